//! Which played episode stands for many: the one that is most like the others.
//!
//! Episodes are compared by their features: rounds played, rounds in force, stages completed, the round of the first rupture, its
//! cause, and the true types at the start. A number differs by its distance from the median of the episodes in question, in
//! units of their mean distance from it; a cause or a type differs by 1 if it is not the most frequent one. The episode with the
//! least sum is the most typical; of several, the one with the lowest number. Nothing else is looked at, payoffs least of all:
//! they are no part of the story.

use std::sync::atomic::AtomicBool;

use crate::game::ending::Ending;
use crate::game::outcome::{ByOutcome, Cause, Outcome};
use crate::simulate::record::Record;
use crate::study::Stopped;
use crate::study::run::{SolvedArm, records_in};

/// What sort of episode is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// One with this outcome.
    Ending(Outcome),
    /// One whose process is in force at the end under the arm, and not under the other.
    Rescued,
    /// One whose process is in force at the end under the other arm, and not under this one.
    Spoiled,
}

/// The most typical episode of those that were looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typical {
    /// Its number.
    pub episode: u64,
    /// Among so many of the sort that was looked for.
    pub of: u64,
}

impl Wanted {
    /// Whether an episode under the arm, and under the other, is one.
    pub fn holds(self, under: &Record, against: &Record) -> bool {
        let in_force = |record: &Record| Ending::InForce.contains(record.outcome);
        match self {
            Wanted::Ending(outcome) => under.outcome == outcome,
            Wanted::Rescued => in_force(under) && !in_force(against),
            Wanted::Spoiled => !in_force(under) && in_force(against),
        }
    }
}

/// The first episodes of a world under several arms, with the same random numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Played {
    /// By arm and number.
    records: Vec<Vec<Record>>,
}

impl Played {
    /// Plays episodes 0 to `episodes` − 1 of a world, for which the arms were solved.
    ///
    /// # Errors
    /// If `stop` was raised.
    pub fn of(
        arms: &[SolvedArm],
        (seed, world): (u64, u64),
        episodes: u64,
        stop: &AtomicBool,
    ) -> Result<Self, Stopped> {
        let of = |arm: &SolvedArm| records_in(world, arm, seed, episodes, stop);
        let records = arms.iter().map(of).collect::<Result<_, _>>()?;
        Ok(Played { records })
    }

    /// The outcome that most episodes of an arm have, the first in the order of tables of several.
    pub fn likeliest(&self, arm: usize) -> Outcome {
        let mut counts = ByOutcome::from_fn(|_| 0_u64);
        for record in &self.records[arm] {
            counts[record.outcome] += 1;
        }
        let more = |best: Outcome, other: Outcome| if counts[other] > counts[best] { other } else { best };
        Outcome::ALL.into_iter().reduce(more).unwrap_or(Outcome::ALL[0])
    }

    /// The most typical of the episodes looked for under an arm, paired with those under another; `None` if there is none. An outcome
    /// is looked for, and typical, under the arm alone; a pair is as typical as its two episodes together.
    pub fn most_typical(&self, wanted: Wanted, [arm, against]: [usize; 2]) -> Option<Typical> {
        let (under, against) = (&self.records[arm], &self.records[against]);
        let found: Vec<usize> = (0..under.len())
            .filter(|episode| wanted.holds(&under[*episode], &against[*episode]))
            .collect();
        let those = |all: &[Record]| distances(&found.iter().map(|episode| all[*episode]).collect::<Vec<_>>());
        let mut sums = those(under);
        if !matches!(wanted, Wanted::Ending(_)) {
            sums.iter_mut()
                .zip(those(against))
                .for_each(|(sum, other)| *sum += other);
        }
        // The first of equals, so the lowest number.
        let best = (0..sums.len()).min_by(|a, b| sums[*a].total_cmp(&sums[*b]))?;
        Some(Typical {
            episode: found[best] as u64,
            of: found.len() as u64,
        })
    }
}

