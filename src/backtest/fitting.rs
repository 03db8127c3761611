//! The few free constants, fitted by maximum likelihood: with all cases, and without each of them in turn.

use std::sync::atomic::AtomicBool;

use super::coded::Case;
use super::judged::{Forecaster, Forecasts, latest};
use super::made::{TrialError, scenario};
use super::predict::{Effort, Prediction, Quantity, predict};
use super::rules::Constants;
use super::scoring::profile::{Best, Grid, Profile};
use super::scoring::scores;
use crate::game::outcome::Outcome;
use crate::numeric::elementary::{exp, ln};

/// Names of the constants in tables.
pub const NAMES: [&str; 3] = ["rationality", "value", "dealer_odds"];
/// What each multiplies the rules by; every ratio is the same, so that the likelihood is looked at on a scale of logarithms.
pub const AXES: [&[f64]; 3] = [
    &[0.5, 1.0, 2.0],
    &[0.125, 0.25, 0.5, 1.0],
    &[0.5, 1.0, 2.0, 4.0, 8.0, 16.0],
];

/// What was fitted.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// With all cases, on a scale of natural logarithms.
    best: Best,
    /// By constant, on the same scale.
    profiles: Vec<Profile>,
    /// The most likely point of the grid.
    pub most_likely: Constants,
    /// Without each case in turn: the point of the grid that is most likely.
    pub without: Vec<[f64; 3]>,
    /// Log-likelihood of the rules as they are, of the best constants, and of every class alike.
    pub as_coded: f64,
    pub at_best: f64,
    pub uniform: f64,
    /// What the game says of each case with the rules as they are, in the worlds in which it was fitted.
    pub unfitted: Vec<Prediction>,
    /// Forecasts of each case with the constants of the others.
    pub forecasts: Vec<Forecasts>,
}

/// Solves all cases at all points of the grid and fits.
///
/// # Errors
/// If `stop` was raised, or a scenario is wrong.
pub fn fit(
    cases: &[Case],
    base: &str,
    effort: &Effort,
    stop: &AtomicBool,
    solved: &dyn Fn(u64),
) -> Result<Fitted, TrialError> {
    // By point of the grid and then by case.
    let mut points: Vec<([f64; 3], Vec<Prediction>)> = Vec::new();
    for rationality in AXES[0] {
        for value in AXES[1] {
            let mut by_case = Vec::new();
            for case in cases {
                let constants = Constants {
                    rationality: *rationality,
                    value: *value,
                    dealer_odds: 1.0,
                };
                by_case.push(predict(&scenario(case, base, &constants)?, AXES[2], effort, stop)?);
                solved(1);
            }
            for (place, odds) in AXES[2].iter().enumerate() {
                let predictions = by_case.iter().map(|all| all[place].clone()).collect();
                points.push(([*rationality, *value, *odds], predictions));
            }
        }
    }
    let scored: Vec<usize> = (0..cases.len())
        .filter(|case| latest(&cases[*case]).is_some())
        .collect();
    let likelihood = |predictions: &[Prediction], case: usize| {
        let (quantity, happened) = latest(&cases[case]).expect("only scored cases are asked for");
        -scores::logarithmic(&predictions[case].probabilities(quantity), &happened).loss
    };
    let rows: Vec<Vec<f64>> = points
        .iter()
        .map(|(_, predictions)| scored.iter().map(|case| likelihood(predictions, *case)).collect())
        .collect();
    let as_they_are = points
        .iter()
        .position(|(at, _)| *at == [1.0; 3])
        .expect("the rules as they are lie on the grid");
    let as_coded: f64 = rows[as_they_are].iter().sum();
    let axes = AXES.map(|axis| axis.iter().map(|x| ln(*x)).collect()).to_vec();
    let grid = Grid::new(axes, rows).expect("the grid is full and its numbers are finite");
    let best = grid.best();
    let without = grid.best_without_each();
    // A case that is not scored teaches nothing: its own forecast comes from all.
    let row_of = |case: usize| match scored.iter().position(|s| *s == case) {
        Some(place) => without[place].row,
        None => best.row,
    };
    let forecasts = Quantity::ALL.map(|quantity| Forecasts {
        quantity,
        forecaster: Forecaster::Refitted,
        by_case: (0..cases.len())
            .map(|case| points[row_of(case)].1[case].probabilities(quantity))
            .collect(),
    });
    Ok(Fitted {
        profiles: grid.profiles(),
        without: (0..cases.len()).map(|case| points[row_of(case)].0).collect(),
        most_likely: {
            let [rationality, value, dealer_odds] = points[best.row].0;
            Constants {
                rationality,
                value,
                dealer_odds,
            }
        },
        at_best: best.likelihood,
        uniform: -(scored.len() as f64) * ln(Outcome::COUNT as f64),
        best,
        as_coded,
        unfitted: points.swap_remove(as_they_are).1,
        forecasts: forecasts.to_vec(),
    })
}

impl Fitted {
    /// The most likely factor of a constant.
    pub fn factor(&self, place: usize) -> f64 {
        exp(self.best.at[place])
    }

    /// The ends of its interval; `None` where the likelihood does not fall far enough within what was looked at.
    pub fn interval(&self, place: usize) -> [Option<f64>; 2] {
        let profile = &self.profiles[place];
        [profile.low, profile.high].map(|end| end.map(exp))
    }

    /// Whether the most likely factor is an end of what was looked at.
    pub fn at_the_edge(&self, place: usize) -> bool {
        self.best.at_the_edge[place]
    }
}
