//! Table `effects`: the distribution over worlds of what an arm changes.

use super::compared;
use super::rows::Columns;
use crate::analysis::effects::effect;
use crate::analysis::results::Results;
use crate::game::ending::Ending;
use crate::study::Study;
use crate::table::Table;

/// Shares at which the distribution of effects is given, in hundredths.
const STEP: usize = 2;

struct Row {
    arm: usize,
    ending: Ending,
    share: f64,
    effect: Option<f64>,
    worlds: u64,
}

/// Sorted effects at even shares of the worlds. Nothing for a single world.
pub(super) fn effects(study: &Study, results: &Results) -> Table {
    let mut rows = Vec::new();
    let method = results.methods().first().copied().filter(|_| !results.single());
    for arm in compared(study) {
        let Some(method) = method else { continue };
        for ending in Ending::ALL {
            let mut sorted: Vec<f64> = (results.looked_at(method).into_iter())
                .filter_map(|world| effect(world, arm, study.baseline, ending, method))
                .collect();
            sorted.sort_by(f64::total_cmp);
            rows.extend((0..=100).step_by(STEP).map(|hundredths| {
                let share = hundredths as f64 / 100.0;
                let place = (share * (sorted.len().max(1) - 1) as f64).round() as usize;
                Row {
                    arm,
                    ending,
                    share,
                    effect: sorted.get(place).copied(),
                    worlds: sorted.len() as u64,
                }
            }));
        }
    }
    Columns::over("effects", "Arm minus baseline by world, sorted", &rows)
        .text("scenario", |_| &study.scenario)
        .text("arm", |row| &study.arms[row.arm].name)
        .text("baseline", |_| &study.arms[study.baseline].name)
        .text("metric", |row| row.ending.metric())
        .number("share", |row| Some(row.share))
        .number("effect", |row| row.effect)
        .whole("worlds", |row| Some(row.worlds))
        .table()
}
