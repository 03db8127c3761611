//! Where foresight ends with the simulated time, what the players expect is what they get (`docs/model.md` section 11, item
//! 2): mean played payoffs, one-offs included, equal the solved values at the priors.
//!
//! A mean may differ from a value by 5 standard errors plus the grid error, measured as the difference of the values on this
//! grid and on one of half as many cells. That is 6e-7 a comparison and, over about 550 of them, a false-alarm rate of
//! 0.03 % had the seed been drawn. It is fixed.

use honest_broker::game::{Enforcement, Game, Sequence};
use honest_broker::simulate::episode::Record;
use honest_broker::solve::StartValues;
use support::games::{self, Size};
use support::play::{assert_mean, moments, records, solved};

const ERRORS: f64 = 5.0;

/// Mean payoffs over all episodes and by own type, against the values on a fine and on a coarse grid.
#[track_caller]
fn assert_expectations_come_true(game: &Game, (coarse, fine): (usize, usize), episodes: u64, what: &str) {
    assert_eq!(game.clock.foresight, game.clock.rounds);
    let arm = solved(game, fine);
    let convergence = &arm.solution.convergence;
    assert!(
        convergence.unconverged * 1_000_000 <= convergence.nodes,
        "{what}: {convergence:?}"
    );
    let (value, rough) = (
        arm.solution.values_over_messages,
        solved(game, coarse).solution.values_over_messages,
    );
    let played = records(&arm, 3, episodes);
    let (d, g) = (game.disarmer.dealer_prior, game.guarantor.keeper_prior);
    type Part<'a> = (&'a str, usize, fn(&Record) -> bool, &'a dyn Fn(&StartValues) -> f64);
    let parts: [Part; 11] = [
        ("disarmer", 0, |_| true, &|v| {
            (1.0 - d) * v.disarmer[0] + d * v.disarmer[1]
        }),
        ("staller", 0, |r| !r.dealer, &|v| v.disarmer[0]),
        ("dealer", 0, |r| r.dealer, &|v| v.disarmer[1]),
        ("guarantor", 1, |_| true, &|v| {
            (1.0 - g) * v.guarantor[0] + g * v.guarantor[1]
        }),
        ("reneger", 1, |r| !r.keeper, &|v| v.guarantor[0]),
        ("keeper", 1, |r| r.keeper, &|v| v.guarantor[1]),
        ("broker", 2, |_| true, &|v| v.broker_mean),
        ("broker, staller and reneger", 2, |r| !r.dealer && !r.keeper, &|v| {
            v.broker[0][0]
        }),
        ("broker, staller and keeper", 2, |r| !r.dealer && r.keeper, &|v| {
            v.broker[0][1]
        }),
        ("broker, dealer and reneger", 2, |r| r.dealer && !r.keeper, &|v| {
            v.broker[1][0]
        }),
        ("broker, dealer and keeper", 2, |r| r.dealer && r.keeper, &|v| {
            v.broker[1][1]
        }),
    ];
    for (name, player, counted, of) in parts {
        let sample = moments(played.iter().filter(|r| counted(r)).map(|r| r.payoffs[player]));
        // A type of prior 1e-6 hardly ever plays, and one war more or less must not decide.
        if sample.count() > 1_000 {
            let slack = (of(&value) - of(&rough)).abs() + 40.0 / sample.count() as f64;
            assert_mean(&sample, of(&value), ERRORS, slack, &format!("{what}, {name}"));
        }
    }
}

fn illustration(sequence: Sequence, broker: bool) -> Game {
    let mut game = games::illustration(sequence, broker);
    game.clock.foresight = game.clock.rounds;
    game
}

#[test]
fn players_get_what_they_expect_without_a_broker() {
    for sequence in [Sequence::DisarmFirst, Sequence::ReliefFirst] {
        let game = illustration(sequence, false);
        assert_expectations_come_true(&game, (21, 41), 100_000, &format!("{sequence:?}"));
    }
}

#[test]
fn players_get_what_they_expect_with_a_broker_that_says_nothing() {
    for (sequence, enforcement) in [
        (Sequence::DisarmFirst, Enforcement::Discretionary),
        (Sequence::DisarmFirst, Enforcement::Automatic),
        (Sequence::ReliefFirst, Enforcement::Discretionary),
    ] {
        let mut game = illustration(sequence, true);
        let broker = game.broker.as_mut().unwrap();
        broker.information = None;
        broker.instruments.enforcement = enforcement;
        assert_expectations_come_true(&game, (21, 41), 100_000, &format!("{sequence:?} {enforcement:?}"));
    }
}

#[test]
fn players_get_what_they_expect_before_the_broker_speaks() {
    for sequence in [Sequence::DisarmFirst, Sequence::ReliefFirst] {
        let mut game = illustration(sequence, true);
        // Informed and outspoken, so that the messages matter.
        let information = game.broker.as_mut().unwrap().information.as_mut().unwrap();
        (information.disarmer_accuracy, information.guarantor_accuracy) = (0.9, 0.85);
        assert_expectations_come_true(&game, (21, 41), 100_000, &format!("{sequence:?} with messages"));
    }
}

#[test]
fn players_of_random_games_get_what_they_expect() {
    for seed in 0..40 {
        let rounds = 1 + (seed % 8) as usize;
        let size = Size {
            stages: 3,
            rounds,
            foresight: rounds,
            sharpness: 3.0,
        };
        assert_expectations_come_true(
            &games::random(seed, size),
            (11, 21),
            30_000,
            &format!("random game {seed}"),
        );
    }
}

#[test]
fn a_sharper_player_is_not_surprised_either() {
    let mut game = illustration(Sequence::DisarmFirst, false);
    (game.disarmer.rationality, game.guarantor.rationality) = (8.0, 8.0);
    assert_expectations_come_true(&game, (21, 41), 100_000, "precision 8");
}
