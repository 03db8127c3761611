//! Arguments, progress bars, printing and exit codes. The library cannot reach this module.

mod arguments;
mod asked;
mod attribute;
mod backtest;
mod batch;
mod batching;
mod chart_files;
mod check;
mod compare;
mod continuation;
mod design;
mod diff;
mod discover;
mod divided;
mod drivers;
mod engines;
mod explain;
mod export;
mod factors;
mod failure;
mod file;
mod forecast;
mod format;
mod help;
mod input;
mod loading;
mod memory;
mod merge;
mod merging;
mod new;
mod pace;
mod package;
mod parts;
mod progress;
mod questions;
mod report;
mod robust;
mod runs;
mod sampling;
mod schema;
mod score;
mod screen;
mod several;
mod shard;
mod signals;
mod single;
mod solve;
mod sweep;
mod target;
mod telling;
mod told;
mod validate;
mod values;
mod verify;
mod whole;
mod writing;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use arguments::{Arguments, Command};
use batch::Batch;
use clap::{CommandFactory, Parser};
use failure::Failure;
use honest_broker::stats::set_level;
use signals::Manner;

/// Runs the command line and returns the exit code: 0 done, 1 could not read or write or a claim failed, 2 usage, 3 scenario invalid,
/// 4 not converged under `--strict`, 5 precision missed under `--strict`, 6 different under `--exit-code`, 130 interrupted.
pub fn run() -> ExitCode {
    // What is not text is no name of a key; the parser says so where it matters.
    let words = std::env::args_os().skip(1);
    if let Some(asked) = help::asked(words.map(|word| word.to_string_lossy().into_owned())) {
        return match help::run(&asked) {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => failure.report(),
        };
    }
    let command = Arguments::parse().command;
    let stop = Arc::new(AtomicBool::new(false));
    let manner = match command {
        // They keep what is finished and take away what is not.
        Command::Compare(_)
        | Command::Attribute(_)
        | Command::Sweep(_)
        | Command::Drivers(_)
        | Command::Discover(_)
        | Command::Robust(_)
        | Command::Target(_)
        | Command::Backtest(_)
        | Command::Merge(_)
        | Command::Batch(_) => Manner::Ask,
        // What it runs is ended, and its temporary folder taken away.
        Command::Verify(_) => Manner::Tidy,
        _ => Manner::End,
    };
    signals::listen(manner, &stop);
    match dispatch(command, &stop) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn dispatch(command: Command, stop: &AtomicBool) -> Result<(), Failure> {
    if let Some(level) = command.level() {
        // Nothing has been computed yet, so that nothing has settled another level.
        set_level(level).map_err(|error| Failure::Usage(error.to_string()))?;
    }
    match command {
        Command::Compare(options) => compare::run(&options, stop),
        Command::Attribute(options) => attribute::run(&options, stop),
        Command::Sweep(options) => sweep::run(&options, stop),
        Command::Drivers(options) => drivers::run(&options, stop),
        Command::Discover(options) => discover::run(&options, stop),
        Command::Robust(options) => robust::run(&options, stop),
        Command::Target(options) => target::run(&options, stop),
        Command::Backtest(options) => backtest::run(&options, stop),
        Command::Merge(options) => {
            // The command reads the files until it is done.
            let (divided, _files) = merging::command(&options)?;
            dispatch(divided, stop)
        }
        Command::Batch(options) => batch(&options, stop),
        Command::Forecast(options) => forecast::run(&options, stop),
        Command::Score(options) => score::run(&options),
        Command::Check(options) => check::run(&options),
        Command::New(options) => new::run(&options),
        Command::Schema => schema::run(),
        Command::Explain(options) => explain::run(&options, stop),
        Command::Report(options) => report::run(&options),
        Command::Diff(options) => diff::run(&options),
        Command::Verify(options) => verify::run(&options, stop),
        Command::Package(options) => package::run(&options),
        Command::Solve(options) => solve::run(&options, stop),
        Command::Export(options) => export::run(&options),
        Command::Validate(options) => validate::run(&options),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "honest-broker", &mut script);
            failure::print(&String::from_utf8_lossy(&script))
        }
    }
}

/// Divides a command, and puts its parts together if they are computed here.
fn batch(options: &Batch, stop: &AtomicBool) -> Result<(), Failure> {
    let (command, seen) = batching::rehearsal(options)?;
    // Stopped before it begins: what is wrong with the command or its scenarios is said now, and not by each part.
    match dispatch(command, &AtomicBool::new(true)) {
        Ok(()) | Err(Failure::Interrupted(_)) => {}
        Err(failure) => return Err(failure),
    }
    let plan = batching::plan(options, &seen)?;
    engines::start(options, &plan, stop)?;
    if batching::waits(options) {
        let merge = batching::merge(&plan)?;
        dispatch(merge, stop)?;
    }
    Ok(())
}
