//! Why a job did not come to its end.

use std::convert::Infallible;
use std::path::PathBuf;

use crate::analysis::histories::TooMany;
use crate::output::checkpoint::{CheckpointError, SHOWN};
use crate::output::csv::CsvError;
use crate::output::files::FolderError;
use crate::output::records::RecordsError;
use crate::report::manifest::BUILD;
use crate::scenario::Problems;
use crate::study::Stopped;
use crate::study::chunks::Interruption;
use crate::study::request::RequestError;
use crate::threads::ThreadsError;

/// Why a job did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// The scenario lacks something that was asked for.
    #[error("the scenario has problems")]
    Scenario(Problems),
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
    #[error("the arm `{0}` has no broker with an instrument to switch off")]
    NoInstrument(String),
    /// There is no such metric.
    #[error("there is no metric `{metric}`; choose one of {all}")]
    NoMetric {
        /// What was asked for.
        metric: String,
        /// Names of all metrics.
        all: String,
    },
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
fn shown(build: &str) -> &str {
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
