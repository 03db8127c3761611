//! `compare`: the main job.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use honest_broker::job::overview::overview;
use honest_broker::job::{Finished, JobError, Target};
use honest_broker::output::chart::use_font;
use honest_broker::report::text;
use honest_broker::report::words::paragraph;
use honest_broker::scenario::{Problems, Scenario};
use honest_broker::study::request::Request;
use honest_broker::threads;

use super::arguments::{Compare, Input, RunOptions};
use super::batch::Batch;
use super::continuation::continuation;
use super::failure::{Failure, complain};
use super::format::Format;
use super::memory::{Needs, available};
use super::progress::Bars;
use super::told::Told;

pub fn run(options: &Compare, stop: &AtomicBool) -> Result<(), Failure> {
    let request = request(options);
    lettering(&options.run)?;
    // Before the scenarios are read: a request that contradicts itself is so for all of them.
    let failed = |error| Failure::of_job(error, options.input.format);
    request.schedule(true).map_err(|error| failed(error.into()))?;
    let mut batch = Batch::load(options)?;
    if !options.run.quiet {
        foretell(&batch.scenarios, &request, &options.run).map_err(|problems| failed(problems.into()))?;
    }
    let target = match &options.run.out {
        Some(out) => out.clone(),
        None => match &batch.scenarios[..] {
            [(_, scenario)] => PathBuf::from("results").join(&scenario.stem),
            _ => PathBuf::from("results"),
        },
    };
    let json = options.input.format == Format::Json;
    let bars = Bars::new(options.run.quiet || json);
    let jobs = batch.reserve(&request, &target, options, &bars)?;
    let several = batch.results.len() > 1;
    let mut told = Told::default();
    let (all, settings) = (batch.results.len(), written(&options.input));
    let before = all - jobs.len();
    for (done, job) in (before..).zip(jobs) {
        let name = job.scenario.stem.clone();
        let compared = threads::on(options.run.threads, || job.run(&settings, stop, &bars))
            .map_err(JobError::from)
            .and_then(|run| run);
        let compared = match compared {
            Err(JobError::Stopped { kept }) => return Err(interrupted(&name, done, all, kept.as_deref())),
            Err(error) => {
                batch.fail(&name, failed(error), options.keep_going)?;
                continue;
            }
            Ok(compared) => compared,
        };
        told.add(&compared, &request, options)?;
        // One scenario at a time is worth reading while the next is computed; several are first put side by side.
        if !several {
            told.print(options)?;
        }
    }
    if several {
        let beside = overview(&batch.results, &target).map_err(failed)?;
        told.print_beside(&beside, options)?;
    } else if json {
        told.print_json(None, &batch.failures)?;
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
        warn_of_memory(scenario, options)?;
    }
    Ok(())
}

fn request(options: &Compare) -> Request {
    Request {
        arms: options.arms.clone(),
        baseline: options.baseline.clone(),
        seed: options.run.seed,
        episodes: options.episodes,
        grid: options.run.grid,
        selection: options.selection.into(),
        worlds: options.worlds.worlds,
        sampling: options.run.sampling.into(),
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

/// Says on stderr if the machine seems to have too little memory.
pub fn warn_of_memory(scenario: &Scenario, options: &RunOptions) -> Result<(), Problems> {
    let needs = Needs::of(scenario, options.grid, options.threads)?;
    if let Some(warning) = needs.warning(&scenario.stem, available()) {
        complain(&warning);
    }
    Ok(())
}

/// Where a job writes.
pub fn target(folder: PathBuf, options: &RunOptions) -> Target {
    Target {
        folder,
        force: options.force,
        resume: options.resume,
        charts: true,
    }
}

/// Settings as they were written.
pub fn written(input: &Input) -> Vec<String> {
    input.settings.iter().map(|s| s.as_written().to_owned()).collect()
}

/// Takes the font named for characters of charts, if one is.
pub fn lettering(options: &RunOptions) -> Result<(), Failure> {
    let Some(file) = &options.font else {
        return Ok(());
    };
    let said = |what: String| Failure::Io(format!("the font {} {what}", file.display()));
    let bytes = std::fs::read(file).map_err(|e| said(format!("cannot be read: {e}")))?;
    use_font(bytes).map_err(|_| said("is no TTF, OTF or TTC file".to_owned()))
}

/// Warnings as paragraphs.
pub fn told(warnings: &[String]) -> String {
    warnings.iter().map(|warning| paragraph(warning)).collect()
}

/// What was written where, with the folder as seen from here.
pub fn files(written: &Finished) -> String {
    let folder = shown(&written.folder);
    let kept = written.kept.iter().map(|(name, other)| {
        format!("{folder}/{name} had been edited since it was written; it is kept as {folder}/{other}.\n")
    });
    text::files(&folder, &written.files) + &kept.collect::<String>()
}

/// A folder as seen from here.
pub fn shown(folder: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    folder.strip_prefix(here).unwrap_or(folder).display().to_string()
}

/// An error if some charts could not be drawn.
pub fn complete(not_drawn: &[String]) -> Result<(), Failure> {
    match not_drawn.is_empty() {
        true => Ok(()),
        false => Err(Failure::Io(format!(
            "some charts could not be drawn, everything else was written: {}",
            not_drawn.join("; ")
        ))),
    }
}
