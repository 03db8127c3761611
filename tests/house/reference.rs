//! The documentation of scenario files agrees with the program.

use std::fs;
use std::sync::Mutex;

use honest_broker::scenario::{
    USUAL, code_reference, key_paths, key_reference, load, parse, place_reference, warning_reference,
};

const DOCUMENT: &str = include_str!("../../docs/scenarios.md");

/// The command that renews everything this file checks.
const RENEW: &str = "UPDATE_REFERENCE=1 cargo test --test house reference";

fn renewing() -> bool {
    std::env::var_os("UPDATE_REFERENCE").is_some_and(|value| value == "1")
}

/// Compares what stands between the marks `<!-- name:begin -->` and `<!-- name:end -->` with what the program says, or renews it.
fn assert_marked(name: &str, expected: &str) {
    // Read anew: both tests write to the page.
    static PAGE: Mutex<()> = Mutex::new(());
    let _alone = PAGE.lock().unwrap();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/scenarios.md");
    let page = fs::read_to_string(path).unwrap();
    let begin = format!("<!-- {name}:begin -->\n");
    let end = format!("<!-- {name}:end -->");
    let (before, rest) = page.split_once(&begin).expect("the mark begins");
    let (inside, after) = rest.split_once(&end).expect("the mark ends");
    if inside.trim() == expected.trim() {
        return;
    }
    if renewing() {
        fs::write(path, format!("{before}{begin}{}\n\n{end}{after}", expected.trim())).unwrap();
        return;
    }
    let differs = inside.trim().lines().zip(expected.trim().lines()).find(|(a, b)| a != b);
    panic!("docs/scenarios.md is not what the program says, first at {differs:#?}: run {RENEW}");
}

#[test]
fn the_key_reference_is_that_of_the_program() {
    assert_marked("keys", &key_reference());
}

#[test]
fn the_list_of_problem_codes_is_that_of_the_program() {
    assert_marked("codes", &code_reference());
}

#[test]
fn the_list_of_warnings_is_that_of_the_program() {
    assert_marked("warnings", &warning_reference());
}

#[test]
fn the_page_of_targets_has_every_usual_lever_and_no_other() {
    let page = include_str!("../../docs/targets.md");
    let (_, table) = page
        .split_once("| lever | moves | to | by |")
        .expect("the table of usual levers");
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let named: Vec<&str> = rows.filter_map(|row| row.split('`').nth(1)).collect();
    let own: Vec<&str> = USUAL.iter().map(|usual| usual.name).collect();
    assert_eq!(named, own);
}

#[test]
fn places_in_the_sampling_design_are_only_ever_added() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/places.txt");
    let mut text = fs::read_to_string(path).unwrap();
    let given: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let now = place_reference();
    for line in now.lines() {
        let (name, place) = line.split_once(' ').unwrap();
        for old in &given {
            let (old_name, old_place) = old.split_once(' ').unwrap();
            assert!(
                old_name != name || old_place == place,
                "{name} was at {old_place} and cannot move: results of old files would change"
            );
        }
    }
    let new: Vec<&str> = now.lines().filter(|line| !given.contains(line)).collect();
    if renewing() && !new.is_empty() {
        text.push_str(&(new.join("\n") + "\n"));
        fs::write(path, text).unwrap();
        return;
    }
    assert!(new.is_empty(), "not yet in tests/data/places.txt: {new:?}. Run {RENEW}");
}

/// The paths in a file that hold something, with `[]` for the items of lists.
fn leaves(value: &toml::Value, path: &str, paths: &mut Vec<String>) {
    match value {
        toml::Value::Table(table) => {
            for (name, inner) in table {
                let dot = if path.is_empty() { "" } else { "." };
                leaves(inner, &format!("{path}{dot}{name}"), paths);
            }
        }
        toml::Value::Array(items) if items.iter().all(toml::Value::is_table) => {
            for item in items {
                leaves(item, &format!("{path}[]"), paths);
            }
        }
        _ => paths.push(path.to_string()),
    }
}

#[test]
fn the_complete_scenario_holds_every_key() {
    let file: toml::Table = include_str!("../data/complete.toml").parse().unwrap();
    let mut paths = Vec::new();
    leaves(&toml::Value::Table(file), "", &mut paths);
    // Some keys may be given in parts, by type for instance.
    let holds = |path: &str, key: &str| path == key || path.starts_with(&format!("{key}."));
    let missing: Vec<&str> = key_paths()
        .filter(|key| !paths.iter().any(|path| holds(path, key)))
        .collect();
    assert!(missing.is_empty(), "tests/data/complete.toml lacks {missing:?}");
}

#[test]
fn the_example_of_the_documentation_loads() {
    let (_, after) = DOCUMENT.split_once("```toml\n").expect("there is an example");
    let (example, _) = after.split_once("```").expect("the example ends");
    let scenario = parse("example.toml", example, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(scenario.arms.len() > 2, "the example shows an arm of its own");
}

/// The blocks of the page that are TOML.
fn toml_blocks() -> Vec<&'static str> {
    let blocks = DOCUMENT.split("```toml\n").skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap_or_default())
        .collect()
}

/// Lays the keys of a fragment over a file.
fn merge(file: &mut toml::Table, fragment: toml::Table) {
    for (key, value) in fragment {
        match (file.get_mut(&key), value) {
            (Some(toml::Value::Table(old)), toml::Value::Table(new)) => merge(old, new),
            (_, value) => {
                file.insert(key, value);
            }
        }
    }
}

#[test]
fn the_file_of_the_documentation_that_extends_another_does_so() {
    let blocks = toml_blocks();
    let fragment = blocks.iter().find(|block| block.starts_with("extends"));
    let fragment = fragment.expect("the page shows such a file");
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("korea.toml"), blocks[0]).unwrap();
    let file = folder.path().join("late.toml");
    fs::write(&file, fragment).unwrap();
    let scenario = load(&file, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(scenario.warnings().is_empty(), "{}", scenario.warnings());
    let at = |arm: &str, key: &str| scenario.resolved(arm).unwrap()[key].clone();
    assert_eq!(at("broker", "stages.2.detection"), 0.4);
    assert_eq!(at("inspectors", "stages.2.detection"), 0.8);
    assert_eq!(at("broker", "guarantor.relief_cost.reneger"), 0.9);
    assert_eq!(scenario.title(), "The same with late inspections");
}

#[test]
fn the_fragments_of_the_documentation_load_on_top_of_the_example() {
    let blocks = toml_blocks();
    assert!(blocks.len() >= 5);
    let example: toml::Table = blocks[0].parse().expect("the example is TOML");
    let mut all = example.clone();
    for fragment in &blocks[1..] {
        if fragment.starts_with("extends") {
            // Laid over the example by the program itself, below.
            continue;
        }
        let fragment: toml::Table = fragment.parse().unwrap_or_else(|error| panic!("{error}:\n{fragment}"));
        let mut file = example.clone();
        // A distribution takes the place of a number and is not merged into another one.
        merge(&mut file, fragment.clone());
        merge(&mut all, fragment);
        let text = toml::to_string(&file).expect("it can be written");
        parse("fragment.toml", &text, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    }
    let text = toml::to_string(&all).expect("it can be written");
    let scenario = parse("all.toml", &text, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let keys: Vec<&str> = scenario.uncertain().iter().map(|u| u.key.as_str()).collect();
    assert!(
        keys.contains(&"disarmer.dealer_prior") && keys.contains(&"stakeholders.A_patron.stands"),
        "{keys:?}"
    );
}
