//! Game-theoretic negotiation simulator.
#![forbid(unsafe_code)]
pub mod game;
pub mod numeric;
pub mod output;
pub mod policy;
pub mod scenario;
pub mod simulate;
pub mod solve;
pub mod stats;
pub mod study;
pub mod table;
pub mod validation;
