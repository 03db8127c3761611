//! Solves and plays a study.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::threads::prelude::*;

use super::{Stopped, Study};
use crate::game::{Game, Rules};
use crate::policy::MessagePlan;
use crate::simulate::episode::{Record, Script, play};
use crate::simulate::streams::Streams;
use crate::simulate::{Batch, simulate};
use crate::solve::{Settings, Solution, are_related, solve_family_until};

/// A solved arm.
#[derive(Clone, Debug)]
pub struct SolvedArm {
    pub name: String,
    pub rules: Rules,
    pub solution: Solution,
}

/// Where the arms' games come from: solved as they are, equal to another's, or contained in another's, which has a broker or
/// messages besides.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Source {
    Solved,
    Same(usize),
    WithoutBroker(usize),
    WithoutMessages(usize),
}

/// Progress callback: number of rounds just solved.
pub type SolveProgress<'a> = &'a (dyn Fn(u64) + Sync);

/// Number of rounds that [`solve_arms`] will report.
pub fn rounds_to_solve(study: &Study) -> u64 {
    let games: Vec<&Game> = study.arms.iter().map(|a| &a.game).collect();
    to_solve(&games).iter().map(|g| g.clock.foresight as u64).sum()
}

/// Those of the games of one world that are solved for themselves; the others equal one of them or are contained in it.
pub fn to_solve<'g>(games: &[&'g Game]) -> Vec<&'g Game> {
    let solved = sources(games)
        .into_iter()
        .zip(games)
        .filter(|(s, _)| *s == Source::Solved);
    solved.map(|(_, game)| *game).collect()
}

/// Solves every arm. Equal games are solved once, and a game without a broker is read from the solution of the same game with
/// one.
///
/// # Errors
/// If `stop` was raised.
pub fn solve_arms(study: &Study, stop: &AtomicBool, progress: SolveProgress) -> Result<Vec<SolvedArm>, Stopped> {
    solve_arms_with(study, &Settings::grid(study.grid), stop, progress)
}

/// Solves every arm with settings other than the default; their grid takes the place of the study's.
///
/// # Errors
/// If `stop` was raised.
pub fn solve_arms_with(
    study: &Study,
    settings: &Settings,
    stop: &AtomicBool,
    progress: SolveProgress,
) -> Result<Vec<SolvedArm>, Stopped> {
    let games: Vec<&Game> = study.arms.iter().map(|a| &a.game).collect();
    let settings = Settings {
        parallel: true,
        ..*settings
    };
    let solutions = solve_games(&games, &settings, stop, progress)?;
    let arms = std::iter::zip(&study.arms, solutions).map(|(arm, solution)| SolvedArm {
        name: arm.name.clone(),
        rules: Rules::new(&arm.game),
        solution,
    });
    Ok(arms.collect())
}

/// Solves games of one world, each as far as it is not contained in another.
///
/// # Errors
/// If `stop` was raised.
pub fn solve_games(
    games: &[&Game],
    settings: &Settings,
    stop: &AtomicBool,
    progress: SolveProgress,
) -> Result<Vec<Solution>, Stopped> {
    let sources = sources(games);
    let families = families(games, &sources);
    let parts: Vec<Vec<Solution>> = families
        .par_iter()
        .map(|family| {
            let rules: Vec<Rules> = family.iter().map(|i| Rules::new(games[*i])).collect();
            let related: Vec<&Rules> = rules.iter().collect();
            let told = |_| progress(family.len() as u64);
            // Nothing where the flag is raised, which is looked at again below.
            solve_family_until(&related, settings, stop, told).unwrap_or_default()
        })
        .collect();
    let mut solved: Vec<Option<Solution>> = vec![None; games.len()];
    for (family, solutions) in families.iter().zip(parts) {
        for (i, solution) in family.iter().zip(solutions) {
            solved[*i] = Some(solution);
        }
    }
    if stop.load(Ordering::Relaxed) {
        return Err(Stopped);
    }
    let of = |j: usize| solved[j].clone().expect("sources point to solved games");
    let solutions = sources.iter().enumerate().map(|(i, source)| match *source {
        Source::Solved => of(i),
        Source::Same(j) => of(j),
        Source::WithoutBroker(j) => of(j).without_broker().expect("the source has a broker"),
        Source::WithoutMessages(j) => of(j).without_messages(&Rules::new(games[i])),
    });
    Ok(solutions.collect())
}

