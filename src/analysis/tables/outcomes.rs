//! Table `outcomes`: the probability of each outcome under each arm.

use super::rows::Columns;
use crate::analysis::agreement::discrepancy;
use crate::analysis::estimates;
use crate::analysis::results::{Method, Results};
use crate::game::ending::Ending;
use crate::game::outcome::Outcome;
use crate::stats::Estimate;
use crate::study::Study;
use crate::table::Table;

struct Row {
    arm: usize,
    outcome: Outcome,
    method: Method,
    estimate: Estimate,
}

/// One row for each arm, outcome and method; `discrepancy` is played minus exact in standard errors.
pub(super) fn outcomes(study: &Study, results: &Results) -> Table {
    let mut rows = Vec::new();
    for arm in 0..study.arms.len() {
        for outcome in Outcome::ALL {
            for method in results.methods() {
                if let Some(estimate) = estimates::ending(results, arm, Ending::One(outcome), method) {
                    rows.push(Row {
                        arm,
                        outcome,
                        method,
                        estimate,
                    });
                }
            }
        }
    }
    let episodes = |row: &Row| match row.method {
        Method::Exact => 0,
        Method::Controlled | Method::Played => results.episodes(row.arm),
    };
    Columns::over("outcomes", "Outcomes by arm", &rows)
        .text("scenario", |_| &study.scenario)
        .text("arm", |row| &study.arms[row.arm].name)
        .text("outcome", |row| row.outcome.name())
        .text("method", |row| row.method.name())
        .estimate(|row| &row.estimate)
        .whole("worlds", "worlds", |row| Some(results.worlds_behind(&row.estimate)))
        .whole("episodes", "episodes", |row| Some(episodes(row)))
        .number("discrepancy", "standard errors", |row| {
            discrepancy(results, row.arm, row.outcome)
        })
        .table()
}
