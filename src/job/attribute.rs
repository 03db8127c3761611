//! The attribution of a broker's effect to its instruments.

use std::sync::atomic::AtomicBool;

use serde_json::{Value, json};

use super::beside::Beside;
use super::compare::record;
use super::error::JobError;
use super::folder::{Finished, Job, Opened, Target as Folder};
use super::page::Files;
use super::pictures;
use super::watch::{Event, Step, Watch};
use crate::analysis::attribution::{Division, Sets, Target};
use crate::analysis::results::{OfLevel, Results};
use crate::analysis::tables::{self, Numbers};
use crate::game::instruments::present;
use crate::output::print::Charts;
use crate::report::manifest;
use crate::report::origin::Origin;
use crate::scenario::Scenario;
use crate::solve::Settings;
use crate::study::Study;
use crate::study::batch::{Keep, Plan};
use crate::study::chunks;
use crate::study::counts::Told;
use crate::study::design::Sampling;
use crate::study::levels::Level;
use crate::study::request::{self, Evaluate, REPLICATES, WORLDS, level_in_words, multiple, record_level};
use crate::table::Table;

/// Worlds if all sets of instruments are asked for.
const WORLDS_OF_ALL: u64 = 32;
/// Worlds of the finest grid where there is a coarser one: two points of every scrambling.
const CORRECTING: u64 = 32;
/// So many instruments have hardly more combinations than an order goes through.
const FEW: usize = 2;

/// Options of an attribution.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Name of the arm whose broker is taken apart.
    pub arm: String,
    /// Name of the metric of charts and summary; the tables have all.
    pub metric: String,
    /// Whether all combinations are solved in every world, and not those of one order.
    pub combinations: bool,
    /// Worlds, rounded up to a multiple of [`REPLICATES`]; `None` for 256, or 32 if all combinations are asked for.
    pub worlds: Option<u64>,
    /// How worlds are chosen.
    pub sampling: Sampling,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Grid points per axis of the belief grid; of the finer one, if there are two.
    pub grid: usize,
}

/// A broker that is to be taken apart, and the reserved folder.
#[derive(Debug)]
pub struct Attribute {
    scenario: Scenario,
    study: Study,
    request: Request,
    hashed: Value,
    division: Division,
    target: Target,
    charts: Charts,
    job: Job,
}

/// An attribution whose result was written.
#[derive(Debug)]
pub struct Attributed {
    /// The scenario.
    pub scenario: Scenario,
    /// The sets of instruments as arms.
    pub study: Study,
    /// Instruments of the broker, and which sets of them were solved.
    pub division: Division,
    /// Metric of charts and summary.
    pub target: Target,
    /// The worlds, pooled.
    pub results: Results,
    /// Characters of the charts that have a stand-in, in a sentence; empty if all are drawn.
    pub lettering: Vec<String>,
    /// Names of the files.
    pub written: Finished,
}

impl Request {
    /// Number of worlds that are drawn if anything is uncertain.
    fn worlds(&self) -> u64 {
        let usual = if self.combinations { WORLDS_OF_ALL } else { WORLDS };
        multiple(self.worlds.unwrap_or(usual))
    }

    /// The comparison whose worlds and solutions these are.
    fn compared(&self) -> request::Request {
        request::Request {
            seed: self.seed,
            grid: self.grid,
            sampling: self.sampling,
            evaluate: Evaluate::Exact,
            ..request::Request::default()
        }
    }

    /// The levels of grids from the cheapest to the finest, with their numbers of worlds.
    fn levels(&self) -> Vec<(Level, u64)> {
        let worlds = self.worlds();
        let levels = self.compared().levels(1, worlds);
        let finest = levels.all().len() - 1;
        let size = |place: usize| if place == 0 { worlds } else { worlds.min(CORRECTING) };
        (0..=finest).map(|place| (levels.all()[place], size(place))).collect()
    }
}

impl Attribute {
    /// Reserves the folder; `None` if the result is there already.
    ///
    /// # Errors
    /// If the arm has no instruments, there is no such metric, or the folder cannot be reserved.
    pub fn open(
        scenario: Scenario,
        request: &Request,
        folder: &Folder,
        watch: &dyn Watch,
    ) -> Result<Option<Self>, JobError> {
        let target = target(&request.metric)?;
        let game = scenario.game(&request.arm)?;
        // What other arms draw makes no worlds.
        let scenario = scenario.of_arms(&[&request.arm]);
        let instruments = present(&game);
        if instruments.is_empty() {
            return Err(JobError::NoInstrument(request.arm.clone()));
        }
        // One order says little of one world.
        let one_world = scenario.uncertain().is_empty();
        let all = request.combinations || one_world || instruments.len() <= FEW;
        let division = Division {
            instruments,
            sets: if all { Sets::All } else { Sets::Order },
            design: request.compared().design(),
        };
        let study = Study {
            scenario: scenario.stem.clone(),
            arms: division.arms(&game),
            baseline: 0,
            seed: request.seed,
            episodes: 0,
            grid: request.grid,
        };
        let hashed = json!({
            "command": "attribute",
            "scenario": scenario.resolved(&request.arm)?,
            "arm": request.arm,
            "sets": division.sets.name(),
            "seed": request.seed.to_string(),
            "sampling": request.sampling.name(),
            "replicates": REPLICATES,
            "grid": request.grid,
        });
        let mut whole = hashed.clone();
        whole["worlds"] = json!(request.worlds());
        whole["metric"] = json!(request.metric);
        record_level(&mut whole);
        record(&folder.charts, &mut whole);
        Ok(match Job::open(folder, &hashed, &whole, watch)? {
            Opened::Finished => None,
            Opened::Ready(job) => Some(Attribute {
                scenario,
                study,
                request: request.clone(),
                hashed,
                division,
                target,
                charts: folder.charts.clone(),
                job: *job,
            }),
        })
    }

