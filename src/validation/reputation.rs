//! Reputation: the trust game of Kreps and Wilson, nested with the guarantor as trustor and the disarmer as trustee.
//!
//! The oracle solves the same tree at finite precision by itself: a recursion over loans with exact beliefs, each a
//! fixed point in the belief that honouring leaves, found by bisection.

use crate::threads::prelude::*;

use super::lab::{At, Lab, equal_stages, logistic, precision, textbook};
use super::{Origin, Verdict};
use crate::game::Game;
use crate::game::moves::Action::Comply;

/// What the staller gains by complying, in each round still to come.
const STALLER_GAINS: f64 = 0.3;
/// What a dealer gains by complying, in each round still to come.
const DEALER_GAINS: f64 = 3.6;
/// What the trustee gains by pocketing an advance of half a round.
const TEMPTATION: f64 = 1.8;
/// Precisions of the limits.
const PRECISIONS: [f64; 3] = [25.0, 50.0, 100.0];
/// Belief grids of the limits: finer for a higher precision, because policies steepen with it.
const FINER: [usize; 3] = [17, 33, 65];
/// The same where nobody mixes in the limit, so that all that is played stands at the ends of the grid.
const COARSE: [usize; 3] = [9, 13, 17];

pub fn claims(lab: &Lab) -> Vec<Verdict> {
    [limits(lab), oracle_agrees(lab)].concat()
}

/// `loans` loans with prior `prior` at precision `lambda`: the file with other numbers.
fn loans(count: usize, prior: f64, lambda: f64) -> Game {
    let mut game = textbook("reputation");
    let n = count as f64;
    equal_stages(&mut game, count);
    (game.clock.rounds, game.clock.foresight) = (count, count);
    game.guarantor.threat_reduction = [3.0 * n; 2];
    game.guarantor.relief_cost = [2.0 * n; 2];
    game.disarmer.dealer_prior = prior;
    game.disarmer.deterrent_value = [(DEALER_GAINS - STALLER_GAINS) * n, 0.0];
    game.disarmer.relief_value = DEALER_GAINS * n;
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
    /// Gain of `[staller, dealer]` from honouring a loan, by loans to go, and from reneging.
    honour: fn(usize) -> [f64; 2],
    renege: [f64; 2],
    ways: f64,
    /// Whether a trustor without trust ends the game, and whether it counts the loans that follow.
    lasting: bool,
}

impl Oracle {
    fn stage(&self, to_go: usize, belief: f64) -> Loan {
        if to_go == 0 {
            return Loan {
                trust: 0.0,
                honours: [0.0; 2],
                after: belief,
                trustor: 0.0,
                trustee: [0.0; 2],
            };
        }
        let gain = (self.honour)(to_go);
        let respond = |after: f64| {
            let next = self.stage(to_go - 1, after);
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
        let (later, refused) = match self.lasting {
            true => (next.trustor, [0.0; 2]),
            false => (0.0, self.stage(to_go - 1, belief).trustee),
        };
        let delivering = seen * (1.0 + later) - (1.0 - seen);
        let trust = logistic(self.lambda * delivering);
        let trustee = [0, 1].map(|kind| {
            let honoured = gain[kind] + next.trustee[kind];
            let trusted = honours[kind] * honoured + (1.0 - honours[kind]) * self.renege[kind];
            trust * trusted + (1.0 - trust) * refused[kind]
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

fn nested_oracle(lambda: f64) -> Oracle {
    Oracle {
        lambda,
        honour: |to_go| [STALLER_GAINS, DEALER_GAINS].map(|gain| gain * to_go as f64),
        renege: [TEMPTATION; 2],
        ways: 2.0,
        lasting: false,
    }
}

fn limits(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: "Trust and reputation",
        source: "kreps-wilson1982",
        scenario: "reputation",
    };
    let mut verdicts = Vec::new();
    let cases = [
        (2, 0.3, FINER, 0.428571, 0.2),
        (3, 0.15, FINER, 0.529412, 0.2),
        (4, 0.3, COARSE, 1.0, 1.0),
    ];
    // The slowest solves of all claims, so they share the threads; two numbers are kept of each.
    let seen: Vec<[[f64; 2]; 3]> = cases
        .par_iter()
        .map(|&(count, prior, grids, ..)| {
            std::array::from_fn(|i| {
                let solved = lab.solve_on(&loans(count, prior, PRECISIONS[i]), grids[i]);
                let beliefs = [solved.rules.game.disarmer.dealer_prior, 0.5];
                let honours = solved.chance(At::DisarmerAnswersDelivery(0), Comply, 0, beliefs);
                [honours, solved.solution.values.guarantor[1]]
            })
        })
        .collect();
    for ((count, prior, _, honours, value), seen) in cases.into_iter().zip(seen) {
        let values = |which: usize| [0, 1, 2].map(|i| (PRECISIONS[i], seen[i][which]));
        let at = format!("{count} loans, prior {prior}");
        verdicts.push(origin.limit(
            format!("the reneger honours the first loan, {at}"),
            honours,
            "precision",
            &values(0),
            0.02,
        ));
        verdicts.push(origin.limit(
            format!("value to the first trustor, {at}"),
            value,
            "precision",
            &values(1),
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
        let exact = nested_oracle(lambda).stage(count, prior);
        let seen = [17, 33, 65].map(|grid| {
            let solved = lab.solve_on(&loans(count, prior, lambda), grid);
            let values = &solved.solution.values;
            (
                grid as f64,
                [values.guarantor[1], values.disarmer[0] - baseline(&solved.rules.game)],
            )
        });
        let values = |which: usize| seen.map(|(grid, both)| (grid, both[which]));
        let at = format!("{count} loans, prior {prior}, precision {lambda}");
        verdicts.push(origin.limit(
            format!("first trustor's value against a recursion with exact beliefs, {at}"),
            exact.trustor,
            "grid",
            &values(0),
            5e-3,
        ));
        verdicts.push(origin.limit(
            format!("reneger's value against it, {at}"),
            exact.trustee[0],
            "grid",
            &values(1),
            2e-3,
        ));
    }
    verdicts
}

/// What the staller has if nobody trusts it.
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
                lasting: true,
            };
            let found = oracle.stage(loans, prior);
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
