//! The grid solver against a direct recursion over all histories with exact beliefs (`docs/model.md` section 11, item 3):
//! on short horizons both find the same values, policies and messages, up to an error that shrinks with the grid.
//!
//! Interpolation errors fall with the square of the grid's width where values are smooth, so each halving should
//! divide them by about four. Run with `--nocapture` to see them.

use honest_broker::game::moves::{Player, Target};
use honest_broker::game::{Game, Sequence};
use honest_broker::policy::Mixture;
use honest_broker::study::run::SolvedArm;
use support::fixed_point::Policies;
use support::games::{self, Draws, Size};
use support::messages;
use support::play::phase;
use support::play::solved;
use support::recursion::{Moves, Round, State, at};
use support::values::posterior;

const GRIDS: [usize; 4] = [11, 21, 41, 81];

/// The largest difference of two rows of policies.
fn apart(exact: &Policies, found: &Mixture) -> f64 {
    let rows = exact.iter().zip(found);
    let pairs = rows.flat_map(|(e, f)| e.iter().zip(f));
    pairs.map(|(e, f)| (e - f).abs()).fold(0.0, f64::max)
}

/// The largest error of the policies of round 0 at a state: engagement, and the moves of each occasion.
fn policy_error(arm: &SolvedArm, id: usize, beliefs: [f64; 2], exact: &Round) -> f64 {
    let opening = &arm.rules.moves.openings[id];
    let mediate = arm.solution.policy.engagement(0, id, beliefs);
    assert_eq!(mediate.is_some(), exact.mediate.is_some());
    let error = (mediate.unwrap_or(0.0) - exact.mediate.unwrap_or(0.0)).abs();
    let occasions = exact.occasions();
    assert_eq!(opening.occasions.len(), occasions.len());
    let pairs = opening.occasions.iter().zip(&occasions);
    pairs
        .map(|(o, moves)| move_error(arm, o.node, beliefs, moves))
        .fold(error, f64::max)
}

/// The largest error of the policies of one occasion: first move, replies, enforcement.
fn move_error(arm: &SolvedArm, node: usize, beliefs: [f64; 2], exact: &Moves) -> f64 {
    let policy = &arm.solution.policy;
    let first = &arm.rules.moves.nodes[node];
    let mut error = apart(&exact.policies, &policy.node(0, node, beliefs));
    for (observation, reply) in first.observations.iter().zip(exact.replies) {
        let (Target::Node(node), Some(reply)) = (observation.next, reply) else {
            assert!(reply.is_none() || reply.is_some_and(|r| r.enforce == Some(1.0)));
            continue;
        };
        let beliefs = [reply.dealer, reply.keeper];
        let shape = &arm.rules.moves.nodes[node];
        if shape.mover == Player::Broker {
            error = error.max((policy.node(0, node, beliefs)[0][0] - reply.enforce.unwrap()).abs());
            continue;
        }
        error = error.max(apart(&reply.policies, &policy.node(0, node, beliefs)));
        if let (Target::Node(broker), Some(enforce)) = (shape.observations[1].next, reply.enforce) {
            let keeper = posterior(reply.keeper, [reply.policies[0][1], reply.policies[1][1]]);
            let found = policy.node(0, broker, [reply.dealer, keeper])[0][0];
            error = error.max((found - enforce).abs());
        }
    }
    error
}

/// The largest error of values and messages at the start, the values as shares of their size.
fn start_error(arm: &SolvedArm, exact: &messages::Solution) -> f64 {
    let game = &arm.rules.game;
    let (d, g) = (game.disarmer.dealer_prior, game.guarantor.keeper_prior);
    let mut error = 0.0_f64;
    let solution = &arm.solution;
    let pairs = [
        (&solution.values, &exact.at_priors.values),
        (&solution.values_over_messages, &exact.before_messages),
    ];
    for (found, exact) in pairs {
        let found = [
            &found.disarmer[..],
            &found.guarantor[..],
            &found.broker.concat(),
            &[found.broker_mean],
        ]
        .concat();
        let exact = [&exact.numbers()[..], &[exact.broker_expects(d, g)]].concat();
        for (f, e) in found.iter().zip(&exact) {
            error = error.max((f - e).abs() / (1.0 + e.abs()));
        }
    }
    assert_eq!(solution.messages.is_some(), exact.messages.is_some());
    if let (Some(found), Some(exact)) = (&solution.messages, &exact.messages) {
        let first = [found.on_guarantor.strategic, found.on_guarantor.posterior].concat();
        let second = found.on_disarmer.map(|m| [m.strategic, m.posterior].concat()).concat();
        let of = |m: usize| [exact.on_disarmer[m], exact.dealer[m]].concat();
        let expected = [exact.on_guarantor.to_vec(), exact.keeper.to_vec(), of(0), of(1)].concat();
        for (f, e) in first.iter().chain(&second).zip(&expected) {
            error = error.max((f - e).abs());
        }
    }
    error
}

