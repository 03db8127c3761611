//! Arguments, progress bars, printing and exit codes. The library cannot reach this module.

mod arguments;
mod attribute;
mod check;
mod compare;
mod continuation;
mod explain;
mod export;
mod failure;
mod format;
mod help;
mod loading;
mod new;
mod progress;
mod sampling;
mod schema;
mod solve;
mod validate;
mod whole;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arguments::{Arguments, Command};
use clap::{CommandFactory, Parser};
use failure::Failure;

/// Runs the command line and returns the exit code: 0 done, 1 could not read or write or a claim failed, 2 usage, 3 scenario invalid,
/// 4 not converged under `--strict`, 130 interrupted.
pub fn run() -> ExitCode {
    if let Some(word) = help::asked(std::env::args().skip(1)) {
        return match help::run(&word) {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => failure.report(),
        };
    }
    let arguments = Arguments::parse();
    let stop = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&stop);
    // A second Ctrl-C ends the program at once, for those who cannot wait for the current step.
    let handler = ctrlc::set_handler(move || {
        if raised.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    if let Err(error) = handler {
        failure::complain(&format!("warning: Ctrl-C will not be handled: {error}\n"));
    }
    match dispatch(arguments.command, &stop) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn dispatch(command: Command, stop: &AtomicBool) -> Result<(), Failure> {
    match command {
        Command::Compare(options) => compare::run(&options, stop),
        Command::Attribute(options) => attribute::run(&options, stop),
        Command::Check(options) => check::run(&options),
        Command::New(options) => new::run(&options),
        Command::Schema => schema::run(),
        Command::Explain(options) => explain::run(&options, stop),
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
