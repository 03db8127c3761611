//! How many episodes to play in each world, from a few worlds that are solved and not played.
//!
//! The best number balances the variance between worlds and that within, and the costs of a world and of an episode
//! ([`allocation`]). Costs are counted in nodes of the sweep and rounds of play, with times measured once
//! (`docs/performance.md`), so that the answer does not depend on the machine.

use std::sync::atomic::AtomicBool;

use super::results::Results;
use crate::game::outcome::Outcome;
use crate::stats::Moments;
use crate::stats::components::allocation;
use crate::study::Stopped;
use crate::study::batch::{Interruption, NoStore, Plan, run};
use crate::study::world::WorldResult;

/// Nanoseconds for a node of the sweep that carries exact outcomes along.
pub const NODE: f64 = 55.0;
/// Nanoseconds for a round of an episode without and with a broker.
pub const ROUND: [f64; 2] = [22.0, 32.0];
/// Fewest and most episodes that are worth a world.
const RANGE: (u64, u64) = (50, 100_000);

/// The number of episodes a world, and what it follows from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Allocation {
    /// Episodes in each world.
    pub episodes: u64,
    /// Worlds of the pilot.
    pub worlds: u64,
    /// Variance of outcome probabilities between worlds, summed over outcomes and arms.
    pub between: f64,
    /// Variance of outcomes within worlds, summed over outcomes and arms.
    pub within: f64,
    /// Episodes, under all arms, that cost as much as solving a world.
    pub cost: f64,
}

/// The best number of episodes a world, over the outcomes and the arms together.
///
/// # Errors
/// If `stop` was raised.
pub fn allocate(plan: &Plan, stop: &AtomicBool) -> Result<Allocation, Stopped> {
    let exact = Plan { play: false, ..*plan };
    let worlds = match run(&exact, 0..1, &NoStore, stop, &|_| {}) {
        Ok(worlds) => worlds,
        Err(Interruption::Stopped) => return Err(Stopped),
        Err(Interruption::Store(never)) => match never {},
    };
    let results = Results::new(plan.study, worlds);
    let worlds = results.worlds.len() as u64;
    let (mut between, mut within) = (0.0, 0.0);
    for arm in 0..plan.study.arms.len() {
        for outcome in Outcome::ALL {
            let mut means = Moments::default();
            let mut chance = 0.0;
            for (_, result) in results.of_arm(arm) {
                let p = result.probabilities().unwrap_or_default()[outcome];
                means.push(p);
                chance += p * (1.0 - p);
            }
            between += means.variance().unwrap_or(0.0);
            within += chance / worlds.max(1) as f64;
        }
    }
    let cost = nodes(&results) * NODE / episode(plan, &results);
    Ok(Allocation {
        episodes: allocation(cost, within, between, RANGE.0, RANGE.1),
        worlds,
        between,
        within,
        cost,
    })
}

/// Nodes solved in a world on average. Arms without a broker are read from the others, or are one game.
fn nodes(results: &Results) -> f64 {
    let of_world = |world: &WorldResult| -> u64 {
        let with: u64 = world.arms.iter().filter(|a| a.broker.is_some()).map(|a| a.nodes).sum();
        match with {
            0 => world.arms.first().map_or(0, |a| a.nodes),
            _ => with,
        }
    };
    results.worlds.iter().map(of_world).sum::<u64>() as f64 / results.worlds.len().max(1) as f64
}

/// Nanoseconds for one episode under all arms. Arms without a broker are one game, which is played once.
fn episode(plan: &Plan, results: &Results) -> f64 {
    let rounds = plan.study.arms.first().map_or(1, |arm| arm.game.clock.rounds) as f64;
    let of_world = |world: &WorldResult| {
        let with = world.arms.iter().filter(|a| a.broker.is_some()).count();
        let without = usize::from(with < world.arms.len());
        rounds * (ROUND[0] * without as f64 + ROUND[1] * with as f64)
    };
    results.worlds.iter().map(of_world).sum::<f64>() / results.worlds.len().max(1) as f64
}
