//! The worlds of a study, and how they are pooled.
//!
//! With one world the episodes are the sample. With more, worlds are clusters: each gives a pair (sum over its episodes, number
//! of episodes that count), or (exact probability, 1), and the estimate is a ratio of means over worlds with the variance
//! between replicates (`docs/statistics.md`).

use std::collections::BTreeMap;

use crate::simulate::Batch;
use crate::stats::{Clusters, Estimate, Scale, ratio};
use crate::study::Study;
use crate::study::counts::Counts;
use crate::study::run::SolvedArm;
use crate::study::world::{ArmResult, WorldResult};

pub use super::method::{Method, Weighting};

/// A batch that is done.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// Without their timelines, which are kept by replicate.
    pub worlds: Vec<WorldResult>,
    /// Index of the arm that the others are compared with.
    pub baseline: usize,
    /// Whether what was played is the answer and exact values are no more than its controls.
    pub plays_only: bool,
    /// By arm and then by replicate.
    timelines: Vec<BTreeMap<u64, Counts>>,
}

impl Results {
    /// Pools the worlds of a study; timelines are added up by replicate.
    pub fn new(study: &Study, mut worlds: Vec<WorldResult>) -> Self {
        let mut timelines = vec![BTreeMap::new(); study.arms.len()];
        for world in &mut worlds {
            for (arm, timelines) in world.arms.iter_mut().zip(&mut timelines) {
                if let Some(played) = &mut arm.played {
                    let of_replicate: &mut Counts = timelines.entry(world.replicate).or_default();
                    of_replicate.merge(&std::mem::take(&mut played.timeline));
                }
            }
        }
        Results {
            worlds,
            baseline: study.baseline,
            plays_only: false,
            timelines,
        }
    }

    /// The only world of a study, solved and played.
    pub fn of_batch(study: &Study, arms: &[SolvedArm], batch: &Batch) -> Self {
        let played = batch.tallies.iter().zip(&batch.pairs);
        let arms = arms.iter().zip(played);
        let world = WorldResult {
            world: 0,
            replicate: 0,
            drawn: Vec::new(),
            arms: arms
                .map(|(arm, (tally, pairs))| ArmResult::new(arm, Some((tally, Some(pairs)))))
                .collect(),
        };
        Results::new(study, vec![world])
    }

    /// The first worlds alone, without their timelines.
    pub fn first(&self, worlds: usize) -> Results {
        Results {
            worlds: self.worlds[..worlds.min(self.worlds.len())].to_vec(),
            baseline: self.baseline,
            plays_only: self.plays_only,
            timelines: Vec::new(),
        }
    }

    /// The worlds that pass a test, without their timelines.
    pub fn only(&self, test: impl Fn(&WorldResult) -> bool) -> Results {
        Results {
            worlds: self.worlds.iter().filter(|world| test(world)).cloned().collect(),
            baseline: self.baseline,
            plays_only: self.plays_only,
            timelines: Vec::new(),
        }
    }

    /// Number of replicates: independent scramblings, or worlds if each was drawn by itself.
    pub fn replicates(&self) -> u64 {
        self.worlds.iter().map(|w| w.replicate).max().map_or(1, |r| r + 1)
    }

    /// Whether there is nothing but chance within one world.
    pub fn single(&self) -> bool {
        self.worlds.len() == 1
    }

    /// How outcome probabilities were found, the better way first.
    pub fn methods(&self) -> Vec<Method> {
        let mut arms = self.worlds.iter().flat_map(|w| &w.arms);
        let mut methods = Vec::new();
        if arms.all(|arm| arm.exact.is_some()) {
            methods.push(match self.plays_only {
                true => Method::Controlled,
                false => Method::Exact,
            });
        }
        if self.is_played() {
            methods.push(Method::Played);
        }
        methods
    }

    /// Whether episodes were played under every arm of every world.
    pub fn is_played(&self) -> bool {
        self.worlds.iter().flat_map(|w| &w.arms).all(|arm| arm.played.is_some())
    }

    /// Each world with its result under an arm.
    pub fn of_arm(&self, arm: usize) -> impl Iterator<Item = (&WorldResult, &ArmResult)> {
        self.worlds.iter().map(move |world| (world, &world.arms[arm]))
    }

    /// Whether an arm has a broker; then it has one in every world.
    pub fn has_broker(&self, arm: usize) -> bool {
        self.of_arm(arm).any(|(_, result)| result.broker.is_some())
    }

    /// Episodes played under an arm.
    pub fn episodes(&self, arm: usize) -> u64 {
        let played = self.of_arm(arm).filter_map(|(_, a)| a.played.as_ref());
        played.map(|p| p.episodes).sum()
    }

    /// Pairs played under an arm and the baseline.
    pub fn pairs(&self, arm: usize) -> u64 {
        let paired = self.of_arm(arm).filter_map(|(_, a)| a.pairs.as_ref());
        paired.map(|p| p.pairs).sum()
    }

    /// Number of worlds behind an estimate; in a single world its observations are episodes.
    pub fn worlds_behind(&self, estimate: &Estimate) -> u64 {
        match self.single() {
            true => 1,
            false => estimate.observations,
        }
    }

