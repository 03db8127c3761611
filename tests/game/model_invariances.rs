//! What changes nothing must change nothing (`docs/model.md` section 11, items 4, 6 and 7), over random games of the whole
//! legal range. Every comparison is exact up to rounding; nothing here can fail by chance.

use honest_broker::game::moves::{Player, Position, Target};
use honest_broker::game::{Game, Sequence};
use honest_broker::policy::Mixture;
use honest_broker::simulate::episode::Record;
use honest_broker::study::run::SolvedArm;
use support::closed_form::one_round;
use support::games::{self, Draws, Size};
use support::play::{records, solved};

const SEQUENCES: [Sequence; 2] = [Sequence::DisarmFirst, Sequence::ReliefFirst];

fn size(stages: usize, rounds: usize, sharpness: f64) -> Size {
    Size {
        stages,
        rounds,
        foresight: rounds,
        sharpness,
    }
}

fn with_broker(seed: u64, size: Size) -> Game {
    let mut game = games::random(seed, size);
    if game.broker.is_none() {
        (game.broker, game.bystander) = (Some(games::illustrative_broker()), None);
    }
    game
}

/// The largest difference of policies of disarmer and guarantor between a game with a broker (at its states with an active
/// one) and the same game without, at some beliefs in all rounds.
fn largest_difference(with: &SolvedArm, without: &SolvedArm) -> f64 {
    let mut draws = Draws::new(5);
    let mut largest = 0.0_f64;
    let spaces = [&with.rules.space, &without.rules.space];
    for (id, state) in spaces[1].states().iter().enumerate() {
        let mut same = *state;
        same.broker_active = true;
        let openings = [
            &with.rules.moves.openings[spaces[0].id(same)],
            &without.rules.moves.openings[id],
        ];
        let occasions = openings.map(|o| o.occasions.len());
        assert_eq!(occasions[0], occasions[1]);
        for round in 0..with.rules.game.clock.rounds {
            let beliefs = [draws.unit(), draws.unit()];
            for occasion in 0..occasions[0] {
                let nodes = openings.map(|o| o.occasions[occasion].node);
                largest = largest.max(node_difference(with, without, round, nodes, beliefs));
            }
        }
    }
    largest
}

/// The largest difference of policies at a decision of two games and at those of the parties that follow it in the round.
fn node_difference(a: &SolvedArm, b: &SolvedArm, round: usize, nodes: [usize; 2], beliefs: [f64; 2]) -> f64 {
    let shapes = [&a.rules.moves.nodes[nodes[0]], &b.rules.moves.nodes[nodes[1]]];
    let mixtures: [Mixture; 2] = [
        a.solution.policy.node(round, nodes[0], beliefs),
        b.solution.policy.node(round, nodes[1], beliefs),
    ];
    let pairs = mixtures[0].iter().flatten().zip(mixtures[1].iter().flatten());
    let mut largest = pairs.map(|(x, y)| (x - y).abs()).fold(0.0, f64::max);
    for (x, y) in shapes[0].observations.iter().zip(&shapes[1].observations) {
        if let (Target::Node(x), Target::Node(y)) = (x.next, y.next) {
            largest = largest.max(node_difference(a, b, round, [x, y], beliefs));
        }
    }
    largest
}

#[test]
fn a_broker_without_instruments_and_messages_changes_no_value_and_no_policy() {
    for seed in 0..40 {
        let mut game = with_broker(seed, size(3, 6, 3.0));
        game.broker = game.broker.map(games::powerless);
        let with = solved(&game, 9);
        game.broker = None;
        let without = solved(&game, 9);
        let (a, b) = (&with.solution.values, &without.solution.values);
        let pairs = a
            .disarmer
            .iter()
            .chain(&a.guarantor)
            .zip(b.disarmer.iter().chain(&b.guarantor));
        for (x, y) in pairs {
            assert!((x - y).abs() < 1e-8 * (1.0 + y.abs()), "seed {seed}: {x} and {y}");
        }
        let difference = largest_difference(&with, &without);
        assert!(difference < 3e-7, "seed {seed}: {difference}");
    }
}