fn sources(games: &[&Game]) -> Vec<Source> {
    let same = |i: usize| games[..i].iter().position(|g| *g == games[i]);
    let containing = |i: usize| {
        let contains = |g: &&&Game| g.broker.is_some() && g.without_broker() == *games[i];
        games.iter().position(|g| contains(&g))
    };
    // Messages are sent before the first round and change nothing of the sweep.
    let informed = |i: usize| {
        let silent = |g: &Game| {
            let mut game = g.clone();
            game.broker.as_mut().map(|broker| broker.information.take());
            game
        };
        let speaks = |g: &Game| g.broker.is_some_and(|broker| broker.information.is_some());
        let own = games[i].broker.is_some() && !speaks(games[i]);
        games.iter().position(|g| own && speaks(g) && silent(g) == *games[i])
    };
    let solved = |j: usize| informed(j).map_or(same(j).unwrap_or(j), |k| same(k).unwrap_or(k));
    (0..games.len())
        .map(|i| match (games[i].broker, same(i), containing(i)) {
            (None, _, Some(j)) => Source::WithoutBroker(solved(j)),
            (_, Some(j), _) if informed(j).is_none() => Source::Same(j),
            _ => match informed(i) {
                Some(j) => Source::WithoutMessages(same(j).unwrap_or(j)),
                None => Source::Solved,
            },
        })
        .collect()
}

impl SolvedArm {
    /// The broker's messages as play needs them.
    pub fn message_plan(&self) -> Option<MessagePlan> {
        let information = self.rules.game.broker.as_ref()?.information?;
        Some(self.solution.messages.as_ref()?.plan(&information))
    }

    /// Discounts of the players by round.
    pub fn discounts(&self) -> Vec<[f64; 3]> {
        (0..=self.rules.game.clock.rounds)
            .map(|round| self.rules.payoffs.discount_at(round))
            .collect()
    }
}

/// The world of a study of fixed numbers.
const ONLY_WORLD: u64 = 0;

/// The games that are solved, in groups that share what happens without an active broker.
fn families(games: &[&Game], sources: &[Source]) -> Vec<Vec<usize>> {
    let mut families: Vec<Vec<usize>> = Vec::new();
    for i in (0..games.len()).filter(|i| sources[*i] == Source::Solved) {
        match families.iter_mut().find(|f| are_related(games[f[0]], games[i])) {
            Some(family) => family.push(i),
            None => families.push(vec![i]),
        }
    }
    families
}

/// Plays solved arms with the seed and the number of episodes of a study, each paired with number `study.baseline`.
///
/// # Errors
/// If `stop` was raised.
pub fn play_arms(
    study: &Study,
    arms: &[SolvedArm],
    stop: &AtomicBool,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Batch, Stopped> {
    play_world(
        arms,
        study.baseline,
        (study.seed, ONLY_WORLD),
        study.episodes,
        stop,
        progress,
    )
}

/// Plays solved arms in a world, given as seed and number, each paired with number `baseline`.
///
/// # Errors
/// If `stop` was raised.
pub fn play_world(
    arms: &[SolvedArm],
    baseline: usize,
    (seed, world): (u64, u64),
    episodes: u64,
    stop: &AtomicBool,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Batch, Stopped> {
    let discounts: Vec<Vec<[f64; 3]>> = arms.iter().map(SolvedArm::discounts).collect();
    let scripts: Vec<Script> = arms
        .iter()
        .zip(&discounts)
        .map(|(arm, discounts)| Script {
            rules: &arm.rules,
            policy: &arm.solution.policy,
            messages: arm.message_plan(),
            discounts,
        })
        .collect();
    simulate(&scripts, baseline, &Streams::new(seed, world), episodes, stop, progress).ok_or(Stopped)
}

/// Replays one episode of one arm, exactly as a batch of the only world played it.
pub fn replay(
    arm: &SolvedArm,
    seed: u64,
    episode: u64,
    watch: &mut impl FnMut(crate::simulate::episode::Event),
) -> Record {
    replay_in(ONLY_WORLD, arm, seed, episode, watch)
}

/// Replays one episode of one arm in one of many worlds, for which `arm` was solved.
pub fn replay_in(
    world: u64,
    arm: &SolvedArm,
    seed: u64,
    episode: u64,
    watch: &mut impl FnMut(crate::simulate::episode::Event),
) -> Record {
    let discounts = arm.discounts();
    let script = Script {
        rules: &arm.rules,
        policy: &arm.solution.policy,
        messages: arm.message_plan(),
        discounts: &discounts,
    };
    play(&script, &Streams::new(seed, world), episode, watch)
}

/// Plays episodes 0 to `episodes` − 1 of one arm in a world, for which `arm` was solved, and keeps how each went.
///
/// # Errors
/// If `stop` was raised.
pub fn records_in(
    world: u64,
    arm: &SolvedArm,
    seed: u64,
    episodes: u64,
    stop: &AtomicBool,
) -> Result<Vec<Record>, Stopped> {
    let discounts = arm.discounts();
    let script = Script {
        rules: &arm.rules,
        policy: &arm.solution.policy,
        messages: arm.message_plan(),
        discounts: &discounts,
    };
    let streams = Streams::new(seed, world);
    let played = (0..episodes).map(|episode| match stop.load(Ordering::Relaxed) {
        true => Err(Stopped),
        false => Ok(play(&script, &streams, episode, &mut |_| {})),
    });
    played.collect()
}
