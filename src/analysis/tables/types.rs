//! Table `types`: each world given the true types of both sides, from which the variance between them follows.

use super::rows::Columns;
use crate::analysis::results::Results;
use crate::game::outcome::Outcome;
use crate::study::Study;
use crate::study::world::{ArmResult, WorldResult, weight};
use crate::table::Table;

struct Row<'r> {
    world: &'r WorldResult,
    arm: usize,
    result: &'r ArmResult,
    /// Whether the disarmer is a dealer, and the guarantor a keeper.
    types: [usize; 2],
}

/// One row for each world of the finest level, arm and pair of true types.
pub(super) fn types(study: &Study, results: &Results) -> Table {
    let mut rows = Vec::new();
    for world in &results.worlds {
        for (arm, result) in world.arms.iter().enumerate() {
            rows.extend([[0, 0], [0, 1], [1, 0], [1, 1]].map(|types| Row {
                world,
                arm,
                result,
                types,
            }));
        }
    }
    let mut columns = Columns::over("types", "Worlds given the true types", &rows)
        .text("scenario", |_| &study.scenario)
        .text("arm", |row| &study.arms[row.arm].name)
        .whole("world", |row| Some(row.world.world))
        .whole("replicate", |row| Some(row.world.replicate))
        .text("disarmer_type", |row| ["staller", "dealer"][row.types[0]])
        .text("guarantor_type", |row| ["reneger", "keeper"][row.types[1]])
        .number("weight", |row| {
            Some(weight(row.result.priors, row.types[0], row.types[1]))
        });
    for outcome in Outcome::ALL {
        let exact = |row: &Row| {
            let [d, g] = row.types;
            Some(row.result.exact.as_ref()?.by_types.as_ref()?[d][g][outcome])
        };
        columns = columns.number(&format!("p_{}", outcome.name()), exact);
    }
    let counts = |row: &Row| {
        let [d, g] = row.types;
        Some(row.result.played.as_ref()?.by_types[d][g])
    };
    columns = columns.whole("episodes", |row| Some(counts(row).map_or(0, |c| c.0.iter().sum())));
    for outcome in Outcome::ALL {
        columns = columns.whole(&format!("count_{}", outcome.name()), |row| Some(counts(row)?[outcome]));
    }
    columns.table()
}
