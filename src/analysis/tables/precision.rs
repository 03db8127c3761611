//! Table `precision`: how intervals shrink as worlds are added.

use super::rows::Columns;
use crate::analysis::precision::Look;
use crate::stats::Estimate;
use crate::study::Study;
use crate::table::Table;

/// Name of the row that repeats the widest interval of the outcome probabilities of an arm.
pub const WIDEST: &str = "widest_outcome";

struct Row<'l> {
    worlds: u64,
    arm: usize,
    metric: &'l str,
    estimate: &'l Estimate,
}

/// One row for each look, arm and metric, and one for the widest of the outcome probabilities of an arm.
pub fn precision(study: &Study, looks: &[Look]) -> Table {
    let mut rows = Vec::new();
    for look in looks {
        let row = |(arm, metric, estimate)| Row {
            worlds: look.worlds,
            arm,
            metric,
            estimate,
        };
        let all = || look.estimates.iter().map(|(arm, metric, e)| (*arm, metric.as_str(), e));
        rows.extend(all().map(row));
        for arm in 0..study.arms.len() {
            let outcomes = all().filter(|(a, metric, _)| *a == arm && metric.starts_with("outcome."));
            let width = |e: &Estimate| e.half_width().unwrap_or(0.0);
            let widest = outcomes.max_by(|a, b| width(a.2).total_cmp(&width(b.2)));
            rows.extend(widest.map(|(arm, _, estimate)| row((arm, WIDEST, estimate))));
        }
    }
    Columns::over("precision", "Half-widths as worlds are added", &rows)
        .text("scenario", |_| &study.scenario)
        .whole("worlds", |row| Some(row.worlds))
        .text("arm", |row| &study.arms[row.arm].name)
        .text("metric", |row| row.metric)
        .number("estimate", |row| row.estimate.value)
        .number("std_error", |row| row.estimate.std_error)
        .number("half_width", |row| row.estimate.half_width())
        .table()
}
