//! What to compute and how: arms, worlds and their design, solved, played, and reduced to counts and sums.
//!
//! Nothing is concluded here; that is the business of [`analysis`](crate::analysis).

pub mod accuracy;
pub mod batch;
pub mod chunks;
pub mod counts;
pub mod design;
pub mod ensemble;
pub mod evaluate;
mod fineness;
pub mod levels;
mod memo;
pub mod points;
pub mod request;
pub mod run;
pub mod share;
mod sobol;
mod sound;
pub mod varied;
pub mod world;

use crate::game::Game;

/// The computation was stopped by whoever raised its stop flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("stopped by request")]
pub struct Stopped;

/// An arm of a comparison: a game under a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    pub name: String,
    pub game: Game,
}

/// What to compute.
#[derive(Clone, Debug, PartialEq)]
pub struct Study {
    /// Name of the scenario in tables: the stem of its file.
    pub scenario: String,
    pub arms: Vec<Arm>,
    /// Index of the arm that the others are compared with.
    pub baseline: usize,
    pub seed: u64,
    /// Episodes per arm.
    pub episodes: u64,
    /// Points a side of the belief grid.
    pub grid: usize,
}
