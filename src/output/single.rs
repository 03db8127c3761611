//! Single files that appear whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// Writes a file under a temporary name beside its own, flushes it to the disk and renames it. Others may read it.
///
/// # Errors
/// If it cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    readable(file.path())?;
    file.persist(path)?;
    Ok(())
}

/// Temporary files are private, and this one was asked for.
#[cfg(unix)]
fn readable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &Path) -> io::Result<()> {
    Ok(())
}
