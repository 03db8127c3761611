//! `attribute`: which instrument of the broker does how much.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use honest_broker::analysis::attribution::{self, Target};
use honest_broker::analysis::results::Results;
use honest_broker::analysis::tables;
use honest_broker::game::instruments::{Instrument, present};
use honest_broker::output::chart::{self, Spec};
use honest_broker::output::checkpoint::{Checkpoint, Earlier};
use honest_broker::output::files::ResultFolder;
use honest_broker::output::{csv, picture};
use honest_broker::report::words::{change_of, grid, level_of, paragraph};
use honest_broker::scenario::Scenario;
use honest_broker::solve::Settings;
use honest_broker::stats::Estimate;
use honest_broker::study::Study;
use honest_broker::study::batch::{self, Keep, Plan};
use honest_broker::table::{Cells, Table};
use serde_json::{Map, Value, json};

use super::arguments::Attribute;
use super::chunks::{Chunks, PROGRAM, continuation, fingerprint};
use super::compare::{columns, files, threads};
use super::failure::{Failure, print};
use super::loading::scenario;
use super::progress::bar;
use super::report::size;
use super::sampling::{REPLICATES, multiple};

pub fn run(options: &Attribute, stop: &AtomicBool) -> Result<(), Failure> {
    let scenario = scenario(&options.file, &options.input)?;
    let target = target(options)?;
    let failed = |problems| Failure::Scenario(problems, options.input.format);
    let game = scenario.game(&options.arm).map_err(failed)?;
    let instruments = present(&game);
    if instruments.is_empty() {
        return Err(Failure::Usage(format!(
            "the arm `{}` has no broker with an instrument to switch off",
            options.arm
        )));
    }
    let study = Study {
        scenario: scenario.stem.clone(),
        arms: attribution::arms(&game, &instruments),
        baseline: 0,
        seed: options.seed,
        episodes: options.episodes,
        grid: options.grid,
    };
    let folder = options
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("results").join(format!("{}-attribution", scenario.stem)));
    let request = request(&scenario, &study, options)?;
    let earlier = match (options.resume, options.force) {
        (true, _) => Earlier::Resume,
        (false, true) => Earlier::Discard,
        (false, false) => Earlier::Refuse,
    };
    let result = ResultFolder::create(&folder, options.force)?;
    let checkpoint = Checkpoint::open(&folder, PROGRAM, &fingerprint(&request), earlier)?;
    let job = Job {
        scenario,
        study,
        instruments,
        target,
        request,
    };
    let results = threads(options.threads)?.install(|| compute(&job, options, &checkpoint, stop))?;
    let Some(results) = results else {
        return Err(Failure::Interrupted(match checkpoint.holds_something() {
            true => format!(
                "the worlds finished so far are kept in {}\nto continue: {}",
                checkpoint.folder().display(),
                continuation()
            ),
            false => "nothing was written".into(),
        }));
    };
    let names = write(&job, options, &results, result)?;
    checkpoint.remove()?;
    if options.quiet {
        return Ok(());
    }
    print(&(text(&job, &results) + &files(&folder, &names)))
}

struct Job {
    scenario: Scenario,
    study: Study,
    instruments: Vec<Instrument>,
    target: Target,
    request: Value,
}

/// The metric of that name, if what is done makes it known.
fn target(options: &Attribute) -> Result<Target, Failure> {
    let names = |of: &dyn Fn(&Target) -> bool| {
        let names: Vec<String> = Target::all().into_iter().filter(of).map(Target::name).collect();
        names.join(", ")
    };
    let metric = &options.metric;
    let Some(target) = Target::all().into_iter().find(|t| t.name() == *metric) else {
        let all = names(&|_| true);
        return Err(Failure::Usage(format!(
            "there is no metric `{metric}`; choose one of {all}"
        )));
    };
    if options.episodes == 0 && !target.is_exact() {
        return Err(Failure::Usage(format!(
            "`{metric}` is not known without playing; add --episodes, for example --episodes 500, or choose one of {}",
            names(&|t| t.is_exact())
        )));
    }
    Ok(target)
}

fn request(scenario: &Scenario, study: &Study, options: &Attribute) -> Result<Value, Failure> {
    let failed = |problems| Failure::Scenario(problems, options.input.format);
    Ok(json!({
        "command": "attribute",
        "scenario": scenario.resolved(&options.arm).map_err(failed)?,
        "arm": options.arm,
        "seed": study.seed.to_string(),
        "sampling": options.sampling.name(),
        "replicates": REPLICATES,
        "episodes": study.episodes,
        "grid": study.grid,
    }))
}

