//! Third parties that can act: guarantees, hostages, settlements, a crisis with a second.

use super::lab::{At, Lab, broker, enforces_with, linear_root, logistic, precision, root, textbook};
use super::{Origin, Verdict};
use crate::game::moves::Action::{Comply, Enforce, Hold, Honour, Renege};
use crate::game::{Enforcement, Game};

pub fn claims(lab: &Lab) -> Vec<Verdict> {
    [guarantee(lab), settlement(lab), hostage(lab), crisis(lab)].concat()
}

fn reneging(lab: &Lab, game: &Game) -> f64 {
    lab.solve(game).chance(At::GuarantorAnswers(1), Renege, 1, [0.5, 0.5])
}

/// The penalty at which honouring and reneging are equally good.
fn penalty(lab: &Lab, game: &Game) -> f64 {
    linear_root([0.9, 1.1], |guarantee| {
        let mut game = game.clone();
        broker(&mut game).instruments.guarantee = guarantee;
        lab.solve(&game)
            .odds(At::GuarantorAnswers(1), [Honour, Renege], 1, [0.5, 0.5])
    })
}

fn guarantee(lab: &Lab) -> Vec<Verdict> {
    let origin = |source| Origin {
        group: "Third parties that act",
        source,
        scenario: "guarantee-threshold",
    };
    let walter = origin("walter1997");
    let mut verdicts = Vec::new();
    for (e, printed) in [(0.8, 2.5), (0.4, 5.0)] {
        let mut game = textbook("guarantee-threshold");
        enforces_with(&mut game, e);
        verdicts.push(walter.exact(
            format!("penalty that stops a renege worth 0.2 a year, enforced with chance {e}: G/((1 - d) e)"),
            printed,
            penalty(lab, &game),
        ));
        broker(&mut game).instruments.guarantee = printed;
        verdicts.push(walter.exact(
            format!("chance of reneging at that penalty, e = {e}"),
            0.5,
            reneging(lab, &game),
        ));
    }
    let mut game = textbook("guarantee-threshold");
    broker(&mut game).instruments.enforcement = Enforcement::Automatic;
    verdicts.push(walter.exact("the same penalty if enforcement is certain", 2.0, penalty(lab, &game)));
    game.guarantor.relief_cost = [1.0; 2];
    verdicts.push(origin("lockwood-thomas2002").exact(
        "penalty that makes gradualism unnecessary, unit payoffs, d = 0.9: 1/(1 - d)",
        10.0,
        penalty(lab, &game),
    ));
    // One period only: the bond of an unreliable holder, who fails to act with chance 0.2.
    game.clock.foresight = 1;
    broker(&mut game).instruments.enforcement = Enforcement::Discretionary;
    enforces_with(&mut game, 0.8);
    let holder = origin("raub2004");
    verdicts.push(holder.exact(
        "bond that an unreliable holder (0.2) must hold: (T - R)/(1 - 0.2)",
        1.25,
        penalty(lab, &game),
    ));
    broker(&mut game).instruments.guarantee = 2.0;
    verdicts.push(holder.exact(
        "chance of reneging with a bond of 2 there: logistic(3 (1 - 0.8 x 2))",
        logistic(3.0 * (1.0 - 1.6)),
        reneging(lab, &game),
    ));
    verdicts
}

fn settlement(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: "Third parties that act",
        source: "walter1997",
        scenario: "guaranteed-settlement",
    };
    let mut verdicts = Vec::new();
    for ([war, peace, exploited], printed) in [([0.3, 0.6, -0.5], 0.727273), ([0.5, 0.6, -1.0], 0.9375)] {
        let odds = |e: f64| {
            let mut game = textbook("guaranteed-settlement");
            game.disarmer.deterrent_value = [war; 2];
            game.disarmer.relief_value = peace - war;
            game.disarmer.exposure = -exploited;
            enforces_with(&mut game, e);
            lab.solve(&game)
                .odds(At::DisarmerSteps(0), [Comply, Hold], 1, [0.5, 0.5])
                / game.disarmer.rationality
        };
        let claim = format!(
            "chance that the guarantor acts from which a side disarms, (w, s, x) = ({war}, {peace}, {exploited})"
        );
        verdicts.push(origin.exact(claim, printed, linear_root([0.6, 0.9], odds)));
        verdicts.push(origin.exact(
            format!("value of disarming at chance 0.5: 0.5 s + 0.5 x - w, w = {war}"),
            0.5 * (peace + exploited) - war,
            odds(0.5),
        ));
    }
    verdicts
}

