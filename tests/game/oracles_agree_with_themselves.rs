//! The oracles of `tests/support` against one another, against numbers worked out elsewhere, and against what must hold of
//! the model whatever the numbers (`docs/model.md` section 11).

use honest_broker::game::{Game, Sequence};
use support::closed_form::{OneRound, one_round};
use support::fixed_point::Method;
use support::games::{self, Size};
use support::messages::{Solution, solve, solve_by};
use support::recursion::{Round, State, at};
use support::values::Values;
use support::{Phase, chain};

const SEQUENCES: [Sequence; 2] = [Sequence::DisarmFirst, Sequence::ReliefFirst];

#[track_caller]
fn assert_close(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!(
        (found - expected).abs() <= tolerance * (1.0 + expected.abs()),
        "{what}: {found} instead of {expected}"
    );
}

#[track_caller]
fn assert_all_close(found: &[f64], expected: &[f64], tolerance: f64, what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (i, (f, e)) in found.iter().zip(expected).enumerate() {
        assert_close(*f, *e, tolerance, &format!("{what}, number {i}"));
    }
}

fn small(stages: usize, rounds: usize) -> Size {
    Size {
        stages,
        rounds,
        foresight: rounds,
        sharpness: 2.0,
    }
}

/// Random games of a size, as many as asked for.
fn random_games(count: u64, size: Size) -> impl Iterator<Item = Game> {
    (0..count).map(move |seed| games::random(seed, size))
}

/// Results of an independent implementation for the illustration without a broker at rationality 0: outcomes in the order of
/// [`chain::OUTCOMES`], carried backward with the values, to five digits.
const REFERENCE: [f64; 8] = [0.00016, 0.00078, 0.04554, 0.02942, 0.22956, 0.06107, 0.58362, 0.04986];

/// Causes of the first rupture in the order of [`chain::Cause`], of half a million episodes of that implementation.
const REFERENCE_CAUSES: [f64; 6] = [0.33554, 0.40293, 0.00696, 0.2228, 0.0, 0.03046];

#[test]
fn uniform_play_of_the_illustration_has_the_outcomes_found_elsewhere() {
    let chain = chain::play(&games::illustration(Sequence::DisarmFirst, false), 40);
    for ((name, found), expected) in chain::OUTCOMES.iter().zip(chain.outcomes).zip(REFERENCE) {
        assert!((found - expected).abs() < 6e-6, "{name}: {found} instead of {expected}");
    }
    // Four standard errors of half a million episodes.
    for (found, expected) in chain.causes.into_iter().zip(REFERENCE_CAUSES) {
        let error = (expected * (1.0 - expected) / 500_000.0_f64).sqrt();
        assert!(
            (found - expected).abs() <= 4.0 * error + 1e-5,
            "{found} instead of {expected}"
        );
    }
    assert!((chain.settled - 0.00272).abs() < 0.0003, "{}", chain.settled);
    assert!((chain.dismantled - 0.01751).abs() < 0.0004, "{}", chain.dismantled);
    assert!(
        (chain.rounds_in_force / 4.0 - 1.50557).abs() < 0.015,
        "{}",
        chain.rounds_in_force
    );
}

#[test]
fn uniform_play_of_the_illustration_has_the_values_found_elsewhere() {
    let game = games::illustration(Sequence::DisarmFirst, false);
    let solved = chain::play(&game, 80);
    assert_all_close(&solved.disarmer, &[10.7836, 4.14514], 2e-6, "disarmer");
    assert_all_close(&solved.guarantor, &[-1.96118, -2.29392], 2e-6, "guarantor");
    // Over the simulated time, four standard errors of half a million episodes.
    let played = chain::play(&game, 40);
    assert!((0.65 * played.disarmer[0] + 0.35 * played.disarmer[1] - 5.57303).abs() < 0.045);
    assert!((0.4 * played.guarantor[0] + 0.6 * played.guarantor[1] + 1.52824).abs() < 0.025);
}

#[test]
fn the_chain_loses_no_probability() {
    for game in random_games(60, small(4, 12)) {
        let chain = chain::play(&game, 12);
        assert_close(chain.outcomes.iter().sum(), 1.0, 1e-12, "outcomes");
        assert!(chain.causes.iter().sum::<f64>() <= 1.0 + 1e-12);
        assert!((-1e-12..=1.0 + 1e-12).contains(&chain.feigned));
        assert!((-1e-12..=1.0 + 1e-12).contains(&chain.dismantled));
        assert!(chain.dismantled + chain.feigned <= 1.0 + 1e-12);
        assert!(chain.settled <= 1.0 + 1e-12 && chain.outcomes[0] + chain.outcomes[1] <= chain.settled + 1e-12);
        assert!(chain.stages <= game.stages.len() as f64 + 1e-12);
        let ruptured: f64 = chain.outcomes[4..7].iter().sum();
        assert!(chain.causes.iter().sum::<f64>() >= ruptured - 1e-12);
    }
}

