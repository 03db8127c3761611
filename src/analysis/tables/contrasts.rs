//! Table `contrasts`: arm minus baseline in every probability and mean.

use super::compared;
use super::rows::Columns;
use crate::analysis::effects::effective_worlds;
use crate::analysis::results::{Method, Results, Subset};
use crate::analysis::{estimates, played};
use crate::game::ending::Ending;
use crate::simulate::metric::Metric;
use crate::stats::Estimate;
use crate::study::Study;
use crate::table::Table;

struct Row {
    arm: usize,
    metric: String,
    method: Method,
    subset: Subset,
    estimate: Estimate,
    pairs: u64,
    effective: Option<f64>,
}

/// One row for each arm, subset of the worlds, ending or metric, and method.
pub(super) fn contrasts(study: &Study, results: &Results) -> Table {
    let mut rows = Vec::new();
    for arm in compared(study) {
        for subset in results.subsets(arm) {
            rows.extend(endings(study, results, arm, subset));
            rows.extend(metrics(results, arm, subset));
        }
    }
    Columns::over("contrasts", "Arm minus baseline, paired", &rows)
        .text("scenario", |_| &study.scenario)
        .text("arm", |row| &study.arms[row.arm].name)
        .text("baseline", |_| &study.arms[study.baseline].name)
        .text("metric", |row| &row.metric)
        .text("method", |row| row.method.name())
        .text("subset", |row| row.subset.name())
        .estimate(|row| &row.estimate)
        .whole("worlds", "worlds", |row| Some(results.worlds_behind(&row.estimate)))
        .whole("pairs", "episodes", |row| Some(row.pairs))
        .number("effective_worlds", "worlds", |row| row.effective)
        .table()
}

fn endings(study: &Study, results: &Results, arm: usize, subset: Subset) -> Vec<Row> {
    let mut rows = Vec::new();
    for ending in Ending::ALL {
        for method in results.methods() {
            let Some(estimate) = estimates::ending_contrast(results, arm, ending, method, subset) else {
                continue;
            };
            rows.push(Row {
                arm,
                metric: ending.metric(),
                method,
                subset,
                estimate,
                pairs: match method {
                    Method::Exact => 0,
                    Method::Controlled | Method::Played => results.pairs(arm, subset),
                },
                effective: effective_worlds(results, arm, study.baseline, ending, method, subset),
            });
        }
    }
    rows
}

fn metrics(results: &Results, arm: usize, subset: Subset) -> Vec<Row> {
    let row = |(index, metric): (usize, Metric)| {
        let (estimate, pairs) = played::metric_contrast(results, arm, index, subset)?;
        Some(Row {
            arm,
            metric: metric.name(),
            method: Method::Played,
            subset,
            estimate,
            pairs,
            effective: None,
        })
    };
    Metric::ALL.into_iter().enumerate().filter_map(row).collect()
}
