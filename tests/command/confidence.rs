//! The confidence level of intervals: everything that is printed and written follows it, and nothing else does.

use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;

use serde_json::Value;

use super::place::{Place, UNCERTAIN, assert_ends, err, number, out, rows};

/// Student's quantile with 15 degrees of freedom at 90 %, divided by that at 95 %.
const NARROWER: f64 = 1.753_050 / 2.131_450;

/// The uncertain scenario compared at both levels, into the folders `usual` and `narrow`, for all tests that only read them; and what
/// the second printed.
static BOTH: LazyLock<(Place, String)> = LazyLock::new(|| {
    let place = Place::uncertain();
    let usual = place.compare(&["--out", "usual"]);
    assert_ends(&usual, 0, &["; 95 % intervals"]);
    let narrow = place.compare(&["--out", "narrow", "--level", "0.9"]);
    assert!(narrow.status.success(), "{}", err(&narrow));
    let told = out(&narrow);
    (place, told)
});

fn json(place: &Place, path: &str) -> Value {
    serde_json::from_slice(&fs::read(place.path(path)).unwrap()).unwrap()
}

#[test]
fn intervals_of_ninety_per_cent_are_narrower_by_the_ratio_of_the_quantiles() {
    let place = &BOTH.0;
    let [usual, narrow] = ["usual", "narrow"].map(|folder| rows(&place.path(&format!("{folder}/contrasts.csv"))));
    assert_eq!(usual.len(), narrow.len());
    let mut compared = 0;
    for (wide, narrow) in usual.iter().zip(&narrow) {
        assert_eq!((&wide["level"][..], &narrow["level"][..]), ("0.95", "0.9"));
        assert_eq!(
            (&wide["estimate"], &wide["std_error"]),
            (&narrow["estimate"], &narrow["std_error"])
        );
        // Student's interval where nothing is cut off: differences of payoffs.
        if wide["metric"].starts_with("payoff") && wide["method"] == "exact" && number(wide, "std_error") > 1e-9 {
            let width = |row| number(row, "high") - number(row, "low");
            assert!(
                (width(narrow) / width(wide) - NARROWER).abs() < 1e-5,
                "{wide:?}\n{narrow:?}"
            );
            compared += 1;
        }
    }
    assert!(compared > 4, "{compared} rows were compared");
    let columns = ["low", "high", "level", "run_hash", "settings"];
    for table in ["outcomes", "metrics", "acceptance", "sign", "worlds"] {
        let [usual, narrow] = ["usual", "narrow"].map(|folder| rows(&place.path(&format!("{folder}/{table}.csv"))));
        for (wide, narrow) in usual.iter().zip(&narrow) {
            let rest = |row: &BTreeMap<String, String>| {
                let mut row = row.clone();
                row.retain(|column, _| !columns.contains(&column.as_str()));
                row
            };
            assert_eq!(
                rest(wide),
                rest(narrow),
                "{table}: nothing but intervals follows the level"
            );
        }
    }
}

#[test]
fn words_page_charts_and_manifest_say_the_level() {
    let (place, told) = &*BOTH;
    assert!(told.contains("; 90 % intervals") && !told.contains("95 %"), "{told}");
    let read = |path: &str| fs::read_to_string(place.path(path)).unwrap();
    for chart in ["outcomes", "gains", "phases"] {
        let chart = read(&format!("narrow/{chart}.svg"));
        assert!(!chart.contains("95 % interval"));
    }
    assert!(read("narrow/outcomes.svg").contains("90 % intervals"));
    assert_eq!(json(place, "narrow/manifest.json")["options"]["level"], 0.9);
    assert!(json(place, "usual/manifest.json")["options"].get("level").is_none());
    let briefing = json(place, "narrow/briefing.json");
    assert_eq!(briefing["level"], "90 %");
    for command in [
        "command",
        "command_of_fan",
        "command_of_charts",
        "command_of_attribution",
    ] {
        let command = briefing[command].as_str().unwrap();
        assert!(command.contains(" --level 0.9"), "{command}");
    }
    let page = read("narrow/report.html");
    assert!(page.contains("90 % intervals") && !page.contains("95 % interval"));
    let explored = "\"level\":\"90 %\"";
    assert!(page.contains(explored) && !read("usual/report.html").contains(explored));
    let again = place.run(&["report", "narrow", "--out", "again.html"]);
    assert_ends(&again, 0, &[]);
    assert_eq!(
        read("again.html"),
        page,
        "the page has the level of its result, whatever the usual one is"
    );
}

