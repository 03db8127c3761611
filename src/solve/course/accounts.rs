//! What is counted while mass walks: ends, payments, ruptures and settlements.

use super::row::{Total, prior_weights};
use super::{Course, Exact, WAR, WAR_UNRUPTURED};
use crate::game::Rules;
use crate::game::moves::{NodeId, OneOff};
use crate::game::outcome::{ByOutcome, Cause, MOST_COVERT_OF_A_SETTLEMENT, Outcome};
use crate::game::payoffs::{Amounts, Horizon};
use crate::game::state::{State, StateId};
use crate::policy::Beliefs;

/// Mass at the priors by pair of types in office.
pub type ByPair = [f64; 4];

/// What a decision did in a round, by action and pair of types: the mass, and that part of it that had not ruptured before.
#[derive(Clone, Copy, Debug, Default)]
pub struct Acted {
    pub all: [ByPair; 3],
    pub unbroken: [ByPair; 3],
}

/// The books of one walk.
pub struct Accounts<'a> {
    rules: &'a Rules,
    /// Probabilities of the pairs of types.
    pub priors: [f64; 4],
    /// Discounts of the players by round, one more than are played.
    discounts: Vec<[f64; 3]>,
    acted: Vec<Acted>,
    /// Mass at the priors where the broker mediates.
    mediated: f64,
    course: Course,
    /// By pair of initial types, if they are told apart.
    outcomes: [ByOutcome<f64>; 4],
    dismantled: [f64; 4],
}

impl<'a> Accounts<'a> {
    /// Empty books about the first so many states.
    pub fn new(rules: &'a Rules, priors: Beliefs, states: usize) -> Self {
        let rounds = rules.game.clock.rounds;
        Accounts {
            rules,
            priors: prior_weights(priors),
            discounts: (0..=rounds).map(|round| rules.payoffs.discount_at(round)).collect(),
            acted: vec![Acted::default(); rules.moves.nodes.len()],
            mediated: 0.0,
            course: Course::new(rounds, states),
            outcomes: Default::default(),
            dismantled: Default::default(),
        }
    }

    /// Mass at the priors stands at a state at the end of a round, with the beliefs times the mass, and times that of the side's type.
    pub fn stands(&mut self, round: usize, id: StateId, mass: f64, beliefs: [f64; 4]) {
        self.course.occupancy[round * self.course.states + id] += mass;
        for (sum, own) in self.course.beliefs[round].iter_mut().zip(beliefs) {
            *sum += own;
        }
    }

    /// What the types chose at a decision.
    pub fn acts(&mut self, id: NodeId, acted: &Acted) {
        let sum = &mut self.acted[id];
        for a in 0..3 {
            for i in 0..4 {
                sum.all[a][i] += acted.all[a][i];
                sum.unbroken[a][i] += acted.unbroken[a][i];
            }
        }
    }

    /// The broker mediates where so much mass is.
    pub fn mediates(&mut self, mass: f64) {
        self.mediated += mass;
    }

    /// Reaches a settlement for the first time.
    pub fn settles(&mut self, round: usize, mass: f64) {
        self.course.settled[round] += mass;
    }

