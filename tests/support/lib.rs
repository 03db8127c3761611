//! What tests and benches share: games to try things on, and independent oracles.
//!
//! The oracles are small, slow implementations of `docs/model.md`, written from its text alone. Of the library they use the
//! plain numbers of a [`honest_broker::game::Game`] and nothing else, so that an agreement means something. Only [`play`],
//! [`fuzzing`] and [`peers`] call the loader, the solver, the players and the export.

use honest_broker::game::{Game, Interests};

pub mod chain;
pub mod closed_form;
mod deciding;
pub mod draws;
mod events;
pub mod fixed_point;
pub mod fuzzing;
pub mod games;
pub mod ledger;
pub mod messages;
pub mod mutations;
pub mod peers;
pub mod play;
pub mod recursion;
mod stakes;
pub mod uniform;
pub mod values;

/// What the broker wants and its yearly discount factor; or those of the bystander, which is paid by what happens but takes no
/// part.
pub(crate) fn third_party(game: &Game) -> Option<(Interests, f64)> {
    let broker = game.broker.map(|b| (b.interests, b.discount_factor));
    broker.or(game.bystander.map(|b| (b.interests, b.discount_factor)))
}

/// The seven phases of `docs/model.md` section 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    InForce,
    RupturedByGuarantor { enforced: bool, rebuilt: bool },
    RupturedByDisarmer { rebuilt: bool },
}
