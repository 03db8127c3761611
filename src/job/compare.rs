//! The comparison of a scenario's arms.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use super::computation::Computation;
use super::error::JobError;
use super::folder::{Finished, Job, Opened, Target};
use super::pictures;
use super::watch::Watch;
use crate::analysis::comparison::Comparison;
use crate::analysis::fan::Fan;
use crate::analysis::reasons::contradictions;
use crate::analysis::tables;
use crate::report::findings::{Finding, findings};
use crate::report::manifest;
use crate::scenario::{Scenario, Uncertain};
use crate::study::Study;
use crate::study::batch::NoStore;
use crate::study::request::{Request, Schedule};
use crate::table::{Cells, Table};

/// Compares the arms of a scenario in memory: nothing is written, and nothing is told meanwhile.
///
/// # Errors
/// If the request contradicts itself or the scenario.
pub fn compare(scenario: &Scenario, request: &Request) -> Result<Comparison, JobError> {
    let computation = Computation {
        scenario,
        study: &request.study(scenario)?,
        request,
        schedule: &request.schedule(!scenario.uncertain().is_empty())?,
    };
    computation.run(&NoStore, &AtomicBool::new(false), &())
}

/// A scenario that is to be compared, and its reserved folder.
#[derive(Debug)]
pub struct Compare {
    /// The scenario whose arms are compared.
    pub scenario: Scenario,
    study: Study,
    request: Request,
    schedule: Schedule,
    job: Job,
}

/// A comparison whose result was written.
#[derive(Debug)]
pub struct Compared {
    /// The scenario whose arms were compared.
    pub scenario: Scenario,
    /// All estimates.
    pub comparison: Comparison,
    /// The same with more and less rational players, if asked for.
    pub fan: Option<Fan>,
    /// What a reader must know before trusting them.
    pub findings: Vec<Finding>,
    /// Names of the files.
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
                job: *job,
            }),
        })
    }

    /// Solves, plays and writes. `settings` are those of the command line as they were written, for the manifest.
    ///
    /// # Errors
    /// If `stop` was raised, or something cannot be written.
    pub fn run(self, settings: &[String], stop: &AtomicBool, watch: &dyn Watch) -> Result<Compared, JobError> {
        let computation = Computation {
            scenario: &self.scenario,
            study: &self.study,
            request: &self.request,
            schedule: &self.schedule,
        };
        let store = self.job.store();
        let comparison = computation.run(&store, stop, watch);
        let comparison = comparison.map_err(|error| self.job.kept(error))?;
        let fan = self
            .request
            .fan
            .map(|worlds| computation.fan(worlds, &store, stop, watch));
        let fan = fan.transpose().map_err(|error| self.job.kept(error))?;
        let mut tables = tables(&self.scenario, &self.request, &comparison);
        if let Some(fan) = &fan {
            tables.extend([
                tables::fan(&comparison.study, fan),
                tables::noise(&comparison.study, fan),
            ]);
        }
        tables.push(tables::arms(&self.scenario, &comparison.study)?);
        let tables: Vec<Table> = tables.into_iter().map(|table| titled(table, &self.scenario)).collect();
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
            fan,
            findings,
            written,
        })
    }
}

impl Compared {
    /// Number of nodes of the solutions that did not converge.
    pub fn unconverged(&self) -> u64 {
        let arms = self.comparison.results.worlds.iter().flat_map(|w| &w.arms);
        arms.map(|arm| arm.unconverged).sum()
    }

    /// The precision asked for and the one reached, in words, if it was missed.
    pub fn missed_precision(&self) -> Option<String> {
        self.findings.iter().find_map(Finding::missed_precision)
    }
}

fn tables(scenario: &Scenario, request: &Request, comparison: &Comparison) -> Vec<Table> {
    let Comparison { study, results, .. } = comparison;
    let mut tables = tables::all(study, &columns(scenario.uncertain()), results, request.threshold);
    if !results.single() {
        tables.push(tables::precision(study, &comparison.looks));
    }
    if results.is_played() {
        tables.extend([tables::asymmetry(study, results), tables::exposure(study, results)]);
    }
    tables.push(tables::ledger(study));
    let held = contradictions(scenario, study, &request.design(), results);
    tables.push(tables::contradictions(study, &held));
    tables
}

/// The table with the titles of the arms beside their names.
fn titled(table: Table, scenario: &Scenario) -> Table {
    let Some(Cells::Text(names)) = table.column("arm") else {
        return table;
    };
    let title = |name: &String| scenario.display_name(name).unwrap_or(name).to_owned();
    let titles = Cells::Text(names.iter().map(title).collect());
    table.with_after("arm", "arm_title", titles)
}

/// Names of the columns for what is uncertain.
pub(super) fn columns(uncertain: &[Uncertain]) -> Vec<String> {
    uncertain.iter().map(|u| u.column.clone()).collect()
}
