//! Game-theoretic negotiation simulator.
#![forbid(unsafe_code)]
pub mod game;
pub mod scenario;
pub mod table;
