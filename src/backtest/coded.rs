//! The coded table of cases: a row for each value, with its grade, the rule that it follows and where it comes from.

use std::collections::BTreeMap;

use super::codes::{Codes, Reading};

pub use super::codes::{Coded, Happened};

/// A negotiation as it is coded.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Short name, also of its scenario file.
    pub id: String,
    /// Name to display.
    pub name: String,
    /// What the rules start from.
    pub codes: Codes,
    /// Every value by its variable.
    pub values: BTreeMap<String, Coded>,
}

/// What is wrong with a table of cases: all of it, a line for each.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct CodedError(pub Vec<String>);

impl Case {
    /// What stands in a variable; `None` if the table has none.
    pub fn coded(&self, variable: &str) -> Option<&Coded> {
        self.values.get(variable).filter(|coded| !coded.value.is_empty())
    }

    /// The section of the record that the case rests on.
    pub fn source(&self) -> &str {
        self.values.get("start").map_or("", |coded| &coded.source)
    }
}

const COLUMNS: [&str; 8] = [
    "case_id", "case", "variable", "value", "unit", "grade", "rule", "source",
];

/// Reads a table of cases, in the order of its first rows.
///
/// # Errors
/// All that is wrong with it, each with file, line and variable.
pub fn read(file: &str, text: &str) -> Result<Vec<Case>, CodedError> {
    let mut problems = Vec::new();
    let mut order: Vec<(String, String)> = Vec::new();
    let mut by_case: BTreeMap<String, BTreeMap<String, Coded>> = BTreeMap::new();
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    match reader.headers() {
        Ok(header) if header.iter().eq(COLUMNS) => {}
        _ => {
            let wanted = COLUMNS.join(",");
            return Err(CodedError(vec![format!(
                "{file}, line 1: the first line must be `{wanted}`"
            )]));
        }
    }
    for row in reader.records() {
        let row = match row {
            Ok(row) if row.len() == COLUMNS.len() => row,
            Ok(row) => {
                let line = row.position().map_or(0, csv::Position::line);
                problems.push(format!(
                    "{file}, line {line}: {} fields where {} belong; put quotes around a text with commas",
                    row.len(),
                    COLUMNS.len()
                ));
                continue;
            }
            Err(error) => {
                problems.push(format!("{file}: {error}"));
                continue;
            }
        };
        let line = row.position().map_or(0, |position| position.line() as usize);
        let [id, name, variable] = [0, 1, 2].map(|column| row[column].trim().to_owned());
        if !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') || id.is_empty() {
            problems.push(format!(
                "{file}, line {line}: case_id `{id}` must be made of letters, digits and underscores"
            ));
            continue;
        }
        let values = by_case.entry(id.clone()).or_default();
        match order.iter().find(|(known, _)| *known == id) {
            None => order.push((id.clone(), name)),
            Some((_, known)) if *known != name => {
                problems.push(format!(
                    "{file}, line {line}: case `{id}` is called `{name}` here and `{known}` above"
                ));
            }
            Some(_) => {}
        }
        let coded = Coded {
            value: row[3].trim().to_owned(),
            grade: row[5].trim().to_owned(),
            rule: row[6].trim().to_owned(),
            source: row[7].trim().to_owned(),
            line,
        };
        let grades = ["C", "M", "D", "J", "-"];
        if !grades.contains(&coded.grade.as_str()) {
            problems.push(format!(
                "{file}, line {line}, {id} {variable}: grade `{}` is none of C, M, D, J and -",
                coded.grade
            ));
        }
        if let Some(first) = values.insert(variable.clone(), coded) {
            problems.push(format!(
                "{file}, line {line}, {id} {variable}: the value stands in line {} already",
                first.line
            ));
        }
    }
    let mut cases = Vec::new();
    for (id, name) in order {
        let values = by_case.remove(&id).unwrap_or_default();
        let mut reading = Reading::new(file, &id, &values, &mut problems);
        let codes = Codes::read(&mut reading);
        let seen = reading.seen;
        for (variable, coded) in values.iter().filter(|(variable, _)| !seen.contains(*variable)) {
            problems.push(format!(
                "{file}, line {}, {id} {variable}: no rule knows this variable",
                coded.line
            ));
        }
        if let Some(codes) = codes {
            cases.push(Case {
                id,
                name,
                codes,
                values,
            });
        }
    }
    if cases.is_empty() && problems.is_empty() {
        problems.push(format!("{file}: the table has no case"));
    }
    match problems.is_empty() {
        true => Ok(cases),
        false => Err(CodedError(problems)),
    }
}
