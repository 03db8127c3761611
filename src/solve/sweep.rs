//! One round of backward induction: events and flows, then the decision nodes from the last to the first, then the
//! opening of the round (model sections 4, 5 and 9).

use super::channels::{beliefs_at, by_channel, public_mean};
use super::events::close;
use super::kernel::{self, Found, Points};
use super::node::TOLERANCE;
use super::shape::{Line, Shape};
use super::values::{Row, Values};
use super::{Multiplicity, Start};
use crate::game::Rules;
use crate::game::moves::{Node, Player, Target};
use crate::numeric::elementary::logistic;
use crate::numeric::grid::BeliefGrid;
use crate::numeric::lanes::{LANES, Lanes};
use crate::policy::{Mixture, Tables};

/// How well the nodes of a solve converged.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Convergence {
    /// Fixed points computed: nodes with private types × grid points × rounds.
    pub nodes: u64,
    /// Those whose residual exceeds [`TOLERANCE`].
    pub unconverged: u64,
    pub largest_residual: f64,
    /// Evaluations of the fixed-point map over all nodes.
    pub evaluations: u64,
}

impl Convergence {
    #[inline(always)]
    fn count(&mut self, residual: f64) {
        self.nodes += 1;
        self.unconverged += u64::from(is_loose(residual));
        if residual > self.largest_residual || residual.is_nan() {
            self.largest_residual = residual;
        }
    }
}

/// The working memory of a solve.
pub struct Sweep<'a> {
    rules: &'a Rules,
    grid: &'a BeliefGrid,
    arch: pulp::Arch,
    /// Values at the start of the round solved last.
    pub opening: Values,
    /// Values after the moves of a round: flows, events and continuation.
    closing: Values,
    /// Values at the decision nodes.
    nodes: Values,
    /// Posteriors of the last solution, where the next one starts: by node, group of points, observation and lane.
    posteriors: Vec<Vec<Lanes>>,
    start: Start,
    /// Whether further equilibria are looked for in the round to be solved.
    pub probing: bool,
    pub multiplicity: Multiplicity,
    pub convergence: Convergence,
    /// The part of `convergence` that belongs to the game without a broker.
    pub convergence_without_broker: Convergence,
}

impl<'a> Sweep<'a> {
    pub fn new(rules: &'a Rules, grid: &'a BeliefGrid, start: Start) -> Self {
        let uniform = |node: &Node| {
            let line = Line::of(node, grid);
            let groups = (0..line.groups()).flat_map(|g| std::iter::repeat_n(line.group(g).1, node.observations.len()));
            groups.collect()
        };
        Sweep {
            rules,
            grid,
            arch: pulp::Arch::new(),
            opening: Values::new(rules.space.len(), grid),
            closing: Values::new(rules.space.len(), grid),
            nodes: Values::new(rules.moves.nodes.len(), grid),
            posteriors: rules.moves.nodes.iter().map(uniform).collect(),
            start,
            probing: false,
            multiplicity: Multiplicity::default(),
            convergence: Convergence::default(),
            convergence_without_broker: Convergence::default(),
        }
    }

    /// Solves round `round` from the values of round `round + 1`, which `opening` holds; stores the policies if given.
    pub fn round(&mut self, round: usize, policy: Option<&mut dyn Tables>) {
        let arch = self.arch;
        arch.dispatch(
            #[inline(always)]
            || self.round_in_lanes(round, policy),
        );
    }

    #[inline(always)]
    fn round_in_lanes(&mut self, round: usize, mut policy: Option<&mut dyn Tables>) {
        close(self.rules, self.grid, round, &self.opening, &mut self.closing);
        for node in 0..self.rules.moves.nodes.len() {
            let shape = &self.rules.moves.nodes[node];
            match (shape.mover, shape.choices.len()) {
                (Player::Broker, _) => self.broker_node(round, node, reborrow(&mut policy)),
                (_, 2) => self.typed_node::<2>(round, node, reborrow(&mut policy)),
                (_, 3) => self.typed_node::<3>(round, node, reborrow(&mut policy)),
                (_, 4) => self.typed_node::<4>(round, node, reborrow(&mut policy)),
                (_, n) => unreachable!("no node has {n} actions"),
            }
        }
        self.open(round, policy);
    }

