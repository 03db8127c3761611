//! Outcome probabilities, carried backwards beside the values.
//!
//! The policies of a round turn the probabilities of each outcome at the start of the next round into those at the start of
//! this one, for each pair of true types. So a world's outcome distribution is known without playing a single episode, up to
//! the error of the belief grid; only the rounds that are played count. Escalation is one of the chances that are summed over,
//! so a war of one in a million is as exact as anything else.
//!
//! Whether a settlement is real depends on what was feigned, which no state remembers. It is enough to carry, beside the
//! probability that all stages are complete and in force at the end, the probability that this happens without any more
//! feigning: seen from the first round, that is a settlement, and the rest is hollow (model section 10).

use super::kernel::{Found, Points, Whereabouts};
use super::messages::Messages;
use crate::game::Rules;
use crate::game::moves::{Node, OneOff};
use crate::game::outcome::Outcome;
use crate::game::state::{State, StateId};
use crate::numeric::grid::BeliefGrid;
use crate::policy::Beliefs;

/// What is carried, in this order.
pub const MEASURES: usize = 8;
/// All stages complete and in force at the end, nothing feigned from here on.
const CLEAN: usize = 0;
/// All stages complete and in force at the end.
const COMPLETE: usize = 1;
const INTERIM: usize = 2;
const SYMBOLIC: usize = 3;
const REVOKED: usize = 4;
const DEADLOCK: usize = 5;
const WAR: usize = 6;
/// Mean share truly dismantled at the end: A minus what is feigned from here on.
const DISMANTLED: usize = 7;

/// What is carried at one point, by pair of types: 2 × disarmer type + guarantor type. Single precision halves the memory
/// that has to be moved, which is what takes the time here; over a hundred rounds its rounding adds less than 1e-5 of a
/// probability to it, and the error of the belief grid is a hundred times that.
pub type Prospect = [[f32; MEASURES]; 4];

const NOTHING: Prospect = [[0.0; MEASURES]; 4];

/// What is known of a world's negotiations without playing any, from the start of play and over the broker's messages.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exact {
    /// Probability of each outcome, by [`Outcome::ALL`], given the true types `[disarmer][first administration]`.
    pub outcomes: [[[f64; 8]; 2]; 2],
    /// Mean of the share truly dismantled at the end, given the same.
    pub dismantled_share: [[f64; 2]; 2],
}

impl Exact {
    /// Probability of each outcome at the priors `[Pr(dealer), Pr(keeper)]`.
    pub fn at(&self, priors: Beliefs) -> [f64; 8] {
        let mut mean = [0.0; 8];
        for (weight, d, g) in weighted_types(priors) {
            for o in 0..8 {
                mean[o] += weight * self.outcomes[d][g][o];
            }
        }
        mean
    }

    /// Mean share truly dismantled at the priors.
    pub fn dismantled_at(&self, priors: Beliefs) -> f64 {
        weighted_types(priors)
            .iter()
            .map(|(w, d, g)| w * self.dismantled_share[*d][*g])
            .sum()
    }
}

/// Probability and types of each pair.
fn weighted_types([dealer, keeper]: Beliefs) -> [(f64, usize, usize); 4] {
    [
        ((1.0 - dealer) * (1.0 - keeper), 0, 0),
        ((1.0 - dealer) * keeper, 0, 1),
        (dealer * (1.0 - keeper), 1, 0),
        (dealer * keeper, 1, 1),
    ]
}

/// The working memory: prospects by state (or slot of a decision) and grid point.
pub struct Outlook {
    pub points: usize,
    pub opening: Vec<Prospect>,
    pub closing: Vec<Prospect>,
    pub nodes: Vec<Vec<Prospect>>,
}

/// What a state is worth at the end of the simulated time.
fn at_the_end(rules: &Rules, id: StateId) -> Prospect {
    let State { stage, phase, .. } = rules.space.states()[id];
    let mut row = [0.0; MEASURES];
    match Outcome::classify(stage, rules.game.stages.len(), phase, false) {
        Outcome::Settlement | Outcome::HollowSettlement => (row[CLEAN], row[COMPLETE]) = (1.0, 1.0),
        Outcome::InterimDeal => row[INTERIM] = 1.0,
        Outcome::SymbolicTalks => row[SYMBOLIC] = 1.0,
        Outcome::Revocation => row[REVOKED] = 1.0,
        Outcome::Deadlock => row[DEADLOCK] = 1.0,
        Outcome::Breach => {}
        Outcome::War => row[WAR] = 1.0,
    }
    row[DISMANTLED] = rules.payoffs.states[id].dismantled as f32;
    [row; 4]
}

