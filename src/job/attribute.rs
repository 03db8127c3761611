//! The attribution of a change to the broker's instruments and the stakeholders.

use std::sync::atomic::AtomicBool;

use serde_json::{Value, json};

use super::beside::Beside;
use super::compare::record;
pub use super::division::{Factors, Request};
use super::error::JobError;
use super::folder::{Finished, Job, Opened, Target as Folder};
use super::inputs::{file_of, kept};
use super::pictures;
use super::watch::{Event, Step, Watch};
use crate::analysis::attribution::{Division, Part, Sets};
use crate::analysis::results::{OfLevel, Results};
use crate::analysis::tables::{self, Numbers};
use crate::analysis::target::Target;
use crate::output::print::Charts;
use crate::report::manifest;
use crate::report::origin::Origin;
use crate::report::repeat::{self, Repeat};
use crate::scenario::{Scenario, World};
use crate::solve::Settings;
use crate::stats::shapley;
use crate::study::Study;
use crate::study::batch::{Draw, Keep, Plan};
use crate::study::chunks::{self, Done};
use crate::study::counts::Told;
use crate::study::levels::{FEWEST_WORLDS, Level};
use crate::study::request::{REPLICATES, level_in_words, record_level};
use crate::study::world::WorldResult;
use crate::table::Table;

/// So few factors have hardly more combinations than an order goes through.
const FEW: usize = 2;
/// Most factors of which all combinations are solved.
const MOST: usize = shapley::MOST;

/// A change that is to be divided, and the reserved folder.
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
    /// The sets of factors as arms.
    pub study: Study,
    /// The factors, and which sets of them were solved.
    pub division: Division,
    /// Metric of charts and summary.
    pub target: Target,
    /// The worlds, pooled.
    pub results: Results,
    /// Characters of the charts that have a stand-in, in a sentence; empty if all are drawn.
    pub lettering: Vec<String>,
    /// What it was computed from.
    pub origin: Origin,
    /// Names of the files.
    pub written: Finished,
}

