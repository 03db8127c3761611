//! What a comparison says first, how wide it says it, and what it says to programs; several scenarios side by side.

use std::fs;

use assert_cmd::Command;
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use super::place::{COMPLETE, Place, QUICK, UNCERTAIN, assert_ends, err, out, set};

impl Place {
    /// Runs in a terminal of so many columns, as far as a program whose output is read by another one can know it.
    fn run_in(&self, columns: usize, arguments: &[&str]) -> String {
        let mut command = Command::cargo_bin("honest-broker").unwrap();
        command.env("COLUMNS", columns.to_string());
        let output = command.current_dir(self.0.path()).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", err(&output));
        out(&output)
    }
}

#[test]
fn the_answer_comes_first_then_one_table_then_the_files() {
    let place = Place::new();
    let text = place.run_in(96, &[&["compare", "case.toml"], QUICK].concat());
    let blocks: Vec<&str> = text.split("\n\n").collect();
    let sentences = blocks[1];
    assert!(sentences.starts_with("Without a broker, "), "{text}");
    let at = |words: &str| {
        sentences
            .find(words)
            .unwrap_or_else(|| panic!("`{words}` is not in:\n{text}"))
    };
    assert!(at("the likeliest endings are") < at(" as broker ") && at(" as broker ") < at("Why: "));
    assert_eq!(
        text.matches('─').count(),
        text.lines().find(|l| l.contains('─')).unwrap().matches('─').count()
    );
    assert!(
        text.lines().last().unwrap().starts_with("Files: results/case/"),
        "{text}"
    );
    assert!(text.lines().count() <= 32, "it fits on a screen:\n{text}");
    let all = place.run_in(96, &[&["compare", "case.toml", "--force", "--verbose"], QUICK].concat());
    assert!(
        all.contains(sentences) && all.contains("Exact and played: largest discrepancy"),
        "{all}"
    );
}

#[test]
fn what_is_printed_fits_the_terminal() {
    let place = Place::new();
    place.write("uncertain.toml", UNCERTAIN);
    for columns in [60, 80, 96] {
        // How wide the charts are drawn does not depend on the terminal.
        let quick = [&["compare", "uncertain.toml", "--force", "--charts", "svg"], QUICK].concat();
        let runs: [&[&str]; 6] = [
            &quick,
            &[&quick[..], &["--verbose"]].concat(),
            &["check", "uncertain.toml"],
            &["solve", "case.toml", "--grid", "3"],
            &["explain", "case.toml", "--grid", "3"],
            &[
                "attribute",
                "uncertain.toml",
                "--grid",
                "3",
                "--worlds",
                "16",
                "--force",
                "--charts",
                "svg",
            ],
        ];
        for run in runs {
            let text = place.run_in(columns, run);
            // What cannot be broken: keys, paths and distributions.
            let breakable = |line: &&str| line.split_whitespace().all(|word| word.width() < columns / 3);
            let wide = text.lines().filter(breakable).find(|line| line.width() > columns);
            assert_eq!(wide, None, "{run:?} in {columns} columns:\n{text}");
        }
    }
}

#[test]
fn programs_read_the_same_answer_as_json() {
    let place = Place::new();
    let output = place.compare(&["--format", "json"]);
    let value: Value = serde_json::from_slice(&output.stdout).expect("nothing but JSON is printed");
    let one = &value["scenarios"][0];
    let text = place.run_in(2000, &[&["compare", "case.toml", "--force"], QUICK].concat());
    for sentence in ["without", "change", "why"] {
        let sentence = one["answer"][sentence].as_str().unwrap();
        assert!(text.replace('\n', " ").contains(sentence), "{sentence}\n{text}");
    }
    let table = fs::read_to_string(place.path("results/case/outcomes.csv")).unwrap();
    for arm in ["no_broker", "broker"] {
        for outcome in ["settlement", "breach"] {
            let p = one["outcomes"][arm][outcome]["probability"]["value"].as_f64().unwrap();
            let cell = format!(",{outcome},exact,with_broker,{p:?},");
            assert!(table.contains(&cell), "{cell} is not in the table");
        }
    }
    assert!(
        one["files"]
            .as_array()
            .unwrap()
            .iter()
            .any(|name| name == "outcomes.csv")
    );
    assert_eq!(one["outcomes"]["no_broker"]["war"]["difference"], Value::Null);
}

