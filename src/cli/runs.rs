//! What all commands that write a folder of results share: where it goes, what is said before and after.

use std::path::Path;

use honest_broker::job::Finished;
use honest_broker::output::chart::use_font;
use honest_broker::report::origin::Origin;
use honest_broker::report::text;
use honest_broker::report::words::paragraph;
use honest_broker::scenario::{Problems, Scenario};
use serde_json::{Value, json};

use super::failure::{Failure, complain};
use super::input::Input;
use super::memory::{Needs, available};
use super::writing::Writing;

/// Says on stderr if the machine seems to have too little memory.
pub fn warn_of_memory(scenario: &Scenario, grid: usize, threads: Option<u16>) -> Result<(), Problems> {
    let needs = Needs::of(scenario, grid, threads)?;
    if let Some(warning) = needs.warning(&scenario.stem, available()) {
        complain(&warning);
    }
    Ok(())
}

/// Settings as they were written.
pub fn written(input: &Input) -> Vec<String> {
    input.settings.iter().map(|s| s.as_written().to_owned()).collect()
}

/// Takes the font named for characters of charts, if one is.
pub fn lettering(options: &Writing) -> Result<(), Failure> {
    let Some(file) = options.font.as_ref().filter(|_| !options.charts.no_charts) else {
        return Ok(());
    };
    let said = |what: String| Failure::Io(format!("the font {} {what}", file.display()));
    let bytes = std::fs::read(file).map_err(|e| said(format!("cannot be read: {e}")))?;
    use_font(bytes).map_err(|_| said("is no TTF, OTF or TTC file".to_owned()))
}

/// Warnings as paragraphs.
pub fn told(warnings: &[String]) -> String {
    warnings.iter().map(|warning| paragraph(warning)).collect()
}

/// What was written where, with the folder as seen from here.
pub fn files(written: &Finished) -> String {
    let folder = shown(&written.folder);
    let kept = written.kept.iter().map(|(name, other)| {
        format!("{folder}/{name} had been edited since it was written; it is kept as {folder}/{other}.\n")
    });
    text::files(&folder, &written.files) + &kept.collect::<String>()
}

/// An answer for programs, with the run that it comes from and the files that were written.
pub fn with_files(mut value: Value, origin: &Origin, written: &Finished, lettering: &[String]) -> Value {
    value["identity"] = origin.json();
    value["folder"] = json!(written.folder.display().to_string());
    value["files"] = json!(written.files);
    value["lettering"] = json!(lettering);
    value
}

/// A folder as seen from here.
pub fn shown(folder: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    folder.strip_prefix(here).unwrap_or(folder).display().to_string()
}

/// An error if some charts could not be drawn.
pub fn complete(not_drawn: &[String]) -> Result<(), Failure> {
    match not_drawn.is_empty() {
        true => Ok(()),
        false => Err(Failure::Io(format!(
            "some charts could not be drawn, everything else was written: {}",
            not_drawn.join("; ")
        ))),
    }
}
