//! What is kept of a world once it has been solved and played: counts, sums and exact probabilities, a few kilobytes that do
//! not grow with the number of episodes.

use serde::{Deserialize, Serialize};

use super::run::SolvedArm;
use crate::game::Rules;
use crate::game::outcome::{Cause, Outcome};
use crate::game::state::{Phase, State};
use crate::simulate::tally::{Pairs, Tally};
use crate::stats::{CrossMoments, Moments};

/// Something by outcome for each pair of true types: `[disarmer low/high][first administration low/high]`.
pub type ByTypes<T> = [[T; 2]; 2];

/// One world under every arm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorldResult {
    pub world: u64,
    pub replicate: u64,
    /// By [`crate::scenario::Scenario::uncertain`].
    pub drawn: Vec<Option<f64>>,
    pub arms: Vec<ArmResult>,
}

/// One world under one arm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArmResult {
    /// Whether a broker takes part.
    pub takes_part: bool,
    /// Of the dealer and of the keeper.
    pub priors: [f64; 2],
    pub exact: Option<ExactResult>,
    pub played: Option<Played>,
    /// With the baseline, if it was played.
    pub pairs: Option<Paired>,
    pub nodes: u64,
    pub unconverged: u64,
    pub largest_residual: f64,
}

/// Known without playing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExactResult {
    /// Probability of each outcome given the true types.
    pub outcomes: ByTypes<[f64; 8]>,
    /// Means of the metrics that are known, given the true types.
    pub metrics: ByTypes<Vec<f64>>,
}

/// Counted in play.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Played {
    pub episodes: u64,
    /// By [`Outcome::ALL`].
    pub outcomes: [u64; 8],
    /// The same by the true types.
    pub by_types: ByTypes<[u64; 8]>,
    /// Of the probability of war that the episodes lived through.
    pub hazard: Moments,
    /// By [`Outcome::ALL`]: the outcome together with war less its hazard, a control whose mean is 0.
    pub controls: Vec<CrossMoments>,
    /// By [`Metric::ALL`](crate::simulate::metric::Metric::ALL).
    pub metrics: Vec<Moments>,
    pub timeline: Counts,
}

/// The same episodes under arm and baseline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paired {
    pub pairs: u64,
    /// `[outcome in the baseline][outcome in the arm]`.
    pub flips: [[u64; 8]; 8],
    /// Pairs in which only the arm has the outcome, by the types of the baseline, and those in which only the baseline has it.
    pub gained: ByTypes<[u64; 8]>,
    pub lost: ByTypes<[u64; 8]>,
    /// By [`Outcome::ALL`]: the differences of the outcome and of war less its hazard, a control whose mean is 0.
    pub controls: Vec<CrossMoments>,
    /// Moments of arm minus baseline by [`Metric::ALL`](crate::simulate::metric::Metric::ALL).
    pub differences: Vec<Moments>,
}

/// Where the episodes were at the end of each round.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    pub rounds_per_year: u32,
    pub episodes: u64,
    /// By round and then by [`Counts::names`].
    pub counts: Vec<Vec<u64>>,
    /// By round: episodes still going on.
    pub going_on: Vec<u64>,
    /// By round: sums over them of the beliefs and of their squares: dealer, keeper, dealer², keeper².
    pub beliefs: Vec<[f64; 4]>,
}

/// Probability of each outcome before the types are known.
pub fn over_types(by_types: &ByTypes<[f64; 8]>, priors: [f64; 2]) -> [f64; 8] {
    let mut sum = [0.0; 8];
    for d in 0..2 {
        for g in 0..2 {
            let weight = weight(priors, d, g);
            for (total, p) in sum.iter_mut().zip(&by_types[d][g]) {
                *total += weight * p;
            }
        }
    }
    sum
}