/// How far each episode is from what is usual among them.
fn distances(records: &[Record]) -> Vec<f64> {
    let numbers: [fn(&Record) -> Option<f64>; 4] = [
        |record| Some(record.rounds as f64),
        |record| Some(record.rounds_in_force as f64),
        |record| Some(record.stages_completed as f64),
        |record| record.first_rupture.map(|(_, round)| round as f64),
    ];
    let kinds: [fn(&Record) -> usize; 3] = [
        |record| {
            let place = |(cause, _): (Cause, usize)| Cause::ALL.iter().position(|c| *c == cause);
            record.first_rupture.and_then(place).map_or(0, |place| place + 1)
        },
        |record| usize::from(record.dealer),
        |record| usize::from(record.keeper),
    ];
    let mut sums = vec![0.0; records.len()];
    for number in numbers {
        let values: Vec<Option<f64>> = records.iter().map(number).collect();
        let known: Vec<f64> = values.iter().copied().flatten().collect();
        let median = median(&known);
        let unit = known.iter().map(|x| (x - median).abs()).sum::<f64>() / known.len().max(1) as f64;
        if unit > 0.0 {
            for (sum, value) in sums.iter_mut().zip(&values) {
                *sum += value.map_or(0.0, |x| (x - median).abs() / unit);
            }
        }
    }
    for kind in kinds {
        let values: Vec<usize> = records.iter().map(kind).collect();
        let most = mode(&values);
        for (sum, value) in sums.iter_mut().zip(&values) {
            *sum += if *value == most { 0.0 } else { 1.0 };
        }
    }
    sums
}

/// The lower of the two in the middle if there are two; 0 of nothing.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
        .get(values.len().saturating_sub(1) / 2)
        .copied()
        .unwrap_or_default()
}

/// The most frequent value, the least of several.
fn mode(values: &[usize]) -> usize {
    let most = values.iter().copied().max().unwrap_or_default();
    let times = |value: usize| values.iter().filter(|v| **v == value).count();
    // The last of equals is taken, so the least must come last.
    (0..=most).rev().max_by_key(|value| times(*value)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(outcome: Outcome, rounds_in_force: usize, first_rupture: Option<(Cause, usize)>) -> Record {
        Record {
            outcome,
            dealer: true,
            keeper: true,
            first_rupture,
            settled: None,
            stages_completed: 1,
            dismantled_share: 0.0,
            feigned_share: 0.0,
            rounds_in_force,
            rounds: 40,
            crises: 0,
            payoffs: [0.0; 3],
            war_hazard: 0.0,
            beliefs: [0.5; 2],
        }
    }

    #[test]
    fn the_most_typical_episode_is_the_one_in_the_middle() {
        let breach = |rounds, cause, round| record(Outcome::Breach, rounds, Some((cause, round)));
        let played = [
            record(Outcome::War, 10, None),
            breach(4, Cause::Quit, 4),
            breach(11, Cause::Exposed, 10),
            breach(10, Cause::Quit, 10),
            breach(30, Cause::Quit, 30),
            breach(10, Cause::Quit, 10),
        ];
        let played = Played {
            records: vec![played.to_vec()],
        };
        let found = |outcome| played.most_typical(Wanted::Ending(outcome), [0, 0]);
        // Number 5 is its twin, and number 2 has another cause.
        assert_eq!(found(Outcome::Breach), Some(Typical { episode: 3, of: 5 }));
        assert_eq!(found(Outcome::Settlement), None);
        assert_eq!(played.likeliest(0), Outcome::Breach);
    }

    #[test]
    fn a_pair_is_rescued_if_it_is_in_force_only_under_the_arm_and_spoiled_if_only_under_the_other() {
        let lasts = record(Outcome::InterimDeal, 40, None);
        let fails = record(Outcome::War, 10, None);
        let played = Played {
            records: vec![vec![lasts, fails, lasts, fails], vec![lasts, lasts, fails, fails]],
        };
        let found = |wanted| played.most_typical(wanted, [0, 1]);
        assert_eq!(found(Wanted::Rescued), Some(Typical { episode: 2, of: 1 }));
        assert_eq!(found(Wanted::Spoiled), Some(Typical { episode: 1, of: 1 }));
    }

    #[test]
    fn of_two_values_that_are_equally_frequent_the_lesser_is_usual() {
        assert_eq!(mode(&[3, 1, 1, 3, 2]), 1);
        assert_eq!(median(&[4.0, 1.0, 3.0, 2.0]), 2.0);
        assert_eq!((mode(&[]), median(&[])), (0, 0.0));
    }
}
