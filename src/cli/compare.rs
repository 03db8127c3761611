//! `compare`: the main job.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use honest_broker::analysis::pilot::{self, Allocation};
use honest_broker::analysis::precision::{self, Look};
use honest_broker::analysis::results::Results;
use honest_broker::analysis::tables;
use honest_broker::output::checkpoint::{Checkpoint, Earlier};
use honest_broker::output::csv;
use honest_broker::output::files::{MANIFEST, ResultFolder};
use honest_broker::scenario::Scenario;
use honest_broker::solve::Settings;
use honest_broker::stats::sequential::Next;
use honest_broker::study::Study;
use honest_broker::study::batch::{self, Draw, Keep, Plan, arms_of};
use honest_broker::study::run::{SolvedArm, rounds_to_solve};
use honest_broker::study::world::WorldResult;

use super::arguments::Compare;
use super::charts;
use super::chunks::{Chunks, PROGRAM, continuation, fingerprint};
use super::failure::{Failure, print};
use super::loading::{self, scenarios};
use super::manifest;
use super::progress::bar;
use super::report;
use super::sampling::{Episodes, Evaluate, Looks, REPLICATES, default_episodes};

/// A scenario with its study and the folder for its results.
pub struct Job {
    pub scenario: Scenario,
    pub study: Study,
    pub looks: Looks,
    target: PathBuf,
    folder: ResultFolder,
    checkpoint: Checkpoint,
    request: String,
}

/// What came of a job.
pub struct Outcome {
    pub study: Study,
    pub results: Results,
    pub looks: Vec<Look>,
    /// The solved arms, if there is only one world.
    pub arms: Vec<SolvedArm>,
    /// What the pilot said, if it was asked.
    pub allocation: Option<Allocation>,
}

pub fn run(options: &Compare, stop: &AtomicBool) -> Result<(), Failure> {
    let pool = threads(options.threads)?;
    let (jobs, mut done) = jobs(options)?;
    let all = jobs.len() + done;
    let mut unconverged = Vec::new();
    for job in jobs {
        let name = job.scenario.stem.clone();
        let checkpoint = job.checkpoint.clone();
        let Some(loose) = pool.install(|| compare(job, options, stop))? else {
            return Err(interrupted(&name, done, all, &checkpoint));
        };
        done += 1;
        if loose > 0 {
            unconverged.push(format!("{loose} in `{name}`"));
        }
    }
    match options.strict && !unconverged.is_empty() {
        true => Err(Failure::Unconverged(format!(
            "nodes that did not converge: {}; the results were written and say so",
            unconverged.join(", ")
        ))),
        false => Ok(()),
    }
}

/// A pool of as many threads as asked for.
pub fn threads(number: Option<u16>) -> Result<rayon::ThreadPool, Failure> {
    let mut pool = rayon::ThreadPoolBuilder::new();
    if let Some(number) = number {
        pool = pool.num_threads(number.into());
    }
    pool.build()
        .map_err(|e| Failure::Io(format!("cannot start the threads: {e}")))
}

fn interrupted(name: &str, done: usize, all: usize, checkpoint: &Checkpoint) -> Failure {
    let finished = format!("{done} of {all} scenarios were finished and are kept");
    if !checkpoint.holds_something() {
        let again = match done > 0 {
            true => format!("\nto continue: {}", continuation()),
            false => String::new(),
        };
        return Failure::Interrupted(format!("{finished}; nothing of `{name}` was written{again}"));
    }
    Failure::Interrupted(format!(
        "{finished}; of `{name}`, the worlds finished so far are kept in {}\nto continue: {}",
        checkpoint.folder().display(),
        continuation()
    ))
}