#[test]
fn a_level_is_a_part_of_what_a_result_depends_on_unless_it_is_the_usual_one() {
    let place = &BOTH.0;
    let refused = place.compare(&["--out", "usual", "--resume", "--level", "0.9"]);
    assert_ends(&refused, 1, &["already holds files"]);
    let same = place.compare(&["--out", "usual", "--resume", "--level", "0.95"]);
    assert_ends(&same, 0, &[]);
    let [usual, narrow] = ["usual", "narrow"].map(|folder| rows(&place.path(&format!("{folder}/outcomes.csv"))));
    assert_ne!(usual[0]["run_hash"], narrow[0]["run_hash"]);
    assert_eq!(usual[0]["scenario_hash"], narrow[0]["scenario_hash"]);
}

#[test]
fn levels_that_cannot_be_meant_are_refused_with_the_range() {
    let place = Place::uncertain();
    for wrong in ["95", "0.4", "1", "0.9755", "-0.9", "ninety"] {
        let refused = place.compare(&["--level", wrong]);
        assert_ends(
            &refused,
            2,
            &["give a level from 0.5 to 0.999 with at most three decimals"],
        );
    }
}

#[test]
fn a_precision_is_the_half_width_at_the_level_that_is_asked_for() {
    let place = Place::uncertain();
    // Wide enough for one and too narrow for the other at the same number of worlds.
    let reached = |level: &str| {
        let folder = format!("p{level}");
        let arguments = [
            "--precision",
            "0.1",
            "--max-worlds",
            "32",
            "--level",
            level,
            "--out",
            &folder,
        ];
        assert_ends(&place.compare(&arguments), 0, &[]);
        json(&place, &format!("{folder}/manifest.json"))["precision"]["reached"]
            .as_f64()
            .unwrap()
    };
    let ratio = reached("0.9") / reached("0.95");
    assert!((0.75..0.95).contains(&ratio), "{ratio}");
}

#[test]
fn an_attribution_has_its_level_in_its_table_and_its_words() {
    let place = Place::uncertain();
    let arguments = [
        "attribute",
        "case.toml",
        "--grid",
        "3",
        "--worlds",
        "32",
        "--level",
        "0.8",
        "--out",
        "r",
    ];
    let output = place.run(&arguments);
    assert!(
        output.status.success() && !out(&output).contains("95 %"),
        "{}",
        out(&output)
    );
    assert!(
        rows(&place.path("r/attribution.csv"))
            .iter()
            .all(|row| row["level"] == "0.8")
    );
    assert_eq!(json(&place, "r/manifest.json")["options"]["level"], 0.8);
}

#[test]
fn a_difference_has_the_level_of_both_results_or_the_one_asked_for() {
    let place = &BOTH.0;
    place.write("other.toml", &UNCERTAIN.replacen("war_cost = 35", "war_cost = 45", 1));
    let other = [
        "compare",
        "other.toml",
        "--grid",
        "3",
        "--episodes",
        "200",
        "--worlds",
        "32",
        "--level",
        "0.9",
        "--out",
        "other",
    ];
    assert_ends(&place.run(&other), 0, &[]);
    let said = |arguments: &[&str]| {
        let output = place.run(&[&["diff"], arguments].concat());
        assert!(output.status.success(), "{}", err(&output));
        out(&output).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let own = said(&["narrow", "other"]);
    assert!(
        own.contains("with 90 % intervals.") && !own.contains("Both results have"),
        "{own}"
    );
    let asked = said(&["narrow", "other", "--level", "0.8"]);
    assert!(
        asked.contains("with 80 % intervals. Both results have intervals of 90 %"),
        "{asked}"
    );
    let mixed = said(&["usual", "other"]);
    let words = [
        "level: 0.95 → 0.9",
        "with 95 % intervals.",
        "intervals of 95 % and the second of 90 %",
    ];
    assert!(words.iter().all(|words| mixed.contains(words)), "{mixed}");
    let width = |level: &str| {
        let arguments = ["diff", "narrow", "other", "--format", "json", "--level", level];
        let found: Value = serde_json::from_str(&out(&place.run(&arguments))).unwrap();
        let rows = found["results"]["outcomes"].as_array().unwrap();
        let widths = rows.iter().map(|row| {
            let difference = &row["difference"];
            difference["high"].as_f64().unwrap() - difference["low"].as_f64().unwrap()
        });
        widths.fold(0.0, f64::max)
    };
    assert!((width("0.9") / width("0.95") - NARROWER).abs() < 1e-5);
}