#[test]
fn at_rationality_zero_the_recursion_is_the_chain() {
    for game in random_games(80, small(3, 3)).chain(random_games(80, small(1, 2))) {
        let game = games::uniform(game);
        let solved = solve(&game);
        let chain = chain::play(&game, game.clock.foresight);
        for values in [solved.before_messages, solved.at_priors.values] {
            assert_all_close(&values.disarmer, &chain.disarmer, 1e-9, "disarmer");
            assert_all_close(&values.guarantor, &chain.guarantor, 1e-9, "guarantor");
            assert_all_close(&values.broker.concat(), &chain.broker.concat(), 1e-9, "broker");
        }
        for moves in solved.at_priors.occasions() {
            let count = moves.policies[0].iter().filter(|p| **p > 0.0).count();
            for row in moves.policies {
                row[..count]
                    .iter()
                    .for_each(|p| assert_close(*p, 1.0 / count as f64, 1e-15, "policy"));
            }
        }
    }
}

#[test]
fn one_stage_and_one_round_with_known_types_have_closed_forms() {
    for mut game in random_games(200, small(1, 1)) {
        if let Some(broker) = &mut game.broker {
            broker.information = None;
        }
        game.guarantor.elections = None;
        for (kind, office) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            let prior = |index: usize| if index == 1 { 1.0 - 1e-13 } else { 1e-13 };
            game.disarmer.dealer_prior = prior(kind);
            game.guarantor.keeper_prior = prior(office);
            let expected = one_round(&game, kind, office);
            assert_closed_form(&solve(&game).at_priors, &expected, game.talks.sequence, [kind, office]);
        }
    }
}

#[track_caller]
fn assert_closed_form(found: &Round, expected: &OneRound, sequence: Sequence, [kind, office]: [usize; 2]) {
    let (step, review) = (found.step.unwrap(), found.review.unwrap());
    let (answer, held) = (step.replies[0].unwrap(), review.replies[0].unwrap());
    let (disarmer, guarantor, stay, honour, enforce) = match sequence {
        Sequence::DisarmFirst => (
            step.policies[kind],
            answer.policies[office],
            review.policies[kind],
            held.policies[office],
            answer.enforce,
        ),
        Sequence::ReliefFirst => (
            answer.policies[kind],
            step.policies[office],
            held.policies[kind],
            review.policies[office],
            None,
        ),
    };
    let pairs = [
        (disarmer, &expected.disarmer, "the disarmer's step"),
        (guarantor, &expected.guarantor, "the guarantor's step"),
        (stay, &expected.stay, "the disarmer's review"),
        (honour, &expected.honour, "the guarantor's review"),
    ];
    for (policy, expected, what) in pairs {
        assert_all_close(&policy[..expected.len()], expected, 1e-9, what);
    }
    assert_eq!(enforce.is_some(), expected.enforce.is_some());
    assert_close(enforce.unwrap_or(0.0), expected.enforce.unwrap_or(0.0), 1e-9, "enforce");
    assert_eq!(found.mediate.is_some(), expected.mediate.is_some());
    assert_close(
        found.mediate.unwrap_or(0.0),
        expected.mediate.unwrap_or(0.0),
        1e-9,
        "mediate",
    );
    let values = [
        found.values.disarmer[kind],
        found.values.guarantor[office],
        found.values.broker[kind][office],
    ];
    assert_all_close(&values, &expected.values, 1e-9, "values");
}

#[test]
fn rescaling_a_players_payoffs_and_precision_changes_no_choice() {
    let factors = [2.5, 0.4, 3.0];
    for game in random_games(40, small(2, 2)) {
        let (plain, scaled) = (solve(&game), solve(&games::rescaled(&game, factors)));
        assert_same_play(&plain, &scaled, 1e-8);
        let unscaled: Vec<f64> = plain.before_messages.numbers().to_vec();
        let factor = [0, 0, 1, 1, 2, 2, 2, 2].map(|i: usize| factors[i]);
        let expected: Vec<f64> = unscaled.iter().zip(factor).map(|(v, f)| v * f).collect();
        assert_all_close(&scaled.before_messages.numbers(), &expected, 1e-8, "values");
    }
}

#[track_caller]
fn assert_same_play(a: &Solution, b: &Solution, tolerance: f64) {
    assert_same_moves(&a.at_priors, &b.at_priors, tolerance);
    let mediate = |s: &Solution| s.at_priors.mediate.unwrap_or(0.0);
    assert_close(mediate(a), mediate(b), tolerance, "mediate");
    assert_eq!(a.messages.is_some(), b.messages.is_some());
    if let (Some(a), Some(b)) = (&a.messages, &b.messages) {
        assert_all_close(&a.on_guarantor, &b.on_guarantor, tolerance, "on the guarantor");
        assert_all_close(
            &a.on_disarmer.concat(),
            &b.on_disarmer.concat(),
            tolerance,
            "on the disarmer",
        );
    }
}

