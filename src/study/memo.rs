//! Worlds that are the same game are solved once.
//!
//! Where little is uncertain, whether a stakeholder backs the settlement or how far the broker would be accepted, many worlds of a design
//! are the same. What was found in one of them is kept for the others.

use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard};

use super::Stopped;
use super::batch::{Plan, Recall, Watch, essence};
use super::run::solve_games;
use super::world::{ArmResult, BrokerResult, WorldResult};
use crate::game::Game;
use crate::solve::{Settings, Solution};

/// Worlds that are looked at to see whether any are the same.
const SAMPLE: usize = 32;
/// Different worlds whose results are remembered at most.
const MOST: usize = 256;

/// What is remembered of worlds that come again.
pub struct Memo {
    /// Whether all worlds seem to be one, so that its solution is worth its memory.
    one: bool,
    /// Results of worlds in which nothing is played, by their games and grid. Episodes of different worlds have different luck.
    results: Mutex<Vec<(Vec<Game>, WorldResult)>>,
    /// The solutions of the only world, with the grid.
    solutions: Mutex<Vec<Known>>,
}

/// Games that were solved on a grid.
struct Known {
    games: Vec<Game>,
    grid: usize,
    solutions: Vec<Solution>,
}

impl Memo {
    /// A memory for a plan if some of its worlds come again; `None` if all seem to differ.
    pub(super) fn of(plan: &Plan, worlds: impl Iterator<Item = u64>) -> Option<Self> {
        let mut looked_at = 0;
        let mut different: Vec<Vec<Game>> = Vec::new();
        for world in worlds.take(SAMPLE) {
            looked_at += 1;
            let games = essence(&plan.drawn(world).games);
            if !different.contains(&games) {
                different.push(games);
            }
        }
        (different.len() < looked_at).then(|| Memo {
            one: different.len() == 1,
            results: Mutex::default(),
            solutions: Mutex::default(),
        })
    }

    /// The result of a world, from memory if there is one that is the same.
    ///
    /// # Errors
    /// If `stop` was raised.
    pub(super) fn world(&self, plan: &Plan, world: u64, stop: &AtomicBool) -> Result<WorldResult, Stopped> {
        if plan.play {
            return plan.reduced(world, stop);
        }
        let games = plan.drawn(world).games;
        let essence = essence(&games);
        let known = locked(&self.results)
            .iter()
            .find(|(games, _)| *games == essence)
            .map(|(_, result)| result.clone());
        let Some(known) = known else {
            let result = plan.reduced(world, stop)?;
            let mut results = locked(&self.results);
            if results.len() < MOST {
                results.push((essence, result.clone()));
            }
            return Ok(result);
        };
        let arms = known.arms.into_iter().zip(&games);
        Ok(WorldResult {
            world,
            replicate: plan.design.replicate(world),
            arms: arms.map(|(result, game)| weighed(result, game)).collect(),
            grid: known.grid,
        })
    }
}

impl Recall for Memo {
    fn solutions(
        &self,
        games: &[&Game],
        settings: &Settings,
        stop: &AtomicBool,
        solved: Watch,
    ) -> Result<Vec<Solution>, Stopped> {
        if !self.one {
            return solve_games(games, settings, stop, solved);
        }
        // Whoever else needs them waits: the same work twice would take as long.
        let mut kept = locked(&self.solutions);
        let same = |known: &&Known| known.grid == settings.grid && known.games.iter().eq(games.iter().copied());
        if let Some(known) = kept.iter().find(same) {
            return Ok(known.solutions.clone());
        }
        let solutions = solve_games(games, settings, stop, solved)?;
        kept.push(Known {
            games: games.iter().map(|game| (*game).clone()).collect(),
            grid: settings.grid,
            solutions: solutions.clone(),
        });
        Ok(solutions)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// A result with the acceptance of its own world.
fn weighed(mut result: ArmResult, game: &Game) -> ArmResult {
    if let Some(broker) = &mut result.broker {
        broker.acceptance = BrokerResult::acceptance(game, &broker.gains);
    }
    result
}
