//! `score`: locked forecasts, verified, and held against what has happened since.

use std::path::PathBuf;

use clap::Args;
use honest_broker::analysis::tables;
use honest_broker::backtest::coded;
use honest_broker::backtest::locked::{LockError, read};
use honest_broker::backtest::settled::{settle, table};
use honest_broker::output::csv::bytes;
use honest_broker::report::backtest::{locked_reply, settled_reply};
use honest_broker::stats::Level;
use serde_json::json;

use super::failure::{Failure, print};
use super::format::Format;
use super::screen::say;
use super::single;
use super::values::level;

#[derive(Debug, Args)]
pub struct Score {
    /// File of locked forecasts
    pub file: PathBuf,
    /// Table of the same cases with what has happened filled in; without it, the lock is verified and the file told
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
    /// Write forecast_scores.csv and what its columns mean to this folder
    #[arg(long, value_name = "FOLDER", requires = "record")]
    pub out: Option<PathBuf>,
    /// Confidence level of all intervals, from 0.5 to 0.999
    #[arg(long, value_name = "P", default_value = "0.95", value_parser = level, allow_negative_numbers = true)]
    pub level: Level,
    /// Replace an earlier table in the same folder
    #[arg(long)]
    pub force: bool,
    /// Format of what is printed
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// Names of the two files, which a folder is not to have yet.
const NAMES: [&str; 2] = ["forecast_scores.csv", "columns.csv"];

pub fn run(options: &Score) -> Result<(), Failure> {
    let file = options.file.display().to_string();
    let failed = |error: LockError| match error {
        LockError::Cases(what) => Failure::Usage(what),
        error => Failure::Refuted(format!("{file}: {error}")),
    };
    let (locked, lock) = read(&single::read(&options.file)?).map_err(failed)?;
    let Some(record) = &options.record else {
        return tell(options, &locked_reply(&locked, &lock, &file), "");
    };
    let name = record.display().to_string();
    let cases = coded::read(&name, &single::read(record)?).map_err(|error| Failure::Usage(error.to_string()))?;
    let settled = settle(&locked, &cases).map_err(failed)?;
    let mut wrote = String::new();
    if let Some(folder) = &options.out {
        let there = NAMES
            .map(|name| folder.join(name))
            .into_iter()
            .find(|path| path.exists());
        if let Some(path) = there.filter(|_| !options.force) {
            let message = format!("{} exists already; --force replaces it", path.display());
            return Err(Failure::Io(message));
        }
        single::folder(folder)?;
        let scores = [table(&locked, &settled)];
        for (name, table) in NAMES.into_iter().zip([&scores[0], &tables::columns(&scores)]) {
            let bytes = bytes(table).map_err(|error| Failure::Io(error.to_string()))?;
            single::write(&folder.join(name), &String::from_utf8_lossy(&bytes))?;
        }
        wrote = format!("\nWrote {} to {}\n", NAMES.join(" and "), folder.display());
    }
    let repeat = format!("honest-broker score {file} --record {name}");
    tell(options, &settled_reply(&locked, &lock, &settled, repeat), &wrote)
}

fn tell(options: &Score, reply: &honest_broker::report::reply::Reply, wrote: &str) -> Result<(), Failure> {
    match options.format {
        Format::Json => print(&format!("{:#}\n", json!(reply))),
        Format::Text => say(&(reply.text() + wrote)),
    }
}
