//! `compare`: the main job.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use honest_broker::output::chart::{self, Spec};
use honest_broker::output::files::ResultFolder;
use honest_broker::output::{csv, picture};
use honest_broker::scenario::Scenario;
use honest_broker::simulate::Batch;
use honest_broker::solve::Settings;
use honest_broker::study::Study;
use honest_broker::study::run::{SolvedArm, play_arms, rounds_to_solve, solve_arms_with};
use honest_broker::study::tables;
use honest_broker::table::Table;
use rayon::prelude::*;

use super::arguments::Compare;
use super::failure::{Failure, print};
use super::loading::{Plan, scenarios, study};
use super::manifest;
use super::progress::bar;
use super::report;

/// A scenario with its study and the folder for its results.
struct Job {
    scenario: Scenario,
    study: Study,
    target: PathBuf,
    folder: ResultFolder,
}

pub fn run(options: &Compare, stop: &AtomicBool) -> Result<(), Failure> {
    let mut pool = rayon::ThreadPoolBuilder::new();
    if let Some(threads) = options.threads {
        pool = pool.num_threads(threads.into());
    }
    let pool = pool
        .build()
        .map_err(|e| Failure::Io(format!("cannot start the threads: {e}")))?;
    let jobs = jobs(options)?;
    let all = jobs.len();
    let mut unconverged = Vec::new();
    for (done, job) in jobs.into_iter().enumerate() {
        let name = job.scenario.stem.clone();
        let Some(loose) = pool.install(|| compare(job, options, stop))? else {
            let kept = format!("{done} of {all} scenarios were finished and are kept; nothing of `{name}` was written");
            return Err(Failure::Interrupted(kept));
        };
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

/// Reads everything and reserves every result folder before the first long computation.
fn jobs(options: &Compare) -> Result<Vec<Job>, Failure> {
    let plan = Plan {
        arms: &options.arms,
        baseline: &options.baseline,
        seed: options.seed,
        episodes: options.episodes,
        grid: options.grid,
    };
    let scenarios = scenarios(&options.paths, options.recursive, &options.input)?;
    let several = scenarios.len() > 1;
    let mut jobs: Vec<Job> = Vec::new();
    for (file, scenario) in scenarios {
        let target = match &options.out {
            Some(out) if several => out.join(&scenario.stem),
            Some(out) => out.clone(),
            None => PathBuf::from("results").join(&scenario.stem),
        };
        if jobs.iter().any(|job| job.target == target) {
            let (file, target) = (file.display(), target.display());
            return Err(Failure::Usage(format!(
                "two scenario files would write to `{target}` (the second is `{file}`); compare them one by one with --out"
            )));
        }
        let study = study(&scenario, &plan, &options.input)?;
        let folder = ResultFolder::create(&target, options.force)?;
        jobs.push(Job {
            scenario,
            study,
            target,
            folder,
        });
    }
    Ok(jobs)
}

/// Solves, plays and writes one scenario. Returns the number of unconverged nodes, or `None` if interrupted.
fn compare(mut job: Job, options: &Compare, stop: &AtomicBool) -> Result<Option<u64>, Failure> {
    let study = &job.study;
    let settings = Settings {
        certify: true,
        start: options.selection.into(),
        ..Settings::grid(study.grid)
    };
    let progress = bar(
        &format!("{}: solving", study.scenario),
        rounds_to_solve(study),
        options.quiet,
    );
    let Some(arms) = solve_arms_with(study, &settings, stop, &|rounds| progress.inc(rounds)) else {
        return Ok(None);
    };
    progress.finish_and_clear();
    let progress = bar(&format!("{}: playing", study.scenario), study.episodes, options.quiet);
    let Some(batch) = play_arms(study, &arms, stop, &|episodes| progress.inc(episodes)) else {
        return Ok(None);
    };
    progress.finish_and_clear();
    let tables = tables::all(study, &arms, &batch);
    for table in &tables {
        job.folder.add(&format!("{}.csv", table.slug), csv::bytes(table)?)?;
    }
    draw(&mut job.folder, &job.scenario, study, &tables)?;
    if stop.load(Ordering::Relaxed) {
        return Ok(None);
    }
    let manifest = manifest::compose(&job.scenario, study, &arms, options)?;
    let written = job.folder.finish(manifest)?;
    if !options.quiet {
        let names: Vec<String> = written.iter().map(|w| w.name.clone()).collect();
        print(&text(&job.scenario, study, &arms, &batch, &job.target, &names))?;
    }
    Ok(Some(arms.iter().map(|arm| arm.solution.convergence.unconverged).sum()))
}

fn text(
    scenario: &Scenario,
    study: &Study,
    arms: &[SolvedArm],
    batch: &Batch,
    target: &std::path::Path,
    written: &[String],
) -> String {
    let mut text = report::comparison(scenario.title(), study, arms, batch);
    let count = |end: &str| written.iter().filter(|name| name.ends_with(end)).count();
    let here = std::env::current_dir().unwrap_or_default();
    let shown = target.strip_prefix(here).unwrap_or(target).display();
    text.push_str(&format!(
        "Files: {shown}/ ({} tables as CSV, {} charts as SVG and PNG, manifest.json)\n\n",
        count(".csv"),
        count(".svg")
    ));
    text
}

/// Draws all charts, each as SVG and PNG.
fn draw(folder: &mut ResultFolder, scenario: &Scenario, study: &Study, tables: &[Table]) -> Result<(), Failure> {
    type Drawn = (String, String, Vec<u8>);
    type Draw = fn(&Table, &Spec) -> Result<String, chart::ChartError>;
    let mut charts: Vec<(&str, &str, Draw)> = vec![
        ("outcomes", "outcomes", chart::outcomes),
        ("phases", "timeline", chart::phases),
        ("first_ruptures", "timeline", chart::first_ruptures),
        ("beliefs", "timeline", chart::beliefs),
    ];
    if study.arms.len() > 1 {
        charts.insert(1, ("contrasts", "contrasts", chart::contrasts));
    }
    let episodes = report::thousands(study.episodes);
    let drawn: Vec<Result<Drawn, Failure>> = charts
        .into_par_iter()
        .map(|(name, source, draw)| {
            let table = tables
                .iter()
                .find(|t| t.slug == source)
                .expect("every chart has its table");
            let caption = format!("{source}.csv · seed {} · {episodes} episodes per arm", study.seed);
            let spec = Spec::new(&study.scenario, scenario.title(), caption)
                .arms(study.arms.iter().map(|a| a.name.clone()))
                .label("arm.no_broker", "No broker")
                .label("arm.broker", format!("With {}", broker_name(scenario)));
            let svg = draw(table, &spec)?;
            let facts = [
                ("Software", concat!("honest-broker ", env!("CARGO_PKG_VERSION"))),
                ("Source", source),
                ("Seed", &study.seed.to_string()),
            ];
            let png = picture::png(&svg, &facts)?;
            Ok((name.to_owned(), svg, png))
        })
        .collect();
    for chart in drawn {
        let (name, svg, png) = chart?;
        folder
            .add(&format!("{name}.svg"), svg)?
            .add(&format!("{name}.png"), png)?;
    }
    Ok(())
}

fn broker_name(scenario: &Scenario) -> &str {
    match scenario.roles.broker.as_str() {
        "broker" => "the broker",
        name => name,
    }
}
