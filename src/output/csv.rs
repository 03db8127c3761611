//! Tables as CSV.
//!
//! One header line of snake_case names and no preamble; comma, LF, quotes only where needed. Numbers are the shortest
//! text that reads back as the same bits, and always carry a point or an exponent (`1.0`, `0.1`, `1e-7`), so that a
//! reader that guesses types sees numbers, not integers. A missing cell is an empty field. Texts are written so that no reader takes
//! them for anything else (module `cell`).

use super::cell;
use crate::table::{Cells, Column, Table};
use std::collections::BTreeSet;

/// Why a table was not written. Each of them is a defect of whoever filled the table.
#[derive(Debug, thiserror::Error)]
pub enum CsvError {
    #[error("table {table}, column {column}, row {row}: {value} is not a finite number")]
    NotFinite {
        table: String,
        column: String,
        row: usize,
        value: f64,
    },
    #[error(
        "table {table}: {column:?} is not a column name: a lower-case letter, then letters, digits and underscores"
    )]
    Name { table: String, column: String },
    #[error("table {table}: two columns are named {column}")]
    Duplicate { table: String, column: String },
    #[error("table {table}: {source}")]
    Write { table: String, source: ::csv::Error },
}

/// The table as the bytes of a CSV file.
///
/// # Errors
/// If a number is not finite, or a column name occurs twice or is more than letters, digits and underscores after a
/// lower-case letter (the names of stakeholders may have capitals).
pub fn bytes(table: &Table) -> Result<Vec<u8>, CsvError> {
    check_names(table)?;
    let failed = |source| CsvError::Write {
        table: table.slug.to_owned(),
        source,
    };
    let mut writer = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    writer
        .write_record(table.columns.iter().map(|c| c.name.as_str()))
        .map_err(failed)?;
    for row in 0..table.rows() {
        for column in &table.columns {
            writer.write_field(field(table, column, row)?).map_err(failed)?;
        }
        writer.write_record(None::<&[u8]>).map_err(failed)?;
    }
    writer.into_inner().map_err(|e| failed(e.into_error().into()))
}

fn check_names(table: &Table) -> Result<(), CsvError> {
    let mut seen = BTreeSet::new();
    for Column { name, .. } in &table.columns {
        let snake = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let (table, column) = (table.slug.to_owned(), name.clone());
        if !snake {
            return Err(CsvError::Name { table, column });
        }
        if !seen.insert(name) {
            return Err(CsvError::Duplicate { table, column });
        }
    }
    Ok(())
}

fn field(table: &Table, column: &Column, row: usize) -> Result<String, CsvError> {
    Ok(match &column.cells {
        Cells::Text(cells) => cell::text(&cells[row]).into_owned(),
        Cells::Integer(cells) => cells[row].map_or_else(String::new, |i| i.to_string()),
        Cells::Number(cells) => match cells[row] {
            None => String::new(),
            Some(value) if value.is_finite() => number(value),
            Some(value) => {
                return Err(CsvError::NotFinite {
                    table: table.slug.to_owned(),
                    column: column.name.clone(),
                    row,
                    value,
                });
            }
        },
    })
}

/// Shortest text that reads back as `value`. Negative zero loses its sign: it carries nothing a reader could use.
fn number(value: f64) -> String {
    // Adding zero turns −0 into 0 and changes nothing else.
    format!("{:?}", value + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_read_back_as_the_same_bits() {
        for (value, text) in [
            (0.1, "0.1"),
            (1.0, "1.0"),
            (-0.0, "0.0"),
            (1e-7, "1e-7"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e20, "1e20"),
            (-12.5, "-12.5"),
        ] {
            assert_eq!(number(value), text);
            assert_eq!(text.parse::<f64>().map(|v| v == value), Ok(true));
        }
    }

    #[test]
    fn missing_cells_are_empty_fields_and_text_is_quoted_only_where_needed() {
        let table = Table::new("t", "T")
            .with(
                "arm",
                "",
                Cells::Text(vec!["a, \"b\"".into(), "plain".into(), String::new()]),
            )
            .with("n", "", Cells::Integer(vec![Some(-3), None, Some(0)]))
            .with("share", "", Cells::Number(vec![Some(0.25), None, Some(0.0)]));
        let text = String::from_utf8(bytes(&table).expect("a sound table")).expect("UTF-8");
        assert_eq!(text, "arm,n,share\n\"a, \"\"b\"\"\",-3,0.25\nplain,,\n,0,0.0\n");
    }

    #[test]
    fn a_number_that_is_not_finite_is_an_error_that_names_its_cell() {
        let table = Table::new("rows", "T").with("estimate", "", Cells::Number(vec![Some(1.0), Some(f64::NAN)]));
        let error = bytes(&table).expect_err("NaN must not be written").to_string();
        assert_eq!(error, "table rows, column estimate, row 1: NaN is not a finite number");
    }

    #[test]
    fn a_column_name_that_is_not_snake_case_or_comes_twice_is_an_error() {
        let bad = Table::new("t", "T").with("Std Error", "", Cells::Integer(vec![]));
        assert!(matches!(bytes(&bad), Err(CsvError::Name { .. })));
        let twice = Table::new("t", "T")
            .with("x", "", Cells::Integer(vec![]))
            .with("x", "", Cells::Integer(vec![]));
        assert!(matches!(bytes(&twice), Err(CsvError::Duplicate { .. })));
    }
}
