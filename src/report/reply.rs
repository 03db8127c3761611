//! The reply to a question about a scenario: sentences first, then a table, then what must be known before it is trusted. It is kept
//! as `answer.json`, from which a page shows it.

use serde::{Deserialize, Serialize};

use super::briefing::ChartWords;
use super::repeat::Repeat;
use super::words::{grid, paragraph};

/// Name of its file.
pub const ANSWER: &str = "answer.json";

/// A reply as it is printed and kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The command that gave it.
    pub command: String,
    /// Stem of the scenario file.
    pub scenario: String,
    /// Title of the scenario.
    pub title: String,
    /// What was asked, in words.
    pub question: String,
    /// What was computed: worlds, seed, grid, level of the intervals.
    pub computed: String,
    /// The answer in sentences.
    pub answer: Vec<String>,
    /// The numbers behind it.
    pub tables: Vec<Shown>,
    /// What limits it.
    pub notes: Vec<String>,
    /// How to repeat it.
    pub repeat: String,
    /// The same in full, which the manifest keeps.
    #[serde(skip)]
    pub again: Repeat,
    /// Charts, and the tables that they are drawn from.
    #[serde(default)]
    pub charts: Vec<ChartWords>,
}

/// A small table as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// What it is.
    pub title: String,
    /// One word for each column.
    pub header: Vec<String>,
    /// As many cells as the header has.
    pub rows: Vec<Vec<String>>,
}

impl Reply {
    /// The reply for a terminal, before it is laid out.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n{}\n\n", self.title, self.computed);
        for sentence in &self.answer {
            text.push_str(&paragraph(sentence));
        }
        for table in self.tables.iter().filter(|table| !table.rows.is_empty()) {
            text.push_str(&format!("\n{}:\n", table.title));
            text.push_str(&grid(&table.header, table.rows.iter().cloned()));
        }
        if !self.notes.is_empty() {
            text.push('\n');
        }
        for note in &self.notes {
            text.push_str(&paragraph(note));
        }
        text
    }
}
