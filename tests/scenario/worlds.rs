//! Worlds: what is uncertain in a scenario, and what a draw of it makes of the games.

use honest_broker::game::{Acceptance, Game};
use honest_broker::scenario::{ParameterValue, Scenario, Setting, UncertainKind, World, parse};
use honest_broker::study::design::DIMENSIONS;

use crate::case::COMPLETE;
use crate::playable::names;

pub fn scenario(text: &str, settings: &[&str]) -> Scenario {
    let settings: Vec<Setting> = settings.iter().map(|s| Setting::parse(s).unwrap()).collect();
    parse("worlds.toml", text, &settings).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The complete file without its stakeholder.
pub fn alone() -> String {
    let (before, rest) = COMPLETE.split_once("[[stakeholders]]").unwrap();
    let (_, arms) = rest.split_once("[arms").unwrap();
    format!("{before}[arms{arms}")
}

pub fn certain(settings: &[&str]) -> Scenario {
    scenario(&alone(), settings)
}

pub fn with(text: &str) -> Scenario {
    scenario(&format!("{}{text}", alone()), &[])
}

pub fn keys(scenario: &Scenario) -> Vec<&str> {
    scenario.uncertain().iter().map(|u| u.key.as_str()).collect()
}

/// The world in which all coordinates are one half but those given by key.
pub fn world(scenario: &Scenario, given: &[(&str, f64)]) -> World {
    let mut coordinates = vec![0.5; scenario.uncertain().len()];
    for (key, x) in given {
        let at = scenario.uncertain().iter().position(|u| u.key == *key);
        coordinates[at.unwrap_or_else(|| panic!("{key} is not uncertain"))] = *x;
    }
    scenario.world(&coordinates)
}

pub fn arm<'w>(scenario: &Scenario, world: &'w World, name: &str) -> &'w Game {
    let at = scenario.arms.iter().position(|arm| arm.name == name).unwrap();
    &world.games[at]
}

#[test]
fn a_scenario_of_fixed_numbers_has_one_world_and_it_is_that_of_its_games() {
    let scenario = certain(&[]);
    assert!(scenario.uncertain().is_empty());
    let only = scenario.world(&[]);
    for (arm, game) in scenario.arms.iter().zip(&only.games) {
        assert_eq!(*game, scenario.game(&arm.name).unwrap());
    }
}

#[test]
fn a_number_is_drawn_by_its_quantile_function_in_every_arm() {
    let scenario = certain(&["guarantor.tension={ uniform = [0.1, 0.3] }"]);
    assert_eq!(keys(&scenario), ["guarantor.tension"]);
    let drawn = scenario.world(&[0.25]);
    assert_eq!(drawn.drawn, [Some(0.15)]);
    assert!(drawn.games.iter().all(|game| game.guarantor.tension == [0.15; 2]));
    // The central world has the median.
    assert_eq!(scenario.game("broker").unwrap().guarantor.tension, [0.2; 2]);
}

#[test]
fn every_kind_of_number_may_be_uncertain_in_any_table() {
    let settings = [
        "stages.2.detection={ beta = [3, 2] }",
        "disarmer.deterrent_value.dealer={ triangular = [0.5, 0.8, 1] }",
        "guarantor.elections.turnover={ interval90 = [0.3, 0.7] }",
        "broker.information.honesty={ pert = [0, 0.5, 1] }",
        "broker.interests.alignment.guarantor={ normal = [0, 0.1] }",
        "disarmer.war_cost={ lognormal = [30, 0.5] }",
    ];
    let scenario = certain(&settings);
    assert_eq!(
        keys(&scenario),
        [
            "disarmer.war_cost",
            "disarmer.deterrent_value.dealer",
            "guarantor.elections.turnover",
            "broker.information.honesty",
            "broker.interests.alignment.guarantor",
            "stages.2.detection",
        ]
    );
    assert!(scenario.uncertain().iter().all(|u| u.kind == UncertainKind::Number));
    let central = scenario.game("broker").unwrap();
    let median = world(&scenario, &[]);
    assert_eq!(*arm(&scenario, &median, "broker"), central);
    assert_eq!(central.disarmer.war_cost, 30.0);
    assert_eq!(central.broker.unwrap().interests.alignment_guarantor, 0.0);
}