impl Outlook {
    /// The outlook at the end of the simulated time.
    pub fn new(rules: &Rules, grid: &BeliefGrid, slots: usize) -> Self {
        let points = grid.len() * grid.len();
        let states = 0..rules.space.len();
        let ends = states.flat_map(|id| std::iter::repeat_n(at_the_end(rules, id), points));
        Outlook {
            points,
            opening: ends.collect(),
            closing: vec![NOTHING; rules.space.len() * points],
            nodes: vec![vec![NOTHING; points]; slots],
        }
    }

    /// All grid points of a state after the moves of a round.
    #[inline(always)]
    pub fn after_moves(&self, id: StateId) -> &[Prospect] {
        &self.closing[id * self.points..(id + 1) * self.points]
    }

    /// Takes the first states from another outlook on the same grid.
    pub fn copy_first(&mut self, states: usize, other: &Outlook) {
        let count = states * self.points;
        self.opening[..count].copy_from_slice(&other.opening[..count]);
    }

    /// Takes the start of the round at a state from another outlook on the same grid.
    pub fn copy_state(&mut self, id: StateId, other: &Outlook) {
        let here = id * self.points..(id + 1) * self.points;
        self.opening[here.clone()].copy_from_slice(&other.opening[here]);
    }

    /// Step 5 of a round, backed up for some states: war, election, rebuilding, loss of neutrality.
    #[inline(always)]
    pub fn close(&mut self, rules: &Rules, grid: &BeliefGrid, round: usize, states: &[StateId]) {
        let points = self.points;
        for &id in states {
            let facts = &rules.payoffs.states[id];
            let (rebuilt, neutral) = (facts.after_rebuilding, facts.after_neutrality_loss);
            let both = rules.payoffs.states[rebuilt].after_neutrality_loss;
            let (r, l) = (facts.rebuild, facts.neutrality_loss);
            let sources = [
                (id, (1.0 - r) * (1.0 - l)),
                (rebuilt, r * (1.0 - l)),
                (neutral, (1.0 - r) * l),
                (both, r * l),
            ];
            let target = &mut self.closing[id * points..(id + 1) * points];
            let source = sources.map(|(state, _)| &self.opening[state * points..(state + 1) * points]);
            let weights = sources.map(|(_, weight)| weight as f32);
            let election = rules.election_after(round);
            let peace = 1.0 - facts.war as f32;
            let mut war = [0.0; MEASURES];
            war[WAR] = facts.war as f32;
            war[DISMANTLED] = (facts.war * facts.dismantled) as f32;
            for (point, row) in target.iter_mut().enumerate() {
                let mut next = NOTHING;
                for (source, weight) in source.iter().zip(weights) {
                    if weight > 0.0 {
                        add(&mut next, &source[point], weight);
                    }
                }
                *row = if election.is_none() {
                    survive(&next, peace, &war)
                } else {
                    next
                };
            }
            if let Some(election) = election {
                elect(target, grid, election.turnover as f32, election.successor_keeper_prior);
                for row in target {
                    *row = survive(row, peace, &war);
                }
            }
        }
    }

    /// What is known once round 0 has been opened: over the broker's messages, or at the priors if there are none.
    pub fn exact(&self, start: StateId, grid: &BeliefGrid, priors: Beliefs, messages: Option<&Messages>) -> Exact {
        let mut exact = Exact {
            outcomes: [[[0.0; 8]; 2]; 2],
            dismantled_share: [[0.0; 2]; 2],
        };
        for d in 0..2 {
            for g in 0..2 {
                let silent = [[(1.0, priors), (0.0, priors)], [(0.0, priors); 2]];
                let heard = messages.map_or(silent, |m| m.distribution(d, g));
                let mut row = [0.0; MEASURES];
                for (weight, beliefs) in heard.into_iter().flatten() {
                    if weight > 0.0 {
                        for (m, value) in row.iter_mut().enumerate() {
                            *value += weight * self.at(start, grid, beliefs, 2 * d + g, m);
                        }
                    }
                }
                exact.outcomes[d][g] = outcomes(&row);
                exact.dismantled_share[d][g] = row[DISMANTLED];
            }
        }
        exact
    }

    fn at(&self, state: StateId, grid: &BeliefGrid, beliefs: Beliefs, pair: usize, measure: usize) -> f64 {
        let (p, q) = (grid.locate(beliefs[0]), grid.locate(beliefs[1]));
        let along = |i: usize| {
            let start = state * self.points + (p.cell + i) * grid.len() + q.cell;
            let [low, high] = [start, start + 1].map(|at| f64::from(self.opening[at][pair][measure]));
            low + (high - low) * q.fraction
        };
        let low = along(0);
        low + (along(1) - low) * p.fraction
    }
}

