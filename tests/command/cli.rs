//! The command as its users meet it: what it prints, where, with which exit code, and what it leaves on the disk.

use std::collections::BTreeSet;
use std::fs;

use super::place::{COMPLETE, Place, QUICK, UNCERTAIN, assert_ends, err, out, set};

#[test]
fn help_and_version_are_printed_on_stdout() {
    let place = Place::new();
    for flag in ["--help", "-h", "help"] {
        let help = place.run(&[flag]);
        assert_ends(
            &help,
            0,
            &["compare", "check", "explain", "solve", "completions", "Exit codes"],
        );
        assert_eq!(err(&help), "");
    }
    for command in ["compare", "check", "explain", "solve", "completions"] {
        assert_ends(&place.run(&[command, "--help"]), 0, &["Usage: honest-broker"]);
        assert!(out(&place.run(&[command, "--version"])).contains(env!("CARGO_PKG_VERSION")));
    }
    let version = format!("honest-broker {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(out(&place.run(&["-V"])), version);
    let long = out(&place.run(&["--version"]));
    let build = long.strip_prefix(&version).and_then(|rest| rest.strip_prefix("build "));
    let build = build.expect("the build stands in the second line").trim_end();
    assert!(
        build.len() == 64 && build.bytes().all(|b| b.is_ascii_hexdigit()),
        "{build}"
    );
}

#[test]
fn completions_exist_for_every_shell() {
    let place = Place::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        assert_ends(
            &place.run(&["completions", shell]),
            0,
            &["honest-broker", "compare", "baseline"],
        );
    }
    assert_ends(&place.run(&["completions", "cmd"]), 2, &["possible values"]);
}

#[test]
fn what_cannot_be_asked_for_is_a_usage_error() {
    let place = Place::new();
    assert_ends(&place.run(&[]), 2, &["Usage"]);
    assert_ends(&place.run(&["compere"]), 2, &["unrecognized subcommand"]);
    for grid in ["1", "258", "many", "-3", "3.5"] {
        let argument = format!("--grid={grid}");
        assert_ends(&place.run(&["compare", "case.toml", &argument]), 2, &["from 2 to 257"]);
    }
    for wrong in [
        "--episodes=0",
        "--threads=0",
        "--seed=-1",
        "--seed=x",
        "--set=clock.years",
        "--unknown",
    ] {
        assert_ends(&place.run(&["compare", "case.toml", wrong]), 2, &["error:"]);
    }
    assert_eq!(place.names(""), set(&["case.toml"]));
}

