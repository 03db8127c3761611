//! The illustrative game against the results of an independent implementation of the same model (21 cosine-spaced grid
//! points a side, one million episodes a case, standard error at most 0.0005).
//!
//! Solved values agree to the last printed digit. Outcome shares are compared at four combined standard errors; over the 48
//! comparisons the false-alarm rate with a random seed is 0.3 %, and the seed is fixed.

use honest_broker::game::*;
use honest_broker::simulate::metric::Metric;
use honest_broker::study::run::{SolvedArm, play_arms, solve_arms};
use honest_broker::study::{Arm, Study};
use support::games::illustration;

const EPISODES: u64 = 200_000;

struct Case {
    name: &'static str,
    game: Game,
    /// Staller, dealer, reneger, keeper.
    values: [f64; 4],
    /// In the order of `Outcome::ALL`.
    outcomes: [f64; 8],
    dismantled_share: f64,
    /// Mean payoffs of disarmer and guarantor over the simulated time.
    payoffs: [f64; 2],
    /// Probability that a dishonest broker vouches: on the guarantor by signal, then on the disarmer by signal after vouching
    /// and after warning.
    vouches: Option<[f64; 6]>,
}

fn cases() -> Vec<Case> {
    let automatic = {
        let mut game = illustration(Sequence::DisarmFirst, true);
        game.broker.as_mut().unwrap().instruments.enforcement = Enforcement::Automatic;
        game
    };
    let uniform = {
        let mut game = illustration(Sequence::DisarmFirst, false);
        game.disarmer.rationality = 0.0;
        game.guarantor.rationality = 0.0;
        game
    };
    vec![
        Case {
            name: "no broker, disarm first",
            game: illustration(Sequence::DisarmFirst, false),
            values: [14.7951, 7.249, -2.3522, -2.5191],
            outcomes: [0.0, 0.06976, 0.03968, 0.00914, 0.3371, 0.06091, 0.42847, 0.05494],
            dismantled_share: 0.03209,
            payoffs: [7.4717, -2.0335],
            vouches: None,
        },
        Case {
            name: "broker, disarm first",
            game: illustration(Sequence::DisarmFirst, true),
            values: [14.9882, 7.5131, -2.3997, -2.5143],
            outcomes: [0.0, 0.08868, 0.04335, 0.00771, 0.33623, 0.04883, 0.42141, 0.05378],
            dismantled_share: 0.04143,
            payoffs: [7.8642, -2.1175],
            vouches: Some([0.54746, 0.56813, 0.50351, 0.50302, 0.50303, 0.50283]),
        },
        Case {
            name: "no broker, relief first",
            game: illustration(Sequence::ReliefFirst, false),
            values: [14.5876, 6.9757, -2.2538, -2.3469],
            outcomes: [0.0, 0.02893, 0.04662, 0.02407, 0.23083, 0.27084, 0.34387, 0.05484],
            dismantled_share: 0.02046,
            payoffs: [6.7946, -1.7188],
            vouches: None,
        },
        Case {
            name: "broker, relief first",
            game: illustration(Sequence::ReliefFirst, true),
            values: [14.6799, 7.1301, -2.2676, -2.3492],
            outcomes: [0.0, 0.03972, 0.05148, 0.02347, 0.24424, 0.25332, 0.33356, 0.05421],
            dismantled_share: 0.02702,
            payoffs: [6.9929, -1.7654],
            vouches: Some([0.53759, 0.54534, 0.50701, 0.50755, 0.50553, 0.50633]),
        },
        Case {
            name: "broker, automatic enforcement",
            game: automatic,
            values: [16.2748, 9.0212, -2.4036, -2.4072],
            outcomes: [4e-5, 0.20237, 0.04504, 0.00292, 0.3104, 0.02459, 0.36578, 0.04886],
            dismantled_share: 0.08428,
            payoffs: [9.5306, -2.3476],
            vouches: Some([0.5292, 0.53914, 0.49919, 0.49866, 0.49765, 0.49704]),
        },
        Case {
            name: "no broker, uniform play",
            game: uniform,
            values: [13.5911, 5.8036, -2.3604, -2.4876],
            outcomes: [0.00017, 0.00049, 0.01436, 0.01622, 0.20822, 0.11162, 0.58986, 0.05907],
            dismantled_share: 0.01392,
            payoffs: [6.0072, -1.7459],
            vouches: None,
        },
    ]
}

fn solved(game: &Game, grid: usize) -> (Study, Vec<SolvedArm>) {
    let arms = vec![Arm {
        name: "arm".into(),
        game: game.clone(),
    }];
    let study = Study {
        scenario: "illustration".into(),
        arms,
        baseline: 0,
        seed: 1,
        episodes: EPISODES,
        grid,
    };
    let arms = solve_arms(&study, &Default::default(), &|_| {}).unwrap();
    (study, arms)
}

#[test]
fn solved_values_and_messages_equal_those_of_the_independent_implementation() {
    for case in cases() {
        let (_, arms) = solved(&case.game, 21);
        let solution = &arms[0].solution;
        assert_eq!(solution.convergence.unconverged, 0, "{}", case.name);
        let values = [solution.values.disarmer, solution.values.guarantor].concat();
        for (ours, theirs) in values.iter().zip(case.values) {
            assert!((ours - theirs).abs() < 6e-5, "{}: {ours} and {theirs}", case.name);
        }
        if let (Some(expected), Some(m)) = (case.vouches, &solution.messages) {
            let ours = [
                m.on_guarantor.strategic,
                m.on_disarmer[1].strategic,
                m.on_disarmer[0].strategic,
            ]
            .concat();
            for (ours, theirs) in ours.iter().zip(expected) {
                assert!((ours - theirs).abs() < 6e-6, "{}: {ours} and {theirs}", case.name);
            }
        }
        assert_eq!(case.vouches.is_some(), solution.messages.is_some());
    }
}

#[test]
fn played_outcomes_agree_with_those_of_the_independent_implementation() {
    for case in cases() {
        let (study, arms) = solved(&case.game, 21);
        let batch = play_arms(&study, &arms, &Default::default(), &|_| {}).unwrap();
        let tally = &batch.tallies[0];
        for (count, expected) in tally.outcomes.iter().zip(case.outcomes) {
            let share = *count as f64 / EPISODES as f64;
            let error = (expected * (1.0 - expected) * (1.0 / EPISODES as f64 + 1e-6)).sqrt();
            assert!(
                (share - expected).abs() < 4.0 * error + 2e-5,
                "{}: {share} and {expected}",
                case.name
            );
        }
        let means = [
            (Metric::DismantledShare, case.dismantled_share),
            (Metric::PayoffDisarmer, case.payoffs[0]),
            (Metric::PayoffGuarantor, case.payoffs[1]),
        ];
        for (metric, expected) in means {
            let index = Metric::ALL.iter().position(|m| *m == metric).unwrap();
            let moments = &tally.metrics[index];
            let error = moments.standard_error().unwrap() * (1.0 + EPISODES as f64 / 1e6).sqrt();
            let mean = moments.mean().unwrap();
            assert!(
                (mean - expected).abs() < 4.0 * error,
                "{} {metric:?}: {mean} and {expected}",
                case.name
            );
        }
    }
}
