//! Independent oracles: small, slow implementations of `docs/model.md`, written from its text alone. Of the library they
//! use the plain numbers of a [`honest_broker::game::Game`] and nothing else, so that an agreement means something.
#![allow(dead_code, reason = "every test file uses a part of the oracles")]

pub mod chain;
pub mod closed_form;
mod deciding;
pub mod draws;
mod events;
pub mod fixed_point;
pub mod games;
pub mod ledger;
pub mod messages;
pub mod recursion;
pub mod stakes;
pub mod uniform;
pub mod values;

/// The seven phases of `docs/model.md` section 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    InForce,
    RupturedByGuarantor { enforced: bool, rebuilt: bool },
    RupturedByDisarmer { rebuilt: bool },
}
