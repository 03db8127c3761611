//! The folder of a job and what is kept beside it until the job is done.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::chunks::Chunks;
use super::earlier::{Held, NOT_DRAWN, held};
use super::error::JobError;
use super::maker::MAKER;
use super::names;
use super::page::{self, Files};
use super::pictures::Drawn;
use super::shard::{Others, Sharing, Ticket};
use super::watch::{Event, Watch};
use crate::output::checkpoint::{Checkpoint, CheckpointError, Earlier};
use crate::output::csv;
use crate::output::files::ResultFolder;
use crate::output::place::Place;
use crate::output::print::{Charts, Kind};
use crate::output::recovery;
use crate::scenario::Scenario;
use crate::study::request::fingerprint;
use crate::study::share::Dealt;
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
    /// Which charts are drawn.
    pub charts: Charts,
    /// With whom the work is shared.
    pub sharing: Sharing,
}

/// A job that may compute and write.
#[derive(Debug)]
pub struct Job {
    pub(super) target: PathBuf,
    pub(super) desk: Desk,
    pub(super) checkpoint: Checkpoint,
    pub(super) others: Others,
    /// Which chunks it works on.
    pub(super) dealt: Dealt,
    /// Fingerprint of the whole request.
    pub(super) request: String,
}

/// What a job is to bring about.
#[derive(Debug)]
pub(super) enum Desk {
    /// A result.
    Whole(ResultFolder),
    /// Finished chunks for somebody else's result.
    Part(Box<Ticket>),
    /// Nothing: it was only looked at whether a part could begin.
    Rehearsal,
}

/// What became of opening a job.
#[derive(Debug)]
pub enum Opened {
    /// It may begin or go on.
    Ready(Box<Job>),
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
    /// Files of the earlier result that had been edited: their names, and the names under which they are kept.
    pub kept: Vec<(String, String)>,
}

impl Job {
    /// Reserves the folder and looks at what was kept of an interrupted run. `scenario` is the one whose worlds are computed, if it is one;
    /// `of_worlds` is what the worlds depend on, `whole` what the result does.
    ///
    /// # Errors
    /// If the folder holds something that may not be replaced, or cannot be written.
    pub fn open(
        target: &Target,
        scenario: Option<&Scenario>,
        (of_worlds, whole): (&Value, &Value),
        watch: &dyn Watch,
    ) -> Result<Opened, JobError> {
        let request = fingerprint(whole);
        let worlds = fingerprint(of_worlds);
        if let (Sharing::Part(part), Some(scenario)) = (&target.sharing, scenario) {
            return Ok(Opened::Ready(Box::new(Self::part(
                target,
                part,
                scenario,
                (worlds, request),
            )?)));
        }
        let mut force = target.force;
        if target.resume {
            match held(&target.folder, &request) {
                Held::Finished => {
                    tidy(&target.folder, &request);
                    watch.notice(Event::Finished { folder: &target.folder });
                    return Ok(Opened::Finished);
                }
                Held::Faulty(faults) => {
                    watch.notice(Event::MadeAgain {
                        folder: &target.folder,
                        faults: &faults,
                    });
                    // It is the very result that is asked for, and what was edited is kept.
                    force = true;
                }
                Held::OfAnotherBuild(build) if !force => {
                    return Err(JobError::OtherBuild {
                        folder: target.folder.clone(),
                        theirs: build,
                    });
                }
                Held::OfAnotherBuild(_) | Held::Other => {}
            }
        }
        let earlier = match (target.resume, target.force) {
            (true, _) => Earlier::Resume,
            (false, true) => Earlier::Discard,
            (false, false) => Earlier::Refuse,
        };
        let folder = ResultFolder::create(&target.folder, force)?;
        folder.look_ahead(names::STEMS, names::ENDS)?;
        folder.look_ahead_for(names::WORDS)?;
        let checkpoint = Checkpoint::open(folder.place(), MAKER, &worlds, earlier)?;
        let mut others = Others::Nobody;
        if let (Sharing::Merged(merged), Some(scenario)) = (&target.sharing, scenario)
            && let Some((share, folders)) = merged.parts.get(&scenario.stem)
        {
            let kept = |folder: &PathBuf| Checkpoint::beside(folder.clone(), MAKER, &worlds);
            let parts = folders.iter().map(|(number, folder)| (*number, kept(folder)));
            others = Others::All(*share, parts.collect());
        }
        Ok(Opened::Ready(Box::new(Job {
            target: target.folder.clone(),
            desk: Desk::Whole(folder),
            checkpoint,
            others,
            // A job that takes what there is says so itself.
            dealt: Dealt::Every,
            request,
        })))
    }

