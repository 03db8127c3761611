//! Table `sweep`: what points give that were solved in the same worlds.

use super::rows::Columns;
use crate::analysis::points::{At, Paired, SolvedPoints};
use crate::analysis::target::Target;
use crate::scenario::column;
use crate::stats::Estimate;
use crate::study::varied::Varied;
use crate::table::Table;

struct Row<'s> {
    point: usize,
    arm: &'s str,
    baseline: &'s str,
    metric: String,
    part: &'static str,
    estimate: Estimate,
    effective: Option<f64>,
    worlds: u64,
}

/// For each point, arm and metric: the level, its change from the first point, the difference from the baseline, and how that differs from the first
/// point's. `arms` are the names of the arms of every point.
pub fn sweep(scenario: &str, arms: &[String], baseline: usize, varied: &Varied, solved: &SolvedPoints) -> Table {
    let mut rows = Vec::new();
    for point in 0..solved.points {
        for (arm, name) in arms.iter().enumerate() {
            for target in Target::all() {
                let at = At { point, arm };
                let mut push = |part, paired: Paired| {
                    rows.push(Row {
                        point,
                        arm: name,
                        baseline: &arms[baseline],
                        metric: target.name(),
                        part,
                        worlds: solved.results.worlds_behind(&paired.estimate),
                        estimate: paired.estimate,
                        effective: paired.effective,
                    });
                };
                let level = Paired {
                    estimate: solved.level(at, target),
                    effective: None,
                };
                if level.estimate.value.is_none() {
                    continue;
                }
                push("level", level);
                push("change", solved.difference(at, At { point: 0, arm }, target));
                if arm != baseline {
                    push("effect", solved.difference(at, At { point, arm: baseline }, target));
                    push(
                        "change_of_effect",
                        solved.difference_of_differences(point, 0, [arm, baseline], target),
                    );
                }
            }
        }
    }
    let mut columns = Columns::over("sweep", "Points of a sweep", &rows)
        .text("scenario", |_| scenario)
        .whole("point", |row| Some(row.point as u64));
    for (place, key) in varied.keys.iter().enumerate() {
        let name = column(key);
        let what = if varied.coordinates { "coordinate" } else { "value" };
        let meaning = format!("{key}: its {what} at the point");
        let entry = |row: usize| varied.rows[row][place].as_str();
        let numbers: Option<Vec<f64>> = (0..varied.rows.len()).map(|row| entry(row).parse().ok()).collect();
        columns = match numbers {
            Some(numbers) => columns.named(&name, "", meaning, |row| Some(numbers[row.point])),
            None => columns.labelled(&name, meaning, |row| entry(row.point)),
        };
    }
    columns
        .text("arm", |row| row.arm)
        .text("baseline", |row| row.baseline)
        .text("metric", |row| &row.metric)
        .text("part", |row| row.part)
        .estimate(|row| &row.estimate)
        .number("effective_worlds", |row| row.effective)
        .whole("worlds", |row| Some(row.worlds))
        .table()
}
