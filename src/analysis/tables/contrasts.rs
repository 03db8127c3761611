//! Table `contrasts`: arm minus baseline in every probability and mean.

use super::compared;
use super::rows::Columns;
use crate::analysis::effects::effective_worlds;
use crate::analysis::results::{Method, Results, Weighting};
use crate::analysis::{acceptance, estimates, played};
use crate::game::ending::Ending;
use crate::simulate::metric::Metric;
use crate::stats::Estimate;
use crate::study::Study;
use crate::table::Table;

struct Row {
    arm: usize,
    metric: String,
    method: Method,
    weighting: Weighting,
    estimate: Estimate,
    /// Worlds that the difference rests on.
    effective: Option<f64>,
    pairs: u64,
}

/// One row for each arm, ending or metric, and method, and one weighted by acceptance where arm or baseline has a broker.
pub(super) fn contrasts(study: &Study, results: &Results) -> Table {
    let mut rows = Vec::new();
    for arm in compared(study) {
        rows.extend(endings(results, arm));
        rows.extend(metrics(results, arm));
    }
    Columns::over("contrasts", "Arm minus baseline, paired", &rows)
        .text("scenario", |_| &study.scenario)
        .text("arm", |row| &study.arms[row.arm].name)
        .text("baseline", |_| &study.arms[study.baseline].name)
        .text("metric", |row| &row.metric)
        .text("method", |row| row.method.name())
        .text("weighting", |row| row.weighting.name())
        .estimate(|row| &row.estimate)
        .number("effective_worlds", |row| row.effective)
        .whole("worlds", |row| Some(results.worlds_behind(&row.estimate)))
        .whole("pairs", |row| Some(row.pairs))
        .table()
}

fn endings(results: &Results, arm: usize) -> Vec<Row> {
    let weighted = results.has_broker(arm) || results.has_broker(results.baseline);
    let mut rows = Vec::new();
    for ending in Ending::ALL {
        for method in results.methods() {
            let mut push = |weighting: Weighting, estimate: Option<Estimate>| {
                rows.extend(estimate.map(|estimate| Row {
                    arm,
                    metric: ending.metric(),
                    method,
                    weighting,
                    estimate,
                    effective: effective_worlds(results, arm, results.baseline, ending, method),
                    pairs: match method {
                        Method::Exact => 0,
                        Method::Controlled | Method::Played => results.pairs(arm),
                    },
                }));
            };
            let contrast = estimates::ending_contrast(results, arm, ending, method);
            push(Weighting::WithBroker, contrast);
            if method == Method::Exact && weighted {
                push(
                    Weighting::OverAcceptance,
                    acceptance::ending_contrast(results, arm, ending),
                );
            }
        }
    }
    rows
}

fn metrics(results: &Results, arm: usize) -> Vec<Row> {
    let row = |metric: Metric, method: Method, estimate: Estimate, pairs: u64| Row {
        arm,
        metric: metric.name(),
        method,
        weighting: Weighting::WithBroker,
        estimate,
        effective: None,
        pairs,
    };
    let both = |(index, metric): (usize, Metric)| {
        let exact = estimates::exact_metric_contrast(results, arm, metric);
        let played = played::metric_contrast(results, arm, index);
        let exact = exact.map(|estimate| row(metric, Method::Exact, estimate, 0));
        let played = played.map(|(estimate, pairs)| row(metric, Method::Played, estimate, pairs));
        exact.into_iter().chain(played)
    };
    Metric::ALL.into_iter().enumerate().flat_map(both).collect()
}
