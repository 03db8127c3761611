//! What a broker says: whom it is believed by, and when that matters.

use super::lab::{At, Lab, broker, logistic, root, textbook};
use super::{Kind, Origin, Verdict};
use crate::game::Game;
use crate::game::moves::Action::{Comply, Hold};
use crate::solve::MessageStage;

pub fn claims(lab: &Lab) -> Vec<Verdict> {
    [bias(lab), babbling(lab), informed(lab)].concat()
}

const GROUP: &str = "What a broker says";

fn message(lab: &Lab, game: &Game) -> MessageStage {
    let solved = lab.solve(game);
    solved
        .solution
        .messages
        .expect("the broker sends messages")
        .on_guarantor
}

/// A broker that gains `interest` from any dismantling and `alignment` of what the listener gains or loses.
fn speaker(interest: f64, alignment: f64, lambda: f64) -> Game {
    let mut game = textbook("biased-broker");
    let broker = broker(&mut game);
    broker.interests.nonproliferation = interest;
    broker.interests.alignment_disarmer = alignment;
    broker.rationality = lambda;
    game
}

const LAMBDAS: [f64; 4] = [50.0, 100.0, 200.0, 400.0];

fn bias(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: GROUP,
        source: "kydd2003",
        scenario: "biased-broker",
    };
    let loss = textbook("biased-broker").disarmer.deterrent_value[0];
    let threshold = |interest: f64| {
        root(0.05, 3.0, |alignment| {
            message(lab, &speaker(interest, alignment, 5.0)).strategic[0] - 0.5
        })
    };
    let along = |interest: f64, alignment: f64, pick: fn(&MessageStage) -> f64| {
        LAMBDAS.map(|l| (l, pick(&message(lab, &speaker(interest, alignment, l)))))
    };
    let limit =
        |claim: &str, expected: f64, values: &[(f64, f64)]| origin.limit(claim, expected, "precision", values, 1e-3);
    let believed = 0.3 / (0.3 + 0.7 * 0.5);
    vec![
        origin.exact(
            "alignment with the listener from which a bad report is told truthfully: interest in any deal / listener's loss, interest 0.5",
            0.5 / loss,
            threshold(0.5),
        ),
        origin.exact("the same, interest 1", 1.0 / loss, threshold(1.0)),
        origin.exact(
            "chance of vouching for a reneger at that alignment",
            0.5,
            message(lab, &speaker(0.5, 0.5 / loss, 5.0)).strategic[0],
        ),
        limit(
            "a broker on the listener's side warns of a reneger",
            0.0,
            &along(0.5, 2.0, |m| m.strategic[0]),
        ),
        limit("and vouches for a keeper", 1.0, &along(0.5, 2.0, |m| m.strategic[1])),
        limit("so its word settles the matter: belief after vouching", 1.0, &along(0.5, 2.0, |m| m.posterior[1])),
        limit(
            "a broker that only wants a deal vouches for a reneger",
            1.0,
            &along(0.5, 0.0, |m| m.strategic[0]),
        ),
        limit(
            "and is believed only as far as it is honest: belief after vouching, p/(p + (1 - p)(1 - honesty))",
            believed,
            &along(0.5, 0.0, |m| m.posterior[1]),
        ),
    ]
}

/// Without honesty the two messages are only labels, and babbling is an equilibrium at every precision.
fn babbling(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: GROUP,
        source: "crawford-sobel1982",
        scenario: "biased-broker",
    };
    let mut verdicts = Vec::new();
    for (lambda, printed) in [(2.0, 0.310026), (10.0, 0.017986)] {
        let mut game = speaker(0.5, 2.0, lambda);
        let information = broker(&mut game)
            .information
            .as_mut()
            .expect("the file has information");
        information.honesty = 0.0;
        game.disarmer.rationality = lambda;
        game.disarmer.deterrent_value = [1.0 - 2.0_f64.ln() / lambda; 2];
        let solved = lab.solve(&game);
        let said = solved
            .solution
            .messages
            .expect("the broker sends messages")
            .on_guarantor;
        verdicts.push(origin.exact(
            format!("babbling: belief after vouching is the prior, precision {lambda}"),
            0.3,
            said.posterior[1],
        ));
        // Two other actions are equally good: comply against both of them is logistic(odds − ln 2).
        let odds = solved.odds_at(At::DisarmerSteps(0), [Comply, Hold], said.posterior[1]);
        verdicts.push(origin.exact(
            format!("and the listener dismantles as if nothing was said, precision {lambda}"),
            printed,
            logistic(odds - 2.0_f64.ln()),
        ));
    }
    verdicts
}

fn informed(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: GROUP,
        source: "fey-ramsay2010",
        scenario: "informed-broker",
    };
    let told = |accuracy: f64| {
        let mut game = textbook("informed-broker");
        broker(&mut game)
            .information
            .as_mut()
            .expect("the file has information")
            .guarantor_accuracy = accuracy;
        let solved = lab.solve(&game);
        let belief = solved
            .solution
            .messages
            .expect("the broker sends messages")
            .on_guarantor
            .posterior[1];
        (belief, solved.odds_at(At::DisarmerSteps(0), [Comply, Hold], belief))
    };
    vec![
        origin.exact(
            "accuracy of an honest broker from which a good report changes what the listener does, prior 0.4",
            0.642857142857,
            root(0.5, 0.95, |accuracy| told(accuracy).1),
        ),
        origin.exact(
            "belief after a good report of accuracy 0.8: 0.32/0.44",
            0.32 / 0.44,
            told(0.8).0,
        ),
        origin.verdict(
            Kind::Exact,
            "a broker that knows nothing changes nothing: belief after a good report of accuracy 0.5",
            [0.4, told(0.5).0, 1e-12],
        ),
    ]
}
