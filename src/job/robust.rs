//! Whether conclusions survive the structural ensemble.

use serde_json::{Map, json};
use std::sync::Arc;

use super::error::JobError;
use super::inquiry::{Answered, Batch, Inquiry, Work, compared};
use super::pictures;
use super::rough::{self, Finer};
use super::watch::Step;
use crate::analysis::points::SolvedPoints;
use crate::analysis::robust::{Conclusion, Tested};
use crate::analysis::tables;
use crate::analysis::target::Target;
use crate::game::ending::Ending;
use crate::game::outcome::Outcome;
use crate::report::asking::Question;
use crate::report::robust::{Asked, reply};
use crate::scenario::Scenario;
use crate::solve::{Settings, Start};
use crate::study::design::{Design, Sampling};
use crate::study::ensemble::{Variant, ensemble};
use crate::study::points::Points;
use crate::study::request::REPLICATES;

/// The equilibria that are taken.
const STARTS: [Start; 3] = [Start::Continued, Start::GoodNews, Start::BadNews];

/// Options of the question.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Names of the arms: the baseline and one that is compared with it.
    pub arms: Vec<String>,
    /// Place of the baseline among them.
    pub baseline: usize,
    /// What the first conclusion is about.
    pub metric: Target,
    /// Worlds if anything is uncertain.
    pub worlds: u64,
    /// Points a side of the belief grid.
    pub grid: usize,
    /// Seed of all random numbers.
    pub seed: u64,
}

/// Answers and writes; `None` if the result is there already.
///
/// # Errors
/// If there is one arm only, `stop` was raised, or something cannot be written.
pub fn ask(scenario: Scenario, request: &Request, work: &Work) -> Result<Option<Answered>, JobError> {
    let arms = &request.arms;
    let arm = compared(&scenario, arms, request.baseline)?;
    let whole = Arc::new(scenario);
    let (mut variants, missing) = ensemble(&whole, arms);
    // Those of an equilibrium are solved together.
    let place = |start: Start| STARTS.iter().position(|own| *own == start);
    variants.sort_by_key(|variant| place(variant.start));
    let names: Vec<&str> = arms.iter().map(String::as_str).collect();
    let narrowed = whole.of_arms(&names);
    let design = Design {
        sampling: Sampling::Sobol,
        replicates: REPLICATES as usize,
        seed: request.seed,
    };
    let options = json!({
        "arm": arms[arm],
        "baseline": arms[request.baseline],
        "metric": request.metric.name(),
        "variants": variants.iter().map(|variant| variant.name).collect::<Vec<_>>(),
        "worlds": request.worlds,
        "grid": request.grid,
    });
    let in_words = format!(
        "arm {}, baseline {}, grid {}",
        arms[arm], arms[request.baseline], request.grid
    );
    let Some(mut inquiry) = Inquiry::open("robust", narrowed, (options, in_words), request.seed, work)? else {
        return Ok(None);
    };
    let points = points(&variants, design);
    let batches = batches(&points, request);
    if rough::divide(&inquiry, batches.clone(), request.grid, 0)? {
        inquiry.end_part()?;
        return Ok(None);
    }
    let solved = solve(&mut inquiry, &batches)?;
    let first = &variants[0].point;
    let finer = Finer::of(&mut inquiry, first, (&solved, request.grid, design), 0)?;
    let places = [arm, request.baseline];
    let all: Vec<(Conclusion, Vec<Tested>)> = conclusions(request.metric, &inquiry.scenario, &arms[arm])
        .into_iter()
        .map(|conclusion| (conclusion, conclusion.tested(&solved, places)))
        .filter(|(_, tested)| tested[0].there.estimate.value.is_some())
        .collect();
    let scenario = inquiry.scenario.clone();
    let table = tables::robust(&scenario.stem, [&arms[arm], &arms[request.baseline]], &variants, &all);
    let repeat = [
        ("arm", arms[arm].clone()),
        ("baseline", arms[request.baseline].clone()),
        ("metric", request.metric.name()),
        ("worlds", request.worlds.to_string()),
        ("grid", request.grid.to_string()),
        ("seed", request.seed.to_string()),
    ];
    let errors = finer.errors(arms, request.metric);
    let asked = Asked {
        question: Question {
            scenario: &scenario,
            metric: request.metric,
            seed: request.seed,
            grid: request.grid,
            settings: work.settings,
            options: &repeat,
            errors: &errors,
            open: inquiry.unconverged(),
        },
        arm: &arms[arm],
        baseline: &arms[request.baseline],
    };
    let said = reply(&asked, (&solved, arm), &variants, &missing, &all);
    let facts: Map<_, _> = [
        ("grid_error".to_owned(), finer.facts(arms)),
        ("variants_left_out".to_owned(), json!(missing)),
    ]
    .into_iter()
    .collect();
    let computed = said.computed.clone();
    let figures = |origin: &_, tables: &[_], size| {
        pictures::of_robust(
            (&scenario, &arms[arm]),
            (&variants, &all),
            (origin, &computed),
            &tables[0],
            size,
        )
    };
    Ok(Some(inquiry.finish(vec![table], figures, said, facts)?))
}

/// The points of the variants of each equilibrium, which are solved together.
fn points(variants: &[Variant], design: Design) -> Vec<Points> {
    let of = |start: Start| Points {
        points: (variants.iter())
            .filter(|variant| variant.start == start)
            .map(|variant| variant.point.clone())
            .collect(),
        design,
    };
    STARTS.map(of).into()
}

/// The batches of those points, in the same worlds, with the numbers 1, 2 and 3.
fn batches<'p>(points: &'p [Points], request: &Request) -> Vec<Batch<'p>> {
    let of = |((number, start), points): ((u64, Start), &'p Points)| Batch {
        number,
        points,
        worlds: request.worlds,
        settings: Settings {
            start,
            ..rough::settings(request.grid)
        },
        step: Step::Variants,
    };
    (1..).zip(STARTS).zip(points).map(of).collect()
}

/// Solves the batches, as if they were one.
fn solve(inquiry: &mut Inquiry, batches: &[Batch]) -> Result<SolvedPoints, JobError> {
    let mut joined: Option<SolvedPoints> = None;
    for batch in batches {
        let solved = inquiry.solve(batch)?;
        joined = Some(match joined {
            None => solved,
            Some(before) => before.beside(solved),
        });
    }
    Ok(joined.expect("there is an equilibrium"))
}

/// What is concluded: about the metric, about whether a process is in force at the end, about war, and about gains.
fn conclusions(metric: Target, scenario: &Scenario, arm: &str) -> Vec<Conclusion> {
    let mut all = vec![Conclusion::Effect(metric)];
    for target in [
        Target::Ending(Ending::InForce),
        Target::Ending(Ending::One(Outcome::War)),
    ] {
        if target != metric {
            all.push(Conclusion::Effect(target));
        }
    }
    let has_broker = scenario.game(arm).is_ok_and(|game| game.broker.is_some());
    if has_broker {
        all.extend((0..3).map(Conclusion::Gain));
    }
    all
}
