//! Whether a result is as it was written, and whether the command in its manifest makes it again.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::error::JobError;
use super::overview::{OVERVIEW, overview};
use crate::output::difference::{first_difference, first_entry};
use crate::output::manifest::{Listed, MANIFEST, Manifest, State};
use crate::output::records::RecordsError;
use crate::report::manifest::BUILD;
use crate::report::overview::{charts_of, results_of};
use crate::report::repeatable::Repeatable;
use crate::report::shell::command;
use crate::report::verified::{Again, Checked, Maker, Repeated, Verified};

/// Entries of a manifest that the run need not make again: which program it was, the files, which are compared one by one, and of what
/// a scenario was made that is kept as one text.
const NOT_AGAIN: [&str; 4] = ["program", "files", "manifest_sha256", "made_of"];

/// A command that is to be run.
#[derive(Clone, Copy, Debug)]
pub struct Run<'r> {
    /// The words and the inputs, which lie in the folder `at`.
    pub command: &'r Repeatable,
    /// Where it runs.
    pub at: &'r Path,
    /// Where it is to write its result.
    pub out: &'r Path,
}

/// Runs a command.
///
/// # Errors
/// If it was stopped, or why it did not come to its end.
pub type Runner<'r> = dyn Fn(&Run) -> Result<(), RunError> + 'r;

/// Why a command did not come to its end.
#[derive(Debug)]
pub enum RunError {
    /// It was stopped.
    Stopped,
    /// It failed: how, in words that follow the command and a colon.
    Failed(String),
}

/// Looks at the files of a result and, with a `runner`, makes it again in a temporary folder, which is gone afterwards.
///
/// # Errors
/// If the folder holds no result of this program, the run was stopped, or the temporary folder cannot be written.
pub fn verify(folder: &Path, runner: Option<&Runner>) -> Result<Verified, JobError> {
    let manifest = Manifest::read(folder).ok_or_else(|| RecordsError::no_manifest(folder))?;
    let text = |entry: &str| {
        manifest.entries["program"][entry]
            .as_str()
            .unwrap_or("unknown")
            .to_owned()
    };
    let mut files: Vec<Checked> = (manifest.files.iter())
        .map(|listed| Checked {
            name: listed.name.clone(),
            kept: Some(listed.state(folder)),
            again: None,
            edit: None,
        })
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files.push(Checked {
        name: MANIFEST.to_owned(),
        kept: Some(match manifest.intact {
            true => State::Intact,
            false => State::Edited,
        }),
        again: None,
        edit: None,
    });
    let mut verified = Verified {
        folder: folder.display().to_string(),
        made_by: Maker {
            version: text("version"),
            build: text("build"),
        },
        looked_at_by: Maker {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            build: BUILD.to_owned(),
        },
        additional: additional(folder, &manifest)?,
        files,
        again: Again::NotAsked,
    };
    if let Some(runner) = runner {
        verified.again = again(folder, &manifest, &mut verified.files, runner)?;
    }
    Ok(verified)
}

