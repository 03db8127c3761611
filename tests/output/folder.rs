//! Result folders: whole or not at all, and never at the cost of another's files.

use honest_broker::output::files::{FolderError, ResultFolder};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn scratch() -> TempDir {
    tempfile::tempdir().expect("a folder for the test")
}

/// All files under a folder with their contents, by relative name.
fn contents(folder: &Path) -> BTreeMap<String, String> {
    fn collect(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                collect(root, &path, found);
            } else {
                let name = path.strip_prefix(root).expect("inside").to_string_lossy().into_owned();
                found.insert(name, fs::read_to_string(&path).expect("text"));
            }
        }
    }
    let mut found = BTreeMap::new();
    collect(folder, folder, &mut found);
    found
}

/// Writes a result of the given files.
fn write(target: &Path, force: bool, files: &[(&str, &str)]) -> Result<(), FolderError> {
    let mut folder = ResultFolder::create(target, force)?;
    for (name, text) in files {
        folder.add(name, text)?;
    }
    let manifest = Map::from_iter([("seed".to_owned(), Value::from(7))]);
    folder.finish(manifest).map(|_| ())
}

fn names(folder: &Path) -> Vec<String> {
    contents(folder).into_keys().collect()
}

#[test]
fn a_result_is_written_with_a_manifest_of_sizes_and_digests_in_order() {
    let scratch = scratch();
    let target = scratch.path().join("above/result");
    write(&target, false, &[("b.csv", "x\n"), ("a/c.svg", "")]).expect("a free name");
    assert_eq!(
        names(scratch.path()),
        [
            "above/result/a/c.svg",
            "above/result/b.csv",
            "above/result/manifest.json"
        ]
    );
    let manifest = &contents(&target)["manifest.json"];
    let expected = "{\n  \"files\": [\n    {\n      \"bytes\": 0,\n      \"name\": \"a/c.svg\",\n      \"sha256\": \
        \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"\n    },\n    {\n      \"bytes\": 2,\n      \
        \"name\": \"b.csv\",\n      \"sha256\": \
        \"73cb3858a687a8494ca3323053016282f3dad39d42cf62ca4e79dda2aac7d9ac\"\n    }\n  ],\n  \"seed\": 7\n}\n";
    assert_eq!(manifest, expected);
}

#[test]
fn nothing_is_seen_of_a_result_that_is_not_finished() {
    let scratch = scratch();
    let target = scratch.path().join("above/result");
    let mut folder = ResultFolder::create(&target, false).expect("a free name");
    folder.add("a.csv", "1").expect("a good name");
    assert!(!scratch.path().join("above").exists());
    drop(folder);
    assert_eq!(fs::read_dir(scratch.path()).expect("readable").count(), 0);
}

#[test]
fn a_folder_that_holds_something_is_refused_without_force_and_the_error_says_what_to_do() {
    let scratch = scratch();
    fs::write(scratch.path().join("notes.txt"), "mine").expect("writable");
    let error = write(scratch.path(), false, &[("a.csv", "1")])
        .expect_err("occupied")
        .to_string();
    assert!(
        error.contains("--force") && error.contains(&scratch.path().display().to_string()),
        "{error}"
    );
    assert_eq!(names(scratch.path()), ["notes.txt"]);
}

#[test]
fn an_empty_folder_is_taken() {
    let scratch = scratch();
    write(scratch.path(), false, &[("a.csv", "1")]).expect("an empty folder");
    assert_eq!(names(scratch.path()), ["a.csv", "manifest.json"]);
}

#[test]
fn a_file_in_place_of_the_folder_is_an_error() {
    let scratch = scratch();
    let target = scratch.path().join("result");
    fs::write(&target, "mine").expect("writable");
    for force in [false, true] {
        assert!(matches!(write(&target, force, &[]), Err(FolderError::NotAFolder(_))));
    }
    assert_eq!(contents(scratch.path())["result"], "mine");
}

