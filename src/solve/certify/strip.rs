//! What is carried at a grid point, and how a place on the grid is found.
//!
//! V, B and U of all channels would be 24 numbers. Where no broker is active the broker never decides again, so its B and U
//! are its V, and 16 numbers do. A strip holds, in this order: V of all eight channels; B and U of the four channels of
//! the sides; with an active broker B and U of its own four. Every eight of them are a cache line.

use super::channel::{CHANNELS, Row, by_type};
use crate::game::moves::Player;
use crate::game::state::StateId;
use crate::numeric::grid::{BeliefGrid, GRID_RANGE};
use crate::numeric::lanes::LANES;

/// Numbers in a strip where no broker is active.
pub const APART: usize = 16;
/// Numbers in a strip where a broker is active.
pub const ACTIVE: usize = 24;

/// Where V of the sides ends and their B and U, and where the broker's B and U begin.
pub const OF_SIDES: usize = CHANNELS;
pub const OF_BROKER: usize = 2 * CHANNELS;

/// Numbers of one point, on cache lines of their own.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub struct Strip<const W: usize>(pub [f64; W]);

impl<const W: usize> Strip<W> {
    pub const NOTHING: Self = Strip([0.0; W]);

    /// What concerns a channel concerns it in V, B and U.
    pub fn of(row: &Row) -> Self {
        let mut strip = Self::NOTHING;
        for (at, number) in strip.0.iter_mut().enumerate() {
            *number = row[channel(at)];
        }
        strip
    }
}

/// The channel that a number in a strip belongs to.
pub fn channel(at: usize) -> usize {
    match at {
        0..OF_SIDES => at,
        OF_SIDES..OF_BROKER => (at - OF_SIDES) % 4,
        _ => 4 + (at - OF_BROKER) % 4,
    }
}

/// V, B and U.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Following,
    Best,
    Uniform,
}

/// Where a strip holds a channel's value.
pub fn place(width: usize, kind: Kind, channel: usize) -> usize {
    let second = if kind == Kind::Uniform { 4 } else { 0 };
    match (kind, channel) {
        (Kind::Following, _) => channel,
        (_, 0..4) => OF_SIDES + second + channel,
        // Without an active broker its three values are one.
        _ if width == APART => channel,
        _ => OF_BROKER + second + channel - 4,
    }
}

/// The states with or those without an active broker: what is carried there.
#[derive(Clone, Debug)]
pub struct Block<const W: usize> {
    first: StateId,
    points: usize,
    opening: Vec<Strip<W>>,
    /// Values after the moves and at decisions, as the agenda has distributed them.
    pub slots: Vec<Vec<Strip<W>>>,
    /// By mover and its prior: who expects what of its low and of its high type (see [`by_type`]). Zero for the mover's own U,
    /// which does not depend on its policy.
    pub share: [Vec<[Strip<W>; 2]>; 2],
    /// Room for the values of a state in which a covert programme has been, and has not been, exposed.
    pub exposure: [Vec<Strip<W>>; 2],
}

impl<const W: usize> Block<W> {
    pub fn new(first: StateId, states: usize, slots: usize, grid: &BeliefGrid) -> Self {
        let points = grid.len() * grid.len();
        let share = |own: usize| {
            let of = |low: f64, high: f64, belief: f64| {
                let mut strip = Strip::of(&by_type(own, belief, low, high));
                for t in 0..2 {
                    strip.0[place(W, Kind::Uniform, own + t)] = 0.0;
                }
                strip
            };
            let by_belief = |&belief: &f64| [of(1.0, 0.0, belief), of(0.0, 1.0, belief)];
            grid.points().iter().map(by_belief).collect()
        };
        Block {
            first,
            points,
            opening: vec![Strip::NOTHING; states * points],
            slots: vec![vec![Strip::NOTHING; points]; slots],
            share: [share(0), share(2)],
            exposure: [(); 2].map(|()| vec![Strip::NOTHING; points]),
        }
    }

    /// All grid points of a state at the start of the round.
    #[inline(always)]
    pub fn opening(&self, state: StateId) -> &[Strip<W>] {
        let start = (state - self.first) * self.points;
        &self.opening[start..start + self.points]
    }

    /// All grid points of a state at the start of the round, to be written, beside the slots.
    #[inline(always)]
    pub fn opening_mut(&mut self, state: StateId) -> (&mut [Strip<W>], &[Vec<Strip<W>>]) {
        let start = (state - self.first) * self.points;
        (&mut self.opening[start..start + self.points], &self.slots)
    }

    /// Bilinear interpolation of a value at any beliefs.
    pub fn at(&self, state: StateId, kind: Kind, channel: usize, grid: &BeliefGrid, beliefs: [f64; 2]) -> f64 {
        let (strips, size, c) = (self.opening(state), grid.len(), place(W, kind, channel));
        let (p, q) = (grid.locate(beliefs[0]), grid.locate(beliefs[1]));
        let along = |i: usize| {
            let start = (p.cell + i) * size + q.cell;
            let (low, high) = (strips[start].0[c], strips[start + 1].0[c]);
            low + (high - low) * q.fraction
        };
        let low = along(0);
        low + (along(1) - low) * p.fraction
    }
}

