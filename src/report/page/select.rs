//! Rows of a table by what stands in them.

use crate::output::records::Records;

/// The rows of records that have these cells.
pub(super) fn rows<'r>(
    records: &'r Records,
    cells: &'r [(&'r str, &'r str)],
) -> impl Iterator<Item = &'r Vec<String>> + 'r {
    let same = move |row: &&Vec<String>| cells.iter().all(|(column, text)| records.cell(row, column) == *text);
    records.rows.iter().filter(same)
}
