//! Why a command ended early, and the exit code that says so.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use honest_broker::job::JobError;
use honest_broker::scenario::{Problems, printable};
use honest_broker::study::Stopped;

use super::continuation::continuation;
use super::format::Format;

/// What went wrong, in the order of the exit codes.
#[derive(Debug)]
pub enum Failure {
    /// Could not read or write.
    Io(String),
    /// The command line asks for something that does not exist.
    Usage(String),
    /// The scenario is wrong.
    Scenario(Problems, Format),
    /// So many warnings under `--strict`; they were printed.
    Odd(usize),
    /// Nodes did not converge under `--strict`; the results were written.
    Unconverged(String),
    /// A precision was not reached under `--strict`; the results were written.
    Imprecise(String),
    /// Two things differ under `--exit-code`; in what was printed.
    Differing,
    Interrupted(String),
    /// A claim of `validate` does not hold.
    Refuted(String),
}

impl Failure {
    /// Prints the failure on stderr (JSON problems on stdout, where programs read) and returns its exit code.
    pub fn report(self) -> ExitCode {
        let code = match &self {
            Failure::Io(_) | Failure::Refuted(_) => 1,
            Failure::Usage(_) => 2,
            Failure::Scenario(..) | Failure::Odd(_) => 3,
            Failure::Unconverged(_) => 4,
            Failure::Imprecise(_) => 5,
            Failure::Differing => 6,
            Failure::Interrupted(_) => 130,
        };
        match self {
            Failure::Io(message) | Failure::Usage(message) => complain(&format!("error: {}\n", shown(&message))),
            Failure::Unconverged(message) | Failure::Imprecise(message) | Failure::Refuted(message) => {
                complain(&format!("error: {}\n", shown(&message)));
            }
            Failure::Differing => {}
            Failure::Odd(1) => complain("error: 1 warning, and --strict takes it for an error\n"),
            Failure::Odd(n) => complain(&format!("error: {n} warnings, and --strict takes them for errors\n")),
            Failure::Interrupted(message) => complain(&format!("interrupted: {}\n", shown(&message))),
            Failure::Scenario(problems, Format::Text) => {
                let color =
                    std::io::IsTerminal::is_terminal(&std::io::stderr()) && std::env::var_os("NO_COLOR").is_none();
                complain(&problems.to_text(color));
            }
            Failure::Scenario(problems, Format::Json) => {
                let _ = print(&format!("{:#}\n", problems.to_json()));
            }
        }
        ExitCode::from(code)
    }
}

impl Failure {
    /// What a job that failed ends the program with; problems of a scenario are printed in the given format.
    pub fn of_job(error: JobError, format: Format) -> Self {
        match error {
            JobError::Scenario(problems) => Failure::Scenario(problems, format),
            JobError::Request(_)
            | JobError::SameFolder { .. }
            | JobError::Reserved(_)
            | JobError::Cases(_)
            | JobError::NoFactor { .. }
            | JobError::TooManyFactors { .. }
            | JobError::NoLever(_)
            | JobError::NotKnown(_)
            | JobError::NoMetric { .. }
            | JobError::NothingToReport(_)
            | JobError::AttributionAlone(_)
            | JobError::AnswerAlone(_)
            | JobError::OneWorld
            | JobError::NothingUncertain(_)
            | JobError::NothingToCompare(_)
            | JobError::NoEpisode(_)
            | JobError::TooManyParts { .. }
            | JobError::NothingToDivide(_)
            | JobError::PrecisionInParts
            | JobError::TwoKinds { .. }
            | JobError::NoComparison(_)
            | JobError::TooMany(_) => Failure::Usage(error.to_string()),
            JobError::Stopped { kept } => Failure::Interrupted(kept_in(kept.as_deref())),
            JobError::Late { .. } => Failure::Io(format!("{error}\nto continue: {}", continuation())),
            JobError::Parts(faults) => Failure::Io(format!("these parts make no whole:\n{}", faults.join("\n"))),
            JobError::Threads(_)
            | JobError::Folder(_)
            | JobError::Checkpoint(_)
            | JobError::Csv(_)
            | JobError::Chart(_)
            | JobError::Records(_)
            | JobError::Unreadable { .. }
            | JobError::Package(_)
            | JobError::OtherParts { .. }
            | JobError::Page(_)
            | JobError::OtherBuild { .. } => Failure::Io(error.to_string()),
        }
    }
}

/// What is left of a job that was stopped.
fn kept_in(folder: Option<&Path>) -> String {
    match folder {
        Some(folder) => format!(
            "the worlds finished so far are kept in {}\nto continue: {}",
            folder.display(),
            continuation()
        ),
        None => "nothing was written".into(),
    }
}

impl From<Stopped> for Failure {
    fn from(_: Stopped) -> Self {
        Failure::Interrupted(kept_in(None))
    }
}

/// A message without what a terminal would obey; names of files may hold it.
pub fn shown(message: &str) -> String {
    message.split('\n').map(printable).collect::<Vec<_>>().join("\n")
}

/// Writes to stderr. If nobody reads it there is nobody to tell, and the exit code still says what happened.
pub fn complain(text: &str) {
    let mut out = std::io::stderr().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Writes to stdout. A reader that has gone away (`| head`) is not an error.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::Io(format!("cannot write the output: {e}")))
        }
        _ => Ok(()),
    }
}
