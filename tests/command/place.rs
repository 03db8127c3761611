//! A folder in which the command is run, and what it said.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

/// A scenario with every key and nothing uncertain.
pub const COMPLETE: &str = include_str!("../data/complete.toml");
/// The same with uncertain numbers of every kind.
pub const UNCERTAIN: &str = include_str!("../data/uncertain.toml");

/// A folder of its own for a test, with a scenario in `case.toml` that is solved in no time.
pub struct Place(pub TempDir);

impl Place {
    pub fn new() -> Self {
        let place = Place(tempfile::tempdir().unwrap());
        place.write("case.toml", COMPLETE);
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Names in a folder, hidden ones included.
    pub fn names(&self, folder: &str) -> BTreeSet<String> {
        names(&self.path(folder))
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::cargo_bin("honest-broker").unwrap();
        command.current_dir(self.0.path()).args(arguments).output().unwrap()
    }

    /// Runs a quick `compare` of `case.toml`.
    pub fn compare(&self, arguments: &[&str]) -> Output {
        self.run(&[&["compare", "case.toml"], QUICK, arguments].concat())
    }
}

pub const QUICK: &[&str] = &["--grid", "3", "--episodes", "200", "--worlds", "32"];

pub fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .collect()
}

pub fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|n| (*n).to_owned()).collect()
}

pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Asserts the exit code and that texts occur in stdout and stderr together.
#[track_caller]
pub fn assert_ends(output: &Output, code: i32, said: &[&str]) {
    let text = out(output) + &err(output);
    assert_eq!(output.status.code(), Some(code), "{text}");
    for fragment in said {
        assert!(text.contains(fragment), "`{fragment}` is not in:\n{text}");
    }
}
