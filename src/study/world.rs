//! What is kept of a world once it has been solved and played: counts, sums and exact probabilities, a few kilobytes that do
//! not grow with the number of episodes.

use serde::{Deserialize, Serialize};

use super::counts::{Counts, Told};
use super::run::SolvedArm;
use crate::game::outcome::{ByOutcome, Outcome};
use crate::game::{Acceptance, Broker, Game, Rules};
use crate::numeric::elementary::logistic;
use crate::simulate::metric::Metric;
use crate::simulate::tally::{Pairs, Tally};
use crate::solve::{Course, Solution, StartValues};
use crate::stats::{CrossMoments, Moments};

/// Something by outcome for each pair of true types: `[disarmer low/high][first administration low/high]`.
pub type ByTypes<T> = [[T; 2]; 2];

/// One world under every arm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorldResult {
    pub world: u64,
    pub replicate: u64,
    /// Points a side of the belief grid that it was solved on.
    pub grid: usize,
    /// By the study's order, or that of the baseline alone.
    pub arms: Vec<ArmResult>,
}

/// One world under one arm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArmResult {
    /// If the arm has one.
    pub broker: Option<Box<BrokerResult>>,
    /// Of the dealer and of the keeper.
    pub priors: [f64; 2],
    pub exact: Option<ExactResult>,
    /// How it goes round by round, until this is added up by replicate: exact if that is known, else counted.
    pub course: Option<Counts>,
    /// How far the exact outcomes may be off; `None` if nothing was there to compare with.
    pub grid_error: Option<GridError>,
    pub played: Option<Box<Played>>,
    /// With the baseline, if it was played.
    pub pairs: Option<Box<Paired>>,
    pub nodes: u64,
    pub unconverged: u64,
    pub largest_residual: f64,
}

/// How far the solution of an arm in a world may be off.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GridError {
    /// What a perfect grid would add to the probability of each outcome.
    pub corrections: ByOutcome<f64>,
    /// If a finer grid did not reduce the difference: the place among [`Outcome::ALL`] of the outcome that differs most, and the
    /// least and the largest probability that it had on any grid.
    pub jump: Option<(usize, [f64; 2])>,
}

impl GridError {
    /// The largest error of an outcome probability.
    pub fn size(&self) -> f64 {
        let sizes = self.corrections.iter().map(|(_, correction)| correction.abs());
        sizes.fold(0.0, f64::max)
    }
}

/// Known without playing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExactResult {
    /// Probability of each outcome before the types are known.
    pub outcomes: ByOutcome<f64>,
    /// The same given the true types, where it is known.
    pub by_types: Option<Box<ByTypes<ByOutcome<f64>>>>,
    /// Means of all metrics by [`Metric::ALL`] before the types are known. Of a year, the mean of the year where the event happens and of
    /// 0 where it does not. The last, the broker's payoff, is missing if nobody would be paid it.
    pub means: Vec<f64>,
}

/// What the broker of an arm is worth in a world, against the same arm without it, and how far it would be accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BrokerResult {
    /// Probabilities that disarmer and guarantor accept the broker.
    pub acceptance: [f64; 2],
    /// Solved value with the broker minus that without it, of disarmer, guarantor and broker, each in its own unit: discounted over
    /// the foresight, at the priors, before messages are sent and types are known.
    pub gains: [f64; 3],
    /// Of the same arm without it.
    pub without: Option<ExactResult>,
}

/// Counted in play.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Played {
    pub episodes: u64,
    /// By [`Outcome::ALL`].
    pub outcomes: ByOutcome<u64>,
    /// The same by the true types.
    pub by_types: ByTypes<ByOutcome<u64>>,
    /// Of the probability of war that the episodes lived through.
    pub hazard: Moments,
    /// By [`Outcome::ALL`]: the outcome together with war less its hazard, a control whose mean is 0.
    pub controls: Vec<CrossMoments>,
    /// By [`Metric::ALL`](crate::simulate::metric::Metric::ALL).
    pub metrics: Vec<Moments>,
}

