//! `package`: a folder to hand in with a paper, which makes itself again.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use honest_broker::job::names;
use honest_broker::report::package::{described, drawn_from};
use serde_json::Value;

use crate::place::{Place, assert_ends, err, out, rows};

const FILES: [&str; 10] = [
    "CITATION.cff",
    "LICENSE.md",
    "README.md",
    "checksums.sha256",
    "codebook.csv",
    "codebook.md",
    "manifest.json",
    "reproduce.sh",
    "reproduced.sha256",
    "ro-crate-metadata.json",
];

/// A comparison in `paper/main` and a sweep over a table of points in `paper/points one`.
fn computed(place: &Place) {
    let compared = place.compare(&["--charts", "svg", "--quiet", "--out", "paper/main"]);
    assert_ends(&compared, 0, &[]);
    place.write("points.csv", "crises.escalation\n0.1\n0.3\n");
    let swept = place.run(&[
        "sweep",
        "case.toml",
        "--design",
        "points.csv",
        "--worlds",
        "16",
        "--grid",
        "2",
        "--quiet",
        "--charts",
        "svg",
        "--out",
        "paper/points one",
    ]);
    assert_ends(&swept, 0, &[]);
}

fn packed(place: &Place, folder: &str) {
    let made = place.run(&["package", "paper/main", "paper/points one", "--out", folder]);
    assert_ends(&made, 0, &["reproduce.sh"]);
}

fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        for entry in fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => open.push(path),
                false => {
                    let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                    files.insert(name, fs::read(path).unwrap());
                }
            }
        }
    }
    files
}

#[test]
fn a_package_holds_what_was_computed_and_says_of_every_file_what_it_is_the_same_bytes_every_time() {
    let place = Place::uncertain();
    computed(&place);
    packed(&place, "one");
    packed(&place, "two");
    let files = tree(&place.path("one"));
    assert!(
        files == tree(&place.path("two")),
        "two packages of the same results differ"
    );
    for name in FILES {
        assert!(files.contains_key(name), "{name}");
    }
    let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
    for (folder, own) in [
        ("paper/main", "results/main"),
        ("paper/points one", "results/points one"),
    ] {
        for (name, bytes) in tree(&place.path(folder)) {
            assert!(files[&format!("{own}/{name}")] == bytes, "{own}/{name}");
        }
    }
    assert_eq!(text("scenarios/case.toml"), text("results/main/case.toml"));
    assert_eq!(text("scenarios/points one/design.csv"), "crises.escalation\n0.1\n0.3\n");
    let readme = text("README.md");
    let sums = text("checksums.sha256");
    let metadata: Value = serde_json::from_str(&text("ro-crate-metadata.json")).unwrap();
    let graph = metadata["@graph"].as_array().unwrap();
    for name in files.keys().filter(|name| *name != "manifest.json") {
        let line = readme.lines().find(|line| line.starts_with(&format!("| `{name}` | ")));
        let line = line.unwrap_or_else(|| panic!("the README says nothing of {name}"));
        assert!(line.len() > name.len() + 12, "{line}");
        if !["checksums.sha256", "LICENSE.md"].contains(&name.as_str()) {
            assert!(sums.contains(&format!("  {name}\n")), "{name}");
        }
        let own = |entity: &&Value| entity["name"] == **name && entity["@type"] == "File";
        if !["checksums.sha256", "ro-crate-metadata.json"].contains(&name.as_str()) {
            let entity = graph.iter().find(own).unwrap_or_else(|| panic!("no entity for {name}"));
            assert!(!entity["description"].as_str().unwrap().is_empty(), "{name}");
        }
    }
    assert!(
        readme.contains(
            "results/main/outcomes.svg` | `results/main/outcomes.csv`, `results/main/contrasts.csv` | main |"
        ),
        "{readme}"
    );
    assert!(
        readme.contains("honest-broker sweep scenarios/case.toml '--design=scenarios/points one/design.csv'"),
        "{readme}"
    );
    let action = graph.iter().find(|entity| entity["@type"] == "CreateAction").unwrap();
    assert_eq!(action["object"][0]["@id"], "scenarios/case.toml");
    assert!(action["result"].as_array().unwrap().len() > 20);
    assert!(graph.iter().any(|entity| entity["@id"] == action["instrument"]["@id"]));
    // Whatever stands in the crate as a part is described in it.
    let root = graph.iter().find(|entity| entity["@id"] == "./").unwrap();
    assert!(root.get("datePublished").is_none());
    for part in root["hasPart"].as_array().unwrap() {
        assert!(graph.iter().any(|entity| entity["@id"] == part["@id"]), "{part}");
    }
    let codebook = rows(&place.path("one/codebook.csv"));
    for row in rows(&place.path("paper/main/columns.csv")) {
        let same = |other: &BTreeMap<String, String>| {
            row.iter().all(|(column, cell)| other[column] == *cell) && other["results"].contains("main")
        };
        assert!(codebook.iter().any(same), "{row:?}");
    }
    assert_ends(&place.run(&["verify", "one", "--files-only"]), 0, &[]);
    assert_ends(&place.run(&["verify", "one/results/main", "--quiet"]), 0, &[]);
}