/// What is left of a record without the broker's payoff, which has interests even without instruments.
fn without_broker(mut record: Record) -> Record {
    record.payoffs[2] = 0.0;
    record
}

#[test]
fn a_broker_without_instruments_and_messages_changes_no_episode() {
    for sequence in SEQUENCES {
        let mut game = games::illustration(sequence, true);
        game.clock.foresight = 60;
        game.broker = game.broker.map(games::powerless);
        let with = solved(&game, 11);
        game.broker = None;
        let without = solved(&game, 11);
        let pairs = std::iter::zip(records(&with, 2, 20_000), records(&without, 2, 20_000));
        for (episode, (a, b)) in pairs.enumerate() {
            let (mut a, b) = (without_broker(a), without_broker(b));
            for (x, y) in a.beliefs.iter_mut().zip(b.beliefs) {
                assert!((*x - y).abs() < 1e-5, "{sequence:?}, episode {episode}: {x} and {y}");
                *x = y;
            }
            for (x, y) in a.payoffs.iter_mut().zip(b.payoffs) {
                assert!(
                    (*x - y).abs() < 1e-10 * (1.0 + y.abs()),
                    "{sequence:?}, episode {episode}: {x} and {y}"
                );
                *x = y;
            }
            assert_eq!(a, b, "{sequence:?}, episode {episode}");
        }
    }
}

/// Factors that are powers of two change no digit of any product, so that nothing may change in the last bit either.
#[test]
fn rescaling_a_players_payoffs_and_precision_changes_no_bit_of_any_policy() {
    for seed in 0..24 {
        let game = with_broker(seed, size(3, 5, 6.0));
        let plain = solved(&game, 7);
        for factors in [[4.0, 1.0, 1.0], [1.0, 0.25, 1.0], [1.0, 1.0, 8.0], [0.5, 2.0, 0.125]] {
            let scaled = solved(&games::rescaled(&game, factors), 7);
            assert!(
                plain.solution.policy == scaled.solution.policy,
                "seed {seed}, factors {factors:?}"
            );
            let (v, s) = (
                &plain.solution.values_over_messages,
                &scaled.solution.values_over_messages,
            );
            assert_eq!(v.disarmer.map(|x| x * factors[0]), s.disarmer);
            assert_eq!(v.guarantor.map(|x| x * factors[1]), s.guarantor);
            assert_eq!(v.broker.map(|row| row.map(|x| x * factors[2])), s.broker);
            assert_eq!(v.broker_mean * factors[2], s.broker_mean);
            assert_eq!(plain.message_plan(), scaled.message_plan());
        }
    }
}

#[test]
fn rescaling_by_any_factor_changes_policies_by_rounding_only() {
    let factors = [2.7, 0.31, 5.9];
    for seed in 0..24 {
        let game = with_broker(seed, size(3, 5, 2.0));
        let (plain, scaled) = (solved(&game, 7), solved(&games::rescaled(&game, factors), 7));
        let nodes = 0..plain.rules.moves.nodes.len();
        let difference = nodes.map(|n| node_difference(&plain, &scaled, 0, [n, n], [0.37, 0.61]));
        let largest = difference.fold(0.0, f64::max);
        assert!(largest < 3e-7, "seed {seed}: {largest}");
    }
}

#[test]
fn one_stage_and_one_round_with_known_types_have_closed_forms() {
    for seed in 0..200 {
        let mut game = games::random(seed, size(1, 1, 4.0));
        game.guarantor.elections = None;
        if let Some(broker) = &mut game.broker {
            broker.information = None;
        }
        for (kind, office) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            let prior = |index: usize| if index == 1 { 1.0 - 1e-13 } else { 1e-13 };
            game.disarmer.dealer_prior = prior(kind);
            game.guarantor.keeper_prior = prior(office);
            assert_closed_form(&solved(&game, 5), kind, office, &format!("seed {seed}"));
        }
    }
}