/// A cell of a line of the grid.
#[derive(Clone, Copy, Debug)]
struct Cell {
    low: f64,
    inverse: f64,
    /// Where the next cell begins; infinite for the last.
    next: f64,
    /// Distance of its low end from that of the line.
    offset: usize,
}

/// Adding it to a number from 0 to 2^51 rounds it and leaves the integer in the lowest bits.
pub const ROUNDER: f64 = 4_503_599_627_370_496.0;

/// Sixteen grid points.
#[derive(Clone, Debug)]
pub struct Group {
    pub first: usize,
    /// Points in use; lanes beyond the last point repeat it.
    pub lanes: usize,
    /// Prior of each lane.
    pub belief: Strip<LANES>,
    /// By lane: where its line begins, and the number of its prior among the points of the grid.
    pub lines: [(u32, u32); LANES],
}

/// How a mover's belief moves over the grid.
#[derive(Clone, Debug)]
pub struct Paths {
    pub groups: Vec<Group>,
    /// Distance of grid neighbours.
    pub stride: usize,
    /// Room for all cells that a grid can have, so that a number of a cell needs no check.
    cells: Box<[Cell; CELLS]>,
    /// Beliefs times this round to the number of a bin.
    pub bins: f64,
    /// The cell in which a bin begins; no bin holds two inner points of the grid.
    first_cell: Vec<u8>,
}

/// Most cells of a line.
const CELLS: usize = *GRID_RANGE.end() - 1;
const _: () = assert!(CELLS == 256, "the numbers of cells are bytes");

impl Paths {
    pub fn of(mover: Player, grid: &BeliefGrid) -> Self {
        let disarmer = mover == Player::Disarmer;
        let (size, beliefs) = (grid.len(), grid.points());
        let stride = if disarmer { size } else { 1 };
        let points = size * size;
        let group = |first: usize| {
            let mut group = Group {
                first,
                lanes: LANES.min(points - first),
                belief: Strip::NOTHING,
                lines: [(0, 0); LANES],
            };
            for lane in 0..LANES {
                let point = (first + lane).min(points - 1);
                let (i, j) = (point / size, point % size);
                let (base, index) = if disarmer { (j, i) } else { (i * size, j) };
                group.lines[lane] = (base as u32, index as u32);
                group.belief.0[lane] = beliefs[index];
            }
            group
        };
        let cell = |i: usize| Cell {
            low: beliefs[i],
            inverse: grid.inverse_width(i),
            next: if i + 2 < size { beliefs[i + 1] } else { f64::INFINITY },
            offset: i * stride,
        };
        let widths = beliefs.windows(2).map(|w| w[1] - w[0]);
        let bins = (1.0 / widths.fold(f64::INFINITY, f64::min)).ceil() + 1.0;
        let start = |bin: usize| ((bin as f64 - 0.5) / bins).clamp(0.0, 1.0);
        Paths {
            groups: (0..points).step_by(LANES).map(group).collect(),
            stride,
            cells: Box::new(std::array::from_fn(|i| cell(i.min(size - 2)))),
            bins,
            first_cell: (0..=bins as usize + 1).map(|bin| grid.cell(start(bin)) as u8).collect(),
        }
    }

    /// How far from the beginning of a line the low end of a belief's cell lies, and the belief's place within the cell;
    /// `rounded` is the belief times `bins` plus [`ROUNDER`]. A belief that rounding puts beyond the end of its cell does not
    /// mind: values are continuous there.
    #[inline(always)]
    pub fn find(&self, belief: f64, rounded: f64) -> (usize, f64) {
        let bin = rounded.to_bits() as u32 as usize;
        let first = self.first_cell[bin];
        let beyond = u8::from(belief >= self.cells[usize::from(first)].next);
        let cell = &self.cells[usize::from(first.wrapping_add(beyond))];
        (cell.offset, (belief - cell.low) * cell.inverse)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_belief_is_found_where_the_grid_has_it() {
        for size in [2, 3, 11, 64, 257] {
            let grid = BeliefGrid::cosine(size);
            for mover in [Player::Disarmer, Player::Guarantor] {
                let paths = Paths::of(mover, &grid);
                for step in 0..=100_000 {
                    let belief = f64::from(step) / 100_000.0;
                    let (offset, fraction) = paths.find(belief, belief * paths.bins + ROUNDER);
                    let place = grid.locate(belief);
                    let distance = (offset / paths.stride) as f64 + fraction - (place.cell as f64 + place.fraction);
                    assert!(distance.abs() < 1e-9, "{size} {belief}");
                }
            }
        }
    }
}
