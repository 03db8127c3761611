//! Problems of single keys and values: where they point, what they say, and that nothing else is reported.

use crate::case::{COMPLETE, assert_problem, case, only, replaced};
use honest_broker::scenario::{Code, parse};

#[test]
fn a_misspelt_key_is_unknown_and_the_right_one_is_suggested_and_not_missed() {
    let help = ["`guarantor` has no key `keper_prior`", "did you mean `keeper_prior`?"];
    case(
        "keeper_prior = 0.55",
        "§keper_prior = 0.55",
        Code::UnknownKey,
        "guarantor.keper_prior",
        &help,
    );
    case(
        "[crises]",
        "[§crisis]",
        Code::UnknownKey,
        "crisis",
        &["did you mean `crises`?"],
    );
    case(
        "custody = 0.45",
        "§custodi = 0.45",
        Code::UnknownKey,
        "broker.instruments.custodi",
        &["`custody`"],
    );
}

#[test]
fn a_key_in_the_wrong_table_is_told_where_it_belongs() {
    let to = "exposure = 0.35\n§talks_cost = 0.1";
    case(
        "exposure = 0.35",
        to,
        Code::UnknownKey,
        "disarmer.talks_cost",
        &["`talks_cost` belongs to [guarantor]"],
    );
}

#[test]
fn a_key_path_in_quotes_outside_arms_is_unknown() {
    let to = "format = 2\n§\"clock.years\" = 3";
    case(
        "format = 2",
        to,
        Code::UnknownKey,
        "clock.years",
        &["without the quotes"],
    );
    case(
        "format = 2",
        "format = 2\n§\"stages[].name\" = 3",
        Code::UnknownKey,
        "stages[].name",
        &[],
    );
}

#[test]
fn a_missing_key_points_to_its_table() {
    case(
        "[clock]\nrounds_per_year = 2\n",
        "§[clock]\n",
        Code::MissingKey,
        "clock.rounds_per_year",
        &["rounds a year"],
    );
    let text = replaced("detection = 0.4\n", "");
    let at = "[[stages]]\nname = \"removal";
    assert_problem(
        &only(&text),
        &text,
        Code::MissingKey,
        "stages.3.detection",
        at,
        &["[[stages]] number 3"],
    );
}

#[test]
fn a_missing_table_is_one_problem_that_lists_what_it_needs() {
    let (head, rest) = COMPLETE.split_once("[guarantor]").unwrap();
    let (_, tail) = rest.split_once("[talks]").unwrap();
    let text = format!("{head}[talks]{tail}");
    let fragments = ["the table `guarantor` is missing", "keeper_prior", "relief_cost"];
    assert_problem(&only(&text), &text, Code::MissingKey, "guarantor", "format", &fragments);
}

#[test]
fn the_required_keys_of_an_optional_table_are_missed_only_where_it_is_given() {
    let to = "§[guarantor.elections]\n";
    case(
        "[guarantor.elections]\nfirst_year = 1.5\n",
        to,
        Code::MissingKey,
        "guarantor.elections.first_year",
        &[],
    );
    let text = COMPLETE.split("[broker]").next().unwrap();
    assert!(parse("case.toml", text, &[]).is_ok());
}

#[test]
fn a_value_of_the_wrong_type_is_told_what_it_should_be() {
    let number = ["must be a number or a distribution, not a text", "without quotes"];
    case(
        "exposure = 0.35",
        "exposure = §\"0.35\"",
        Code::WrongType,
        "disarmer.exposure",
        &number,
    );
    case(
        "years = 5\n",
        "years = §true\n",
        Code::WrongType,
        "clock.years",
        &["not true or false"],
    );
    case(
        "name = \"West\"",
        "name = §3",
        Code::WrongType,
        "guarantor.name",
        &["must be a text"],
    );
    case(
        "name = \"West\"",
        "name = §1979-05-27",
        Code::WrongType,
        "guarantor.name",
        &["a date or time"],
    );
    case(
        "sequence = \"relief_first\"",
        "sequence = §1",
        Code::WrongType,
        "talks.sequence",
        &["\"disarm_first\""],
    );
    case(
        "sources = [\"invented",
        "sources = [§3, \"invented",
        Code::WrongType,
        "sources",
        &["a list of texts"],
    );
    let table = ["must be a table, not a number", "[disarmer.succession]"];
    let (from, to) = (
        "[disarmer.succession]\nrate = 0.04\ndealer_prior = 0.4\n",
        "succession = §3\n",
    );
    case(from, to, Code::WrongType, "disarmer.succession", &table);
}

