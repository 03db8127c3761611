//! Whether the broker would be accepted, what it is worth to each player, and outcomes weighted by its acceptance
//! (`docs/model.md`, section 6).

use super::effects::effective;
use super::results::{Method, Over, Results};
use crate::game::ending::Ending;
use crate::stats::{Estimate, Scale};
use crate::study::world::{ArmResult, BrokerResult};

/// Players in the order of [`BrokerResult::gains`]; the first two are those who accept the broker.
pub const PLAYERS: [&str; 3] = ["disarmer", "guarantor", "broker"];

/// Mean over worlds of a number that the broker of an arm has in each, and its scale; `None` for an arm without a broker.
pub fn mean(results: &Results, arm: usize, scale: Scale, of: impl Fn(&BrokerResult) -> f64) -> Option<Estimate> {
    results.mean_over(Over::EveryArm, arm, scale, |_, result| {
        Some(of(result.broker.as_ref()?))
    })
}

/// Probability that both sides accept the broker of an arm.
pub fn accepted(results: &Results, arm: usize) -> Option<Estimate> {
    mean(results, arm, Scale::ExactProbability, BrokerResult::accepted)
}

/// Probability that one side, 0 the disarmer and 1 the guarantor, accepts the broker of an arm.
pub fn accepted_by(results: &Results, arm: usize, side: usize) -> Option<Estimate> {
    mean(results, arm, Scale::ExactProbability, |broker| broker.acceptance[side])
}

/// What the broker of an arm is worth to a player by its place in [`PLAYERS`], in the player's own unit over the foresight: value
/// with it minus value of the same arm without it.
pub fn gain(results: &Results, arm: usize, player: usize) -> Option<Estimate> {
    mean(results, arm, Scale::Real, |broker| broker.gains[player])
}

/// Number of worlds that the mean gain of a player rests on; `None` in a single world and in an arm without a broker.
pub fn effective_worlds(results: &Results, arm: usize, player: usize) -> Option<f64> {
    let worlds = results.looked_at(Method::Exact);
    let gains = (worlds.iter()).filter_map(|world| Some(world.arm(arm).broker.as_ref()?.gains[player]));
    (!results.single()).then(|| effective(gains)).flatten()
}

/// Share of worlds in which a player gains by the broker of an arm; `None` if there is one world only.
pub fn share_gaining(results: &Results, arm: usize, player: usize) -> Option<Estimate> {
    let gains = |broker: &BrokerResult| f64::from(u8::from(broker.gains[player] > 0.0));
    mean(results, arm, Scale::Probability, gains).filter(|_| !results.single())
}

/// Whether an interval lies wholly on one side of zero: above (`Some(true)`), below (`Some(false)`), or neither.
pub fn direction(estimate: &Estimate) -> Option<bool> {
    match (estimate.low?, estimate.high?) {
        (low, _) if low > 0.0 => Some(true),
        (_, high) if high < 0.0 => Some(false),
        _ => None,
    }
}

/// Exact probability of an ending in an arm whose broker takes part with the probability that it is accepted; `None` unless every
/// world has exact outcomes.
pub fn ending(results: &Results, arm: usize, ending: Ending) -> Option<Estimate> {
    results.mean_over(Over::All, arm, Scale::ExactProbability, |_, result| {
        weighted(result, ending)
    })
}

/// Arm minus baseline in the exact probability of an ending, the brokers of both weighted by their acceptance.
pub fn ending_contrast(results: &Results, arm: usize, ending: Ending) -> Option<Estimate> {
    results.mean_over(Over::EveryArm, arm, Scale::ExactDifference, |world, result| {
        Some(weighted(result, ending)? - weighted(world.arm(results.baseline), ending)?)
    })
}

fn weighted(result: &ArmResult, ending: Ending) -> Option<f64> {
    Some(ending.sum(&result.probabilities_over_acceptance()?))
}
