//! Estimates from solutions alone, without playing.

use super::results::{Over, Results};
use crate::game::ending::Ending;
use crate::simulate::metric::Metric;
use crate::stats::{Estimate, Scale};
use crate::study::world::{ArmResult, WorldResult, weight};

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
    let exact = arm.exact.as_ref()?;
    Some(exact.outcomes.map(|row| row.map(|p| ending.sum(&p))))
}

/// Place of a metric among those that are known exactly.
fn index(metric: Metric) -> Option<usize> {
    match metric {
        Metric::DismantledShare => Some(0),
        _ => None,
    }
}

/// Whether the mean of a metric is known without playing.
pub fn is_known(metric: Metric) -> bool {
    index(metric).is_some()
}

/// Exact mean of a metric in one world, if it is known without playing.
pub fn metric(arm: &ArmResult, metric: Metric) -> Option<f64> {
    let (exact, index) = (arm.exact.as_ref()?, index(metric)?);
    let mut mean = 0.0;
    for d in 0..2 {
        for g in 0..2 {
            mean += weight(arm.priors, d, g) * exact.metrics[d][g].get(index)?;
        }
    }
    Some(mean)
}
