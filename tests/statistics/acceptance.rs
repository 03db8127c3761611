//! Acceptance of the broker as a weight: known numbers, limits, and the mixture world by world.

use std::path::Path;

use honest_broker::analysis::acceptance;
use honest_broker::game::outcome::Outcome;
use honest_broker::scenario::Setting;
use honest_broker::study::request::Evaluate;
use honest_broker::study::world::BrokerResult;
use honest_broker::{Ending, Request, Results, compare, load};

/// The arms `no_broker` and `broker` of a scenario, exact.
fn results(file: &str, settings: &[&str], grid: usize) -> Results {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(file);
    let settings: Vec<Setting> = settings.iter().map(|s| Setting::parse(s).unwrap()).collect();
    let scenario = load(&path, &settings).unwrap();
    let request = Request {
        arms: vec!["broker".to_owned()],
        grid,
        evaluate: Evaluate::Exact,
        ..Request::default()
    };
    compare(&scenario, &request).unwrap().results
}

fn broker(results: &Results) -> &BrokerResult {
    results.worlds[0].arms[1].broker.as_ref().unwrap()
}

#[test]
fn acceptance_and_mixed_outcomes_are_those_of_an_independent_implementation() {
    let results = results("example.toml", &[], 21);
    let broker = broker(&results);
    for (found, expected) in [
        (broker.acceptance[0], 0.9),
        (broker.acceptance[1], 0.60425),
        (broker.accepted(), 0.54382),
    ] {
        assert!((found - expected).abs() < 1e-5, "{found} {expected}");
    }
    for (outcome, expected) in [
        (Outcome::Breach, 0.38237),
        (Outcome::Deadlock, 0.02078),
        (Outcome::HollowSettlement, 0.01102),
        (Outcome::InterimDeal, 0.36),
        (Outcome::Revocation, 0.14506),
        (Outcome::Settlement, 0.01464),
        (Outcome::SymbolicTalks, 0.03404),
        (Outcome::War, 0.0321),
    ] {
        let found = acceptance::ending(&results, 1, Ending::One(outcome))
            .unwrap()
            .value
            .unwrap();
        assert!((found - expected).abs() < 1e-5, "{outcome:?}: {found} {expected}");
    }
}

#[test]
fn every_world_mixes_with_and_without_by_its_own_acceptance() {
    let results = results("uncertain.toml", &[], 3);
    assert!(results.worlds.len() > 1 && !results.has_broker(0) && results.has_broker(1));
    let mut weights = Vec::new();
    for world in &results.worlds {
        let [base, arm] = [&world.arms[0], &world.arms[1]];
        let broker = arm.broker.as_ref().unwrap();
        let w = broker.acceptance[0] * broker.acceptance[1];
        let mixed = arm.probabilities_over_acceptance().unwrap();
        let with = arm.probabilities().unwrap();
        let without = broker.without.as_ref().unwrap().outcomes;
        for outcome in Outcome::ALL {
            assert_eq!(mixed[outcome], w * with[outcome] + (1.0 - w) * without[outcome]);
            // The arm differs from the baseline in nothing but its broker.
            assert!((without[outcome] - base.probabilities().unwrap()[outcome]).abs() < 1e-12);
        }
        weights.push(w);
    }
    assert!(weights.iter().any(|w| (w - weights[0]).abs() > 0.01), "{weights:?}");
}

#[test]
fn a_broker_accepted_for_certain_is_there_and_one_that_costs_too_much_is_not() {
    let certain = results(
        "example.toml",
        &["broker.acceptance.disarmer=1", "broker.acceptance.guarantor=1"],
        3,
    );
    let dear = results("example.toml", &["broker.acceptance.disarmer={ cost = 1e9 }"], 3);
    assert_eq!((broker(&certain).accepted(), broker(&dear).accepted()), (1.0, 0.0));
    for outcome in Outcome::ALL {
        let ending = Ending::One(outcome);
        let mixed = |results: &Results| acceptance::ending(results, 1, ending).unwrap().value;
        assert_eq!(
            mixed(&certain),
            honest_broker::ending(&certain, 1, ending, certain.methods()[0])
                .unwrap()
                .value
        );
        assert_eq!(acceptance::ending_contrast(&dear, 1, ending).unwrap().value, Some(0.0));
    }
}

#[test]
fn a_broker_without_means_is_worth_nothing_and_at_no_cost_a_toss_up() {
    let powerless = [
        "broker.acceptance.disarmer={ cost = 0 }",
        "broker.acceptance.guarantor={ cost = 0 }",
        "broker.instruments.facilitation=0",
        "broker.instruments.reopening_rate=0",
        "broker.instruments.monitoring=0",
        "broker.instruments.exposure_rate=0",
        "broker.instruments.custody=0",
        "broker.instruments.escrow=0",
        "broker.instruments.guarantee=0",
        "broker.instruments.aid=0",
        "broker.information.disarmer_accuracy=0.5",
        "broker.information.guarantor_accuracy=0.5",
    ];
    let results = results("example.toml", &powerless, 3);
    let broker = broker(&results);
    assert!((broker.accepted() - 0.25).abs() < 1e-9, "{:?}", broker.acceptance);
    assert!(
        broker.gains[..2].iter().all(|gain| gain.abs() < 1e-8),
        "{:?}",
        broker.gains
    );
}
