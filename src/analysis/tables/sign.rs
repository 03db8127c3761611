//! Table `sign`: in how many worlds an arm helps, hurts, or makes no difference.

use super::compared;
use super::rows::Columns;
use crate::analysis::effects::effect;
use crate::analysis::results::Results;
use crate::game::ending::Ending;
use crate::stats::{Estimate, Scale};
use crate::study::Study;
use crate::table::Table;

/// What a difference means for a reader.
#[derive(Clone, Copy, PartialEq)]
enum Reading {
    Helps,
    Hurts,
    NoDifference,
}

impl Reading {
    const ALL: [Reading; 3] = [Reading::Helps, Reading::Hurts, Reading::NoDifference];

    fn name(self) -> &'static str {
        match self {
            Reading::Helps => "helps",
            Reading::Hurts => "hurts",
            Reading::NoDifference => "no_difference",
        }
    }

    fn of(difference: f64, threshold: f64, ending: Ending) -> Self {
        match (difference.abs() > threshold, (difference > 0.0) != ending.is_failure()) {
            (false, _) => Reading::NoDifference,
            (true, true) => Reading::Helps,
            (true, false) => Reading::Hurts,
        }
    }
}

struct Row {
    arm: usize,
    ending: Ending,
    reading: Reading,
    share: Estimate,
    worlds: u64,
}

/// One row for each arm, ending and reading: the share of worlds in which the arm helps, hurts, or
/// changes the probability by no more than `threshold`.
pub(super) fn sign(study: &Study, results: &Results, threshold: f64) -> Table {
    let mut rows = Vec::new();
    let method = results.methods().first().copied();
    for arm in compared(study) {
        for ending in Ending::ALL {
            let readings: Option<Vec<(u64, Reading)>> = results
                .of_arm(arm)
                .map(|(world, _)| {
                    let difference = effect(world, arm, study.baseline, ending, method?)?;
                    Some((world.replicate, Reading::of(difference, threshold, ending)))
                })
                .collect();
            let Some(readings) = readings else { continue };
            rows.extend(Reading::ALL.map(|reading| Row {
                arm,
                ending,
                reading,
                share: share(results, &readings, reading),
                worlds: readings.len() as u64,
            }));
        }
    }
    let title = "Share of worlds in which the arm helps, hurts or makes no difference";
    Columns::over("sign", title, &rows)
        .text("scenario", |_| &study.scenario)
        .text("arm", |row| &study.arms[row.arm].name)
        .text("baseline", |_| &study.arms[study.baseline].name)
        .text("metric", |row| row.ending.metric())
        .text("method", |_| method.map_or("", |method| method.name()))
        .text("effect", |row| row.reading.name())
        .estimate(|row| &row.share)
        .whole("worlds", "worlds", |row| Some(row.worlds))
        .number("threshold", "", |_| Some(threshold))
        .table()
}

fn share(results: &Results, readings: &[(u64, Reading)], reading: Reading) -> Estimate {
    let shares = || {
        readings
            .iter()
            .map(|(r, found)| (*r, f64::from(u8::from(*found == reading)), 1.0))
    };
    match results.single() {
        true => Estimate {
            value: shares().next().map(|share| share.1),
            observations: 1,
            ..Estimate::default()
        },
        false => results.estimate(shares().collect(), Scale::Probability),
    }
}
