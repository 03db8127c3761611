//! Worlds that were solved on several [levels](crate::study::levels).

use std::collections::BTreeMap;

use crate::study::chunks::Done;
use crate::study::counts::Counts;
use crate::study::levels::Level;
use crate::study::world::WorldResult;

/// A world as one level solved it.
#[derive(Clone, Copy, Debug)]
pub struct Solved<'r> {
    /// Number of the level, from the cheapest.
    pub place: usize,
    /// The level.
    pub level: Level,
    /// The world.
    pub world: &'r WorldResult,
    /// What it counts in a mean over worlds, where a world that was solved on the cheapest level alone counts 1.
    pub weight: f64,
}

/// Which levels a mean is taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// All, so that where only the baseline was solved it stands for every arm.
    All,
    /// Those on which every arm was solved.
    EveryArm,
}

/// What a level has solved so far.
#[derive(Clone, Debug, PartialEq)]
pub struct OfLevel {
    /// The level.
    pub level: Level,
    /// Its worlds, in the order of their numbers.
    pub(super) worlds: Vec<WorldResult>,
    /// Places of worlds, and the courses of those from there to the next place, by arm and replicate.
    pub(super) parts: Vec<(usize, Vec<BTreeMap<u64, Counts>>)>,
}

impl OfLevel {
    /// Nothing yet.
    pub fn new(level: Level) -> Self {
        OfLevel {
            level,
            worlds: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// Adds the next worlds.
    pub fn extend(&mut self, done: Done) {
        self.parts.push((self.worlds.len(), done.courses));
        self.worlds.extend(done.worlds);
    }

    /// The worlds so far.
    pub fn worlds(&self) -> &[WorldResult] {
        &self.worlds
    }
}
