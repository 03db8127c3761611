//! How far the belief grid leaves the estimates from the answer, by the errors of their worlds ([`accuracy`](crate::study::accuracy)).

use std::collections::BTreeSet;

use super::results::{Over, Results, Solved};
use crate::game::outcome::Outcome;
use crate::stats::{Estimate, Scale};
use crate::study::world::ArmResult;

/// The error of the grid, in probabilities of outcomes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GridErrors {
    /// What a perfect grid would add to the probability of an outcome in an arm: the largest in size. Errors of single worlds have
    /// either sign, and most of them cancel.
    pub of_mean: (usize, Outcome, Estimate),
    /// Mean over worlds and arms of the largest error of an outcome, on the finest level.
    pub in_a_world: f64,
    /// The largest of all, on the finest level.
    pub largest: f64,
    /// Worlds that were solved on a finer grid than that of their level, because their error was too large.
    pub refined: usize,
    /// Worlds in which a finer grid brought no agreement: the numbers may be those of one of several equilibria.
    pub jumps: usize,
}

impl GridErrors {
    /// `None` if they are not known.
    pub fn of(results: &Results) -> Option<Self> {
        let arms = results.worlds.first()?.arms.len();
        let of = |arm: usize, outcome: Outcome| {
            let rows: Option<Vec<(u64, f64, f64)>> = results
                .of_arm(arm)
                .map(|(world, result)| Some((world.replicate, result.grid_error?.corrections[outcome], 1.0)))
                .collect();
            Some((arm, outcome, results.estimate(rows?, Scale::Real)))
        };
        let cells = (0..arms).flat_map(|arm| Outcome::ALL.map(|outcome| (arm, outcome)));
        let all: Option<Vec<_>> = cells.map(|(arm, outcome)| of(arm, outcome)).collect();
        let size = |e: &(usize, Outcome, Estimate)| e.2.value.map_or(0.0, f64::abs);
        let of_mean = all?.into_iter().max_by(|a, b| size(a).total_cmp(&size(b)))?;
        let finest = results.worlds.iter().flat_map(|world| &world.arms);
        let sizes: Vec<f64> = finest.filter_map(|arm| Some(arm.grid_error?.size())).collect();
        // A world counts once, however many levels solved it.
        let worlds = |test: &dyn Fn(&Solved) -> bool| {
            let passing = results.solutions(Over::All).filter(test);
            let numbers: BTreeSet<u64> = passing.map(|solved| solved.world.world).collect();
            numbers.len()
        };
        let jumps = |arm: &ArmResult| arm.grid_error.is_some_and(|error| error.jump.is_some());
        Some(GridErrors {
            of_mean,
            in_a_world: sizes.iter().sum::<f64>() / sizes.len().max(1) as f64,
            largest: sizes.iter().copied().fold(0.0, f64::max),
            refined: worlds(&|solved| solved.world.grid > solved.level.grid),
            jumps: worlds(&|solved| solved.world.arms.iter().any(jumps)),
        })
    }
}
