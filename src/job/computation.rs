//! A comparison as it is computed, wherever its worlds are kept meanwhile.

use std::sync::atomic::{AtomicBool, Ordering};

use super::error::JobError;
use super::watch::{Event, Step, Watch};
use crate::analysis::agreement::{Finer, Parting, within_world};
use crate::analysis::comparison::Comparison;
use crate::analysis::pilot;
use crate::analysis::precision::{Look, doublings};
use crate::analysis::results::Results;
use crate::numeric::grid::GRID_RANGE;
use crate::scenario::Scenario;
use crate::solve::Settings;
use crate::stats::sequential::Next;
use crate::study::batch::{self, Draw, Interruption, Keep, Plan, Store, arms_of};
use crate::study::request::{Episodes, Evaluate, REPLICATES, Request, Schedule};
use crate::study::run::rounds_to_solve;
use crate::study::world::WorldResult;
use crate::study::{Stopped, Study};

/// What is to be compared and how.
pub(super) struct Computation<'c> {
    pub scenario: &'c Scenario,
    pub study: &'c Study,
    pub request: &'c Request,
    pub schedule: &'c Schedule,
}

impl Computation<'_> {
    /// Computes worlds until they are enough, keeping finished chunks in the store.
    ///
    /// # Errors
    /// If `stop` was raised, or the store fails.
    pub(super) fn run<S: Store>(&self, store: &S, stop: &AtomicBool, watch: &dyn Watch) -> Result<Comparison, JobError>
    where
        JobError: From<Interruption<S::Error>>,
    {
        let mut comparison = match self.scenario.uncertain().is_empty() {
            true => self.one_world(stop, watch)?,
            false => self.many_worlds(store, stop, watch)?,
        };
        let parting = Parting::of(&comparison.results);
        comparison.parting = match parting {
            Some(parting) => Some(self.refined(&comparison.study, parting, stop)?),
            None => None,
        };
        match stop.load(Ordering::Relaxed) {
            true => Err(Stopped.into()),
            false => Ok(comparison),
        }
    }

    /// A scenario without anything uncertain: one world, with a certificate, and many episodes.
    fn one_world(&self, stop: &AtomicBool, watch: &dyn Watch) -> Result<Comparison, JobError> {
        let study = self.study;
        let draw = arms_of(self.scenario, study);
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
    fn many_worlds<S: Store>(&self, store: &S, stop: &AtomicBool, watch: &dyn Watch) -> Result<Comparison, JobError>
    where
        JobError: From<Interruption<S::Error>>,
    {
        let mut study = self.study.clone();
        let draw = arms_of(self.scenario, self.study);
        let mut allocation = None;
        if self.request.episodes == Some(Episodes::Auto) {
            let found = pilot::allocate(&self.plan(&study, &draw), stop)?;
            study.episodes = found.episodes;
            allocation = Some(found);
        }
        let plan = self.plan(&study, &draw);
        let mut worlds: Vec<WorldResult> = Vec::new();
        let mut looks: Vec<Look> = Vec::new();
        for number in &self.schedule.worlds {
            let range = worlds.len() as u64 / plan.chunk()..number / plan.chunk();
            let total = number - worlds.len() as u64;
            let (scenario, step) = (&study.scenario, Step::Worlds);
            watch.notice(Event::Begin { scenario, step, total });
            let more = batch::run(&plan, range, store, stop, &|by| {
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
        let draw = arms_of(self.scenario, study);
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
            scenario: self.scenario,
            draw,
            study,
            design: self.request.design(),
            settings: self.request.settings(),
            play: self.request.evaluate.plays(),
            keep: Keep::Everything,
        }
    }
}
