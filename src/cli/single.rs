//! Single files that are read and written where the user says.

use std::fs;
use std::path::Path;

use super::failure::Failure;
use honest_broker::output::single;

/// The text of a file.
pub fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::Io(format!("cannot read {}: {error}", path.display())))
}

/// Makes a folder, and those that it lies in.
pub fn folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|error| Failure::Io(format!("cannot make {}: {error}", path.display())))
}

/// Writes a file, whole or not at all.
pub fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error| Failure::Io(format!("cannot write {}: {error}", path.display()));
    single::write(path, text.as_bytes()).map_err(failed)
}
