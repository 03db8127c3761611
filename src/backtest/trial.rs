//! The whole back-test: all cases predicted, fitted, flipped and scored.

use std::sync::atomic::AtomicBool;

use super::coded::{Case, CodedError};
use super::fitting::{self, Fitted};
use super::flips::{self, Flip, Reach};
use super::judged::{self, Calibration, Discrimination, Forecaster, Forecasts, Score};
use super::predict::{Effort, Prediction, Quantity, predict};
use super::rules::Constants;
use super::text::whole;
use crate::scenario::{self, Problems, Scenario};
use crate::study::Stopped;
use crate::study::design::{Design, Sampling};

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

/// Why there is no back-test.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    /// The table of cases is wrong.
    #[error(transparent)]
    Coded(#[from] CodedError),
    /// What the rules make of a case is no scenario.
    #[error("the rules make no scenario of case `{0}`")]
    Scenario(String, Problems),
    /// The common base is no TOML.
    #[error("the common base of the cases is wrong: {0}")]
    Base(String),
    #[error(transparent)]
    Stopped(#[from] Stopped),
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

/// The scenario of a case under constants.
///
/// # Errors
/// If the rules make none.
pub fn scenario(case: &Case, base: &str, constants: &Constants) -> Result<Scenario, TrialError> {
    let text = whole(case, base, constants).map_err(|error| TrialError::Base(error.to_string()))?;
    scenario::parse(&format!("{}.toml", case.id), &text, &[])
        .map_err(|problems| TrialError::Scenario(case.id.clone(), problems))
}

/// Predicts cases with the rules as they are.
///
/// # Errors
/// If `stop` was raised, or a scenario is wrong.
pub fn predictions(
    cases: &[Case],
    base: &str,
    effort: &Effort,
    stop: &AtomicBool,
    solved: &dyn Fn(u64),
) -> Result<Vec<Prediction>, TrialError> {
    cases
        .iter()
        .map(|case| {
            let mut all = predict(&scenario(case, base, &Constants::AS_CODED)?, &[1.0], effort, stop)?;
            solved(1);
            Ok(all.remove(0))
        })
        .collect()
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
    let coarse = predictions(&cases, base, &few, stop, &|_| {})?;
    let flipped = flips::flips(&cases, &coarse, base, &few, stop, &|_| watch(Part::Flipping, None))?;

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
        let wanted = |score: &&Score| (score.quantity, score.forecaster, score.rule) == (quantity, forecaster, rule);
        self.scores.iter().find(wanted)
    }

    /// The forecasts of a forecaster.
    pub fn forecasts(&self, quantity: Quantity, forecaster: Forecaster) -> Option<&Forecasts> {
        let wanted = |of: &&Forecasts| (of.quantity, of.forecaster) == (quantity, forecaster);
        self.forecasts.iter().find(wanted)
    }
}
