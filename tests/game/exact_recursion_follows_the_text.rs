//! Single nodes of the exact recursion, put together again by hand from the values of the next round: the logit choice, the
//! posteriors at which the next round is entered, and the expectation over the other side (`docs/model.md` sections 4, 9).

use honest_broker::game::{Game, Sequence};
use support::games;
use support::recursion::{State, at};
use support::values::{Values, posterior};
use support::{Phase, chain};

#[track_caller]
fn assert_close(found: f64, expected: f64, what: &str) {
    assert!((found - expected).abs() < 1e-9, "{what}: {found} instead of {expected}");
}

/// A game of two yearly rounds without events: what follows a move is its flow and the next round.
fn eventless(sequence: Sequence) -> Game {
    let mut game = games::short(sequence, false, 2);
    game.guarantor.elections = None;
    game.disarmer.rebuild_years = 1e12;
    game.crises.escalation = 0.0;
    game.talks.reopening_rate = 1.0;
    game
}

/// Chance of the first of two actions.
fn binary(precision: f64, first: f64, second: f64) -> f64 {
    1.0 / (1.0 + (precision * (second - first)).exp())
}

/// The round after `s` at the phase and beliefs given, discounted one year for the player of each entry.
fn next(game: &Game, s: State, phase: Phase, dealer: f64, keeper: f64) -> Values {
    let round = s.round + 1;
    let mut values = at(
        game,
        State {
            round,
            phase,
            dealer,
            keeper,
            ..s
        },
    )
    .values;
    values.disarmer = values.disarmer.map(|v| v * game.disarmer.discount_factor);
    values.guarantor = values.guarantor.map(|v| v * game.guarantor.discount_factor);
    values
}

#[test]
fn returning_is_weighed_at_the_beliefs_that_it_leads_to() {
    let game = eventless(Sequence::DisarmFirst);
    let (d, g) = (&game.disarmer, &game.guarantor);
    let ruptured = Phase::RupturedByDisarmer { rebuilt: false };
    let s = State {
        phase: ruptured,
        ..State::start(&game)
    };
    let moves = at(&game, s).moves;
    let reply = moves.replies[0].unwrap();
    let returns = [moves.policies[0][0], moves.policies[1][0]];
    let accepts = [reply.policies[0][0], reply.policies[1][0]];
    let refuses = |p: [f64; 2]| p.map(|x| 1.0 - x);
    let keeper = [posterior(s.keeper, returns), posterior(s.keeper, refuses(returns))];
    assert_close(reply.keeper, keeper[0], "belief at the reply");
    assert_close(reply.dealer, s.dealer, "belief on the disarmer at the reply");
    let back = next(&game, s, Phase::InForce, posterior(s.dealer, accepts), keeper[0]);
    let refused = next(&game, s, ruptured, posterior(s.dealer, refuses(accepts)), keeper[0]);
    let apart = next(&game, s, ruptured, s.dealer, keeper[1]);
    for i in 0..2 {
        let value = d.deterrent_value[i];
        let (yes, no) = (
            value + d.prestige + back.disarmer[i],
            value - d.pressure + refused.disarmer[i],
        );
        assert_close(accepts[i], binary(d.rationality, yes, no), "the disarmer accepts");
        let accepted = s.dealer * accepts[1] + (1.0 - s.dealer) * accepts[0];
        let yes = accepted * (back.guarantor[i] - g.talks_cost) + (1.0 - accepted) * (refused.guarantor[i] - g.tension);
        let no = apart.guarantor[i] - g.tension;
        assert_close(returns[i], binary(g.rationality, yes, no), "the guarantor returns");
    }
}

