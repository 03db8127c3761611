//! Warnings: what is valid and hardly meant is said, with its place, and everything else is not.

use crate::case::{COMPLETE, replaced};
use honest_broker::scenario::{Code, Setting, Severity, parse};

/// Codes, keys and words of the warnings of a text.
fn warnings(text: &str, settings: &[&str]) -> Vec<(Code, String, String)> {
    let settings: Vec<Setting> = settings.iter().map(|s| Setting::parse(s).unwrap()).collect();
    let scenario = parse("case.toml", text, &settings).unwrap_or_else(|problems| panic!("{problems}"));
    let warnings = scenario.warnings().iter();
    warnings
        .inspect(|problem| assert_eq!(problem.severity, Severity::Warning))
        .map(|problem| {
            let said = format!("{} {}", problem.message, problem.help.as_deref().unwrap_or(""));
            (problem.code, problem.key.clone().unwrap_or_default(), said)
        })
        .collect()
}

/// The complete scenario without the arm that equals `no_broker` on purpose.
fn clean() -> String {
    COMPLETE.replace("[arms.alone]\nbroker = false\n", "")
}

#[test]
fn a_scenario_that_means_what_it_says_has_no_warning() {
    assert_eq!(warnings(&clean(), &[]), []);
}

/// What is replaced, by what, and the warning: code, key and a word of it.
type Case = (&'static str, &'static str, Code, &'static str, &'static str);

#[rustfmt::skip]
const CASES: [Case; 29] = [
    ("discount_factor = 0.94", "discount_factor = 0.05", Code::DiscountRate, "disarmer.discount_factor", "a factor of 0.95"),
    ("discount_factor = 0.91", "discount_factor = { uniform = [0.03, 0.08] }", Code::DiscountRate, "guarantor.discount_factor", "next to nothing"),
    ("renege_cost = { keeper = 4, reneger = 0.4 }", "renege_cost = { keeper = 0.4, reneger = 4 }", Code::TypesSwapped, "guarantor.renege_cost.keeper", "swapped?"),
    ("deterrent_value = { dealer = 0.8, staller = 1.5 }", "deterrent_value = { dealer = 1.5, staller = { uniform = [0.7, 0.9] } }", Code::TypesSwapped, "disarmer.deterrent_value.staller", "swapped?"),
    ("keeper_prior = 0.55", "keeper_prior = 0.9999", Code::KnownType, "guarantor.keeper_prior", "knows that it is a keeper"),
    ("rationality = 2.5", "rationality = 0", Code::UniformPlay, "guarantor.rationality", "tossing coins"),
    ("rationality = 3\n", "rationality = 3000\n", Code::ExtremeRationality, "disarmer.rationality", "4500"),
    ("first_year = 1.5", "first_year = 5.5", Code::LateElection, "guarantor.elections.first_year", "after 5.5 years"),
    ("turnover = [0.3, 0.8, 0.5]", "turnover = [0.3, 0.8, 0.5, 0.4]", Code::UnusedElections, "guarantor.elections.turnover.4", "look ahead to 3"),
    ("turnover = [0.3, 0.8, 0.5]", "turnover = 0", Code::IdleSuccession, "guarantor.elections.turnover", "ever changes"),
    ("rate = 0.04", "rate = 0", Code::IdleSuccession, "disarmer.succession.rate", "never changes"),
    ("years = 2.5", "years = 25", Code::LongRoadmap, "stages.3.years", "26.25 years"),
    ("meetings_per_year = 2.4", "meetings_per_year = 0.00001", Code::RareMeetings, "talks.meetings_per_year", "a rate per year"),
    ("detection = 0.7", "detection = 0.03", Code::BlindDetection, "stages.2.detection", "swapped?"),
    ("detection = 0.7", "detection = 0", Code::BlindDetection, "stages.2.detection", "swapped?"),
    ("relief_value = 0.9", "relief_value = 0.01", Code::WorthlessRelief, "disarmer.relief_value", "hardly a price"),
    ("escalation = 0.02", "escalation = 0", Code::HarmlessCrises, "crises.escalation", "none of them ever becomes war"),
    ("war_cost = 35\n", "war_cost = 0\n", Code::FreeWar, "disarmer.war_cost", "costs the disarmer nothing"),
    ("covert_share = { dealer = 0.03, staller = 0.25 }", "covert_share = 0", Code::IdleVerification, "verification.exposure_rate", "covert programme"),
    ("custody = 0.45\nescrow = 0.35\nguarantee = 0.3", "custody = 0", Code::IdleEnforcement, "broker.interests.credibility_stake", "change nothing"),
    ("acceptance = { disarmer = 0.9,", "acceptance = { disarmer = 0,", Code::RefusedBroker, "broker.acceptance.disarmer", "never accepts"),
    ("neutrality_loss_rate = 0.1", "neutrality_loss_rate = 12", Code::BriefBroker, "broker.neutrality_loss_rate", "1.0 months"),
    ("disarmer_accuracy = 0.8\nguarantor_accuracy = 0.65", "disarmer_accuracy = 0.5\nguarantor_accuracy = 0.5", Code::NoisyInformation, "broker.information.disarmer_accuracy", "noise"),
    ("when_opposed = { guarantee = 0.1, aid = 0.01, pressure_relief = 0.15, calm = 0.05 }", "when_opposed = { guarantee = 0.25, aid = 0.02, pressure_relief = 0.05, calm = 0.1 }", Code::IdleStakeholder, "stakeholders.Neighbour.backs", "the same"),
    ("exposure = 0.35", "exposure = { interval90 = [0.00001, 15] }", Code::VagueInterval, "disarmer.exposure", "know nothing"),
    ("keeper_prior = 0.55", "keeper_prior = { interval90 = [0.001, 0.999] }", Code::VagueInterval, "guarantor.keeper_prior", "know nothing"),
    ("[broker.interests]", "[levers.\"crises.escalation\"]\nto = 0.02\n\n[broker.interests]", Code::IdleLever, "levers.crises.escalation", "moves nothing"),
    ("[broker.interests]", "[evidence.\"stages.7\"]\ngrade = \"J\"\n\n[broker.interests]", Code::IdleEvidence, "evidence.stages.7", "no value of it"),
    ("\"stages.3.detection\" = 0.6", "\"disarmer.discount_factor\" = 0.05", Code::DiscountRate, "disarmer.discount_factor", "0.95"),
];

