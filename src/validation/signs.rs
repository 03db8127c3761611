//! Signs that the theory of commitment predicts, over random games.
//!
//! The numbers of `asymmetry.toml` are spread over wide ranges by a Weyl sequence (no generator: the same games
//! everywhere). In each game one thing is changed and the log odds of a first move are compared. In the game of one round the
//! signs follow from the payoffs and must hold without exception. With five years of foresight a change also works
//! through later play, where it may do the opposite: there the claim is about a share of the games, and exceptions are counted.

use crate::threads::prelude::*;

use super::lab::{At, Lab, Solved, broker, textbook};
use super::{Kind, Origin, Verdict};
use crate::game::Game;
use crate::game::moves::Action::{self, Comply, Feign, Hold, Honour, Quit, Renege, Stay};

const DRAWS: usize = 100;
const GRID: usize = 5;
/// Differences of log odds below this are rounding of stored policies.
const ROUNDING: f64 = 2e-6;

/// What is looked at: log odds of the first action against the second by a type.
#[derive(Clone, Copy)]
struct Measure {
    at: At,
    actions: [Action; 2],
    kind: usize,
}

const DEALER_COMPLIES: Measure = Measure {
    at: At::DisarmerSteps(0),
    actions: [Comply, Hold],
    kind: 1,
};
const DEALER_STAYS: Measure = Measure {
    at: At::DisarmerReviews(1),
    actions: [Stay, Quit],
    kind: 1,
};
const STALLER_HONEST: Measure = Measure {
    at: At::DisarmerSteps(0),
    actions: [Comply, Feign],
    kind: 0,
};
const RENEGER_HONOURS: Measure = Measure {
    at: At::GuarantorAnswers(1),
    actions: [Honour, Renege],
    kind: 0,
};
const KEEPER_HONOURS: Measure = Measure {
    kind: 1,
    ..RENEGER_HONOURS
};

/// A change that should raise a measure.
struct Sign {
    claim: &'static str,
    source: &'static str,
    measure: Measure,
    change: fn(&mut Game),
    /// In which games it is predicted, by the measure before the change.
    applies: fn(f64) -> bool,
    /// Most games among the draws that may contradict it with foresight.
    exceptions: usize,
}

