//! Solves one arm of a scenario and prints what each type expects and what the disarmer does first.
//!
//! ```text
//! cargo run --release --example solve -- scenarios/singapore-2018.toml broker
//! ```

use std::error::Error;

use honest_broker::game::moves::Player;
use honest_broker::{Rules, load, solve};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments
        .next()
        .unwrap_or("scenarios/hanoi-grand-bargain.toml".to_owned());
    let scenario = load(file.as_ref(), &[])?;
    let arm = arguments.next().unwrap_or(scenario.default_arm().name.clone());
    let rules = Rules::new(&scenario.game(&arm)?);
    let solution = solve(&rules, 5, |_| {});
    println!(
        "{}, arm {arm}: {} nodes solved",
        scenario.title(),
        solution.convergence.nodes
    );
    let [staller, dealer] = solution.values.disarmer;
    let [reneger, keeper] = solution.values.guarantor;
    println!("dealer {dealer:.3}, staller {staller:.3}, keeper {keeper:.3}, reneger {reneger:.3}");
    let game = &rules.game;
    let priors = [game.disarmer.dealer_prior, game.guarantor.keeper_prior];
    let nodes = rules.moves.nodes.iter().enumerate();
    let Some((id, node)) = nodes.into_iter().find(|(_, node)| node.mover == Player::Disarmer) else {
        return Ok(());
    };
    let mixture = solution.policy.node(0, id, priors);
    for (action, choice) in node.choices.iter().enumerate() {
        let [low, high] = [mixture[0][action], mixture[1][action]];
        println!(
            "{:?}: a staller with probability {low:.2}, a dealer {high:.2}",
            choice.action
        );
    }
    Ok(())
}
