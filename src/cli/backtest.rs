//! `backtest`: the library of cases against the record.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use clap::Args;
use honest_broker::backtest::coded::{self, Case};
use honest_broker::backtest::trial::Request;
use honest_broker::backtest::{BASE, OPEN, text};
use honest_broker::job::backtest::{Library, Tested, backtest};
use honest_broker::job::{JobError, Work};
use honest_broker::threads;
use serde_json::json;

use super::failure::{Failure, print};
use super::format::Format;
use super::progress::Bars;
use super::runs::{complete, files, lettering, target, told, with_files};
use super::screen::say;
use super::values::grid;
use super::whole::whole;
use super::writing::Writing;
use super::written::write;

#[derive(Debug, Args)]
pub struct Backtest {
    /// Table of cases in place of the one that comes with the program; see docs/coding.md
    #[arg(long, value_name = "FILE")]
    pub cases: Option<PathBuf>,
    /// Worlds to solve for every case, a multiple of 8
    #[arg(long, value_name = "N", default_value_t = 24, value_parser = whole::<u64>(8..=65_536), allow_negative_numbers = true)]
    pub worlds: u64,
    /// Grid points per axis of the belief grid
    #[arg(long, default_value_t = 5, value_parser = grid, allow_negative_numbers = true)]
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

/// Worlds of every case wherever constants are fitted or codes flipped.
const FEW: u64 = 4;
/// Pictures of a page that stands elsewhere.
const PICTURES: &str = "data/backtest/";

pub fn run(options: &Backtest, stop: &AtomicBool) -> Result<(), Failure> {
    lettering(&options.writing)?;
    let library = match &options.cases {
        None => Library::shipped(),
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .map_err(|error| Failure::Io(format!("cannot read {}: {error}", path.display())))?;
            Library::of(path.display().to_string(), text)
        }
    };
    let failed = |error: JobError| Failure::of_job(error, options.format);
    if let Some(folder) = &options.write {
        return scenarios(&library, folder, options.cases.is_none()).map_err(|error| match error {
            Written::Cases(error) => failed(error),
            Written::Failure(failure) => failure,
        });
    }
    let beside = options
        .page
        .as_ref()
        .map(|page| page.parent().map(|p| p.join(PICTURES)).unwrap_or_default());
    if let Some(beside) = &beside {
        // Before the work, so that nothing is lost for want of a folder.
        std::fs::create_dir_all(beside).map_err(|e| Failure::Io(format!("cannot make {}: {e}", beside.display())))?;
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
    let folder = target(folder, &options.writing);
    let json = options.format == Format::Json;
    let bars = Bars::new(options.writing.quiet || json);
    let work = Work {
        folder: &folder,
        settings: &[],
        stop,
        watch: &bars,
    };
    let tested = threads::on(options.writing.threads, || {
        backtest(&library, &request, PICTURES, &work)
    });
    let Some(tested) = tested.map_err(|error| failed(error.into()))?.map_err(failed)? else {
        return Ok(());
    };
    let Tested {
        answered,
        page,
        pictures,
    } = &tested;
    if json {
        let value = with_files(
            json!(answered.reply),
            &answered.origin,
            &answered.written,
            &answered.lettering,
        );
        print(&format!("{value:#}\n"))?;
    } else if !options.writing.quiet {
        say(&(answered.reply.text() + &told(&answered.lettering) + &files(&answered.written)))?;
    }
    if let (Some(path), Some(beside)) = (&options.page, &beside) {
        write(path, page)?;
        for (name, bytes) in pictures {
            write(&beside.join(name), &String::from_utf8_lossy(bytes))?;
        }
    }
    complete(&answered.written.not_drawn)
}

enum Written {
    Cases(JobError),
    Failure(Failure),
}

/// Writes the scenario files, with the base that they extend.
fn scenarios(library: &Library, folder: &Path, with_open: bool) -> Result<(), Written> {
    let (cases, never) = library.read().map_err(|error| Written::Cases(error.into()))?;
    let open: Vec<Case> = match with_open {
        true => coded::read("open.csv", OPEN)
            .map_err(|error| Written::Cases(honest_broker::backtest::trial::TrialError::from(error).into()))?,
        false => Vec::new(),
    };
    std::fs::create_dir_all(folder)
        .map_err(|e| Written::Failure(Failure::Io(format!("cannot make {}: {e}", folder.display()))))?;
    let mut count = 0;
    for case in cases.iter().chain(&never).chain(&open) {
        let path = folder.join(format!("{}.toml", case.id));
        write(&path, &text::extending(case)).map_err(Written::Failure)?;
        count += 1;
    }
    write(&folder.join("base.toml"), BASE).map_err(Written::Failure)?;
    say(&format!(
        "Wrote {count} scenario files and base.toml to {}.\n",
        folder.display()
    ))
    .map_err(Written::Failure)
}
