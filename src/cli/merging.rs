//! From parts to the command that puts them together.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use honest_broker::job::merge::{Gathered, gather};
use honest_broker::job::shard::Ticket;
use tempfile::TempDir;

use super::arguments::{Arguments, Command};
use super::divided::writing;
use super::failure::{Failure, complain};
use super::format::Format;
use super::merge::Merge;
use super::parts::Parts;
use super::writing::Writing;

/// The command whose parts are put together, and the folder with the files that it reads, which must be kept until it is done.
pub fn command(options: &Merge) -> Result<(Command, TempDir), Failure> {
    let failed = |error| Failure::of_job(error, Format::Text);
    let Gathered {
        merged,
        tickets,
        without,
    } = gather(&options.folders, options.partial).map_err(failed)?;
    if let Some(out) = (options.out.as_deref()).filter(|out| matches!(Ticket::read(out), Ok(Some(_)) | Err(_))) {
        return Err(Failure::Usage(format!(
            "--out {}: this is the folder of a part; choose another folder for the result",
            out.display()
        )));
    }
    let [first, ..] = &tickets[..] else {
        return Err(Failure::Usage("there is no part in these folders".to_owned()));
    };
    let words = ["honest-broker".to_owned()]
        .into_iter()
        .chain(first.command.iter().cloned());
    let mut command = Arguments::try_parse_from(words)
        .map_err(|error| Failure::Io(format!("the command of the parts cannot be read: {error}")))?
        .command;
    if options.partial && !matches!(command, Command::Compare(_)) {
        return Err(Failure::Usage(
            "--partial is for compare: other commands answer from all their worlds or not at all; compute the missing parts".to_owned(),
        ));
    }
    for what in &without {
        complain(&format!("Note: {what}\n"));
    }
    let files = tempfile::Builder::new().prefix("honest-broker-merge-").tempdir();
    let files = files.map_err(|error| Failure::Io(format!("cannot make a temporary folder: {error}")))?;
    let scenarios = tickets
        .iter()
        .enumerate()
        .map(|(number, ticket)| unpacked(files.path(), number, ticket));
    let scenarios: Vec<PathBuf> = scenarios.collect::<Result<_, _>>()?;
    let parts = Parts {
        merged,
        design: first.design.clone(),
    };
    aim(&mut command, &scenarios);
    let writing = writing(&mut command)
        .ok_or_else(|| Failure::Io("the command of the parts is none that can be divided".to_owned()))?;
    *writing = Writing {
        out: options.out.clone().or_else(|| writing.out.clone()),
        force: options.force,
        resume: true,
        quiet: options.quiet,
        threads: options.threads,
        shard: None,
        parts: Some(parts),
        seen: None,
        seed: writing.seed,
        level: writing.level,
        charts: writing.charts.clone(),
        font: options.font.clone().or_else(|| writing.font.clone()),
    };
    Ok((command, files))
}

/// Writes the files of a scenario; the path of its own one.
fn unpacked(folder: &Path, number: usize, ticket: &Ticket) -> Result<PathBuf, Failure> {
    let folder = folder.join(number.to_string());
    for (name, text) in &ticket.files {
        let path = folder.join(name);
        let above = path.parent().unwrap_or(&folder);
        let failed = |error| Failure::Io(format!("cannot write {}: {error}", path.display()));
        fs::create_dir_all(above)
            .and_then(|()| fs::write(&path, text))
            .map_err(failed)?;
    }
    Ok(folder.join(format!("{}.toml", ticket.scenario)))
}

/// Lets a command read other files.
fn aim(command: &mut Command, files: &[PathBuf]) {
    let file = match command {
        Command::Compare(options) => {
            options.paths = files.to_vec();
            options.recursive = false;
            return;
        }
        Command::Attribute(options) => &mut options.file,
        Command::Sweep(options) => &mut options.question.file,
        Command::Drivers(options) => &mut options.question.file,
        Command::Discover(options) => &mut options.question.file,
        Command::Robust(options) => &mut options.question.file,
        Command::Target(options) => &mut options.question.file,
        _ => return,
    };
    if let Some(own) = files.first() {
        file.clone_from(own);
    }
}
