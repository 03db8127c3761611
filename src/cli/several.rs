//! The scenarios of one `compare`: those that are compared, and those that are left out.

use std::path::{Path, PathBuf};

use honest_broker::job::JobError;
use honest_broker::job::compare::{Compare as Job, folders};
use honest_broker::scenario::Scenario;
use honest_broker::study::request::Request;

use super::arguments::Compare;
use super::failure::{Failure, complain};
use super::loading::each;
use super::progress::Bars;
use super::shard::target;

/// The scenarios of a run, and what became of them.
pub struct Several {
    pub scenarios: Vec<(PathBuf, Scenario)>,
    /// Names and folders of all whose result is or will be there.
    pub results: Vec<(String, PathBuf)>,
    /// Names of those left out, and why.
    pub failures: Vec<(String, Failure)>,
}

impl Several {
    /// The scenarios that were asked for.
    pub fn load(options: &Compare) -> Result<Self, Failure> {
        let (mut scenarios, mut failures) = (Vec::new(), Vec::new());
        let loaded = each(&options.paths, options.recursive, &options.input, options.keep_going)?;
        for (file, scenario) in loaded {
            match scenario {
                Ok(scenario) => scenarios.push((file, scenario)),
                Err(failure) => failures.push((file.display().to_string(), failure)),
            }
        }
        if scenarios.is_empty()
            && let Some((_, failure)) = failures.pop()
        {
            return Err(failure);
        }
        Ok(Several {
            scenarios,
            results: Vec::new(),
            failures,
        })
    }

    /// Reserves the folders of all scenarios before the first long computation; those whose result is there already need no work.
    pub fn reserve(
        &mut self,
        request: &Request,
        into: &Path,
        options: &Compare,
        bars: &Bars,
    ) -> Result<Vec<Job>, Failure> {
        let failed = |error| Failure::of_job(error, options.input.format);
        let folders = folders(&self.scenarios, into).map_err(failed)?;
        // What one part leaves out, the others would have to leave out, too: a part leaves nothing out.
        let in_parts = options.run.writing.shard.is_some();
        let certain = |(_, scenario): &&(PathBuf, Scenario)| scenario.uncertain().is_empty();
        if let Some((_, scenario)) = self.scenarios.iter().find(certain).filter(|_| in_parts) {
            return Err(failed(JobError::NothingToDivide(scenario.stem.clone())));
        }
        let mut jobs = Vec::new();
        let together: Vec<String> = self
            .scenarios
            .iter()
            .map(|(_, scenario)| scenario.stem.clone())
            .collect();
        for ((_, scenario), folder) in std::mem::take(&mut self.scenarios).into_iter().zip(folders) {
            let name = scenario.stem.clone();
            let target = target(folder.clone(), &options.run.writing, &together, None);
            match Job::open(scenario, request, &target, bars) {
                Ok(job) => {
                    jobs.extend(job);
                    self.results.push((name, folder));
                }
                Err(error) => self.fail(&name, failed(error), options.keep_going && !in_parts)?,
            }
        }
        Ok(jobs)
    }

    /// Takes note of a failure, or ends the run with it.
    pub fn fail(&mut self, name: &str, failure: Failure, keep_going: bool) -> Result<(), Failure> {
        if !keep_going {
            return Err(failure);
        }
        self.results.retain(|(result, _)| result != name);
        self.failures.push((name.to_owned(), failure));
        Ok(())
    }

    /// Names what was left out; the run ends with the code of the last of them.
    pub fn finish(mut self) -> Result<(), Failure> {
        let Some((name, last)) = self.failures.pop() else {
            return Ok(());
        };
        for (name, failure) in self.failures {
            complain(&format!("left out: {name}\n"));
            let _ = failure.report();
        }
        complain(&format!("left out: {name}\n"));
        Err(last)
    }
}
