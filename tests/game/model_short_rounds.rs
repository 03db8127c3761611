//! Short rounds converge (`docs/model.md` section 11, item 10): with all rates given a year, doubling the number of rounds a
//! year moves the probabilities of the outcomes by O(1/n). So the step from 8 to 16 is about half that from 4 to 8.
//!
//! Probabilities are solved, not played; nothing is random.

use honest_broker::game::outcome::Outcome;
use honest_broker::game::{Game, Rules, Sequence};
use honest_broker::solve::{Settings, solve_with};
use support::chain;
use support::games;

const ROUNDS_A_YEAR: [u32; 3] = [4, 8, 16];

/// The illustration with `n` rounds a year.
fn illustration(sequence: Sequence, broker: bool, n: u32) -> Game {
    let mut game = games::illustration(sequence, broker);
    let factor = n as usize / game.clock.rounds_per_year as usize;
    game.clock.rounds_per_year = n;
    // Five years in quarters, and foresight to the seventh.
    (game.clock.rounds, game.clock.foresight) = (20 * factor, 28 * factor);
    let elections = game.guarantor.elections.as_mut().expect("there are elections");
    elections.first *= factor;
    elections.every *= factor;
    game
}

/// Asserts that the second doubling moves the probabilities about half as far as the first. `floor` is what the grid and the
/// rounding of probabilities may add.
#[track_caller]
fn assert_halving(outcomes: [[f64; 8]; 3], floor: f64, what: &str) {
    let moved = |a: usize| {
        (0..8)
            .map(|o| (outcomes[a][o] - outcomes[a + 1][o]).abs())
            .fold(0.0, f64::max)
    };
    let (first, second) = (moved(0), moved(1));
    println!("{what}: from 4 to 8 rounds a year {first:.5}, from 8 to 16 {second:.5}");
    assert!(first < 0.06, "{what}: {outcomes:?}");
    assert!(second < 0.62 * first + floor, "{what}: {first}, then {second}");
    // Every outcome converges, and none faster than it should while another hides it.
    for o in 0..8 {
        let (first, second) = (
            (outcomes[0][o] - outcomes[1][o]).abs(),
            (outcomes[1][o] - outcomes[2][o]).abs(),
        );
        assert!(
            second < 0.75 * first + floor,
            "{what}, outcome {o}: {first}, then {second}"
        );
    }
}

#[test]
fn uniform_play_of_short_rounds_converges() {
    for sequence in [Sequence::DisarmFirst, Sequence::ReliefFirst] {
        for broker in [false, true] {
            let outcomes = ROUNDS_A_YEAR.map(|n| {
                let game = games::uniform(illustration(sequence, broker, n));
                chain::play(&game, game.clock.rounds).outcomes
            });
            assert_halving(outcomes, 1e-5, &format!("uniform play, {sequence:?}, broker {broker}"));
        }
    }
}

#[test]
fn equilibria_of_short_rounds_converge() {
    for sequence in [Sequence::DisarmFirst, Sequence::ReliefFirst] {
        for broker in [false, true] {
            let outcomes = ROUNDS_A_YEAR.map(|n| {
                let game = illustration(sequence, broker, n);
                let settings = Settings {
                    exact: true,
                    parallel: true,
                    ..Settings::grid(11)
                };
                let exact = solve_with(&Rules::new(&game), &settings, |_| {})
                    .exact
                    .expect("it was asked for");
                let priors = [game.disarmer.dealer_prior, game.guarantor.keeper_prior];
                Outcome::ALL.map(|outcome| exact.at(priors)[outcome])
            });
            assert_halving(outcomes, 4e-4, &format!("{sequence:?}, broker {broker}"));
        }
    }
}
