//! `verify`: whether results are as they were written, and whether their commands make them again.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use clap::Args;
use honest_broker::job::JobError;
use honest_broker::job::verify::{Run, RunError, verify};
use honest_broker::output::digest::sha256;
use serde_json::json;

use super::failure::{Failure, print};
use super::format::Format;
use super::screen::say;
use super::whole::whole;

#[derive(Debug, Args)]
pub struct Verify {
    /// Folders of results
    #[arg(required = true, value_name = "RESULT")]
    pub results: Vec<PathBuf>,
    /// Look whether the files are as they were written, and compute nothing
    #[arg(long)]
    pub files_only: bool,
    /// Font that drew characters of the charts, for a result that was made with --font
    #[arg(long, value_name = "FILE")]
    pub font: Option<PathBuf>,
    /// Threads to use (default: as many as the machine has); results do not depend on it
    #[arg(long, value_parser = whole::<u16>(1..=1024), allow_negative_numbers = true)]
    pub threads: Option<u16>,
    /// Print nothing but what is wrong
    #[arg(long, short)]
    pub quiet: bool,
    /// Form of what is printed
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// Between two looks at whether a run has ended or is to be stopped.
const A_MOMENT: Duration = Duration::from_millis(20);

pub fn run(options: &Verify, stop: &AtomicBool) -> Result<(), Failure> {
    let runner = |run: &Run| again(run, options, stop);
    let (mut all, mut bad) = (Vec::new(), Vec::new());
    for folder in &options.results {
        let verified = match options.files_only {
            true => verify(folder, None),
            false => verify(folder, Some(&runner)),
        };
        let verified = verified.map_err(|error| match error {
            JobError::Stopped { .. } => Failure::Interrupted("nothing was left behind".to_owned()),
            other => Failure::of_job(other, options.format),
        })?;
        if !verified.is_good() {
            bad.push(verified.folder.clone());
        }
        if options.format == Format::Text && !(options.quiet && verified.is_good()) {
            if !all.is_empty() {
                say("\n")?;
            }
            say(&verified.text())?;
        }
        all.push(verified);
    }
    if options.format == Format::Json {
        print(&format!(
            "{:#}\n",
            json!({ "verified": bad.is_empty(), "results": all })
        ))?;
    }
    match bad.is_empty() {
        true => Ok(()),
        false => Err(Failure::Refuted(format!("not verified: {}", bad.join(", ")))),
    }
}

/// Runs the command of a result with this very program, and ends it where that is wished.
fn again(run: &Run, options: &Verify, stop: &AtomicBool) -> Result<(), RunError> {
    let failed = |error: std::io::Error| RunError::Failed(format!("could not be started: {error}"));
    let mut command = Command::new(std::env::current_exe().map_err(failed)?);
    command.current_dir(run.at).args(&run.command.words);
    command.arg("--out").arg(run.out);
    // Solving is one step, and says little.
    if run.command.command() != "solve" {
        if options.quiet || options.format == Format::Json {
            command.arg("--quiet");
        }
        if let Some(threads) = options.threads {
            command.arg("--threads").arg(threads.to_string());
        }
    }
    if let Some(wanted) = &run.command.font {
        command.arg("--font").arg(font(options.font.as_deref(), wanted)?);
    }
    command.stdin(Stdio::null()).stdout(Stdio::null());
    apart(&mut command);
    let mut child = command.spawn().map_err(failed)?;
    match ended(&mut child, stop)? {
        status if status.success() => Ok(()),
        status => Err(RunError::Failed(match status.code() {
            Some(code) => format!("ended with code {code}"),
            None => "was ended from outside".to_owned(),
        })),
    }
}

/// Waits for a run; one that is to be stopped is ended at once, and is gone when this returns.
fn ended(child: &mut Child, stop: &AtomicBool) -> Result<ExitStatus, RunError> {
    let lost = |error: std::io::Error| RunError::Failed(format!("cannot be waited for: {error}"));
    loop {
        if let Some(status) = child.try_wait().map_err(lost)? {
            return match stop.load(Ordering::Relaxed) {
                true => Err(RunError::Stopped),
                false => Ok(status),
            };
        }
        if stop.load(Ordering::Relaxed) {
            // It may have ended by itself meanwhile.
            let _ = child.kill();
            let _ = child.wait();
            return Err(RunError::Stopped);
        }
        thread::sleep(A_MOMENT);
    }
}

/// The font with this checksum, as the whole path of its file.
fn font(file: Option<&Path>, wanted: &str) -> Result<PathBuf, RunError> {
    let file = file.ok_or_else(|| {
        RunError::Failed(format!(
            "was given a font, which is not kept with a result; name it with --font (SHA-256 {wanted})"
        ))
    })?;
    let unreadable = |error| {
        RunError::Failed(format!(
            "needs the font {}, which cannot be read: {error}",
            file.display()
        ))
    };
    match sha256(&fs::read(file).map_err(unreadable)?) == wanted {
        true => file.canonicalize().map_err(unreadable),
        false => Err(RunError::Failed(format!(
            "was given another font than {}: one with the SHA-256 {wanted}",
            file.display()
        ))),
    }
}

/// Keeps Ctrl-C from the run: it is this program that ends it, and takes away what it wrote.
#[cfg(unix)]
fn apart(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn apart(_: &mut Command) {}
