//! `backtest`: the library of cases against the record.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use clap::Args;
use honest_broker::backtest::trial::{FEW, GRID, Request};
use honest_broker::backtest::{BASE, text};
use honest_broker::job::backtest::{Library, backtest};
use honest_broker::job::{JobError, Work};
use honest_broker::threads;

use super::asked::printed;
use super::failure::Failure;
use super::format::Format;
use super::progress::Bars;
use super::runs::lettering;
use super::screen::say;
use super::shard::target;
use super::single;
use super::values::grid;
use super::whole::whole;
use super::writing::Writing;

#[derive(Debug, Args)]
pub struct Backtest {
    /// Table of cases in place of the one that comes with the program; see docs/coding.md
    #[arg(long, value_name = "FILE")]
    pub cases: Option<PathBuf>,
    /// Worlds to solve for every case, a multiple of 8
    #[arg(long, value_name = "N", default_value_t = 24, value_parser = whole::<u64>(8..=65_536), allow_negative_numbers = true)]
    pub worlds: u64,
    /// Grid points per axis of the belief grid
    #[arg(long, default_value_t = GRID, value_parser = grid, allow_negative_numbers = true)]
    pub grid: usize,
    /// Write the page to this file as well, with its pictures in a folder data/backtest beside it
    #[arg(long, value_name = "FILE")]
    pub page: Option<PathBuf>,
    /// Write the scenario files of the cases to this folder, and compute nothing
    #[arg(long, value_name = "FOLDER", conflicts_with = "page")]
    pub write: Option<PathBuf>,
    /// Format of what is printed
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    #[command(flatten)]
    pub writing: Writing,
}

/// Pictures of a page that stands elsewhere.
const PICTURES: &str = "data/backtest/";

pub fn run(options: &Backtest, stop: &AtomicBool) -> Result<(), Failure> {
    lettering(&options.writing)?;
    if options.writing.shard.is_some() {
        let why =
            "--shard: the back-test fits its constants to all cases at once and cannot be divided; leave out --shard";
        return Err(Failure::Usage(why.to_owned()));
    }
    let library = match &options.cases {
        None => Library::shipped(),
        Some(path) => {
            let text = single::read(path)?;
            Library::of(path.display().to_string(), text)
        }
    };
    let failed = |error: JobError| Failure::of_job(error, options.format);
    if let Some(folder) = &options.write {
        return scenarios(&library, folder, failed);
    }
    let beside = options
        .page
        .as_ref()
        .map(|page| page.parent().map(|p| p.join(PICTURES)).unwrap_or_default());
    if let Some(beside) = &beside {
        // Before the work, so that nothing is lost for want of a folder.
        single::folder(beside)?;
    }
    let request = Request {
        worlds: options.worlds.next_multiple_of(8),
        few: FEW,
        grid: options.grid,
        seed: options.writing.seed,
    };
    let folder = options
        .writing
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("results/backtest"));
    let folder = target(folder, &options.writing, &[], None);
    let bars = Bars::new(options.writing.quiet || options.format == Format::Json);
    let work = Work {
        folder: &folder,
        settings: &[],
        stop,
        watch: &bars,
    };
    let pictures_in = beside.as_ref().map(|_| PICTURES);
    let tested = threads::on(options.writing.threads, || {
        backtest(&library, &request, pictures_in, &work)
    });
    let Some(tested) = tested.map_err(|error| failed(error.into()))?.map_err(failed)? else {
        return Ok(());
    };
    if let (Some(path), Some(beside), Some(elsewhere)) = (&options.page, &beside, &tested.elsewhere) {
        single::write(path, &elsewhere.page)?;
        for (name, bytes) in &elsewhere.pictures {
            single::write(&beside.join(name), &String::from_utf8_lossy(bytes))?;
        }
    }
    printed(&tested.answered, options.format, options.writing.quiet)
}

/// Writes the scenario files, with the base that they extend; those of open cases with the library that comes with the program.
fn scenarios(library: &Library, folder: &Path, failed: impl Fn(JobError) -> Failure) -> Result<(), Failure> {
    let cases = library.every().map_err(|error| failed(error.into()))?;
    single::folder(folder)?;
    for case in &cases {
        single::write(&folder.join(format!("{}.toml", case.id)), &text::extending(case))?;
    }
    single::write(&folder.join("base.toml"), BASE)?;
    say(&format!(
        "Wrote {} scenario files and base.toml to {}.\n",
        cases.len(),
        folder.display()
    ))
}
