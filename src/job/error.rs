//! Why a job did not come to its end.

use std::convert::Infallible;
use std::path::PathBuf;

use crate::analysis::histories::TooMany;
use crate::backtest::trial::TrialError;
use crate::output::checkpoint::{CheckpointError, SHOWN};
use crate::output::csv::CsvError;
use crate::output::files::FolderError;
use crate::output::records::RecordsError;
use crate::report::manifest::BUILD;
use crate::scenario::Problems;
use crate::study::Stopped;
use crate::study::chunks::Interruption;
use crate::study::request::RequestError;
use crate::study::share::Share;
use crate::threads::ThreadsError;

/// Why a job did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// The scenario lacks something that was asked for.
    #[error("the scenario has problems")]
    Scenario(Problems),
    /// There is no back-test: a table of cases is wrong, or what the rules make of it.
    #[error("{0}")]
    Cases(String),
    /// Options contradict each other.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// Two scenarios would write to the same folder.
    #[error(
        "two scenario files would write to `{}` (the second is `{}`); compare them one by one with --out",
        folder.display(),
        file.display()
    )]
    SameFolder {
        /// The folder that both would write to.
        folder: PathBuf,
        /// The second scenario file.
        file: PathBuf,
    },
    /// A scenario would write where the overview of several is to stand.
    #[error("`{}` would write where the overview of all scenarios stands; give the file another name", .0.display())]
    Reserved(PathBuf),
    /// The chart of several results cannot be drawn.
    #[error("the chart of the overview cannot be drawn: {0}; --no-charts leaves it out")]
    Chart(String),
    /// The arm has nothing to take apart.
    #[error(
        "the arm `{arm}` has {}; choose another --arm or other --factors",
        match *factors {
            "broker" => "no broker with an instrument to switch off",
            "stakeholders" => "no stakeholders",
            _ => "neither stakeholders nor a broker with an instrument to switch off",
        }
    )]
    NoFactor {
        /// The arm.
        arm: String,
        /// Which factors were asked for.
        factors: &'static str,
    },
    /// All combinations of too many factors.
    #[error(
        "{count} factors have too many combinations, {most} are the most; --factors broker or --factors stakeholders takes fewer"
    )]
    TooManyFactors {
        /// How many there are.
        count: usize,
        /// How many there may be.
        most: usize,
    },
    /// Nothing can be moved.
    #[error(
        "the arm `{0}` has no lever: declare what can be decided under [levers] (docs/targets.md), or take another arm with --arm"
    )]
    NoLever(String),
    /// The number does not follow from a solution.
    #[error("{0} is not known in every world, so no aim can be set for it; choose another outcome")]
    NotKnown(String),
    /// There is no such metric.
    #[error("there is no metric `{metric}`; choose one of {all}")]
    NoMetric {
        /// What was asked for.
        metric: String,
        /// Names of all metrics.
        all: String,
    },
    /// A world was asked for, and there is only one.
    #[error("nothing in the scenario is uncertain: it has one world, and --world has no meaning")]
    OneWorld,
    /// A question about what differs between worlds was asked of a scenario that has one.
    #[error(
        "nothing in `{0}` is uncertain, so nothing differs between worlds; give some of its numbers a distribution, such as {{ uniform = [0.2, 0.6] }}"
    )]
    NothingUncertain(String),
    /// A question about what an arm changes was asked of one arm.
    #[error(
        "of `{0}`, one arm alone is asked about, and nothing is there to compare it with; name two different arms with --arm and --baseline (a table [broker] makes the arm broker)"
    )]
    NothingToCompare(String),
    /// There are more parts than chunks of worlds.
    #[error(
        "--shard {share}: the work falls into {chunks} chunks of worlds that can be computed side by side, so it can be divided among {chunks} \
         parts at most; take fewer parts or more --worlds"
    )]
    TooManyParts {
        /// The part that was asked for.
        share: Share,
        /// How many there may be.
        chunks: u64,
    },
    /// There is one world, which is not divided.
    #[error(
        "--shard: nothing in `{0}` is uncertain, so there is one world and nothing to divide; compute it by itself, without --shard"
    )]
    NothingToDivide(String),
    /// How many worlds there will be is not known.
    #[error(
        "--shard: --precision adds worlds until they are enough, which no part can know alone; give a number of --worlds instead"
    )]
    PrecisionInParts,
    /// Parts that would make no whole with those that are to be computed.
    #[error(
        "{} holds parts of another request, build or division ({}); add --force to discard them, or choose another folder with --out",
        shards.display(),
        strangers.iter().map(|folder| folder.file_name().unwrap_or_default().to_string_lossy()).collect::<Vec<_>>().join(", ")
    )]
    OtherParts {
        /// Folder of the parts.
        shards: PathBuf,
        /// Folders of those that do not fit.
        strangers: Vec<PathBuf>,
    },
    /// Parts that cannot be put together, with what is wrong with each.
    #[error("{}", .0.join("\n"))]
    Parts(Vec<String>),
    /// None of the episodes that were played is of the sort that was looked for.
    #[error("{0}")]
    NoEpisode(String),
    /// A scenario is compared with a result.
    #[error(
        "{} is a scenario file and {} the folder of a result; name two of a kind: another scenario file, or the folder of a result \
         of `compare` for the scenario",
        scenario.display(),
        result.display()
    )]
    TwoKinds {
        /// The scenario file.
        scenario: PathBuf,
        /// The folder.
        result: PathBuf,
    },
    /// The folder holds something else than the result of a comparison.
    #[error("{} holds no result of `compare`; name the folder of one, such as results/singapore-2018", .0.display())]
    NoComparison(PathBuf),
    /// A table would have too many rows.
    #[error(transparent)]
    TooMany(#[from] TooMany),
    /// The stop flag was raised. Finished worlds are kept in the folder, if there are any.
    #[error("stopped by request")]
    Stopped {
        /// Where finished worlds are kept.
        kept: Option<PathBuf>,
    },
    /// Something failed after worlds had been finished, which are kept.
    #[error(
        "{error}\nthe worlds finished so far are kept in {}; once this is mended, the same command with --resume goes on from there",
        kept.display()
    )]
    Late {
        /// What failed.
        error: Box<JobError>,
        /// Where finished worlds are kept.
        kept: PathBuf,
    },
    /// The folder holds the result of this request as another build of the program made it.
    #[error(
        "{} holds the result of this request as another build of the program made it ({}; this is {}); add --force to replace \
         it, or choose another folder",
        folder.display(),
        shown(theirs),
        shown(BUILD)
    )]
    OtherBuild {
        /// The folder.
        folder: PathBuf,
        /// Its build.
        theirs: String,
    },
    /// No folder holds a comparison.
    #[error("there is no result of a comparison in {0}; `honest-broker compare` writes one")]
    NothingToReport(String),
    /// An attribution without the comparison that it belongs to.
    #[error("{} divides the effect of a broker whose comparison is not named; name the folder of its comparison, too", .0.display())]
    AttributionAlone(PathBuf),
    /// An answer without the comparison of its scenario.
    #[error("{} answers a question about a scenario whose comparison is not named; name the folder of its comparison, too", .0.display())]
    AnswerAlone(PathBuf),
    /// A folder could not be looked into.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The package could not be made.
    #[error(transparent)]
    Package(#[from] crate::report::package::PackageError),
    /// The page could not be made.
    #[cfg(feature = "pages")]
    #[error(transparent)]
    Page(#[from] crate::report::page::PageError),
    /// The threads could not be started.
    #[error(transparent)]
    Threads(#[from] ThreadsError),
    /// The folder of results could not be written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// Finished worlds could not be read or kept.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// A table could not be written.
    #[error(transparent)]
    Csv(#[from] CsvError),
    /// A table of a finished result could not be read.
    #[error(transparent)]
    Records(#[from] RecordsError),
}

/// The beginning of a build's name.
pub(super) fn shown(build: &str) -> &str {
    build.get(..SHOWN).unwrap_or(build)
}

impl From<Problems> for JobError {
    fn from(problems: Problems) -> Self {
        JobError::Scenario(problems)
    }
}

impl From<Stopped> for JobError {
    fn from(_: Stopped) -> Self {
        JobError::Stopped { kept: None }
    }
}

impl From<Interruption<Infallible>> for JobError {
    fn from(interruption: Interruption<Infallible>) -> Self {
        match interruption {
            Interruption::Stopped => JobError::Stopped { kept: None },
            Interruption::Store(never) => match never {},
        }
    }
}

impl From<Interruption<CheckpointError>> for JobError {
    fn from(interruption: Interruption<CheckpointError>) -> Self {
        match interruption {
            Interruption::Stopped => JobError::Stopped { kept: None },
            Interruption::Store(error) => JobError::Checkpoint(error),
        }
    }
}

impl From<TrialError> for JobError {
    fn from(error: TrialError) -> Self {
        match error {
            TrialError::Stopped(_) => JobError::Stopped { kept: None },
            TrialError::Scenario(case, problems) => JobError::Cases(format!(
                "the rules make no scenario of case `{case}`:\n{}",
                problems.to_text(false)
            )),
            other => JobError::Cases(other.to_string()),
        }
    }
}
