//! The comparison of a scenario's arms.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use super::error::JobError;
use super::folder::{Finished, Job, Opened, Target};
use super::pictures;
use super::watch::{Event, Step, Watch};
use crate::analysis::agreement::{Finer, Parting, within_world};
use crate::analysis::comparison::Comparison;
use crate::analysis::pilot;
use crate::analysis::precision::{Look, doublings};
use crate::analysis::results::Results;
use crate::analysis::tables;
use crate::numeric::grid::GRID_RANGE;
use crate::report::findings::{Finding, findings};
use crate::report::manifest;
use crate::scenario::{Scenario, Uncertain};
use crate::solve::Settings;
use crate::stats::sequential::Next;
use crate::study::batch::{self, Draw, Keep, Plan, arms_of};
use crate::study::request::{Episodes, Evaluate, REPLICATES, Request, Schedule};
use crate::study::run::rounds_to_solve;
use crate::study::world::WorldResult;
use crate::study::{Stopped, Study};
use crate::table::Table;

/// A scenario that is to be compared, and its reserved folder.
#[derive(Debug)]
pub struct Compare {
    pub scenario: Scenario,
    study: Study,
    request: Request,
    schedule: Schedule,
    job: Job,
}

/// A comparison whose result was written.
#[derive(Debug)]
pub struct Compared {
    pub scenario: Scenario,
    pub comparison: Comparison,
    pub findings: Vec<Finding>,
    pub written: Finished,
}

/// Reserves the folders of all scenarios before the first long computation; those whose result is there already are left out.
/// With several scenarios each has a folder of its own in the target's.
///
/// # Errors
/// If the request contradicts itself or a scenario, or a folder cannot be reserved.
pub fn prepare(
    scenarios: Vec<(PathBuf, Scenario)>,
    request: &Request,
    target: &Target,
    watch: &dyn Watch,
) -> Result<Vec<Compare>, JobError> {
    let several = scenarios.len() > 1;
    let mut folders: Vec<PathBuf> = Vec::new();
    let mut jobs = Vec::new();
    for (file, scenario) in scenarios {
        let folder = match several {
            true => target.folder.join(&scenario.stem),
            false => target.folder.clone(),
        };
        if folders.contains(&folder) {
            return Err(JobError::SameFolder { folder, file });
        }
        folders.push(folder.clone());
        let target = Target {
            folder,
            ..target.clone()
        };
        jobs.extend(Compare::open(scenario, request, &target, watch)?);
    }
    Ok(jobs)
}

impl Compare {
    /// Reserves the folder of a scenario; `None` if its result is there already.
    ///
    /// # Errors
    /// If the request contradicts itself or the scenario, or the folder cannot be reserved.
    pub fn open(
        scenario: Scenario,
        request: &Request,
        target: &Target,
        watch: &dyn Watch,
    ) -> Result<Option<Self>, JobError> {
        let schedule = request.schedule(!scenario.uncertain().is_empty())?;
        let study = request.study(&scenario)?;
        let of_worlds = request.of_worlds(&scenario, &study)?;
        let whole = request.of_result(&of_worlds, &schedule);
        Ok(match Job::open(target, &of_worlds, &whole, watch)? {
            Opened::Finished => None,
            Opened::Ready(job) => Some(Compare {
                scenario,
                study,
                request: request.clone(),
                schedule,
                job,
            }),
        })
    }

    /// Solves, plays and writes. `settings` are those of the command line as they were written, for the manifest.
    ///
    /// # Errors
    /// If `stop` was raised, or something cannot be written.
    pub fn run(self, settings: &[String], stop: &AtomicBool, watch: &dyn Watch) -> Result<Compared, JobError> {
        let comparison = self.compute(stop, watch).map_err(|error| self.job.kept(error))?;
        let tables = tables(&self.scenario, &self.request, &comparison);
        let figures = pictures::of_comparison(&self.scenario, &comparison, &tables);
        let findings = findings(&comparison, &self.schedule);
        let of_request = self.job.request();
        let manifest = manifest::comparison(&self.scenario, &comparison, &self.request, settings, of_request)?;
        let written = self
            .job
            .finish(&tables, pictures::draw(&figures, comparison.study.seed), manifest)?;
        Ok(Compared {
            scenario: self.scenario,
            comparison,
            findings,
            written,
        })
    }

    fn compute(&self, stop: &AtomicBool, watch: &dyn Watch) -> Result<Comparison, JobError> {
        let mut comparison = match self.scenario.uncertain().is_empty() {
            true => self.one_world(stop, watch)?,
            false => self.many_worlds(stop, watch)?,
        };
        let parting = Parting::of(&comparison.results);
        comparison.parting = match parting {
            Some(parting) => Some(self.refined(&comparison.study, parting, stop)?),
            None => None,
        };
        match stop.load(std::sync::atomic::Ordering::Relaxed) {
            true => Err(Stopped.into()),
            false => Ok(comparison),
        }
    }

