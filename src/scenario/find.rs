//! Scenario files on disk.

use std::fs;
use std::path::{Path, PathBuf};

use super::printable::printable;
use super::problem::{Code, Problem, Problems};
use super::suggest::nearest;

/// The scenario files that `paths` stand for: a file stands for itself, a directory for the `.toml` files in it (and, if
/// `recursive`, in the directories below it) in the order of their names. No file occurs twice.
///
/// # Errors
/// Paths that do not exist or cannot be read, and directories without scenarios.
pub fn find(paths: &[PathBuf], recursive: bool) -> Result<Vec<PathBuf>, Problems> {
    let mut found: Vec<PathBuf> = Vec::new();
    let mut problems = Vec::new();
    for path in paths {
        match files_of(path, recursive) {
            Ok(files) => {
                for file in files {
                    if !found.contains(&file) {
                        found.push(file);
                    }
                }
            }
            Err(of_path) => problems.extend(of_path),
        }
    }
    if problems.is_empty() {
        Ok(found)
    } else {
        Err(Problems::new(problems))
    }
}

fn files_of(path: &Path, recursive: bool) -> Result<Vec<PathBuf>, Problems> {
    let name = printable(&path.display().to_string());
    let unreadable = |error: std::io::Error| -> Problems {
        let (code, message) = match error.kind() {
            std::io::ErrorKind::NotFound => (Code::NotFound, format!("`{name}` does not exist")),
            _ => (Code::Unreadable, format!("cannot read `{name}`: {error}")),
        };
        let help = match neighbour(path).filter(|_| code == Code::NotFound) {
            Some(near) => format!("did you mean `{near}`?"),
            None if path == Path::new("scenarios") => {
                "there is no folder `scenarios` here: name a file or a folder, such as \
                 `honest-broker compare my.toml`; `honest-broker new my.toml` writes a first one"
                    .to_string()
            }
            None => "check the path; `honest-broker new FILE.toml` writes a new scenario".to_string(),
        };
        Problem::about_file(code, &name, message).help(help).into()
    };
    if !fs::metadata(path).map_err(unreadable)?.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut files = Vec::new();
    collect(path, recursive, &mut files).map_err(unreadable)?;
    if files.is_empty() {
        let mut below = Vec::new();
        let help = if !recursive && collect(path, true, &mut below).is_ok() && !below.is_empty() {
            "there are some in directories below it: search recursively"
        } else {
            "scenarios are files whose names end in .toml"
        };
        let message = format!("the directory `{name}` holds no scenarios");
        return Err(Problem::about_file(Code::NoScenarios, &name, message).help(help).into());
    }
    Ok(files)
}

/// The name of a scenario file that looks like that of `path`, in the same directory.
pub(super) fn neighbour(path: &Path) -> Option<String> {
    let directory = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let mut files = Vec::new();
    collect(directory, false, &mut files).ok()?;
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let names: Vec<String> = files.iter().filter_map(|file| name(file)).collect();
    let wanted = name(path)?;
    let with_ending = format!("{wanted}.toml");
    let near = names.iter().find(|name| **name == with_ending).map(String::as_str);
    let near = near.or_else(|| nearest(&wanted, names.iter().map(String::as_str)))?;
    Some(printable(&path.with_file_name(near).display().to_string()))
}

/// The first scenario in a folder.
pub(super) fn first_in(folder: &Path) -> Option<String> {
    let mut files = Vec::new();
    collect(folder, false, &mut files).ok()?;
    Some(printable(&files.first()?.display().to_string()))
}

fn collect(directory: &Path, recursive: bool, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries = fs::read_dir(directory)?.collect::<std::io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    let mut directories = Vec::new();
    for entry in entries {
        let path = entry.path();
        // Links to directories are not followed: they may lead in circles.
        if entry.file_type()?.is_dir() {
            directories.push(path);
        } else if path.extension().is_some_and(|extension| extension == "toml") && path.is_file() {
            files.push(path);
        }
    }
    if recursive {
        for directory in directories {
            collect(&directory, recursive, files)?;
        }
    }
    Ok(())
}