const SIGNS: [Sign; 14] = [
    Sign {
        claim: "a larger prior of a keeper: the dealer complies rather than holds",
        source: "kydd2005",
        measure: DEALER_COMPLIES,
        change: |game| game.guarantor.keeper_prior = 0.5 + 0.5 * game.guarantor.keeper_prior,
        applies: everywhere,
        exceptions: 20,
    },
    Sign {
        claim: "more custody, returned after a renege: the dealer complies rather than holds",
        source: "williamson1983",
        measure: DEALER_COMPLIES,
        change: |game| broker(game).instruments.custody += 0.4,
        applies: everywhere,
        exceptions: 20,
    },
    Sign {
        claim: "more relief in escrow: the dealer complies rather than holds",
        source: "raub2004",
        measure: DEALER_COMPLIES,
        change: |game| broker(game).instruments.escrow += 0.4,
        applies: everywhere,
        exceptions: 20,
    },
    Sign {
        claim: "a larger guarantee, enforced: the dealer complies rather than holds",
        source: "walter1997",
        measure: DEALER_COMPLIES,
        change: |game| broker(game).instruments.guarantee += 1.0,
        applies: everywhere,
        exceptions: 20,
    },
    Sign {
        claim: "a larger guarantee, enforced: the reneger honours",
        source: "walter1997",
        measure: RENEGER_HONOURS,
        change: |game| broker(game).instruments.guarantee += 1.0,
        applies: everywhere,
        exceptions: 5,
    },
    Sign {
        claim: "more custody, returned after a renege: the reneger honours",
        source: "williamson1983",
        measure: RENEGER_HONOURS,
        change: |game| broker(game).instruments.custody += 0.4,
        applies: everywhere,
        exceptions: 5,
    },
    Sign {
        claim: "larger audience costs: the keeper honours",
        source: "fearon1995",
        measure: KEEPER_HONOURS,
        change: |game| game.guarantor.renege_cost[1] += 0.5,
        applies: everywhere,
        exceptions: 0,
    },
    Sign {
        claim: "a larger prior of a keeper: the dealer stays at a review",
        source: "kydd2005",
        measure: DEALER_STAYS,
        change: |game| game.guarantor.keeper_prior = 0.5 + 0.5 * game.guarantor.keeper_prior,
        applies: everywhere,
        exceptions: 5,
    },
    Sign {
        claim: "aid while in force: the dealer stays at a review",
        source: "walter1997",
        measure: DEALER_STAYS,
        change: |game| broker(game).instruments.aid += 0.3,
        applies: everywhere,
        exceptions: 0,
    },
    Sign {
        claim: "a keeper to whom the threat matters more: the keeper honours",
        source: "williamson1983",
        measure: KEEPER_HONOURS,
        change: |game| game.guarantor.threat_reduction[1] += 0.5,
        applies: everywhere,
        exceptions: 0,
    },
    Sign {
        claim: "relief that is harder to revoke: the dealer complies rather than holds",
        source: "lockwood-thomas2002",
        measure: DEALER_COMPLIES,
        change: |game| game.stages.iter_mut().for_each(|s| s.revocable -= 0.3),
        applies: everywhere,
        exceptions: 20,
    },
    Sign {
        claim: "less danger after disarming: the dealer complies rather than holds",
        source: "fearon1995",
        measure: DEALER_COMPLIES,
        change: |game| game.disarmer.exposure *= 0.5,
        applies: everywhere,
        exceptions: 20,
    },
    Sign {
        claim: "better detection: the staller complies rather than feigns",
        source: "debs-monteiro2014",
        measure: STALLER_HONEST,
        change: |game| game.stages.iter_mut().for_each(|s| s.detection += 0.3),
        applies: everywhere,
        exceptions: 20,
    },
    Sign {
        claim: "fewer false alarms, where complying is the better move: the dealer complies rather than holds",
        source: "debs-monteiro2014",
        measure: DEALER_COMPLIES,
        change: |game| game.stages.iter_mut().for_each(|s| s.false_alarm = 0.0),
        // An alarm turns compliance into a rupture: a gain for a dealer who would rather be out.
        applies: |odds| odds > 0.0,
        exceptions: 0,
    },
];

fn everywhere(_: f64) -> bool {
    true
}

/// Fractional parts of multiples of square roots of primes: equidistributed in the cube.
struct Weyl {
    draw: f64,
    next: usize,
}

impl Weyl {
    fn within(&mut self, low: f64, high: f64) -> f64 {
        const PRIMES: [f64; 20] = [
            2.0, 3.0, 5.0, 7.0, 11.0, 13.0, 17.0, 19.0, 23.0, 29.0, 31.0, 37.0, 41.0, 43.0, 47.0, 53.0, 59.0, 61.0,
            67.0, 71.0,
        ];
        let x = (self.draw * PRIMES[self.next].sqrt()).fract();
        self.next += 1;
        low + (high - low) * x
    }
}

/// Game number `draw`: every number that matters is spread around the file's.
fn random_game(draw: usize) -> Game {
    let mut u = Weyl {
        draw: draw as f64 + 1.0,
        next: 0,
    };
    let mut game = textbook("asymmetry");
    let first = u.within(0.2, 0.8);
    let (reversible, revocable) = (u.within(0.0, 0.5), u.within(0.5, 1.0));
    let (detection, false_alarm) = (u.within(0.2, 0.7), u.within(0.01, 0.2));
    for (stage, share) in game.stages.iter_mut().zip([first, 1.0 - first]) {
        (stage.deterrent_share, stage.threat_share) = (share, share);
        (stage.relief_share, stage.cost_share) = (share, share);
        (stage.reversible, stage.revocable) = (reversible, revocable);
        (stage.detection, stage.false_alarm) = (detection, false_alarm);
    }
    let d = &mut game.disarmer;
    d.deterrent_value = [u.within(0.9, 1.6), u.within(0.4, 0.9)];
    d.relief_value = u.within(0.6, 1.6);
    d.exposure = u.within(0.05, 0.6);
    d.pressure = u.within(0.0, 0.4);
    d.rationality = u.within(0.5, 4.0);
    let g = &mut game.guarantor;
    g.keeper_prior = u.within(0.2, 0.8);
    g.relief_cost = [u.within(0.3, 0.9); 2];
    g.tension = [u.within(0.0, 0.3); 2];
    g.renege_cost = [u.within(0.0, 0.5), u.within(1.5, 4.0)];
    g.rationality = u.within(0.5, 4.0);
    let instruments = &mut broker(&mut game).instruments;
    instruments.custody = u.within(0.0, 0.5);
    instruments.escrow = u.within(0.0, 0.5);
    instruments.guarantee = u.within(0.0, 1.0);
    game
}

