//! What the commands that ask a question about one scenario do alike: read it, work where it is to be written, print the reply.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use honest_broker::analysis::target::Target as Metric;
use honest_broker::game::outcome::Outcome;

use honest_broker::job::{Answered, JobError, Work};
use honest_broker::scenario::{BROKER, NO_BROKER, Scenario};
use honest_broker::threads;
use serde_json::json;

use super::failure::{Failure, print};
use super::format::Format;
use super::loading::scenario;
use super::progress::Bars;
use super::questions::Question;
use super::runs::{complete, files, lettering, told, warn_of_memory, with_files, written};
use super::screen::say;
use super::shard::{target, threads as given};

/// Reads the scenario, works, and prints the reply. `command` names the folder of the result.
pub fn answer(
    options: &Question,
    command: &str,
    stop: &AtomicBool,
    work: impl FnOnce(Scenario, &Work) -> Result<Option<Answered>, Failure> + Send,
) -> Result<(), Failure> {
    answer_with(options, (command, None), stop, work)
}

/// The same for a command that has read a design, with its name and text.
pub fn answer_with(
    options: &Question,
    (command, design): (&str, Option<&(String, String)>),
    stop: &AtomicBool,
    work: impl FnOnce(Scenario, &Work) -> Result<Option<Answered>, Failure> + Send,
) -> Result<(), Failure> {
    lettering(&options.writing)?;
    let scenario = scenario(&options.file, &options.input)?;
    let json = options.input.format == Format::Json;
    if !options.writing.quiet {
        warn_of_memory(&scenario, options.grid, given(&options.writing))
            .map_err(|problems| Failure::of_job(problems.into(), options.input.format))?;
    }
    let usual = || PathBuf::from("results").join(format!("{}-{command}", scenario.stem));
    let folder = options.writing.out.clone().unwrap_or_else(usual);
    let folder = target(folder, &options.writing, std::slice::from_ref(&scenario.stem), design);
    let bars = Bars::new(options.writing.quiet || json);
    let settings = written(&options.input);
    let of = Work {
        folder: &folder,
        settings: &settings,
        stop,
        watch: &bars,
    };
    let answered = threads::on(given(&options.writing), || work(scenario, &of));
    let answered = answered.map_err(|error| failed(options)(error.into()))??;
    match answered {
        None => Ok(()),
        Some(answered) => printed(&answered, options.input.format, options.writing.quiet),
    }
}

/// Turns the error of a job into a failure of the command.
pub fn failed(options: &Question) -> impl Fn(JobError) -> Failure {
    let format = options.input.format;
    move |error| Failure::of_job(error, format)
}

/// Prints a reply with what was written.
pub fn printed(answered: &Answered, format: Format, quiet: bool) -> Result<(), Failure> {
    let Answered {
        reply,
        origin,
        lettering,
        written,
    } = answered;
    if format == Format::Json {
        let value = with_files(json!(reply), origin, written, lettering);
        print(&format!("{value:#}\n"))?;
    } else if !quiet {
        say(&(reply.text() + &told(lettering) + &files(written)))?;
    }
    complete(&written.not_drawn)
}

/// The metric of that name; a single outcome also by its plain name.
pub fn metric(name: &str) -> Result<Metric, Failure> {
    let plain = name.replace('-', "_");
    let outcome = Outcome::ALL.into_iter().find(|outcome| outcome.name() == plain);
    let full = outcome.map_or(plain.clone(), |outcome| format!("outcome.{}", outcome.name()));
    let found = Metric::all().into_iter().find(|metric| metric.name() == full);
    found.ok_or_else(|| {
        let names = Metric::all().into_iter().map(Metric::name);
        let names: Vec<String> = names
            .map(|name| name.trim_start_matches("outcome.").to_owned())
            .collect();
        Failure::Usage(format!(
            "there is no metric `{name}`; choose one of {}",
            names.join(", ")
        ))
    })
}

/// The arms asked for with the baseline among them, in the order of the scenario; those with and without a broker if none is asked for.
/// With them the place of the baseline.
pub fn arms(
    scenario: &Scenario,
    asked: &[String],
    baseline: &str,
    format: Format,
) -> Result<(Vec<String>, usize), Failure> {
    for name in asked.iter().map(String::as_str).chain([baseline]) {
        scenario
            .arm(name)
            .map_err(|problems| Failure::Scenario(problems, format))?;
    }
    let usual = [NO_BROKER.to_owned(), BROKER.to_owned()];
    let wanted = if asked.is_empty() { &usual[..] } else { asked };
    let names = scenario.arms.iter().map(|arm| arm.name.clone());
    let arms: Vec<String> = names.filter(|name| name == baseline || wanted.contains(name)).collect();
    let place = arms.iter().position(|name| name == baseline).unwrap_or(0);
    Ok((arms, place))
}
