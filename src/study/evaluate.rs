//! Worlds that somebody else has chosen, one for each row of a design: for sensitivity analyses, searches and samplers outside this program.
//!
//! A row gives some keys values, or coordinates: shares of their distributions that lie below. Everything else lies at its median, and a
//! stakeholder whom no row moves backs the settlement if it does so at least as often as not. So a row names one world and nothing is drawn,
//! and a row that moves nothing is the central world. A row that gives all that is uncertain its coordinates in a world of a comparison
//! ([`Scenario::correlated`]) is that world.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Stopped;
use super::batch::Watch;
use super::counts::Told;
use super::run::{SolvedArm, solve_games};
use super::varied::{Varied, gathered, is_about_keys};
use super::world::{ArmResult, WorldResult};
use crate::game::{Game, Rules};
use crate::scenario::{COMMAND_LINE, Code, Problem, Problems, Scenario};
use crate::solve::{Settings, Solution};
use crate::threads::{current_num_threads, prelude::*};

/// Why the worlds of a design were not evaluated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvaluateError {
    /// All that is wrong with the design, with row and column.
    #[error("the design has problems")]
    Design(Problems),
    /// The stop flag was raised.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// Solves the world of every row of a design under each of `arms`, without playing. The results are by row, their arms in the order of
/// `arms`; number and replicate of a world are its row, counted from 0. `solved` is told the number of rows just done, from any thread.
/// Numbers do not depend on threads, nor on which other rows and arms there are.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::sync::atomic::AtomicBool;
/// use honest_broker::study::{evaluate::evaluate, varied::Varied};
/// use honest_broker::{Outcome, Request, load};
/// let scenario = load("scenarios/hanoi-grand-bargain.toml".as_ref(), &[])?;
/// let design = Varied {
///     keys: vec!["guarantor.keeper_prior".into()],
///     rows: vec![vec!["0.2".into()], vec!["0.6".into()]],
///     ..Varied::default()
/// };
/// let settings = Request::default().rough_settings(3);
/// let worlds = evaluate(&scenario, &design, &["no_broker".into()], &settings, &AtomicBool::new(false), &|_| {})?;
/// let breach = worlds[1].arms[0].probabilities().ok_or("not known")?[Outcome::Breach];
/// # assert!(worlds.len() == 2 && breach > 0.0 && breach < 1.0);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// All entries of the design that are wrong, before anything is solved; or if `stop` was raised.
///
/// # Panics
/// If the grid is outside [`GRID_RANGE`](crate::numeric::grid::GRID_RANGE).
pub fn evaluate(
    scenario: &Scenario,
    design: &Varied,
    arms: &[String],
    settings: &Settings,
    stop: &AtomicBool,
    solved: Watch,
) -> Result<Vec<WorldResult>, EvaluateError> {
    check(scenario, design, arms).map_err(EvaluateError::Design)?;
    let games = games(scenario, design, arms, stop)?;
    let settings = Settings {
        // Rows are handed out to threads; with fewer rows than threads those left over help with a row.
        parallel: games.len() < current_num_threads(),
        ..*settings
    };
    let world = |row: usize| -> Result<WorldResult, Stopped> {
        if stop.load(Ordering::Relaxed) {
            return Err(Stopped);
        }
        let own: Vec<&Game> = games[row].iter().collect();
        let solutions = solve_games(&own, &settings, stop, &|_| {})?;
        let result = |(place, solution): (usize, Solution)| {
            let arm = SolvedArm {
                name: arms[place].clone(),
                rules: Rules::new(own[place]),
                solution,
            };
            ArmResult::new(&arm, None, Told::Not)
        };
        solved(1);
        Ok(WorldResult {
            world: row as u64,
            replicate: row as u64,
            grid: settings.grid,
            arms: solutions.into_iter().enumerate().map(result).collect(),
        })
    };
    let rows = (0..games.len()).into_par_iter().with_max_len(1);
    let results: Result<Vec<WorldResult>, Stopped> = rows.map(world).collect();
    Ok(results?)
}

/// The games of every row. All rows are looked at before the first is solved, for nobody wants to learn of a slip after an hour.
fn games(
    scenario: &Scenario,
    design: &Varied,
    arms: &[String],
    stop: &AtomicBool,
) -> Result<Vec<Vec<Game>>, EvaluateError> {
    let scenario = Arc::new(scenario.clone());
    let of_row = |row: usize| match stop.load(Ordering::Relaxed) {
        true => Err(EvaluateError::Stopped(Stopped)),
        false => {
            let point = design.point(row, &scenario, arms);
            Ok(point.map(|point| point.central()))
        }
    };
    // A key that is not there is so in every row, and told once.
    match of_row(0)? {
        Err(found) if found.iter().any(|problem| is_about_keys(problem.code)) => {
            return Err(EvaluateError::Design(found));
        }
        _ => {}
    }
    let rows = (0..design.rows.len()).into_par_iter().map(of_row);
    let rows: Vec<Result<Vec<Game>, Problems>> = rows.collect::<Result<_, EvaluateError>>()?;
    gathered(&mut rows.into_iter()).map_err(EvaluateError::Design)
}

/// What is wrong with the design whatever its entries.
fn check(scenario: &Scenario, design: &Varied, arms: &[String]) -> Result<(), Problems> {
    let mut wrong = Vec::new();
    let file = design.place.as_ref().map_or(COMMAND_LINE, |(file, _)| file);
    let mut report = |code, row: Option<usize>, message: String, help: &str| {
        let mut problem = Problem::about_file(code, file, message).help(help);
        if let (Some(row), Some((_, lines))) = (row, &design.place) {
            problem.line = lines.get(row).copied();
            problem.column = problem.line.map(|_| 1);
        }
        wrong.push(problem);
    };
    for name in arms {
        scenario.arm(name)?;
    }
    if arms.is_empty() {
        report(
            Code::UnknownArm,
            None,
            "no arm is named".to_owned(),
            "name an arm of the scenario",
        );
    }
    let mut known = BTreeSet::new();
    for key in design.keys.iter().filter(|key| !known.insert(*key)) {
        report(
            Code::WrongType,
            None,
            format!("`{key}` has two columns"),
            "give every key one column",
        );
    }
    if design.rows.is_empty() {
        report(
            Code::WrongType,
            None,
            "the design has no row".to_owned(),
            "give a row for every world",
        );
    }
    let wanted = design.keys.len();
    for (row, entries) in design.rows.iter().enumerate().filter(|(_, row)| row.len() != wanted) {
        report(
            Code::WrongType,
            Some(row),
            format!("the row has {} entries, and there are {wanted} keys", entries.len()),
            "give every row an entry for every key",
        );
    }
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(Problems::new(wrong)),
    }
}
