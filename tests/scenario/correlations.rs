//! What is drawn together: how it is drawn, what it leaves alone, and what is said about correlations that cannot be.

use honest_broker::scenario::{Code, Correlation, Scenario, Severity};
use honest_broker::study::design::{Design, Sampling};

use crate::case::{assert_problem, problems_of};
use crate::worlds::scenario;

const UNCERTAIN: &str = include_str!("../data/uncertain.toml");
/// The values are those of three numbers and of whether the stakeholder backs the settlement.
const TOGETHER: &str = "[[correlations]]
keys = [\"disarmer.dealer_prior\", \"talks.meetings_per_year\", \"stakeholders.Neighbour.stands\"]
rank = 0.5

[[correlations]]
keys = [\"guarantor.relief_cost.keeper\", \"guarantor.relief_cost.reneger\"]
rank = -0.75
";

/// The uncertain scenario with correlations.
fn with(correlations: &str) -> String {
    let (before, arms) = UNCERTAIN.split_once("[arms.").unwrap();
    format!("{before}{correlations}\n[arms.{arms}")
}

fn pair(first: &str, second: &str, rank: f64) -> String {
    format!("[[correlations]]\nkeys = [\"{first}\", \"{second}\"]\nrank = {rank}\n")
}

/// The values of keys over worlds.
fn drawn(scenario: &Scenario, sampling: Sampling, worlds: u64) -> Vec<Vec<f64>> {
    let dimensions: Vec<u64> = scenario.uncertain().iter().map(|u| u.dimension).collect();
    let design = Design {
        sampling,
        replicates: 16,
        seed: 1,
    };
    (0..worlds)
        .map(|world| {
            let world = scenario.world(&design.coordinates(world, &dimensions));
            world.drawn.iter().map(|x| x.unwrap_or(f64::NAN)).collect()
        })
        .collect()
}

fn place(scenario: &Scenario, key: &str) -> usize {
    scenario.uncertain().iter().position(|u| u.key == key).unwrap()
}

/// Spearman's rank correlation of two columns.
fn rank_correlation(worlds: &[Vec<f64>], a: usize, b: usize) -> f64 {
    let ranks = |column: usize| {
        let mut order: Vec<usize> = (0..worlds.len()).collect();
        order.sort_by(|i, j| worlds[*i][column].total_cmp(&worlds[*j][column]));
        let mut ranks = vec![0.0; worlds.len()];
        for (rank, world) in order.into_iter().enumerate() {
            ranks[world] = rank as f64;
        }
        ranks
    };
    let (x, y) = (ranks(a), ranks(b));
    let n = worlds.len() as f64;
    let squares: f64 = x.iter().zip(&y).map(|(x, y)| (x - y) * (x - y)).sum();
    1.0 - 6.0 * squares / (n * (n * n - 1.0))
}

#[test]
fn values_have_the_rank_correlation_that_is_asked_for() {
    let scenario = scenario(&with(TOGETHER), &[]);
    let at = |key: &str| place(&scenario, key);
    let [prior, meetings] = ["disarmer.dealer_prior", "talks.meetings_per_year"].map(at);
    let [keeper, reneger] = ["guarantor.relief_cost.keeper", "guarantor.relief_cost.reneger"].map(at);
    let tension = at("guarantor.tension");
    // The standard error of 4,096 independent draws is at most 0.016.
    for (sampling, tolerance) in [(Sampling::MonteCarlo, 0.05), (Sampling::Sobol, 0.03)] {
        let worlds = drawn(&scenario, sampling, 4096);
        for (a, b, wanted) in [
            (prior, meetings, 0.5),
            (keeper, reneger, -0.75),
            (prior, keeper, 0.0),
            (prior, tension, 0.0),
        ] {
            let found = rank_correlation(&worlds, a, b);
            assert!(
                (found - wanted).abs() < tolerance,
                "{sampling:?}: {found} and not {wanted}"
            );
        }
    }
}

#[test]
fn each_number_alone_is_drawn_as_without_correlations() {
    let [together, apart] = [with(TOGETHER), UNCERTAIN.to_owned()].map(|text| scenario(&text, &[]));
    for key in [
        "talks.meetings_per_year",
        "disarmer.dealer_prior",
        "guarantor.relief_cost.reneger",
    ] {
        let sorted = |scenario: &Scenario| {
            let at = place(scenario, key);
            let mut values: Vec<f64> = drawn(scenario, Sampling::Sobol, 4096)
                .iter()
                .map(|world| world[at])
                .collect();
            values.sort_by(f64::total_cmp);
            values
        };
        let (one, other) = (sorted(&together), sorted(&apart));
        for share in [0.05, 0.25, 0.5, 0.75, 0.95] {
            let at = (share * 4096.0) as usize;
            assert!(
                (one[at] / other[at] - 1.0).abs() < 0.02,
                "{key}, {share}: {} and {}",
                one[at],
                other[at]
            );
        }
    }
}

#[test]
fn what_no_correlation_names_is_drawn_as_before_to_the_last_bit() {
    let [together, apart] = [with(TOGETHER), UNCERTAIN.to_owned()].map(|text| scenario(&text, &[]));
    assert!(apart.correlations().is_empty());
    let coordinates: Vec<f64> = (0..13).map(|i| (f64::from(i) + 0.3) / 13.0).collect();
    assert_eq!(apart.correlated(&coordinates), coordinates);
    let moved = together.correlated(&coordinates);
    // The first of each group stays where it is, and all that is in none.
    let named = [
        "disarmer.dealer_prior",
        "stakeholders.Neighbour.stands",
        "guarantor.relief_cost.reneger",
    ];
    for (i, uncertain) in together.uncertain().iter().enumerate() {
        let moves = named.contains(&uncertain.key.as_str());
        assert_eq!(moved[i] != coordinates[i], moves, "{}", uncertain.key);
    }
    assert_eq!(
        together.world(&[0.5; 13]),
        apart.world(&[0.5; 13]),
        "medians are medians"
    );
}

#[test]
fn an_event_happens_as_often_as_before_and_more_often_where_the_number_is_high() {
    let scenario = scenario(&with(TOGETHER), &[]);
    let [prior, stands] = ["disarmer.dealer_prior", "stakeholders.Neighbour.stands"].map(|key| place(&scenario, key));
    let mut worlds = drawn(&scenario, Sampling::Sobol, 4096);
    worlds.sort_by(|a, b| a[prior].total_cmp(&b[prior]));
    let share = |worlds: &[Vec<f64>]| worlds.iter().map(|world| world[stands]).sum::<f64>() / worlds.len() as f64;
    assert!((share(&worlds) - 0.6).abs() < 0.01, "{}", share(&worlds));
    let (low, high) = worlds.split_at(2048);
    assert!(share(high) - share(low) > 0.2, "{} and {}", share(low), share(high));
}

#[test]
fn arms_that_draw_less_keep_the_correlations_of_what_is_left() {
    let text = with(&format!(
        "{}{}",
        pair("stages.2.detection", "broker.instruments.custody", 0.4),
        pair("guarantor.tension", "broker.instruments.custody", 0.3)
    ));
    let whole = scenario(&text, &[]);
    assert_eq!(whole.correlations().len(), 2);
    // Only `vague` draws the detection.
    let some = whole.of_arms(&["broker"]);
    let left = [Correlation {
        first: "guarantor.tension".to_owned(),
        second: "broker.instruments.custody".to_owned(),
        rank: 0.3,
    }];
    assert_eq!(some.correlations(), left);
    assert_eq!(some.fingerprint(), whole.fingerprint());
    let worlds = drawn(&some, Sampling::MonteCarlo, 4096);
    let [a, b] = ["guarantor.tension", "broker.instruments.custody"].map(|key| place(&some, key));
    assert!((rank_correlation(&worlds, a, b) - 0.3).abs() < 0.05);
}

#[test]
fn the_hash_of_a_scenario_changes_with_what_is_drawn_together_and_not_with_how_it_is_written() {
    let of = |correlations: &str| scenario(&with(correlations), &[]).fingerprint();
    let (a, b, c) = ("guarantor.tension", "disarmer.dealer_prior", "talks.meetings_per_year");
    let none = of("");
    let one = of(&pair(a, b, 0.5));
    assert_ne!(one, none);
    assert_ne!(one, of(&pair(a, b, 0.6)));
    assert_ne!(one, of(&pair(a, c, 0.5)));
    assert_eq!(one, of(&pair(b, a, 0.5)));
    assert_eq!(of(&pair(a, b, 0.0)), none, "a rank of 0 changes nothing");
    let [whole, apart] = [
        format!("[[correlations]]\nkeys = [\"{a}\", \"{b}\", \"{c}\"]\nrank = 0.2\n"),
        [pair(c, a, 0.2), pair(b, c, 0.2), pair(a, b, 0.2)].concat(),
    ];
    assert_eq!(of(&whole), of(&apart));
    let resolved = scenario(&with(&pair(a, b, 0.5)), &[]).resolved("no_broker").unwrap();
    assert_eq!(
        resolved["correlations.disarmer.dealer_prior and guarantor.tension"],
        0.5
    );
}

#[test]
fn the_key_of_every_stage_is_named_by_brackets_without_a_number() {
    let text = UNCERTAIN.replacen("detection = 0.7", "detection = { uniform = [0.6, 0.8] }", 1);
    let text = text.replacen("detection = 0.4", "detection = { uniform = [0.3, 0.5] }", 1);
    let (before, arms) = text.split_once("[arms.").unwrap();
    for written in ["stages[].detection", "stages.*.detection"] {
        let all = format!("{before}[[correlations]]\nkeys = [\"{written}\"]\nrank = 0.6\n[arms.{arms}");
        let scenario = scenario(&all, &[]);
        let stages = scenario
            .uncertain()
            .iter()
            .filter(|u| u.key.ends_with(".detection"))
            .count();
        assert!(stages > 1, "{:?}", scenario.uncertain());
        assert_eq!(scenario.correlations().len(), stages * (stages - 1) / 2);
    }
}

#[test]
fn a_setting_that_fixes_a_key_leaves_the_others_together() {
    let pairs = |setting: &str| scenario(&with(TOGETHER), &[setting]).correlations().len();
    assert_eq!(pairs("disarmer.dealer_prior=0.3"), 2);
    assert_eq!(pairs("stakeholders.Neighbour.backs=1"), 2);
    assert_eq!(pairs("guarantor.relief_cost=0.5"), 3);
    assert_eq!(pairs("guarantor.relief_cost.keeper=0.5"), 3);
    assert_eq!(pairs("guarantor.tension=0.1"), 4);
}

#[test]
fn ranks_that_no_numbers_can_have_together_are_refused_with_what_would_be_possible() {
    let (a, b, c) = ("talks.meetings_per_year", "disarmer.dealer_prior", "guarantor.tension");
    let text = with(&[pair(a, b, 0.9), pair(b, c, 0.905)].concat());
    let problems = problems_of(&text, &[]);
    let problem = problems.iter().next().unwrap();
    let said = [
        "`talks.meetings_per_year`, `disarmer.dealer_prior`, `guarantor.tension`",
        "multiplied by 0.76 all of them would be possible",
        "`talks.meetings_per_year` with `guarantor.tension`",
    ];
    assert_problem(
        problem,
        &text,
        Code::ImpossibleCorrelations,
        "correlations.2",
        "0.905",
        &said,
    );
    let shrunk = with(&[pair(a, b, 0.9 * 0.76), pair(b, c, 0.905 * 0.76)].concat());
    assert_eq!(scenario(&shrunk, &[]).correlations().len(), 2);
    let given = with(&[pair(a, b, 0.9), pair(b, c, 0.905), pair(a, c, 0.8)].concat());
    assert_eq!(scenario(&given, &[]).correlations().len(), 3);
}

/// A list of correlations, the code of its only problem, where it stands and fragments of what is said.
type Case<'c> = (String, Code, &'c str, &'c [&'c str]);