#[test]
fn a_comparison_writes_tables_charts_and_a_manifest_and_says_so() {
    let place = Place::new();
    let done = place.compare(&[]);
    assert_ends(&done, 0, &["settlement", "episodes per arm", "Files: results/case/"]);
    assert_eq!(err(&done), "");
    let charts = [
        "outcomes",
        "phases",
        "first_ruptures",
        "beliefs",
        "asymmetry",
        "ledger",
        "gains",
    ];
    let tables = [
        "outcomes",
        "contrasts",
        "metrics",
        "flips",
        "timeline",
        "pairing",
        "controls",
        "variance",
        "sign",
        "draws",
        "worlds",
        "arms",
        "asymmetry",
        "exposure",
        "ledger",
        "contradictions",
        "acceptance",
        "types",
        "columns",
    ];
    let files = charts.iter().flat_map(|c| [format!("{c}.svg"), format!("{c}.png")]);
    let files = files.chain(tables.iter().map(|t| format!("{t}.csv"))).chain(
        [
            "manifest.json",
            "briefing.json",
            "stories.json",
            "report.html",
            "case.toml",
        ]
        .map(str::to_owned),
    );
    assert_eq!(place.names("results/case"), files.collect());
    assert_eq!(place.names("results"), set(&["case"]), "no hidden folder stays");
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(place.path("results/case/manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["options"]["episodes_per_arm"], 200);
    assert_eq!(manifest["files"].as_array().unwrap().len(), 37);
}

#[test]
fn a_quiet_comparison_prints_nothing() {
    let place = Place::new();
    let done = place.compare(&["--quiet"]);
    assert_ends(&done, 0, &[]);
    assert_eq!(out(&done) + &err(&done), "");
    assert!(place.path("results/case/outcomes.csv").exists());
}

#[test]
fn a_result_is_replaced_only_by_force_and_other_files_stay() {
    let place = Place::new();
    assert_ends(&place.compare(&["--out", "here"]), 0, &[]);
    place.write("here/notes.txt", "mine");
    let first = fs::read(place.path("here/outcomes.csv")).unwrap();
    let refused = place.compare(&["--out", "here", "--seed", "2"]);
    assert_ends(&refused, 1, &["already holds files", "--force"]);
    assert!(fs::read(place.path("here/outcomes.csv")).unwrap() == first);
    assert_ends(&place.compare(&["--out", "here", "--seed", "2", "--force"]), 0, &[]);
    assert!(fs::read(place.path("here/outcomes.csv")).unwrap() != first);
    assert_eq!(fs::read_to_string(place.path("here/notes.txt")).unwrap(), "mine");
    assert_eq!(place.names(""), set(&["case.toml", "here"]), "no hidden folder stays");
    // Fewer arms, fewer files: what the old result had and the new one lacks goes.
    assert!(place.path("here/gains.svg").exists());
    assert_ends(
        &place.compare(&["--out", "here", "--arms", "no_broker", "--force"]),
        0,
        &[],
    );
    assert!(!place.path("here/gains.svg").exists() && place.path("here/notes.txt").exists());
}

#[test]
fn an_empty_folder_is_filled_and_a_file_is_not_a_folder() {
    let place = Place::new();
    fs::create_dir(place.path("empty")).unwrap();
    assert_ends(&place.compare(&["--out", "empty"]), 0, &[]);
    assert!(place.path("empty/manifest.json").exists());
    assert_ends(&place.compare(&["--out", "case.toml"]), 1, &["not a folder"]);
    assert_eq!(fs::read_to_string(place.path("case.toml")).unwrap(), COMPLETE);
}

#[test]
fn several_scenarios_get_a_folder_each() {
    let place = Place::new();
    for name in ["set/one.toml", "set/two.toml", "set/below/three.toml"] {
        place.write(name, COMPLETE);
    }
    place.write("set/README.md", "not a scenario");
    let run = |arguments: &[&str]| place.run(&[&["compare", "set"], QUICK, arguments].concat());
    assert_ends(&run(&["--out", "all"]), 0, &[]);
    assert_eq!(place.names("all"), set(&["one", "overview", "two"]));
    assert_ends(&run(&["--out", "more", "--recursive"]), 0, &[]);
    assert_eq!(place.names("more"), set(&["one", "overview", "three", "two"]));
    // The stem is the only difference.
    let table = |stem: &str| fs::read_to_string(place.path(&format!("all/{stem}/metrics.csv"))).unwrap();
    assert_eq!(table("one"), table("two").replace("two,", "one,"));
    place.write("set/below/one.toml", COMPLETE);
    assert_ends(
        &run(&["--out", "clash", "--recursive"]),
        2,
        &["two scenario files would write to"],
    );
    assert!(!place.path("clash").exists());
}

#[test]
fn an_unknown_arm_or_key_is_named_with_what_was_meant() {
    let place = Place::new();
    assert_ends(
        &place.compare(&["--arms", "brokr"]),
        3,
        &["no arm `brokr`", "did you mean `broker`?"],
    );
    assert_ends(
        &place.compare(&["--baseline", "no_borker"]),
        3,
        &["did you mean `no_broker`?"],
    );
    let arm = place.run(&["explain", "case.toml", "--arm", "brokr"]);
    assert_ends(&arm, 3, &["did you mean `broker`?"]);
    let key = place.compare(&["--set", "guarantor.keepr_prior=0.5"]);
    assert_ends(
        &key,
        3,
        &[
            "no key `keepr_prior`",
            "did you mean `keeper_prior`?",
            "--set guarantor.keepr_prior=0.5",
        ],
    );
    assert_ends(
        &place.compare(&["--set", "guarantor.keeper_prior=1.5"]),
        3,
        &["keeper_prior"],
    );
    assert_eq!(place.names(""), set(&["case.toml"]), "nothing was written");
}

#[test]
fn a_setting_changes_the_numbers_and_is_recorded() {
    let place = Place::new();
    assert_ends(&place.compare(&["--out", "plain"]), 0, &[]);
    assert_ends(
        &place.compare(&["--out", "set", "--set", "crises.escalation=0.9"]),
        0,
        &[],
    );
    let manifest = fs::read_to_string(place.path("set/manifest.json")).unwrap();
    assert!(manifest.contains("crises.escalation=0.9"));
    let table = |folder: &str| fs::read(place.path(folder).join("outcomes.csv")).unwrap();
    assert!(table("plain") != table("set"));
}

#[test]
fn a_broken_scenario_is_explained_and_leaves_nothing_written() {
    let place = Place::new();
    place.write("set/good.toml", COMPLETE);
    place.write("set/bad.toml", &COMPLETE.replacen("[disarmer]", "[disarmers]", 1));
    let failed = place.run(&[&["compare", "set", "--out", "all"], QUICK].concat());
    assert_ends(&failed, 3, &["bad.toml", "did you mean `disarmer`?"]);
    assert_eq!(out(&failed), "");
    assert_eq!(place.names(""), set(&["case.toml", "set"]), "not even the good one");
    for command in ["check", "explain", "solve"] {
        assert_ends(&place.run(&[command, "set/bad.toml"]), 3, &["disarmer"]);
    }
}

#[test]
fn problems_are_printed_as_json_for_programs() {
    let place = Place::new();
    place.write("bad.toml", &COMPLETE.replacen("[disarmer]", "[disarmers]", 1));
    for command in ["check", "compare", "explain", "solve"] {
        let failed = place.run(&[command, "bad.toml", "--format", "json"]);
        assert_eq!(failed.status.code(), Some(3));
        assert_eq!(err(&failed), "");
        let parsed: serde_json::Value = serde_json::from_slice(&failed.stdout).unwrap();
        let problems = parsed["problems"].as_array().unwrap();
        assert!(
            problems
                .iter()
                .any(|p| p["code"] == "unknown_key" && p["file"] == "bad.toml" && p["line"].is_u64())
        );
    }
}

#[test]
fn warnings_are_told_by_check_and_compare_and_stop_neither() {
    let place = Place::new();
    place.write(
        "odd.toml",
        &COMPLETE.replacen("discount_factor = 0.94", "discount_factor = 0.05", 1),
    );
    let words = ["warning[discount_rate]", "discount_factor = 0.05", "a factor of 0.95"];
    assert_ends(&place.run(&["check", "odd.toml"]), 0, &words);
    assert_ends(
        &place.run(&["compare", "odd.toml", "--grid", "3", "--episodes", "10"]),
        0,
        &["Warning (discount_rate): ", "`check` shows where"],
    );
    let checked = place.run(&["check", "odd.toml", "--format", "json"]);
    let parsed: serde_json::Value = serde_json::from_slice(&checked.stdout).unwrap();
    let problems = parsed["problems"].as_array().unwrap();
    let odd = |p: &serde_json::Value| p["code"] == "discount_rate" && p["severity"] == "warning" && p["line"].is_u64();
    assert!(problems.iter().any(odd), "{parsed:#}");
}

#[test]
fn a_path_that_is_missing_or_holds_no_scenario_is_an_error() {
    let place = Place::new();
    for command in ["check", "compare"] {
        assert_ends(
            &place.run(&[command, "missing.toml"]),
            3,
            &["missing.toml", "does not exist"],
        );
        fs::create_dir_all(place.path("empty")).unwrap();
        assert_ends(&place.run(&[command, "empty"]), 3, &["holds no scenarios"]);
    }
    assert_ends(&place.run(&["compare"]), 3, &["scenarios"]);
    assert_eq!(place.names(""), set(&["case.toml", "empty"]));
}

#[test]
fn check_shows_what_each_side_could_take_back() {
    let place = Place::new();
    let checked = place.run(&["check", "case.toml"]);
    assert_ends(
        &checked,
        0,
        &[
            "case.toml: valid",
            "could take back",
            "could rebuild",
            "could revoke",
            "lost for good",
        ],
    );
    assert_eq!(err(&checked), "");
    let root = env!("CARGO_MANIFEST_DIR");
    let shipped = place.run(&["check", &format!("{root}/scenarios")]);
    assert_ends(&shipped, 0, &["singapore-2018.toml: valid", "fixed points"]);
    assert_eq!(place.names(""), set(&["case.toml"]), "checking writes nothing");
}

#[test]
fn an_episode_is_told_the_same_way_twice() {
    let place = Place::new();
    let tell = |episode: &str| out(&place.run(&["explain", "case.toml", "--grid", "3", "--episode", episode]));
    let told = tell("7");
    assert!(told.contains("episode 7, seed 1"), "{told}");
    assert_eq!(told, tell("7"));
    assert_ne!(
        told.lines().skip(1).collect::<Vec<_>>(),
        tell("8").lines().skip(1).collect::<Vec<_>>()
    );
}

#[test]
fn solving_shows_values_and_first_moves() {
    let place = Place::new();
    let solved = place.run(&["solve", "case.toml", "--grid", "3", "--arms", "no_broker"]);
    assert_ends(
        &solved,
        0,
        &[
            "Arm no_broker: values at the priors",
            "dealer",
            "keeper",
            "all",
            "converged",
        ],
    );
}

/// Header of each table.
const HEADERS: [(&str, &str); 7] = [
    (
        "acceptance",
        "scenario,scenario_hash,settings,run_hash,arm,arm_title,quantity,player,unit,estimate,std_error,low,high,level,effective_worlds,worlds",
    ),
    (
        "outcomes",
        "scenario,scenario_hash,settings,run_hash,arm,arm_title,outcome,method,weighting,estimate,std_error,low,high,level,worlds,episodes,discrepancy",
    ),
    (
        "contrasts",
        "scenario,scenario_hash,settings,run_hash,arm,arm_title,baseline,metric,method,weighting,estimate,std_error,low,high,level,effective_worlds,worlds,pairs",
    ),
    (
        "metrics",
        "scenario,scenario_hash,settings,run_hash,arm,arm_title,metric,unit,method,estimate,std_error,low,high,level,worlds,episodes",
    ),
    (
        "flips",
        "scenario,scenario_hash,settings,run_hash,arm,arm_title,baseline,baseline_outcome,arm_outcome,count,share,std_error,low,high,level,worlds,pairs",
    ),
    (
        "timeline",
        "scenario,scenario_hash,settings,run_hash,arm,arm_title,round,year,quantity,estimate,std_error,low,high,level,worlds,episodes",
    ),
    (
        "sign",
        "scenario,scenario_hash,settings,run_hash,arm,arm_title,baseline,metric,method,direction,estimate,std_error,low,high,level,worlds,threshold",
    ),
];
const TEXTS: [&str; 27] = [
    "scenario_hash",
    "settings",
    "run_hash",
    "direction",
    "disarmer_type",
    "guarantor_type",
    "table",
    "column",
    "may_be_empty",
    "meaning",
    "method",
    "weighting",
    "player",
    "against",
    "scenario",
    "arm",
    "baseline",
    "outcome",
    "metric",
    "unit",
    "quantity",
    "baseline_outcome",
    "arm_outcome",
    "other",
    "arm_title",
    "type",
    "contradiction",
];
/// Texts that may be empty.
const NOTES: [&str; 5] = ["summary", "key", "baseline_text", "arm_text", "jump_outcome"];
const INTEGERS: [&str; 17] = [
    "grid",
    "grid_level",
    "round",
    "count",
    "worlds",
    "episodes",
    "pairs",
    "world",
    "replicate",
    "point",
    "nodes",
    "unconverged",
    "gained",
    "lost",
    "pairs_saved",
    "stage",
    "central",
];

#[test]
fn tables_have_their_columns_and_every_field_has_its_type() {
    let place = Place::new();
    place.write("open.toml", UNCERTAIN);
    assert_ends(&place.compare(&["--out", "case"]), 0, &[]);
    assert_ends(
        &place.run(&[&["compare", "open.toml", "--out", "open"], QUICK].concat()),
        0,
        &[],
    );
    for folder in ["case", "open"] {
        for (slug, header) in HEADERS {
            let text = fs::read_to_string(place.path(&format!("{folder}/{slug}.csv"))).unwrap();
            assert_eq!(text.lines().next(), Some(header), "{slug}");
        }
        for name in place.names(folder).into_iter().filter(|n| n.ends_with(".csv")) {
            assert_fields_have_types(&place, &format!("{folder}/{name}"));
        }
    }
}

fn assert_fields_have_types(place: &Place, file: &str) {
    let (text, slug) = (fs::read_to_string(place.path(file)).unwrap(), file);
    let dictionary = slug.ends_with("columns.csv");
    let texts = |column: &str| TEXTS.contains(&column) && !(dictionary && column == "unit");
    assert!(
        !text.contains('\r') && text.ends_with('\n') && !text.ends_with("\n\n"),
        "{slug}"
    );
    assert!(
        text.lines().all(|line| !line.is_empty() && line.trim() == line),
        "{slug}"
    );
    assert!(!text.contains("NaN") && !text.contains(",inf"), "{slug}");
    let mut rows = csv::ReaderBuilder::new().flexible(false).from_reader(text.as_bytes());
    let columns: Vec<String> = rows.headers().unwrap().iter().map(str::to_owned).collect();
    for row in rows.records() {
        for (column, field) in columns.iter().zip(row.unwrap().iter()) {
            if NOTES.contains(&column.as_str()) || dictionary && column == "unit" {
                continue;
            }
            if texts(column) {
                assert!(!field.is_empty(), "{slug}, {column}");
            } else if INTEGERS.contains(&column.as_str()) || column.starts_with("count_") {
                let missing = column == "pairs_saved" && field.is_empty();
                assert!(missing || field.parse::<i64>().is_ok(), "{slug}, {column}: {field}");
            } else {
                let number = field.is_empty() || field.contains(['.', 'e']) && field.parse::<f64>().is_ok();
                assert!(number, "{slug}, {column}: {field}");
            }
        }
    }
}

#[test]
fn what_has_no_value_is_an_empty_field() {
    let place = Place::new();
    // Nobody ever meets, so nobody settles and there is no year of a settlement.
    let never = ["talks.meetings_per_year=1e-9", "broker.instruments.facilitation=0"];
    assert_ends(
        &place.compare(&["--out", "o", "--set", never[0], "--set", never[1]]),
        0,
        &[],
    );
    let metrics = fs::read_to_string(place.path("o/metrics.csv")).unwrap();
    let of = |method: &str| {
        let years = format!(",settlement_year,years,{method},");
        let mut lines = metrics
            .lines()
            .filter(|l| l.starts_with("case,") && l.contains(",no_broker,"));
        lines.find(|l| l.contains(&years)).unwrap()
    };
    assert!(of("played").ends_with(",settlement_year,years,played,,,,,0.95,1,0"));
    assert!(
        of("exact").contains(",settlement_year,years,exact,,,,,0.95,"),
        "{}",
        of("exact")
    );
}

#[test]
fn shares_of_outcomes_sum_to_one_in_the_table() {
    let place = Place::new();
    assert_ends(&place.compare(&["--out", "o"]), 0, &[]);
    let text = fs::read_to_string(place.path("o/outcomes.csv")).unwrap();
    let mut sums = std::collections::BTreeMap::<String, f64>::new();
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let arm_method_weighting = [fields[4], fields[7], fields[8]].join(" ");
        *sums.entry(arm_method_weighting).or_default() += fields[9].parse::<f64>().unwrap();
    }
    assert!(
        sums.len() > 1 && sums.values().all(|s| (s - 1.0).abs() < 1e-9),
        "{sums:?}"
    );
}

#[test]
fn worlds_are_drawn_where_something_is_uncertain() {
    let place = Place::new();
    place.write("open.toml", UNCERTAIN);
    let run = |arguments: &[&str]| {
        place.run(&[&["compare", "open.toml", "--grid", "3", "--episodes", "200"], arguments].concat())
    };
    let done = run(&["--out", "o", "--worlds", "32", "--verbose"]);
    assert_ends(&done, 0, &["32 worlds × 200 episodes per arm", "16 scramblings of 2"]);
    let worlds = fs::read_to_string(place.path("o/worlds.csv")).unwrap();
    let mut lines = worlds.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    for column in [
        "world",
        "replicate",
        "accepted",
        "gain_guarantor",
        "p_war",
        "played_war",
    ] {
        assert!(header.contains(&column), "{column}");
    }
    let arms = 1 + fs::read_to_string(place.path("o/sign.csv"))
        .unwrap()
        .lines()
        .skip(1)
        .fold(BTreeSet::new(), |mut arms, line| {
            arms.insert(line.split(',').nth(4).unwrap().to_owned());
            arms
        })
        .len();
    assert_eq!(lines.count(), 32 * arms, "one row for each world and arm");
    let charts = place.names("o");
    for chart in ["effects.svg", "convergence.svg"] {
        assert!(charts.contains(chart), "{chart}");
    }
    // Not a multiple of the number of scramblings.
    assert_ends(
        &run(&["--out", "p", "--worlds", "20"]),
        0,
        &["20 worlds were rounded up to 32"],
    );
    let plain = ["--out", "q", "--worlds", "32", "--sampling", "monte-carlo", "--quiet"];
    let independent = run(&plain);
    assert_ends(&independent, 0, &[]);
    let manifest = fs::read_to_string(place.path("q/manifest.json")).unwrap();
    assert!(manifest.contains("\"sampling\": \"monte-carlo\"") && manifest.contains("\"replicates\": 32"));
}

#[test]
fn worlds_are_added_until_the_intervals_are_narrow_enough() {
    let place = Place::new();
    place.write("open.toml", UNCERTAIN);
    let run = |arguments: &[&str]| {
        let common = ["compare", "open.toml", "--grid", "3", "--episodes", "100"];
        place.run(&[&common, arguments].concat())
    };
    let easy = run(&[
        "--out",
        "a",
        "--worlds",
        "32",
        "--max-worlds",
        "128",
        "--precision",
        "0.3",
    ]);
    assert_ends(&easy, 0, &["32 worlds, widest half-width"]);
    assert!(!out(&easy).contains("64 worlds, widest"));
    let hard = run(&[
        "--out",
        "b",
        "--worlds",
        "32",
        "--max-worlds",
        "64",
        "--precision",
        "0.0001",
    ]);
    assert_ends(
        &hard,
        0,
        &["32 worlds, widest half-width", "64 worlds, widest half-width"],
    );
    let table = fs::read_to_string(place.path("b/precision.csv")).unwrap();
    assert!(
        table.starts_with(
            "scenario,scenario_hash,settings,run_hash,worlds,arm,arm_title,metric,estimate,std_error,half_width\n"
        ) && table.contains(",64,")
    );
    // What is asked for in one step or in several is the same.
    assert_ends(&run(&["--out", "c", "--worlds", "64"]), 0, &[]);
    // All but what tells the two runs apart.
    let table = |folder: &str| {
        let text = fs::read_to_string(place.path(folder).join("outcomes.csv")).unwrap();
        let fields = |line: &str| {
            line.split(',')
                .enumerate()
                .filter(|(i, _)| *i != 3)
                .map(|(_, f)| f.to_owned())
                .collect()
        };
        text.lines().map(fields).collect::<Vec<Vec<String>>>()
    };
    assert!(table("b") == table("c"));
}

#[test]
fn options_about_worlds_that_contradict_each_other_are_usage_errors() {
    let place = Place::new();
    place.write("open.toml", UNCERTAIN);
    let run = |arguments: &[&str]| place.run(&[&["compare", "open.toml"], arguments].concat());
    assert_ends(&run(&["--evaluate", "exact", "--episodes", "5"]), 2, &["plays nothing"]);
    assert_ends(&run(&["--max-worlds", "64"]), 2, &["--precision"]);
    let small = ["--precision", "0.01", "--worlds", "128", "--max-worlds", "64"];
    assert_ends(&run(&small), 2, &["exceeds --max-worlds 64"]);
    for wrong in [
        "--precision=0",
        "--precision=0.5",
        "--precision=x",
        "--threshold=1",
        "--threshold=-0.1",
        "--worlds=1",
    ] {
        assert_ends(&run(&[wrong]), 2, &["error:"]);
    }
    assert_ends(&run(&["--episodes", "many"]), 2, &["or auto"]);
    assert_ends(&place.run(&["explain", "case.toml", "--world", "3"]), 2, &["one world"]);
    assert_eq!(place.names(""), set(&["case.toml", "open.toml"]));
}

#[test]
fn an_episode_of_a_world_is_told() {
    let place = Place::new();
    place.write("open.toml", UNCERTAIN);
    let tell = |world: &str| out(&place.run(&["explain", "open.toml", "--grid", "3", "--world", world]));
    assert!(tell("0").contains("World 0"));
    assert_ne!(tell("0"), tell("1").replace("World 1", "World 0"));
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::process::{Command as Process, Stdio};
    use std::time::{Duration, Instant};

    fn spawn(place: &Place, arguments: &[&str]) -> std::process::Child {
        Process::new(assert_cmd::cargo::cargo_bin("honest-broker"))
            .current_dir(place.0.path())
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    #[test]
    fn a_reader_that_goes_away_is_no_error() {
        let place = Place::new();
        for arguments in [
            &["check", "case.toml"][..],
            &["compare", "case.toml", "--grid", "3", "--episodes", "200"],
        ] {
            let mut child = spawn(&place, arguments);
            drop(child.stdout.take());
            let done = child.wait_with_output().unwrap();
            assert_eq!(done.status.code(), Some(0), "{}", err(&done));
            assert_eq!(err(&done), "");
        }
        assert!(place.path("results/case/manifest.json").exists());
    }

    /// Waits until the program has staged a hidden folder, that is, has begun its work.
    #[allow(clippy::disallowed_methods, reason = "gives up after a while")]
    fn wait_for_staging(place: &Place) {
        let begun = Instant::now();
        while !place.names("").iter().any(|n| n.starts_with(".o.partial-")) {
            assert!(begun.elapsed() < Duration::from_secs(20), "the program does not begin");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Not by Ctrl-C, which is ignored, and stays so, where the tests run in the background of a script.
    fn interrupt(child: &std::process::Child) {
        let pid = child.id().to_string();
        assert!(Process::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    }

    #[test]
    fn an_interrupted_comparison_leaves_nothing_behind() {
        let place = Place::new();
        let long = [
            "compare",
            "case.toml",
            "--out",
            "o",
            "--grid",
            "3",
            "--episodes",
            "1000000000",
        ];
        let child = spawn(&place, &long);
        wait_for_staging(&place);
        std::thread::sleep(Duration::from_millis(300));
        interrupt(&child);
        let done = child.wait_with_output().unwrap();
        assert_eq!(done.status.code(), Some(130), "{}", err(&done));
        assert!(err(&done).contains("interrupted: ") && err(&done).contains("nothing of `case` was written"));
        assert_eq!(place.names(""), set(&["case.toml"]), "no folder, hidden or not");
    }

    #[test]
    fn an_interrupted_comparison_keeps_the_earlier_result() {
        let place = Place::new();
        assert_ends(&place.compare(&["--out", "o"]), 0, &[]);
        let before = fs::read(place.path("o/manifest.json")).unwrap();
        let long = [
            "compare",
            "case.toml",
            "--out",
            "o",
            "--grid",
            "3",
            "--episodes",
            "1000000000",
            "--force",
        ];
        let child = spawn(&place, &long);
        wait_for_staging(&place);
        interrupt(&child);
        assert_eq!(child.wait_with_output().unwrap().status.code(), Some(130));
        assert!(fs::read(place.path("o/manifest.json")).unwrap() == before);
        assert_eq!(place.names(""), set(&["case.toml", "o"]));
    }
}

#[test]
fn a_fan_tells_noise_from_strategy_on_any_number_of_threads() {
    let place = Place::new();
    place.write("open.toml", UNCERTAIN);
    let fan = |out: &str, more: &[&str]| {
        let run = [
            &["compare", "open.toml", "--fan", "--fan-worlds", "16", "--out", out],
            &["--grid", "3", "--episodes", "50", "--worlds", "16", "--no-charts"],
            more,
        ]
        .concat();
        place.run(&run)
    };
    assert_ends(&fan("a", &[]), 0, &["sixteen times as rational"]);
    assert_ends(&fan("b", &["--threads", "1"]), 0, &[]);
    for table in ["fan.csv", "noise.csv"] {
        let read = |out: &str| fs::read(place.path(out).join(table)).unwrap();
        assert!(read("a") == read("b"), "{table}");
    }
    let mut rows = csv::Reader::from_path(place.path("a/fan.csv")).unwrap();
    let column = |name: &str, headers: &csv::StringRecord| headers.iter().position(|h| h == name).unwrap();
    let headers = rows.headers().unwrap().clone();
    let mut sums = std::collections::BTreeMap::new();
    for row in rows.records().map(Result::unwrap) {
        let key = [&row[column("arm", &headers)], &row[column("multiple", &headers)]].join(" ");
        *sums.entry(key).or_insert(0.0) += row[column("estimate", &headers)].parse::<f64>().unwrap();
    }
    assert!(
        sums.len() >= 8 && sums.values().all(|sum| (sum - 1.0).abs() < 1e-9),
        "{sums:?}"
    );
    let without = place.run(&[&["compare", "open.toml", "--fan-worlds", "16"], QUICK].concat());
    assert_ends(&without, 2, &["--fan"]);
}
