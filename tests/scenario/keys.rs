//! What `help` finds about keys.

use honest_broker::report::key::describe;
use honest_broker::scenario::{Found, key_paths, look_up};

fn path_of(word: &str) -> &'static str {
    match look_up(word) {
        Found::Key(key) => key.path,
        other => panic!("{word}: {other:?}"),
    }
}

#[test]
fn every_key_is_found_by_its_path_and_by_its_column_and_told_in_full() {
    for path in key_paths() {
        let written = path
            .replace("stages[]", "stages.3")
            .replace("stakeholders[]", "stakeholders.China");
        assert_eq!(path_of(path), path);
        assert_eq!(path_of(&written), path);
        assert_eq!(path_of(&path.replace("[]", ".2")), path);
        let text = describe(path).unwrap();
        for part in ["value: ", "unit: ", "left out: ", "worlds: ", "enters: ", "Written as"] {
            assert!(text.contains(part), "{path} lacks {part}:\n{text}");
        }
        let column = path.replace("stages[]", "stages_3").replace("[]", "").replace('.', "_");
        assert_eq!(path_of(&column), path, "{column}");
    }
}

#[test]
fn a_key_is_found_by_its_name_and_in_parts_and_a_table_by_its_header() {
    for (word, path) in [
        ("exposure", "disarmer.exposure"),
        ("[talks.sequence]", "talks.sequence"),
        ("stages[2].detection", "stages[].detection"),
        ("detection", "stages[].detection"),
        ("guarantor.relief_cost.keeper", "guarantor.relief_cost"),
        ("guarantor_relief_cost_keeper", "guarantor.relief_cost"),
        ("guarantor.elections.turnover.2", "guarantor.elections.turnover"),
        ("broker.acceptance.disarmer.cost", "broker.acceptance.disarmer"),
    ] {
        assert_eq!(path_of(word), path, "{word}");
    }
    assert!(matches!(look_up("war_cost"), Found::Several(paths) if paths.len() == 3));
    for table in [
        "disarmer",
        "[disarmer]",
        "[[stages]]",
        "stages",
        "broker.instruments",
        "instruments",
        "elections",
    ] {
        assert!(matches!(look_up(table), Found::Table { .. }), "{table}");
    }
    for (word, near) in [
        ("disarmer.exposur", "disarmer.exposure"),
        ("expsoure", "disarmer.exposure"),
        ("stages_3_detetcion", "stages[].detection"),
        ("disarmer-exposure", "disarmer.exposure"),
    ] {
        let error = describe(word).unwrap_err();
        assert!(error.contains(near), "{word}: {error}");
    }
    assert!(describe("weather").unwrap_err().contains("there is no key"));
    assert!(!describe("a\u{1b}[31m").unwrap_err().contains('\u{1b}'));
}

#[test]
fn help_shows_the_value_and_the_evidence_of_the_shipped_scenarios() {
    let text = describe("disarmer.exposure").unwrap();
    for part in [
        "payoff of the disarmer while ruptured",
        "docs/model.md, section 5",
        "singapore-2018: disarmer.exposure = { interval90 = [0.15, 0.60] } # median 0.30",
        "payoff/year",
        "dimension 4",
    ] {
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(part), "{part} is not in:\n{text}");
    }
    let forms = describe("disarmer.dealer_prior").unwrap();
    assert!(
        forms.contains("{ interval90 = [low, high] }") && !forms.contains("normal ="),
        "{forms}"
    );
}
