//! Problems that no single key can tell: sums, calendars, stages and arms.

use crate::case::{COMPLETE, assert_problem, case, only, problems_of, replaced};
use honest_broker::scenario::{Code, parse};

#[test]
fn shares_that_do_not_sum_to_one_are_told_their_sum() {
    let sum = ["sums to 1.05", "0.2 + 0.35 + 0.5 = 1.05"];
    let text = replaced("relief_share = 0.3", "relief_share = 0.35");
    assert_problem(
        &only(&text),
        &text,
        Code::SharesSum,
        "stages.3.relief_share",
        "0.5\ncost_share = 0.6",
        &sum,
    );
    let text = replaced("deterrent_share = 0.4", "deterrent_share = 0.40000001");
    assert!(only(&text).message.contains("sums to 1.00000001 "));
    let text = replaced("deterrent_share = 0.4", "deterrent_share = 0.4000000001");
    assert!(parse("case.toml", &text, &[]).is_ok(), "within the tolerance of 1e-9");
}

#[test]
fn the_shares_of_the_guarantor_are_given_for_all_stages_or_for_none() {
    let at = "[[stages]]\nname = \"closure";
    for (share, default) in [
        ("threat_share = 0.45\n", "deterrent_share"),
        ("cost_share = 0.3\n", "relief_share"),
    ] {
        let text = COMPLETE.replacen(share, "", if share.starts_with("cost") { 1 } else { 9 });
        let name = share.split(' ').next().unwrap();
        let key = format!("stages.2.{name}");
        let fragments = [
            format!("`{name}` is given for 2 of 3 stages"),
            "stage 2".to_string(),
            default.to_string(),
        ];
        let fragments: Vec<&str> = fragments.iter().map(String::as_str).collect();
        assert_problem(&only(&text), &text, Code::PartlyGiven, &key, at, &fragments);
    }
    let text = replaced("threat_share = 0.45", "threat_share = 0.5");
    let sum = ["`threat_share` sums to 1.05"];
    assert_problem(
        &only(&text),
        &text,
        Code::SharesSum,
        "stages.3.threat_share",
        "0.4\nrelief_share = 0.5",
        &sum,
    );
}

#[test]
fn years_must_be_whole_rounds() {
    let cases = [
        ("years = 5\n", "years = §4.75\n", "clock.years", "9.5 rounds"),
        (
            "foresight_years = 12.5",
            "foresight_years = §12.3",
            "clock.foresight_years",
            "the nearest is 12.5",
        ),
        (
            "first_year = 1.5",
            "first_year = §1.3",
            "guarantor.elections.first_year",
            "2.6 rounds",
        ),
        (
            "every_years = 4",
            "every_years = §0.1",
            "guarantor.elections.every_years",
            "the nearest is 0.5",
        ),
    ];
    for (from, to, key, fragment) in cases {
        case(from, to, Code::NotWholeRounds, key, &[fragment]);
    }
}

#[test]
fn foresight_must_reach_to_the_end_of_the_simulated_time() {
    let to = "foresight_years = §4.5";
    case(
        "foresight_years = 12.5",
        to,
        Code::ForesightTooShort,
        "clock.foresight_years",
        &["at least 5"],
    );
}

#[test]
fn more_rounds_than_can_be_solved_are_refused() {
    let to = "foresight_years = §10001";
    case(
        "foresight_years = 12.5",
        to,
        Code::TooManyRounds,
        "clock.foresight_years",
        &["20002 rounds", "at most 20000"],
    );
}

#[test]
fn a_roadmap_needs_stages_and_at_most_twelve() {
    let (head, rest) = COMPLETE.split_once("[[stages]]").unwrap();
    let tail = &rest[rest.find("[broker]").unwrap()..];
    let tail = tail.split("[arms").next().unwrap();
    let problem = only(&format!("{head}{tail}"));
    assert_eq!((problem.code, problem.key.as_deref()), (Code::NoStages, Some("stages")));
    assert_eq!(only(&format!("stages = []\n{head}{tail}")).code, Code::NoStages);

    let stage =
        "[[stages]]\nreversible = 0\nrevocable = 1\ndetection = 0.5\ndeterrent_share = 0.1\nrelief_share = 0.1\n";
    let problem = only(&format!("{head}{}{tail}", stage.repeat(13)));
    assert_eq!(
        (problem.code, problem.key.as_deref()),
        (Code::TooManyEntries, Some("stages"))
    );
    assert!(problem.message.contains("13") && problem.message.contains("at most 12"));
}

