//! Reputation: the trust game of Kreps and Wilson, nested with the guarantor as trustor and the disarmer as trustee.
//!
//! The oracle solves the same tree at finite precision by itself: a recursion over loans with exact beliefs, each a
//! fixed point in the belief that honouring leaves, found by bisection.

use crate::threads::prelude::*;

use super::lab::{At, Lab, Solved, logistic, precision, textbook};
use super::{Origin, Verdict};
use crate::game::moves::Action::{Comply, Deliver, Renege};
use crate::game::{Game, Stage};

/// Talks cost of the nested game: what makes holding too expensive to be played.
const TALKS_COST: f64 = 98.0;
/// By how much a dealer's loss from complying falls short of a staller's, relative to the deterrent's value.
const EASE: f64 = 0.05;
/// Precisions and belief grids of the limits: a finer grid for a higher precision, because policies steepen with it.
const TOWARDS_THE_LIMIT: [(f64, usize); 3] = [(25.0, 65), (50.0, 129), (100.0, 257)];

pub fn claims(lab: &Lab) -> Vec<Verdict> {
    [limits(lab), oracle_agrees(lab)].concat()
}

/// `loans` loans with prior `prior` at precision `lambda`: the file with other numbers.
fn loans(count: usize, prior: f64, lambda: f64) -> Game {
    let mut game = textbook("reputation");
    let n = count as f64;
    // Gain of 1 net of talks cost and of the relief that flows: what is dismantled counts in all remaining rounds.
    let worth: Vec<f64> = (0..count)
        .map(|k| (2.0 + TALKS_COST + k as f64) / (n - k as f64))
        .collect();
    let whole: f64 = worth.iter().sum();
    let stage = game.stages[0];
    game.stages = worth
        .iter()
        .map(|w| Stage {
            deterrent_share: w / whole,
            relief_share: 1.0 / n,
            ..stage
        })
        .collect();
    (game.clock.rounds, game.clock.foresight) = (count, count);
    game.guarantor.threat_reduction = whole;
    game.guarantor.relief_cost = n;
    game.guarantor.talks_cost = TALKS_COST;
    game.disarmer.dealer_prior = prior;
    game.disarmer.deterrent_value = [1.8 * whole, (1.8 - EASE) * whole];
    game.disarmer.relief_value = 1.8 * n;
    game.disarmer.prestige = 1.0 + 1.8 * (1.0 + TALKS_COST);
    precision(&mut game, lambda);
    game
}

/// What the oracle says of a loan: the trustor delivers, the trustee `[staller, dealer]` honours, the belief after that.
#[derive(Clone, Copy)]
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "the table of the plain game is compared in the test below")
)]
struct Loan {
    trust: f64,
    honours: [f64; 2],
    after: f64,
    trustor: f64,
    trustee: [f64; 2],
}

/// The tree with two ways of reneging (`ways` = 2 for the nested game, 1 for the plain one).
struct Oracle {
    lambda: f64,
    /// Gain from honouring a loan, by loan and type, and from reneging.
    honour: fn(usize) -> [f64; 2],
    renege: [f64; 2],
    ways: f64,
    loans: usize,
}

impl Oracle {
    fn stage(&self, loan: usize, belief: f64) -> Loan {
        if loan == self.loans {
            return Loan {
                trust: 0.0,
                honours: [0.0; 2],
                after: belief,
                trustor: 0.0,
                trustee: [0.0; 2],
            };
        }
        let respond = |after: f64| {
            let next = self.stage(loan + 1, after);
            let gain = (self.honour)(loan);
            let honours = [0, 1].map(|kind| {
                let better = gain[kind] + next.trustee[kind] - self.renege[kind];
                logistic(self.lambda * better - self.ways.ln())
            });
            let seen = (1.0 - belief) * honours[0] + belief * honours[1];
            (next, honours, seen, belief * honours[1] / seen)
        };
        // The dealer honours more than the staller, so the belief rises and the map crosses the diagonal above the prior.
        let (mut low, mut high) = (belief, 1.0);
        for _ in 0..44 {
            let middle = 0.5 * (low + high);
            if respond(middle).3 > middle {
                low = middle;
            } else {
                high = middle;
            }
        }
        let after = 0.5 * (low + high);
        let (next, honours, seen, _) = respond(after);
        let delivering = seen * (1.0 + next.trustor) - (1.0 - seen);
        let trust = logistic(self.lambda * delivering);
        let gain = (self.honour)(loan);
        let trustee = [0, 1].map(|kind| {
            trust * (honours[kind] * (gain[kind] + next.trustee[kind]) + (1.0 - honours[kind]) * self.renege[kind])
        });
        Loan {
            trust,
            honours,
            after,
            trustor: trust * delivering,
            trustee,
        }
    }
}