#[test]
fn the_day_of_publication_is_that_of_the_environment() {
    let place = Place::uncertain();
    computed(&place);
    let packed = |time: &str| {
        let mut command = assert_cmd::Command::cargo_bin("honest-broker").unwrap();
        let command = command.current_dir(place.0.path()).env("SOURCE_DATE_EPOCH", time);
        command
            .args(["package", "paper/main", "--out", "dated"])
            .output()
            .unwrap()
    };
    assert_ends(&packed("soon"), 2, &["SOURCE_DATE_EPOCH is `soon`"]);
    assert!(!place.path("dated").exists());
    assert_ends(&packed("1795737600"), 0, &[]);
    let metadata = fs::read_to_string(place.path("dated/ro-crate-metadata.json")).unwrap();
    assert!(metadata.contains("\"datePublished\": \"2026-11-27\""));
}

#[test]
fn what_would_not_reproduce_itself_is_refused_and_nothing_is_written() {
    let place = Place::uncertain();
    computed(&place);
    fs::write(place.path("paper/main/sign.csv"), "arm\n").unwrap();
    fs::remove_file(place.path("paper/main/flips.csv")).unwrap();
    place.write("elsewhere/points one/x", "");
    let refused = place.run(&[
        "package",
        "paper/main",
        "paper/points one",
        "paper/points one",
        "--out",
        "p",
        "--force",
    ]);
    assert_ends(
        &refused,
        1,
        &[
            "sign.csv was edited",
            "flips.csv is missing",
            "another of the results is called points one",
        ],
    );
    assert_ends(
        &place.run(&["package", "elsewhere/points one", "--out", "p"]),
        1,
        &["holds no result"],
    );
    assert!(!place.path("p").exists());
    place.write("p/mine.txt", "mine");
    assert_ends(
        &place.run(&["package", "paper/points one", "--out", "p"]),
        1,
        &["--force"],
    );
    assert_ends(
        &place.run(&["package", "paper/points one", "--out", "p", "--force"]),
        0,
        &[],
    );
    assert_eq!(fs::read_to_string(place.path("p/mine.txt")).unwrap(), "mine");
}

