//! What is counted while mass walks: ends, payments, ruptures and settlements.

use super::row::{Labels, Row, at_priors, unbroken};
use super::{Course, Exact, WAR, WAR_UNRUPTURED};
use crate::game::Rules;
use crate::game::moves::{NodeId, OneOff};
use crate::game::outcome::{ByOutcome, Cause, MOST_COVERT_OF_A_SETTLEMENT, Outcome};
use crate::game::payoffs::{Amounts, Horizon};
use crate::game::state::{State, StateId};
use crate::policy::Beliefs;

/// Mass at the priors by pair of types in office.
pub type ByPair = [f64; 4];

const NOBODY: ByPair = [0.0; 4];

/// The rows at all points of a state together: by label and pair, mass, mass without feints, and the two sums over feints.
pub type Total = [[[f64; 4]; 4]; 4];

/// What a decision did in a round, by action and pair of types: the mass, and that part of it that had not ruptured before.
#[derive(Clone, Copy, Debug)]
struct Acted {
    all: [ByPair; 3],
    unbroken: [ByPair; 3],
}

const IDLE: Acted = Acted {
    all: [NOBODY; 3],
    unbroken: [NOBODY; 3],
};

/// The books of one walk.
pub struct Accounts<'a> {
    rules: &'a Rules,
    labels: Labels,
    pub weights: [[f64; 4]; 4],
    acted: Vec<Acted>,
    /// Mass at the priors where the broker mediates.
    mediated: f64,
    course: Course,
    /// By label and pair in office at the end.
    outcomes: [[ByOutcome<f64>; 4]; 4],
    dismantled: [[f64; 4]; 4],
}

impl<'a> Accounts<'a> {
    /// Empty books about the first so many states.
    pub fn new(rules: &'a Rules, labels: Labels, priors: Beliefs, states: usize) -> Self {
        Accounts {
            rules,
            labels,
            weights: labels.weights(priors),
            acted: vec![IDLE; rules.moves.nodes.len()],
            mediated: 0.0,
            course: Course::new(rules.game.clock.rounds, states),
            outcomes: Default::default(),
            dismantled: [[0.0; 4]; 4],
        }
    }

    /// Where mass stands at the end of a round.
    #[inline(always)]
    pub fn stands<const C: usize>(&mut self, round: usize, id: StateId, row: &Row<C>, beliefs: Beliefs) {
        let [a, b, c, d] = at_priors(row, &self.weights);
        let mass = (a + b) + (c + d);
        self.course.occupancy[round * self.course.states + id] += mass;
        let sums = &mut self.course.beliefs[round];
        let (dealer, keeper) = (c + d, b + d);
        let own = [
            mass * beliefs[0],
            mass * beliefs[1],
            dealer * beliefs[0],
            keeper * beliefs[1],
        ];
        for (sum, own) in sums.iter_mut().zip(own) {
            *sum += own;
        }
    }

    /// What the types choose at a decision that is told of, by action and pair.
    #[inline(always)]
    pub fn acts<const C: usize>(&mut self, id: NodeId, row: &Row<C>, chosen: &[[f32; 4]]) {
        let acted = &mut self.acted[id];
        let (all, whole) = (at_priors(row, &self.weights), unbroken(row));
        for (a, chance) in chosen.iter().enumerate() {
            for i in 0..4 {
                let chance = f64::from(chance[i]);
                acted.all[a][i] += all[i] * chance;
                acted.unbroken[a][i] += f64::from(whole[i]) * chance;
            }
        }
    }

    /// The broker mediates with this probability.
    #[inline(always)]
    pub fn mediates<const C: usize>(&mut self, row: &Row<C>, probability: f64) {
        self.mediated += probability * at_priors(row, &self.weights).iter().sum::<f64>();
    }

    /// A process is exposed that had not ruptured before, or reaches a settlement for the first time.
    pub fn exposed(&mut self, round: usize, mass: f64) {
        self.course.ends[round][Cause::Exposed as usize] += mass;
    }

    pub fn settles(&mut self, round: usize, mass: f64) {
        self.course.settled[round] += mass;
    }

    /// Closes the books of the moves of a round: who was paid what for a move, and what ruptured.
    pub fn close_moves(&mut self, round: usize) {
        let discount = self.rules.payoffs.discount_at(round);
        let Accounts {
            rules, acted, course, ..
        } = self;
        for (node, acted) in rules.moves.nodes.iter().zip(acted) {
            for (a, choice) in node.choices.iter().enumerate() {
                for branch in &choice.branches {
                    let observed = node.observations[branch.observation].observed;
                    if let Some(cause) = Cause::of(choice.action, observed) {
                        let mass: f64 = acted.unbroken[a].iter().sum();
                        course.ends[round][cause as usize] += branch.probability * mass;
                    }
                    if branch.one_off != OneOff::None {
                        let paid = rules.payoffs.one_off(branch.one_off, round, Horizon::Simulated);
                        pay(course, &paid, &acted.all[a], discount.map(|d| d * branch.probability));
                    }
                }
            }
            *acted = IDLE;
        }
        let mediation = self
            .rules
            .game
            .broker
            .as_ref()
            .map_or(0.0, |b| b.interests.mediation_cost);
        let fee = mediation / f64::from(self.rules.game.clock.rounds_per_year);
        self.course.means.payoffs[2] -= discount[2] * fee * self.mediated;
        self.mediated = 0.0;
    }

