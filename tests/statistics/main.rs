//! Estimators and their intervals against known answers.

mod acceptance;
mod levels;
mod orders;
mod reach;
mod shares;
mod statistics_coverage;
mod statistics_estimators;
mod synthetic;
