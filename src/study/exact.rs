//! What is known of a world without playing.

use super::world::{ArmResult, Ending, WorldResult, over_types};
use crate::simulate::metric::Metric;

/// Exact probability of an ending in an arm minus that in the baseline.
pub fn exact_contrast(world: &WorldResult, arm: usize, baseline: usize, ending: Ending) -> Option<f64> {
    let of = |i: usize| Some(ending.sum(&world.arms[i].probabilities()?));
    Some(of(arm)? - of(baseline)?)
}

/// Exact probability of an ending in an arm, given the true types.
pub fn exact_by_types(arm: &ArmResult, ending: Ending) -> Option<[[f64; 2]; 2]> {
    let exact = arm.exact.as_ref()?;
    Some(exact.outcomes.map(|row| row.map(|p| ending.sum(&p))))
}

/// Place of a metric among those that are known exactly.
fn exact_index(metric: Metric) -> Option<usize> {
    match metric {
        Metric::DismantledShare => Some(0),
        _ => None,
    }
}

/// Whether the mean of a metric is known without playing.
pub fn is_exact(metric: Metric) -> bool {
    exact_index(metric).is_some()
}

/// Exact mean of a metric, if it is known without playing.
pub fn exact_metric_of(arm: &ArmResult, metric: Metric) -> Option<f64> {
    exact_metric(arm, exact_index(metric)?)
}

fn exact_metric(arm: &ArmResult, index: usize) -> Option<f64> {
    let exact = arm.exact.as_ref()?;
    let mut by_types = [[[0.0; 8]; 2]; 2];
    for (to, from) in by_types.iter_mut().flatten().zip(exact.metrics.iter().flatten()) {
        to[0] = *from.get(index)?;
    }
    Some(over_types(&by_types, arm.priors)[0])
}