#[test]
fn variants_of_a_scenario_have_the_same_columns_and_other_fingerprints() {
    let text = include_str!("../data/uncertain.toml");
    let file = scenario(text, &[]);
    let fixed = scenario(text, &["disarmer.dealer_prior=0.4"]);
    let columns = |scenario: &Scenario| -> Vec<String> {
        let parameters = scenario.parameters();
        parameters.into_iter().map(|parameter| parameter.column).collect()
    };
    assert_eq!(columns(&file), columns(&fixed));
    let value = |scenario: &Scenario, key: &str| {
        let parameters = scenario.parameters();
        parameters.into_iter().find(|p| p.key == key).map(|p| p.value)
    };
    let key = "disarmer.dealer_prior";
    assert_eq!(value(&fixed, key), Some(ParameterValue::Fixed(0.4)));
    let Some(ParameterValue::Drawn(position)) = value(&file, key) else {
        panic!("it is drawn")
    };
    assert_eq!(file.uncertain()[position].key, key);
    assert_eq!(
        value(&file, "guarantor.elections.turnover.1"),
        Some(ParameterValue::Fixed(0.3))
    );
    assert!(matches!(
        value(&file, "stakeholders.Neighbour.stands"),
        Some(ParameterValue::Drawn(_))
    ));

    assert_ne!(file.fingerprint(), fixed.fingerprint());
    assert_ne!(
        file.fingerprint(),
        scenario(text, &["talks.sequence=disarm_first"]).fingerprint()
    );
    let words = text
        .replace("invented for the tests", "other")
        .replace("North-East", "East")
        + "# a comment\n";
    assert_eq!(scenario(&words, &[]).fingerprint(), file.fingerprint());
    assert_eq!(file.fingerprint().len(), 12);
    assert!(
        file.fingerprint().starts_with(['a', 'b', 'c', 'e']),
        "never read as a number or a date"
    );
    let described = |p: &honest_broker::scenario::Parameter| !p.meaning.is_empty();
    assert!(file.parameters().iter().all(described), "every number has a meaning");
}

#[test]
fn an_arm_draws_its_own_distribution_at_the_same_coordinate() {
    let text = "[arms.twice]\n\"broker.instruments.escrow\" = { uniform = [0, 0.4] }\n\
                [arms.never]\n\"broker.instruments.escrow\" = 0\n";
    let whole = alone().replace("escrow = 0.35", "escrow = { uniform = [0, 0.2] }");
    let scenario = scenario(&format!("{whole}{text}"), &[]);
    let drawn = world(&scenario, &[("broker.instruments.escrow", 0.75)]);
    let escrow = |name: &str| arm(&scenario, &drawn, name).broker.unwrap().instruments.escrow;
    assert!((escrow("broker") - 0.15).abs() < 1e-15);
    assert!((escrow("twice") - 0.3).abs() < 1e-15);
    assert_eq!(escrow("never"), 0.0);
}

#[test]
fn what_only_an_arm_draws_is_not_drawn_in_the_scenario_as_it_stands() {
    let scenario = with("[arms.doubtful]\n\"guarantor.tension\" = { uniform = [0.1, 0.3] }\n");
    assert_eq!(keys(&scenario), ["guarantor.tension"]);
    let drawn = scenario.world(&[0.5]);
    assert_eq!(drawn.drawn, [None]);
    assert_eq!(arm(&scenario, &drawn, "broker").guarantor.tension, [0.15; 2]);
    let doubtful = arm(&scenario, &drawn, "doubtful").guarantor.tension;
    assert!(doubtful.iter().all(|x| (x - 0.2).abs() < 1e-15));
}

