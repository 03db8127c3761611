//! Certificates: how far given policies are from an equilibrium.
//!
//! [`Certifier`] evaluates any policies on the belief grid, not only the solver's, by a sweep of its own: Bayes' rule and
//! expectations, with no fixed point in it. Three values are carried side by side for every type:
//!
//! * V: everybody follows the policies;
//! * B: this type alone plays a best response to the others' policies, who go on drawing their conclusions as if it
//!   followed its own (its actions move beliefs by the policies' likelihoods);
//! * U: this type alone plays uniformly at random.
//!
//! B − V is what a full deviation could gain. The rationality gauge (V − U) / (B − U) is 0 for uniform play and 1 for a best
//! response. Under logit play the gain of one best deviation at a node is at most ln K / λ, K being the number of actions
//! (the entropy of a choice is at most ln K), which is the rate at which play becomes optimal as λ grows.

use std::sync::Arc;

use super::channels::{add_scaled, beliefs_at, by_channel, owner, public_mean, side, weights};
use super::events::close;
use super::shape::Shape;
use super::values::{CHANNELS, Row, Values};
use crate::game::Rules;
use crate::game::moves::{Node, NodeId, Player, Target};
use crate::game::state::StateId;
use crate::numeric::elementary::{logistic, softmax};
use crate::numeric::grid::BeliefGrid;
use crate::policy::{Mixture, Tables, posterior};

/// The policies of one round, by node and by state, at every grid point.
#[derive(Clone, Debug)]
pub struct RoundPlay {
    points: usize,
    nodes: Vec<Mixture>,
    mediates: Vec<f64>,
}

impl RoundPlay {
    pub fn new(rules: &Rules, grid: &BeliefGrid) -> Self {
        let points = grid.len() * grid.len();
        RoundPlay {
            points,
            nodes: vec![Mixture::default(); rules.moves.nodes.len() * points],
            mediates: vec![0.0; rules.space.len() * points],
        }
    }
}

impl Tables for RoundPlay {
    fn set_node(&mut self, _round: usize, node: NodeId, point: usize, mixture: &Mixture) {
        self.nodes[node * self.points + point] = *mixture;
    }

    fn set_engagement(&mut self, _round: usize, state: StateId, point: usize, mediates: f64) {
        self.mediates[state * self.points + point] = mediates;
    }
}

/// V, B and U.
const FOLLOWING: usize = 0;
const BEST: usize = 1;
const UNIFORM: usize = 2;

/// The certificate of one player type (or of the broker, under the public beliefs).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TypeCertificate {
    /// Value of following the policy, at the priors.
    pub value: f64,
    /// What a full best response would gain at the priors, in the player's payoff units.
    pub deviation_gain: f64,
    /// The same as a share of what is at stake: the spread of its flows over all states, received until the end of foresight.
    pub share_of_stakes: f64,
    /// (V − U) / (B − U) at the priors; none if nothing this type does matters.
    pub gauge: Option<f64>,
    /// Largest gain of one best deviation at any node, round and grid point.
    pub one_deviation_gain: f64,
}

/// A certificate of policies over the whole foresight.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Certificate {
    /// Largest change of any probability under one more application of logit response, at any node and grid point.
    pub residual: f64,
    /// Staller, dealer, reneger, keeper, broker.
    pub types: [TypeCertificate; 5],
}

/// Names of [`Certificate::types`].
pub const TYPE_NAMES: [&str; 5] = ["staller", "dealer", "reneger", "keeper", "broker"];

/// Evaluates policies round by round, from the last to the first.
pub struct Certifier {
    rules: Arc<Rules>,
    grid: BeliefGrid,
    opening: [Values; 3],
    closing: [Values; 3],
    nodes: [Values; 3],
    residual: f64,
    gains: [f64; 5],
}

impl Certifier {
    pub fn new(rules: &Rules, grid: &BeliefGrid) -> Self {
        let states = || std::array::from_fn(|_| Values::new(rules.space.len(), grid));
        let nodes = std::array::from_fn(|_| Values::new(rules.moves.nodes.len(), grid));
        Certifier {
            rules: Arc::new(rules.clone()),
            grid: grid.clone(),
            opening: states(),
            closing: states(),
            nodes,
            residual: 0.0,
            gains: [0.0; 5],
        }
    }

    /// Takes the policies of round `round`; rounds must come in falling order from the end of foresight.
    pub fn round(&mut self, round: usize, play: &RoundPlay) {
        for kind in [FOLLOWING, BEST, UNIFORM] {
            close(
                &self.rules,
                &self.grid,
                round,
                &self.opening[kind],
                &mut self.closing[kind],
            );
        }
        let rules = Arc::clone(&self.rules);
        for (id, node) in rules.moves.nodes.iter().enumerate() {
            match (node.mover, node.choices.len()) {
                (Player::Broker, _) => self.broker_node(round, id, play),
                (_, 2) => self.typed_node::<2>(round, id, play),
                (_, 3) => self.typed_node::<3>(round, id, play),
                _ => self.typed_node::<4>(round, id, play),
            }
        }
        self.open(play);
    }

