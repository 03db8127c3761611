//! What the solver hands to the simulator: action probabilities of every type at every decision of the played rounds, on the
//! belief grid.
//!
//! Between grid points policies are interpolated bilinearly, and the same interpolated policies draw the action and
//! update the belief (model section 9). Tables hold 32-bit floats: their relative rounding of 6e-8 is far below the grid
//! error and it halves the memory that play has to read. Probabilities are stored as weights and normalised on use, so
//! that a rounded table is still a probability distribution and rare actions keep their relative size.

use crate::game::Rules;
use crate::game::moves::{NodeId, Player, Position};
use crate::game::state::StateId;
use crate::numeric::grid::BeliefGrid;
use crate::numeric::lanes::Lanes;

/// Public beliefs `[Pr(dealer), Pr(keeper)]`.
pub type Beliefs = [f64; 2];

/// Places for the actions of a decision: one more than [`crate::game::moves::MAX_ACTIONS`], so that rows are whole vectors.
pub const ROW: usize = 4;

/// Action probabilities of both types, `[low type, high type][action]`, 0 past the last action; for the broker both rows are
/// equal.
pub type Mixture = [[f64; ROW]; 2];

/// Where the tables of a node or of an engagement decision lie within the block of a round. A grid point is a row of
/// `types × lanes` floats: the actions of the low type, then those of the high type, each filled up with zeros to two or
/// four, so that rows are whole vectors and neighbouring grid points lie side by side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Slot {
    pub offset: usize,
    pub types: usize,
    pub lanes: usize,
    actions: usize,
}

impl Slot {
    fn new(offset: usize, actions: usize, types: usize) -> Self {
        Slot {
            offset,
            types,
            lanes: if actions > 2 { ROW } else { 2 },
            actions,
        }
    }

    /// Floats per grid point.
    pub fn width(self) -> usize {
        self.lanes * self.types
    }
}

/// Number of types whose policies differ.
fn types(mover: Player) -> usize {
    if mover == Player::Broker { 1 } else { 2 }
}

/// Something that takes solved policies, point by point (`point` = disarmer index × G + guarantor index).
pub trait Tables {
    /// Stores the probabilities of a node at a grid point.
    fn set_node(&mut self, round: usize, node: NodeId, point: usize, mixture: &Mixture);

    /// Stores the probability of mediating at a grid point.
    fn set_engagement(&mut self, round: usize, state: StateId, point: usize, mediates: f64);
}

/// Policies of all decisions in the rounds that are played.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    grid: BeliefGrid,
    nodes: Vec<Slot>,
    /// By state; none where no active broker decides about mediating.
    engagements: Vec<Option<Slot>>,
    block: usize,
    rounds: usize,
    /// First round that has tables.
    first: usize,
    weights: Vec<f32>,
}

impl Policy {
    /// Tables of the right size for a game, all weights zero; the solver fills them.
    pub fn new(rules: &Rules, grid: &BeliefGrid) -> Self {
        Self::with_rounds(rules, grid, rules.game.clock.rounds)
    }

    /// Tables of one round, whichever they are [turned to](Self::turn_to).
    pub(crate) fn page(rules: &Rules, grid: &BeliefGrid) -> Self {
        Self::with_rounds(rules, grid, 1)
    }

    /// Makes a page the tables of that round.
    pub(crate) fn turn_to(&mut self, round: usize) {
        self.first = round;
    }

    fn with_rounds(rules: &Rules, grid: &BeliefGrid, rounds: usize) -> Self {
        let mut offset = 0;
        let cells = grid.len() * grid.len();
        let mut slot = |actions: usize, types: usize| {
            let slot = Slot::new(offset, actions, types);
            offset += slot.width() * cells;
            slot
        };
        let nodes = rules
            .moves
            .nodes
            .iter()
            .map(|n| slot(n.choices.len(), types(n.mover)))
            .collect();
        let engagements = rules
            .moves
            .openings
            .iter()
            .map(|o| o.mediation.then(|| slot(2, 1)))
            .collect();
        Policy {
            grid: grid.clone(),
            nodes,
            engagements,
            block: offset,
            rounds,
            first: 0,
            weights: vec![0.0; offset * rounds],
        }
    }

