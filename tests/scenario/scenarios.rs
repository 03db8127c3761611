//! What a scenario file becomes: games, arms, values in effect.

use std::path::{Path, PathBuf};

use honest_broker::game::{
    Acceptance, Backing, Broker, Clock, Crises, Disarmer, Elections, Enforcement, Game, Guarantor, Information,
    Instruments, Interests, Sequence, Stage, Succession, Talks, Verification,
};
use honest_broker::scenario::{Code, Scenario, Setting, find, load, parse};
use serde_json::json;

const COMPLETE: &str = include_str!("../data/complete.toml");

/// Only what cannot be left out.
const SMALLEST: &str = "
format = 2
[clock]
rounds_per_year = 4
years = 1
foresight_years = 1
[[stages]]
deterrent_share = 1
relief_share = 1
detection = 0.5
[talks]
sequence = \"disarm_first\"
meetings_per_year = 2
reviews_per_year = 1
[disarmer]
dealer_prior = 0.5
deterrent_value = { dealer = 1, staller = 2 }
relief_value = 1
rebuild_years = 0
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
        threat_share,
        relief_share,
        cost_share,
        years,
        reversible,
        revocable,
        detection,
        false_alarm,
    ]: [f64; 9]| Stage {
        deterrent_share,
        threat_share,
        relief_share,
        cost_share,
        years,
        reversible,
        revocable,
        detection,
        false_alarm,
    };
    vec![
        stage([0.1, 0.15, 0.2, 0.1, 0.25, 1.0, 0.9, 0.95, 0.01]),
        stage([0.4, 0.45, 0.3, 0.3, 1.0, 0.5, 1.0, 0.7, 0.04]),
        stage([0.5, 0.4, 0.5, 0.6, 2.5, 0.0, 0.8, 0.4, 0.0]),
    ]
}

fn expected_broker() -> Broker {
    Broker {
        acceptance: [Acceptance::Probability(0.9), Acceptance::Cost(0.07)],
        neutrality_loss_rate: 0.1,
        instruments: Instruments {
            facilitation: 0.5,
            reopening_rate: 0.25,
            monitoring: 0.15,
            exposure_rate: 0.2,
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
            covert_share: [0.25, 0.03],
            succession: Succession {
                rate: 0.04,
                dealer_prior: 0.4,
            },
            war_cost: 35.0,
            discount_factor: 0.94,
            rationality: 3.0,
        },
        guarantor: Guarantor {
            keeper_prior: 0.55,
            threat_reduction: [0.9, 1.1],
            relief_cost: [0.8, 0.4],
            tension: [0.15, 0.15],
            talks_cost: 0.06,
            renege_cost: [0.4, 4.0],
            elections: Some(Elections {
                first: 3,
                every: 8,
                turnover: vec![0.3, 0.8, 0.5],
                successor_keeper_prior: 0.45,
            }),
            war_cost: 25.0,
            discount_factor: 0.91,
            rationality: 2.5,
        },
        talks: Talks {
            sequence: Sequence::ReliefFirst,
            meetings_per_year: 2.4,
            reviews_per_year: 0.7,
            advance_years: 0.3,
            reopening_rate: 0.2,
        },
        verification: Verification {
            exposure_rate: 0.9,
            concealed_value: 0.6,
        },
        crises: Crises {
            rate_in_force: 0.9 * 0.1,
            rate_ruptured: 0.9 * 0.5,
            escalation: 0.02,
        },
        broker: Some(expected_broker()),
        bystander: None,
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
    // The broker that takes no part is still paid by what happens.
    let without = expected_game().without_broker();
    assert_eq!(without.interests(), expected_game().interests());
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
        scenario.arm_summary("custody_only"),
        Some("A broker that only keeps what was dismantled")
    );
    let names: Vec<&str> = scenario.arms.iter().map(|arm| arm.display_name.as_str()).collect();
    let expected = [
        "without North-East",
        "with North-East",
        "Custody only",
        "silent",
        "alone",
    ];
    assert_eq!(names, expected);
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
    assert_eq!(
        scenario.start.map(|month| month.to_string()).as_deref(),
        Some("2018-06")
    );
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
    assert_eq!(
        (game.broker, game.bystander, game.guarantor.elections),
        (None, None, None)
    );
    let stage = game.stages[0];
    assert_eq!((stage.threat_share, stage.cost_share), (1.0, 1.0));
    assert_eq!((stage.reversible, stage.revocable, stage.years), (0.0, 1.0, 0.0));
    assert_eq!(
        (game.talks.advance_years, game.talks.reopening_rate, game.verification),
        (
            0.25,
            0.0,
            Verification {
                exposure_rate: 0.0,
                concealed_value: 1.0
            }
        )
    );
    assert_eq!(
        (game.disarmer.covert_share, game.disarmer.succession.rate),
        ([0.0; 2], 0.0)
    );
    assert_eq!(game.guarantor.tension, [0.0; 2]);
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
    assert_eq!(broker.acceptance, [Acceptance::Probability(1.0); 2]);
}