#[track_caller]
fn assert_same_moves(a: &Round, b: &Round, tolerance: f64) {
    let (a, b) = (a.occasions(), b.occasions());
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(&b) {
        assert_all_close(&a.policies.concat(), &b.policies.concat(), tolerance, "first move");
        for (a, b) in a.replies.iter().zip(&b.replies) {
            if let (Some(a), Some(b)) = (a, b) {
                assert_all_close(&a.policies.concat(), &b.policies.concat(), tolerance, "second move");
            }
        }
    }
}

#[test]
fn a_broker_without_instruments_and_messages_changes_nothing_for_the_parties() {
    for sequence in SEQUENCES {
        for mut game in random_games(30, small(2, 2)) {
            game.talks.sequence = sequence;
            game.broker = None;
            let without = solve(&game);
            game.broker = Some(games::powerless(games::illustrative_broker()));
            let with = solve(&game);
            let parties = |values: &Values| [values.disarmer, values.guarantor].concat();
            let (a, b) = (&without.before_messages, &with.before_messages);
            assert_all_close(&parties(a), &parties(b), 1e-9, "values");
            assert_same_moves(&without.at_priors, &with.at_priors, 1e-9);
        }
    }
}

#[test]
fn both_ways_of_solving_a_node_reach_the_same_equilibrium() {
    for sharpness in [2.0, 10.0] {
        for mut game in random_games(
            30,
            Size {
                sharpness,
                ..small(2, 2)
            },
        ) {
            if let Some(broker) = &mut game.broker {
                broker.information = None;
            }
            let (fast, slow) = (solve(&game), solve_by(&game, Method::Damped));
            assert_same_play(&fast, &slow, 1e-8);
            let (a, b) = (fast.before_messages.numbers(), slow.before_messages.numbers());
            assert_all_close(&a, &b, 1e-8, "values");
        }
    }
}

#[test]
fn random_games_of_two_rounds_are_solved_to_a_small_residual() {
    for (seed, game) in random_games(60, small(2, 2)).enumerate() {
        let residual = solve(&game).worst_residual;
        assert!(residual <= 1e-9, "seed {seed}: residual {residual}");
    }
}

#[test]
fn messages_move_beliefs_in_the_direction_they_name_and_keep_their_mean() {
    for sequence in SEQUENCES {
        let solved = solve(&games::short(sequence, true, 2));
        let messages = solved.messages.unwrap();
        assert!(messages.keeper[0] < 0.6 && 0.6 < messages.keeper[1]);
        for dealer in messages.dealer {
            assert!(dealer[0] < 0.35 && 0.35 < dealer[1]);
        }
        assert!(solved.worst_residual <= 1e-10);
    }
}

#[test]
fn a_message_from_an_uninformed_broker_says_nothing() {
    let mut game = games::short(Sequence::DisarmFirst, true, 2);
    let information = game.broker.as_mut().and_then(|b| b.information.as_mut()).unwrap();
    (information.disarmer_accuracy, information.guarantor_accuracy) = (0.5, 0.5);
    let solved = solve(&game);
    let messages = solved.messages.unwrap();
    assert_all_close(&messages.keeper, &[0.6; 2], 1e-12, "keeper");
    assert_all_close(&messages.dealer.concat(), &[0.35; 4], 1e-12, "dealer");
    let (a, b) = (solved.before_messages, solved.at_priors.values);
    assert_all_close(&a.numbers(), &b.numbers(), 1e-9, "values");
}

#[test]
fn in_the_last_round_replies_do_not_depend_on_what_is_believed_of_the_other_side_unless_it_hides_something() {
    let mut game = games::short(Sequence::DisarmFirst, false, 1);
    let policy = |game: &Game, dealer| {
        let round = at(
            game,
            State {
                dealer,
                ..State::start(game)
            },
        );
        round.step.unwrap().replies[0].unwrap().policies
    };
    assert_ne!(policy(&game, 0.1), policy(&game, 0.9));
    game.disarmer.covert_share = [0.2; 2];
    assert_all_close(
        &policy(&game, 0.1).concat(),
        &policy(&game, 0.9).concat(),
        1e-14,
        "replies",
    );
}

#[test]
fn three_rounds_are_within_reach_from_every_phase() {
    for sequence in SEQUENCES {
        let mut game = games::slow_to_change(games::short(sequence, true, 3));
        game.broker.as_mut().unwrap().information = None;
        assert!(solve(&game).worst_residual <= 1e-10);
        let done = State {
            stages: 1,
            ..State::start(&game)
        };
        let phases = [
            Phase::RupturedByGuarantor {
                enforced: true,
                rebuilt: false,
            },
            Phase::RupturedByDisarmer { rebuilt: true },
        ];
        for phase in phases {
            let round = at(&game, State { phase, ..done });
            for row in round.opening.unwrap().policies {
                assert_close(row.iter().sum(), 1.0, 1e-12, "policy");
            }
        }
    }
}
