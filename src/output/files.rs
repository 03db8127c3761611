//! The folder that holds a result, written whole or not at all.
//!
//! Files are staged in a hidden folder beside the target (`.NAME.partial-*`, same file system) and moved into place by
//! [`ResultFolder::finish`], the manifest last. An error, or dropping the value before it is finished, removes the staging
//! folder and leaves the target as it was.
//!
//! * The target does not exist: the staged folder becomes the target by one rename.
//! * The target exists and is empty: the files are moved into it.
//! * The target holds something: an error without `force`. With `force`, the files that its manifest lists are replaced,
//!   those it lists and the new result lacks are removed, and every other file stays. A file of another owner under a name
//!   that the new result needs is an error, unless its bytes are already the right ones. The old files are set aside
//!   (`.NAME.previous-*`) until all new ones are in place and are moved back if something fails.
//!
//! Only a killed process leaves a hidden folder behind; `partial` ones may be deleted, a `previous` one holds the old files.
//!
//! `manifest.json` names every other file with its size and SHA-256; a name in an old manifest that would lead out of the
//! folder is ignored.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use tempfile::TempDir;

/// The file that lists the others.
pub const MANIFEST: &str = "manifest.json";

/// Why a result was not written.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("{} already holds files; choose another folder, or add --force to replace the result in it", .0.display())]
    Occupied(PathBuf),
    #[error("{} is not a folder", .0.display())]
    NotAFolder(PathBuf),
    #[error("{} is not part of the result that {} lists; move it away, it will not be overwritten", .0.display(), MANIFEST)]
    Foreign(PathBuf),
    #[error("{0:?} cannot be the name of a file in a result")]
    Name(String),
    #[error("{0:?} was added twice")]
    Twice(String),
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        action: &'static str,
        path: PathBuf,
        source: io::Error,
    },
}

/// A file of a finished result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Relative to the folder, with `/` between parts.
    pub name: String,
    pub bytes: u64,
    /// In lower-case hexadecimal digits.
    pub sha256: String,
}

/// A result folder under construction.
#[derive(Debug)]
pub struct ResultFolder {
    target: PathBuf,
    force: bool,
    /// Owns the hidden folder, which disappears when this value is dropped.
    staging: TempDir,
    written: BTreeMap<String, Written>,
}

impl ResultFolder {
    /// Prepares a result at `path`; nothing is visible there before [`finish`](Self::finish).
    ///
    /// # Errors
    /// If `path` is a file, or a folder that holds something and `force` is off, or if no file can be made beside it.
    pub fn create(path: impl Into<PathBuf>, force: bool) -> Result<Self, FolderError> {
        let mut target = path.into();
        if target.file_name().is_none() {
            // `.` and `..` have no name to stage beside.
            target = fs::canonicalize(&target).map_err(|source| failed("read", &target, source))?;
        }
        refuse_if_occupied(&target, force)?;
        let staging = hidden_beside(&target, "partial")?;
        // The temporary folder is private to the user; the one inside has the usual rights and is the one that stays.
        create_dir(&staging.path().join("new"))?;
        Ok(ResultFolder {
            target,
            force,
            staging,
            written: BTreeMap::new(),
        })
    }

    /// Adds a file. `name` is relative, with `/` between parts: `rows.csv`, `charts/rows.svg`.
    ///
    /// # Errors
    /// If the name leads out of the folder, is the manifest's or was used before, or if the file cannot be written.
    pub fn add(&mut self, name: &str, bytes: impl AsRef<[u8]>) -> Result<&mut Self, FolderError> {
        let bytes = bytes.as_ref();
        if !is_inside(name) || name == MANIFEST {
            return Err(FolderError::Name(name.to_owned()));
        }
        if self.written.contains_key(name) {
            return Err(FolderError::Twice(name.to_owned()));
        }
        self.stage(name, bytes)?;
        let sha256 = hex(&Sha256::digest(bytes));
        self.written.insert(
            name.to_owned(),
            Written {
                name: name.to_owned(),
                bytes: bytes.len() as u64,
                sha256,
            },
        );
        Ok(self)
    }