    /// Memory of the tables of a game in bytes.
    pub fn bytes(rules: &Rules, grid_size: usize) -> usize {
        let nodes: usize = rules
            .moves
            .nodes
            .iter()
            .map(|n| Slot::new(0, n.choices.len(), types(n.mover)).width())
            .sum();
        let engagements = 2 * rules.moves.openings.iter().filter(|o| o.mediation).count();
        (nodes + engagements) * grid_size * grid_size * rules.game.clock.rounds * size_of::<f32>()
    }

    pub fn grid(&self) -> &BeliefGrid {
        &self.grid
    }

    /// Number of rounds that have policies.
    pub fn rounds(&self) -> usize {
        self.rounds
    }

    /// Place of a node's tables in the blocks.
    pub(crate) fn slot(&self, node: NodeId) -> Slot {
        self.nodes[node]
    }

    /// Place of the tables of a decision to mediate.
    pub(crate) fn engagement_slot(&self, state: StateId) -> Option<Slot> {
        self.engagements[state]
    }

    /// The tables of one round.
    pub(crate) fn block(&self, round: usize) -> &[f32] {
        &self.weights[round * self.block..(round + 1) * self.block]
    }

    /// Takes the tables of the first nodes in a round from those of a game that shares them.
    pub(crate) fn copy_first(&mut self, round: usize, nodes: usize, other: &Policy) {
        let count = self.nodes.get(nodes).map_or(self.block, |slot| slot.offset);
        let (own, from) = (round * self.block, round * other.block);
        self.weights[own..own + count].copy_from_slice(&other.weights[from..from + count]);
    }

    /// Takes the tables of some nodes and decisions to mediate in a round from a page of the same game.
    pub(crate) fn copy_from(&mut self, round: usize, nodes: &[NodeId], states: &[StateId], page: &Policy) {
        let cells = self.grid.len() * self.grid.len();
        let own = round * self.block;
        let deciding = states.iter().filter_map(|state| self.engagements[*state]);
        for slot in nodes.iter().map(|node| self.nodes[*node]).chain(deciding) {
            let here = slot.offset..slot.offset + slot.width() * cells;
            self.weights[own + here.start..own + here.end].copy_from_slice(&page.weights[here]);
        }
    }

    fn set(&mut self, round: usize, slot: Slot, point: usize, mixture: &Mixture) {
        let start = (round - self.first) * self.block + slot.offset + point * slot.width();
        for kind in 0..slot.types {
            for action in 0..slot.actions {
                self.weights[start + kind * slot.lanes + action] = mixture[kind][action] as f32;
            }
        }
    }

    /// Stores the probabilities of a node with private types at `lanes` grid points from `first` on, given by type and action.
    #[inline(always)]
    pub(crate) fn store_lanes<const K: usize>(
        &mut self,
        round: usize,
        node: NodeId,
        first: usize,
        lanes: usize,
        policy: &[[Lanes; K]; 2],
    ) {
        let slot = self.nodes[node];
        let start = (round - self.first) * self.block + slot.offset + first * slot.width();
        let rows = &mut self.weights[start..start + lanes * slot.width()];
        if K == 2 {
            for (lane, row) in rows.as_chunks_mut::<4>().0.iter_mut().enumerate() {
                let [[a, b], [c, d]] = [
                    [policy[0][0][lane], policy[0][1][lane]],
                    [policy[1][0][lane], policy[1][1][lane]],
                ];
                *row = [a as f32, b as f32, c as f32, d as f32];
            }
            return;
        }
        for (lane, row) in rows.as_chunks_mut::<{ 2 * ROW }>().0.iter_mut().enumerate() {
            for kind in 0..2 {
                for a in 0..K {
                    row[kind * ROW + a] = policy[kind][a][lane] as f32;
                }
            }
        }
    }

