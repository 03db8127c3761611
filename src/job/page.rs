//! The page of results: of one that is about to be written, and of any that stand in folders; none without the feature `pages`.

use std::collections::BTreeMap;

#[cfg(not(feature = "pages"))]
use serde_json::{Map, Value};

/// Contents of the files of a result, by name.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

#[cfg(feature = "pages")]
pub(super) use made::of_files;
#[cfg(feature = "pages")]
pub use made::{read, report};

/// The page of a result that is about to be written: none.
#[cfg(not(feature = "pages"))]
pub(super) fn of_files(files: Files, _: &Map<String, Value>) -> Result<Option<String>, super::JobError> {
    drop(files);
    Ok(None)
}

#[cfg(feature = "pages")]
mod made {
    use std::fs;
    use std::path::{Path, PathBuf};

    use serde_json::{Map, Value};

    use super::Files;
    use crate::job::JobError;
    use crate::output::manifest::MANIFEST;
    use crate::output::records::Finished;
    use crate::report::page::{self, Source};

    /// The page of a result that is about to be written; `None` if it has no words.
    pub(in crate::job) fn of_files(files: Files, manifest: &Map<String, Value>) -> Result<Option<String>, JobError> {
        let source = Source {
            folder: String::new(),
            manifest: Value::Object(manifest.clone()),
            files,
            answers: Vec::new(),
        };
        match page::has_words(&source) {
            true => Ok(Some(page::page(&[source])?)),
            false => Ok(None),
        }
    }

    /// The page of the results in these folders, or in the folders directly below them, in this order; attributions and answers to
    /// questions go to the comparisons of the same scenario.
    ///
    /// # Errors
    /// If a folder holds no result, a file is not as it was written, or an attribution belongs to no comparison.
    pub fn report(paths: &[PathBuf]) -> Result<String, JobError> {
        let mut folders: Vec<PathBuf> = Vec::new();
        for path in paths {
            folders.extend(results_in(path)?);
        }
        let all: Vec<Source> = folders.iter().map(|folder| read(folder)).collect::<Result<_, _>>()?;
        let (mut compared, others): (Vec<Source>, Vec<Source>) = all.into_iter().partition(page::has_words);
        for other in others
            .into_iter()
            .filter(|other| page::is_attribution(other) || page::is_answer(other))
        {
            let Some(own) = compared.iter_mut().find(|source| page::same_scenario(source, &other)) else {
                let folder = PathBuf::from(&other.folder);
                return Err(match page::is_answer(&other) {
                    true => JobError::AnswerAlone(folder),
                    false => JobError::AttributionAlone(folder),
                });
            };
            page::join(own, other);
        }
        if compared.is_empty() {
            let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
            return Err(JobError::NothingToReport(paths.join(", ")));
        }
        Ok(page::page(&compared)?)
    }

    /// The files of a finished result, as they were written.
    ///
    /// # Errors
    /// If the folder holds no result, or a file is not as it was written.
    pub fn read(folder: &Path) -> Result<Source, JobError> {
        let finished = Finished::open(folder)?;
        let mut files = Files::new();
        for listed in &finished.manifest.files {
            if page::needs(&listed.name) {
                files.insert(listed.name.clone(), finished.file(&listed.name)?);
            }
        }
        Ok(Source {
            folder: folder.display().to_string(),
            manifest: finished.manifest.entries,
            files,
            answers: Vec::new(),
        })
    }

    /// The folder itself if it holds a result, else those directly in it that do, by name.
    fn results_in(path: &Path) -> Result<Vec<PathBuf>, JobError> {
        if path.join(MANIFEST).is_file() {
            return Ok(vec![path.to_owned()]);
        }
        let cannot = |source| JobError::Unreadable {
            path: path.to_owned(),
            source,
        };
        if path.is_file() {
            return Err(JobError::NothingToReport(path.display().to_string()));
        }
        let mut found = Vec::new();
        for entry in fs::read_dir(path).map_err(cannot)? {
            let folder = entry.map_err(cannot)?.path();
            if folder.join(MANIFEST).is_file() {
                found.push(folder);
            }
        }
        found.sort();
        Ok(found)
    }
}
