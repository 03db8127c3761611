//! One round of backward induction: events and flows, then the decision nodes from the last to the first, then the
//! opening of the round (model sections 4, 5 and 9).

use super::node::{Decision, Point, TOLERANCE};
use super::values::{Values, broker_channel};
use crate::game::Rules;
use crate::game::moves::{Node, Player, Target};
use crate::game::payoffs::Amounts;
use crate::numeric::elementary::logistic;
use crate::numeric::grid::BeliefGrid;
use crate::policy::Policy;

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
    fn count<const K: usize>(&mut self, point: &Point<K>) {
        self.nodes += 1;
        self.evaluations += point.iterations as u64;
        self.unconverged += u64::from(point.residual > TOLERANCE || point.residual.is_nan());
        self.largest_residual = self.largest_residual.max(point.residual);
    }
}

/// The working memory of a solve.
pub struct Sweep<'a> {
    rules: &'a Rules,
    grid: &'a BeliefGrid,
    /// Values at the start of the round solved last.
    pub opening: Values,
    /// Values after the moves of a round: flows, events and continuation.
    closing: Values,
    /// Values at the decision nodes.
    nodes: Values,
    /// Posteriors of the last solution, where the next one starts.
    posteriors: Vec<Vec<f64>>,
    pub convergence: Convergence,
    /// The part of `convergence` that belongs to the game without a broker.
    pub convergence_without_broker: Convergence,
}

impl<'a> Sweep<'a> {
    pub fn new(rules: &'a Rules, grid: &'a BeliefGrid) -> Self {
        let channels = match rules.game.broker {
            Some(_) => super::values::CHANNELS,
            None => super::values::CHANNELS_WITHOUT_BROKER,
        };
        let points = grid.len() * grid.len();
        let uniform = |node: &Node| {
            let disarmer = node.mover == Player::Disarmer;
            let mut start = Vec::with_capacity(points * node.observations.len());
            for point in 0..points {
                let index = if disarmer {
                    point / grid.len()
                } else {
                    point % grid.len()
                };
                start.extend(std::iter::repeat_n(grid.points()[index], node.observations.len()));
            }
            start
        };
        Sweep {
            rules,
            grid,
            opening: Values::new(rules.space.len(), channels, grid),
            closing: Values::new(rules.space.len(), channels, grid),
            nodes: Values::new(rules.moves.nodes.len(), channels, grid),
            posteriors: rules.moves.nodes.iter().map(uniform).collect(),
            convergence: Convergence::default(),
            convergence_without_broker: Convergence::default(),
        }
    }

