//! Mass walks forwards through the rounds that are played (model section 4).

use pulp::{Simd, WithSimd};

use super::accounts::{Accounts, Acted};
use super::field::{Field, Taken};
use super::plan::{Decision, Plan};
use super::row::{AT_PRIORS, BY_TYPES, Row, Total, Weights, by_type, prior_weights, tells_types, times};
use super::{Course, Exact};
use crate::game::Rules;
use crate::game::moves::NodeId;
use crate::game::state::StateId;
use crate::numeric::grid::BeliefGrid;
use crate::policy::{Beliefs, Policy, ROW, posterior};
use crate::solve::messages::Messages;

/// A walk through a solved game.
pub struct Walk<'a, const C: usize> {
    pub rules: &'a Rules,
    pub grid: &'a BeliefGrid,
    policy: &'a Policy,
    pub plan: &'a Plan,
    pub accounts: Accounts<'a>,
    /// Probabilities of the pairs of types.
    priors: [f32; 4],
    /// By point: its numbers among the beliefs about the disarmer and about the guarantor.
    pub indices: Vec<[usize; 2]>,
    /// By state, between the rounds.
    pub opening: Field<C>,
    /// By slot of the plan, within a round.
    pub moving: Field<C>,
    /// Room for the points of a slot.
    pub room: Vec<u32>,
    /// Probability of an occasion, by item of what was taken.
    chances: [Vec<f32>; 2],
    /// By point of the belief about the guarantor: the mass of a state.
    pub columns: Vec<Row<C>>,
}

/// What becomes of the negotiations of a solved game that start at a state, over the broker's messages if there are any; with
/// outcomes given the types if they are wanted.
pub fn follow(
    rules: &Rules,
    policy: &Policy,
    start: StateId,
    messages: Option<&Messages>,
    by_types: bool,
) -> (Option<Exact>, Course) {
    let plan = Plan::new(rules, policy.grid());
    let arch = pulp::Arch::new();
    match by_types {
        true => arch.dispatch(Whole(Walk::<BY_TYPES>::new(rules, policy, &plan, start, messages))),
        false => arch.dispatch(Whole(Walk::<AT_PRIORS>::new(rules, policy, &plan, start, messages))),
    }
}

impl<'a, const C: usize> Walk<'a, C> {
    fn new(rules: &'a Rules, policy: &'a Policy, plan: &'a Plan, start: StateId, messages: Option<&Messages>) -> Self {
        let grid = policy.grid();
        let points = grid.len() * grid.len();
        let priors = [rules.game.disarmer.dealer_prior, rules.game.guarantor.keeper_prior];
        // Play that starts without an active broker stays so, and without what one has enforced.
        let states = match start < rules.space.without_broker() {
            true => rules.space.without_broker(),
            false => rules.space.len(),
        };
        let mut walk = Walk {
            rules,
            grid,
            policy,
            plan,
            accounts: Accounts::new(rules, priors, states),
            priors: prior_weights(priors).map(|p| p as f32),
            indices: (0..points)
                .map(|point| [point / grid.len(), point % grid.len()])
                .collect(),
            opening: Field::new(states, points),
            moving: Field::new(plan.slots, points),
            room: Vec::with_capacity(points),
            chances: Default::default(),
            columns: vec![Row::NOTHING; grid.len()],
        };
        for pair in 0..4 {
            let silent = [[(1.0, priors), (0.0, priors)], [(0.0, priors); 2]];
            let heard = messages.map_or(silent, |m| m.distribution(pair / 2, pair % 2));
            for (probability, beliefs) in heard.into_iter().flatten() {
                walk.begin(start, pair, probability, beliefs);
            }
        }
        walk
    }

    /// Puts mass at the start: negotiations of sides of given types, heard of with beliefs that may lie between points.
    fn begin(&mut self, start: StateId, pair: usize, probability: f64, beliefs: Beliefs) {
        let prior = self.accounts.priors[pair];
        let size = self.grid.len();
        let [across, along] = beliefs.map(|belief| self.grid.locate(belief));
        let rows = self.opening.light(start);
        for (i, x) in [1.0 - across.fraction, across.fraction].into_iter().enumerate() {
            for (j, y) in [1.0 - along.fraction, along.fraction].into_iter().enumerate() {
                let row = &mut rows[(across.cell + i) * size + along.cell + j];
                row.begin(pair, probability * x * y, prior);
            }
        }
    }

