//! How many episodes to play in each world, and how many worlds to solve on each level, from a few worlds.
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
use crate::study::batch::Plan;
use crate::study::chunks::{Interruption, NoStore, run};
use crate::study::counts::Told;
use crate::study::levels::Levels;
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
    let exact = Plan {
        play: false,
        course: Told::Not,
        ..*plan
    };
    let worlds = match run(&exact, 0..1, &NoStore, stop, &|_| {}) {
        Ok(worlds) => worlds,
        Err(Interruption::Stopped) => return Err(Stopped),
        Err(Interruption::Store(never)) => match never {},
    };
    let results = Results::new(plan.study, worlds.worlds);
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
    let cost = nodes(&results.worlds) * NODE / episode(plan, &results);
    Ok(Allocation {
        episodes: allocation(cost, within, between, RANGE.0, RANGE.1),
        worlds,
        between,
        within,
        cost,
    })
}

/// What a difference between arms weighs beside a probability when worlds are shared out among levels.
const DIFFERENCE: f64 = 0.5;

/// Shares out worlds among levels by what their first worlds tell: how much each level changes from world to world, over the
/// probabilities of all outcomes under all arms and their differences from the baseline, and how many nodes it takes. Every
/// probability counts alike, and every difference, however rare or small: each by its variance over all levels.
pub fn share_out(levels: &mut Levels, results: &Results) {
    let solved: Vec<&[WorldResult]> = results.levels().map(|(_, worlds)| worlds).collect();
    let arms = results.worlds.first().map_or(0, |world| world.arms.len());
    // Of a world: probability and difference, arm by arm and outcome by outcome.
    let numbers = |world: &WorldResult| -> Vec<f64> {
        let of = |arm: usize| world.arm(arm).probabilities().unwrap_or_default();
        let baseline = of(results.baseline);
        let both = |arm: usize| {
            let own = of(arm);
            Outcome::ALL.map(|o| [own[o], own[o] - baseline[o]])
        };
        (0..arms).flat_map(both).flatten().collect()
    };
    let quantities = 2 * arms * Outcome::COUNT;
    // By level and quantity.
    let mut variances = Vec::new();
    for (level, worlds) in solved.iter().enumerate() {
        let mut moments = vec![Moments::default(); quantities];
        // The worlds of a level are the first of the one before.
        for (place, world) in worlds.iter().enumerate() {
            let coarser = level.checked_sub(1).map(|level| numbers(&solved[level][place]));
            for (i, number) in numbers(world).into_iter().enumerate() {
                moments[i].push(number - coarser.as_ref().map_or(0.0, |numbers| numbers[i]));
            }
        }
        variances.push(
            moments
                .iter()
                .map(|m| m.variance().unwrap_or(0.0))
                .collect::<Vec<f64>>(),
        );
    }
    let total = |quantity: usize| variances.iter().map(|of_level| of_level[quantity]).sum::<f64>();
    let share = |of_level: &Vec<f64>| -> f64 {
        let relative = (0..quantities).filter(|q| total(*q) > 0.0).map(|q| {
            let weight = if q % 2 == 1 { DIFFERENCE } else { 1.0 };
            weight * of_level[q] / total(q)
        });
        relative.sum()
    };
    let shares: Vec<f64> = variances.iter().map(share).collect();
    let costs: Vec<f64> = solved.iter().map(|worlds| nodes(worlds)).collect();
    levels.share_out(&shares, &costs);
}

/// Nodes solved in a world on average. Arms without a broker are read from the others, or are one game.
fn nodes(worlds: &[WorldResult]) -> f64 {
    let of_world = |world: &WorldResult| -> u64 {
        let with: u64 = world.arms.iter().filter(|a| a.broker.is_some()).map(|a| a.nodes).sum();
        match with {
            0 => world.arms.first().map_or(0, |a| a.nodes),
            _ => with,
        }
    };
    worlds.iter().map(of_world).sum::<u64>() as f64 / worlds.len().max(1) as f64
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
