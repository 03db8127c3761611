//! `extends = "base.toml"`: a scenario that says only in what it differs from another file.
//!
//! The files of a chain are merged as trees, and the tree is written out as one text that needs no other file: the values as they were
//! written, with the comments beside them. That text is what is read, kept and shown, so that a scenario which extends another is a
//! scenario like any other; a map leads from each place in it back to file and line.

mod chain;
mod lay;
mod write;

use std::path::Path;
use std::sync::Arc;

pub use chain::bases;

use super::made::{Made, Part};
use super::problem::{Code, Problem, Problems};
use super::source::Reporter;
use super::table::EXTENDS;
use super::text::LARGEST_FILE;
use super::tree::Entry;

/// Reports that a text which is no file extends one.
pub(super) fn nowhere(entry: &Entry, reporter: &mut Reporter<'_>) {
    let message =
        format!("`{EXTENDS}` names a file, and this text stands in no folder in which it could be looked for");
    let help = "load the scenario from its file";
    reporter.report(Code::BadExtends, Some(&entry.value.place), EXTENDS, message, help);
}

/// The text that a scenario and what it extends make together; `None` if it extends nothing.
pub(super) fn flatten(path: &Path, shown: &str, text: &str) -> Result<Option<(String, Arc<Made>)>, Problems> {
    // Most scenarios extend nothing, and need not be parsed twice.
    if !text.contains(EXTENDS) {
        return Ok(None);
    }
    let links = chain::chain(path, shown, text)?;
    if links.len() == 1 {
        return Ok(None);
    }
    let parts: Vec<Part> = links.into_iter().map(|link| link.part).collect();
    let merged = lay::merged(&parts)?;
    let (text, pieces) = write::write(&merged, &parts);
    if text.len() as u64 > LARGEST_FILE {
        let message = "with all that it extends, the scenario is larger than 256 KiB, and no scenario is";
        let help = "leave out what is not needed";
        return Err(Problem::about_file(Code::TooLarge, shown, message).help(help).into());
    }
    Ok(Some((text, Arc::new(Made { parts, pieces }))))
}
