//! Where an arm helps, harms, or brings an outcome about.

use std::sync::atomic::AtomicBool;

use serde_json::{Map, json};

use super::error::JobError;
use super::folder::Target as Folder;
use super::inquiry::{Answered, Inquiry};
use super::rough::Finer;
use super::sample::Drawn;
use super::watch::Watch;
use crate::analysis::discover::{Discovery, Event, discover, turns};
use crate::analysis::tables::{self, Numbers, Values};
use crate::analysis::target::Target;
use crate::report::discover::{Asked, reply};
use crate::scenario::Scenario;
use crate::study::points::Points;

/// Options of the question.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// What is drawn and solved: the baseline and the arm.
    pub drawn: Drawn,
    /// What the arm changes.
    pub metric: Target,
    /// By how much it must change to help or harm.
    pub threshold: f64,
    /// How large the metric must be to be likely.
    pub likely: f64,
}

/// Answers and writes; `None` if the result is there already. `settings` are those of the command line as they were written.
///
/// # Errors
/// If nothing is uncertain, `stop` was raised, or something cannot be written.
pub fn ask(
    scenario: Scenario,
    request: &Request,
    folder: &Folder,
    settings: &[String],
    stop: &AtomicBool,
    watch: &dyn Watch,
) -> Result<Option<Answered>, JobError> {
    let drawn = &request.drawn;
    let Some(arm) = (0..drawn.arms.len()).rev().find(|arm| *arm != drawn.baseline) else {
        return Err(JobError::NothingToCompare(scenario.stem));
    };
    let names: Vec<&str> = drawn.arms.iter().map(String::as_str).collect();
    let scenario = scenario.of_arms(&names);
    let (name, baseline) = (drawn.arms[arm].as_str(), drawn.arms[drawn.baseline].as_str());
    let options = json!({
        "arm": name,
        "baseline": baseline,
        "metric": request.metric.name(),
        "threshold": request.threshold,
        "likely": request.likely,
        "worlds": drawn.worlds,
        "grid": drawn.grid,
    });
    let in_words = format!(
        "arm {name}, baseline {baseline}, grid {}, sampling monte-carlo",
        drawn.grid
    );
    let Some(mut inquiry) = Inquiry::open("discover", scenario, (options, in_words), drawn.seed, folder, watch)? else {
        return Ok(None);
    };
    let sample = drawn.sample(&mut inquiry, stop, watch)?;
    let point = drawn.point(&inquiry);
    let finer = Finer::of(
        &mut inquiry,
        &point,
        (&sample.solved, drawn.grid, drawn.design()),
        1,
        stop,
        watch,
    )?;
    let scenario = inquiry.scenario.clone();
    let arms = [arm, drawn.baseline];
    let look = |event: Event| {
        let asked = if event == Event::Likely {
            request.likely
        } else {
            request.threshold
        };
        discover(&sample, event, request.metric, arms, asked)
    };
    let found: Vec<Discovery> = Event::ALL.into_iter().filter_map(look).collect();
    let turned = turns(&sample, request.metric, arms);
    let values = Values {
        scenario: &scenario,
        arm: name,
        sample: &sample,
    };
    let stem = &scenario.stem;
    let points = Points {
        points: vec![point],
        design: drawn.design(),
    };
    let study = points.study(drawn.seed, drawn.grid);
    let tables = vec![
        tables::regions(stem, name, baseline, request.metric, &found),
        tables::region_limits(stem, name, &found, &values),
        tables::turns(stem, name, baseline, request.metric, &turned, &values),
        tables::worlds(&study, &Numbers::of(&scenario, drawn.design()), &sample.solved.results),
    ];
    let repeat = [
        ("arm", name.to_owned()),
        ("baseline", baseline.to_owned()),
        ("metric", request.metric.name()),
        ("threshold", request.threshold.to_string()),
        ("likely", request.likely.to_string()),
        ("worlds", drawn.worlds.to_string()),
        ("grid", drawn.grid.to_string()),
        ("seed", drawn.seed.to_string()),
    ];
    let asked = Asked {
        scenario: &scenario,
        arm: name,
        baseline,
        metric: request.metric,
        seed: drawn.seed,
        grid: drawn.grid,
        settings,
        options: &repeat,
        values: &values,
    };
    let errors = finer.errors(&drawn.arms, request.metric);
    let said = reply(&asked, &found, &turned, &errors, inquiry.unconverged());
    let facts: Map<_, _> = [
        ("grid_error".to_owned(), finer.facts(&drawn.arms)),
        ("sampling".to_owned(), json!("monte-carlo")),
    ]
    .into_iter()
    .collect();
    Ok(Some(inquiry.finish(
        tables,
        |_, _, _| Vec::new(),
        said,
        facts,
        settings,
    )?))
}