    /// Solves round `round` from the values of round `round + 1`, which `opening` holds; stores the policies if given.
    pub fn round(&mut self, round: usize, mut policy: Option<&mut Policy>) {
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

    /// Step 4 and 5 of a round: flows at the state reached, then war, election, rebuilding and loss of neutrality.
    fn close(&mut self, round: usize) {
        let size = self.grid.len();
        let election = self.rules.election_after(round).copied();
        for id in 0..self.rules.space.len() {
            let facts = self.rules.payoffs.states[id];
            let (rebuilt, neutral) = (facts.after_rebuilding, facts.after_neutrality_loss);
            let both = self.rules.payoffs.states[rebuilt].after_neutrality_loss;
            let (r, l) = (facts.rebuild, facts.neutrality_loss);
            let parts = [
                (id, (1.0 - r) * (1.0 - l)),
                (rebuilt, r * (1.0 - l)),
                (neutral, (1.0 - r) * l),
                (both, r * l),
            ];
            for channel in 0..self.opening.channels() {
                let target = self.closing.channel_mut(id, channel);
                target.fill(0.0);
                for (source, weight) in parts {
                    if weight > 0.0 {
                        for (t, v) in target.iter_mut().zip(self.opening.channel(source, channel)) {
                            *t += weight * v;
                        }
                    }
                }
            }
            if let Some(election) = election {
                self.hold_election(id, election.turnover, election.successor_keeper_prior, size);
            }
            let flow = by_channel(&facts.flow);
            let war = by_channel(&self.rules.payoffs.war);
            for channel in 0..self.closing.channels() {
                let discount = self.rules.payoffs.discount[owner(channel)];
                for v in self.closing.channel_mut(id, channel) {
                    *v = flow[channel] + discount * ((1.0 - facts.war) * *v + facts.war * war[channel]);
                }
            }
        }
    }

    /// With probability `turnover` the administration is replaced: the belief about it jumps to `prior` and its type is drawn
    /// from there; the guarantor's value is then its successor's.
    fn hold_election(&mut self, id: usize, turnover: f64, prior: f64, size: usize) {
        let place = self.grid.locate(prior);
        for i in 0..size {
            let after = |values: &Values, channel: usize| {
                let row = &values.channel(id, channel)[i * size..(i + 1) * size];
                row[place.cell] + (row[place.cell + 1] - row[place.cell]) * place.fraction
            };
            let channels = self.closing.channels();
            let mut successor = [0.0; super::values::CHANNELS];
            for (channel, value) in successor.iter_mut().enumerate().take(channels) {
                *value = after(&self.closing, channel);
            }
            for pair in [2, 4, 6] {
                if pair < channels {
                    let mean = (1.0 - prior) * successor[pair] + prior * successor[pair + 1];
                    successor[pair] = mean;
                    successor[pair + 1] = mean;
                }
            }
            for (channel, value) in successor.iter().enumerate().take(channels) {
                for v in &mut self.closing.channel_mut(id, channel)[i * size..(i + 1) * size] {
                    *v = (1.0 - turnover) * *v + turnover * value;
                }
            }
        }
    }

    /// A decision of the disarmer or the guarantor at every grid point.
    fn typed_node<const K: usize>(&mut self, round: usize, id: usize, mut policy: Option<&mut Policy>) {
        let node = &self.rules.moves.nodes[id];
        let shape = Shape::<K>::new(self.rules, node, round);
        let size = self.grid.len();
        let channels = self.opening.channels();
        // Along a line the mover's belief moves and the other one stays, so continuation values are copied out line by line.
        let mut line = vec![0.0; K * channels * size];
        for fixed in 0..size {
            let at = |moving: usize| {
                if shape.disarmer {
                    moving * size + fixed
                } else {
                    fixed * size + moving
                }
            };
            for o in 0..K {
                for channel in 0..channels {
                    let values = match node.observations[o].next {
                        Target::Node(next) => self.nodes.channel(next, channel),
                        Target::End(next) => self.closing.channel(next, channel),
                    };
                    let target = &mut line[(o * channels + channel) * size..][..size];
                    for (moving, t) in target.iter_mut().enumerate() {
                        *t = values[at(moving)];
                    }
                }
            }
            let along = |o: usize, channel: usize| &line[(o * channels + channel) * size..][..size];
            let own = if shape.disarmer { 0 } else { 2 };
            let decision = Decision::<K> {
                grid: self.grid,
                chance: shape.chance,
                own: shape.own,
                value: std::array::from_fn(|o| [along(o, own), along(o, own + 1)]),
                lambda: shape.lambda,
            };
            for moving in 0..size {
                let point = at(moving);
                let start: [f64; K] = std::array::from_fn(|o| self.posteriors[id][point * K + o]);
                let belief = self.grid.points()[moving];
                let solved = decision.solve(belief, start);
                self.convergence.count(&solved);
                if id < self.rules.moves.without_broker {
                    self.convergence_without_broker.count(&solved);
                }
                self.posteriors[id][point * K..(point + 1) * K].copy_from_slice(&solved.posteriors);
                let values = shape.back_up(self.grid, belief, &solved, channels, along);
                for (channel, value) in values.iter().enumerate().take(channels) {
                    self.nodes.channel_mut(id, channel)[point] = *value;
                }
                if let Some(policy) = policy.as_deref_mut() {
                    let mut mixture = [[0.0; crate::policy::MAX_ACTIONS]; 2];
                    for kind in 0..2 {
                        mixture[kind][..K].copy_from_slice(&solved.policy[kind]);
                    }
                    policy.set_node(round, id, point, &mixture);
                }
            }
        }
    }

    /// The broker's decision to enforce: logit on its expected value under the public beliefs.
    fn broker_node(&mut self, round: usize, id: usize, mut policy: Option<&mut Policy>) {
        let node = &self.rules.moves.nodes[id];
        let lambda = self.rules.game.broker.as_ref().map_or(0.0, |b| b.rationality);
        let end = |o: usize| match node.observations[o].next {
            Target::End(state) => state,
            Target::Node(_) => unreachable!("no decision follows the broker's"),
        };
        let paid: [[f64; 8]; 2] = std::array::from_fn(|o| {
            by_channel(&self.rules.payoffs.one_off(node.choices[o].branches[0].one_off, round))
        });
        for point in 0..self.grid.len() * self.grid.len() {
            let beliefs = self.beliefs(point);
            let value = |o: usize, channel: usize| paid[o][channel] + self.closing.channel(end(o), channel)[point];
            let gain = public_mean(beliefs, |channel| value(0, channel) - value(1, channel));
            let first = logistic(lambda * gain);
            for channel in 0..self.opening.channels() {
                let mean = first * value(0, channel) + (1.0 - first) * value(1, channel);
                self.nodes.channel_mut(id, channel)[point] = mean;
            }
            if let Some(policy) = policy.as_deref_mut() {
                let row = [first, 1.0 - first, 0.0, 0.0];
                policy.set_node(round, id, point, &[row, row]);
            }
        }
    }

    /// Steps 1 and 2 of a round: whether the broker mediates, and whether the parties meet.
    fn open(&mut self, round: usize, mut policy: Option<&mut Policy>) {
        let broker = self.rules.game.broker;
        let rounds = f64::from(self.rules.game.clock.rounds_per_year);
        for id in 0..self.rules.space.len() {
            let opening = self.rules.moves.openings[id];
            let [aside, mediated] = opening.meeting;
            for point in 0..self.grid.len() * self.grid.len() {
                let mut meeting = aside;
                let mut fee = 0.0;
                if let (true, Some(broker)) = (opening.mediation, &broker) {
                    let beliefs = self.beliefs(point);
                    let cost = broker.interests.mediation_cost / rounds;
                    let gain = public_mean(beliefs, |channel| {
                        self.nodes.channel(opening.node, channel)[point] - self.closing.channel(id, channel)[point]
                    });
                    let mediates = logistic(broker.rationality * ((mediated - aside) * gain - cost));
                    meeting = mediates * mediated + (1.0 - mediates) * aside;
                    fee = mediates * cost;
                    if let Some(policy) = policy.as_deref_mut() {
                        policy.set_engagement(round, id, point, mediates);
                    }
                }
                for channel in 0..self.opening.channels() {
                    let met = self.nodes.channel(opening.node, channel)[point];
                    let apart = self.closing.channel(id, channel)[point];
                    let paid = if channel >= 4 { fee } else { 0.0 };
                    self.opening.channel_mut(id, channel)[point] = meeting * met + (1.0 - meeting) * apart - paid;
                }
            }
        }
    }

    fn beliefs(&self, point: usize) -> [f64; 2] {
        let size = self.grid.len();
        [self.grid.points()[point / size], self.grid.points()[point % size]]
    }
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
    disarmer: bool,
    lambda: f64,
    chance: [[f64; K]; K],
    own: [[f64; K]; 2],
    /// Expected one-offs by action and channel.
    paid: [[f64; 8]; K],
}

impl<const K: usize> Shape<K> {
    fn new(rules: &Rules, node: &Node, round: usize) -> Self {
        let disarmer = node.mover == Player::Disarmer;
        let lambda = if disarmer {
            rules.game.disarmer.rationality
        } else {
            rules.game.guarantor.rationality
        };
        let mut shape = Shape {
            disarmer,
            lambda,
            chance: [[0.0; K]; K],
            own: [[0.0; K]; 2],
            paid: [[0.0; 8]; K],
        };
        for (a, choice) in node.choices.iter().enumerate() {
            for branch in &choice.branches {
                shape.chance[a][branch.observation] += branch.probability;
                let paid = by_channel(&rules.payoffs.one_off(branch.one_off, round));
                for channel in 0..8 {
                    shape.paid[a][channel] += branch.probability * paid[channel];
                }
            }
            let own = if disarmer { 0 } else { 2 };
            for kind in 0..2 {
                shape.own[kind][a] = shape.paid[a][own + kind];
            }
        }
        shape
    }