/// Reads everything and reserves every result folder before the first long computation. Under `--resume`, what the same
/// request has finished already is left out and counted.
fn jobs(options: &Compare) -> Result<(Vec<Job>, usize), Failure> {
    if options.episodes.is_some() && !options.worlds.evaluate.plays() {
        let message = "--evaluate exact plays nothing, so --episodes has no meaning; leave one of them out";
        return Err(Failure::Usage(message.into()));
    }
    let scenarios = scenarios(&options.paths, options.recursive, &options.input)?;
    let several = scenarios.len() > 1;
    let mut targets: Vec<PathBuf> = Vec::new();
    let mut jobs: Vec<Job> = Vec::new();
    let mut finished = 0;
    for (file, scenario) in scenarios {
        let target = match &options.out {
            Some(out) if several => out.join(&scenario.stem),
            Some(out) => out.clone(),
            None => PathBuf::from("results").join(&scenario.stem),
        };
        if targets.contains(&target) {
            let (file, target) = (file.display(), target.display());
            return Err(Failure::Usage(format!(
                "two scenario files would write to `{target}` (the second is `{file}`); compare them one by one with --out"
            )));
        }
        targets.push(target.clone());
        let uncertain = !scenario.uncertain().is_empty();
        let plan = loading::Plan {
            arms: &options.arms,
            baseline: &options.baseline,
            seed: options.seed,
            episodes: match options.episodes {
                _ if !options.worlds.evaluate.plays() => 0,
                Some(Episodes::Number(n)) => n,
                _ => default_episodes(uncertain),
            },
            grid: options.grid,
        };
        let study = loading::study(&scenario, &plan, &options.input)?;
        let looks = match uncertain {
            true => options.worlds.looks()?,
            false => Looks {
                worlds: vec![1],
                rule: None,
                note: None,
            },
        };
        let of_chunks = manifest::request(&scenario, &study, options)?;
        let mut whole = of_chunks.clone();
        whole["looks"] = serde_json::json!(looks.worlds);
        whole["precision"] = serde_json::json!(options.worlds.precision);
        whole["threshold"] = serde_json::json!(options.worlds.threshold);
        let request = fingerprint(&whole);
        if options.worlds.resume && is_finished(&target, &request) {
            finished += 1;
            if !options.quiet {
                print(&format!("{} was finished before.\n", target.display()))?;
            }
            continue;
        }
        let earlier = match (options.worlds.resume, options.force) {
            (true, _) => Earlier::Resume,
            (false, true) => Earlier::Discard,
            (false, false) => Earlier::Refuse,
        };
        let folder = ResultFolder::create(&target, options.force)?;
        let checkpoint = Checkpoint::open(&target, PROGRAM, &fingerprint(&of_chunks), earlier)?;
        jobs.push(Job {
            scenario,
            study,
            looks,
            target,
            folder,
            checkpoint,
            request,
        });
    }
    Ok((jobs, finished))
}

/// Whether the folder holds the result of this very request.
fn is_finished(target: &std::path::Path, request: &str) -> bool {
    let manifest = std::fs::read(target.join(MANIFEST)).ok();
    let manifest: Option<serde_json::Value> = manifest.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    manifest.is_some_and(|m| m["options"]["request_sha256"] == request)
}

/// Solves, plays and writes one scenario. Returns the number of unconverged nodes, or `None` if interrupted.
fn compare(mut job: Job, options: &Compare, stop: &AtomicBool) -> Result<Option<u64>, Failure> {
    let outcome = match job.scenario.uncertain().is_empty() {
        true => one_world(&job, options, stop)?,
        false => many_worlds(&job, options, stop)?,
    };
    let Some(outcome) = outcome else {
        return Ok(None);
    };
    let Outcome { study, results, .. } = &outcome;
    let mut tables = tables::all(study, &columns(&job.scenario), results, options.worlds.threshold);
    if !results.single() {
        tables.push(tables::precision(study, &outcome.looks));
    }
    for table in &tables {
        job.folder.add(&format!("{}.csv", table.slug), csv::bytes(table)?)?;
    }
    charts::draw(&mut job.folder, &job.scenario, study, results, &tables)?;
    if stop.load(Ordering::Relaxed) {
        return Ok(None);
    }
    let manifest = manifest::compose(&job.scenario, &outcome, options, &job.request)?;
    let written = job.folder.finish(manifest)?;
    job.checkpoint.remove()?;
    if !options.quiet {
        let names: Vec<String> = written.iter().map(|w| w.name.clone()).collect();
        let mut text = report::comparison(&job.scenario, &job.looks, &outcome, options);
        text.push_str(&files(&job.target, &names));
        print(&text)?;
    }
    let arms = results.worlds.iter().flat_map(|w| &w.arms);
    Ok(Some(arms.map(|arm| arm.unconverged).sum()))
}

