//! When each side has staked most: the round in which its mean stake over all episodes is greatest.

use super::results::Results;
use crate::stats::Estimate;

/// Names of the two stakes: the share of the deterrent that the disarmer has given up and could neither rebuild nor be given
/// back, and the share of the relief package delivered that the guarantor could take back, 0 once ruptured.
pub const SIDES: [&str; 2] = ["irrecoverable", "revocable"];

/// The greatest mean stake of a side.
#[derive(Clone, Debug, PartialEq)]
pub struct Greatest {
    /// Index into the arms.
    pub arm: usize,
    /// Index into [`SIDES`].
    pub side: usize,
    /// Months from the beginning to the end of the round.
    pub month: f64,
    /// Mean stake at the end of that round.
    pub stake: Estimate,
}

/// The first round of the greatest mean stake, by side; empty if nothing was played.
pub fn greatest(results: &Results, arm: usize) -> Vec<Greatest> {
    let (rounds, per_year) = results.rounds(arm);
    let of = |side: usize| {
        let value = |e: &Estimate| e.value.unwrap_or(f64::NEG_INFINITY);
        let mut best: Option<(usize, Estimate)> = None;
        for round in 0..rounds {
            let (stake, _) = results.stake(arm, round, side);
            if best.as_ref().is_none_or(|(_, most)| value(&stake) > value(most)) {
                best = Some((round, stake));
            }
        }
        best.map(|(round, stake)| Greatest {
            arm,
            side,
            month: 12.0 * (round + 1) as f64 / f64::from(per_year),
            stake,
        })
    };
    (0..SIDES.len()).filter_map(of).collect()
}
