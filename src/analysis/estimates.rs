//! Probabilities and contrasts by any method: the one place that chooses between exact, controlled and played.

use super::method::Method;
use super::results::{Over, Results};
use super::{controlled, exact, played};
use crate::game::ending::Ending;
use crate::game::outcome::Cause;
use crate::simulate::metric::Metric;
use crate::stats::{Estimate, Scale};

/// Probability of an ending in an arm over all worlds; `None` if the method knows it in some world only.
pub fn ending(results: &Results, arm: usize, ending: Ending, method: Method) -> Option<Estimate> {
    match method {
        Method::Exact => exact::ending(results, arm, ending),
        Method::Controlled => controlled::better_probability(results, arm, ending),
        Method::Played => played::ending(results, arm, ending),
    }
}

/// Arm minus baseline in the probability of an ending.
pub fn ending_contrast(results: &Results, arm: usize, ending: Ending, method: Method) -> Option<Estimate> {
    match method {
        Method::Exact => exact::ending_contrast(results, arm, ending),
        Method::Controlled => controlled::better_difference(results, arm, ending),
        Method::Played => played::ending_contrast(results, arm, ending),
    }
}

/// Exact mean of a metric in an arm, if it is known without playing and exact values are wanted.
pub fn exact_metric(results: &Results, arm: usize, metric: Metric) -> Option<Estimate> {
    if results.plays_only {
        return None;
    }
    results.ratio_over(Over::All, arm, scale(metric), |_, result| {
        result.exact.as_ref()?.mean(metric)
    })
}

/// Exact mean of a metric in an arm minus that in the baseline, if it is known without playing and every negotiation has it.
pub fn exact_metric_contrast(results: &Results, arm: usize, metric: Metric) -> Option<Estimate> {
    if results.plays_only {
        return None;
    }
    let scale = match metric.is_event() {
        true => Scale::ExactDifference,
        false => Scale::Real,
    };
    results.mean_over(Over::EveryArm, arm, scale, |world, result| {
        Some(exact::metric(result, metric)? - exact::metric(world.arm(results.baseline), metric)?)
    })
}

/// Probability that the first rupture in an arm has a cause: exact if that is known and wanted, else counted.
pub fn first_rupture(results: &Results, arm: usize, cause: Cause) -> Option<Estimate> {
    let metric = Metric::FirstRupture(cause);
    exact_metric(results, arm, metric).or_else(|| Some(played::metric(results, arm, metric.place())?.0))
}

/// Arm minus baseline in the probability that the first rupture has a cause.
pub fn first_rupture_contrast(results: &Results, arm: usize, cause: Cause) -> Option<Estimate> {
    let metric = Metric::FirstRupture(cause);
    let exact = exact_metric_contrast(results, arm, metric);
    exact.or_else(|| Some(played::metric_contrast(results, arm, metric.place())?.0))
}

fn scale(metric: Metric) -> Scale {
    match metric.is_event() {
        true => Scale::ExactProbability,
        false => Scale::Real,
    }
}
