//! Games as text for other programs: the Gambit extensive form (`docs/interop.md`).
//!
//! [`walk`] lays out every history of a short game as a [`tree::Tree`], following [`Rules`](crate::game::Rules) and nothing
//! else; [`efg`] writes the tree. No policy is involved: another program solves the game for itself.

pub mod efg;
pub mod seating;
pub mod tree;
pub mod walk;

use crate::game::{Clock, Game};

/// Who counts as one player of the exported game.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Seats {
    /// Each side is one player, with payoffs discounted to round 0: the game as people know it.
    #[default]
    PerSide,
    /// Each side is another player in each round, with payoffs discounted to that round. The logit response depends on the
    /// scale of payoffs, and a solution by backward induction weighs them as of the round of the decision; with this form
    /// another program's quantal-response equilibrium is ours also where payoffs are discounted.
    PerRound,
}

/// How many nodes an exported tree may have if nothing else is asked for.
pub const DEFAULT_MAX_NODES: usize = 50_000;

/// What to export.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    pub title: String,
    pub seats: Seats,
    pub max_nodes: usize,
}

/// The tree has more nodes than allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the game tree has more than {limit} nodes")]
pub struct TooLarge {
    pub limit: usize,
}

/// The game of so many rounds: played and foreseen to their end, worth nothing afterwards.
pub fn shortened(game: &Game, rounds: usize) -> Game {
    Game {
        clock: Clock {
            rounds,
            foresight: rounds,
            ..game.clock
        },
        ..game.clone()
    }
}

/// The negotiation alone: one round from the start in which a step is on the table, without messages, mediation or war.
/// What is left is the moves, verification, and what a round pays.
pub fn stage_game(game: &Game) -> Game {
    let mut stage = shortened(game, 1);
    stage.talks.meetings_per_year = f64::INFINITY;
    for item in &mut stage.stages {
        item.years = 0.0;
    }
    stage.crises.escalation = 0.0;
    if let Some(broker) = &mut stage.broker {
        broker.information = None;
        broker.interests.mediation_cost = 0.0;
    }
    stage
}