/// Errors by grid: policies of round 0 at every state and some beliefs, and the start.
fn errors(game: &Game, beliefs: &[[f64; 2]]) -> [[f64; 2]; GRIDS.len()] {
    let arms = GRIDS.map(|grid| solved(game, grid));
    let mut errors = [[0.0_f64; 2]; GRIDS.len()];
    for (id, s) in arms[0].rules.space.states().iter().enumerate() {
        for &beliefs in beliefs {
            let exact = at(
                game,
                State {
                    round: 0,
                    stages: s.stage,
                    phase: phase(s.phase),
                    broker: s.broker_active,
                    dealer: beliefs[0],
                    keeper: beliefs[1],
                },
            );
            for (error, arm) in errors.iter_mut().zip(&arms) {
                error[0] = error[0].max(policy_error(arm, id, beliefs, &exact));
            }
        }
    }
    let exact = messages::solve(game);
    for (error, arm) in errors.iter_mut().zip(&arms) {
        error[1] = start_error(arm, &exact);
    }
    errors
}

/// Asserts that errors shrink from grid to grid as smooth interpolation errors do, within bounds, and end small. Errors of the
/// stored 32-bit policies do not shrink below 1e-7.
#[track_caller]
fn assert_shrinking(errors: [[f64; 2]; GRIDS.len()], last: f64, what: &str) {
    let ratio = |kind: usize| errors[0][kind].max(1e-7) / errors[3][kind].max(1e-7);
    println!(
        "{what}: policies {:.1e} {:.1e} {:.1e} {:.1e} (ratio {:.0}), start {:.1e} {:.1e} {:.1e} {:.1e} (ratio {:.0})",
        errors[0][0],
        errors[1][0],
        errors[2][0],
        errors[3][0],
        ratio(0),
        errors[0][1],
        errors[1][1],
        errors[2][1],
        errors[3][1],
        ratio(1),
    );
    for kind in 0..2 {
        assert!(errors[3][kind] < last, "{what}: {errors:?}");
        let small = errors[0][kind] < 20.0 * 1e-7;
        assert!(small || ratio(kind) > 8.0, "{what}: {errors:?}");
    }
}

#[test]
fn two_rounds_are_solved_as_by_recursion_over_all_histories() {
    for sequence in [Sequence::DisarmFirst, Sequence::ReliefFirst] {
        for broker in [false, true] {
            let game = games::short(sequence, broker, 2);
            let priors = [game.disarmer.dealer_prior, game.guarantor.keeper_prior];
            let errors = errors(&game, &[priors, [0.77, 0.13], [0.08, 0.9]]);
            assert_shrinking(errors, 1e-4, &format!("{sequence:?}, broker {broker}"));
        }
    }
}

#[test]
fn three_rounds_from_the_start_are_solved_as_by_recursion() {
    for sequence in [Sequence::DisarmFirst, Sequence::ReliefFirst] {
        let game = games::slow_to_change(games::short(sequence, false, 3));
        let exact = messages::solve(&game);
        let priors = [game.disarmer.dealer_prior, game.guarantor.keeper_prior];
        let errors = GRIDS.map(|grid| {
            let arm = solved(&game, grid);
            let start = arm.rules.start();
            [
                policy_error(&arm, start, priors, &exact.at_priors),
                start_error(&arm, &exact),
            ]
        });
        assert_shrinking(errors, 1e-4, &format!("{sequence:?}, three rounds"));
    }
}

#[test]
fn random_games_of_two_rounds_are_solved_as_by_recursion() {
    let size = Size {
        stages: 2,
        rounds: 2,
        foresight: 2,
        sharpness: 2.0,
    };
    let mut all = [[0.0_f64; 2]; GRIDS.len()];
    for seed in 0..24 {
        let game = games::random(seed, size);
        let mut r = Draws::new(seed);
        let errors = errors(&game, &[[r.unit(), r.unit()]]);
        for (total, error) in all.iter_mut().zip(errors) {
            (0..2).for_each(|kind| total[kind] = total[kind].max(error[kind]));
        }
    }
    assert_shrinking(all, 1e-3, "random games, the worst of all");
}
