//! A folder in which the command is run, and what it said.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Output, Stdio};

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

    /// A place whose `case.toml` has uncertain numbers, so that there are many worlds.
    pub fn uncertain() -> Self {
        let place = Place::new();
        place.write("case.toml", UNCERTAIN);
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

    /// A run that is yet to be started, with its output kept.
    #[cfg(unix)]
    pub fn command(&self, arguments: &[&str]) -> process::Command {
        let mut command = process::Command::new(assert_cmd::cargo::cargo_bin("honest-broker"));
        command.current_dir(self.0.path()).args(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
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

/// The files directly in a folder. One that a running program has moved since the folder was listed is not there.
#[cfg(unix)]
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let names = names(folder).into_iter();
    names
        .filter_map(|name| match fs::read(folder.join(&name)) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            read => Some((name, read.unwrap())),
        })
        .collect()
}

/// Sends a signal to a child, which may be gone.
#[cfg(unix)]
pub fn send(signal: &str, child: &process::Child) {
    let id = child.id().to_string();
    let _ = process::Command::new("kill")
        .args([signal, &id])
        .stderr(Stdio::null())
        .status();
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

/// A row of a table by column.
pub type Row = BTreeMap<String, String>;

/// The rows of a CSV file.
pub fn rows(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// Asserts that `draws.csv` has one row for each world of `worlds.csv`, which names its scenario and replicate, and that no number of
/// the scenario stands in both.
pub fn assert_draws_stand_once(folder: &Path) {
    let (draws, worlds) = (rows(&folder.join("draws.csv")), rows(&folder.join("worlds.csv")));
    let key = |row: &Row| (row["scenario"].clone(), row["world"].clone());
    let replicates: BTreeMap<_, _> = draws.iter().map(|row| (key(row), &row["replicate"])).collect();
    assert_eq!(replicates.len(), draws.len(), "a world is drawn once");
    assert!(worlds.iter().all(|row| replicates[&key(row)] == &row["replicate"]));
    let solved: BTreeSet<_> = worlds.iter().map(key).collect();
    assert_eq!(solved.len(), draws.len(), "what was drawn was solved");
    let common = [
        "scenario",
        "scenario_hash",
        "settings",
        "run_hash",
        "world",
        "replicate",
    ];
    let twice = draws[0].keys().filter(|column| worlds[0].contains_key(*column));
    assert_eq!(
        twice.map(String::as_str).collect::<BTreeSet<_>>(),
        BTreeSet::from(common)
    );
    assert!(draws[0].keys().len() > common.len() + 20, "the numbers of the scenario");
}

/// The number in a cell.
#[track_caller]
pub fn number(row: &Row, column: &str) -> f64 {
    row[column]
        .parse()
        .unwrap_or_else(|_| panic!("{column} is {:?}", row[column]))
}