#[test]
fn what_shapes_the_game_cannot_be_uncertain() {
    let to = "years = §{ uniform = [1, 2] }\n";
    case(
        "years = 5\n",
        to,
        Code::MustBeFixed,
        "clock.years",
        &["write a plain number"],
    );
}

#[test]
fn stakeholders_are_checked() {
    let text = format!("{COMPLETE}[[stakeholders]]\nwhen_opposed = {{ calm = 1.1, guarantees = 3 }}\n");
    let problems = problems_of(&text, &[]);
    let found: Vec<(&str, &str)> = problems
        .iter()
        .map(|p| (p.code.name(), p.key.as_deref().unwrap_or("")))
        .collect();
    assert!(found.contains(&("missing_key", "stakeholders.2.backs")), "{problems}");
    assert!(
        found.contains(&("out_of_range", "stakeholders.2.when_opposed.calm")),
        "{problems}"
    );
    assert!(
        found.contains(&("unknown_key", "stakeholders.2.when_opposed.guarantees")),
        "{problems}"
    );
}

#[test]
fn stakeholders_need_names_that_can_be_told_apart() {
    let text = format!(
        "{COMPLETE}[[stakeholders]]\nname = \"South Korea\"\nbacks = 0\n§[[stakeholders]]\nname = \"South-Korea\"\n"
    );
    let (text, at) = (text.replace('§', ""), text.find('§').unwrap());
    let fragments = ["share the name `South_Korea`", "name of its own"];
    let key = "stakeholders.South_Korea";
    assert_problem(&only(&text), &text, Code::DuplicateName, key, &text[at..], &fragments);
}

#[test]
fn an_arm_cannot_name_a_stakeholder_that_does_not_exist() {
    let from = "\"stages.3.detection\" = 0.6";
    for (name, fragment) in [
        ("Nieghbour", "did you mean `stakeholders.Neighbour`?"),
        ("2", "the stakeholders are Neighbour"),
    ] {
        let to = format!("§\"stakeholders.{name}.backs\" = 0.6");
        case(
            from,
            &to,
            Code::StageOutOfRange,
            &format!("stakeholders.{name}"),
            &[fragment],
        );
    }
}

#[test]
fn an_arm_is_checked_like_the_scenario() {
    let from = "\"broker.instruments.escrow\" = 0.0";
    let unknown = ["did you mean `escrow`?"];
    case(
        from,
        "§\"broker.instruments.escro\" = 0.0",
        Code::UnknownKey,
        "broker.instruments.escro",
        &unknown,
    );
    case(
        from,
        "\"broker.instruments.escrow\" = §2",
        Code::OutOfRange,
        "broker.instruments.escrow",
        &["a share"],
    );
    case(
        from,
        "\"broker.instruments.escrow\" = 0\nbroker.instruments.§escrow = 1",
        Code::DuplicateKey,
        "broker.instruments.escrow",
        &["given twice"],
    );
    case(
        from,
        "\"broker.instruments.escrow\" = 0\n§broker = false",
        Code::Contradiction,
        "broker",
        &["switched off"],
    );
    case(
        from,
        "\"disarmer.name\" = §\"East\"",
        Code::NotOverridable,
        "disarmer.name",
        &["the same in every arm"],
    );
    case(
        "broker = false\n",
        "stages = §[]\n",
        Code::NotOverridable,
        "stages",
        &["cannot be replaced as a whole"],
    );
    let text = replaced(from, "\"stages.3.relief_share\" = 0.6");
    let problem = only(&text);
    assert_eq!(problem.arm.as_deref(), Some("custody_only"));
    assert_problem(
        &problem,
        &text,
        Code::SharesSum,
        "stages.3.relief_share",
        "0.6\n\"broker.instr",
        &["sums to 1.1"],
    );
}

#[test]
fn an_arm_cannot_name_a_stage_that_does_not_exist() {
    for stage in ["0", "4", "-1", "one", "99999999999999999999"] {
        let to = format!("§\"stages.{stage}.detection\" = 0.6");
        let key = format!("stages.{stage}");
        case(
            "\"stages.3.detection\" = 0.6",
            &to,
            Code::StageOutOfRange,
            &key,
            &["3 stages", "counted from 1"],
        );
    }
}

