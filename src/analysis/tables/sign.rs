//! Table `sign`: in how many worlds an arm raises a probability, lowers it, or makes no difference.

use super::compared;
use super::rows::Columns;
use crate::analysis::effects::effect;
use crate::analysis::results::Results;
use crate::game::ending::Ending;
use crate::stats::{Estimate, Scale};
use crate::study::Study;
use crate::table::Table;

/// What an arm does to a probability. Whether that is a help is for the reader to say: nothing here ranks outcomes.
#[derive(Clone, Copy, PartialEq)]
enum Direction {
    Raises,
    Lowers,
    NoDifference,
}

impl Direction {
    const ALL: [Direction; 3] = [Direction::Raises, Direction::Lowers, Direction::NoDifference];

    fn name(self) -> &'static str {
        match self {
            Direction::Raises => "raises",
            Direction::Lowers => "lowers",
            Direction::NoDifference => "no_difference",
        }
    }

    fn of(difference: f64, threshold: f64) -> Self {
        match (difference.abs() > threshold, difference > 0.0) {
            (false, _) => Direction::NoDifference,
            (true, true) => Direction::Raises,
            (true, false) => Direction::Lowers,
        }
    }
}

struct Row {
    arm: usize,
    ending: Ending,
    direction: Direction,
    share: Estimate,
    worlds: u64,
}

/// One row for each arm, ending and direction: the share of worlds in which the arm raises the probability, lowers it, or changes
/// it by no more than `threshold`.
pub(super) fn sign(study: &Study, results: &Results, threshold: f64) -> Table {
    let mut rows = Vec::new();
    let method = results.methods().first().copied();
    for arm in compared(study) {
        for ending in Ending::ALL {
            let Some(method) = method else { continue };
            let directions: Option<Vec<(u64, Direction)>> = (results.looked_at(method).into_iter())
                .map(|world| {
                    let difference = effect(world, arm, study.baseline, ending, method)?;
                    Some((world.replicate, Direction::of(difference, threshold)))
                })
                .collect();
            let Some(directions) = directions else { continue };
            rows.extend(Direction::ALL.map(|direction| Row {
                arm,
                ending,
                direction,
                share: share(results, &directions, direction),
                worlds: directions.len() as u64,
            }));
        }
    }
    let title = "Share of worlds in which the arm raises or lowers a probability, or makes no difference";
    Columns::over("sign", title, &rows)
        .text("scenario", |_| &study.scenario)
        .text("arm", |row| &study.arms[row.arm].name)
        .text("baseline", |_| &study.arms[study.baseline].name)
        .text("metric", |row| row.ending.metric())
        .text("method", |_| method.map_or("", |method| method.name()))
        .text("direction", |row| row.direction.name())
        .estimate(|row| &row.share)
        .whole("worlds", |row| Some(row.worlds))
        .number("threshold", |_| Some(threshold))
        .table()
}

fn share(results: &Results, directions: &[(u64, Direction)], direction: Direction) -> Estimate {
    let shares = || {
        directions
            .iter()
            .map(|(r, found)| (*r, f64::from(u8::from(*found == direction)), 1.0))
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
