//! Table `timeline`: the state of play at the end of each round.

use super::rows::Columns;
use crate::analysis::results::Results;
use crate::stats::Estimate;
use crate::study::Study;
use crate::study::counts::Counts;
use crate::table::Table;

/// Names of the mean beliefs about the disarmer and about the guarantor.
const BELIEFS: [&str; 2] = ["belief.dealer", "belief.keeper"];
/// The same given the true type of the side: the one it is believed to be, and the other.
pub const BELIEFS_BY_TYPE: [[&str; 2]; 2] = [
    ["belief.dealer_if_dealer", "belief.dealer_if_staller"],
    ["belief.keeper_if_keeper", "belief.keeper_if_reneger"],
];

struct Row {
    arm: usize,
    round: usize,
    year: f64,
    quantity: String,
    estimate: Estimate,
    episodes: u64,
}

/// One row for each arm, round and quantity: shares of episodes by [`Counts::names`], and mean beliefs over those going on.
pub(super) fn timeline(study: &Study, results: &Results) -> Table {
    let mut rows = Vec::new();
    for (i, arm) in study.arms.iter().enumerate() {
        let names = Counts::names(arm.game.stages.len());
        let (all, per_year) = results.rounds(i);
        for round in 0..all {
            let year = (round + 1) as f64 / f64::from(per_year);
            let mut push = |quantity: &str, estimate: Estimate, episodes: u64| {
                rows.push(Row {
                    arm: i,
                    round,
                    year,
                    quantity: quantity.to_owned(),
                    estimate,
                    episodes,
                });
            };
            let (counted, episodes) = results.at_round(i, round);
            for (quantity, estimate) in names.iter().zip(counted) {
                push(quantity, estimate, episodes);
            }
            for (side, quantity) in BELIEFS.into_iter().enumerate() {
                let (estimate, going_on) = results.belief(i, round, side);
                push(quantity, estimate, going_on);
                for (name, is_so) in BELIEFS_BY_TYPE[side].into_iter().zip([true, false]) {
                    let (estimate, going_on) = results.belief_given_type(i, round, side, is_so);
                    push(name, estimate, going_on);
                }
            }
        }
    }
    Columns::over("timeline", "State of play by round", &rows)
        .text("scenario", |_| &study.scenario)
        .text("arm", |row| &study.arms[row.arm].name)
        .whole("round", |row| Some(row.round as u64))
        .number("year", |row| Some(row.year))
        .text("quantity", |row| &row.quantity)
        .estimate(|row| &row.estimate)
        .whole("worlds", |_| Some(results.timeline_worlds() as u64))
        .whole("episodes", |row| Some(row.episodes))
        .table()
}
