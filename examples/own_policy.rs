//! Certifies a policy that no solver made: everybody takes the first action of every decision with a fixed probability,
//! whatever their type, the beliefs and the round, and the others equally often. How much would each type gain by a best response?
//!
//! ```text
//! cargo run --release --example own_policy -- scenarios/singapore-2018.toml 0.9
//! ```

use std::error::Error;

use honest_broker::numeric::grid::BeliefGrid;
use honest_broker::policy::{Mixture, Tables};
use honest_broker::solve::TYPE_NAMES;
use honest_broker::{Certifier, RoundPlay, Rules, load};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments
        .next()
        .unwrap_or("scenarios/hanoi-grand-bargain.toml".to_owned());
    let first: f64 = arguments.next().map_or(Ok(0.9), |text| text.parse())?;
    let scenario = load(file.as_ref(), &[])?;
    let rules = Rules::new(&scenario.game(&scenario.default_arm().name)?);
    let grid = BeliefGrid::cosine(5);
    let mut certifier = Certifier::new(&rules, &grid);
    // The policy is the same in every round, so that one table serves all; rounds are taken from the last to the first.
    let play = policy(&rules, &grid, first);
    for round in (0..rules.game.clock.foresight).rev() {
        certifier.round(round, &play);
    }
    let certificate = certifier.finish();
    println!(
        "One more logit response would change a probability by {:.3} at most.",
        certificate.residual
    );
    for (name, found) in TYPE_NAMES.iter().zip(&certificate.types) {
        println!(
            "{name}: worth {:.3}; a best response gains {:.3}, {:.1} % of its stakes",
            found.value,
            found.deviation_gain,
            100.0 * found.share_of_stakes
        );
    }
    Ok(())
}

fn policy(rules: &Rules, grid: &BeliefGrid, first: f64) -> RoundPlay {
    let mut play = RoundPlay::new(rules, grid);
    let points = grid.len() * grid.len();
    for (id, node) in rules.moves.nodes.iter().enumerate() {
        let others = (1.0 - first) / (node.choices.len() - 1) as f64;
        let mut mixture = Mixture::default();
        for row in &mut mixture {
            row[..node.choices.len()].fill(others);
            row[0] = first;
        }
        (0..points).for_each(|point| play.set_node(0, id, point, &mixture));
    }
    for (state, opening) in rules.moves.openings.iter().enumerate() {
        if opening.mediation {
            (0..points).for_each(|point| play.set_engagement(0, state, point, first));
        }
    }
    play
}
