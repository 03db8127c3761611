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
