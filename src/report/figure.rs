//! A chart with everything that stands on it.

use crate::output::chart::{Chart, ChartError, Spec};
use crate::table::Table;

/// A chart with the rows of its table and everything written on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Name of its files, without extension.
    pub name: &'static str,
    /// The rows it draws.
    pub table: Table,
    /// Kind of chart, with its columns.
    pub chart: Chart,
    /// Title, notes, labels and caption.
    pub spec: Spec,
}

impl Figure {
    /// The text of an SVG file.
    ///
    /// # Errors
    /// If the table does not hold what the chart draws.
    pub fn svg(&self) -> Result<String, ChartError> {
        self.chart.draw(&self.table, &self.spec.clone().named(self.name))
    }
}
