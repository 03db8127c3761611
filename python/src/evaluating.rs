//! Worlds of a design, and the central world.

use std::sync::atomic::AtomicBool;

use honest_broker::analysis::tables;
use honest_broker::job::{Event, Step, Watch};
use honest_broker::report::layout::{WIDTH, laid_out};
use honest_broker::report::solution::{convergence, describe};
use honest_broker::report::uncertainty::central;
use honest_broker::report::words::with_settings;
use honest_broker::scenario::{Problem, Problems, Scenario, printable};
use honest_broker::solve::Settings;
use honest_broker::study::Stopped;
use honest_broker::study::counts::Told;
use honest_broker::study::evaluate::{EvaluateError, evaluate as evaluated};
use honest_broker::study::request::Request;
use honest_broker::study::run::{rounds_to_solve, solve_arms_with};
use honest_broker::study::varied::Varied;
use honest_broker::study::world::{ArmResult, WorldResult};
use pyo3::prelude::*;
use serde_json::json;

use crate::running::{Asked, Progress, run};
use crate::tables::{Handed, handed};
use crate::{failing, options};

/// What stands for the file in problems of a design.
const DESIGN: &str = "design";

/// What is to be evaluated, and how.
pub struct Wanted {
    /// Key paths.
    pub keys: Vec<String>,
    /// By row and key, as it is written.
    pub rows: Vec<Vec<String>>,
    /// Whether entries are coordinates and not values.
    pub coordinates: bool,
    /// Names of the arms.
    pub arms: Vec<String>,
    /// Points a side of the belief grid.
    pub grid: usize,
    /// Whether decisions are solved as `sweep` does, or to the precision of `compare`.
    pub rough: bool,
}

/// What is known of the central world: outcomes, values and policies, and how `solve` says it.
pub type Solved = (Vec<Handed>, Vec<Handed>, Vec<Handed>, String);

fn interrupted(py: Python<'_>) -> PyErr {
    failing::exception(py, "Interrupted", "interrupted; nothing is kept", &json!({}))
}

/// The table of the worlds of a design.
pub fn evaluate(py: Python<'_>, scenario: &Scenario, wanted: Wanted, asked: &Asked) -> PyResult<Vec<Handed>> {
    let grid = options::grid(wanted.grid).map_err(|error| failing::usage(py, &error))?;
    // An arm is no part of a design: that there is none is told as everywhere.
    for arm in &wanted.arms {
        let found = scenario.arm(arm);
        found.map_err(|found| failing::problems(py, "ScenarioError", &found))?;
    }
    let lines = (1..=wanted.rows.len()).collect();
    let design = Varied {
        keys: wanted.keys,
        rows: wanted.rows,
        coordinates: wanted.coordinates,
        place: Some((DESIGN.to_owned(), lines)),
    };
    let request = Request::default();
    let settings = match wanted.rough {
        true => request.rough_settings(grid),
        false => request.settings(grid),
    };
    let arms = &wanted.arms;
    let (scenario_name, total) = (scenario.stem.as_str(), design.rows.len() as u64);
    let work = |stop: &AtomicBool, progress: &Progress| {
        let step = Step::Worlds;
        progress.notice(Event::Begin {
            scenario: scenario_name,
            step,
            total,
        });
        evaluated(scenario, &design, arms, &settings, stop, &|by| {
            progress.notice(Event::Advance { step, by });
        })
    };
    let (worlds, raised) = run(py, asked, work)?;
    if let Some(error) = raised {
        return Err(match worlds {
            Err(EvaluateError::Stopped(_)) if is_interrupt(py, &error) => interrupted(py),
            _ => error,
        });
    }
    match worlds {
        Ok(worlds) => handed(py, tables::evaluated(arms, &worlds)),
        Err(EvaluateError::Design(found)) => Err(failing::problems(py, "DesignError", &with_gaps(found))),
        Err(EvaluateError::Stopped(_)) => Err(interrupted(py)),
    }
}

/// What is wrong with a design, in which an entry that is missing is told as such: the library sees a text without a value.
fn with_gaps(found: Problems) -> Problems {
    let unseen = found.unseen();
    let told = found.into_iter().map(|problem| match problem.found.as_deref() {
        Some("") => Problem {
            message: "the value is missing".to_owned(),
            found: None,
            ..problem
        }
        .help("give every row a value for every key"),
        _ => problem,
    });
    Problems::with_unseen(told.collect(), unseen)
}

/// Whether an exception is Ctrl-C, which is then told with what is kept.
pub fn is_interrupt(py: Python<'_>, error: &PyErr) -> bool {
    error.is_instance_of::<pyo3::exceptions::PyKeyboardInterrupt>(py)
}

/// A text of the library as the command prints it where the output is no terminal.
pub fn said(text: &str) -> String {
    // Tabs tell cells of tables apart; whatever else a terminal would obey comes from names.
    let line = |line: &str| line.split('\t').map(printable).collect::<Vec<_>>().join("\t");
    laid_out(&text.split('\n').map(line).collect::<Vec<_>>().join("\n"), WIDTH)
}

/// Solves arms of the central world on a grid of so many points, and tells the policies of so many rounds.
pub fn solve(
    py: Python<'_>,
    scenario: &Scenario,
    arms: &[String],
    (grid, rounds): (usize, usize),
    asked: &Asked,
) -> PyResult<Solved> {
    let request = Request {
        arms: arms.to_vec(),
        baseline: arms.first().unwrap_or(&scenario.arms[0].name).clone(),
        grid: options::grid(grid).map_err(|error| failing::usage(py, &error))?,
        ..Request::default()
    };
    let study = request.study(scenario);
    let study = study.map_err(|found| failing::problems(py, "ScenarioError", &found))?;
    let settings = Settings {
        course: true,
        ..request.settings(grid)
    };
    let work = |stop: &AtomicBool, progress: &Progress| {
        let step = Step::Solving;
        progress.notice(Event::Begin {
            scenario: &study.scenario,
            step,
            total: rounds_to_solve(&study),
        });
        solve_arms_with(&study, &settings, stop, &|by| {
            progress.notice(Event::Advance { step, by })
        })
    };
    let (solved, raised) = run(py, asked, work)?;
    if let Some(error) = raised {
        return Err(if is_interrupt(py, &error) {
            interrupted(py)
        } else {
            error
        });
    }
    let solved = solved.map_err(|Stopped| interrupted(py))?;
    let names: Vec<String> = solved.iter().map(|arm| arm.name.clone()).collect();
    let world = WorldResult {
        world: 0,
        replicate: 0,
        grid,
        arms: solved.iter().map(|arm| ArmResult::new(arm, None, Told::Not)).collect(),
    };
    let written: Vec<String> = scenario.settings().iter().map(|s| s.as_written().to_owned()).collect();
    let mut text = format!("{}\n{}", scenario.title(), with_settings(&written));
    text.push_str(&central(scenario).unwrap_or_default());
    text.extend(solved.iter().map(|arm| describe(scenario, arm)));
    text.push_str(&convergence(&solved));
    let policy = tables::policy(&scenario.stem, &solved, rounds);
    let policy = policy.map_err(|error| failing::usage(py, &failing::in_python(&error)))?;
    Ok((
        handed(py, tables::evaluated(&names, &[world]))?,
        handed(py, tables::values(&scenario.stem, &solved))?,
        handed(py, policy)?,
        said(&text),
    ))
}
