//! Differences between two results that rest on the same worlds, from their tables `worlds`.
//!
//! A result adds up its worlds by replicate, with a weight for each level of grids. Two results with the same seed and sampling have
//! the same replicates: in both, a world has the same place in the range of everything that is drawn. So the difference of two
//! means is estimated replicate by replicate, which cancels what the worlds do to both
//! ([`Clusters::minus`]).

use std::collections::{BTreeMap, BTreeSet};

use crate::game::outcome::Outcome;
use crate::output::records::Records;
use crate::stats::Clusters;
use crate::stats::levels::weight;

/// The exact outcome probabilities of a result, by level of grids, world and arm.
#[derive(Clone, Debug)]
pub struct Worlds {
    /// By number of the level, from the cheapest.
    levels: BTreeMap<u64, BTreeMap<u64, World>>,
    arms: BTreeSet<String>,
    baseline: String,
}

#[derive(Clone, Debug, Default)]
struct World {
    replicate: u64,
    /// By name of the arm, in the order of [`Outcome::ALL`].
    arms: BTreeMap<String, Vec<f64>>,
}

impl Worlds {
    /// Reads a table; `None` if it lacks exact probabilities or anything else that is needed.
    pub fn read(records: &Records, baseline: &str) -> Option<Self> {
        let mut worlds = Worlds {
            levels: BTreeMap::new(),
            arms: BTreeSet::new(),
            baseline: baseline.to_owned(),
        };
        for row in &records.rows {
            let whole = |column: &str| records.cell(row, column).parse::<u64>().ok();
            let exact: Option<Vec<f64>> = Outcome::ALL
                .iter()
                .map(|outcome| records.cell(row, &format!("p_{}", outcome.name())).parse().ok())
                .collect();
            let arm = records.cell(row, "arm").to_owned();
            worlds.arms.insert(arm.clone());
            let level = worlds.levels.entry(whole("grid_level")?).or_default();
            let world = level.entry(whole("world")?).or_default();
            world.replicate = whole("replicate")?;
            world.arms.insert(arm, exact?);
        }
        (!worlds.levels.is_empty()).then_some(worlds)
    }

    /// Sums by replicate of the probability of an outcome in an arm, over all levels; where only the baseline was solved it stands
    /// for every arm.
    pub fn level(&self, arm: &str, outcome: Outcome) -> Option<Clusters> {
        let all: Vec<&BTreeMap<u64, World>> = self.levels.values().collect();
        self.sums(&all, |world| {
            let own = world.arms.get(arm).or_else(|| world.arms.get(&self.baseline));
            own?.get(outcome as usize).copied()
        })
    }

    /// Sums by replicate of arm minus baseline, over the levels on which every arm was solved.
    pub fn contrast(&self, arm: &str, outcome: Outcome) -> Option<Clusters> {
        let whole = |level: &BTreeMap<u64, World>| level.values().all(|world| world.arms.len() == self.arms.len());
        let every: Vec<&BTreeMap<u64, World>> = self.levels.values().filter(|level| whole(level)).collect();
        self.sums(&every, |world| {
            let of = |arm: &str| world.arms.get(arm)?.get(outcome as usize).copied();
            Some(of(arm)? - of(&self.baseline)?)
        })
    }

    fn sums(&self, levels: &[&BTreeMap<u64, World>], of: impl Fn(&World) -> Option<f64>) -> Option<Clusters> {
        let sizes: Vec<u64> = levels.iter().map(|level| level.len() as u64).collect();
        let mut clusters = Clusters::default();
        for (place, level) in levels.iter().enumerate() {
            for (number, world) in *level {
                let again = levels.get(place + 1).is_some_and(|finer| finer.contains_key(number));
                let weight = weight(&sizes, place, again);
                clusters.push_sums(world.replicate, u64::from(place == 0), weight * of(world)?, weight);
            }
        }
        (!levels.is_empty()).then_some(clusters)
    }
}