    /// Looks for a file of another owner under the name that one of this result will have.
    ///
    /// # Errors
    /// If there is one.
    pub fn look_ahead_for(&self, name: &str) -> Result<(), JobError> {
        match &self.desk {
            Desk::Whole(folder) => Ok(folder.look_ahead_for(&[name])?),
            Desk::Part(..) | Desk::Rehearsal => Ok(()),
        }
    }

    /// Fingerprint of the whole request, for the manifest.
    pub fn request(&self) -> &str {
        &self.request
    }

    /// The store for finished chunks.
    pub fn store(&self) -> Chunks<'_> {
        Chunks {
            checkpoint: &self.checkpoint,
            others: &self.others,
        }
    }

    /// Says with the error of a job that had begun where its finished worlds are kept.
    pub fn kept(&self, error: JobError) -> JobError {
        keeping(&self.checkpoint, error)
    }

    /// Writes tables, charts, the files of `words`, the page of them all and the manifest, and removes what was kept meanwhile. A chart that cannot be drawn is left out and
    /// named in the manifest; the finished worlds are kept then.
    ///
    /// # Errors
    /// If a table has a cell that cannot be written, or a file cannot be.
    pub(super) fn finish(
        self,
        tables: &[Table],
        charts: Vec<Drawn>,
        words: Files,
        manifest: Map<String, Value>,
    ) -> Result<Finished, JobError> {
        let checkpoint = self.checkpoint.clone();
        self.write(tables, charts, words, manifest)
            .map_err(|error| keeping(&checkpoint, error))
    }

    fn write(
        self,
        tables: &[Table],
        charts: Vec<Drawn>,
        words: Files,
        mut manifest: Map<String, Value>,
    ) -> Result<Finished, JobError> {
        let Desk::Whole(mut folder) = self.desk else {
            unreachable!("a part ends before anything is written");
        };
        let mut files = words;
        for table in tables {
            files.insert(format!("{}.csv", table.slug), csv::bytes(table)?);
        }
        let mut not_drawn = Vec::new();
        for (name, drawn) in charts {
            match drawn {
                Ok(drawn) => {
                    for (kind, bytes) in drawn {
                        let name = format!("{name}.{}", kind.name());
                        match kind {
                            // The page shows it.
                            Kind::Svg => drop(files.insert(name, bytes)),
                            Kind::Png | Kind::Pdf => drop(folder.add(&name, bytes)?),
                        }
                    }
                }
                Err(why) => not_drawn.push(format!("{name}: {why}")),
            }
        }
        for (name, bytes) in &files {
            folder.add(name, bytes)?;
        }
        if let Some(page) = page::of_files(files, &manifest)? {
            folder.add(names::PAGE, page)?;
        }
        if !not_drawn.is_empty() {
            manifest.insert(NOT_DRAWN.to_owned(), json!(not_drawn));
        }
        self.checkpoint.conclude(&self.request)?;
        let written = folder.finish(manifest)?;
        if not_drawn.is_empty() {
            self.checkpoint.remove()?;
        }
        Ok(Finished {
            folder: self.target,
            files: written.files.into_iter().map(|file| file.name).collect(),
            not_drawn,
            kept: written.kept,
        })
    }
}

/// Takes away what a run that was killed once the result of this request was whole had no time to take away.
fn tidy(folder: &Path, request: &str) {
    // Where another run is at work, or nothing can be written, it stays, and the result is as good.
    if let Ok(place) = Place::reserve(folder) {
        recovery::tidy(&place);
        Checkpoint::remove_concluded(&place, request);
    }
}

