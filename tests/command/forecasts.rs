//! `forecast` and `score`: what they lock, what they refuse, and what they say of it later.

use honest_broker::backtest::OPEN;
use honest_broker::backtest::judged::{Forecaster, Rule};
use honest_broker::backtest::locked::{self, Locked};
use honest_broker::backtest::predict::Quantity;

use crate::place::{Place, Row, assert_ends, number, rows};

/// Two of the open cases.
fn open() -> String {
    let header = OPEN.lines().take(1);
    let two = OPEN
        .lines()
        .filter(|line| line.starts_with("dprk2026,") || line.starts_with("newstart2026,"));
    header.chain(two).map(|line| format!("{line}\n")).collect()
}

/// The table with a value of a case filled in.
fn with(table: &str, case: &str, variable: &str, value: &str) -> String {
    let lines = table.lines().map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        match cells[0] == case && cells[2] == variable {
            true => [&cells[..3], &[value], &cells[4..5], &["C"], &cells[6..]]
                .concat()
                .join(","),
            false => line.to_owned(),
        }
    });
    let filled: String = lines.map(|line| line + "\n").collect();
    assert_ne!(filled, table, "{case} {variable}");
    filled
}

/// A table in which one case is known whole and the other in part.
fn record() -> String {
    let mut record = open();
    for (case, variable, value) in [
        ("dprk2026", "outcome_5y", "breach"),
        ("dprk2026", "outcome_10y", "deadlock"),
        ("dprk2026", "first_breaker", "disarmer"),
        ("dprk2026", "years_in_force", "3.5"),
        ("dprk2026", "censored", "0"),
        ("dprk2026", "degree_of_completion", "0.2"),
        ("newstart2026", "outcome_5y", "symbolic_talks"),
        ("newstart2026", "outcome_5y_alternative", "deadlock"),
        ("newstart2026", "outcome_5y_weight_primary", "0.75"),
        ("newstart2026", "years_in_force", "5"),
        ("newstart2026", "censored", "1"),
    ] {
        record = with(&record, case, variable, value);
    }
    record
}

const QUICK: [&str; 11] = [
    "forecast",
    "--date",
    "2026-11-27",
    "--cases",
    "open.csv",
    "--worlds",
    "8",
    "--grid",
    "3",
    "--without-refit",
    "--out",
];

fn read(place: &Place, name: &str) -> String {
    std::fs::read_to_string(place.path(name)).unwrap()
}

/// A place with a file of forecasts, and what is in it.
fn forecast() -> (Place, Locked) {
    let place = Place::new();
    place.write("open.csv", &open());
    place.write("record.csv", &record());
    let output = place.run(&[&QUICK[..], &["f.json"]].concat());
    let said = [
        "Forecasts of DPRK 2026, New START 2026, made for 2026-11-27",
        "The lock fits",
        "Wrote f.json",
    ];
    assert_ends(&output, 0, &said);
    let (locked, _) = locked::read(&read(&place, "f.json")).unwrap();
    (place, locked)
}

#[test]
fn a_forecast_is_the_same_on_any_number_of_threads_and_is_not_overwritten() {
    let (place, locked) = forecast();
    for threads in ["1", "2"] {
        let output = place.run(&[&QUICK[..], &["g.json", "--force", "--quiet", "--threads", threads]].concat());
        assert_ends(&output, 0, &[]);
        assert_eq!(read(&place, "f.json"), read(&place, "g.json"), "{threads} threads");
    }
    let before = read(&place, "f.json");
    let output = place.run(&[&QUICK[..], &["f.json", "--seed", "2"]].concat());
    assert_ends(&output, 1, &["f.json exists already", "--force"]);
    assert_eq!(read(&place, "f.json"), before);

    assert_eq!(locked.date, "2026-11-27");
    for case in &locked.cases {
        for quantity in Quantity::ALL {
            for forecaster in Forecaster::ALL.into_iter().filter(|of| *of != Forecaster::Refitted) {
                let stated = case.stated(quantity, forecaster).unwrap();
                let sum: f64 = stated.probabilities.iter().sum();
                assert!((sum - 1.0).abs() < 1e-9, "{} {}: {sum}", case.id, forecaster.name());
                let ends = stated.low.iter().zip(&stated.high);
                for (p, (low, high)) in stated.probabilities.iter().zip(ends) {
                    assert!(low <= p && p <= high, "{low} {p} {high}");
                }
            }
        }
    }
    let model = |place: usize| locked.cases[place].stated(Quantity::Outcome10, Forecaster::Model);
    assert_ne!(model(0), model(1), "the game tells the two apart");
}

#[test]
fn what_is_on_record_of_an_open_case_does_not_enter_its_forecast() {
    let (place, _) = forecast();
    place.write("open.csv", &record());
    assert_ends(&place.run(&[&QUICK[..], &["g.json", "--quiet"]].concat()), 0, &[]);
    assert_eq!(read(&place, "f.json"), read(&place, "g.json"));
}

