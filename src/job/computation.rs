//! A comparison as it is computed, wherever its worlds are kept meanwhile.

use std::sync::atomic::{AtomicBool, Ordering};

use super::beside::Beside;
use super::error::JobError;
use super::watch::{Event, Step, Watch};
use crate::analysis::agreement::{Finer, Parting, within_world};
use crate::analysis::comparison::Comparison;
use crate::analysis::pilot::{self, Allocation};
use crate::analysis::precision::{Look, doublings};
use crate::analysis::results::{OfLevel, Results};
use crate::numeric::grid::GRID_RANGE;
use crate::scenario::Scenario;
use crate::solve::Settings;
use crate::stats::sequential::Next;
use crate::study::batch::{Draw, Keep, Plan, arms_of};
use crate::study::chunks::{self, Interruption, Store};
use crate::study::counts::Told;
use crate::study::levels::Levels;
use crate::study::request::{Episodes, Evaluate, REPLICATES, Request, Schedule};
use crate::study::run::rounds_to_solve;
use crate::study::share::Dealt;
use crate::study::{Stopped, Study};

/// What is to be compared and how.
pub(super) struct Computation<'c> {
    pub scenario: &'c Scenario,
    pub study: &'c Study,
    pub request: &'c Request,
    pub schedule: &'c Schedule,
    /// Which chunks of worlds.
    pub dealt: &'c Dealt,
}

