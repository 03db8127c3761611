//! What every logit game obeys: closed forms of single decisions, uniform play, invariance to units, a broker without means.

use std::sync::atomic::AtomicBool;

use super::lab::{At, Lab, broker, logistic, precision, textbook};
use super::{Kind, Origin, Verdict};
use crate::game::instruments::Instrument;
use crate::game::moves::Action::{Comply, Feign, Hold, Honour, Renege, Stay};
use crate::game::outcome::Outcome;
use crate::game::{Enforcement, Game};
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

/// What a dealer and the guarantor do in the game of one round, from the payoffs of the model by hand.
struct ByHand {
    /// Comply, feign, hold.
    step: [f64; 3],
    /// The keeper and the reneger honour a credited stage.
    honours: [f64; 2],
    /// The dealer stays at a review before anything was done.
    stays: f64,
}

fn by_hand(lambda: f64, keeper: f64) -> ByHand {
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
    // A feint that is credited keeps what could not be rebuilt anyway, 0.8 of the stage, until the end of the half year.
    let feign = 0.4 * (after(0.5) + 0.5 * 0.7 * 0.5 * 0.8) + 0.6 * broken;
    let weights = [comply, feign, in_force(0.0, 0.0)].map(|q: f64| (lambda * q).exp());
    let total: f64 = weights.iter().sum();
    ByHand {
        step: weights.map(|w| w / total),
        honours: [honours(0.5, 3.0), honours(0.5, 0.2)],
        stays: logistic(lambda * (after(0.0) - broken)),
    }
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
        let expected = by_hand(lambda, keeper);
        let at = format!("precision {lambda}, belief in a keeper {keeper}");
        for (action, expected) in [Comply, Feign, Hold].into_iter().zip(expected.step) {
            verdicts.push(origin.exact(
                format!("one round by hand, a step, dealer: {action:?}, {at}"),
                expected,
                solved.chance(At::DisarmerSteps(0), action, 1, [0.5, keeper]),
            ));
        }
        verdicts.push(origin.exact(
            format!("one round by hand, a review, the dealer stays, {at}"),
            expected.stays,
            solved.chance(At::DisarmerReviews(0), Stay, 1, [0.5, keeper]),
        ));
        for (kind, name, expected) in [(1, "keeper", expected.honours[0]), (0, "reneger", expected.honours[1])] {
            verdicts.push(origin.exact(
                format!("one round by hand, the {name} honours, {at}"),
                expected,
                solved.chance(At::GuarantorAnswers(1), Honour, kind, [0.5, keeper]),
            ));
        }
    }
    verdicts
}

/// The chain of uniform play for a covert share: probability of each number of stages in force after the moves of each round,
/// and after the events of the last.
fn chain(rounds: usize, covert: f64) -> (Vec<[f64; 3]>, [f64; 3]) {
    // Two rounds a year; work of 0.5 and 1 years, 4 meetings and 0.5 reviews a year.
    let within_half_a_year = |rate: f64| 1.0 - (-rate / 2.0).exp();
    let step = [0.5, 1.0].map(|work: f64| within_half_a_year(1.0 / (work + 0.25)));
    let review = within_half_a_year(0.5);
    // Comply, feign and hold are equally likely; a feint or an honest stage is credited by chance.
    let credited = [(0.9 + 0.3) / 3.0, (0.8 + 0.6) / 3.0];
    let hidden = (-0.8 * covert / 2.0).exp();
    let mut now = [1.0, 0.0, 0.0];
    let mut path = Vec::new();
    for _ in 0..rounds {
        let mut next = [0.0; 3];
        for k in 0..3 {
            let meeting = if k < 2 { step[k] } else { 0.0 };
            let reviewed = (1.0 - meeting) * review;
            // Both stay at a review.
            next[k] += now[k] * (1.0 - meeting - reviewed + reviewed / 4.0);
            if k < 2 {
                next[k] += now[k] * meeting / 3.0;
                next[k + 1] += now[k] * meeting * credited[k] / 2.0;
            }
        }
        path.push(next);
        now = [next[0], next[1] * hidden, next[2] * hidden];
    }
    (path, now)
}

fn uniform(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: GROUP,
        source: "mckelvey-palfrey1998",
        scenario: "uniform-play",
    };
    let game = textbook("uniform-play");
    let solved = lab.solve(&game);
    let [staller, dealer] = [0.5, 0.1].map(|covert| chain(game.clock.rounds, covert));
    let years = |(path, _): &(Vec<[f64; 3]>, [f64; 3])| path.iter().map(|p| 0.5 * p.iter().sum::<f64>()).sum();
    let values = solved.solution.values.disarmer;
    let mut verdicts = Vec::new();
    for (name, expected, obtained) in [
        ("staller, covert share 0.5", years(&staller), values[0]),
        ("dealer, covert share 0.1", years(&dealer), values[1]),
    ] {
        verdicts.push(origin.verdict(
            Kind::Exact,
            format!("expected years in force at precision 0, from the chain: {name}"),
            [expected, obtained, 1e-9],
        ));
    }
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
    let last: [f64; 3] = std::array::from_fn(|k| 0.6 * staller.1[k] + 0.4 * dealer.1[k]);
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
            if stage < 2 {
                compare(At::DisarmerSteps(stage), Comply);
                compare(At::DisarmerSteps(stage), Hold);
            }
            compare(At::DisarmerReviews(stage), Stay);
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
    for x in [&mut g.threat_reduction, &mut g.relief_cost, &mut g.tension] {
        *x = x.map(|each| each * 8.0);
    }
    g.talks_cost *= 8.0;
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
    let b = broker(&mut idle);
    for instrument in Instrument::ALL {
        instrument.remove(b);
    }
    b.interests.alignment_disarmer = 0.3;
    b.interests.credibility_stake = 1.0;
    b.instruments.enforcement = Enforcement::Discretionary;
    alone.broker = None;
    vec![origin.exact(
        "change of play from a broker that can do and knows nothing",
        0.0,
        difference(lab, &alone, &idle),
    )]
}