    /// Values of everybody at a solved point: the mover's by type, the other side's as an expectation under the public belief
    /// about the mover, the broker's for each pair of types.
    fn back_up<'l>(
        &self,
        grid: &BeliefGrid,
        belief: f64,
        solved: &Point<K>,
        channels: usize,
        along: impl Fn(usize, usize) -> &'l [f64],
    ) -> [f64; 8] {
        let (own, other) = if self.disarmer { (0, 2) } else { (2, 0) };
        let mut values = [0.0; 8];
        for kind in 0..2 {
            values[own + kind] = (0..K).map(|a| solved.policy[kind][a] * solved.quality[kind][a]).sum();
            for a in 0..K {
                let chosen = side(belief, 0) * solved.policy[0][a] + side(belief, 1) * solved.policy[1][a];
                values[other + kind] += chosen * self.paid[a][other + kind];
            }
        }
        for o in 0..K {
            let place = grid.locate(solved.posteriors[o]);
            let value = |channel: usize| {
                let line = along(o, channel);
                line[place.cell] + (line[place.cell + 1] - line[place.cell]) * place.fraction
            };
            let seen = side(belief, 0) * solved.seen[0][o] + side(belief, 1) * solved.seen[1][o];
            for kind in 0..2 {
                values[other + kind] += seen * value(other + kind);
            }
            if channels > 4 {
                for channel in 4..8 {
                    values[channel] += solved.seen[self.mover_type(channel)][o] * value(channel);
                }
            }
        }
        if channels > 4 {
            for channel in 4..8 {
                let kind = self.mover_type(channel);
                values[channel] += (0..K)
                    .map(|a| solved.policy[kind][a] * self.paid[a][channel])
                    .sum::<f64>();
            }
        }
        values
    }

    /// The mover's type in a broker channel.
    fn mover_type(&self, channel: usize) -> usize {
        if self.disarmer {
            (channel - 4) / 2
        } else {
            (channel - 4) % 2
        }
    }
}
