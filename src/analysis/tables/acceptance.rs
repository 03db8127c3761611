//! Table `acceptance`: whether the broker of each arm would be accepted, and what it is worth to whom.

use super::rows::Columns;
use crate::analysis::acceptance::{PLAYERS, accepted, accepted_by, effective_worlds, gain, share_gaining};
use crate::analysis::results::Results;
use crate::stats::Estimate;
use crate::study::Study;
use crate::table::Table;

struct Row {
    arm: usize,
    quantity: String,
    player: &'static str,
    unit: &'static str,
    estimate: Estimate,
    /// Worlds that a gain rests on.
    effective: Option<f64>,
}

/// Rows for each arm with a broker: acceptance, gains, the cost at which a side would be undecided, and shares of worlds that gain.
pub(super) fn acceptance(study: &Study, results: &Results) -> Table {
    let mut rows = Vec::new();
    for arm in (0..study.arms.len()).filter(|arm| results.has_broker(*arm)) {
        let mut push = |what: &str, player: &'static str, unit: &'static str, estimate: Option<Estimate>| {
            rows.extend(estimate.map(|estimate| {
                Row {
                    arm,
                    quantity: what.to_owned(),
                    player,
                    unit,
                    estimate,
                    effective: what
                        .starts_with("gain_")
                        .then(|| PLAYERS.into_iter().position(|p| p == player))
                        .flatten()
                        .and_then(|place| effective_worlds(results, arm, place)),
                }
            }));
        };
        push("accepted", "both", "probability", accepted(results, arm));
        for (side, player) in PLAYERS.into_iter().enumerate().take(2) {
            let name = format!("accepted_by_{player}");
            push(&name, player, "probability", accepted_by(results, arm, side));
        }
        for (place, player) in PLAYERS.into_iter().enumerate() {
            push(&format!("gain_{player}"), player, "payoff", gain(results, arm, place));
        }
        for (side, player) in PLAYERS.into_iter().enumerate().take(2) {
            // A side that has to pay its gain for the broker accepts it with probability 1/2.
            let name = format!("break_even_cost_{player}");
            push(&name, player, "payoff", gain(results, arm, side));
        }
        for (place, player) in PLAYERS.into_iter().enumerate() {
            let name = format!("share_gaining_{player}");
            push(&name, player, "share", share_gaining(results, arm, place));
        }
    }
    Columns::over("acceptance", "Acceptance of the broker, and who gains by it", &rows)
        .text("scenario", |_| &study.scenario)
        .text("arm", |row| &study.arms[row.arm].name)
        .text("quantity", |row| &row.quantity)
        .text("player", |row| row.player)
        .text("unit", |row| row.unit)
        .estimate(|row| &row.estimate)
        .number("effective_worlds", |row| row.effective)
        .whole("worlds", |row| Some(results.worlds_behind(&row.estimate)))
        .table()
}
