//! Solving on a coarse grid, for questions that need many solutions, and how far that is off: some worlds are solved on a finer grid
//! as well.

use serde_json::{Value, json};

use super::error::JobError;
use super::inquiry::{Batch, Inquiry};
use super::watch::Step;
use crate::analysis::points::{At, SolvedPoints};
use crate::analysis::target::Target;
use crate::solve::{DEFAULT_GRID, Settings};
use crate::stats::{Estimate, Scale, ratio};
use crate::study::design::Design;
use crate::study::points::{Point, Points};
use crate::study::request::{REPLICATES, Request};

/// Points a side of the belief grid where nothing else is asked for.
pub const GRID: usize = 5;
/// Worlds that are solved on the finer grid, too.
const WORLDS: u64 = REPLICATES;

/// How points are solved on a grid: outcomes given the types are not wanted.
pub(super) fn settings(grid: usize) -> Settings {
    Request::default().rough_settings(grid)
}

/// Of a part, works on its chunks of batches of points solved on a grid, and of the worlds of the first point that are solved on a finer
/// one, whose batch has a number of its own, and is true: it is to be ended then. False for a whole result.
///
/// # Errors
/// As [`Inquiry::divide`].
pub(super) fn divide(inquiry: &Inquiry, batches: Vec<Batch>, grid: usize, number: u64) -> Result<bool, JobError> {
    let Some(first) = batches.first().map(|batch| batch.points) else {
        return Ok(false);
    };
    let points = alone(&first.points[0], first.design);
    let mut all = batches;
    if grid < DEFAULT_GRID {
        all.push(batch(&points, number));
    }
    inquiry.divide(&all)
}

fn alone(point: &Point, design: Design) -> Points {
    Points {
        points: vec![point.clone()],
        design,
    }
}

/// Worlds of a point on the finer grid.
fn batch(points: &Points, number: u64) -> Batch<'_> {
    Batch {
        number,
        points,
        worlds: WORLDS,
        settings: settings(DEFAULT_GRID),
        step: Step::Finer,
    }
}

/// What a finer grid changes, in some of the worlds.
#[derive(Clone, Debug)]
pub(super) struct Finer {
    /// Points a side.
    grid: usize,
    /// Fine minus coarse for every arm, and for every arm against every other in [`Finer::of_effect`].
    fine: Option<(SolvedPoints, SolvedPoints)>,
}

impl Finer {
    /// Solves the first worlds of a point again on the finer grid. `coarse` are the solved points, of which it is the first, their grid and
    /// their design; `number` is that of the batch.
    ///
    /// # Errors
    /// If `stop` was raised, or a finished chunk cannot be read or kept.
    pub fn of(
        inquiry: &mut Inquiry,
        point: &Point,
        (coarse, grid, design): (&SolvedPoints, usize, Design),
        number: u64,
    ) -> Result<Self, JobError> {
        if grid >= DEFAULT_GRID {
            return Ok(Finer { grid, fine: None });
        }
        let points = alone(point, design);
        let batch = batch(&points, number);
        let fine = inquiry.solve(&batch)?;
        let mut same = coarse.clone();
        let count = fine.results.worlds.len();
        same.results.worlds.truncate(count);
        Ok(Finer {
            grid: DEFAULT_GRID,
            fine: Some((fine, same)),
        })
    }

    /// What the finer grid adds to the mean of a target in an arm of the first point; `None` if the grid was fine enough.
    pub fn error(&self, arm: usize, target: Target) -> Option<Estimate> {
        let (fine, coarse) = self.fine.as_ref()?;
        let at = At { point: 0, arm };
        let pairs = std::iter::zip(&fine.results.worlds, &coarse.results.worlds);
        let rows = pairs.filter_map(|(f, c)| {
            let difference = fine.value(f, at, target)? - coarse.value(c, at, target)?;
            Some((f.replicate, difference, 1.0))
        });
        let scale = match target.is_probability() {
            true => Scale::ExactDifference,
            false => Scale::Real,
        };
        Some(ratio(rows, scale))
    }

    /// The errors of a target by arm, with the names of the arms and the finer grid.
    pub fn errors(&self, arms: &[String], target: Target) -> Vec<(String, usize, Estimate)> {
        let of = |(arm, name): (usize, &String)| Some((name.clone(), self.grid, self.error(arm, target)?));
        arms.iter().enumerate().filter_map(of).collect()
    }

    /// The errors of all targets, for the manifest.
    pub fn facts(&self, arms: &[String]) -> Value {
        let mut rows = Vec::new();
        for target in Target::all() {
            for (arm, grid, error) in self.errors(arms, target) {
                rows.push(json!({
                    "arm": arm, "metric": target.name(), "finer_grid": grid, "worlds": error.observations,
                    "adds": error.value, "low": error.low, "high": error.high,
                }));
            }
        }
        json!(rows)
    }
}
