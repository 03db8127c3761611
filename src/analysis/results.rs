//! The worlds of a study, and how they are pooled.
//!
//! With one world the episodes are the sample. With more, worlds are clusters: each gives a pair (sum over its episodes, number
//! of episodes that count), or (exact probability, 1), and the estimate is a ratio of means over worlds with the variance
//! between replicates (`docs/statistics.md`).
//!
//! Worlds may have been solved on several [levels](crate::study::levels). What is played, and what is looked at within a world, is
//! that of the finest; means of exact numbers are taken over all solutions, each with its weight.

use std::collections::{BTreeMap, BTreeSet};

use crate::simulate::Batch;
use crate::stats::{Clusters, Estimate, Scale, ratio};
use crate::study::Study;
use crate::study::batch::{Done, Told};
use crate::study::counts::Counts;
use crate::study::levels::Level;
use crate::study::run::SolvedArm;
use crate::study::world::{ArmResult, WorldResult};

pub use super::method::{Method, Weighting};

/// A batch that is done.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// Those of the finest level, without their timelines, which are kept by replicate.
    pub worlds: Vec<WorldResult>,
    /// The finest level.
    pub level: Level,
    /// Coarser levels from the cheapest on; the worlds of each are among those of the one before.
    coarser: Vec<(Level, Vec<WorldResult>)>,
    /// Index of the arm that the others are compared with.
    pub baseline: usize,
    /// Whether what was played is the answer and exact values are no more than its controls.
    pub plays_only: bool,
    /// By arm and then by replicate: sums over the solutions of all levels that solved every arm, with their weights.
    timelines: Vec<BTreeMap<u64, Counts>>,
    /// Whether the timelines are exact, and not counted in episodes.
    timelines_are_exact: bool,
}

/// What a level has solved so far.
#[derive(Clone, Debug, PartialEq)]
pub struct OfLevel {
    /// The level.
    pub level: Level,
    /// Its worlds, in the order of their numbers.
    worlds: Vec<WorldResult>,
    /// Places of worlds, and the courses of those from there to the next place, by arm and replicate.
    parts: Vec<(usize, Vec<BTreeMap<u64, Counts>>)>,
}

impl OfLevel {
    /// Nothing yet.
    pub fn new(level: Level) -> Self {
        OfLevel {
            level,
            worlds: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// Adds the next worlds.
    pub fn extend(&mut self, done: Done) {
        self.parts.push((self.worlds.len(), done.courses));
        self.worlds.extend(done.worlds);
    }

    /// The worlds so far.
    pub fn worlds(&self) -> &[WorldResult] {
        &self.worlds
    }
}

/// A world as one level solved it.
#[derive(Clone, Copy, Debug)]
pub struct Solved<'r> {
    /// Number of the level, from the cheapest.
    pub place: usize,
    /// The level.
    pub level: Level,
    /// The world.
    pub world: &'r WorldResult,
    /// What it counts in a mean over worlds, where a world that was solved on the cheapest level alone counts 1.
    pub weight: f64,
}

/// Which levels a mean is taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// All, so that where only the baseline was solved it stands for every arm.
    All,
    /// Those on which every arm was solved.
    EveryArm,
}

impl Results {
    /// Pools the worlds of a study that were all solved alike.
    pub fn new(study: &Study, worlds: Vec<WorldResult>) -> Self {
        let mut all = OfLevel::new(Level {
            grid: study.grid,
            every_arm: true,
        });
        let mut done = Done::default();
        worlds.into_iter().for_each(|world| done.push(world));
        all.extend(done);
        Self::of_levels(study, vec![all])
    }

    /// Pools the worlds of several levels, from the cheapest to the finest. The parts of a level must not be cut by the number of worlds
    /// of the next.
    ///
    /// # Panics
    /// If there is no level.
    pub fn of_levels(study: &Study, mut levels: Vec<OfLevel>) -> Self {
        let mut timelines = vec![BTreeMap::new(); study.arms.len()];
        let every: Vec<&OfLevel> = levels.iter().filter(|l| l.level.every_arm).collect();
        let most = every.first().map_or(0.0, |level| level.worlds.len() as f64);
        for (place, level) in every.iter().enumerate() {
            let finer = every.get(place + 1).map_or(0, |finer| finer.worlds.len());
            for (first, courses) in &level.parts {
                let again = if *first < finer { most / finer as f64 } else { 0.0 };
                let weight = most / level.worlds.len() as f64 - again;
                for (sums, courses) in timelines.iter_mut().zip(courses) {
                    for (replicate, course) in courses {
                        let sums: &mut Counts = sums.entry(*replicate).or_default();
                        sums.add(course, weight);
                    }
                }
            }
        }
        let OfLevel { level, worlds, .. } = levels.pop().expect("there is a finest level");
        Results {
            worlds,
            level,
            coarser: levels.into_iter().map(|l| (l.level, l.worlds)).collect(),
            baseline: study.baseline,
            plays_only: false,
            timelines,
            timelines_are_exact: false,
        }
    }

