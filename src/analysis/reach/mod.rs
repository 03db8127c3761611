//! What it would take for a number to reach an aim: a search through sets of levers, all in the same worlds.
//!
//! A lever can be moved from where it is, level 0, to its far end, level [`ALL`]. What a set of levels gives in a world is asked of a
//! function, so that nothing here knows what a lever is.
//!
//! 1. *Forward*: the lever that gains most for its cost is moved all the way, on top of those that are moved already, until the aim is
//!    reached or nothing surely gains. Candidates race: all of them in a few worlds, and in all worlds only those that are not behind the
//!    best by three standard errors of the difference, and no more than a few.
//! 2. *From the top*: where forward steps end short, because two levers do together what neither does alone, everything that does no harm is
//!    moved at once.
//! 3. *Backward*: what the aim does not need is moved back. Where more never harms, the set is then minimal: no part of it would do.
//! 4. *Again* without the lever that the set needs most, twice at most: other minimal sets, or the finding that there is none.
//! 5. *Levels*: the smallest level of each lever of a set that still reaches the aim, by bisection, dear ones first.
//!
//! The aim counts as reached if the interval of the estimate lies beyond it, not the estimate alone.

mod aim;
mod effects;
mod forward;
mod minimal;
mod search;
mod state;
mod values;

pub use aim::Aim;
pub use effects::Effect;
pub use search::{Found, Minimal, search};
pub use state::{Ask, Limits};
pub use values::{Values, difference};

use crate::analysis::target::Target;
use crate::scenario::{Lever, Scenario};

/// The level of a lever at its far end; levels are whole numbers from 0 on.
pub const ALL: u8 = 32;

/// Levels of all levers.
pub type Set = Vec<u8>;

/// What the search knows of a lever.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// What it costs to move it all the way, above 0; in proportion in between.
    pub whole: f64,
    /// Whether it can be moved part of the way.
    pub divisible: bool,
}

/// What was asked, and what was found.
#[derive(Clone, Copy, Debug)]
pub struct Reached<'r> {
    /// The scenario with all its arms.
    pub scenario: &'r Scenario,
    /// Name of the arm.
    pub arm: &'r str,
    /// The number.
    pub metric: Target,
    /// How much of it.
    pub aim: Aim,
    /// The levers, in the order of sets.
    pub levers: &'r [Lever],
    /// Names of levers that move nothing in the arm.
    pub idle: &'r [String],
    /// What was found.
    pub found: &'r Found,
    /// The scenario as it is, and the sets that were solved again.
    pub confirmed: &'r [Confirmed],
    /// Points a side of the belief grid: of the search, and of what was solved again.
    pub grids: [usize; 2],
}

impl Reached<'_> {
    /// What a set costs.
    pub fn cost(&self, set: &[u8]) -> f64 {
        let one = |(level, lever): (&u8, &Lever)| lever.cost * share(*level);
        set.iter().zip(self.levers).map(one).sum()
    }

    /// The set in which nothing is moved.
    pub fn none(&self) -> Set {
        vec![0; self.levers.len()]
    }

    /// Names of the levers that a set moves, with the share of the way where it is not the whole of it.
    pub fn names(&self, set: &[u8]) -> Vec<String> {
        let name = |lever: usize| match set[lever] {
            ALL => self.levers[lever].name.clone(),
            level => format!("{} ({:.0} %)", self.levers[lever].name, 100.0 * share(level)),
        };
        members(set).into_iter().map(name).collect()
    }
}

/// The share of the way that a level is.
pub fn share(level: u8) -> f64 {
    f64::from(level) / f64::from(ALL)
}

/// A set that was solved again, in worlds that the search did not see.
#[derive(Clone, Debug, PartialEq)]
pub struct Confirmed {
    /// The set.
    pub set: Set,
    /// Its values on the fine grid.
    pub fine: Values,
    /// In the first of the same worlds, on the grid of the search.
    pub coarse: Values,
}

/// The levers that a set moves.
pub fn members(set: &[u8]) -> Vec<usize> {
    (0..set.len()).filter(|lever| set[*lever] > 0).collect()
}

/// The set with another level of a lever.
pub fn with(set: &[u8], lever: usize, level: u8) -> Set {
    let mut set = set.to_vec();
    set[lever] = level;
    set
}
