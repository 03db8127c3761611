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
use crate::stats::levels::weight;
use crate::stats::{Clusters, Estimate, Scale, ratio};
use crate::study::Study;
use crate::study::chunks::Done;
use crate::study::counts::{Counts, Told};
use crate::study::levels::Level;
use crate::study::run::SolvedArm;
use crate::study::world::{ArmResult, WorldResult};

pub use super::levels::{OfLevel, Over, Solved};
pub use super::method::{Method, Weighting};

/// A batch that is done.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// Those of the finest level, without their timelines, which are kept by replicate.
    pub worlds: Vec<WorldResult>,
    /// The finest level.
    pub level: Level,
    /// Coarser levels from the cheapest on; the worlds of each are among those of the one before.
    pub(super) coarser: Vec<(Level, Vec<WorldResult>)>,
    /// Index of the arm that the others are compared with.
    pub baseline: usize,
    /// Whether what was played is the answer and exact values are no more than its controls.
    pub plays_only: bool,
    /// By arm and then by replicate: sums over the solutions of all levels that solved every arm, with their weights.
    pub(super) timelines: Vec<BTreeMap<u64, Counts>>,
    /// Whether the timelines are exact, and not counted in episodes.
    pub(super) timelines_are_exact: bool,
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
        let sizes: Vec<u64> = every.iter().map(|level| level.worlds.len() as u64).collect();
        for (place, level) in every.iter().enumerate() {
            for (first, courses) in &level.parts {
                let again = sizes.get(place + 1).is_some_and(|finer| (*first as u64) < *finer);
                let weight = weight(&sizes, place, again);
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
                .map(|(arm, (tally, pairs))| ArmResult::new(arm, Some((tally, pairs)), Told::Counted))
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
        let rows = self.solutions(over).map(|solved| {
            let numbers = numbers(solved.world, solved.world.arm(arm))?;
            Some((solved, numbers))
        });
        let rows: Option<Vec<(Solved, (f64, f64))>> = rows.collect();
        Some(self.pooled(rows?, scale))
    }

    /// The ratio of the weighted sums of two numbers of each solution, which come level by level. Solutions whose second is 0 do not count.
    pub fn pooled<'r>(&self, rows: impl IntoIterator<Item = (Solved<'r>, (f64, f64))>, scale: Scale) -> Estimate {
        let mut clusters = Clusters::default();
        let mut first = None;
        for (solved, (over, under)) in rows {
            // A world counts as one observation however often it was solved.
            let worlds = u64::from(*first.get_or_insert(solved.place) == solved.place);
            let weight = solved.weight;
            clusters.push_sums(solved.world.replicate, worlds, weight * over, weight * under);
        }
        let estimate = clusters.ratio(scale);
        match self.single() {
            true => estimate.value.map_or(Estimate::default(), certain),
            false => estimate,
        }
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

/// A value that is known.
pub(super) fn certain(value: f64) -> Estimate {
    Estimate {
        value: Some(value),
        std_error: Some(0.0),
        low: Some(value),
        high: Some(value),
        observations: 1,
    }
}