    /// Adds `files` to the manifest, moves everything into place and returns what was written, by name.
    ///
    /// # Errors
    /// If the target was filled by someone else meanwhile, a file of another owner is in the way, or a file cannot be
    /// moved. Every file in the target is then as it was before.
    pub fn finish(mut self, mut manifest: Map<String, Value>) -> Result<Vec<Written>, FolderError> {
        let files: Vec<Value> = self
            .written
            .values()
            .map(|w| json!({"name": w.name, "bytes": w.bytes, "sha256": w.sha256}))
            .collect();
        manifest.insert("files".into(), Value::Array(files));
        let text = serde_json::to_string_pretty(&manifest).expect("JSON values can always be written as text");
        self.stage(MANIFEST, format!("{text}\n").as_bytes())?;
        refuse_if_occupied(&self.target, self.force)?;
        if self.target.exists() {
            self.replace()?;
        } else {
            if let Some(parent) = parent(&self.target) {
                create_dir(parent)?;
            }
            rename(&self.staged(""), &self.target)?;
        }
        Ok(std::mem::take(&mut self.written).into_values().collect())
    }

    fn staged(&self, name: &str) -> PathBuf {
        self.staging.path().join("new").join(name)
    }

    fn stage(&self, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
        let path = self.staged(name);
        if let Some(parent) = path.parent() {
            create_dir(parent)?;
        }
        let io = |source| failed("write", &path, source);
        let mut file = fs::File::create(&path).map_err(io)?;
        file.write_all(bytes).map_err(io)?;
        // A rename may reach the disk before the contents do; after a power cut the file would be there, and empty.
        file.sync_all().map_err(io)
    }

    /// Puts the staged files into an existing folder, or everything back if a step fails.
    fn replace(&self) -> Result<(), FolderError> {
        let owned = self.owned();
        self.refuse_if_foreign(&owned)?;
        let aside = hidden_beside(&self.target, "previous")?;
        let mut moves = Moves::default();
        let done = self.exchange(&owned, aside.path(), &mut moves);
        if done.is_err() && !moves.undo() {
            // Some old file could not be put back: better a hidden folder left over than a result lost.
            let _ = aside.keep();
        }
        if done.is_ok() {
            remove_emptied_folders(&self.target, &owned);
        }
        done
    }

    fn exchange(&self, owned: &BTreeSet<String>, aside: &Path, moves: &mut Moves) -> Result<(), FolderError> {
        let new: Vec<&str> = self.written.keys().map(String::as_str).chain([MANIFEST]).collect();
        // The old manifest goes first and the new one comes last: at no time does one describe files that are not there.
        let old: BTreeSet<&str> = owned.iter().map(String::as_str).chain(new.iter().copied()).collect();
        for name in [MANIFEST].into_iter().chain(old.into_iter().filter(|n| *n != MANIFEST)) {
            if self.target.join(name).is_file() {
                moves.make(self.target.join(name), aside.join(name))?;
            }
        }
        for name in new {
            moves.make(self.staged(name), self.target.join(name))?;
        }
        Ok(())
    }

    /// Names that the manifest in the target lists, itself included.
    fn owned(&self) -> BTreeSet<String> {
        let Some(manifest) = fs::read(self.target.join(MANIFEST))
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok())
        else {
            return BTreeSet::new();
        };
        // A manifest without this list is of another kind and not ours to replace.
        let Some(listed) = manifest["files"].as_array() else {
            return BTreeSet::new();
        };
        let names = listed
            .iter()
            .filter_map(|f| f["name"].as_str())
            .filter(|n| is_inside(n));
        names.chain([MANIFEST]).map(str::to_owned).collect()
    }

    fn refuse_if_foreign(&self, owned: &BTreeSet<String>) -> Result<(), FolderError> {
        for name in self.written.keys().map(String::as_str).chain([MANIFEST]) {
            let path = self.target.join(name);
            if owned.contains(name) || fs::symlink_metadata(&path).is_err() {
                continue;
            }
            let same = match (fs::read(&path), fs::read(self.staged(name))) {
                (Ok(there), Ok(ours)) => there == ours,
                _ => false,
            };
            if !same {
                return Err(FolderError::Foreign(path));
            }
        }
        Ok(())
    }
}