#[test]
fn an_arm_is_made_from_an_arm_that_exists() {
    let from = "from = \"broker\"";
    let key = "arms.silent.from";
    let near = ["no arm `custody_onyl`", "did you mean `custody_only`?"];
    case(from, "from = §\"custody_onyl\"", Code::UnknownArm, key, &near);
    case(
        from,
        "from = §\"silent\"",
        Code::CircularArms,
        key,
        &["silent from silent"],
    );
    case(from, "from = §3", Code::WrongType, key, &["must be a text"]);
    let text = replaced(from, "from = \"alone\"").replace("[arms.alone]\n", "[arms.alone]\nfrom = \"silent\"\n");
    let circle = ["silent from alone from silent", "leave out its `from`"];
    assert_problem(&only(&text), &text, Code::CircularArms, key, "\"alone\"", &circle);
    let head = COMPLETE.split("[broker]").next().unwrap();
    let text = format!("{head}[arms.with]\nfrom = \"broker\"\n");
    let problem = only(&text);
    assert_eq!(
        (problem.code, problem.key.as_deref()),
        (Code::UnknownArm, Some("arms.with.from"))
    );
    assert!(problem.message.contains("has no [broker]"));
}

#[test]
fn a_fault_that_an_arm_has_from_another_is_reported_once() {
    let text = replaced("\"stages.3.detection\" = 0.6", "\"stages.3.relief_share\" = 0.6");
    let text = format!("{text}[arms.child]\nfrom = \"custody_only\"\n[arms.grandchild]\nfrom = \"child\"\n");
    let problem = only(&text);
    assert_eq!(
        (problem.code, problem.arm.as_deref()),
        (Code::SharesSum, Some("custody_only"))
    );
}

#[test]
fn more_arms_than_can_be_compared_are_refused() {
    let arms: String = (0..250)
        .map(|i| format!("[arms.a{i}]\n\"stages.1.detection\" = 0.5\n"))
        .collect();
    let problem = only(&format!("{COMPLETE}{arms}"));
    assert_eq!(
        (problem.code, problem.key.as_deref()),
        (Code::TooManyArms, Some("arms"))
    );
    assert!(problem.message.contains("253 arms, and at most 200"));
}

#[test]
fn the_summary_of_an_arm_is_a_text() {
    let from = "summary = \"A broker that only keeps what was dismantled\"";
    let key = "arms.custody_only.summary";
    case(from, "summary = §3", Code::WrongType, key, &["must be a text"]);
    case(from, "summary = §\"\"", Code::BadText, key, &["is empty"]);
}

#[test]
fn an_arm_may_only_use_a_broker_that_the_scenario_has() {
    let head = COMPLETE.split("[broker]").next().unwrap();
    let text = format!("{head}[arms.with]\n\"broker.instruments.custody\" = 0.5\n");
    let problems = problems_of(&text, &[]);
    let keys: Vec<&str> = problems.iter().filter_map(|p| p.key.as_deref()).collect();
    assert_eq!(keys, ["broker.discount_factor", "broker.rationality"]);
    assert!(
        problems
            .iter()
            .all(|p| p.code == Code::MissingKey && p.arm.as_deref() == Some("with"))
    );
    let text = format!("{text}broker.discount_factor = 0.9\nbroker.rationality = 1\n");
    assert!(
        parse("case.toml", &text, &[]).is_ok(),
        "an arm may bring a broker of its own"
    );
}

#[test]
fn an_arm_needs_a_name_of_its_own() {
    for name in ["broker", "no_broker"] {
        case(
            "[arms.alone]",
            &format!("[arms.§{name}]"),
            Code::ReservedArm,
            &format!("arms.{name}"),
            &["another name"],
        );
    }
    case(
        "[arms.alone]",
        "[arms.§Alone]",
        Code::BadArmName,
        "arms.Alone",
        &["lower-case"],
    );
    for name in ["null", "nan", "na", "none", "true"] {
        let to = format!("[arms.§{name}]");
        case(
            "[arms.alone]",
            &to,
            Code::BadArmName,
            &format!("arms.{name}"),
            &["take the word for a value"],
        );
    }
    case(
        "[arms.alone]",
        "[arms.§\"../x\"]",
        Code::BadArmName,
        "arms.../x",
        &["lower-case"],
    );
}
