//! Whatever ends a run, and whenever: the next one goes on, ends in the same bytes, and leaves nothing behind.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::place::{Place, err, files, send};

/// Small enough for a second or so, with several chunks.
const REQUEST: [&str; 13] = [
    "compare",
    "case.toml",
    "--grid",
    "3",
    "--episodes",
    "50",
    "--worlds",
    "96",
    "--arms",
    "no_broker",
    "--charts",
    "svg",
    "--out",
];
/// For whom a test waits at most.
const PATIENCE: Duration = Duration::from_secs(60);

impl Place {
    /// The request of this page into a folder.
    fn request_into(&self, folder: &str, more: &[&str]) -> Command {
        self.command(&[&REQUEST[..], &[folder], more].concat())
    }

    /// Waits until something is there whose name begins so.
    fn wait_for(&self, start: &str) {
        let begun = now();
        while !self.names("").iter().any(|name| name.starts_with(start)) {
            assert!(begun.elapsed() < PATIENCE, "{start} does not come");
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "for measuring")]
fn now() -> Instant {
    Instant::now()
}

/// Numbers between 0 and 1 that look random, the same in every run.
struct Moments(u64);

impl Moments {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Ends a run at random moments, in turn by force and by request, and resumes it until it is done; so many times.
fn ends_in_the_same_bytes(times: usize) {
    let place = Place::uncertain();
    let begun = now();
    assert!(place.request_into("whole", &[]).output().unwrap().status.success());
    let whole = begun.elapsed();
    let (expected, mut moments, mut ended) = (files(&place.path("whole")), Moments(7), 0);
    for time in 0..times {
        // Into a new folder, or in place of the result of another request with a file of somebody else beside it.
        let replaced = time % 3 == 2;
        let more: &[&str] = if replaced {
            &["--resume", "--force"]
        } else {
            &["--resume"]
        };
        if replaced {
            let other = place.command(&[
                "compare",
                "case.toml",
                "--grid",
                "3",
                "--episodes",
                "9",
                "--worlds",
                "16",
                "--no-charts",
                "--out",
                "parts",
            ]);
            assert!({ other }.output().unwrap().status.success());
            fs::write(place.path("parts/notes.txt"), "mine").unwrap();
        }
        for attempt in 0.. {
            assert!(attempt < 200, "no end");
            let child = place.request_into("parts", more).spawn().unwrap();
            // The last part of a run, in which files are moved, is short: some moments are beyond the end.
            std::thread::sleep(whole.mul_f64(1.2 * moments.next()));
            send(if (time + attempt) % 2 == 0 { "-KILL" } else { "-TERM" }, &child);
            let output = child.wait_with_output().unwrap();
            match output.status.code() {
                Some(0) => break,
                None | Some(130) => ended += 1,
                Some(code) => panic!("code {code}: {}", err(&output)),
            }
        }
        let mut found = files(&place.path("parts"));
        if replaced {
            assert_eq!(found.remove("notes.txt").unwrap(), b"mine");
        }
        assert!(found.keys().eq(expected.keys()), "time {time}: {:?}", found.keys());
        for (name, bytes) in &expected {
            assert!(found[name] == *bytes, "time {time}: {name} differs");
        }
        let left = place.names("");
        assert_eq!(
            left,
            BTreeSet::from(["case.toml", "parts", "whole"].map(String::from)),
            "time {time}"
        );
        fs::remove_dir_all(place.path("parts")).unwrap();
    }
    assert!(ended > 0, "no run was ended before it was done");
}

#[test]
fn ten_runs_ended_at_random_moments_come_to_the_same_bytes_and_leave_nothing_behind() {
    ends_in_the_same_bytes(10);
}

#[test]
#[ignore = "takes minutes; the full size of the test above"]
fn a_hundred_runs_ended_at_random_moments_come_to_the_same_bytes_and_leave_nothing_behind() {
    ends_in_the_same_bytes(100);
}

/// A request whose work takes far longer than any test waits.
const LONG: [&str; 9] = [
    "compare",
    "case.toml",
    "--grid",
    "21",
    "--worlds",
    "4000",
    "--quiet",
    "--out",
    "o",
];

#[test]
fn of_two_runs_to_one_folder_the_second_ends_at_once_and_says_why() {
    let place = Place::uncertain();
    let first = place.command(&LONG).spawn().unwrap();
    place.wait_for(".o.partial-");
    for more in [&[][..], &["--resume"], &["--force"]] {
        let second = place.command(&[&LONG[..], more].concat()).output().unwrap();
        assert_eq!(second.status.code(), Some(1));
        assert!(err(&second).contains("another run is at work on o"), "{}", err(&second));
    }
    send("-TERM", &first);
    let ended = first.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(130), "{}", err(&ended));
    assert!(
        !place
            .names("")
            .iter()
            .any(|name| name.contains("lock") || name.contains("partial"))
    );
}

#[test]
fn a_second_request_to_stop_ends_the_program_on_the_spot() {
    let place = Place::uncertain();
    let child = place.command(&LONG).spawn().unwrap();
    place.wait_for(".o.partial-");
    for _ in 0..2 {
        send("-TERM", &child);
        // The same signal twice in a row may come once.
        std::thread::sleep(Duration::from_millis(20));
    }
    let begun = now();
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(130));
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert!(err(&ended).contains("stopping: "), "{}", err(&ended));
}

