//! Outcome probabilities, carried backwards beside the values.
//!
//! The policies of a round turn the probabilities of each outcome at the start of the next round into those at the start of
//! this one, for each pair of true types. So a world's outcome distribution is known without playing a single episode, up to
//! the error of the belief grid; only the rounds that are played count. Escalation is one of the chances that are summed over,
//! so a war of one in a million is as exact as anything else.
//!
//! Whether a settlement is real, and what has truly been dismantled, depends on what was feigned, which no state remembers.
//! It is enough to carry the probability that all stages are complete and in force at the end *without any more feigning*:
//! seen from the first round, that is a settlement, and the rest is hollow (model section 10). And what a stage feigned now
//! will lack at the end follows from the flags that the state will have there, so the means of the declared share and of its
//! products with the flags are carried as well.

use super::events::{ByDisarmer, Carried, Events, Scratch, Side};
use super::kernel::{Cells, Found, Points};
use super::messages::Messages;
use crate::game::Rules;
use crate::game::moves::{Node, OneOff};
use crate::game::outcome::{ByOutcome, MOST_COVERT_OF_A_SETTLEMENT, Outcome};
use crate::game::state::{State, StateId};
use crate::numeric::grid::BeliefGrid;
use crate::policy::Beliefs;

/// What is carried, in this order.
pub const MEASURES: usize = 12;
/// All stages complete and in force at the end, nothing feigned from here on, and next to nothing kept covertly.
const CLEAN: usize = 0;
/// All stages complete and in force at the end.
const COMPLETE: usize = 1;
const INTERIM: usize = 2;
const SYMBOLIC: usize = 3;
const REVOKED: usize = 4;
const DEADLOCK: usize = 5;
const WAR: usize = 6;
/// Mean share truly dismantled at the end: T_θ A minus what is feigned from here on.
const DISMANTLED: usize = 7;
/// Mean of T_θ = 1 − h_θ of the leader who sits at the end.
const DECLARED: usize = 8;
/// Its mean with the flag E, with the flag R, and with both: 0 where the flag is not set at the end.
const DECLARED_ENFORCED: usize = 9;
const DECLARED_REBUILT: usize = 10;
const DECLARED_BOTH: usize = 11;

/// What is carried at one point, by pair of types: 2 × disarmer type + guarantor type. Single precision halves the memory
/// that has to be moved, which is what takes the time here; over a hundred rounds its rounding adds less than 1e-5 of a
/// probability to it, and the error of the belief grid is a hundred times that.
pub type ForecastRow = [[f32; MEASURES]; 4];

const NOTHING: ForecastRow = [[0.0; MEASURES]; 4];

/// What single precision may add to a sum of probabilities.
const ROUNDING: f64 = 1e-4;

/// What is known of a world's negotiations without playing any, from the start of play and over the broker's messages.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exact {
    /// Probability of each outcome, given the true types `[disarmer][first administration]`.
    pub outcomes: [[ByOutcome<f64>; 2]; 2],
    /// Mean of the share truly dismantled at the end, given the same.
    pub dismantled_share: [[f64; 2]; 2],
}

