//! What an earlier run has left in the folder of a job.

use std::path::Path;

use crate::output::manifest::{Manifest, State};
use crate::report::manifest::BUILD;

/// Entry of the manifest that names the charts that could not be drawn.
pub(super) const NOT_DRAWN: &str = "not_drawn";

/// What a folder holds, seen from a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// Its whole result, every file as it was written.
    Finished,
    /// Its result with faults, in words: files that are missing or were edited, charts that were not drawn.
    Faulty(Vec<String>),
    /// Its result as another build of the program made it, with that build.
    OfAnotherBuild(String),
    /// Something else, or nothing.
    Other,
}

/// Looks at a folder for the result of a request.
pub(super) fn held(folder: &Path, request: &str) -> Held {
    let Some(manifest) = Manifest::read(folder) else {
        return Held::Other;
    };
    let entries = &manifest.entries;
    if entries["options"]["request_sha256"] != request {
        return Held::Other;
    }
    let build = &entries["program"]["build"];
    if build != BUILD {
        return Held::OfAnotherBuild(build.as_str().unwrap_or("unknown").to_owned());
    }
    let mut faults = faults(&manifest, folder);
    if entries.get(NOT_DRAWN).is_some() {
        faults.push("some charts could not be drawn".to_owned());
    }
    match faults.is_empty() {
        true => Held::Finished,
        false => Held::Faulty(faults),
    }
}

/// What has become of the files of a result since they were written, in words; nothing if they are as they were.
pub(super) fn faults(manifest: &Manifest, folder: &Path) -> Vec<String> {
    let told = |(name, state)| match state {
        State::Missing => format!("{name} is missing"),
        State::Edited | State::Intact => format!("{name} was edited"),
    };
    manifest.faults(folder).into_iter().map(told).collect()
}