fn seen(solved: &Solved, measure: Measure) -> f64 {
    let game = &solved.rules.game;
    let beliefs = [game.disarmer.dealer_prior, game.guarantor.keeper_prior];
    solved.odds(measure.at, measure.actions, measure.kind, beliefs)
}

/// By sign, whether game `draw` contradicts it.
fn contradictions(lab: &Lab, draw: usize, one_round: bool) -> [bool; SIGNS.len()] {
    let mut base = random_game(draw);
    if one_round {
        (base.clock.rounds, base.clock.foresight) = (1, 1);
    } else {
        base.clock.rounds = 1;
    }
    let before = lab.solve_on(&base, GRID);
    SIGNS.each_ref().map(|sign| {
        let mut game = base.clone();
        (sign.change)(&mut game);
        let before = seen(&before, sign.measure);
        (sign.applies)(before) && seen(&lab.solve_on(&game, GRID), sign.measure) < before - ROUNDING
    })
}

fn counts(lab: &Lab, one_round: bool) -> [usize; SIGNS.len()] {
    let by_draw: Vec<_> = (0..DRAWS)
        .into_par_iter()
        .map(|draw| contradictions(lab, draw, one_round))
        .collect();
    std::array::from_fn(|sign| by_draw.iter().filter(|c| c[sign]).count())
}

/// Whether a type of game number `draw` expects more than exists, or less than it can be made to suffer.
fn paid_beyond(lab: &Lab, draw: usize) -> bool {
    let mut game = random_game(draw);
    game.clock.rounds = 1;
    let rounds = f64::from(game.clock.rounds_per_year);
    let annuity = |yearly: f64| {
        let discount = |round: usize| yearly.powf(round as f64 / rounds);
        (0..game.clock.foresight).map(discount).sum::<f64>() / rounds
    };
    let (d, g) = (&game.disarmer, &game.guarantor);
    let (own, other) = (annuity(d.discount_factor), annuity(g.discount_factor));
    let aid = game.broker.as_ref().map_or(0.0, |b| b.instruments.aid);
    let most = own * (d.deterrent_value[0].max(d.deterrent_value[1]) + d.relief_value + d.prestige + aid);
    let least = -own * (d.pressure + d.exposure);
    let removed = other * g.threat_reduction[0].max(g.threat_reduction[1]);
    let values = lab.solve_on(&game, GRID).solution.values;
    values.disarmer.iter().any(|v| !(least..=most).contains(v)) || values.guarantor.iter().any(|v| *v > removed)
}

fn bounds(lab: &Lab) -> Verdict {
    let origin = Origin {
        group: "Signs in random games with five years of foresight",
        source: "model",
        scenario: "asymmetry",
    };
    let beyond = (0..DRAWS)
        .into_par_iter()
        .filter(|draw| paid_beyond(lab, *draw))
        .count();
    let claim = format!("nobody expects to be paid more than exists; exceptions among {DRAWS} games");
    origin.verdict(Kind::Sign, claim, [0.0, beyond as f64, 0.0])
}

pub fn claims(lab: &Lab) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for one_round in [true, false] {
        let counts = counts(lab, one_round);
        for (sign, violations) in SIGNS.iter().zip(counts) {
            let origin = Origin {
                group: if one_round {
                    "Signs in random games of one round"
                } else {
                    "Signs in random games with five years of foresight"
                },
                source: sign.source,
                scenario: "asymmetry",
            };
            let allowed = if one_round { 0 } else { sign.exceptions };
            let claim = format!("{}; exceptions among {DRAWS} games", sign.claim);
            verdicts.push(origin.verdict(Kind::Sign, claim, [0.0, violations as f64, allowed as f64]));
        }
    }
    verdicts.push(bounds(lab));
    verdicts
}