/// The tree of Langlois with a hostage `h`. A resistance worth less to A than giving in is a cost of the broker.
fn held(h: f64, lambda: f64) -> Game {
    let mut game = textbook("hostage");
    precision(&mut game, lambda);
    let gain = 0.6 * h - 0.05 - 0.1;
    let escrow = gain.max(0.0) / 0.4;
    let broker = broker(&mut game);
    broker.instruments.escrow = escrow;
    broker.instruments.guarantee = 0.9 + h - 0.4 * escrow;
    broker.interests.enforcement_cost = (-gain).max(0.0);
    game
}

fn hostage(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: "Third parties that act",
        source: "williamson1983",
        scenario: "hostage",
    };
    let resists = |game: &Game| lab.solve(game).chance(At::BrokerEnforces(1), Enforce, 0, [0.5, 0.5]);
    let mut verdicts = vec![
        origin.exact(
            "hostage from which resisting is credible: (0.1 + C)/alpha",
            0.25,
            root(0.1, 0.4, |h| resists(&held(h, 5.0)) - 0.5),
        ),
        origin.exact("resistance at that hostage", 0.5, resists(&held(0.25, 5.0))),
    ];
    for (h, lambda, special, hold_up, resist) in [
        (0.15, 5.0, None, 0.441722, 0.425557),
        (0.15, 20.0, None, 0.958474, 0.231475),
        (0.35, 5.0, Some(0.719199), 0.169347, 0.574443),
        (0.35, 20.0, Some(0.993307), 0.000013, 0.768525),
    ] {
        let game = held(h, lambda);
        let solved = lab.solve(&game);
        let at = format!("h = {h}, precision {lambda}");
        verdicts.push(origin.exact(format!("A resists, {at}"), resist, resists(&game)));
        verdicts.push(origin.exact(
            format!("B holds up, {at}"),
            hold_up,
            solved.chance(At::GuarantorAnswers(1), Renege, 1, [0.5, 0.5]),
        ));
        if let Some(special) = special {
            let odds = solved.odds(At::DisarmerSteps(0), [Comply, Hold], 1, [0.5, 0.5]);
            verdicts.push(origin.exact(
                format!("A chooses the special technology, {at}"),
                special,
                logistic(odds),
            ));
        }
    }
    verdicts
}

fn crisis(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: "Third parties that act",
        source: "signorino1999",
        scenario: "crisis-game",
    };
    let mut verdicts = Vec::new();
    for (lambda, attack, resist, firm) in [
        (0.5, 0.515890, 0.625687, 0.524979),
        (1.0, 0.495600, 0.732070, 0.549834),
        (2.0, 0.399323, 0.872402, 0.598688),
        (5.0, 0.158432, 0.985374, 0.731059),
        (10.0, 0.038155, 0.999153, 0.880797),
    ] {
        let mut game = textbook("crisis-game");
        precision(&mut game, lambda);
        let solved = lab.solve(&game);
        let odds = solved.odds(At::DisarmerSteps(0), [Comply, Hold], 1, [0.5, 0.5]);
        let at = [0.5, 0.5];
        verdicts.push(origin.exact(format!("1 attacks, precision {lambda}"), attack, logistic(odds)));
        verdicts.push(origin.exact(
            format!("2 resists, precision {lambda}"),
            resist,
            solved.chance(At::GuarantorAnswers(1), Renege, 1, at),
        ));
        verdicts.push(origin.exact(
            format!("1 stands firm, precision {lambda}"),
            firm,
            solved.chance(At::BrokerEnforces(1), Enforce, 0, at),
        ));
    }
    verdicts
}