#[test]
fn acceptance_is_never_drawn_and_is_carried_along_as_a_weight() {
    let scenario = certain(&[
        "broker.acceptance.disarmer={ uniform = [0.2, 0.6] }",
        "broker.acceptance.guarantor={ cost = { uniform = [0, 1] } }",
    ]);
    let (probability, cost) = ("broker.acceptance.disarmer", "broker.acceptance.guarantor.cost");
    assert_eq!(keys(&scenario), [probability, cost]);
    assert!(scenario.uncertain().iter().all(|u| u.kind == UncertainKind::Number));
    for (u, v) in [(0.25, 0.5), (0.999, 0.001)] {
        let drawn = world(&scenario, &[(probability, u), (cost, v)]);
        let broker = arm(&scenario, &drawn, "broker").broker.unwrap();
        let [Acceptance::Probability(p), Acceptance::Cost(x)] = broker.acceptance else {
            panic!("{:?}", broker.acceptance)
        };
        assert!((p - (0.2 + 0.4 * u)).abs() < 1e-15 && (x - v).abs() < 1e-15);
    }
    let refused = certain(&["broker.acceptance.disarmer=0"]);
    assert!(refused.uncertain().is_empty());
    assert!(refused.game("broker").unwrap().broker.is_some());
}

#[test]
fn one_distribution_for_both_types_is_one_draw_and_two_are_two() {
    let one = certain(&["guarantor.relief_cost={ uniform = [0, 1] }"]);
    assert_eq!(keys(&one), ["guarantor.relief_cost"]);
    assert_eq!(one.world(&[0.3]).games[1].guarantor.relief_cost, [0.3; 2]);
    let two = certain(&["guarantor.relief_cost={ keeper = { uniform = [0, 1] }, reneger = { uniform = [1, 2] } }"]);
    assert_eq!(
        keys(&two),
        ["guarantor.relief_cost.keeper", "guarantor.relief_cost.reneger"]
    );
    assert_eq!(two.world(&[0.25, 0.5]).games[1].guarantor.relief_cost, [1.5, 0.25]);
    let mixed = certain(&[
        "guarantor.relief_cost={ uniform = [0, 1] }",
        "guarantor.relief_cost.reneger={ uniform = [1, 2] }",
    ]);
    assert_eq!(mixed.world(&[0.25, 0.5]).games[1].guarantor.relief_cost, [1.5, 0.25]);
}

#[test]
fn an_entry_of_a_list_by_election_may_be_uncertain() {
    let scenario = certain(&["guarantor.elections.turnover=[0.3, { uniform = [0.6, 1] }]"]);
    assert_eq!(keys(&scenario), ["guarantor.elections.turnover.2"]);
    let drawn = scenario.world(&[0.25]);
    let elections = drawn.games[0].guarantor.elections.clone().unwrap();
    assert_eq!(elections.turnover, [0.3, 0.7]);
}

#[test]
fn a_share_that_is_left_out_follows_the_draws_of_the_one_it_is_equal_to() {
    let text = alone()
        .replace("threat_share = 0.15\n", "")
        .replace("threat_share = 0.45\n", "")
        .replace("threat_share = 0.4\n", "");
    let settings = [
        "stages.1.deterrent_share={ uniform = [0.05, 0.15] }",
        "stages.2.deterrent_share={ uniform = [0.2, 0.6] }",
    ];
    let scenario = scenario(&text, &settings);
    assert_eq!(scenario.uncertain().len(), 2);
    let game = &scenario.world(&[0.9, 0.1]).games[0];
    assert!(
        game.stages
            .iter()
            .all(|stage| stage.threat_share == stage.deterrent_share)
    );
    assert!(game.stages.iter().any(|stage| stage.cost_share != stage.relief_share));
}

const NEIGHBOURS: &str = "
[[stakeholders]]
name = \"North\"
backs = 0.6
guarantee = 0.5
aid = 0.02
pressure_relief = 0.1
calm = 0.2
when_opposed = { pressure_relief = 0.3, calm = 0.5 }
[[stakeholders]]
name = \"South\"
backs = 0.3
guarantee = 0.25
aid = 0.04
calm = 0.1
[arms.lonely]
stakeholders = []
[arms.loyal]
\"stakeholders.2.backs\" = 1
";

