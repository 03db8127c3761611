//! Play against the results of an independent implementation of the model: outcomes, payoffs, dismantled share, first
//! ruptures of one game that uses every key, in both sequences, with and without its broker.
//!
//! `tests/data/second_edition_played.csv` holds the means over that implementation's episodes, which it played on the
//! same belief grid. Means are compared at four combined standard errors; over some 120 comparisons the false-alarm rate with a
//! random seed is below 1 %, and the seed is fixed.

use honest_broker::game::outcome::Outcome;
use honest_broker::game::{Enforcement, Game, Sequence};
use honest_broker::simulate::metric::Metric;
use support::games::illustration;
use support::play::{batch, solved};

const EXPECTED: &str = include_str!("../data/second_edition_played.csv");
const GRID: usize = 21;
const EPISODES: u64 = 100_000;
/// Episodes behind every expected mean.
const EXPECTED_EPISODES: f64 = 500_000.0;

fn cases() -> [(&'static str, Game); 6] {
    let mut automatic = illustration(Sequence::DisarmFirst, true);
    if let Some(broker) = &mut automatic.broker {
        broker.instruments.enforcement = Enforcement::Automatic;
    }
    let mut uniform = illustration(Sequence::DisarmFirst, false);
    uniform.disarmer.rationality = 0.0;
    uniform.guarantor.rationality = 0.0;
    [
        ("no_broker", illustration(Sequence::DisarmFirst, false)),
        ("broker", illustration(Sequence::DisarmFirst, true)),
        ("no_broker/relief_first", illustration(Sequence::ReliefFirst, false)),
        ("broker/relief_first", illustration(Sequence::ReliefFirst, true)),
        ("broker/automatic_enforcement", automatic),
        ("uniform", uniform),
    ]
}

#[test]
fn play_agrees_with_an_independent_implementation() {
    for (case, game) in cases() {
        let played = batch(&[solved(&game, GRID)], 11, EPISODES);
        let tally = &played.tallies[0];
        let mut compared = 0;
        for row in EXPECTED.lines().skip(1) {
            let [_, quantity, value] = row.split(',').collect::<Vec<_>>()[..] else {
                panic!("three columns: {row}");
            };
            if !row.starts_with(&format!("{case},")) {
                continue;
            }
            let expected: f64 = value.parse().expect("a number");
            let outcome = Outcome::ALL
                .into_iter()
                .find(|o| quantity == format!("outcome.{}", o.name()));
            let (mean, variance) = match outcome {
                Some(outcome) => {
                    let share = tally.outcomes[outcome] as f64 / EPISODES as f64;
                    (share, share * (1.0 - share))
                }
                None => {
                    let metric = Metric::ALL.iter().position(|m| m.name() == quantity);
                    let moments = &tally.metrics[metric.expect("a metric")];
                    (moments.mean().unwrap(), moments.variance().unwrap())
                }
            };
            let error = (variance / EPISODES as f64 + variance / EXPECTED_EPISODES).sqrt();
            // Expected means are printed with five decimals.
            assert!(
                (mean - expected).abs() <= 4.0 * error + 1e-5,
                "{case}, {quantity}: {mean} instead of {expected}, standard error {error}"
            );
            compared += 1;
        }
        assert!(compared >= 19, "{case}: {compared}");
    }
}
