//! From the worlds of a batch to estimates.
//!
//! With one world the episodes are the sample, and the estimates are those of [`tables`](super::tables). With more, worlds are
//! clusters: each gives a pair (sum over its episodes, number of episodes that count), or (exact probability, 1), and the
//! estimate is a ratio of means over worlds with the variance between replicates (`docs/statistics.md`).

use std::collections::BTreeMap;

use super::Study;
use super::controlled;
use super::exact::{exact_contrast, exact_metric_of};
use super::run::SolvedArm;
use super::world::{ArmResult, Counts, Ending, WorldResult};
use crate::game::outcome::Outcome;
use crate::simulate::Batch;
use crate::simulate::metric::Metric;
use crate::stats::{Clusters, Estimate, Scale, ratio};

pub use super::method::{Method, Subset};

/// A batch that is done.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// Without their timelines, which are kept by replicate.
    pub worlds: Vec<WorldResult>,
    pub baseline: usize,
    /// Whether what was played is the answer and exact values are no more than its controls.
    pub plays_only: bool,
    /// By arm and then by replicate.
    timelines: Vec<BTreeMap<u64, Counts>>,
}

impl Results {
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

    pub fn is_played(&self) -> bool {
        self.worlds.iter().flat_map(|w| &w.arms).all(|arm| arm.played.is_some())
    }

    /// The sets of worlds over which an arm is compared: all, and those with a broker if these are others.
    pub fn subsets(&self, arm: usize) -> Vec<Subset> {
        let with = self.worlds.iter().filter(|w| w.arms[arm].takes_part).count();
        match with > 0 && with < self.worlds.len() {
            true => vec![Subset::All, Subset::BrokerTakesPart],
            false => vec![Subset::All],
        }
    }

    /// The worlds of a subset, seen from an arm.
    pub fn among(&self, arm: usize, subset: Subset) -> impl Iterator<Item = (&WorldResult, &ArmResult)> {
        let all = self.worlds.iter().map(move |w| (w, &w.arms[arm]));
        all.filter(move |(_, a)| subset == Subset::All || a.takes_part)
    }

    /// Episodes played under an arm.
    pub fn episodes(&self, arm: usize) -> u64 {
        let played = self.among(arm, Subset::All).filter_map(|(_, a)| a.played.as_ref());
        played.map(|p| p.episodes).sum()
    }

    /// Probability of an ending in an arm.
    pub fn ending(&self, arm: usize, ending: Ending, method: Method) -> Option<Estimate> {
        if method == Method::Controlled {
            return controlled::better_probability(self, arm, ending);
        }
        let mut rows = Vec::new();
        for (world, result) in self.among(arm, Subset::All) {
            rows.push(match method {
                Method::Exact => (world.replicate, ending.sum(&result.probabilities()?), 1.0),
                _ => {
                    let played = result.played.as_ref()?;
                    let count = ending.sum(&played.outcomes);
                    if self.single() {
                        return Some(Estimate::proportion(count, played.episodes));
                    }
                    (world.replicate, count as f64, played.episodes as f64)
                }
            });
        }
        let scale = match method {
            Method::Exact => Scale::ExactProbability,
            _ => Scale::Probability,
        };
        Some(self.estimate(rows, scale))
    }

    /// Arm minus baseline in the probability of an ending.
    pub fn ending_contrast(&self, arm: usize, ending: Ending, method: Method, subset: Subset) -> Option<Estimate> {
        if method == Method::Controlled {
            return controlled::better_difference(self, arm, ending, subset);
        }
        let mut rows = Vec::new();
        for (world, result) in self.among(arm, subset) {
            rows.push(match method {
                Method::Exact => (world.replicate, exact_contrast(world, arm, self.baseline, ending)?, 1.0),
                _ => {
                    let pairs = result.pairs.as_ref()?;
                    let (gained, lost) = discordant(&pairs.flips, ending);
                    if self.single() {
                        return Some(Estimate::paired_difference(gained, lost, pairs.pairs));
                    }
                    (world.replicate, gained as f64 - lost as f64, pairs.pairs as f64)
                }
            });
        }
        let scale = match method {
            Method::Exact => Scale::ExactDifference,
            _ => Scale::Difference,
        };
        Some(self.estimate(rows, scale))
    }

    /// Pairs played under an arm and the baseline.
    pub fn pairs(&self, arm: usize, subset: Subset) -> u64 {
        let paired = self.among(arm, subset).filter_map(|(_, a)| a.pairs.as_ref());
        paired.map(|p| p.pairs).sum()
    }

    /// Number of worlds behind an estimate; in a single world its observations are episodes.
    pub fn worlds_behind(&self, estimate: &Estimate) -> u64 {
        match self.single() {
            true => 1,
            false => estimate.observations,
        }
    }