#[test]
fn force_replaces_the_old_result_removes_what_it_alone_had_and_keeps_every_other_file() {
    let scratch = scratch();
    let target = scratch.path().join("result");
    write(
        &target,
        false,
        &[
            ("a.csv", "old"),
            ("charts/stale.svg", "old"),
            ("mixed/stale.svg", "old"),
        ],
    )
    .expect("free");
    fs::write(target.join("notes.txt"), "mine").expect("writable");
    fs::write(target.join("mixed/notes.txt"), "mine").expect("writable");
    write(&target, true, &[("a.csv", "new"), ("b.csv", "new")]).expect("force");
    let now = contents(&target);
    let keys: Vec<&str> = now.keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        ["a.csv", "b.csv", "manifest.json", "mixed/notes.txt", "notes.txt"]
    );
    assert_eq!((now["a.csv"].as_str(), now["notes.txt"].as_str()), ("new", "mine"));
    assert!(
        !target.join("charts").exists(),
        "a folder emptied by the replacement goes too"
    );
    assert_eq!(
        fs::read_dir(scratch.path()).expect("readable").count(),
        1,
        "nothing hidden is left"
    );
}

#[test]
fn force_does_not_overwrite_a_file_that_no_manifest_lists() {
    let scratch = scratch();
    let target = scratch.path().join("result");
    write(&target, false, &[("a.csv", "old")]).expect("free");
    fs::write(target.join("b.csv"), "mine").expect("writable");
    let before = contents(&target);
    let error = write(&target, true, &[("a.csv", "new"), ("b.csv", "new")]).expect_err("another's file");
    assert!(matches!(error, FolderError::Foreign(path) if path.ends_with("b.csv")));
    assert_eq!(contents(&target), before);
    write(&target, true, &[("b.csv", "mine")]).expect("the same bytes are no conflict");
}

#[test]
fn a_failure_half_way_leaves_the_old_result_as_it_was() {
    let scratch = scratch();
    let target = scratch.path().join("result");
    write(&target, false, &[("a.csv", "old"), ("stale.csv", "old")]).expect("free");
    // A file where the new result needs a folder makes the exchange fail after some files have moved.
    fs::write(target.join("charts"), "mine").expect("writable");
    let before = contents(&target);
    let error = write(&target, true, &[("a.csv", "new"), ("charts/a.svg", "new")]).expect_err("in the way");
    assert!(
        matches!(error, FolderError::Io { .. } | FolderError::Foreign(_)),
        "{error}"
    );
    assert_eq!(contents(&target), before);
    assert_eq!(
        fs::read_dir(scratch.path()).expect("readable").count(),
        1,
        "nothing hidden is left"
    );
}

#[test]
fn a_manifest_that_lists_files_outside_the_folder_cannot_make_them_vanish() {
    let scratch = scratch();
    let target = scratch.path().join("result");
    fs::create_dir(&target).expect("writable");
    fs::write(scratch.path().join("precious.txt"), "mine").expect("writable");
    let listed = r#"{"files": [{"name": "../precious.txt"}, {"name": "/etc/hostname"}, {"name": 3}]}"#;
    fs::write(target.join("manifest.json"), listed).expect("writable");
    write(&target, true, &[("a.csv", "new")]).expect("force");
    assert_eq!(contents(scratch.path())["precious.txt"], "mine");
}

#[test]
fn a_broken_or_foreign_manifest_is_not_overwritten() {
    let scratch = scratch();
    for text in ["{ not a result", "{\"icons\": []}"] {
        fs::write(scratch.path().join("manifest.json"), text).expect("writable");
        let error = write(scratch.path(), true, &[("a.csv", "1")]).expect_err("another's manifest");
        assert!(matches!(error, FolderError::Foreign(path) if path.ends_with("manifest.json")));
    }
}

#[test]
fn names_that_leave_the_folder_repeat_or_are_the_manifest_are_refused() {
    let scratch = scratch();
    let mut folder = ResultFolder::create(scratch.path().join("result"), false).expect("free");
    for name in ["../a", "/a", "manifest.json", "a//b", ""] {
        assert!(matches!(folder.add(name, ""), Err(FolderError::Name(_))), "{name}");
    }
    folder.add("a.csv", "").expect("a good name");
    assert!(matches!(folder.add("a.csv", ""), Err(FolderError::Twice(_))));
}
