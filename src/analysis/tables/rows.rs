//! Builds a table from rows: each column is a function of a row. Unit and meaning come from [`columns`](super::columns).

use super::columns::{Definition, Kind, definition};
use crate::stats::{Estimate, level};
use crate::table::{Cells, Column, Table};

/// A table under construction over a list of rows.
pub struct Columns<'r, R> {
    rows: &'r [R],
    table: Table,
}

impl<'r, R> Columns<'r, R> {
    /// A table without columns yet; without rows it will have the header alone.
    pub fn over(slug: &'static str, title: &str, rows: &'r [R]) -> Self {
        Columns {
            rows,
            table: Table::new(slug, title),
        }
    }

    /// Appends a column of labels.
    pub fn text<T: Into<String>>(self, name: &str, of: impl Fn(&'r R) -> T) -> Self {
        let cells = Cells::Text(self.rows.iter().map(|row| of(row).into()).collect());
        self.with(name, cells)
    }

    /// Appends a column of whole numbers; a missing one is an empty cell.
    pub fn whole(self, name: &str, of: impl Fn(&'r R) -> Option<u64>) -> Self {
        let cell = |row| of(row).and_then(|n| i64::try_from(n).ok());
        let cells = Cells::Integer(self.rows.iter().map(cell).collect());
        self.with(name, cells)
    }

    /// Appends a column of whole numbers that may be negative; a missing one is an empty cell.
    pub fn signed(self, name: &str, of: impl Fn(&'r R) -> Option<i64>) -> Self {
        let cells = Cells::Integer(self.rows.iter().map(of).collect());
        self.with(name, cells)
    }

    /// Appends a column of numbers; a missing one is an empty cell.
    pub fn number(self, name: &str, of: impl Fn(&'r R) -> Option<f64>) -> Self {
        let cells = Cells::Number(self.rows.iter().map(of).collect());
        self.with(name, cells)
    }

    /// Appends a column of numbers that the scenario names, with its unit and meaning.
    pub fn named(mut self, name: &str, unit: &'static str, meaning: String, of: impl Fn(&'r R) -> Option<f64>) -> Self {
        self.table = self.table.with_column(Column {
            name: name.to_owned(),
            unit,
            may_be_empty: true,
            meaning,
            cells: Cells::Number(self.rows.iter().map(of).collect()),
        });
        self
    }

    /// Appends a column of 0 and 1 that somebody else names, with its meaning.
    pub fn flagged(mut self, name: &str, meaning: String, of: impl Fn(&'r R) -> bool) -> Self {
        self.table = self.table.with_column(Column {
            name: name.to_owned(),
            unit: "",
            may_be_empty: false,
            meaning,
            cells: Cells::Integer(self.rows.iter().map(|row| Some(i64::from(of(row)))).collect()),
        });
        self
    }

    /// Appends a column of texts that somebody else names, with its meaning.
    pub fn labelled(mut self, name: &str, meaning: String, of: impl Fn(&'r R) -> &'r str) -> Self {
        self.table = self.table.with_column(Column {
            name: name.to_owned(),
            unit: "",
            may_be_empty: false,
            meaning,
            cells: Cells::Text(self.rows.iter().map(|row| of(row).to_owned()).collect()),
        });
        self
    }

    /// Appends `estimate`, `std_error`, `low`, `high` and the `level` of the interval.
    pub fn estimate(self, of: impl Fn(&'r R) -> &'r Estimate) -> Self {
        self.estimate_as("estimate", of)
    }

    /// Appends an estimate whose value has another name than `estimate`.
    pub fn estimate_as(self, name: &str, of: impl Fn(&'r R) -> &'r Estimate) -> Self {
        self.number(name, |row| of(row).value)
            .number("std_error", |row| of(row).std_error)
            .number("low", |row| of(row).low)
            .number("high", |row| of(row).high)
            .number("level", |_| Some(level().share()))
    }

    /// The finished table.
    pub fn table(self) -> Table {
        self.table
    }

    fn with(mut self, name: &str, cells: Cells) -> Self {
        let column = column(self.table.slug, name, cells);
        self.table = self.table.with_column(column);
        self
    }
}

/// A column of a table as it is defined.
///
/// # Panics
/// If it is not defined, and in development if the cells are of another kind or some are missing that may not be.
pub fn column(table: &str, name: &str, cells: Cells) -> Column {
    let Definition {
        kind,
        unit,
        may_be_empty,
        meaning,
    } = definition(table, name);
    debug_assert!(
        matches!(
            (kind, &cells),
            (Kind::Text, Cells::Text(_)) | (Kind::Integer, Cells::Integer(_)) | (Kind::Number, Cells::Number(_))
        ),
        "column {name} of table {table} is not defined as {}",
        cells.kind()
    );
    debug_assert!(
        may_be_empty || !cells.has_gaps(),
        "column {name} of table {table} has empty cells and is defined to have none"
    );
    Column {
        name: name.to_owned(),
        unit,
        may_be_empty,
        meaning,
        cells,
    }
}
