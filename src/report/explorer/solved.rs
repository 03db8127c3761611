//! What the table of worlds says of each level on which worlds were solved.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::encoding::floats;
use crate::game::outcome::Outcome;
use crate::output::records::Records;
use crate::study::design::{Design, Sampling};
use crate::study::request::REPLICATES;

/// Probability of each outcome, and of acceptance: by both sides, the disarmer, the guarantor.
struct Row {
    outcomes: [Option<f64>; Outcome::COUNT],
    accepted: [Option<f64>; 3],
}

/// Worlds that were solved on one grid, for the same arms.
struct Level {
    grid: u64,
    /// By arm of the study; those that were solved.
    arms: Vec<usize>,
    /// World → rows by `arms`.
    worlds: BTreeMap<u64, Vec<Row>>,
}

/// All levels from the cheapest to the finest.
pub(super) struct Solved {
    levels: Vec<Level>,
    /// World → replicate.
    replicates: BTreeMap<u64, u64>,
    arms: usize,
}

impl Solved {
    /// Reads the table; `None` if an outcome is missing somewhere.
    pub fn read(records: &Records, names: &[String]) -> Option<Self> {
        let column = |name: &str| records.header.iter().position(|other| other == name);
        let place = |name: &str| column(name).unwrap_or(usize::MAX);
        let outcomes: Vec<usize> = Outcome::ALL
            .iter()
            .map(|outcome| place(&format!("p_{}", outcome.name())))
            .collect();
        let accepted = ["accepted", "accepted_by_disarmer", "accepted_by_guarantor"].map(place);
        let [arm, world, replicate, level, grid] = ["arm", "world", "replicate", "grid_level", "grid"].map(place);
        let mut rows: BTreeMap<u64, BTreeMap<u64, BTreeMap<usize, Row>>> = BTreeMap::new();
        let mut replicates = BTreeMap::new();
        let mut grids: BTreeMap<u64, u64> = BTreeMap::new();
        for cells in &records.rows {
            let text = |place: usize| cells.get(place).map_or("", String::as_str);
            let number = |place: usize| text(place).parse::<f64>().ok();
            let whole = |place: usize| text(place).parse::<u64>().ok();
            let arm = names.iter().position(|name| name == text(arm))?;
            let (world, level) = (whole(world)?, whole(level)?);
            let row = Row {
                outcomes: std::array::from_fn(|o| number(outcomes[o])),
                accepted: accepted.map(number),
            };
            if row.outcomes.iter().any(Option::is_none) {
                return None;
            }
            replicates.insert(world, whole(replicate)?);
            // A world whose grid was refined has more points than its level.
            let grid = whole(grid)?;
            grids
                .entry(level)
                .and_modify(|least| *least = grid.min(*least))
                .or_insert(grid);
            rows.entry(level)
                .or_default()
                .entry(world)
                .or_default()
                .insert(arm, row);
        }
        let mut levels = Vec::new();
        for (number, worlds) in rows {
            let arms: Vec<usize> = worlds.values().next()?.keys().copied().collect();
            let alike = worlds
                .values()
                .all(|rows| rows.keys().copied().eq(arms.iter().copied()));
            let worlds = worlds
                .into_iter()
                .map(|(world, rows)| (world, rows.into_values().collect()));
            levels.push(Level {
                grid: grids[&number],
                arms,
                worlds: alike.then(|| worlds.collect())?,
            });
        }
        Some(Solved {
            levels,
            replicates,
            arms: names.len(),
        })
    }

    /// Number of independent replicates.
    pub fn replicates(&self) -> u64 {
        let mut replicates: Vec<u64> = self.replicates.values().copied().collect();
        replicates.sort_unstable();
        replicates.dedup();
        replicates.len() as u64
    }

    /// All worlds, by number.
    pub fn worlds(&self) -> impl Iterator<Item = u64> {
        self.replicates.keys().copied()
    }

    /// The design that drew the worlds, with their numbers; `None` if its words are not known.
    pub fn drawn_worlds(&self, seed: &str, sampling: &str) -> Option<(Design, Vec<u64>)> {
        let sampling = [Sampling::Sobol, Sampling::MonteCarlo]
            .into_iter()
            .find(|known| known.name() == sampling)?;
        let design = Design {
            sampling,
            replicates: REPLICATES as usize,
            seed: seed.parse().ok()?,
        };
        let same = self
            .replicates
            .iter()
            .all(|(world, replicate)| design.replicate(*world) == *replicate);
        same.then(|| (design, self.worlds().collect()))
    }

    /// Probability of each outcome under an arm in the worlds of the first level that solved it, by world.
    pub fn first(&self, arm: usize) -> Vec<(u64, [f64; Outcome::COUNT])> {
        let Some(level) = self.levels.iter().find(|level| level.arms.contains(&arm)) else {
            return Vec::new();
        };
        let place = level.arms.iter().position(|other| *other == arm).unwrap_or(0);
        let of = |rows: &Vec<Row>| rows[place].outcomes.map(|p| p.unwrap_or(0.0));
        level.worlds.iter().map(|(world, rows)| (*world, of(rows))).collect()
    }

    /// Number of the arms of the study.
    pub fn arms(&self) -> usize {
        self.arms
    }

    /// The levels for the page: numbers by world, then by arm, then by outcome or by who accepts.
    pub fn levels(&self) -> Vec<Value> {
        let level = |level: &Level| {
            let rows = || level.worlds.values().flatten();
            json!({
                "grid": level.grid,
                "arms": level.arms,
                "worlds": level.worlds.keys().collect::<Vec<_>>(),
                "replicates": level.worlds.keys().map(|world| self.replicates[world]).collect::<Vec<_>>(),
                "outcomes": floats(rows().flat_map(|row| row.outcomes)),
                "accepted": floats(rows().flat_map(|row| row.accepted)),
            })
        };
        self.levels.iter().map(level).collect()
    }
}