/// Renames made so far, so that they can be undone.
#[derive(Default)]
struct Moves(Vec<(PathBuf, PathBuf)>);

impl Moves {
    fn make(&mut self, from: PathBuf, to: PathBuf) -> Result<(), FolderError> {
        if let Some(parent) = to.parent() {
            create_dir(parent)?;
        }
        rename(&from, &to)?;
        self.0.push((from, to));
        Ok(())
    }

    /// Whether everything is back where it was.
    fn undo(self) -> bool {
        self.0
            .into_iter()
            .rev()
            .fold(true, |all, (from, to)| fs::rename(to, from).is_ok() && all)
    }
}

fn refuse_if_occupied(target: &Path, force: bool) -> Result<(), FolderError> {
    match fs::read_dir(target).map(|mut entries| entries.next().is_some()) {
        Ok(true) if !force => Err(FolderError::Occupied(target.to_owned())),
        Ok(_) => Ok(()),
        Err(e) if e.kind() == io::ErrorKind::NotFound && fs::symlink_metadata(target).is_err() => Ok(()),
        Err(_) if !target.is_dir() => Err(FolderError::NotAFolder(target.to_owned())),
        Err(source) => Err(failed("read", target, source)),
    }
}

/// A hidden temporary folder in the nearest ancestor of `target` that exists: folders above the target are made only
/// when the result is finished.
fn hidden_beside(target: &Path, purpose: &str) -> Result<TempDir, FolderError> {
    let mut near = parent(target).unwrap_or(Path::new("."));
    while !near.exists() {
        near = parent(near).unwrap_or(Path::new("."));
    }
    let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
    tempfile::Builder::new()
        .prefix(&format!(".{name}.{purpose}-"))
        .tempdir_in(near)
        .map_err(|source| failed("write into", near, source))
}

fn parent(path: &Path) -> Option<&Path> {
    path.parent().filter(|p| !p.as_os_str().is_empty())
}

/// Whether `name` is a plain relative path that stays inside the folder on every system.
fn is_inside(name: &str) -> bool {
    !name.is_empty()
        && !name.contains(['\\', ':', '\0'])
        && name.split('/').all(|part| !part.is_empty() && part != ".")
        && Path::new(name).components().all(|c| matches!(c, Component::Normal(_)))
}

/// Removes folders that held only files of the old result. What is not empty stays: `remove_dir` refuses it.
fn remove_emptied_folders(target: &Path, owned: &BTreeSet<String>) {
    for name in owned {
        for folder in Path::new(name)
            .ancestors()
            .skip(1)
            .filter(|p| !p.as_os_str().is_empty())
        {
            let _ = fs::remove_dir(target.join(folder));
        }
    }
}

fn create_dir(path: &Path) -> Result<(), FolderError> {
    fs::create_dir_all(path).map_err(|source| failed("create", path, source))
}

fn rename(from: &Path, to: &Path) -> Result<(), FolderError> {
    fs::rename(from, to).map_err(|source| failed("write", to, source))
}

fn failed(action: &'static str, path: &Path, source: io::Error) -> FolderError {
    FolderError::Io {
        action,
        path: path.to_owned(),
        source,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
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
    fn digests_are_written_as_lower_case_hexadecimal() {
        assert_eq!(hex(&Sha256::digest(b""))[..16], *"e3b0c44298fc1c14");
    }
}