/// Worlds of every level.
struct Solved {
    /// With the number of episodes that were played.
    study: Study,
    allocation: Option<Allocation>,
    levels: Vec<OfLevel>,
    looks: Vec<Look>,
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
                ..self.request.settings(study.grid)
            },
            accuracy: self.request.accuracy(Levels::one(study.grid).finest(), true, true),
            ..self.plan(study, &draw)
        };
        let steps = [(Step::Solving, rounds_to_solve(study)), (Step::Playing, study.episodes)];
        for (step, total) in steps {
            let scenario = &study.scenario;
            watch.notice(Event::Begin { scenario, step, total });
        }
        let told = |step| move |by| watch.notice(Event::Advance { step, by });
        let solved = plan.accurate(0, stop, &told(Step::Solving), &told(Step::Playing));
        for (step, _) in steps {
            watch.notice(Event::End { step });
        }
        let solved = solved?;
        Ok(Comparison {
            study: study.clone(),
            results: Results::new(study, vec![solved.result]).told(self.told()),
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
        let Solved {
            study,
            allocation,
            levels,
            mut looks,
        } = self.worlds(store, stop, watch)?;
        let results = self.results(&study, levels);
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

    /// Computes the worlds of a part, and keeps them in the store.
    ///
    /// # Errors
    /// If `stop` was raised, or the store fails.
    pub(super) fn part<S: Store>(&self, store: &S, stop: &AtomicBool, watch: &dyn Watch) -> Result<(), JobError>
    where
        JobError: From<Interruption<S::Error>>,
    {
        self.worlds(store, stop, watch)?;
        if let Some(worlds) = self.request.fan {
            self.fan(worlds, store, stop, watch)?;
        }
        Ok(())
    }

    fn worlds<S: Store>(&self, store: &S, stop: &AtomicBool, watch: &dyn Watch) -> Result<Solved, JobError>
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
        let work = Work {
            computation: self,
            study: &study,
            baseline: &Study {
                arms: vec![study.arms[study.baseline].clone()],
                baseline: 0,
                ..study.clone()
            },
            stop,
            watch,
        };
        let mut levels = self.levels();
        let mut solved: Vec<OfLevel> = levels.all().iter().map(|level| OfLevel::new(*level)).collect();
        if !levels.is_one() {
            let first = vec![REPLICATES; solved.len()];
            work.extend(&mut solved, &first, store)?;
            let pilot = self.results(&study, solved.clone());
            pilot::share_out(&mut levels, &pilot);
        }
        let mut looks: Vec<Look> = Vec::new();
        for number in &self.schedule.worlds {
            let sizes = self.dealt_of(levels.sizes(*number));
            work.extend(&mut solved, &sizes, store)?;
            if let Some(rule) = &self.schedule.rule {
                let look = Look::new(&self.results(&study, solved.clone()), &sizes);
                let next = rule.decide(*number, look.widest());
                watch.notice(Event::Look {
                    scenario: &study.scenario,
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
        Ok(Solved {
            study,
            allocation,
            levels: solved,
            looks,
        })
    }

    /// The chunks that are worked on, however many a level has of them.
    fn numbers(&self) -> Vec<u64> {
        let worlds = self.schedule.worlds.last().copied().unwrap_or_default();
        self.dealt
            .with_first(worlds.max(REPLICATES) / self.request.design().chunk())
    }

    /// How many of the worlds of each level are worked on.
    fn dealt_of(&self, sizes: Vec<u64>) -> Vec<u64> {
        let chunk = self.request.design().chunk();
        let worked_on = |size: u64| self.dealt.with_first(size / chunk).len() as u64 * chunk;
        sizes.into_iter().map(worked_on).collect()
    }

    /// The levels before worlds are shared out among them.
    fn levels(&self) -> Levels {
        let worlds = self.schedule.worlds.last().copied().unwrap_or_default();
        self.request.levels(self.study.arms.len(), worlds)
    }

    /// Solves and plays the world that parts most on a grid of twice as many intervals, to see whether it still does.
    fn refined(&self, study: &Study, parting: Parting, stop: &AtomicBool) -> Result<Parting, JobError> {
        let grid = 2 * study.grid - 1;
        if !GRID_RANGE.contains(&grid) {
            return Ok(parting);
        }
        let draw = arms_of(self.scenario, study);
        let plan = Plan {
            settings: self.request.settings(grid),
            ..self.plan(study, &draw)
        };
        let solved = plan.world(parting.world, stop, &|_| {}, &|_| {})?;
        let finer = within_world(&solved.result).map(|size| Finer { grid, size });
        Ok(Parting { finer, ..parting })
    }

    fn results(&self, study: &Study, solved: Vec<OfLevel>) -> Results {
        Results::of_levels(study, solved).told(self.told())
    }

    /// How it is known where negotiations stand at the end of each round.
    fn told(&self) -> Told {
        match self.request.evaluate {
            Evaluate::Exact | Evaluate::Both => Told::Exactly,
            Evaluate::Play => Told::Counted,
        }
    }

    fn plan<'a>(&'a self, study: &'a Study, draw: Draw<'a>) -> Plan<'a> {
        Plan {
            scenario: self.scenario,
            draw,
            study,
            design: self.request.design(),
            settings: self.request.settings(study.grid),
            play: self.request.evaluate.plays(),
            keep: Keep::Everything,
            course: self.told(),
            accuracy: None,
            coarser: &[],
            memo: None,
        }
    }
}

/// What it takes to solve the worlds of a level.
struct Work<'w> {
    computation: &'w Computation<'w>,
    study: &'w Study,
    /// The same with the baseline alone.
    baseline: &'w Study,
    stop: &'w AtomicBool,
    watch: &'w dyn Watch,
}

impl Work<'_> {
    /// Solves more worlds of each level, up to `sizes`; those of the finest are played.
    fn extend<S: Store>(&self, solved: &mut [OfLevel], sizes: &[u64], store: &S) -> Result<(), JobError>
    where
        JobError: From<Interruption<S::Error>>,
    {
        for (place, size) in sizes.iter().enumerate() {
            let (before, from_here) = solved.split_at_mut(place);
            let last = from_here.len() == 1;
            let own = &mut from_here[0];
            // A coarser grid under the same arms tells how exact this one is.
            let comparable =
                |below: &&OfLevel| below.level.every_arm == own.level.every_arm && below.level.grid < own.level.grid;
            let below = before.last().filter(comparable);
            let study = if own.level.every_arm { self.study } else { self.baseline };
            let draw = arms_of(self.computation.scenario, study);
            let plan = self.computation.plan(study, &draw);
            let request = self.computation.request;
            let plan = Plan {
                settings: match last {
                    true => request.settings(own.level.grid),
                    false => request.rough_settings(own.level.grid),
                },
                play: plan.play && last,
                course: if own.level.every_arm { plan.course } else { Told::Not },
                accuracy: request.accuracy(own.level, last, sizes.len() == 1),
                coarser: below.map_or(&[], |below| below.worlds()),
                ..plan
            };
            let done = own.worlds().len() as u64;
            if done >= *size {
                continue;
            }
            let (scenario, step, total) = (&self.study.scenario, Step::Worlds, size - done);
            self.watch.notice(Event::Begin { scenario, step, total });
            let (numbers, chunk) = (self.computation.numbers(), plan.chunk() as usize);
            // What is added up must not be cut by the number of worlds of a finer level.
            let mut ends: Vec<u64> = sizes
                .iter()
                .copied()
                .filter(|end| (done + 1..=*size).contains(end))
                .collect();
            ends.sort_unstable();
            ends.dedup();
            for end in ends {
                let places = own.worlds().len()..end as usize;
                let numbers = numbers[places.start / chunk..places.end / chunk].iter().copied();
                let more = chunks::run(&plan, numbers, &Beside::of_level(store, own.level), self.stop, &|by| {
                    self.watch.notice(Event::Advance { step, by });
                });
                own.extend(more.inspect_err(|_| self.watch.notice(Event::End { step }))?);
            }
            self.watch.notice(Event::End { step });
        }
        Ok(())
    }
}
