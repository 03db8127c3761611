//! What is kept of a decision from round to round, and the working memory for solving it.

use super::Start;
use super::kernel::{Desk, Whereabouts};
use super::lines::{Group, Lines};
use super::values::Row;
use crate::game::moves::{Node, Player};
use crate::numeric::grid::BeliefGrid;
use crate::numeric::lanes::{LANES, Lanes};

/// Longer steps are not continued: something other than time has moved the solution.
const LONGEST_STEP: f64 = 0.01;

/// The last two solutions of a group of points, where the next one starts.
#[derive(Clone, Debug)]
pub struct Past<const K: usize> {
    last: [Lanes; K],
    /// Last minus the one before.
    step: [Lanes; K],
    pub place: Whereabouts<K>,
}

impl<const K: usize> Past<K> {
    /// Before the first solution, as if nobody drew any conclusion.
    fn of(lines: &Lines, grid: &BeliefGrid) -> Vec<Self> {
        let past = |group: &Group| {
            let last = [group.belief; K];
            let nothing: [&[Row]; K] = [&[]; K];
            Past {
                place: Whereabouts::of(&lines.points_of(group, grid, nothing), &last),
                step: [[0.0; LANES]; K],
                last,
            }
        };
        lines.groups.iter().map(past).collect()
    }

    /// Where the search for the next solution starts.
    #[inline(always)]
    pub fn next(&self, from: Start) -> [Lanes; K] {
        match from {
            Start::Continued | Start::Traced => {}
            Start::GoodNews => return extreme(0.999),
            Start::BadNews => return extreme(0.001),
        }
        let mut start = self.last;
        for o in 0..K {
            for l in 0..LANES {
                let step = self.step[o][l];
                let step = if step.abs() < LONGEST_STEP { step } else { 0.0 };
                start[o][l] = (start[o][l] + step).clamp(0.0, 1.0);
            }
        }
        start
    }

    #[inline(always)]
    pub fn add(&mut self, posteriors: &[Lanes; K]) {
        for o in 0..K {
            for l in 0..LANES {
                self.step[o][l] = posteriors[o][l] - self.last[o][l];
                self.last[o][l] = posteriors[o][l];
            }
        }
    }
}

/// The past of a node with private types, by number of actions.
#[derive(Clone, Debug)]
pub enum Trail {
    Two(Vec<Past<2>>),
    Three(Vec<Past<3>>),
    /// The broker has no type.
    None,
}

impl Trail {
    pub fn new(node: &Node, lines: &[Lines; 2], grid: &BeliefGrid) -> Self {
        let lines = &lines[side(node.mover)];
        match (node.mover, node.choices.len()) {
            (Player::Broker, _) => Trail::None,
            (_, 2) => Trail::Two(Past::of(lines, grid)),
            (_, 3) => Trail::Three(Past::of(lines, grid)),
            (_, n) => unreachable!("no node has {n} actions"),
        }
    }
}

/// Groups of points that are worked on together.
pub const BLOCK: usize = 2;

/// Working memory for a block, by number of actions.
#[derive(Default)]
pub struct Desks {
    pub two: Vec<Desk<2>>,
    pub three: Vec<Desk<3>>,
}

impl Desks {
    pub fn new() -> Self {
        Desks {
            two: vec![Desk::new(); BLOCK],
            three: vec![Desk::new(); BLOCK],
        }
    }
}

/// Whose lines a mover walks along: 0 the disarmer's, 1 the guarantor's.
pub fn side(mover: Player) -> usize {
    usize::from(mover != Player::Disarmer)
}

/// Posteriors as if the first observation told all and the others the opposite.
#[inline(always)]
fn extreme<const K: usize>(first: f64) -> [Lanes; K] {
    std::array::from_fn(|o| [if o == 0 { first } else { 1.0 - first }; LANES])
}
