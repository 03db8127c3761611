//! The attribution of a broker's effect to its instruments.

use std::sync::atomic::AtomicBool;

use serde_json::{Value, json};

use super::error::JobError;
use super::folder::{Finished, Job, Opened, Target as Folder};
use super::pictures;
use super::watch::{Event, Step, Watch};
use crate::analysis::attribution::{self, Target};
use crate::analysis::results::Results;
use crate::analysis::tables::{self, Numbers};
use crate::game::instruments::{Instrument, present};
use crate::report::manifest;
use crate::report::origin::Origin;
use crate::scenario::Scenario;
use crate::solve::Settings;
use crate::study::Study;
use crate::study::batch::{Keep, Plan};
use crate::study::chunks::{self};
use crate::study::design::{Design, Sampling};
use crate::study::request::{REPLICATES, multiple};
use crate::table::Table;

/// Options of an attribution.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Name of the arm whose broker is taken apart.
    pub arm: String,
    /// Name of the metric of charts and summary; the tables have all.
    pub metric: String,
    /// Worlds, rounded up to a multiple of [`REPLICATES`].
    pub worlds: u64,
    /// How worlds are chosen.
    pub sampling: Sampling,
    /// Episodes in each world under each combination; 0 for exact values alone.
    pub episodes: u64,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Grid points per axis of the belief grid.
    pub grid: usize,
}

/// A broker that is to be taken apart, and the reserved folder.
#[derive(Debug)]
pub struct Attribute {
    scenario: Scenario,
    study: Study,
    request: Request,
    hashed: Value,
    instruments: Vec<Instrument>,
    target: Target,
    job: Job,
}

/// An attribution whose result was written.
#[derive(Debug)]
pub struct Attributed {
    /// The scenario.
    pub scenario: Scenario,
    /// The combinations of instruments as arms.
    pub study: Study,
    /// Instruments of the broker, in the order of the bits of a combination.
    pub instruments: Vec<Instrument>,
    /// Metric of charts and summary.
    pub target: Target,
    /// The worlds, pooled.
    pub results: Results,
    /// Characters of the charts that have a stand-in, in a sentence; empty if all are drawn.
    pub lettering: Vec<String>,
    /// Names of the files.
    pub written: Finished,
}

impl Attribute {
    /// Reserves the folder; `None` if the result is there already.
    ///
    /// # Errors
    /// If the arm has no instruments, the metric is not known by what is done, or the folder cannot be reserved.
    pub fn open(
        scenario: Scenario,
        request: &Request,
        folder: &Folder,
        watch: &dyn Watch,
    ) -> Result<Option<Self>, JobError> {
        let target = target(request)?;
        let game = scenario.game(&request.arm)?;
        let instruments = present(&game);
        if instruments.is_empty() {
            return Err(JobError::NoInstrument(request.arm.clone()));
        }
        let study = Study {
            scenario: scenario.stem.clone(),
            arms: attribution::arms(&game, &instruments),
            baseline: 0,
            seed: request.seed,
            episodes: request.episodes,
            grid: request.grid,
        };
        let hashed = json!({
            "command": "attribute",
            "scenario": scenario.resolved(&request.arm)?,
            "arm": request.arm,
            "seed": request.seed.to_string(),
            "sampling": request.sampling.name(),
            "replicates": REPLICATES,
            "episodes": request.episodes,
            "grid": request.grid,
        });
        let mut whole = hashed.clone();
        whole["worlds"] = json!(multiple(request.worlds));
        whole["metric"] = json!(request.metric);
        Ok(match Job::open(folder, &hashed, &whole, watch)? {
            Opened::Finished => None,
            Opened::Ready(job) => Some(Attribute {
                scenario,
                study,
                request: request.clone(),
                hashed,
                instruments,
                target,
                job: *job,
            }),
        })
    }

