//! Tables `asymmetry` and `exposure`: what each side has staked at the end of each round, and when it has staked most.

use super::rows::Columns;
use crate::analysis::asymmetry::{Greatest, SIDES, greatest};
use crate::analysis::results::Results;
use crate::stats::Estimate;
use crate::study::Study;
use crate::table::Table;

struct Row {
    arm: usize,
    round: usize,
    year: f64,
    side: usize,
    estimate: Estimate,
    episodes: u64,
}

/// One row for each arm, round and side: the mean share that it could not get back, over all negotiations. Empty if no timeline is
/// known.
pub fn asymmetry(study: &Study, results: &Results) -> Table {
    let mut rows = Vec::new();
    for arm in 0..study.arms.len() {
        let (all, per_year) = results.rounds(arm);
        for round in 0..all {
            let year = (round + 1) as f64 / f64::from(per_year);
            for side in 0..SIDES.len() {
                let (estimate, episodes) = results.stake(arm, round, side);
                rows.push(Row {
                    arm,
                    round,
                    year,
                    side,
                    estimate,
                    episodes,
                });
            }
        }
    }
    Columns::over("asymmetry", "What each side has staked by round", &rows)
        .text("scenario", |_| &study.scenario)
        .text("arm", |row| &study.arms[row.arm].name)
        .whole("round", |row| Some(row.round as u64))
        .number("year", |row| Some(row.year))
        .text("quantity", |row| SIDES[row.side])
        .estimate(|row| &row.estimate)
        .whole("worlds", |_| Some(results.timeline_worlds() as u64))
        .whole("episodes", |row| Some(row.episodes))
        .table()
}

/// One row for each arm and side: the month in which its mean stake is greatest, and that stake.
pub fn exposure(study: &Study, results: &Results) -> Table {
    let rows: Vec<Greatest> = (0..study.arms.len()).flat_map(|arm| greatest(results, arm)).collect();
    Columns::over("exposure", "When each side has staked most", &rows)
        .text("scenario", |_| &study.scenario)
        .text("arm", |row| &study.arms[row.arm].name)
        .text("quantity", |row| SIDES[row.side])
        .number("month", |row| Some(row.month))
        .estimate(|row| &row.stake)
        .whole("worlds", |_| Some(results.timeline_worlds() as u64))
        .table()
}
