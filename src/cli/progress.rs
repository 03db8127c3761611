//! Progress bars on stderr; nothing when it is not a terminal.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};

use honest_broker::job::{Event, Step, Watch};
use honest_broker::report::text;
use indicatif::{ProgressBar, ProgressStyle};

use super::failure::print;

/// Shows what a job tells: bars for its steps, and a line for each look at the results.
pub struct Bars {
    quiet: bool,
    bars: Mutex<BTreeMap<Step, ProgressBar>>,
}

impl Bars {
    /// Bars that show nothing if `quiet`.
    pub fn new(quiet: bool) -> Self {
        Bars {
            quiet,
            bars: Mutex::default(),
        }
    }

    fn say(&self, text: &str) {
        if !self.quiet {
            // A reader that cannot be written to is noticed when the result is printed.
            let _ = print(text);
        }
    }
}

impl Watch for Bars {
    fn notice(&self, event: Event) {
        let mut bars = self.bars.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Begin { scenario, step, total } => {
                let label = format!("{scenario}: {}", step.name());
                bars.insert(step, bar(&label, total, self.quiet));
            }
            Event::Advance { step, by } => {
                if let Some(bar) = bars.get(&step) {
                    bar.inc(by);
                }
            }
            Event::End { step } => {
                if let Some(bar) = bars.remove(&step) {
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
        }
    }
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