    /// Closes the books of the moves of a round: who was paid what for a move, and what ruptured.
    pub fn close_moves(&mut self, round: usize) {
        let discount = self.discounts[round];
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
            *acted = Acted::default();
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

    /// The flows of a round at a state, its crises, war and exposures.
    pub fn flows<const C: usize>(&mut self, round: usize, id: StateId, total: &Total<C>) {
        let facts = &self.rules.payoffs.states[id];
        let chances = &facts.chances;
        let present = self.present(total);
        let mass: f64 = present.iter().sum();
        pay(&mut self.course, &facts.flow, &present, self.discounts[round]);
        let lost = self.discounts[round + 1].map(|d| d * chances.war);
        pay(&mut self.course, &self.rules.payoffs.war, &present, lost);
        let peaceful: f64 = chances.crises.iter().sum();
        let before_war: f64 = chances.crises_before_war.iter().sum();
        self.course.means.crises += mass * (before_war + chances.war + (1.0 - chances.war) * peaceful);
        if self.rules.space.states()[id].phase.in_force() {
            self.course.means.years_in_force += mass / f64::from(self.rules.game.clock.rounds_per_year);
        }
        let [staller, dealer] = total.unbroken();
        let exposed = chances.exposure[0] * staller + chances.exposure[1] * dealer;
        let ends = &mut self.course.ends[round];
        ends[WAR] += chances.war * mass;
        ends[WAR_UNRUPTURED] += chances.war * (staller + dealer);
        ends[Cause::Exposed as usize] += (1.0 - chances.war) * exposed;
        self.end(id, total, chances.war, true);
    }

    /// Negotiations end at a state: this part of a total, in war or because time is up.
    pub fn end<const C: usize>(&mut self, id: StateId, total: &Total<C>, part: f64, war: bool) {
        let rules = self.rules;
        let State { stage, phase, .. } = rules.space.states()[id];
        let custody = rules.game.broker.as_ref().map_or(0.0, |b| b.instruments.custody);
        let returned = if phase.enforced() { custody } else { 0.0 };
        let rebuilt = if phase.rebuilt() { 1.0 } else { 0.0 };
        let dismantled = rules.payoffs.states[id].shares.dismantled;
        for share in total.shares(&self.priors) {
            let leader = share.pair / 2;
            let kept_back = (1.0 - returned) * (share.feigned - rebuilt * share.feigned_reversible);
            let given_up = rules.payoffs.declared[leader] * (dismantled * share.mass - kept_back);
            let open = rules.game.disarmer.covert_share[leader] <= MOST_COVERT_OF_A_SETTLEMENT;
            let clean = if open { share.clean } else { 0.0 };
            let classify = |hollow| match war {
                true => Outcome::War,
                false => Outcome::classify(stage, rules.game.stages.len(), phase, hollow),
            };
            let ends = [
                (classify(false), part * clean),
                (classify(true), part * (share.mass - clean)),
            ];
            let weight = part * share.prior;
            let course = &mut self.course;
            course.means.dismantled_share += weight * given_up;
            course.means.feigned_share += weight * share.feigned;
            course.means.stages_completed += weight * stage as f64 * share.mass;
            for (outcome, mass) in ends {
                course.outcomes[outcome] += share.prior * mass;
            }
            if let Some(pair) = share.initial {
                self.dismantled[pair] += part * given_up;
                for (outcome, mass) in ends {
                    self.outcomes[pair][outcome] += mass;
                }
            }
        }
    }

    /// Mass at the priors by pair in office.
    fn present<const C: usize>(&self, total: &Total<C>) -> ByPair {
        let mut present = [0.0; 4];
        for share in total.shares(&self.priors) {
            present[share.pair] += share.prior * share.mass;
        }
        present
    }

    /// What was counted; by the initial types if they were told apart. Outcomes sum to one.
    pub fn finish(mut self, by_types: bool) -> (Option<Exact>, Course) {
        // Rounding may leave a difference of nothing below zero, and the sum beside one.
        let proper = |outcomes: ByOutcome<f64>| {
            let outcomes = outcomes.map(|p| f64::max(p, 0.0));
            let all: f64 = outcomes.0.iter().sum();
            (outcomes.map(|p| p / all), all)
        };
        self.course.outcomes = proper(self.course.outcomes).0;
        let exact = by_types.then(|| {
            let mut exact = Exact {
                outcomes: Default::default(),
                dismantled_share: Default::default(),
            };
            for pair in 0..4 {
                let (outcomes, all) = proper(self.outcomes[pair]);
                let (d, g) = (pair / 2, pair % 2);
                exact.outcomes[d][g] = outcomes;
                exact.dismantled_share[d][g] = (self.dismantled[pair] / all).clamp(0.0, 1.0);
            }
            exact
        });
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