fn nested_oracle(count: usize, lambda: f64) -> Oracle {
    Oracle {
        lambda,
        honour: |loan| [1.0, 1.0 + EASE * (2.0 + TALKS_COST + loan as f64)],
        renege: [1.8; 2],
        ways: 2.0,
        loans: count,
    }
}

/// Deliver against stop, and comply against all ways of reneging, at the start.
fn first_loan(solved: &Solved, beliefs: [f64; 2]) -> (f64, f64) {
    let deliver = solved.odds(At::GuarantorOpens(0), [Deliver, Renege], 1, beliefs);
    let comply = solved.chance(At::DisarmerAnswersDelivery(0), Comply, 0, beliefs);
    (logistic(deliver), comply)
}

fn limits(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: "Trust and reputation",
        source: "kreps-wilson1982",
        scenario: "reputation",
    };
    let mut verdicts = Vec::new();
    let cases = [
        (2, 0.3, 0.428571, 0.2),
        (3, 0.15, 0.529412, 0.2),
        (4, 0.3, 1.0, 2.2),
        (5, 0.05, 0.789474, 0.6),
    ];
    // The slowest solves of all claims, so they share the threads.
    let solved: Vec<[(f64, Solved); 3]> = cases
        .par_iter()
        .map(|&(count, prior, ..)| TOWARDS_THE_LIMIT.map(|(l, grid)| (l, lab.solve_on(&loans(count, prior, l), grid))))
        .collect();
    for ((count, prior, honours, value), solved) in cases.into_iter().zip(solved) {
        let values = |pick: fn(&Solved) -> f64| solved.each_ref().map(|(l, s)| (*l, pick(s)));
        let at = format!("{count} loans, prior {prior}");
        verdicts.push(origin.limit(
            format!("the reneger honours the first loan, {at}"),
            honours,
            "precision",
            &values(|s| first_loan(s, [s.rules.game.disarmer.dealer_prior, 0.5]).1),
            0.02,
        ));
        verdicts.push(origin.limit(
            format!("value to the trustor, {at}"),
            value,
            "precision",
            &values(|s| s.solution.values.guarantor[1]),
            0.03,
        ));
    }
    verdicts
}

fn oracle_agrees(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: "Trust and reputation",
        source: "mckelvey-palfrey1998",
        scenario: "reputation",
    };
    let mut verdicts = Vec::new();
    for (count, prior, lambda) in [(2, 0.3, 1.0), (2, 0.3, 5.0), (3, 0.15, 2.0), (3, 0.3, 5.0)] {
        let exact = nested_oracle(count, lambda).stage(0, prior);
        let solved = [17, 33, 65, 129].map(|g| (g as f64, lab.solve_on(&loans(count, prior, lambda), g)));
        let values = |pick: fn(&Solved) -> f64| solved.each_ref().map(|(g, s)| (*g, pick(s)));
        let at = format!("{count} loans, prior {prior}, precision {lambda}");
        verdicts.push(origin.limit(
            format!("trustor's value against a recursion with exact beliefs, {at}"),
            exact.trustor,
            "grid",
            &values(|s| s.solution.values.guarantor[1]),
            2e-3,
        ));
        verdicts.push(origin.limit(
            format!("reneger's value against it, {at}"),
            exact.trustee[0],
            "grid",
            &values(|s| s.solution.values.disarmer[0] - baseline(&s.rules.game)),
            2e-3,
        ));
    }
    verdicts
}

/// What the staller has if the trustor stops at once.
fn baseline(game: &Game) -> f64 {
    game.disarmer.deterrent_value[0] * game.clock.foresight as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oracle_reproduces_the_table_of_the_plain_trust_game() {
        // Loans, prior, precision: trust, reneger and keeper at the first loan.
        for (loans, prior, lambda, trust, reneger, keeper) in [
            (1, 0.3, 1.0, 0.481154, 0.310026, 0.817574),
            (1, 0.3, 5.0, 0.132877, 0.017986, 0.999447),
            (2, 0.3, 1.0, 0.558609, 0.499154, 0.866786),
            (2, 0.3, 2.0, 0.663812, 0.529189, 0.981247),
            (2, 0.3, 5.0, 0.794061, 0.487892, 0.999939),
            (2, 0.6, 2.0, 0.874464, 0.672497, 0.986527),
            (3, 0.15, 2.0, 0.690166, 0.613057, 0.990056),
        ] {
            let oracle = Oracle {
                lambda,
                honour: |_| [1.0, 1.0],
                renege: [1.8, -0.5],
                ways: 1.0,
                loans,
            };
            let found = oracle.stage(0, prior);
            for (expected, obtained) in [
                (trust, found.trust),
                (reneger, found.honours[0]),
                (keeper, found.honours[1]),
            ] {
                assert!(
                    (expected - obtained).abs() < 2e-6,
                    "{loans} {prior} {lambda}: {expected} {obtained}"
                );
            }
            assert!(found.after >= prior);
        }
    }
}
