//! `[[correlations]]`: which uncertain numbers and events are drawn together.
//!
//! They are read apart from the keys of the game, because they are about keys: what each names is found when all arms are known, since a
//! key is uncertain if any arm draws it.

mod copula;
mod form;
mod settle;

use super::Scenario;
use super::table::CORRELATIONS;
use super::worlds::UncertainKind;

pub(super) use copula::Copula;
use copula::Pair;
pub(super) use form::{Draft, drafts};
pub(super) use settle::{Known, settle};

/// Two uncertain numbers or events that are drawn together.
#[derive(Clone, Debug, PartialEq)]
pub struct Correlation {
    /// Name of the one that comes first in [`Scenario::uncertain`].
    pub first: String,
    /// Name of the other.
    pub second: String,
    /// Rank correlation (Spearman's), above −1 and below 1. Where one is an event, that of its happening behind a threshold, of which two
    /// values show less.
    pub rank: f64,
}

impl Scenario {
    /// Pairs of uncertain numbers and events that are drawn together, in the order of [`Scenario::uncertain`]; empty if all are independent.
    pub fn correlations(&self) -> &[Correlation] {
        &self.correlations
    }

    /// Where a world lies in each of [`Scenario::uncertain`], in (0, 1), from independent coordinates in their order: uniform as they are, and
    /// with the rank correlations of [`Scenario::correlations`]. Without any, the coordinates themselves.
    ///
    /// # Panics
    /// If there are more or fewer coordinates than uncertain numbers and events.
    pub fn correlated(&self, coordinates: &[f64]) -> Vec<f64> {
        assert_eq!(
            coordinates.len(),
            self.uncertain.len(),
            "one coordinate for each dimension"
        );
        let mut moved = coordinates.to_vec();
        self.copula.apply(&mut moved);
        moved
    }

    /// Leaves out the correlations of what is no longer uncertain.
    pub(super) fn narrow_correlations(&mut self) {
        if self.correlations.is_empty() {
            return;
        }
        let at = |key: &str| self.uncertain.iter().position(|uncertain| uncertain.key == key);
        let pairs: Vec<Pair> = self
            .correlations
            .iter()
            .filter_map(|c| Some((at(&c.first)?, at(&c.second)?, c.rank)))
            .collect();
        let is_event = |place: usize| self.uncertain[place].kind == UncertainKind::Event;
        let copula = Copula::new(&pairs, is_event).expect("what all numbers can have together, some of them can");
        let kept = |c: &Correlation| at(&c.first).is_some() && at(&c.second).is_some();
        let correlations: Vec<Correlation> = self.correlations.iter().filter(|c| kept(c)).cloned().collect();
        (self.correlations, self.copula) = (correlations, copula);
    }

    /// Pairs as key paths with their ranks, as other values in effect are listed.
    pub(super) fn flat_correlations(&self) -> impl Iterator<Item = (String, serde_json::Value)> {
        let path = |c: &Correlation| format!("{CORRELATIONS}.{} and {}", c.first, c.second);
        self.correlations
            .iter()
            .map(move |c| (path(c), serde_json::json!(c.rank)))
    }
}
