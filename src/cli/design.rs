//! Tables of points as other programs write them.

use std::path::Path;

use honest_broker::output::records::Records;
use honest_broker::scenario::{Code, Problem, Problems};
use honest_broker::study::varied::Varied;

use super::failure::Failure;
use super::format::Format;

/// The name and text of a file.
pub fn read(file: &Path) -> Result<(String, String), Failure> {
    let name = file.display().to_string();
    let failed = |what: String| Failure::Io(format!("cannot read the design {name}: {what}"));
    let bytes = std::fs::read(file).map_err(|error| failed(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_| failed("it is not text in UTF-8; save it as that".to_owned()))?;
    Ok((name, text))
}

/// The points of a CSV table with a column for each key and a row for each point, given with its name.
pub fn points((name, text): &(String, String), coordinates: bool, format: Format) -> Result<Varied, Failure> {
    table(name, text.as_bytes(), coordinates).map_err(|problems| Failure::Scenario(problems, format))
}

fn table(name: &str, bytes: &[u8], coordinates: bool) -> Result<Varied, Problems> {
    let about = |code, line, message: String, help: &str| {
        let mut problem = Problem::about_file(code, name, message).help(help);
        problem.line = Some(line);
        problem.column = Some(1);
        problem
    };
    let records = Records::of_csv(bytes).map_err(|error| {
        let help = "write a header with the keys, then a row of as many entries for each point";
        Problems::from(about(
            Code::WrongType,
            1,
            format!("this is no CSV table: {error}"),
            help,
        ))
    })?;
    if let [only] = &records.header[..]
        && only.contains(';')
    {
        let help = "separate columns by commas, and write numbers with a point";
        return Err(about(
            Code::WrongType,
            1,
            "the columns seem to be separated by semicolons".to_owned(),
            help,
        )
        .into());
    }
    let keys: Vec<String> = records.header.iter().map(|key| key.trim().to_owned()).collect();
    let mut wrong = Vec::new();
    for (place, key) in keys.iter().enumerate() {
        if key.is_empty() {
            let message = format!("column {} has no key above it", place + 1);
            wrong.push(about(
                Code::UnknownKey,
                1,
                message,
                "name the key, such as disarmer.exposure",
            ));
        }
    }
    if records.rows.is_empty() {
        let help = "write a row for each point";
        wrong.push(about(Code::WrongType, 1, "the table has no point".to_owned(), help));
    }
    for (row, entries) in records.rows.iter().enumerate() {
        for (key, entry) in keys.iter().zip(entries) {
            if entry.trim().is_empty() {
                let message = format!("the entry of {key} is missing");
                let mut problem = about(
                    Code::MissingKey,
                    row + 2,
                    message,
                    "every point needs an entry for every key",
                );
                problem.key = Some(key.clone());
                problem.column = keys.iter().position(|own| own == key).map(|place| place + 1);
                wrong.push(problem);
            }
        }
    }
    if !wrong.is_empty() {
        return Err(Problems::new(wrong));
    }
    let lines = (0..records.rows.len()).map(|row| row + 2).collect();
    let trimmed = |row: &Vec<String>| row.iter().map(|entry| entry.trim().to_owned()).collect();
    Ok(Varied {
        keys,
        rows: records.rows.iter().map(trimmed).collect(),
        coordinates,
        place: Some((name.to_owned(), lines)),
    })
}
