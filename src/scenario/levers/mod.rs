//! Levers: what of a scenario someone can decide, and how far it can be moved. What is no lever is the world.

mod usual;
mod written;

use std::collections::BTreeMap;

use super::{Scenario, Setting};

pub use usual::{By, Far, USUAL, Usual};
pub(super) use written::{Declared, Draft, idle, read, rootless};

/// Something that can be moved from where a scenario has it to a far end.
#[derive(Clone, Debug, PartialEq)]
pub struct Lever {
    /// Its name: the key path of a file, or a word of the usual levers.
    pub name: String,
    /// What moving it does, in words.
    pub words: String,
    /// Who decides; empty if nobody is named.
    pub by: String,
    /// What it costs to move it all the way, in any unit, the same for all levers; in proportion in between.
    pub cost: f64,
    /// The keys that it moves, together.
    pub moves: Vec<Move>,
}

/// What a lever does to a key.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// Key path.
    pub key: String,
    /// From where to where.
    pub course: Course,
}

/// From where to where a key is moved.
#[derive(Clone, Debug, PartialEq)]
pub enum Course {
    /// A number. What is drawn begins at its median.
    Number {
        /// The number in the scenario.
        from: f64,
        /// At the far end.
        to: f64,
    },
    /// A word for another.
    Word {
        /// The word in the scenario.
        from: String,
        /// The other.
        to: String,
    },
}

impl Move {
    /// The value at a share of the way, as it is written in a setting; a word changes at the far end only.
    pub fn at(&self, share: f64) -> String {
        match &self.course {
            Course::Number { to, .. } if share >= 1.0 => written(*to),
            Course::Number { from, to } => written(from + share * (to - from)),
            Course::Word { to, .. } if share >= 1.0 => to.clone(),
            Course::Word { from, .. } => from.clone(),
        }
    }
}

/// A number so that it reads back as the same.
fn written(x: f64) -> String {
    format!("{x:?}")
}

impl Lever {
    /// Whether it can be moved part of the way.
    pub fn is_divisible(&self) -> bool {
        let number = |m: &Move| matches!(m.course, Course::Number { .. });
        self.moves.iter().all(number)
    }

    /// The settings that move it a share of the way, above 0 and at most 1. A number that is drawn becomes a fixed one: its median, moved that share of
    /// the way to the far end.
    ///
    /// # Panics
    /// If the key is no key path.
    pub fn settings(&self, share: f64) -> Vec<Setting> {
        let setting = |m: &Move| {
            let written = format!("{}={}", m.key, m.at(share));
            Setting::parse(&written).expect("a key path and a number or word are a setting")
        };
        self.moves.iter().map(setting).collect()
    }
}

impl Scenario {
    /// Whether the file says what can be decided.
    pub fn declares_levers(&self) -> bool {
        !self.levers.is_empty()
    }

    /// What can be decided in an arm: the levers of the file, or else the usual ones, as far as they move something in the arm. With them
    /// the names of those that do not.
    ///
    /// # Panics
    /// If there is no such arm.
    pub fn levers(&self, arm: &str) -> (Vec<Lever>, Vec<String>) {
        let all = match self.declares_levers() {
            true => written::levers(self, arm),
            false => usual::levers(self, arm),
        };
        let values = |scenario: &Scenario| -> BTreeMap<_, _> { scenario.resolved(arm).expect("the arm is there") };
        let before = values(self);
        let moves = |lever: &Lever| {
            let moved = self.with(&lever.settings(1.0));
            moved.is_ok_and(|moved| values(&moved) != before)
        };
        let (moving, idle): (Vec<Lever>, Vec<Lever>) = all.into_iter().partition(moves);
        (moving, idle.into_iter().map(|lever| lever.name).collect())
    }
}
