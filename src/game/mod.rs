//! The asymmetric commitment game: its numbers, public states, moves, payoffs and outcomes (`docs/model.md`).
//!
//! [`Rules`] compiles a [`Game`] into plain arrays that the solver and the simulator share; neither has rules of its own.

pub mod chances;
pub mod ending;
pub mod instruments;
pub mod ledger;
pub mod moves;
pub mod outcome;
pub mod parameters;
pub mod payoffs;
pub mod state;
mod words;

pub use parameters::*;

use crate::numeric::elementary::occurrence;
use moves::Moves;
use outcome::MOST_COVERT_OF_A_SETTLEMENT;
use payoffs::Payoffs;
use state::StateSpace;

/// A game compiled for solving and playing.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    pub game: Game,
    pub space: StateSpace,
    pub moves: Moves,
    pub payoffs: Payoffs,
    /// Probability that the disarmer's leader changes in a round.
    pub succession: f64,
}

impl Rules {
    pub fn new(game: &Game) -> Self {
        let space = StateSpace::new(game);
        let moves = Moves::new(game, &space);
        let payoffs = Payoffs::new(game, &space);
        Rules {
            game: game.clone(),
            space,
            moves,
            payoffs,
            succession: occurrence(game.disarmer.succession.rate / f64::from(game.clock.rounds_per_year)),
        }
    }

    /// The state in which play starts: nothing done, in force, the broker active if there is one.
    pub fn start(&self) -> state::StateId {
        let broker_active = self.game.broker.is_some();
        self.space.id(state::State {
            stage: 0,
            phase: state::Phase::InForce,
            broker_active,
        })
    }

    /// The election that closes this round, if there is one (model section 4, step 5).
    pub fn election_after(&self, round: usize) -> Option<Election> {
        self.game.guarantor.elections.as_ref()?.after(round)
    }
    /// Whether a completed process is hollow after a set of feints (bit j is stage j) under a disarmer of type `disarmer`.
    pub fn is_hollow(&self, feigned: u32, disarmer: usize) -> bool {
        feigned != 0 || self.game.disarmer.covert_share[disarmer] > MOST_COVERT_OF_A_SETTLEMENT
    }
}
