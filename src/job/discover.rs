//! Where an arm helps, harms, or brings an outcome about.

use serde_json::json;

use super::error::JobError;
use super::inquiry::{Answered, Inquiry, Work, compared};
use super::sample::Drawn;
use crate::analysis::discover::{Discovery, Event, discover, turns};
use crate::analysis::tables::{self, Values};
use crate::analysis::target::Target;
use crate::report::asking::Question;
use crate::report::discover::{Asked, reply};
use crate::scenario::Scenario;

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

/// Answers and writes; `None` if the result is there already.
///
/// # Errors
/// If nothing is uncertain, `stop` was raised, or something cannot be written.
pub fn ask(scenario: Scenario, request: &Request, work: &Work) -> Result<Option<Answered>, JobError> {
    let drawn = &request.drawn;
    let arm = compared(&scenario, &drawn.arms, drawn.baseline)?;
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
    let Some(mut inquiry) = Inquiry::open("discover", scenario, (options, in_words), drawn.seed, work)? else {
        return Ok(None);
    };
    if drawn.divide(&inquiry)? {
        inquiry.end_part()?;
        return Ok(None);
    }
    let sample = drawn.sample(&mut inquiry)?;
    let finer = drawn.finer(&mut inquiry, &sample)?;
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
    let mut tables = vec![
        tables::regions(stem, name, baseline, request.metric, &found),
        tables::region_limits(stem, name, &found, &values),
        tables::turns(stem, name, baseline, request.metric, &turned, &values),
    ];
    tables.extend(drawn.tables(&inquiry, &sample));
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
    let errors = finer.errors(&drawn.arms, request.metric);
    let asked = Asked {
        question: Question {
            scenario: &scenario,
            metric: request.metric,
            seed: drawn.seed,
            grid: drawn.grid,
            settings: work.settings,
            options: &repeat,
            errors: &errors,
            open: inquiry.unconverged(),
        },
        arm: name,
        baseline,
        values: &values,
    };
    let said = reply(&asked, &found, &turned);
    Ok(Some(inquiry.finish(
        tables,
        |_, _, _| Vec::new(),
        said,
        drawn.facts(&finer),
    )?))
}
