//! In what two scenarios differ, and two results.

use std::fs;

use honest_broker::output::digest::sha256;
use honest_broker::output::manifest;
use serde_json::Value;

use super::place::{COMPLETE, Place, UNCERTAIN, assert_ends, err, number, out, rows};

/// Runs in which only exact numbers are made.
const EXACT: [&str; 5] = ["--worlds", "64", "--evaluate", "exact", "--no-charts"];

impl Place {
    fn diff(&self, arguments: &[&str]) -> String {
        let output = self.run(&[&["diff"], arguments].concat());
        assert!(output.status.success(), "{}", err(&output));
        out(&output)
    }

    fn difference(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.diff(&[arguments, &["--format", "json"]].concat())).unwrap()
    }

    /// A result of the uncertain scenario in a folder of this name; on a grid of 9 it has three levels.
    fn result(&self, folder: &str, grid: &str, arguments: &[&str]) {
        let output = self.run(
            &[
                &["compare", "open.toml", "--out", folder, "--grid", grid],
                &EXACT[..],
                arguments,
            ]
            .concat(),
        );
        assert_ends(&output, 0, &[]);
    }

    /// Gives a result the form that it had before what was drawn got a table of its own: it stood in every row of `worlds.csv`.
    fn with_draws_among_worlds(&self, folder: &str) {
        let file = |name: &str| self.path(&format!("{folder}/{name}"));
        let draws = rows(&file("draws.csv"));
        let text = fs::read_to_string(file("worlds.csv")).unwrap();
        let mut lines = text.lines();
        let header = lines.next().unwrap();
        let own: Vec<&str> = header.split(',').collect();
        let world = own.iter().position(|column| *column == "world").unwrap();
        let drawn: Vec<&String> = draws[0].keys().filter(|name| !own.contains(&name.as_str())).collect();
        let join = |line: &str, cells: Vec<&str>| format!("{line},{}\n", cells.join(","));
        let mut whole = join(header, drawn.iter().map(|name| name.as_str()).collect());
        for line in lines {
            let number = line.split(',').nth(world).unwrap();
            let row = draws.iter().find(|row| row["world"] == number).unwrap();
            whole.push_str(&join(line, drawn.iter().map(|name| row[*name].as_str()).collect()));
        }
        fs::write(file("worlds.csv"), &whole).unwrap();
        fs::remove_file(file("draws.csv")).unwrap();
        let text = fs::read_to_string(file("manifest.json")).unwrap();
        let mut entries: serde_json::Map<String, Value> = serde_json::from_str(&text).unwrap();
        entries.remove("manifest_sha256");
        let files = entries["files"].as_array_mut().unwrap();
        files.retain(|file| file["name"] != "draws.csv");
        let worlds = files.iter_mut().find(|file| file["name"] == "worlds.csv").unwrap();
        worlds["sha256"] = sha256(whole.as_bytes()).into();
        fs::write(file("manifest.json"), manifest::text(entries)).unwrap();
    }
}

/// A text without its line breaks.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn files_that_differ_in_comments_and_names_alone_alter_nothing() {
    let place = Place::new();
    place.write("same.toml", COMPLETE);
    place.write("comment.toml", &format!("# A remark.\n{COMPLETE}"));
    place.write(
        "named.toml",
        &COMPLETE.replacen("name = \"North\"", "name = \"South\"", 1),
    );
    let said = |file: &str| flat(&place.diff(&["case.toml", file, "--exit-code"]));
    assert!(said("same.toml").contains("the same byte for byte"));
    assert!(said("comment.toml").contains("Nothing differs that alters results, and no name or text"));
    let named = said("named.toml");
    assert!(
        named.contains("Nothing differs that alters results: only what is listed"),
        "{named}"
    );
    assert!(
        named.contains("disarmer.name") && named.contains("North → South"),
        "{named}"
    );
}

