//! What a finished comparison holds.

use super::agreement::Parting;
use super::pilot::Allocation;
use super::precision::Look;
use super::results::Results;
use crate::study::Study;
use crate::study::run::SolvedArm;

/// A comparison of arms that is done.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Arms, seed and grid; its number of episodes is the one that was played in each world.
    pub study: Study,
    /// The worlds, pooled.
    pub results: Results,
    /// Estimates after each number of worlds at which they were looked at; empty for one world.
    pub looks: Vec<Look>,
    /// The solved arms with their certificates, if there is only one world.
    pub arms: Vec<SolvedArm>,
    /// Where exact and played outcomes part by more than chance allows, if they do.
    pub parting: Option<Parting>,
    /// How many episodes a world deserves, if a pilot was asked.
    pub allocation: Option<Allocation>,
}
