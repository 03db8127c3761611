//! `target`: what it prints, writes and refuses, that its tables agree with each other, and that it goes on where it was stopped.

use crate::place::{Place, Row, UNCERTAIN, assert_ends, err, number, out, rows};

const QUICK: [&str; 8] = ["--worlds", "16", "--fresh-worlds", "16", "--grid", "3", "--out", "r"];

/// Two levers of a file, of which one moves two keys.
const LEVERS: &str = r#"
[levers."broker.instruments.custody"]
to = 1
by = "North-East"
cost = 2

[levers.inspection]
to = { "stages.2.detection" = 0.99, "stages.3.detection" = 0.99 }
summary = "inspectors go where they want"

[levers."talks.sequence"]
to = "disarm_first"
by = "both"
"#;

fn target(place: &Place, arguments: &[&str]) -> std::process::Output {
    place.run(&[&["target", "case.toml"], &QUICK[..], arguments].concat())
}

fn with_levers(levers: &str) -> Place {
    let place = Place::uncertain();
    place.write("case.toml", &format!("{UNCERTAIN}\n{levers}"));
    place
}

fn of<'r>(table: &'r [Row], column: &str, cell: &str) -> Vec<&'r Row> {
    table.iter().filter(|row| row[column] == cell).collect()
}

#[test]
fn an_aim_out_of_reach_is_answered_with_the_best_and_the_way_there() {
    let place = Place::uncertain();
    let output = target(&place, &["--at-least", "0.97"]);
    let said = [
        "within these ranges",
        "best",
        "the usual ones are tried",
        "16 fresh worlds at grid 11",
    ];
    assert_ends(&output, 0, &said);
    let names = place.names("r");
    for name in [
        "answer.json",
        "levers.csv",
        "sets.csv",
        "frontier.csv",
        "frontier.svg",
        "columns.csv",
        "manifest.json",
    ] {
        assert!(names.contains(name), "{name} is not in {names:?}");
    }
    let frontier = rows(&place.path("r/frontier.csv"));
    let means = of(&frontier, "quantity", "mean");
    let path: Vec<&&Row> = means.iter().filter(|row| row["curve"] == "path").collect();
    assert!(path.len() > 1, "there is a way");
    for (before, after) in path.iter().zip(&path[1..]) {
        assert!(
            number(after, "estimate") > number(before, "estimate") && number(after, "cost") > number(before, "cost")
        );
        assert!(after["levers"].split("; ").any(|lever| lever == after["lever"]));
    }
    assert!(means.iter().all(|row| number(row, "aim") == 0.97));
    let levers = rows(&place.path("r/levers.csv"));
    let alone = of(&levers, "part", "alone");
    assert!(alone.len() > 10, "the usual levers");
    let sets = rows(&place.path("r/sets.csv"));
    let best: std::collections::BTreeSet<&str> =
        of(&sets, "set", "1").iter().map(|row| row["lever"].as_str()).collect();
    let in_set: std::collections::BTreeSet<&str> = (alone.iter().filter(|row| row["in_set"] == "1"))
        .map(|row| row["lever"].as_str())
        .collect();
    assert_eq!(best, in_set);
    assert!(of(&sets, "set", "1").iter().all(|row| row["reached"] == "no"));
}

#[test]
fn the_levers_of_a_file_take_the_place_of_the_usual_ones() {
    let place = with_levers(LEVERS);
    let output = target(&place, &["--at-least", "0.97"]);
    assert_ends(&output, 0, &["those of the file"]);
    let sets = rows(&place.path("r/sets.csv"));
    let all = of(&sets, "set", "0");
    let keys: Vec<(&str, &str, &str)> = (all.iter())
        .map(|row| (row["lever"].as_str(), row["key"].as_str(), row["value"].as_str()))
        .collect();
    let mut expected = [
        ("broker.instruments.custody", "broker.instruments.custody", "1.0"),
        ("inspection", "stages.2.detection", "0.99"),
        ("inspection", "stages.3.detection", "0.99"),
        ("talks.sequence", "talks.sequence", ""),
    ];
    expected.sort_unstable();
    let mut found = keys.clone();
    found.sort_unstable();
    assert_eq!(found, expected);
    let costs: Vec<f64> = of(&rows(&place.path("r/levers.csv")), "part", "alone")
        .iter()
        .map(|row| number(row, "cost"))
        .collect();
    assert_eq!(costs.iter().sum::<f64>(), 4.0);
    assert_ends(
        &place.run(&["check", "case.toml"]),
        0,
        &["Levers", "inspectors go where they want", "cost 2"],
    );
}

