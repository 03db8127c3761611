//! Scenarios that extend others, as users of the command meet them.

use std::fs;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

const COMPLETE: &str = include_str!("../data/complete.toml");
/// What is quick to compute.
const QUICK: [&str; 8] = [
    "--grid",
    "3",
    "--episodes",
    "20",
    "--set",
    "clock.foresight_years=5",
    "--no-charts",
    "--out",
];

fn place() -> TempDir {
    let place = tempfile::tempdir().unwrap();
    fs::create_dir(place.path().join("cases")).unwrap();
    let parts = COMPLETE.split_once("[disarmer.succession]").unwrap();
    let (before, rest) = parts.0.split_once("[disarmer]").unwrap();
    // A base that lacks a whole table, and so is no scenario.
    write(
        &place,
        "base.toml",
        &format!("{before}[disarmer.succession]{}", parts.1),
    );
    let disarmer = rest.replace("dealer_prior = 0.3\n", "dealer_prior = 0.3 # a third; D, J\n");
    let evidence =
        "[evidence.\"disarmer.relief_value\"]\nsource = \"A. Author, 2003\"\ngrade = \"C\"\nnote = \"his figure\"\n";
    write(
        &place,
        "case.toml",
        &format!("extends = \"base.toml\"\n[disarmer]{disarmer}\n{evidence}"),
    );
    place
}

fn write(place: &TempDir, name: &str, text: &str) {
    fs::write(place.path().join("cases").join(name), text).unwrap();
}

fn run(place: &TempDir, arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("honest-broker").unwrap();
    command.current_dir(place).args(arguments).output().unwrap()
}