    /// Estimates of what the timeline counts at the end of a round, by [`Counts::names`], and the number of episodes.
    pub fn at_round(&self, arm: usize, round: usize) -> (Vec<Estimate>, u64) {
        let parts = || self.timelines[arm].iter();
        let width = parts().next().map_or(0, |(_, c)| c.counts[round].len());
        let episodes = parts().map(|(_, c)| c.episodes).sum();
        let estimates = (0..width).map(|q| match self.single() {
            true => {
                let count = parts().map(|(_, c)| c.counts[round][q]).sum();
                Estimate::proportion(count, episodes)
            }
            false => {
                let mut clusters = Clusters::default();
                for (replicate, c) in parts() {
                    // Replicates have equally many worlds.
                    let worlds = self.worlds.len() as u64 / self.timelines[arm].len().max(1) as u64;
                    clusters.push_sums(*replicate, worlds, c.counts[round][q] as f64, c.episodes as f64);
                }
                clusters.ratio(Scale::Probability)
            }
        });
        (estimates.collect(), episodes)
    }

    /// Mean belief (0 dealer, 1 keeper) over the episodes still going on at the end of a round, and their number.
    pub fn belief(&self, arm: usize, round: usize, side: usize) -> (Estimate, u64) {
        let parts = || self.timelines[arm].iter();
        let count: u64 = parts().map(|(_, c)| c.going_on[round]).sum();
        if !self.single() {
            let rows = parts().map(|(r, c)| (*r, c.beliefs[round][side], c.going_on[round] as f64));
            return (self.estimate(rows.collect(), Scale::Real), count);
        }
        let sums = |i: usize| parts().map(|(_, c)| c.beliefs[round][i]).sum::<f64>();
        (mean(count, sums(side), sums(2 + side)), count)
    }

    /// Mean belief (0 dealer, 1 keeper) over the episodes still going on in which the side is of that type, or is not, and the number
    /// of all that go on.
    ///
    /// A belief b is the probability of the type given all that is public, so that the mean over episodes of the type is
    /// E\[b·b\] / E\[b\], and over the others E\[(1 − b)·b\] / E\[1 − b\]: both follow from sums that are kept. In a single world their
    /// errors are not known, as fourth powers would be needed.
    pub fn belief_given_type(&self, arm: usize, round: usize, side: usize, is_so: bool) -> (Estimate, u64) {
        let parts = || self.timelines[arm].iter();
        let count: u64 = parts().map(|(_, c)| c.going_on[round]).sum();
        let sums = |c: &Counts| {
            let (all, sum, squares) = (
                c.going_on[round] as f64,
                c.beliefs[round][side],
                c.beliefs[round][2 + side],
            );
            match is_so {
                true => (squares, sum),
                false => (sum - squares, all - sum),
            }
        };
        if self.single() {
            let (over, under) = parts()
                .map(|(_, c)| sums(c))
                .fold((0.0, 0.0), |t, s| (t.0 + s.0, t.1 + s.1));
            return (
                Estimate::normal((under > 0.0).then(|| over / under), None, count),
                count,
            );
        }
        let rows = parts().map(|(r, c)| (*r, sums(c).0, sums(c).1));
        (self.estimate(rows.collect(), Scale::Real), count)
    }

    /// Mean stake (0 irrecoverable, 1 revocable) over all episodes at the end of a round, and their number.
    pub fn stake(&self, arm: usize, round: usize, side: usize) -> (Estimate, u64) {
        let parts = || self.timelines[arm].iter();
        let count = parts().map(|(_, c)| c.episodes).sum();
        if !self.single() {
            let mut clusters = Clusters::default();
            // Replicates have equally many worlds.
            let worlds = self.worlds.len() as u64 / self.timelines[arm].len().max(1) as u64;
            for (replicate, c) in parts() {
                clusters.push_sums(*replicate, worlds, c.stakes[round][side], c.episodes as f64);
            }
            return (clusters.ratio(Scale::Real), count);
        }
        let sums = |i: usize| parts().map(|(_, c)| c.stakes[round][i]).sum::<f64>();
        (mean(count, sums(side), sums(2 + side)), count)
    }

    /// Rounds of the timeline of an arm, and how many make a year.
    pub fn rounds(&self, arm: usize) -> (usize, u32) {
        let first = self.timelines[arm].values().next();
        first.map_or((0, 1), |c| (c.counts.len(), c.rounds_per_year))
    }

    /// The estimate from (replicate, sum, number that counts) by world. A single exact value has no sampling error.
    pub fn estimate(&self, rows: Vec<(u64, f64, f64)>, scale: Scale) -> Estimate {
        match rows[..] {
            [] => Estimate::default(),
            [(_, sum, number)] if self.single() => certain(sum / number),
            _ => ratio(rows, scale),
        }
    }
}

/// The mean of `count` observations from their sum and the sum of their squares; without a value if there are none.
fn mean(count: u64, sum: f64, squares: f64) -> Estimate {
    if count == 0 {
        return Estimate::default();
    }
    let n = count as f64;
    let mean = sum / n;
    let variance = (squares / n - mean * mean).max(0.0);
    let std_error = (count > 1).then(|| (variance / (n - 1.0)).sqrt());
    Estimate::normal(Some(mean), std_error, count)
}

/// A value that is known.
fn certain(value: f64) -> Estimate {
    Estimate {
        value: Some(value),
        std_error: Some(0.0),
        low: Some(value),
        high: Some(value),
        observations: 1,
    }
}
