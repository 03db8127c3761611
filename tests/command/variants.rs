//! Tables and pictures of two runs can be told apart, stacked, and recomputed from.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

use crate::place::{number, rows};

const SCENARIO: &str = include_str!("../data/uncertain.toml");
const QUICK: &[[&str; 2]] = &[
    ["--grid", "3"],
    ["--episodes", "100"],
    ["--worlds", "16"],
    ["--arms", "no_broker,broker"],
];

/// Columns that tell runs apart.
const IDENTITY: [&str; 4] = ["scenario", "scenario_hash", "settings", "run_hash"];

struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Place(tempfile::tempdir().unwrap());
        place.write("case.toml", SCENARIO);
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    fn compare(&self, file: &str, out: &str, more: &[&str]) -> PathBuf {
        let mut command = Command::cargo_bin("honest-broker").unwrap();
        command.current_dir(self.0.path()).args(["compare", file, "--out", out]);
        let usual = QUICK.iter().filter(|option| !more.contains(&option[0])).flatten();
        command.args(usual).arg("--quiet").args(more).assert().success();
        self.path(out)
    }
}

/// A table as rows of cells by column.
fn tables(folder: &Path) -> BTreeSet<String> {
    let names = fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name.ends_with(".csv")).collect()
}

/// The rows of a table that is stacked with others: no two have the same labels.
fn assert_no_duplicates(folders: &[PathBuf], name: &str) {
    let dictionary = rows(&folders[0].join("columns.csv"));
    let slug = name.trim_end_matches(".csv");
    let labels: Vec<&str> = dictionary
        .iter()
        .filter(|row| row["table"] == slug && (row["type"] == "text" || KEYS.contains(&row["column"].as_str())))
        .map(|row| row["column"].as_str())
        .collect();
    let mut seen = BTreeSet::new();
    for folder in folders {
        for row in rows(&folder.join(name)) {
            let key: Vec<String> = labels.iter().map(|label| row[*label].clone()).collect();
            assert!(seen.insert(key.clone()), "{name}: {key:?} stands twice");
        }
    }
}

/// Numbers that say which row it is.
const KEYS: [&str; 7] = ["round", "world", "stage", "share", "worlds", "multiple", "month"];

#[test]
fn runs_that_differ_in_anything_that_alters_results_can_be_stacked() {
    let place = Place::new();
    place.write(
        "v2/case.toml",
        &SCENARIO.replacen("foresight_years = 12.5", "foresight_years = 13", 1),
    );
    let other = |name: &str, more: &[&str]| place.compare("case.toml", name, more);
    let folders = [
        other("plain", &[]),
        other("low", &["--set", "guarantor.keeper_prior=0.3"]),
        other("high", &["--set", "guarantor.keeper_prior=0.7"]),
        other("grid", &["--grid", "4"]),
        other("seed", &["--seed", "2"]),
        other("selection", &["--selection", "traced"]),
        other("baseline", &["--baseline", "broker"]),
        other("sampling", &["--sampling", "monte-carlo"]),
        other("threshold", &["--threshold", "0.1"]),
        other("episodes", &["--episodes", "90"]),
        other("more", &["--worlds", "32"]),
        place.compare("v2/case.toml", "changed", &[]),
    ];
    let hashes: BTreeSet<String> = folders
        .iter()
        .map(|f| rows(&f.join("outcomes.csv"))[0]["run_hash"].clone())
        .collect();
    assert_eq!(hashes.len(), folders.len());
    for name in tables(&folders[0]).iter().filter(|name| *name != "columns.csv") {
        assert_no_duplicates(&folders, name);
        for row in folders.iter().flat_map(|folder| rows(&folder.join(name))) {
            assert!(IDENTITY.iter().all(|column| !row[*column].is_empty()), "{name}");
        }
    }
    // Every picture says it, where people see it and where programs read it.
    for folder in &folders[1..3] {
        let row = &rows(&folder.join("outcomes.csv"))[0];
        for entry in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
            let said = [&row["scenario_hash"], &row["run_hash"], &row["settings"]];
            match entry.extension().and_then(|e| e.to_str()) {
                Some("svg") => {
                    let svg = fs::read_to_string(&entry).unwrap();
                    let (before, body) = svg.split_once("</desc>").unwrap();
                    assert!(
                        said.iter().all(|text| before.contains(*text) && body.contains(*text)),
                        "{}",
                        entry.display()
                    );
                }
                Some("png") => {
                    let png = fs::read(&entry).unwrap();
                    let has = |text: &str| png.windows(text.len()).any(|w| w == text.as_bytes());
                    assert!(said.iter().all(|text| has(text)), "{}", entry.display());
                }
                _ => {}
            }
        }
    }
}

