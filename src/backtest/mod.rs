//! Holds the model against what happened.

pub mod scoring;