    /// Mean of a metric in an arm, played, and the number of episodes that have it.
    pub fn metric(&self, arm: usize, index: usize) -> Option<(Estimate, u64)> {
        let (mut rows, mut count) = (Vec::new(), 0);
        for (world, result) in self.among(arm, Subset::All) {
            let moments = &result.played.as_ref()?.metrics[index];
            count += moments.count();
            if self.single() {
                let estimate = match Metric::ALL[index].is_event() {
                    true => Estimate::event(moments),
                    false => Estimate::mean(moments),
                };
                return Some((estimate, count));
            }
            rows.push((world.replicate, moments.sums().0, moments.count() as f64));
        }
        let scale = match Metric::ALL[index].is_event() {
            true => Scale::Probability,
            false => Scale::Real,
        };
        Some((self.estimate(rows, scale), count))
    }

    /// Arm minus baseline in a metric, over the pairs in which both have it, and the number of these.
    pub fn metric_contrast(&self, arm: usize, index: usize, subset: Subset) -> Option<(Estimate, u64)> {
        let (mut rows, mut count) = (Vec::new(), 0);
        for (world, result) in self.among(arm, subset) {
            let moments = &result.pairs.as_ref()?.differences[index];
            count += moments.count();
            if self.single() {
                let estimate = match Metric::ALL[index].is_event() {
                    true => Estimate::event_difference(moments),
                    false => Estimate::mean(moments),
                };
                return Some((estimate, count));
            }
            rows.push((world.replicate, moments.sums().0, moments.count() as f64));
        }
        let scale = match Metric::ALL[index].is_event() {
            true => Scale::Difference,
            false => Scale::Real,
        };
        Some((self.estimate(rows, scale), count))
    }

    /// Mean of a metric in an arm, exact, if it is known so and wanted.
    pub fn exact_metric(&self, arm: usize, metric: Metric) -> Option<Estimate> {
        if self.plays_only {
            return None;
        }
        let rows: Option<Vec<_>> = self
            .among(arm, Subset::All)
            .map(|(world, result)| Some((world.replicate, exact_metric_of(result, metric)?, 1.0)))
            .collect();
        let scale = match metric.is_event() {
            true => Scale::ExactProbability,
            false => Scale::Real,
        };
        Some(self.estimate(rows?, scale))
    }

    /// How many episodes had one outcome in the baseline and another in the arm, and their share.
    pub fn flip(&self, arm: usize, before: Outcome, after: Outcome) -> Option<(u64, u64, Estimate)> {
        let (mut count, mut pairs, mut rows) = (0, 0, Vec::new());
        for (world, result) in self.among(arm, Subset::All) {
            let paired = result.pairs.as_ref()?;
            let here = paired.flips[before as usize][after as usize];
            count += here;
            pairs += paired.pairs;
            rows.push((world.replicate, here as f64, paired.pairs as f64));
        }
        let share = match self.single() {
            true => Estimate::proportion(count, pairs),
            false => self.estimate(rows, Scale::Probability),
        };
        Some((count, pairs, share))
    }

    /// Share of pairs that gain or lose an ending: `of` picks the one or the other from (gained, lost).
    pub fn flip_share(&self, arm: usize, ending: Ending, of: fn(&(u64, u64)) -> u64) -> Estimate {
        let paired = self
            .among(arm, Subset::All)
            .filter_map(|(w, a)| Some((w.replicate, a.pairs.as_ref()?)));
        let rows: Vec<(u64, u64, u64)> = paired
            .map(|(replicate, p)| (replicate, of(&discordant(&p.flips, ending)), p.pairs))
            .collect();
        match rows[..] {
            [(_, count, pairs)] if self.single() => Estimate::proportion(count, pairs),
            _ => self.estimate(
                rows.into_iter().map(|(r, n, m)| (r, n as f64, m as f64)).collect(),
                Scale::Probability,
            ),
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
        if count == 0 {
            return (Estimate::default(), 0);
        }
        let n = count as f64;
        let mean = sums(side) / n;
        let variance = (sums(2 + side) / n - mean * mean).max(0.0);
        let std_error = (count > 1).then(|| (variance / (n - 1.0)).sqrt());
        (Estimate::normal(Some(mean), std_error, count), count)
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

/// Pairs in which only the arm has the ending, and those in which only the baseline has it.
pub fn discordant(flips: &[[u64; 8]; 8], ending: Ending) -> (u64, u64) {
    let (mut gained, mut lost) = (0, 0);
    for before in Outcome::ALL {
        for after in Outcome::ALL {
            let count = flips[before as usize][after as usize];
            match (ending.contains(before), ending.contains(after)) {
                (false, true) => gained += count,
                (true, false) => lost += count,
                _ => {}
            }
        }
    }
    (gained, lost)
}
