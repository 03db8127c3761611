//! Estimators and their intervals against known answers.

mod statistics_coverage;
mod statistics_estimators;
mod synthetic;
