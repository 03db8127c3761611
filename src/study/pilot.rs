//! How many episodes to play in each world, from a few worlds that are solved and not played.
//!
//! With W worlds of M episodes, the variance of a played mean is (B + S/M)/W, B the variance between worlds and S that
//! within. If a world costs C to solve and an episode c to play, the cost W (C + c M) of a given variance is least for
//! M = √(C S / (c B)). The costs are counted, not timed, so that the answer does not depend on the machine: points of the
//! sweep times what one costs, against rounds of an episode.

use std::sync::atomic::AtomicBool;

use super::batch::{NoStore, Plan, run};
use super::results::{Results, Subset};
use super::world::Ending;
use crate::game::outcome::Outcome;
use crate::stats::Moments;

/// Rounds of play that cost as much as one point of one state in the sweep of a round; measured once.
const ROUNDS_PER_POINT: f64 = 12.0;
/// Fewest and most episodes that are worth a world.
const RANGE: (f64, f64) = (50.0, 100_000.0);

/// The best number of episodes a world, over the outcomes and the arms together. `None` if `stop` was raised.
pub fn episodes(plan: &Plan, stop: &AtomicBool) -> Option<u64> {
    let exact = Plan { play: false, ..*plan };
    let Ok(worlds) = run(&exact, 0..1, &NoStore, stop, &|_| {});
    let results = Results::new(plan.study, worlds?);
    let (mut between, mut within, mut points) = (0.0, 0.0, 0.0);
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
        points += results
            .among(arm, Subset::All)
            .map(|(_, a)| a.nodes as f64)
            .sum::<f64>();
    }
    let per_world = points / (results.worlds.len().max(1) as f64);
    let rounds = plan.study.arms.iter().map(|a| a.game.clock.rounds as f64).sum::<f64>();
    if between <= 0.0 || rounds <= 0.0 {
        return Some(RANGE.1 as u64);
    }
    let best = (per_world * ROUNDS_PER_POINT / rounds * within / between).sqrt();
    Some(best.clamp(RANGE.0, RANGE.1).round() as u64)
}
