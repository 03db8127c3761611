//! A batch that was stopped, by a request or by force, continues to the same bytes; what it cannot use it leaves alone.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::place::{Place, err, files, send};

const REQUEST: [&str; 11] = [
    "compare",
    "case.toml",
    "--grid",
    "5",
    "--episodes",
    "400",
    "--worlds",
    "96",
    "--charts",
    "svg",
    "--out",
];

/// The same for tests in which it is not the numbers that matter.
const QUICK: [&str; 13] = [
    "compare",
    "case.toml",
    "--refine",
    "every",
    "--grid",
    "3",
    "--episodes",
    "50",
    "--worlds",
    "96",
    "--charts",
    "svg",
    "--out",
];

impl Place {
    fn comparison(&self, folder: &str, more: &[&str]) -> Command {
        self.request(&REQUEST, folder, more)
    }

    fn request(&self, request: &[&str], folder: &str, more: &[&str]) -> Command {
        self.command(&[request, &[folder], more].concat())
    }

    fn run_into(&self, folder: &str, more: &[&str]) -> Output {
        self.comparison(folder, more).output().unwrap()
    }

    /// Files of a finished result, without what differs with the name of its folder.
    pub fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        files(&self.path(folder))
    }

    fn chunks(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let kept = self.path(&format!(".{folder}.unfinished"));
        if !kept.exists() {
            return BTreeMap::new();
        }
        let mut chunks = files(&kept);
        chunks.retain(|name, _| name.ends_with(".json"));
        chunks
    }

    /// Starts the request and stops it with a signal once a number of chunks is there, or after it ended by itself.
    fn stop_after(&self, folder: &str, chunks: usize, signal: &str, more: &[&str]) -> Output {
        self.stop(self.comparison(folder, more), folder, chunks, signal)
    }

    fn stop(&self, mut command: Command, folder: &str, chunks: usize, signal: &str) -> Output {
        let mut child = command.spawn().unwrap();
        while self.chunks(folder).len() < chunks && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(2));
        }
        send(signal, &child);
        child.wait_with_output().unwrap()
    }
}

#[test]
fn a_batch_killed_again_and_again_ends_in_the_same_bytes() {
    let place = Place::uncertain();
    assert!(place.run_into("whole", &["--threads", "1"]).status.success());
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
    let done = place.run_into("parts", &["--threads", "2", "--resume"]);
    assert!(done.status.success(), "{}", err(&done));
    assert!(place.files("parts") == whole);
    assert!(!place.path(".parts.unfinished").exists());
    // Asked once more, it has nothing left to do.
    let again = place.run_into("parts", &["--resume"]);
    assert!(again.status.success() && String::from_utf8_lossy(&again.stdout).contains("finished before"));
}