    #[inline(always)]
    fn walk(mut self) -> (Option<Exact>, Course) {
        let (states, later) = (self.states(), self.plan.later.len());
        let rounds = self.rules.game.clock.rounds;
        for round in 0..rounds {
            // The states open the round, and then come the decisions that others lead to.
            for step in 0..states + later {
                let mut nodes = [None; 2];
                let opens = step < states;
                let (field, slot) = match opens {
                    true => (&mut self.opening, step),
                    false => (&mut self.moving, self.plan.later[step - states].1),
                };
                let taken = field.take(slot, std::mem::take(&mut self.room));
                if opens {
                    self.open(round, step, &taken);
                    let occasions = &self.rules.moves.openings[step].occasions;
                    for (node, occasion) in nodes.iter_mut().zip(occasions) {
                        *node = Some(occasion.node);
                    }
                } else {
                    self.chances[0].clear();
                    self.chances[0].resize(taken.len(), 1.0);
                    nodes[0] = Some(self.plan.later[step - states].0);
                }
                for (number, node) in nodes.into_iter().enumerate() {
                    if let Some(node) = node.filter(|_| !taken.is_empty()) {
                        self.decide(round, node, number, &taken);
                    }
                }
                let field = if opens { &mut self.opening } else { &mut self.moving };
                self.room = field.clear(slot, taken);
            }
            self.accounts.close_moves(round);
            self.events(round);
        }
        for id in 0..states {
            let taken = self.opening.take(id, std::mem::take(&mut self.room));
            self.stand(rounds, id, &taken);
            let mut total = Total::new();
            taken.rows().for_each(|(_, row)| total.add(row));
            self.accounts.end(id, &total, 1.0, false);
            self.room = self.opening.clear(id, taken);
        }
        self.accounts.finish(tells_types(C))
    }

    /// Number of the states that can be reached.
    pub fn states(&self) -> usize {
        self.opening.len()
    }

    /// Notes where mass stands at the start of a round.
    #[inline(always)]
    fn stand(&mut self, round: usize, id: StateId, taken: &Taken<C>) {
        if round == 0 {
            return;
        }
        let points = self.grid.points();
        let (mut all, mut beliefs) = (0.0, [0.0; 4]);
        for (point, row) in taken.rows() {
            let [a, b, c, d] = row.at_priors(&self.priors).map(f64::from);
            let mass = (a + b) + (c + d);
            all += mass;
            let [dealer, keeper] = self.indices[point].map(|i| points[i]);
            beliefs[0] += mass * dealer;
            beliefs[1] += mass * keeper;
            beliefs[2] += (c + d) * dealer;
            beliefs[3] += (b + d) * keeper;
        }
        self.accounts.stands(round - 1, id, all, beliefs);
    }

    /// Steps 1 and 2 of a round at a state: what has no occasion for moves stays, and the chances of the others are noted.
    #[inline(always)]
    fn open(&mut self, round: usize, id: StateId, taken: &Taken<C>) {
        self.stand(round, id, taken);
        let opening = &self.rules.moves.openings[id];
        let come = [false, true].map(|mediated| opening.come_by(mediated));
        let engagement = self.policy.engagement_slot(id);
        let block = self.policy.block(round);
        let last = opening.occasions.len() - 1;
        self.chances.iter_mut().for_each(Vec::clear);
        if taken.is_empty() {
            return;
        }
        let rows = self.moving.light(id);
        let mut mediated = 0.0;
        for (point, row) in taken.rows() {
            let mut mediates = 0.0;
            if let Some(slot) = engagement {
                let at = slot.offset + point * slot.width();
                let [yes, no] = [0, 1].map(|a| f64::from(block[at + a]));
                mediates = yes / (yes + no);
                let mass: f64 = row.at_priors(&self.priors).map(f64::from).iter().sum();
                mediated += mediates * mass;
            }
            let by = [0, 1].map(|n| (1.0 - mediates) * come[0][n] + mediates * come[1][n]);
            self.chances[0].push(by[0] as f32);
            self.chances[1].push((by[1] - by[0]) as f32);
            rows[point].add(row, &Weights::all((1.0 - by[last]) as f32));
        }
        self.accounts.mediates(mediated);
    }

    /// A decision, for what was taken and comes to it with one of the chances.
    #[inline(always)]
    fn decide(&mut self, round: usize, id: NodeId, number: usize, taken: &Taken<C>) {
        let plan = self.plan;
        let decision = &plan.decisions[id];
        let mut acted = Acted::default();
        match (decision.side, decision.actions) {
            (None, _) => self.broker(round, id, (number, taken), &mut acted),
            (Some(_), 2) => self.typed::<2>(round, id, (number, taken), &mut acted),
            (Some(_), _) => self.typed::<3>(round, id, (number, taken), &mut acted),
        }
        if decision.told {
            self.accounts.acts(id, &acted);
        }
    }

