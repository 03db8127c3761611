//! What tells tables of different runs apart: columns that every table of a result gets when it is finished.

use super::rows::column;
use crate::table::{Cells, Table};

/// What tells a run from every other that could have given other numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Of the resolved scenario: [`fingerprint`](crate::scenario::Scenario::fingerprint).
    pub scenario_hash: String,
    /// The settings of the command line in words, or `none`.
    pub settings: String,
    /// Of everything that alters results.
    pub run_hash: String,
}

impl Identity {
    /// The table with the columns `scenario_hash`, `settings` and `run_hash` after its column `scenario`, and the titles of the
    /// arms beside their names.
    pub fn finish(&self, table: Table, title: impl Fn(&str) -> Option<String>) -> Table {
        let (slug, rows) = (table.slug, table.rows());
        let constant = |name: &str, text: &str| column(slug, name, Cells::Text(vec![text.to_owned(); rows]));
        let titles = match table.column("arm") {
            Some(Cells::Text(names)) => Some(names.iter().map(|n| title(n).unwrap_or_else(|| n.clone())).collect()),
            _ => None,
        };
        let table = table
            .with_after("scenario", constant("run_hash", &self.run_hash))
            .with_after("scenario", constant("settings", &self.settings))
            .with_after("scenario", constant("scenario_hash", &self.scenario_hash));
        match titles {
            Some(titles) => table.with_after("arm", column(slug, "arm_title", Cells::Text(titles))),
            None => table,
        }
    }
}
