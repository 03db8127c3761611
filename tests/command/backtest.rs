//! `backtest`: what it prints, writes and refuses.

use honest_broker::backtest::CASES;

use crate::place::{Place, Row, assert_ends, number, rows};

/// Cases that are solved soon, and one whose end is not known.
fn table() -> String {
    let mut lines = CASES.lines();
    let mut table = format!("{}\n", lines.next().unwrap());
    for line in lines.filter(|line| line.starts_with("leapday2012,") || line.starts_with("inf1988,")) {
        table.push_str(line);
        table.push('\n');
    }
    for line in CASES.lines().filter(|line| line.starts_with("leapday2012,")) {
        let cells: Vec<&str> = line.split(',').collect();
        let outcome = ["outcome_", "first_breaker", "years_in_force", "degree_of"]
            .iter()
            .any(|stem| cells[2].starts_with(stem));
        let mut other = line.replace("leapday2012,Leap Day 2012", "mine,A case of mine");
        if outcome {
            other = format!("mine,A case of mine,{},,,-,{},{}", cells[2], cells[6], cells[7]);
        }
        table.push_str(&other);
        table.push('\n');
    }
    table
}

fn read(place: &Place, name: &str) -> String {
    std::fs::read_to_string(place.path(name)).unwrap()
}

const QUICK: [&str; 7] = ["backtest", "--cases", "mine.csv", "--worlds", "8", "--grid", "2"];

#[test]
fn a_table_of_cases_is_predicted_scored_and_told_and_the_same_on_any_number_of_threads() {
    let place = Place::new();
    place.write("mine.csv", &table());
    let output = place.run(&[&QUICK[..], &["--out", "r", "--threads", "1", "--page", "pages/mine.md"]].concat());
    assert_ends(
        &output,
        0,
        &[
            "3 cases",
            "the game, fitted to nothing",
            "base rates of the other cases",
        ],
    );
    for name in [
        "backtest.md",
        "cases.csv",
        "cases.svg",
        "scores.csv",
        "scores.svg",
        "calibration.svg",
        "left_out.csv",
        "manifest.json",
    ] {
        assert!(place.names("r").contains(name), "{name}");
    }
    let page = read(&place, "pages/mine.md");
    assert!(page.contains("data/backtest/cases.svg") && place.path("pages/data/backtest/cases.svg").is_file());
    assert!(page.contains("not known yet"), "an open case is told");

    let predictions = rows(&place.path("r/predictions.csv"));
    for case in ["leapday2012", "inf1988", "mine"] {
        let of = predictions
            .iter()
            .filter(|row| row["case"] == case && row["quantity"] == "outcome_10y");
        let sum: f64 = of.map(|row| number(row, "estimate")).sum();
        assert!((sum - 1.0).abs() < 1e-6, "{case}: {sum}");
    }
    let said = |case: &str| -> Vec<&String> {
        let rows = predictions
            .iter()
            .filter(|row| row["case"] == case && row["quantity"] == "outcome_5y");
        rows.map(|row| &row["estimate"]).collect()
    };
    assert_eq!(
        said("leapday2012"),
        said("mine"),
        "what is on record does not enter a prediction"
    );

    // The mean of the Brier scores is that of the losses by case, and each follows from the predictions.
    let losses = rows(&place.path("r/losses.csv"));
    let of_model =
        |row: &&Row| row["forecaster"] == "model" && row["rule"] == "brier" && row["quantity"] == "outcome_10y";
    let brier = |case: &str| {
        let row = losses.iter().filter(of_model).find(|row| row["case"] == case);
        number(row.unwrap(), "loss")
    };
    let of_case = |case: &str| -> f64 {
        let rows = predictions
            .iter()
            .filter(|row| row["case"] == case && row["quantity"] == "outcome_10y");
        rows.map(|row| (number(row, "estimate") - number(row, "happened")).powi(2))
            .sum()
    };
    for case in ["leapday2012", "inf1988"] {
        assert!((brier(case) - of_case(case)).abs() < 1e-6, "{case}");
    }
    let scores = rows(&place.path("r/scores.csv"));
    let mean = scores
        .iter()
        .filter(of_model)
        .find(|row| row["part"] == "mean")
        .unwrap();
    assert!((number(mean, "estimate") - (brier("leapday2012") + brier("inf1988")) / 2.0).abs() < 1e-6);
    assert_eq!(mean["cases"], "2");

    let output = place.run(&[&QUICK[..], &["--out", "s", "--threads", "2", "--quiet"]].concat());
    assert_ends(&output, 0, &[]);
    for name in [
        "predictions.csv",
        "scores.csv",
        "recoded.csv",
        "constants.csv",
        "demands.csv",
        "backtest.md",
    ] {
        assert_eq!(
            read(&place, &format!("r/{name}")),
            read(&place, &format!("s/{name}")),
            "{name}"
        );
    }
}

#[test]
fn a_wrong_table_is_refused_whole_and_nothing_is_written() {
    let place = Place::new();
    place.write(
        "mine.csv",
        &table()
            .replace("political", "ratified")
            .replacen(",1.0,,J", ",one,,J", 1),
    );
    let output = place.run(&[&QUICK[..], &["--out", "r"]].concat());
    assert_ends(
        &output,
        2,
        &[
            "mine.csv, line",
            "leapday2012 form: `ratified` must be one of political, embedded",
            "`one` must be a number",
        ],
    );
    assert!(!place.path("r").exists());
    let output = place.run(&["backtest", "--cases", "nowhere.csv"]);
    assert_ends(&output, 1, &["nowhere.csv"]);
}

#[test]
fn scenario_files_of_a_table_are_written_with_their_base_and_are_valid() {
    let place = Place::new();
    place.write("mine.csv", &table());
    assert_ends(
        &place.run(&["backtest", "--cases", "mine.csv", "--write", "cases"]),
        0,
        &["Wrote 3 scenario files"],
    );
    let output = place.run(&["check", "cases/mine.toml", "--evidence"]);
    assert_ends(&output, 0, &["rule K3 from initiated = 0 (J)", "rest on judgement"]);
}
