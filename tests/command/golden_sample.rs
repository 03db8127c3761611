//! The committed sample is what the program makes of the shipped scenario, byte for byte.
//!
//! Left out is which build made it, which changes with every commit: the manifest names it, and its own checksum covers that.
//!
//! When the model, the scenario or the output has changed on purpose, renew it: `UPDATE_GOLDEN=1 cargo test --release --test
//! command golden_sample`, and look at the difference before committing it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

/// The request that made the sample.
const ARGUMENTS: [&str; 6] = [
    "compare",
    "scenarios/singapore-2018.toml",
    "--worlds",
    "256",
    "--arms",
    "no_broker,broker",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn make(folder: &Path) {
    let mut command = Command::cargo_bin("honest-broker").unwrap();
    let made = command
        .current_dir(root())
        .args(ARGUMENTS)
        .args(["--quiet", "--force", "--out"]);
    made.arg(folder).assert().success();
}

/// Entries of the manifest that change with the build.
const OF_THE_BUILD: [&str; 2] = ["\"build\": ", "\"manifest_sha256\": "];

/// The contents of a file without what changes with the build.
fn lasting(path: &Path) -> Vec<u8> {
    let bytes = fs::read(path).unwrap();
    if !path.ends_with("manifest.json") {
        return bytes;
    }
    let text = String::from_utf8(bytes).unwrap();
    let of_the_build = |line: &&str| OF_THE_BUILD.iter().any(|entry| line.trim_start().starts_with(entry));
    assert_eq!(text.lines().filter(of_the_build).count(), OF_THE_BUILD.len());
    let lines = text.lines().filter(|line| !of_the_build(line));
    lines.map(|line| format!("{line}\n")).collect::<String>().into_bytes()
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), lasting(&path)))
        .collect()
}

/// The first line in which two texts differ, or the sizes of what is not text.
fn difference(committed: &[u8], made: &[u8]) -> String {
    let (Ok(committed), Ok(made)) = (std::str::from_utf8(committed), std::str::from_utf8(made)) else {
        return format!("{} and {} bytes that are not text", committed.len(), made.len());
    };
    let lines = committed.lines().zip(made.lines()).enumerate();
    match lines.into_iter().find(|(_, (a, b))| a != b) {
        Some((i, (a, b))) => format!("line {}:\n  committed: {a}\n  made now:  {b}", i + 1),
        None => format!(
            "{} and {} bytes, one begins with the other",
            committed.len(),
            made.len()
        ),
    }
}

#[test]
fn the_committed_sample_is_made_again_byte_for_byte() {
    let sample = root().join("results").join("sample");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        make(&sample);
    }
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("sample");
    make(&folder);
    let (committed, made) = (files(&sample), files(&folder));
    assert!(
        committed.keys().eq(made.keys()),
        "{:?} and {:?}",
        committed.keys(),
        made.keys()
    );
    for (name, bytes) in &committed {
        let listed = ["manifest.json", "singapore-2018.toml"].contains(&name.as_str())
            || honest_broker::job::names::is_known(name);
        assert!(
            listed,
            "{name} is not among the names that are looked for before the work"
        );
        assert!(*bytes == made[name], "{name}: {}", difference(bytes, &made[name]));
    }
}
