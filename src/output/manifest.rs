//! The list of files that makes a folder a result of this program, and what has become of them.
//!
//! A file belongs to a result if a manifest of this program lists it and its bytes still have the checksum that stands there:
//! what was edited, or what another program lists, is somebody's work and not ours to replace.

use std::fs;
use std::path::{Component, Path};

use serde_json::{Map, Value};

use super::digest::sha256;

/// The file that lists the others.
pub const MANIFEST: &str = "manifest.json";
/// Name by which a manifest is known as one of this program.
pub const PROGRAM: &str = env!("CARGO_PKG_NAME");
/// Entry with the checksum of all other entries.
const OWN_DIGEST: &str = "manifest_sha256";

/// A file that a manifest lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Relative to the folder, with `/` between parts.
    pub name: String,
    /// In lower-case hexadecimal digits.
    pub sha256: String,
}

/// What has become of a listed file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The very bytes that were written.
    Intact,
    /// Something else stands under the name.
    Edited,
    /// Nothing stands under the name.
    Missing,
}

/// A manifest of this program as it stands in a folder.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// All entries.
    pub entries: Value,
    /// The files that it lists, without those whose names would lead out of the folder.
    pub files: Vec<Listed>,
    /// Whether the manifest itself is as it was written.
    pub intact: bool,
}

impl Manifest {
    /// The manifest in a folder; `None` if there is none, or none of this program.
    pub fn read(folder: &Path) -> Option<Self> {
        let bytes = fs::read(folder.join(MANIFEST)).ok()?;
        let entries: Value = serde_json::from_slice(&bytes).ok()?;
        if entries["program"]["name"] != PROGRAM {
            return None;
        }
        let listed = entries["files"].as_array()?.iter().filter_map(|file| {
            let (name, sha256) = (file["name"].as_str()?, file["sha256"].as_str()?);
            is_inside(name).then(|| Listed {
                name: name.to_owned(),
                sha256: sha256.to_owned(),
            })
        });
        let files = listed.collect();
        let intact = entries.as_object().is_some_and(|entries| {
            let mut rest = entries.clone();
            rest.remove(OWN_DIGEST);
            text(rest).as_bytes() == bytes
        });
        Some(Manifest { entries, files, intact })
    }

    /// Names of listed files that are not as they were written, with what they are.
    pub fn faults(&self, folder: &Path) -> Vec<(String, State)> {
        let mut faults: Vec<(String, State)> = self
            .files
            .iter()
            .map(|file| (file.name.clone(), file.state(folder)))
            .filter(|(_, state)| *state != State::Intact)
            .collect();
        if !self.intact {
            faults.push((MANIFEST.to_owned(), State::Edited));
        }
        faults
    }
}

impl Listed {
    /// What has become of the file in a folder.
    pub fn state(&self, folder: &Path) -> State {
        let path = folder.join(&self.name);
        match fs::read(&path) {
            Ok(bytes) if sha256(&bytes) == self.sha256 => State::Intact,
            Err(_) if fs::symlink_metadata(&path).is_err() => State::Missing,
            Ok(_) | Err(_) => State::Edited,
        }
    }
}

/// The text of a manifest, closed by its own checksum.
pub fn text(mut entries: Map<String, Value>) -> String {
    let digest = sha256(pretty(&entries).as_bytes());
    entries.insert(OWN_DIGEST.to_owned(), Value::String(digest));
    pretty(&entries)
}

fn pretty(entries: &Map<String, Value>) -> String {
    serde_json::to_string_pretty(entries).expect("JSON values can always be written as text") + "\n"
}

/// Whether `name` is a plain relative path that stays inside the folder on every system.
pub fn is_inside(name: &str) -> bool {
    !name.is_empty()
        && !name.contains(['\\', ':', '\0'])
        && name.split('/').all(|part| !part.is_empty() && part != ".")
        && Path::new(name).components().all(|c| matches!(c, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_stay_inside_the_folder_are_taken() {
        for good in ["rows.csv", "charts/a.svg", "a..b"] {
            assert!(is_inside(good), "{good}");
        }
        for bad in [
            "",
            "/etc/passwd",
            "../x",
            "a/../../x",
            "./a",
            "a//b",
            "C:x",
            "a\\b",
            "..",
        ] {
            assert!(!is_inside(bad), "{bad}");
        }
    }

    #[test]
    fn a_manifest_knows_whether_it_was_edited() {
        let scratch = tempfile::tempdir().unwrap();
        let entries = serde_json::json!({ "program": { "name": PROGRAM }, "files": [], "x": 0.1 });
        let written = text(entries.as_object().unwrap().clone());
        let read = |text: &str| {
            fs::write(scratch.path().join(MANIFEST), text).unwrap();
            Manifest::read(scratch.path()).map(|manifest| manifest.intact)
        };
        assert_eq!(read(&written), Some(true));
        assert_eq!(read(&written.replace("0.1", "0.2")), Some(false));
        assert_eq!(read(&written.replace('\n', "\r\n")), Some(false));
        assert_eq!(read(&written.replace(PROGRAM, "another")), None);
        assert_eq!(read("{}"), None);
    }
}