#[test]
fn keys_that_differ_are_told_with_values_medians_and_meaning() {
    let place = Place::new();
    let changed = UNCERTAIN
        .replacen("keeper_prior = 0.55", "keeper_prior = { interval90 = [0.3, 0.6] }", 1)
        .replacen("war_cost = 35", "war_cost = 40", 1)
        .replacen("[arms.silent]", "[arms.quiet]", 1)
        .replacen("\"invented for the tests\"", "\"invented again\"", 1);
    place.write("open.toml", UNCERTAIN);
    place.write("other.toml", &changed);
    let text = place.diff(&["open.toml", "other.toml"]);
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/diff.txt");
    if std::env::var_os("UPDATE_REFERENCE").is_some_and(|value| value == "1") {
        fs::write(golden, &text).unwrap();
    }
    let expected = fs::read_to_string(golden).unwrap();
    assert_eq!(
        flat(&text),
        flat(&expected),
        "if this is meant: UPDATE_REFERENCE=1 cargo test --test command differences"
    );
    let code = place.run(&["diff", "open.toml", "other.toml", "--exit-code"]);
    assert_ends(&code, 6, &["0.55 → { interval90 = [0.3, 0.6] } (median 0.445)"]);
    let json = place.difference(&["open.toml", "other.toml"]);
    assert_eq!(json["differs"], true);
    let between = &json["scenarios"]["between"];
    assert_eq!(between["arms"], serde_json::json!([["silent"], ["quiet"]]));
    assert_eq!(
        between["sources"],
        serde_json::json!([["invented for the tests"], ["invented again"]])
    );
}

#[test]
fn evidence_stands_beside_the_values_and_is_told_where_it_alone_differs() {
    let place = Place::new();
    let with = |prior: &str, cost: &str| {
        let file = COMPLETE.replacen("keeper_prior = 0.55", &format!("keeper_prior = {prior}"), 1);
        file.replacen("war_cost = 35", &format!("war_cost = 35 # {cost}"), 1)
    };
    place.write("one.toml", &with("0.55 # nine of ten; D", "a survey; C"));
    place.write("two.toml", &with("0.5 # a guess; J", "the same survey, read again; C"));
    let text = flat(&place.diff(&["one.toml", "two.toml"]));
    for said in [
        "0.55: nine of ten; D → 0.5: a guess; J",
        "Other evidence for the same value: disarmer.war_cost a survey; C → the same survey, read again; C",
    ] {
        assert!(text.contains(said), "`{said}` is not in:\n{text}");
    }
}

