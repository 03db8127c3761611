//! What a job tells while it runs.

use std::path::Path;

use crate::study::share::Share;

/// A part of a job that takes time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Rounds of the only world are solved.
    Solving,
    /// Episodes of the only world are played.
    Playing,
    /// Worlds are solved and played.
    Worlds,
    /// Worlds are solved with more and less rational players.
    Fan,
    /// Points are solved, each in all worlds.
    Points,
    /// Some worlds are solved on a finer grid.
    Finer,
    /// Numbers are moved to the ends of their distributions.
    Ends,
    /// Groups of numbers are drawn anew.
    Anew,
    /// Worlds are solved under other assumptions.
    Variants,
    /// Sets of levers are solved, each in the same worlds.
    Sets,
    /// What was found is solved again in fresh worlds.
    Fresh,
    /// Cases of the library are solved.
    Cases,
    /// The same with other constants.
    Fitting,
    /// The same with other codes.
    Flips,
}

impl Step {
    /// Name in progress displays.
    pub fn name(self) -> &'static str {
        match self {
            Step::Solving => "solving",
            Step::Playing => "playing",
            Step::Worlds => "worlds",
            Step::Fan => "fan",
            Step::Points => "worlds with all points",
            Step::Ends => "worlds with numbers at their ends",
            Step::Anew => "worlds with groups drawn anew",
            Step::Variants => "worlds with all variants",
            Step::Finer => "worlds on a finer grid",
            Step::Sets => "worlds with sets of levers",
            Step::Fresh => "fresh worlds",
            Step::Cases => "cases",
            Step::Fitting => "cases with other constants",
            Step::Flips => "cases with codes flipped",
        }
    }
}

/// Something that happened in a job.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event<'e> {
    /// A step begins that has so many units of work.
    Begin {
        /// Name of the scenario.
        scenario: &'e str,
        /// The step.
        step: Step,
        /// Units of work.
        total: u64,
    },
    /// Units of work of a step were done.
    Advance {
        /// The step.
        step: Step,
        /// Units of work just done.
        by: u64,
    },
    /// A step is over.
    End {
        /// The step.
        step: Step,
    },
    /// Results were looked at after so many worlds: the widest half-width, and the one wanted.
    Look {
        /// Name of the scenario.
        scenario: &'e str,
        /// Number of worlds that are done.
        worlds: u64,
        /// Largest half-width of all that are watched; `None` if one is not known.
        widest: Option<f64>,
        /// Half-width asked for.
        wanted: f64,
    },
    /// The folder holds the result of this very request already.
    Finished {
        /// Folder of the results.
        folder: &'e Path,
    },
    /// The folder holds the result of this very request, but not all of it as it was written, so it is made again.
    MadeAgain {
        /// Folder of the results.
        folder: &'e Path,
        /// What is wrong with it.
        faults: &'e [String],
    },
    /// A part of a divided result is done.
    PartDone {
        /// Name of the scenario.
        scenario: &'e str,
        /// Which part.
        share: Share,
        /// Chunks of worlds in its folder.
        chunks: usize,
        /// Its folder.
        folder: &'e Path,
    },
}

/// Is told what happens in a job, from any thread.
pub trait Watch: Sync {
    /// Takes an event.
    fn notice(&self, event: Event);
}

/// Watches nothing.
impl Watch for () {
    fn notice(&self, _event: Event) {}
}
