//! `verify`: results are made again, and what is not as it was is named.

use std::fs;

use serde_json::Value;

use crate::place::{Place, assert_ends, err, names, out};

/// A result in `r` that is computed in no time.
fn compared(place: &Place, more: &[&str]) {
    assert_ends(&place.compare(&[&["--no-charts", "--out", "r"], more].concat()), 0, &[]);
}

fn edit(place: &Place, name: &str, from: &str, to: &str) {
    let path = place.path(name);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{name} has no `{from}`");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

/// Words without line breaks.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_result_comes_out_the_same_and_every_file_is_told() {
    let place = Place::uncertain();
    let options = [
        "--set",
        "broker.name=\"x, 'y'\"",
        "--level",
        "0.9",
        "--fan",
        "--fan-worlds",
        "16",
    ];
    assert_ends(
        &place.compare(&[&["--charts", "svg", "--out", "r"], &options[..]].concat()),
        0,
        &[],
    );
    fs::remove_file(place.path("case.toml")).unwrap();
    let verified = place.run(&["verify", "r", "--quiet"]);
    assert_ends(&verified, 0, &[]);
    assert_eq!(out(&verified), "");
    let told = place.run(&["verify", "r", "--threads", "1"]);
    assert_ends(
        &told,
        0,
        &["outcomes.csv", "report.html", "manifest.json", "byte for byte"],
    );
    assert!(!out(&told).contains("differs"), "{}", out(&told));
    assert_eq!(names(place.0.path()).len(), 1, "only the result is left");
}

#[test]
fn what_was_edited_is_missing_or_was_added_is_named() {
    let place = Place::uncertain();
    compared(&place, &[]);
    edit(&place, "r/outcomes.csv", "settlement", "settled");
    fs::remove_file(place.path("r/sign.csv")).unwrap();
    place.write("r/notes/mine.txt", "mine");
    for options in [&["verify", "r", "--files-only"][..], &["verify", "r"]] {
        let verified = place.run(options);
        assert_ends(&verified, 1, &["not verified: r"]);
        let said = flat(&out(&verified));
        assert!(
            said.contains("outcomes.csv has been edited since it was written"),
            "{said}"
        );
        let place = ": row 1, column outcome: settled here, settlement in the run.";
        assert_eq!(said.contains(place), options.len() == 2, "{said}");
        assert!(said.contains("sign.csv is missing."), "{said}");
        assert!(said.contains("no part of the result: notes/mine.txt."), "{said}");
    }
    let json: Value = serde_json::from_str(&out(&place.run(&["verify", "r", "--format", "json"]))).unwrap();
    assert_eq!(json["verified"], false);
    let files = json["results"][0]["files"].as_array().unwrap();
    let of = |name: &str| files.iter().find(|file| file["name"] == name).unwrap();
    assert_eq!(of("outcomes.csv")["kept"], "edited");
    assert_eq!(of("sign.csv")["kept"], "missing");
    assert_eq!(of("metrics.csv")["again"]["is"], "same");
}

/// Writes a manifest anew, as a program of another build would have: only its own checksum is right.
fn rewritten(place: &Place, change: impl Fn(&mut Value)) {
    let path = place.path("r/manifest.json");
    let mut manifest: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    change(&mut manifest);
    let mut entries = manifest.as_object().unwrap().clone();
    entries.remove("manifest_sha256");
    fs::write(path, honest_broker::output::manifest::text(entries)).unwrap();
}

/// Takes the bytes that a file has now for those that were written.
fn taken_as_written(place: &Place, name: &str) {
    let sum = honest_broker::output::digest::sha256(&fs::read(place.path(&format!("r/{name}"))).unwrap());
    rewritten(place, |manifest| {
        for file in manifest["files"].as_array_mut().unwrap() {
            if file["name"] == name {
                file["sha256"] = sum.clone().into();
            }
        }
    });
}

