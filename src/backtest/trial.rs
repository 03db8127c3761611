//! The whole back-test: all cases predicted, fitted, flipped and scored.

use std::sync::atomic::AtomicBool;

use super::coded::Case;
use super::fitting::{self, Fitted};
use super::flips::{self, Flip, Reach};
use super::judged::{self, Calibration, Discrimination, Forecaster, Forecasts, Score};
use super::predict::{Effort, Prediction, Quantity};
use crate::study::design::{Design, Sampling};

pub use super::made::{TrialError, predictions, scenario};

/// What the back-test is made with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Request {
    /// Worlds of every case.
    pub worlds: u64,
    /// Worlds of every case at every point that is fitted, and under every flip.
    pub few: u64,
    /// Points a side of the belief grid.
    pub grid: usize,
    /// Seed of the worlds.
    pub seed: u64,
}

/// Points a side of the belief grid if nothing else is asked for.
pub const GRID: usize = 5;
/// Worlds of every case wherever constants are fitted or codes flipped.
pub const FEW: u64 = 4;
/// Scramblings of the sequence that worlds are taken from.
const REPLICATES: u64 = 8;

impl Request {
    /// An effort of so many worlds.
    pub fn effort(&self, worlds: u64) -> Effort {
        Effort {
            worlds,
            grid: self.grid,
            design: Design {
                sampling: Sampling::Sobol,
                replicates: REPLICATES.min(worlds) as usize,
                seed: self.seed,
            },
        }
    }
}

/// What there is to do, for whoever watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Predicting,
    Fitting,
    Flipping,
}

/// The back-test.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// The library.
    pub cases: Vec<Case>,
    /// What the game says of each, fitted to nothing.
    pub predictions: Vec<Prediction>,
    /// Of all forecasters and quantities.
    pub forecasts: Vec<Forecasts>,
    pub scores: Vec<Score>,
    pub discrimination: Vec<Discrimination>,
    pub calibration: Vec<Calibration>,
    pub fitted: Fitted,
    pub flips: Vec<Flip>,
    pub reach: Vec<Reach>,
    /// Cases that were never disarmed, with what the game says of them; no forecaster learns from them.
    pub never: Vec<(Case, Prediction)>,
}

/// Runs everything. `watch` is told the part, its number of steps when it begins, and then how many are done.
///
/// # Errors
/// If `stop` was raised, or a scenario is wrong.
pub fn run(
    (cases, never): (Vec<Case>, Vec<Case>),
    base: &str,
    request: &Request,
    stop: &AtomicBool,
    watch: &dyn Fn(Part, Option<u64>),
) -> Result<Trial, TrialError> {
    let whole = request.effort(request.worlds);
    let few = request.effort(request.few);
    let count = cases.len() as u64;
    watch(Part::Predicting, Some(count + never.len() as u64));
    let done = |_| watch(Part::Predicting, None);
    let predictions_of = |cases: &[Case]| predictions(cases, base, &whole, stop, &done);
    let predicted = predictions_of(&cases)?;
    let of_never = predictions_of(&never)?;
    watch(
        Part::Fitting,
        Some(count * (fitting::AXES[0].len() * fitting::AXES[1].len()) as u64),
    );
    let fitted = fitting::fit(&cases, base, &few, stop, &|_| watch(Part::Fitting, None))?;
    watch(Part::Flipping, Some(count));
    let flipped = flips::flips(&cases, &fitted.unfitted, base, &few, stop, &|_| {
        watch(Part::Flipping, None)
    })?;

    let references: Vec<&Prediction> = predicted.iter().collect();
    let mut forecasts = Vec::new();
    for quantity in Quantity::ALL {
        forecasts.push(judged::of_game(&references, quantity, Forecaster::Model));
        forecasts.extend(fitted.forecasts.iter().filter(|of| of.quantity == quantity).cloned());
        forecasts.extend(judged::baselines_of(&cases, quantity));
    }
    Ok(Trial {
        scores: judged::scores(&cases, &forecasts),
        discrimination: judged::discrimination(&cases, &forecasts),
        calibration: judged::calibration(&cases, &forecasts),
        reach: flips::reach(&cases, &flipped),
        forecasts,
        fitted,
        flips: flipped,
        never: never.into_iter().zip(of_never).collect(),
        predictions: predicted,
        cases,
    })
}

impl Trial {
    /// The score of a forecaster.
    pub fn score(&self, quantity: Quantity, forecaster: Forecaster, rule: judged::Rule) -> Option<&Score> {
        judged::score(&self.scores, quantity, forecaster, rule)
    }

    /// Decision nodes of all predictions that did not converge, and all of them.
    pub fn unconverged(&self) -> (u64, u64) {
        let never = self.never.iter().map(|(_, prediction)| prediction);
        let all = self.predictions.iter().chain(never).map(Prediction::unconverged);
        all.fold((0, 0), |(open, nodes), of| (open + of.0, nodes + of.1))
    }

    /// The forecasts of a forecaster.
    pub fn forecasts(&self, quantity: Quantity, forecaster: Forecaster) -> Option<&Forecasts> {
        let wanted = |of: &&Forecasts| (of.quantity, of.forecaster) == (quantity, forecaster);
        self.forecasts.iter().find(wanted)
    }
}
