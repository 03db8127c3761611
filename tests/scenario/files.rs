//! Scenario files for tests, and the games that they describe.

use honest_broker::game::{
    Acceptance, Backing, Broker, Clock, Crises, Disarmer, Elections, Enforcement, Game, Guarantor, Information,
    Instruments, Interests, Sequence, Stage, Succession, Talks, Verification,
};
use honest_broker::scenario::{Scenario, Setting, parse};

use crate::case::COMPLETE;

/// Only what cannot be left out.
pub const SMALLEST: &str = "
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

pub fn complete() -> Scenario {
    parse("folder/complete.toml", COMPLETE, &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

pub fn set(text: &str, settings: &[&str]) -> Scenario {
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

pub fn expected_game() -> Game {
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
