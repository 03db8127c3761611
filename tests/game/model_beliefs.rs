//! What everybody believes (`docs/model.md` section 11, item 5): beliefs are a martingale under play, exposure and its absence
//! included, and what is believed to be so often is so often so. Elections and successions reset them.
//!
//! Means are compared at 5 standard errors and counts at Chernoff exponent 17 (see `play::surprise`): with about 1100
//! comparisons the false-alarm rate is 0.06 % for a drawn seed. The seeds are fixed.

use honest_broker::game::{Game, Sequence};
use honest_broker::simulate::episode::Event;
use support::games::{self, Size};
use support::play::{assert_mean, moments, records, solved, surprise, watched};

const SEQUENCES: [Sequence; 2] = [Sequence::DisarmFirst, Sequence::ReliefFirst];

/// Random games of some rounds, with a covert programme that may be found out.
fn random_games(count: u64) -> impl Iterator<Item = Game> {
    let size = Size {
        stages: 3,
        rounds: 10,
        foresight: 10,
        sharpness: 6.0,
    };
    (0..count).map(move |seed| {
        let mut game = games::random(seed, size);
        if game.broker.is_none() {
            (game.broker, game.bystander) = (Some(games::illustrative_broker()), None);
        }
        game
    })
}

/// The game without what resets beliefs.
fn lasting(mut game: Game) -> Game {
    game.guarantor.elections = None;
    game.disarmer.succession.rate = 0.0;
    game
}

/// Beliefs at the end, on average, against the prior.
#[track_caller]
fn assert_martingale(played: &[(f64, bool)], prior: f64, what: &str) {
    assert_mean(&moments(played.iter().map(|p| p.0)), prior, 5.0, 2e-6, what);
    assert_calibrated(played, what);
}

/// Beliefs against the truth in classes of ten per cent.
#[track_caller]
fn assert_calibrated(played: &[(f64, bool)], what: &str) {
    for class in 0..10 {
        let inside = |belief: f64| (belief * 10.0).floor().min(9.0) as usize == class;
        let off = moments(
            played
                .iter()
                .filter(|p| inside(p.0))
                .map(|(belief, truth)| f64::from(u8::from(*truth)) - belief),
        );
        if off.count() > 400 {
            let slack = 20.0 / off.count() as f64;
            assert_mean(&off, 0.0, 5.0, slack, &format!("{what}, beliefs from {class}0 %"));
        }
    }
}

#[test]
fn beliefs_are_a_martingale_and_tell_the_truth_about_the_types() {
    let illustrations = SEQUENCES.map(|sequence| games::illustration(sequence, true));
    let all = illustrations.into_iter().chain(random_games(24)).map(lasting);
    for (i, mut game) in all.enumerate() {
        game.clock.foresight = game.clock.rounds;
        let arm = solved(&game, 11);
        let played = records(&arm, 5, if i < 2 { 100_000 } else { 20_000 });
        let of = |side: usize| -> Vec<(f64, bool)> {
            played
                .iter()
                .map(|r| (r.beliefs[side], [r.dealer, r.keeper][side]))
                .collect()
        };
        assert_martingale(&of(0), game.disarmer.dealer_prior, &format!("game {i}, dealer"));
        assert_martingale(&of(1), game.guarantor.keeper_prior, &format!("game {i}, keeper"));
    }
}

#[test]
fn beliefs_are_a_martingale_over_the_messages_and_over_every_round() {
    for sequence in SEQUENCES {
        let mut game = lasting(games::illustration(sequence, true));
        // Much is to be learnt from what is not found.
        game.disarmer.covert_share = [0.5, 0.02];
        let priors = [game.disarmer.dealer_prior, game.guarantor.keeper_prior];
        let arm = solved(&game, 11);
        let rounds = game.clock.rounds;
        // Beliefs after the messages and after every round; after a war they stay what they were.
        let beliefs = watched(&arm, 8, 20_000, |events| {
            let (mut list, mut last) = (Vec::with_capacity(rounds + 1), priors);
            for event in events {
                match event {
                    Event::Message { beliefs, .. }
                    | Event::Move { beliefs, .. }
                    | Event::Exposure { beliefs }
                    | Event::RoundEnd { beliefs, .. } => last = *beliefs,
                    Event::Round { .. } => list.push(last),
                    _ => {}
                }
            }
            list.resize(rounds + 1, last);
            list
        });
        for round in 0..=rounds {
            for (side, prior) in priors.into_iter().enumerate() {
                let sample = moments(beliefs.iter().map(|(_, list)| list[round][side]));
                assert_mean(
                    &sample,
                    prior,
                    5.0,
                    0.0,
                    &format!("{sequence:?}, before round {round}, side {side}"),
                );
            }
        }
    }
}