#[test]
fn stakeholders_add_up_and_their_calm_multiplies() {
    let scenario = with(NEIGHBOURS);
    let (first, second) = ("stakeholders.North.stands", "stakeholders.South.stands");
    assert_eq!(keys(&scenario), [first, second]);
    let base = certain(&[]).game("broker").unwrap();
    let check = |game: &Game, guarantee: f64, aid: f64, pressure: f64, unrest: f64| {
        let near = |x: f64, y: f64| assert!((x - y).abs() < 1e-14, "{x} {y}");
        near(game.backing.guarantee, guarantee);
        near(game.backing.aid, aid);
        near(game.disarmer.pressure, pressure);
        near(game.crises.rate_in_force, unrest * base.crises.rate_in_force);
        near(game.crises.rate_ruptured, unrest * base.crises.rate_ruptured);
        assert_eq!(game.crises.escalation, base.crises.escalation);
    };
    let broker = |u: f64, v: f64| arm(&scenario, &world(&scenario, &[(first, u), (second, v)]), "broker").clone();
    // `pressure` is 0.25 without them.
    check(&broker(0.5, 0.2), 0.75, 0.06, 0.15, 0.8 * 0.9);
    check(&broker(0.5, 0.5), 0.5, 0.02, 0.15, 0.8);
    check(&broker(0.7, 0.2), 0.25, 0.04, 0.0, 0.5 * 0.9);
    check(&broker(0.7, 0.5), 0.0, 0.0, 0.0, 0.5);
    let both = world(&scenario, &[(first, 0.5), (second, 0.2)]);
    assert_eq!(both.drawn, [Some(1.0), Some(1.0)]);
    // Stakeholders stand the same in every arm that has them.
    check(arm(&scenario, &both, "no_broker"), 0.75, 0.06, 0.15, 0.8 * 0.9);
    check(arm(&scenario, &both, "lonely"), 0.0, 0.0, 0.25, 1.0);
    let neither = world(&scenario, &[(first, 0.5), (second, 0.9)]);
    check(arm(&scenario, &neither, "loyal"), 0.75, 0.06, 0.15, 0.8 * 0.9);
    // In the central world those stand that do so more often than not.
    check(&scenario.game("broker").unwrap(), 0.5, 0.02, 0.15, 0.8);
    assert_eq!(names(&scenario), ["North", "South"]);
    assert_eq!(scenario.stakeholders[1].key, "stakeholders.South");
}

#[test]
fn stakeholders_draw_by_name_whoever_else_there_is_and_in_whatever_order() {
    let of = |name: &str, aid: &str| format!("[[stakeholders]]\nname = \"{name}\"\nbacks = 0.5\naid = {aid}\n");
    let (china, korea) = (
        of("China", "{ uniform = [0, 0.1] }"),
        of("South Korea", "{ uniform = [0, 1] }"),
    );
    let apart = with(&format!("{china}{korea}"));
    let around = with(&format!(
        "{}{korea}{}{china}",
        of("Japan", "{ uniform = [0, 2] }"),
        of("Mongolia", "0.5")
    ));
    let place = |scenario: &Scenario, key: &str| {
        let found = scenario.uncertain().iter().find(|u| u.key == key);
        found.map(|u| (u.column.clone(), u.dimension))
    };
    for (key, column) in [
        ("stakeholders.China.stands", "stakeholders_China_stands"),
        ("stakeholders.China.aid", "stakeholders_China_aid"),
        ("stakeholders.South_Korea.aid", "stakeholders_South_Korea_aid"),
    ] {
        let (in_table, dimension) = place(&apart, key).unwrap();
        assert_eq!(in_table, column);
        assert_eq!(place(&around, key), Some((in_table, dimension)));
    }
    // The same coordinates by name give the same game, to the last bit, in either order.
    let reordered = with(&format!("{korea}{china}"));
    let coordinates: Vec<f64> = (1..=apart.uncertain().len()).map(|i| 0.07 * i as f64).collect();
    assert_eq!(keys(&apart), keys(&reordered));
    assert_eq!(apart.world(&coordinates), reordered.world(&coordinates));
}