#[test]
fn signals_that_are_ignored_stay_ignored() {
    let place = Place::uncertain();
    for (name, signal) in [("HUP", "-HUP"), ("INT", "-INT")] {
        let program = assert_cmd::cargo::cargo_bin("honest-broker");
        let script = format!("trap '' {name}; exec \"$0\" \"$@\"");
        let mut command = Command::new("sh");
        command.current_dir(place.0.path()).args(["-c", &script]).arg(&program);
        command.args(LONG).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        place.wait_for(".o.partial-");
        send(signal, &child);
        std::thread::sleep(Duration::from_millis(300));
        assert!(child.try_wait().unwrap().is_none(), "{name} ended the program");
        send("-TERM", &child);
        let ended = child.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), Some(130));
        fs::remove_dir_all(place.path(".o.unfinished")).ok();
    }
}

#[test]
fn commands_that_keep_nothing_end_at_the_first_request() {
    let place = Place::uncertain();
    let solve = ["solve", "case.toml", "--grid", "41"];
    let explain = ["explain", "case.toml", "--grid", "41"];
    for arguments in [&["validate"][..], &solve, &explain] {
        let child = place.command(arguments).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(300));
        send("-TERM", &child);
        let begun = now();
        let ended = child.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), Some(130), "{arguments:?}: {}", err(&ended));
        assert!(begun.elapsed() < Duration::from_secs(5), "{arguments:?}");
        assert!(err(&ended).contains("interrupted: "), "{}", err(&ended));
    }
}

#[test]
fn a_foreign_file_in_the_way_is_found_before_the_work() {
    let place = Place::uncertain();
    fs::create_dir(place.path("o")).unwrap();
    for name in ["outcomes.csv", "outcomes.svg", "manifest.json"] {
        fs::write(place.path("o").join(name), "mine").unwrap();
        let begun = now();
        let refused = place.command(&[&LONG[..], &["--force"]].concat()).output().unwrap();
        assert_eq!(refused.status.code(), Some(1));
        assert!(begun.elapsed() < Duration::from_secs(10));
        assert!(err(&refused).contains(name), "{}", err(&refused));
        assert_eq!(fs::read(place.path("o").join(name)).unwrap(), b"mine");
        fs::remove_file(place.path("o").join(name)).unwrap();
    }
    assert_eq!(place.names(""), BTreeSet::from(["case.toml", "o"].map(String::from)));
}

#[test]
fn a_precision_that_is_missed_stands_in_the_manifest_and_has_a_code_of_its_own() {
    let place = Place::uncertain();
    let run = |folder: &str, precision: &str, more: &[&str]| {
        let small = [
            "compare",
            "case.toml",
            "--grid",
            "3",
            "--episodes",
            "50",
            "--arms",
            "no_broker",
        ];
        let worlds = [
            "--worlds",
            "32",
            "--max-worlds",
            "32",
            "--precision",
            precision,
            "--out",
            folder,
        ];
        place.command(&[&small[..], &worlds, more].concat()).output().unwrap()
    };
    let precision = |folder: &str| {
        let bytes = fs::read(place.path(folder).join("manifest.json")).unwrap();
        serde_json::from_slice::<Value>(&bytes).unwrap()["precision"].clone()
    };
    let missed = run("a", "0.0001", &["--strict"]);
    assert_eq!(missed.status.code(), Some(5), "{}", err(&missed));
    assert!(err(&missed).contains("0.01 points wanted"), "{}", err(&missed));
    assert!(String::from_utf8_lossy(&missed.stdout).contains("The precision was missed"));
    let entry = precision("a");
    assert_eq!(
        (entry["wanted"].as_f64(), entry["reached_it"].as_bool()),
        (Some(0.0001), Some(false))
    );
    assert!(entry["reached"].as_f64().unwrap() > 0.0001);
    // Without --strict it is said, and no error.
    assert!(run("b", "0.0001", &[]).status.success());
    let reached = run("c", "0.49", &["--strict"]);
    assert_eq!(reached.status.code(), Some(0), "{}", err(&reached));
    assert_eq!(precision("c")["reached_it"], true);
}
