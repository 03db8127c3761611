//! Table `timeline`: the state of play at the end of each round.

use super::rows::Columns;
use crate::analysis::results::Results;
use crate::stats::Estimate;
use crate::study::Study;
use crate::study::counts::Counts;
use crate::table::Table;

/// Names of the mean beliefs about the disarmer and about the guarantor.
pub const BELIEFS: [&str; 2] = ["belief.dealer", "belief.keeper"];

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
            }
        }
    }
    Columns::over("timeline", "State of play by round", &rows)
        .text("scenario", |_| &study.scenario)
        .text("arm", |row| &study.arms[row.arm].name)
        .whole("round", "rounds", |row| Some(row.round as u64))
        .number("year", "years", |row| Some(row.year))
        .text("quantity", |row| &row.quantity)
        .estimate(|row| &row.estimate)
        .whole("worlds", "worlds", |_| Some(results.worlds.len() as u64))
        .whole("episodes", "episodes", |row| Some(row.episodes))
        .table()
}
