//! Mean beliefs given the true type follow from means of beliefs and of their squares.

use honest_broker::analysis::results::Results;
use honest_broker::game::Sequence;
use honest_broker::simulate::episode::Event;
use support::games;
use support::play::{batch, solved, study, watched};

/// At the end of each round: belief, and whether the side is so, of both sides; `None` if the episode did not get there.
type Course = Vec<Option<[(f64, bool); 2]>>;

fn course(events: &[Event], rounds: usize) -> Course {
    let mut course = vec![None; rounds];
    let mut types = [false; 2];
    for event in events {
        match event {
            Event::Start { dealer, keeper, .. } => types = [*dealer, *keeper],
            Event::Succession { dealer } => types[0] = *dealer,
            Event::Election { turnover: true, keeper } => types[1] = *keeper,
            Event::RoundEnd { round, beliefs, .. } => {
                course[*round] = Some([(beliefs[0], types[0]), (beliefs[1], types[1])]);
            }
            _ => {}
        }
    }
    course
}

#[test]
fn a_belief_is_right_as_often_as_it_says_and_so_its_means_by_type_are_known() {
    const EPISODES: u64 = 6_000;
    for sequence in [Sequence::DisarmFirst, Sequence::ReliefFirst] {
        let game = games::illustration(sequence, true);
        let arms = [solved(&game, 5)];
        let rounds = game.clock.rounds;
        let played = watched(&arms[0], 7, EPISODES, |events| course(events, rounds));
        let results = Results::of_batch(&study(&[&game], 5, 7, EPISODES), &arms, &batch(&arms, 7, EPISODES));
        for round in 0..rounds {
            for side in 0..2 {
                let there = || played.iter().filter_map(|(_, course)| course[round].map(|of| of[side]));
                // Given what is public, the side is of the type with probability b: the sum has mean zero. The rate of false alarms
                // is 7e-6 for each of some hundred sums.
                let excess: f64 = there().map(|(b, so)| b * (f64::from(u8::from(so)) - b)).sum();
                let variance: f64 = there().map(|(b, _)| b * b * b * (1.0 - b)).sum();
                assert!(
                    excess.abs() <= 4.5 * variance.sqrt(),
                    "round {round}, side {side}: {excess} and {variance}"
                );
                for is_so in [true, false] {
                    let weight = |b: f64| if is_so { b } else { 1.0 - b };
                    let sums = there().fold([0.0; 2], |[x, w], (b, _)| [x + weight(b) * b, w + weight(b)]);
                    let (estimate, count) = results.belief_given_type(0, round, side, is_so);
                    assert_eq!(count, there().count() as u64);
                    let value = estimate.value.expect("somebody is there");
                    assert!(
                        (value - sums[0] / sums[1]).abs() < 1e-9,
                        "round {round}, side {side}: {value}"
                    );
                    // And the sample mean by type is near it: within five standard errors of a mean.
                    let own: Vec<f64> = there().filter(|(_, so)| *so == is_so).map(|(b, _)| b).collect();
                    let mean = own.iter().sum::<f64>() / own.len() as f64;
                    let spread = own.iter().map(|b| (b - mean).powi(2)).sum::<f64>() / own.len() as f64;
                    let error = (spread / own.len() as f64).sqrt() + 1e-6;
                    assert!(
                        (mean - value).abs() < 6.0 * error,
                        "round {round}, side {side}, {is_so}: {mean} and {value}"
                    );
                }
            }
        }
    }
}
