//! The folder that holds a result, written whole or not at all.
//!
//! Files are staged in a hidden folder (`.NAME.partial-*`: beside the target, or inside it if it is the root of another file
//! system) and moved into place by [`ResultFolder::finish`], the manifest last. An error, or dropping the value before it is
//! finished, removes the staging folder and leaves the target as it was.
//!
//! * The target does not exist: the staged folder becomes the target by one rename.
//! * The target exists and is empty: the files are moved into it.
//! * The target holds something: an error without `force`. With `force`, the files of the result in it ([`Manifest`]) are
//!   replaced, those that the new result lacks are removed, and every other file stays. Of the files that its manifest lists,
//!   one that was edited is kept under another name (`rows.edited-1.csv`). A file of another owner under a name that the new
//!   result needs is an error, unless its bytes are already the right ones. The old files are set aside in the staging folder
//!   until all new ones are in place and are moved back if something fails.
//!
//! What can be known before the work is looked at before it: whether another run has the place, whether files can be written,
//! whether something of another owner is in the way. What a killed process leaves behind is put in order by the next
//! run of the same folder (`recovery`).
//!
//! `manifest.json` names every other file with its size and SHA-256, and closes with a checksum of its own; a name in an old
//! manifest that would lead out of the folder is ignored.

use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

use super::digest::sha256;
use super::error::failed;
use super::manifest::{self, Manifest, State, is_inside};
use super::place::Place;
use super::recovery::{self, NEW, OLD};

pub use super::error::FolderError;
pub use super::manifest::MANIFEST;

/// A file of a finished result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Relative to the folder, with `/` between parts.
    pub name: String,
    pub bytes: u64,
    /// In lower-case hexadecimal digits.
    pub sha256: String,
}

/// A finished result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placed {
    /// By name.
    pub files: Vec<Written>,
    /// Edited files of the earlier result: their names, and the names under which they are kept.
    pub kept: Vec<(String, String)>,
}

/// A result folder under construction.
#[derive(Debug)]
pub struct ResultFolder {
    force: bool,
    /// Owns the hidden folder, which disappears when this value is dropped.
    staging: TempDir,
    written: BTreeMap<String, Written>,
    /// As it was given, for messages.
    path: PathBuf,
    /// Given back last.
    place: Arc<Place>,
}

impl ResultFolder {
    /// Prepares a result at `path`; no file is visible there before [`finish`](Self::finish).
    ///
    /// # Errors
    /// If another run has the place, `path` is a file, or a folder that holds something and `force` is off, or if no file can be
    /// made there.
    pub fn create(path: impl Into<PathBuf>, force: bool) -> Result<Self, FolderError> {
        let path = path.into();
        let place = Arc::new(Place::reserve(&path)?);
        recovery::tidy(&place);
        refuse_if_occupied(&place, &path, force)?;
        let staging = place.stage()?;
        // The temporary folder is private to the user; the one inside has the usual rights and is the one that stays.
        create_dir(&staging.path().join(NEW))?;
        Ok(ResultFolder {
            place,
            path,
            force,
            staging,
            written: BTreeMap::new(),
        })
    }

    /// The reserved place.
    pub fn place(&self) -> &Arc<Place> {
        &self.place
    }