#[test]
fn a_table_that_comes_out_otherwise_is_told_with_row_and_column_and_another_build_is_named() {
    let place = Place::uncertain();
    compared(&place, &[]);
    edit(&place, "r/sign.csv", "broker", "broken");
    taken_as_written(&place, "sign.csv");
    rewritten(&place, |manifest| {
        manifest["program"]["build"] = "0123456789abcdef".into()
    });
    let verified = place.run(&["verify", "r"]);
    assert_ends(&verified, 1, &["not verified"]);
    let said = flat(&out(&verified));
    assert!(said.contains("Another build of the program made it"), "{said}");
    assert!(said.contains("sign.csv differs: row 1, column"), "{said}");
    assert!(
        !said.contains("outcomes.csv differs") && !said.contains("manifest.json differs"),
        "{said}"
    );
    rewritten(&place, |manifest| manifest["options"]["grid"] = 5.into());
    let said = flat(&out(&place.run(&["verify", "r"])));
    assert!(
        said.contains("manifest.json differs: options.grid: 5 here, 3 in the run"),
        "{said}"
    );
}

#[test]
fn what_cannot_be_made_again_is_said_and_nothing_else_is_run() {
    let place = Place::uncertain();
    compared(&place, &[]);
    let said = |code: i32, options: &[&str]| {
        let verified = place.run(&[&["verify", "r"], options].concat());
        assert_eq!(
            verified.status.code(),
            Some(code),
            "{}{}",
            out(&verified),
            err(&verified)
        );
        flat(&out(&verified))
    };
    edit(&place, "r/case.toml", "Many worlds", "Many a world");
    assert!(said(1, &[]).contains("case.toml, which it was computed from, is not as it was written"));
    taken_as_written(&place, "case.toml");
    rewritten(&place, |manifest| {
        let repeat = manifest["repeat"].as_array_mut().unwrap();
        repeat.push("--out=elsewhere".into());
    });
    assert!(said(1, &[]).contains("`--out=elsewhere` in the entry `repeat`"));
    assert!(!place.path("elsewhere").exists());
    rewritten(&place, |manifest| {
        manifest["options"]["without"] = serde_json::json!(["3/4"])
    });
    assert!(said(1, &[]).contains("merged without 3/4: it does not hold all its worlds"));
    said(0, &["--files-only"]);
    rewritten(&place, |manifest| {
        manifest["options"].as_object_mut().unwrap().remove("without");
        manifest.as_object_mut().unwrap().remove("repeat");
    });
    assert!(said(1, &[]).contains("has no entry `repeat`"));
    edit(&place, "r/manifest.json", "\"seed\": \"1\"", "\"seed\": \"2\"");
    assert!(said(1, &[]).contains("its manifest has been edited"));
    assert_ends(&place.run(&["verify", "."]), 1, &["holds no result"]);
}

#[test]
fn scenarios_that_extend_others_and_overviews_come_out_the_same() {
    let place = Place::uncertain();
    place.write(
        "other.toml",
        "extends = \"case.toml\"\nname = \"Another\"\n[crises]\nescalation = 0.25\n",
    );
    let both = [
        "compare",
        "case.toml",
        "other.toml",
        "--grid",
        "3",
        "--worlds",
        "16",
        "--episodes",
        "20",
    ];
    assert_ends(
        &place.run(&[&both[..], &["--no-charts", "--quiet", "--out", "all"]].concat()),
        0,
        &[],
    );
    let folders = ["verify", "all/case", "all/other", "all/overview"];
    assert_ends(&place.run(&folders), 0, &["2 results beside it, put side by side"]);
    edit(&place, "all/other/outcomes.csv", "settlement", "settled");
    let said = flat(&out(&place.run(&["verify", "all/overview"])));
    assert!(
        said.contains("the result other that it was made of is not beside it as it was then"),
        "{said}"
    );
}

