//! Cases as scenarios, and what the game says of them.

use std::sync::atomic::AtomicBool;

use super::coded::{Case, CodedError};
use super::predict::{Effort, Prediction, predict};
use super::rules::Constants;
use super::text::whole;
use crate::scenario::{self, Problems, Scenario};
use crate::study::Stopped;

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

/// The text of the whole scenario of a case under constants.
///
/// # Errors
/// If the base is no TOML.
pub fn text(case: &Case, base: &str, constants: &Constants) -> Result<String, TrialError> {
    whole(case, base, constants).map_err(|error| TrialError::Base(error.to_string()))
}

/// The scenario of a case under constants.
///
/// # Errors
/// If the rules make none.
pub fn scenario(case: &Case, base: &str, constants: &Constants) -> Result<Scenario, TrialError> {
    scenario::parse(&format!("{}.toml", case.id), &text(case, base, constants)?, &[])
        .map_err(|problems| TrialError::Scenario(case.id.clone(), problems))
}

/// Predicts a case under constants.
///
/// # Errors
/// If `stop` was raised, or the scenario is wrong.
pub fn prediction(
    case: &Case,
    base: &str,
    constants: &Constants,
    effort: &Effort,
    stop: &AtomicBool,
) -> Result<Prediction, TrialError> {
    let mut all = predict(&scenario(case, base, constants)?, &[1.0], effort, stop)?;
    Ok(all.remove(0))
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
    let one = |case: &Case| {
        let said = prediction(case, base, &Constants::AS_CODED, effort, stop)?;
        solved(1);
        Ok(said)
    };
    cases.iter().map(one).collect()
}
