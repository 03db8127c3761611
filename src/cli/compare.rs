//! `compare`: the main job.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use honest_broker::job::JobError;
use honest_broker::job::overview::overview;
use honest_broker::scenario::{Problems, Scenario};
use honest_broker::study::request::Request;
use honest_broker::threads;

use super::arguments::{Compare, RunOptions};
use super::continuation::continuation;
use super::failure::{Failure, complain};
use super::format::Format;
use super::progress::Bars;
use super::runs::{complete, lettering, warn_of_memory, written};
use super::several::Several;
use super::shard::threads as given;
use super::told::Told;

pub fn run(options: &Compare, stop: &AtomicBool) -> Result<(), Failure> {
    let request = request(options);
    lettering(&options.run.writing)?;
    // Before the scenarios are read: a request that contradicts itself is so for all of them.
    let failed = |error| Failure::of_job(error, options.input.format);
    request.schedule(true).map_err(|error| failed(error.into()))?;
    let mut batch = Several::load(options)?;
    if !options.run.writing.quiet {
        foretell(&batch.scenarios, &request, &options.run).map_err(|problems| failed(problems.into()))?;
    }
    let target = match &options.run.writing.out {
        Some(out) => out.clone(),
        None => match &batch.scenarios[..] {
            [(_, scenario)] => PathBuf::from("results").join(&scenario.stem),
            _ => PathBuf::from("results"),
        },
    };
    let json = options.input.format == Format::Json;
    let bars = Bars::new(options.run.writing.quiet || json);
    let jobs = batch.reserve(&request, &target, options, &bars)?;
    let several = batch.results.len() > 1;
    let mut told = Told::default();
    let (all, settings) = (batch.results.len(), written(&options.input));
    let before = all - jobs.len();
    for (done, job) in (before..).zip(jobs) {
        let name = job.scenario.stem.clone();
        let compared = threads::on(given(&options.run.writing), || job.run(&settings, stop, &bars))
            .map_err(JobError::from)
            .and_then(|run| run);
        let compared = match compared {
            Err(JobError::Stopped { kept }) => return Err(interrupted(&name, done, all, kept.as_deref())),
            Err(error) => {
                batch.fail(&name, failed(error), options.keep_going)?;
                continue;
            }
            // A part says itself that it is done.
            Ok(None) => continue,
            Ok(Some(compared)) => compared,
        };
        told.add(&compared, &request, options)?;
        // One scenario at a time is worth reading while the next is computed; several are first put side by side.
        if !several {
            told.print(options)?;
        }
    }
    if options.run.writing.shard.is_some() {
        return batch.finish();
    }
    let beside = match several {
        true => Some(overview(&batch.results, &target, &options.run.writing.charts.wanted()).map_err(failed)?),
        false => None,
    };
    match (json, &beside) {
        (true, _) => told.print_json(beside.as_ref(), &batch.failures)?,
        (false, Some(beside)) => told.print_beside(beside, options)?,
        (false, None) => {}
    }
    complete(&told.not_drawn)?;
    batch.finish()?;
    told.strictly(options)
}

/// Says on stderr what will be computed otherwise than asked, and whether the machine seems to have too little memory.
fn foretell(scenarios: &[(PathBuf, Scenario)], request: &Request, options: &RunOptions) -> Result<(), Problems> {
    let uncertain = scenarios.iter().any(|(_, scenario)| !scenario.uncertain().is_empty());
    for note in request.rounded(uncertain) {
        complain(&format!("Note: {note}.\n"));
    }
    for (_, scenario) in scenarios {
        warn_of_memory(scenario, options.grid, given(&options.writing))?;
    }
    Ok(())
}

fn request(options: &Compare) -> Request {
    Request {
        arms: options.arms.clone(),
        baseline: options.baseline.clone(),
        seed: options.run.writing.seed,
        episodes: options.episodes,
        grid: options.run.grid,
        selection: options.selection.into(),
        worlds: options.worlds.worlds,
        sampling: options.run.sampling.into(),
        refine: options.worlds.refine.into(),
        evaluate: options.worlds.evaluate.into(),
        precision: options.worlds.precision,
        max_worlds: options.worlds.max_worlds,
        threshold: options.worlds.threshold,
        fan: options.fan.then_some(options.fan_worlds),
    }
}

fn interrupted(name: &str, done: usize, all: usize, kept: Option<&Path>) -> Failure {
    let finished = format!("{done} of {all} scenarios were finished and are kept");
    let again = format!("\nto continue: {}", continuation());
    Failure::Interrupted(match kept {
        Some(folder) => format!(
            "{finished}; of `{name}`, the worlds finished so far are kept in {}{again}",
            folder.display()
        ),
        None if done > 0 => format!("{finished}; nothing of `{name}` was written{again}"),
        None => format!("{finished}; nothing of `{name}` was written"),
    })
}
