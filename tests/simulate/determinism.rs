//! The same arm plays the same episodes: in any company, one by one, and however many.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

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