impl Exact {
    /// Probability of each outcome at the priors `[Pr(dealer), Pr(keeper)]`.
    pub fn at(&self, priors: Beliefs) -> ByOutcome<f64> {
        ByOutcome::from_fn(|outcome| {
            let weighted = weighted_types(priors).map(|(weight, d, g)| weight * self.outcomes[d][g][outcome]);
            weighted.iter().sum()
        })
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

/// The working memory: forecasts by state (or slot of a decision) and grid point.
pub struct Forecast {
    pub points: usize,
    pub opening: Vec<ForecastRow>,
    pub closing: Vec<ForecastRow>,
    pub nodes: Vec<Vec<ForecastRow>>,
    scratch: Scratch<ForecastRow>,
}

/// What a state is worth at the end of the simulated time.
fn at_the_end(rules: &Rules, id: StateId) -> ForecastRow {
    let State { stage, phase, .. } = rules.space.states()[id];
    let mut row = [0.0; MEASURES];
    match Outcome::classify(stage, rules.game.stages.len(), phase, false) {
        Outcome::Settlement | Outcome::HollowSettlement => row[COMPLETE] = 1.0,
        Outcome::InterimDeal => row[INTERIM] = 1.0,
        Outcome::SymbolicTalks => row[SYMBOLIC] = 1.0,
        Outcome::Revocation => row[REVOKED] = 1.0,
        Outcome::Deadlock => row[DEADLOCK] = 1.0,
        Outcome::Breach => {}
        Outcome::War => row[WAR] = 1.0,
    }
    let dismantled = rules.payoffs.states[id].shares.dismantled;
    let (enforced, rebuilt) = (phase.enforced(), phase.rebuilt());
    let by_disarmer = [0, 1].map(|disarmer| {
        let mut row = row;
        let declared = rules.payoffs.declared[disarmer] as f32;
        if rules.game.disarmer.covert_share[disarmer] <= MOST_COVERT_OF_A_SETTLEMENT {
            row[CLEAN] = row[COMPLETE];
        }
        row[DISMANTLED] = declared * dismantled as f32;
        row[DECLARED] = declared;
        for (measure, flag) in [
            (DECLARED_ENFORCED, enforced),
            (DECLARED_REBUILT, rebuilt),
            (DECLARED_BOTH, enforced && rebuilt),
        ] {
            row[measure] = if flag { declared } else { 0.0 };
        }
        row
    });
    [by_disarmer[0], by_disarmer[0], by_disarmer[1], by_disarmer[1]]
}

/// What a state is worth if war breaks out there: the negotiation ends, and what was dismantled stays as it is.
fn at_war(rules: &Rules, id: StateId) -> ForecastRow {
    at_the_end(rules, id).map(|mut row| {
        row[CLEAN..=WAR].fill(0.0);
        row[WAR] = 1.0;
        row
    })
}

impl Carried for ForecastRow {
    const ZERO: ForecastRow = NOTHING;

    #[inline(always)]
    fn add(&mut self, other: &ForecastRow, weight: f64) {
        add(self, other, weight as f32);
    }

    #[inline(always)]
    fn times(&self, weight: f64) -> ForecastRow {
        let weight = weight as f32;
        self.map(|pair| pair.map(|measure| weight * measure))
    }

    #[inline(always)]
    fn add_by_disarmer(&mut self, other: &ForecastRow, chance: &ByDisarmer) {
        for pair in 0..4 {
            let weight = chance.of_type[pair / 2] as f32;
            for m in 0..MEASURES {
                self[pair][m] += weight * other[pair][m];
            }
        }
    }

    #[inline(always)]
    fn towards(&self, high: &ForecastRow, fraction: f64) -> ForecastRow {
        let fraction = fraction as f32;
        let mut row = *self;
        for pair in 0..4 {
            for m in 0..MEASURES {
                row[pair][m] += (high[pair][m] - self[pair][m]) * fraction;
            }
        }
        row
    }

    #[inline(always)]
    fn fresh(&self, side: Side, prior: f64) -> ForecastRow {
        let pairs = match side {
            Side::Disarmer => [(0, 2), (1, 3)],
            Side::Guarantor => [(0, 1), (2, 3)],
        };
        let mut row = *self;
        for (low, high) in pairs {
            for m in 0..MEASURES {
                row[low][m] = (1.0 - prior as f32) * self[low][m] + prior as f32 * self[high][m];
            }
            row[high] = row[low];
        }
        row
    }
}

impl Forecast {
    /// The forecast at the end of the simulated time.
    pub fn new(rules: &Rules, grid: &BeliefGrid, slots: usize) -> Self {
        let points = grid.len() * grid.len();
        let states = 0..rules.space.len();
        let ends = states.flat_map(|id| std::iter::repeat_n(at_the_end(rules, id), points));
        Forecast {
            points,
            opening: ends.collect(),
            closing: vec![NOTHING; rules.space.len() * points],
            nodes: vec![vec![NOTHING; points]; slots],
            scratch: Scratch::new(grid),
        }
    }

    /// All grid points of a state after the moves of a round.
    #[inline(always)]
    pub fn after_moves(&self, id: StateId) -> &[ForecastRow] {
        &self.closing[id * self.points..(id + 1) * self.points]
    }

    /// Takes the first states from another forecast on the same grid.
    pub fn copy_first(&mut self, states: usize, other: &Forecast) {
        let count = states * self.points;
        self.opening[..count].copy_from_slice(&other.opening[..count]);
    }

    /// Takes the start of the round at a state from another forecast on the same grid.
    pub fn copy_state(&mut self, id: StateId, other: &Forecast) {
        let here = id * self.points..(id + 1) * self.points;
        self.opening[here.clone()].copy_from_slice(&other.opening[here]);
    }

    /// Step 5 of a round, backed up for some states.
    #[inline(always)]
    pub fn close(&mut self, events: &Events, (rules, grid): (&Rules, &BeliefGrid), round: usize, states: &[StateId]) {
        let points = self.points;
        for &id in states {
            let target = &mut self.closing[id * points..(id + 1) * points];
            events.back_up((rules, grid), round, id, &self.opening, target, &mut self.scratch);
            let war = rules.payoffs.states[id].chances.war;
            let lost = at_war(rules, id).times(war);
            for row in target {
                *row = row.times(1.0 - war);
                row.add(&lost, 1.0);
            }
        }
    }

    /// What is known once round 0 has been opened: over the broker's messages, or at the priors if there are none.
    pub fn exact(&self, start: StateId, grid: &BeliefGrid, priors: Beliefs, messages: Option<&Messages>) -> Exact {
        let mut exact = Exact {
            outcomes: Default::default(),
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

/// Probabilities of the outcomes, which sum to one: breach is what remains.
fn outcomes(row: &[f64; MEASURES]) -> ByOutcome<f64> {
    let others = row[COMPLETE] + row[INTERIM] + row[SYMBOLIC] + row[REVOKED] + row[DEADLOCK] + row[WAR];
    debug_assert!(
        (-ROUNDING..=1.0 + ROUNDING).contains(&others) && row[CLEAN] <= row[COMPLETE] + ROUNDING,
        "the probabilities of the outcomes sum to one, not to {others}"
    );
    ByOutcome::from_fn(|outcome| match outcome {
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

#[inline(always)]
fn add(row: &mut ForecastRow, from: &ForecastRow, weight: f32) {
    for pair in 0..4 {
        for m in 0..MEASURES {
            row[pair][m] += weight * from[pair][m];
        }
    }
}

/// What a node with private types adds to the bookkeeping of feigning, if its second action is to feign.
#[derive(Clone, Copy, Debug)]
pub struct Feigning {
    /// Probability that an honest and that a feigned stage is credited.
    credited: [f64; 2],
    /// What the stage would count at the end, per unit of each measure from [`DECLARED`] on:
    /// a_j (1 − M_c E)(1 − ρ_j R), multiplied out.
    share: [f32; 4],
}

impl Feigning {
    pub fn of(rules: &Rules, node: &Node) -> Option<Self> {
        let branch = |a: usize| node.choices.get(a).map(|choice| &choice.branches[0]);
        let (honest, feigned) = (branch(0)?, branch(1)?);
        match feigned.one_off {
            OneOff::Feign { next, .. } => {
                let custody = rules.game.broker.as_ref().map_or(0.0, |b| b.instruments.custody);
                let stage = &rules.game.stages[next];
                let share = [1.0, -custody, -stage.reversible, custody * stage.reversible];
                Some(Feigning {
                    credited: [honest.probability, feigned.probability],
                    share: share.map(|s| (stage.deterrent_share * s) as f32),
                })
            }
            _ => None,
        }
    }
}

/// Forecasts at a solved lane.
#[inline(always)]
pub fn back_up<const K: usize>(
    points: &Points<K>,
    after: &[&[ForecastRow]; K],
    own: usize,
    feigning: Option<Feigning>,
    lane: usize,
    found: &Found<K>,
    place: &Cells<K>,
) -> ForecastRow {
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
                let after = |m: usize| low[pair][m] + (high[pair][m] - low[pair][m]) * fraction;
                let credited = [0, 1].map(|a| (found.policy[t][a][lane] * feigning.credited[a]) as f32);
                row[pair][CLEAN] = credited[0] * after(CLEAN);
                for (number, share) in feigning.share.iter().enumerate() {
                    row[pair][DISMANTLED] -= credited[1] * share * after(DECLARED + number);
                }
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

/// The mean over some forecasts, by their probabilities, and over another one with what remains.
#[inline(always)]
pub fn mix<const N: usize>(chance: [f64; N], of: [&ForecastRow; N], otherwise: &ForecastRow) -> ForecastRow {
    let mut row = otherwise.times(1.0 - chance.iter().sum::<f64>());
    for n in 0..N {
        row.add(of[n], chance[n]);
    }
    row
}