/// The error with the place where finished worlds are kept, if there are any.
fn keeping(checkpoint: &Checkpoint, error: JobError) -> JobError {
    let kept = checkpoint.holds_something().then(|| checkpoint.folder().to_owned());
    match (error, kept) {
        (JobError::Stopped { .. }, kept) => JobError::Stopped { kept },
        // These say themselves what is there and what to do.
        (JobError::Checkpoint(error), _) if !matches!(error, CheckpointError::Io { .. }) => error.into(),
        (error, Some(kept)) => JobError::Late {
            error: Box::new(error),
            kept,
        },
        (error, None) => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::print::Kind;
    use crate::report::manifest::BUILD;
    use crate::table::Cells;
    use tempfile::TempDir;

    fn target(place: &TempDir, force: bool) -> Target {
        Target {
            folder: place.path().join("result"),
            force,
            resume: true,
            charts: Charts::default(),
            sharing: Sharing::Whole,
        }
    }

    fn manifest(job: &Job) -> Map<String, Value> {
        let entries = json!({
            "program": { "name": env!("CARGO_PKG_NAME"), "build": BUILD },
            "options": { "request_sha256": job.request() },
        });
        entries.as_object().unwrap().clone()
    }

    fn table() -> Table {
        Table::new("rows", "Rows").with("arm", "", Cells::Text(vec!["a".to_owned()]))
    }

    #[test]
    fn a_chart_that_cannot_be_drawn_costs_neither_tables_nor_finished_worlds_and_is_made_up_for_on_resume() {
        let place = tempfile::tempdir().unwrap();
        let target = target(&place, true);
        let request = json!({ "seed": "1" });
        let open = || Job::open(&target, None, (&request, &request), &()).unwrap();
        let table = table();
        let finish = |drawn: Drawn| {
            let Opened::Ready(job) = open() else {
                panic!("the job is not finished");
            };
            job.checkpoint.write(0, b"[]").unwrap();
            let manifest = manifest(&job);
            let finished = job
                .finish(std::slice::from_ref(&table), vec![drawn], Files::new(), manifest)
                .unwrap();
            (finished, place.path().join(".result.unfinished").exists())
        };
        let (finished, kept) = finish(("bars", Err("no room".to_owned())));
        assert_eq!(finished.files, ["rows.csv"]);
        assert_eq!(finished.not_drawn, ["bars: no room"]);
        assert!(kept, "worlds are kept until everything is written");
        let (finished, kept) = finish(("bars", Ok(vec![(Kind::Svg, b"<svg/>".to_vec())])));
        assert_eq!(finished.files, ["bars.svg", "rows.csv"]);
        assert!(finished.not_drawn.is_empty() && !kept);
        assert!(matches!(open(), Opened::Finished));
    }

    #[test]
    fn what_a_run_killed_after_its_result_was_whole_left_behind_is_taken_away_and_the_worlds_of_another_request_are_not()
     {
        let place = tempfile::tempdir().unwrap();
        let target = target(&place, false);
        let hidden = || {
            let names = place.path().read_dir().unwrap();
            let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
            names.filter(|name| name != "result").collect::<Vec<_>>()
        };
        let (worlds, request) = (json!({ "seed": "1" }), json!({ "seed": "1", "worlds": 2 }));
        let open = |target: &Target, request: &Value| Job::open(target, None, (&worlds, request), &()).unwrap();
        let Opened::Ready(job) = open(&target, &request) else {
            panic!("nothing is there");
        };
        let manifest = manifest(&job);
        let concluded = job.request().to_owned();
        // One that does not keep the place.
        let checkpoint = Checkpoint::beside(job.checkpoint.folder().to_owned(), MAKER, &fingerprint(&worlds));
        let table = table();
        job.finish(std::slice::from_ref(&table), Vec::new(), Files::new(), manifest)
            .unwrap();

        // Killed before anything was removed, on the way, and before the folder was.
        for chunks in [vec![0, 1], vec![1], vec![]] {
            for chunk in chunks {
                checkpoint.write(chunk, b"[]").unwrap();
            }
            std::fs::create_dir_all(checkpoint.folder()).unwrap();
            checkpoint.conclude(&concluded).unwrap();
            std::fs::create_dir_all(place.path().join(".result.partial-abcdef/old")).unwrap();
            assert!(matches!(open(&target, &request), Opened::Finished));
            assert!(hidden().is_empty(), "{:?}", hidden());
        }
        std::fs::create_dir(checkpoint.folder()).unwrap();
        assert!(matches!(open(&target, &request), Opened::Finished));
        assert!(hidden().is_empty(), "{:?}", hidden());

        // More worlds are asked for, and that run goes on from the chunks that have become a result.
        checkpoint.write(0, b"[]").unwrap();
        checkpoint.conclude(&concluded).unwrap();
        let more = Target {
            force: true,
            ..target.clone()
        };
        drop(open(&more, &json!({ "seed": "1", "worlds": 3 })));
        checkpoint.write(1, b"[]").unwrap();
        assert!(matches!(open(&target, &request), Opened::Finished));
        assert_eq!(checkpoint.chunks().unwrap(), [0, 1]);
    }
}
