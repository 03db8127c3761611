//! How good predictions were: scores with intervals, baselines, discrimination, calibration and the likelihood of free constants.
//!
//! Everything here is for a few cases, about twenty, each with a distribution that was predicted over a few classes and one that
//! happened. What happened has all its weight on one class, or is spread over several where its coding is contested. Nothing is
//! drawn but by [`crate::simulate::streams`] from a seed that is given, and nothing depends on the platform or on threads.

pub mod baselines;
pub mod calibration;
pub mod discrimination;
mod linear;
pub mod logit;
pub mod profile;
pub mod resample;
pub mod scores;
