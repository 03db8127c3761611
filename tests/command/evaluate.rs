//! What `compare --evaluate` gives as the answer: exact values, played ones, or both.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use assert_cmd::Command;

/// The cells of a table by column.
type Table = BTreeMap<String, Vec<String>>;

fn table(folder: &Path, name: &str) -> Table {
    let mut reader = csv::Reader::from_path(folder.join(name)).unwrap();
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut table: Table = names.iter().map(|n| (n.clone(), Vec::new())).collect();
    for record in reader.records() {
        for (name, cell) in names.iter().zip(record.unwrap().iter()) {
            table.get_mut(name).unwrap().push(cell.to_owned());
        }
    }
    table
}

fn numbers(table: &Table, column: &str) -> Vec<f64> {
    table[column].iter().map(|x| x.parse().unwrap_or(f64::NAN)).collect()
}

fn compare(folder: &Path, evaluate: &str, more: &[&str]) -> String {
    compare_file("tests/data/uncertain.toml", folder, evaluate, more)
}

fn compare_file(file: &str, folder: &Path, evaluate: &str, more: &[&str]) -> String {
    let mut command = Command::cargo_bin("honest-broker").unwrap();
    let ran = command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["compare", file, "--grid", "5", "--worlds", "64"])
        .args(["--arms", "broker", "--verbose", "--evaluate", evaluate])
        .args(more)
        .arg("--out")
        .arg(folder);
    let output = ran.assert().success().get_output().stdout.clone();
    let text = String::from_utf8(output).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn methods(folder: &Path, name: &str) -> BTreeSet<String> {
    table(folder, name)["method"].iter().cloned().collect()
}

#[test]
fn each_way_of_evaluating_has_its_own_methods_in_the_tables() {
    let scratch = tempfile::tempdir().unwrap();
    let played = ["--episodes", "300"];
    for (evaluate, more, expected) in [
        ("exact", &[][..], &["exact"][..]),
        ("play", &played[..], &["played", "played_with_control"][..]),
        ("both", &played[..], &["exact", "played"][..]),
    ] {
        let folder = scratch.path().join(evaluate);
        let text = compare(&folder, evaluate, more);
        let expected: BTreeSet<String> = expected.iter().map(|m| (*m).to_owned()).collect();
        assert_eq!(methods(&folder, "outcomes.csv"), expected);
        assert_eq!(methods(&folder, "contrasts.csv"), expected);
        assert!(methods(&folder, "metrics.csv").is_subset(&expected));
        assert_eq!(text.contains("Exact and played"), evaluate == "both", "{text}");
        assert_eq!(
            text.contains("Controls divide the variance"),
            evaluate == "play",
            "{text}"
        );
        assert!(text.contains("War is rarest in"), "{text}");
        let exact = table(&folder, "controls.csv")["exact"]
            .iter()
            .all(|cell| !cell.is_empty());
        assert_eq!(exact, evaluate != "play");
    }
}

#[test]
fn played_probabilities_with_controls_agree_with_the_exact_ones_and_wars_become_precise() {
    let scratch = tempfile::tempdir().unwrap();
    let many = ["--episodes", "2000"];
    // Many worlds, and one world of fixed numbers.
    for (name, file) in [("many", "uncertain"), ("one", "complete")] {
        let folder = scratch.path().join(name);
        compare_file(&format!("tests/data/{file}.toml"), &folder, "both", &many);
        let controls = table(&folder, "controls.csv");
        let of = |column: &str| numbers(&controls, column);
        let (exact, controlled, error) = (of("exact"), of("controlled"), of("controlled_std_error"));
        let exact_error = of("exact_std_error");
        for i in 0..exact.len() {
            // Between worlds both have the same error.
            let reach = 4.5 * error[i].max(1e-5) + 3.0 * exact_error[i] + 2e-3;
            assert!((exact[i] - controlled[i]).abs() < reach, "{name}, row {i}");
        }
        let within = of("variance_reduction_within_worlds");
        for (i, outcome) in controls["outcome"].iter().enumerate() {
            assert!(within[i] > 0.98, "{name}, {outcome}: {}", within[i]);
            assert!(outcome != "war" || within[i] > 20.0, "{name}: {}", within[i]);
        }
    }
}

#[test]
fn a_pilot_says_how_many_episodes_it_takes_and_why() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("auto");
    let text = compare(&folder, "play", &["--episodes", "auto"]);
    assert!(text.contains("from a pilot of 16 worlds"), "{text}");
    let manifest = std::fs::read(folder.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let of = |key: &str| manifest["pilot"][key].as_f64().unwrap();
    let best = (of("episodes_that_cost_a_world") * of("variance_within_worlds") / of("variance_between_worlds")).sqrt();
    assert_eq!(of("episodes"), best.round().clamp(50.0, 100_000.0));
    assert_eq!(manifest["options"]["episodes_per_arm"], manifest["pilot"]["episodes"]);
    // As many in every world and arm, and the same again.
    let episodes = numbers(&table(&folder, "worlds.csv"), "episodes");
    assert!(episodes.iter().all(|n| *n == of("episodes")));
    let again = scratch.path().join("again");
    compare(&again, "play", &["--episodes", "auto"]);
    let bytes = |folder: &Path| std::fs::read(folder.join("outcomes.csv")).unwrap();
    assert!(bytes(&folder) == bytes(&again));
}

#[test]
fn worlds_that_did_not_converge_are_told_with_what_depends_on_them() {
    let scratch = tempfile::tempdir().unwrap();
    // Three points a side and high precision: some nodes are left behind in some worlds, or in none.
    let folder = scratch.path().join("o");
    let rough = ["--set", "disarmer.rationality={ uniform = [1, 60] }", "--force"];
    let text = compare(&folder, "exact", &rough);
    let manifest = std::fs::read(folder.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let arm = &manifest["solutions"]["no_broker"];
    let left_out = &manifest["without_unconverged_worlds"]["worlds_left_out"];
    match text.contains("did NOT converge") {
        true => {
            assert!(text.contains("worlds concerned"), "{text}");
            assert!(left_out.as_u64().unwrap() >= arm["worlds_with_unconverged_nodes"].as_u64().unwrap());
        }
        false => assert!(left_out.is_null() && arm["unconverged_share"] == 0.0),
    }
}