/// The same episodes under arm and baseline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paired {
    pub pairs: u64,
    /// By outcome in the baseline and then by outcome in the arm.
    pub flips: ByOutcome<ByOutcome<u64>>,
    /// Pairs in which only the arm has the outcome, by the types of the baseline, and those in which only the baseline has it.
    pub gained: ByTypes<ByOutcome<u64>>,
    pub lost: ByTypes<ByOutcome<u64>>,
    /// By [`Outcome::ALL`]: the differences of the outcome and of war less its hazard, a control whose mean is 0.
    pub controls: Vec<CrossMoments>,
    /// Moments of arm minus baseline by [`Metric::ALL`](crate::simulate::metric::Metric::ALL).
    pub differences: Vec<Moments>,
}

/// Probability of a pair of true types.
pub fn weight(priors: [f64; 2], disarmer: usize, guarantor: usize) -> f64 {
    let of = |prior: f64, high: usize| if high == 1 { prior } else { 1.0 - prior };
    of(priors[0], disarmer) * of(priors[1], guarantor)
}

impl WorldResult {
    /// The result of an arm; where the baseline alone was solved, it stands for all.
    pub fn arm(&self, arm: usize) -> &ArmResult {
        match &self.arms[..] {
            [baseline] => baseline,
            arms => &arms[arm],
        }
    }
}

impl ArmResult {
    /// What is known of an arm, solved and perhaps played.
    pub fn new(arm: &SolvedArm, played: Option<(&Tally, &Pairs)>, told: Told) -> Self {
        let game = &arm.rules.game;
        let convergence = &arm.solution.convergence;
        let course = match told {
            Told::Not => None,
            Told::Exactly => arm.solution.course.as_ref().map(|c| Counts::of_course(&arm.rules, c)),
            Told::Counted => played.map(|(tally, _)| Counts::of_tally(&arm.rules, tally)),
        };
        ArmResult {
            course,
            broker: BrokerResult::of(arm).map(Box::new),
            priors: [game.disarmer.dealer_prior, game.guarantor.keeper_prior],
            exact: ExactResult::of(&arm.rules, &arm.solution),
            grid_error: None,
            played: played.map(|(tally, _)| Box::new(Played::new(tally))),
            pairs: played.map(|(_, pairs)| {
                Box::new(Paired {
                    pairs: pairs.pairs,
                    flips: pairs.flips,
                    gained: pairs.gained,
                    lost: pairs.lost,
                    controls: Outcome::ALL.map(|o| pairs.controlled(o)).to_vec(),
                    differences: pairs.differences.to_vec(),
                })
            }),
            nodes: convergence.nodes,
            unconverged: convergence.unconverged,
            largest_residual: convergence.largest_residual,
        }
    }

    /// Exact probability of each outcome, with the broker if the arm has one.
    pub fn probabilities(&self) -> Option<ByOutcome<f64>> {
        Some(self.exact.as_ref()?.outcomes)
    }

    /// Exact probability of each outcome if the broker takes part with the probability that it is accepted; in an arm without a
    /// broker the same as [`ArmResult::probabilities`].
    pub fn probabilities_over_acceptance(&self) -> Option<ByOutcome<f64>> {
        let mut mixed = self.probabilities()?;
        if let Some(broker) = &self.broker {
            let accepted = broker.accepted();
            let without = broker.without.as_ref()?.outcomes;
            for (outcome, p) in mixed.iter_mut() {
                *p = accepted * *p + (1.0 - accepted) * without[outcome];
            }
        }
        Some(mixed)
    }
}

impl BrokerResult {
    /// Probability that both sides accept the broker.
    pub fn accepted(&self) -> f64 {
        self.acceptance[0] * self.acceptance[1]
    }

