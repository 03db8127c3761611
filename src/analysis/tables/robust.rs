//! Table `robust`: conclusions under other assumptions about how the game is played.

use super::rows::Columns;
use crate::analysis::acceptance::direction;
use crate::analysis::robust::{Conclusion, Tested};
use crate::stats::Estimate;
use crate::study::ensemble::Variant;
use crate::table::Table;

/// For every conclusion and variant: what the arm changes there, how that differs from the scenario as it is, and the level under the
/// baseline.
pub fn robust(
    scenario: &str,
    [arm, baseline]: [&str; 2],
    variants: &[Variant],
    all: &[(Conclusion, Vec<Tested>)],
) -> Table {
    struct Row<'r> {
        conclusion: Conclusion,
        tested: &'r Tested,
        part: &'static str,
        estimate: Estimate,
        effective: Option<f64>,
    }
    let mut rows = Vec::new();
    for (conclusion, tested) in all {
        for own in tested {
            let mut push = |part, estimate, effective| {
                rows.push(Row {
                    conclusion: *conclusion,
                    tested: own,
                    part,
                    estimate,
                    effective,
                });
            };
            push("difference", own.there.estimate, own.there.effective);
            push("change", own.change.estimate, own.change.effective);
            if own.baseline.value.is_some() {
                push("baseline", own.baseline, None);
            }
        }
    }
    Columns::over("robust", "Conclusions under other assumptions", &rows)
        .text("scenario", |_| scenario)
        .text("arm", |_| arm)
        .text("baseline", |_| baseline)
        .text("conclusion", |row| row.conclusion.name())
        .text("variant", |row| variants[row.tested.variant].name)
        .text("with", |row| &variants[row.tested.variant].what)
        .text("part", |row| row.part)
        .text("fate", |row| row.tested.fate.map_or("", |fate| fate.name()))
        .whole("firm", |row| Some(u64::from(direction(&row.estimate).is_some())))
        .estimate(|row| &row.estimate)
        .number("effective_worlds", |row| row.effective)
        .whole("worlds", |row| Some(row.estimate.observations))
        .table()
}