    /// Solves every combination of the instruments in the same worlds, and writes. `settings` are those of the command line as
    /// they were written, for the manifest.
    ///
    /// # Errors
    /// If `stop` was raised, or something cannot be written.
    pub fn run(self, settings: &[String], stop: &AtomicBool, watch: &dyn Watch) -> Result<Attributed, JobError> {
        let results = self.compute(stop, watch).map_err(|error| self.job.kept(error))?;
        let (stem, arm) = (&self.study.scenario, &self.request.arm);
        let origin = self.origin(settings);
        let tables = [
            tables::attribution(stem, arm, &self.instruments, &results),
            tables::combinations(stem, arm, &self.instruments, &results),
            tables::worlds(&self.study, &Numbers::of(&self.scenario, self.design()), &results),
        ];
        let mut tables: Vec<Table> = tables.map(|table| origin.finish(table, &self.scenario)).into();
        tables.push(tables::columns(&tables));
        let count = self.instruments.len();
        let scenario = &self.scenario;
        let figures =
            pictures::of_attribution(scenario, &self.study, &results, &origin, &tables[0], self.target, count);
        let mut manifest = manifest::attribution(
            &self.hashed,
            self.job.request(),
            &self.request.metric,
            settings,
            &self.instruments,
            &results,
        );
        origin.record(&mut manifest);
        let lettering = pictures::lettering(&figures, &mut manifest);
        let written = self.job.finish(&tables, pictures::draw(&figures, &origin), manifest)?;
        Ok(Attributed {
            scenario: self.scenario,
            study: self.study,
            instruments: self.instruments,
            target: self.target,
            results,
            lettering,
            written,
        })
    }

    fn origin(&self, settings: &[String]) -> Origin {
        let Attribute {
            scenario,
            study,
            request,
            hashed,
            ..
        } = self;
        // The metric is that of charts and summary: the tables have all.
        let mut options = hashed.clone();
        options["worlds"] = json!(multiple(request.worlds));
        let words = format!(
            "arm {}, grid {}, sampling {}",
            request.arm,
            request.grid,
            request.sampling.name()
        );
        Origin::new(scenario, settings, study.seed, &options, words)
    }

    fn compute(&self, stop: &AtomicBool, watch: &dyn Watch) -> Result<Results, JobError> {
        let Attribute { scenario, study, .. } = self;
        let place = scenario.arms.iter().position(|arm| arm.name == self.request.arm);
        let draw = attribution::worlds(scenario, place.unwrap_or(0), &self.instruments);
        let plan = Plan {
            scenario,
            draw: &draw,
            study,
            design: self.design(),
            settings: Settings {
                exact: true,
                ..Settings::grid(study.grid)
            },
            play: study.episodes > 0,
            keep: Keep::Means,
            course: crate::study::counts::Told::Not,
            accuracy: None,
            coarser: &[],
            memo: None,
        };
        if scenario.uncertain().is_empty() {
            return Ok(Results::new(study, vec![plan.apart(0, stop)?]));
        }
        let (total, step) = (multiple(self.request.worlds), Step::Worlds);
        let name = &study.scenario;
        watch.notice(Event::Begin {
            scenario: name,
            step,
            total,
        });
        let store = self.job.store();
        let worlds = chunks::run(&plan, 0..total / plan.chunk(), &store, stop, &|by| {
            watch.notice(Event::Advance { step, by });
        });
        watch.notice(Event::End { step });
        Ok(Results::new(study, worlds?.worlds))
    }
}

impl Attribute {
    /// How worlds are chosen.
    fn design(&self) -> Design {
        Design {
            sampling: self.request.sampling,
            replicates: REPLICATES as usize,
            seed: self.study.seed,
        }
    }
}

/// The metric asked for, if what is done makes it known.
fn target(request: &Request) -> Result<Target, JobError> {
    let names = |of: &dyn Fn(&Target) -> bool| {
        let names: Vec<String> = Target::all().into_iter().filter(of).map(Target::name).collect();
        names.join(", ")
    };
    let metric = request.metric.clone();
    let Some(target) = Target::all().into_iter().find(|t| t.name() == metric) else {
        let all = names(&|_| true);
        return Err(JobError::NoMetric { metric, all });
    };
    if request.episodes == 0 && !target.is_exact() {
        let exact = names(&|t| t.is_exact());
        return Err(JobError::NotPlayed { metric, exact });
    }
    Ok(target)
}
