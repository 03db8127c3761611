//! A file of text that a command writes.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use honest_broker::scenario::printable;

use super::failure::Failure;

/// Writes a file; one that is there already is replaced only by force.
pub fn write(path: &Path, text: &str, force: bool) -> Result<(), Failure> {
    let shown = printable(&path.display().to_string());
    let mut open = OpenOptions::new();
    open.write(true);
    match force {
        true => open.create(true).truncate(true),
        false => open.create_new(true),
    };
    let cannot = |e: std::io::Error| match e.kind() {
        ErrorKind::AlreadyExists => Failure::Io(format!("{shown} exists already; --force replaces it")),
        _ => Failure::Io(format!("cannot write {shown}: {e}")),
    };
    let mut file = open.open(path).map_err(cannot)?;
    file.write_all(text.as_bytes()).map_err(cannot)
}