    fn typed_node<const K: usize>(&mut self, round: usize, id: usize, play: &RoundPlay) {
        let rules = Arc::clone(&self.rules);
        let node = &rules.moves.nodes[id];
        let shape = Shape::<K>::new(&rules, node, round);
        let size = self.grid.len();
        for point in 0..size * size {
            let mixture = &play.nodes[id * play.points + point];
            let results = self.typed_point(node, &shape, point, mixture);
            for (kind, row) in results.into_iter().enumerate() {
                self.nodes[kind].slot_mut(id)[point] = row;
            }
        }
    }

    fn typed_point<const K: usize>(
        &mut self,
        node: &Node,
        shape: &Shape<K>,
        point: usize,
        mixture: &Mixture,
    ) -> [Row; 3] {
        let size = self.grid.len();
        let own = shape.mover.own;
        let moving = if own == 0 { point / size } else { point % size };
        let belief = self.grid.points()[moving];
        let base = if own == 0 { point % size } else { point - moving };
        let stride = if own == 0 { size } else { 1 };
        let chance = shape.chances();
        let seen =
            [0, 1].map(|t| -> [f64; K] { std::array::from_fn(|o| (0..K).map(|a| mixture[t][a] * chance[a][o]).sum()) });
        let mut rows = [[[0.0; CHANNELS]; K]; 3];
        for o in 0..K {
            let place = self.grid.locate(posterior(belief, [seen[0][o], seen[1][o]]));
            let at = base + place.cell * stride;
            for (kind, rows) in rows.iter_mut().enumerate() {
                let after = match node.observations[o].next {
                    Target::Node(next) => self.nodes[kind].slot(next),
                    Target::End(next) => self.closing[kind].slot(next),
                };
                let (low, high) = (&after[at], &after[at + stride]);
                rows[o] = std::array::from_fn(|c| low[c] + (high[c] - low[c]) * place.fraction);
            }
        }
        let quality = |kind: usize, t: usize| -> [f64; K] {
            std::array::from_fn(|a| {
                let next: f64 = (0..K).map(|o| chance[a][o] * rows[kind][o][own + t]).sum();
                shape.mover.one_off[t][a] + next
            })
        };
        let mut results = [[0.0; CHANNELS]; 3];
        for (kind, result) in results.iter_mut().enumerate() {
            for o in 0..K {
                let weight = weights(own, belief, seen[0][o], seen[1][o]);
                let weighted: Row = std::array::from_fn(|c| weight[c] * rows[kind][o][c]);
                add_scaled(result, &weighted, 1.0);
            }
            if let Some(paid) = &shape.paid {
                for a in 0..K {
                    let weight = weights(own, belief, mixture[0][a], mixture[1][a]);
                    let weighted: Row = std::array::from_fn(|c| weight[c] * paid[a][c]);
                    add_scaled(result, &weighted, 1.0);
                }
            }
        }
        for t in 0..2 {
            let largest = |q: &[f64; K]| q.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            results[BEST][own + t] = largest(&quality(BEST, t));
            results[UNIFORM][own + t] = quality(UNIFORM, t).iter().sum::<f64>() / K as f64;
            let q = quality(FOLLOWING, t);
            let gain = largest(&q) - results[FOLLOWING][own + t];
            self.gains[own + t] = self.gains[own + t].max(gain);
            let mut response = q.map(|q| shape.mover.lambda * q);
            softmax(&mut response);
            for a in 0..K {
                self.residual = self.residual.max((response[a] - mixture[t][a]).abs());
            }
        }
        results
    }

    /// The broker's choice between two rows at public beliefs: V, B and U, given the probability of the first.
    fn broker_choice(&mut self, beliefs: [f64; 2], rows: [[Row; 2]; 3], first: f64) -> [Row; 3] {
        let worth = |kind: usize, o: usize| public_mean(beliefs, |c| rows[kind][o][c]);
        let lambda = self.rules.game.broker.as_ref().map_or(0.0, |b| b.rationality);
        let gain = worth(FOLLOWING, 0) - worth(FOLLOWING, 1);
        self.residual = self.residual.max((logistic(lambda * gain) - first).abs());
        let lost = if gain > 0.0 {
            (1.0 - first) * gain
        } else {
            -first * gain
        };
        self.gains[4] = self.gains[4].max(lost);
        let best = if worth(BEST, 0) >= worth(BEST, 1) { 1.0 } else { 0.0 };
        [(FOLLOWING, first), (BEST, best), (UNIFORM, 0.5)].map(|(kind, chosen)| {
            std::array::from_fn(|c| {
                let p = if c >= 4 { chosen } else { first };
                p * rows[kind][0][c] + (1.0 - p) * rows[kind][1][c]
            })
        })
    }

