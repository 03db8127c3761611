//! Warnings: what is valid and hardly meant is said, with its place, and everything else is not.

use crate::case::{COMPLETE, replaced};
use honest_broker::scenario::{Code, Setting, Severity, parse};

/// Codes, keys and words of the warnings of a text.
fn warnings(text: &str, settings: &[&str]) -> Vec<(Code, String, String)> {
    let settings: Vec<Setting> = settings.iter().map(|s| Setting::parse(s).unwrap()).collect();
    let scenario = parse("case.toml", text, &settings).unwrap_or_else(|problems| panic!("{problems}"));
    let warnings = scenario.warnings().iter();
    warnings
        .inspect(|problem| assert_eq!(problem.severity, Severity::Warning))
        .map(|problem| {
            let said = format!("{} {}", problem.message, problem.help.as_deref().unwrap_or(""));
            (problem.code, problem.key.clone().unwrap_or_default(), said)
        })
        .collect()
}

/// The complete scenario without the arm that equals `no_broker` on purpose.
fn clean() -> String {
    COMPLETE.replace("[arms.alone]\nbroker = false\n", "")
}

#[test]
fn a_scenario_that_means_what_it_says_has_no_warning() {
    assert_eq!(warnings(&clean(), &[]), []);
}

#[test]
fn numbers_that_are_hardly_meant_are_named_with_the_reason() {
    let cases = [
        (
            "discount_factor = 0.94",
            "discount_factor = 0.05",
            "disarmer.discount_factor",
            "a factor of 0.95",
        ),
        (
            "renege_cost = { keeper = 4, reneger = 0.4 }",
            "renege_cost = { keeper = 0.4, reneger = 4 }",
            "guarantor.renege_cost.keeper",
            "swapped?",
        ),
        (
            "deterrent_value = { dealer = 0.8, staller = 1.5 }",
            "deterrent_value = { dealer = 1.5, staller = { uniform = [0.7, 0.9] } }",
            "disarmer.deterrent_value.staller",
            "swapped?",
        ),
        (
            "first_year = 1.5",
            "first_year = 5.5",
            "guarantor.elections.first_year",
            "after 5.5 years",
        ),
        (
            "escalation = 0.02",
            "escalation = 0",
            "crises",
            "none of them ever becomes war",
        ),
        (
            "relief_value = 0.9",
            "relief_value = 0.01",
            "disarmer.relief_value",
            "hardly a price",
        ),
    ];
    for (from, to, key, fragment) in cases {
        assert_eq!(clean().matches(from).count(), 1, "{from}");
        let found = warnings(&clean().replace(from, to), &[]);
        let [(code, at, said)] = &found[..] else {
            panic!("{to}: {found:?}")
        };
        assert_eq!((*code, at.as_str()), (Code::Unlikely, key));
        assert!(said.contains(fragment), "{said}");
    }
    let (head, rest) = COMPLETE.split_once("[broker.instruments]").unwrap();
    let (_, tail) = rest.split_once("[broker.interests]").unwrap();
    let text = format!("{head}[broker.interests]{}", tail.split("[arms").next().unwrap());
    let found = warnings(&text, &[]);
    assert!(matches!(&found[..], [(Code::Unlikely, key, said)] if key == "broker" && said.contains("changes nothing")));
}

#[test]
fn a_warning_points_to_its_line_and_is_no_error() {
    let text =
        replaced("discount_factor = 0.94", "discount_factor = 0.05").replace("[arms.alone]\nbroker = false\n", "");
    let scenario = parse("case.toml", &text, &[]).unwrap();
    let said = scenario.warnings().to_text(false);
    assert!(said.starts_with("warning[unlikely]: "), "{said}");
    assert!(
        said.contains("| discount_factor = 0.05\n") && said.ends_with("1 warning found\n"),
        "{said}"
    );
    assert_eq!(scenario.warnings().to_json()["problems"][0]["severity"], "warning");
}

#[test]
fn an_arm_that_is_another_one_again_is_told() {
    let found = warnings(COMPLETE, &[]);
    let [(code, key, said)] = &found[..] else {
        panic!("{found:?}")
    };
    assert_eq!((*code, key.as_str()), (Code::EqualArms, "arms.alone"));
    assert!(said.contains("no_broker and alone are the same game"), "{said}");
}

#[test]
fn a_setting_that_changes_nothing_is_told() {
    assert_eq!(warnings(&clean(), &["guarantor.keeper_prior=0.4"]), []);
    // The value of the file; a value that another setting replaces.
    let settings = [
        "guarantor.keeper_prior=0.55",
        "disarmer.pressure=0.3",
        "disarmer.pressure=0.4",
    ];
    let found = warnings(&clean(), &settings);
    let keys: Vec<(Code, &str)> = found.iter().map(|(code, key, _)| (*code, key.as_str())).collect();
    assert_eq!(
        keys,
        [
            (Code::IdleSetting, "guarantor.keeper_prior"),
            (Code::IdleSetting, "disarmer.pressure")
        ]
    );
}
