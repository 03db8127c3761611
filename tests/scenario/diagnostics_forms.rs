//! Problems of values that have several forms, and of numbers in another spelling.

use crate::case::{assert_problem, case, only, replaced};
use honest_broker::scenario::Code;

#[test]
fn a_missing_number_by_type_is_told_both_ways_to_write_it() {
    let text = replaced("renege_cost = { keeper = 4, reneger = 0.4 }\n", "");
    let fragments = [
        "`guarantor.renege_cost` is missing",
        "`renege_cost = { keeper = …, reneger = … }`",
    ];
    assert_problem(
        &only(&text),
        &text,
        Code::MissingKey,
        "guarantor.renege_cost",
        "[guarantor]",
        &fragments,
    );
}

#[test]
fn a_table_by_type_needs_both_types_and_no_other() {
    let from = "renege_cost = { keeper = 4, reneger = 0.4 }";
    let key = "guarantor.renege_cost";
    let missing = ["needs both types", "add `reneger = …`"];
    case(
        from,
        "renege_cost = §{ keeper = 4 }",
        Code::MissingKey,
        &format!("{key}.reneger"),
        &missing,
    );
    let near = ["no type `renegr`", "did you mean `reneger`?"];
    case(
        from,
        "renege_cost = { keeper = 4, §renegr = 1 }",
        Code::UnknownKey,
        &format!("{key}.renegr"),
        &near,
    );
    let other = "renege_cost = { keeper = 4, reneger = 1, §dealer = 1 }";
    case(
        from,
        other,
        Code::UnknownKey,
        &format!("{key}.dealer"),
        &["the types are keeper and reneger"],
    );
    let range = "renege_cost = { keeper = §-4, reneger = 1 }";
    case(
        from,
        range,
        Code::OutOfRange,
        &format!("{key}.keeper"),
        &["not negative"],
    );
    let inner = "renege_cost = { keeper = §{ unifrom = [1, 2] }, reneger = 1 }";
    case(
        from,
        inner,
        Code::BadDistribution,
        &format!("{key}.keeper"),
        &["did you mean `uniform`?"],
    );
    case(
        from,
        "renege_cost = §{ unifrom = [1, 2] }",
        Code::BadDistribution,
        key,
        &["did you mean `uniform`?"],
    );
}

#[test]
fn a_list_by_election_is_checked_entry_by_entry() {
    let from = "turnover = [0.3, 0.8, 0.5]";
    let key = "guarantor.elections.turnover";
    case(
        from,
        "turnover = [0.3, §1.8]",
        Code::OutOfRange,
        &format!("{key}.2"),
        &["from 0 to 1"],
    );
    case(from, "turnover = §[]", Code::TooManyEntries, key, &["1 to 16"]);
    case(
        from,
        "turnover = §\"often\"",
        Code::WrongType,
        key,
        &["a list of them by election"],
    );
}

#[test]
fn acceptance_is_a_probability_or_a_cost() {
    let from = "guarantor = { cost = 0.07 } }";
    let key = "broker.acceptance.guarantor";
    case(from, "guarantor = §7 }", Code::OutOfRange, key, &["from 0 to 1"]);
    case(
        from,
        "guarantor = { cost = §-1 } }",
        Code::OutOfRange,
        &format!("{key}.cost"),
        &["not negative"],
    );
    case(from, "guarantor = §true }", Code::WrongType, key, &["{ cost = 0.1 }"]);
    let near = ["has no key `cots`", "did you mean `cost`?"];
    case(
        from,
        "guarantor = { §cots = 1 } }",
        Code::UnknownKey,
        &format!("{key}.cots"),
        &near,
    );
}

#[test]
fn a_month_is_year_and_month() {
    let from = "start = \"2018-06\"";
    case(
        from,
        "start = §\"June 2018\"",
        Code::BadText,
        "clock.start",
        &["\"2018-06\""],
    );
    case(from, "start = §2018", Code::WrongType, "clock.start", &["in quotes"]);
}

#[test]
fn a_number_in_another_spelling_is_told_the_right_one() {
    let cases = [
        ("§40", Code::OutOfRange, "40 per cent is 0.4"),
        ("§\"0.4\"", Code::WrongType, "write 0.4 without quotes"),
        ("§[0.3, 0.5]", Code::WrongType, "{ interval90 = [0.3, 0.5] }"),
        ("§[0.3, 0.4, 0.5]", Code::WrongType, "{ pert = [0.3, 0.4, 0.5] }"),
        (
            "§{ uniform = [0.5, 0.3] }",
            Code::BadDistribution,
            "In ascending order it is { uniform = [0.3, 0.5] }",
        ),
        (
            "§{ pert = [0.3, 0.6, 0.5] }",
            Code::BadDistribution,
            "{ pert = [0.3, 0.5, 0.6] }",
        ),
        (
            "§{ normal = [0.5, 0.1] }",
            Code::BadDistribution,
            "{ interval90 = [0.3355, 0.6645] }",
        ),
        ("§0,4", Code::NotToml, "write `keeper_prior = 0.4`"),
        ("§40%", Code::NotToml, "write `keeper_prior = 0.4`"),
        ("§.4", Code::NotToml, "write `keeper_prior = 0.4`"),
        ("0.4 §// note", Code::NotToml, "write `keeper_prior = 0.4 # note`"),
    ];
    for (value, code, help) in cases {
        let key = if code == Code::NotToml {
            ""
        } else {
            "guarantor.keeper_prior"
        };
        case(
            "keeper_prior = 0.55",
            &format!("keeper_prior = {value}"),
            code,
            key,
            &[help],
        );
    }
    case(
        "keeper_prior = 0.55",
        "keeper_prior§: 0.55",
        Code::NotToml,
        "",
        &["write `keeper_prior = 0.55`"],
    );
    case(
        "name = \"West\"",
        "name = §“West”",
        Code::NotToml,
        "",
        &["write `name = \"West\"`"],
    );
    let to = "relief_value = §{ normal = [1, 0.9] }";
    let key = "disarmer.relief_value";
    case(
        "relief_value = 0.9",
        to,
        Code::BadDistribution,
        key,
        &["{ lognormal = [1, 0.9] }"],
    );
}
