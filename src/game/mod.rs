//! The asymmetric commitment game: its numbers, public states, moves, payoffs and outcomes (`docs/model.md`).
//!
//! [`Rules`] compiles a [`Game`] into plain arrays that the solver and the simulator share; neither has rules of its own.

pub mod ending;
pub mod instruments;
pub mod moves;
pub mod outcome;
pub mod parameters;
pub mod payoffs;
pub mod state;

pub use parameters::*;

use moves::Moves;
use payoffs::Payoffs;
use state::StateSpace;

/// A game compiled for solving and playing.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    pub game: Game,
    pub space: StateSpace,
    pub moves: Moves,
    pub payoffs: Payoffs,
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

    /// Whether the administration may change at the end of this round (model section 4, step 5).
    pub fn election_after(&self, round: usize) -> Option<&Elections> {
        let elections = self.game.guarantor.elections.as_ref()?;
        let done = round + 1;
        let due = done == elections.first
            || (elections.every > 0
                && done > elections.first
                && (done - elections.first).is_multiple_of(elections.every));
        due.then_some(elections)
    }
}
