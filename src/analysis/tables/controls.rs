//! Table `controls`: what control variates save, and how precise rare outcomes are, exact and played.

use super::rows::Columns;
use crate::analysis::controlled::{probability, reduction, reduction_within};
use crate::analysis::results::{Method, Results};
use crate::analysis::{exact, played};
use crate::game::ending::Ending;
use crate::game::outcome::Outcome;
use crate::stats::control::{equivalent_trials, relative_error};
use crate::stats::{Estimate, level};
use crate::study::Study;
use crate::table::Table;

struct Row {
    arm: usize,
    outcome: Outcome,
    plain: Estimate,
    controlled: Estimate,
    exact: Estimate,
}

/// One row for each arm and outcome. Under play alone, exact values serve as controls only and are left empty.
pub(super) fn controls(study: &Study, results: &Results) -> Table {
    let mut rows = Vec::new();
    for arm in 0..study.arms.len() {
        for outcome in Outcome::ALL {
            let ending = Ending::One(outcome);
            let known = results.methods().contains(&Method::Exact);
            rows.push(Row {
                arm,
                outcome,
                plain: played::ending(results, arm, ending).unwrap_or_default(),
                controlled: probability(results, arm, ending).unwrap_or_default(),
                exact: known
                    .then(|| exact::ending(results, arm, ending))
                    .flatten()
                    .unwrap_or_default(),
            });
        }
    }
    let title = "Outcome probabilities with control variates, and what they are worth in plain episodes";
    Columns::over("controls", title, &rows)
        .text("scenario", |_| &study.scenario)
        .text("arm", |row| &study.arms[row.arm].name)
        .text("outcome", |row| row.outcome.name())
        .number("plain", |row| row.plain.value)
        .number("plain_std_error", |row| row.plain.std_error)
        .number("controlled", |row| row.controlled.value)
        .number("controlled_std_error", |row| row.controlled.std_error)
        .number("low", |row| row.controlled.low)
        .number("high", |row| row.controlled.high)
        .number("level", |_| Some(level().share()))
        .number("variance_reduction", |row| reduction(results, row.arm, row.outcome))
        .number("variance_reduction_within_worlds", |row| {
            reduction_within(results, row.arm, row.outcome)
        })
        .number("relative_error", |row| relative_error(&row.controlled))
        .number("equivalent_episodes", |row| equivalent_trials(&row.controlled))
        .number("exact", |row| row.exact.value)
        .number("exact_std_error", |row| row.exact.std_error)
        .number("exact_relative_error", |row| relative_error(&row.exact))
        .number("exact_equivalent_episodes", |row| equivalent_trials(&row.exact))
        .table()
}
