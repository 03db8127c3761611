//! How large a scenario is: states, fixed points, memory and time.

use std::fmt::Write;

use super::words::{fixed, paragraph, thousands};
use crate::game::moves::Player;
use crate::game::state::Phase;
use crate::game::{Game, Rules};
use crate::policy::Policy;
use crate::scenario::{Problems, Scenario};
use crate::study::Study;
use crate::study::request::{Request, WORLDS};
use crate::study::run::to_solve;

/// Bytes kept for a state at a grid point, both at the start and at the end of a round: 8 channels of values, and 72 numbers in single
/// precision of the mass that walks there.
const VALUES: usize = 2 * (8 * 8 + 72 * 4);
/// Bytes that the solver keeps for a decision at a grid point: where the search for its fixed point starts.
const DECISION: usize = 64;

/// Megabytes of the program without any world.
const PROGRAM: f64 = 10.0;
/// Megabytes while tables are written and charts drawn, when worlds are gone already.
const CHARTS: f64 = 85.0;
/// Seconds for a fixed point with exact outcomes, and for a round of an episode: chosen between 130 and 210 ns, and 200 and 400 ns,
/// of processor time in four scenarios on a busy machine. The pilot's constants are of a quiet core and decide how many episodes are
/// worth a world, not how long a job takes.
const NODE: f64 = 160e-9;
const ROUND: f64 = 250e-9;
/// Share of the worlds in which every arm is solved, about, and worlds of the finest level.
const EVERY_ARM: f64 = 0.25;
const FEWEST: f64 = 16.0;
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
    let study = Request::default().study(scenario)?;
    let solved = games_to_solve(&study);
    let megabytes = solved.iter().map(|rules| memory(rules, grid)).sum::<usize>() as f64 / 1e6;
    let worlds = if scenario.uncertain().is_empty() { 1 } else { WORLDS };
    let seconds = solving(&study, &solved, grid, worlds) + DRAWING;
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

/// Seconds for solving worlds and playing those of the finest level, as [`levels`](crate::study::levels) are shared out in the shipped
/// scenarios.
fn solving(study: &Study, solved: &[Rules], grid: usize, worlds: u64) -> f64 {
    let all = |grid: usize| solved.iter().map(|rules| fixed_points(rules, grid)).sum::<u64>() as f64;
    let baseline = Rules::new(&study.arms[study.baseline].game);
    let request = Request {
        grid,
        ..Request::default()
    };
    let levels = request.levels(study.arms.len(), worlds);
    let mut seconds = 0.0;
    for (place, level) in levels.all().iter().enumerate() {
        let last = place + 1 == levels.all().len();
        let number = match (place, last) {
            (0, _) => worlds as f64,
            (_, false) => EVERY_ARM * worlds as f64,
            (_, true) => FEWEST,
        };
        let points = |grid: usize| match level.every_arm {
            true => all(grid),
            false => fixed_points(&baseline, grid) as f64,
        };
        // Each grid has a coarser one beside it.
        seconds += number * (points(level.grid) + points(level.grid.div_ceil(2))) * NODE;
        seconds += if last { number * playing(study) } else { 0.0 };
    }
    seconds
}

/// Seconds for the episodes of all arms in one world. Arms without a broker are one game, which is played once.
fn playing(study: &Study) -> f64 {
    let with = study.arms.iter().filter(|arm| arm.game.broker.is_some()).count();
    let played = with + usize::from(with < study.arms.len());
    let rounds = study.arms.first().map_or(0, |arm| arm.game.clock.rounds);
    study.episodes as f64 * (rounds * played) as f64 * ROUND
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
    let study = Request::default().study(scenario)?;
    let solved = games_to_solve(&study);
    Ok(solved.iter().map(|rules| memory(rules, grid)).sum::<usize>() as u64)
}

/// The games of one world that are solved for themselves.
fn games_to_solve(study: &Study) -> Vec<Rules> {
    let games: Vec<&Game> = study.arms.iter().map(|arm| &arm.game).collect();
    to_solve(&games).into_iter().map(Rules::new).collect()
}

/// Bytes of the policies and of what the solver works with.
fn memory(rules: &Rules, grid: usize) -> usize {
    let working = rules.space.states().len() * VALUES + rules.moves.nodes.len() * DECISION;
    Policy::bytes(rules, grid) + working * grid * grid
}