#[cfg(unix)]
#[test]
fn a_package_reproduces_itself_from_an_empty_folder_and_says_what_differs() {
    let place = Place::uncertain();
    computed(&place);
    packed(&place, "package");
    let away = tempfile::tempdir().unwrap();
    let copy = |to: &Path| {
        for (name, bytes) in tree(&place.path("package")) {
            let path = to.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    };
    let reproduce = |at: &Path| {
        let mut command = Command::new("sh");
        command
            .current_dir(at)
            .arg("reproduce.sh")
            .env("HONEST_BROKER", assert_cmd::cargo::cargo_bin("honest-broker"));
        command.output().unwrap()
    };
    let good = away.path().join("good");
    copy(&good);
    // The terms of use are for the authors to write.
    fs::write(good.join("LICENSE.md"), "CC BY 4.0\n").unwrap();
    fs::remove_dir_all(place.path("paper")).unwrap();
    let output = reproduce(&good);
    assert_ends(
        &output,
        0,
        &[
            "all are as they were packed",
            "byte for byte",
            "REPRODUCED: every result",
        ],
    );
    assert_eq!(err(&output), "");
    let log = fs::read_to_string(good.join("reproduced/log.txt")).unwrap();
    assert!(
        log.contains("points one: honest-broker sweep") && log.contains("seconds"),
        "{log}"
    );
    assert_ends(&reproduce(&good), 1, &["There is a folder reproduced/ already"]);
    // A table that somebody has changed, with all checksums made to fit.
    let bad = away.path().join("bad");
    copy(&bad);
    let table = bad.join("results/main/sign.csv");
    let before = honest_broker::output::digest::sha256(&fs::read(&table).unwrap());
    fs::write(&table, fs::read_to_string(&table).unwrap() + "x\n").unwrap();
    let after = honest_broker::output::digest::sha256(&fs::read(&table).unwrap());
    let fitted = bad.join("reproduced.sha256");
    fs::write(&fitted, fs::read_to_string(&fitted).unwrap().replace(&before, &after)).unwrap();
    let output = reproduce(&bad);
    assert_ends(
        &output,
        1,
        &[
            "results/main/sign.csv: FAILED",
            "the package has been changed",
            "reproduced/main/sign.csv: FAILED",
            "NOT REPRODUCED",
        ],
    );
    assert!(!out(&output).contains("outcomes.csv: FAILED"));
    let mut command = Command::new("sh");
    let nobody = command
        .current_dir(&bad)
        .arg("reproduce.sh")
        .env("HONEST_BROKER", "/nowhere/honest-broker")
        .output();
    assert_ends(&nobody.unwrap(), 1, &["There is no program /nowhere/honest-broker"]);
}

#[test]
fn there_is_a_line_for_every_file_that_a_result_can_have() {
    for stem in names::STEMS {
        let table = described(&format!("{stem}.csv"));
        let chart = described(&format!("{stem}.svg"));
        assert!(table.is_some() || chart.is_some(), "{stem}");
        assert_eq!(chart.is_some(), drawn_from(stem).is_some(), "{stem}");
        if let Some(of) = drawn_from(stem) {
            assert!(described(&format!("{of}.csv")).is_some(), "{stem} is drawn from {of}");
        }
    }
    for name in names::WORDS {
        assert!(described(name).is_some(), "{name}");
    }
    assert_eq!(described("unknown.csv"), None);
    for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("results/sample")).unwrap() {
        let name = file.unwrap().file_name().to_string_lossy().into_owned();
        assert!(described(&name).is_some(), "{name}");
    }
}

#[test]
fn what_a_manifest_says_of_its_program_does_not_become_a_command() {
    let place = Place::uncertain();
    computed(&place);
    let path = place.path("paper/main/manifest.json");
    let before = fs::read_to_string(&path).unwrap();
    for (at, said) in [
        (["program", "build"], "x; touch broken; for wanted in y"),
        (["program", "version"], "0.1.0\ntouch broken\n#"),
        (["characters", "font_sha256"], "x}$(touch broken)${X:-"),
    ] {
        let mut manifest: Value = serde_json::from_str(&before).unwrap();
        manifest[at[0]][at[1]] = said.into();
        let mut entries = manifest.as_object().unwrap().clone();
        entries.remove("manifest_sha256");
        fs::write(&path, honest_broker::output::manifest::text(entries)).unwrap();
        let refused = place.run(&["package", "paper/main", "--out", "package"]);
        assert_ends(&refused, 1, &["where a version, a build or a checksum belongs"]);
        assert!(!place.path("package").exists());
    }
}

#[test]
fn a_package_replaces_nothing_but_a_package_and_is_no_result() {
    let place = Place::uncertain();
    computed(&place);
    let before = tree(&place.path("paper"));
    for out in ["paper/main", "paper/points one"] {
        let refused = place.run(&["package", "paper/main", "--out", out, "--force"]);
        assert_ends(&refused, 1, &["holds a result and no package"]);
    }
    assert!(tree(&place.path("paper")) == before);
    packed(&place, "package");
    let again = ["package", "paper/main", "--out", "package", "--force"];
    assert_ends(&place.run(&again), 0, &["reproduce.sh"]);
    let package = place.run(&["package", "package", "nothing", "paper", "--out", "other"]);
    let said = [
        "package: it is a package",
        "nothing holds no result",
        "paper holds no result of this program; 2 folders in it are, such as main",
    ];
    assert_ends(&package, 1, &said);
    let verified = place.run(&["verify", "package"]);
    let said = out(&verified).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(verified.status.code(), Some(1));
    assert!(
        said.contains("it is a package; `sh reproduce.sh` makes all of it again"),
        "{said}"
    );
    fs::write(place.path("paper/main/manifest.json"), "{}").unwrap();
    let damaged = place.run(&["verify", "paper/main"]);
    assert_ends(&damaged, 1, &["its manifest.json is damaged"]);
}
