//! A world: drawn, solved and played, and reduced to a [`WorldResult`]. Policies are dropped with their world.

use std::sync::atomic::AtomicBool;

use super::accuracy::{Accuracy, Grids};
use super::counts::Told;
use super::design::Design;
use super::levels::COARSE_GRID;
use super::run::{SolvedArm, play_world, solve_games};
use super::world::{ArmResult, WorldResult};
use super::{Stopped, Study};
use crate::game::{Broker, Game, Rules};
use crate::scenario::{Scenario, World};
use crate::simulate::Batch;
use crate::solve::{Settings, Solution, are_related};

/// Draws the world of a number at coordinates by [`Scenario::uncertain`]; its games are by the arms of the study.
pub type Draw<'a> = &'a (dyn Fn(u64, &[f64]) -> World + Sync);

/// Sweeps that are made together where arms are many: half of what they could share without an active broker is shared
/// by two, three quarters by four, and each is a policy in memory, which is small on a coarse grid.
fn sweeps_together(grid: usize) -> usize {
    if grid <= COARSE_GRID { 16 } else { 4 }
}

/// What to do in every world.
#[derive(Clone, Copy)]
pub struct Plan<'a> {
    pub scenario: &'a Scenario,
    pub draw: Draw<'a>,
    /// Arms, baseline, seed and episodes; its games are those of the central world and are not used.
    pub study: &'a Study,
    pub design: Design,
    pub settings: Settings,
    /// Whether episodes are played.
    pub play: bool,
    pub keep: Keep,
    /// What is wanted of how negotiations go round by round.
    pub course: Told,
    /// How exactly each world is wanted; `None` to take it as the grid gives it.
    pub accuracy: Option<Accuracy>,
    /// The same worlds as a coarser level has solved them, by their numbers, as far as it has: what the accuracy is told from.
    pub coarser: &'a [WorldResult],
    /// What is remembered of worlds that come again.
    pub memo: Option<&'a dyn Recall>,
}

/// What remembers the solutions of worlds that come again.
pub trait Recall: Sync {
    /// Solutions of games, from memory if they are there; acceptance must have been left out of them.
    ///
    /// # Errors
    /// If `stop` was raised.
    fn solutions(
        &self,
        games: &[&Game],
        settings: &Settings,
        stop: &AtomicBool,
        solved: Watch,
    ) -> Result<Vec<Solution>, Stopped>;
}

/// What is kept of a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Means by arm, pairs with the baseline and counts by round; all arms of a world are in memory together.
    Everything,
    /// Means by arm alone, without playing. Arms are solved and dropped one after the other, so there may be many.
    Means,
}

/// The arms of a study in the worlds of its scenario.
pub fn arms_of(scenario: &Scenario, study: &Study) -> impl Fn(u64, &[f64]) -> World + Sync {
    let place = |name: &str| scenario.arms.iter().position(|arm| arm.name == name);
    let places: Vec<usize> = study
        .arms
        .iter()
        .map(|arm| place(&arm.name).expect("arms of a study are those of its scenario"))
        .collect();
    move |_, coordinates| {
        let world = scenario.world(coordinates);
        World {
            games: places.iter().map(|i| world.games[*i].clone()).collect(),
            ..world
        }
    }
}

/// A world with its solved arms, by the study's order.
pub struct SolvedWorld {
    pub result: WorldResult,
    pub arms: Vec<SolvedArm>,
}

/// Told what has been done: rounds solved and episodes played.
pub type Watch<'a> = &'a (dyn Fn(u64) + Sync);

