//! Commands about scenario files: what they print, write and refuse, and with which exit code.

use std::fs;
use std::process::{Output, Stdio};

use assert_cmd::Command;
use tempfile::TempDir;

const COMPLETE: &str = include_str!("../data/complete.toml");

fn run(place: &TempDir, arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("honest-broker").unwrap();
    command.current_dir(place).args(arguments).output().unwrap()
}

fn assert_ends(output: &Output, code: i32, said: &[&str]) {
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(output.status.code(), Some(code), "{text}");
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in said {
        assert!(flat.contains(part), "`{part}` is not in:\n{text}");
    }
}

#[test]
fn a_new_scenario_is_valid_and_never_overwrites_another() {
    let place = tempfile::tempdir().unwrap();
    assert_ends(
        &run(&place, &["new", "my-case.toml"]),
        0,
        &["wrote my-case.toml", "honest-broker check my-case.toml"],
    );
    assert_ends(
        &run(&place, &["check", "--strict", "my-case.toml"]),
        0,
        &["my-case.toml: valid"],
    );
    fs::write(place.path().join("mine.toml"), "# mine\n").unwrap();
    assert_ends(&run(&place, &["new", "mine.toml"]), 1, &["exists already; --force"]);
    assert_eq!(fs::read_to_string(place.path().join("mine.toml")).unwrap(), "# mine\n");
    assert_ends(
        &run(&place, &["new", "mine.toml", "--force", "--from", "singapore-2018"]),
        0,
        &["wrote"],
    );
    assert_eq!(
        fs::read_to_string(place.path().join("mine.toml")).unwrap(),
        include_str!("../../scenarios/singapore-2018.toml")
    );
    assert_ends(
        &run(&place, &["new", "copy.toml", "--from", "my-case.toml"]),
        0,
        &["wrote copy.toml"],
    );
    assert_ends(
        &run(&place, &["new", "x.toml", "--from", "singapur"]),
        3,
        &["singapore-2018"],
    );
    assert_ends(&run(&place, &["new", "no_ending"]), 2, &["no_ending.toml"]);
    assert!(!place.path().join("x.toml").exists());
}

#[test]
fn help_explains_keys_and_still_explains_commands() {
    let place = tempfile::tempdir().unwrap();
    assert_ends(
        &run(&place, &["help", "disarmer.exposure"]),
        0,
        &["payoff of the disarmer while ruptured", "payoff/year"],
    );
    assert_ends(
        &run(&place, &["help", "broker.instruments"]),
        0,
        &["custody:", "escrow:"],
    );
    assert_ends(
        &run(&place, &["help", "disarmer.exposur"]),
        2,
        &["did you mean disarmer.exposure?"],
    );
    assert_ends(
        &run(&place, &["help", "war_cost"]),
        2,
        &["guarantor.war_cost", "The commands are"],
    );
    assert_ends(&run(&place, &["help", "compare"]), 0, &["Usage:", "--worlds"]);
    assert_ends(&run(&place, &["help"]), 0, &["Usage:", "Commands:"]);
    assert_ends(&run(&place, &["compare", "--help"]), 0, &["--worlds"]);
}

#[test]
fn the_schema_is_printed_as_it_is_committed() {
    let place = tempfile::tempdir().unwrap();
    let output = run(&place, &["schema"]);
    assert_ends(&output, 0, &[]);
    assert!(output.stdout == include_bytes!("../../scenarios/scenario.schema.json"));
}

#[test]
fn strict_checking_takes_warnings_for_errors_after_it_printed_them() {
    let place = tempfile::tempdir().unwrap();
    let odd = COMPLETE.replacen("discount_factor = 0.94", "discount_factor = 0.05", 1);
    fs::write(place.path().join("odd.toml"), odd).unwrap();
    assert_ends(&run(&place, &["check", "odd.toml"]), 0, &["warning[discount_rate]"]);
    let strict = ["check", "--strict", "odd.toml"];
    assert_ends(
        &run(&place, &strict),
        3,
        &[
            "warning[discount_rate]",
            "2 warnings, and --strict takes them for errors",
        ],
    );
    let json = run(&place, &["check", "--strict", "odd.toml", "--format", "json"]);
    assert_eq!(json.status.code(), Some(3));
    assert!(serde_json::from_slice::<serde_json::Value>(&json.stdout).is_ok());
}

#[test]
fn numbers_below_zero_and_slips_of_settings_are_answered_with_what_would_be_right() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("a.toml"), COMPLETE).unwrap();
    for (arguments, said) in [
        (
            ["compare", "a.toml", "--seed", "-1"],
            "give a whole number from 0 to 18446744073709551615",
        ),
        (["compare", "a.toml", "--threshold", "-0.1"], "a difference from 0 to 1"),
        (["compare", "a.toml", "--grid", "-3"], "a whole number of points"),
        (
            ["compare", "a.toml", "--worlds", "-3"],
            "give a whole number from 2 to 4000000",
        ),
        (
            ["check", "a.toml", "--set", "disarmer.dealer_prior:0.4"],
            "write key=value, for example disarmer.dealer_prior=0.4",
        ),
        (
            ["check", "a.toml", "--set", "disarmer.dealer_prior=40%"],
            "write disarmer.dealer_prior=0.4",
        ),
    ] {
        assert_ends(&run(&place, &arguments), 2, &[said]);
    }
    assert_ends(
        &run(&place, &["compare"]),
        3,
        &["no folder `scenarios` here", "honest-broker new my.toml"],
    );
    assert_ends(&run(&place, &["check", "b.toml"]), 3, &["does not exist"]);
}

#[test]
fn a_closed_standard_error_changes_no_exit_code() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("bad.toml"), "a=1\n".repeat(3000)).unwrap();
    let program = assert_cmd::cargo::cargo_bin("honest-broker");
    for (arguments, code) in [
        (vec!["check", "bad.toml"], 3),
        (vec!["--nonsense"], 2),
        (vec!["new", "/"], 2),
    ] {
        let mut child = std::process::Command::new(&program)
            .current_dir(&place)
            .args(&arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The reader goes away before a word is written.
        drop(child.stderr.take());
        assert_eq!(child.wait().unwrap().code(), Some(code), "{arguments:?}");
    }
}

#[test]
fn hidden_characters_of_file_names_do_not_reach_the_terminal() {
    let place = tempfile::tempdir().unwrap();
    let name = "a\u{1b}[31m\u{202e}b.toml";
    fs::write(place.path().join(name), COMPLETE).unwrap();
    for output in [
        run(&place, &["check", name]),
        run(&place, &["check", "\u{1b}[31mmissing.toml"]),
    ] {
        for stream in [output.stdout, output.stderr] {
            let text = String::from_utf8_lossy(&stream).into_owned();
            assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
        }
    }
}
