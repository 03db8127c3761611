//! Clocks, leaders and what is hidden: turnover by election, successions, reviews, covert programmes, the length of a round.

use super::lab::{At, Lab, broker, linear_root, textbook};
use super::promises::{price, promise};
use super::{Kind, Origin, Verdict};
use crate::game::moves::Action::{Comply, Feign, Hold, Honour, Renege};
use crate::game::outcome::Outcome;
use crate::game::{Enforcement, Game, Succession};
use crate::solve::{Settings, solve_with};

pub fn claims(lab: &Lab) -> Vec<Verdict> {
    [leaders(lab), hidden_capability(lab), shares(lab), short_rounds(lab)].concat()
}

const GROUP: &str = "Clocks, leaders and what is hidden";

/// Where the claims about the price of a promise come from.
const PROMISES: Origin = Origin {
    group: GROUP,
    source: "mcgillivray-smith2000",
    scenario: "revocable-promise",
};

/// Present value of relief 1 whose chance to go on from round t to the next is `lasts(t)`.
fn stream(discount: f64, lasts: impl Fn(usize) -> f64) -> f64 {
    let mut value = 0.0;
    let mut weight = 1.0;
    for round in 0..400 {
        value += weight;
        weight *= discount * lasts(round);
    }
    value
}

/// A sacrifice of 1 for ever against relief that nothing ends: no elections, no reviews.
fn lasting_promise() -> Game {
    let mut game = promise(0.9, 0.0, 1, 1.0);
    game.guarantor.elections = None;
    game.talks.reviews_per_year = 0.0;
    game
}

fn leaders(lab: &Lab) -> Vec<Verdict> {
    let for_ever = 1.0 / (1.0 - 0.9);
    // Half of the successors are renegers: 0.2 and 0.6 by election, then 0.6 at each.
    let mut listed = promise(0.9, 0.0, 1, 1.0);
    listed
        .guarantor
        .elections
        .as_mut()
        .expect("the file has elections")
        .turnover = vec![0.2, 0.6];
    let by_election = stream(0.9, |round| if round == 0 { 0.9 } else { 0.7 });
    // A reneger takes over at once and leaves at the next review.
    let mut reviewed = promise(0.9, 0.5, 1, 1.0);
    reviewed.talks.reviews_per_year = 0.5;
    let elections = reviewed.guarantor.elections.as_mut().expect("the file has elections");
    (elections.every, elections.successor_keeper_prior) = (0, 1e-12);
    let until_reviewed = stream(0.9, |_| (-0.5_f64).exp());
    // A successor of the leader feels the loss by its own type: 0.6 to a dealer, 1.4 to a staller.
    let mut succeeded = lasting_promise();
    succeeded.disarmer.deterrent_value = [1.4, 0.6];
    succeeded.disarmer.succession = Succession {
        rate: 0.2,
        dealer_prior: 0.25,
    };
    let own = stream(0.9, |_| (-0.2_f64).exp());
    let loss = 0.6 * own + (0.25 * 0.6 + 0.75 * 1.4) * (for_ever - own);
    [
        (
            "break-even relief if turnover is 0.2 at the first election and 0.6 at all later ones, half of the successors renegers",
            for_ever / by_election,
            listed,
        ),
        (
            "break-even relief if the payer is replaced by a reneger at once, who leaves at a review, 0.5 reviews a year: (1 - d exp(-0.5))/(1 - d)",
            for_ever / until_reviewed,
            reviewed,
        ),
        (
            "break-even relief of a dealer whose successors, 0.2 a year, are stallers with chance 0.75: what they lose counts by their type",
            loss / for_ever,
            succeeded,
        ),
    ]
    .map(|(claim, expected, game)| PROMISES.exact(claim, expected, price(lab, &game, expected)))
    .to_vec()
}

fn hidden_capability(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: GROUP,
        source: "debs-monteiro2014",
        scenario: "undeclared-work",
    };
    let honest = |game: &Game| {
        let odds = lab
            .solve(game)
            .odds(At::DisarmerSteps(0), [Comply, Feign], 1, [0.5, 1.0]);
        odds / game.disarmer.rationality
    };
    let detection = |game: &Game| {
        linear_root([0.1, 0.9], |chance| {
            let mut game = game.clone();
            game.stages[0].detection = chance;
            honest(&game)
        })
    };
    let mut concealed = textbook("undeclared-work");
    concealed.verification.concealed_value = 0.5;
    let mut rebuilt = textbook("undeclared-work");
    rebuilt.stages[0].reversible = 0.25;
    let mut held = rebuilt.clone();
    broker(&mut held).instruments.custody = 0.5;
    // Seen, hidden work costs relief 1 and pressure 0.5; unseen it keeps `kept` of 0.8.
    let pays_not = |kept: f64| 0.8 * kept / (1.0 + 0.5 - 0.8 + 0.8 * kept);
    let mut verdicts = vec![
        origin.exact(
            "chance of being seen from which hidden work does not pay if what is concealed is worth half",
            pays_not(0.5),
            detection(&concealed),
        ),
        origin.exact(
            "the same if a quarter could be rebuilt anyway: only the rest is kept",
            pays_not(0.75),
            detection(&rebuilt),
        ),
        origin.exact(
            "the same if a broker could return half of what it holds",
            pays_not(0.75 * 0.5),
            detection(&held),
        ),
    ];
    for (share, rate) in [(0.4, 0.0), (0.4, 0.5)] {
        let mut game = lasting_promise();
        game.disarmer.covert_share = [share; 2];
        game.verification.exposure_rate = rate;
        let expected = (1.0 - share) / (1.0 - 0.9) / stream(0.9, |_| (-rate * share).exp());
        let claim = format!(
            "break-even relief with a covert share of {share} that would be exposed at a rate of {rate} a year: less is given up, and exposure ends the relief"
        );
        let found = price(lab, &game, expected);
        verdicts.push(PROMISES.exact(claim, expected, found));
    }
    verdicts
}