#[test]
fn a_number_by_type_is_one_for_both_or_one_for_each_and_an_arm_may_change_one() {
    let text = format!(
        "{SMALLEST}[arms.dear]\n\"guarantor.relief_cost.reneger\" = 0.9\n[arms.dearer]\nfrom = \"dear\"\n\
         guarantor.relief_cost = 1.5\n[arms.tense]\n\"guarantor.tension.keeper\" = 0.2\n"
    );
    let scenario = set(&text, &[]);
    let guarantor = |arm: &str| scenario.game(arm).unwrap().guarantor;
    assert_eq!(guarantor("no_broker").relief_cost, [0.5, 0.5]);
    assert_eq!(guarantor("dear").relief_cost, [0.9, 0.5]);
    assert_eq!(guarantor("dearer").relief_cost, [1.5, 1.5]);
    assert_eq!(guarantor("tense").tension, [0.0, 0.2]);
}

#[test]
fn turnover_is_one_number_or_a_list_of_which_an_arm_may_change_an_entry() {
    let text = format!(
        "{COMPLETE}[arms.calm]\n\"guarantor.elections.turnover.2\" = 0.1\n[arms.flat]\nguarantor.elections.turnover = 0.2\n"
    );
    let scenario = set(&text, &[]);
    let turnover = |arm: &str| scenario.game(arm).unwrap().guarantor.elections.unwrap().turnover;
    assert_eq!(turnover("broker"), [0.3, 0.8, 0.5]);
    assert_eq!(turnover("calm"), [0.3, 0.1, 0.5]);
    assert_eq!(turnover("flat"), [0.2]);
    let scenario = set(COMPLETE, &["guarantor.elections.turnover=[0.4]"]);
    assert_eq!(
        scenario.game("broker").unwrap().guarantor.elections.unwrap().turnover,
        [0.4]
    );
}