/// Warnings that are shown by other tests, or whose scenario is another one.
const ELSEWHERE: [Code; 6] = [
    Code::IdleCorrelation,
    Code::EqualArms,
    Code::IdleSetting,
    Code::IdleBroker,
    Code::IdleInstrument,
    Code::NothingBinds,
];

#[test]
fn numbers_that_are_hardly_meant_are_named_with_the_reason_and_a_remedy() {
    let clean = clean().replace("meant = [\"vague_interval\"]\n", "");
    for (from, to, code, key, fragment) in CASES {
        assert!(clean.contains(from), "{from}");
        let found = warnings(&clean.replacen(from, to, 1), &[]);
        let matching = found.iter().filter(|(c, at, _)| (*c, at.as_str()) == (code, key));
        let said: Vec<&String> = matching.map(|(.., said)| said).collect();
        assert!(said.len() == 1 && said[0].contains(fragment), "{to}: {found:?}");
        // One slip, one kind of warning.
        assert!(found.iter().all(|(c, ..)| *c == code), "{to}: {found:?}");
    }
    for (code, _) in Code::REASONS {
        let shown = CASES.iter().any(|case| case.2 == code) || ELSEWHERE.contains(&code);
        assert!(shown, "no case of {code}");
    }
}

#[test]
fn a_broker_without_powers_or_with_nothing_to_work_on_is_told() {
    let (head, rest) = COMPLETE.split_once("[broker.instruments]").unwrap();
    let (_, tail) = rest.split_once("[broker.interests]").unwrap();
    let tail = tail
        .split("[arms")
        .next()
        .unwrap()
        .replace("enforcement_cost = 0.7\ncredibility_stake = 0.4\n", "");
    let found = warnings(&format!("{head}[broker.interests]{tail}"), &[]);
    assert!(
        matches!(&found[..], [(Code::IdleBroker, key, said)] if key == "broker" && said.contains("changes nothing")),
        "{found:?}"
    );

    let nothing_back = clean()
        .replace("revocable = 0.9", "revocable = 0")
        .replace("revocable = 1.0", "revocable = 0")
        .replace("revocable = 0.8", "revocable = 0");
    let found = warnings(&nothing_back, &[]);
    assert!(
        matches!(&found[..], [(Code::IdleInstrument, key, _)] if key == "broker.instruments.escrow"),
        "{found:?}"
    );

    let loose = clean()
        .replace("reversible = 0.5", "reversible = 1")
        .replace("reversible = 0.0", "reversible = 1")
        .replace("revocable = 0.9", "revocable = 1")
        .replace("revocable = 0.8", "revocable = 1")
        .replace("rebuild_years = 1.5", "rebuild_years = 0");
    let found = warnings(&loose, &[]);
    assert!(
        matches!(&found[..], [(Code::NothingBinds, key, _)] if key == "stages.1.reversible"),
        "{found:?}"
    );
}