#[test]
fn a_stakeholder_is_addressed_by_its_name_or_by_its_number() {
    for key in [
        "stakeholders.South.backs",
        "stakeholders.2.backs",
        "stakeholders[2].backs",
    ] {
        let text = NEIGHBOURS.replace("\"stakeholders.2.backs\" = 1", &format!("\"{key}\" = 1"));
        let scenario = with(&text);
        let backs = |arm: &str| scenario.number(arm, "stakeholders.South.backs").unwrap().fixed();
        assert_eq!((backs("broker"), backs("loyal")), (Some(0.3), Some(1.0)), "{key}");
    }
}

#[test]
fn uncertain_shares_are_scaled_to_what_the_fixed_ones_leave() {
    let scenario = certain(&[
        "stages.1.deterrent_share={ uniform = [0.05, 0.15] }",
        "stages.2.deterrent_share={ uniform = [0.2, 0.6] }",
    ]);
    let drawn = scenario.world(&[0.9, 0.1]);
    // Drawn 0.14 and 0.24, and stage 3 leaves 0.5.
    let expected = [0.5 * 0.14 / 0.38, 0.5 * 0.24 / 0.38, 0.5];
    for game in &drawn.games {
        for (stage, share) in game.stages.iter().zip(expected) {
            assert!(
                (stage.deterrent_share - share).abs() < 1e-15,
                "{}",
                stage.deterrent_share
            );
        }
    }
    // The table of worlds holds what enters the game, so that a world can be set by hand.
    let shares: Vec<f64> = drawn.games[1].stages.iter().map(|s| s.deterrent_share).collect();
    assert_eq!(drawn.drawn, [Some(shares[0]), Some(shares[1])]);
    let by_hand = certain(&[
        &format!("stages.1.deterrent_share={}", shares[0]),
        &format!("stages.2.deterrent_share={}", shares[1]),
    ]);
    assert_eq!(by_hand.game("broker").unwrap(), drawn.games[1]);
}

#[test]
fn a_key_keeps_its_dimension_whatever_else_is_uncertain() {
    let few = certain(&["stages.2.detection={ uniform = [0.5, 0.9] }"]);
    let more = with(
        "[[stakeholders]]\nbacks = 0.5\naid = { uniform = [0, 1] }\n[arms.vague]\n\
         \"guarantor.tension\" = { uniform = [0, 1] }\n\"stages.2.detection\" = { uniform = [0.5, 0.9] }\n",
    );
    let dimension = |scenario: &Scenario, key: &str| {
        let found = scenario.uncertain().iter().find(|u| u.key == key);
        found.map(|u| u.dimension)
    };
    let key = "stages.2.detection";
    assert_eq!(dimension(&few, key), dimension(&more, key));
    let dimensions: Vec<u64> = more.uncertain().iter().map(|u| u.dimension).collect();
    let (sequence, streams) = dimensions.split_at(2);
    assert!(
        sequence[0] < sequence[1] && sequence[1] < DIMENSIONS as u64,
        "{dimensions:?}"
    );
    assert!(streams.iter().all(|d| *d >= 1 << 63), "{dimensions:?}");
    assert_eq!(few.uncertain()[0].column, "stages_2_detection");
}

#[test]
fn the_values_in_effect_show_distributions_as_they_are_written() {
    let scenario = certain(&["guarantor.tension={ interval90 = [0.1, 0.3] }"]);
    let values = scenario.resolved("broker").unwrap();
    assert_eq!(
        values["guarantor.tension"],
        serde_json::json!({ "interval90": [0.1, 0.3] })
    );
}