#[test]
fn a_comment_a_source_or_a_name_changes_no_table_and_threads_and_force_no_hash() {
    let place = Place::new();
    let words = "# a comment\n".to_owned() + &SCENARIO.replacen("sources = [", "sources = [\"another\", ", 1);
    place.write("words/case.toml", &words);
    let plain = place.compare("case.toml", "plain", &[]);
    let same = place.compare("words/case.toml", "same", &["--threads", "1", "--force"]);
    for entry in fs::read_dir(&plain).unwrap().map(|e| e.unwrap().file_name()) {
        // What is said about the scenario may change, and what was computed does not.
        let computed = [".csv", ".svg", ".png"]
            .iter()
            .any(|end| entry.to_string_lossy().ends_with(end));
        if computed {
            assert!(
                fs::read(plain.join(&entry)).unwrap() == fs::read(same.join(&entry)).unwrap(),
                "{entry:?}"
            );
        }
    }
}

#[test]
fn what_is_fixed_by_a_setting_keeps_its_column_and_so_do_numbers_that_were_never_uncertain() {
    let place = Place::new();
    let open = rows(&place.compare("case.toml", "open", &[]).join("draws.csv"));
    let fixed = rows(
        &place
            .compare("case.toml", "fixed", &["--set", "disarmer.dealer_prior=0.4"])
            .join("draws.csv"),
    );
    assert!(open[0].keys().eq(fixed[0].keys()));
    assert!(fixed.iter().all(|row| row["disarmer_dealer_prior"] == "0.4"));
    let drawn: BTreeSet<&String> = open.iter().map(|row| &row["disarmer_dealer_prior"]).collect();
    assert!(drawn.len() > 8);
    place.write("one.toml", include_str!("../data/complete.toml"));
    let one = rows(&place.compare("one.toml", "one", &[]).join("draws.csv"));
    assert!(
        one.iter()
            .all(|row| number(row, "disarmer_dealer_prior") > 0.0 && number(row, "stages_1_detection") > 0.0)
    );
}

#[test]
fn places_of_a_round_are_disjoint_and_sum_to_one() {
    let place = Place::new();
    let folder = place.compare("case.toml", "o", &[]);
    let mut sums: BTreeMap<(String, String, String), f64> = BTreeMap::new();
    let mut names = BTreeSet::new();
    for row in rows(&folder.join("timeline.csv")) {
        let (kind, _) = row["quantity"].split_once('.').unwrap_or((&row["quantity"], ""));
        if kind == "phase" || kind == "first_rupture" {
            names.insert(row["quantity"].clone());
            *sums
                .entry((row["arm"].clone(), row["round"].clone(), kind.to_owned()))
                .or_default() += number(&row, "estimate");
        }
    }
    assert!(
        !sums.is_empty() && sums.values().all(|sum| (sum - 1.0).abs() < 1e-9),
        "{sums:?}"
    );
    // No name begins with another, so that a search for one finds no part of another.
    for name in names.iter().filter(|name| name.starts_with("phase.")) {
        assert!(
            names
                .iter()
                .all(|other| other == name || !other.starts_with(name.as_str())),
            "{name}"
        );
    }
}

