//! What the command says about scenarios that have many worlds.

use assert_cmd::Command;

const UNCERTAIN: &str = "guarantor.tension={ uniform = [0.1, 0.3] }";

fn run(arguments: &[&str]) -> String {
    let mut command = Command::cargo_bin("honest-broker").unwrap();
    let ran = command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments);
    let output = ran.assert().success().get_output().stdout.clone();
    // Lines are broken at spaces; sentences are looked for.
    String::from_utf8(output)
        .unwrap()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn assert_says(text: &str, fragments: &[&str]) {
    for fragment in fragments {
        assert!(text.contains(fragment), "`{fragment}` is not in:\n{text}");
    }
}

#[test]
fn check_lists_what_is_uncertain_with_median_and_interval_and_what_arms_change() {
    let text = run(&["check", "scenarios/singapore-2018.toml"]);
    assert_says(
        &text,
        &[
            "118 dimensions are drawn, 115 numbers and 3 events",
            "is a weight: DPRK accepts it with probability 0.567, United States decides, at a cost of 0.274",
            "guarantor.keeper_prior interval90 [0.65, 0.97] 0.886 0.65 to 0.97",
            "broker.instruments.escrow interval90 [0.01, 0.12] 0.0358 0.01 to 0.12 in custody_only fixed 0 \
             in automatic_escrow interval90 [0.08, 0.34] 0.175 0.08 to 0.34",
            "China backs the settlement with probability 0.66: guarantee 0.219; otherwise pressure relief 0.0671",
            "Japan backs the settlement with probability 0.333: aid 0.0775; otherwise nothing",
            "then scaled, so that they sum to 1 in every world",
        ],
    );
}

#[test]
fn check_says_that_a_scenario_of_fixed_numbers_has_one_world() {
    let text = run(&["check", "scenarios/textbook/uniform-play.toml"]);
    assert_says(&text, &["Nothing is uncertain: there is one world"]);
}

#[test]
fn commands_that_show_one_game_say_that_it_is_the_central_world() {
    let file = "tests/data/complete.toml";
    let sentence = "One world of many: its uncertain number stands at its median";
    let uncertain = ["--set", UNCERTAIN];
    let explain = ["explain", file, "--grid", "3", "--episode", "0"];
    assert_says(&run(&[&explain[..], &uncertain].concat()), &[sentence]);
    let solve = ["solve", file, "--grid", "3"];
    assert_says(&run(&[&solve[..], &uncertain].concat()), &[sentence]);
    let export = ["export", "scenarios/textbook/uniform-play.toml", "--stage-game"];
    assert_says(
        &run(&[&export[..], &["--set", "crises.rate_ruptured={ uniform = [0, 1] }"]].concat()),
        &["central world of an uncertain scenario"],
    );
    assert!(!run(&export).contains("central world"));
}
