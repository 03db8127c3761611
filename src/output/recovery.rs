//! What a killed run has left behind is put in order before the next run of the same folder begins.
//!
//! A staging folder holds `new`, the files on their way, and `old`, the replaced ones until all new ones are in place. Files
//! move one by one with the manifest first out and last in, so whatever stands there says how far the exchange had come: not
//! begun (`old` is empty), done (the target has a whole result), or in between. Then every old file goes back.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::manifest::{Listed, Manifest, State};
use super::place::Place;

/// Where files on their way stand in a staging folder.
pub(super) const NEW: &str = "new";
/// Where replaced files stand until the exchange is done.
pub(super) const OLD: &str = "old";

/// Removes what killed runs have left behind, after undoing an exchange that was cut short. What cannot be put back stays.
pub fn tidy(place: &Place) {
    for staging in place.left_over() {
        let old = files(&staging.join(OLD));
        let whole = || Manifest::read(place.target()).is_some_and(|m| m.faults(place.target()).is_empty());
        if old.is_empty() || whole() || put_back(&staging, &old, place.target()) {
            let _ = fs::remove_dir_all(&staging);
        }
    }
}

/// Whether all old files are back in the target.
fn put_back(staging: &Path, old: &[String], target: &Path) -> bool {
    let (new, old_folder) = (staging.join(NEW), staging.join(OLD));
    let listed = Manifest::read(&new).map(|manifest| manifest.files).unwrap_or_default();
    let moved = listed.iter().filter(|file| !new.join(&file.name).exists());
    let moved: BTreeMap<&str, &Listed> = moved.map(|file| (file.name.as_str(), file)).collect();
    for file in moved.values().filter(|file| file.state(target) == State::Intact) {
        if fs::remove_file(target.join(&file.name)).is_err() {
            return false;
        }
    }
    old.iter().all(|name| {
        let to = target.join(name);
        let parent = to.parent().unwrap_or(target);
        fs::symlink_metadata(&to).is_err()
            && fs::create_dir_all(parent).is_ok()
            && fs::rename(old_folder.join(name), &to).is_ok()
    })
}

/// All files below a folder by their names relative to it, with `/` between parts.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Vec<(PathBuf, String)> = vec![(folder.to_owned(), String::new())];
    while let Some((path, before)) = open.pop() {
        for entry in fs::read_dir(&path).into_iter().flatten().flatten() {
            let name = format!("{before}{}", entry.file_name().to_string_lossy());
            match entry.path().is_dir() {
                true => open.push((entry.path(), format!("{name}/"))),
                false => found.push(name),
            }
        }
    }
    found
}