#[test]
fn levers_alter_no_result_and_are_shown_as_labels() {
    let (plain, levered) = (Place::uncertain(), with_levers(LEVERS));
    let results = |place: &Place| {
        let quick = [
            "compare",
            "case.toml",
            "--grid",
            "3",
            "--worlds",
            "16",
            "--evaluate",
            "exact",
            "--no-charts",
        ];
        assert_ends(&place.run(&[&quick[..], &["--out", "c"]].concat()), 0, &[]);
        std::fs::read_to_string(place.path("c/outcomes.csv")).unwrap()
    };
    assert_eq!(
        results(&plain),
        results(&levered),
        "the hash of the scenario among them"
    );
    levered.write("plain.toml", UNCERTAIN);
    let output = levered.run(&["diff", "plain.toml", "case.toml"]);
    assert_ends(&output, 0, &["levers.inspection", "alter"]);
}

#[test]
fn an_aim_within_reach_gives_a_set_that_is_confirmed_in_fresh_worlds() {
    let place = Place::uncertain();
    let base = {
        assert_ends(&target(&place, &["--at-least", "0.97"]), 0, &[]);
        let frontier = rows(&place.path("r/frontier.csv"));
        let path: Vec<f64> = (frontier.iter())
            .filter(|row| row["curve"] == "path" && row["quantity"] == "mean")
            .map(|row| number(row, "low"))
            .collect();
        path
    };
    let between = 0.5 * (base[0] + base[base.len() - 1]);
    let output = target(&place, &["--at-least", &between.to_string(), "--force"]);
    assert_ends(
        &output,
        0,
        &["It would take", "at a cost of", "fresh worlds at grid 11"],
    );
    let frontier = rows(&place.path("r/frontier.csv"));
    let set = frontier
        .iter()
        .find(|row| row["curve"] == "set" && row["quantity"] == "mean")
        .unwrap();
    assert!(number(set, "low") >= between);
    let sets = rows(&place.path("r/sets.csv"));
    let first = of(&sets, "set", "1");
    assert!(
        first
            .iter()
            .all(|row| row["reached"] == "yes" && (0.0..=1.0).contains(&number(row, "share")))
    );
    assert!((number(first[0], "set_cost") - number(set, "cost")).abs() < 1e-12);
}

