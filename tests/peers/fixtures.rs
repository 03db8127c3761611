//! What other programs found, as written by `tests/peers/solve.py`.

use std::fs;
use std::path::PathBuf;

/// A probability of an action according to Gambit.
pub struct Action {
    pub game: String,
    pub lambda: f64,
    pub label: String,
    pub action: String,
    pub probability: f64,
}

/// Expected payoffs of a player of the export if all play as Gambit found.
pub struct Payoff {
    pub game: String,
    pub lambda: f64,
    pub player: String,
    pub gambit: f64,
    pub openspiel: f64,
}

pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/peers")
}

fn rows(name: &str) -> Vec<csv::StringRecord> {
    let path = folder().join("fixtures").join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.records().map(|r| r.expect("a row")).collect()
}

fn number(text: &str) -> f64 {
    text.parse().expect("a number")
}

/// Game, λ, player, information set, action, probability.
pub fn actions() -> Vec<Action> {
    let action = |row: &csv::StringRecord| Action {
        game: row[0].into(),
        lambda: number(&row[1]),
        label: row[3].into(),
        action: row[4].into(),
        probability: number(&row[5]),
    };
    rows("policies.csv").iter().map(action).collect()
}

/// Game, λ, player, payoff by Gambit, payoff by OpenSpiel.
pub fn payoffs() -> Vec<Payoff> {
    let payoff = |row: &csv::StringRecord| Payoff {
        game: row[0].into(),
        lambda: number(&row[1]),
        player: row[2].into(),
        gambit: number(&row[3]),
        openspiel: number(&row[4]),
    };
    rows("payoffs.csv").iter().map(payoff).collect()
}
