//! What each solution of a world counts in a mean over the levels that solved it.

use super::levels::{Over, Solved};
use super::method::Method;
use super::results::Results;
use crate::stats::levels::weight;
use crate::study::levels::Level;
use crate::study::world::{ArmResult, WorldResult};

impl Results {
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
        let sizes: Vec<u64> = levels.iter().map(|level| level.2.len() as u64).collect();
        let finer: Vec<&[WorldResult]> = levels.iter().skip(1).map(|level| level.2).chain([&[][..]]).collect();
        let levels = levels.into_iter().zip(finer).enumerate();
        levels.flat_map(move |(among, ((place, level, worlds), finer))| {
            let sizes = sizes.clone();
            worlds.iter().map(move |world| Solved {
                place,
                level,
                world,
                weight: weight(&sizes, among, is_among(finer, world.world)),
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

    /// All worlds that were drawn, as the cheapest level has them.
    pub fn every_world(&self) -> &[WorldResult] {
        self.coarser.first().map_or(&self.worlds, |(_, worlds)| worlds)
    }

    /// Number of worlds that were drawn.
    pub fn drawn(&self) -> usize {
        self.every_world().len()
    }
}

/// Whether the worlds, which are in the order of their numbers, hold one of that number.
fn is_among(worlds: &[WorldResult], number: u64) -> bool {
    worlds.binary_search_by_key(&number, |world| world.world).is_ok()
}
