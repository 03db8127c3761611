//! Plain tables: what the analysis hands to files and charts. Columns are named and typed; a missing cell is `None`, which is
//! written as an empty field and never as zero.

/// The cells of a column, one per row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells {
    Text(Vec<String>),
    Integer(Vec<Option<i64>>),
    /// Finite numbers only: a NaN or an infinity is a defect of whoever fills the table.
    Number(Vec<Option<f64>>),
}

/// A named column. `name` is snake_case and a valid Python and R identifier; `unit` is empty for labels and pure numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub name: String,
    pub unit: &'static str,
    /// Whether a cell may be missing: a text of no characters, or no number.
    pub may_be_empty: bool,
    /// What a cell says, in a sentence without a point; empty only in tables that are not written as files.
    pub meaning: String,
    pub cells: Cells,
}

/// Columns of equal length under a slug that names the file (`outcomes` → `outcomes.csv`).
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub slug: &'static str,
    pub title: String,
    pub columns: Vec<Column>,
}

impl Cells {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Cells::Text(v) => v.len(),
            Cells::Integer(v) => v.len(),
            Cells::Number(v) => v.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What the cells are: `text`, `integer` or `number`.
    pub fn kind(&self) -> &'static str {
        match self {
            Cells::Text(_) => "text",
            Cells::Integer(_) => "integer",
            Cells::Number(_) => "number",
        }
    }

    /// Whether a cell is missing.
    pub fn has_gaps(&self) -> bool {
        match self {
            Cells::Text(v) => v.iter().any(String::is_empty),
            Cells::Integer(v) => v.iter().any(Option::is_none),
            Cells::Number(v) => v.iter().any(Option::is_none),
        }
    }
}

impl Table {
    pub fn new(slug: &'static str, title: impl Into<String>) -> Self {
        Table {
            slug,
            title: title.into(),
            columns: Vec::new(),
        }
    }

    /// Appends a column without a meaning, for a table that is drawn and not written.
    ///
    /// # Panics
    /// If the column has another number of rows than those before it.
    pub fn with(self, name: impl Into<String>, unit: &'static str, cells: Cells) -> Self {
        self.with_column(Column {
            name: name.into(),
            unit,
            may_be_empty: true,
            meaning: String::new(),
            cells,
        })
    }

    /// Appends a column and returns the table.
    ///
    /// # Panics
    /// If the column has another number of rows than those before it.
    pub fn with_column(mut self, column: Column) -> Self {
        if let Some(first) = self.columns.first() {
            assert_eq!(
                first.cells.len(),
                column.cells.len(),
                "column {} of table {} has another length",
                column.name,
                self.slug
            );
        }
        self.columns.push(column);
        self
    }

    /// Puts a column after the one named `after`; a table without that column stays as it is.
    ///
    /// # Panics
    /// If the column has another number of rows than the table.
    pub fn with_after(self, after: &str, column: Column) -> Self {
        let Some(place) = self.columns.iter().position(|c| c.name == after) else {
            return self;
        };
        let mut table = self.with_column(column);
        let column = table.columns.pop();
        table.columns.splice(place + 1..place + 1, column);
        table
    }

    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |c| c.cells.len())
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&Cells> {
        self.columns.iter().find(|c| c.name == name).map(|c| &c.cells)
    }

    /// The rows that have this text in a column; all of them if there is no such column of texts.
    pub fn only(&self, column: &str, text: &str) -> Table {
        self.among(column, &[text.to_owned()])
    }

    /// The rows that have one of these texts in a column; all of them if there is no such column of texts.
    pub fn among(&self, column: &str, texts: &[String]) -> Table {
        let Some(Cells::Text(cells)) = self.column(column) else {
            return self.clone();
        };
        let kept: Vec<usize> = (0..cells.len()).filter(|i| texts.contains(&cells[*i])).collect();
        let columns = self.columns.iter().map(|c| Column {
            cells: match &c.cells {
                Cells::Text(v) => Cells::Text(kept.iter().map(|i| v[*i].clone()).collect()),
                Cells::Integer(v) => Cells::Integer(kept.iter().map(|i| v[*i]).collect()),
                Cells::Number(v) => Cells::Number(kept.iter().map(|i| v[*i]).collect()),
            },
            ..c.clone()
        });
        Table {
            columns: columns.collect(),
            ..self.clone()
        }
    }
}