#[test]
fn faults_are_told_with_place_and_remedy() {
    let prior = "disarmer.dealer_prior";
    let with_key = |key: &str| pair(key, prior, 0.5);
    let bare = |line: &str| format!("[[correlations]]\n{line}\n");
    #[rustfmt::skip]
    let cases: Vec<Case<'_>> = vec![
        (with_key("disarmer.rationality"), Code::NotUncertain, "\"disarmer.rationality\"", &["the fixed number 3", "interval90"]),
        (with_key("disarmer.dealer_priro"), Code::UnknownKey, "\"disarmer.dealer_priro\"", &["did you mean `disarmer.dealer_prior`?"]),
        (with_key("stakeholders.Neighbour.backs"), Code::NotUncertain, "\"stakeholders.Neighbour.backs\"", &["did you mean `stakeholders.Neighbour.stands`?"]),
        (with_key("guarantor.relief_cost"), Code::NotUncertain, "\"guarantor.relief_cost\"", &["in parts", "`guarantor.relief_cost.keeper`"]),
        (with_key("guarantor.tension.keeper"), Code::NotUncertain, "\"guarantor.tension.keeper\"", &["did you mean `guarantor.tension`?"]),
        (with_key("talks_meetings_per_year"), Code::UnknownKey, "\"talks_meetings_per_year\"", &["the name of a column", "`talks.meetings_per_year`"]),
        (with_key("weather"), Code::UnknownKey, "\"weather\"", &["there is no key", "honest-broker check"]),
        (with_key(prior), Code::BadCorrelation, "\"disarmer.dealer_prior\", \"disarmer.dealer_prior\"]\nrank", &["named twice"]),
        (bare("keys = [\"disarmer.dealer_prior\"]\nrank = 0.5"), Code::BadCorrelation, "[\"disarmer.dealer_prior\"]", &["alone", "add another"]),
        (bare("keys = []\nrank = 0.5"), Code::BadCorrelation, "[]\nrank", &["no key is named"]),
        ([with_key("guarantor.tension"), "[[correlations]]\nkeys = [\"disarmer.dealer_prior\",\"guarantor.tension\"]\nrank = 0.2\n".to_owned()].concat(), Code::BadCorrelation, "[\"disarmer.dealer_prior\",", &["given twice", "`correlations.1`"]),
        (pair("guarantor.tension", prior, 1.0), Code::OutOfRange, "1\n", &["above -1 and below 1", "one uncertain number"]),
        (pair("guarantor.tension", prior, -50.0), Code::OutOfRange, "-50", &["-50 % are -0.5"]),
        (bare("keys = [\"guarantor.tension\", \"disarmer.dealer_prior\"]\nrank = nan"), Code::NotFinite, "nan", &["finite"]),
        (bare("keys = [\"guarantor.tension\", \"disarmer.dealer_prior\"]\nrank = \"0.4\""), Code::WrongType, "\"0.4\"", &["without quotes"]),
        (bare("keys = \"guarantor.tension\"\nrank = 0.4"), Code::WrongType, "\"guarantor.tension\"", &["a list of keys in quotes"]),
        (bare("keys = [\"guarantor.tension\", 3]\nrank = 0.4"), Code::WrongType, "3]", &["keys in quotes, not a number"]),
        (bare("keys = [\"guarantor.tension\", \"disarmer.dealer_prior\"]"), Code::MissingKey, "[[correlations]]", &["`correlations.1.rank` is missing", "add `rank = "]),
        (bare("keys = [\"guarantor.tension\", \"disarmer.dealer_prior\"]\nrho = 0.4"), Code::UnknownKey, "rho", &["did you mean `rank`?"]),
        ("[correlations]\nkeys = []\nrank = 0.1\n".to_owned(), Code::WrongType, "[correlations]", &["[[correlations]] in double brackets"]),
        ("[[correlation]]\nkeys = []\nrank = 0.1\n".to_owned(), Code::UnknownKey, "correlation]]", &["did you mean `correlations`?"]),
    ];
    for (correlations, code, at, fragments) in cases {
        let text = with(&correlations);
        let problems = problems_of(&text, &[]);
        let problem = problems.iter().next().unwrap();
        assert_eq!(problems.len(), 1, "{correlations}\n{problems}");
        assert_eq!(problem.code, code, "{problems}");
        let said = format!("{} {}", problem.message, problem.help.as_deref().unwrap_or(""));
        assert!(fragments.iter().all(|words| said.contains(words)), "{said}");
        let start = text.find(&correlations).unwrap();
        let line = text[..start
            + correlations
                .find(at)
                .unwrap_or_else(|| panic!("{at} in {correlations}"))]
            .matches('\n')
            .count();
        assert_eq!(problem.line, Some(line + 1), "{problems}");
    }
}

