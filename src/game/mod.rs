//! The asymmetric commitment game.
pub mod parameters;
pub use parameters::*;
