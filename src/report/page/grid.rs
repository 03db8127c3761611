//! A table of the page: texts that are read, and the numbers behind them, by which columns are sorted and which a download has.

use crate::notation::bracketed;

/// A column.
#[derive(Clone, Debug, Default)]
pub(super) struct Column {
    pub title: String,
    /// Numbers stand to the right.
    pub numeric: bool,
    /// Long texts may break.
    pub prose: bool,
}

/// A cell.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    pub text: String,
    /// The number that the text shows; empty for none.
    pub value: String,
    /// A second line, or an interval.
    pub note: String,
    /// Whether the number is no finding.
    pub unsure: bool,
}

/// A table.
#[derive(Clone, Debug, Default)]
pub(super) struct Grid {
    /// Name of the file that a download of it has, without ending.
    pub name: String,
    pub caption: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
}

impl Column {
    pub fn text(title: impl Into<String>) -> Self {
        Column {
            title: title.into(),
            ..Column::default()
        }
    }

    pub fn prose(title: impl Into<String>) -> Self {
        Column {
            title: title.into(),
            prose: true,
            numeric: false,
        }
    }

    pub fn number(title: impl Into<String>) -> Self {
        Column {
            title: title.into(),
            numeric: true,
            prose: false,
        }
    }
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Cell {
            text: text.into(),
            ..Cell::default()
        }
    }

    /// A number as it is kept, shown by `of`; missing if it is empty.
    pub fn number(kept: &str, of: impl Fn(f64) -> String) -> Self {
        match kept.parse::<f64>() {
            Ok(x) => Cell {
                text: of(x),
                value: kept.to_owned(),
                ..Cell::default()
            },
            Err(_) => Cell::text(""),
        }
    }
}

impl Cell {
    /// A number as it is kept with its interval, both shown by `of`; the interval is left out if it has no width or is not known.
    pub fn interval(kept: &str, ends: Option<(f64, f64)>, of: impl Fn(f64) -> String) -> Self {
        let mut cell = Cell::number(kept, &of);
        if let (Some((low, high)), Ok(value)) = (ends, cell.value.parse::<f64>())
            && low != high
        {
            let both = bracketed(value, low, high, of);
            cell.note = both.strip_prefix(&cell.text).unwrap_or_default().trim().to_owned();
        }
        cell
    }
}

impl Grid {
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}
