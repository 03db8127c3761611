//! The answers to questions about a scenario, as its page shows them.

use std::collections::BTreeMap;

use super::chart::Chart;
use super::grid::{Cell, Column, Grid};
use super::source::{PageError, Source};
use crate::report::reply::{ANSWER, Reply, Shown};

/// An answer.
pub(super) struct Answered {
    pub reply: Reply,
    pub tables: Vec<Grid>,
    /// Names of its charts among those of the part.
    pub charts: Vec<String>,
}

impl Answered {
    /// The answers that belong to a result, with their charts by names of their own.
    pub fn all(source: &Source) -> Result<(Vec<Self>, BTreeMap<String, Chart>), PageError> {
        let mut charts = BTreeMap::new();
        let mut all = Vec::new();
        for (number, answer) in source.answers.iter().enumerate() {
            let reply: Reply = answer.json(ANSWER)?;
            let mut own = Vec::new();
            for words in &reply.charts {
                let file = answer.text(&format!("{}.svg", words.name))?;
                if let Some(chart) = file.and_then(Chart::of) {
                    let name = format!("answer-{}-{}", number + 1, words.name);
                    charts.insert(name.clone(), chart);
                    own.push(name);
                }
            }
            let grid = |(place, shown): (usize, &Shown)| grid(shown, &format!("answer-{}-{}", number + 1, place + 1));
            all.push(Answered {
                tables: reply.tables.iter().enumerate().map(grid).collect(),
                charts: own,
                reply,
            });
        }
        Ok((all, charts))
    }
}

fn grid(shown: &Shown, name: &str) -> Grid {
    let row = |row: &Vec<String>| row.iter().map(Cell::text).collect();
    Grid {
        name: name.to_owned(),
        caption: shown.title.clone(),
        columns: shown.header.iter().map(Column::prose).collect(),
        rows: shown.rows.iter().map(row).collect(),
    }
}
