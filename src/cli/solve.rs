//! `solve`: the solution at a glance.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use honest_broker::analysis::certificate::certify;
use honest_broker::job::Target;
use honest_broker::job::shard::Sharing;
use honest_broker::job::solution::Solution;
use honest_broker::output::print::Charts;
use honest_broker::report::certificate;
use honest_broker::report::solution::{convergence, describe};
use honest_broker::report::uncertainty::central;
use honest_broker::report::words::with_settings;
use honest_broker::solve::Settings;
use honest_broker::study::request::{Episodes, Request};
use honest_broker::study::run::{rounds_to_solve, solve_arms_with};

use super::arguments::Solve;
use super::failure::Failure;
use super::loading::scenario;
use super::progress::bar;
use super::runs::{files, written};
use super::screen::say;

pub fn run(options: &Solve, stop: &AtomicBool) -> Result<(), Failure> {
    let scenario = scenario(&options.file, &options.input)?;
    let request = Request {
        arms: options.arms.clone(),
        baseline: options.arms.first().unwrap_or(&scenario.arms[0].name).clone(),
        episodes: Some(Episodes::Number(options.episodes)),
        grid: options.grid,
        selection: options.selection.into(),
        ..Request::default()
    };
    let failed = |problems| Failure::Scenario(problems, options.input.format);
    let study = request.study(&scenario).map_err(failed)?;
    let job_failed = |error| Failure::of_job(error, options.input.format);
    let reserve = |folder: &PathBuf| {
        let target = Target {
            sharing: Sharing::Whole,
            folder: folder.clone(),
            force: options.force,
            resume: false,
            charts: Charts::none(),
        };
        Solution::open(&scenario, &study, &request, options.rounds.into(), &target, &())
    };
    let job = options.out.as_ref().map(reserve).transpose().map_err(job_failed)?;
    let settings = Settings {
        start: request.selection,
        // What is said of convergence then holds for whoever has nothing but the policies.
        certify: options.certify || options.strict,
        course: true,
        ..Settings::grid(study.grid)
    };
    let progress = bar("solving", rounds_to_solve(&study), false);
    let arms = solve_arms_with(&study, &settings, stop, &|rounds| progress.inc(rounds))?;
    progress.finish_and_clear();
    let mut text = format!("{}\n{}", scenario.title(), with_settings(&written(&options.input)));
    text.push_str(&central(&scenario).unwrap_or_default());
    for arm in &arms {
        text.push_str(&describe(&scenario, arm));
    }
    text.push_str(&convergence(&arms));
    if options.certify {
        let roles = &scenario.roles;
        let roles = [&roles.disarmer, &roles.guarantor, &roles.broker].map(String::as_str);
        for index in 0..study.arms.len() {
            let report = certify(&study, index, settings.start, stop)?;
            text.push_str(&certificate::describe(&study, index, &report, roles));
        }
    }
    if let Some(job) = job.flatten() {
        let finished = job
            .write(&scenario, &arms, &written(&options.input))
            .map_err(job_failed)?;
        text.push_str(&files(&finished));
    }
    say(&text)?;
    let loose: u64 = arms.iter().map(|a| a.solution.convergence.unconverged).sum();
    match options.strict && loose > 0 {
        true => Err(Failure::Unconverged(format!("{loose} nodes did not converge"))),
        false => Ok(()),
    }
}
