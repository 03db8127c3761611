//! What a result says of a contrast, and how differences between results were estimated.

use serde::{Deserialize, Serialize};

use super::Figure;
use crate::report::phrases::{FEW, NOTHING};

/// How the differences were estimated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pairing {
    /// Replicate by replicate, over so many: both rest on the same worlds.
    Paired(u64),
    /// As of independent results, for this reason.
    Independent(String),
}

/// What a result says of a contrast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The interval lies above zero.
    Raises,
    /// So it does, but fewer than ten worlds make the difference.
    SeemsToRaise,
    /// The interval holds zero, or the difference would be printed as none.
    NoDifference,
    /// The interval lies below zero, but fewer than ten worlds make the difference.
    SeemsToLower,
    /// The interval lies below zero.
    Lowers,
}

impl Verdict {
    /// `lowers it`, `no detectable difference`.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::Raises => "raises it",
            Verdict::SeemsToRaise => "seems to raise it (few worlds)",
            Verdict::NoDifference => "no detectable difference",
            Verdict::SeemsToLower => "seems to lower it (few worlds)",
            Verdict::Lowers => "lowers it",
        }
    }

    /// From a contrast and the number of worlds that make it, if that is known.
    pub(super) fn of(figure: &Figure, worlds: Option<f64>) -> Self {
        let seen = figure.value.is_some_and(|x| x.abs() >= NOTHING);
        let few = worlds.is_some_and(|worlds| worlds < FEW);
        match (figure.low, figure.high, few) {
            (Some(low), _, few) if low > 0.0 && seen => [Verdict::Raises, Verdict::SeemsToRaise][usize::from(few)],
            (_, Some(high), few) if high < 0.0 && seen => [Verdict::Lowers, Verdict::SeemsToLower][usize::from(few)],
            _ => Verdict::NoDifference,
        }
    }
}
