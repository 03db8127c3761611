//! A sweep: a scenario at many points, all in the same worlds.

use serde_json::{Map, json};

use super::error::JobError;
use super::inputs::{self, DESIGN};
use super::inquiry::{Answered, Batch, Inquiry, Work};
use super::pictures;
use super::rough::{self, Finer};
use super::watch::Step;
use crate::analysis::tables;
use crate::analysis::target::Target;
use crate::report::asking::Question;
use crate::report::repeat::sampling;
use crate::report::sweep::{Asked, reply};
use crate::scenario::Scenario;
use crate::study::design::{Design, Sampling};
use crate::study::points::Points;
use crate::study::request::REPLICATES;
use crate::study::varied::Varied;

/// Options of a sweep.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// What is varied.
    pub varied: Varied,
    /// Names of the arms, in the order of the scenario.
    pub arms: Vec<String>,
    /// Place among them of the one that the others are compared with.
    pub baseline: usize,
    /// What the chart and the sentences are about; the table has all.
    pub metric: Target,
    /// Worlds if anything is uncertain.
    pub worlds: u64,
    /// Points a side of the belief grid.
    pub grid: usize,
    /// How worlds are chosen.
    pub sampling: Sampling,
    /// Seed of all random numbers.
    pub seed: u64,
}

/// Solves all points and writes; `None` if the result is there already.
///
/// # Errors
/// If an entry of a point is wrong, `stop` was raised, or something cannot be written.
pub fn sweep(scenario: Scenario, request: &Request, work: &Work) -> Result<Option<Answered>, JobError> {
    let design = Design {
        sampling: request.sampling,
        replicates: REPLICATES as usize,
        seed: request.seed,
    };
    let points = Points {
        points: request.varied.points(&scenario, &request.arms)?,
        design,
    };
    let names: Vec<&str> = request.arms.iter().map(String::as_str).collect();
    let scenario = scenario.of_arms(&names);
    let options = json!({
        "arms": request.arms,
        "baseline": request.arms[request.baseline],
        "keys": request.varied.keys,
        "points": request.varied.rows,
        "coordinates": request.varied.coordinates,
        "metric": request.metric.name(),
        "worlds": request.worlds,
        "grid": request.grid,
        "sampling": request.sampling.name(),
    });
    let in_words = format!(
        "baseline {}, grid {}, sampling {}",
        request.arms[request.baseline],
        request.grid,
        request.sampling.name()
    );
    let Some(mut inquiry) = Inquiry::open("sweep", scenario, (options, in_words), request.seed, work)? else {
        return Ok(None);
    };
    let batch = Batch {
        number: 0,
        points: &points,
        worlds: request.worlds,
        settings: rough::settings(request.grid),
        step: Step::Points,
    };
    if rough::divide(&inquiry, vec![batch.clone()], request.grid, 1)? {
        inquiry.end_part()?;
        return Ok(None);
    }
    let solved = inquiry.solve(&batch)?;
    let finer = Finer::of(&mut inquiry, &points.points[0], (&solved, request.grid, design), 1)?;
    let stem = &inquiry.scenario.stem;
    let table = tables::sweep(stem, &request.arms, request.baseline, &request.varied, &solved);
    if request.varied.place.is_some() {
        let design = inputs::design(&request.varied)?;
        inquiry.inputs.insert(DESIGN.to_owned(), design);
    }
    let mut repeat: Vec<(&'static str, String)> = match &request.varied.place {
        Some(_) => vec![("design", DESIGN.to_owned())],
        None => request
            .varied
            .as_written()
            .into_iter()
            .map(|text| ("vary", text))
            .collect(),
    };
    if request.varied.coordinates {
        repeat.push(("coordinates", String::new()));
    }
    repeat.extend([
        ("arms", request.arms.join(",")),
        ("baseline", request.arms[request.baseline].clone()),
        ("metric", request.metric.name()),
        ("worlds", request.worlds.to_string()),
        ("grid", request.grid.to_string()),
        ("sampling", sampling(request.sampling)),
        ("seed", request.seed.to_string()),
    ]);
    let errors = finer.errors(&request.arms, request.metric);
    let asked = Asked {
        question: Question {
            scenario: &inquiry.scenario,
            metric: request.metric,
            seed: request.seed,
            grid: request.grid,
            settings: work.settings,
            options: &repeat,
            errors: &errors,
            open: inquiry.unconverged(),
        },
        varied: &request.varied,
        arms: &request.arms,
        baseline: request.baseline,
    };
    let said = reply(&asked, &solved);
    let facts: Map<_, _> = [("grid_error".to_owned(), finer.facts(&request.arms))]
        .into_iter()
        .collect();
    let drawn = inquiry.scenario.clone();
    let figures = |origin: &_, tables: &[_], size| {
        pictures::of_sweep(
            &drawn,
            &request.varied,
            (&request.arms, request.metric),
            (origin, &said.computed),
            &tables[0],
            size,
        )
    };
    let answered = inquiry.finish(vec![table], figures, said.clone(), facts)?;
    Ok(Some(answered))
}
