//! Tables `drivers`, `tornado` and `totals`: what uncertain numbers do to outcomes, payoffs and the broker's effect.

use std::collections::BTreeMap;

use super::rows::Columns;
use crate::analysis::drivers::{Driver, Drivers, Group, Quantity, Sample, Total};
use crate::analysis::points::{At, Paired, SolvedPoints};
use crate::analysis::target::Target;
use crate::table::Table;

/// The name of a quantity's part: the level of its arm, or its difference from the baseline.
fn part(quantity: &Quantity) -> &'static str {
    match quantity.against {
        None => "level",
        Some(_) => "effect",
    }
}

/// First-order shares and slopes: a row for each quantity and input. `evidence` tells grade and source of a key.
pub fn drivers(
    scenario: &str,
    arms: &[String],
    sample: &Sample,
    all: &[Drivers],
    evidence: &dyn Fn(&str) -> [String; 2],
) -> Table {
    struct Row<'r> {
        of: &'r Drivers,
        driver: &'r Driver,
        rank: Option<u64>,
    }
    let ranked = |of: &'_ Drivers| -> BTreeMap<usize, u64> {
        let resolved = of.resolved();
        resolved.iter().map(|driver| driver.input).zip(1..).collect()
    };
    let mut rows = Vec::new();
    for of in all {
        let ranks = ranked(of);
        rows.extend(of.drivers.iter().map(|driver| Row {
            of,
            driver,
            rank: ranks.get(&driver.input).copied(),
        }));
    }
    let key = |row: &Row| sample.inputs[row.driver.input].key.as_str();
    Columns::over("drivers", "What drives outcomes, payoffs and effects", &rows)
        .text("scenario", |_| scenario)
        .text("arm", |row| &arms[row.of.quantity.arm])
        .text("part", |row| part(&row.of.quantity))
        .text("metric", |row| row.of.quantity.target.name())
        .text("scale", |row| row.of.quantity.scale.name())
        .text("key", key)
        .text("grade", |row| evidence(key(row))[0].clone())
        .text("source", |row| evidence(key(row))[1].clone())
        .estimate(|row| &row.driver.share)
        .number("noise_floor", |row| Some(row.of.floor))
        .whole("placebo", |row| Some(u64::from(row.driver.placebo)))
        .whole("resolved", |row| Some(u64::from(row.driver.resolved)))
        .text("rises", |row| match row.driver.rises {
            Some(true) => "yes",
            Some(false) => "no",
            None => "",
        })
        .whole("rank", |row| row.rank)
        .number("slope", |row| row.driver.slope.value)
        .number("slope_std_error", |row| row.driver.slope.std_error)
        .number("slope_low", |row| row.driver.slope.low)
        .number("slope_high", |row| row.driver.slope.high)
        .number("effective_worlds", |row| row.of.effective)
        .whole("worlds", |row| Some(row.driver.share.observations))
        .table()
}

/// One input at its two ends, in common worlds.
#[derive(Clone, Debug, PartialEq)]
pub struct Swing {
    /// Key path of the number, or name of the event.
    pub key: String,
    /// Its values at the low and at the high end; 0 and 1 for an event.
    pub values: [f64; 2],
    /// Places of the points with the two ends.
    pub points: [usize; 2],
}

/// The metric with each input at its two ends: a row for each end, and one for the difference.
pub fn tornado(
    scenario: &str,
    (arms, baseline): (&[String], usize),
    target: Target,
    swings: &[Swing],
    solved: &SolvedPoints,
) -> Table {
    struct Row<'t> {
        swing: &'t Swing,
        arm: usize,
        part: &'static str,
        end: &'static str,
        value: Option<f64>,
        paired: Paired,
    }
    let mut rows = Vec::new();
    for arm in 0..arms.len() {
        for swing in swings {
            let at = |end: usize, arm: usize| At {
                point: swing.points[end],
                arm,
            };
            for (end, name) in ["low", "high"].into_iter().enumerate() {
                let mut push = |part, paired| {
                    rows.push(Row {
                        swing,
                        arm,
                        part,
                        end: name,
                        value: Some(swing.values[end]),
                        paired,
                    });
                };
                let level = Paired {
                    estimate: solved.level(at(end, arm), target),
                    effective: None,
                };
                push("level", level);
                if arm != baseline {
                    push("effect", solved.difference(at(end, arm), at(end, baseline), target));
                }
            }
            let mut push = |part, paired| {
                rows.push(Row {
                    swing,
                    arm,
                    part,
                    end: "difference",
                    value: None,
                    paired,
                });
            };
            push("level", solved.difference(at(1, arm), at(0, arm), target));
            if arm != baseline {
                push(
                    "effect",
                    solved.difference_of_differences(swing.points[1], swing.points[0], [arm, baseline], target),
                );
            }
        }
    }
    Columns::over("tornado", "The metric with each number at its two ends", &rows)
        .text("scenario", |_| scenario)
        .text("arm", |row| &arms[row.arm])
        .text("part", |row| row.part)
        .text("metric", |_| target.name())
        .text("key", |row| &row.swing.key)
        .text("end", |row| row.end)
        .number("value", |row| row.value)
        .estimate(|row| &row.paired.estimate)
        .number("effective_worlds", |row| row.paired.effective)
        .whole("worlds", |row| Some(row.paired.estimate.observations))
        .table()
}

/// Total shares of groups of inputs.
pub fn totals(
    scenario: &str,
    arms: &[String],
    sample: &Sample,
    groups: &[Group],
    all: &[(Quantity, Vec<Total>)],
) -> Table {
    let rows: Vec<(&Quantity, &Total)> = (all.iter())
        .flat_map(|(quantity, totals)| totals.iter().map(move |total| (quantity, total)))
        .collect();
    let cannot = |row: &(&Quantity, &Total)| {
        let mut inputs = groups[row.1.group].inputs.iter();
        inputs.all(|input| sample.cannot_matter(*input, row.0))
    };
    Columns::over(
        "totals",
        "Shares of the variance that groups of numbers take part in",
        &rows,
    )
    .text("scenario", |_| scenario)
    .text("arm", |row| &arms[row.0.arm])
    .text("part", |row| part(row.0))
    .text("metric", |row| row.0.target.name())
    .text("scale", |row| row.0.scale.name())
    .text("group", |row| &groups[row.1.group].name)
    .whole("keys", |row| Some(groups[row.1.group].inputs.len() as u64))
    .whole("placebo", |row| Some(u64::from(cannot(row))))
    .estimate(|row| &row.1.share)
    .whole("worlds", |row| Some(row.1.share.observations))
    .table()
}
