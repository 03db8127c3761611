//! The scenario to begin with, and those that are built in.

use std::path::{Path, PathBuf};

use honest_broker::scenario::{SHIPPED, find, key_paths, parse, shipped, template};

#[test]
fn the_template_is_valid_without_a_warning_and_names_every_key() {
    let text = template("A \"first\" case");
    let scenario = parse("new.toml", &text, &[]).unwrap_or_else(|problems| panic!("{problems}\n{text}"));
    assert!(scenario.warnings().is_empty(), "{}", scenario.warnings());
    assert_eq!(scenario.title(), "A \"first\" case");
    assert!(scenario.arms.len() == 3 && !scenario.uncertain().is_empty());
    for path in key_paths() {
        let name = path.rsplit('.').next().unwrap();
        let line = |line: &str| line.trim_start_matches("# ").starts_with(&format!("{name} = "));
        assert!(text.lines().any(line), "{path} is in the template:\n{text}");
    }
}

#[test]
fn what_is_commented_out_in_the_template_is_what_holds_without_it() {
    let text = template("x");
    let plain = parse("new.toml", &text, &[]).unwrap();
    let arm = &plain.arms[1].name;
    // Every commented number that stands in a table which is there, one at a time.
    let mut table_is_there = true;
    let mut tried = 0;
    for (at, line) in text.lines().enumerate() {
        if line.contains("[") && line.trim_start_matches("# ").starts_with('[') {
            table_is_there = !line.starts_with("# ");
        }
        let Some(key) = line
            .strip_prefix("# ")
            .filter(|key| table_is_there && key.contains(" if left out)"))
        else {
            continue;
        };
        if key.contains("if left out, ") || key.contains("as deterrent_share") || key.contains("as relief_share") {
            continue;
        }
        let mut lines: Vec<&str> = text.lines().collect();
        lines[at] = key;
        let given = parse("new.toml", &lines.join("\n"), &[]).unwrap_or_else(|problems| panic!("{key}: {problems}"));
        assert_eq!(given.resolved(arm).unwrap(), plain.resolved(arm).unwrap(), "{key}");
        tried += 1;
    }
    assert!(tried > 20, "{tried} keys were tried");
}

#[test]
fn every_shipped_scenario_is_built_in_and_valid_without_a_warning() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    // The cases of the library are made from their table, and have a test of their own (`history`).
    let files: Vec<PathBuf> = find(std::slice::from_ref(&folder), true)
        .unwrap()
        .into_iter()
        .filter(|file| !file.starts_with(folder.join("history")))
        .collect();
    let built_in: Vec<PathBuf> = SHIPPED
        .iter()
        .map(|(path, _)| folder.join(format!("{path}.toml")))
        .collect();
    assert_eq!(files.len(), built_in.len());
    for file in files {
        assert!(
            built_in.contains(&file),
            "{} is not built in: src/scenario/shipped.rs",
            file.display()
        );
        let text = std::fs::read_to_string(&file).unwrap();
        let scenario = parse(&file.to_string_lossy(), &text, &[]).unwrap();
        assert!(scenario.warnings().is_empty(), "{}", scenario.warnings());
    }
    assert_eq!(shipped("singapore-2018"), shipped("scenarios/singapore-2018.toml"));
    assert!(shipped("hostage").is_some() && shipped("nothing").is_none());
}