impl Plan<'_> {
    /// Worlds of a chunk.
    pub fn chunk(&self) -> u64 {
        self.design.chunk()
    }

    pub(super) fn drawn(&self, world: u64) -> World {
        let uncertain = self.scenario.uncertain();
        let dimensions: Vec<u64> = uncertain.iter().map(|u| u.dimension).collect();
        (self.draw)(world, &self.design.coordinates(world, &dimensions))
    }

    /// What [`Keep`] wants of a world.
    ///
    /// # Errors
    /// If `stop` was raised.
    pub(super) fn reduced(&self, world: u64, stop: &AtomicBool) -> Result<WorldResult, Stopped> {
        match self.keep {
            Keep::Everything => Ok(self.accurate(world, stop, &|_| {}, &|_| {})?.result),
            Keep::Means => self.apart(world, stop),
        }
    }

    /// Solves and plays a world as exactly as it is wanted.
    ///
    /// # Errors
    /// If `stop` was raised.
    pub fn accurate(
        &self,
        world: u64,
        stop: &AtomicBool,
        solved: Watch,
        played: Watch,
    ) -> Result<SolvedWorld, Stopped> {
        let Some(accuracy) = self.accuracy else {
            return self.world(world, stop, solved, played);
        };
        let mut grids = Grids::default();
        match self.coarser.binary_search_by_key(&world, |w| w.world) {
            Ok(place) => grids.add(&self.coarser[place]),
            Err(_) => {
                // Nothing but its outcomes is looked at.
                let companion = Plan {
                    settings: Settings {
                        grid: accuracy.companion,
                        certify: false,
                        exact: false,
                        ..self.settings
                    },
                    play: false,
                    course: Told::Not,
                    ..*self
                };
                grids.add(&companion.world(world, stop, &|_| {}, &|_| {})?.result);
            }
        }
        let mut grid = self.settings.grid;
        loop {
            let on_grid = Plan {
                settings: Settings { grid, ..self.settings },
                ..*self
            };
            let mut found = on_grid.world(world, stop, solved, played)?;
            grids.add(&found.result);
            let errors = grids.errors(accuracy.tolerance);
            for (arm, error) in found.result.arms.iter_mut().zip(&errors) {
                arm.grid_error = Some(*error);
            }
            grid = 2 * grid - 1;
            if grid > accuracy.finest || errors.iter().all(|error| error.size() <= accuracy.tolerance) {
                return Ok(found);
            }
        }
    }

    /// Draws a world and solves its arms, those together that share a sweep.
    ///
    /// # Errors
    /// If `stop` was raised.
    pub fn apart(&self, world: u64, stop: &AtomicBool) -> Result<WorldResult, Stopped> {
        let drawn = self.drawn(world);
        let mut results: Vec<Option<ArmResult>> = vec![None; drawn.games.len()];
        for group in groups(&drawn.games, sweeps_together(self.settings.grid)) {
            let games: Vec<&Game> = group.iter().map(|i| &drawn.games[*i]).collect();
            let solutions = solve_games(&games, &self.settings, stop, &|_| {})?;
            for (i, solution) in group.into_iter().zip(solutions) {
                let arm = SolvedArm {
                    name: self.study.arms[i].name.clone(),
                    rules: Rules::new(&drawn.games[i]),
                    solution,
                };
                results[i] = Some(ArmResult::new(&arm, None, Told::Not));
            }
        }
        Ok(WorldResult {
            world,
            replicate: self.design.replicate(world),
            grid: self.settings.grid,
            arms: results.into_iter().flatten().collect(),
        })
    }

    /// Draws, solves and plays a world.
    ///
    /// # Errors
    /// If `stop` was raised.
    pub fn world(&self, world: u64, stop: &AtomicBool, solved: Watch, played: Watch) -> Result<SolvedWorld, Stopped> {
        let drawn = self.drawn(world);
        let games = &drawn.games;
        // Arms that are the same game in this world are solved and played once.
        let essence = essence(games);
        let first: Vec<usize> = (0..games.len())
            .map(|i| essence[..i].iter().position(|g| *g == essence[i]).unwrap_or(i))
            .collect();
        let distinct: Vec<usize> = (0..games.len()).filter(|i| first[*i] == *i).collect();
        let of_class = |i: usize| {
            distinct
                .iter()
                .position(|d| *d == first[i])
                .expect("every game has a first that equals it")
        };
        let different: Vec<&Game> = distinct.iter().map(|i| &essence[*i]).collect();
        let solutions = match self.memo {
            Some(memo) => memo.solutions(&different, &self.settings, stop, solved)?,
            None => solve_games(&different, &self.settings, stop, solved)?,
        };
        let arms: Vec<SolvedArm> = std::iter::zip(&distinct, solutions)
            .map(|(i, solution)| SolvedArm {
                name: self.study.arms[*i].name.clone(),
                rules: Rules::new(&essence[*i]),
                solution,
            })
            .collect();
        let batch = match self.play {
            true => Some(self.play(world, &arms, of_class(self.study.baseline), stop, played)?),
            false => None,
        };
        // Each arm has its own acceptance.
        let own = |i: usize| SolvedArm {
            name: self.study.arms[i].name.clone(),
            rules: Rules::new(&games[i]),
            ..arms[of_class(i)].clone()
        };
        let arms: Vec<SolvedArm> = (0..games.len()).map(own).collect();
        let result = |(i, arm): (usize, &SolvedArm)| {
            let class = of_class(i);
            let played = batch.as_ref().map(|b| (&b.tallies[class], &b.pairs[class]));
            ArmResult::new(arm, played, self.course)
        };
        Ok(SolvedWorld {
            result: WorldResult {
                world,
                replicate: self.design.replicate(world),
                grid: self.settings.grid,
                arms: arms.iter().enumerate().map(result).collect(),
            },
            arms,
        })
    }

    fn play(
        &self,
        world: u64,
        arms: &[SolvedArm],
        baseline: usize,
        stop: &AtomicBool,
        progress: Watch,
    ) -> Result<Batch, Stopped> {
        let streams = (self.study.seed, world);
        play_world(arms, baseline, streams, self.study.episodes, stop, progress)
    }
}

