//! How the intervals shrink as worlds are added, and when to stop.

use super::Study;
use super::results::{Results, Subset};
use super::world::Ending;
use crate::game::outcome::Outcome;
use crate::stats::Estimate;
use crate::stats::sequential::widest;
use crate::table::{Cells, Table};

/// The quantities whose precision is asked for, after so many worlds.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    pub worlds: u64,
    /// Arm, metric, and the estimate.
    pub estimates: Vec<(usize, String, Estimate)>,
}

/// Name of the row that holds the widest interval of the outcome probabilities of an arm.
const WIDEST: &str = "widest_outcome";

impl Look {
    /// Every outcome probability and the contrast in completed processes, over the first `worlds` of a batch.
    pub fn new(results: &Results, worlds: u64) -> Self {
        let some = results.first(worlds as usize);
        let arms = some.worlds.first().map_or(0, |w| w.arms.len());
        let mut estimates = Vec::new();
        let Some(method) = some.methods().first().copied() else {
            return Look { worlds, estimates };
        };
        for arm in 0..arms {
            for outcome in Outcome::ALL {
                let ending = Ending::One(outcome);
                let estimate = some.ending(arm, ending, method);
                estimates.extend(estimate.map(|e| (arm, ending.metric(), e)));
            }
            if arm != some.baseline {
                let contrast = some.ending_contrast(arm, Ending::Completed, method, Subset::All);
                estimates.extend(contrast.map(|e| (arm, Ending::Completed.metric(), e)));
            }
        }
        Look { worlds, estimates }
    }

    /// The largest half-width of all.
    pub fn widest(&self) -> Option<f64> {
        widest(self.estimates.iter().map(|(_, _, e)| e.half_width()))
    }
}

/// Looks after every doubling of the worlds, the last with all of them.
pub fn doublings(results: &Results, first: u64) -> Vec<Look> {
    let all = results.worlds.len() as u64;
    let mut worlds = vec![all];
    while worlds[0] / 2 >= first && worlds[0].is_multiple_of(2 * first) {
        worlds.insert(0, worlds[0] / 2);
    }
    worlds.into_iter().map(|n| Look::new(results, n)).collect()
}

/// Half-widths by look. The rows `widest_outcome` repeat the widest of the outcome probabilities of an arm.
pub fn table(study: &Study, looks: &[Look]) -> Table {
    let mut labels: [Vec<String>; 3] = Default::default();
    let (mut worlds, mut values, mut errors, mut widths) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for look in looks {
        let mut push = |arm: usize, metric: &str, estimate: &Estimate| {
            let row = [&study.scenario, &study.arms[arm].name, metric];
            for (column, label) in labels.iter_mut().zip(row) {
                column.push(label.to_owned());
            }
            worlds.push(i64::try_from(look.worlds).ok());
            values.push(estimate.value);
            errors.push(estimate.std_error);
            widths.push(estimate.half_width());
        };
        for (arm, metric, estimate) in &look.estimates {
            push(*arm, metric, estimate);
        }
        for arm in 0..study.arms.len() {
            let outcomes = look
                .estimates
                .iter()
                .filter(|(a, metric, _)| *a == arm && metric.starts_with("outcome."));
            let widest = outcomes.max_by(|a, b| {
                let width = |e: &Estimate| e.half_width().unwrap_or(0.0);
                width(&a.2).total_cmp(&width(&b.2))
            });
            if let Some((_, _, estimate)) = widest {
                push(arm, WIDEST, estimate);
            }
        }
    }
    let [scenario, arm, metric] = labels;
    Table::new("precision", "Half-widths as worlds are added")
        .with("scenario", "", Cells::Text(scenario))
        .with("worlds", "worlds", Cells::Integer(worlds))
        .with("arm", "", Cells::Text(arm))
        .with("metric", "", Cells::Text(metric))
        .with("estimate", "", Cells::Number(values))
        .with("std_error", "", Cells::Number(errors))
        .with("half_width", "", Cells::Number(widths))
}