    /// The same, with timelines that are exact or counted.
    pub fn told(self, told: Told) -> Self {
        Results {
            timelines_are_exact: told == Told::Exactly,
            plays_only: told == Told::Counted,
            ..self
        }
    }

    /// The only world of a study, solved and played.
    pub fn of_batch(study: &Study, arms: &[SolvedArm], batch: &Batch) -> Self {
        let played = batch.tallies.iter().zip(&batch.pairs);
        let arms = arms.iter().zip(played);
        let world = WorldResult {
            world: 0,
            replicate: 0,
            grid: study.grid,
            arms: arms
                .map(|(arm, (tally, pairs))| ArmResult::new(arm, Some((tally, Some(pairs))), Told::Counted))
                .collect(),
        };
        Results::new(study, vec![world])
    }

    /// The first worlds of each level alone, without their timelines. `sizes` are numbers of worlds by level.
    pub fn first(&self, sizes: &[u64]) -> Results {
        let of = |worlds: &[WorldResult], size: Option<&u64>| {
            let size = size.map_or(worlds.len(), |size| (*size as usize).min(worlds.len()));
            worlds[..size].to_vec()
        };
        Results {
            worlds: of(&self.worlds, sizes.last()),
            coarser: std::iter::zip(&self.coarser, sizes)
                .map(|((level, worlds), size)| (*level, of(worlds, Some(size))))
                .collect(),
            timelines: Vec::new(),
            ..*self
        }
    }

    /// The worlds whose every solution passes a test, without their timelines.
    pub fn only(&self, test: impl Fn(&WorldResult) -> bool) -> Results {
        let failing: BTreeSet<u64> = self
            .solutions(Over::All)
            .filter(|solved| !test(solved.world))
            .map(|solved| solved.world.world)
            .collect();
        let passing = |worlds: &[WorldResult]| -> Vec<WorldResult> {
            let passing = worlds.iter().filter(|world| !failing.contains(&world.world));
            passing.cloned().collect()
        };
        Results {
            worlds: passing(&self.worlds),
            coarser: (self.coarser.iter())
                .map(|(level, worlds)| (*level, passing(worlds)))
                .collect(),
            timelines: Vec::new(),
            ..*self
        }
    }

    /// The levels with the worlds that each has solved, from the cheapest to the finest.
    pub fn levels(&self) -> impl Iterator<Item = (Level, &[WorldResult])> {
        let coarser = self.coarser.iter().map(|(level, worlds)| (*level, &worlds[..]));
        coarser.chain([(self.level, &self.worlds[..])])
    }