    /// A decision of the disarmer or the guarantor at every grid point.
    #[inline(always)]
    fn typed_node<const K: usize>(&mut self, round: usize, id: usize, mut policy: Option<&mut dyn Tables>) {
        let node = &self.rules.moves.nodes[id];
        let shape = Shape::<K>::new(self.rules, node, round);
        let line = Line::of(node, self.grid);
        let (before, rest) = self.nodes.split_at(id);
        let target = &mut rest[..line.points];
        let after: [&[Row]; K] = std::array::from_fn(|o| match node.observations[o].next {
            Target::Node(next) => &before[next * line.points..(next + 1) * line.points],
            Target::End(next) => self.closing.slot(next),
        });
        for group in 0..line.groups() {
            let (base, belief) = line.group(group);
            let points = Points {
                grid: self.grid,
                after,
                stride: line.stride,
                base,
                belief,
            };
            let start: [Lanes; K] = match self.start {
                Start::Continued | Start::Traced => std::array::from_fn(|o| self.posteriors[id][group * K + o]),
                Start::GoodNews => extreme(0.999),
                Start::BadNews => extreme(0.001),
            };
            let mut found = Found::starting_at(start);
            kernel::solve(&shape.mover, &points, &mut found);
            let lanes = LANES.min(line.points - group * LANES);
            for lane in 0..lanes {
                if self.start == Start::Traced {
                    shape.trace_alone(&points, lane, &mut found);
                } else if is_loose(found.residual[lane]) {
                    shape.solve_alone(&points, lane, &start, &mut found);
                }
                self.convergence.count(found.residual[lane]);
                if id < self.rules.moves.without_broker {
                    self.convergence_without_broker.count(found.residual[lane]);
                }
                if self.probing {
                    shape.probe(&points, lane, &found, &mut self.multiplicity);
                }
                let point = group * LANES + lane;
                target[point] = shape.back_up(&points, lane, &found);
                if let Some(policy) = reborrow(&mut policy) {
                    policy.set_node(round, id, point, &mixture(&found, lane));
                }
            }
            self.convergence.evaluations += found.evaluations * lanes as u64;
            self.posteriors[id][group * K..(group + 1) * K].copy_from_slice(&found.posteriors);
        }
    }

    /// The broker's decision to enforce: logit on its expected value under the public beliefs.
    #[inline(always)]
    fn broker_node(&mut self, round: usize, id: usize, mut policy: Option<&mut dyn Tables>) {
        let node = &self.rules.moves.nodes[id];
        let lambda = self.rules.game.broker.as_ref().map_or(0.0, |b| b.rationality);
        let end = |o: usize| match node.observations[o].next {
            Target::End(state) => self.closing.slot(state),
            Target::Node(_) => unreachable!("no decision follows the broker's"),
        };
        let after = [end(0), end(1)];
        let paid: [Row; 2] = std::array::from_fn(|o| {
            by_channel(&self.rules.payoffs.one_off(node.choices[o].branches[0].one_off, round))
        });
        let target = self.nodes.slot_mut(id);
        for (point, row) in target.iter_mut().enumerate() {
            let value = |o: usize, channel: usize| paid[o][channel] + after[o][point][channel];
            let beliefs = beliefs_at(self.grid, point);
            let gain = public_mean(beliefs, |channel| value(0, channel) - value(1, channel));
            let first = logistic(lambda * gain);
            for (channel, v) in row.iter_mut().enumerate() {
                *v = first * value(0, channel) + (1.0 - first) * value(1, channel);
            }
            if let Some(policy) = reborrow(&mut policy) {
                let row = [first, 1.0 - first, 0.0, 0.0];
                policy.set_node(round, id, point, &[row, row]);
            }
        }
    }

    /// Steps 1 and 2 of a round: whether the broker mediates, and whether the parties meet.
    #[inline(always)]
    fn open(&mut self, round: usize, mut policy: Option<&mut dyn Tables>) {
        let broker = self.rules.game.broker;
        let rounds = f64::from(self.rules.game.clock.rounds_per_year);
        for id in 0..self.rules.space.len() {
            let opening = self.rules.moves.openings[id];
            let [aside, mediated] = opening.meeting;
            let (met, apart) = (self.nodes.slot(opening.node), self.closing.slot(id));
            for (point, row) in self.opening.slot_mut(id).iter_mut().enumerate() {
                let mut meeting = aside;
                let mut fee = 0.0;
                if let (true, Some(broker)) = (opening.mediation, &broker) {
                    let beliefs = beliefs_at(self.grid, point);
                    let cost = broker.interests.mediation_cost / rounds;
                    let gain = public_mean(beliefs, |channel| met[point][channel] - apart[point][channel]);
                    let mediates = logistic(broker.rationality * ((mediated - aside) * gain - cost));
                    meeting = mediates * mediated + (1.0 - mediates) * aside;
                    fee = mediates * cost;
                    if let Some(policy) = reborrow(&mut policy) {
                        policy.set_engagement(round, id, point, mediates);
                    }
                }
                for (channel, v) in row.iter_mut().enumerate() {
                    let paid = if channel >= 4 { fee } else { 0.0 };
                    *v = meeting * met[point][channel] + (1.0 - meeting) * apart[point][channel] - paid;
                }
            }
        }
    }
}

/// Posteriors as if the first observation told all and the others the opposite.
#[inline(always)]
fn extreme<const K: usize>(first: f64) -> [Lanes; K] {
    std::array::from_fn(|o| [if o == 0 { first } else { 1.0 - first }; LANES])
}

/// Whether a residual fails the tolerance; a NaN does.
#[inline(always)]
fn is_loose(residual: f64) -> bool {
    residual > TOLERANCE || residual.is_nan()
}

/// The same tables for a shorter time.
fn reborrow<'s>(tables: &'s mut Option<&mut dyn Tables>) -> Option<&'s mut dyn Tables> {
    match tables {
        Some(tables) => Some(&mut **tables),
        None => None,
    }
}

fn mixture<const K: usize>(found: &Found<K>, lane: usize) -> Mixture {
    let mut mixture = Mixture::default();
    for kind in 0..2 {
        for a in 0..K {
            mixture[kind][a] = found.policy[kind][a][lane];
        }
    }
    mixture
}
