//! A question about a scenario that is answered by solving points in the same worlds: its folder, its worlds, and its files.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde_json::{Map, Value, json};

use super::beside::Beside;
use super::compare::record;
use super::error::JobError;
use super::folder::{Finished, Job, Opened, Target};
use super::inputs::{file_of, kept};
use super::page::Files;
use super::pictures::{self, Figure};
use super::watch::{Event, Step, Watch};
use crate::analysis::points::SolvedPoints;
use crate::analysis::tables;
use crate::output::print::{Charts, Size};
use crate::report::manifest;
use crate::report::origin::Origin;
use crate::report::reply::{ANSWER, Reply};
use crate::scenario::Scenario;
use crate::solve::Settings;
use crate::study::Study;
use crate::study::batch::{Draw, Keep, Plan};
use crate::study::chunks;
use crate::study::counts::Told;
use crate::study::design::Design;
use crate::study::points::Points;
use crate::study::request::{level_in_words, multiple, record_level};
use crate::study::world::WorldResult;
use crate::table::Table;

/// What a question is worked on with.
pub struct Work<'w> {
    /// Where it writes.
    pub folder: &'w Target,
    /// Settings of the command line as they were written.
    pub settings: &'w [String],
    /// Raised to stop it.
    pub stop: &'w AtomicBool,
    /// Told meanwhile how far it is.
    pub watch: &'w dyn Watch,
}

/// A question that may be worked on, and its reserved folder.
pub(super) struct Inquiry<'w> {
    work: &'w Work<'w>,
    /// The scenario that the question is about.
    pub scenario: Arc<Scenario>,
    options: Value,
    in_words: String,
    seed: u64,
    charts: Charts,
    job: Job,
    solved: Solved,
    /// Files besides the scenario that the question was read from, as they are kept with the answer.
    pub inputs: Files,
}

/// How the worlds of a question were solved, for the manifest.
#[derive(Clone, Debug, Default, PartialEq)]
struct Solved {
    nodes: u64,
    unconverged: u64,
    largest_residual: f64,
}

/// The arm that is compared with the baseline, by their places: the last other one.
///
/// # Errors
/// If there is none.
pub(super) fn compared(scenario: &Scenario, arms: &[String], baseline: usize) -> Result<usize, JobError> {
    let other = (0..arms.len()).rev().find(|arm| *arm != baseline);
    other.ok_or_else(|| JobError::NothingToCompare(scenario.stem.clone()))
}

/// A question whose answer was written.
#[derive(Debug)]
pub struct Answered {
    /// The answer.
    pub reply: Reply,
    /// What tells the run from others.
    pub origin: Origin,
    /// Characters of the charts that have a stand-in, in a sentence; empty if all are drawn.
    pub lettering: Vec<String>,
    /// Names of the files.
    pub written: Finished,
}

/// Worlds of some points that are to be solved.
#[derive(Clone)]
pub(super) struct Batch<'b> {
    /// Tells the batches of a question apart, from 0 on; the same number always means the same points.
    pub number: u64,
    /// What is solved.
    pub points: &'b Points,
    /// Worlds if anything is uncertain; rounded up to whole chunks.
    pub worlds: u64,
    /// How finely.
    pub settings: Settings,
    /// What is told meanwhile.
    pub step: Step,
}

impl<'w> Inquiry<'w> {
    /// Reserves the folder; `None` if the result is there already. `options` are all that alter the result besides the scenario,
    /// `in_words` the same for people.
    ///
    /// # Errors
    /// If the folder cannot be reserved.
    pub fn open(
        command: &'static str,
        scenario: Scenario,
        (options, in_words): (Value, String),
        seed: u64,
        work: &'w Work<'w>,
    ) -> Result<Option<Self>, JobError> {
        let mut resolved = Map::new();
        for arm in &scenario.arms {
            resolved.insert(arm.name.clone(), json!(scenario.resolved(&arm.name)?));
        }
        let mut hashed = json!({ "command": command, "scenario": resolved, "seed": seed.to_string() });
        for (key, value) in options.as_object().into_iter().flatten() {
            hashed[key] = value.clone();
        }
        let mut whole = hashed.clone();
        record_level(&mut whole);
        record(&work.folder.charts, &mut whole);
        Ok(
            match Job::open(work.folder, Some(&scenario), (&hashed, &whole), work.watch)? {
                Opened::Finished => None,
                Opened::Ready(job) => {
                    job.look_ahead_for(&file_of(&scenario))?;
                    Some(Inquiry {
                        work,
                        scenario: Arc::new(scenario),
                        options: hashed,
                        in_words,
                        seed,
                        charts: work.folder.charts.clone(),
                        job: *job,
                        solved: Solved::default(),
                        inputs: Files::new(),
                    })
                }
            },
        )
    }

    /// Of a part, works on its chunks of batches that do not depend on each other, and is true: it is to be ended then. What else the
    /// question needs is solved where the parts are put together. False for a whole result, of which nothing is done.
    ///
    /// # Errors
    /// If there are more parts than chunks, `stop` was raised, or a finished chunk cannot be read or kept.
    pub fn divide(&self, batches: &[Batch]) -> Result<bool, JobError> {
        let chunks = |batch: &Batch| multiple(batch.worlds) / batch.points.design.chunk();
        let most = batches.iter().map(chunks).max().unwrap_or_default();
        if self.job.dividing(most)?.is_none() {
            return Ok(false);
        }
        for batch in batches.iter().filter(|batch| batch.points.are_uncertain()) {
            let study = batch.points.study(self.seed, batch.settings.grid);
            let own = self.job.dealt().strictly(chunks(batch));
            let done = self.chunks(&study, batch, &own);
            done.map_err(|error| self.job.kept(error))?;
        }
        Ok(true)
    }

