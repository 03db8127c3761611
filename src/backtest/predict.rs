//! What the game says of a case: solved in some worlds, followed exactly through ten years, averaged.

use std::sync::atomic::AtomicBool;

use super::YEARS;
use super::codes::Breaker;
use crate::game::outcome::{ByOutcome, Cause, Outcome};
use crate::game::{Clock, Game, Rules};
use crate::scenario::Scenario;
use crate::solve::{Course, Settings, Solution, solve_family_until};
use crate::stats::{Clusters, Estimate, Scale};
use crate::study::Stopped;
use crate::study::design::Design;
use crate::threads::prelude::*;

/// Points a side of the belief grid in rounds that are solved and not played.
const COARSEST: usize = 3;

/// Ends of the bins of years in force; the last bin is open.
pub const YEAR_BINS: [f64; 4] = [1.0, 2.0, 5.0, 10.0];
/// Upper ends of the bins of the degree of completion; the last bin reaches 1.
pub const SHARE_BINS: [f64; 4] = [0.05, 0.35, 0.65, 0.95];

/// How the worlds of a case are solved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// Number of worlds.
    pub worlds: u64,
    /// Points a side of the belief grid.
    pub grid: usize,
    /// How worlds are chosen.
    pub design: Design,
}

/// What the game says of a case in one world.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// Probability of each outcome at each of [`YEARS`].
    pub outcomes: [ByOutcome<f64>; 2],
    /// By year, from the first on: probability that each of [`Breaker::ALL`] but the last has broken it first by its end.
    pub broken: Vec<[f64; 3]>,
    /// By [`Cause::ALL`]: probability that the first rupture by the later of [`YEARS`] had that cause.
    pub causes: [f64; Cause::COUNT],
    /// By year: probability that a settlement was reached by its end.
    pub settled: Vec<f64>,
    /// By year: probability of each number of stages credited at its end, of those that have not ended in war.
    pub stages: Vec<Vec<f64>>,
    /// Decision nodes that did not converge.
    pub unconverged: u64,
    /// All decision nodes.
    pub nodes: u64,
}

/// What the game says of a case, world by world.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// Replicate of the design and what is said, by world.
    pub worlds: Vec<(u64, Said)>,
    /// Share of the deterrent that is gone after each number of stages, from none to all.
    pub shares: Vec<f64>,
}

/// Solves the scenario of a case in the worlds of a design, under the arm in which its third party takes part if it has one, and follows
/// play from several odds that the first leader is a dealer, each a multiple of those of the scenario.
///
/// # Errors
/// If `stop` was raised.
pub fn predict(
    scenario: &Scenario,
    odds: &[f64],
    effort: &Effort,
    stop: &AtomicBool,
) -> Result<Vec<Prediction>, Stopped> {
    let default = &scenario.default_arm().name;
    let place = scenario.arms.iter().position(|arm| arm.name == *default);
    let place = place.expect("the default arm is one of the arms");
    let dimensions: Vec<u64> = scenario.uncertain().iter().map(|u| u.dimension).collect();
    let numbers: Vec<u64> = (0..effort.worlds).collect();
    let worlds: Result<Vec<Vec<Said>>, Stopped> = numbers
        .par_iter()
        .map(|world| {
            let drawn = scenario.world(&effort.design.coordinates(*world, &dimensions));
            said(&drawn.games[place].regardless_of_acceptance(), odds, effort.grid, stop)
        })
        .collect();
    let worlds = worlds?;
    let game = scenario.game(default).expect("the default arm is one of the arms");
    let mut shares = vec![0.0];
    for stage in &game.stages {
        shares.push(shares[shares.len() - 1] + stage.deterrent_share);
    }
    let at = |place: usize| Prediction {
        worlds: numbers
            .iter()
            .zip(&worlds)
            .map(|(world, said)| (effort.design.replicate(*world), said[place].clone()))
            .collect(),
        shares: shares.clone(),
    };
    Ok((0..odds.len()).map(at).collect())
}

fn solved(rules: &Rules, grid: usize, stop: &AtomicBool) -> Result<Solution, Stopped> {
    let settings = Settings {
        // What is expected of the time after the ten years needs no more.
        tail_grid: Some(COARSEST),
        ..Settings::grid(grid)
    };
    let solutions = solve_family_until(&[rules], &settings, stop, |_| {});
    solutions.and_then(|all| all.into_iter().next()).ok_or(Stopped)
}

/// The same game simulated over so many years, which no policy looks at.
fn over(game: &Game, years: f64) -> Game {
    let clock = Clock {
        rounds: (years * f64::from(game.clock.rounds_per_year)).round() as usize,
        ..game.clock
    };
    Game { clock, ..game.clone() }
}

