//! Every world of the scenarios there are can be played, and draws have their frequencies.

use std::path::Path;
use std::sync::LazyLock;

use honest_broker::game::Game;
use honest_broker::scenario::{Scenario, find, load};
use honest_broker::study::design::{Design, Sampling};
use proptest::prelude::*;

use crate::worlds::{scenario, with};

/// The scenarios of the program, read once.
fn shipped() -> &'static [Scenario] {
    static SHIPPED: LazyLock<Vec<Scenario>> = LazyLock::new(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let files = find(&[root], false).unwrap();
        assert!(files.len() >= 3);
        files
            .iter()
            .map(|file| load(file, &[]).unwrap_or_else(|problems| panic!("{problems}")))
            .collect()
    });
    &SHIPPED
}

#[test]
fn the_scenario_of_many_worlds_draws_every_family_and_all_its_worlds_can_be_played() {
    let text = include_str!("../data/uncertain.toml");
    let scenario = scenario(text, &[]);
    assert_eq!(scenario.uncertain().len(), 13);
    for family in [
        "uniform",
        "triangular",
        "pert",
        "normal",
        "lognormal",
        "beta",
        "interval90",
    ] {
        assert!(text.contains(&format!("{{ {family} = [")), "{family}");
    }
    for x in [1e-9, 0.2, 0.5, 0.9, 1.0 - 1e-9] {
        let drawn = scenario.world(&[x; 13]);
        drawn.games.iter().for_each(assert_playable);
    }
}

pub fn names(scenario: &Scenario) -> Vec<&str> {
    scenario.stakeholders.iter().map(|s| s.name.as_str()).collect()
}

#[test]
fn events_and_numbers_have_their_frequencies_over_a_design() {
    let neighbour =
        "[[stakeholders]]\nname = \"South\"\nbacks = 0.63\naid = 0.5\n[[stakeholders]]\nbacks = 0.3\ncalm = 0.5\n";
    let scenario = with(&format!(
        "{neighbour}[arms.x]\n\"disarmer.exposure\" = {{ interval90 = [0.2, 0.6] }}\n"
    ));
    let dimensions: Vec<u64> = scenario.uncertain().iter().map(|u| u.dimension).collect();
    let design = Design {
        sampling: Sampling::Sobol,
        replicates: 4,
        seed: 3,
    };
    let worlds = 4096;
    let (mut backs, mut both, mut within) = (0, 0, 0);
    for number in 0..worlds {
        let drawn = scenario.world(&design.coordinates(number, &dimensions));
        let (aid, calm) = (
            drawn.games[0].backing.aid > 0.0,
            drawn.games[0].crises.rate_in_force < 0.07,
        );
        backs += u32::from(aid);
        both += u32::from(aid && calm);
        within += u32::from((0.2..0.6).contains(&drawn.games.last().unwrap().disarmer.exposure));
    }
    let share = |count: u32| f64::from(count) / worlds as f64;
    // One-dimensional shares are met to a point in each replicate; the pair is as good as independent (standard error 0.006).
    assert!((share(backs) - 0.63).abs() < 0.002, "{}", share(backs));
    assert!((share(both) - 0.63 * 0.3).abs() < 0.03, "{}", share(both));
    assert!((share(within) - 0.9).abs() < 0.002, "{}", share(within));
}

