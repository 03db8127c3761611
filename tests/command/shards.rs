//! Work that is divided among processes: parts make the very bytes of one run, wherever they are put together, and what does not belong
//! together is named.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::place::{Place, assert_ends, err, names, out};

/// All files below a folder.
fn everything(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for name in names(folder) {
        let path = folder.join(&name);
        if path.is_dir() {
            let below = everything(&path).into_iter();
            all.extend(below.map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            all.insert(name, fs::read(&path).unwrap());
        }
    }
    all
}

#[track_caller]
fn assert_same(one: &Path, other: &Path) {
    let (one, other) = (everything(one), everything(other));
    assert!(one.keys().eq(other.keys()), "{:?} and {:?}", one.keys(), other.keys());
    assert!(one.len() > 3, "{:?}", one.keys());
    for (name, bytes) in &one {
        assert!(bytes == &other[name], "{name} differs");
    }
}

/// Runs the parts of a command, which writes to `parts/NAME`.
#[track_caller]
fn run_parts(place: &Place, command: &[&str], name: &str, of: usize) {
    for number in 1..=of {
        let shard = format!("{number}/{of}");
        let out = format!("parts/{name}");
        let done = place.run(&[command, &["--out", &out, "--shard", &shard]].concat());
        assert_ends(
            &done,
            0,
            &[&format!("Part {number} of {of}"), "is done", "honest-broker merge"],
        );
    }
}

/// A command in one run and in two parts that are put together in a place where its files are not: the same bytes.
#[track_caller]
fn assert_divides(command: &[&str], files: &[(&str, &str)], folders: &[&str]) {
    let place = Place::uncertain();
    for (name, text) in files {
        place.write(name, text);
    }
    assert_ends(
        &place.run(&[command, &["--quiet", "--out", "whole/r"]].concat()),
        0,
        &[],
    );
    run_parts(&place, command, "r", 2);
    let elsewhere = Place::new();
    fs::rename(place.path("parts"), elsewhere.path("parts")).unwrap();
    let merged = elsewhere.run(&[&["merge", "--quiet", "--out", "merged"], folders].concat());
    assert_ends(&merged, 0, &[]);
    assert_eq!(out(&merged) + &err(&merged), "");
    assert_same(&place.path("whole/r"), &elsewhere.path("merged"));
}

const SHARDS: &[&str] = &["parts/r.shards"];

#[test]
fn a_comparison_of_two_scenarios_one_of_which_extends_another_divides() {
    // Levels on a grid of 9, a fan, and the overview of both.
    let command: &[&str] = &[
        "compare",
        "case.toml",
        "other.toml",
        "--grid",
        "9",
        "--worlds",
        "64",
        "--episodes",
        "50",
        "--fan",
    ];
    let more: &[&str] = &[
        "--fan-worlds",
        "32",
        "--arms",
        "no_broker,broker",
        "--level",
        "0.9",
        "--charts",
        "svg",
    ];
    let other = "extends = \"case.toml\"\nname = \"Other\"\n[clock]\nyears = 2\n";
    let folders: &[&str] = &["parts/r/case.shards", "parts/r/other.shards"];
    assert_divides(&[command, more].concat(), &[("other.toml", other)], folders);
}

#[test]
fn a_sweep_over_a_design_divides() {
    let design = "disarmer.exposure\n0.2\n0.4\n";
    let command = [
        "sweep",
        "case.toml",
        "--design",
        "points.csv",
        "--grid",
        "3",
        "--worlds",
        "64",
    ];
    assert_divides(&command, &[("points.csv", design)], SHARDS);
}

#[test]
fn an_attribution_whose_orders_depend_on_all_worlds_divides() {
    assert_divides(
        &[
            "attribute",
            "case.toml",
            "--grid",
            "3",
            "--worlds",
            "128",
            "--factors",
            "broker",
        ],
        &[],
        SHARDS,
    );
}

#[test]
fn the_drivers_whose_ends_are_solved_where_parts_are_put_together_divide() {
    assert_divides(
        &[
            "drivers",
            "case.toml",
            "--grid",
            "3",
            "--worlds",
            "64",
            "--totals",
            "--charts",
            "svg",
        ],
        &[],
        SHARDS,
    );
}

#[test]
fn a_discovery_divides() {
    assert_divides(&["discover", "case.toml", "--grid", "3", "--worlds", "64"], &[], SHARDS);
}

#[test]
fn robustness_divides() {
    assert_divides(
        &[
            "robust",
            "case.toml",
            "--grid",
            "3",
            "--worlds",
            "32",
            "--charts",
            "svg",
        ],
        &[],
        SHARDS,
    );
}

#[test]
fn a_search_for_what_it_would_take_divides() {
    let command = [
        "target",
        "case.toml",
        "--at-least",
        "0.01",
        "--grid",
        "3",
        "--worlds",
        "32",
        "--fresh-worlds",
        "32",
    ];
    assert_divides(&command, &[], SHARDS);
}

const COMMAND: &[&str] = &[
    "compare",
    "case.toml",
    "--grid",
    "3",
    "--worlds",
    "64",
    "--episodes",
    "50",
];

#[test]
fn what_cannot_be_divided_is_refused_and_leaves_nothing() {
    let place = Place::uncertain();
    let shard = |more: &[&str]| place.run(&[COMMAND, &["--out", "r"], more].concat());
    assert_ends(&shard(&["--shard", "1/5"]), 2, &["4 chunks", "among 4 parts at most"]);
    assert_ends(
        &shard(&["--shard", "1/2", "--precision", "0.1"]),
        2,
        &["--precision", "--worlds"],
    );
    for wrong in ["0/4", "5/4", "x", "1/0", "1"] {
        assert_ends(&shard(&["--shard", wrong]), 2, &["such as 2/8"]);
    }
    let backtest = place.run(&["backtest", "--shard", "1/2"]);
    assert_ends(&backtest, 2, &["cannot be divided"]);
    place.write("case.toml", super::place::COMPLETE);
    assert_ends(&shard(&["--shard", "1/2"]), 2, &["one world and nothing to divide"]);
    assert_eq!(place.names("."), super::place::set(&["case.toml"]));
}

#[test]
fn parts_that_make_no_whole_are_all_named_at_once_and_nothing_is_written() {
    let place = Place::uncertain();
    run_parts(&place, COMMAND, "r", 4);
    let shards = place.path("parts/r.shards");
    let merge = |more: &[&str]| place.run(&[&["merge", "parts/r.shards", "--out", "merged"], more].concat());
    // One is away, one is there twice, one has a damaged chunk, and one is of another request.
    fs::rename(shards.join("1-of-4"), place.path("kept")).unwrap();
    copy(&shards.join("2-of-4"), &shards.join("again"));
    let chunk = names(&shards.join("3-of-4"))
        .into_iter()
        .find(|name| name.starts_with("chunk"))
        .unwrap();
    let damaged = shards.join("3-of-4").join(&chunk);
    let text = fs::read_to_string(&damaged).unwrap();
    fs::write(&damaged, text.replacen("\"world\":", "\"World\":", 1)).unwrap();
    let foreign = [COMMAND, &["--seed", "2", "--out", "foreign/r", "--shard", "1/4"]].concat();
    assert_ends(&place.run(&foreign), 0, &[]);
    fs::rename(place.path("foreign/r.shards/1-of-4"), shards.join("stranger")).unwrap();
    let said = [
        "part 1 of 4 of `case` is missing; compute it with: honest-broker compare --shard 1/4 case.toml",
        "part 2 of 4 is there more than once",
        &format!("{chunk} is damaged"),
        "stranger: it belongs to another request",
        "its command is honest-broker compare case.toml",
        "--seed 2",
    ];
    let refused = merge(&[]);
    assert_ends(&refused, 1, &said);
    assert!(!place.path("merged").exists());
    // Mended one by one, and a part of another build.
    fs::remove_dir_all(shards.join("again")).unwrap();
    fs::remove_dir_all(shards.join("stranger")).unwrap();
    fs::write(&damaged, text).unwrap();
    fs::rename(place.path("kept"), shards.join("1-of-4")).unwrap();
    let ticket = shards.join("4-of-4/shard.json");
    let text = fs::read_to_string(&ticket).unwrap();
    fs::write(&ticket, text.replacen("\"number\": 4", "\"number\": 3", 1)).unwrap();
    assert_ends(
        &merge(&[]),
        1,
        &[
            "shard.json is damaged",
            "start its part again, which keeps the finished chunks",
        ],
    );
    fs::write(&ticket, text).unwrap();
    assert_ends(&merge(&["--quiet"]), 0, &[]);
    assert!(place.path("merged/manifest.json").exists());
    assert_ends(&merge(&[]), 0, &["was finished before"]);
    assert_ends(&place.run(&["merge", "merged"]), 1, &["there is no part in it"]);
}

#[cfg(unix)]
#[test]
fn a_part_that_was_killed_goes_on_where_it_was_and_is_no_part_before() {
    let place = Place::uncertain();
    let command = [
        "compare",
        "case.toml",
        "--grid",
        "3",
        "--worlds",
        "96",
        "--episodes",
        "1000",
        "--no-charts",
    ];
    run_parts(&place, &command, "whole", 1);
    let part = |number: &'static str| [&command[..], &["--out", "parts/r", "--shard", number]].concat();
    let mut child = place.command(&part("1/2")).spawn().unwrap();
    let folder = place.path("parts/r.shards/1-of-2");
    let has_chunk = || folder.exists() && names(&folder).iter().any(|name| name.starts_with("chunk"));
    while !has_chunk() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    super::place::send("-KILL", &child);
    child.wait().unwrap();
    assert_ends(&place.run(&part("2/2")), 0, &[]);
    let merge = || place.run(&["merge", "parts/r.shards", "--out", "merged", "--quiet"]);
    let ticket: Value = serde_json::from_slice(&fs::read(folder.join("shard.json")).unwrap()).unwrap();
    // A machine so fast that the part was done before it could be killed has nothing to go on with.
    if ticket["chunks"].is_null() {
        assert_ends(&merge(), 1, &["1-of-2: it is not finished; go on with: honest-broker"]);
        let kept = names(&folder).len();
        assert!(kept > 1, "chunks are kept");
        assert_ends(&place.run(&part("1/2")), 0, &["Part 1 of 2"]);
    }
    assert_ends(&merge(), 0, &[]);
    assert_ends(
        &place.run(&["merge", "parts/whole.shards", "--out", "whole", "--quiet"]),
        0,
        &[],
    );
    assert_same(&place.path("whole"), &place.path("merged"));
}

#[test]
fn what_is_there_is_reported_on_request_and_says_that_it_is_not_whole() {
    let place = Place::uncertain();
    let command = [
        "compare",
        "case.toml",
        "--grid",
        "9",
        "--worlds",
        "128",
        "--episodes",
        "10",
        "--arms",
        "no_broker,broker",
        "--no-charts",
    ];
    run_parts(&place, &command, "r", 4);
    fs::remove_dir_all(place.path("parts/r.shards/3-of-4")).unwrap();
    let merge = |more: &[&str]| place.run(&[&["merge", "parts/r.shards", "--out", "merged"], more].concat());
    assert_ends(&merge(&[]), 1, &["part 3 of 4"]);
    let partial = merge(&["--partial"]);
    assert_ends(&partial, 0, &["Note: part 3 of 4", "not whole", "96 of the 128 worlds"]);
    let manifest: Value = serde_json::from_slice(&fs::read(place.path("merged/manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["options"]["worlds"], 96);
    assert_eq!(manifest["options"]["without"], serde_json::json!(["3/4"]));
    assert!(manifest["repeat"].is_null(), "no command makes it again");
    assert_ends(&place.run(&["verify", "merged"]), 1, &["without 3/4"]);
    let page = fs::read_to_string(place.path("merged/report.html")).unwrap();
    assert!(page.contains("This result is not whole"));
    // The estimate of fewer worlds lies by that of all, and knows less.
    assert_ends(
        &place.run(&[&command[..], &["--out", "all", "--quiet"]].concat()),
        0,
        &[],
    );
    let wide = |folder: &str| {
        let mut table = csv::Reader::from_path(place.path(folder).join("outcomes.csv")).unwrap();
        let header = table.headers().unwrap().clone();
        let at = |row: &csv::StringRecord, name: &str| {
            let place = header.iter().position(|column| column == name).unwrap();
            row[place].to_owned()
        };
        let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
        let row = rows.iter().find(|row| at(row, "outcome") == "breach").unwrap();
        ["estimate", "low", "high"].map(|name| at(row, name).parse::<f64>().unwrap())
    };
    let ([all, low, high], [some, lower, higher]) = (wide("all"), wide("merged"));
    assert!(all != some && (all - some).abs() < higher - lower, "{all} {some}");
    assert!(low > 0.0 && lower > 0.0 && high > low && higher > lower);
    // Without option, a partial result is not taken for the whole one.
    let answered = place.run(&[
        "sweep",
        "case.toml",
        "--vary",
        "disarmer.exposure=0.1,0.2",
        "--grid",
        "3",
        "--worlds",
        "32",
        "--out",
        "s",
        "--shard",
        "1/2",
    ]);
    assert_ends(&answered, 0, &[]);
    assert_ends(
        &place.run(&["merge", "s.shards", "--partial"]),
        2,
        &["--partial is for compare"],
    );
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for name in names(from) {
        fs::copy(from.join(&name), to.join(&name)).unwrap();
    }
}
