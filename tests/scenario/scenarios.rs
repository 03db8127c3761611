//! What a scenario file becomes: games, values in effect, names.

use std::path::{Path, PathBuf};

use honest_broker::game::{Acceptance, Enforcement, Sequence, Verification};
use honest_broker::scenario::{find, load};
use serde_json::json;
use support::games::illustration;

use crate::case::COMPLETE;
use crate::files::{SMALLEST, complete, expected_game, set};

#[test]
fn a_complete_file_becomes_the_game_it_describes() {
    assert_eq!(complete().game("broker").unwrap(), expected_game());
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

#[test]
fn the_illustration_of_the_model_becomes_its_game() {
    let scenario = set(include_str!("../data/example.toml"), &[]);
    let expected = illustration(Sequence::DisarmFirst, true);
    assert_eq!(scenario.game("broker").unwrap(), expected);
    assert!(scenario.uncertain().is_empty());
    assert_eq!(scenario.world(&[]).games[1], expected);
}
