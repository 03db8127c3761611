//! Table `metrics`: the mean of each metric under each arm.

use super::rows::Columns;
use crate::analysis::results::{Method, Results};
use crate::analysis::{estimates, played};
use crate::simulate::metric::Metric;
use crate::stats::Estimate;
use crate::study::Study;
use crate::table::Table;

struct Row {
    arm: usize,
    metric: Metric,
    method: Method,
    estimate: Estimate,
    episodes: u64,
}

/// One row for each arm, metric and method; `episodes` is the number of those that have the metric.
pub(super) fn metrics(study: &Study, results: &Results) -> Table {
    let mut rows = Vec::new();
    for arm in 0..study.arms.len() {
        for (index, metric) in Metric::ALL.into_iter().enumerate() {
            let exact = estimates::exact_metric(results, arm, metric).map(|e| (Method::Exact, e, 0));
            let played = played::metric(results, arm, index).map(|(e, n)| (Method::Played, e, n));
            rows.extend(exact.into_iter().chain(played).map(|(method, estimate, episodes)| Row {
                arm,
                metric,
                method,
                estimate,
                episodes,
            }));
        }
    }
    Columns::over("metrics", "Means by arm", &rows)
        .text("scenario", |_| &study.scenario)
        .text("arm", |row| &study.arms[row.arm].name)
        .text("metric", |row| row.metric.name())
        .text("unit", |row| row.metric.unit())
        .text("method", |row| row.method.name())
        .estimate(|row| &row.estimate)
        .whole("worlds", |row| Some(results.worlds_behind(&row.estimate)))
        .whole("episodes", |row| Some(row.episodes))
        .table()
}
