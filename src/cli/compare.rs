//! `compare`: the main job.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use honest_broker::job::compare::{Compared, prepare};
use honest_broker::job::{Finished, JobError, Target};
use honest_broker::output::chart::use_font;
use honest_broker::report::words::paragraph;
use honest_broker::report::{arms, asymmetry, noise, text};
use honest_broker::scenario::Problems;
use honest_broker::study::request::Request;
use honest_broker::threads;

use super::arguments::{Compare, Input, RunOptions};
use super::continuation::continuation;
use super::failure::{Failure, print};
use super::loading::{scenarios, warned};
use super::progress::Bars;

pub fn run(options: &Compare, stop: &AtomicBool) -> Result<(), Failure> {
    let request = request(options);
    lettering(&options.run)?;
    let failed = |error| Failure::of_job(error, options.input.format);
    // Before the scenarios are read: a request that contradicts itself is so for all of them.
    request.schedule(true).map_err(|error| failed(error.into()))?;
    let scenarios = scenarios(&options.paths, options.recursive, &options.input)?;
    let (all, only) = (scenarios.len(), scenarios.first().filter(|_| scenarios.len() == 1));
    let folder = match (&options.run.out, only) {
        (Some(out), _) => out.clone(),
        (None, Some((_, scenario))) => PathBuf::from("results").join(&scenario.stem),
        (None, None) => PathBuf::from("results"),
    };
    let (bars, settings) = (Bars::new(options.run.quiet), written(&options.input));
    let jobs = prepare(scenarios, &request, &target(folder, &options.run), &bars).map_err(failed)?;
    let before = all - jobs.len();
    let (mut unconverged, mut not_drawn) = (Vec::new(), Vec::new());
    for (done, job) in (before..).zip(jobs) {
        let name = job.scenario.stem.clone();
        let compared = threads::on(options.run.threads, || job.run(&settings, stop, &bars))
            .map_err(JobError::from)
            .and_then(|run| run);
        let compared = match compared {
            Err(JobError::Stopped { kept }) => return Err(interrupted(&name, done, all, kept.as_deref())),
            other => other.map_err(failed)?,
        };
        if compared.unconverged() > 0 {
            unconverged.push(format!("{} in `{name}`", compared.unconverged()));
        }
        if !options.run.quiet {
            let text = report(&compared, &request).map_err(|p| failed(p.into()))?;
            print(&text)?;
        }
        not_drawn.extend(compared.written.not_drawn);
    }
    complete(&not_drawn)?;
    match options.strict && !unconverged.is_empty() {
        true => Err(Failure::Unconverged(format!(
            "nodes that did not converge: {}; the results were written and say so",
            unconverged.join(", ")
        ))),
        false => Ok(()),
    }
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

fn report(compared: &Compared, request: &Request) -> Result<String, Problems> {
    let Compared {
        scenario,
        comparison,
        fan,
        findings,
        lettering,
        written,
    } = compared;
    let exposed = asymmetry::sentences(scenario, &comparison.study, &comparison.results).into_iter();
    let exposed = exposed.map(|sentence| paragraph(&sentence));
    let noise = fan
        .iter()
        .flat_map(noise::sentences)
        .map(|sentence| paragraph(&sentence));
    let mut text = text::comparison(scenario, comparison, request.sampling, findings);
    let differences = arms::sentences(scenario, &comparison.study)?.into_iter();
    let differences = differences.map(|sentence| paragraph(&sentence));
    text.extend(differences.chain(exposed).chain(noise));
    Ok(text + &warned(scenario) + &told(lettering) + &files(written))
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

/// Where a job writes.
pub fn target(folder: PathBuf, options: &RunOptions) -> Target {
    Target {
        folder,
        force: options.force,
        resume: options.resume,
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
    let here = std::env::current_dir().unwrap_or_default();
    let shown = written.folder.strip_prefix(here).unwrap_or(&written.folder);
    text::files(&shown.display().to_string(), &written.files)
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
