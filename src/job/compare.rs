//! The comparison of a scenario's arms.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use serde_json::{Value, json};

use super::computation::Computation;
use super::episodes::{Place, SEARCHED, stories};
use super::error::JobError;
use super::folder::{Finished, Job, Opened, Target};
use super::inputs::{file_of, kept};
use super::overview::OVERVIEW;
use super::page::Files;
use super::pictures;
use super::shard::Sharing;
use super::watch::Watch;
use crate::analysis::comparison::Comparison;
use crate::analysis::fan::Fan;
use crate::analysis::reasons::contradictions;
use crate::analysis::tables::{self, Numbers};
use crate::output::print::Charts;
use crate::report::briefing::{BRIEFING, Briefing};
use crate::report::findings::{Finding, findings};
use crate::report::manifest;
use crate::report::origin::Origin;
use crate::report::story::examples::{STORIES, Stories};
use crate::scenario::Scenario;
use crate::study::Study;
use crate::study::chunks::NoStore;
use crate::study::request::{Request, Schedule};
use crate::study::share::Dealt;
use crate::table::Table;

/// Compares the arms of a scenario in memory: nothing is written, and nothing is told meanwhile.
///
/// # Errors
/// If the request contradicts itself or the scenario.
pub fn compare(scenario: &Scenario, request: &Request) -> Result<Comparison, JobError> {
    let study = request.study(scenario)?;
    let scenario = &narrowed(scenario, &study);
    let computation = Computation {
        scenario,
        study: &study,
        request,
        schedule: &request.schedule(!scenario.uncertain().is_empty())?,
        dealt: &Dealt::Every,
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
    charts: Charts,
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
    /// Characters of the charts that have a stand-in, in a sentence; empty if all are drawn.
    pub lettering: Vec<String>,
    /// What tells the run from others.
    pub origin: Origin,
    /// Names of the files.
    pub written: Finished,
}

/// Says in the request for a result which charts it has, if not the usual ones.
pub(super) fn record(charts: &Charts, whole: &mut Value) {
    if charts.kinds.is_empty() {
        whole["charts"] = json!(false);
    } else if *charts != Charts::default() {
        let kinds: Vec<&str> = charts.kinds.iter().map(|kind| kind.name()).collect();
        whole["charts"] = json!({ "kinds": kinds, "size": charts.size.name() });
    }
}

/// The folder of each scenario: the target's for one, and one of its own in the target's for each of several.
///
/// # Errors
/// If two scenarios would write to the same folder, or one to that of the overview.
pub fn folders(scenarios: &[(PathBuf, Scenario)], target: &Path) -> Result<Vec<PathBuf>, JobError> {
    if let [_] = scenarios {
        return Ok(vec![target.to_owned()]);
    }
    let mut folders: Vec<PathBuf> = Vec::new();
    for (file, scenario) in scenarios {
        let folder = target.join(&scenario.stem);
        if scenario.stem.eq_ignore_ascii_case(OVERVIEW) {
            return Err(JobError::Reserved(file.clone()));
        }
        // Some file systems take capitals for small letters.
        let same = |other: &PathBuf| other.to_string_lossy().to_lowercase() == folder.to_string_lossy().to_lowercase();
        if folders.iter().any(same) {
            let file = file.clone();
            return Err(JobError::SameFolder { folder, file });
        }
        folders.push(folder);
    }
    Ok(folders)
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
        let study = request.study(&scenario)?;
        let scenario = narrowed(&scenario, &study);
        let schedule = request.schedule(!scenario.uncertain().is_empty())?;
        let of_worlds = request.of_worlds(&scenario, &study)?;
        let mut whole = request.of_result(&of_worlds, &schedule);
        record(&target.charts, &mut whole);
        let chunks = schedule.worlds.last().copied().unwrap_or_default() / request.design().chunk();
        let merged = match &target.sharing {
            Sharing::Merged(merged) => Some(merged.dealt(&scenario.stem).unless_whole(chunks)),
            Sharing::Whole | Sharing::Part(_) => None,
        };
        if let Some(without) = merged.as_ref().and_then(without) {
            whole["without"] = without;
        }
        if matches!(target.sharing, Sharing::Part(_)) && schedule.rule.is_some() {
            return Err(JobError::PrecisionInParts);
        }
        Ok(match Job::open(target, Some(&scenario), (&of_worlds, &whole), watch)? {
            Opened::Finished => None,
            Opened::Ready(mut job) => {
                job.dividing(chunks)?;
                if let Some(dealt) = merged {
                    job.dealt = dealt;
                }
                job.look_ahead_for(&file_of(&scenario))?;
                Some(Compare {
                    scenario,
                    study,
                    request: request.clone(),
                    schedule,
                    charts: target.charts.clone(),
                    job: *job,
                })
            }
        })
    }

    /// Solves, plays and writes; `None` if it is a part, which writes nothing but its worlds. `settings` are those of the command line as
    /// they were written, for the manifest.
    ///
    /// # Errors
    /// If `stop` was raised, or something cannot be written.
    pub fn run(self, settings: &[String], stop: &AtomicBool, watch: &dyn Watch) -> Result<Option<Compared>, JobError> {
        let computation = Computation {
            scenario: &self.scenario,
            study: &self.study,
            request: &self.request,
            schedule: &self.schedule,
            dealt: self.job.dealt(),
        };
        let store = self.job.store();
        if self.job.share().is_some() {
            let done = computation.part(&store, stop, watch);
            done.map_err(|error| self.job.kept(error))?;
            self.job.end_part(watch)?;
            return Ok(None);
        }
        let comparison = computation.run(&store, stop, watch);
        let comparison = comparison.map_err(|error| self.job.kept(error))?;
        let fan = self
            .request
            .fan
            .map(|worlds| computation.fan(worlds, &store, stop, watch));
        let fan = fan.transpose().map_err(|error| self.job.kept(error))?;
        let origin = self.origin(settings)?;
        let mut tables = tables(&self.scenario, &self.request, &comparison);
        if let Some(fan) = &fan {
            tables.extend([
                tables::fan(&comparison.study, fan),
                tables::noise(&comparison.study, fan),
            ]);
        }
        tables.push(tables::arms(&self.scenario, &comparison.study)?);
        let finish = |table| origin.finish(table, &self.scenario);
        let mut tables: Vec<Table> = tables.into_iter().map(finish).collect();
        tables.push(tables::columns(&tables));
        let figures = pictures::wanted(&self.charts, |size| {
            pictures::of_comparison(&self.scenario, &comparison, &origin, &tables, size)
        });
        let findings = findings(&comparison, &self.schedule, self.job.dealt());
        let mut briefing = Briefing::of(
            &self.scenario,
            &comparison,
            &self.request,
            fan.as_ref(),
            &findings,
            settings,
            &origin,
        );
        briefing.charts = pictures::sources(&figures);
        let place = Place {
            file: file_of(&self.scenario),
            settings: settings.to_vec(),
            world: None,
            sampling: self.request.sampling,
        };
        let stories = stories(&self.scenario, &self.study, &place, SEARCHED, stop);
        let stories = stories.map_err(|error| self.job.kept(error))?;
        let words = words(&self.scenario, &briefing, &stories);
        let of_request = self.job.request();
        let mut manifest = manifest::comparison(&self.scenario, &comparison, &self.request, settings, of_request)?;
        origin.record(&mut manifest);
        match without(self.job.dealt()) {
            // No command makes it again.
            Some(without) => manifest["options"]["without"] = without,
            None => briefing.again.clone().drawing(&self.charts).record(&mut manifest),
        }
        let lettering = pictures::lettering(&figures, &mut manifest);
        let written = self.job.finish(
            &tables,
            pictures::draw(&figures, &origin, &self.charts.kinds),
            words,
            manifest,
        )?;
        Ok(Some(Compared {
            scenario: self.scenario,
            comparison,
            fan,
            findings,
            lettering,
            origin,
            written,
        }))
    }

    fn origin(&self, settings: &[String]) -> Result<Origin, JobError> {
        let Compare {
            scenario,
            study,
            request,
            schedule,
            ..
        } = self;
        let rows = request.of_rows(&request.of_worlds(scenario, study)?, schedule);
        Ok(Origin::new(scenario, settings, study.seed, &rows, request.in_words()))
    }
}

