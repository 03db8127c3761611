//! How many episodes to play in each world, from a few worlds that are solved and not played.
//!
//! The best number balances the variance between worlds and that within, and the costs of a world and of an episode
//! ([`allocation`]). Costs are counted, not timed, so that the answer does not depend on the machine: nodes of the sweep
//! against rounds of an episode.

use std::sync::atomic::AtomicBool;

use super::batch::{NoStore, Plan, run};
use super::results::{Results, Subset};
use super::world::{Ending, WorldResult};
use crate::game::outcome::Outcome;
use crate::stats::Moments;
use crate::stats::components::allocation;

/// Rounds of play that cost as much as one node of the sweep; measured once.
const ROUNDS_PER_NODE: f64 = 1.5;
/// Fewest and most episodes that are worth a world.
const RANGE: (u64, u64) = (50, 100_000);

/// The best number of episodes a world, over the outcomes and the arms together. `None` if `stop` was raised.
pub fn episodes(plan: &Plan, stop: &AtomicBool) -> Option<u64> {
    let exact = Plan { play: false, ..*plan };
    let Ok(worlds) = run(&exact, 0..1, &NoStore, stop, &|_| {});
    let results = Results::new(plan.study, worlds?);
    let (mut between, mut within) = (0.0, 0.0);
    for arm in 0..plan.study.arms.len() {
        for outcome in Outcome::ALL {
            let mut means = Moments::default();
            let mut chance = 0.0;
            for (_, result) in results.among(arm, Subset::All) {
                let p = Ending::One(outcome).sum(&result.probabilities().unwrap_or_default());
                means.push(p);
                chance += p * (1.0 - p);
            }
            between += means.variance().unwrap_or(0.0);
            within += chance / results.worlds.len().max(1) as f64;
        }
    }
    let cost = nodes(&results) * ROUNDS_PER_NODE / rounds(plan);
    Some(allocation(cost, within, between, RANGE.0, RANGE.1))
}

/// Nodes solved in a world on average. Arms without a broker are read from the others, or are one game.
fn nodes(results: &Results) -> f64 {
    let of_world = |world: &WorldResult| -> u64 {
        let with: u64 = world.arms.iter().filter(|a| a.takes_part).map(|a| a.nodes).sum();
        match with {
            0 => world.arms.first().map_or(0, |a| a.nodes),
            _ => with,
        }
    };
    results.worlds.iter().map(of_world).sum::<u64>() as f64 / results.worlds.len().max(1) as f64
}

/// Rounds of one episode under all arms.
fn rounds(plan: &Plan) -> f64 {
    let rounds = plan.study.arms.iter().map(|a| a.game.clock.rounds);
    rounds.sum::<usize>().max(1) as f64
}
