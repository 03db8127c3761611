//! The back-test in words: the sentences of the terminal, and the page.

#[cfg(feature = "pictures")]
mod drawn;
mod locked;
mod markdown;
mod page;
mod sections;
mod verdict;

#[cfg(feature = "pictures")]
pub use drawn::figures;
pub use locked::{locked_reply, locked_tables, settled_reply};
pub use page::page;

use super::reply::{Reply, Shown};
use super::words::{counted, fixed};
use crate::backtest::checks::{Check, Status};
use crate::backtest::judged::{Forecaster, Rule};
use crate::backtest::predict::Quantity;
use crate::backtest::scoring::resample::Interval;
use crate::backtest::trial::{Request, Trial};
use crate::stats::level;

/// A back-test with all that is told of it.
pub struct Told<'t> {
    /// The back-test.
    pub trial: &'t Trial,
    /// What the record demands.
    pub checks: &'t [Check],
    /// What it was made with.
    pub request: &'t Request,
}

/// `0.52 [0.41, 0.63]`; the number alone where it has no interval.
fn bracketed(interval: &Interval, decimals: usize) -> String {
    match (interval.value, interval.low, interval.high) {
        (Some(value), Some(low), Some(high)) => crate::notation::bracketed(value, low, high, |x| fixed(x, decimals)),
        (Some(value), _, _) => fixed(value, decimals),
        _ => String::from("not known"),
    }
}

/// Scores of all forecasters by one quantity, a row for each.
fn score_rows(trial: &Trial, quantity: Quantity) -> (Vec<String>, Vec<Vec<String>>) {
    let rules: Vec<Rule> = Rule::ALL.into_iter().filter(|rule| rule.serves(quantity)).collect();
    let mut header = vec!["forecaster".to_owned()];
    header.extend(rules.iter().map(|rule| rule.name().to_owned()));
    header.push("brier less base rates".to_owned());
    let row = |forecaster: Forecaster| {
        let of = |rule: Rule| trial.score(quantity, forecaster, rule);
        let mut row = vec![forecaster.title().to_owned()];
        row.extend(
            rules
                .iter()
                .map(|rule| of(*rule).map_or(String::new(), |score| bracketed(&score.mean, 2))),
        );
        row.push(match forecaster {
            Forecaster::BaseRates => "0".to_owned(),
            _ => of(Rule::Brier).map_or(String::new(), |score| bracketed(&score.less_base_rates, 2)),
        });
        row
    };
    (header, Forecaster::ALL.map(row).to_vec())
}

/// What was computed, in a line.
fn computed(told: &Told) -> String {
    let Request {
        worlds,
        few,
        grid,
        seed,
    } = told.request;
    format!(
        "{}, {worlds} worlds each ({few} where constants are fitted or codes flipped), grid {grid}, seed {seed}; intervals: {} % by resampling \
         cases",
        counted(told.trial.cases.len() as u64, "case"),
        crate::notation::trimmed(100.0 * level().share(), 1),
    )
}

/// The reply of the terminal.
pub fn reply(told: &Told) -> Reply {
    let (header, rows) = score_rows(told.trial, Quantity::Outcome10);
    let count = |status: Status| told.checks.iter().filter(|check| check.status() == status).count();
    let mut answer = verdict::sentences(told);
    answer.push(format!(
        "Of the demands of the record {} are met and {} missed; {} cannot be put to the game.",
        count(Status::Met),
        count(Status::Missed),
        count(Status::NotAsked)
    ));
    Reply {
        command: "backtest".to_owned(),
        scenario: "history".to_owned(),
        title: "The library of cases against the record".to_owned(),
        question: "Does the game foresee what became of the cases, better than base rates?".to_owned(),
        computed: computed(told),
        answer,
        tables: vec![Shown {
            title: "Mean losses at the outcome after ten years; less is better".to_owned(),
            header,
            rows,
        }],
        notes: verdict::notes(told),
        ..Reply::default()
    }
}