fn said(game: &Game, odds: &[f64], grid: usize, stop: &AtomicBool) -> Result<Vec<Said>, Stopped> {
    let from = |times: &f64| {
        let mut game = game.clone();
        let prior = game.disarmer.dealer_prior;
        let odds = times * prior / (1.0 - prior);
        game.disarmer.dealer_prior = odds / (1.0 + odds);
        game
    };
    // What a broker says depends on the priors; all other policies do not look at them.
    let talks = game.broker.is_some_and(|broker| broker.information.is_some());
    let common = match talks {
        true => None,
        false => Some(solved(&Rules::new(&over(game, YEARS[1])), grid, stop)?),
    };
    odds.iter()
        .map(|times| {
            let game = if *times == 1.0 { game.clone() } else { from(times) };
            let rules = Rules::new(&over(&game, YEARS[1]));
            match &common {
                Some(solution) => Ok(told(solution, &solution.course_of(&rules), &game, &rules)),
                None => {
                    let solution = solved(&rules, grid, stop)?;
                    let long = solution.course_of(&rules);
                    Ok(told(&solution, &long, &game, &rules))
                }
            }
        })
        .collect()
}

fn told(solution: &Solution, long: &Course, game: &Game, rules: &Rules) -> Said {
    let short = solution.course_of(&Rules::new(&over(game, YEARS[0])));
    let a_year = game.clock.rounds_per_year as usize;
    let ends: Vec<usize> = (1..=YEARS[1] as usize).map(|year| year * a_year - 1).collect();
    Said {
        outcomes: [short.outcomes, long.outcomes],
        broken: ends.iter().map(|round| broken(long, *round)).collect(),
        causes: Cause::ALL.map(|cause| long.ruptured_by(long.rounds - 1, cause)),
        settled: ends.iter().map(|round| long.settled_by(*round)).collect(),
        stages: ends.iter().map(|round| stages(long, rules, *round)).collect(),
        unconverged: solution.convergence.unconverged,
        nodes: solution.convergence.nodes,
    }
}

fn broken(course: &Course, round: usize) -> [f64; 3] {
    let mut found = [0.0; 3];
    for cause in Cause::ALL {
        let by = match cause {
            Cause::Reneged => Breaker::Guarantor,
            _ => Breaker::Disarmer,
        };
        found[by as usize] += course.ruptured_by(round, cause);
    }
    found[Breaker::War as usize] = course.war_by(round).1;
    found
}

/// Shares of the negotiations that go on, so that what a war has ended counts as the others.
fn stages(course: &Course, rules: &Rules, round: usize) -> Vec<f64> {
    let mut found = vec![0.0; rules.game.stages.len() + 1];
    for (state, p) in rules.space.states().iter().zip(course.occupancy(round)) {
        found[state.stage] += p;
    }
    let all: f64 = found.iter().sum();
    if all > 0.0 {
        found.iter_mut().for_each(|p| *p /= all);
    }
    found
}

/// The bin of a number by the upper ends of all bins but the last.
pub fn bin(ends: &[f64], value: f64) -> usize {
    ends.iter().position(|end| value <= *end).unwrap_or(ends.len())
}

impl Said {
    /// By [`Breaker::ALL`], within the later of [`YEARS`].
    pub fn first_breaker(&self) -> Vec<f64> {
        let last = self.broken[self.broken.len() - 1];
        let nobody = (1.0 - last.iter().sum::<f64>()).max(0.0);
        [&last[..], &[nobody]].concat()
    }

    /// Probability that it is first broken in each of the bins of [`YEAR_BINS`].
    pub fn years_in_force(&self) -> Vec<f64> {
        let mut before = 0.0;
        let mut bins: Vec<f64> = Vec::new();
        for end in YEAR_BINS {
            let now: f64 = self.broken[end as usize - 1].iter().sum();
            bins.push(now - before);
            before = now;
        }
        bins.push((1.0 - before).max(0.0));
        bins
    }

    /// Probability of each of the bins of [`SHARE_BINS`] of the share that was given up by the later of [`YEARS`].
    fn completion(&self, shares: &[f64]) -> Vec<f64> {
        let mut bins = vec![0.0; SHARE_BINS.len() + 1];
        for (share, p) in shares.iter().zip(&self.stages[self.stages.len() - 1]) {
            bins[bin(&SHARE_BINS, *share)] += p;
        }
        bins
    }

    /// Share of the deterrent credited at the end of a year, from 1 on, in expectation.
    pub fn credited(&self, shares: &[f64], year: usize) -> f64 {
        shares
            .iter()
            .zip(&self.stages[year - 1])
            .map(|(share, p)| share * p)
            .sum()
    }
}

/// What is predicted of a case and scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    Outcome5,
    Outcome10,
    FirstBreaker,
    YearsInForce,
    Completion,
}