/// The types in office at the end of an episode, and how often each office changed hands at each occasion: elections by
/// number, successions by round played.
#[derive(Default)]
struct Offices {
    dealer: bool,
    keeper: bool,
    /// Of each election held: whether the administration changed and whether the next is a keeper.
    elections: Vec<(bool, bool)>,
    /// Of each succession: whether the successor is a dealer.
    successions: Vec<bool>,
    /// Rounds that ended without war.
    rounds: usize,
}

/// Follows the offices of an episode and asserts that a change resets the belief about the office to the prior.
fn offices(game: &Game, events: &[Event]) -> Offices {
    let mut offices = Offices::default();
    let elected = game.guarantor.elections.as_ref().expect("there are elections");
    let [mut leader, mut administration] = [false; 2];
    for event in events {
        match event {
            Event::Start { dealer, keeper, .. } => (offices.dealer, offices.keeper) = (*dealer, *keeper),
            Event::Succession { dealer } => {
                (offices.dealer, leader) = (*dealer, true);
                offices.successions.push(*dealer);
            }
            Event::Election { turnover, keeper } => {
                offices.elections.push((*turnover, *keeper));
                if *turnover {
                    (offices.keeper, administration) = (*keeper, true);
                }
            }
            Event::RoundEnd { beliefs, .. } => {
                assert!(!leader || beliefs[0] == game.disarmer.succession.dealer_prior);
                assert!(!administration || beliefs[1] == elected.successor_keeper_prior);
                [leader, administration] = [false; 2];
                offices.rounds += 1;
            }
            _ => {}
        }
    }
    offices
}

#[track_caller]
fn assert_share(counted: impl Iterator<Item = bool>, p: f64, what: &str) {
    let all: Vec<bool> = counted.collect();
    assert!(!all.is_empty(), "{what} never came up");
    let count = all.iter().filter(|happened| **happened).count() as u64;
    let far = surprise(count, all.len() as u64, p);
    assert!(far < 17.0, "{what}: {count} of {} at probability {p}", all.len());
}

#[test]
fn elections_and_successions_reset_beliefs_and_draw_types_from_the_priors() {
    for sequence in SEQUENCES {
        let mut game = games::illustration(sequence, true);
        game.disarmer.succession.rate = 0.2;
        // In years 2.5, 5.5 and 8.5.
        game.guarantor.elections.as_mut().expect("there are elections").every = 12;
        let elections = game.guarantor.elections.clone().expect("there are elections");
        let succession = game.disarmer.succession;
        let arm = solved(&game, 11);
        let kept = watched(&arm, 4, 20_000, |events| offices(&game, events));
        let offices = || kept.iter().map(|(_, o)| o);
        for (number, turnover) in elections.turnover.iter().enumerate() {
            let held = offices().filter_map(|o| o.elections.get(number)).map(|e| e.0);
            assert_share(held, *turnover, &format!("{sequence:?}, election {number}"));
        }
        let elected = offices().flat_map(|o| &o.elections).filter(|e| e.0).map(|e| e.1);
        assert_share(elected, elections.successor_keeper_prior, "new administrations");
        let successors = offices().flat_map(|o| o.successions.iter().copied());
        assert_share(successors, succession.dealer_prior, "new leaders");
        let rounds: usize = offices().map(|o| o.rounds).sum();
        let successions: usize = offices().map(|o| o.successions.len()).sum();
        let chance = 1.0 - (-succession.rate / 4.0_f64).exp();
        assert!(
            surprise(successions as u64, rounds as u64, chance) < 17.0,
            "{successions} in {rounds}"
        );
    }
}

#[test]
fn beliefs_tell_the_truth_about_whoever_sits_in_office() {
    let illustrations = SEQUENCES.map(|sequence| games::illustration(sequence, true));
    for (i, mut game) in illustrations.into_iter().chain(random_games(16)).enumerate() {
        if game.guarantor.elections.is_none() {
            game.guarantor.elections = games::illustration(Sequence::DisarmFirst, false).guarantor.elections;
        }
        game.disarmer.succession.rate = game.disarmer.succession.rate.max(0.1);
        let arm = solved(&game, 11);
        let played = watched(&arm, 6, 20_000, |events| offices(&game, events));
        // After a war nobody looks at the last events of the round; beliefs and offices stay what they were.
        let of = |side: usize| -> Vec<(f64, bool)> {
            let pairs = played
                .iter()
                .map(|(r, o)| (r.beliefs[side], [o.dealer, o.keeper][side]));
            pairs.collect()
        };
        for side in 0..2 {
            assert_calibrated(&of(side), &format!("game {i}, side {side}"));
        }
    }
}