    /// The flows of a round at a state, its crises, and war; `unbroken` is the mass at the priors that has not ruptured yet.
    pub fn flows(&mut self, round: usize, id: StateId, total: &Total, unbroken: f64) {
        let facts = &self.rules.payoffs.states[id];
        let chances = &facts.chances;
        let present = self.weigh(total, 0);
        let mass: f64 = present.iter().sum();
        let discount = [round, round + 1].map(|round| self.rules.payoffs.discount_at(round));
        pay(&mut self.course, &facts.flow, &present, discount[0]);
        let lost = discount[1].map(|d| d * chances.war);
        pay(&mut self.course, &self.rules.payoffs.war, &present, lost);
        let peaceful: f64 = chances.crises.iter().sum();
        let before_war: f64 = chances.crises_before_war.iter().sum();
        self.course.means.crises += mass * (before_war + chances.war + (1.0 - chances.war) * peaceful);
        if self.rules.space.states()[id].phase.in_force() {
            self.course.means.years_in_force += mass / f64::from(self.rules.game.clock.rounds_per_year);
        }
        let ends = &mut self.course.ends[round];
        ends[WAR] += chances.war * mass;
        ends[WAR_UNRUPTURED] += chances.war * unbroken;
        self.end(id, total, chances.war, true);
    }

    /// Negotiations end at a state: this part of a total, in war or because time is up.
    pub fn end(&mut self, id: StateId, total: &Total, part: f64, war: bool) {
        let rules = self.rules;
        let state @ State { stage, phase, .. } = rules.space.states()[id];
        let custody = rules.game.broker.as_ref().map_or(0.0, |b| b.instruments.custody);
        let returned = if phase.enforced() { custody } else { 0.0 };
        let rebuilt = if phase.rebuilt() { 1.0 } else { 0.0 };
        let dismantled = rules.payoffs.states[id].shares.dismantled;
        let feigned: f64 = self.weigh(total, 2).iter().sum();
        self.course.means.feigned_share += part * feigned;
        self.course.means.stages_completed += part * state.stage as f64 * self.weigh(total, 0).iter().sum::<f64>();
        for (label, [mass, clean, feigned, rebuildable]) in total.iter().enumerate() {
            for pair in 0..4 {
                let declared = rules.payoffs.declared[pair / 2];
                let kept_back = (1.0 - returned) * (feigned[pair] - rebuilt * rebuildable[pair]);
                let given_up = declared * (dismantled * mass[pair] - kept_back);
                self.dismantled[label][pair] += part * given_up;
                self.course.means.dismantled_share += part * self.weights[label][pair] * given_up;
                let outcomes = &mut self.outcomes[label][pair];
                if war {
                    outcomes[Outcome::War] += part * mass[pair];
                    continue;
                }
                let open = rules.game.disarmer.covert_share[pair / 2] <= MOST_COVERT_OF_A_SETTLEMENT;
                let clean = if open { clean[pair] } else { 0.0 };
                for (part, hollow) in [(clean, false), (mass[pair] - clean, true)] {
                    outcomes[Outcome::classify(stage, rules.game.stages.len(), phase, hollow)] += part;
                }
            }
        }
    }

    /// One of the numbers of a total at the priors, by pair.
    fn weigh(&self, total: &Total, number: usize) -> ByPair {
        std::array::from_fn(|pair| {
            (0..4)
                .map(|label| self.weights[label][pair] * total[label][number][pair])
                .sum()
        })
    }

    /// What was counted, by the initial types; outcomes sum to one.
    pub fn finish(self) -> (Exact, Course) {
        let mut exact = Exact {
            outcomes: Default::default(),
            dismantled_share: [[0.0; 2]; 2],
        };
        for label in 0..self.labels.count() {
            for pair in 0..4 {
                let [d, g] = self.labels.initial(label, pair);
                for (outcome, probability) in exact.outcomes[d][g].iter_mut() {
                    *probability += self.outcomes[label][pair][outcome];
                }
                exact.dismantled_share[d][g] += self.dismantled[label][pair];
            }
        }
        for d in 0..2 {
            for g in 0..2 {
                // Rounding may leave a difference of nothing below zero, and the sum beside one.
                let outcomes = exact.outcomes[d][g].map(|p| f64::max(p, 0.0));
                let all: f64 = outcomes.0.iter().sum();
                exact.outcomes[d][g] = outcomes.map(|p| p / all);
                exact.dismantled_share[d][g] = (exact.dismantled_share[d][g] / all).clamp(0.0, 1.0);
            }
        }
        (exact, self.course)
    }
}

/// Adds payments to the players, each by the pair of types in office, times the masses and `weight` by player.
fn pay(course: &mut Course, paid: &Amounts, mass: &ByPair, weight: [f64; 3]) {
    for (pair, mass) in mass.iter().enumerate() {
        let (d, g) = (pair / 2, pair % 2);
        let amounts = [paid.disarmer[d], paid.guarantor[d][g], paid.broker[d][g]];
        for player in 0..3 {
            course.means.payoffs[player] += weight[player] * mass * amounts[player];
        }
    }
}
