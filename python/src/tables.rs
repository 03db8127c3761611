//! Tables of the library as Python takes them.

use honest_broker::table::{Cells, Column, Table};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// A column: name, kind (`text`, `integer` or `number`), unit, meaning, whether cells may be missing, and the cells: a list of texts, a list of
/// whole numbers and `None`, or the bytes of 64-bit floating-point numbers in the order of the machine, NaN where a cell is missing.
pub type Handed = (String, &'static str, &'static str, String, bool, Py<PyAny>);

/// The columns of a table.
pub fn handed(py: Python<'_>, table: Table) -> PyResult<Vec<Handed>> {
    table.columns.into_iter().map(|column| one(py, column)).collect()
}

fn one(py: Python<'_>, column: Column) -> PyResult<Handed> {
    let Column {
        name,
        unit,
        may_be_empty,
        meaning,
        cells,
    } = column;
    let kind = cells.kind();
    let cells = match cells {
        Cells::Text(cells) => cells.into_py_any(py)?,
        Cells::Integer(cells) => cells.into_py_any(py)?,
        Cells::Number(cells) => numbers(py, cells.into_iter().map(|cell| cell.unwrap_or(f64::NAN))),
    };
    Ok((name, kind, unit, meaning, may_be_empty, cells))
}

/// The bytes of numbers.
pub fn numbers(py: Python<'_>, numbers: impl Iterator<Item = f64>) -> Py<PyAny> {
    let bytes: Vec<u8> = numbers.flat_map(f64::to_ne_bytes).collect();
    PyBytes::new(py, &bytes).into_any().unbind()
}