/// What the solver takes for granted.
fn assert_playable(game: &Game) {
    let unit = |x: f64| assert!((0.0..=1.0).contains(&x), "{x} in {game:?}");
    let open = |x: f64| assert!(x > 0.0 && x < 1.0, "{x} in {game:?}");
    let cost = |x: f64| assert!((0.0..=1e9).contains(&x), "{x} in {game:?}");
    let discount = |x: f64| assert!(x > 0.0 && x <= 1.0, "{x} in {game:?}");
    for (name, sum) in [
        ("deterrent", game.stages.iter().map(|s| s.deterrent_share).sum::<f64>()),
        ("threat", game.stages.iter().map(|s| s.threat_share).sum::<f64>()),
        ("relief", game.stages.iter().map(|s| s.relief_share).sum::<f64>()),
        ("cost", game.stages.iter().map(|s| s.cost_share).sum::<f64>()),
    ] {
        assert!((sum - 1.0).abs() < 1e-9, "{name} {sum}");
    }
    for s in &game.stages {
        for x in [
            s.deterrent_share,
            s.threat_share,
            s.relief_share,
            s.cost_share,
            s.reversible,
            s.revocable,
            s.detection,
            s.false_alarm,
        ] {
            unit(x);
        }
        cost(s.years);
    }
    let (d, g) = (&game.disarmer, &game.guarantor);
    open(d.dealer_prior);
    open(g.keeper_prior);
    [d.discount_factor, g.discount_factor].into_iter().for_each(discount);
    for x in [
        d.relief_value,
        d.exposure,
        d.pressure,
        d.prestige,
        d.rebuild_years,
        d.war_cost,
        d.rationality,
    ] {
        cost(x);
    }
    for x in [g.talks_cost, g.war_cost, g.rationality, d.succession.rate] {
        cost(x);
    }
    for by_type in [g.threat_reduction, g.relief_cost, g.tension] {
        by_type.into_iter().for_each(cost);
    }
    assert!(d.covert_share.iter().all(|h| (0.0..1.0).contains(h)));
    open(d.succession.dealer_prior);
    d.deterrent_value.into_iter().for_each(cost);
    g.renege_cost.into_iter().for_each(cost);
    if let Some(elections) = &g.elections {
        elections.turnover.iter().copied().for_each(unit);
        open(elections.successor_keeper_prior);
    }
    assert!(game.talks.meetings_per_year > 0.0);
    unit(game.verification.concealed_value);
    unit(game.crises.escalation);
    [
        game.talks.reopening_rate,
        game.talks.reviews_per_year,
        game.talks.advance_years,
        game.verification.exposure_rate,
        game.crises.rate_in_force,
        game.crises.rate_ruptured,
        game.backing.guarantee,
        game.backing.aid,
    ]
    .into_iter()
    .for_each(cost);
    let Some(b) = &game.broker else { return };
    let i = &b.instruments;
    [i.monitoring, i.custody, i.escrow].into_iter().for_each(unit);
    [
        i.facilitation,
        i.exposure_rate,
        i.reopening_rate,
        i.guarantee,
        i.aid,
        b.neutrality_loss_rate,
        b.rationality,
    ]
    .into_iter()
    .for_each(cost);
    discount(b.discount_factor);
    if let Some(information) = &b.information {
        unit(information.honesty);
        for x in [information.disarmer_accuracy, information.guarantor_accuracy] {
            assert!((0.5..=1.0).contains(&x), "{x}");
        }
    }
    for x in [
        b.interests.project_revenue,
        b.interests.nonproliferation,
        b.interests.war_cost,
        b.interests.mediation_cost,
        b.interests.enforcement_cost,
        b.interests.credibility_stake,
    ] {
        cost(x);
    }
    assert!(b.interests.alignment_disarmer.is_finite() && b.interests.alignment_guarantor.is_finite());
}

#[test]
fn the_scenarios_of_2018_are_uncertain_in_the_same_keys_outside_their_stages() {
    let of_2018 = ["hanoi-grand-bargain", "relief-first", "singapore-2018"];
    let of_2018 = |scenario: &&Scenario| of_2018.contains(&scenario.stem.as_str());
    let scenarios: Vec<&Scenario> = shipped().iter().filter(of_2018).collect();
    assert_eq!(scenarios.len(), 3);
    let outside = |scenario: &Scenario| -> Vec<String> {
        let keys = scenario.uncertain().iter().map(|u| u.key.clone());
        keys.filter(|key| !key.starts_with("stages.")).collect()
    };
    for scenario in &scenarios {
        assert_eq!(outside(scenario), outside(scenarios[0]), "{}", scenario.stem);
        assert_eq!(names(scenario), ["China", "South Korea", "Japan"]);
    }
}

#[test]
fn the_central_worlds_of_the_shipped_scenarios_can_be_played() {
    for scenario in shipped() {
        for arm in &scenario.arms {
            assert_playable(&scenario.game(&arm.name).unwrap());
        }
        assert_eq!(
            scenario.warnings().to_text(false),
            "0 warnings found\n",
            "{}",
            scenario.stem
        );
    }
}

#[test]
fn the_extreme_worlds_of_the_shipped_scenarios_can_be_played() {
    for scenario in shipped() {
        for x in [1e-9, 1.0 - 1e-9, 1e-12, 1.0 - 1e-12] {
            let drawn = scenario.world(&vec![x; scenario.uncertain().len()]);
            drawn.games.iter().for_each(assert_playable);
        }
    }
}

fn coordinate() -> impl Strategy<Value = f64> {
    prop_oneof![8 => 1e-9..1.0f64, 1 => Just(1e-9), 1 => Just(1.0 - 1e-9)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_world_of_the_shipped_scenarios_can_be_played(coordinates in proptest::collection::vec(coordinate(), 256)) {
        for scenario in shipped() {
            let drawn = scenario.world(&coordinates[..scenario.uncertain().len()]);
            drawn.games.iter().for_each(assert_playable);
            for (uncertain, value) in scenario.uncertain().iter().zip(&drawn.drawn) {
                prop_assert!(value.is_none_or(f64::is_finite), "{}", uncertain.key);
            }
        }
    }
}
