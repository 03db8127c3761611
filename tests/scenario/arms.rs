//! Arms: what they are made from, in what they differ, and how they are called.

use honest_broker::game::Enforcement;
use honest_broker::scenario::Code;
use serde_json::json;

use crate::case::COMPLETE;
use crate::files::{SMALLEST, complete, expected_game, set};

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
