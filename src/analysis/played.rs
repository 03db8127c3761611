//! Estimates counted in episodes, without controls.

use super::results::Results;
use crate::game::ending::Ending;
use crate::game::outcome::{ByOutcome, Outcome};
use crate::simulate::metric::Metric;
use crate::simulate::tally::{Pairs, Tally};
use crate::stats::{Estimate, Scale};

/// Pairs in which only the arm has the ending, and those in which only the baseline has it.
pub fn discordant(flips: &ByOutcome<ByOutcome<u64>>, ending: Ending) -> (u64, u64) {
    let (mut gained, mut lost) = (0, 0);
    for (before, row) in flips.iter() {
        for (after, count) in row.iter() {
            match (ending.contains(before), ending.contains(after)) {
                (false, true) => gained += count,
                (true, false) => lost += count,
                (true, true) | (false, false) => {}
            }
        }
    }
    (gained, lost)
}

/// Probability of an outcome among the episodes of a tally.
pub fn outcome(tally: &Tally, outcome: Outcome) -> Estimate {
    Estimate::proportion(tally.outcomes[outcome], tally.episodes)
}

/// Arm minus baseline in the probability of an outcome among pairs of episodes.
pub fn outcome_contrast(pairs: &Pairs, outcome: Outcome) -> Estimate {
    let (gained, lost) = discordant(&pairs.flips, Ending::One(outcome));
    Estimate::paired_difference(gained, lost, pairs.pairs)
}

/// Probability of an ending in an arm over all worlds; `None` unless all were played.
pub fn ending(results: &Results, arm: usize, ending: Ending) -> Option<Estimate> {
    let mut rows = Vec::new();
    for (world, result) in results.of_arm(arm) {
        let played = result.played.as_ref()?;
        let count = ending.sum(&played.outcomes);
        if results.single() {
            return Some(Estimate::proportion(count, played.episodes));
        }
        rows.push((world.replicate, count as f64, played.episodes as f64));
    }
    Some(results.estimate(rows, Scale::Probability))
}

/// Arm minus baseline in the probability of an ending.
pub fn ending_contrast(results: &Results, arm: usize, ending: Ending) -> Option<Estimate> {
    let mut rows = Vec::new();
    for (world, result) in results.of_arm(arm) {
        let pairs = result.pairs.as_ref()?;
        let (gained, lost) = discordant(&pairs.flips, ending);
        if results.single() {
            return Some(Estimate::paired_difference(gained, lost, pairs.pairs));
        }
        rows.push((world.replicate, gained as f64 - lost as f64, pairs.pairs as f64));
    }
    Some(results.estimate(rows, Scale::Difference))
}

/// Mean of a metric in an arm, by its place in [`Metric::ALL`], and the number of episodes that have it.
pub fn metric(results: &Results, arm: usize, index: usize) -> Option<(Estimate, u64)> {
    let is_event = Metric::ALL[index].is_event();
    let (mut rows, mut count) = (Vec::new(), 0);
    for (world, result) in results.of_arm(arm) {
        let moments = &result.played.as_ref()?.metrics[index];
        count += moments.count();
        if results.single() {
            let estimate = match is_event {
                true => Estimate::event(moments),
                false => Estimate::mean(moments),
            };
            return Some((estimate, count));
        }
        rows.push((world.replicate, moments.sums().0, moments.count() as f64));
    }
    let scale = match is_event {
        true => Scale::Probability,
        false => Scale::Real,
    };
    Some((results.estimate(rows, scale), count))
}

/// Arm minus baseline in a metric, over the pairs in which both have it, and the number of these.
pub fn metric_contrast(results: &Results, arm: usize, index: usize) -> Option<(Estimate, u64)> {
    let is_event = Metric::ALL[index].is_event();
    let (mut rows, mut count) = (Vec::new(), 0);
    for (world, result) in results.of_arm(arm) {
        let moments = &result.pairs.as_ref()?.differences[index];
        count += moments.count();
        if results.single() {
            let estimate = match is_event {
                true => Estimate::event_difference(moments),
                false => Estimate::mean(moments),
            };
            return Some((estimate, count));
        }
        rows.push((world.replicate, moments.sums().0, moments.count() as f64));
    }
    let scale = match is_event {
        true => Scale::Difference,
        false => Scale::Real,
    };
    Some((results.estimate(rows, scale), count))
}

/// How many episodes had one outcome in the baseline and another in the arm, of how many pairs, and their share.
pub fn flip(results: &Results, arm: usize, before: Outcome, after: Outcome) -> Option<(u64, u64, Estimate)> {
    let (mut count, mut pairs, mut rows) = (0, 0, Vec::new());
    for (world, result) in results.of_arm(arm) {
        let paired = result.pairs.as_ref()?;
        let here = paired.flips[before][after];
        count += here;
        pairs += paired.pairs;
        rows.push((world.replicate, here as f64, paired.pairs as f64));
    }
    let share = match results.single() {
        true => Estimate::proportion(count, pairs),
        false => results.estimate(rows, Scale::Probability),
    };
    Some((count, pairs, share))
}

/// Shares of pairs in which only the arm has an ending, and in which only the baseline has it.
pub fn flip_shares(results: &Results, arm: usize, ending: Ending) -> [Estimate; 2] {
    let share = |of: fn((u64, u64)) -> u64| {
        let paired = results
            .of_arm(arm)
            .filter_map(|(w, a)| Some((w.replicate, a.pairs.as_ref()?)));
        let rows: Vec<(u64, u64, u64)> = paired
            .map(|(replicate, p)| (replicate, of(discordant(&p.flips, ending)), p.pairs))
            .collect();
        match rows[..] {
            [(_, count, pairs)] if results.single() => Estimate::proportion(count, pairs),
            _ => results.estimate(
                rows.into_iter().map(|(r, n, m)| (r, n as f64, m as f64)).collect(),
                Scale::Probability,
            ),
        }
    };
    [share(|pair| pair.0), share(|pair| pair.1)]
}
