//! What becomes of a world's negotiations, known without playing any: probability mass walks from round to round over the states
//! and the points of the belief grid, moved by the solved policies and Bayes' rule.
//!
//! The mass at a point that moves to a belief between two points is divided between them, as values are interpolated between
//! them when they are carried back; so the outcomes are those that the same policies and the same grid give backwards.
//! Every chance is summed over, so a war of one in a million is as exact as anything else. Points without mass cost nothing.

mod accounts;
mod events;
mod field;
mod pass;
mod plan;
mod row;

pub use pass::follow;

use crate::game::outcome::{ByOutcome, Cause};
use crate::policy::Beliefs;

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

/// How a world's negotiations go, round by round, in expectation over the types at the priors and over the broker's messages:
/// what the timeline of a tally counts in episodes, as probabilities.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Rounds that are played.
    pub rounds: usize,
    states: usize,
    occupancy: Vec<f64>,
    /// Dealer, keeper; the same where the side is of that type.
    beliefs: Vec<[f64; 4]>,
    /// By [`Cause::ALL`], then wars before any rupture, then all wars.
    ends: Vec<[f64; Cause::COUNT + 2]>,
    settled: Vec<f64>,
    /// Probability of each outcome.
    pub outcomes: ByOutcome<f64>,
    pub means: Means,
}

/// Means over all negotiations of what an episode measures (model section 10).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Means {
    pub dismantled_share: f64,
    pub feigned_share: f64,
    pub stages_completed: f64,
    pub years_in_force: f64,
    pub crises: f64,
    /// Of disarmer, guarantor and broker or bystander (0 without either), discounted over the simulated time.
    pub payoffs: [f64; 3],
}

/// A date of something that need not happen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Date {
    /// Probability that it happens within the simulated time.
    pub probability: f64,
    /// Mean of its year where it happens and 0 elsewhere: divided by the probability, the mean year of those to which it happens.
    pub years: f64,
}

const WAR_UNRUPTURED: usize = Cause::COUNT;
const WAR: usize = Cause::COUNT + 1;

impl Course {
    fn new(rounds: usize, states: usize) -> Self {
        Course {
            rounds,
            states,
            occupancy: vec![0.0; rounds * states],
            beliefs: vec![[0.0; 4]; rounds],
            ends: vec![[0.0; Cause::COUNT + 2]; rounds],
            settled: vec![0.0; rounds],
            outcomes: ByOutcome::default(),
            means: Means::default(),
        }
    }

    /// Probability of each state at the end of a round; what is missing to one is war.
    pub fn occupancy(&self, round: usize) -> &[f64] {
        &self.occupancy[round * self.states..(round + 1) * self.states]
    }

    /// Means of the beliefs (dealer, keeper) at the end of a round where play still goes on, and 0 elsewhere; then the same where the
    /// side in office is of that type, which is the mean of the square of the belief if the belief is right.
    pub fn belief_sums(&self, round: usize) -> [f64; 4] {
        self.beliefs[round]
    }

    /// Probability that the first rupture came up to and including a round and had this cause.
    pub fn ruptured_by(&self, round: usize, cause: Cause) -> f64 {
        self.ends[..=round].iter().map(|e| e[cause as usize]).sum()
    }

    /// Probability of war up to and including a round, and of war before any rupture.
    pub fn war_by(&self, round: usize) -> (f64, f64) {
        let sum = |kind: usize| self.ends[..=round].iter().map(|e| e[kind]).sum();
        (sum(WAR), sum(WAR_UNRUPTURED))
    }

    /// Probability that a settlement was reached up to and including a round.
    pub fn settled_by(&self, round: usize) -> f64 {
        self.settled[..=round].iter().sum()
    }

    /// The first settlement, in a game with so many rounds a year.
    pub fn settlement(&self, rounds_per_year: u32) -> Date {
        dated(&self.settled, rounds_per_year)
    }

    /// The first rupture, whatever its cause.
    pub fn first_rupture(&self, rounds_per_year: u32) -> Date {
        let all = self.ends.iter().map(|ends| ends[..Cause::COUNT].iter().sum());
        dated(&all.collect::<Vec<f64>>(), rounds_per_year)
    }
}

/// Something that comes in each round with these probabilities.
fn dated(by_round: &[f64], rounds_per_year: u32) -> Date {
    let year = |round: usize| (round + 1) as f64 / f64::from(rounds_per_year);
    Date {
        probability: by_round.iter().sum(),
        years: by_round.iter().enumerate().map(|(round, p)| p * year(round)).sum(),
    }
}
