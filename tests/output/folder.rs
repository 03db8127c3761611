//! Result folders: whole or not at all, and never at the cost of another's files.

use honest_broker::output::files::{FolderError, Placed, ResultFolder};
use honest_broker::output::manifest::PROGRAM;
use serde_json::{Map, Value, json};
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
fn write(target: &Path, force: bool, files: &[(&str, &str)]) -> Result<Placed, FolderError> {
    let mut folder = ResultFolder::create(target, force)?;
    for (name, text) in files {
        folder.add(name, text)?;
    }
    folder.finish(ours())
}

/// Entries of a manifest of this program.
fn ours() -> Map<String, Value> {
    Map::from_iter([("program".to_owned(), json!({ "name": PROGRAM }))])
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
    let expected = r#"{
  "files": [
    {
      "bytes": 0,
      "name": "a/c.svg",
      "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    },
    {
      "bytes": 2,
      "name": "b.csv",
      "sha256": "73cb3858a687a8494ca3323053016282f3dad39d42cf62ca4e79dda2aac7d9ac"
    }
  ],
  "manifest_sha256": "6bbce7a334a7db79d6c91763de0686e18351f1e62f5bf11efce02a68720d155f",
  "program": {
    "name": "honest-broker"
  }
}
"#;
    assert_eq!(manifest, expected);
}