fn compute(
    job: &Job,
    options: &Attribute,
    checkpoint: &Checkpoint,
    stop: &AtomicBool,
) -> Result<Option<Results>, Failure> {
    let Job { scenario, study, .. } = job;
    let place = scenario.arms.iter().position(|arm| arm.name == options.arm);
    let draw = attribution::worlds(scenario, place.unwrap_or(0), &job.instruments);
    let plan = Plan {
        scenario,
        draw: &draw,
        study,
        design: options.sampling.design(study.seed),
        settings: Settings {
            exact: true,
            ..Settings::grid(study.grid)
        },
        play: study.episodes > 0,
        keep: Keep::Means,
    };
    if scenario.uncertain().is_empty() {
        let world = plan.apart(0, stop);
        return Ok(world.map(|world| Results::new(study, vec![world])));
    }
    let number = multiple(options.worlds);
    let progress = bar(&format!("{}: worlds", study.scenario), number, options.quiet);
    let chunks = Chunks {
        checkpoint,
        size: plan.chunk(),
    };
    let worlds = batch::run(&plan, 0..number / plan.chunk(), &chunks, stop, &|n| progress.inc(n))?;
    progress.finish_and_clear();
    Ok(worlds.map(|worlds| Results::new(study, worlds)))
}

fn write(job: &Job, options: &Attribute, results: &Results, mut folder: ResultFolder) -> Result<Vec<String>, Failure> {
    let stem = &job.study.scenario;
    let attribution = tables::attribution(stem, &options.arm, &job.instruments, results);
    let rows = attribution.only("metric", &job.target.name());
    let tables = [
        &attribution,
        &tables::combinations(stem, &options.arm, &job.instruments, results),
        &tables::worlds(&job.study, &columns(&job.scenario), results),
    ];
    for table in tables {
        folder.add(&format!("{}.csv", table.slug), csv::bytes(table)?)?;
    }
    let percent = job.target.is_probability();
    let caption = format!(
        "attribution.csv, {} · seed {} · {}",
        options.metric,
        options.seed,
        size(&job.study, results)
    );
    let spec = Spec::new(
        stem,
        format!("{}: {}", job.scenario.title(), options.metric.replace(['_', '.'], " ")),
        caption,
    );
    let mut charts = vec![("waterfall", chart::waterfall(&rows, &spec, percent)?)];
    if job.instruments.len() > 1 {
        charts.push(("interactions", chart::interactions(&rows, &spec, percent)?));
    }
    for (name, svg) in charts {
        let facts = [("Software", PROGRAM), ("Source", "attribution")];
        let png = picture::png(&svg, &facts)?;
        folder
            .add(&format!("{name}.svg"), svg)?
            .add(&format!("{name}.png"), png)?;
    }
    let written = folder.finish(manifest(job, options, results))?;
    Ok(written.into_iter().map(|w| w.name).collect())
}

fn manifest(job: &Job, options: &Attribute, results: &Results) -> Map<String, Value> {
    let arms = || results.worlds.iter().flat_map(|w| &w.arms);
    let entries = [
        (
            "program",
            json!({ "name": "honest-broker", "version": env!("CARGO_PKG_VERSION") }),
        ),
        ("request", job.request.clone()),
        (
            "options",
            json!({
                "metric": options.metric,
                "worlds": results.worlds.len(),
                "set": options.input.settings.iter().map(|s| s.as_written()).collect::<Vec<_>>(),
                "request_sha256": fingerprint(&job.request),
            }),
        ),
        (
            "instruments",
            json!(job.instruments.iter().map(|i| i.name()).collect::<Vec<_>>()),
        ),
        ("acceptance", json!("the broker takes part in every world")),
        (
            "solutions",
            json!({
                "nodes": arms().map(|a| a.nodes).sum::<u64>(),
                "unconverged": arms().map(|a| a.unconverged).sum::<u64>(),
                "largest_residual": arms().map(|a| a.largest_residual).fold(0.0, f64::max),
            }),
        ),
    ];
    entries.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()
}

fn text(job: &Job, results: &Results) -> String {
    let Job {
        scenario,
        study,
        instruments,
        target,
        ..
    } = job;
    let mut text = format!(
        "{}\n{}, seed {}, grid {}; the broker takes part in every world\n\n",
        scenario.title(),
        size(study, results),
        study.seed,
        study.grid
    );
    let table = tables::attribution(&study.scenario, "", instruments, results).only("metric", &target.name());
    let scale = if target.is_probability() { 100.0 } else { 1.0 };
    let find = |part: &str, instrument: &str| estimate(&table.only("part", part).only("instrument", instrument));
    let change = |part: &str, instrument: &str| change_of(&find(part, instrument), scale);
    let level = |set: &str| level_of(&find("level", set), scale);
    let rows = instruments.iter().map(|i| {
        let name = i.name();
        let parts = ["shapley", "alone", "removed"].map(|part| change(part, name));
        [vec![name.to_owned()], parts.to_vec()].concat()
    });
    let header = ["instrument", "Shapley share", "alone", "when removed"];
    text.push_str(&grid(&header, rows));
    let unit = if target.is_probability() { " (points)" } else { "" };
    text.push_str(&paragraph(&format!(
        "Together they change {}{unit} by {}, from {} to {}.",
        target.name(),
        change("total", "all"),
        level("none"),
        level("all")
    )));
    text.push('\n');
    text
}

/// The estimate in a table's only row.
fn estimate(row: &Table) -> Estimate {
    let of = |column: &str| match row.column(column) {
        Some(Cells::Number(cells)) => cells.first().copied().flatten(),
        _ => None,
    };
    Estimate {
        value: of("estimate"),
        low: of("low"),
        high: of("high"),
        ..Estimate::default()
    }
}
