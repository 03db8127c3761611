//! With all precisions at zero everybody plays uniformly, and the whole game is a finite Markov chain (`docs/model.md`
//! section 11, item 1): solved values, played outcomes and played metrics against that chain, computed independently.
//!
//! Counts are compared by Chernoff's bound at exponent 17, a false-alarm rate of at most 8e-8 each and, over about 700 of
//! them, of 0.006 %. Means are compared at 5.5 standard errors, 4e-8 each and, over about 700 of them, 0.003 %, had the seed
//! been drawn. It is fixed.

use honest_broker::game::{Game, Sequence};
use honest_broker::simulate::episode::Record;
use honest_broker::simulate::metric::Metric;
use honest_broker::study::run::SolvedArm;
use support::chain::{self, Chain};
use support::games::{self, Size};
use support::play::{assert_mean, moments, records, solved, surprise};

const FAR: f64 = 17.0;
const ERRORS: f64 = 5.5;

/// Random games of the whole legal range, long and short.
fn random_games() -> impl Iterator<Item = Game> {
    let size = |seed: u64| Size {
        stages: 4,
        rounds: 1 + (seed % 20) as usize,
        foresight: 1 + (seed % 20) as usize + (seed % 3) as usize * 4,
        sharpness: 2.0,
    };
    (0..40).map(move |seed| games::uniform(games::random(seed, size(seed))))
}

/// Without a broker, with one, and with one that stands by.
fn illustrations() -> impl Iterator<Item = Game> {
    let each = |sequence| {
        let [without, with] = [false, true].map(|broker| games::uniform(games::illustration(sequence, broker)));
        let beside = with.without_broker();
        [without, with, beside]
    };
    [Sequence::DisarmFirst, Sequence::ReliefFirst]
        .into_iter()
        .flat_map(each)
}

#[track_caller]
fn assert_values(arm: &SolvedArm, chain: &Chain, what: &str) {
    let game = &arm.rules.game;
    let mean = |by_type: [f64; 2], prior: f64| (1.0 - prior) * by_type[0] + prior * by_type[1];
    for values in [&arm.solution.values, &arm.solution.values_over_messages] {
        let found = [values.disarmer, values.guarantor].concat();
        let expected = [chain.disarmer, chain.guarantor].concat();
        for (f, e) in found.iter().zip(&expected) {
            assert!((f - e).abs() < 1e-9 * (1.0 + e.abs()), "{what}: {f} instead of {e}");
        }
        let broker = [values.broker.concat(), vec![values.broker_mean]].concat();
        let by_disarmer = chain.broker.map(|row| mean(row, game.guarantor.keeper_prior));
        let expected = [
            chain.broker.concat(),
            vec![mean(by_disarmer, game.disarmer.dealer_prior)],
        ];
        for (f, e) in broker.iter().zip(&expected.concat()) {
            assert!((f - e).abs() < 1e-9 * (1.0 + e.abs()), "{what}: {f} instead of {e}");
        }
    }
    assert_eq!(arm.solution.convergence.unconverged, 0);
}

#[test]
fn solved_values_of_uniform_play_are_those_of_the_chain() {
    for (i, mut game) in illustrations().enumerate() {
        // Beyond the simulated time, but not to the thirtieth year: the chain is slow.
        game.clock.foresight = 48;
        let chain = chain::play(&game, game.clock.foresight);
        for grid in [2, 7] {
            assert_values(&solved(&game, grid), &chain, &format!("illustration {i}, grid {grid}"));
        }
    }
    for (seed, game) in random_games().enumerate() {
        let chain = chain::play(&game, game.clock.foresight);
        assert_values(&solved(&game, 5), &chain, &format!("random game {seed}"));
    }
}

#[track_caller]
fn assert_played(game: &Game, episodes: u64, what: &str) {
    let arm = solved(game, 3);
    let played = records(&arm, 7, episodes);
    let chain = chain::play(game, game.clock.rounds);
    assert_counts(&played, &chain, what);
    assert_metrics(&played, game, &chain, what);
    assert_payoffs(&played, &chain, what);
}

