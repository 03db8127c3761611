//! Where negotiations stand at the end of each round, over all worlds: exactly, or counted in episodes.

use super::results::{Results, certain};
use crate::stats::{Clusters, Estimate, Scale};
use crate::study::counts::Counts;

impl Results {
    /// Worlds behind a timeline: those in which every arm was solved.
    pub fn timeline_worlds(&self) -> usize {
        let every = self.levels().find(|(level, _)| level.every_arm);
        every.map_or(0, |(_, worlds)| worlds.len())
    }

    /// The mean of sums by replicate, of exact probabilities or of episodes.
    fn mean_of_parts(&self, arm: usize, scales: [Scale; 2], part: impl Fn(&Counts) -> (f64, f64)) -> Estimate {
        let parts = &self.timelines[arm];
        // Replicates have equally many worlds.
        let worlds = self.timeline_worlds() as u64 / parts.len().max(1) as u64;
        let mut clusters = Clusters::default();
        for (replicate, counts) in parts {
            let (sum, number) = part(counts);
            clusters.push_sums(*replicate, worlds, sum, number);
        }
        match (self.single(), self.timelines_are_exact) {
            (true, true) => clusters.ratio(scales[0]).value.map_or(Estimate::default(), certain),
            (_, true) => clusters.ratio(scales[0]),
            (_, false) => clusters.ratio(scales[1]),
        }
    }

    /// Episodes that were counted at the end of a round; 0 if the timeline is exact.
    fn counted(&self, arm: usize, of: impl Fn(&Counts) -> f64) -> u64 {
        match self.timelines_are_exact {
            true => 0,
            false => self.timelines[arm].values().map(of).sum::<f64>().round() as u64,
        }
    }

    /// Estimates of what the timeline counts at the end of a round, by [`Counts::names`], and the number of episodes.
    pub fn at_round(&self, arm: usize, round: usize) -> (Vec<Estimate>, u64) {
        let parts = || self.timelines[arm].values();
        let width = parts().next().map_or(0, |c| c.counts[round].len());
        let episodes = self.counted(arm, |c| c.episodes);
        let of = |q: usize| match self.single() && !self.timelines_are_exact {
            true => {
                let count: f64 = parts().map(|c| c.counts[round][q]).sum();
                Estimate::proportion(count.round() as u64, episodes)
            }
            false => self.mean_of_parts(arm, [Scale::ExactProbability, Scale::Probability], |c| {
                (c.counts[round][q], c.episodes)
            }),
        };
        ((0..width).map(of).collect(), episodes)
    }

    /// Mean belief (0 dealer, 1 keeper) where play still goes on at the end of a round, and the number of episodes in which it does.
    pub fn belief(&self, arm: usize, round: usize, side: usize) -> (Estimate, u64) {
        let count = self.counted(arm, |c| c.going_on[round]);
        if self.single() && !self.timelines_are_exact {
            let sums = |i: usize| self.timelines[arm].values().map(|c| c.beliefs[round][i]).sum::<f64>();
            return (mean(count, sums(side), sums(2 + side)), count);
        }
        let estimate = self.mean_of_parts(arm, [Scale::Real; 2], |c| (c.beliefs[round][side], c.going_on[round]));
        (estimate, count)
    }

    /// Mean belief (0 dealer, 1 keeper) where play still goes on and the side is of that type, or is not, and the number of all
    /// episodes that go on.
    ///
    /// Exact courses know the types in office. Of episodes it is enough that a belief b is the probability of the type given all that is
    /// public, so that the mean over episodes of the type is E\[b·b\] / E\[b\], and over the others E\[(1 − b)·b\] / E\[1 − b\]: both
    /// follow from sums that are kept. In a single world that was played their errors are not known, as fourth powers would be needed.
    pub fn belief_given_type(&self, arm: usize, round: usize, side: usize, is_so: bool) -> (Estimate, u64) {
        let count = self.counted(arm, |c| c.going_on[round]);
        let sums = |c: &Counts| {
            let (all, sum, of_type) = (c.going_on[round], c.beliefs[round][side], c.beliefs[round][2 + side]);
            match is_so {
                true => (of_type, sum),
                false => (sum - of_type, all - sum),
            }
        };
        let estimate = self.mean_of_parts(arm, [Scale::Real; 2], sums);
        match self.single() && !self.timelines_are_exact {
            true => (Estimate::normal(estimate.value, None, count), count),
            false => (estimate, count),
        }
    }

    /// Mean stake (0 irrecoverable, 1 revocable) over all negotiations at the end of a round, and the number of episodes.
    pub fn stake(&self, arm: usize, round: usize, side: usize) -> (Estimate, u64) {
        let count = self.counted(arm, |c| c.episodes);
        if self.single() && !self.timelines_are_exact {
            let sums = |i: usize| self.timelines[arm].values().map(|c| c.stakes[round][i]).sum::<f64>();
            return (mean(count, sums(side), sums(2 + side)), count);
        }
        let estimate = self.mean_of_parts(arm, [Scale::Real; 2], |c| (c.stakes[round][side], c.episodes));
        (estimate, count)
    }

    /// Rounds of the timeline of an arm, and how many make a year.
    pub fn rounds(&self, arm: usize) -> (usize, u32) {
        let first = self.timelines[arm].values().next();
        first.map_or((0, 1), |c| (c.counts.len(), c.rounds_per_year))
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