/// Both sides value one stage in their own proportions.
fn shares(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: GROUP,
        source: "model",
        scenario: "custody-and-trust",
    };
    let mut game = textbook("custody-and-trust");
    game.stages = vec![game.stages[0]; 2];
    for (stage, shares) in game.stages.iter_mut().zip([[0.4, 0.7, 0.3, 0.6], [0.6, 0.3, 0.7, 0.4]]) {
        [
            stage.deterrent_share,
            stage.threat_share,
            stage.relief_share,
            stage.cost_share,
        ] = shares;
    }
    game.guarantor.threat_reduction = [1.0, 1.5];
    game.disarmer.covert_share = [0.5, 0.1];
    let instruments = &mut broker(&mut game).instruments;
    (instruments.custody, instruments.enforcement) = (1.0, Enforcement::Automatic);
    let solved = lab.solve(&game);
    let honours = |kind: usize, dealer: f64| {
        let odds = solved.odds(At::GuarantorAnswers(1), [Honour, Renege], kind, [dealer, 0.5]);
        odds / game.guarantor.rationality
    };
    // Custody gives everything back: a renege costs the threat removed, and 2.3 or 0 of the deterrent's share.
    vec![
        origin.exact(
            "a keeper's gain from honouring a dealer: its own value of the threat removed and cost of relief, 1.5 x 0.7 (1 - 0.1) - 0.8 x 0.6 + 2.3 x 0.4",
            1.5 * 0.7 * 0.9 - 0.8 * 0.6 + 2.3 * 0.4,
            honours(1, 1.0),
        ),
        origin.exact(
            "a reneger's gain from honouring a staller: 0.7 (1 - 0.5) - 0.8 x 0.6",
            0.7 * 0.5 - 0.8 * 0.6,
            honours(0, 0.0),
        ),
        origin.exact(
            "a dealer's gain from complying over holding if a keeper honours for certain: 2 x 0.3 - 0.4 (1 - 0.1)",
            2.0 * 0.3 - 0.4 * 0.9,
            {
                let mut game = game.clone();
                game.guarantor.rationality = 1000.0;
                let odds = lab.solve(&game).odds(At::DisarmerSteps(0), [Comply, Hold], 1, [0.5, 1.0]);
                odds / game.disarmer.rationality
            },
        ),
    ]
}

/// Outcomes of the asymmetry game with rounds of a quarter of a year or shorter.
fn outcomes(lab: &Lab, rounds_per_year: u32) -> Vec<f64> {
    let mut game = textbook("asymmetry");
    let rounds = 5 * rounds_per_year as usize;
    (game.clock.rounds_per_year, game.clock.rounds, game.clock.foresight) = (rounds_per_year, rounds, rounds);
    let elections = game.guarantor.elections.as_mut().expect("the file has elections");
    elections.first = 2 * rounds_per_year as usize;
    let rules = (lab.compile)(&game);
    let settings = Settings {
        exact: true,
        ..Settings::grid(7)
    };
    let exact = solve_with(&rules, &settings, |_| {}).exact.expect("asked for");
    let priors = [game.disarmer.dealer_prior, game.guarantor.keeper_prior];
    let found = exact.at(priors);
    Outcome::ALL.map(|outcome| found[outcome]).to_vec()
}

fn short_rounds(lab: &Lab) -> Vec<Verdict> {
    let origin = Origin {
        group: GROUP,
        source: "model",
        scenario: "asymmetry",
    };
    let found = [4, 8, 16].map(|n| outcomes(lab, n));
    let apart = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| (x - y).abs()).fold(0.0, f64::max);
    let [coarse, fine] = [apart(&found[0], &found[1]), apart(&found[1], &found[2])];
    vec![Verdict {
        also: Some((coarse < 0.05, format!("the first doubling moves an outcome by {coarse:.4} at most"))),
        ..origin.verdict(
            Kind::Limit,
            "shorter rounds change less and less, 4, 8 and 16 a year: ratio of the largest moves of an outcome in two doublings",
            [0.5, fine / coarse, 0.15],
        )
    }]
}
