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

/// The case of the library, or of those never disarmed, whose scenario file has this stem, if it is known what was there after ten years.
pub fn recorded(stem: &str) -> Option<coded::Case> {
    // A name that no case has is told without reading the tables.
    let tables = [("cases.csv", CASES), ("never.csv", NEVER)];
    let (file, text) = tables
        .into_iter()
        .find(|(_, text)| text.contains(&format!("\n{stem},")))?;
    let cases = coded::read(file, text).ok()?;
    let case = cases.into_iter().find(|case| case.id == stem)?;
    (!case.codes.record.outcomes[1].is_empty()).then_some(case)
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