/// The games whoever would accept the broker: what is solved and played.
pub(super) fn essence(games: &[Game]) -> Vec<Game> {
    games.iter().map(Game::regardless_of_acceptance).collect()
}

/// The sweeps that games with a broker need, as games whose broker says nothing, each with the games that it serves.
pub fn sweeps(games: &[Game]) -> Vec<(Game, Vec<usize>)> {
    let mut sweeps: Vec<(Game, Vec<usize>)> = Vec::new();
    for (i, game) in games.iter().enumerate() {
        let Some(broker) = game.broker else { continue };
        let silent = Game {
            broker: Some(Broker {
                information: None,
                ..broker
            }),
            ..game.clone()
        };
        match sweeps.iter_mut().find(|(head, _)| *head == silent) {
            Some((_, members)) => members.push(i),
            None => sweeps.push((silent, vec![i])),
        }
    }
    sweeps
}

/// The games in groups that are solved together and then dropped, of so many sweeps at most. Those that differ in the broker's information
/// alone have one sweep; sweeps of related games share what happens without an active broker. A game without a broker goes with the first
/// that contains it.
fn groups(games: &[Game], most: usize) -> Vec<Vec<usize>> {
    let mut families: Vec<Vec<(Game, Vec<usize>)>> = Vec::new();
    for sweep in sweeps(games) {
        let room = |f: &&mut Vec<(Game, Vec<usize>)>| f.len() < most && are_related(&f[0].0, &sweep.0);
        match families.iter_mut().find(room) {
            Some(family) => family.push(sweep),
            None => families.push(vec![sweep]),
        }
    }
    let contained: Vec<Game> = families.iter().map(|family| family[0].0.without_broker()).collect();
    let members = |family: Vec<(Game, Vec<usize>)>| family.into_iter().flat_map(|(_, members)| members).collect();
    let mut groups: Vec<Vec<usize>> = families.into_iter().map(members).collect();
    let mut alone = Vec::new();
    for i in (0..games.len()).filter(|i| games[*i].broker.is_none()) {
        match contained.iter().position(|game| *game == games[i]) {
            Some(family) => groups[family].push(i),
            None => alone.push(i),
        }
    }
    groups.push(alone);
    groups.retain(|group| !group.is_empty());
    groups
}
