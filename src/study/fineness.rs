//! How finely the worlds of a request are solved.

use super::accuracy::Accuracy;
use super::design::Sampling;
use super::levels::{FEWEST_WORLDS, Level, Levels};
use super::request::{Evaluate, Refine, Request};
use crate::numeric::grid::GRID_RANGE;
use crate::solve::Settings;

/// Residual of a decision where it is enough to be near.
const ROUGH_TOLERANCE: f64 = 1e-6;
/// Points a side of the grid for the time beyond what is played where it is enough to be near.
const TAIL_GRID: usize = 3;

/// Largest error of an outcome probability in a world that is left as the grid gives it, on the coarser levels and on the finest. On a
/// coarser level it only has to be small beside the spread of the worlds: the finest corrects it.
const TOLERANCE: [f64; 2] = [0.02, 0.01];

impl Request {
    /// How games are solved on a grid.
    pub fn settings(&self, grid: usize) -> Settings {
        Settings {
            start: self.selection,
            exact: true,
            course: true,
            ..Settings::grid(grid)
        }
    }

    /// How they are solved where it is enough to be near: nothing is known given the types, a decision is solved to six digits, and what is
    /// beyond the simulated time to what the coarsest grid gives.
    pub fn rough_settings(&self, grid: usize) -> Settings {
        Settings {
            exact: false,
            tolerance: Some(ROUGH_TOLERANCE),
            tail_grid: (grid > TAIL_GRID).then_some(TAIL_GRID),
            ..self.settings(grid)
        }
    }

    /// The levels of a study of so many arms that is to have `worlds` worlds. Only exact numbers can be corrected in a few worlds, and
    /// only replicates of which each has worlds of all levels tell the error.
    pub fn levels(&self, arms: usize, worlds: u64) -> Levels {
        let sobol = self.sampling == Sampling::Sobol && self.evaluate != Evaluate::Play;
        match sobol && self.refine == Refine::Some && worlds >= FEWEST_WORLDS {
            true => Levels::below(self.grid, arms),
            false => Levels::one(self.grid),
        }
    }

    /// How exactly the worlds of a level are wanted; `None` where nothing is known exactly. Where there is but one level, worlds are left on
    /// the grid that was asked for, so that an arm has the same numbers in any company.
    pub fn accuracy(&self, level: Level, last: bool, only: bool) -> Option<Accuracy> {
        // A grid of half as many intervals, which has the same points and more between them.
        let companion = level.grid.div_ceil(2);
        let comparable = GRID_RANGE.contains(&companion) && companion < level.grid;
        (self.evaluate != Evaluate::Play && comparable).then_some(Accuracy {
            companion,
            tolerance: TOLERANCE[usize::from(last)],
            finest: match only {
                true => level.grid,
                false => (2 * level.grid - 1).min(*GRID_RANGE.end()),
            },
        })
    }
}