    /// All solutions of all worlds, level by level, with their weights in a mean.
    pub fn solutions(&self, over: Over) -> impl Iterator<Item = Solved<'_>> {
        let levels: Vec<(usize, Level, &[WorldResult])> = self
            .levels()
            .enumerate()
            .map(|(place, (level, worlds))| (place, level, worlds))
            .filter(|(_, level, _)| over == Over::All || level.every_arm)
            .collect();
        let finer: Vec<&[WorldResult]> = levels.iter().skip(1).map(|level| level.2).chain([&[][..]]).collect();
        let most = levels.first().map_or(0, |level| level.2.len()) as f64;
        levels
            .into_iter()
            .zip(finer)
            .flat_map(move |((place, level, worlds), finer)| {
                worlds.iter().map(move |world| {
                    let again = is_among(finer, world.world);
                    let less = if again { most / finer.len() as f64 } else { 0.0 };
                    Solved {
                        place,
                        level,
                        world,
                        weight: most / worlds.len() as f64 - less,
                    }
                })
            })
    }

    /// Every solution of an arm: on each level that has it, in each world.
    pub fn solved(&self, arm: usize) -> impl Iterator<Item = &ArmResult> {
        let own = move |level: &Level| level.every_arm || arm == self.baseline;
        let levels = self.levels().filter(move |(level, _)| own(level));
        levels.flat_map(|(_, worlds)| worlds).map(move |world| world.arm(arm))
    }

    /// Every world in which every arm was solved, once, as the finest of its levels has it, by their numbers.
    pub fn best(&self) -> Vec<Solved<'_>> {
        let mut best: Vec<Solved> = Vec::new();
        for solved in self.solutions(Over::EveryArm) {
            match best.binary_search_by_key(&solved.world.world, |b| b.world.world) {
                Ok(place) => best[place] = solved,
                Err(place) => best.insert(place, solved),
            }
        }
        best
    }

    /// The worlds to look at one by one for what a method knows: every world for exact numbers, those of the finest level, which
    /// were played, for others.
    pub fn looked_at(&self, method: Method) -> Vec<&WorldResult> {
        match method {
            Method::Exact => self.best().into_iter().map(|solved| solved.world).collect(),
            Method::Controlled | Method::Played => self.worlds.iter().collect(),
        }
    }

    /// Number of worlds that were drawn: those of the cheapest level.
    pub fn drawn(&self) -> usize {
        self.coarser
            .first()
            .map_or(self.worlds.len(), |(_, worlds)| worlds.len())
    }

    /// Number of replicates: independent scramblings, or worlds if each was drawn by itself.
    pub fn replicates(&self) -> u64 {
        self.worlds.iter().map(|w| w.replicate).max().map_or(1, |r| r + 1)
    }

    /// Whether there is nothing but chance within one world.
    pub fn single(&self) -> bool {
        self.drawn() == 1
    }

    /// How outcome probabilities were found, the better way first.
    pub fn methods(&self) -> Vec<Method> {
        let mut arms = self.levels().flat_map(|(_, worlds)| worlds).flat_map(|w| &w.arms);
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

    /// Each world of the finest level with its result under an arm.
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

    /// Worlds behind a timeline: those in which every arm was solved.
    pub fn timeline_worlds(&self) -> usize {
        let every = self.levels().find(|(level, _)| level.every_arm);
        every.map_or(0, |(_, worlds)| worlds.len())
    }

    /// Whether timelines are exact, and not counted in episodes.
    pub fn has_exact_timelines(&self) -> bool {
        self.timelines_are_exact
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

    /// The mean over worlds of a number known exactly in each solution of an arm; `None` if it is missing in some. A single exact
    /// value has no sampling error.
    pub fn mean_over(
        &self,
        over: Over,
        arm: usize,
        scale: Scale,
        number: impl Fn(&WorldResult, &ArmResult) -> Option<f64>,
    ) -> Option<Estimate> {
        self.ratio_over(over, arm, scale, |world, result| Some((number(world, result)?, 1.0)))
    }

    /// The ratio of two such means.
    pub fn ratio_over(
        &self,
        over: Over,
        arm: usize,
        scale: Scale,
        numbers: impl Fn(&WorldResult, &ArmResult) -> Option<(f64, f64)>,
    ) -> Option<Estimate> {
        let mut clusters = Clusters::default();
        let mut first = None;
        for solved in self.solutions(over) {
            let (over, under) = numbers(solved.world, solved.world.arm(arm))?;
            // A world counts as one observation however often it was solved.
            let worlds = u64::from(*first.get_or_insert(solved.place) == solved.place);
            let weight = solved.weight;
            clusters.push_sums(solved.world.replicate, worlds, weight * over, weight * under);
        }
        let estimate = clusters.ratio(scale);
        Some(match self.single() {
            true => estimate.value.map_or(Estimate::default(), certain),
            false => estimate,
        })
    }

    /// The estimate from (replicate, sum, number that counts) by world of the finest level. A single exact value has no sampling error.
    pub fn estimate(&self, rows: Vec<(u64, f64, f64)>, scale: Scale) -> Estimate {
        match rows[..] {
            [] => Estimate::default(),
            [(_, sum, number)] if self.single() => certain(sum / number),
            _ => ratio(rows, scale),
        }
    }
}

/// Whether the worlds, which are in the order of their numbers, hold one of that number.
fn is_among(worlds: &[WorldResult], number: u64) -> bool {
    worlds.binary_search_by_key(&number, |world| world.world).is_ok()
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
