//! A batch that was stopped, by a request or by force, continues to the same bytes; what it cannot use it leaves alone.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use tempfile::TempDir;

const SCENARIO: &str = include_str!("../data/uncertain.toml");
const REQUEST: [&str; 9] = [
    "compare",
    "case.toml",
    "--grid",
    "5",
    "--episodes",
    "400",
    "--worlds",
    "96",
    "--out",
];

struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Place(tempfile::tempdir().unwrap());
        fs::write(place.path("case.toml"), SCENARIO).unwrap();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, folder: &str, more: &[&str]) -> Command {
        self.request(&REQUEST, folder, more)
    }

    fn request(&self, request: &[&str], folder: &str, more: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("honest-broker"));
        command.current_dir(self.0.path()).args(request).arg(folder).args(more);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn run(&self, folder: &str, more: &[&str]) -> Output {
        self.command(folder, more).output().unwrap()
    }

    /// Files of a finished result, without what differs with the name of its folder.
    fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        read(&self.path(folder))
    }

    fn chunks(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let kept = self.path(&format!(".{folder}.unfinished"));
        if !kept.exists() {
            return BTreeMap::new();
        }
        let mut chunks = read(&kept);
        chunks.retain(|name, _| name.ends_with(".json"));
        chunks
    }

    /// Starts the request and stops it with a signal once a number of chunks is there, or after it ended by itself.
    fn stop_after(&self, folder: &str, chunks: usize, signal: &str, more: &[&str]) -> Output {
        self.stop(self.command(folder, more), folder, chunks, signal)
    }

    fn stop(&self, mut command: Command, folder: &str, chunks: usize, signal: &str) -> Output {
        let mut child = command.spawn().unwrap();
        while self.chunks(folder).len() < chunks && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(2));
        }
        let id = child.id().to_string();
        let _ = Command::new("kill").args([signal, &id]).stderr(Stdio::null()).status();
        child.wait_with_output().unwrap()
    }
}

fn read(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    entries
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                fs::read(&path).unwrap(),
            )
        })
        .collect()
}

fn error(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_batch_killed_again_and_again_ends_in_the_same_bytes() {
    let place = Place::new();
    assert!(place.run("whole", &["--threads", "1"]).status.success());
    let whole = place.files("whole");
    for (chunks, threads) in [(1, "2"), (2, "1"), (4, "2")] {
        let before = place.chunks("parts");
        place.stop_after("parts", chunks, "-KILL", &["--threads", threads, "--resume"]);
        let after = place.chunks("parts");
        if place.path("parts").exists() {
            break;
        }
        assert!(after.len() >= chunks, "finished chunks survive");
        for (name, bytes) in before {
            assert!(after[&name] == bytes, "{name} was finished and is not touched again");
        }
    }
    let done = place.run("parts", &["--threads", "2", "--resume"]);
    assert!(done.status.success(), "{}", error(&done));
    assert!(place.files("parts") == whole);
    assert!(!place.path(".parts.unfinished").exists());
    // Asked once more, it has nothing left to do.
    let again = place.run("parts", &["--resume"]);
    assert!(again.status.success() && String::from_utf8_lossy(&again.stdout).contains("finished before"));
}

#[test]
fn an_interrupted_batch_says_how_to_continue() {
    let place = Place::new();
    let stopped = place.stop_after("o", 1, "-INT", &["--set", "guarantor.keeper_prior={ beta = [8, 2] }"]);
    assert_eq!(stopped.status.code(), Some(130), "{}", error(&stopped));
    let said = error(&stopped);
    let command = said
        .lines()
        .find_map(|line| line.strip_prefix("to continue: "))
        .unwrap();
    assert!(
        command.ends_with("'guarantor.keeper_prior={ beta = [8, 2] }' --resume"),
        "{command}"
    );
    assert!(!place.path("o").exists() && !place.chunks("o").is_empty());
    let refused = place.run("o", &["--set", "guarantor.keeper_prior={ beta = [8, 2] }"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(error(&refused).contains("--resume") && error(&refused).contains("--force"));
    // The very words that were printed.
    let continued = Command::new("sh")
        .current_dir(place.0.path())
        .args(["-c", command])
        .output()
        .unwrap();
    assert!(continued.status.success(), "{}", error(&continued));
    assert!(place.path("o/manifest.json").exists() && !place.path(".o.unfinished").exists());
}

#[test]
fn a_damaged_or_foreign_chunk_is_refused_and_left_alone() {
    let place = Place::new();
    place.stop_after("o", 1, "-KILL", &[]);
    let name = place.chunks("o").into_keys().next().unwrap();
    let path = place.path(&format!(".o.unfinished/{name}"));
    let sound = fs::read(&path).unwrap();
    let mut flipped = sound.clone();
    let last = flipped.len() - 3;
    flipped[last] ^= 1;
    for (bytes, fault) in [
        (flipped, "checksum"),
        (sound[..sound.len() / 2].to_vec(), "checksum"),
        (b"not ours\n".to_vec(), "header"),
        (Vec::new(), "header"),
    ] {
        fs::write(&path, &bytes).unwrap();
        let refused = place.run("o", &["--resume"]);
        assert_eq!(refused.status.code(), Some(1));
        let said = error(&refused);
        assert!(
            said.contains(&name) && said.contains("is damaged") && said.contains(fault),
            "{said}"
        );
        assert!(fs::read(&path).unwrap() == bytes, "left as it is");
    }
    fs::write(&path, &sound).unwrap();
    for other in [
        ["--seed", "2"],
        ["--set", "crises.escalation=0.1"],
        ["--sampling", "monte-carlo"],
    ] {
        let refused = place.run("o", &[&other[..], &["--resume"]].concat());
        assert_eq!(refused.status.code(), Some(1));
        assert!(
            error(&refused).contains("belongs to another request"),
            "{}",
            error(&refused)
        );
        assert!(fs::read(&path).unwrap() == sound);
    }
    // More worlds of the same request are no other request.
    let more = place.run("o", &["--resume", "--force"]);
    assert!(more.status.success(), "{}", error(&more));
}

#[test]
fn an_attribution_killed_on_the_way_ends_in_the_same_bytes() {
    let place = Place::new();
    let request = [
        "attribute",
        "case.toml",
        "--grid",
        "3",
        "--worlds",
        "64",
        "--episodes",
        "20",
        "--out",
    ];
    let run = |folder: &str, more: &[&str]| place.request(&request, folder, more).output().unwrap();
    assert!(run("whole", &["--threads", "1"]).status.success());
    place.stop(
        place.request(&request, "parts", &["--threads", "2"]),
        "parts",
        1,
        "-KILL",
    );
    assert!(!place.chunks("parts").is_empty() || place.path("parts").exists());
    let foreign = run("parts", &["--resume", "--seed", "2"]);
    assert_eq!(foreign.status.code(), Some(1), "{}", error(&foreign));
    if !place.path("parts").exists() {
        let done = run("parts", &["--threads", "2", "--resume"]);
        assert!(done.status.success(), "{}", error(&done));
    }
    assert!(place.files("parts") == place.files("whole"));
    assert!(!place.path(".parts.unfinished").exists());
}
