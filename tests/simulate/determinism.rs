//! The same request gives the same bytes: at any number of threads, in any company of arms, episode by episode.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;

use assert_cmd::Command;
use honest_broker::game::Sequence;
use honest_broker::game::outcome::{ByOutcome, Outcome};
use honest_broker::scenario;
use honest_broker::simulate::episode::Record;
use honest_broker::simulate::tally::Tally;
use honest_broker::study::run::{SolvedArm, play_arms, replay, solve_arms};
use honest_broker::study::{Arm, Study};
use support::games;
use support::play::{batch, records, solved};

const SCENARIO: &str = "scenarios/singapore-2018.toml";

/// Runs `compare` on a short form of a scenario and returns all its files.
fn compare(folder: &Path, arguments: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let mut command = Command::cargo_bin("honest-broker").unwrap();
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args([
            "compare",
            SCENARIO,
            "--quiet",
            "--grid",
            "5",
            "--episodes",
            "500",
            "--worlds",
            "32",
            "--set",
            "clock.foresight_years=15",
        ])
        .args(arguments)
        .arg("--out")
        .arg(folder)
        .assert()
        .success();
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                fs::read(&path).unwrap(),
            )
        })
        .collect()
}

#[test]
fn results_have_the_same_bytes_at_any_number_of_threads_and_others_with_another_seed() {
    let scratch = tempfile::tempdir().unwrap();
    let run = |name: &str, arguments: &[&str]| compare(&scratch.path().join(name), arguments);
    let one = run("one", &["--threads", "1"]);
    assert!(
        one.len() >= 25,
        "tables, charts twice and the manifest: {:?}",
        one.keys()
    );
    for threads in ["2", "4"] {
        let many = run(threads, &["--threads", threads]);
        assert!(one.keys().eq(many.keys()));
        for (name, bytes) in &one {
            assert!(bytes == &many[name], "{name} differs between one and {threads} threads");
        }
    }
    let other = run("other", &["--seed", "2"]);
    for name in one.keys() {
        assert!(one[name] != other[name], "{name} does not depend on the seed");
    }
}

/// Lines of a table that begin with the scenario and an arm.
fn rows_of(table: &[u8], arm: &str) -> Vec<String> {
    let start = format!("singapore-2018,{arm},");
    let text = String::from_utf8(table.to_vec()).unwrap();
    text.lines()
        .filter(|line| line.starts_with(&start))
        .map(str::to_owned)
        .collect()
}

#[test]
fn an_arm_has_the_same_numbers_whatever_other_arms_are_compared() {
    let scratch = tempfile::tempdir().unwrap();
    let run = |name: &str, arms: &str| compare(&scratch.path().join(name), &["--arms", arms]);
    let two = run("two", "no_broker,broker");
    let turned = run("turned", "broker,no_broker");
    let four = run("four", "no_broker,custody_only,broker,automatic_escrow");
    for table in [
        "outcomes.csv",
        "contrasts.csv",
        "metrics.csv",
        "flips.csv",
        "timeline.csv",
    ] {
        assert!(
            two[table] == turned[table],
            "{table}: the order of --arms does not matter"
        );
        for arm in ["no_broker", "broker"] {
            assert_eq!(rows_of(&two[table], arm), rows_of(&four[table], arm), "{table}, {arm}");
        }
        assert!(!rows_of(&two[table], "broker").is_empty());
    }
}

fn library_study(arms: &[&str]) -> Study {
    let scenario = scenario::load(Path::new(SCENARIO), &[]).unwrap();
    let arms = arms.iter().map(|name| Arm {
        name: (*name).into(),
        game: scenario.game(name).unwrap(),
    });
    Study {
        scenario: scenario.stem.clone(),
        arms: arms.collect(),
        baseline: 0,
        seed: 9,
        episodes: 3_000,
        grid: 5,
    }
}

/// Tallies by name of arm.
fn tallies(study: &Study) -> BTreeMap<String, Tally> {
    let arms = solve_arms(study, &Default::default(), &|_| {}).unwrap();
    let batch = play_arms(study, &arms, &Default::default(), &|_| {}).unwrap();
    std::iter::zip(arms, batch.tallies)
        .map(|(arm, tally)| (arm.name, tally))
        .collect()
}

#[test]
fn an_arm_solved_alone_read_from_another_or_listed_twice_plays_the_same() {
    let together = tallies(&library_study(&["no_broker", "broker", "custody_only"]));
    let turned = tallies(&library_study(&["custody_only", "broker", "no_broker"]));
    assert_eq!(together, turned);
    // Alone, the game without a broker is solved itself; in company it is read from the game with one.
    for name in ["no_broker", "broker", "custody_only"] {
        assert_eq!(tallies(&library_study(&[name]))[name], together[name], "{name}");
    }
}

/// Replays episodes one by one and counts them.
fn replayed(arm: &SolvedArm, seed: u64, episodes: u64) -> Tally {
    let mut tally = Tally::new(&arm.rules);
    let records: Vec<Record> = (0..episodes)
        .map(|episode| replay(arm, seed, episode, &mut |event| tally.timeline.watch(event)))
        .collect();
    tally.add(&records);
    tally
}

#[test]
fn a_replayed_episode_is_that_of_the_batch() {
    for sequence in [Sequence::DisarmFirst, Sequence::ReliefFirst] {
        let arm = solved(&games::illustration(sequence, true), 5);
        // Within one chunk sums are made in the order of the episodes, so even the moments have the same bits.
        let whole = &batch(std::slice::from_ref(&arm), 6, 2_000).tallies[0];
        assert_eq!(&replayed(&arm, 6, 2_000), whole);
        let list = records(&arm, 6, 100);
        for (episode, record) in list.iter().enumerate() {
            assert_eq!(replay(&arm, 6, episode as u64, &mut |_| {}), *record);
        }
        assert_ne!(list, records(&arm, 7, 100), "another seed is other luck");
    }
}

#[test]
fn episodes_do_not_depend_on_how_many_are_played() {
    let arm = solved(&games::illustration(Sequence::DisarmFirst, true), 5);
    let arms = std::slice::from_ref(&arm);
    let (few, many) = (batch(arms, 1, 5_000), batch(arms, 1, 9_000));
    let counts = |from: u64, to: u64| {
        let mut outcomes = ByOutcome::<u64>::default();
        for episode in from..to {
            outcomes[replay(&arm, 1, episode, &mut |_| {}).outcome] += 1;
        }
        outcomes
    };
    let rest = counts(5_000, 9_000);
    for outcome in Outcome::ALL {
        assert_eq!(
            few.tallies[0].outcomes[outcome] + rest[outcome],
            many.tallies[0].outcomes[outcome]
        );
    }
}

#[test]
fn progress_counts_every_round_and_every_episode_once() {
    let study = library_study(&["no_broker", "broker"]);
    let counted = Mutex::new(0);
    let count = |n: u64| *counted.lock().unwrap() += n;
    let arms = solve_arms(&study, &Default::default(), &count).unwrap();
    assert_eq!(
        *counted.lock().unwrap(),
        honest_broker::study::run::rounds_to_solve(&study)
    );
    *counted.lock().unwrap() = 0;
    play_arms(&study, &arms, &Default::default(), &count).unwrap();
    assert_eq!(*counted.lock().unwrap(), study.episodes);
}
