//! `attribute`: which instrument of the broker and which stakeholder does how much.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use honest_broker::job::JobError;
use honest_broker::job::attribute::{Attribute as Job, Attributed, Request};
use honest_broker::report::attribution::Answer;
use honest_broker::study::request::{REPLICATES, multiple};
use honest_broker::threads;

use super::arguments::Attribute;
use super::failure::{Failure, complain, print};
use super::format::Format;
use super::loading::scenario;
use super::progress::Bars;
use super::runs::{complete, files, lettering, told, warn_of_memory, with_files, written};
use super::screen::say;
use super::shard::{target, threads as given};

pub fn run(options: &Attribute, stop: &AtomicBool) -> Result<(), Failure> {
    lettering(&options.run.writing)?;
    let scenario = scenario(&options.file, &options.input)?;
    let failed = |error| Failure::of_job(error, options.input.format);
    let request = Request {
        arm: options.arm.clone(),
        factors: options.factors.into(),
        metric: options.metric.clone(),
        combinations: options.combinations,
        pairs: options.pairs,
        worlds: options.worlds,
        sampling: options.run.sampling.into(),
        seed: options.run.writing.seed,
        grid: options.run.grid,
    };
    let usual = || PathBuf::from("results").join(format!("{}-attribution", scenario.stem));
    let folder = options.run.writing.out.clone().unwrap_or_else(usual);
    if !options.run.writing.quiet {
        warn_of_memory(&scenario, options.run.grid, given(&options.run.writing))
            .map_err(|problems| failed(problems.into()))?;
        let asked = options.worlds.filter(|_| !scenario.uncertain().is_empty());
        if let Some(asked) = asked.filter(|asked| multiple(*asked) != *asked) {
            let computed = multiple(asked);
            complain(&format!(
                "Note: {asked} worlds are rounded up to {computed}, a multiple of {REPLICATES}.\n"
            ));
        }
    }
    let json = options.input.format == Format::Json;
    let (bars, settings) = (Bars::new(options.run.writing.quiet || json), written(&options.input));
    let target = target(folder, &options.run.writing, std::slice::from_ref(&scenario.stem), None);
    let Some(job) = Job::open(scenario, &request, &target, &bars).map_err(failed)? else {
        return Ok(());
    };
    let attributed = threads::on(given(&options.run.writing), || job.run(&settings, stop, &bars));
    let attributed = attributed.map_err(JobError::from).and_then(|run| run).map_err(failed)?;
    let Some(attributed) = attributed else {
        return Ok(());
    };
    let Attributed {
        scenario,
        study,
        division,
        target,
        results,
        lettering,
        origin,
        written,
    } = &attributed;
    let answer = Answer::of(scenario, study, division, *target, results);
    if json {
        let value = with_files(answer.json(&options.arm), origin, written, lettering);
        print(&format!("{value:#}\n"))?;
    } else if !options.run.writing.quiet {
        say(&(answer.text(&settings) + &told(lettering) + &files(written)))?;
    }
    complete(&written.not_drawn)
}
