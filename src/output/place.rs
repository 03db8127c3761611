//! The place of a result: its folder, and where everything hidden about it stands until it is finished.
//!
//! Hidden things of the folder `NAME` are called `.NAME.PURPOSE` and stand beside it; inside it, if it exists and nothing can
//! be written beside it, as in a mounted folder. A lock (`.NAME.lock`) sees to it that one run at a time has the place. What else
//! bears such a name then belongs to a run that was killed.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::error::{FolderError, failed};
use super::lock::Lock;
use tempfile::TempDir;

/// Purpose of the file that keeps others out.
const LOCK: &str = "lock";
/// Purpose of the folder in which finished parts of a computation are kept.
pub const UNFINISHED: &str = "unfinished";
/// Purpose of folders in which files are staged, with a random end.
const PARTIAL: &str = "partial-";
/// Length of the random end.
const RANDOM: usize = 6;
/// The end of a file that is moved into the target to see whether that can be done, as long as a random one.
const PROBE: &str = "probe0";
/// What a fresh file system has of its own.
const OF_THE_SYSTEM: &str = "lost+found";

/// A place that is ours until the value is dropped.
#[derive(Debug)]
pub struct Place {
    /// Until the value is dropped.
    lock: Option<Lock>,
    /// Links are followed, so that one folder has one place.
    target: PathBuf,
    /// Where hidden things stand.
    near: PathBuf,
    name: String,
}

/// Folders that this process has made above its places. They go when the last place in them is given back and nothing was
/// written; several runs of one process may have one folder above them.
static MADE: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

impl Place {
    /// Reserves the place of a result in the folder `path`, and makes the folders above it.
    ///
    /// # Errors
    /// If someone else has it, or nothing can be written there.
    pub fn reserve(path: &Path) -> Result<Self, FolderError> {
        let target = resolved(path)?;
        let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let hidden = |near: &Path| near.join(format!(".{name}.{LOCK}"));
        let beside = target.parent().unwrap_or(&target).to_owned();
        let locked = match Lock::take(&hidden(&beside)) {
            Err(error) if forbids(&error) && target.is_dir() => {
                let within = Lock::take(&hidden(&target)).map_err(|source| failed("write into", &target, source));
                within.map(|lock| (target.clone(), lock))
            }
            other => {
                let other = other.map_err(|source| failed("write into", &beside, source));
                other.map(|lock| (beside, lock))
            }
        };
        let taken = locked.and_then(|(near, lock)| match lock {
            Some(lock) => Ok((near, lock)),
            None => Err(FolderError::Busy(path.to_owned())),
        });
        let (near, lock) = taken.inspect_err(|_| remove_made_above(&target))?;
        Ok(Place {
            lock: Some(lock),
            target,
            near,
            name,
        })
    }

    /// The folder of the result.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The path of a hidden thing for a purpose.
    pub fn hidden(&self, purpose: &str) -> PathBuf {
        self.near.join(format!(".{}.{purpose}", self.name))
    }

    /// A new hidden folder for files on their way, from which they can be moved into the target: beside it, or inside it if it
    /// is the root of another file system.
    ///
    /// # Errors
    /// If nothing can be written there, or into the target.
    pub(super) fn stage(&self) -> Result<TempDir, FolderError> {
        let staging = self.stage_in(&self.near)?;
        if !self.target.is_dir() || self.near == self.target {
            return Ok(staging);
        }
        let probe = self.target.join(format!(".{}.{PARTIAL}{PROBE}", self.name));
        let from = staging.path().join(PROBE);
        fs::write(&from, "").map_err(|source| failed("write", &from, source))?;
        match fs::rename(&from, &probe) {
            Ok(()) => {
                fs::remove_file(&probe).map_err(|source| failed("remove", &probe, source))?;
                Ok(staging)
            }
            Err(error) if error.kind() == ErrorKind::CrossesDevices => self.stage_in(&self.target),
            Err(source) => Err(failed("write into", &self.target, source)),
        }
    }

    fn stage_in(&self, folder: &Path) -> Result<TempDir, FolderError> {
        tempfile::Builder::new()
            .prefix(&format!(".{}.{PARTIAL}", self.name))
            .rand_bytes(RANDOM)
            .tempdir_in(folder)
            .map_err(|source| failed("write into", folder, source))
    }

    /// Folders with staged files that killed runs have left behind.
    pub(super) fn left_over(&self) -> Vec<PathBuf> {
        if !self.lock.as_ref().is_some_and(Lock::is_held) {
            return Vec::new();
        }
        let entries = [&self.near, &self.target].map(|folder| fs::read_dir(folder).into_iter().flatten().flatten());
        let mut found: Vec<PathBuf> = entries
            .into_iter()
            .flatten()
            .filter(|entry| self.is_staging(&entry.file_name().to_string_lossy()))
            .map(|entry| entry.path())
            .filter(|path| path.is_dir() && !path.is_symlink())
            .collect();
        found.sort();
        found.dedup();
        found
    }