#[test]
fn arms_and_settings_cannot_replace_correlations_and_are_told_so() {
    let text = with(TOGETHER).replacen("[arms.vague]\n", "[arms.vague]\ncorrelations = []\n", 1);
    for problems in [
        problems_of(&text, &[]),
        problems_of(&with(TOGETHER), &["correlations.1.rank=0.2"]),
    ] {
        let problem = problems.iter().next().unwrap();
        assert_eq!((problems.len(), problem.code), (1, Code::NotOverridable), "{problems}");
        assert!(problem.message.contains("the same in every arm"), "{problems}");
    }
}

#[test]
fn correlations_that_change_nothing_are_warned_of() {
    let of = |correlations: &str| {
        let scenario = scenario(&with(correlations), &[]);
        let codes = scenario
            .warnings()
            .iter()
            .inspect(|p| assert_eq!(p.severity, Severity::Warning));
        let found: Vec<(Code, String)> = codes.map(|p| (p.code, p.key.clone().unwrap_or_default())).collect();
        found
            .into_iter()
            .filter(|(code, _)| *code == Code::IdleCorrelation)
            .collect::<Vec<_>>()
    };
    let idle = [(Code::IdleCorrelation, "correlations.1".to_owned())];
    assert_eq!(of(TOGETHER), []);
    assert_eq!(of(&pair("guarantor.tension", "disarmer.dealer_prior", 0.0)), idle);
    // One is drawn by `vague` alone, the other by `blind` alone.
    let apart = format!(
        "{}[arms.blind]\n\"stages.1.detection\" = {{ uniform = [0.1, 0.5] }}\n",
        pair("stages.1.detection", "stages.2.detection", 0.5)
    );
    assert_eq!(of(&apart), idle);
}
