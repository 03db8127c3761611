//! The game, its solution and its play: the part of honest-broker that computes.
//!
//! A package of its own so that an edit elsewhere does not compile the loops of the solver again. Use it through the library
//! `honest_broker`, which has these modules under the same names.
#![forbid(unsafe_code)]
pub mod game;
pub mod numeric;
pub mod policy;
pub mod simulate;
pub mod solve;
pub mod stats;
pub mod threads;