#[test]
fn where_no_negotiation_lasts_everything_is_written_all_the_same() {
    let place = Place::new();
    for (name, evaluate) in [("both", "both"), ("play", "play")] {
        let folder = place.compare(
            "case.toml",
            name,
            &[
                "--evaluate",
                evaluate,
                "--set",
                "crises.escalation=1",
                "--set",
                "crises.rate_in_force=40",
                "--set",
                "crises.rate_ruptured=40",
            ],
        );
        let manifest: serde_json::Value =
            serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
        assert!(manifest.get("not_drawn").is_none(), "{manifest:#}");
        assert!(folder.join("phases.svg").exists() && folder.join("phases.png").exists());
        let last = rows(&folder.join("timeline.csv")).pop().unwrap();
        assert!(last["quantity"].starts_with("belief.") && last["estimate"].is_empty() && last["episodes"] == "0");
    }
}

#[test]
fn the_sources_of_variance_follow_from_the_tables() {
    let place = Place::new();
    let folder = place.compare("case.toml", "o", &["--worlds", "32"]);
    let (types, worlds) = (rows(&folder.join("types.csv")), rows(&folder.join("worlds.csv")));
    let mut checked = 0;
    for row in rows(&folder.join("variance.csv")) {
        let Some(outcome) = row["metric"].strip_prefix("outcome.") else {
            continue;
        };
        let of_arm =
            |arm: &str| -> Vec<&BTreeMap<String, String>> { types.iter().filter(|t| t["arm"] == arm).collect() };
        let is_difference = row["quantity"] == "difference";
        let p = format!("p_{outcome}");
        let (with, against) = (of_arm(&row["arm"]), of_arm(&row["against"]));
        let cells: Vec<(f64, f64)> = with
            .iter()
            .zip(&against)
            .map(|(w, a)| {
                (
                    number(w, "weight"),
                    number(w, &p) - if is_difference { number(a, &p) } else { 0.0 },
                )
            })
            .collect();
        let per_world: Vec<[f64; 3]> = cells
            .chunks(4)
            .map(|cells| {
                let mean: f64 = cells.iter().map(|(w, x)| w * x).sum();
                let spread = cells.iter().map(|(w, x)| w * (x - mean) * (x - mean)).sum();
                let squares: f64 = cells.iter().map(|(w, x)| w * x * x).sum();
                [mean, spread, mean - squares]
            })
            .collect();
        let n = per_world.len() as f64;
        let mean_of = |i: usize| per_world.iter().map(|w| w[i]).sum::<f64>() / n;
        let center = mean_of(0);
        let parameters = per_world.iter().map(|w| (w[0] - center).powi(2)).sum::<f64>() / (n - 1.0);
        let chance = match is_difference {
            false => mean_of(2),
            true => {
                let changed: Vec<f64> = worlds
                    .iter()
                    .filter(|w| w["arm"] == row["arm"])
                    .map(|w| number(w, &format!("changed_{outcome}")))
                    .collect();
                let expected: f64 = cells.iter().map(|(w, x)| w * x * x).sum::<f64>() / n;
                changed.iter().sum::<f64>() / n - expected
            }
        };
        for (name, value) in [("parameters", parameters), ("types", mean_of(1)), ("chance", chance)] {
            let told = number(&row, name);
            assert!(
                (told - value).abs() < 1e-12,
                "{}, {}, {name}: {told} and {value}",
                row["metric"],
                row["quantity"]
            );
            checked += 1;
        }
    }
    assert!(checked >= 3 * 8 * 3, "{checked}");
}

#[test]
fn an_ending_is_raised_or_lowered_and_nobody_is_told_that_it_helps() {
    let place = Place::new();
    let folder = place.compare("case.toml", "o", &[]);
    let sign = rows(&folder.join("sign.csv"));
    let directions: BTreeSet<&str> = sign.iter().map(|row| row["direction"].as_str()).collect();
    assert_eq!(directions, BTreeSet::from(["raises", "lowers", "no_difference"]));
    for name in tables(&folder) {
        let text = fs::read_to_string(folder.join(&name)).unwrap();
        assert!(
            ["helps", "hurts", "p_value"].iter().all(|word| !text.contains(word)),
            "{name}"
        );
    }
}
