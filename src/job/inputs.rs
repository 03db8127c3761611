//! The files that a result was read from, as they are kept with it: from them the command in its manifest runs again.

use crate::output::csv::CsvError;
use crate::output::records::Records;
use crate::scenario::Scenario;
use crate::study::varied::Varied;

/// The points of a sweep that were read from a table.
pub const DESIGN: &str = "design.csv";
/// Coded cases in place of those that come with the program.
pub const CODED: &str = "coded.csv";

/// Name of the file in which a scenario is kept.
pub(super) fn file_of(scenario: &Scenario) -> String {
    format!("{}.toml", scenario.stem)
}

/// Name and contents of that file. A scenario that extends another is kept as one text that needs no other file.
pub(super) fn kept(scenario: &Scenario) -> (String, Vec<u8>) {
    (file_of(scenario), scenario.text.clone().into_bytes())
}

/// The points of a sweep as a table, a column for each key.
///
/// # Errors
/// If it cannot be written as one.
pub(super) fn design(varied: &Varied) -> Result<Vec<u8>, CsvError> {
    let records = Records {
        header: varied.keys.clone(),
        rows: varied.rows.clone(),
    };
    let failed = |source| CsvError::Write {
        table: DESIGN.to_owned(),
        source,
    };
    records.to_csv().map_err(failed)
}
