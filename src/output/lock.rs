//! A lock that the system releases when its holder ends, however it ends.

use std::fs::{File, TryLockError, remove_file};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// A locked file, removed when the value is dropped. A killed holder leaves the file behind, unlocked, for the next one.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    file: File,
    /// Whether the file system has locks at all.
    held: bool,
}

impl Lock {
    /// Locks the file at `path`, made if it is not there; `None` if someone else holds it. Where the file system has no locks,
    /// nobody is kept out.
    ///
    /// # Errors
    /// If the file can be neither made nor opened.
    pub fn take(path: &Path) -> io::Result<Option<Lock>> {
        loop {
            let file = File::options().create(true).truncate(false).write(true).open(path)?;
            let held = match file.try_lock() {
                Ok(()) => true,
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => false,
                Err(TryLockError::Error(error)) => return Err(error),
            };
            // The last holder may have removed the file between our opening and our locking it.
            if is_there(&file, path) {
                let path = path.to_owned();
                return Ok(Some(Lock { path, file, held }));
            }
        }
    }

    /// Whether nobody else can hold the lock meanwhile.
    pub fn is_held(&self) -> bool {
        self.held
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Removed while it is still locked: who opened it before sees in `take` that it is gone.
        let _ = remove_file(&self.path);
        let _ = self.file.unlock();
    }
}

/// Whether a path still leads to an open file.
#[cfg(unix)]
fn is_there(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |metadata: std::io::Result<std::fs::Metadata>| metadata.ok().map(|m| (m.dev(), m.ino()));
    let open = identity(file.metadata());
    open.is_some() && open == identity(std::fs::metadata(path))
}

/// An open file cannot be removed.
#[cfg(not(unix))]
fn is_there(_file: &File, _path: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_keeps_others_out_until_it_is_dropped_and_leaves_no_file() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join(".result.lock");
        let lock = Lock::take(&path).unwrap().expect("nobody has it");
        assert!(Lock::take(&path).unwrap().is_none());
        drop(lock);
        assert!(!path.exists());
        // What a killed holder leaves behind keeps nobody out.
        std::fs::write(&path, "").unwrap();
        assert!(Lock::take(&path).unwrap().is_some());
    }

    #[test]
    fn of_many_who_take_and_drop_a_lock_at_most_one_has_it_at_a_time() {
        use std::sync::atomic::{AtomicU32, Ordering};
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join(".result.lock");
        let (inside, taken) = (AtomicU32::new(0), AtomicU32::new(0));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        if let Some(lock) = Lock::take(&path).unwrap() {
                            assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                            taken.fetch_add(1, Ordering::SeqCst);
                            inside.fetch_sub(1, Ordering::SeqCst);
                            drop(lock);
                        }
                    }
                });
            }
        });
        assert!(taken.load(Ordering::SeqCst) > 0);
    }
}
