//! Why a result was not written.

use std::io;
use std::path::{Path, PathBuf};

use super::manifest::MANIFEST;

/// Why a result was not written.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("{} already holds files; choose another folder, or add --force to replace the result in it", .0.display())]
    Occupied(PathBuf),
    #[error("another run is at work on {}; wait until it has ended, or choose another folder", .0.display())]
    Busy(PathBuf),
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

pub(super) fn failed(action: &'static str, path: &Path, source: io::Error) -> FolderError {
    FolderError::Io {
        action,
        path: path.to_owned(),
        source,
    }
}
