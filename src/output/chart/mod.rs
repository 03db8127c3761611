//! Charts as SVG.
//!
//! Each function takes tables and a [`Spec`] and returns the text of an SVG file; [`super::picture::png`] makes a PNG of
//! it. Nothing is estimated here: every number drawn stands in a column. plotters draws through our own backend (module
//! `backend`), on a canvas ten times finer than a pixel, because plotters knows whole units only.
//!
//! Everything reads in grey print and for colour-blind readers: the colours are those of Okabe and Ito (2008, "Color
//! Universal Design"), and every distinction is made a second time by hatching, marker, dashes or a label in place.

mod attribution;
mod axes;
mod backend;
mod beliefs;
mod canvas;
mod contrasts;
pub(super) mod font;
mod hatch;
mod lines;
mod outcomes;
mod page;
mod palette;
mod quantiles;
mod records;
mod stacks;
mod timelines;

pub use attribution::{interactions, waterfall};
pub use beliefs::beliefs;
pub use contrasts::contrasts;
pub use font::unsupported;
pub use lines::{convergence, effects};
pub use outcomes::outcomes;
pub use quantiles::quantiles;
pub use timelines::{first_ruptures, phases};

use std::collections::BTreeMap;

/// What a chart needs besides the numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spec {
    /// Which rows are drawn: those with this text in the column `scenario`. Without such a column all are.
    pub scenario: String,
    /// Name of the scenario in words, under the title.
    pub subtitle: String,
    /// Line at the foot: where the numbers come from, `outcomes.csv · seed 7 · 200 worlds × 500 episodes`.
    pub caption: String,
    labels: BTreeMap<String, String>,
    arms: Vec<String>,
    /// Whether only the worlds in which the broker takes part are drawn.
    part: bool,
}

impl Spec {
    pub fn new(scenario: impl Into<String>, subtitle: impl Into<String>, caption: impl Into<String>) -> Self {
        Spec {
            scenario: scenario.into(),
            subtitle: subtitle.into(),
            caption: caption.into(),
            labels: BTreeMap::new(),
            arms: Vec::new(),
            part: false,
        }
    }

    /// Order of the arms, by name. An arm has the colour and marker of its place, so give the same order to all charts of
    /// a result. Arms not named come last, in the order of the table.
    pub fn arms<A: Into<String>>(mut self, order: impl IntoIterator<Item = A>) -> Self {
        self.arms = order.into_iter().map(Into::into).collect();
        self
    }

    /// Words for a name of the tables. Keys: `arm.NAME`, `outcome.NAME`, or a quantity as it stands (`phase.war`,
    /// `belief.dealer`). Names without words are shown with spaces for underscores and a capital.
    pub fn label(mut self, key: impl Into<String>, words: impl Into<String>) -> Self {
        self.labels.insert(key.into(), words.into());
        self
    }

    /// Only the worlds in which the broker takes part are drawn.
    pub fn about_part(mut self, part: bool) -> Self {
        self.part = part;
        self
    }

    fn is_about_part(&self) -> bool {
        self.part
    }

    /// The words for `key`, or else for its part after the first point.
    fn words(&self, key: &str) -> String {
        if let Some(words) = self.labels.get(key) {
            return words.clone();
        }
        let name = key.split_once('.').map_or(key, |(_, name)| name).replace('_', " ");
        let mut letters = name.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }

    /// Arms in the order of this specification, then those it does not name in the order given; as many as have a style
    /// of their own, and a note for the reader if that leaves some out.
    fn arm_order<'t>(&self, mut seen: Vec<&'t str>) -> (Vec<&'t str>, Option<String>) {
        let place = |arm: &str| self.arms.iter().position(|a| a == arm).unwrap_or(usize::MAX);
        seen.sort_by_key(|arm| place(arm));
        let all = seen.len();
        seen.truncate(palette::MOST_ARMS);
        let note =
            (all > seen.len()).then(|| format!("Shown are {} of {all} arms; the table has them all.", seen.len()));
        (seen, note)
    }

    fn words_or(&self, key: &str, default: &str) -> String {
        self.labels.get(key).cloned().unwrap_or_else(|| default.to_owned())
    }
}

/// Why a chart was not drawn.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    #[error("table {table} has no column {column} of the kind the chart needs")]
    Column { table: String, column: &'static str },
    #[error("table {table} has no rows for the chart ({what})")]
    Empty { table: String, what: String },
    #[error("table {table}: the cell {column} in row {row} is missing or not finite")]
    Cell {
        table: String,
        column: &'static str,
        row: usize,
    },
    #[error("table {table}: {what}")]
    Inconsistent { table: String, what: String },
    #[error("the chart cannot be drawn: {0}")]
    Drawing(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words_unless_the_caller_has_better_ones() {
        let spec = Spec::new("s", "S", "c").label("arm.no_broker", "Without Russia");
        assert_eq!(spec.words("outcome.hollow_settlement"), "Hollow settlement");
        assert_eq!(spec.words("arm.no_broker"), "Without Russia");
        assert_eq!(spec.words("plain"), "Plain");
    }
}
