//! The policies of one round, as the certifier takes them.

use super::strip::Strip;
use crate::game::Rules;
use crate::game::moves::{NodeId, Player};
use crate::game::state::StateId;
use crate::numeric::grid::BeliefGrid;
use crate::numeric::lanes::{LANES, Lanes};
use crate::policy::{Mixture, Tables};

/// The policies of one round, by node and by state, for sixteen grid points at a time.
#[derive(Clone, Debug)]
pub struct RoundPlay {
    points: usize,
    /// Where the lanes of a node begin, and how many there are for a group of points: by type and action, or only the
    /// broker's first action.
    nodes: Vec<(usize, usize)>,
    /// Where the probabilities of mediating begin, for states where an active broker decides.
    engagements: Vec<Option<usize>>,
    lanes: Vec<Strip<LANES>>,
}

impl RoundPlay {
    pub fn new(rules: &Rules, grid: &BeliefGrid) -> Self {
        let points = grid.len() * grid.len();
        let groups = points.div_ceil(LANES);
        let mut end = 0;
        let mut room = |width: usize| {
            let start = end;
            end += groups * width;
            start
        };
        let nodes = rules.moves.nodes.iter().map(|node| {
            let width = match node.mover {
                Player::Broker => 1,
                _ => 2 * node.choices.len(),
            };
            (room(width), width)
        });
        let nodes = nodes.collect();
        let openings = rules.moves.openings.iter();
        let engagements = openings.map(|o| o.mediation.then(|| room(1))).collect();
        RoundPlay {
            points,
            nodes,
            engagements,
            lanes: vec![Strip::NOTHING; end],
        }
    }

    /// A node's policies at a group of points.
    #[inline(always)]
    pub(super) fn node(&self, node: NodeId, group: usize) -> &[Strip<LANES>] {
        let (start, width) = self.nodes[node];
        &self.lanes[start + group * width..start + (group + 1) * width]
    }

    /// Probabilities of mediating at all groups of points, where the broker decides.
    #[inline(always)]
    pub(super) fn engagement(&self, state: StateId) -> Option<&[Strip<LANES>]> {
        let start = self.engagements[state]?;
        Some(&self.lanes[start..start + self.points.div_ceil(LANES)])
    }

    /// Stores the policies of a node with private types at the sixteen points from `first` on, by type and action.
    #[inline(always)]
    pub(crate) fn store_lanes<const K: usize>(&mut self, node: NodeId, first: usize, policy: &[[Lanes; K]; 2]) {
        let (start, width) = self.nodes[node];
        let start = start + first / LANES * width;
        // The solver leaves out vectors of lanes that have no point, so that nothing is said of these.
        let used = LANES.min(self.points - first);
        for (strip, lanes) in self.lanes[start..start + 2 * K].iter_mut().zip(policy.as_flattened()) {
            strip.0 = *lanes;
            strip.0[used..].fill(lanes[used - 1]);
        }
    }

    /// Stores a number at a point; lanes beyond the last point repeat it.
    #[inline(always)]
    fn set(lanes: &mut Strip<LANES>, points: usize, point: usize, value: f64) {
        let lane = point % LANES;
        lanes.0[lane] = value;
        if point + 1 == points {
            lanes.0[lane..].fill(value);
        }
    }
}

impl Tables for RoundPlay {
    fn set_node(&mut self, _round: usize, node: NodeId, point: usize, mixture: &Mixture) {
        let (start, width) = self.nodes[node];
        let start = start + point / LANES * width;
        let actions = (width / 2).max(1);
        for (number, lanes) in self.lanes[start..start + width].iter_mut().enumerate() {
            Self::set(lanes, self.points, point, mixture[number / actions][number % actions]);
        }
    }

    fn set_engagement(&mut self, _round: usize, state: StateId, point: usize, mediates: f64) {
        if let Some(start) = self.engagements[state] {
            let lanes = &mut self.lanes[start + point / LANES];
            Self::set(lanes, self.points, point, mediates);
        }
    }
}
