//! Why a command ended early, and the exit code that says so.

use std::io::Write;
use std::process::ExitCode;

use honest_broker::output::chart::ChartError;
use honest_broker::output::checkpoint::CheckpointError;
use honest_broker::output::csv::CsvError;
use honest_broker::output::files::FolderError;
use honest_broker::output::picture::PictureError;
use honest_broker::scenario::Problems;

use super::arguments::Format;

/// What went wrong, in the order of the exit codes.
#[derive(Debug)]
pub enum Failure {
    /// Could not read or write.
    Io(String),
    /// The command line asks for something that does not exist.
    Usage(String),
    /// The scenario is wrong.
    Scenario(Problems, Format),
    /// Nodes did not converge under `--strict`; the results were written.
    Unconverged(String),
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
            Failure::Scenario(..) => 3,
            Failure::Unconverged(_) => 4,
            Failure::Interrupted(_) => 130,
        };
        match self {
            Failure::Io(message) | Failure::Usage(message) => eprintln!("error: {message}"),
            Failure::Unconverged(message) | Failure::Refuted(message) => eprintln!("error: {message}"),
            Failure::Interrupted(message) => eprintln!("interrupted: {message}"),
            Failure::Scenario(problems, Format::Text) => {
                let color =
                    std::io::IsTerminal::is_terminal(&std::io::stderr()) && std::env::var_os("NO_COLOR").is_none();
                eprint!("{}", problems.to_text(color));
            }
            Failure::Scenario(problems, Format::Json) => {
                let _ = print(&format!("{:#}\n", problems.to_json()));
            }
        }
        ExitCode::from(code)
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        Failure::Io(error.to_string())
    }
}

impl From<CheckpointError> for Failure {
    fn from(error: CheckpointError) -> Self {
        Failure::Io(error.to_string())
    }
}

impl From<CsvError> for Failure {
    fn from(error: CsvError) -> Self {
        Failure::Io(error.to_string())
    }
}

impl From<ChartError> for Failure {
    fn from(error: ChartError) -> Self {
        Failure::Io(error.to_string())
    }
}

impl From<PictureError> for Failure {
    fn from(error: PictureError) -> Self {
        Failure::Io(error.to_string())
    }
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
