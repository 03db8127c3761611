//! What a scenario file becomes: games, arms, values in effect.

use std::path::{Path, PathBuf};

use honest_broker::game::{
    Backing, Broker, Clock, Crises, Disarmer, Elections, Enforcement, Game, Guarantor, Information, Instruments,
    Interests, Sequence, Stage, Talks,
};
use honest_broker::scenario::{Code, Scenario, Setting, find, load, parse};
use serde_json::json;

const COMPLETE: &str = include_str!("../data/complete.toml");

/// Only what cannot be left out.
const SMALLEST: &str = "
[clock]
rounds_per_year = 4
years = 1
[[stages]]
deterrent_share = 1
relief_share = 1
reversible = 0
revocable = 1
detection = 0.5
[disarmer]
dealer_prior = 0.5
deterrent_value = { dealer = 1, staller = 2 }
relief_value = 1
discount_factor = 0.9
rationality = 1
[guarantor]
keeper_prior = 0.5
threat_reduction = 1
relief_cost = 0.5
renege_cost = { keeper = 2, reneger = 0 }
discount_factor = 0.9
rationality = 1
";

fn complete() -> Scenario {
    parse("folder/complete.toml", COMPLETE, &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

fn set(text: &str, settings: &[&str]) -> Scenario {
    let settings: Vec<Setting> = settings.iter().map(|s| Setting::parse(s).unwrap()).collect();
    parse("set.toml", text, &settings).unwrap_or_else(|problems| panic!("{problems}"))
}

fn expected_stages() -> Vec<Stage> {
    let stage = |[
        deterrent_share,
        relief_share,
        reversible,
        revocable,
        detection,
        false_alarm,
    ]: [f64; 6]| Stage {
        deterrent_share,
        reversible,
        relief_share,
        revocable,
        detection,
        false_alarm,
    };
    vec![
        stage([0.1, 0.2, 1.0, 0.9, 0.95, 0.01]),
        stage([0.4, 0.3, 0.5, 1.0, 0.7, 0.04]),
        stage([0.5, 0.5, 0.0, 0.8, 0.4, 0.0]),
    ]
}

fn expected_broker() -> Broker {
    Broker {
        neutrality_loss_rate: 0.1,
        instruments: Instruments {
            facilitation: 0.5,
            reopening_rate: 0.25,
            monitoring: 0.15,
            custody: 0.45,
            escrow: 0.35,
            guarantee: 0.3,
            aid: 0.05,
            enforcement: Enforcement::Automatic,
        },
        information: Some(Information {
            disarmer_accuracy: 0.8,
            guarantor_accuracy: 0.65,
            honesty: 0.75,
        }),
        interests: Interests {
            project_revenue: 0.2,
            nonproliferation: 0.12,
            war_cost: 15.0,
            alignment_disarmer: 0.1,
            alignment_guarantor: -0.05,
            mediation_cost: 0.03,
            enforcement_cost: 0.7,
            credibility_stake: 0.4,
        },
        discount_factor: 0.93,
        rationality: 1.5,
    }
}

fn expected_game() -> Game {
    Game {
        clock: Clock {
            rounds_per_year: 2,
            rounds: 10,
            foresight: 25,
        },
        stages: expected_stages(),
        disarmer: Disarmer {
            dealer_prior: 0.3,
            deterrent_value: [1.5, 0.8],
            relief_value: 0.9,
            exposure: 0.35,
            pressure: 0.25 - 0.05,
            prestige: 0.04,
            rebuild_years: 1.5,
            war_cost: 35.0,
            discount_factor: 0.94,
            rationality: 3.0,
        },
        guarantor: Guarantor {
            keeper_prior: 0.55,
            threat_reduction: 1.1,
            relief_cost: 0.5,
            tension: 0.15,
            talks_cost: 0.06,
            renege_cost: [0.4, 4.0],
            elections: Some(Elections {
                first: 3,
                every: 8,
                turnover: 0.5,
                successor_keeper_prior: 0.45,
            }),
            war_cost: 25.0,
            discount_factor: 0.91,
            rationality: 2.5,
        },
        talks: Talks {
            sequence: Sequence::ReliefFirst,
            meeting_failure: 0.3,
            reopening_rate: 0.2,
        },
        crises: Crises {
            rate_in_force: 0.9 * 0.1,
            rate_ruptured: 0.9 * 0.5,
            escalation: 0.02,
        },
        broker: Some(expected_broker()),
        backing: Backing {
            guarantee: 0.25,
            aid: 0.02,
        },
    }
}

#[test]
fn a_complete_file_becomes_the_game_it_describes() {
    assert_eq!(complete().game("broker").unwrap(), expected_game());
}

#[test]
fn the_two_arms_that_need_not_be_written_come_first_and_differ_in_the_broker_only() {
    let scenario = complete();
    let names: Vec<&str> = scenario.arms.iter().map(|arm| arm.name.as_str()).collect();
    assert_eq!(names, ["no_broker", "broker", "custody_only", "silent", "alone"]);
    let without = Game {
        broker: None,
        ..expected_game()
    };
    assert_eq!(scenario.game("no_broker").unwrap(), without);
    assert_eq!(scenario.game("alone").unwrap(), without);
}

#[test]
fn an_arm_replaces_exactly_the_keys_it_names_quoted_or_not() {
    let scenario = complete();
    let mut expected = expected_game();
    expected.stages[2].detection = 0.6;
    let broker = expected.broker.as_mut().unwrap();
    broker.instruments.escrow = 0.0;
    broker.instruments.enforcement = Enforcement::Discretionary;
    assert_eq!(scenario.game("custody_only").unwrap(), expected);

    let mut expected = expected_game();
    expected.stages[0].detection = 0.9;
    expected.stages[1].false_alarm = 0.02;
    let broker = expected.broker.as_mut().unwrap();
    broker.instruments.aid = 0.0;
    broker.information = None;
    assert_eq!(scenario.game("silent").unwrap(), expected);

    let arm = scenario.arm("custody_only").unwrap();
    assert_eq!(
        arm.summary.as_deref(),
        Some("A broker that only keeps what was dismantled")
    );
    assert_eq!(arm.overrides["stages.3.detection"], json!(0.6));
    assert_eq!(arm.overrides.len(), 3);
}

#[test]
fn names_are_read_and_have_defaults() {
    let scenario = complete();
    assert_eq!((scenario.stem.as_str(), scenario.title()), ("complete", "Every key"));
    assert_eq!(scenario.roles.broker, "North-East");
    assert_eq!(scenario.stage_names[1].name, "closure of the reactor");
    assert_eq!(scenario.stage_names[1].relief, "oil and trade");
    assert_eq!(scenario.sources, ["invented for the tests"]);
    let scenario = set(SMALLEST, &[]);
    assert_eq!(
        (scenario.title(), scenario.roles.disarmer.as_str()),
        ("set", "disarmer")
    );
    assert_eq!(scenario.stage_names[0].name, "stage 1");
}

#[test]
fn what_can_be_left_out_has_no_effect() {
    let scenario = set(SMALLEST, &[]);
    assert_eq!(scenario.arms.len(), 1);
    let game = scenario.game("no_broker").unwrap();
    assert_eq!((game.clock.rounds, game.clock.foresight), (4, 4));
    assert_eq!((game.broker, game.guarantor.elections), (None, None));
    assert_eq!(game.talks.sequence, Sequence::DisarmFirst);
    assert_eq!(
        game.disarmer.war_cost + game.crises.escalation + game.stages[0].false_alarm,
        0.0
    );
}

#[test]
fn a_broker_without_instruments_has_none_and_enforces_by_choice() {
    let scenario = set(
        &format!("{SMALLEST}\n[broker]\ndiscount_factor = 1\nrationality = 2\n"),
        &[],
    );
    let broker = scenario.game("broker").unwrap().broker.unwrap();
    assert_eq!(
        broker.instruments.custody + broker.instruments.aid + broker.interests.credibility_stake,
        0.0
    );
    assert_eq!(broker.instruments.enforcement, Enforcement::Discretionary);
    assert_eq!(broker.information, None);
}

#[test]
fn one_election_only_is_an_interval_of_no_rounds() {
    let text = COMPLETE.replace("every_years = 4\n", "");
    let elections = set(&text, &[]).game("broker").unwrap().guarantor.elections.unwrap();
    assert_eq!((elections.first, elections.every), (3, 0));
}

#[test]
fn a_setting_changes_the_scenario_under_every_arm_and_the_last_one_counts() {
    let settings = [
        "guarantor.keeper_prior=0.2",
        "guarantor.keeper_prior = 0.4",
        "stages[2].detection=0.75",
        "talks.sequence=disarm_first",
        "broker.instruments.escrow=0.1",
        "disarmer.name=DPRK",
    ];
    let scenario = set(COMPLETE, &settings);
    for arm in &scenario.arms {
        let game = scenario.game(&arm.name).unwrap();
        assert_eq!(game.guarantor.keeper_prior, 0.4);
        assert_eq!(game.stages[1].detection, 0.75);
        assert_eq!(game.talks.sequence, Sequence::DisarmFirst);
    }
    assert_eq!(scenario.roles.disarmer, "DPRK");
    let escrow = |arm: &str| scenario.game(arm).unwrap().broker.unwrap().instruments.escrow;
    assert_eq!((escrow("broker"), escrow("custody_only")), (0.1, 0.0));
}

#[test]
fn the_values_in_effect_are_listed_with_their_defaults() {
    let scenario = complete();
    let values = scenario.resolved("silent").unwrap();
    assert_eq!(values["stages.3.false_alarm"], json!(0));
    assert_eq!(values["broker.instruments.aid"], json!(0));
    assert_eq!(values["clock.foresight_years"], json!(12.5));
    assert_eq!(values["talks.sequence"], json!("relief_first"));
    assert!(!values.contains_key("broker.information.honesty"));
    assert!(
        scenario
            .resolved("no_broker")
            .unwrap()
            .keys()
            .all(|key| !key.starts_with("broker."))
    );
}

#[test]
fn an_unknown_arm_is_a_problem_with_a_suggestion() {
    let problems = complete().game("custody_onyl").unwrap_err();
    let problem = problems.iter().next().unwrap();
    assert_eq!(problem.code, Code::UnknownArm);
    assert_eq!(problem.help.as_deref(), Some("did you mean `custody_only`?"));
}

#[test]
fn a_directory_stands_for_its_toml_files_in_order() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path();
    std::fs::create_dir(root.join("below")).unwrap();
    for name in ["b.toml", "a.toml", "notes.md", "below/c.toml"] {
        std::fs::write(root.join(name), COMPLETE).unwrap();
    }
    let names = |recursive| -> Vec<PathBuf> {
        let files = find(&[root.to_path_buf(), root.join("a.toml")], recursive).unwrap();
        files
            .iter()
            .map(|file| file.strip_prefix(root).unwrap().to_path_buf())
            .collect()
    };
    assert_eq!(names(false), [Path::new("a.toml"), Path::new("b.toml")]);
    assert_eq!(
        names(true),
        [Path::new("a.toml"), Path::new("b.toml"), Path::new("below/c.toml")]
    );
    assert_eq!(load(&root.join("a.toml"), &[]).unwrap().stem, "a");
}
