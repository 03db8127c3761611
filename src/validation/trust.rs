//! Trust in a keeper: how much of it is needed, and what custody saves.

use super::lab::{At, Lab, broker, linear_root, logistic, precision, textbook};
use super::{Origin, Verdict};
use crate::game::moves::Action::{Comply, Hold, Honour};

pub fn claims(lab: &Lab) -> Vec<Verdict> {
    [custody(lab), loan(lab)].concat()
}

const GROUP: &str = "Trust and reputation";

fn custody(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: GROUP,
        source: "camerer-weigelt1988",
        scenario: "custody-and-trust",
    };
    let mut verdicts = Vec::new();
    for (share, printed) in [(0.0, 0.5), (0.5, 0.333333333333), (0.8, 0.166666666667)] {
        let mut game = textbook("custody-and-trust");
        game.guarantor.rationality = 1000.0;
        broker(&mut game).instruments.custody = share;
        let solved = lab.solve(&game);
        let odds = |belief| solved.odds_at(At::DisarmerSteps(0), [Comply, Hold], belief) / game.disarmer.rationality;
        verdicts.push(origin.exact(
            format!("belief in a keeper from which trust pays, custody returns {share} of the loss: l (1 - r)/(g + l (1 - r))"),
            printed,
            linear_root([0.0, 1.0], odds),
        ));
        verdicts.push(origin.exact(
            format!("value of trusting at belief 1/2, custody {share}: (1 - (1 - r))/2"),
            0.5 * share,
            solved.odds(At::DisarmerSteps(0), [Comply, Hold], 1, [0.5, 0.5]) / game.disarmer.rationality,
        ));
    }
    verdicts
}

fn loan(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: GROUP,
        source: "camerer-weigelt1988",
        scenario: "custody-and-trust",
    };
    let mut verdicts = Vec::new();
    for (lambda, trust, keeper, reneger) in [(1.0, 0.481154, 0.817574, 0.310026), (5.0, 0.132877, 0.999447, 0.017986)] {
        let mut game = textbook("custody-and-trust");
        precision(&mut game, lambda);
        let solved = lab.solve(&game);
        let odds = solved.odds_at(At::DisarmerSteps(0), [Comply, Hold], 0.3);
        verdicts.push(origin.exact(
            format!("trust in a single loan, prior 0.3, precision {lambda}"),
            trust,
            logistic(odds),
        ));
        for (kind, name, printed) in [(1, "keeper", keeper), (0, "reneger", reneger)] {
            verdicts.push(origin.exact(
                format!("the {name} honours it, precision {lambda}"),
                printed,
                solved.chance(At::GuarantorAnswers(1), Honour, kind, [0.5, 0.5]),
            ));
        }
    }
    verdicts
}
