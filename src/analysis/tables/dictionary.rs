//! Table `columns`: what every column of a result is, from the columns themselves.

use super::rows::Columns;
use crate::table::{Column, Table};

/// One row for each column of the tables, in their order.
pub fn columns(tables: &[Table]) -> Table {
    let of = |table: &Table, column: &Column| Row {
        table: table.slug,
        column: column.name.clone(),
        kind: column.cells.kind(),
        unit: column.unit,
        may_be_empty: column.may_be_empty,
        meaning: column.meaning.clone(),
    };
    let rows: Vec<Row> = (tables.iter())
        .flat_map(|table| table.columns.iter().map(move |column| of(table, column)))
        .collect();
    Columns::over("columns", "What the columns mean", &rows)
        .text("table", |row| row.table)
        .text("column", |row| &row.column)
        .text("type", |row| row.kind)
        .text("unit", |row| row.unit)
        .text("may_be_empty", |row| if row.may_be_empty { "yes" } else { "no" })
        .text("meaning", |row| &row.meaning)
        .table()
}

struct Row {
    table: &'static str,
    column: String,
    kind: &'static str,
    unit: &'static str,
    may_be_empty: bool,
    meaning: String,
}
