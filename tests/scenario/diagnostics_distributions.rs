//! Problems of distributions: malformed, out of the range of their key, or shares that cannot sum to 1.

use crate::case::{COMPLETE, assert_problem, case, only, problems_of, replaced};
use honest_broker::scenario::{Code, parse};

#[test]
fn distributions_are_checked() {
    let cases = [
        ("{ unifrom = [0, 1] }", "did you mean `uniform`?"),
        ("{ uniform = [1, 0.5] }", "low must be less than high"),
        ("{ uniform = [0.5] }", "a list of 2 numbers"),
        ("{ uniform = 0.5 }", "a list of 2 numbers"),
        ("{ pert = [0, \"x\", 1] }", "a list of 3 numbers"),
        ("{ normal = [1, 0.1] }", "over all numbers"),
        ("{ uniform = [-1, 1] }", "-1 lies outside"),
        ("{ uniform = [0, 1], beta = [1, 1] }", "a table of 2 keys"),
        ("{ interval90 = [0, 1] }", "0 < low < high"),
    ];
    for (distribution, fragment) in cases {
        let to = format!("tension = §{distribution}");
        case(
            "tension = 0.15",
            &to,
            Code::BadDistribution,
            "guarantor.tension",
            &[fragment],
        );
    }
    let to = "tension = §{ uniform = [0, inf] }";
    case(
        "tension = 0.15",
        to,
        Code::NotFinite,
        "guarantor.tension",
        &["a parameter of `uniform`"],
    );
}

#[test]
fn a_distribution_is_told_what_its_key_allows() {
    let cases = [
        (
            "keeper_prior = 0.55",
            "keeper_prior = §{ uniform = [0, 0.5] }",
            "guarantor.keeper_prior",
            "strictly between 0 and 1",
        ),
        (
            "keeper_prior = 0.55",
            "keeper_prior = §{ lognormal = [0.5, 0.2] }",
            "guarantor.keeper_prior",
            "from 0 without bound",
        ),
        (
            "detection = 0.95",
            "detection = §{ pert = [0.5, 0.9, 1.1] }",
            "stages.1.detection",
            "1.1 lies outside",
        ),
        (
            "discount_factor = 0.91",
            "discount_factor = §{ normal = [0.9, 0.01] }",
            "guarantor.discount_factor",
            "over all numbers",
        ),
        (
            "disarmer_accuracy = 0.8",
            "disarmer_accuracy = §{ beta = [2, 2] }",
            "broker.information.disarmer_accuracy",
            "from 0.5 (noise) to 1",
        ),
        (
            "disarmer_accuracy = 0.8",
            "disarmer_accuracy = §{ interval90 = [0.5, 0.9] }",
            "broker.information.disarmer_accuracy",
            "0.5 < low < high < 1",
        ),
        (
            "guarantor = -0.05",
            "guarantor = §{ interval90 = [0.01, 0.1] }",
            "broker.interests.alignment.guarantor",
            "{ normal = [mean, sd] }",
        ),
        (
            "honesty = 0.75",
            "honesty = §{ beta = [2e6, 3] }",
            "broker.information.honesty",
            "at most 1000000",
        ),
        (
            "war_cost = 35",
            "war_cost = §{ lognormal = [35, 11] }",
            "disarmer.war_cost",
            "at most 10",
        ),
        (
            "war_cost = 35",
            "war_cost = §{ uniform = [0, 2e9] }",
            "disarmer.war_cost",
            "at most 1000000000",
        ),
    ];
    for (from, to, key, fragment) in cases {
        case(from, to, Code::BadDistribution, key, &[fragment]);
    }
}

#[test]
fn all_bad_distributions_of_a_file_are_reported_at_once_with_their_lines() {
    let text = replaced("tension = 0.15", "tension = { uniform = [2, 1] }")
        .replace("custody = 0.45", "custody = { normal = [0.5, 0.1] }")
        .replace("years = 5\n", "years = { uniform = [4, 6] }\n")
        .replace("detection = 0.4\n", "detection = { pret = [0.1, 0.4, 0.6] }\n");
    let text = format!("{text}[[stakeholders]]\nbacks = {{ interval90 = [0.2, 1.2] }}\n");
    let problems = problems_of(&text, &[]);
    let found: Vec<(&str, &str)> = problems
        .iter()
        .map(|p| (p.code.name(), p.key.as_deref().unwrap_or("")))
        .collect();
    assert_eq!(
        found,
        [
            ("must_be_fixed", "clock.years"),
            ("bad_distribution", "guarantor.tension"),
            ("bad_distribution", "stages.3.detection"),
            ("bad_distribution", "broker.instruments.custody"),
            ("bad_distribution", "stakeholders.2.backs"),
        ]
    );
    for problem in &problems {
        let line = text.lines().nth(problem.line.unwrap() - 1).unwrap();
        let name = problem.key.as_deref().unwrap().rsplit('.').next().unwrap();
        assert!(line.starts_with(name), "{line}");
        assert!(problem.help.as_ref().is_some_and(|help| !help.is_empty()));
    }
}

#[test]
fn uncertain_shares_must_have_something_to_share() {
    let at = |stage: usize, share: &str| {
        let of = ["relief_share = 0.2", "relief_share = 0.3", "relief_share = 0.5"][stage - 1];
        (of, share.to_string())
    };
    let edited = |edits: &[(&str, String)]| {
        edits.iter().fold(COMPLETE.to_string(), |text, (from, to)| {
            assert_eq!(text.matches(from).count(), 1, "{from}");
            text.replace(from, &format!("relief_share = {to}"))
        })
    };
    let fault = |edits: &[(&str, String)], key: &str, at: &str, fragments: &[&str]| {
        let text = edited(edits);
        assert_problem(&only(&text), &text, Code::SharesSum, key, at, fragments);
    };
    let two = "{ uniform = [0.1, 0.3] }";
    fault(
        &[at(1, two)],
        "stages.3.relief_share",
        "0.5\ncost_share = 0.6",
        &[
            "only one `relief_share` is uncertain",
            "it must be 0.2",
            "another stage's",
        ],
    );
    fault(
        &[at(1, two), at(2, "{ uniform = [0.6, 0.8] }")],
        "stages.3.relief_share",
        "0.5\ncost_share = 0.6",
        &["medians of `relief_share` sum to 1.4", "0.2 + 0.7 + 0.5 = 1.4"],
    );
    fault(
        &[at(1, two), at(2, two), at(3, "1")],
        "stages.3.relief_share",
        "1\ncost_share = 0.6",
        &["sum to 1 and leave nothing"],
    );
    let nearly = edited(&[at(1, two), at(2, "{ uniform = [0.25, 0.45] }")]);
    assert!(parse("case.toml", &nearly, &[]).is_ok());
}
