//! `forecast`: what the game says of open cases, locked.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use clap::Args;
use honest_broker::backtest::forecast::{Making, forecasts};
use honest_broker::backtest::locked::{Program, read};
use honest_broker::backtest::made::TrialError;
use honest_broker::backtest::{OPEN, coded};
use honest_broker::job::backtest::Library;
use honest_broker::job::{Event, JobError, Step, Watch};
use honest_broker::report::backtest::locked_reply;
use honest_broker::report::manifest::{BUILD, PROGRAM};
use honest_broker::threads;
use serde_json::json;

use super::failure::{Failure, print};
use super::format::Format;
use super::progress::Bars;
use super::screen::say;
use super::single;
use super::values::{day, grid};
use super::whole::whole;

#[derive(Debug, Args)]
pub struct Forecast {
    /// Day for which the forecasts are made, such as 2026-11-27; the program looks at no clock
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub date: String,
    /// File to write
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Table of open cases in place of the one that comes with the program; see docs/coding.md
    #[arg(long, value_name = "FILE")]
    pub cases: Option<PathBuf>,
    /// Worlds to solve for every case, a multiple of 8
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = whole::<u64>(8..=65_536), allow_negative_numbers = true)]
    pub worlds: u64,
    /// Grid points per axis of the belief grid
    #[arg(long, default_value_t = 11, value_parser = grid, allow_negative_numbers = true)]
    pub grid: usize,
    /// Seed of the worlds
    #[arg(long, default_value_t = 1, value_parser = whole::<u64>(0..=u64::MAX), allow_negative_numbers = true)]
    pub seed: u64,
    /// Leave out the second forecaster, whose constants are fitted to the library
    #[arg(long)]
    pub without_refit: bool,
    /// Threads to use (default: as many as the machine has); results do not depend on it
    #[arg(long, value_parser = whole::<u16>(1..=1024), allow_negative_numbers = true)]
    pub threads: Option<u16>,
    /// Replace an earlier file
    #[arg(long)]
    pub force: bool,
    /// Print nothing but errors
    #[arg(long, short)]
    pub quiet: bool,
    /// Format of what is printed
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

pub fn run(options: &Forecast, stop: &AtomicBool) -> Result<(), Failure> {
    let file = options.out.display().to_string();
    if options.out.exists() && !options.force {
        return Err(Failure::Io(format!("{file} exists already; --force replaces it")));
    }
    let failed = |error: TrialError| Failure::of_job(JobError::from(error), options.format);
    let library = Library::shipped();
    let (cases, _) = library.read().map_err(failed)?;
    let open = match &options.cases {
        None => coded::read("open.csv", OPEN),
        Some(path) => {
            let text = single::read(path)?;
            coded::read(&path.display().to_string(), &text)
        }
    };
    let making = Making {
        date: &options.date,
        open: &open.map_err(|error| failed(error.into()))?,
        library: (&cases, &library.cases.1),
        base: &library.base,
        worlds: options.worlds.next_multiple_of(8),
        grid: options.grid,
        seed: options.seed,
        refit: !options.without_refit,
    };
    let program = Program {
        name: PROGRAM.to_owned(),
        build: BUILD.to_owned(),
    };
    let bars = Bars::new(options.quiet || options.format == Format::Json);
    let step = Step::Cases;
    bars.notice(Event::Begin {
        scenario: "open cases",
        step,
        total: making.steps(),
    });
    let solved = |by| bars.notice(Event::Advance { step, by });
    let made = threads::on(options.threads, || forecasts(&making, program, stop, &solved));
    bars.notice(Event::End { step });
    let locked = made
        .map_err(|error| Failure::of_job(error.into(), options.format))?
        .map_err(failed)?;
    let text = locked.text();
    let (locked, lock) = read(&text).map_err(|error| Failure::Io(format!("{file}: {error}")))?;
    single::write(&options.out, &text)?;
    let reply = locked_reply(&locked, &lock, &file);
    match (options.format, options.quiet) {
        (Format::Json, _) => print(&format!("{:#}\n", json!(reply))),
        (Format::Text, true) => Ok(()),
        (Format::Text, false) => say(&format!("{}\nWrote {file}\n", reply.text())),
    }
}