#[track_caller]
fn assert_closed_form(arm: &SolvedArm, kind: usize, office: usize, what: &str) {
    let game = &arm.rules.game;
    let expected = one_round(game, kind, office);
    let beliefs = [game.disarmer.dealer_prior, game.guarantor.keeper_prior];
    let nodes = &arm.rules.moves.nodes;
    let reply_to = |node: usize| match nodes[node].observations[0].next {
        Target::Node(next) => next,
        Target::End(_) => panic!("a decision follows"),
    };
    let [step, review] = [0, 1].map(|o: usize| arm.rules.moves.openings[arm.rules.start()].occasions[o].node);
    let [answer, held] = [step, review].map(reply_to);
    let (disarmer, guarantor, stay, honour) = match game.talks.sequence {
        Sequence::DisarmFirst => (step, answer, review, held),
        Sequence::ReliefFirst => (answer, step, held, review),
    };
    let check = |node: usize, expected: &[f64]| {
        let row = match nodes[node].mover {
            Player::Disarmer => kind,
            _ => office,
        };
        let found = arm.solution.policy.node(0, node, beliefs)[row];
        for (f, e) in found.iter().zip(expected) {
            assert!((f - e).abs() < 2e-7, "{what}: {found:?} instead of {expected:?}");
        }
    };
    check(disarmer, &expected.disarmer);
    check(guarantor, &expected.guarantor);
    check(stay, &expected.stay);
    check(honour, &expected.honour);
    let after_crediting = nodes.iter().position(|n| match n.position {
        Position::BrokerEnforces(state) => arm.rules.space.states()[state].stage == 1,
        _ => false,
    });
    if let (Some(node), Some(chance)) = (after_crediting, expected.enforce) {
        check(node, &[chance, 1.0 - chance]);
    }
    let mediate = arm.solution.policy.engagement(0, arm.rules.start(), beliefs);
    assert_eq!(mediate.is_some(), expected.mediate.is_some());
    assert!(
        (mediate.unwrap_or(0.0) - expected.mediate.unwrap_or(0.0)).abs() < 2e-7,
        "{what}"
    );
    let v = &arm.solution.values;
    for (found, expected) in [v.disarmer[kind], v.guarantor[office], v.broker[kind][office]]
        .iter()
        .zip(expected.values)
    {
        assert!(
            (found - expected).abs() < 1e-9 * (1.0 + expected.abs()),
            "{what}: {found} instead of {expected}"
        );
    }
}

#[test]
fn the_game_after_the_broker_is_bit_for_bit_the_game_without_it() {
    for seed in 0..40 {
        let game = with_broker(seed, size(3, 6, 5.0));
        let read = solved(&game, 8).solution.without_broker().expect("there is a broker");
        // The broker stands by, and what happens is worth something to it.
        let game = game.without_broker();
        let arm = solved(&game, 8);
        assert_eq!(read.values, arm.solution.values, "seed {seed}");
        assert_eq!(read.values_over_messages, arm.solution.values_over_messages);
        assert_eq!(read.convergence.nodes, arm.solution.convergence.nodes);
        assert_eq!(read.convergence.unconverged, arm.solution.convergence.unconverged);
        assert_eq!(
            read.convergence.largest_residual.to_bits(),
            arm.solution.convergence.largest_residual.to_bits()
        );
        let mut draws = Draws::new(seed);
        for node in 0..arm.rules.moves.nodes.len() {
            for round in 0..game.clock.rounds {
                let beliefs = [draws.probability(), draws.probability()];
                let rows = [&read, &arm.solution].map(|s| s.policy.node(round, node, beliefs));
                assert_eq!(rows[0], rows[1], "seed {seed}, node {node}, round {round}");
            }
        }
    }
}
