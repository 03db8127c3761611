//! Table `flips`: how the same episode ends under baseline and arm.

use super::compared;
use super::rows::Columns;
use crate::analysis::played;
use crate::analysis::results::Results;
use crate::game::outcome::Outcome;
use crate::stats::Estimate;
use crate::study::Study;
use crate::table::Table;

struct Row {
    arm: usize,
    before: Outcome,
    after: Outcome,
    count: u64,
    pairs: u64,
    share: Estimate,
}

/// One row for each arm and pair of outcomes.
pub(super) fn flips(study: &Study, results: &Results) -> Table {
    let mut rows = Vec::new();
    for arm in compared(study) {
        for before in Outcome::ALL {
            for after in Outcome::ALL {
                if let Some((count, pairs, share)) = played::flip(results, arm, before, after) {
                    rows.push(Row {
                        arm,
                        before,
                        after,
                        count,
                        pairs,
                        share,
                    });
                }
            }
        }
    }
    Columns::over("flips", "Outcome of the same episode under baseline and arm", &rows)
        .text("scenario", |_| &study.scenario)
        .text("arm", |row| &study.arms[row.arm].name)
        .text("baseline", |_| &study.arms[study.baseline].name)
        .text("baseline_outcome", |row| row.before.name())
        .text("arm_outcome", |row| row.after.name())
        .whole("count", |row| Some(row.count))
        .estimate_as("share", |row| &row.share)
        .whole("worlds", |row| Some(results.worlds_behind(&row.share)))
        .whole("pairs", |row| Some(row.pairs))
        .table()
}