#[test]
fn acceptance_is_a_probability_or_a_cost_and_either_replaces_the_other() {
    let settings = [
        "broker.acceptance.guarantor=0.4",
        "broker.acceptance.disarmer={ cost = 2 }",
    ];
    let broker = set(COMPLETE, &settings).game("broker").unwrap().broker.unwrap();
    assert_eq!(broker.acceptance, [Acceptance::Cost(2.0), Acceptance::Probability(0.4)]);
    let broker = set(COMPLETE, &["broker.acceptance.guarantor.cost=0"])
        .game("broker")
        .unwrap()
        .broker
        .unwrap();
    assert_eq!(broker.acceptance[1], Acceptance::Cost(0.0));
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
fn an_arm_is_made_from_the_arm_it_names() {
    let text = format!(
        "{COMPLETE}[arms.grandchild]\nfrom = \"child\"\n\"stages.1.detection\" = 0.5\n[arms.child]\nfrom = \"custody_only\"\n\
         \"stages.2.detection\" = 0.4\n[arms.bare]\nfrom = \"no_broker\"\nguarantor.tension = 0.4\n"
    );
    let scenario = set(&text, &[]);
    let mut expected = scenario.game("custody_only").unwrap();
    expected.stages[1].detection = 0.4;
    assert_eq!(scenario.game("child").unwrap(), expected);
    expected.stages[0].detection = 0.5;
    assert_eq!(scenario.game("grandchild").unwrap(), expected);
    let bare = scenario.game("bare").unwrap();
    assert_eq!((bare.broker, bare.guarantor.tension), (None, [0.4, 0.4]));
    let from = |arm: &str| scenario.arm(arm).unwrap().from.clone();
    assert_eq!(from("grandchild").as_deref(), Some("child"));
    assert_eq!((from("alone").as_deref(), from("broker")), (Some("broker"), None));
    assert_eq!(
        scenario.arms[5].name, "grandchild",
        "arms stay in the order of the file"
    );
}

#[test]
fn arms_say_in_which_keys_they_differ() {
    let scenario = complete();
    let differences = |arm: &str, baseline: &str| -> Vec<(String, serde_json::Value, serde_json::Value)> {
        let found = scenario.differences(arm, baseline).unwrap();
        found.into_iter().map(|d| (d.key, d.baseline, d.arm)).collect()
    };
    let key = |key: &str, baseline: serde_json::Value, arm: serde_json::Value| (key.to_string(), baseline, arm);
    assert_eq!(
        differences("custody_only", "broker"),
        [
            key(
                "broker.instruments.enforcement",
                json!("automatic"),
                json!("discretionary")
            ),
            key("broker.instruments.escrow", json!(0.35), json!(0)),
            key("stages.3.detection", json!(0.4), json!(0.6)),
        ]
    );
    assert_eq!(
        differences("broker", "no_broker"),
        [key("broker", json!(false), json!(true))]
    );
    let silent = differences("silent", "broker");
    assert!(
        silent.contains(&key("broker.information", json!(true), json!(false))),
        "{silent:?}"
    );
    assert!(differences("alone", "no_broker").is_empty());
    assert!(scenario.differences("alone", "nobody").is_err());
}

#[test]
fn arms_that_are_the_same_game_are_found() {
    let text = format!(
        "{COMPLETE}[arms.same]\nfrom = \"silent\"\nguarantor.tension = {{ keeper = 0.15, reneger = 0.15 }}\n\
         [arms.other]\nfrom = \"silent\"\nguarantor.tension = {{ keeper = 0.15, reneger = 0.16 }}\n"
    );
    let scenario = set(&text, &[]);
    assert_eq!(
        scenario.equal_arms(),
        [vec!["no_broker", "alone"], vec!["silent", "same"]]
    );
}

#[test]
fn the_default_arm_is_the_one_with_the_broker_if_there_is_one() {
    assert_eq!(complete().default_arm().name, "broker");
    assert_eq!(set(SMALLEST, &[]).default_arm().name, "no_broker");
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

/// The illustration of the model, number by number.
fn illustration() -> Game {
    let stage = |shares: [f64; 4], years: f64, back: [f64; 2], found: [f64; 2]| Stage {
        deterrent_share: shares[0],
        threat_share: shares[1],
        relief_share: shares[2],
        cost_share: shares[3],
        years,
        reversible: back[0],
        revocable: back[1],
        detection: found[0],
        false_alarm: found[1],
    };
    Game {
        clock: Clock {
            rounds_per_year: 4,
            rounds: 40,
            foresight: 80,
        },
        stages: vec![
            stage([0.06, 0.12, 0.08, 0.05], 0.0, [1.0, 1.0], [0.97, 0.01]),
            stage([0.20, 0.28, 0.22, 0.20], 0.5, [0.6, 1.0], [0.8, 0.05]),
            stage([0.30, 0.35, 0.30, 0.35], 1.0, [0.2, 0.8], [0.5, 0.08]),
            stage([0.44, 0.25, 0.40, 0.40], 1.5, [0.0, 0.8], [0.4, 0.08]),
        ],
        disarmer: Disarmer {
            dealer_prior: 0.35,
            deterrent_value: [1.3, 0.6],
            relief_value: 0.95,
            exposure: 0.4,
            pressure: 0.2 - 0.05,
            prestige: 0.05,
            rebuild_years: 0.5,
            covert_share: [0.2, 0.02],
            succession: Succession {
                rate: 0.03,
                dealer_prior: 0.45,
            },
            war_cost: 40.0,
            discount_factor: 0.95,
            rationality: 3.0,
        },
        guarantor: Guarantor {
            keeper_prior: 0.6,
            threat_reduction: [0.8, 1.1],
            relief_cost: [0.9, 0.35],
            tension: [0.05, 0.15],
            talks_cost: 0.04,
            renege_cost: [0.3, 1.5],
            elections: Some(Elections {
                first: 10,
                every: 16,
                turnover: vec![0.31, 0.86, 0.5],
                successor_keeper_prior: 0.45,
            }),
            war_cost: 30.0,
            discount_factor: 0.92,
            rationality: 3.0,
        },
        talks: Talks {
            sequence: Sequence::DisarmFirst,
            meetings_per_year: 1.5,
            reviews_per_year: 0.6,
            advance_years: 0.25,
            reopening_rate: 0.3,
        },
        verification: Verification {
            exposure_rate: 1.0,
            concealed_value: 0.8,
        },
        crises: Crises {
            rate_in_force: 0.85 * 0.12,
            rate_ruptured: 0.85 * 0.57,
            escalation: 0.012,
        },
        broker: Some(Broker {
            acceptance: [Acceptance::Probability(0.9), Acceptance::Cost(0.05)],
            neutrality_loss_rate: 0.1,
            instruments: Instruments {
                facilitation: 1.0,
                reopening_rate: 0.2,
                monitoring: 0.15,
                exposure_rate: 0.3,
                custody: 0.4,
                escrow: 0.25,
                guarantee: 0.4,
                aid: 0.05,
                enforcement: Enforcement::Discretionary,
            },
            information: Some(Information {
                disarmer_accuracy: 0.75,
                guarantor_accuracy: 0.7,
                honesty: 0.6,
            }),
            interests: Interests {
                project_revenue: 0.3,
                nonproliferation: 0.2,
                war_cost: 20.0,
                alignment_disarmer: 0.05,
                alignment_guarantor: 0.03,
                mediation_cost: 0.05,
                enforcement_cost: 0.8,
                credibility_stake: 0.6,
            },
            discount_factor: 0.93,
            rationality: 3.0,
        }),
        bystander: None,
        // China stands against it, South Korea backs it.
        backing: Backing {
            guarantee: 0.1,
            aid: 0.03,
        },
    }
}

#[test]
fn the_illustration_of_the_model_becomes_its_game() {
    let scenario = set(include_str!("../data/example.toml"), &[]);
    assert_eq!(scenario.game("broker").unwrap(), illustration());
    assert!(scenario.uncertain().is_empty());
    assert_eq!(scenario.world(&[]).games[1], illustration());
}
