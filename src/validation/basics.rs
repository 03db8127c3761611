//! What every logit game obeys: closed forms of single decisions, uniform play, invariance to units, a broker without means.

use std::sync::atomic::AtomicBool;

use super::lab::{At, Lab, broker, precision, textbook};
use super::{Kind, Origin, Verdict};
use crate::game::moves::Action::{Comply, Feign, Hold, Honour, Quit, Renege};
use crate::game::{Broker, Game, Instruments, Interests};
use crate::game::{Enforcement, outcome::Outcome};
use crate::simulate::episode::Script;
use crate::simulate::simulate;
use crate::simulate::streams::Streams;

pub fn claims(lab: &Lab) -> Vec<Verdict> {
    [closed_form(lab), uniform(lab), units(lab), idle_broker(lab)].concat()
}

const GROUP: &str = "Logit play";

/// The asymmetry game cut to one round, without a broker.
fn one_round() -> Game {
    let mut game = textbook("asymmetry");
    game.broker = None;
    (game.clock.rounds, game.clock.foresight) = (1, 1);
    game
}

/// The four probabilities of a dealer's first move and the keeper's answer, from the payoffs of the model by hand.
fn by_hand(lambda: f64, keeper: f64) -> ([f64; 4], [f64; 2]) {
    // Flows of half a year: v = 0.7, b = 1, x = 0.3, s = 0.2, p = 0.05; d = 1, g = 0.5, tension 0.1, talks 0.02.
    let in_force = |a: f64, c: f64| 0.5 * (0.7 * (1.0 - a) + c + 0.05);
    let ruptured = |a: f64, c: f64| 0.5 * (0.7 * (1.0 - a) + 0.1 * c - 0.2 - 0.3 * a);
    let honours = |a: f64, cost: f64| {
        let stay = 0.5 * (a - 0.5 * a - 0.02);
        let leave = 0.5 * (a - 0.5 * 0.1 * a - 0.1) - cost * a;
        1.0 / (1.0 + (lambda * (leave - stay)).exp())
    };
    let honoured = |a: f64| keeper * honours(a, 3.0) + (1.0 - keeper) * honours(a, 0.2);
    let after = |k: f64| honoured(k) * in_force(k, k) + (1.0 - honoured(k)) * ruptured(k, k);
    let broken = ruptured(0.0, 0.0);
    let comply = 0.95 * after(0.5) + 0.05 * broken;
    // A feint that is credited keeps the capability until the end of the half year.
    let feign = 0.4 * (after(0.5) + 0.5 * 0.7 * 0.5) + 0.6 * broken;
    let weights = [comply, feign, after(0.0), broken].map(|q: f64| (lambda * q).exp());
    let total: f64 = weights.iter().sum();
    (weights.map(|w| w / total), [honours(0.5, 3.0), honours(0.5, 0.2)])
}

fn closed_form(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: GROUP,
        source: "mckelvey-palfrey1998",
        scenario: "asymmetry",
    };
    let mut verdicts = Vec::new();
    for (lambda, keeper) in [(0.5, 1.0), (3.0, 0.0), (3.0, 1.0), (12.0, 1.0)] {
        let mut game = one_round();
        precision(&mut game, lambda);
        let solved = lab.solve(&game);
        let (moves, answers) = by_hand(lambda, keeper);
        for (action, expected) in [Comply, Feign, Hold, Quit].into_iter().zip(moves) {
            verdicts.push(origin.exact(
                format!("one round by hand, dealer: {action:?}, precision {lambda}, belief in a keeper {keeper}"),
                expected,
                solved.chance(At::DisarmerOpens(0), action, 1, [0.5, keeper]),
            ));
        }
        for (kind, name, expected) in [(1, "keeper", answers[0]), (0, "reneger", answers[1])] {
            verdicts.push(origin.exact(
                format!("one round by hand, the {name} honours, precision {lambda}, belief {keeper}"),
                expected,
                solved.chance(At::GuarantorAnswers(1), Honour, kind, [0.5, keeper]),
            ));
        }
    }
    verdicts
}

/// The chain of uniform play: probability of each number of stages in force after each round.
fn chain(rounds: usize) -> Vec<[f64; 3]> {
    let meets = 0.75;
    let mut now = [1.0, 0.0, 0.0];
    let mut path = Vec::new();
    for _ in 0..rounds {
        let mut next = now.map(|p| p * (1.0 - meets));
        for (k, (detection, alarm)) in [(0.7, 0.1), (0.4, 0.2)].into_iter().enumerate() {
            let credited = 0.25 * (1.0 - alarm) + 0.25 * (1.0 - detection);
            next[k] += now[k] * meets * 0.25 * 0.5;
            next[k + 1] += now[k] * meets * credited * 0.5;
        }
        next[2] += now[2] * meets * 0.5 * 0.5;
        now = next;
        path.push(now);
    }
    path
}

