//! What is kept of a decision from round to round, and the working memory for solving it.

use super::Start;
use super::grid_lines::{GridLines, Group};
use super::kernel::{Cells, Workspace};
use super::values::Row;
use crate::game::moves::{Node, Player};
use crate::numeric::grid::BeliefGrid;
use crate::numeric::lanes::{LANES, Lanes};

/// Longer steps are not continued: something other than time has moved the solution.
const LONGEST_STEP: f64 = 0.01;

/// The last two solutions of a group of points, where the next one starts.
#[derive(Clone, Debug)]
pub struct WarmStart<const K: usize> {
    last: [Lanes; K],
    /// Last minus the one before.
    step: [Lanes; K],
    pub place: Cells<K>,
}

impl<const K: usize> WarmStart<K> {
    /// Before the first solution, as if nobody drew any conclusion.
    fn of(lines: &GridLines, grid: &BeliefGrid) -> Vec<Self> {
        let warm_start = |group: &Group| {
            let last = [group.belief; K];
            let nothing: [&[Row]; K] = [&[]; K];
            WarmStart {
                place: Cells::of(&lines.points_of(group, grid, nothing), &last),
                step: [[0.0; LANES]; K],
                last,
            }
        };
        lines.groups.iter().map(warm_start).collect()
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

/// Where the searches at the points of a node with private types start, by number of actions.
#[derive(Clone, Debug)]
pub enum WarmStarts {
    Two(Vec<WarmStart<2>>),
    Three(Vec<WarmStart<3>>),
    /// The broker has no type.
    None,
}

impl WarmStarts {
    pub fn new(node: &Node, lines: &[GridLines; 2], grid: &BeliefGrid) -> Self {
        let lines = &lines[side(node.mover)];
        match (node.mover, node.choices.len()) {
            (Player::Broker, _) => WarmStarts::None,
            (_, 2) => WarmStarts::Two(WarmStart::of(lines, grid)),
            (_, 3) => WarmStarts::Three(WarmStart::of(lines, grid)),
            (_, n) => unreachable!("no node has {n} actions"),
        }
    }
}

/// Groups of points that are worked on together.
pub const BLOCK: usize = 2;

/// Working memory for a block, by number of actions.
#[derive(Default)]
pub struct Workspaces {
    pub two: Vec<Workspace<2>>,
    pub three: Vec<Workspace<3>>,
}

impl Workspaces {
    pub fn new() -> Self {
        Workspaces {
            two: vec![Workspace::new(); BLOCK],
            three: vec![Workspace::new(); BLOCK],
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
