//! The forecasts that are locked: they are whole, they are of the codes as they stand, and the page has what they say.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use honest_broker::backtest::judged::Forecaster;
use honest_broker::backtest::locked::{self, Locked, sha256};
use honest_broker::backtest::made::scenario;
use honest_broker::backtest::predict::{Quantity, predict};
use honest_broker::backtest::rules::Constants;
use honest_broker::backtest::trial::Request;
use honest_broker::backtest::{BASE, CASES, OPEN, coded, text};
use honest_broker::report::backtest::locked_tables;
use honest_broker::scenario;

/// The newest file. Codes that change need a new file of a new day; those of earlier days stay as they are.
const NEWEST: &str = "scenarios/history/forecasts-2026-11-27.json";
/// The lock that it was published with.
const LOCK: &str = "f801c172d03aef0d34c068df7492a7520d933db8e4136bd1b36fac7cb51c748c";

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn newest() -> (Locked, String) {
    let text = fs::read_to_string(path(NEWEST)).unwrap();
    locked::read(&text).unwrap_or_else(|error| panic!("{NEWEST}: {error}"))
}

#[test]
fn the_locked_forecasts_are_those_that_were_published() {
    let (locked, lock) = newest();
    assert_eq!(lock, LOCK, "a new forecast is a new file of a new day");
    assert!(NEWEST.contains(&locked.date));
    let page = fs::read_to_string(path("docs/forecasts.md")).unwrap();
    assert!(page.contains(&lock), "docs/forecasts.md has the lock");
}

#[test]
fn the_locked_forecasts_are_of_the_codes_and_rules_as_they_are() {
    let (locked, _) = newest();
    let cases = coded::read("open.csv", OPEN).unwrap();
    let remedy =
        "codes or rules have changed since: make a file of a new day, name it in this test, and keep the old one";
    assert_eq!(locked.cases.len(), cases.len(), "{remedy}");
    let refitted = locked.refitted.expect("a second forecaster is locked");
    let refitted = Constants {
        rationality: refitted.rationality,
        value: refitted.value,
        dealer_odds: refitted.dealer_odds,
    };
    for (of, case) in locked.cases.iter().zip(&cases) {
        assert_eq!(of.id, case.id, "{remedy}");
        assert_eq!(of.codes, locked::codes(case), "{}: {remedy}", of.id);
        let whole = |constants: &Constants| text::whole(case, BASE, constants).unwrap();
        assert_eq!(of.scenario, whole(&Constants::AS_CODED), "{}: {remedy}", of.id);
        assert_eq!(of.scenario_refitted, Some(whole(&refitted)), "{}: {remedy}", of.id);
    }
    assert_eq!(locked.from.library_sha256, sha256(CASES), "{remedy}");
    assert_eq!(locked.from.base_sha256, sha256(BASE), "{remedy}");
}

/// How far what the program says today may be from what is locked, in any class.
const TOLERANCE: f64 = 0.005;

#[test]
fn a_locked_scenario_solved_again_says_what_is_locked() {
    let (locked, _) = newest();
    let of = locked.cases.iter().find(|of| of.id == "newstart2026").unwrap();
    // From the file alone, without the table of codes.
    let again = scenario::parse("newstart2026.toml", &of.scenario, &[]).unwrap_or_else(|_| panic!("it is valid"));
    let request = Request {
        worlds: locked.with.worlds,
        few: 4,
        grid: locked.with.grid,
        seed: locked.with.seed,
    };
    let effort = request.effort(request.worlds);
    let said = predict(&again, &[1.0], &effort, &AtomicBool::new(false)).unwrap();
    for quantity in Quantity::ALL {
        let stated = of.stated(quantity, Forecaster::Model).unwrap();
        let pairs = said[0].probabilities(quantity).into_iter().zip(&stated.probabilities);
        for (class, (now, then)) in quantity.classes().iter().zip(pairs) {
            let name = quantity.name();
            assert!(
                (now - then).abs() < TOLERANCE,
                "{name}, {class}: {now} now, {then} locked"
            );
        }
    }
    // What the rules make today is the same game.
    let case = coded::read("open.csv", OPEN).unwrap().remove(2);
    assert_eq!(
        scenario(&case, BASE, &Constants::AS_CODED).unwrap().fingerprint(),
        again.fingerprint()
    );
}

#[test]
fn the_page_has_what_is_locked() {
    let (locked, _) = newest();
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let tables = locked_tables(&locked).into_iter().map(|shown| {
        let rows: String = shown.rows.iter().map(|row| line(row)).collect();
        let rule = "---|".repeat(shown.header.len());
        format!("### {}\n\n{}|{rule}\n{rows}", shown.title, line(&shown.header))
    });
    let expected = tables.collect::<Vec<String>>().join("\n");
    let page = fs::read_to_string(path("docs/forecasts.md")).unwrap();
    let (begin, end) = ("<!-- locked:begin -->\n", "\n<!-- locked:end -->");
    let (before, rest) = page.split_once(begin).expect("the mark begins");
    let (inside, after) = rest.split_once(end).expect("the mark ends");
    if std::env::var_os("UPDATE_REFERENCE").is_some_and(|value| value == "1") {
        fs::write(
            path("docs/forecasts.md"),
            format!("{before}{begin}{expected}{end}{after}"),
        )
        .unwrap();
        return;
    }
    assert_eq!(
        inside, expected,
        "run UPDATE_REFERENCE=1 cargo test --test house forecasts"
    );
}
