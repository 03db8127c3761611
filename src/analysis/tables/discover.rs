//! Tables `regions`, `region_limits` and `turns`: where an arm helps or harms, and where the sign of what it does turns.

use super::rows::Columns;
use crate::analysis::discover::{Discovery, Turn};
use crate::analysis::drivers::Sample;
use crate::analysis::target::Target;
use crate::numeric::quantile::below;
use crate::scenario::{Quantity, Scenario};
use crate::stats::Estimate;
use crate::table::Table;

/// Turns limits of normal scores into values of keys.
pub struct Values<'v> {
    /// The scenario with the arms in question.
    pub scenario: &'v Scenario,
    /// The arm whose distributions are used.
    pub arm: &'v str,
    /// What was drawn.
    pub sample: &'v Sample,
}

impl Values<'_> {
    /// The share of an input's distribution below a normal score; `None` of an event.
    pub fn share(&self, input: usize, score: f64) -> Option<f64> {
        let number = self.sample.inputs[input].happens.is_none();
        number.then(|| below(score))
    }

    /// The value of an input at a normal score; of an event the place itself, 0 or 1.
    pub fn at(&self, input: usize, score: f64) -> Option<f64> {
        let Some(share) = self.share(input, score) else {
            return Some(score);
        };
        match self.scenario.number(self.arm, &self.sample.inputs[input].key) {
            Some(Quantity::Distribution(distribution)) => Some(distribution.quantile(share)),
            _ => None,
        }
    }
}

/// Base rates, densities and coverage, in the search and in the test.
pub fn regions(scenario: &str, arm: &str, baseline: &str, target: Target, found: &[Discovery]) -> Table {
    struct Row<'r> {
        of: &'r Discovery,
        part: &'static str,
        sample: &'static str,
        estimate: Estimate,
    }
    let mut rows = Vec::new();
    for of in found {
        let mut push = |part, sample, estimate| {
            rows.push(Row {
                of,
                part,
                sample,
                estimate,
            });
        };
        push("base_rate", "all", of.asked);
        if let Some((_, search, test)) = &of.region {
            for (sample, found) in [("search", search), ("test", test)] {
                push("base_rate", sample, found.base_rate);
                push("density", sample, found.density);
                push("coverage", sample, found.coverage);
            }
        }
    }
    Columns::over("regions", "Where it happens", &rows)
        .text("scenario", |_| scenario)
        .text("arm", |_| arm)
        .text("baseline", |_| baseline)
        .text("metric", |_| target.name())
        .text("event", |row| row.of.event.name())
        .number("threshold", |row| {
            // The share of all worlds is that of what was asked for.
            Some(if row.sample == "all" {
                row.of.asked_for
            } else {
                row.of.threshold
            })
        })
        .whole("upper_fifth", |row| {
            Some(u64::from(row.of.fifth && row.sample != "all"))
        })
        .whole("confirmed", |row| Some(u64::from(row.of.confirmed())))
        .text("part", |row| row.part)
        .text("sample", |row| row.sample)
        .estimate(|row| &row.estimate)
        .whole("worlds", |row| Some(row.estimate.observations))
        .table()
}

/// The limits of the regions.
pub fn region_limits(scenario: &str, arm: &str, found: &[Discovery], values: &Values) -> Table {
    let mut rows = Vec::new();
    for of in found {
        let Some((region, ..)) = &of.region else { continue };
        for (limits, input) in region.limits.iter().zip(&of.inputs) {
            if limits.low.is_some() || limits.high.is_some() {
                rows.push((of, *limits, *input));
            }
        }
    }
    Columns::over("region_limits", "Limits of the regions", &rows)
        .text("scenario", |_| scenario)
        .text("arm", |_| arm)
        .text("event", |row| row.0.event.name())
        .text("key", |row| &values.sample.inputs[row.2].key)
        .number("low", |row| values.at(row.2, row.1.low?))
        .number("high", |row| values.at(row.2, row.1.high?))
        .number("low_share", |row| values.share(row.2, row.1.low?))
        .number("high_share", |row| values.share(row.2, row.1.high?))
        .table()
}

/// Shares of worlds with a positive sign: in all, and on the two sides of the limit that parts signs best.
pub fn turns(scenario: &str, arm: &str, baseline: &str, target: Target, turns: &[Turn], values: &Values) -> Table {
    struct Row<'r> {
        of: &'r Turn,
        side: &'static str,
        split: Option<(usize, f64)>,
        estimate: Estimate,
    }
    let mut rows = Vec::new();
    for of in turns {
        rows.push(Row {
            of,
            side: "all",
            split: None,
            estimate: of.positive,
        });
        if let Some((input, at, sides)) = of.split {
            for (side, estimate) in ["below", "above"].into_iter().zip(sides) {
                rows.push(Row {
                    of,
                    side,
                    split: Some((input, at)),
                    estimate,
                });
            }
        }
    }
    let limit = |row: &Row| {
        let (input, at) = row.split?;
        values.share(input, at)?;
        values.at(input, at)
    };
    Columns::over("turns", "Where signs turn", &rows)
        .text("scenario", |_| scenario)
        .text("arm", |_| arm)
        .text("baseline", |_| baseline)
        .text("metric", |_| target.name())
        .text("quantity", |row| row.of.of)
        .text("side", |row| row.side)
        .text("key", |row| {
            row.split
                .map_or("", |(input, _)| values.sample.inputs[input].key.as_str())
        })
        .number("limit", limit)
        .text("sample", |row| if row.split.is_some() { "test" } else { "all" })
        .estimate(|row| &row.estimate)
        .whole("worlds", |row| Some(row.estimate.observations))
        .table()
}
