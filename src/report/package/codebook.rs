//! What every column of every table of a package means, from the tables `columns.csv` of its results.

use super::{Package, PackageError, cell, row_of};
use crate::output::records::Records;

/// Columns of a table of columns that the codebook takes over.
const ENTRIES: [&str; 6] = ["table", "column", "type", "unit", "may_be_empty", "meaning"];

/// A column, with the results that have it.
struct Entry {
    cells: [String; ENTRIES.len()],
    results: Vec<String>,
}

/// Every column once for each meaning it has, by table, in the order of the columns.
fn entries(package: &Package) -> Vec<Entry> {
    let mut all: Vec<Entry> = Vec::new();
    for packed in &package.results {
        let columns = &packed.columns;
        for row in &columns.rows {
            let cells = ENTRIES.map(|entry| columns.cell(row, entry).to_owned());
            match all.iter_mut().find(|entry| entry.cells == cells) {
                Some(entry) => entry.results.push(packed.name.clone()),
                None => all.push(Entry {
                    cells,
                    results: vec![packed.name.clone()],
                }),
            }
        }
    }
    // Stable, so that columns keep their order.
    all.sort_by(|a, b| a.cells[0].cmp(&b.cells[0]));
    all
}

/// The codebook as a table.
///
/// # Errors
/// If it cannot be written as one.
pub fn codebook(package: &Package) -> Result<Vec<u8>, PackageError> {
    let rows = entries(package).into_iter().map(|entry| {
        let results = entry.results.join("; ");
        entry.cells.into_iter().chain([results]).collect()
    });
    let records = Records {
        header: ENTRIES.into_iter().chain(["results"]).map(str::to_owned).collect(),
        rows: rows.collect(),
    };
    Ok(records.to_csv()?)
}

/// The codebook as a page, a section for each table.
pub fn codebook_page(package: &Package) -> String {
    let mut text = "# Codebook\n\nEvery column of every table, with type, unit and meaning; `codebook.csv` has the same for programs. The table `columns.csv` \
                    of each result says it of that result alone, in columns of the same names.\n"
        .to_owned();
    let mut table = String::new();
    for Entry { cells, results } in entries(package) {
        let [of, column, kind, unit, may_be_empty, meaning] = &cells;
        if *of != table {
            table.clone_from(of);
            text.push_str(&format!("\n## {of}.csv\n\nA row is: {}.\n\n", row_of(of)));
            text.push_str("| column | type | unit | may be empty | meaning | in |\n|---|---|---|---|---|---|\n");
        }
        text.push_str(&format!(
            "| `{}` | {kind} | {} | {may_be_empty} | {} | {} |\n",
            cell(column),
            cell(unit),
            cell(meaning),
            cell(&results.join(", "))
        ));
    }
    text
}
