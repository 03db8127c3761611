//! Charts as SVG.
//!
//! A [`Chart`] says what to draw from which columns, a [`Spec`] what to write around it; [`super::picture::png`] makes a PNG of
//! the SVG. Nothing is estimated here: every number drawn stands in a column. The module `canvas` writes the SVG.
//!
//! Everything reads in grey print and for colour-blind readers: the colours are those of Okabe and Ito (2008, "Color
//! Universal Design"), and every distinction is made a second time by hatching, marker, dashes or a label in place.

mod axes;
mod backend;
mod calendar;
mod canvas;
mod changes;
mod courses;
pub(super) mod embedded;
pub(super) mod fallback;
mod font;
mod forest;
mod forest_rows;
mod frontier;
mod gains;
mod grid;
mod hatch;
mod heatmap;
mod labels;
mod lengths;
mod matches;
mod page;
mod palette;
mod profiles;
mod quantiles;
mod records;
mod reliability;
mod rows;
mod shapes;
mod sheet;
mod spread;
mod stacks;
mod steps;
mod subset;
mod tile_colours;
mod tile_map;
mod tiles;
mod timelines;
mod tone;
mod waterfall;

pub use calendar::Calendar;
pub use changes::Changes;
pub use courses::Courses;
pub use embedded::unsupported;
pub use fallback::{Drawer, drawer, named_font, use_font};
pub use forest::Forest;
pub use frontier::Frontier;
pub use gains::Gains;
pub use hatch::Hatch;
pub use heatmap::HeatMap;
pub use matches::Matches;
pub use palette::{Color, Surface};
pub use profiles::Profiles;
pub use quantiles::Quantiles;
pub use reliability::Reliability;
pub use spread::Spread;
pub use steps::Steps;
pub use tiles::Tiles;
pub use timelines::{Share, Stack};
pub use waterfall::Waterfall;

use crate::output::print::Size;
use crate::table::Table;
use std::collections::BTreeMap;

/// A kind of chart with its columns and words. Every chart is drawn from one table.
#[derive(Clone, Debug, PartialEq)]
pub enum Chart {
    /// Probabilities of a baseline as bars, and what arms change about them as dots.
    Changes(Changes),
    /// Shares over time, stacked.
    Stack(Stack),
    /// Means over time as lines with ribbons.
    Courses(Courses),
    /// How differences are distributed, and which way they go.
    Spread(Spread),
    /// Widths after each of a few steps, as lines.
    Steps(Steps),
    /// Parts of a change, stacked from one level to another.
    Waterfall(Waterfall),
    /// A number for each pair of things.
    HeatMap(HeatMap),
    /// Gains of players as dots, each on an axis of its own.
    Gains(Gains),
    /// Quantiles obtained against those expected.
    Quantiles(Quantiles),
    /// Numbers over a number, as lines.
    Profiles(Profiles),
    /// Numbers of many things as dots with intervals in rows.
    Forest(Forest),
    /// A number over two others as coloured tiles.
    Tiles(Tiles),
    /// What costs how much and gives how much, as points.
    Frontier(Frontier),
    /// How often what was predicted came true, as dots around a diagonal.
    Reliability(Reliability),
    /// What was predicted of many things, as tiles, and what came true.
    Matches(Matches),
}

impl Chart {
    /// The text of an SVG file.
    ///
    /// # Errors
    /// If the table lacks a column or the rows that the chart draws, or its numbers contradict each other.
    pub fn draw(&self, table: &Table, spec: &Spec) -> Result<String, ChartError> {
        match self {
            Chart::Changes(chart) => chart.draw(table, spec),
            Chart::Stack(chart) => chart.draw(table, spec),
            Chart::Courses(chart) => chart.draw(table, spec),
            Chart::Spread(chart) => chart.draw(table, spec),
            Chart::Steps(chart) => chart.draw(table, spec),
            Chart::Waterfall(chart) => chart.draw(table, spec),
            Chart::HeatMap(chart) => chart.draw(table, spec),
            Chart::Gains(chart) => chart.draw(table, spec),
            Chart::Quantiles(chart) => chart.draw(table, spec),
            Chart::Profiles(chart) => chart.draw(table, spec),
            Chart::Forest(chart) => chart.draw(table, spec),
            Chart::Tiles(chart) => chart.draw(table, spec),
            Chart::Frontier(chart) => chart.draw(table, spec),
            Chart::Reliability(chart) => chart.draw(table, spec),
            Chart::Matches(chart) => chart.draw(table, spec),
        }
    }
}