    /// Looks for files of other owners in the way of what will be written, by the beginnings and the ends of its names.
    ///
    /// # Errors
    /// If there is one.
    pub fn look_ahead(&self, stems: &[&str], ends: &[&str]) -> Result<(), FolderError> {
        let names = stems
            .iter()
            .flat_map(|stem| ends.iter().map(move |end| format!("{stem}.{end}")));
        let names: Vec<String> = names.chain([MANIFEST.to_owned()]).collect();
        self.look_ahead_for(&names.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Looks for files of other owners under these names.
    ///
    /// # Errors
    /// If there is one.
    pub fn look_ahead_for(&self, names: &[&str]) -> Result<(), FolderError> {
        let owned = self.owned();
        for name in names {
            let path = self.target().join(name);
            if !owned.contains_key(*name) && fs::symlink_metadata(&path).is_ok() {
                return Err(FolderError::Foreign(self.path.join(name)));
            }
        }
        Ok(())
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
        self.written.insert(
            name.to_owned(),
            Written {
                name: name.to_owned(),
                bytes: bytes.len() as u64,
                sha256: sha256(bytes),
            },
        );
        Ok(self)
    }

    /// Adds `files` to the manifest, moves everything into place and returns what was written, by name.
    ///
    /// # Errors
    /// If the target was filled by someone else meanwhile, a file of another owner is in the way, or a file cannot be
    /// moved. Every file in the target is then as it was before.
    pub fn finish(mut self, mut manifest: Map<String, Value>) -> Result<Placed, FolderError> {
        let files: Vec<Value> = self
            .written
            .values()
            .map(|w| json!({"name": w.name, "bytes": w.bytes, "sha256": w.sha256}))
            .collect();
        manifest.insert("files".into(), Value::Array(files));
        self.stage(MANIFEST, manifest::text(manifest).as_bytes())?;
        refuse_if_occupied(&self.place, &self.path, self.force)?;
        let kept = if self.target().exists() {
            self.replace()?
        } else {
            rename(&self.staged(""), self.target())?;
            Vec::new()
        };
        let files = std::mem::take(&mut self.written).into_values().collect();
        Ok(Placed { files, kept })
    }

    fn target(&self) -> &Path {
        self.place.target()
    }

    fn staged(&self, name: &str) -> PathBuf {
        self.staging.path().join(NEW).join(name)
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

    /// Puts the staged files into an existing folder, or everything back if a step fails. Returns the edited files and what
    /// they are called now.
    fn replace(&mut self) -> Result<Vec<(String, String)>, FolderError> {
        let owned = self.owned();
        self.refuse_if_foreign(&owned)?;
        let mut moves = Moves::default();
        match self.exchange(&owned, &mut moves) {
            Ok(kept) => {
                remove_emptied_folders(self.target(), owned.keys());
                Ok(kept)
            }
            Err(error) => {
                if !moves.undo() {
                    // Some old file could not be put back: better a hidden folder left over than a result lost.
                    self.staging.disable_cleanup(true);
                }
                Err(error)
            }
        }
    }

    fn exchange(
        &self,
        owned: &BTreeMap<String, State>,
        moves: &mut Moves,
    ) -> Result<Vec<(String, String)>, FolderError> {
        let new: Vec<&str> = self.written.keys().map(String::as_str).chain([MANIFEST]).collect();
        // The old manifest goes first and the new one comes last: at no time does one describe files that are not there.
        let old: BTreeSet<&str> = owned.keys().map(String::as_str).chain(new.iter().copied()).collect();
        let mut kept = Vec::new();
        for name in [MANIFEST].into_iter().chain(old.into_iter().filter(|n| *n != MANIFEST)) {
            let path = self.target().join(name);
            if !path.is_file() {
                continue;
            }
            if owned.get(name) == Some(&State::Edited) && !self.is_the_same(name) {
                let other = free_name(self.target(), name);
                moves.make(path, self.target().join(&other))?;
                kept.push((name.to_owned(), other));
            } else {
                moves.make(path, self.staging.path().join(OLD).join(name))?;
            }
        }
        for name in new {
            moves.make(self.staged(name), self.target().join(name))?;
        }
        Ok(kept)
    }

    /// Names that the manifest in the target lists, itself included, and what has become of the files.
    fn owned(&self) -> BTreeMap<String, State> {
        let Some(manifest) = Manifest::read(self.target()) else {
            return BTreeMap::new();
        };
        let own = match manifest.intact {
            true => State::Intact,
            false => State::Edited,
        };
        // A list that somebody has edited may name what is not ours: what is only to be removed is kept aside then.
        let doubtful = |name: &str| !manifest.intact && !self.written.contains_key(name);
        let listed = manifest.files.iter();
        let listed = listed.map(|file| match file.state(self.target()) {
            State::Intact if doubtful(&file.name) => (file.name.clone(), State::Edited),
            state => (file.name.clone(), state),
        });
        listed.chain([(MANIFEST.to_owned(), own)]).collect()
    }

    fn refuse_if_foreign(&self, owned: &BTreeMap<String, State>) -> Result<(), FolderError> {
        for name in self.written.keys().map(String::as_str).chain([MANIFEST]) {
            let path = self.target().join(name);
            let ours = owned.contains_key(name) && !path.is_dir();
            if !ours && fs::symlink_metadata(&path).is_ok() && !self.is_the_same(name) {
                return Err(FolderError::Foreign(self.path.join(name)));
            }
        }
        Ok(())
    }

    /// Whether the target has the very bytes that are staged under a name.
    fn is_the_same(&self, name: &str) -> bool {
        match (fs::read(self.target().join(name)), fs::read(self.staged(name))) {
            (Ok(there), Ok(ours)) => there == ours,
            _ => false,
        }
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

fn refuse_if_occupied(place: &Place, path: &Path, force: bool) -> Result<(), FolderError> {
    match place.is_occupied()? && !force {
        true => Err(FolderError::Occupied(path.to_owned())),
        false => Ok(()),
    }
}

/// A name like another's under which there is nothing yet: `rows.edited-1.csv`.
fn free_name(folder: &Path, name: &str) -> String {
    let file = name.rfind('/').map_or(0, |slash| slash + 1);
    let dot = name[file..].rfind('.').map_or(name.len(), |dot| file + dot);
    let (stem, end) = name.split_at(dot);
    let names = (1u64..).map(|number| format!("{stem}.edited-{number}{end}"));
    let mut free = names.filter(|other| fs::symlink_metadata(folder.join(other)).is_err());
    free.next().expect("a folder does not hold so many files")
}

/// Removes folders that held only files of the old result. What is not empty stays: `remove_dir` refuses it.
fn remove_emptied_folders<'n>(target: &Path, owned: impl Iterator<Item = &'n String>) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_free_name_keeps_the_folder_and_the_end() {
        let scratch = tempfile::tempdir().unwrap();
        let free = |name: &str| free_name(scratch.path(), name);
        assert_eq!(free("rows.csv"), "rows.edited-1.csv");
        assert_eq!(free("a.b/rows"), "a.b/rows.edited-1");
        fs::write(scratch.path().join("rows.edited-1.csv"), "").unwrap();
        assert_eq!(free("rows.csv"), "rows.edited-2.csv");
    }
}