    /// Whether the target holds something besides what is ours and hidden.
    pub(super) fn is_occupied(&self) -> Result<bool, FolderError> {
        let ours = |name: &str| {
            let hidden = [LOCK, UNFINISHED].map(|purpose| format!(".{}.{purpose}", self.name));
            hidden.iter().any(|own| own == name) || self.is_staging(name) || name == OF_THE_SYSTEM
        };
        match fs::read_dir(&self.target) {
            Ok(mut entries) => Ok(entries.any(|entry| {
                // What cannot be looked at may be anything.
                entry.map_or(true, |entry| !ours(&entry.file_name().to_string_lossy()))
            })),
            Err(e) if e.kind() == ErrorKind::NotFound && fs::symlink_metadata(&self.target).is_err() => Ok(false),
            Err(source) => Err(failed("read", &self.target, source)),
        }
    }

    fn is_staging(&self, name: &str) -> bool {
        let end = name.strip_prefix(&format!(".{}.{PARTIAL}", self.name));
        end.is_some_and(|end| end.len() == RANDOM && end.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.lock = None;
        remove_made_above(&self.target);
    }
}

/// The path without links and dots, as far as it exists; the folders above it are made.
fn resolved(path: &Path) -> Result<PathBuf, FolderError> {
    let there = fs::symlink_metadata(path).is_ok();
    if there && !path.is_dir() {
        return Err(FolderError::NotAFolder(path.to_owned()));
    }
    let canonical = |path: &Path| fs::canonicalize(path).map_err(|source| failed("read", path, source));
    let Some(name) = path.file_name().filter(|_| !there) else {
        return canonical(path);
    };
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    let above = parent.ancestors().filter(|folder| folder.file_name().is_some());
    let missing: Vec<&Path> = above.take_while(|folder| !folder.exists()).collect();
    let made = fs::create_dir_all(parent).map_err(|source| failed("create", parent, source));
    let found = missing.into_iter().filter_map(|folder| fs::canonicalize(folder).ok());
    made_so_far().extend(found);
    let target = made.and_then(|()| canonical(parent)).map(|parent| parent.join(name));
    target.inspect_err(|_| {
        if let Ok(whole) = std::path::absolute(path) {
            remove_made_above(&whole);
        }
    })
}

fn made_so_far() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    MADE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes folders above a place that this process has made and that nothing was put into.
fn remove_made_above(target: &Path) {
    let mut made = made_so_far();
    for folder in target.ancestors().skip(1) {
        if !made.contains(folder) || fs::remove_dir(folder).is_err() {
            break;
        }
        made.remove(folder);
    }
}

/// Whether the error says that nothing may be written there.
fn forbids(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_had_by_one_at_a_time_under_whatever_name() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = scratch.path().join("above/result");
        let place = Place::reserve(&folder).unwrap();
        assert!(matches!(Place::reserve(&folder), Err(FolderError::Busy(_))));
        assert!(matches!(
            Place::reserve(&scratch.path().join("above/../above/result")),
            Err(FolderError::Busy(_))
        ));
        let beside = Place::reserve(&scratch.path().join("above/other/result")).unwrap();
        drop(place);
        drop(beside);
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0, "nothing is left");
        #[cfg(unix)]
        {
            fs::create_dir(scratch.path().join("real")).unwrap();
            std::os::unix::fs::symlink(scratch.path().join("real"), scratch.path().join("link")).unwrap();
            let _place = Place::reserve(&scratch.path().join("link")).unwrap();
            assert!(matches!(
                Place::reserve(&scratch.path().join("real")),
                Err(FolderError::Busy(_))
            ));
        }
    }

    #[test]
    fn only_folders_of_our_own_making_are_taken_for_left_overs() {
        let scratch = tempfile::tempdir().unwrap();
        let make = |name: &str| fs::create_dir(scratch.path().join(name)).unwrap();
        for other in [
            ".a.partial-",
            ".a.partial-x",
            ".a.partial-abc.ef",
            ".b.partial-abcdef",
            ".a.partial-abcdefg",
        ] {
            make(other);
        }
        fs::write(scratch.path().join(".a.partial-123456"), "a file").unwrap();
        make(".a.partial-abcdef");
        let place = Place::reserve(&scratch.path().join("a")).unwrap();
        let found: Vec<PathBuf> = place.left_over();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].ends_with(".a.partial-abcdef"));
    }
}
