//! The library of cases: its files are what the rules make of the coded tables, and every source is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use honest_broker::backtest::coded::{self, Case};
use honest_broker::backtest::rules::Constants;
use honest_broker::backtest::{BASE, CASES, NEVER, OPEN, text, trial};
use honest_broker::scenario::load;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/history")
}

fn all() -> Vec<Case> {
    [("cases.csv", CASES), ("never.csv", NEVER), ("open.csv", OPEN)]
        .into_iter()
        .flat_map(|(name, table)| coded::read(name, table).unwrap_or_else(|error| panic!("{error}")))
        .collect()
}

/// `honest-broker backtest --write scenarios/history` makes them anew.
#[test]
fn every_file_of_the_library_is_what_the_rules_make_of_its_codes() {
    let cases = all();
    for case in &cases {
        let path = folder().join(format!("{}.toml", case.id));
        let file = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(
            file,
            text::extending(case),
            "{}: not what the rules make",
            path.display()
        );
    }
    let known: BTreeSet<String> = cases.iter().map(|case| format!("{}.toml", case.id)).collect();
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let made = !name.ends_with(".toml") || name == "base.toml" || known.contains(&name);
        assert!(made, "{name} belongs to no case");
    }
}

#[test]
fn a_file_that_extends_the_base_is_the_game_that_is_scored() {
    for case in all() {
        let path = folder().join(format!("{}.toml", case.id));
        let file = load(&path, &[]).unwrap_or_else(|problems| panic!("{}", problems.to_text(false)));
        let whole = trial::scenario(&case, BASE, &Constants::AS_CODED).unwrap();
        assert_eq!(file.fingerprint(), whole.fingerprint(), "{}", case.id);
        assert!(
            file.warnings().is_empty(),
            "{}: {}",
            case.id,
            file.warnings().to_text(false)
        );
    }
}

/// The name under which a page of the documentation is linked to a heading.
fn anchor(heading: &str) -> String {
    let kept = heading
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || " -".contains(*c))
        .collect::<String>();
    kept.replace(' ', "-")
}

#[test]
fn every_source_of_a_code_is_a_section_of_the_record_and_every_rule_is_in_the_codebook() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let record = fs::read_to_string(docs.join("history.md")).unwrap();
    let anchors: BTreeSet<String> = record
        .lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| anchor(line.trim_start_matches('#').trim()))
        .collect();
    let codebook = fs::read_to_string(docs.join("coding.md")).unwrap();
    let rules: BTreeSet<&str> = codebook
        .lines()
        .filter(|line| line.starts_with('|'))
        .filter_map(|line| line.split('|').nth(1))
        .flat_map(|cell| cell.split(','))
        .map(str::trim)
        .collect();
    for case in all() {
        for (variable, code) in &case.values {
            let section = code.source.strip_prefix("docs/history.md#");
            let section = section.unwrap_or_else(|| panic!("{} {variable}: source `{}`", case.id, code.source));
            assert!(
                anchors.contains(section),
                "{} {variable}: no section {section}",
                case.id
            );
            assert!(
                rules.contains(code.rule.as_str()),
                "{} {variable}: no rule {}",
                case.id,
                code.rule
            );
        }
    }
}

#[test]
fn rules_give_what_can_be_worked_out_by_hand() {
    let cases = all();
    let of = |id: &str, key: &str| {
        let case = cases.iter().find(|case| case.id == id).unwrap();
        let lines = honest_broker::backtest::rules::lines(&case.codes, &Constants::AS_CODED);
        lines
            .into_iter()
            .find(|line| line.key == key)
            .unwrap_or_else(|| panic!("{id} {key}"))
            .value
    };
    // 0.35 × 2.5/9 + 0.60 × 0.5 = 0.3972, between 1/1.5 and 1.5 times.
    assert_eq!(
        of("af1994", "disarmer.relief_value"),
        "{ interval90 = [0.2648, 0.5958] }"
    );
    // (0.25 + 0.35) × 0.7 = 0.42; 0.65 of it between 1/1.5 and 1.5 times.
    assert_eq!(
        of("af1994", "disarmer.deterrent_value.dealer"),
        "{ interval90 = [0.182, 0.4095] }"
    );
    // One term by 1996: 0.31, then 0.31 × 0.31 + 0.69 × 0.86, and so on.
    assert_eq!(
        of("af1994", "guarantor.elections.turnover"),
        "[0.31, 0.6895, 0.4808, 0.55]"
    );
    // The change of party was decided the day before.
    assert_eq!(
        of("algiers1981", "guarantor.elections.turnover"),
        "[1, 0.31, 0.6895, 0.55]"
    );
    // Nine years for three stages, of which 1/1.45 is waiting for a meeting.
    assert_eq!(of("af1994", "stages.1.years"), "2.3103");
    // Two stages in half a year: eight meetings a year, and half of the time is waiting.
    assert_eq!(of("jcpoa2015", "talks.meetings_per_year"), "8");
    assert_eq!(of("jcpoa2015", "stages.1.years"), "0.125");
    // 1 − exp(−24/21).
    assert_eq!(of("singapore2018", "stages.2.reversible"), "0.6811");
    // Hidden, light verification, one year: 0.17.
    assert_eq!(of("singapore2018", "stages.3.detection"), "0.17");
    assert_eq!(of("syria2013", "disarmer.dealer_prior"), "0.15");
    assert_eq!(of("aceh2005", "broker.instruments.monitoring"), "0.4");
    assert_eq!(of("ukraine1994", "guarantor.elections.successor_keeper_prior"), "0.81");
}

#[test]
fn all_that_is_wrong_with_a_table_of_cases_is_told_at_once() {
    let broken = CASES
        .replacen(
            "af1994,Agreed Framework 1994,initiated,0",
            "af1994,Agreed Framework 1994,initiated,maybe",
            1,
        )
        .replacen(
            "af1994,Agreed Framework 1994,stage1_deterrent_share,0.3,,J",
            "af1994,Agreed Framework 1994,stage1_deterrent_share,0.9,,X",
            1,
        )
        .replacen(
            "af1994,Agreed Framework 1994,outcome_10y,breach",
            "af1994,Agreed Framework 1994,outcome_10y,peace",
            1,
        )
        .replacen(
            "af1994,Agreed Framework 1994,planned_years,",
            "af1994,Agreed Framework 1994,plannedyears,",
            1,
        );
    let told = coded::read("my.csv", &broken).unwrap_err().to_string();
    for part in [
        "my.csv, line 10, af1994 initiated: `maybe` must be one of 0, 1",
        "grade `X` is none of C, M, D, J and -",
        "af1994 outcome_10y: `peace` is no class",
        "af1994 planned_years: the value is missing",
        "af1994 plannedyears: no rule knows this variable",
    ] {
        assert!(told.contains(part), "{part} is not in:\n{told}");
    }
    let header = coded::read("my.csv", "a,b\n1,2\n").unwrap_err().to_string();
    assert!(
        header.contains("line 1: the first line must be `case_id,case,variable"),
        "{header}"
    );
}
