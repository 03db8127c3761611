//! The same request gives the same bytes: at any number of threads and in any company of arms.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assert_cmd::Command;

const SCENARIO: &str = "scenarios/singapore-2018.toml";

/// Runs `compare` on a short form of a scenario and returns all its files.
fn compare(folder: &Path, arguments: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let mut command = Command::cargo_bin("honest-broker").unwrap();
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args([
            "compare",
            SCENARIO,
            "--quiet",
            "--grid",
            "2",
            "--episodes",
            "200",
            "--worlds",
            "32",
            "--set",
            "clock.foresight_years=15",
        ])
        .args(arguments)
        .arg("--out")
        .arg(folder)
        .assert()
        .success();
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                fs::read(&path).unwrap(),
            )
        })
        .collect()
}

#[test]
fn results_have_the_same_bytes_at_any_number_of_threads_and_others_with_another_seed() {
    let scratch = tempfile::tempdir().unwrap();
    // A baseline and two arms: every table and chart of several arms is there.
    let arms = ["--arms", "no_broker,broker,automatic_escrow"];
    let run = |name: &str, arguments: &[&str]| compare(&scratch.path().join(name), &[&arms, arguments].concat());
    let one = run("one", &["--threads", "1"]);
    assert!(
        one.len() >= 25,
        "tables, charts twice and the manifest: {:?}",
        one.keys()
    );
    // `.ci/run` compares one thread with two.
    let many = run("many", &["--threads", "4"]);
    assert!(one.keys().eq(many.keys()));
    for (name, bytes) in &one {
        assert!(bytes == &many[name], "{name} differs between one thread and four");
    }
    let other = run("other", &["--seed", "2"]);
    // What an arm is, its ledger in the central world and what columns mean do not depend on luck.
    let certain = |name: &str| {
        ["arms.", "ledger.", "columns.", "singapore-2018.toml"]
            .iter()
            .any(|start| name.starts_with(start))
    };
    for name in one.keys().filter(|name| !certain(name)) {
        assert!(one[name] != other[name], "{name} does not depend on the seed");
    }
}

/// Rows of a table whose column `arm` says so, without the hash of the run, which changes with the list of arms.
fn rows_of(table: &[u8], arm: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(table);
    let header = reader.headers().unwrap().clone();
    let place = |name: &str| header.iter().position(|column| column == name).unwrap();
    let (own, run) = (place("arm"), place("run_hash"));
    let rows = reader.records().map(|row| row.unwrap()).filter(|row| &row[own] == arm);
    rows.map(|row| {
        let kept = row.iter().enumerate().filter(|(i, _)| *i != run);
        kept.map(|(_, cell)| cell.to_owned()).collect()
    })
    .collect()
}

#[test]
fn an_arm_has_the_same_numbers_whatever_other_arms_are_compared() {
    let scratch = tempfile::tempdir().unwrap();
    let run = |name: &str, arms: &str| compare(&scratch.path().join(name), &["--arms", arms]);
    let two = run("two", "no_broker,broker");
    let turned = run("turned", "broker,no_broker");
    let four = run("four", "no_broker,custody_only,broker,automatic_escrow");
    for table in [
        "outcomes.csv",
        "contrasts.csv",
        "metrics.csv",
        "flips.csv",
        "timeline.csv",
    ] {
        assert!(
            two[table] == turned[table],
            "{table}: the order of --arms does not matter"
        );
        for arm in ["no_broker", "broker"] {
            assert_eq!(rows_of(&two[table], arm), rows_of(&four[table], arm), "{table}, {arm}");
        }
        assert!(!rows_of(&two[table], "broker").is_empty());
    }
}