/// Probabilities of the outcomes, by [`Outcome::ALL`], which sum to one.
fn outcomes(row: &[f64; MEASURES]) -> [f64; 8] {
    let others = row[COMPLETE] + row[INTERIM] + row[SYMBOLIC] + row[REVOKED] + row[DEADLOCK] + row[WAR];
    Outcome::ALL.map(|outcome| match outcome {
        Outcome::Settlement => row[CLEAN],
        Outcome::HollowSettlement => (row[COMPLETE] - row[CLEAN]).max(0.0),
        Outcome::InterimDeal => row[INTERIM],
        Outcome::SymbolicTalks => row[SYMBOLIC],
        Outcome::Revocation => row[REVOKED],
        Outcome::Deadlock => row[DEADLOCK],
        Outcome::Breach => (1.0 - others).max(0.0),
        Outcome::War => row[WAR],
    })
}

/// What is left if the round does not end in war, plus what war makes of it.
#[inline(always)]
fn survive(row: &Prospect, peace: f32, war: &[f32; MEASURES]) -> Prospect {
    let mut survived = *row;
    for pair in 0..4 {
        for m in 0..MEASURES {
            survived[pair][m] = peace * survived[pair][m] + war[m];
        }
    }
    survived
}

#[inline(always)]
fn add(row: &mut Prospect, from: &Prospect, weight: f32) {
    for pair in 0..4 {
        for m in 0..MEASURES {
            row[pair][m] += weight * from[pair][m];
        }
    }
}

/// With probability `turnover` the belief about the administration jumps to `prior` and its type is drawn from there.
#[inline(always)]
fn elect(target: &mut [Prospect], grid: &BeliefGrid, turnover: f32, prior: f64) {
    let place = grid.locate(prior);
    for line in target.chunks_exact_mut(grid.len()) {
        let mut successor = NOTHING;
        for disarmer in [0, 2] {
            for (g, weight) in [1.0 - prior as f32, prior as f32].into_iter().enumerate() {
                let (low, high) = (&line[place.cell][disarmer + g], &line[place.cell + 1][disarmer + g]);
                for m in 0..MEASURES {
                    let value = low[m] + (high[m] - low[m]) * place.fraction as f32;
                    successor[disarmer][m] += weight * value;
                }
            }
            successor[disarmer + 1] = successor[disarmer];
        }
        for row in line {
            for pair in row.iter_mut() {
                for measure in pair {
                    *measure *= 1.0 - turnover;
                }
            }
            add(row, &successor, turnover);
        }
    }
}

/// What a node with private types adds to the bookkeeping of feigning, if its second action is to feign.
#[derive(Clone, Copy, Debug)]
pub struct Feigning {
    /// Probability that an honest and that a feigned stage is credited.
    credited: [f64; 2],
    /// Share of the deterrent at stake.
    share: f64,
}

impl Feigning {
    pub fn of(rules: &Rules, node: &Node) -> Option<Self> {
        let branch = |a: usize| node.choices.get(a).map(|choice| &choice.branches[0]);
        let (honest, feigned) = (branch(0)?, branch(1)?);
        match feigned.one_off {
            OneOff::Feign { next } => Some(Feigning {
                credited: [honest.probability, feigned.probability],
                share: rules.game.stages[next].deterrent_share,
            }),
            _ => None,
        }
    }
}

/// Prospects at a solved lane.
#[inline(always)]
pub fn back_up<const K: usize>(
    points: &Points<K>,
    after: &[&[Prospect]; K],
    own: usize,
    feigning: Option<Feigning>,
    lane: usize,
    found: &Found<K>,
    place: &Whereabouts<K>,
) -> Prospect {
    let mut row = NOTHING;
    for o in 0..K {
        let at = place.row[o][lane] as usize;
        let (low, high) = (&after[o][at], &after[o][at + points.stride]);
        let fraction = found.fraction[o][lane] as f32;
        let seen = [found.seen[0][o][lane] as f32, found.seen[1][o][lane] as f32];
        for pair in 0..4 {
            let weight = seen[type_of(own, pair)];
            for m in 0..MEASURES {
                row[pair][m] += weight * (low[pair][m] + (high[pair][m] - low[pair][m]) * fraction);
            }
        }
        if let (0, Some(feigning)) = (o, feigning) {
            for pair in 0..4 {
                let t = type_of(own, pair);
                let clean = low[pair][CLEAN] + (high[pair][CLEAN] - low[pair][CLEAN]) * fraction;
                let credited = [0, 1].map(|a| (found.policy[t][a][lane] * feigning.credited[a]) as f32);
                row[pair][CLEAN] = credited[0] * clean;
                row[pair][DISMANTLED] -= credited[1] * feigning.share as f32;
            }
        }
    }
    row
}

/// The mover's type in a pair.
#[inline(always)]
fn type_of(own: usize, pair: usize) -> usize {
    if own == 0 { pair / 2 } else { pair % 2 }
}

/// first × chance + second × (1 − chance).
#[inline(always)]
pub fn mix(chance: f64, first: &Prospect, second: &Prospect) -> Prospect {
    let mut row = NOTHING;
    add(&mut row, first, chance as f32);
    add(&mut row, second, 1.0 - chance as f32);
    row
}