#[test]
fn a_credited_stage_is_answered_at_the_posterior_of_the_disarmers_policies() {
    let game = eventless(Sequence::DisarmFirst);
    let s = State::start(&game);
    let moves = at(&game, s).moves;
    let stage = &game.stages[0];
    let credited = moves
        .policies
        .map(|p| p[0] * (1.0 - stage.false_alarm) + p[1] * (1.0 - stage.detection));
    let reply = moves.replies[0].unwrap();
    assert_close(reply.dealer, posterior(s.dealer, credited), "after a credited stage");
    let held = moves.replies[2].unwrap();
    assert_close(
        held.dealer,
        posterior(s.dealer, moves.policies.map(|p| p[2])),
        "after a held stage",
    );
    let g = &game.guarantor;
    let honours = reply.policies.map(|p| p[0]);
    let (keeper, lost) = (
        posterior(s.keeper, honours),
        posterior(s.keeper, honours.map(|p| 1.0 - p)),
    );
    let done = State { stages: 1, ..s };
    let phase = Phase::RupturedByGuarantor {
        enforced: false,
        rebuilt: false,
    };
    let honoured = next(&game, done, Phase::InForce, reply.dealer, keeper);
    let reneged = next(&game, done, phase, reply.dealer, lost);
    let (a, c) = (stage.deterrent_share, stage.relief_share);
    for (j, honour) in honours.into_iter().enumerate() {
        let yes = g.threat_reduction * a - g.relief_cost * c - g.talks_cost + honoured.guarantor[j];
        let left = c * (1.0 - stage.revocable);
        let no =
            g.threat_reduction * a - g.relief_cost * left - g.tension - g.renege_cost[j] * a + reneged.guarantor[j];
        assert_close(honour, binary(g.rationality, yes, no), "the guarantor honours");
    }
}

#[test]
fn a_delivery_is_answered_with_the_logit_of_compliance_deceit_and_pocketing() {
    let game = eventless(Sequence::ReliefFirst);
    let s = State::start(&game);
    let reply = at(&game, s).moves.replies[0].unwrap();
    let (d, stage) = (&game.disarmer, &game.stages[0]);
    let (q, f, a, c) = (
        stage.detection,
        stage.false_alarm,
        stage.deterrent_share,
        stage.relief_share,
    );
    let [credited, disputed] = [(1.0 - f, 1.0 - q), (f, q)]
        .map(|(comply, feign)| posterior(reply.dealer, reply.policies.map(|p| p[0] * comply + p[1] * feign)));
    let pocketed = posterior(reply.dealer, reply.policies.map(|p| p[2]));
    let broken = Phase::RupturedByDisarmer { rebuilt: false };
    let done = next(&game, State { stages: 1, ..s }, Phase::InForce, credited, reply.keeper);
    let after = [disputed, pocketed].map(|dealer| next(&game, s, broken, dealer, reply.keeper));
    for i in 0..2 {
        let v = d.deterrent_value[i];
        let yes = v * (1.0 - a) + d.relief_value * c + d.prestige + done.disarmer[i];
        let [no, pocket] = [0, 1].map(|o: usize| v - d.pressure + d.relief_value * c + after[o].disarmer[i]);
        let concealed = v * a * (1.0 + d.discount_factor);
        let payoffs = [(1.0 - f) * yes + f * no, (1.0 - q) * (yes + concealed) + q * no, pocket];
        let weights = payoffs.map(|x| (d.rationality * (x - payoffs[0])).exp());
        let total: f64 = weights.iter().sum();
        for (found, weight) in reply.policies[i].iter().zip(weights) {
            assert_close(*found, weight / total, "the disarmer's answer");
        }
    }
}

#[test]
fn neutrality_is_lost_at_the_rate_of_the_broker() {
    let mut game = games::uniform(games::short(Sequence::DisarmFirst, true, 2));
    let values = |game: &Game| at(game, State::start(game)).values.disarmer;
    game.broker.as_mut().unwrap().neutrality_loss_rate = 1e9;
    let lost = values(&game);
    assert!(
        lost.iter()
            .zip(chain::play(&game, 2).disarmer)
            .all(|(a, b)| (a - b).abs() < 1e-9)
    );
    game.broker.as_mut().unwrap().neutrality_loss_rate = 0.0;
    assert!(lost.iter().zip(values(&game)).all(|(a, b)| (a - b).abs() > 1e-6));
}