#[test]
fn what_is_wrong_with_the_question_or_the_levers_is_said_with_a_remedy() {
    let place = Place::uncertain();
    let usage: [(&[&str], &str); 6] = [
        (&[], "--at-least"),
        (&["--at-least", "50"], "such as 0.5"),
        (&["--at-least", "0.5", "--at-most", "0.6"], "cannot be used with"),
        (&["--at-least", "0.5", "--outcome", "peace"], "choose one of"),
        (&["--at-least", "0.5", "--share-of-worlds", "80"], "such as 0.8"),
        (&["--at-least", "0.5", "--arm", "nobody"], "the arms are"),
    ];
    for (arguments, said) in usage {
        let output = target(&place, arguments);
        let code = if arguments.contains(&"--arm") { 3 } else { 2 };
        assert_ends(&output, code, &[said]);
    }
    let wrong: [(&str, &[&str]); 12] = [
        (
            "[levers.\"broker.instruments.custdy\"]\nto = 1",
            &["custdy", "did you mean `custody`?"],
        ),
        (
            "[levers.\"broker.instruments.custody\"]\nto = 1.5",
            &["out of range", "from 0 to 1"],
        ),
        (
            "[levers.\"broker.instruments.custody\"]\nby = \"x\"",
            &["lacks `to`", "add `to = `"],
        ),
        (
            "[levers.\"broker.instruments.custody\"]\nto = 1\ncots = 2",
            &["has no key `cots`", "did you mean `cost`?"],
        ),
        (
            "[levers.\"broker.instruments.custody\"]\nto = 1\ncost = 0",
            &["out of range", "greater than 0"],
        ),
        (
            "[levers.\"broker.instruments.custody\"]\nto = { uniform = [0, 1] }",
            &["must be one number or word"],
        ),
        (
            "[levers.broker.instruments.custody]\nto = 1",
            &["write the whole key in quotes: [levers.\"broker.instruments.custody\"]"],
        ),
        (
            "[levers.\"talks.sequence\"]\nto = \"releif_first\"",
            &["did you mean \"relief_first\"?"],
        ),
        ("[levers.\"stages.1.relief_share\"]\nto = 0.9", &["relief_share", "1"]),
        (
            "[levers.\"disarmer.deterrent_value\"]\nto = 0.9",
            &["no single value", "name that of the type"],
        ),
        ("[levers.\"two words\"]\nto = 0.9", &["cannot be the name of a lever"]),
        ("levers = 3", &["levers"]),
    ];
    for (levers, said) in wrong {
        let place = with_levers(levers);
        let output = place.run(&["check", "case.toml"]);
        assert_ends(&output, 3, said);
        assert!(
            err(&output).contains("case.toml:") || out(&output).contains("case.toml:"),
            "the line: {}",
            err(&output)
        );
    }
    let place = with_levers("[levers.\"talks.sequence\"]\nto = \"relief_first\"");
    assert_ends(&place.run(&["check", "case.toml"]), 0, &["idle_lever", "moves nothing"]);
}

#[test]
fn results_do_not_depend_on_the_number_of_threads() {
    let place = with_levers(LEVERS);
    for threads in ["1", "2"] {
        let out = format!("t{threads}");
        let output = place.run(&[
            "target",
            "case.toml",
            "--at-least",
            "0.6",
            "--worlds",
            "32",
            "--fresh-worlds",
            "16",
            "--grid",
            "3",
            "--threads",
            threads,
            "--out",
            &out,
        ]);
        assert_ends(&output, 0, &[]);
    }
    let read = |folder: &str, name: &str| std::fs::read(place.path(&format!("{folder}/{name}"))).unwrap();
    for name in place.names("t1") {
        if name != "manifest.json" {
            assert!(read("t1", &name) == read("t2", &name), "{name} differs");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_search_that_was_killed_goes_on_to_the_same_answer() {
    use crate::place::{files, send};
    let place = with_levers(LEVERS);
    let request = |folder: &'static str| -> Vec<&'static str> {
        vec![
            "target",
            "case.toml",
            "--at-least",
            "0.6",
            "--worlds",
            "64",
            "--fresh-worlds",
            "16",
            "--grid",
            "5",
            "--out",
            folder,
        ]
    };
    let whole = place.run(&request("whole"));
    assert_ends(&whole, 0, &[]);
    let mut child = place.command(&request("part")).spawn().unwrap();
    let kept = place.path(".part.unfinished");
    let chunks = || {
        if kept.exists() {
            files(&kept).into_keys().filter(|name| name.ends_with(".json")).count()
        } else {
            0
        }
    };
    while chunks() < 8 && child.try_wait().unwrap().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    send("-KILL", &child);
    child.wait().unwrap();
    assert!(!place.path("part").exists(), "it was stopped in time");
    let resumed = place.run(&[&request("part")[..], &["--resume"]].concat());
    assert_ends(&resumed, 0, &[]);
    let of = |folder: &str| {
        let mut files = files(&place.path(folder));
        files.remove("manifest.json");
        files
    };
    assert_eq!(
        of("whole").keys().collect::<Vec<_>>(),
        of("part").keys().collect::<Vec<_>>()
    );
    for (name, bytes) in of("whole") {
        assert!(of("part")[&name] == bytes, "{name} differs");
    }
}
