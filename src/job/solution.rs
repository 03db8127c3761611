//! The solution of a scenario's arms as tables.

use serde_json::{Value, json};

use super::error::JobError;
use super::folder::{Finished, Job, Opened, Target};
use super::watch::Watch;
use crate::analysis::tables;
use crate::report::manifest;
use crate::scenario::Scenario;
use crate::study::Study;
use crate::study::request::Request;
use crate::study::run::SolvedArm;

/// The reserved folder of a solution that is to be computed.
#[derive(Debug)]
pub struct Solution {
    hashed: Value,
    rounds: usize,
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
        Ok(match Job::open(target, &hashed, &hashed, watch)? {
            Opened::Finished => None,
            Opened::Ready(job) => Some(Solution { hashed, rounds, job }),
        })
    }

    /// Writes `policy.csv`, `values.csv` and the manifest. `settings` are those of the command line as they were written.
    ///
    /// # Errors
    /// If too many decisions can come up, or something cannot be written.
    pub fn write(self, arms: &[SolvedArm], settings: &[String]) -> Result<Finished, JobError> {
        let tables = [tables::policy(arms, self.rounds)?, tables::values(arms)];
        let manifest = manifest::solved(&self.hashed, self.job.request(), settings, self.rounds, arms);
        self.job.finish(&tables, Vec::new(), manifest)
    }
}