#[test]
fn a_table_or_stage_that_only_one_has_is_one_difference() {
    let place = Place::new();
    let less: Vec<&str> = COMPLETE
        .split("\n\n")
        .filter(|block| !block.starts_with("[disarmer.succession]"))
        .collect();
    place.write("less.toml", &less.join("\n\n"));
    let json = place.difference(&["case.toml", "less.toml"]);
    let keys = json["scenarios"]["between"]["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 1, "{json:#}");
    assert_eq!(keys[0]["key"], "disarmer.succession");
    assert_eq!(
        (keys[0]["values"][1].is_null(), keys[0]["values"][0].is_null()),
        (true, false)
    );
}

#[test]
fn results_on_the_same_worlds_are_paired_and_others_are_not() {
    let place = Place::new();
    place.write("open.toml", UNCERTAIN);
    let two_arms = ["--arms", "broker"];
    place.result("one", "9", &two_arms);
    place.result(
        "two",
        "9",
        &[&two_arms[..], &["--set", "guarantor.keeper_prior=0.5"]].concat(),
    );
    place.result("seed", "9", &[&two_arms[..], &["--seed", "2"]].concat());
    let paired = place.difference(&["one", "two"])["results"].clone();
    let apart = place.difference(&["one", "seed"])["results"].clone();
    assert_eq!(paired["estimated"], serde_json::json!({ "paired": 16 }));
    assert_eq!(apart["estimated"]["independent"], "their seeds differ");
    for (json, other) in [(&paired, "two"), (&apart, "seed")] {
        let tables = ["one", other].map(|folder| rows(&place.path(&format!("{folder}/outcomes.csv"))));
        let told = json["outcomes"].as_array().unwrap();
        assert_eq!(told.len(), 16, "eight outcomes in two arms");
        for row in told {
            let figure = |which: usize, column: &str| {
                let fits = |line: &&super::place::Row| {
                    line["arm"] == row["arm"].as_str().unwrap()
                        && line["outcome"] == row["outcome"].as_str().unwrap()
                        && line["method"] == "exact"
                        && line["weighting"] == "with_broker"
                };
                number(tables[which].iter().find(fits).unwrap(), column)
            };
            let of = |key: &str| row["difference"][key].as_f64().unwrap();
            assert!(
                (of("value") - (figure(1, "estimate") - figure(0, "estimate"))).abs() < 1e-12,
                "{row}"
            );
            let root = (figure(0, "std_error").powi(2) + figure(1, "std_error").powi(2)).sqrt();
            match other {
                "seed" => assert!((of("std_error") - root).abs() < 1e-12, "{row}"),
                // What the worlds do to both cancels, unless there is nothing to cancel.
                _ => assert!(of("std_error") < root.max(1e-9), "{row}"),
            }
            assert!(of("low") <= of("value") && of("value") <= of("high"));
        }
    }
    let keys = paired["scenario"]["keys"].as_array().unwrap();
    assert_eq!(
        (keys.len(), &keys[0]["key"]),
        (1, &Value::from("guarantor.keeper_prior"))
    );
    assert_eq!(apart["settings"][0]["name"], "seed");
    let text = flat(&place.diff(&["one", "two/manifest.json"]));
    for said in [
        "Differences are paired over 16 replicates",
        "guarantor.keeper_prior",
        "0.55 → 0.5",
    ] {
        assert!(text.contains(said), "`{said}` is not in:\n{text}");
    }
    assert!(flat(&place.diff(&["one", "one"])).contains("Both are the same run"));
    // What an earlier program wrote is read as well.
    place.with_draws_among_worlds("two");
    assert_eq!(place.difference(&["one", "two"])["results"], paired);
}

#[test]
fn conclusions_that_changed_are_named() {
    let place = Place::new();
    place.write("open.toml", UNCERTAIN);
    place.result("one", "3", &["--arms", "broker"]);
    // An instrument that does nothing changes nothing.
    let idle = [
        "--set",
        "broker.instruments.custody=0",
        "--set",
        "broker.instruments.escrow=0",
        "--set",
        "broker.instruments.guarantee=0",
        "--set",
        "broker.instruments.facilitation=0",
        "--set",
        "broker.instruments.reopening_rate=0",
        "--set",
        "broker.instruments.monitoring=0",
        "--set",
        "broker.instruments.exposure_rate=0",
        "--set",
        "broker.instruments.aid=0",
        "--set",
        "broker.information=false",
    ];
    place.result("idle", "3", &[&["--arms", "broker"], &idle[..]].concat());
    let json = place.difference(&["one", "idle"])["results"].clone();
    let contrasts = json["contrasts"].as_array().unwrap();
    assert!(
        contrasts.iter().all(|row| row["verdicts"][1] == "no_difference"),
        "{json:#}"
    );
    let changed: Vec<&Value> = contrasts
        .iter()
        .filter(|row| row["verdicts"][0] != "no_difference")
        .collect();
    assert!(!changed.is_empty());
    let text = flat(&place.diff(&["one", "idle"]));
    assert!(
        text.contains(&format!("{} of 8 contrasts changed", changed.len())),
        "{text}"
    );
    for row in changed {
        let named = format!("broker of {}:", row["outcome"].as_str().unwrap().replace('_', " "));
        assert!(text.contains(&named), "`{named}` is not in:\n{text}");
    }
}

#[test]
fn things_of_different_kinds_are_not_compared() {
    let place = Place::new();
    place.write("open.toml", UNCERTAIN);
    place.result("one", "3", &["--arms", "broker"]);
    let mixed = place.run(&["diff", "case.toml", "one"]);
    assert_ends(
        &mixed,
        2,
        &[
            "case.toml is a scenario file and one the folder of a result",
            "two of a kind",
        ],
    );
    place.write("empty/notes.txt", "");
    assert_ends(
        &place.run(&["diff", "one", "empty"]),
        1,
        &["empty holds no result of this program"],
    );
    assert_ends(&place.run(&["diff", "case.toml", "nothing.toml"]), 3, &["nothing.toml"]);
    let edited = fs::read_to_string(place.path("one/outcomes.csv"))
        .unwrap()
        .replacen("0.", "1.", 1);
    place.write("one/outcomes.csv", &edited);
    assert_ends(&place.run(&["diff", "one", "one"]), 1, &["is not as it was written"]);
}