#[test]
fn several_scenarios_are_put_side_by_side_first_and_in_tables_over_all() {
    let place = Place::new();
    place.write("files/one.toml", COMPLETE);
    place.write("files/two.toml", UNCERTAIN);
    let output = place.run(&[&["compare", "files"], QUICK].concat());
    assert_ends(&output, 0, &["Side by side", "Files: results/overview/"]);
    let text = out(&output);
    assert!(text.starts_with("Side by side"), "{text}");
    let first = text.find("\nFiles: ").unwrap();
    assert!(
        text[..first].contains("  one ") && text[..first].contains("  two "),
        "{text}"
    );
    assert_eq!(
        place.names("results/overview"),
        set(&[
            "outcomes.csv",
            "report.html",
            "contrasts.csv",
            "acceptance.csv",
            "columns.csv",
            "overview.svg",
            "overview.png",
            "manifest.json"
        ])
    );
    for table in ["outcomes.csv", "contrasts.csv"] {
        let read = |folder: &str| fs::read_to_string(place.path(&format!("results/{folder}/{table}"))).unwrap();
        let (one, two) = (read("one"), read("two"));
        let rows = two.split_once('\n').unwrap().1;
        assert_eq!(read("overview"), format!("{one}{rows}"));
    }
    // What was finished before is put side by side again.
    let again = place.run(&[&["compare", "files", "--resume"], QUICK].concat());
    assert_ends(&again, 0, &["was finished before", "Side by side"]);
}

#[test]
fn a_batch_goes_on_without_what_fails_if_asked_and_says_so() {
    let place = Place::new();
    place.write("files/good.toml", COMPLETE);
    place.write("files/other.toml", UNCERTAIN);
    place.write("files/bad.toml", &COMPLETE.replace("dealer_prior", "dealer_piror"));
    let stopped = place.run(&[&["compare", "files"], QUICK].concat());
    assert_ends(&stopped, 3, &["did you mean `dealer_prior`?"]);
    assert!(!place.path("results").exists(), "nothing was computed");
    let went_on = place.run(&[&["compare", "files", "--keep-going"], QUICK].concat());
    assert_ends(
        &went_on,
        3,
        &[
            "left out: files/bad.toml",
            "did you mean `dealer_prior`?",
            "Side by side",
        ],
    );
    assert_eq!(place.names("results"), set(&["good", "other", "overview"]));
    let told = place.run(
        &[
            &[
                "compare",
                "files",
                "--keep-going",
                "--force",
                "--quiet",
                "--format",
                "json",
            ],
            QUICK,
        ]
        .concat(),
    );
    let documents = serde_json::Deserializer::from_slice(&told.stdout).into_iter::<Value>();
    let documents: Vec<Value> = documents.map(|document| document.unwrap()).collect();
    assert_eq!(documents[0]["left_out"], serde_json::json!(["files/bad.toml"]));
    assert_eq!(documents[0]["overview"].as_array().unwrap().len(), 2);
}

#[test]
fn of_many_scenarios_only_the_overview_is_printed() {
    let place = Place::new();
    for n in 0..8 {
        place.write(&format!("files/case_{n}.toml"), COMPLETE);
    }
    let quick = ["compare", "files", "--grid", "3", "--evaluate", "exact", "--no-charts"];
    let output = place.run(&quick);
    assert_ends(&output, 0, &["Side by side", "--verbose prints them all"]);
    assert!(out(&output).lines().count() < 40, "{}", out(&output));
    let all = fs::read_to_string(place.path("results/overview/outcomes.csv")).unwrap();
    for n in 0..8 {
        assert!(all.contains(&format!("\ncase_{n},")));
    }
}

#[test]
fn without_charts_there_are_tables_alone_and_a_resumed_run_draws_them() {
    let place = Place::new();
    assert_ends(&place.compare(&["--no-charts"]), 0, &["as CSV, manifest.json"]);
    let drawn = |place: &Place| place.names("results/case").iter().any(|name| name.ends_with(".svg"));
    assert!(!drawn(&place));
    assert_ends(&place.compare(&["--force"]), 0, &[]);
    assert!(drawn(&place));
}
