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
    game.disarmer.succession.rate = 0.0;
    game.verification.exposure_rate = 0.0;
    game.disarmer.rebuild_years = 1e12;
    game.crises.escalation = 0.0;
    game.talks.reopening_rate = 1.0;
    game
}

/// Mean of `[low type, high type]` when the high type has probability `belief`.
fn mean(belief: f64, by_type: [f64; 2]) -> f64 {
    (1.0 - belief) * by_type[0] + belief * by_type[1]
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
    let moves = at(&game, s).opening.unwrap();
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
        let yes =
            accepted * (back.guarantor[i] - g.talks_cost) + (1.0 - accepted) * (refused.guarantor[i] - g.tension[i]);
        let no = apart.guarantor[i] - g.tension[i];
        assert_close(returns[i], binary(g.rationality, yes, no), "the guarantor returns");
    }
}

#[test]
fn a_credited_stage_is_answered_at_the_posterior_of_the_disarmers_policies() {
    let game = eventless(Sequence::DisarmFirst);
    let s = State::start(&game);
    let moves = at(&game, s).step.unwrap();
    let stage = &game.stages[0];
    let credited = moves
        .policies
        .map(|p| p[0] * (1.0 - stage.false_alarm) + p[1] * (1.0 - stage.detection));
    let reply = moves.replies[0].unwrap();
    assert_close(reply.dealer, posterior(s.dealer, credited), "after a credited stage");
    assert!(
        moves.replies[1].is_none() && moves.replies[2].is_none(),
        "nobody else moves"
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
    let declared = 1.0 - mean(reply.dealer, game.disarmer.covert_share);
    for (j, honour) in honours.into_iter().enumerate() {
        let safety = g.threat_reduction[j] * stage.threat_share * declared;
        let yes = safety - g.relief_cost[j] * stage.cost_share - g.talks_cost + honoured.guarantor[j];
        let left = stage.cost_share * (1.0 - stage.revocable);
        let audience = (g.renege_cost[j] + game.backing.guarantee) * stage.deterrent_share;
        let no = safety - g.relief_cost[j] * left - g.tension[j] - audience + reneged.guarantor[j];
        assert_close(honour, binary(g.rationality, yes, no), "the guarantor honours");
    }
}

#[test]
fn at_a_review_the_second_mover_is_asked_only_if_the_first_stays() {
    for sequence in [Sequence::DisarmFirst, Sequence::ReliefFirst] {
        let game = eventless(sequence);
        let s = State::start(&game);
        let moves = at(&game, s).review.unwrap();
        assert!(moves.replies[1].is_none());
        let reply = moves.replies[0].unwrap();
        let stays = moves.policies.map(|p| p[0]);
        let (dealer, keeper) = match sequence {
            Sequence::DisarmFirst => (posterior(s.dealer, stays), s.keeper),
            Sequence::ReliefFirst => (s.dealer, posterior(s.keeper, stays)),
        };
        assert_close(reply.dealer, dealer, "belief on the disarmer");
        assert_close(reply.keeper, keeper, "belief on the guarantor");
    }
}

#[test]
fn a_delivery_is_answered_with_the_logit_of_compliance_deceit_and_pocketing() {
    let game = eventless(Sequence::ReliefFirst);
    let s = State::start(&game);
    let reply = at(&game, s).step.unwrap().replies[0].unwrap();
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
    let lent = (d.relief_value + game.backing.aid) * c * game.talks.advance_years;
    for i in 0..2 {
        let v = d.deterrent_value[i];
        let declared = a * (1.0 - d.covert_share[i]);
        let yes = v * (1.0 - declared) + (d.relief_value + game.backing.aid) * c + d.prestige + done.disarmer[i];
        let [no, pocket] = [0, 1].map(|o: usize| v - d.pressure + lent + after[o].disarmer[i]);
        let irreversible = game.verification.concealed_value * (1.0 - stage.reversible);
        let concealed = v * declared * irreversible * (1.0 + d.discount_factor);
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

/// The game without any occasion to move.
fn at_rest(game: &Game) -> Game {
    let mut rest = game.clone();
    rest.talks.meetings_per_year = 1e-12;
    rest.talks.reviews_per_year = 0.0;
    rest.talks.reopening_rate = 0.0;
    rest
}

/// What the flow of one round is worth, and nothing after it.
fn flow(game: &Game, s: State) -> Values {
    let mut last = at_rest(game);
    last.clock.foresight = 1;
    at(&last, s).values
}

#[test]
fn no_exposure_is_good_news_and_an_exposure_is_bad_news() {
    let mut game = eventless(Sequence::DisarmFirst);
    game.verification.exposure_rate = 2.0;
    game.disarmer.covert_share = [0.3, 0.1];
    let s = State {
        stages: 1,
        ..State::start(&game)
    };
    let found = game.disarmer.covert_share.map(|h| 1.0 - (-2.0 * h).exp());
    let [quiet, exposed] = [found.map(|p| 1.0 - p), found].map(|chance| posterior(s.dealer, chance));
    assert!(exposed < s.dealer && s.dealer < quiet);
    let game = at_rest(&game);
    let broken = Phase::RupturedByDisarmer { rebuilt: false };
    let after = [(Phase::InForce, quiet), (broken, exposed)];
    let after = after.map(|(phase, dealer)| next(&game, s, phase, dealer, s.keeper));
    let (values, flow) = (at(&game, s).values, flow(&game, s));
    for i in 0..2 {
        let expected = flow.disarmer[i] + (1.0 - found[i]) * after[0].disarmer[i] + found[i] * after[1].disarmer[i];
        assert_close(values.disarmer[i], expected, "the disarmer knows its own odds");
        let odds = mean(s.dealer, found);
        let expected = flow.guarantor[i] + (1.0 - odds) * after[0].guarantor[i] + odds * after[1].guarantor[i];
        assert_close(values.guarantor[i], expected, "the guarantor expects them");
    }
    // Before anything is done nothing is looked for.
    let s = State::start(&game);
    let mut idle = game.clone();
    idle.verification.exposure_rate = 0.0;
    for (a, b) in at(&game, s).values.numbers().iter().zip(at(&idle, s).values.numbers()) {
        assert_close(*a, b, "values with nothing done");
    }
}

#[test]
fn under_a_new_leader_the_disarmer_is_a_mean_at_the_new_belief() {
    let mut game = eventless(Sequence::DisarmFirst);
    game.disarmer.succession.rate = 1e9;
    let prior = game.disarmer.succession.dealer_prior;
    let s = State {
        stages: 1,
        ..State::start(&game)
    };
    let game = at_rest(&game);
    let (values, flow) = (at(&game, s).values, flow(&game, s));
    let after = next(&game, s, s.phase, prior, s.keeper);
    for i in 0..2 {
        let expected = flow.disarmer[i] + mean(prior, after.disarmer);
        assert_close(
            values.disarmer[i],
            expected,
            "the state values its successors by their types",
        );
        let expected = flow.guarantor[i] + after.guarantor[i];
        assert_close(values.guarantor[i], expected, "the guarantor faces the successor");
    }
}

#[test]
fn a_mediator_is_paid_for_by_the_year() {
    let mut game = games::short(Sequence::DisarmFirst, true, 1);
    let round = |game: &Game| at(game, State::start(game));
    let mediates = |game: &Game| round(game).mediate.unwrap();
    let broker = |game: &mut Game, cost: f64| {
        let broker = game.broker.as_mut().unwrap();
        broker.interests.mediation_cost = cost;
    };
    // Where mediating changes nothing, its cost a year alone is weighed, however short the round.
    for n in [1, 12] {
        game.clock.rounds_per_year = n;
        game.broker.as_mut().unwrap().instruments.facilitation = 0.0;
        broker(&mut game, 0.3);
        let expected = binary(game.broker.unwrap().rationality, -0.3, 0.0);
        assert_close(mediates(&game), expected, "mediation");
        let dear = round(&game).values.broker;
        broker(&mut game, 0.0);
        let free = round(&game).values.broker;
        let paid = expected * 0.3 / f64::from(n);
        assert_close(free[0][0] - dear[0][0], paid, "the cost of a round");
    }
}