impl Quantity {
    /// All of them, in the order of the tables.
    pub const ALL: [Quantity; 5] = [
        Quantity::Outcome5,
        Quantity::Outcome10,
        Quantity::FirstBreaker,
        Quantity::YearsInForce,
        Quantity::Completion,
    ];

    /// Name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Quantity::Outcome5 => "outcome_5y",
            Quantity::Outcome10 => "outcome_10y",
            Quantity::FirstBreaker => "first_breaker",
            Quantity::YearsInForce => "years_in_force",
            Quantity::Completion => "completion",
        }
    }

    /// Name in prose.
    pub fn title(self) -> &'static str {
        match self {
            Quantity::Outcome5 => "outcome after 5 years",
            Quantity::Outcome10 => "outcome after 10 years",
            Quantity::FirstBreaker => "who breaks it first within 10 years",
            Quantity::YearsInForce => "years in force",
            Quantity::Completion => "degree of completion",
        }
    }

    /// Names of its classes, in the order that ranks them where they have one.
    pub fn classes(self) -> Vec<String> {
        let of = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        match self {
            Quantity::Outcome5 | Quantity::Outcome10 => of(&Outcome::ALL.map(Outcome::name)),
            Quantity::FirstBreaker => of(&Breaker::ALL.map(Breaker::name)),
            Quantity::YearsInForce => of(&["up to 1", "1 to 2", "2 to 5", "5 to 10", "over 10"]),
            Quantity::Completion => of(&[
                "up to 0.05",
                "0.05 to 0.35",
                "0.35 to 0.65",
                "0.65 to 0.95",
                "over 0.95",
            ]),
        }
    }

    /// Whether the classes have an order, so that a miss by one is less than a miss by three.
    pub fn ranked(self) -> bool {
        self != Quantity::FirstBreaker
    }

    /// Classes that a small regression tells from the others: the bargain is in force, unbroken, or done.
    pub fn good(self) -> Vec<bool> {
        match self {
            Quantity::Outcome5 | Quantity::Outcome10 => Outcome::ALL.map(in_force).to_vec(),
            Quantity::FirstBreaker => vec![false, false, false, true],
            Quantity::YearsInForce | Quantity::Completion => vec![false, false, false, false, true],
        }
    }
}

/// Whether the process is in force.
pub fn in_force(outcome: Outcome) -> bool {
    completed(outcome) || matches!(outcome, Outcome::InterimDeal | Outcome::SymbolicTalks)
}

/// Whether all stages are done.
pub fn completed(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Settlement | Outcome::HollowSettlement)
}

impl Prediction {
    /// What one world says of a quantity, by its classes.
    fn of(&self, said: &Said, quantity: Quantity) -> Vec<f64> {
        match quantity {
            Quantity::Outcome5 => Outcome::ALL.map(|outcome| said.outcomes[0][outcome]).to_vec(),
            Quantity::Outcome10 => Outcome::ALL.map(|outcome| said.outcomes[1][outcome]).to_vec(),
            Quantity::FirstBreaker => said.first_breaker(),
            Quantity::YearsInForce => said.years_in_force(),
            Quantity::Completion => said.completion(&self.shares),
        }
    }

    /// Mean of a number over the worlds.
    pub fn mean(&self, of: impl Fn(&Said) -> f64) -> f64 {
        self.worlds.iter().map(|(_, said)| of(said)).sum::<f64>() / self.worlds.len() as f64
    }

    /// Probability of each class of a quantity, over the worlds.
    pub fn probabilities(&self, quantity: Quantity) -> Vec<f64> {
        let mut sums = vec![0.0; quantity.classes().len()];
        for (_, said) in &self.worlds {
            for (sum, p) in sums.iter_mut().zip(self.of(said, quantity)) {
                *sum += p;
            }
        }
        // Courses walk in single precision: what rounding takes away is shared out.
        let all: f64 = sums.iter().sum();
        sums.iter().map(|sum| sum / all).collect()
    }

    /// The same with the error that comes from there being few worlds.
    pub fn estimates(&self, quantity: Quantity) -> Vec<Estimate> {
        let class = |place: usize| {
            let mut clusters = Clusters::default();
            for (replicate, said) in &self.worlds {
                clusters.push(*replicate, self.of(said, quantity)[place], 1.0);
            }
            clusters.ratio(Scale::ExactProbability)
        };
        (0..quantity.classes().len()).map(class).collect()
    }

    /// Share of decision nodes that did not converge.
    pub fn unconverged(&self) -> (u64, u64) {
        let sum = |of: fn(&Said) -> u64| self.worlds.iter().map(|(_, said)| of(said)).sum();
        (sum(|said| said.unconverged), sum(|said| said.nodes))
    }
}
