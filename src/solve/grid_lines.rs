//! How the lanes of a decision walk over the grid: the coordinate of the mover's belief moves, the other one stays.

use super::channels::weights;
use super::kernel::{Points, Rows};
use super::values::Row;
use crate::game::moves::Player;
use crate::numeric::grid::BeliefGrid;
use crate::numeric::lanes::{LANES, Lanes};

/// Neighbouring grid points, as many as there are lanes.
#[derive(Clone, Debug)]
pub struct Group {
    /// Number of the first point.
    pub first: usize,
    /// Points in use; lanes beyond the last point repeat it.
    pub lanes: usize,
    /// Where the line of each lane begins.
    pub base: Rows,
    /// Prior of each lane.
    pub belief: Lanes,
    /// Number of that prior among the points of the grid.
    pub index: [usize; LANES],
}

/// The lines of a mover.
#[derive(Clone, Debug)]
pub struct GridLines {
    pub groups: Vec<Group>,
    /// Distance of grid neighbours in the coordinate that moves.
    pub stride: usize,
    /// By the mover's prior: weights by channel of a probability given by type, `[low, high]` (see [`weights`]).
    pub share: Vec<[Row; 2]>,
}

impl GridLines {
    /// # Panics
    /// If the mover is the broker, which has no type.
    pub fn of(mover: Player, grid: &BeliefGrid) -> Self {
        assert_ne!(mover, Player::Broker, "the broker has no belief about itself to move");
        let disarmer = mover == Player::Disarmer;
        let size = grid.len();
        let points = size * size;
        let group = |first: usize| {
            let mut group = Group {
                first,
                lanes: LANES.min(points - first),
                base: [0; LANES],
                belief: [0.0; LANES],
                index: [0; LANES],
            };
            for lane in 0..LANES {
                let point = (first + lane).min(points - 1);
                let (i, j) = (point / size, point % size);
                (group.base[lane], group.index[lane]) = if disarmer {
                    (j as u32, i)
                } else {
                    ((i * size) as u32, j)
                };
                group.belief[lane] = grid.points()[group.index[lane]];
            }
            group
        };
        let own = if disarmer { 0 } else { 2 };
        let share = |&belief: &f64| [weights(own, belief, 1.0, 0.0), weights(own, belief, 0.0, 1.0)];
        GridLines {
            groups: (0..points).step_by(LANES).map(group).collect(),
            stride: if disarmer { size } else { 1 },
            share: grid.points().iter().map(share).collect(),
        }
    }

    /// The points of a group, with the values that follow each observation.
    #[inline(always)]
    pub fn points_of<'p, const K: usize>(
        &self,
        group: &Group,
        grid: &'p BeliefGrid,
        after: [&'p [Row]; K],
    ) -> Points<'p, K> {
        Points {
            grid,
            after,
            stride: self.stride,
            base: group.base,
            belief: group.belief,
            lanes: group.lanes,
        }
    }
}
