//! The folder of a job and what is kept beside it until the job is done.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::chunks::Chunks;
use super::error::JobError;
use super::pictures::Drawn;
use super::watch::{Event, Watch};
use crate::output::checkpoint::{Checkpoint, Earlier};
use crate::output::csv;
use crate::output::files::{MANIFEST, ResultFolder};
use crate::report::manifest::PROGRAM;
use crate::study::request::fingerprint;
use crate::table::Table;

/// Where a job writes, and what becomes of an earlier result or of its unfinished parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Folder of the results.
    pub folder: PathBuf,
    /// Replace an earlier result.
    pub force: bool,
    /// Continue what was interrupted.
    pub resume: bool,
    /// Draw charts of a comparison.
    pub charts: bool,
}

/// A job that may compute and write.
#[derive(Debug)]
pub struct Job {
    target: PathBuf,
    folder: ResultFolder,
    checkpoint: Checkpoint,
    /// Fingerprint of the whole request.
    request: String,
}

/// What became of opening a job.
#[derive(Debug)]
pub enum Opened {
    /// It may begin or go on.
    Ready(Job),
    /// The folder holds the result of this very request already.
    Finished,
}

/// What a finished job has written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// Folder of the results.
    pub folder: PathBuf,
    /// Names of the files, without the manifest.
    pub files: Vec<String>,
    /// Charts that could not be drawn, and why; everything else was written.
    pub not_drawn: Vec<String>,
}

/// Entry of the manifest that names the charts that could not be drawn.
const NOT_DRAWN: &str = "not_drawn";

impl Job {
    /// Reserves the folder and looks at what was kept of an interrupted run. `of_worlds` is what the worlds depend on, `whole`
    /// what the result does.
    ///
    /// # Errors
    /// If the folder holds something that may not be replaced, or cannot be written.
    pub fn open(target: &Target, of_worlds: &Value, whole: &Value, watch: &dyn Watch) -> Result<Opened, JobError> {
        let request = fingerprint(whole);
        if target.resume && is_finished(&target.folder, &request) {
            watch.notice(Event::Finished { folder: &target.folder });
            return Ok(Opened::Finished);
        }
        let earlier = match (target.resume, target.force) {
            (true, _) => Earlier::Resume,
            (false, true) => Earlier::Discard,
            (false, false) => Earlier::Refuse,
        };
        let folder = ResultFolder::create(&target.folder, target.force)?;
        let checkpoint = Checkpoint::open(&target.folder, PROGRAM, &fingerprint(of_worlds), earlier)?;
        Ok(Opened::Ready(Job {
            target: target.folder.clone(),
            folder,
            checkpoint,
            request,
        }))
    }

    /// Fingerprint of the whole request, for the manifest.
    pub fn request(&self) -> &str {
        &self.request
    }

    /// The store for finished chunks of `size` worlds.
    pub fn store(&self, size: u64) -> Chunks<'_> {
        Chunks {
            checkpoint: &self.checkpoint,
            size,
        }
    }

    /// Says where the finished worlds are kept if the error is that the job was stopped.
    pub fn kept(&self, error: JobError) -> JobError {
        match error {
            JobError::Stopped { .. } => JobError::Stopped {
                kept: self
                    .checkpoint
                    .holds_something()
                    .then(|| self.checkpoint.folder().to_owned()),
            },
            other => other,
        }
    }

    /// Writes tables, charts and manifest, and removes what was kept meanwhile. A chart that cannot be drawn is left out and
    /// named in the manifest; the finished worlds are kept then.
    ///
    /// # Errors
    /// If a table has a cell that cannot be written, or a file cannot be.
    pub(super) fn finish(
        mut self,
        tables: &[Table],
        charts: Vec<Drawn>,
        mut manifest: Map<String, Value>,
    ) -> Result<Finished, JobError> {
        for table in tables {
            self.folder.add(&format!("{}.csv", table.slug), csv::bytes(table)?)?;
        }
        let mut not_drawn = Vec::new();
        for (name, drawn) in charts {
            match drawn {
                Ok((svg, png)) => {
                    self.folder
                        .add(&format!("{}.svg", name), svg)?
                        .add(&format!("{}.png", name), png)?;
                }
                Err(why) => not_drawn.push(format!("{}: {why}", name)),
            }
        }
        if !not_drawn.is_empty() {
            manifest.insert(NOT_DRAWN.to_owned(), json!(not_drawn));
        }
        let written = self.folder.finish(manifest)?;
        if not_drawn.is_empty() {
            self.checkpoint.remove()?;
        }
        Ok(Finished {
            folder: self.target,
            files: written.into_iter().map(|file| file.name).collect(),
            not_drawn,
        })
    }
}

/// Whether a folder holds the whole result of a request.
fn is_finished(folder: &Path, request: &str) -> bool {
    let manifest = std::fs::read(folder.join(MANIFEST)).ok();
    let manifest: Option<Value> = manifest.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    manifest.is_some_and(|m| m["options"]["request_sha256"] == request && m.get(NOT_DRAWN).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Cells;

    #[test]
    fn a_chart_that_cannot_be_drawn_costs_neither_tables_nor_finished_worlds_and_is_made_up_for_on_resume() {
        let place = tempfile::tempdir().unwrap();
        let target = Target {
            folder: place.path().join("result"),
            force: true,
            resume: true,
            charts: true,
        };
        let request = json!({ "seed": "1" });
        let open = || Job::open(&target, &request, &request, &()).unwrap();
        let table = Table::new("rows", "Rows").with("arm", "", Cells::Text(vec!["a".to_owned()]));
        let finish = |drawn: Drawn| {
            let Opened::Ready(job) = open() else {
                panic!("the job is not finished");
            };
            job.checkpoint.write(0, b"[]").unwrap();
            let mut manifest = Map::new();
            manifest.insert("options".to_owned(), json!({ "request_sha256": job.request() }));
            let finished = job.finish(std::slice::from_ref(&table), vec![drawn], manifest).unwrap();
            (finished, place.path().join(".result.unfinished").exists())
        };
        let (finished, kept) = finish(("bars", Err("no room".to_owned())));
        assert_eq!(finished.files, ["rows.csv"]);
        assert_eq!(finished.not_drawn, ["bars: no room"]);
        assert!(kept, "worlds are kept until everything is written");
        let (finished, kept) = finish(("bars", Ok(("<svg/>".to_owned(), Vec::new()))));
        assert_eq!(finished.files, ["bars.png", "bars.svg", "rows.csv"]);
        assert!(finished.not_drawn.is_empty() && !kept);
        assert!(matches!(open(), Opened::Finished));
    }
}
