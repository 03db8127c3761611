//! How large a scenario is: states, fixed points, memory and time.

use std::fmt::Write;

use super::words::{fixed, paragraph, thousands};
use crate::analysis::pilot;
use crate::game::moves::Player;
use crate::game::state::Phase;
use crate::game::{Game, Rules};
use crate::policy::Policy;
use crate::scenario::{Problems, Scenario};
use crate::study::batch;
use crate::study::request::{Request, WORLDS};

/// Bytes of values that the solver keeps for a state at a grid point: 8 channels, and 8 measures for each of 4 pairs of types,
/// both at the start and at the end of a round.
const VALUES: usize = 2 * 8 * (8 + 4 * 8);
/// Bytes that the solver keeps for a decision at a grid point: where the search for its fixed point starts.
const DECISION: usize = 64;

/// Megabytes of the program without any world.
const PROGRAM: f64 = 10.0;
/// Megabytes while tables are written and charts drawn, when worlds are gone already.
const CHARTS: f64 = 85.0;
/// Seconds for tables and charts.
const DRAWING: f64 = 0.3;

/// States, decisions and fixed points of a game, then memory and time for all arms of a world, on `grid` points per axis.
///
/// # Errors
/// If an arm has no game.
pub fn describe(text: &mut String, scenario: &Scenario, game: &Game, grid: usize) -> Result<(), Problems> {
    let rules = Rules::new(game);
    let states = rules.space.states();
    let in_force = states.iter().filter(|s| s.phase == Phase::InForce).count();
    let _ = writeln!(
        text,
        "\nSize: {} public states ({in_force} in force), {} decisions a round, {grid} x {grid} beliefs, {} rounds solved:\n\
         {} fixed points.",
        states.len(),
        rules.moves.nodes.len(),
        game.clock.foresight,
        thousands(fixed_points(&rules, grid))
    );
    let mut games = Vec::new();
    for arm in &scenario.arms {
        games.push(scenario.game(&arm.name)?);
    }
    let with: Vec<Rules> = batch::sweeps(&games).iter().map(|(game, _)| Rules::new(game)).collect();
    let without = Rules::new(&game.without_broker());
    let bytes: usize = with.iter().map(|rules| memory(rules, grid)).sum();
    let megabytes = bytes.max(memory(&without, grid)) as f64 / 1e6;
    let all: u64 = with.iter().map(|rules| fixed_points(rules, grid)).sum();
    let points = all.max(fixed_points(&without, grid)) as f64;
    let worlds = if scenario.uncertain().is_empty() { 1 } else { WORLDS };
    let seconds = worlds as f64 * (points * pilot::NODE * 1e-9 + playing(scenario)?) + DRAWING;
    let time = match seconds {
        s if s < 1.0 => "less than a second".to_owned(),
        s if s < 100.0 => format!("about {} s", fixed(s, 0)),
        s => format!("about {} minutes", fixed(s / 60.0, 0)),
    };
    let batch = match worlds {
        1 => format!("`compare` takes {time} on one core"),
        n => format!("`compare` with its {n} worlds takes {time} on one core"),
    };
    text.push_str(&paragraph(&format!(
        "All arms: about {} MB of memory on one thread and {} MB more for each further one, {} MB in any case for the charts; {batch}.",
        fixed(PROGRAM + megabytes, 0),
        fixed(megabytes, 0),
        fixed(CHARTS, 0)
    )));
    text.push('\n');
    Ok(())
}

/// Seconds for the episodes of all arms in one world. Arms without a broker are one game, which is played once.
fn playing(scenario: &Scenario) -> Result<f64, Problems> {
    let study = Request::default().study(scenario)?;
    let with = study.arms.iter().filter(|arm| arm.game.broker.is_some()).count();
    let without = usize::from(with < study.arms.len());
    let rounds = study.arms.first().map_or(0, |arm| arm.game.clock.rounds) as f64;
    let nanoseconds = rounds * (pilot::ROUND[0] * without as f64 + pilot::ROUND[1] * with as f64);
    Ok(study.episodes as f64 * nanoseconds * 1e-9)
}

fn fixed_points(rules: &Rules, grid: usize) -> u64 {
    let typed = rules.moves.nodes.iter().filter(|n| n.mover != Player::Broker).count();
    (typed * grid * grid * rules.game.clock.foresight) as u64
}

/// Bytes that a world of all arms needs on `grid` points per axis while it is solved.
///
/// # Errors
/// If an arm has no game.
pub fn bytes_of_world(scenario: &Scenario, grid: usize) -> Result<u64, Problems> {
    let mut games = Vec::new();
    for arm in &scenario.arms {
        games.push(scenario.game(&arm.name)?);
    }
    let mut alone: Vec<usize> = games
        .iter()
        .map(|game| memory(&Rules::new(&game.without_broker()), grid))
        .collect();
    alone.sort_unstable();
    let with: usize = batch::sweeps(&games)
        .iter()
        .map(|(game, _)| memory(&Rules::new(game), grid))
        .sum();
    Ok(with.max(alone.pop().unwrap_or(0)) as u64)
}

/// Bytes of the policies and of what the solver works with.
fn memory(rules: &Rules, grid: usize) -> usize {
    let working = rules.space.states().len() * VALUES + rules.moves.nodes.len() * DECISION;
    Policy::bytes(rules, grid) + working * grid * grid
}
