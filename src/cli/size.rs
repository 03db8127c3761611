//! How large a scenario is: states, fixed points, memory and time.

use std::fmt::Write;

use honest_broker::analysis::pilot;
use honest_broker::game::moves::Player;
use honest_broker::game::state::Phase;
use honest_broker::game::{Game, Rules};
use honest_broker::policy::Policy;
use honest_broker::report::words::{fixed, paragraph, thousands};
use honest_broker::scenario::{Quantity, Scenario};
use honest_broker::study::batch;

use super::arguments::Check;
use super::failure::Failure;
use super::sampling::WORLDS;

/// Bytes of values that the solver keeps for a state at a grid point: 8 channels, and 8 measures for each of 4 pairs of types,
/// both at the start and at the end of a round.
const VALUES: usize = 2 * 8 * (8 + 4 * 8);
/// The same for a decision: where the search for its fixed point starts.
const DECISION: usize = 64;

/// For `check`: the game shown, then all arms of a world.
pub fn describe(text: &mut String, scenario: &Scenario, game: &Game, options: &Check) -> Result<(), Failure> {
    let grid = options.grid;
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
        let game = scenario.game(&arm.name);
        games.push(game.map_err(|p| Failure::Scenario(p, options.input.format))?);
    }
    let with: Vec<Rules> = batch::sweeps(&games).iter().map(|(game, _)| Rules::new(game)).collect();
    let without = Rules::new(&Game {
        broker: None,
        ..game.clone()
    });
    let bytes: usize = with.iter().map(|rules| memory(rules, grid)).sum();
    let megabytes = bytes.max(memory(&without, grid)) as f64 / 1e6;
    let all: u64 = with.iter().map(|rules| fixed_points(rules, grid)).sum();
    let accepted = acceptance(scenario);
    let alone = fixed_points(&without, grid) as f64;
    let points = match with.is_empty() {
        true => alone,
        false => accepted * all as f64 + (1.0 - accepted) * alone,
    };
    let worlds = if scenario.uncertain().is_empty() { 1 } else { WORLDS };
    let seconds = worlds as f64 * points * pilot::NODE * 1e-9;
    let time = match seconds {
        s if s < 1.0 => "less than a second".to_owned(),
        s if s < 100.0 => format!("about {} s", fixed(s, 0)),
        s => format!("about {} minutes", fixed(s / 60.0, 0)),
    };
    let batch = match worlds {
        1 => format!("solving them takes {time} on one core"),
        n => format!("solving {n} worlds takes {time} on one core"),
    };
    text.push_str(&paragraph(&format!(
        "All arms: about {} MB of memory per world and thread; {batch}.",
        fixed(megabytes, 0)
    )));
    text.push('\n');
    Ok(())
}

fn fixed_points(rules: &Rules, grid: usize) -> u64 {
    let typed = rules.moves.nodes.iter().filter(|n| n.mover != Player::Broker).count();
    (typed * grid * grid * rules.game.clock.foresight) as u64
}

/// Bytes of the policies and of what the solver works with.
fn memory(rules: &Rules, grid: usize) -> usize {
    let working = rules.space.states().len() * VALUES + rules.moves.nodes.len() * DECISION;
    Policy::bytes(rules, grid) + working * grid * grid
}

/// Probability that a broker takes part in a world, at the medians.
fn acceptance(scenario: &Scenario) -> f64 {
    let arm = scenario.arms.iter().find(|a| a.name == honest_broker::scenario::BROKER);
    let name = &arm.unwrap_or(&scenario.arms[0]).name;
    let of = |side: &str| {
        let number = scenario.number(name, &format!("broker.acceptance.{side}"));
        number.as_ref().map_or(1.0, Quantity::central)
    };
    of("disarmer") * of("guarantor")
}