impl Compared {
    /// Number of nodes of the solutions that did not converge.
    pub fn unconverged(&self) -> u64 {
        let levels = self.comparison.results.levels();
        let arms = levels.flat_map(|(_, worlds)| worlds).flat_map(|w| &w.arms);
        arms.map(|arm| arm.unconverged).sum()
    }

    /// The precision asked for and the one reached, in words, if it was missed.
    pub fn missed_precision(&self) -> Option<String> {
        self.findings.iter().find_map(Finding::missed_precision)
    }
}

/// The scenario as it was read, and all that tables do not hold, as files.
fn words(scenario: &Scenario, briefing: &Briefing, stories: &Stories) -> Files {
    let json = |told: Value| format!("{told:#}\n").into_bytes();
    [
        (BRIEFING.to_owned(), json(json!(briefing))),
        (STORIES.to_owned(), json(json!(stories))),
        kept(scenario),
    ]
    .into()
}

/// The parts that a result is without, such as `3/4`; `None` if it is whole.
fn without(dealt: &Dealt) -> Option<Value> {
    let Dealt::Without { share, missing } = dealt else {
        return None;
    };
    let parts: Vec<String> = missing.iter().map(|number| share.other(*number).to_string()).collect();
    Some(json!(parts))
}

/// The scenario with the arms of a study: what other arms draw makes no worlds.
fn narrowed(scenario: &Scenario, study: &Study) -> Scenario {
    let names: Vec<&str> = study.arms.iter().map(|arm| arm.name.as_str()).collect();
    scenario.of_arms(&names)
}

fn tables(scenario: &Scenario, request: &Request, comparison: &Comparison) -> Vec<Table> {
    let Comparison { study, results, .. } = comparison;
    let numbers = Numbers::of(scenario, request.design());
    let mut tables = tables::all(study, &numbers, results, request.threshold);
    if !results.single() {
        tables.push(tables::precision(study, &comparison.looks));
    }
    if results.rounds(study.baseline).0 > 0 {
        tables.extend([tables::asymmetry(study, results), tables::exposure(study, results)]);
    }
    tables.push(tables::ledger(study));
    let held = contradictions(scenario, study, &request.design(), results);
    tables.push(tables::contradictions(study, &held));
    tables
}
