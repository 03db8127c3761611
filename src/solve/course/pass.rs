//! Mass walks forwards through the rounds that are played (model section 4).

use pulp::{Simd, WithSimd};

use super::accounts::{Accounts, Total};
use super::plan::{Decision, Plan, Slot};
use super::row::{self, Credit, NEGLIGIBLE, NOTHING, Row};
use super::{Course, Exact};
use crate::game::Rules;
use crate::game::moves::NodeId;
use crate::game::state::StateId;
use crate::numeric::grid::BeliefGrid;
use crate::policy::{Beliefs, Policy, ROW, posterior};
use crate::solve::messages::Messages;

/// Where mass stands: slot × grid point, where point = disarmer index × G + guarantor index.
pub struct Field<const C: usize> {
    pub rows: Vec<Row<C>>,
    /// Whether there is any mass in a slot.
    pub lit: Vec<bool>,
    pub points: usize,
}

impl<const C: usize> Field<C> {
    fn new(slots: usize, points: usize) -> Self {
        Field {
            rows: vec![[NOTHING; C]; slots * points],
            lit: vec![false; slots],
            points,
        }
    }

    /// Takes the mass at a point of a slot; `None` if it is not worth following.
    #[inline(always)]
    pub fn take(&mut self, slot: Slot, point: usize) -> Option<Row<C>> {
        let row = &mut self.rows[slot * self.points + point];
        let mass = row::mass(row);
        if mass == 0.0 {
            return None;
        }
        let taken = *row;
        *row = [NOTHING; C];
        (mass >= NEGLIGIBLE).then_some(taken)
    }

    /// All points of a slot, which is lit from now on.
    #[inline(always)]
    pub fn light(&mut self, slot: Slot) -> &mut [Row<C>] {
        self.lit[slot] = true;
        &mut self.rows[slot * self.points..(slot + 1) * self.points]
    }
}

/// A walk through a solved game.
pub struct Walk<'a, const C: usize> {
    pub rules: &'a Rules,
    pub grid: &'a BeliefGrid,
    pub policy: &'a Policy,
    pub plan: &'a Plan,
    pub accounts: Accounts<'a>,
    /// By state, between the rounds.
    pub opening: Field<C>,
    /// By slot of the plan, within a round.
    pub moving: Field<C>,
    /// By point of the belief about the guarantor: the mass of a state.
    pub columns: Vec<Row<C>>,
}

