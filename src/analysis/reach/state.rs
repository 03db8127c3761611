//! A search at work: what was solved, and what may still be.

use std::collections::BTreeMap;
use std::ops::Range;

use super::aim::Aim;
use super::values::{Values, difference};
use super::{Cost, Set};
use crate::analysis::points::Paired;

/// A step gains at least this part of what the steps before have gained.
const LITTLE: f64 = 0.02;

/// How much is solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Worlds in which sets are judged; 1 if there is only one.
    pub worlds: u64,
    /// Worlds in which candidates race first.
    pub heat: u64,
    /// Worlds in which every lever is tried alone.
    pub alone: u64,
    /// Solved sets times worlds after which nothing new is begun: neither a forward step nor another set nor its smaller levels.
    pub most: u64,
}

/// What solves sets: values by set and world for a range of worlds.
pub type Ask<'a, E> = &'a mut dyn FnMut(&[Set], Range<u64>) -> Result<Vec<Values>, E>;

/// A search at work.
pub(super) struct Search<'a, E> {
    pub costs: &'a [Cost],
    pub aim: Aim,
    pub limits: Limits,
    /// A gain that counts for nothing.
    pub least: f64,
    pub(super) ask: Ask<'a, E>,
    pub(super) seen: BTreeMap<Set, Values>,
    pub(super) work: u64,
}

impl<E> Search<'_, E> {
    /// Solves sets in the first worlds, as far as they are not.
    pub fn want(&mut self, sets: &[Set], worlds: u64) -> Result<(), E> {
        let worlds = worlds.min(self.limits.worlds);
        let mut by_count: BTreeMap<u64, Vec<Set>> = BTreeMap::new();
        for set in sets {
            let count = self.seen.get(set).map_or(0, |values| values.len() as u64);
            let group = by_count.entry(count).or_default();
            if count < worlds && !group.contains(set) {
                group.push(set.clone());
            }
        }
        for (count, group) in by_count.into_iter().filter(|(_, group)| !group.is_empty()) {
            self.work += group.len() as u64 * (worlds - count);
            let solved = (self.ask)(&group, count..worlds)?;
            for (set, values) in group.into_iter().zip(solved) {
                self.seen.entry(set).or_default().extend(values);
            }
        }
        Ok(())
    }

    /// The values of a set as far as it was solved.
    pub fn seen(&self, set: &Set) -> Option<&Values> {
        self.seen.get(set)
    }

    /// Whether a set reaches the aim, solved in all worlds.
    pub fn is_reached(&self, set: &Set) -> bool {
        let full = |values: &&Values| values.len() as u64 >= self.limits.worlds;
        self.seen(set)
            .filter(full)
            .is_some_and(|values| self.aim.is_reached(values))
    }

    pub fn has_work_left(&self) -> bool {
        self.work < self.limits.most
    }

    /// The least gain over a set that is worth a lever: next to what was gained already, a fiftieth of it is nothing.
    pub fn worth(&self, set: &Set) -> f64 {
        let gained = self.gain(set, &vec![0; set.len()]).estimate.value.unwrap_or(0.0);
        self.least.max(LITTLE * gained)
    }

    /// What one set gains over another in merit.
    pub fn gain(&self, of: &Set, from: &Set) -> Paired {
        let values = |set: &Set| self.seen(set).expect("the set was solved");
        difference(values(of), values(from), |x| self.aim.merit(x))
    }
}
