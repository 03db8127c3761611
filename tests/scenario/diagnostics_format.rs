//! Problems of the file format: files of format 1 are told what to change, and what they are told keeps the meaning.

use crate::case::{COMPLETE, assert_problem, case, only, problems_of, replaced};
use honest_broker::scenario::{Code, parse};

/// A file of format 1 with one of everything that changed.
const FIRST: &str = "format = 1
[clock]
rounds_per_year = 4
years = 5
[disarmer]
dealer_prior = 0.4
deterrent_value = { dealer = 0.9, staller = 1.5 }
relief_value = 1
discount_factor = 0.95
rationality = 2
[guarantor]
keeper_prior = 0.5
threat_reduction = 1
relief_cost = 0.5
renege_cost = { keeper = 4, reneger = 0.5 }
discount_factor = 0.9
rationality = 2
[talks]
meeting_failure = 0.73
[[stages]]
deterrent_share = 1
relief_share = 1
reversible = 0
revocable = 1
detection = 0.5
[broker]
acceptance = { disarmer = 0.6, guarantor = 0.3 }
discount_factor = 0.92
rationality = 2
instruments = { facilitation = 0.25 }
[arms.advance]
talks.sequence = \"relief_first\"
[arms.shuttle]
\"broker.instruments.facilitation\" = 0.5
talks.meeting_failure = { interval90 = [0.5, 0.88] }
";

#[test]
fn a_file_of_format_one_is_one_problem_that_lists_what_to_change_into_what() {
    let problem = only(FIRST);
    let changes = [
        "the file has format 1, and this version reads format 2",
        "`format = 1` → `format = 2`",
        "add `clock.foresight_years = 5`",
        "add `disarmer.rebuild_years = 0`",
        "add `talks.sequence = \"disarm_first\"`",
        "add `talks.advance_years = 0.25`",
        // −4 ln 0.73, and −4 ln(1 − 0.25).
        "`talks.meeting_failure = 0.73` → `talks.meetings_per_year = 1.26`",
        "add `talks.reviews_per_year = 1.26`",
        "`broker.instruments.facilitation = 0.25` → `broker.instruments.facilitation = 1.15`",
        "`arms.shuttle: broker.instruments.facilitation = 0.5` → `broker.instruments.facilitation = 2.77`",
        // −4 ln 0.88 and −4 ln 0.5.
        "→ `talks.meetings_per_year = { interval90 = [0.511, 2.77] }`",
        "add `arms.shuttle: talks.reviews_per_year = { interval90 = [0.511, 2.77] }`",
        "`broker.acceptance` keeps its numbers",
    ];
    assert_problem(&problem, FIRST, Code::UnsupportedFormat, "format", "1\n", &changes);
    assert_eq!(
        problem.help.as_deref().unwrap().matches("\n  ").count(),
        changes.len() - 2
    );
}

#[test]
fn a_file_that_was_changed_as_it_was_told_is_read() {
    let text = FIRST
        .replace("format = 1", "format = 2")
        .replace("years = 5\n", "years = 5\nforesight_years = 5\n")
        .replace("relief_value = 1\n", "relief_value = 1\nrebuild_years = 0\n")
        .replace("facilitation = 0.25", "facilitation = 1.15")
        .replace("facilitation\" = 0.5", "facilitation\" = 2.77")
        .replace(
            "talks.meeting_failure = {",
            "talks.reviews_per_year = { interval90 = [0.511, 2.77] }\ntalks.meetings_per_year = {",
        )
        .replace("[0.5, 0.88]", "[0.511, 2.77]")
        .replace(
            "[talks]\nmeeting_failure = 0.73",
            "[talks]\nsequence = \"disarm_first\"\nmeetings_per_year = 1.26\nreviews_per_year = 1.26\nadvance_years = 0.25",
        );
    let scenario = parse("second.toml", &text, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    // The chance of no meeting in a round is that of format 1.
    let talks = scenario.game("broker").unwrap().talks;
    assert!(((-talks.meetings_per_year / 4.0).exp() - 0.73).abs() < 0.001);
}

#[test]
fn a_file_without_a_format_is_of_format_one_if_it_has_its_keys() {
    let text = FIRST.replace("format = 1\n", "");
    let problem = only(&text);
    assert_eq!(problem.code, Code::UnsupportedFormat);
    assert!(problem.help.unwrap().contains("add `format = 2`"));
    let text = replaced("format = 2\n", "");
    let problem = only(&text);
    assert_eq!(
        (problem.code, problem.key.as_deref()),
        (Code::MissingKey, Some("format"))
    );
    assert!(problem.help.unwrap().contains("add `format = 2`"));
}

#[test]
fn a_key_of_format_one_in_a_file_of_format_two_is_told_its_new_value_and_nothing_else() {
    let to = "meetings_per_year = 2.4\nmeeting_failure = §0.3";
    let help = ["belongs to format 1", "→ `talks.meetings_per_year = 2.41`"];
    let from = "meetings_per_year = 2.4";
    case(from, to, Code::UnsupportedFormat, "talks.meeting_failure", &help);
    let problem = only(&replaced(from, "meetings_per_year = 2.4\nmeeting_failure = 0.3"));
    assert!(!problem.help.unwrap().contains("facilitation"));
}

#[test]
fn meetings_that_always_or_never_took_place_get_a_rate_too() {
    for (failure, rate) in [("0", "27.6"), ("1", "0.004")] {
        let text = FIRST.replace("meeting_failure = 0.73", &format!("meeting_failure = {failure}"));
        let help = only(&text).help.unwrap();
        assert!(help.contains(&format!("`talks.meetings_per_year = {rate}`")), "{help}");
    }
    let help = only(&FIRST.replace("[talks]\nmeeting_failure = 0.73\n", ""))
        .help
        .unwrap();
    assert!(help.contains("add `talks.meetings_per_year = 27.6`"), "{help}");
}

#[test]
fn a_setting_of_a_retired_key_is_told_the_new_one() {
    let problems = problems_of(COMPLETE, &["talks.meeting_failure=0.5"]);
    let problem = problems.iter().next().unwrap();
    assert_eq!(problem.code, Code::UnknownKey);
    assert!(problem.help.as_deref().unwrap().contains("talks.meetings_per_year"));
}

#[test]
fn a_format_of_the_future_is_refused() {
    case(
        "format = 2",
        "format = §3",
        Code::UnsupportedFormat,
        "format",
        &["format 3", "`format = 2`"],
    );
}