/// Probability of a pair of true types.
pub fn weight(priors: [f64; 2], disarmer: usize, guarantor: usize) -> f64 {
    let of = |prior: f64, high: usize| if high == 1 { prior } else { 1.0 - prior };
    of(priors[0], disarmer) * of(priors[1], guarantor)
}

impl ArmResult {
    /// Counts by round are kept if there are pairs.
    pub fn new(arm: &SolvedArm, played: Option<(&Tally, Option<&Pairs>)>) -> Self {
        let game = &arm.rules.game;
        let convergence = &arm.solution.convergence;
        ArmResult {
            takes_part: game.broker.is_some(),
            priors: [game.disarmer.dealer_prior, game.guarantor.keeper_prior],
            exact: ExactResult::of(arm),
            played: played.map(|(tally, pairs)| Played::new(&arm.rules, tally, pairs.is_some())),
            pairs: played.and_then(|(_, pairs)| pairs).map(|pairs| Paired {
                pairs: pairs.pairs,
                flips: pairs.flips.0.map(|row| row.0),
                gained: pairs.gained.map(|row| row.map(|o| o.0)),
                lost: pairs.lost.map(|row| row.map(|o| o.0)),
                controls: Outcome::ALL.map(|o| pairs.controlled(o)).to_vec(),
                differences: pairs.differences.to_vec(),
            }),
            nodes: convergence.nodes,
            unconverged: convergence.unconverged,
            largest_residual: convergence.largest_residual,
        }
    }

    /// Exact probability of each outcome.
    pub fn probabilities(&self) -> Option<[f64; 8]> {
        Some(over_types(&self.exact.as_ref()?.outcomes, self.priors))
    }
}

impl ExactResult {
    fn of(arm: &SolvedArm) -> Option<Self> {
        let exact = arm.solution.exact.as_ref()?;
        Some(ExactResult {
            outcomes: exact.outcomes.map(|row| row.map(|o| o.0)),
            metrics: exact.dismantled_share.map(|row| row.map(|mean| vec![mean])),
        })
    }
}

impl Played {
    fn new(rules: &Rules, tally: &Tally, timeline: bool) -> Self {
        Played {
            episodes: tally.episodes,
            outcomes: tally.outcomes.0,
            by_types: tally.outcomes_by_types.map(|row| row.map(|o| o.0)),
            hazard: tally.hazard,
            controls: Outcome::ALL.map(|o| tally.controlled(o)).to_vec(),
            metrics: tally.metrics.to_vec(),
            timeline: match timeline {
                true => Counts::new(rules, tally),
                false => Counts::default(),
            },
        }
    }
}

const PHASES: [&str; 6] = [
    "phase.in_force",
    "phase.in_force_settled",
    "phase.ruptured_by_guarantor",
    "phase.ruptured_by_guarantor_enforced",
    "phase.ruptured_by_disarmer",
    "phase.war",
];

impl Counts {
    fn new(rules: &Rules, tally: &Tally) -> Self {
        let rounds = 0..tally.timeline.rounds;
        Counts {
            rounds_per_year: rules.game.clock.rounds_per_year,
            episodes: tally.episodes,
            counts: rounds.clone().map(|round| counts(rules, tally, round)).collect(),
            going_on: rounds
                .clone()
                .map(|r| tally.timeline.occupancy(r).iter().sum())
                .collect(),
            beliefs: rounds.map(|r| tally.timeline.belief_sums(r)).collect(),
        }
    }

    /// What is counted at the end of a round in a game of so many stages.
    pub fn names(stages: usize) -> Vec<String> {
        let phases = PHASES.map(str::to_owned).into_iter();
        let stage = (0..=stages).map(|stage| format!("stage.{stage}"));
        let ruptures = Cause::ALL.iter().map(|cause| format!("first_rupture.{}", cause.name()));
        phases
            .chain(stage)
            .chain(["settlement_reached".to_owned()])
            .chain(ruptures)
            .chain(["first_rupture.war".to_owned()])
            .collect()
    }

