//! Progress on stderr: bars on a terminal, and elsewhere a line now and then.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use honest_broker::job::{Event, Step, Watch};
use honest_broker::report::shell::quoted;
use honest_broker::report::text;
use honest_broker::report::words::counted;
use honest_broker::study::share::Share;
use indicatif::{ProgressBar, ProgressStyle};

use super::failure::print;
use super::pace::Pace;

/// Shows what a job tells: how far its steps are, and a line for each look at the results.
pub struct Bars {
    quiet: bool,
    shown: Mutex<BTreeMap<Step, Shown>>,
}

/// How a step is shown.
enum Shown {
    Bar(ProgressBar),
    Lines(Pace),
    Not,
}

impl Bars {
    /// Bars that show nothing if `quiet`.
    pub fn new(quiet: bool) -> Self {
        Bars {
            quiet,
            shown: Mutex::default(),
        }
    }

    fn say(&self, text: &str) {
        if !self.quiet {
            // A reader that cannot be written to is noticed when the result is printed.
            let _ = print(text);
        }
    }

    fn begin(&self, label: String, total: u64) -> Shown {
        match (self.quiet, std::io::stderr().is_terminal()) {
            (true, _) => Shown::Not,
            (false, true) => Shown::Bar(bar(&label, total, false)),
            (false, false) => Shown::Lines(Pace::new(label, total, now())),
        }
    }
}

impl Watch for Bars {
    fn notice(&self, event: Event) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Begin { scenario, step, total } => {
                let begun = self.begin(format!("{scenario}: {}", step.name()), total);
                shown.insert(step, begun);
            }
            Event::Advance { step, by } => match shown.get_mut(&step) {
                Some(Shown::Bar(bar)) => bar.inc(by),
                Some(Shown::Lines(pace)) => {
                    if let Some(line) = pace.advance(by, now()) {
                        // Nobody may be reading.
                        let _ = writeln!(std::io::stderr(), "{line}");
                    }
                }
                Some(Shown::Not) | None => {}
            },
            Event::End { step } => {
                if let Some(Shown::Bar(bar)) = shown.remove(&step) {
                    bar.finish_and_clear();
                }
            }
            Event::Look {
                scenario,
                worlds,
                widest,
                wanted,
            } => self.say(&text::look(scenario, worlds, widest, wanted)),
            Event::Finished { folder } => self.say(&format!("{} was finished before.\n", folder.display())),
            Event::PartDone {
                scenario,
                share,
                chunks,
                folder,
            } => self.say(&part_done(scenario, share, chunks, folder)),
            Event::MadeAgain { folder, faults } => self.say(&format!(
                "{} was finished before, but {}: it is made again.\n",
                folder.display(),
                faults.join(", ")
            )),
        }
    }
}

/// What was done of a divided result, and what is to be done then.
fn part_done(scenario: &str, share: Share, chunks: usize, folder: &Path) -> String {
    let shards = folder.parent().unwrap_or(folder).display().to_string();
    format!(
        "Part {} of {} of `{scenario}` is done: {} of worlds in {}.\nOnce all parts are, put them together with: honest-broker merge {}\n",
        share.number(),
        share.of(),
        counted(chunks as u64, "chunk"),
        folder.display(),
        quoted(&shards)
    )
}

/// Time since some moment before the first call.
#[expect(clippy::disallowed_methods, reason = "for the progress display")]
fn now() -> Duration {
    use std::sync::OnceLock;
    use std::time::Instant;
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

/// A bar for `total` units of work.
pub fn bar(label: &str, total: u64, quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(total);
    if let Ok(style) = ProgressStyle::with_template("{msg:28} [{wide_bar}] {percent:>3} % {eta:>4}") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_message(label.to_owned());
    bar
}
