//! `package`: results with all that is needed to make them again, to hand in with a paper.

use std::path::PathBuf;

use clap::Args;
use honest_broker::job::package::{Request, package};
use honest_broker::report::package::{README, SCRIPT, day_of};
use serde_json::json;

use super::failure::{Failure, print};
use super::format::Format;
use super::runs::shown;
use super::screen::say;

#[derive(Debug, Args)]
pub struct Package {
    /// Folders of results
    #[arg(required = true, value_name = "RESULT")]
    pub results: Vec<PathBuf>,
    /// Folder for the package
    #[arg(long, value_name = "FOLDER")]
    pub out: PathBuf,
    /// What the results were computed on and how long that took, for the README: "a laptop of 2024 with 8 cores, 3 minutes"
    #[arg(long, value_name = "WORDS")]
    pub machine: Option<String>,
    /// Replace an earlier package in the same folder
    #[arg(long)]
    pub force: bool,
    /// Print nothing but errors
    #[arg(long, short)]
    pub quiet: bool,
    /// Form of what is printed
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// The time by which reproducible builds are told what day it is, in seconds since 1970.
const TIME: &str = "SOURCE_DATE_EPOCH";

pub fn run(options: &Package) -> Result<(), Failure> {
    let request = Request {
        results: options.results.clone(),
        out: options.out.clone(),
        force: options.force,
        machine: options.machine.clone(),
        published: day()?,
    };
    let written = package(&request).map_err(|error| Failure::of_job(error, options.format))?;
    if options.format == Format::Json {
        let value = json!({ "folder": written.folder.display().to_string(), "files": written.files });
        return print(&format!("{value:#}\n"));
    }
    if options.quiet {
        return Ok(());
    }
    let kept = written
        .kept
        .iter()
        .map(|(name, other)| format!("{name} had been edited since it was written; it is kept as {other}.\n"));
    let folder = shown(&written.folder);
    say(&format!(
        "Wrote {} files to {folder}. {README} says what they are; `sh {SCRIPT}` in a copy of the folder makes everything again and compares.\n{}",
        written.files.len(),
        kept.collect::<String>()
    ))
}

/// The day of publication, if the environment says it.
fn day() -> Result<Option<String>, Failure> {
    let Some(time) = std::env::var_os(TIME) else {
        return Ok(None);
    };
    let time = time.to_string_lossy();
    // Years have four digits.
    let seconds = time.parse::<u64>().ok().filter(|seconds| *seconds < 253_402_300_800);
    match seconds {
        Some(seconds) => Ok(Some(day_of(seconds))),
        None => Err(Failure::Usage(format!(
            "{TIME} is `{time}`, and must be a whole number of seconds since the beginning of 1970"
        ))),
    }
}