/// What becomes of the negotiations of a solved game that start at a state, over the broker's messages if there are any.
pub fn follow(rules: &Rules, policy: &Policy, start: StateId, messages: Option<&Messages>) -> (Exact, Course) {
    let grid = policy.grid();
    let plan = Plan::new(rules, grid);
    let arch = pulp::Arch::new();
    match plan.labels.count() {
        1 => arch.dispatch(Whole(Walk::<3>::new(rules, policy, &plan, start, messages))),
        2 => arch.dispatch(Whole(Walk::<5>::new(rules, policy, &plan, start, messages))),
        _ => arch.dispatch(Whole(Walk::<9>::new(rules, policy, &plan, start, messages))),
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
            accounts: Accounts::new(rules, plan.labels, priors, states),
            opening: Field::new(states, points),
            moving: Field::new(plan.slots, points),
            columns: vec![[NOTHING; C]; grid.len()],
        };
        for pair in 0..4 {
            let types = [pair / 2, pair % 2];
            let silent = [[(1.0, priors), (0.0, priors)], [(0.0, priors); 2]];
            let heard = messages.map_or(silent, |m| m.distribution(types[0], types[1]));
            for (probability, beliefs) in heard.into_iter().flatten() {
                walk.begin(start, types, probability, beliefs);
            }
        }
        walk
    }

    /// Puts mass at the start: negotiations of sides of given types, heard of with beliefs that may lie between points.
    fn begin(&mut self, start: StateId, types: [usize; 2], probability: f64, beliefs: Beliefs) {
        let label = self.plan.labels.number(types);
        let pair = 2 * types[0] + types[1];
        let prior = self.accounts.weights[label][pair];
        let size = self.grid.len();
        let [across, along] = beliefs.map(|belief| self.grid.locate(belief));
        let rows = self.opening.light(start);
        for (i, x) in [1.0 - across.fraction, across.fraction].into_iter().enumerate() {
            for (j, y) in [1.0 - along.fraction, along.fraction].into_iter().enumerate() {
                let row = &mut rows[(across.cell + i) * size + along.cell + j];
                let mass = probability * x * y;
                for group in [0, 4] {
                    row[2 * label][group + pair] += mass as f32;
                    row[C - 1][group + pair] += (prior * mass) as f32;
                }
            }
        }
    }

    #[inline(always)]
    fn walk(mut self) -> (Exact, Course) {
        let rounds = self.rules.game.clock.rounds;
        for round in 0..rounds {
            self.open(round);
            for i in 0..self.plan.later.len() {
                let (id, slot) = self.plan.later[i];
                if std::mem::take(&mut self.moving.lit[slot]) {
                    for point in 0..self.moving.points {
                        if let Some(row) = self.moving.take(slot, point) {
                            self.decide(round, id, point, &row);
                        }
                    }
                }
            }
            self.accounts.close_moves(round);
            self.events(round);
        }
        self.stop(rounds);
        self.accounts.finish()
    }

    /// Steps 1 and 2 of a round at all states, and the decisions that come first.
    #[inline(always)]
    fn open(&mut self, round: usize) {
        let (size, rules) = (self.grid.len(), self.rules);
        for id in 0..self.opening.lit.len() {
            if !std::mem::take(&mut self.opening.lit[id]) {
                continue;
            }
            let opening = &rules.moves.openings[id];
            let engagement = self.policy.engagement_slot(id);
            let come = [false, true].map(|mediated| opening.come_by(mediated));
            for point in 0..self.opening.points {
                let Some(row) = self.opening.take(id, point) else {
                    continue;
                };
                let beliefs = [self.grid.points()[point / size], self.grid.points()[point % size]];
                if round > 0 {
                    self.accounts.stands(round - 1, id, &row, beliefs);
                }
                let row = row::flushed(&row);
                let mut mediates = 0.0;
                if let Some(slot) = engagement {
                    let at = slot.offset + point * slot.width();
                    let [yes, no] = [0, 1].map(|a| f64::from(self.policy.block(round)[at + a]));
                    mediates = yes / (yes + no);
                    self.accounts.mediates(&row, mediates);
                }
                let by = [0, 1].map(|n| (1.0 - mediates) * come[0][n] + mediates * come[1][n]);
                let chance = [by[0], by[1] - by[0]];
                let stays = 1.0 - by[opening.occasions.len() - 1];
                row::add(&mut self.moving.light(id)[point], &row, stays as f32);
                for (occasion, chance) in opening.occasions.iter().zip(chance) {
                    self.decide(round, occasion.node, point, &row::scaled(&row, chance as f32));
                }
            }
        }
    }

    #[inline(always)]
    fn decide(&mut self, round: usize, id: NodeId, point: usize, row: &Row<C>) {
        let decision = &self.plan.decisions[id];
        match (decision.side, decision.actions) {
            (None, _) => self.broker(round, id, point, row),
            (Some(side), 2) => self.typed::<2>(round, id, side, point, row),
            (Some(side), _) => self.typed::<3>(round, id, side, point, row),
        }
    }

    /// The broker's decision to enforce.
    #[inline(always)]
    fn broker(&mut self, round: usize, id: NodeId, point: usize, row: &Row<C>) {
        let slot = self.policy.slot(id);
        let at = slot.offset + point * slot.width();
        let [yes, no] = [0, 1].map(|a| f64::from(self.policy.block(round)[at + a]));
        let chosen = [yes / (yes + no), no / (yes + no)].map(|chance| chance as f32);
        self.accounts.acts(id, row, &chosen.map(|chance| [chance; 4]));
        for (o, chance) in chosen.into_iter().enumerate() {
            let next = self.plan.decisions[id].next[o];
            row::add(&mut self.moving.light(next)[point], row, chance);
        }
    }

    /// A decision of the disarmer or the guarantor: to every observation with its probability, and from there to the posterior.
    #[inline(always)]
    fn typed<const K: usize>(&mut self, round: usize, id: NodeId, side: usize, point: usize, row: &Row<C>) {
        let Walk {
            grid,
            plan,
            policy,
            accounts,
            moving,
            ..
        } = self;
        let decision: &Decision = &plan.decisions[id];
        let slot = policy.slot(id);
        let lanes = if K == 2 { 2 } else { ROW };
        let at = slot.offset + point * 2 * lanes;
        let table = &policy.block(round)[at..at + 2 * lanes];
        let mut chosen = [[0.0; 2]; K];
        for kind in 0..2 {
            let weights: [f64; K] = std::array::from_fn(|a| f64::from(table[kind * lanes + a]));
            let share = 1.0 / weights.iter().sum::<f64>();
            for a in 0..K {
                chosen[a][kind] = weights[a] * share;
            }
        }
        if decision.told {
            accounts.acts(id, row, &chosen.map(|chance| row::by_pair(side, chance)));
        }
        let size = grid.len();
        let (own, line, stride) = match side {
            0 => (point / size, point % size, size),
            _ => (point % size, point - point % size, 1),
        };
        let belief = grid.points()[own];
        let [honest, feigned] = decision.credited;
        for o in 0..K {
            let seen = match o {
                0 => [0, 1].map(|kind| honest * chosen[0][kind] + feigned * chosen[1][kind]),
                1 => [0, 1].map(|kind| (1.0 - honest) * chosen[0][kind] + (1.0 - feigned) * chosen[1][kind]),
                _ => chosen[o],
            };
            let place = grid.locate(posterior(belief, seen).clamp(0.0, 1.0));
            let mut moved = match (o, decision.feint) {
                (0, Some(shares)) => Credit {
                    honest: row::by_pair(side, chosen[0].map(|p| honest * p)),
                    feigned: row::by_pair(side, chosen[1].map(|p| feigned * p)),
                    shares,
                }
                .apply(row),
                _ => row::by_types(row, &row::twice(row::by_pair(side, seen))),
            };
            if decision.ruptures[o] {
                row::rupture(&mut moved);
            }
            let rows = moving.light(decision.next[o]);
            let low = line + place.cell * stride;
            let fraction = place.fraction as f32;
            row::add(&mut rows[low], &moved, 1.0 - fraction);
            row::add(&mut rows[low + stride], &moved, fraction);
        }
    }

    /// The end of the simulated time.
    #[inline(always)]
    fn stop(&mut self, rounds: usize) {
        let size = self.grid.len();
        for id in (0..self.opening.lit.len()).filter(|id| self.opening.lit[*id]) {
            let mut total = Total::default();
            for (point, row) in self.opening.rows[id * self.opening.points..(id + 1) * self.opening.points]
                .iter()
                .enumerate()
            {
                if row::mass(row) > 0.0 {
                    let beliefs = [self.grid.points()[point / size], self.grid.points()[point % size]];
                    self.accounts.stands(rounds - 1, id, row, beliefs);
                    count(&mut total, row);
                }
            }
            self.accounts.end(id, &total, 1.0, false);
        }
    }
}

/// Adds a row to a total.
#[inline(always)]
pub fn count<const C: usize>(total: &mut Total, row: &Row<C>) {
    for label in 0..C / 2 {
        for number in 0..4 {
            for i in 0..4 {
                let value = row[2 * label + number / 2][4 * (number % 2) + i];
                total[label][number][i] += f64::from(value);
            }
        }
    }
}

/// The work that is compiled for every vector width.
struct Whole<'a, const C: usize>(Walk<'a, C>);

impl<const C: usize> WithSimd for Whole<'_, C> {
    type Output = (Exact, Course);

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> (Exact, Course) {
        self.0.walk()
    }
}