/// What was printed, in one line.
fn said(output: &Output) -> String {
    let all = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    all.concat().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn good(place: &TempDir, arguments: &[&str]) -> String {
    let output = run(place, arguments);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    said(&output)
}

#[test]
fn a_result_of_a_scenario_that_extends_another_needs_no_other_file() {
    let place = place();
    let compare = |file: &str, more: &[&str]| {
        let quick = QUICK.iter().copied().chain(["out"]);
        let arguments: Vec<&str> = ["compare", file]
            .into_iter()
            .chain(quick)
            .chain(more.iter().copied())
            .collect();
        good(&place, &arguments)
    };
    compare("cases/case.toml", &[]);
    let read = |name: &str| fs::read_to_string(place.path().join(name)).unwrap();
    let manifest: Value = serde_json::from_str(&read("out/manifest.json")).unwrap();
    let files: Vec<&Value> = manifest["made_of"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| &file["name"])
        .collect();
    assert_eq!(files, ["case.toml", "base.toml"]);
    assert_eq!(manifest["made_of"][0]["sha256"].as_str().unwrap().len(), 64);
    fs::remove_dir_all(place.path().join("cases")).unwrap();
    let page = read("out/report.html");
    assert!(page.contains("A. Author, 2003") && page.contains("his figure"));
    let again = good(&place, &["report", "out", "--out", "page.html"]);
    assert!(again.contains("page.html"), "{again}");
    assert!(read("page.html").contains("his figure"));
    assert!(!read("out/case.toml").contains("extends"));
    assert!(compare("out/case.toml", &["--resume"]).contains("finished before"));
    let differs = good(&place, &["diff", "out/case.toml", "out/case.toml"]);
    assert!(differs.contains("the same byte for byte"), "{differs}");
}

#[test]
fn a_base_that_is_no_scenario_is_skipped_in_a_folder_and_checked_if_it_is_named() {
    let place = place();
    let all = good(&place, &["check", "cases"]);
    assert!(
        all.contains("case.toml: valid") && all.contains("base.toml: skipped, as other files extend it"),
        "{all}"
    );
    let named = run(&place, &["check", "cases/base.toml"]);
    assert_eq!(named.status.code(), Some(3));
    assert!(
        said(&named).contains("`disarmer.dealer_prior` is missing"),
        "{}",
        said(&named)
    );
    let both = run(&place, &["check", "cases", "cases/base.toml"]);
    assert_eq!(both.status.code(), Some(3), "{}", said(&both));
    // One that is a scenario by itself is one of them; one that nobody extends has to be.
    write(&place, "whole.toml", COMPLETE);
    write(&place, "other.toml", "extends = \"whole.toml\"\nname = \"Other\"\n");
    let json = run(&place, &["check", "cases", "--format", "json"]);
    let told: Value = serde_json::from_slice(&json.stdout).unwrap();
    let checked: Vec<&str> = told["evidence"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| own["file"].as_str().unwrap())
        .collect();
    assert_eq!(checked, ["cases/case.toml", "cases/other.toml", "cases/whole.toml"]);
    assert_eq!(told["skipped"], serde_json::json!(["cases/base.toml"]));
    fs::remove_file(place.path().join("cases/case.toml")).unwrap();
    assert_eq!(run(&place, &["check", "cases"]).status.code(), Some(3));
}

#[test]
fn what_is_wrong_with_a_file_that_several_extend_is_told_once() {
    let place = place();
    write(
        &place,
        "base.toml",
        &COMPLETE.replace("rebuild_years = 1.5", "rebuild_years = -1.5"),
    );
    for name in ["one.toml", "two.toml"] {
        write(&place, name, "extends = \"base.toml\"\n");
    }
    let failed = run(&place, &["check", "cases"]);
    assert_eq!(failed.status.code(), Some(3));
    let said = said(&failed);
    assert_eq!(said.matches("cases/base.toml:").count(), 1, "{said}");
    assert!(said.contains("1 problem found"), "{said}");
}

#[test]
fn check_and_help_say_what_numbers_rest_on() {
    let place = place();
    let plain = good(&place, &["check", "cases/case.toml"]);
    assert!(
        plain.contains("confirmed in a source or derived by a stated rule") && plain.contains("Evidence: of "),
        "{plain}"
    );
    assert!(!plain.contains("A. Author"));
    let listed = good(&place, &["check", "cases/case.toml", "--evidence"]);
    assert!(
        listed.contains("disarmer.relief_value = 0.9 [C] his figure; source: A. Author, 2003"),
        "{listed}"
    );
    assert!(
        listed.contains("disarmer.dealer_prior = 0.3 [D, J] a third"),
        "{listed}"
    );
    let json = run(&place, &["check", "cases/case.toml", "--evidence", "--format", "json"]);
    let told: Value = serde_json::from_slice(&json.stdout).unwrap();
    let of_file = &told["evidence"][0];
    let count = |name: &str| of_file[name].as_u64().unwrap();
    assert_eq!(
        (count("confirmed_or_derived"), count("judgement"), count("from_memory")),
        (1, 1, 0)
    );
    assert_eq!(count("no_grade"), count("numbers") - 2);
    let values = of_file["values"].as_array().unwrap();
    let relief = values.iter().find(|own| own["key"] == "disarmer.relief_value").unwrap();
    assert_eq!(
        (&relief["source"], &relief["grade"]),
        (&"A. Author, 2003".into(), &"C".into())
    );
    let help = good(&place, &["help", "disarmer.relief_value", "cases/case.toml"]);
    assert!(
        help.contains("In cases/case.toml disarmer.relief_value = 0.9 [C] his figure; source: A. Author, 2003"),
        "{help}"
    );
    let stage = good(&place, &["help", "stages.2.detection", "cases/case.toml"]);
    assert!(
        stage.contains("stages.2.detection = ") && !stage.contains("stages.1.detection = 0.95 [no grade]"),
        "{stage}"
    );
    assert!(
        good(&place, &["help", "stages[].detection", "cases/case.toml"])
            .contains("stages.1.detection = 0.95 [no grade]")
    );
    assert!(good(&place, &["help", "extends"]).contains("takes what the file does not say from another one"));
    assert!(good(&place, &["help", "evidence"]).contains("It stands above the comment"));
}

#[test]
fn a_copy_of_a_scenario_that_extends_another_is_whole() {
    let place = place();
    good(&place, &["new", "copy.toml", "--from", "cases/case.toml"]);
    good(&place, &["check", "copy.toml"]);
    let same = good(&place, &["diff", "copy.toml", "cases/case.toml"]);
    assert!(same.contains("Nothing differs that alters results"), "{same}");
}
