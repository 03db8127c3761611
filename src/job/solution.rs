//! The solution of a scenario's arms as tables.

use serde_json::{Value, json};

use super::error::JobError;
use super::folder::{Finished, Job, Opened, Target};
use super::inputs::{file_of, kept};
use super::watch::Watch;
use crate::analysis::tables;
use crate::report::manifest;
use crate::report::origin::Origin;
use crate::report::repeat::{self, Repeat};
use crate::scenario::Scenario;
use crate::study::Study;
use crate::study::request::{Episodes, Request};
use crate::study::run::SolvedArm;
use crate::table::Table;

/// The reserved folder of a solution that is to be computed.
#[derive(Debug)]
pub struct Solution {
    hashed: Value,
    rounds: usize,
    request: Request,
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
            Opened::Ready(job) => {
                job.look_ahead_for(&file_of(scenario))?;
                Some(Solution {
                    hashed,
                    request: request.clone(),
                    rounds,
                    job: *job,
                })
            }
        })
    }

    /// Writes `policy.csv`, `values.csv`, what their columns mean, and the manifest. `settings` are those of the command line as they were written.
    ///
    /// # Errors
    /// If too many decisions can come up, or something cannot be written.
    pub fn write(self, scenario: &Scenario, arms: &[SolvedArm], settings: &[String]) -> Result<Finished, JobError> {
        // Nothing is drawn: the seed has no part in it.
        let words = format!("grid {}, {} rounds", self.request.grid, self.rounds);
        let origin = Origin::new(scenario, settings, 0, &self.hashed, words);
        let stem = &scenario.stem;
        let plain = [tables::policy(stem, arms, self.rounds)?, tables::values(stem, arms)];
        let mut tables: Vec<Table> = plain.into_iter().map(|table| origin.finish(table, scenario)).collect();
        tables.push(tables::columns(&tables));
        let certified = arms.iter().any(|arm| arm.solution.certificate.is_some());
        let mut manifest = manifest::solved(&self.hashed, self.job.request(), settings, self.rounds, arms);
        self.repeat(scenario, settings, certified).record(&mut manifest);
        self.job.finish(&tables, Vec::new(), [kept(scenario)].into(), manifest)
    }

    /// The command that solves the same again. Only certified solutions have a certificate.
    fn repeat(&self, scenario: &Scenario, settings: &[String], certified: bool) -> Repeat {
        let request = &self.request;
        let mut options = Vec::new();
        if !request.arms.is_empty() {
            options.push(("arms", request.arms.join(",")));
        }
        options.extend([
            ("grid", request.grid.to_string()),
            ("selection", repeat::selection(request.selection).to_owned()),
            ("rounds", self.rounds.to_string()),
        ]);
        if let Some(Episodes::Number(episodes)) = request.episodes {
            options.push(("episodes", episodes.to_string()));
        }
        if certified {
            options.push(("certify", String::new()));
        }
        repeat::question("solve", &file_of(scenario), settings, &options)
    }
}
