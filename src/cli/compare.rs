//! `compare`: the main job.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use honest_broker::job::compare::{Compare as Job, Compared, folders};
use honest_broker::job::overview::{Overview, overview};
use honest_broker::job::{Finished, JobError, Target};
use honest_broker::report::{machine, overview as words, text};
use honest_broker::scenario::Scenario;
use honest_broker::study::request::Request;
use honest_broker::threads;
use serde_json::{Value, json};

use super::arguments::{Compare, Input, RunOptions};
use super::continuation::continuation;
use super::failure::{Failure, print};
use super::format::Format;
use super::loading::{each, warned};
use super::progress::Bars;
use super::screen::say;

/// Of more scenarios only the overview is printed, unless everything is asked for.
const TOLD: usize = 6;

pub fn run(options: &Compare, stop: &AtomicBool) -> Result<(), Failure> {
    let request = request(options);
    // Before the scenarios are read: a request that contradicts itself is so for all of them.
    let failed = |error| Failure::of_job(error, options.input.format);
    request.schedule(true).map_err(|error| failed(error.into()))?;
    let mut batch = Batch::load(options)?;
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
    match options.strict && !told.unconverged.is_empty() {
        true => Err(Failure::Unconverged(format!(
            "nodes that did not converge: {}; the results were written and say so",
            told.unconverged.join(", ")
        ))),
        false => Ok(()),
    }
}

/// The scenarios of a run, and what became of them.
struct Batch {
    scenarios: Vec<(PathBuf, Scenario)>,
    /// Names and folders of all whose result is or will be there.
    results: Vec<(String, PathBuf)>,
    /// Names of those left out, and why.
    failures: Vec<(String, Failure)>,
}

impl Batch {
    fn load(options: &Compare) -> Result<Self, Failure> {
        let (mut scenarios, mut failures) = (Vec::new(), Vec::new());
        let loaded = each(&options.paths, options.recursive, &options.input, options.keep_going)?;
        for (file, scenario) in loaded {
            match scenario {
                Ok(scenario) => scenarios.push((file, scenario)),
                Err(failure) => failures.push((file.display().to_string(), failure)),
            }
        }
        if scenarios.is_empty()
            && let Some((_, failure)) = failures.pop()
        {
            return Err(failure);
        }
        Ok(Batch {
            scenarios,
            results: Vec::new(),
            failures,
        })
    }

    /// Reserves the folders of all scenarios before the first long computation; those whose result is there already need no work.
    fn reserve(&mut self, request: &Request, into: &Path, options: &Compare, bars: &Bars) -> Result<Vec<Job>, Failure> {
        let failed = |error| Failure::of_job(error, options.input.format);
        let folders = folders(&self.scenarios, into).map_err(failed)?;
        let mut jobs = Vec::new();
        for ((_, scenario), folder) in std::mem::take(&mut self.scenarios).into_iter().zip(folders) {
            let name = scenario.stem.clone();
            let target = Target {
                charts: !options.no_charts,
                ..target(folder.clone(), &options.run)
            };
            match Job::open(scenario, request, &target, bars) {
                Ok(job) => {
                    jobs.extend(job);
                    self.results.push((name, folder));
                }
                Err(error) => self.fail(&name, failed(error), options.keep_going)?,
            }
        }
        Ok(jobs)
    }

    /// Takes note of a failure, or ends the run with it.
    fn fail(&mut self, name: &str, failure: Failure, keep_going: bool) -> Result<(), Failure> {
        if !keep_going {
            return Err(failure);
        }
        self.results.retain(|(result, _)| result != name);
        self.failures.push((name.to_owned(), failure));
        Ok(())
    }

    /// Names what was left out; the run ends with the code of the last of them.
    fn finish(mut self) -> Result<(), Failure> {
        let Some((name, last)) = self.failures.pop() else {
            return Ok(());
        };
        for (name, failure) in self.failures {
            eprintln!("left out: {name}");
            let _ = failure.report();
        }
        eprintln!("left out: {name}");
        Err(last)
    }
}