    /// Adds the episodes of another world of the same scenario.
    pub fn merge(&mut self, other: &Counts) {
        if self.counts.is_empty() {
            *self = other.clone();
            return;
        }
        self.episodes += other.episodes;
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            for (a, b) in mine.iter_mut().zip(theirs) {
                *a += b;
            }
        }
        for (a, b) in self.going_on.iter_mut().zip(&other.going_on) {
            *a += b;
        }
        for (mine, theirs) in self.beliefs.iter_mut().zip(&other.beliefs) {
            for (a, b) in mine.iter_mut().zip(theirs) {
                *a += b;
            }
        }
    }
}

/// Everything counted about the end of a round.
fn counts(rules: &Rules, tally: &Tally, round: usize) -> Vec<u64> {
    let timeline = &tally.timeline;
    let last = rules.game.stages.len();
    let count = |keep: &dyn Fn(&State) -> bool| -> u64 {
        let states = rules.space.states().iter().zip(timeline.occupancy(round));
        states.filter(|(state, _)| keep(state)).map(|(_, n)| n).sum()
    };
    let by_guarantor =
        |p: Phase, enforced: bool| matches!(p, Phase::RupturedByGuarantor { enforced: e, .. } if e == enforced);
    let (wars, wars_unruptured) = timeline.war_by(round);
    let mut list = vec![
        count(&|s| s.phase.in_force()),
        count(&|s| s.phase.in_force() && s.stage == last),
        count(&|s| by_guarantor(s.phase, false)),
        count(&|s| by_guarantor(s.phase, true)),
        count(&|s| matches!(s.phase, Phase::RupturedByDisarmer { .. })),
        wars,
    ];
    list.extend((0..=last).map(|stage| count(&|s| s.stage == stage)));
    list.push(timeline.settled_by(round));
    list.extend(Cause::ALL.map(|cause| timeline.ruptured_by(round, cause)));
    list.push(wars_unruptured);
    list
}

/// A way for a negotiation to end, or several taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    One(Outcome),
    /// Settlement or hollow settlement.
    Completed,
    /// Not revocation, deadlock, breach or war.
    InForce,
}

impl Ending {
    pub const ALL: [Ending; 10] = [
        Ending::One(Outcome::Settlement),
        Ending::One(Outcome::HollowSettlement),
        Ending::One(Outcome::InterimDeal),
        Ending::One(Outcome::SymbolicTalks),
        Ending::One(Outcome::Revocation),
        Ending::One(Outcome::Deadlock),
        Ending::One(Outcome::Breach),
        Ending::One(Outcome::War),
        Ending::Completed,
        Ending::InForce,
    ];

    /// Name among metrics in tables.
    pub fn metric(self) -> String {
        match self {
            Ending::One(outcome) => format!("outcome.{}", outcome.name()),
            Ending::Completed => "completed".into(),
            Ending::InForce => "in_force".into(),
        }
    }

    pub fn contains(self, outcome: Outcome) -> bool {
        match self {
            Ending::One(one) => one == outcome,
            Ending::Completed => matches!(outcome, Outcome::Settlement | Outcome::HollowSettlement),
            Ending::InForce => !is_failure(outcome),
        }
    }

    /// Whether it is a failure, so that less of it is a help.
    pub fn is_failure(self) -> bool {
        matches!(self, Ending::One(outcome) if is_failure(outcome))
    }

    /// Its part of something by [`Outcome::ALL`].
    pub fn sum<T: Copy + std::iter::Sum>(self, by_outcome: &[T; 8]) -> T {
        let parts = Outcome::ALL.into_iter().zip(by_outcome);
        parts.filter(|(o, _)| self.contains(*o)).map(|(_, x)| *x).sum()
    }
}

/// Whether a process that ends so has broken down.
fn is_failure(outcome: Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Revocation | Outcome::Deadlock | Outcome::Breach | Outcome::War
    )
}