#[test]
fn every_command_that_writes_a_folder_is_made_again() {
    let place = Place::uncertain();
    place.write(
        "points.csv",
        "crises.escalation, disarmer.rationality\n0.1,1.5\n 0.3 ,2\n",
    );
    let commands: [(&str, &[&str]); 9] = [
        (
            "attribute",
            &[
                "case.toml",
                "--worlds",
                "16",
                "--factors",
                "broker",
                "--pairs",
                "--sampling",
                "monte-carlo",
            ],
        ),
        (
            "solve",
            &[
                "case.toml",
                "--grid",
                "2",
                "--arms",
                "broker",
                "--certify",
                "--episodes",
                "50",
            ],
        ),
        ("sweep", &["case.toml", "--worlds", "16", "--design", "points.csv"]),
        (
            "sweep",
            &[
                "case.toml",
                "--worlds",
                "16",
                "--vary",
                "crises.escalation=0..0.5/3",
                "--level",
                "0.8",
            ],
        ),
        ("drivers", &["case.toml", "--worlds", "16", "--totals"]),
        ("discover", &["case.toml", "--worlds", "64", "--likely", "0.2"]),
        ("robust", &["case.toml", "--worlds", "16", "--metric", "in_force"]),
        (
            "target",
            &[
                "case.toml",
                "--worlds",
                "16",
                "--fresh-worlds",
                "16",
                "--outcome",
                "war",
                "--at-most",
                "0.01",
                "--share-of-worlds",
                "0.5",
            ],
        ),
        ("backtest", &["--worlds", "8", "--cases", "few.csv"]),
    ];
    let cases = include_str!("../../scenarios/history/cases.csv");
    let few: Vec<&str> = (cases.lines())
        .filter(|line| {
            ["case_id,", "leapday2012,", "algiers1981,"]
                .iter()
                .any(|start| line.starts_with(start))
        })
        .collect();
    place.write("few.csv", &(few.join("\n") + "\n"));
    let mut pictured = 0;
    for (number, (command, options)) in commands.into_iter().enumerate() {
        let folder = format!("r{number}");
        // With charts and without in turn.
        let charts: &[&str] = if number % 2 == 0 {
            &["--no-charts"]
        } else {
            &["--charts", "svg"]
        };
        let small = [&["--grid", "2", "--quiet"], charts].concat();
        let shared: &[&str] = if command == "solve" { &[] } else { &small };
        let made = place.run(&[&[command], options, shared, &["--out", &folder]].concat());
        assert_ends(&made, 0, &[]);
        let drawn = place.names(&folder).iter().any(|name| name.ends_with(".svg"));
        // Not every answer has something to draw.
        assert!(!drawn || number % 2 == 1, "{command}");
        pictured += usize::from(drawn);
        let verified = place.run(&["verify", &folder, "--quiet"]);
        assert_ends(&verified, 0, &[]);
    }
    assert!(pictured > 1);
}

#[cfg(unix)]
#[test]
fn an_interruption_leaves_nothing_behind() {
    use crate::place::send;
    use std::time::Duration;

    let place = Place::uncertain();
    compared(&place, &[]);
    // So that there is something to interrupt.
    rewritten(&place, |manifest| {
        for word in manifest["repeat"].as_array_mut().unwrap() {
            for (from, to) in [("--grid=3", "--grid=21"), ("--worlds=32", "--worlds=4096")] {
                if word == from {
                    *word = to.into();
                }
            }
        }
    });
    let temporary = place.path("temporary");
    fs::create_dir(&temporary).unwrap();
    let mut child = place
        .command(&["verify", "r", "--quiet"])
        .env("TMPDIR", &temporary)
        .spawn()
        .unwrap();
    for _ in 0..3_000 {
        if names(&temporary)
            .iter()
            .any(|name| name.starts_with("honest-broker-verify-"))
        {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_millis(300));
    assert!(!names(&temporary).is_empty(), "nothing had begun");
    send("-INT", &child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(names(&temporary).is_empty(), "{:?}", names(&temporary));
}