    /// Probabilities of a node's actions at any beliefs, by bilinear interpolation.
    #[inline]
    pub fn node(&self, round: usize, node: NodeId, beliefs: Beliefs) -> Mixture {
        self.interpolate(round, self.nodes[node], beliefs)
    }

    /// Probabilities of the actions in a situation at any beliefs, in the order of its node's choices; `None` if the game has
    /// no such decision.
    pub fn at(&self, rules: &Rules, round: usize, position: Position, beliefs: Beliefs) -> Option<Mixture> {
        let node = rules.moves.nodes.iter().position(|node| node.position == position)?;
        Some(self.node(round, node, beliefs))
    }

    /// Probability that an active broker mediates at this state; `None` where it has nothing to decide.
    #[inline]
    pub fn engagement(&self, round: usize, state: StateId, beliefs: Beliefs) -> Option<f64> {
        self.engagements[state].map(|slot| self.interpolate(round, slot, beliefs)[0][0])
    }

    #[inline]
    fn interpolate(&self, round: usize, slot: Slot, beliefs: Beliefs) -> Mixture {
        let size = self.grid.len();
        let across = self.grid.locate(beliefs[0]);
        let along = self.grid.locate(beliefs[1]);
        let base = round * self.block + slot.offset;
        let width = slot.width();
        let corner = |i: usize, j: usize| {
            let start = base + ((across.cell + i) * size + along.cell + j) * width;
            &self.weights[start..start + width]
        };
        let (a, b, c, d) = (corner(0, 0), corner(0, 1), corner(1, 0), corner(1, 1));
        let (x, y) = (across.fraction, along.fraction);
        let (wa, wb, wc, wd) = ((1.0 - x) * (1.0 - y), (1.0 - x) * y, x * (1.0 - y), x * y);
        let mut mixture = [[0.0; ROW]; 2];
        for kind in 0..slot.types {
            let mut total = 0.0;
            for action in 0..slot.actions {
                let at = kind * slot.lanes + action;
                let weight =
                    wa * f64::from(a[at]) + wb * f64::from(b[at]) + wc * f64::from(c[at]) + wd * f64::from(d[at]);
                mixture[kind][action] = weight;
                total += weight;
            }
            for probability in &mut mixture[kind][..slot.actions] {
                *probability /= total;
            }
        }
        if slot.types == 1 {
            mixture[1] = mixture[0];
        }
        mixture
    }
}

impl Tables for Policy {
    fn set_node(&mut self, round: usize, node: NodeId, point: usize, mixture: &Mixture) {
        self.set(round, self.nodes[node], point, mixture);
    }

    fn set_engagement(&mut self, round: usize, state: StateId, point: usize, mediates: f64) {
        if let Some(slot) = self.engagements[state] {
            let row = [mediates, 1.0 - mediates, 0.0, 0.0];
            self.set(round, slot, point, &[row, row]);
        }
    }
}

/// The broker's message policy as play needs it: probability of vouching by signal and the beliefs that follow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MessagePlan {
    pub guarantor_accuracy: f64,
    pub disarmer_accuracy: f64,
    pub honesty: f64,
    /// Probability that a strategic message on the guarantor vouches, by signal `[bad, good]`.
    pub on_guarantor: [f64; 2],
    /// Pr(keeper) after `[warn, vouch]`.
    pub keeper: [f64; 2],
    /// The same on the disarmer, after `[warn, vouch]` on the guarantor.
    pub on_disarmer: [[f64; 2]; 2],
    /// Pr(dealer) by first and second message.
    pub dealer: [[f64; 2]; 2],
}

/// Bayes' rule for a type: the probability of the high type after an observation that has these likelihoods under the low
/// and the high type. An observation that neither type can cause leaves the belief where it was.
#[inline]
pub fn posterior(prior: f64, likelihood: [f64; 2]) -> f64 {
    let high = prior * likelihood[1];
    let total = high + (1.0 - prior) * likelihood[0];
    if total > 0.0 { high / total } else { prior }
}
