//! Where negotiations stand at the end of each round: counted in episodes, or as exact probabilities.

use serde::{Deserialize, Serialize};

use crate::game::Rules;
use crate::game::outcome::Cause;
use crate::game::state::{Phase, State};
use crate::simulate::tally::Tally;
use crate::solve::Course;

/// How it is known where negotiations stand at the end of each round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// It is not wanted.
    Not,
    /// Exactly, by the solution.
    Exactly,
    /// Counted in episodes.
    Counted,
}

/// Where the episodes of a world were at the end of each round, or, with `episodes` 1, the probabilities and means of a negotiation;
/// or weighted sums of either over worlds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    pub rounds_per_year: u32,
    pub episodes: f64,
    /// By round and then by [`Counts::names`].
    pub counts: Vec<Vec<f64>>,
    /// By round: episodes still going on.
    pub going_on: Vec<f64>,
    /// By round: sums over them of the beliefs in dealer and keeper; and of each belief where the side is of that type. Of episodes,
    /// whose types need not be known, the last two are the squares of the beliefs, which have the same mean.
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

/// The end of a round.
struct End {
    /// By state.
    occupancy: Vec<f64>,
    beliefs: [f64; 4],
    wars: f64,
    wars_unruptured: f64,
    settled: f64,
    /// By [`Cause::ALL`].
    ruptured: [f64; Cause::COUNT],
}

impl Counts {
    /// Counted in episodes.
    pub(super) fn of_tally(rules: &Rules, tally: &Tally) -> Self {
        let timeline = &tally.timeline;
        let ends = (0..timeline.rounds).map(|round| {
            let (wars, wars_unruptured) = timeline.war_by(round);
            End {
                occupancy: timeline.occupancy(round).iter().map(|n| *n as f64).collect(),
                beliefs: timeline.belief_sums(round),
                wars: wars as f64,
                wars_unruptured: wars_unruptured as f64,
                settled: timeline.settled_by(round) as f64,
                ruptured: Cause::ALL.map(|cause| timeline.ruptured_by(round, cause) as f64),
            }
        });
        Self::of(rules, tally.episodes as f64, ends)
    }

    /// Exact probabilities.
    pub(super) fn of_course(rules: &Rules, course: &Course) -> Self {
        let ends = (0..course.rounds).map(|round| {
            let (wars, wars_unruptured) = course.war_by(round);
            // Mass walks in single precision: what rounding adds to it or takes away is shared out.
            let standing: f64 = course.occupancy(round).iter().sum();
            let factor = if standing > 0.0 { (1.0 - wars) / standing } else { 1.0 };
            End {
                occupancy: course.occupancy(round).iter().map(|p| p * factor).collect(),
                beliefs: course.belief_sums(round).map(|sum| sum * factor),
                wars,
                wars_unruptured,
                settled: course.settled_by(round),
                ruptured: Cause::ALL.map(|cause| course.ruptured_by(round, cause)),
            }
        });
        Self::of(rules, 1.0, ends)
    }

    fn of(rules: &Rules, episodes: f64, ends: impl Iterator<Item = End>) -> Self {
        let mut counts = Counts {
            rounds_per_year: rules.game.clock.rounds_per_year,
            episodes,
            ..Counts::default()
        };
        for end in ends {
            counts.counts.push(list(rules, episodes, &end));
            counts.going_on.push(end.occupancy.iter().sum());
            counts.beliefs.push(end.beliefs);
            counts.stakes.push(stakes(rules, &end));
        }
        counts
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

    /// Adds what another world of the same scenario counts, so many times.
    pub fn add(&mut self, other: &Counts, times: f64) {
        if self.counts.is_empty() {
            *self = Counts {
                rounds_per_year: other.rounds_per_year,
                episodes: 0.0,
                counts: other.counts.iter().map(|counts| vec![0.0; counts.len()]).collect(),
                going_on: vec![0.0; other.going_on.len()],
                beliefs: vec![[0.0; 4]; other.beliefs.len()],
                stakes: vec![[0.0; 4]; other.stakes.len()],
            };
        }
        self.episodes += times * other.episodes;
        let counts = self.counts.iter_mut().flatten().zip(other.counts.iter().flatten());
        let going_on = self.going_on.iter_mut().zip(&other.going_on);
        let beliefs = self.beliefs.iter_mut().flatten().zip(other.beliefs.iter().flatten());
        let stakes = self.stakes.iter_mut().flatten().zip(other.stakes.iter().flatten());
        for (mine, theirs) in counts.chain(going_on).chain(beliefs).chain(stakes) {
            *mine += times * theirs;
        }
    }
}

/// Sums of the stakes of both sides, and of their squares, at the end of a round.
fn stakes(rules: &Rules, end: &End) -> [f64; 4] {
    let mut sums = [0.0; 4];
    for (facts, n) in rules.payoffs.states.iter().zip(&end.occupancy) {
        let stakes = [facts.shares.irrecoverable, facts.shares.revocable];
        for (side, stake) in stakes.into_iter().enumerate() {
            sums[side] += n * stake;
            sums[2 + side] += n * stake * stake;
        }
    }
    sums
}

/// Everything counted about the end of a round.
fn list(rules: &Rules, episodes: f64, end: &End) -> Vec<f64> {
    let last = rules.game.stages.len();
    let count = |keep: &dyn Fn(&State) -> bool| -> f64 {
        let states = rules.space.states().iter().zip(&end.occupancy);
        states.filter(|(state, _)| keep(state)).map(|(_, n)| n).sum()
    };
    let mut list: Vec<f64> = Place::ALL
        .map(|place| match place {
            Place::War => end.wars,
            place => count(&|state| place.holds(state, last)),
        })
        .into();
    list.extend((0..=last).map(|stage| count(&|s| s.stage == stage)));
    list.push(end.settled);
    list.extend(end.ruptured);
    list.push(end.wars_unruptured);
    // Every cause is counted above, so that what is left has not ruptured; rounding must not leave less than nothing.
    list.push((episodes - end.ruptured.iter().sum::<f64>() - end.wars_unruptured).max(0.0));
    list
}
