//! The files of a result, as they are kept or are about to be written.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::output::records::Records;

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// A file that the page is made from is not there.
    #[error(
        "{0} is missing: the result was written by an older version, or not as a comparison; compute it again with --force"
    )]
    Missing(String),
    /// A file does not hold what it should.
    #[error("{file} cannot be read: {why}")]
    Unreadable {
        /// Its path.
        file: String,
        /// What is wrong with it.
        why: String,
    },
    /// The template failed, which is a defect of the program.
    #[error("the page cannot be put together: {0}")]
    Template(String),
}

/// The files of one result.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// Folder as it is shown in messages.
    pub folder: String,
    /// All entries of the manifest.
    pub manifest: Value,
    /// Contents by name.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Answers to questions about the same scenario, which are shown with it.
    pub answers: Vec<Source>,
}

impl Source {
    /// The contents of a file, if it is there.
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(Vec::as_slice)
    }

    /// The path of a file for messages.
    pub(super) fn path(&self, name: &str) -> String {
        match self.folder.as_str() {
            "" => name.to_owned(),
            folder => format!("{folder}/{name}"),
        }
    }

    pub(super) fn need(&self, name: &str) -> Result<&[u8], PageError> {
        self.file(name).ok_or_else(|| PageError::Missing(self.path(name)))
    }

    /// The records of a table; none if it was not written.
    pub(super) fn table(&self, slug: &str) -> Result<Records, PageError> {
        let name = format!("{slug}.csv");
        let Some(bytes) = self.file(&name) else {
            return Ok(Records::default());
        };
        Records::of_csv(bytes).map_err(|why| PageError::Unreadable {
            file: self.path(&name),
            why: why.to_string(),
        })
    }

    /// What is kept in a file as JSON.
    pub(super) fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T, PageError> {
        serde_json::from_slice(self.need(name)?).map_err(|why| PageError::Unreadable {
            file: self.path(name),
            why: why.to_string(),
        })
    }

    /// A file that is text; `None` if it is not there.
    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, PageError> {
        let text = self.file(name).map(std::str::from_utf8).transpose();
        text.map_err(|why| PageError::Unreadable {
            file: self.path(name),
            why: why.to_string(),
        })
    }
}