    /// Solves sets of the instruments in the same worlds, and writes. `settings` are those of the command line as
    /// they were written, for the manifest.
    ///
    /// # Errors
    /// If `stop` was raised, or something cannot be written.
    pub fn run(self, settings: &[String], stop: &AtomicBool, watch: &dyn Watch) -> Result<Attributed, JobError> {
        let results = self.compute(stop, watch).map_err(|error| self.job.kept(error))?;
        let (stem, arm, division) = (&self.study.scenario, &self.request.arm, &self.division);
        let origin = self.origin(settings);
        let mut tables = vec![tables::attribution(stem, arm, division, &results)];
        if division.sets == Sets::All {
            tables.push(tables::combinations(stem, arm, division, &results));
        }
        let name = |world: u64, place: usize| division.name(division.of_world(world)[place]);
        let numbers = Numbers::of(&self.scenario, division.design);
        tables.push(tables::named_worlds(&self.study, &numbers, &results, &name));
        let finish = |table| origin.finish(table, &self.scenario);
        let mut tables: Vec<Table> = tables.into_iter().map(finish).collect();
        tables.push(tables::columns(&tables));
        let scenario = &self.scenario;
        let Charts { kinds, size } = self.charts;
        let figures = pictures::of_attribution(
            scenario,
            &self.study,
            &results,
            &origin,
            &tables[0],
            (self.target, division),
            size,
        );
        let mut manifest = manifest::attribution(
            &self.hashed,
            self.job.request(),
            &self.request.metric,
            settings,
            division,
            &results,
        );
        origin.record(&mut manifest);
        let lettering = pictures::lettering(&figures, &mut manifest);
        let written = self.job.finish(
            &tables,
            pictures::draw(&figures, &origin, &kinds),
            Files::new(),
            manifest,
        )?;
        Ok(Attributed {
            scenario: self.scenario,
            study: self.study,
            division: self.division,
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
            division,
            ..
        } = self;
        // The metric is that of charts and summary: the tables have all.
        let mut options = hashed.clone();
        options["worlds"] = json!(request.worlds());
        record_level(&mut options);
        let words = format!(
            "arm {}, sets {}, grid {}, sampling {}{}",
            request.arm,
            division.sets.name(),
            request.grid,
            request.sampling.name(),
            level_in_words()
        );
        Origin::new(scenario, settings, study.seed, &options, words)
    }

    fn compute(&self, stop: &AtomicBool, watch: &dyn Watch) -> Result<Results, JobError> {
        let Attribute { scenario, study, .. } = self;
        let place = scenario.arms.iter().position(|arm| arm.name == self.request.arm);
        let draw = self.division.worlds(scenario, place.unwrap_or(0));
        let compared = self.request.compared();
        let plan = Plan {
            scenario,
            draw: &draw,
            study,
            design: self.division.design,
            settings: Settings {
                exact: false,
                ..compared.settings(study.grid)
            },
            play: false,
            keep: Keep::Means,
            course: Told::Not,
            accuracy: None,
            coarser: &[],
            memo: None,
        };
        if scenario.uncertain().is_empty() {
            return Ok(Results::new(study, vec![plan.apart(0, stop)?]));
        }
        let (levels, store) = (self.request.levels(), self.job.store());
        let (name, step) = (&study.scenario, Step::Worlds);
        let mut solved = Vec::new();
        for (place, (level, total)) in levels.iter().enumerate() {
            let mut own = OfLevel::new(*level);
            let plan = Plan {
                settings: match place + 1 == levels.len() {
                    true => plan.settings,
                    false => compared.rough_settings(level.grid),
                },
                ..plan
            };
            watch.notice(Event::Begin {
                scenario: name,
                step,
                total: *total,
            });
            let store = Beside::of_level(&store, *level);
            let done = chunks::run(&plan, 0..total / plan.chunk(), &store, stop, &|by| {
                watch.notice(Event::Advance { step, by });
            });
            watch.notice(Event::End { step });
            own.extend(done?);
            solved.push(own);
        }
        Ok(Results::of_levels(study, solved))
    }
}

/// The metric of that name.
fn target(name: &str) -> Result<Target, JobError> {
    let found = Target::all().into_iter().find(|target| target.name() == name);
    found.ok_or_else(|| {
        let names: Vec<String> = Target::all().into_iter().map(Target::name).collect();
        JobError::NoMetric {
            metric: name.to_owned(),
            all: names.join(", "),
        }
    })
}