/// Names of the files below a folder that a manifest does not list.
fn additional(folder: &Path, manifest: &Manifest) -> Result<Vec<String>, JobError> {
    let listed: BTreeSet<&str> = manifest.files.iter().map(|file| file.name.as_str()).collect();
    let mut found = Vec::new();
    let mut open = vec![(folder.to_owned(), String::new())];
    while let Some((path, before)) = open.pop() {
        let unreadable = |source| JobError::Unreadable {
            path: path.clone(),
            source,
        };
        for entry in fs::read_dir(&path).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let name = format!("{before}{}", entry.file_name().to_string_lossy());
            if entry.file_type().map_err(unreadable)?.is_dir() {
                open.push((entry.path(), format!("{name}/")));
            } else if name != MANIFEST && !listed.contains(name.as_str()) {
                found.push(name);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Makes a result again, and notes with each of its files what came of it.
fn again(folder: &Path, manifest: &Manifest, files: &mut Vec<Checked>, runner: &Runner) -> Result<Again, JobError> {
    let impossible = |why: String| Ok(Again::Impossible(why));
    if !manifest.intact {
        return impossible("its manifest has been edited, so that what it says of the run means nothing".to_owned());
    }
    let place = tempfile::Builder::new().prefix("honest-broker-verify-").tempdir();
    let place = place.map_err(|source| JobError::Unreadable {
        path: std::env::temp_dir(),
        source,
    })?;
    let made = match made_again(folder, manifest, place.path(), runner)? {
        Ok(made) => made,
        Err(why) => return impossible(why),
    };
    let Some(other) = Manifest::read(&made.folder) else {
        return impossible(format!("`{}` wrote no result", made.command));
    };
    compared((folder, manifest), (&made.folder, &other), files);
    Ok(Again::Done(made.command))
}

/// A result that was made again.
struct Made {
    folder: PathBuf,
    /// What made it, in words.
    command: String,
}

/// Makes a result again below a place; why that is impossible, if it is.
fn made_again(
    folder: &Path,
    manifest: &Manifest,
    place: &Path,
    runner: &Runner,
) -> Result<Result<Made, String>, JobError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| JobError::Unreadable { path, source }
    };
    if let Some(results) = results_of(&manifest.entries) {
        return side_by_side(folder, manifest, &results, place);
    }
    let repeatable = match Repeatable::read(&manifest.entries) {
        Ok(repeatable) => repeatable,
        Err(why) => return Ok(Err(why.to_string())),
    };
    for name in &repeatable.inputs {
        let listed = manifest.files.iter().find(|file| file.name == *name);
        if listed.map(|file| file.state(folder)) != Some(State::Intact) {
            return Ok(Err(format!(
                "{name}, which it was computed from, is not as it was written"
            )));
        }
        let (from, to) = (folder.join(name), place.join(name));
        fs::copy(&from, &to).map_err(failed(&to))?;
    }
    let out = place.join("again");
    let run = Run {
        command: &repeatable,
        at: place,
        out: &out,
    };
    let words = command(std::iter::once("honest-broker").chain(repeatable.words.iter().map(String::as_str)));
    match runner(&run) {
        Ok(()) => Ok(Ok(Made {
            folder: out,
            command: words,
        })),
        Err(RunError::Stopped) => Err(JobError::Stopped { kept: None }),
        Err(RunError::Failed(how)) => Ok(Err(format!("`{words}` {how}"))),
    }
}

/// Puts the results that an overview was made of side by side again, if they still lie beside it.
fn side_by_side(
    folder: &Path,
    manifest: &Manifest,
    results: &[(String, String)],
    place: &Path,
) -> Result<Result<Made, String>, JobError> {
    let beside = folder.canonicalize().map_err(|source| JobError::Unreadable {
        path: folder.to_owned(),
        source,
    })?;
    let beside = beside.parent().unwrap_or(Path::new("/")).to_owned();
    let Some(charts) = charts_of(&manifest.entries) else {
        return Ok(Err(
            "its manifest does not say which charts it has, as those of earlier versions do not".to_owned(),
        ));
    };
    let mut folders = Vec::new();
    for (name, digest) in results {
        let own = beside.join(name);
        let there = Manifest::read(&own).filter(|there| there.entries["manifest_sha256"] == **digest);
        if there.is_none_or(|there| !there.faults(&own).is_empty()) {
            return Ok(Err(format!(
                "the result {name} that it was made of is not beside it as it was then"
            )));
        }
        folders.push((name.clone(), own));
    }
    overview(&folders, place, &charts)?;
    Ok(Ok(Made {
        folder: place.join(OVERVIEW),
        command: format!("{} results beside it, put side by side", results.len()),
    }))
}

/// Notes with each file of a result what the run made of it.
fn compared((folder, manifest): (&Path, &Manifest), (made, other): (&Path, &Manifest), files: &mut Vec<Checked>) {
    let listed = |manifest: &Manifest, name: &str| -> Option<Listed> {
        manifest.files.iter().find(|file| file.name == name).cloned()
    };
    let read = |folder: &Path, name: &str| fs::read(folder.join(name)).unwrap_or_default();
    for file in files.iter_mut() {
        let name = file.name.as_str();
        let intact = file.kept == Some(State::Intact);
        if file.kept == Some(State::Edited) && name != MANIFEST {
            file.edit = first_difference(name, &read(folder, name), &read(made, name));
        }
        file.again = Some(match (listed(manifest, name), listed(other, name)) {
            (None, _) => match first_entry(&manifest.entries, &other.entries, &NOT_AGAIN) {
                None => Repeated::Same,
                place => Repeated::Differs(place),
            },
            (Some(_), None) => Repeated::Missing,
            (Some(ours), Some(theirs)) if ours.sha256 == theirs.sha256 => Repeated::Same,
            (Some(_), Some(_)) if intact => {
                Repeated::Differs(first_difference(name, &read(folder, name), &read(made, name)))
            }
            (Some(_), Some(_)) => Repeated::Differs(None),
        });
    }
    let new = other.files.iter().filter(|file| listed(manifest, &file.name).is_none());
    let new = new.map(|file| Checked {
        name: file.name.clone(),
        kept: None,
        again: Some(Repeated::New),
        edit: None,
    });
    files.extend(new);
    files.sort_by_key(|file| (file.name == MANIFEST, file.name.clone()));
}
