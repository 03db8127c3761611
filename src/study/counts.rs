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
    /// By round: sums over all episodes, those at war with 0, of the irrecoverable and the revocable share
    /// ([`Shares`](crate::game::payoffs::Shares)) and of their squares: irrecoverable, revocable, irrecoverable², revocable².
    pub stakes: Vec<[f64; 4]>,
}

/// Where an episode stands at the end of a round: in exactly one of these places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In force, with stages still open.
    InForce,
    /// In force with all stages completed.
    Settled,
    /// Ruptured by the guarantor and not enforced.
    ByGuarantor,
    /// Ruptured by the guarantor and enforced by the broker.
    Enforced,
    ByDisarmer,
    War,
}

impl Place {
    /// All of them, in the order of the table.
    pub const ALL: [Place; 6] = [
        Place::InForce,
        Place::Settled,
        Place::ByGuarantor,
        Place::Enforced,
        Place::ByDisarmer,
        Place::War,
    ];

    /// Name in tables.
    pub fn quantity(self) -> &'static str {
        match self {
            Place::InForce => "phase.in_force_open",
            Place::Settled => "phase.in_force_settled",
            Place::ByGuarantor => "phase.ruptured_by_guarantor",
            Place::Enforced => "phase.rupture_enforced",
            Place::ByDisarmer => "phase.ruptured_by_disarmer",
            Place::War => "phase.war",
        }
    }

    /// Whether a state of a game of so many stages is there. War is no state.
    fn holds(self, state: &State, stages: usize) -> bool {
        match (self, state.phase) {
            (Place::InForce, Phase::InForce) => state.stage < stages,
            (Place::Settled, Phase::InForce) => state.stage == stages,
            (Place::ByGuarantor, Phase::RupturedByGuarantor { enforced, .. }) => !enforced,
            (Place::Enforced, Phase::RupturedByGuarantor { enforced, .. }) => enforced,
            (Place::ByDisarmer, Phase::RupturedByDisarmer { .. }) => true,
            (_, Phase::InForce | Phase::RupturedByGuarantor { .. } | Phase::RupturedByDisarmer { .. }) => false,
        }
    }
}

/// Names of the shares of episodes by the cause of their first rupture, which add up to 1.
pub mod rupture {
    use crate::game::outcome::Cause;

    /// Never ruptured so far.
    pub const NEVER: &str = "first_rupture.never";
    /// War before any rupture.
    pub const WAR: &str = "first_rupture.war";

    /// Ruptured first by this cause.
    pub fn by(cause: Cause) -> String {
        format!("first_rupture.{}", cause.name())
    }
}

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
            beliefs: rounds.clone().map(|r| tally.timeline.belief_sums(r)).collect(),
            stakes: rounds.map(|round| stakes(rules, tally, round)).collect(),
        }
    }

    /// What is counted at the end of a round in a game of so many stages.
    pub fn names(stages: usize) -> Vec<String> {
        let phases = Place::ALL.map(|place| place.quantity().to_owned()).into_iter();
        let stage = (0..=stages).map(|stage| format!("stage.{stage}"));
        let ruptures = Cause::ALL.map(rupture::by);
        phases
            .chain(stage)
            .chain(["settlement_reached".to_owned()])
            .chain(ruptures)
            .chain([rupture::WAR.to_owned(), rupture::NEVER.to_owned()])
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
        let sums = self.beliefs.iter_mut().zip(&other.beliefs);
        for (mine, theirs) in sums.chain(self.stakes.iter_mut().zip(&other.stakes)) {
            for (a, b) in mine.iter_mut().zip(theirs) {
                *a += b;
            }
        }
    }
}

/// Sums of the stakes of both sides, and of their squares, at the end of a round.
fn stakes(rules: &Rules, tally: &Tally, round: usize) -> [f64; 4] {
    let mut sums = [0.0; 4];
    for (facts, n) in rules.payoffs.states.iter().zip(tally.timeline.occupancy(round)) {
        let (n, stakes) = (*n as f64, [facts.shares.irrecoverable, facts.shares.revocable]);
        for (side, stake) in stakes.into_iter().enumerate() {
            sums[side] += n * stake;
            sums[2 + side] += n * stake * stake;
        }
    }
    sums
}

/// Everything counted about the end of a round.
fn counts(rules: &Rules, tally: &Tally, round: usize) -> Vec<u64> {
    let timeline = &tally.timeline;
    let last = rules.game.stages.len();
    let count = |keep: &dyn Fn(&State) -> bool| -> u64 {
        let states = rules.space.states().iter().zip(timeline.occupancy(round));
        states.filter(|(state, _)| keep(state)).map(|(_, n)| n).sum()
    };
    let (wars, wars_unruptured) = timeline.war_by(round);
    let mut list: Vec<u64> = Place::ALL
        .map(|place| match place {
            Place::War => wars,
            place => count(&|state| place.holds(state, last)),
        })
        .into();
    list.extend((0..=last).map(|stage| count(&|s| s.stage == stage)));
    list.push(timeline.settled_by(round));
    let ruptured = Cause::ALL.map(|cause| timeline.ruptured_by(round, cause));
    list.extend(ruptured);
    list.push(wars_unruptured);
    // Every cause is counted above, so that what is left has not ruptured.
    list.push(tally.episodes - ruptured.iter().sum::<u64>() - wars_unruptured);
    list
}