    /// Probabilities that disarmer and guarantor accept the broker of a game, which is worth so much to them; 0 without a broker.
    pub(super) fn acceptance(game: &Game, gains: &[f64; 3]) -> [f64; 2] {
        let rationality = [game.disarmer.rationality, game.guarantor.rationality];
        let of = |broker: &Broker, side: usize| match broker.acceptance[side] {
            Acceptance::Probability(probability) => probability,
            Acceptance::Cost(cost) => logistic(rationality[side] * (gains[side] - cost)),
        };
        [0, 1].map(|side| game.broker.as_ref().map_or(0.0, |broker| of(broker, side)))
    }

    /// What the broker of a solved arm is worth; `None` if there is none.
    pub fn of(arm: &SolvedArm) -> Option<Self> {
        let game = &arm.rules.game;
        game.broker.as_ref()?;
        let contained = arm.solution.without_broker()?;
        let [with, without] = [&arm.solution, &contained].map(|solution| values(game, &solution.values_over_messages));
        let gains: [f64; 3] = std::array::from_fn(|player| with[player] - without[player]);
        Some(BrokerResult {
            acceptance: Self::acceptance(game, &gains),
            gains,
            without: ExactResult::of(&arm.rules, &contained),
        })
    }
}

/// Values of disarmer, guarantor and broker before any type is known.
fn values(game: &Game, values: &StartValues) -> [f64; 3] {
    let over = |[low, high]: [f64; 2], prior: f64| (1.0 - prior) * low + prior * high;
    [
        over(values.disarmer, game.disarmer.dealer_prior),
        over(values.guarantor, game.guarantor.keeper_prior),
        values.broker_mean,
    ]
}

impl ExactResult {
    fn of(rules: &Rules, solution: &Solution) -> Option<Self> {
        let course = solution.course.as_ref()?;
        Some(ExactResult {
            outcomes: course.outcomes,
            by_types: solution.exact.as_ref().map(|exact| Box::new(exact.outcomes)),
            means: means(rules, course),
        })
    }

    /// Sum of a metric over negotiations and the share of them that has it; `None` if it is not known.
    pub fn mean(&self, metric: Metric) -> Option<(f64, f64)> {
        let of = |metric: Metric| self.means.get(metric.place()).copied();
        let has = match metric {
            Metric::SettlementYear => of(Metric::SettlementReached)?,
            Metric::FirstRuptureYear => of(Metric::Ruptured)?,
            _ => 1.0,
        };
        Some((of(metric)?, has))
    }
}

fn means(rules: &Rules, course: &Course) -> Vec<f64> {
    let per_year = rules.game.clock.rounds_per_year;
    let (settlement, rupture) = (course.settlement(per_year), course.first_rupture(per_year));
    let (means, last) = (&course.means, course.rounds.saturating_sub(1));
    let of = |metric: Metric| match metric {
        Metric::DismantledShare => means.dismantled_share,
        Metric::FeignedShare => means.feigned_share,
        Metric::StagesCompleted => means.stages_completed,
        Metric::YearsInForce => means.years_in_force,
        Metric::SettlementReached => settlement.probability,
        Metric::SettlementYear => settlement.years,
        Metric::Ruptured => rupture.probability,
        Metric::FirstRuptureYear => rupture.years,
        Metric::FirstRupture(cause) => course.ruptured_by(last, cause),
        Metric::Crises => means.crises,
        Metric::PayoffDisarmer => means.payoffs[0],
        Metric::PayoffGuarantor => means.payoffs[1],
        Metric::PayoffBroker => means.payoffs[2],
    };
    let paid = rules.game.interests().is_some();
    let known = Metric::ALL
        .into_iter()
        .filter(|metric| paid || *metric != Metric::PayoffBroker);
    known.map(of).collect()
}

impl Played {
    fn new(tally: &Tally) -> Self {
        Played {
            episodes: tally.episodes,
            outcomes: tally.outcomes,
            by_types: tally.outcomes_by_types,
            hazard: tally.hazard,
            controls: Outcome::ALL.map(|o| tally.controlled(o)).to_vec(),
            metrics: tally.metrics.to_vec(),
        }
    }
}
