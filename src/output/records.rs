//! Tables read back from the folder of a result, as text.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::digest::sha256;
use super::manifest::{MANIFEST, Manifest};

/// Why a table cannot be read back.
#[derive(Debug, thiserror::Error)]
pub enum RecordsError {
    #[error("cannot read {}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{} holds no result of this program{instead}", folder.display())]
    NoManifest { folder: PathBuf, instead: String },
    #[error("{} is not as it was written; compute the result again with --force", .0.display())]
    Changed(PathBuf),
    #[error("{}: {source}", path.display())]
    NotATable { path: PathBuf, source: ::csv::Error },
    #[error("{} has other columns than the tables of the same name", .0.display())]
    OtherColumns(PathBuf),
}

impl RecordsError {
    /// The error for a folder without a readable manifest, with what it holds in its place.
    pub fn no_manifest(folder: &Path) -> Self {
        RecordsError::NoManifest {
            folder: folder.to_owned(),
            instead: instead(folder),
        }
    }
}

/// What a folder without a readable manifest holds in its place, in words; empty if there is nothing to say.
fn instead(folder: &Path) -> String {
    if folder.join(MANIFEST).exists() {
        return format!(": its {MANIFEST} is damaged, or of something else");
    }
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let inside = entries.filter(|entry| Manifest::read(&entry.path()).is_some());
    let mut names: Vec<String> = inside
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    match &names[..] {
        [] => String::new(),
        [one] => format!("; {one} in it is one"),
        [one, ..] => format!("; {} folders in it are, such as {one}", names.len()),
    }
}

/// The records of a table: the names of its columns, and its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    pub header: Vec<String>,
    /// Cells, as many in a row as there are columns.
    pub rows: Vec<Vec<String>>,
}

impl Records {
    /// A cell; empty if there is no such column.
    pub fn cell<'r>(&self, row: &'r [String], column: &str) -> &'r str {
        let place = self.header.iter().position(|name| name == column);
        place.and_then(|place| row.get(place)).map_or("", String::as_str)
    }

    /// The first row whose cells are these.
    pub fn find(&self, cells: &[(&str, &str)]) -> Option<&[String]> {
        let same = |row: &&Vec<String>| cells.iter().all(|(column, text)| self.cell(row, column) == *text);
        self.rows.iter().find(same).map(Vec::as_slice)
    }

    /// The records of a CSV file.
    ///
    /// # Errors
    /// If it is none.
    pub fn of_csv(bytes: &[u8]) -> Result<Self, ::csv::Error> {
        let mut reader = ::csv::Reader::from_reader(bytes);
        let texts = |record: &::csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
        let header = texts(reader.headers()?);
        let rows: Result<Vec<_>, _> = reader
            .records()
            .map(|record| record.map(|record| texts(&record)))
            .collect();
        Ok(Records { header, rows: rows? })
    }

    /// The records as a CSV file; the fields are as they were read.
    ///
    /// # Errors
    /// If a row has another number of cells than the header.
    pub fn to_csv(&self) -> Result<Vec<u8>, ::csv::Error> {
        let terminator = ::csv::Terminator::Any(b'\n');
        let mut writer = ::csv::WriterBuilder::new()
            .terminator(terminator)
            .from_writer(Vec::new());
        writer.write_record(&self.header)?;
        for row in &self.rows {
            writer.write_record(row)?;
        }
        writer.into_inner().map_err(|e| e.into_error().into())
    }
}

/// A finished result: its folder and its manifest.
#[derive(Clone, Debug)]
pub struct Finished {
    pub folder: PathBuf,
    pub manifest: Manifest,
}

impl Finished {
    /// Reads the manifest of a folder.
    ///
    /// # Errors
    /// If there is none of this program.
    pub fn open(folder: &Path) -> Result<Self, RecordsError> {
        let manifest = Manifest::read(folder).ok_or_else(|| RecordsError::no_manifest(folder))?;
        Ok(Finished {
            folder: folder.to_owned(),
            manifest,
        })
    }

    /// The records of a table that the manifest lists; `None` if it lists none of that name.
    ///
    /// # Errors
    /// If the file is gone, or is not as it was written.
    pub fn table(&self, slug: &str) -> Result<Option<Records>, RecordsError> {
        let name = format!("{slug}.csv");
        if !self.manifest.files.iter().any(|file| file.name == name) {
            return Ok(None);
        }
        let bytes = self.file(&name)?;
        let failed = |source| RecordsError::NotATable {
            path: self.folder.join(&name),
            source,
        };
        Records::of_csv(&bytes).map(Some).map_err(failed)
    }

    /// The contents of a file that the manifest lists.
    ///
    /// # Errors
    /// If the manifest lists none of that name, or the file is gone or is not as it was written.
    pub fn file(&self, name: &str) -> Result<Vec<u8>, RecordsError> {
        let path = self.folder.join(name);
        let bytes = fs::read(&path).map_err(|source| RecordsError::Io {
            path: path.clone(),
            source,
        })?;
        let listed = self.manifest.files.iter().find(|file| file.name == name);
        match listed.is_some_and(|listed| listed.sha256 == sha256(&bytes)) {
            true => Ok(bytes),
            false => Err(RecordsError::Changed(path)),
        }
    }
}

/// Puts the records of a result's table below those of the results before it.
///
/// # Errors
/// If they have other columns.
pub fn stacked(before: &mut Option<Records>, records: &Records, of: &Finished, slug: &str) -> Result<(), RecordsError> {
    match before {
        None => *before = Some(records.clone()),
        Some(before) if before.header == records.header => before.rows.extend_from_slice(&records.rows),
        Some(_) => return Err(RecordsError::OtherColumns(of.folder.join(format!("{slug}.csv")))),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::manifest::{MANIFEST, PROGRAM};

    #[test]
    fn a_table_is_read_back_as_it_was_written_and_not_if_it_was_changed() {
        let place = tempfile::tempdir().unwrap();
        let text = "arm,estimate\n\"a, \"\"b\"\"\",0.5\n";
        let write = |text: &str| fs::write(place.path().join("rows.csv"), text).unwrap();
        write(text);
        let manifest = serde_json::json!({
            "program": { "name": PROGRAM },
            "files": [{ "name": "rows.csv", "sha256": sha256(text.as_bytes()) }],
        });
        fs::write(place.path().join(MANIFEST), manifest.to_string()).unwrap();
        let result = Finished::open(place.path()).unwrap();
        let records = result.table("rows").unwrap().unwrap();
        assert_eq!(records.rows, [["a, \"b\"", "0.5"]]);
        assert_eq!(records.to_csv().unwrap(), text.as_bytes());
        assert!(result.table("others").unwrap().is_none());
        let mut twice = None;
        stacked(&mut twice, &records, &result, "rows").unwrap();
        stacked(&mut twice, &records, &result, "rows").unwrap();
        assert_eq!(twice.unwrap().rows.len(), 2);
        write("arm,estimate\na,0.6\n");
        assert!(matches!(result.table("rows"), Err(RecordsError::Changed(_))));
    }
}
