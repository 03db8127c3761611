//! Games for tests: an illustration that uses every key, short games, and games drawn from the whole legal range.

use honest_broker::game::*;

pub use super::draws::{Draws, Size, random};

/// A stage without work before it, worth `share` of the deterrent, the threat, the relief and its cost alike.
fn stage(share: f64, reversible: f64, revocable: f64, detection: f64, false_alarm: f64) -> Stage {
    Stage {
        deterrent_share: share,
        threat_share: share,
        relief_share: share,
        cost_share: share,
        years: 0.0,
        reversible,
        revocable,
        detection,
        false_alarm,
    }
}

/// The illustration: four stages, ten years in quarters, twenty years of foresight. One stakeholder of two
/// backs a settlement; what the two add is already in the numbers.
pub fn illustration(sequence: Sequence, broker: bool) -> Game {
    let item = |shares: [f64; 4], years: f64, plain: Stage| Stage {
        deterrent_share: shares[0],
        threat_share: shares[1],
        relief_share: shares[2],
        cost_share: shares[3],
        years,
        ..plain
    };
    Game {
        clock: Clock {
            rounds_per_year: 4,
            rounds: 40,
            foresight: 80,
        },
        stages: vec![
            item([0.06, 0.12, 0.08, 0.05], 0.0, stage(0.0, 1.0, 1.0, 0.97, 0.01)),
            item([0.2, 0.28, 0.22, 0.2], 0.5, stage(0.0, 0.6, 1.0, 0.8, 0.05)),
            item([0.3, 0.35, 0.3, 0.35], 1.0, stage(0.0, 0.2, 0.8, 0.5, 0.08)),
            item([0.44, 0.25, 0.4, 0.4], 1.5, stage(0.0, 0.0, 0.8, 0.4, 0.08)),
        ],
        disarmer: Disarmer {
            dealer_prior: 0.35,
            deterrent_value: [1.3, 0.6],
            relief_value: 0.95,
            exposure: 0.4,
            // What an opposed patron leaks is taken off.
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
            sequence,
            meetings_per_year: 1.5,
            reviews_per_year: 0.6,
            advance_years: 0.25,
            reopening_rate: 0.3,
        },
        verification: Verification {
            exposure_rate: 1.0,
            concealed_value: 0.8,
        },
        // The backing stakeholder calms both rates by 0.15.
        crises: Crises {
            rate_in_force: 0.12 * 0.85,
            rate_ruptured: 0.57 * 0.85,
            escalation: 0.012,
        },
        broker: broker.then(illustrative_broker),
        bystander: None,
        backing: Backing {
            guarantee: 0.1,
            aid: 0.03,
        },
    }
}

/// The broker of the illustration.
pub fn illustrative_broker() -> Broker {
    Broker {
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
    }
}

/// A short game with something at stake in every round: yearly rounds, `rounds` of them solved and played, two stages whose
/// shares differ between the sides, an election after rounds 0, 2, …, a succession now and then.
pub fn short(sequence: Sequence, broker: bool, rounds: usize) -> Game {
    let mut game = illustration(sequence, broker);
    game.clock = Clock {
        rounds_per_year: 1,
        rounds,
        foresight: rounds,
    };
    game.stages = vec![
        Stage {
            threat_share: 0.55,
            cost_share: 0.3,
            ..stage(0.4, 0.5, 0.9, 0.6, 0.1)
        },
        Stage {
            threat_share: 0.45,
            cost_share: 0.7,
            years: 0.5,
            ..stage(0.6, 0.1, 0.8, 0.4, 0.15)
        },
    ];
    (game.disarmer.rationality, game.guarantor.rationality) = (2.0, 2.0);
    game.disarmer.war_cost = 10.0;
    game.disarmer.succession.rate = 0.15;
    game.guarantor.war_cost = 8.0;
    game.guarantor.elections = Some(Elections {
        first: 1,
        every: 2,
        turnover: vec![0.5, 0.7],
        successor_keeper_prior: 0.4,
    });
    game
}

/// A broker without any instrument that sends no message; its interests stay.
pub fn powerless(mut broker: Broker) -> Broker {
    broker.instruments = Instruments::none(broker.instruments.enforcement);
    broker.information = None;
    broker
}

/// The game with every player's logit precision at zero.
pub fn uniform(mut game: Game) -> Game {
    game.disarmer.rationality = 0.0;
    game.guarantor.rationality = 0.0;
    if let Some(broker) = &mut game.broker {
        broker.rationality = 0.0;
    }
    game
}

/// The game with few chance events, which multiply the histories of the exact recursion: no election, no succession, and a
/// broker whose neutrality lasts.
pub fn slow_to_change(mut game: Game) -> Game {
    game.guarantor.elections = None;
    game.disarmer.succession.rate = 0.0;
    if let Some(broker) = &mut game.broker {
        broker.neutrality_loss_rate = 0.0;
    }
    game
}

/// Multiplies all payoffs of disarmer, guarantor and broker by the factors and divides their precisions by them.
pub fn rescaled(game: &Game, [d, g, b]: [f64; 3]) -> Game {
    let mut game = game.clone();
    let scale = |payoffs: &mut [&mut f64], factor: f64| payoffs.iter_mut().for_each(|p| **p *= factor);
    let x = &mut game.disarmer;
    let own = [
        &mut x.relief_value,
        &mut x.exposure,
        &mut x.pressure,
        &mut x.prestige,
        &mut x.war_cost,
    ];
    scale(
        &mut own.into_iter().chain(&mut x.deterrent_value).collect::<Vec<_>>(),
        d,
    );
    x.rationality /= d;
    let x = &mut game.guarantor;
    let by_type = [
        &mut x.threat_reduction,
        &mut x.relief_cost,
        &mut x.tension,
        &mut x.renege_cost,
    ];
    scale(&mut by_type.into_iter().flatten().collect::<Vec<_>>(), g);
    scale(&mut [&mut x.talks_cost, &mut x.war_cost], g);
    x.rationality /= g;
    game.backing.aid *= d;
    game.backing.guarantee *= g;
    let wants = |x: &mut Interests| {
        let own = [
            &mut x.project_revenue,
            &mut x.nonproliferation,
            &mut x.war_cost,
            &mut x.mediation_cost,
            &mut x.enforcement_cost,
            &mut x.credibility_stake,
        ];
        scale(&mut own.into_iter().collect::<Vec<_>>(), b);
        x.alignment_disarmer *= b / d;
        x.alignment_guarantor *= b / g;
    };
    if let Some(broker) = &mut game.broker {
        broker.instruments.aid *= d;
        broker.instruments.guarantee *= g;
        broker.rationality /= b;
        wants(&mut broker.interests);
    }
    if let Some(bystander) = &mut game.bystander {
        wants(&mut bystander.interests);
    }
    game
}
