//! The solution of a scenario's arms as tables.

use serde_json::{Value, json};

use super::error::JobError;
use super::folder::{Finished, Job, Opened, Target};
use super::page::Files;
use super::watch::Watch;
use crate::analysis::tables;
use crate::report::manifest;
use crate::report::origin::Origin;
use crate::scenario::Scenario;
use crate::study::Study;
use crate::study::request::Request;
use crate::study::run::SolvedArm;
use crate::table::Table;

/// The reserved folder of a solution that is to be computed.
#[derive(Debug)]
pub struct Solution {
    hashed: Value,
    rounds: usize,
    words: String,
    job: Job,
}

impl Solution {
    /// Reserves the folder; `None` if the result is there already. The table of policies is to have the first `rounds` rounds.
    ///
    /// # Errors
    /// If the scenario lacks an arm of the study, or the folder cannot be reserved.
    pub fn open(
        scenario: &Scenario,
        study: &Study,
        request: &Request,
        rounds: usize,
        target: &Target,
        watch: &dyn Watch,
    ) -> Result<Option<Self>, JobError> {
        let mut hashed = json!({
            "command": "solve",
            "worlds": request.of_worlds(scenario, study)?,
            "rounds": rounds,
        });
        hashed["central"] = json!(!scenario.uncertain().is_empty());
        Ok(match Job::open(target, None, (&hashed, &hashed), watch)? {
            Opened::Finished => None,
            Opened::Ready(job) => Some(Solution {
                hashed,
                rounds,
                words: format!("grid {}, {rounds} rounds", request.grid),
                job: *job,
            }),
        })
    }

    /// Writes `policy.csv`, `values.csv`, what their columns mean, and the manifest. `settings` are those of the command line as they were written.
    ///
    /// # Errors
    /// If too many decisions can come up, or something cannot be written.
    pub fn write(self, scenario: &Scenario, arms: &[SolvedArm], settings: &[String]) -> Result<Finished, JobError> {
        // Nothing is drawn: the seed has no part in it.
        let origin = Origin::new(scenario, settings, 0, &self.hashed, self.words);
        let stem = &scenario.stem;
        let plain = [tables::policy(stem, arms, self.rounds)?, tables::values(stem, arms)];
        let mut tables: Vec<Table> = plain.into_iter().map(|table| origin.finish(table, scenario)).collect();
        tables.push(tables::columns(&tables));
        let manifest = manifest::solved(&self.hashed, self.job.request(), settings, self.rounds, arms);
        self.job.finish(&tables, Vec::new(), Files::new(), manifest)
    }
}