    fn broker_node(&mut self, round: usize, id: usize, play: &RoundPlay) {
        let rules = Arc::clone(&self.rules);
        let node = &rules.moves.nodes[id];
        let paid: [Row; 2] = std::array::from_fn(|o| {
            by_channel(&self.rules.payoffs.one_off(node.choices[o].branches[0].one_off, round))
        });
        for point in 0..play.points {
            let rows = std::array::from_fn(|kind| {
                std::array::from_fn(|o| {
                    let mut row = match node.observations[o].next {
                        Target::End(state) => self.closing[kind].slot(state)[point],
                        Target::Node(next) => self.nodes[kind].slot(next)[point],
                    };
                    add_scaled(&mut row, &paid[o], 1.0);
                    row
                })
            });
            let first = play.nodes[id * play.points + point][0][0];
            let results = self.broker_choice(beliefs_at(&self.grid, point), rows, first);
            for (kind, row) in results.into_iter().enumerate() {
                self.nodes[kind].slot_mut(id)[point] = row;
            }
        }
    }

    fn open(&mut self, play: &RoundPlay) {
        let rounds = f64::from(self.rules.game.clock.rounds_per_year);
        let cost = self
            .rules
            .game
            .broker
            .as_ref()
            .map_or(0.0, |b| b.interests.mediation_cost / rounds);
        for id in 0..self.rules.space.len() {
            let opening = self.rules.moves.openings[id];
            for point in 0..play.points {
                // The row if the parties meet with the given probability and the broker pays the given fee.
                let row = |kind: usize, meeting: f64, fee: f64| -> Row {
                    let met = &self.nodes[kind].slot(opening.node)[point];
                    let apart = &self.closing[kind].slot(id)[point];
                    std::array::from_fn(|c| {
                        meeting * met[c] + (1.0 - meeting) * apart[c] - if c >= 4 { fee } else { 0.0 }
                    })
                };
                let [aside, mediated] = opening.meeting;
                let rows: [[Row; 2]; 3] =
                    std::array::from_fn(|kind| [row(kind, mediated, cost), row(kind, aside, 0.0)]);
                let results = match opening.mediation {
                    true => {
                        let first = play.mediates[id * play.points + point];
                        self.broker_choice(beliefs_at(&self.grid, point), rows, first)
                    }
                    false => rows.map(|[_, aside]| aside),
                };
                for (kind, row) in results.into_iter().enumerate() {
                    self.opening[kind].slot_mut(id)[point] = row;
                }
            }
        }
    }

    /// The certificate once round 0 has been taken.
    pub fn finish(&self) -> Certificate {
        let game = &self.rules.game;
        let beliefs = [game.disarmer.dealer_prior, game.guarantor.keeper_prior];
        let start = self.rules.start();
        let at = |kind: usize, c: usize| self.opening[kind].at(start, c, &self.grid, beliefs);
        let value = |kind: usize, t: usize| {
            if t < 4 {
                at(kind, t)
            } else {
                public_mean(beliefs, |c| at(kind, c))
            }
        };
        let types = std::array::from_fn(|t| {
            let [v, b, u] = [FOLLOWING, BEST, UNIFORM].map(|kind| value(kind, t));
            let spread = b - u;
            let stakes = self.stakes(t);
            TypeCertificate {
                value: v,
                deviation_gain: b - v,
                share_of_stakes: if stakes > 0.0 { (b - v) / stakes } else { 0.0 },
                gauge: (spread > 1e-9 * stakes.max(1e-12)).then(|| (v - u) / spread),
                one_deviation_gain: self.gains[t],
            }
        });
        Certificate {
            residual: self.residual,
            types,
        }
    }

    /// Spread of a type's flows over all states, as a present value until the end of foresight.
    fn stakes(&self, t: usize) -> f64 {
        let beliefs = [
            self.rules.game.disarmer.dealer_prior,
            self.rules.game.guarantor.keeper_prior,
        ];
        let flows = self.rules.payoffs.states.iter().map(|facts| {
            let row = by_channel(&facts.flow);
            match t {
                0..4 => row[t],
                _ => (0..4)
                    .map(|pair| side(beliefs[0], pair / 2) * side(beliefs[1], pair % 2) * row[4 + pair])
                    .sum(),
            }
        });
        let (low, high) = flows.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(x), h.max(x)));
        let channel = if t < 4 { t } else { 4 };
        let discount = self.rules.payoffs.discount[owner(channel)];
        let rounds = (0..self.rules.game.clock.foresight).fold(0.0, |sum, _| 1.0 + discount * sum);
        (high - low) * rounds
    }
}