#[test]
fn an_interrupted_batch_says_how_to_continue() {
    let place = Place::uncertain();
    // Ctrl-C is ignored where the tests run in the background of a script.
    let stopped = place.stop_after("o", 1, "-TERM", &["--set", "guarantor.keeper_prior={ beta = [8, 2] }"]);
    assert_eq!(stopped.status.code(), Some(130), "{}", err(&stopped));
    let said = err(&stopped);
    assert!(said.contains("stopping: ") && said.contains("again"), "{said}");
    let command = said
        .lines()
        .find_map(|line| line.strip_prefix("to continue: "))
        .unwrap();
    assert!(
        command.ends_with("'guarantor.keeper_prior={ beta = [8, 2] }' --resume"),
        "{command}"
    );
    assert!(!place.path("o").exists() && !place.chunks("o").is_empty());
    let refused = place.run_into("o", &["--set", "guarantor.keeper_prior={ beta = [8, 2] }"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(err(&refused).contains("--resume") && err(&refused).contains("--force"));
    // The very words that were printed.
    let continued = Command::new("sh")
        .current_dir(place.0.path())
        .args(["-c", command])
        .output()
        .unwrap();
    assert!(continued.status.success(), "{}", err(&continued));
    assert!(place.path("o/manifest.json").exists() && !place.path(".o.unfinished").exists());
}

#[test]
fn a_damaged_or_foreign_chunk_is_refused_and_left_alone() {
    let place = Place::uncertain();
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
        let refused = place.run_into("o", &["--resume"]);
        assert_eq!(refused.status.code(), Some(1));
        let said = err(&refused);
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
        let refused = place.run_into("o", &[&other[..], &["--resume"]].concat());
        assert_eq!(refused.status.code(), Some(1));
        assert!(
            err(&refused).contains("belongs to another request"),
            "{}",
            err(&refused)
        );
        assert!(fs::read(&path).unwrap() == sound);
    }
    // More worlds of the same request are no other request.
    let more = place.run_into("o", &["--resume", "--force"]);
    assert!(more.status.success(), "{}", err(&more));
}

/// Writes a chunk whose header fits its contents, whatever they are.
fn sign(path: &Path, chunk: &[u8], header: impl Fn(&mut Value), worlds: impl Fn(&mut Value)) {
    let text = String::from_utf8(chunk.to_vec()).unwrap();
    let (first, rest) = text.split_once('\n').unwrap();
    let mut head: Value = serde_json::from_str(first).unwrap();
    let mut payload: Value = serde_json::from_str(rest).unwrap();
    worlds(&mut payload);
    let payload = payload.to_string();
    let digest: String = Sha256::digest(&payload).iter().map(|b| format!("{b:02x}")).collect();
    head["sha256"] = Value::String(digest);
    header(&mut head);
    fs::write(path, format!("{head}\n{payload}")).unwrap();
}

#[test]
fn a_chunk_of_another_build_is_refused_with_what_to_do() {
    let place = Place::uncertain();
    place.stop(place.request(&QUICK, "o", &[]), "o", 1, "-KILL");
    let name = place.chunks("o").into_keys().next().unwrap();
    let path = place.path(&format!(".o.unfinished/{name}"));
    let sound = fs::read(&path).unwrap();
    let others: [fn(&mut Value); 3] = [
        |head| head["build"] = "0".repeat(64).into(),
        |head| drop(head.as_object_mut().unwrap().remove("build")),
        |head| head["program"] = "honest-broker 9.9.9".into(),
    ];
    for other in others {
        sign(&path, &sound, other, |_| {});
        let before = fs::read(&path).unwrap();
        let refused = place.request(&QUICK, "o", &["--resume"]).output().unwrap();
        assert_eq!(refused.status.code(), Some(1));
        let said = err(&refused);
        assert!(said.contains("another build") && said.contains("--force"), "{said}");
        assert!(fs::read(&path).unwrap() == before, "left as it is");
    }
    let anew = place.request(&QUICK, "o", &["--force"]).output().unwrap();
    assert!(anew.status.success(), "{}", err(&anew));
}

#[test]
fn a_chunk_that_says_what_cannot_be_is_refused_however_well_it_is_signed() {
    let place = Place::uncertain();
    place.stop(place.request(&QUICK, "o", &[]), "o", 1, "-KILL");
    let name = place.chunks("o").into_keys().next().unwrap();
    let path = place.path(&format!(".o.unfinished/{name}"));
    let sound = fs::read(&path).unwrap();
    type Forgery = (&'static str, fn(&mut Value));
    let forgeries: &[Forgery] = &[
        ("no worlds", |w| *w = json!([])),
        ("no arms", |w| w[0]["arms"] = json!([])),
        ("an arm less", |w| drop(w[3]["arms"].as_array_mut().unwrap().pop())),
        ("another replicate", |w| w[0]["replicate"] = json!(12)),
        ("no such replicate", |w| w[0]["replicate"] = json!(u64::MAX)),
        ("another grid", |w| w[1]["grid"] = json!(300)),
        ("no error of the grid", |w| w[0]["arms"][0]["grid_error"] = Value::Null),
        ("a jump to nowhere", |w| {
            w[0]["arms"][0]["grid_error"]["jump"] = json!([99, [0.0, 1.0]]);
        }),
        ("another prior", |w| w[0]["arms"][0]["priors"][0] = json!(7.0)),
        ("a probability above one", |w| {
            w[0]["arms"][0]["exact"]["outcomes"][0] = json!(1e300);
        }),
        ("the same of a pair of types", |w| {
            w[0]["arms"][0]["exact"]["by_types"][0][0][0] = json!(1e300);
        }),
        ("nothing exact", |w| w[0]["arms"][0]["exact"] = Value::Null),
        ("metrics that are not there", |w| {
            w[0]["arms"][0]["exact"]["means"] = json!([])
        }),
        ("nothing played", |w| w[0]["arms"][0]["played"] = Value::Null),
        ("too many wars", |w| {
            w[0]["arms"][0]["played"]["outcomes"][0] = json!(u64::MAX)
        }),
        ("no controls", |w| w[0]["arms"][0]["played"]["controls"] = json!([])),
        ("no metrics", |w| w[0]["arms"][0]["played"]["metrics"] = json!([])),
        ("a short timeline", |w| {
            drop(w[0]["arms"][0]["course"]["counts"].as_array_mut().unwrap().pop());
        }),
        ("a narrow timeline", |w| {
            w[0]["arms"][0]["course"]["counts"][0] = json!([])
        }),
        ("other episodes", |w| w[0]["arms"][0]["played"]["episodes"] = json!(3)),
        ("no pairs", |w| w[0]["arms"][1]["pairs"] = Value::Null),
        ("too many pairs", |w| w[0]["arms"][1]["pairs"]["pairs"] = json!(401)),
        ("more unconverged than nodes", |w| {
            w[0]["arms"][0]["unconverged"] = json!(u64::MAX)
        }),
        ("a broker out of the blue", |w| {
            let broker = w[0]["arms"]
                .as_array()
                .unwrap()
                .iter()
                .find(|arm| !arm["broker"].is_null());
            w[0]["arms"][0]["broker"] = broker.map_or(json!(1), |arm| arm["broker"].clone());
        }),
    ];
    for (what, forge) in forgeries {
        sign(&path, &sound, |_| {}, forge);
        let before = fs::read(&path).unwrap();
        let refused = place.request(&QUICK, "o", &["--resume"]).output().unwrap();
        let said = err(&refused);
        assert_eq!(refused.status.code(), Some(1), "{what}: {said}");
        assert!(said.contains("is damaged") && said.contains(&name), "{what}: {said}");
        assert!(fs::read(&path).unwrap() == before, "{what}: left as it is");
    }
    fs::write(&path, &sound).unwrap();
    assert!(
        place
            .request(&QUICK, "o", &["--resume"])
            .output()
            .unwrap()
            .status
            .success()
    );
}

#[test]
fn only_a_whole_result_of_this_build_was_finished_before() {
    let place = Place::uncertain();
    let run = |more: &[&str]| place.request(&QUICK, "o", more).output().unwrap();
    assert!(run(&[]).status.success());
    let whole = place.files("o");
    let said = |output: &Output| String::from_utf8_lossy(&output.stdout).into_owned();
    // A file that is missing is made again.
    fs::remove_file(place.path("o/outcomes.csv")).unwrap();
    let again = run(&["--resume"]);
    assert!(
        again.status.success() && said(&again).contains("outcomes.csv is missing"),
        "{}",
        said(&again)
    );
    assert!(place.files("o") == whole);
    // One that was edited, too, and the edited one is kept.
    fs::write(place.path("o/outcomes.csv"), "mine").unwrap();
    let again = run(&["--resume"]);
    let text = said(&again);
    assert!(
        again.status.success() && text.contains("outcomes.csv was edited"),
        "{text}"
    );
    assert!(text.contains("kept as o/outcomes.edited-1.csv"), "{text}");
    let mut now = place.files("o");
    assert_eq!(now.remove("outcomes.edited-1.csv").unwrap(), b"mine");
    assert!(now == whole);
    let again = run(&["--resume"]);
    assert!(again.status.success() && said(&again).contains("finished before"));
    // The result of another build is neither taken for finished nor replaced without being asked.
    let manifest = fs::read_to_string(place.path("o/manifest.json")).unwrap();
    let build = manifest.lines().find(|line| line.contains("\"build\"")).unwrap();
    let other = build.replace(build.split('"').nth(3).unwrap(), &"0".repeat(64));
    fs::write(place.path("o/manifest.json"), manifest.replace(build, &other)).unwrap();
    let refused = run(&["--resume"]);
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    assert!(err(&refused).contains("another build") && err(&refused).contains("--force"));
    assert!(run(&["--resume", "--force"]).status.success());
    assert_eq!(place.files("o")["manifest.json"], whole["manifest.json"]);
}

#[test]
fn an_attribution_killed_on_the_way_ends_in_the_same_bytes() {
    let place = Place::uncertain();
    let request = ["attribute", "case.toml", "--grid", "3", "--worlds", "64", "--out"];
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
    assert_eq!(foreign.status.code(), Some(1), "{}", err(&foreign));
    if !place.path("parts").exists() {
        let done = run("parts", &["--threads", "2", "--resume"]);
        assert!(done.status.success(), "{}", err(&done));
    }
    assert!(place.files("parts") == place.files("whole"));
    assert!(!place.path(".parts.unfinished").exists());
}
