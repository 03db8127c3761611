//! Promises that can be broken: turnover of the payer, temptation in pieces, the survival of leaders.

use super::lab::{At, Lab, Solved, equal_stages, linear_root, root, textbook};
use super::{Origin, Verdict};
use crate::game::Game;
use crate::game::moves::Action::{Comply, Hold, Honour, Pocket, Renege};

pub fn claims(lab: &Lab) -> Vec<Verdict> {
    [revocable_promise(lab), bomb(lab), instalments(lab), leader(lab)].concat()
}

/// Present value of relief 1 that an election every `every` rounds ends with chance `h`.
fn stream(d: f64, h: f64, every: i32) -> f64 {
    let term = d.powi(every);
    (1.0 - term) / ((1.0 - d) * (1.0 - term * (1.0 - h)))
}

/// A sacrifice for ever against relief that each election, `every` so many rounds, ends with a chance.
pub(super) fn promise(discount: f64, hazard: f64, every: usize, sacrifice: f64) -> Game {
    let mut game = textbook("revocable-promise");
    game.disarmer.discount_factor = discount;
    game.disarmer.deterrent_value = [sacrifice; 2];
    let elections = game.guarantor.elections.as_mut().expect("the file has elections");
    (elections.first, elections.every) = (every, every);
    // Half of the successors are renegers.
    elections.turnover = vec![2.0 * hazard];
    game
}

fn comply_or_hold(solved: &Solved) -> f64 {
    solved.odds(At::DisarmerSteps(0), [Comply, Hold], 1, [0.5, 1.0])
}

/// The relief at which comply and hold are equally good.
pub(super) fn price(lab: &Lab, game: &Game, near: f64) -> f64 {
    linear_root([near * 0.999, near * 1.001], |relief| {
        let mut game = game.clone();
        game.disarmer.relief_value = relief;
        comply_or_hold(&lab.solve(&game))
    })
}

fn revocable_promise(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: "Promises that can be broken",
        source: "mcgillivray-smith2000",
        scenario: "revocable-promise",
    };
    let mut verdicts = Vec::new();
    for (d, h, every, printed) in [
        (0.9, 0.1, 1, 1.9),
        (0.9, 0.25, 1, 3.25),
        (0.9, 0.25, 4, 1.476956),
        (0.95, 0.5, 4, 3.195509),
    ] {
        let claim = format!(
            "break-even relief per unit given up for good, turnover hazard {h} every {every} rounds, discount {d}"
        );
        let found = price(lab, &promise(d, h, every as usize, 1.0), printed);
        verdicts.push(origin.exact(claim, printed, found));
        let claim = format!("the same from its closed form 1/((1 - d) PV), hazard {h} every {every}, discount {d}");
        verdicts.push(origin.exact(claim, 1.0 / ((1.0 - d) * stream(d, h, every)), found));
    }
    let solved = lab.solve(&promise(0.9, 0.1, 1, 1.0));
    let [comply, hold] = [Comply, Hold].map(|action| solved.chance(At::DisarmerSteps(0), action, 1, [0.5, 1.0]));
    verdicts.push(origin.exact(
        "at the break-even price of 1.9 the disarmer is indifferent: comply rather than hold",
        0.5,
        comply / (comply + hold),
    ));
    verdicts
}

/// Spaniel: the price of not building, x* = p' − c − (1 − d) k/d, and what a hazard makes of it.
fn bomb(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: "Promises that can be broken",
        source: "spaniel2019",
        scenario: "revocable-promise",
    };
    let offer = 0.6 - 0.1 - (1.0 - 0.9) * 1.0 / 0.9;
    [(0.05, 0.563889), (0.2, 1.088889)]
        .map(|(h, printed)| {
            let claim = format!(
                "offer that buys off a builder worth 0.388889 a period, if the payer turns over with hazard {h}"
            );
            origin.exact(claim, printed, price(lab, &promise(0.9, h, 1, offer), printed))
        })
        .to_vec()
}

fn instalments(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: "Promises that can be broken",
        source: "schelling1960",
        scenario: "instalments",
    };
    let mut verdicts = Vec::new();
    for (temptation, worth, printed) in [(1.0, 0.3, 4.0), (2.0, 0.25, 8.0)] {
        let margin = |count: usize| {
            let mut game = textbook("instalments");
            game.disarmer.deterrent_value = [temptation; 2];
            game.disarmer.prestige = worth;
            equal_stages(&mut game, count);
            let odds = lab
                .solve(&game)
                .odds(At::DisarmerAnswersDelivery(0), [Comply, Pocket], 1, [0.5, 0.5]);
            odds / game.disarmer.rationality
        };
        let enough = (1..=12).find(|count| margin(*count) >= -1e-7);
        verdicts.push(origin.exact(
            format!("fewest equal steps that deter a temptation of {temptation} by a relationship worth {worth}"),
            printed,
            enough.map_or(f64::NAN, |n| n as f64),
        ));
        verdicts.push(origin.exact(
            format!("gain from complying at three steps, W - T/3, T = {temptation}, W = {worth}"),
            worth - temptation / 3.0,
            margin(3),
        ));
    }
    verdicts
}

/// Honouring against reneging for a leader that survives a period with chance `s`.
fn faith(lab: &Lab, [t, r, p]: [f64; 3], discount: f64, s: f64) -> f64 {
    let mut game = textbook("leader-survival");
    game.guarantor.threat_reduction = [t; 2];
    game.guarantor.relief_cost = [t - r; 2];
    game.stages[0].reversible = (t - p) / t;
    game.guarantor.discount_factor = discount;
    game.crises.rate_in_force = -f64::ln(s);
    game.crises.rate_ruptured = -f64::ln(s);
    lab.solve(&game)
        .odds(At::GuarantorAnswers(1), [Honour, Renege], 1, [0.5, 0.5])
        / game.guarantor.rationality
}

fn leader(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: "Promises that can be broken",
        source: "mcgillivray-smith2000",
        scenario: "leader-survival",
    };
    let mut verdicts = Vec::new();
    for (payoffs, d, printed) in [([5.0, 3.0, 1.0], 0.9, 0.555556), ([3.0, 2.0, 1.0], 0.8, 0.625)] {
        let claim = format!("survival a period at which a leader keeps faith, (T, R, P) = {payoffs:?}, d = {d}");
        verdicts.push(origin.exact(claim, printed, root(0.3, 0.9, |s| faith(lab, payoffs, d, s))));
    }
    let [t, r, p] = [5.0, 3.0, 1.0];
    let x = 0.9 * 0.8;
    verdicts.push(origin.exact(
        "value of keeping faith over reneging at survival 0.8: R - T + ds (R - P)/(1 - ds)",
        r - t + x * (r - p) / (1.0 - x),
        faith(lab, [t, r, p], 0.9, 0.8),
    ));
    let share = linear_root([0.3, 0.6], |share| {
        faith(lab, [t, r, t * (1.0 - share)], 0.9, 1.0 - 1e-15)
    });
    verdicts.push(Verdict {
        tolerance: 1e-5,
        ..origin.exact(
            "share the disarmer must be able to rebuild before reneging is deterred, (T - R)/(d T)",
            2.0 / (0.9 * 5.0),
            share,
        )
    });
    verdicts
}