/// A scenario without anything uncertain: one world, with a certificate, and many episodes.
fn one_world(job: &Job, options: &Compare, stop: &AtomicBool) -> Result<Option<Outcome>, Failure> {
    let study = &job.study;
    let draw = arms_of(&job.scenario, study);
    let plan = Plan {
        settings: Settings {
            certify: true,
            ..settings(options)
        },
        ..plan(job, study, &draw, options)
    };
    let solving = bar(
        &format!("{}: solving", study.scenario),
        rounds_to_solve(study),
        options.quiet,
    );
    let playing = bar(&format!("{}: playing", study.scenario), study.episodes, options.quiet);
    let solved = plan.world(0, stop, &|rounds| solving.inc(rounds), &|episodes| {
        playing.inc(episodes)
    });
    solving.finish_and_clear();
    playing.finish_and_clear();
    Ok(solved.map(|solved| Outcome {
        study: study.clone(),
        results: results(study, vec![solved.result], options),
        looks: Vec::new(),
        arms: solved.arms,
        allocation: None,
    }))
}

/// Worlds are added look by look until they are enough.
fn many_worlds(job: &Job, options: &Compare, stop: &AtomicBool) -> Result<Option<Outcome>, Failure> {
    let mut study = job.study.clone();
    let draw = arms_of(&job.scenario, &job.study);
    let mut allocation = None;
    if options.episodes == Some(Episodes::Auto) {
        allocation = pilot::allocate(&plan(job, &study, &draw, options), stop);
        let Some(allocation) = allocation else {
            return Ok(None);
        };
        study.episodes = allocation.episodes;
    }
    let plan = plan(job, &study, &draw, options);
    let chunks = Chunks {
        checkpoint: &job.checkpoint,
        size: plan.chunk(),
    };
    let mut worlds = Vec::new();
    let mut looks: Vec<Look> = Vec::new();
    for number in &job.looks.worlds {
        let range = worlds.len() as u64 / plan.chunk()..number / plan.chunk();
        let progress = bar(
            &format!("{}: worlds", study.scenario),
            number - worlds.len() as u64,
            options.quiet,
        );
        let more = batch::run(&plan, range, &chunks, stop, &|n| progress.inc(n))?;
        progress.finish_and_clear();
        let Some(more) = more else {
            return Ok(None);
        };
        worlds.extend(more);
        if let Some(rule) = &job.looks.rule {
            let look = Look::new(&results(&study, worlds.clone(), options), *number);
            if !options.quiet {
                print(&report::look(&study, &look, rule.half_width))?;
            }
            let next = rule.decide(*number, look.widest());
            looks.push(look);
            if next == Next::Reached {
                break;
            }
        }
    }
    let results = results(&study, worlds, options);
    if looks.is_empty() {
        looks = precision::doublings(&results, 4 * REPLICATES);
    }
    Ok(Some(Outcome {
        study,
        results,
        looks,
        arms: Vec::new(),
        allocation,
    }))
}

fn results(study: &Study, worlds: Vec<WorldResult>, options: &Compare) -> Results {
    let mut results = Results::new(study, worlds);
    results.plays_only = options.worlds.evaluate == Evaluate::Play;
    results
}

fn plan<'a>(job: &'a Job, study: &'a Study, draw: Draw<'a>, options: &Compare) -> Plan<'a> {
    Plan {
        scenario: &job.scenario,
        draw,
        study,
        design: options.worlds.sampling.design(study.seed),
        settings: settings(options),
        play: options.worlds.evaluate.plays(),
        keep: Keep::Everything,
    }
}

fn settings(options: &Compare) -> Settings {
    Settings {
        start: options.selection.into(),
        exact: true,
        ..Settings::grid(options.grid)
    }
}

/// Columns of what is uncertain.
pub fn columns(scenario: &Scenario) -> Vec<String> {
    scenario.uncertain().iter().map(|u| u.column.clone()).collect()
}

pub fn files(target: &std::path::Path, written: &[String]) -> String {
    let count = |end: &str| written.iter().filter(|name| name.ends_with(end)).count();
    let here = std::env::current_dir().unwrap_or_default();
    let shown = target.strip_prefix(here).unwrap_or(target).display();
    format!(
        "Files: {shown}/ ({} tables as CSV, {} charts as SVG and PNG, manifest.json)\n\n",
        count(".csv"),
        count(".svg")
    )
}