    /// The broker's decision to enforce.
    #[inline(always)]
    fn broker(&mut self, round: usize, id: NodeId, (number, taken): (usize, &Taken<C>), acted: &mut Acted) {
        let slot = self.policy.slot(id);
        let block = self.policy.block(round);
        let next = self.plan.decisions[id].next;
        for ((point, row), chance) in taken.rows().zip(&self.chances[number]) {
            let at = slot.offset + point * slot.width();
            let [yes, no] = [0, 1].map(|a| f64::from(block[at + a]));
            let chosen = [yes / (yes + no), no / (yes + no)].map(|p| [*chance * p as f32; 4]);
            note(acted, row, &self.priors, &chosen);
            for (next, [weight, ..]) in next.into_iter().zip(chosen) {
                self.moving.light(next)[point].add(row, &Weights::all(weight));
            }
        }
    }

    /// A decision of the disarmer or the guarantor: to every observation with its probability, and from there to the posterior.
    #[inline(always)]
    fn typed<const K: usize>(
        &mut self,
        round: usize,
        id: NodeId,
        (number, taken): (usize, &Taken<C>),
        acted: &mut Acted,
    ) {
        let decision: &Decision = &self.plan.decisions[id];
        let side = decision.side.unwrap_or(0);
        let [honest, feigned] = decision.credited;
        let (beliefs, size) = (self.grid.points(), self.grid.len());
        let lanes = if K == 2 { 2 } else { ROW };
        let tables = &self.policy.block(round)[self.policy.slot(id).offset..];
        for next in &decision.next[..K] {
            self.moving.light(*next);
        }
        for ((point, row), &chance) in taken.rows().zip(&self.chances[number]) {
            let table = &tables[point * 2 * lanes..(point + 1) * 2 * lanes];
            let mut chosen = [[0.0; 2]; K];
            for kind in 0..2 {
                let weights: [f64; K] = std::array::from_fn(|a| f64::from(table[kind * lanes + a]));
                let share = 1.0 / weights.iter().sum::<f64>();
                for a in 0..K {
                    chosen[a][kind] = weights[a] * share;
                }
            }
            if decision.told {
                let by_pair = chosen.map(|p| {
                    let [a, b, c, d, ..] = times(&by_type(side, p), chance);
                    [a, b, c, d]
                });
                note(acted, row, &self.priors, &by_pair);
            }
            let [i, j] = self.indices[point];
            let (own, line, stride) = match side {
                0 => (i, j, size),
                _ => (j, point - j, 1),
            };
            for o in 0..K {
                let seen = match (o, K) {
                    (_, 2) => chosen[o],
                    (0, _) => [0, 1].map(|kind| honest * chosen[0][kind] + feigned * chosen[1][kind]),
                    (1, _) => [0, 1].map(|kind| (1.0 - honest) * chosen[0][kind] + (1.0 - feigned) * chosen[1][kind]),
                    _ => chosen[o],
                };
                let after = posterior(beliefs[own], seen);
                let place = self.grid.locate(if after < 1.0 { after } else { 1.0 });
                let fraction = place.fraction as f32;
                let low = line + place.cell * stride;
                let rows = self.moving.light(decision.next[o]);
                let ends = rows.get_disjoint_mut([low, low + stride]).expect("two neighbours");
                let weights = match (o, K, decision.feint) {
                    (0, 3, Some(shares)) => {
                        let by_action = [(honest, chosen[0]), (feigned, chosen[1])];
                        let [honest, feigned] = by_action.map(|(credited, p)| by_type(side, p.map(|p| credited * p)));
                        Weights::credit(&honest, &feigned, shares)
                    }
                    _ => Weights::of(by_type(side, seen), decision.ruptures[o]),
                };
                for (end, part) in ends.into_iter().zip([1.0 - fraction, fraction]) {
                    end.add(row, &weights.times(chance * part));
                }
            }
        }
    }
}

/// Adds what is chosen by action and pair where a row stands.
#[inline(always)]
fn note<const C: usize>(acted: &mut Acted, row: &Row<C>, priors: &[f32; 4], chosen: &[[f32; 4]]) {
    let (all, unbroken) = (row.at_priors(priors), row.unbroken());
    for (a, chance) in chosen.iter().enumerate() {
        for i in 0..4 {
            acted.all[a][i] += f64::from(all[i] * chance[i]);
            acted.unbroken[a][i] += f64::from(unbroken[i] * chance[i]);
        }
    }
}

/// The work that is compiled for every vector width.
struct Whole<'a, const C: usize>(Walk<'a, C>);

impl<const C: usize> WithSimd for Whole<'_, C> {
    type Output = (Option<Exact>, Course);

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> (Option<Exact>, Course) {
        self.0.walk()
    }
}
