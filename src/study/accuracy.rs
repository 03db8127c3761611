//! How far the belief grid is from the answer in one world, from its solutions on two grids.
//!
//! Values are interpolated linearly, so that their error falls with the square of the distance h of the points. Of two solutions on
//! grids with distances h and r h, the finer one is then off by their difference over r² − 1 \[roache1994\]. It is an estimate of
//! a size, not a bound: where the solution has kinks the error falls more slowly, and where a world has several equilibria two grids
//! may be on different ones. Such a world is told by a difference that a finer grid does not reduce.

use super::world::{ArmResult, GridError, WorldResult};
use crate::game::outcome::{ByOutcome, Outcome};

/// What is wanted of the solutions of a world.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Accuracy {
    /// Points a side of the grid to compare with, if the world has not been solved on a coarser grid already.
    pub companion: usize,
    /// Where the error of an outcome probability is larger, the world is solved on a finer grid.
    pub tolerance: f64,
    /// Points a side of the finest grid that may be used.
    pub finest: usize,
}

/// A finer grid must reduce a difference at least to this part: half the distance quarters that of a smooth function and halves that
/// of one with a kink.
const SHRINKS: f64 = 0.7;

/// Probabilities of the outcomes in each arm, by grid from the coarsest on.
#[derive(Clone, Debug, Default)]
pub struct Grids {
    by_grid: Vec<(usize, Vec<ByOutcome<f64>>)>,
}

impl Grids {
    /// Adds a solution on a finer grid than those before. One without exact outcomes tells nothing.
    pub fn add(&mut self, world: &WorldResult) {
        if let Some(arms) = world.arms.iter().map(ArmResult::probabilities).collect() {
            self.by_grid.push((world.grid, arms));
        }
    }

    /// The error of the finest solution in each arm; empty if there is nothing to compare with.
    pub fn errors(&self, tolerance: f64) -> Vec<GridError> {
        let [.., (coarse_grid, coarse), (fine_grid, fine)] = &self.by_grid[..] else {
            return Vec::new();
        };
        let ratio = (*fine_grid as f64 - 1.0) / (*coarse_grid as f64 - 1.0);
        let earlier = match &self.by_grid[..] {
            [.., (_, earlier), _, _] => Some(earlier),
            _ => None,
        };
        let of = |arm: usize| {
            let (outcome, difference) = largest(&coarse[arm], &fine[arm]);
            let divisor = ratio * ratio - 1.0;
            let corrections = ByOutcome::from_fn(|outcome| (fine[arm][outcome] - coarse[arm][outcome]) / divisor);
            let shrinks = earlier.is_none_or(|earlier| difference <= SHRINKS * largest(&earlier[arm], &coarse[arm]).1);
            let range = self.by_grid.iter().map(|(_, arms)| arms[arm][outcome]);
            let range = range.fold([1.0_f64, 0.0_f64], |[low, high], p| [low.min(p), high.max(p)]);
            let place = Outcome::ALL.iter().position(|other| *other == outcome);
            let error = GridError {
                corrections,
                jump: None,
            };
            GridError {
                jump: place
                    .filter(|_| error.size() > tolerance && !shrinks)
                    .map(|place| (place, range)),
                ..error
            }
        };
        (0..fine.len()).map(of).collect()
    }
}

/// The outcome that differs most, and how much.
fn largest(a: &ByOutcome<f64>, b: &ByOutcome<f64>) -> (Outcome, f64) {
    let differences = Outcome::ALL.map(|outcome| (outcome, (a[outcome] - b[outcome]).abs()));
    differences
        .into_iter()
        .max_by(|x, y| x.1.total_cmp(&y.1))
        .expect("there are outcomes")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// War with a probability, else a settlement or a breach, one as likely as the other.
    fn with_war(war: f64) -> ByOutcome<f64> {
        ByOutcome::from_fn(|outcome| match outcome {
            Outcome::War => war,
            Outcome::Settlement | Outcome::Breach => 0.5 * (1.0 - war),
            _ => 0.0,
        })
    }

    fn grids(of: &[(usize, f64)]) -> Grids {
        Grids {
            by_grid: of.iter().map(|(grid, p)| (*grid, vec![with_war(*p)])).collect(),
        }
    }

    #[test]
    fn the_error_of_a_quadratic_law_is_found() {
        // p(h) = 0.3 + 0.08 h², h = 1 / (points − 1).
        let p = |points: usize| (points, 0.3 + 0.08 / ((points - 1) * (points - 1)) as f64);
        for finer in [9, 11] {
            let [error] = grids(&[p(5), p(finer)]).errors(0.1)[..] else {
                panic!("one arm")
            };
            assert!((error.corrections[Outcome::War] - (0.3 - p(finer).1)).abs() < 1e-15 && error.jump.is_none());
            assert!((error.size() - (p(finer).1 - 0.3)).abs() < 1e-15);
        }
        assert!(grids(&[p(5)]).errors(0.1).is_empty(), "nothing to compare with");
    }

    #[test]
    fn a_difference_that_stays_is_a_jump_and_one_that_shrinks_is_not() {
        let jump = |last: f64, tolerance: f64| grids(&[(3, 0.1), (5, 0.3), (9, last)]).errors(tolerance)[0].jump;
        let war = Outcome::ALL.len() - 1;
        assert_eq!(jump(0.1, 0.01), Some((war, [0.1, 0.3])));
        assert_eq!(jump(0.35, 0.01), None, "it shrinks");
        assert_eq!(jump(0.1, 0.5), None, "nobody minds");
    }
}