/// What is to be printed of the comparisons that were computed.
#[derive(Default)]
struct Told {
    texts: Vec<String>,
    values: Vec<Value>,
    not_drawn: Vec<String>,
    unconverged: Vec<String>,
}

impl Told {
    fn add(&mut self, compared: &Compared, request: &Request, options: &Compare) -> Result<(), Failure> {
        let Compared {
            scenario,
            comparison,
            fan,
            findings,
            written,
        } = compared;
        if compared.unconverged() > 0 {
            self.unconverged
                .push(format!("{} in `{}`", compared.unconverged(), scenario.stem));
        }
        self.not_drawn.extend(written.not_drawn.iter().cloned());
        if options.input.format == Format::Json {
            let mut value = machine::comparison(scenario, comparison, findings);
            value["folder"] = json!(written.folder.display().to_string());
            value["files"] = json!(written.files);
            self.values.push(value);
            return Ok(());
        }
        let mut text = match options.verbose {
            true => text::everything(scenario, comparison, request.sampling, fan.as_ref(), findings)
                .map_err(|problems| Failure::Scenario(problems, options.input.format))?,
            false => text::brief(scenario, comparison, findings),
        };
        text.push_str(&files(written));
        let warnings = warned(scenario);
        self.texts.push(match warnings.is_empty() {
            true => text,
            false => format!("{text}{}", warnings_in_brief(scenario)),
        });
        Ok(())
    }

    /// The texts so far, once.
    fn print(&mut self, options: &Compare) -> Result<(), Failure> {
        let texts = std::mem::take(&mut self.texts);
        match options.run.quiet || options.input.format == Format::Json {
            true => Ok(()),
            false => say(&texts.join("\n")),
        }
    }

    fn print_beside(&mut self, beside: &Overview, options: &Compare) -> Result<(), Failure> {
        if options.input.format == Format::Json {
            return self.print_json(Some(beside), &[]);
        }
        let texts = std::mem::take(&mut self.texts);
        if options.run.quiet {
            return Ok(());
        }
        let mut text = words::text(&beside.lines);
        text.push_str(&format!("Files: {}/\n", shown(&beside.folder)));
        if texts.len() <= TOLD || options.verbose {
            for one in texts {
                text.push('\n');
                text.push_str(&one);
            }
        } else {
            text.push_str("Each scenario has a folder of its own beside it; --verbose prints them all.\n");
        }
        say(&text)
    }

    fn print_json(&mut self, beside: Option<&Overview>, failures: &[(String, Failure)]) -> Result<(), Failure> {
        let failures: Vec<&String> = failures.iter().map(|(name, _)| name).collect();
        let all = json!({
            "overview": beside.map(|beside| words::json(&beside.lines)),
            "scenarios": std::mem::take(&mut self.values),
            "left_out": failures,
        });
        print(&format!("{all:#}\n"))
    }
}

/// The number of warnings, and how to read them.
fn warnings_in_brief(scenario: &Scenario) -> String {
    let first = scenario
        .warnings()
        .iter()
        .next()
        .map_or("", |problem| problem.message.as_str());
    match scenario.warnings().len() {
        1 => format!("Warning about the scenario: {first} (`check` says more).\n"),
        n => format!("{n} warnings about the scenario; the first: {first} (`check` lists them).\n"),
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
        charts: true,
    }
}

/// Settings as they were written.
pub fn written(input: &Input) -> Vec<String> {
    input.settings.iter().map(|s| s.as_written().to_owned()).collect()
}

/// What was written where, with the folder as seen from here.
pub fn files(written: &Finished) -> String {
    text::files(&shown(&written.folder), &written.files)
}

/// A folder as seen from here.
fn shown(folder: &Path) -> String {
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