    /// Says of a part that all its chunks are finished.
    ///
    /// # Errors
    /// If that cannot be written down.
    pub fn end_part(self) -> Result<(), JobError> {
        self.job.end_part(self.work.watch)
    }

    /// Whether it is a part; of a search, all of whose steps every part goes through, with chunks of its own first.
    ///
    /// # Errors
    /// If there are more parts than chunks of so many worlds.
    pub fn is_part_of(&self, worlds: u64, design: Design) -> Result<bool, JobError> {
        Ok(self.job.dividing(multiple(worlds) / design.chunk())?.is_some())
    }

    /// Solves points in the first worlds of their design; where nothing is uncertain, in the only one.
    ///
    /// # Errors
    /// If `stop` was raised, or a finished chunk cannot be read or kept.
    pub fn solve(&mut self, batch: &Batch) -> Result<SolvedPoints, JobError> {
        self.solve_from(batch, 0)
    }

    /// The same without the worlds before the first one, a multiple of those of a chunk.
    ///
    /// # Errors
    /// As [`Inquiry::solve`].
    pub fn solve_from(&mut self, batch: &Batch, first: u64) -> Result<SolvedPoints, JobError> {
        let study = batch.points.study(self.seed, batch.settings.grid);
        let solved = self.solved(&study, batch, first);
        let solved = solved.map_err(|error| self.job.kept(error))?;
        for arm in solved.iter().flat_map(|world| &world.arms) {
            self.solved.nodes += arm.nodes;
            self.solved.unconverged += arm.unconverged;
            self.solved.largest_residual = self.solved.largest_residual.max(arm.largest_residual);
        }
        Ok(SolvedPoints::new(&study, batch.points.arms(), solved))
    }

    fn solved(&self, study: &Study, batch: &Batch, first: u64) -> Result<Vec<WorldResult>, JobError> {
        if !batch.points.are_uncertain() {
            let draw = |world: u64, _: &[f64]| batch.points.world(world);
            return Ok(vec![self.plan(study, batch, &draw).apart(0, self.work.stop)?]);
        }
        let chunk = batch.points.design.chunk();
        let all: Vec<u64> = (first / chunk..multiple(batch.worlds) / chunk).collect();
        self.job.needed(&all, |chunks| self.chunks(study, batch, chunks))
    }

    /// Works through chunks of a batch.
    fn chunks(&self, study: &Study, batch: &Batch, chunks: &[u64]) -> Result<Vec<WorldResult>, JobError> {
        let Work { stop, watch, .. } = *self.work;
        let draw = |world: u64, _: &[f64]| batch.points.world(world);
        let plan = self.plan(study, batch, &draw);
        let (scenario, step) = (&self.scenario.stem, batch.step);
        let total = chunks.len() as u64 * plan.chunk();
        watch.notice(Event::Begin { scenario, step, total });
        let store = self.job.store();
        let beside = Beside::of_batch(&store, batch.number);
        let done = chunks::run(&plan, chunks.iter().copied(), &beside, stop, &|by| {
            watch.notice(Event::Advance { step, by });
        });
        watch.notice(Event::End { step });
        Ok(done?.worlds)
    }

    fn plan<'a>(&'a self, study: &'a Study, batch: &Batch, draw: Draw<'a>) -> Plan<'a> {
        Plan {
            scenario: &self.scenario,
            draw,
            study,
            design: batch.points.design,
            settings: batch.settings,
            play: false,
            keep: Keep::Means,
            course: Told::Not,
            accuracy: None,
            coarser: &[],
            memo: None,
        }
    }

    /// What tells the run from others.
    fn origin(&self) -> Origin {
        let mut options = self.options.clone();
        record_level(&mut options);
        let in_words = format!("{}{}", self.in_words, level_in_words());
        Origin::new(&self.scenario, self.work.settings, self.seed, &options, in_words)
    }

    /// Nodes of all solutions so far that did not converge.
    pub fn unconverged(&self) -> u64 {
        self.solved.unconverged
    }

    /// Writes tables, charts, the answer and the manifest. `figures` draws finished tables in a size; `facts` are entries of
    /// the manifest of its own.
    ///
    /// # Errors
    /// If something cannot be written.
    pub fn finish(
        self,
        tables: Vec<Table>,
        figures: impl FnOnce(&Origin, &[Table], Size) -> Vec<Figure>,
        mut reply: Reply,
        facts: Map<String, Value>,
    ) -> Result<Answered, JobError> {
        let origin = self.origin();
        let finish = |table| origin.finish(table, &self.scenario);
        let mut tables: Vec<Table> = tables.into_iter().map(finish).collect();
        tables.push(tables::columns(&tables));
        let figures = pictures::wanted(&self.charts, |size| figures(&origin, &tables, size));
        reply.charts = pictures::sources(&figures);
        let solutions = json!({
            "nodes": self.solved.nodes,
            "unconverged": self.solved.unconverged,
            "largest_residual": self.solved.largest_residual,
        });
        let of_request = self.job.request();
        let mut manifest = manifest::answered(&self.options, of_request, self.work.settings, solutions, facts);
        origin.record(&mut manifest);
        reply.again.clone().drawing(&self.charts).record(&mut manifest);
        let lettering = pictures::lettering(&figures, &mut manifest);
        let words: Files = [
            (ANSWER.to_owned(), format!("{:#}\n", json!(reply)).into_bytes()),
            kept(&self.scenario),
        ]
        .into_iter()
        .chain(self.inputs)
        .collect();
        let drawn = pictures::draw(&figures, &origin, &self.charts.kinds);
        let written = self.job.finish(&tables, drawn, words, manifest)?;
        Ok(Answered {
            reply,
            origin,
            lettering,
            written,
        })
    }
}