    /// A scenario without anything uncertain: one world, with a certificate, and many episodes.
    fn one_world(&self, stop: &AtomicBool, watch: &dyn Watch) -> Result<Comparison, JobError> {
        let study = &self.study;
        let draw = arms_of(&self.scenario, study);
        let plan = Plan {
            settings: Settings {
                certify: true,
                ..self.request.settings()
            },
            ..self.plan(study, &draw)
        };
        let steps = [(Step::Solving, rounds_to_solve(study)), (Step::Playing, study.episodes)];
        for (step, total) in steps {
            let scenario = &study.scenario;
            watch.notice(Event::Begin { scenario, step, total });
        }
        let told = |step| move |by| watch.notice(Event::Advance { step, by });
        let solved = plan.world(0, stop, &told(Step::Solving), &told(Step::Playing));
        for (step, _) in steps {
            watch.notice(Event::End { step });
        }
        let solved = solved?;
        Ok(Comparison {
            study: study.clone(),
            results: self.results(study, vec![solved.result]),
            looks: Vec::new(),
            arms: solved.arms,
            parting: None,
            allocation: None,
        })
    }

    /// Worlds are added look by look until they are enough.
    fn many_worlds(&self, stop: &AtomicBool, watch: &dyn Watch) -> Result<Comparison, JobError> {
        let mut study = self.study.clone();
        let draw = arms_of(&self.scenario, &self.study);
        let mut allocation = None;
        if self.request.episodes == Some(Episodes::Auto) {
            let found = pilot::allocate(&self.plan(&study, &draw), stop)?;
            study.episodes = found.episodes;
            allocation = Some(found);
        }
        let plan = self.plan(&study, &draw);
        let store = self.job.store(plan.chunk());
        let mut worlds: Vec<WorldResult> = Vec::new();
        let mut looks: Vec<Look> = Vec::new();
        for number in &self.schedule.worlds {
            let range = worlds.len() as u64 / plan.chunk()..number / plan.chunk();
            let total = number - worlds.len() as u64;
            let (scenario, step) = (&study.scenario, Step::Worlds);
            watch.notice(Event::Begin { scenario, step, total });
            let more = batch::run(&plan, range, &store, stop, &|by| {
                watch.notice(Event::Advance { step, by });
            });
            watch.notice(Event::End { step });
            worlds.extend(more?);
            if let Some(rule) = &self.schedule.rule {
                let look = Look::new(&self.results(&study, worlds.clone()), *number);
                let next = rule.decide(*number, look.widest());
                watch.notice(Event::Look {
                    scenario,
                    worlds: *number,
                    widest: look.widest(),
                    wanted: rule.half_width,
                });
                looks.push(look);
                if next == Next::Reached {
                    break;
                }
            }
        }
        let results = self.results(&study, worlds);
        if looks.is_empty() {
            looks = doublings(&results, 4 * REPLICATES);
        }
        Ok(Comparison {
            study,
            results,
            looks,
            arms: Vec::new(),
            parting: None,
            allocation,
        })
    }

    /// Solves and plays the world that parts most on a grid of twice as many intervals, to see whether it still does.
    fn refined(&self, study: &Study, parting: Parting, stop: &AtomicBool) -> Result<Parting, JobError> {
        let grid = 2 * study.grid - 1;
        if !GRID_RANGE.contains(&grid) {
            return Ok(parting);
        }
        let draw = arms_of(&self.scenario, study);
        let plan = Plan {
            settings: Settings {
                start: self.request.selection,
                exact: true,
                ..Settings::grid(grid)
            },
            ..self.plan(study, &draw)
        };
        let solved = plan.world(parting.world, stop, &|_| {}, &|_| {})?;
        let finer = within_world(&solved.result).map(|size| Finer { grid, size });
        Ok(Parting { finer, ..parting })
    }

    fn results(&self, study: &Study, worlds: Vec<WorldResult>) -> Results {
        let mut results = Results::new(study, worlds);
        results.plays_only = self.request.evaluate == Evaluate::Play;
        results
    }

    fn plan<'a>(&'a self, study: &'a Study, draw: Draw<'a>) -> Plan<'a> {
        Plan {
            scenario: &self.scenario,
            draw,
            study,
            design: self.request.design(),
            settings: self.request.settings(),
            play: self.request.evaluate.plays(),
            keep: Keep::Everything,
        }
    }
}

impl Compared {
    /// Number of nodes of the solutions that did not converge.
    pub fn unconverged(&self) -> u64 {
        let arms = self.comparison.results.worlds.iter().flat_map(|w| &w.arms);
        arms.map(|arm| arm.unconverged).sum()
    }
}

fn tables(scenario: &Scenario, request: &Request, comparison: &Comparison) -> Vec<Table> {
    let Comparison { study, results, .. } = comparison;
    let mut tables = tables::all(study, &columns(scenario.uncertain()), results, request.threshold);
    if !results.single() {
        tables.push(tables::precision(study, &comparison.looks));
    }
    tables
}

/// Names of the columns for what is uncertain.
pub(super) fn columns(uncertain: &[Uncertain]) -> Vec<String> {
    uncertain.iter().map(|u| u.column.clone()).collect()
}