#[test]
fn a_file_that_was_edited_is_refused_with_what_does_not_fit() {
    let (place, locked) = forecast();
    let text = read(&place, "f.json");
    let p = locked.cases[1]
        .stated(Quantity::Outcome5, Forecaster::Model)
        .unwrap()
        .probabilities[0]
        .to_string();
    for (from, to, said) in [
        (p.as_str(), "0.5", "the forecasts of `newstart2026` changed"),
        (
            "\"initiated\": \"1\"",
            "\"initiated\": \"0\"",
            "the codes of `newstart2026` changed",
        ),
        (
            "meetings_per_year = ",
            "meetings_per_year = 1",
            "the scenario of `dprk2026` changed",
        ),
        ("2026-11-27", "2026-11-26", "something else is not"),
        ("\"seed\": 1,", "\"seed\": 1,\n", "something else is not"),
        ("\"cases\": [", "\"cases\": [[", "no longer whole"),
    ] {
        let edited = text.replacen(from, to, 1);
        assert_ne!(edited, text, "{from}");
        place.write("e.json", &edited);
        for arguments in [&["score", "e.json"][..], &["score", "e.json", "--record", "record.csv"]] {
            let output = place.run(arguments);
            assert_ends(&output, 1, &["e.json: the file was edited after it was locked", said]);
            assert!(output.stdout.is_empty(), "nothing is told of an edited file");
        }
    }
    place.write("e.json", "{}\n");
    assert_ends(
        &place.run(&["score", "e.json"]),
        1,
        &["no file of locked forecasts", "`lock`"],
    );
    assert_ends(
        &place.run(&["score", "f.json"]),
        0,
        &["The lock fits", "2026-11-27", "8 worlds"],
    );
}

#[test]
fn what_is_known_is_scored_and_what_is_not_stays_open() {
    let (place, locked) = forecast();
    let output = place.run(&["score", "f.json", "--record", "record.csv", "--out", "s"]);
    assert_ends(
        &output,
        0,
        &[
            "the lock fits",
            "“outcome after 5 years”, 2 cases known",
            "its Brier loss less theirs",
            "Who is ahead is not told for “outcome after 10 years”: one case is known",
            "Still open for New START 2026: outcome after 10 years",
            "symbolic talks 0.8, deadlock 0.2",
            "Wrote forecast_scores.csv and columns.csv to s",
        ],
    );
    let table = rows(&place.path("s/forecast_scores.csv"));
    let of = |case: &str, quantity: Quantity, forecaster: Forecaster, rule: Rule| -> &Row {
        let wanted = |row: &&Row| {
            row["case"] == case
                && row["quantity"] == quantity.name()
                && row["forecaster"] == forecaster.name()
                && row["rule"] == rule.name()
        };
        table.iter().find(wanted).unwrap()
    };
    let classes = Quantity::Outcome5.classes();
    let place_of = |class: &str| classes.iter().position(|c| c == class).unwrap();
    let mut weights = vec![0.0; classes.len()];
    weights[place_of("symbolic_talks")] = 0.75;
    weights[place_of("deadlock")] = 0.25;
    for forecaster in [Forecaster::Model, Forecaster::BaseRates, Forecaster::Uniform] {
        let stated = locked.cases[1].stated(Quantity::Outcome5, forecaster).unwrap();
        let pairs = || stated.probabilities.iter().zip(&weights);
        let row = of("newstart2026", Quantity::Outcome5, forecaster, Rule::Brier);
        let brier: f64 = pairs().map(|(p, w)| (p - w) * (p - w)).sum();
        let given: f64 = pairs().map(|(p, w)| p * w).sum();
        assert!((number(row, "loss") - brier).abs() < 1e-12, "{}", forecaster.name());
        assert!((number(row, "given_to_what_happened") - given).abs() < 1e-12);
    }
    // Five years in force and still so is no end within five years.
    for quantity in [Quantity::YearsInForce, Quantity::Outcome10, Quantity::Completion] {
        let row = of("newstart2026", quantity, Forecaster::Model, Rule::Brier);
        assert!(
            row["loss"].is_empty() && row["happened"].is_empty(),
            "{}",
            quantity.name()
        );
    }
    let row = of("dprk2026", Quantity::YearsInForce, Forecaster::Uniform, Rule::Brier);
    assert_eq!(row["happened"], "2 to 5");
    assert!((number(row, "loss") - 0.8).abs() < 1e-12);

    let again = ["score", "f.json", "--record", "record.csv", "--out", "s"];
    assert_ends(&place.run(&again), 1, &["exists already", "--force"]);
    assert_ends(&place.run(&[&again[..], &["--force"]].concat()), 0, &[]);
    let output = place.run(&["score", "f.json", "--record", "open.csv"]);
    assert_ends(&output, 0, &["Nothing is known yet", "Still open for DPRK 2026"]);
}

#[test]
fn a_record_that_does_not_belong_to_the_forecasts_is_refused_and_a_changed_code_is_named() {
    let (place, _) = forecast();
    let score = ["score", "f.json", "--record", "r.csv"];
    assert_ends(&place.run(&score), 1, &["cannot read r.csv"]);
    place.write("r.csv", &with(&open(), "dprk2026", "outcome_5y", "peace"));
    assert_ends(
        &place.run(&score),
        2,
        &["r.csv, line", "dprk2026 outcome_5y: `peace` is no class"],
    );
    place.write(
        "r.csv",
        &open()
            .lines()
            .filter(|line| !line.starts_with("dprk2026"))
            .map(|l| format!("{l}\n"))
            .collect::<String>(),
    );
    assert_ends(&place.run(&score), 2, &["the record has no case `dprk2026`"]);
    place.write("r.csv", OPEN);
    assert_ends(
        &place.run(&score),
        2,
        &["the record has a case `iran2026`, which was not forecast"],
    );
    place.write("r.csv", &with(&record(), "dprk2026", "initiated", "1"));
    let said = ["`initiated` of `dprk2026` was `0` when it was forecast and is `1` in the record"];
    assert_ends(&place.run(&score), 0, &said);
    assert_ends(&place.run(&["score", "nowhere.json"]), 1, &["cannot read nowhere.json"]);
    assert_ends(&place.run(&["score", "f.json", "--out", "s"]), 2, &["--record"]);
    let output = place.run(&["forecast", "--date", "2026-11-31", "--out", "g.json"]);
    assert_ends(&output, 2, &["give a day as year, month and day"]);
}