#[test]
fn what_is_meant_is_not_warned_of_and_only_warnings_can_be_meant() {
    let odd = clean().replace("discount_factor = 0.94", "discount_factor = 0.05");
    assert_eq!(warnings(&odd, &[]).len(), 1);
    let meant = odd.replace("meant = [\"vague_interval\"]", "meant = [\"discount_rate\"]");
    assert_eq!(warnings(&meant, &[]), []);
    let problem = crate::case::only(&COMPLETE.replace("meant = [\"vague_interval\"]", "meant = [\"discuont_rate\"]"));
    assert!(problem.code == Code::UnknownWord && problem.help.unwrap().contains("discount_rate"));
    crate::case::only(&COMPLETE.replace("meant = [\"vague_interval\"]", "meant = [\"missing_key\"]"));
}

#[test]
fn a_warning_points_to_its_line_and_is_no_error() {
    let text =
        replaced("discount_factor = 0.94", "discount_factor = 0.05").replace("[arms.alone]\nbroker = false\n", "");
    let scenario = parse("case.toml", &text, &[]).unwrap();
    let said = scenario.warnings().to_text(false);
    assert!(said.starts_with("warning[discount_rate]: "), "{said}");
    assert!(
        said.contains("| discount_factor = 0.05\n") && said.ends_with("1 warning found\n"),
        "{said}"
    );
    assert_eq!(scenario.warnings().to_json()["problems"][0]["severity"], "warning");
}

#[test]
fn an_arm_that_is_another_one_again_is_told() {
    let found = warnings(COMPLETE, &[]);
    let [(code, key, said)] = &found[..] else {
        panic!("{found:?}")
    };
    assert_eq!((*code, key.as_str()), (Code::EqualArms, "arms.alone"));
    assert!(said.contains("no_broker and alone are the same game"), "{said}");
}

#[test]
fn a_setting_that_changes_nothing_is_told() {
    assert_eq!(warnings(&clean(), &["guarantor.keeper_prior=0.4"]), []);
    // The value of the file; a value that another setting replaces.
    let settings = [
        "guarantor.keeper_prior=0.55",
        "disarmer.pressure=0.3",
        "disarmer.pressure=0.4",
    ];
    let found = warnings(&clean(), &settings);
    let keys: Vec<(Code, &str)> = found.iter().map(|(code, key, _)| (*code, key.as_str())).collect();
    assert_eq!(
        keys,
        [
            (Code::IdleSetting, "guarantor.keeper_prior"),
            (Code::IdleSetting, "disarmer.pressure")
        ]
    );
}
