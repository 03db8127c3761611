//! Tables `fan` and `noise`: outcomes with all players more or less rational, and how much of each is noise.

use super::rows::Columns;
use crate::analysis::fan::{Fan, MULTIPLES, Noise};
use crate::game::outcome::Outcome;
use crate::stats::Estimate;
use crate::study::Study;
use crate::table::Table;

struct Row {
    arm: usize,
    multiple: usize,
    outcome: Outcome,
    estimate: Estimate,
}

/// One row for each arm, multiple of the players' rationality and outcome.
pub fn fan(study: &Study, fan: &Fan) -> Table {
    let mut rows = Vec::new();
    for arm in 0..fan.arms.len() {
        for multiple in 0..MULTIPLES.len() {
            rows.extend(Outcome::ALL.map(|outcome| Row {
                arm,
                multiple,
                outcome,
                estimate: fan.probability(arm, multiple, outcome),
            }));
        }
    }
    Columns::over("fan", "Outcomes with more and less rational players", &rows)
        .text("scenario", |_| &study.scenario)
        .text("arm", |row| &fan.arms[row.arm])
        .number("multiple", |row| Some(MULTIPLES[row.multiple]))
        .text("outcome", |row| row.outcome.name())
        .estimate(|row| &row.estimate)
        .whole("worlds", |_| Some(fan.results.worlds.len() as u64))
        .whole("unconverged", |row| Some(fan.unconverged(row.arm, row.multiple)[0]))
        .table()
}

/// One row for each arm and outcome: its probability with the players as they are and with the sharpest, and which share of it
/// vanishes.
pub fn noise(study: &Study, fan: &Fan) -> Table {
    let rows: Vec<Noise> = (0..fan.arms.len()).flat_map(|arm| fan.noise(arm)).collect();
    Columns::over("noise", "Share of each outcome that is noise", &rows)
        .text("scenario", |_| &study.scenario)
        .text("arm", |row| &fan.arms[row.arm])
        .text("outcome", |row| row.outcome.name())
        .number("probability", |row| Some(row.probabilities[0]))
        .number("when_sharp", |row| Some(row.probabilities[1]))
        .estimate_as("noise_share", |row| &row.share)
        .whole("worlds", |_| Some(fan.results.worlds.len() as u64))
        .table()
}