fn uniform(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: GROUP,
        source: "mckelvey-palfrey1998",
        scenario: "uniform-play",
    };
    let game = textbook("uniform-play");
    let solved = lab.solve(&game);
    let path = chain(game.clock.rounds);
    let expected: f64 = path.iter().map(|p| 0.5 * p.iter().sum::<f64>()).sum();
    let mut verdicts = vec![origin.verdict(
        Kind::Exact,
        "expected years in force at precision 0, from the chain",
        [expected, solved.solution.values.disarmer[0], 1e-9],
    )];
    let discounts: Vec<[f64; 3]> = (0..=game.clock.rounds)
        .map(|round| solved.rules.payoffs.discount_at(round))
        .collect();
    let script = Script {
        rules: &solved.rules,
        policy: &solved.solution.policy,
        messages: None,
        discounts: &discounts,
    };
    const EPISODES: u64 = 400_000;
    let batch = simulate(
        &[script],
        0,
        &Streams::new(1, 0),
        EPISODES,
        &AtomicBool::new(false),
        &|_| (),
    );
    let tally = &batch.expect("nothing stops it").tallies[0];
    let last = path[path.len() - 1];
    let share = |outcome: Outcome| tally.outcomes[outcome] as f64 / EPISODES as f64;
    let full = share(Outcome::Settlement) + share(Outcome::HollowSettlement);
    for (claim, expected, obtained) in [
        ("share of settlements of either sort", last[2], full),
        ("share of interim deals", last[1], share(Outcome::InterimDeal)),
        ("share of symbolic talks", last[0], share(Outcome::SymbolicTalks)),
    ] {
        let error = (expected * (1.0 - expected) / EPISODES as f64).sqrt();
        let claim = format!("{claim} among {EPISODES} episodes of uniform play, within 4 standard errors");
        verdicts.push(origin.verdict(Kind::Played, claim, [expected, obtained, 4.0 * error]));
    }
    verdicts
}

/// Largest difference of the first policies of two games over all decisions of both sides.
fn difference(lab: &Lab, a: &Game, b: &Game) -> f64 {
    let (a, b) = (lab.solve(a), lab.solve(b));
    let mut largest = 0.0_f64;
    for stage in 0..=2 {
        for belief in [0.2, 0.5, 0.9] {
            let mut compare = |at, action| {
                for kind in 0..2 {
                    let [p, q] = [&a, &b].map(|s| s.chance(at, action, kind, [belief, belief]));
                    largest = largest.max((p - q).abs());
                }
            };
            compare(At::DisarmerOpens(stage), Hold);
            compare(At::DisarmerOpens(stage), Quit);
            compare(At::GuarantorAnswers(stage), Renege);
        }
    }
    largest
}

fn units(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: GROUP,
        source: "mckelvey-palfrey1998",
        scenario: "asymmetry",
    };
    let game = textbook("asymmetry");
    let mut disarmer = game.clone();
    let d = &mut disarmer.disarmer;
    d.deterrent_value = d.deterrent_value.map(|v| v * 8.0);
    (d.relief_value, d.exposure) = (d.relief_value * 8.0, d.exposure * 8.0);
    (d.pressure, d.prestige, d.rationality) = (d.pressure * 8.0, d.prestige * 8.0, d.rationality / 8.0);
    let mut guarantor = game.clone();
    let g = &mut guarantor.guarantor;
    for x in [
        &mut g.threat_reduction,
        &mut g.relief_cost,
        &mut g.tension,
        &mut g.talks_cost,
    ] {
        *x *= 8.0;
    }
    (g.renege_cost, g.rationality) = (g.renege_cost.map(|c| c * 8.0), g.rationality / 8.0);
    broker(&mut guarantor).instruments.guarantee *= 8.0;
    vec![
        origin.exact(
            "change of play if the disarmer's unit is divided by 8",
            0.0,
            difference(lab, &game, &disarmer),
        ),
        origin.exact(
            "change of play if the guarantor's unit is divided by 8",
            0.0,
            difference(lab, &game, &guarantor),
        ),
    ]
}

fn idle_broker(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: GROUP,
        source: "fey-ramsay2010",
        scenario: "asymmetry",
    };
    let mut alone = textbook("asymmetry");
    let mut idle = alone.clone();
    let b: &mut Broker = broker(&mut idle);
    b.instruments = Instruments {
        facilitation: 0.0,
        reopening_rate: 0.0,
        monitoring: 0.0,
        custody: 0.0,
        escrow: 0.0,
        guarantee: 0.0,
        aid: 0.0,
        enforcement: Enforcement::Discretionary,
    };
    b.interests = Interests {
        alignment_disarmer: 0.3,
        credibility_stake: 1.0,
        ..b.interests
    };
    alone.broker = None;
    vec![origin.exact(
        "change of play from a broker that can do and knows nothing",
        0.0,
        difference(lab, &alone, &idle),
    )]
}
