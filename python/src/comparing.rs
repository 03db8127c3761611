//! The comparison of arms in the process of Python.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use honest_broker::job::compare::Compare;
use honest_broker::job::shard::Sharing;
use honest_broker::job::{JobError, Target};
use honest_broker::output::print::Charts;
use honest_broker::scenario::Scenario;
use pyo3::prelude::*;
use serde_json::{Map, Value};

use crate::evaluating::is_interrupt;
use crate::running::{Asked, Progress, run};
use crate::{failing, options};

/// Where a comparison writes, and what becomes of what is there.
pub struct Place {
    /// Folder of the results.
    pub out: PathBuf,
    /// Kinds of files that are made of each chart.
    pub charts: Charts,
    /// Whether an earlier result is replaced.
    pub force: bool,
    /// Whether what was interrupted is continued, and what is finished is left.
    pub resume: bool,
}

/// What will be computed otherwise than asked, in sentences without a full stop.
pub fn notes(py: Python<'_>, scenario: &Scenario, options: &str) -> PyResult<Vec<String>> {
    let notes = options::rounded(&given(py, options)?, !scenario.uncertain().is_empty());
    notes.map_err(|error| failing::usage(py, &error))
}

fn given(py: Python<'_>, options: &str) -> PyResult<Map<String, Value>> {
    serde_json::from_str(options).map_err(|error| failing::usage(py, &error.to_string()))
}

/// Compares arms and writes the folder of results; whether anything was computed, for the result may be there already.
pub fn compare(py: Python<'_>, scenario: &Scenario, options: &str, place: Place, asked: &Asked) -> PyResult<bool> {
    let given = given(py, options)?;
    let request = options::request(&given).map_err(|error| failing::usage(py, &error))?;
    let target = Target {
        folder: place.out,
        force: place.force,
        resume: place.resume,
        charts: place.charts,
        sharing: Sharing::Whole,
    };
    let settings: Vec<String> = scenario.settings().iter().map(|s| s.as_written().to_owned()).collect();
    let work = |stop: &AtomicBool, progress: &Progress| -> Result<bool, JobError> {
        let Some(job) = Compare::open(scenario.clone(), &request, &target, progress)? else {
            return Ok(false);
        };
        job.run(&settings, stop, progress)?;
        Ok(true)
    };
    match run(py, asked, work)? {
        (Err(error @ JobError::Stopped { .. }), Some(raised)) if is_interrupt(py, &raised) => {
            Err(failing::job(py, &error))
        }
        (_, Some(raised)) => Err(raised),
        (Ok(computed), None) => Ok(computed),
        (Err(error), None) => Err(failing::job(py, &error)),
    }
}