impl Chart {
    /// Words that the chart itself brings, besides those of its [`Spec`].
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let panels: Vec<&[PanelOf]> = match self {
            Chart::Courses(chart) => vec![&chart.panels],
            Chart::Spread(chart) => vec![&chart.panels],
            Chart::Steps(chart) => vec![&chart.panels],
            Chart::Gains(chart) => vec![&chart.panels],
            Chart::Profiles(chart) => vec![&chart.panels, &chart.lines],
            Chart::Forest(chart) => vec![&chart.panels, &chart.marks],
            Chart::Tiles(chart) => vec![&chart.panels],
            Chart::Frontier(chart) => vec![&chart.curves],
            Chart::Reliability(chart) => vec![&chart.panels, &chart.series],
            Chart::Changes(_)
            | Chart::Stack(_)
            | Chart::Waterfall(_)
            | Chart::HeatMap(_)
            | Chart::Quantiles(_)
            | Chart::Matches(_) => Vec::new(),
        };
        let others = match self {
            Chart::Forest(chart) => chart.line.iter().map(|(_, words)| words.as_str()).collect(),
            Chart::Tiles(chart) => vec![chart.key.as_str(), &chart.below, &chart.beside],
            Chart::Reliability(chart) => vec![chart.below.as_str(), &chart.beside],
            Chart::Matches(chart) => vec![chart.key.as_str(), &chart.mark],
            _ => Vec::new(),
        };
        let panels = panels.into_iter().flatten().map(|panel| panel.title.as_str());
        panels.chain(others)
    }
}

/// A panel of a chart: the rows that have `name` in its column, under a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PanelOf {
    pub name: String,
    pub title: String,
}

impl PanelOf {
    /// The rows of that name under that title.
    pub fn new(name: impl Into<String>, title: impl Into<String>) -> Self {
        PanelOf {
            name: name.into(),
            title: title.into(),
        }
    }
}

/// What a chart needs besides the numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spec {
    /// Name of the chart's files, with which its ids begin.
    pub name: String,
    /// Which rows are drawn: those with this text in the column `scenario`. Without such a column all are.
    pub scenario: String,
    /// What the chart shows, in words.
    pub title: String,
    /// Name of the scenario in words, under the title.
    pub subtitle: String,
    /// Line at the foot: where the numbers come from, `rows.csv · seed 7 · 200 worlds × 500 episodes`.
    pub caption: String,
    /// Line below it: which run that is, so that pictures of two runs can be told apart.
    pub origin: String,
    /// Lines above the caption: how to read the chart.
    pub notes: Vec<String>,
    /// Size in print.
    pub size: Size,
    /// How time is written.
    pub calendar: Calendar,
    labels: BTreeMap<String, String>,
    arms: Vec<String>,
}

impl Spec {
    pub fn new(scenario: impl Into<String>, subtitle: impl Into<String>, caption: impl Into<String>) -> Self {
        Spec {
            scenario: scenario.into(),
            subtitle: subtitle.into(),
            caption: caption.into(),
            ..Spec::default()
        }
    }

    /// The run behind the numbers.
    pub fn origin(mut self, origin: impl Into<String>) -> Self {
        self.origin = origin.into();
        self
    }

    /// The name of the chart: letters, figures, `_` and `-`.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// The size in print.
    pub fn sized(mut self, size: Size) -> Self {
        self.size = size;
        self
    }

    /// How time is written.
    pub fn dated(mut self, calendar: Calendar) -> Self {
        self.calendar = calendar;
        self
    }

    /// The title of the chart.
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Adds a line above the caption.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Order of the arms, by name. An arm has the colour and marker of its place, so give the same order to all charts of
    /// a result. Arms not named come last, in the order of the table.
    pub fn arms<A: Into<String>>(mut self, order: impl IntoIterator<Item = A>) -> Self {
        self.arms = order.into_iter().map(Into::into).collect();
        self
    }

    /// Words for a name of the tables, under the name of its kind: `arm.NAME`. Names without words are shown with spaces for
    /// underscores and a capital.
    pub fn label(mut self, key: impl Into<String>, words: impl Into<String>) -> Self {
        self.labels.insert(key.into(), words.into());
        self
    }

    /// Everything that may be written around the numbers.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let own = [
            &self.title,
            &self.subtitle,
            &self.caption,
            &self.origin,
            &self.calendar.mark,
        ];
        let rest = self.notes.iter().chain(self.labels.values());
        own.into_iter().chain(rest).map(String::as_str)
    }

    /// The words for `key`, or else for its part after the first point.
    pub fn words(&self, key: &str) -> String {
        if let Some(words) = self.labels.get(key) {
            return words.clone();
        }
        let name = key.split_once('.').map_or(key, |(_, name)| name).replace('_', " ");
        let mut letters = name.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }

    /// Arms with the places of their styles, in this order: an arm that this specification names has its place there, others come after.
    fn places<'t>(&self, seen: &[&'t str]) -> Vec<(&'t str, usize)> {
        let place = |arm: &str| self.arms.iter().position(|a| a == arm);
        let mut after = self.arms.len();
        let mut places: Vec<(&str, usize)> = Vec::new();
        for arm in seen {
            let own = place(arm).unwrap_or_else(|| {
                after += 1;
                after - 1
            });
            places.push((arm, own));
        }
        places.sort_by_key(|(_, place)| *place);
        places.retain(|(_, place)| *place < palette::MOST_ARMS);
        places
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
    #[error("the embedded fonts cannot be read")]
    Font,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words_unless_the_caller_has_better_ones() {
        let spec = Spec::new("s", "S", "c").label("arm.first", "The first of all");
        assert_eq!(spec.words("kind.of_thing"), "Of thing");
        assert_eq!(spec.words("arm.first"), "The first of all");
        assert_eq!(spec.words("plain"), "Plain");
    }
}