#[test]
fn a_single_table_of_stages_is_told_to_use_double_brackets() {
    let head = COMPLETE.split("[[stages]]").next().unwrap();
    let text = format!("{head}[stages]\ndetection = 0.5\n");
    assert_problem(
        &only(&text),
        &text,
        Code::WrongType,
        "stages",
        "[stages]",
        &["[[stages]] in double brackets"],
    );
}

#[test]
fn a_number_outside_its_range_is_told_the_range() {
    let cases = [
        (
            "keeper_prior = 0.55",
            "keeper_prior = §1",
            "guarantor.keeper_prior",
            "strictly between 0 and 1",
        ),
        (
            "discount_factor = 0.91",
            "discount_factor = §0",
            "guarantor.discount_factor",
            "greater than 0 and at most 1",
        ),
        (
            "meetings_per_year = 2.4",
            "meetings_per_year = §0",
            "talks.meetings_per_year",
            "greater than 0",
        ),
        (
            "covert_share = { dealer = 0.03, staller = 0.25 }",
            "covert_share = { dealer = 0.03, staller = §1 }",
            "disarmer.covert_share.staller",
            "at least 0 and less than 1",
        ),
        (
            "exposure = 0.35",
            "exposure = §-0.1",
            "disarmer.exposure",
            "not negative",
        ),
        (
            "war_cost = 35",
            "war_cost = §1e300",
            "disarmer.war_cost",
            "at most 1000000000",
        ),
        (
            "disarmer_accuracy = 0.8",
            "disarmer_accuracy = §0.4",
            "broker.information.disarmer_accuracy",
            "from 0.5",
        ),
        (
            "rounds_per_year = 2",
            "rounds_per_year = §2.5",
            "clock.rounds_per_year",
            "a whole number from 1 to 366",
        ),
        (
            "rounds_per_year = 2",
            "rounds_per_year = §100000000",
            "clock.rounds_per_year",
            "from 1 to 366",
        ),
        ("years = 5\n", "years = §0\n", "clock.years", "greater than 0"),
        (
            "every_years = 4",
            "every_years = §0",
            "guarantor.elections.every_years",
            "greater than 0",
        ),
    ];
    for (from, to, key, range) in cases {
        case(from, to, Code::OutOfRange, key, &[range]);
    }
}

#[test]
fn a_line_of_the_top_that_stands_below_a_table_is_told_which() {
    let to = "escalation = 0.02\n§sources = [\"x\"]";
    let text = replaced("sources = [\"invented for the tests\"]\n", "");
    let text = text.replace("escalation = 0.02", &to.replace('§', ""));
    let fragments = ["belongs to [crises]", "at the top of the file"];
    assert_problem(
        &only(&text),
        &text,
        Code::UnknownKey,
        "crises.sources",
        "sources",
        &fragments,
    );
}

#[test]
fn nan_and_infinities_are_no_numbers() {
    for number in ["nan", "-nan", "inf", "+inf", "-inf", "1e999"] {
        let to = format!("tension = §{number}");
        case(
            "tension = 0.15",
            &to,
            Code::NotFinite,
            "guarantor.tension",
            &["not a finite number"],
        );
    }
}

#[test]
fn a_wrong_word_is_told_the_choices() {
    let from = "sequence = \"relief_first\"";
    let help = ["did you mean \"relief_first\"?", "\"disarm_first\" or \"relief_first\""];
    case(
        from,
        "sequence = §\"relief_frist\"",
        Code::UnknownWord,
        "talks.sequence",
        &help,
    );
}

#[test]
fn empty_and_endless_texts_are_refused() {
    case(
        "name = \"West\"",
        "name = §\" \"",
        Code::BadText,
        "guarantor.name",
        &["is empty"],
    );
    let long = format!("name = §\"{}\"", "x".repeat(81));
    case(
        "name = \"West\"",
        &long,
        Code::BadText,
        "guarantor.name",
        &["longer than 80"],
    );
    for mark in ["\\n", "\\t", "\\u202e", "\\u2066"] {
        let to = format!("name = §\"West{mark}ern\"");
        case("name = \"West\"", &to, Code::BadText, "guarantor.name", &["holds"]);
    }
    case(
        "name = \"West\"",
        "name = §\"\\u0007\"",
        Code::BadText,
        "guarantor.name",
        &["control characters"],
    );
}
