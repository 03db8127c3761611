//! Shifts of power and hidden work: what disarming first or in secret is worth.

use super::lab::{At, Lab, broker, linear_root, textbook};
use super::{Origin, Verdict};
use crate::game::Game;
use crate::game::moves::Action::{Comply, Feign, Hold};

pub fn claims(lab: &Lab) -> Vec<Verdict> {
    [fearon(lab), powell(lab), undeclared(lab)].concat()
}

/// A side worth `now` a year if it fights at once and `later` if it fights after the shift, with one round of the whole pie between.
fn declining(now: f64, later: f64, discount: f64) -> Game {
    let mut game = textbook("preventive-action");
    game.disarmer.deterrent_value = [now; 2];
    game.stages[0].revocable = 1.0 - later;
    game.disarmer.discount_factor = discount;
    game
}

/// Value of waiting over fighting at once.
fn waiting(lab: &Lab, game: &Game) -> f64 {
    lab.solve(game)
        .odds(At::DisarmerSteps(0), [Comply, Hold], 1, [0.5, 1.0])
        / game.disarmer.rationality
}

fn fearon(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: "Shifts of power",
        source: "fearon1995",
        scenario: "preventive-action",
    };
    let game = |p1: f64, p2: f64, c: f64, d: f64| declining(1.0 - p1 - c * (1.0 - d), 1.0 - p2 - c * (1.0 - d), d);
    let threshold =
        |p1, c, d, near: f64| linear_root([near - 0.02, near + 0.02], |p2| waiting(lab, &game(p1, p2, c, d)));
    let gap = |p2| -(1.0 - 0.9) * waiting(lab, &game(0.3, p2, 0.5, 0.9));
    vec![
        origin.exact(
            "power of the rising side at which the declining side attacks at once, p1 = 0.3, c = 0.2, d = 0.5",
            0.7,
            threshold(0.3, 0.2, 0.5, 0.65),
        ),
        origin.exact(
            "the same, p1 = 0.3, c = 0.5, d = 0.9: (p1 + c (1 - d)^2)/d",
            (0.3 + 0.5 * 0.01) / 0.9,
            threshold(0.3, 0.5, 0.9, 0.34),
        ),
        origin.exact("gap d p2 - p1 - c (1 - d)^2 at p2 = 0.35: war", 0.010, gap(0.35)),
        origin.exact("gap at p2 = 0.33: peace", -0.008, gap(0.33)),
    ]
}

fn powell(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: "Shifts of power",
        source: "powell2006",
        scenario: "preventive-action",
    };
    let game =
        |p: f64, shift: f64, cost: f64, d| declining((1.0 - cost) * (1.0 - p), 1.0 - (1.0 - cost) * (p + shift), d);
    let threshold = |p, cost, d, near: f64| {
        linear_root([near - 0.02, near + 0.02], |shift| {
            waiting(lab, &game(p, shift, cost, d))
        })
    };
    let excess = |shift| -waiting(lab, &game(0.2, shift, 0.2, 0.9));
    vec![
        origin.exact(
            "largest peaceful shift of power, p = 0.2, cost of war 0.2, d = 0.9",
            0.3,
            threshold(0.2, 0.2, 0.9, 0.29),
        ),
        origin.exact(
            "the same, p = 0.4, cost of war 0.1, d = 0.95",
            0.138012,
            threshold(0.4, 0.1, 0.95, 0.13),
        ),
        origin.exact(
            "shift of the minmax less the surplus, shift 0.35: no efficient path",
            2.36 - 2.0,
            excess(0.35),
        ),
        origin.exact("the same, shift 0.2: an efficient path exists", 1.28 - 2.0, excess(0.2)),
    ]
}

fn undeclared(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: "Shifts of power",
        source: "debs-monteiro2014",
        scenario: "undeclared-work",
    };
    let game = textbook("undeclared-work");
    let honest = |game: &Game| {
        lab.solve(game)
            .odds(At::DisarmerSteps(0), [Comply, Feign], 1, [0.5, 1.0])
            / game.disarmer.rationality
    };
    let detection = linear_root([0.2, 0.8], |chance| {
        let mut game = game.clone();
        game.stages[0].detection = chance;
        honest(&game)
    });
    let monitoring = linear_root([0.1, 0.6], |share| {
        let mut game = game.clone();
        broker(&mut game).instruments.monitoring = share;
        honest(&game)
    });
    vec![
        origin.exact(
            "chance of being seen from which hidden work does not pay, (B - k)/(B + X)",
            0.533333333333,
            detection,
        ),
        origin.exact(
            "broker's monitoring that lifts a detection of 0.3 to it",
            1.0 - (1.0 - 0.8 / 1.5) / 0.7,
            monitoring,
        ),
        origin.exact(
            "value of honesty over hidden work at detection 0.3: psi (B + X) - (B - k)",
            0.3 * 1.5 - 0.8,
            honest(&game),
        ),
    ]
}
