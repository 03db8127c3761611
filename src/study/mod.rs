//! One comparison: all arms of a scenario solved, played with the same luck, and turned into estimates and tables.

pub mod agreement;
pub mod attribution;
pub mod batch;
pub mod certificate;
pub mod controlled;
pub mod design;
pub mod exact;
pub mod method;
pub mod pairing;
pub mod pilot;
pub mod precision;
pub mod results;
pub mod run;
pub mod sensitivity;
mod sobol;
pub mod spread;
pub mod story;
pub mod tables;
pub mod world;
pub mod worlds;

use crate::game::Game;

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