impl Attribute {
    /// Reserves the folder; `None` if the result is there already.
    ///
    /// # Errors
    /// If the arm has no such factors or too many, there is no such metric, or the folder cannot be reserved.
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
        let factors = request.factors(&scenario, &game);
        if factors.is_empty() {
            return Err(JobError::NoFactor {
                arm: request.arm.clone(),
                factors: request.factors.name(),
            });
        }
        // One order says little of one world.
        let one_world = scenario.uncertain().is_empty();
        let all = request.combinations || one_world || factors.len() <= FEW;
        if all && factors.len() > MOST {
            return Err(JobError::TooManyFactors {
                count: factors.len(),
                most: MOST,
            });
        }
        let division = Division {
            factors,
            sets: if all { Sets::All } else { Sets::Order },
            pairs: request.pairs,
            design: request.compared().design(),
            chances: Vec::new(),
        };
        let study = Study {
            scenario: scenario.stem.clone(),
            arms: division.arms(&game),
            baseline: 0,
            seed: request.seed,
            episodes: 0,
            grid: request.grid,
        };
        let mut hashed = json!({
            "command": "attribute",
            "scenario": scenario.resolved(&request.arm)?,
            "arm": request.arm,
            "factors": request.factors.name(),
            "sets": division.sets.name(),
            "pairs": request.pairs,
            "seed": request.seed.to_string(),
            "sampling": request.sampling.name(),
            "replicates": REPLICATES,
            "grid": request.grid,
        });
        // In which worlds orders are solved depends on all of them.
        if !one_world {
            hashed["worlds"] = json!(request.worlds());
        }
        let mut whole = hashed.clone();
        whole["metric"] = json!(request.metric);
        record_level(&mut whole);
        record(&folder.charts, &mut whole);
        Ok(match Job::open(folder, Some(&scenario), (&hashed, &whole), watch)? {
            Opened::Finished => None,
            Opened::Ready(job) => {
                job.dividing(request.worlds() / division.design.chunk())?;
                job.look_ahead_for(&file_of(&scenario))?;
                Some(Attribute {
                    scenario,
                    study,
                    request: request.clone(),
                    hashed,
                    division,
                    target,
                    charts: folder.charts.clone(),
                    job: *job,
                })
            }
        })
    }

    /// Solves sets of the factors in the same worlds, and writes; `None` if it is a part, which writes nothing but its worlds. `settings` are
    /// those of the command line as they were written, for the manifest.
    ///
    /// # Errors
    /// If `stop` was raised, or something cannot be written.
    pub fn run(
        mut self,
        settings: &[String],
        stop: &AtomicBool,
        watch: &dyn Watch,
    ) -> Result<Option<Attributed>, JobError> {
        let results = match self.compute(stop, watch) {
            Ok(results) => results,
            Err(error) => return Err(self.job.kept(error)),
        };
        let Some(results) = results else {
            self.job.end_part(watch)?;
            return Ok(None);
        };
        let (stem, arm, division) = (&self.study.scenario, &self.request.arm, &self.division);
        let origin = self.origin(settings);
        let mut tables = vec![tables::attribution(stem, arm, division, &results)];
        if division.sets == Sets::All {
            tables.push(tables::combinations(stem, arm, division, &results));
        }
        let name = |world: u64, place: usize| division.name(division.of_world(world)[place]);
        let numbers = Numbers::of(&self.scenario, division.design);
        tables.push(tables::draws(&self.study, &numbers, &results));
        tables.push(tables::named_worlds(&self.study, &results, &name));
        let finish = |table| origin.finish(table, &self.scenario);
        let mut tables: Vec<Table> = tables.into_iter().map(finish).collect();
        tables.push(tables::columns(&tables));
        let scenario = &self.scenario;
        let shown = (self.target, division);
        let figures = pictures::wanted(&self.charts, |size| {
            pictures::of_attribution(scenario, &self.study, &results, &origin, &tables[0], shown, size)
        });
        let mut manifest = manifest::attribution(
            &self.hashed,
            self.job.request(),
            &self.request.metric,
            settings,
            division,
            &results,
        );
        origin.record(&mut manifest);
        self.repeat(settings).record(&mut manifest);
        let lettering = pictures::lettering(&figures, &mut manifest);
        let written = self.job.finish(
            &tables,
            pictures::draw(&figures, &origin, &self.charts.kinds),
            [kept(&self.scenario)].into(),
            manifest,
        )?;
        Ok(Some(Attributed {
            scenario: self.scenario,
            study: self.study,
            division: self.division,
            target: self.target,
            results,
            lettering,
            origin,
            written,
        }))
    }

    /// The command that divides the change again.
    fn repeat(&self, settings: &[String]) -> Repeat {
        let request = &self.request;
        let mut options = vec![
            ("arm", request.arm.clone()),
            ("factors", request.factors.name().to_owned()),
            ("metric", request.metric.clone()),
            ("sampling", repeat::sampling(request.sampling)),
            ("grid", request.grid.to_string()),
            ("seed", request.seed.to_string()),
        ];
        options.extend(request.worlds.map(|worlds| ("worlds", worlds.to_string())));
        let switched = [("combinations", request.combinations), ("pairs", request.pairs)];
        let on = switched.into_iter().filter(|(_, on)| *on);
        options.extend(on.map(|(name, _)| (name, String::new())));
        let file = file_of(&self.scenario);
        repeat::question("attribute", &file, settings, &options).drawing(&self.charts)
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
        record_level(&mut options);
        let words = format!(
            "arm {}, factors {}, sets {}, grid {}, sampling {}{}",
            request.arm,
            request.factors.name(),
            division.sets.name(),
            request.grid,
            request.sampling.name(),
            level_in_words()
        );
        Origin::new(scenario, settings, study.seed, &options, words)
    }

    /// `None` of a part, once its chunks are finished.
    fn compute(&mut self, stop: &AtomicBool, watch: &dyn Watch) -> Result<Option<Results>, JobError> {
        if self.scenario.uncertain().is_empty() {
            let draw = self.draw(Part::Ends);
            let plan = self.plan(&draw, self.study.grid, true);
            return Ok(Some(Results::new(&self.study, vec![plan.apart(0, stop)?])));
        }
        let levels = self.request.levels();
        // With few worlds none is left out: a scrambling with one order or none says too little of its own error.
        let chosen = self.division.sets == Sets::Order && self.request.worlds() >= 2 * FEWEST_WORLDS;
        let mut solved = Vec::new();
        for (place, (level, total)) in levels.iter().enumerate() {
            let last = place + 1 == levels.len();
            // In which worlds orders are solved depends on all of them.
            let needed = chosen && place == 0;
            let mut worlds = self.part(Part::Ends, (*level, *total), (last, needed), stop, watch)?;
            if needed {
                self.division.choose(&worlds);
            }
            if self.division.sets == Sets::Order {
                let between = self.part(Part::Between, (*level, *total), (last, false), stop, watch)?;
                if self.job.share().is_some() {
                    continue;
                }
                for (world, own) in worlds.iter_mut().zip(between) {
                    world.arms.extend(own.arms);
                }
            }
            let mut own = OfLevel::new(*level);
            own.extend(Done {
                worlds,
                courses: Vec::new(),
            });
            solved.push(own);
        }
        let is_part = self.job.share().is_some();
        Ok((!is_part).then(|| Results::of_levels(&self.study, solved)))
    }

    /// The worlds of a level with the sets of a part: those that this job works on, or all if they are needed for what follows.
    fn part(
        &self,
        part: Part,
        (level, total): (Level, u64),
        (last, needed): (bool, bool),
        stop: &AtomicBool,
        watch: &dyn Watch,
    ) -> Result<Vec<WorldResult>, JobError> {
        let (draw, store, step) = (self.draw(part), self.job.store(), Step::Worlds);
        let plan = self.plan(&draw, level.grid, last);
        let kept = Level {
            every_arm: part == Part::Between,
            ..level
        };
        let store = Beside::of_level(&store, kept);
        let run = |chunks: &[u64]| {
            watch.notice(Event::Begin {
                scenario: &self.study.scenario,
                step,
                total: chunks.len() as u64 * plan.chunk(),
            });
            let done = chunks::run(&plan, chunks.iter().copied(), &store, stop, &|by| {
                watch.notice(Event::Advance { step, by });
            });
            watch.notice(Event::End { step });
            Ok::<_, JobError>(done?.worlds)
        };
        let count = total / plan.chunk();
        if !needed {
            return run(&self.job.dealt().strictly(count));
        }
        self.job.needed(&(0..count).collect::<Vec<_>>(), run)
    }

    /// Games of the sets of a part, by world.
    fn draw(&self, part: Part) -> impl Fn(u64, &[f64]) -> World + Sync {
        let place = self.scenario.arms.iter().position(|arm| arm.name == self.request.arm);
        self.division.worlds(&self.scenario, place.unwrap_or(0), part)
    }

    fn plan<'p>(&'p self, draw: Draw<'p>, grid: usize, last: bool) -> Plan<'p> {
        let compared = self.request.compared();
        let settings = match last {
            true => compared.settings(grid),
            false => compared.rough_settings(grid),
        };
        Plan {
            scenario: &self.scenario,
            draw,
            study: &self.study,
            design: self.division.design,
            settings: Settings {
                exact: false,
                ..settings
            },
            play: false,
            keep: Keep::Means,
            course: Told::Not,
            accuracy: None,
            coarser: &[],
            memo: None,
        }
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
