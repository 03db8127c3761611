//! Table `outcomes`: the probability of each outcome under each arm.

use super::rows::Columns;
use crate::analysis::agreement::discrepancy;
use crate::analysis::results::{Method, Results, Weighting};
use crate::analysis::{acceptance, estimates};
use crate::game::ending::Ending;
use crate::game::outcome::Outcome;
use crate::stats::Estimate;
use crate::study::Study;
use crate::table::Table;

struct Row {
    arm: usize,
    outcome: Outcome,
    method: Method,
    weighting: Weighting,
    estimate: Estimate,
}

/// One row for each arm, outcome and method, and one weighted by acceptance where the arm has a broker; `discrepancy` is played minus exact in standard errors.
pub(super) fn outcomes(study: &Study, results: &Results) -> Table {
    let mut rows = Vec::new();
    for arm in 0..study.arms.len() {
        for outcome in Outcome::ALL {
            for method in results.methods() {
                let mut push = |weighting: Weighting, estimate: Option<Estimate>| {
                    rows.extend(estimate.map(|estimate| Row {
                        arm,
                        outcome,
                        method,
                        weighting,
                        estimate,
                    }));
                };
                let ending = Ending::One(outcome);
                push(Weighting::WithBroker, estimates::ending(results, arm, ending, method));
                if method == Method::Exact && results.has_broker(arm) {
                    push(Weighting::OverAcceptance, acceptance::ending(results, arm, ending));
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
        .text("weighting", |row| row.weighting.name())
        .estimate(|row| &row.estimate)
        .whole("worlds", |row| Some(results.worlds_behind(&row.estimate)))
        .whole("episodes", |row| Some(episodes(row)))
        .number("discrepancy", |row| match row.weighting {
            Weighting::WithBroker => discrepancy(results, row.arm, row.outcome),
            Weighting::OverAcceptance => None,
        })
        .table()
}
