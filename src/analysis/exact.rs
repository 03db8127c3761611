//! Estimates from solutions alone, without playing.

use super::results::{Over, Results};
use crate::game::ending::Ending;
use crate::simulate::metric::Metric;
use crate::stats::{Estimate, Scale};
use crate::study::world::{ArmResult, WorldResult};

/// Probability of an ending in an arm over all worlds; `None` unless every world has exact outcomes.
pub fn ending(results: &Results, arm: usize, ending: Ending) -> Option<Estimate> {
    results.mean_over(Over::All, arm, Scale::ExactProbability, |_, result| {
        Some(ending.sum(&result.probabilities()?))
    })
}

/// Arm minus baseline in the probability of an ending.
pub fn ending_contrast(results: &Results, arm: usize, ending: Ending) -> Option<Estimate> {
    results.mean_over(Over::EveryArm, arm, Scale::ExactDifference, |world, _| {
        contrast(world, arm, results.baseline, ending)
    })
}

/// Exact probability of an ending in an arm minus that in the baseline, in one world.
pub fn contrast(world: &WorldResult, arm: usize, baseline: usize, ending: Ending) -> Option<f64> {
    let of = |i: usize| Some(ending.sum(&world.arm(i).probabilities()?));
    Some(of(arm)? - of(baseline)?)
}

/// Exact probability of an ending in an arm, given the true types.
pub fn by_types(arm: &ArmResult, ending: Ending) -> Option<[[f64; 2]; 2]> {
    let by_types = arm.exact.as_ref()?.by_types.as_ref()?;
    Some(by_types.map(|row| row.map(|p| ending.sum(&p))))
}

/// Exact mean of a metric in one world, if it is known without playing and every negotiation has it.
pub fn metric(arm: &ArmResult, metric: Metric) -> Option<f64> {
    match metric {
        Metric::SettlementYear | Metric::FirstRuptureYear => None,
        _ => Some(arm.exact.as_ref()?.mean(metric)?.0),
    }
}