#[track_caller]
fn assert_counts(played: &[Record], chain: &Chain, what: &str) {
    let n = played.len() as u64;
    let check = |name: &str, happened: &dyn Fn(&Record) -> bool, p: f64| {
        let count = played.iter().filter(|r| happened(r)).count() as u64;
        let far = surprise(count, n, p);
        assert!(
            far < FAR,
            "{what}, {name}: {count} of {n} at probability {p}, exponent {far}"
        );
    };
    for (i, name) in chain::OUTCOMES.iter().enumerate() {
        check(name, &|r| r.outcome as usize == i, chain.outcomes[i]);
    }
    for (i, p) in chain.causes.iter().enumerate() {
        let cause = |r: &Record| r.first_rupture.is_some_and(|(cause, _)| cause as usize == i);
        check(&format!("cause {i}"), &cause, *p);
    }
    check("settlement reached", &|r| r.settled.is_some(), chain.settled);
}

/// A metric of an episode; none where it has no meaning.
fn measured(metric: Metric, record: &Record, n: f64, broker: bool) -> Option<f64> {
    let index = Metric::ALL.iter().position(|m| *m == metric).unwrap();
    let value = honest_broker::simulate::metric::row(record, n, broker)[index];
    (!value.is_nan()).then_some(value)
}

#[track_caller]
fn assert_metrics(played: &[Record], game: &Game, chain: &Chain, what: &str) {
    let n = f64::from(game.clock.rounds_per_year);
    let expected = [
        (Metric::DismantledShare, chain.dismantled),
        (Metric::FeignedShare, chain.feigned),
        (Metric::StagesCompleted, chain.stages),
        (Metric::YearsInForce, chain.rounds_in_force / n),
        (Metric::Crises, chain.crises),
        (Metric::Ruptured, chain.causes.iter().sum()),
    ];
    for (metric, mean) in expected {
        let sample = moments(
            played
                .iter()
                .filter_map(|r| measured(metric, r, n, game.broker.is_some())),
        );
        assert_mean(&sample, mean, ERRORS, few(played), &format!("{what}, {metric:?}"));
    }
}

/// The variance of a rare event is unknown as long as it has not been seen: what one or two of `n` would weigh.
fn few(played: &[Record]) -> f64 {
    20.0 / played.len() as f64
}

#[track_caller]
fn assert_payoffs(played: &[Record], chain: &Chain, what: &str) {
    // Samples of a player's payoff by the types that held the offices first; none where the type does not matter.
    let compare = |player: usize, dealer: Option<bool>, keeper: Option<bool>, mean: f64| {
        let counted = |r: &&Record| dealer.is_none_or(|d| r.dealer == d) && keeper.is_none_or(|k| r.keeper == k);
        let sample = moments(played.iter().filter(counted).map(|r| r.payoffs[player]));
        // A type of prior 1e-6 hardly ever plays.
        if sample.count() > 500 {
            let slack = 20.0 * 10.0 / sample.count() as f64;
            let what = format!("{what}, player {player} with dealer {dealer:?}, keeper {keeper:?}");
            assert_mean(&sample, mean, ERRORS, slack, &what);
        }
    };
    for (i, high) in [false, true].into_iter().enumerate() {
        compare(0, Some(high), None, chain.disarmer[i]);
        compare(1, None, Some(high), chain.guarantor[i]);
        for (j, keeper) in [false, true].into_iter().enumerate() {
            compare(2, Some(high), Some(keeper), chain.broker[i][j]);
        }
    }
}

#[test]
fn uniform_play_of_the_illustrations_is_distributed_as_the_chain() {
    for (i, game) in illustrations().enumerate() {
        assert_played(&game, 100_000, &format!("illustration {i}"));
    }
}

#[test]
fn uniform_play_of_random_games_is_distributed_as_the_chain() {
    for (seed, game) in random_games().enumerate() {
        assert_played(&game, 20_000, &format!("random game {seed}"));
    }
}

#[test]
fn the_yardstick_of_counts_bounds_the_binomial_tails() {
    assert_eq!(surprise(0, 100, 0.0), 0.0);
    assert_eq!(surprise(1, 100, 0.0), f64::INFINITY);
    assert!((surprise(50, 100, 0.5)).abs() < 1e-12);
    // Six standard deviations out.
    assert!((15.0..21.0).contains(&surprise(5_300, 10_000, 0.5)));
}