#[test]
fn nothing_is_seen_of_a_result_that_is_not_finished() {
    let scratch = scratch();
    let target = scratch.path().join("above/result");
    let mut folder = ResultFolder::create(&target, false).expect("a free name");
    folder.add("a.csv", "1").expect("a good name");
    assert!(
        !target.exists()
            && contents(&scratch.path().join("above"))
                .keys()
                .all(|name| name.starts_with('.'))
    );
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
    for program in ["another", PROGRAM] {
        let listed = listed.replacen('{', &format!(r#"{{"program": {{"name": "{program}"}}, "#), 1);
        fs::write(target.join("manifest.json"), listed).expect("writable");
        assert_eq!(write(&target, true, &[("a.csv", "new")]).is_ok(), program == PROGRAM);
        assert_eq!(contents(scratch.path())["precious.txt"], "mine");
    }
}

#[test]
fn a_manifest_owns_no_file_whose_checksum_it_does_not_have() {
    let scratch = scratch();
    let target = scratch.path().join("result");
    for (name, listed) in [
        ("another", r#"[{"name": "thesis.docx"}]"#),
        (PROGRAM, r#"[{"name": "thesis.docx"}]"#),
        (PROGRAM, r#"[{"name": "thesis.docx", "sha256": "00"}]"#),
        (
            PROGRAM,
            r#"[{"name": "thesis.docx", "sha256": ""}, {"name": "thesis.docx", "bytes": 4}]"#,
        ),
    ] {
        fs::create_dir(&target).expect("writable");
        fs::write(target.join("thesis.docx"), "mine").expect("writable");
        let manifest = format!(r#"{{"program": {{"name": "{name}"}}, "files": {listed}}}"#);
        fs::write(target.join("manifest.json"), manifest).expect("writable");
        let _ = write(&target, true, &[("a.csv", "new")]);
        let texts: Vec<String> = contents(&target).into_values().collect();
        assert!(texts.iter().any(|text| text == "mine"), "{listed}");
        fs::remove_dir_all(&target).expect("removable");
    }
}

#[test]
fn what_was_edited_is_kept_under_another_name() {
    let scratch = scratch();
    let target = scratch.path().join("result");
    let old = [
        ("a.csv", "old"),
        ("b.csv", "old"),
        ("charts/c.svg", "old"),
        ("stale.csv", "old"),
    ];
    write(&target, false, &old).expect("free");
    for (round, edits) in [["a.csv", "charts/c.svg"], ["a.csv", "stale.csv"]]
        .into_iter()
        .enumerate()
    {
        for name in edits {
            fs::write(target.join(name), format!("edited {round}")).expect("writable");
        }
        let placed = write(&target, true, &old).expect("force");
        let kept: Vec<&str> = placed.kept.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(kept, edits);
        for (name, other) in &placed.kept {
            assert_eq!(contents(&target)[other], format!("edited {round}"));
            assert_eq!(contents(&target)[name], "old");
        }
    }
    assert_eq!(contents(&target)["a.edited-1.csv"], "edited 0");
    assert_eq!(contents(&target)["a.edited-2.csv"], "edited 1");
    // What the new result lacks is kept as well, and so is a manifest with notes in it.
    fs::write(target.join("stale.csv"), "edited").expect("writable");
    let notes = contents(&target)["manifest.json"].replacen('{', "{\n  \"notes\": \"mine\",", 1);
    fs::write(target.join("manifest.json"), &notes).expect("writable");
    write(&target, true, &[("a.csv", "new")]).expect("force");
    let now = contents(&target);
    assert_eq!(
        (now["stale.edited-2.csv"].as_str(), now["a.csv"].as_str()),
        ("edited", "new")
    );
    assert_eq!(now["manifest.edited-1.json"], notes);
    assert!(!now.contains_key("b.csv") && !now.contains_key("stale.csv"));
    // An edit that comes to the same bytes as the new result is no edit.
    fs::write(target.join("a.csv"), "newer").expect("writable");
    assert!(
        write(&target, true, &[("a.csv", "newer")])
            .expect("force")
            .kept
            .is_empty()
    );
}

#[test]
fn a_folder_is_worked_on_by_one_at_a_time_and_others_are_told_so_at_once() {
    let scratch = scratch();
    for target in [scratch.path().join("free"), scratch.path().join("above/free")] {
        let first = ResultFolder::create(&target, false).expect("free");
        let error = ResultFolder::create(&target, true).expect_err("taken");
        assert!(matches!(error, FolderError::Busy(_)));
        assert!(error.to_string().contains("another run"), "{error}");
        drop(first);
        write(&target, false, &[("a.csv", "1")]).expect("free again");
    }
}

#[test]
fn files_of_others_in_the_way_are_found_before_the_work() {
    let scratch = scratch();
    let look =
        || ResultFolder::create(scratch.path(), true).and_then(|folder| folder.look_ahead(&["a"], &["csv", "svg"]));
    fs::write(scratch.path().join("notes.csv"), "mine").expect("writable");
    look().expect("nothing in the way");
    for name in ["a.csv", "a.svg", "manifest.json"] {
        fs::write(scratch.path().join(name), "mine").expect("writable");
        assert!(matches!(look(), Err(FolderError::Foreign(path)) if path.ends_with(name)));
        fs::remove_file(scratch.path().join(name)).expect("removable");
    }
    write(scratch.path(), true, &[("a.csv", "1")]).expect("force");
    look().expect("our own are no obstacle");
}

#[cfg(unix)]
#[test]
fn a_link_leads_to_the_result_also_on_another_file_system() {
    use std::os::unix::fs::symlink;
    let scratch = scratch();
    // Where there is no second file system, the link leads to the first.
    let elsewhere = tempfile::tempdir_in("/dev/shm")
        .or_else(|_| tempfile::tempdir())
        .expect("writable");
    let real = elsewhere.path().join("real");
    let link = scratch.path().join("link");
    fs::create_dir(&real).expect("writable");
    // As in a mounted file system that was made a moment ago.
    fs::create_dir(real.join("lost+found")).expect("writable");
    symlink(&real, &link).expect("writable");
    write(&link, false, &[("a.csv", "1")]).expect("empty but for the system's own");
    assert_eq!(names(&real), ["a.csv", "manifest.json"]);
    assert!(link.is_symlink());
    assert_eq!(fs::read_dir(elsewhere.path()).expect("readable").count(), 1);
    assert_eq!(fs::read_dir(scratch.path()).expect("readable").count(), 1);
    // A link that leads nowhere is no folder.
    fs::remove_dir_all(&real).expect("removable");
    assert!(matches!(write(&link, true, &[]), Err(FolderError::NotAFolder(_))));
}

#[cfg(unix)]
#[test]
fn what_cannot_be_written_is_found_before_the_work() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = scratch();
    let set = |path: &Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("ours");
    let target = scratch.path().join("above/result");
    write(&target, false, &[("a.csv", "old")]).expect("free");
    let may_do_everything = || fs::write(scratch.path().join("above/probe"), "").is_ok();
    set(&scratch.path().join("above"), 0o555);
    if may_do_everything() {
        // Nothing is forbidden to the administrator.
        return;
    }
    // Beside the target nothing can be written, but inside it.
    write(&target, true, &[("a.csv", "new")]).expect("inside");
    assert_eq!(names(&target), ["a.csv", "manifest.json"]);
    set(&target, 0o555);
    assert!(matches!(
        ResultFolder::create(&target, true),
        Err(FolderError::Io { .. })
    ));
    set(&scratch.path().join("above"), 0o755);
    assert!(matches!(
        ResultFolder::create(&target, true),
        Err(FolderError::Io { .. })
    ));
    set(&target, 0o755);
}

#[test]
fn what_a_killed_run_left_behind_is_put_in_order_by_the_next() {
    let old = [("a.csv", "old"), ("b.csv", "old"), ("stale.csv", "old")];
    let new = [("a.csv", "new"), ("b.csv", "new"), ("c.csv", "new")];
    // The steps of an exchange: the old manifest goes first, the new one comes last.
    let out = ["manifest.json", "a.csv", "b.csv", "stale.csv"];
    let into = ["a.csv", "b.csv", "c.csv", "manifest.json"];
    for steps in 0..=out.len() + into.len() {
        let scratch = scratch();
        let (target, other) = (scratch.path().join("result"), scratch.path().join("other"));
        write(&target, false, &old).expect("free");
        write(&other, false, &new).expect("free");
        let before = contents(&target);
        let staging = match steps % 2 {
            0 => target.join(".result.partial-aB3xyZ"),
            _ => scratch.path().join(".result.partial-aB3xyZ"),
        };
        fs::create_dir_all(staging.join("old")).expect("writable");
        fs::rename(&other, staging.join("new")).expect("movable");
        for name in out.into_iter().take(steps) {
            fs::rename(target.join(name), staging.join("old").join(name)).expect("movable");
        }
        for name in into.into_iter().take(steps.saturating_sub(out.len())) {
            fs::rename(staging.join("new").join(name), target.join(name)).expect("movable");
        }
        drop(ResultFolder::create(&target, true).expect("nobody else is at work"));
        let after = contents(&target);
        match steps < out.len() + into.len() {
            true => assert_eq!(after, before, "undone after {steps} steps"),
            false => assert_eq!(after["c.csv"], "new", "done"),
        }
        assert!(after.keys().all(|name| !name.starts_with('.')), "{:?}", after.keys());
        assert_eq!(fs::read_dir(scratch.path()).expect("readable").count(), 1);
    }
}

#[test]
fn a_broken_or_foreign_manifest_is_not_overwritten() {
    let scratch = scratch();
    let another = r#"{"files": [{"name": "a.csv"}, {"name": "thesis.docx"}], "program": {"name": "web-app"}}"#;
    for text in ["{ not a result", "{\"icons\": []}", another] {
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
