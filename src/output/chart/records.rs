//! Rows of a table by name, with the checks a chart relies on.

use super::{ChartError, Spec};
use crate::notation;
use crate::table::{Cells, Table};

/// The rows of one scenario.
pub(super) struct Records<'t> {
    table: &'t Table,
    rows: Vec<usize>,
}

/// An estimate and its interval; the ends fall together where a table gives none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Interval {
    pub estimate: f64,
    pub low: f64,
    pub high: f64,
    /// Whether so few worlds make the difference that the interval says little.
    pub few_worlds: bool,
}

/// A difference that rests on fewer effective worlds than this is drawn as unsure, whatever its interval.
pub(super) const FEW_WORLDS: f64 = 10.0;

impl Interval {
    /// Whether it lies on one side of zero, also as it is written with so many decimals of `scale` times the value, and more than a
    /// few worlds make it.
    pub(super) fn is_sure(&self, scale: f64, decimals: usize) -> bool {
        let shown = |x: f64| match notation::fixed(scale * x, decimals).contains(|c| ('1'..='9').contains(&c)) {
            true => x,
            false => 0.0,
        };
        !self.few_worlds && (shown(self.low) > 0.0 || shown(self.high) < 0.0)
    }
}

impl<'t> Records<'t> {
    pub(super) fn new(table: &'t Table, spec: &Spec) -> Result<Self, ChartError> {
        let rows: Vec<usize> = match table.column("scenario") {
            Some(Cells::Text(names)) => (0..names.len()).filter(|i| names[*i] == spec.scenario).collect(),
            Some(_) => return Err(column(table, "scenario")),
            None => (0..table.rows()).collect(),
        };
        if rows.is_empty() {
            let what = format!("scenario {}", spec.scenario);
            return Err(empty(table, what));
        }
        Ok(Records { table, rows })
    }

    pub(super) fn rows(&self) -> &[usize] {
        &self.rows
    }

    pub(super) fn text(&self, name: &'static str) -> Result<&'t [String], ChartError> {
        match self.table.column(name) {
            Some(Cells::Text(cells)) => Ok(cells),
            _ => Err(column(self.table, name)),
        }
    }

    /// The number in a row of a column; `None` where the cell or the whole column is missing.
    pub(super) fn optional(&self, name: &'static str, row: usize) -> Result<Option<f64>, ChartError> {
        let value = match self.table.column(name) {
            Some(Cells::Number(cells)) => cells[row],
            Some(Cells::Integer(cells)) => cells[row].map(|i| i as f64),
            Some(Cells::Text(_)) => return Err(column(self.table, name)),
            None => None,
        };
        match value {
            Some(v) if !v.is_finite() => Err(self.cell(name, row)),
            _ => Ok(value),
        }
    }

    pub(super) fn number(&self, name: &'static str, row: usize) -> Result<f64, ChartError> {
        if self.table.column(name).is_none() {
            return Err(column(self.table, name));
        }
        self.optional(name, row)?.ok_or_else(|| self.cell(name, row))
    }

    /// The estimate of a row with its interval; `None` where there was nothing to estimate.
    pub(super) fn interval(&self, row: usize) -> Result<Option<Interval>, ChartError> {
        self.interval_of("estimate", row)
    }

    /// The same of an estimate in another column.
    pub(super) fn interval_of(&self, name: &'static str, row: usize) -> Result<Option<Interval>, ChartError> {
        if self.table.column(name).is_none() {
            return Err(column(self.table, name));
        }
        let Some(estimate) = self.optional(name, row)? else {
            return Ok(None);
        };
        let (low, high) = (self.optional("low", row)?, self.optional("high", row)?);
        let effective = self.optional("effective_worlds", row)?;
        Ok(Some(Interval {
            estimate,
            low: low.unwrap_or(estimate),
            high: high.unwrap_or(estimate),
            few_worlds: effective.is_some_and(|n| n < FEW_WORLDS),
        }))
    }

    /// `95 %`, of the first row that has a level.
    pub(super) fn level(&self) -> Result<Option<String>, ChartError> {
        for row in &self.rows {
            if let Some(level) = self.optional("level", *row)? {
                return Ok(Some(notation::percent_trimmed(level)));
            }
        }
        Ok(None)
    }

    pub(super) fn empty(&self, what: &str) -> ChartError {
        empty(self.table, what.to_owned())
    }

    pub(super) fn inconsistent(&self, what: String) -> ChartError {
        let table = self.table.slug.to_owned();
        ChartError::Inconsistent { table, what }
    }

    fn cell(&self, column: &'static str, row: usize) -> ChartError {
        let table = self.table.slug.to_owned();
        ChartError::Cell { table, column, row }
    }
}

/// How an interval that is not sure looks, for the note of a chart with markers.
pub(super) fn unsure_note(level: &str, of: &str) -> String {
    format!(
        "Lines and brackets: {level} intervals{of}. Open and pale: includes zero, or is made by fewer than {FEW_WORLDS} worlds."
    )
}

/// The texts of `cells` in the given rows, each once, in order of first appearance.
pub(super) fn distinct<'t>(cells: &'t [String], rows: &[usize]) -> Vec<&'t str> {
    let mut seen: Vec<&str> = Vec::new();
    for row in rows {
        if !seen.contains(&cells[*row].as_str()) {
            seen.push(&cells[*row]);
        }
    }
    seen
}

fn column(table: &Table, column: &'static str) -> ChartError {
    let table = table.slug.to_owned();
    ChartError::Column { table, column }
}

fn empty(table: &Table, what: String) -> ChartError {
    let table = table.slug.to_owned();
    ChartError::Empty { table, what }
}
