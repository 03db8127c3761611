//! In what two scenario files differ, or two folders of results.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::JobError;
use crate::output::records::{Finished, Records};
use crate::report::diff::{Diff, Results, Scenarios, Side};
use crate::scenario::load;
use crate::stats::Level;

/// What stands at a path.
enum Found {
    Scenario(PathBuf),
    Result(PathBuf),
}

/// Compares what stands at two paths: two scenario files, or two folders of results of `compare`. Differences of results have intervals of
/// `level`; by default of that which both results have, or the usual one if they have two.
///
/// # Errors
/// If one is a scenario and the other a result, or one cannot be read or is neither.
pub fn diff(paths: [&Path; 2], level: Option<Level>) -> Result<Diff, JobError> {
    match paths.map(found) {
        [Found::Scenario(first), Found::Scenario(second)] => scenarios(&[first, second]),
        [Found::Result(first), Found::Result(second)] => {
            let sides = [side(paths[0], &first)?, side(paths[1], &second)?];
            Ok(Diff::Results(Box::new(Results::of(&sides, level))))
        }
        [Found::Scenario(scenario), Found::Result(result)] | [Found::Result(result), Found::Scenario(scenario)] => {
            Err(JobError::TwoKinds { scenario, result })
        }
    }
}

/// A folder is that of a result, as is that of a manifest; any other file is a scenario.
fn found(path: &Path) -> Found {
    let is_manifest = path
        .file_name()
        .is_some_and(|name| name == crate::output::manifest::MANIFEST);
    match (path.is_dir(), is_manifest) {
        (true, _) => Found::Result(path.to_owned()),
        (false, true) => Found::Result(path.parent().unwrap_or(Path::new(".")).to_owned()),
        (false, false) => Found::Scenario(path.to_owned()),
    }
}

fn scenarios(files: &[PathBuf; 2]) -> Result<Diff, JobError> {
    let [first, second] = [load(&files[0], &[])?, load(&files[1], &[])?];
    let [one, other] = files.each_ref().map(fs::read);
    // Two files with the same words in different folders may extend different ones.
    let same_bytes = matches!((one, other), (Ok(one), Ok(other)) if one == other) && first.text == second.text;
    let names = files.each_ref().map(|file| file.display().to_string());
    Ok(Diff::Scenarios(Box::new(Scenarios::of(
        names,
        same_bytes,
        [&first, &second],
    ))))
}

fn side(named: &Path, folder: &Path) -> Result<Side, JobError> {
    let finished = Finished::open(folder)?;
    let entries = &finished.manifest.entries;
    // What attribution and solutions write has other tables.
    if !entries["scenario"]["resolved"].is_object() || !entries["options"]["baseline"].is_string() {
        return Err(JobError::NoComparison(folder.to_owned()));
    }
    let table = |slug: &str| -> Result<Records, JobError> { Ok(finished.table(slug)?.unwrap_or_default()) };
    Ok(Side {
        folder: named.display().to_string(),
        outcomes: table("outcomes")?,
        contrasts: table("contrasts")?,
        worlds: table("worlds")?,
        manifest: entries.clone(),
    })
}
