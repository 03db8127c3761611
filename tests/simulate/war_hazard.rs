//! The hazard of war that episodes live through, and what tallies make of it.

use honest_broker::game::outcome::Outcome;
use honest_broker::game::{Game, Sequence};
use honest_broker::simulate::Batch;
use honest_broker::simulate::episode::{Event, Record};
use honest_broker::simulate::tally::ByTypes;
use honest_broker::stats::{CrossMoments, Moments};
use honest_broker::study::run::SolvedArm;
use support::games;
use support::play::{batch, moments, records, solved, watched};

const EPISODES: u64 = 60_000;

fn arms(sequence: Sequence) -> [SolvedArm; 2] {
    let war_prone = |broker: bool| {
        let mut game: Game = games::illustration(sequence, broker);
        game.clock.foresight = game.clock.rounds + 8;
        game.crises.rate_ruptured *= 2.0;
        game
    };
    [false, true].map(|broker| solved(&war_prone(broker), 5))
}

fn both(run: impl Fn(&[SolvedArm; 2], &Batch)) {
    for sequence in [Sequence::DisarmFirst, Sequence::ReliefFirst] {
        let arms = arms(sequence);
        run(&arms, &batch(&arms, 4, EPISODES));
    }
}

#[test]
fn the_hazard_is_the_sum_over_the_states_in_which_rounds_ended_before_their_events() {
    let arm = &arms(Sequence::DisarmFirst)[1];
    let rules = &arm.rules;
    let hazard = |events: &[Event]| {
        let (mut state, mut sum) = (rules.start(), 0.0);
        for event in events {
            match event {
                Event::Round { state: at, .. } | Event::Arrival { state: at } => state = *at,
                // Exposure, rebuilding and loss of neutrality, which come before the end of a round, send no arrival.
                Event::War | Event::RoundEnd { .. } => sum += rules.payoffs.states[state].chances.war,
                _ => {}
            }
        }
        sum
    };
    let played = watched(arm, 4, 3_000, hazard);
    assert!(played.iter().any(|(record, _)| record.outcome == Outcome::War));
    for (record, expected) in played {
        assert_eq!(record.war_hazard.to_bits(), expected.to_bits());
        assert!(record.war_hazard >= 0.0 && record.war_hazard <= record.rounds as f64);
    }
}

#[test]
fn its_mean_is_the_probability_of_war_with_less_noise_than_the_count_has() {
    both(|_, batch| {
        for tally in &batch.tallies {
            let war = tally.controlled(Outcome::War);
            let [share, control] = war.means().unwrap();
            let [of_war, of_control] = war.variances().unwrap();
            let error = (of_control / EPISODES as f64).sqrt();
            assert!(control.abs() < 4.0 * error, "{control} with standard error {error}");
            assert!((share - control - tally.hazard.mean().unwrap()).abs() < 1e-12);
            assert!(
                tally.hazard.variance().unwrap() < 0.5 * of_war,
                "{:?} {of_war}",
                tally.hazard
            );
            let (value, error) = war.controlled(0.0);
            assert!((value.unwrap() - share).abs() < 4.0 * (of_war / EPISODES as f64).sqrt());
            assert!(error.unwrap() <= tally.hazard.standard_error().unwrap() * 1.000_1);
        }
    });
}

/// Cross moments by pushing, far from how tallies make them.
fn cross(pairs: &[(f64, f64)]) -> (f64, f64) {
    let x: Moments = moments(pairs.iter().map(|p| p.0));
    let c: Moments = moments(pairs.iter().map(|p| p.1));
    let (mx, mc) = (x.mean().unwrap(), c.mean().unwrap());
    let product: f64 = pairs.iter().map(|(x, c)| (x - mx) * (c - mc)).sum();
    (product / (pairs.len() - 1) as f64, c.variance().unwrap())
}

fn agree(moments: &CrossMoments, pairs: &[(f64, f64)]) {
    let (covariance, variance) = cross(pairs);
    assert_eq!(moments.count(), pairs.len() as u64);
    assert!((moments.covariance().unwrap() - covariance).abs() < 1e-12);
    assert!((moments.variances().unwrap()[1] - variance).abs() < 1e-12);
}

#[test]
fn tallies_and_pairs_keep_the_moments_of_their_episodes() {
    both(|arms, batch| {
        let played: Vec<Vec<Record>> = arms.iter().map(|a| records(a, 4, EPISODES)).collect();
        let event = |happened: bool| f64::from(u8::from(happened));
        let control = |r: &Record| event(r.outcome == Outcome::War) - r.war_hazard;
        for outcome in Outcome::ALL {
            let x = |r: &Record| event(r.outcome == outcome);
            for (tally, records) in batch.tallies.iter().zip(&played) {
                let pairs: Vec<_> = records.iter().map(|r| (x(r), control(r))).collect();
                agree(&tally.controlled(outcome), &pairs);
            }
            let differences: Vec<_> = std::iter::zip(&played[0], &played[1])
                .map(|(b, a)| (x(a) - x(b), control(a) - control(b)))
                .collect();
            agree(&batch.pairs[1].controlled(outcome), &differences);
            assert_eq!(batch.pairs[0].controlled(outcome).slope(), 0.0);
        }
    });
}

#[test]
fn counts_by_types_add_up_to_the_counts() {
    both(|arms, batch| {
        let records = records(&arms[1], 4, EPISODES);
        let (tally, pairs) = (&batch.tallies[1], &batch.pairs[1]);
        for o in Outcome::ALL {
            for (dealer, keeper) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                let is = |r: &&Record| (usize::from(r.dealer), usize::from(r.keeper)) == (dealer, keeper);
                let expected = records.iter().filter(is).filter(|r| r.outcome == o).count();
                assert_eq!(tally.outcomes_by_types[dealer][keeper][o], expected as u64);
            }
            let off = |from: Outcome, to: Outcome| if from == to { 0 } else { pairs.flips[from][to] };
            let sum = |counts: &ByTypes| counts.as_flattened().iter().map(|c| c[o]).sum::<u64>();
            assert_eq!(
                sum(&pairs.gained),
                Outcome::ALL.into_iter().map(|from| off(from, o)).sum::<u64>()
            );
            assert_eq!(
                sum(&pairs.lost),
                Outcome::ALL.into_iter().map(|to| off(o, to)).sum::<u64>()
            );
        }
    });
}
