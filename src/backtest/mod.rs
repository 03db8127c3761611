//! The library of cases, and what the game says of each before it is told what happened.
//!
//! Codes → rules → scenario → solved worlds → a predicted distribution, and scores against the record and against baselines.

pub mod checks;
pub mod coded;
pub mod codes;
pub mod fitting;
pub mod flips;
pub mod forecast;
pub mod judged;
pub mod lines;
pub mod locked;
pub mod made;
pub mod predict;
pub mod rules;
pub mod scoring;
pub mod settled;
pub mod tables;
pub mod text;
pub mod trial;

/// What was there after ten years in the case of the library, or of those never disarmed, whose scenario file has this stem: outcomes with weights
/// that sum to 1. `None` if there is no such case, or it is not known yet.
pub fn recorded(stem: &str) -> Option<coded::Happened> {
    // A name that no case has is told without reading the tables.
    let tables = [("cases.csv", CASES), ("never.csv", NEVER)];
    let (file, text) = tables
        .into_iter()
        .find(|(_, text)| text.contains(&format!("\n{stem},")))?;
    let cases = coded::read(file, text).ok()?;
    let [_, happened] = cases.into_iter().find(|case| case.id == stem)?.codes.record.outcomes;
    (!happened.is_empty()).then_some(happened)
}

/// Years after the start at which the record is scored.
pub const YEARS: [f64; 2] = [5.0, 10.0];

/// The coded table of the library.
pub const CASES: &str = include_str!("../../scenarios/history/cases.csv");

/// Cases that were never disarmed, coded in the same way.
pub const NEVER: &str = include_str!("../../scenarios/history/never.csv");

/// Cases whose end is not known yet, coded in the same way.
pub const OPEN: &str = include_str!("../../scenarios/history/open.csv");

/// What is common to the scenarios of all cases.
pub const BASE: &str = include_str!("../../scenarios/history/base.toml");
