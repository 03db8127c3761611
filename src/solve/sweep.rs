//! One round of backward induction: events and flows, then the decision nodes from the last to the first, then the
//! opening of the round (model sections 4, 5 and 9).

use super::kernel::{self, Found, Mover, Points};
use super::node::{Decision, TOLERANCE};
use super::values::{CHANNELS, Row, Values, broker_channel};
use crate::game::Rules;
use crate::game::moves::{Node, Player, Target};
use crate::game::payoffs::Amounts;
use crate::numeric::elementary::logistic;
use crate::numeric::grid::BeliefGrid;
use crate::numeric::lanes::{LANES, Lanes};
use crate::policy::{Mixture, Policy};

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
    pub convergence: Convergence,
    /// The part of `convergence` that belongs to the game without a broker.
    pub convergence_without_broker: Convergence,
}

impl<'a> Sweep<'a> {
    pub fn new(rules: &'a Rules, grid: &'a BeliefGrid) -> Self {
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
            convergence: Convergence::default(),
            convergence_without_broker: Convergence::default(),
        }
    }

    /// Solves round `round` from the values of round `round + 1`, which `opening` holds; stores the policies if given.
    pub fn round(&mut self, round: usize, policy: Option<&mut Policy>) {
        let arch = self.arch;
        arch.dispatch(
            #[inline(always)]
            || self.round_in_lanes(round, policy),
        );
    }

    #[inline(always)]
    fn round_in_lanes(&mut self, round: usize, mut policy: Option<&mut Policy>) {
        self.close(round);
        for node in 0..self.rules.moves.nodes.len() {
            let shape = &self.rules.moves.nodes[node];
            match (shape.mover, shape.choices.len()) {
                (Player::Broker, _) => self.broker_node(round, node, policy.as_deref_mut()),
                (_, 2) => self.typed_node::<2>(round, node, policy.as_deref_mut()),
                (_, 3) => self.typed_node::<3>(round, node, policy.as_deref_mut()),
                (_, 4) => self.typed_node::<4>(round, node, policy.as_deref_mut()),
                (_, n) => unreachable!("no node has {n} actions"),
            }
        }
        self.open(round, policy);
    }

    /// Steps 4 and 5 of a round: flows at the state reached, then war, election, rebuilding and loss of neutrality.
    #[inline(always)]
    fn close(&mut self, round: usize) {
        let election = self.rules.election_after(round).copied();
        let war = by_channel(&self.rules.payoffs.war);
        let discount: Row = std::array::from_fn(|channel| self.rules.payoffs.discount[owner(channel)]);
        for id in 0..self.rules.space.len() {
            let facts = &self.rules.payoffs.states[id];
            let (rebuilt, neutral) = (facts.after_rebuilding, facts.after_neutrality_loss);
            let both = self.rules.payoffs.states[rebuilt].after_neutrality_loss;
            let (r, l) = (facts.rebuild, facts.neutrality_loss);
            let target = self.closing.slot_mut(id);
            for (t, v) in target.iter_mut().zip(self.opening.slot(id)) {
                *t = scaled(v, (1.0 - r) * (1.0 - l));
            }
            for (source, weight) in [(rebuilt, r * (1.0 - l)), (neutral, (1.0 - r) * l), (both, r * l)] {
                if weight > 0.0 {
                    for (t, v) in target.iter_mut().zip(self.opening.slot(source)) {
                        add_scaled(t, v, weight);
                    }
                }
            }
            if let Some(election) = election {
                hold_election(target, self.grid, election.turnover, election.successor_keeper_prior);
            }
            let flow = by_channel(&facts.flow);
            for row in target {
                for c in 0..CHANNELS {
                    row[c] = flow[c] + discount[c] * ((1.0 - facts.war) * row[c] + facts.war * war[c]);
                }
            }
        }
    }

    /// A decision of the disarmer or the guarantor at every grid point.
    #[inline(always)]
    fn typed_node<const K: usize>(&mut self, round: usize, id: usize, mut policy: Option<&mut Policy>) {
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
            let start: [Lanes; K] = std::array::from_fn(|o| self.posteriors[id][group * K + o]);
            let mut found = Found::starting_at(start);
            kernel::solve(&shape.mover, &points, &mut found);
            let lanes = LANES.min(line.points - group * LANES);
            for lane in 0..lanes {
                if is_loose(found.residual[lane]) {
                    shape.solve_alone(&points, lane, &start, &mut found);
                }
                self.convergence.count(found.residual[lane]);
                if id < self.rules.moves.without_broker {
                    self.convergence_without_broker.count(found.residual[lane]);
                }
                let point = group * LANES + lane;
                target[point] = shape.back_up(&points, lane, &found);
                if let Some(policy) = policy.as_deref_mut() {
                    policy.set_node(round, id, point, &mixture(&found, lane));
                }
            }
            self.convergence.evaluations += found.evaluations * lanes as u64;
            self.posteriors[id][group * K..(group + 1) * K].copy_from_slice(&found.posteriors);
        }
    }

    /// The broker's decision to enforce: logit on its expected value under the public beliefs.
    #[inline(always)]
    fn broker_node(&mut self, round: usize, id: usize, mut policy: Option<&mut Policy>) {
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
            if let Some(policy) = policy.as_deref_mut() {
                let row = [first, 1.0 - first, 0.0, 0.0];
                policy.set_node(round, id, point, &[row, row]);
            }
        }
    }

    /// Steps 1 and 2 of a round: whether the broker mediates, and whether the parties meet.
    #[inline(always)]
    fn open(&mut self, round: usize, mut policy: Option<&mut Policy>) {
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
                    if let Some(policy) = policy.as_deref_mut() {
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

/// Whether a residual fails the tolerance; a NaN does.
#[inline(always)]
fn is_loose(residual: f64) -> bool {
    residual > TOLERANCE || residual.is_nan()
}

fn beliefs_at(grid: &BeliefGrid, point: usize) -> [f64; 2] {
    let size = grid.len();
    [grid.points()[point / size], grid.points()[point % size]]
}

#[inline(always)]
fn scaled(row: &Row, weight: f64) -> Row {
    std::array::from_fn(|c| weight * row[c])
}

#[inline(always)]
fn add_scaled(target: &mut Row, row: &Row, weight: f64) {
    for c in 0..CHANNELS {
        target[c] += weight * row[c];
    }
}

/// With probability `turnover` the administration is replaced: the belief about it jumps to `prior` and its type is drawn
/// from there; the guarantor's value is then its successor's.
#[inline(always)]
fn hold_election(target: &mut [Row], grid: &BeliefGrid, turnover: f64, prior: f64) {
    let place = grid.locate(prior);
    for line in target.chunks_exact_mut(grid.len()) {
        let (low, high) = (line[place.cell], line[place.cell + 1]);
        let mut successor: Row = std::array::from_fn(|c| low[c] + (high[c] - low[c]) * place.fraction);
        for pair in [2, 4, 6] {
            let mean = (1.0 - prior) * successor[pair] + prior * successor[pair + 1];
            successor[pair] = mean;
            successor[pair + 1] = mean;
        }
        for row in line {
            *row = scaled(row, 1.0 - turnover);
            add_scaled(row, &successor, turnover);
        }
    }
}

/// How the lanes of a node walk over the grid: the coordinate of the mover's belief moves, the other one stays.
struct Line<'a> {
    grid: &'a BeliefGrid,
    disarmer: bool,
    stride: usize,
    points: usize,
}

impl<'a> Line<'a> {
    fn of(node: &Node, grid: &'a BeliefGrid) -> Self {
        let disarmer = node.mover == Player::Disarmer;
        let size = grid.len();
        Line {
            grid,
            disarmer,
            stride: if disarmer { size } else { 1 },
            points: size * size,
        }
    }

    fn groups(&self) -> usize {
        self.points.div_ceil(LANES)
    }

    /// Where the lines of a group's lanes begin, and the priors; lanes beyond the last point repeat it.
    #[inline(always)]
    fn group(&self, group: usize) -> ([usize; LANES], Lanes) {
        let size = self.grid.len();
        let mut base = [0; LANES];
        let mut belief = [0.0; LANES];
        for lane in 0..LANES {
            let point = (group * LANES + lane).min(self.points - 1);
            let (i, j) = (point / size, point % size);
            (base[lane], belief[lane]) = if self.disarmer {
                (j, self.grid.points()[i])
            } else {
                (i * size, self.grid.points()[j])
            };
        }
        (base, belief)
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

/// Whose value a channel holds: 0 disarmer, 1 guarantor, 2 broker.
fn owner(channel: usize) -> usize {
    (channel / 2).min(2)
}

fn by_channel(amounts: &Amounts) -> [f64; 8] {
    let ([d0, d1], [g0, g1], [[b0, b1], [b2, b3]]) = (amounts.disarmer, amounts.guarantor, amounts.broker);
    [d0, d1, g0, g1, b0, b1, b2, b3]
}

/// The broker's expectation under the public beliefs of a quantity given by broker channel.
pub fn public_mean(beliefs: [f64; 2], quantity: impl Fn(usize) -> f64) -> f64 {
    let mut mean = 0.0;
    for disarmer in 0..2 {
        for guarantor in 0..2 {
            let weight = side(beliefs[0], disarmer) * side(beliefs[1], guarantor);
            mean += weight * quantity(broker_channel(disarmer, guarantor));
        }
    }
    mean
}

/// Probability of a type (1 = high) under a belief.
pub fn side(belief: f64, kind: usize) -> f64 {
    if kind == 1 { belief } else { 1.0 - belief }
}

/// A typed node's constants in one round.
struct Shape<const K: usize> {
    mover: Mover<K>,
    /// Expected one-offs by action and channel, if there are any.
    paid: Option<[Row; K]>,
}

impl<const K: usize> Shape<K> {
    fn new(rules: &Rules, node: &Node, round: usize) -> Self {
        let disarmer = node.mover == Player::Disarmer;
        let lambda = if disarmer {
            rules.game.disarmer.rationality
        } else {
            rules.game.guarantor.rationality
        };
        let own = if disarmer { 0 } else { 2 };
        let mut credited = [1.0, 0.0];
        let mut paid = [[0.0; CHANNELS]; K];
        for (a, choice) in node.choices.iter().enumerate() {
            if choice.branches.len() > 1 {
                credited[a] = choice.branches[0].probability;
            }
            for branch in &choice.branches {
                add_scaled(
                    &mut paid[a],
                    &by_channel(&rules.payoffs.one_off(branch.one_off, round)),
                    branch.probability,
                );
            }
        }
        let one_off = [0, 1].map(|kind| std::array::from_fn(|a| paid[a][own + kind]));
        let any = paid.iter().flatten().any(|p| *p != 0.0);
        Shape {
            mover: Mover {
                own,
                lambda,
                credited,
                one_off,
            },
            paid: any.then_some(paid),
        }
    }

    /// The scalar solver at one lane, from the same start; the result replaces the lane's.
    #[cold]
    #[inline(never)]
    fn solve_alone(&self, points: &Points<K>, lane: usize, start: &[Lanes; K], found: &mut Found<K>) {
        let size = points.grid.len();
        let own = self.mover.own;
        let line: [[Vec<f64>; 2]; K] = std::array::from_fn(|o| {
            [0, 1].map(|kind| {
                (0..size)
                    .map(|i| points.after[o][points.base[lane] + i * points.stride][own + kind])
                    .collect()
            })
        });
        let mut chance = [[0.0; K]; K];
        for (a, row) in chance.iter_mut().enumerate() {
            row[a] = 1.0;
            if a < 2 {
                row[0] = self.mover.credited[a];
                row[1] = 1.0 - self.mover.credited[a];
            }
        }
        let decision = Decision::<K> {
            grid: points.grid,
            chance,
            own: self.mover.one_off,
            value: std::array::from_fn(|o| [&line[o][0][..], &line[o][1][..]]),
            lambda: self.mover.lambda,
        };
        let solved = decision.solve(points.belief[lane], std::array::from_fn(|o| start[o][lane]));
        found.evaluations += solved.iterations as u64;
        found.residual[lane] = solved.residual;
        for o in 0..K {
            found.posteriors[o][lane] = solved.posteriors[o];
            let place = points.grid.locate(solved.posteriors[o]);
            found.cell[o][lane] = place.cell;
            found.fraction[o][lane] = place.fraction;
            for kind in 0..2 {
                found.policy[kind][o][lane] = solved.policy[kind][o];
                found.seen[kind][o][lane] = solved.seen[kind][o];
            }
        }
    }

    /// Values of everybody at a solved point: the mover's by type, the other side's as an expectation under the public belief
    /// about the mover, the broker's for each pair of types.
    #[inline(always)]
    fn back_up(&self, points: &Points<K>, lane: usize, found: &Found<K>) -> Row {
        let belief = points.belief[lane];
        let mut values = [0.0; CHANNELS];
        for o in 0..K {
            let at = points.base[lane] + found.cell[o][lane] * points.stride;
            let (low, high) = (&points.after[o][at], &points.after[o][at + points.stride]);
            let fraction = found.fraction[o][lane];
            let weight = self.weights(belief, found.seen[0][o][lane], found.seen[1][o][lane]);
            for c in 0..CHANNELS {
                values[c] += weight[c] * (low[c] + (high[c] - low[c]) * fraction);
            }
        }
        if let Some(paid) = &self.paid {
            for a in 0..K {
                let weight = self.weights(belief, found.policy[0][a][lane], found.policy[1][a][lane]);
                for c in 0..CHANNELS {
                    values[c] += weight[c] * paid[a][c];
                }
            }
        }
        values
    }

    /// A probability by channel, from that of the mover's low and high type: the mover and the broker know the type that
    /// their channel stands for, the other side knows only the belief.
    #[inline(always)]
    fn weights(&self, belief: f64, low: f64, high: f64) -> Row {
        let public = (1.0 - belief) * low + belief * high;
        match self.mover.own {
            0 => [low, high, public, public, low, low, high, high],
            _ => [public, public, low, high, low, high, low, high],
        }
    }
}
