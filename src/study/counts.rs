//! Where the episodes of a world were at the end of each round.

use serde::{Deserialize, Serialize};

use crate::game::Rules;
use crate::game::outcome::Cause;
use crate::game::state::{Phase, State};
use crate::simulate::tally::Tally;

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

const PHASES: [&str; 6] = [
    "phase.in_force",
    "phase.in_force_settled",
    "phase.ruptured_by_guarantor",
    "phase.ruptured_by_guarantor_enforced",
    "phase.ruptured_by_disarmer",
    "phase.war",
];

impl Counts {
    pub(super) fn new(rules: &Rules, tally: &Tally) -> Self {
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
