//! From a command to the parts that an engine runs.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use clap::Parser;
use honest_broker::output::files::MANIFEST;
use honest_broker::report::shell::quoted;
use honest_broker::study::share::Share;

use super::arguments::{Arguments, Command};
use super::batch::{Batch, Engine};
use super::divided::writing;
use super::failure::Failure;
use super::parts::Seen;

/// What replaces an earlier result. For a part it would mean to begin anew, so it is kept for the end.
const FORCE: &str = "--force";
/// Options of the command that have a meaning for the whole, or that parts get anyway.
const OF_THE_WHOLE: [&str; 3] = [FORCE, QUIET, "-q"];
const QUIET: &str = "--quiet";

/// A command that can be divided.
pub struct Plan {
    /// Its words.
    pub words: Vec<String>,
    /// Path of this program.
    pub program: PathBuf,
    /// Folder in which it is run.
    pub here: PathBuf,
    /// Number of parts.
    pub shards: u64,
    /// Processors of each.
    pub cpus: u16,
    /// Whether an earlier result is replaced.
    pub force: bool,
    /// Where parts of the results will be, one folder for each scenario.
    pub parts: Vec<PathBuf>,
}

impl Plan {
    /// The command of a part for a shell, which knows its number under a name of its own; with further options.
    pub fn part(&self, number: &str, further: &[&str]) -> String {
        let share = format!("{number}/{}", self.shards);
        let words = self.with_share(&share, further);
        // The shell puts the number in.
        let words = words
            .iter()
            .map(|word| if *word == share { share.clone() } else { quoted(word) });
        let program = quoted(&self.program.display().to_string());
        std::iter::once(program).chain(words).collect::<Vec<_>>().join(" ")
    }

    /// The words of a part, with further options.
    pub fn words_of(&self, number: u64, further: &[&str]) -> Vec<String> {
        self.with_share(&format!("{number}/{}", self.shards), further)
    }

    /// The words of the command with the options of a part, which stand first: after `--` there are only files.
    fn with_share(&self, share: &str, further: &[&str]) -> Vec<String> {
        let own = ["--shard", share, QUIET].into_iter().chain(further.iter().copied());
        let mut words = self.words.clone();
        words.splice(1..1, own.map(str::to_owned));
        words
    }

    /// The words that put the parts together.
    pub fn merge(&self) -> Vec<String> {
        let mut words = vec!["merge".to_owned()];
        words.extend(self.parts.iter().map(|folder| folder.display().to_string()));
        if self.force {
            words.push(FORCE.to_owned());
        }
        words
    }
}

/// The command of a batch as its first part, which tells where parts write; and where it puts that down.
///
/// # Errors
/// If it is not one that can be divided.
pub fn rehearsal(options: &Batch) -> Result<(Command, Arc<Seen>), Failure> {
    let words = ["honest-broker".to_owned()]
        .into_iter()
        .chain(options.command.iter().cloned());
    let mut command = Arguments::try_parse_from(words)
        .map_err(|error| Failure::Usage(format!("the command to divide: {}", told(&error))))?
        .command;
    let seen: Arc<Seen> = Arc::default();
    let writing = writing(&mut command).ok_or_else(|| {
        Failure::Usage(
            "this command is none that can be divided; compare, attribute, sweep, drivers, discover, robust and target are".to_owned(),
        )
    })?;
    if writing.shard.is_some() {
        return Err(Failure::Usage("leave out --shard: each part gets its own".to_owned()));
    }
    if writing.threads.is_some() {
        return Err(Failure::Usage(
            "leave out --threads: each part gets as many as --cpus of batch says".to_owned(),
        ));
    }
    writing.shard = Share::new(1, options.shards);
    writing.quiet = true;
    writing.seen = Some(Arc::clone(&seen));
    Ok((command, seen))
}

/// The error of a parser without its first word.
fn told(error: &clap::Error) -> String {
    let text = error.to_string();
    text.trim_start_matches("error: ").trim_end().to_owned()
}

/// What an engine needs to know, from what the rehearsal has seen.
///
/// # Errors
/// If the folder that the program is run in, or the program itself, cannot be told.
pub fn plan(options: &Batch, seen: &Seen) -> Result<Plan, Failure> {
    let failed = |error: std::io::Error| Failure::Io(format!("cannot tell where this program stands: {error}"));
    let parts = seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let end = options.command.iter().position(|word| word == "--");
    let (before, files) = options.command.split_at(end.unwrap_or(options.command.len()));
    let force = before.iter().any(|word| word == FORCE);
    let kept = before.iter().filter(|word| !OF_THE_WHOLE.contains(&word.as_str()));
    let words: Vec<String> = kept.chain(files).cloned().collect();
    for part in parts.iter().filter(|_| !force) {
        let result = part.with_extension("");
        if result.join(MANIFEST).exists() {
            return Err(Failure::Usage(format!(
                "{} holds a result already; add {FORCE} to the command to replace it, or choose another folder with --out",
                result.display()
            )));
        }
    }
    Ok(Plan {
        words,
        force,
        program: std::env::current_exe().map_err(failed)?,
        here: std::env::current_dir().map_err(failed)?,
        shards: options.shards,
        cpus: options.cpus,
        parts,
    })
}

/// Folder of the scripts: the one asked for, or one beside the first result.
pub fn folder(options: &Batch, plan: &Plan) -> PathBuf {
    let beside = || {
        let first = plan.parts.first().map_or(Path::new("results/batch"), PathBuf::as_path);
        first.with_extension("batch")
    };
    options.folder.clone().unwrap_or_else(beside)
}

/// Whether the engine waits for its parts here, so that they can be put together at once.
pub fn waits(options: &Batch) -> bool {
    options.engine == Engine::Local && !options.write_only
}

/// The command that puts the parts together.
///
/// # Errors
/// If its words cannot be read.
pub fn merge(plan: &Plan) -> Result<Command, Failure> {
    let words = ["honest-broker".to_owned()].into_iter().chain(plan.merge());
    let parsed = Arguments::try_parse_from(words).map_err(|error| Failure::Usage(told(&error)))?;
    Ok(parsed.command)
}
