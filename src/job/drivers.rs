//! What drives outcomes, payoffs and the broker's effect: a sample of worlds, the two ends of the strongest numbers, and totals on demand.

use serde_json::json;

use super::error::JobError;
use super::inquiry::{Answered, Batch, Inquiry, Work};
use super::pictures;
use super::rough;
use super::sample::Drawn;
use super::watch::Step;
use crate::analysis::drivers::{Drivers, Group, Quantity, Sample, Scale, Total, drivers, groups, totals};
use crate::analysis::points::SolvedPoints;
use crate::analysis::tables::{self, Swing};
use crate::analysis::target::Target;
use crate::report::asking::Question;
use crate::report::drivers::{Asked, reply};
use crate::report::evidence::Evidence;
use crate::scenario::{Quantity as Given, Scenario};
use crate::study::points::{Moved, Points};

/// Worlds if nothing else is asked for.
pub const WORLDS: u64 = 768;
/// Numbers that are moved to their ends, at most.
const SWUNG: usize = 8;
/// Worlds in which they are.
const SWUNG_WORLDS: u64 = 48;
/// Worlds in which groups are drawn anew.
const TOTAL_WORLDS: u64 = 96;
/// Single numbers with a total share of their own.
const SINGLE: usize = 6;
/// Coordinates of the ends, and of an event that does not happen and one that does.
const ENDS: [f64; 2] = [0.1, 0.9];
const EVENT: [f64; 2] = [1.0 - 1e-9, 1e-9];

/// Options of the question.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// What is drawn and solved.
    pub drawn: Drawn,
    /// What the sentences and charts are about; the table has all.
    pub metric: Target,
    /// Whether groups of numbers are drawn anew.
    pub totals: bool,
}

/// Answers and writes; `None` if the result is there already.
///
/// # Errors
/// If nothing is uncertain, `stop` was raised, or something cannot be written.
pub fn ask(scenario: Scenario, request: &Request, work: &Work) -> Result<Option<Answered>, JobError> {
    let drawn = &request.drawn;
    let names: Vec<&str> = drawn.arms.iter().map(String::as_str).collect();
    let scenario = scenario.of_arms(&names);
    let options = json!({
        "arms": drawn.arms,
        "baseline": drawn.arms[drawn.baseline],
        "metric": request.metric.name(),
        "worlds": drawn.worlds,
        "grid": drawn.grid,
        "totals": request.totals,
    });
    let in_words = format!(
        "baseline {}, grid {}, sampling monte-carlo",
        drawn.arms[drawn.baseline], drawn.grid
    );
    let Some(mut inquiry) = Inquiry::open("drivers", scenario, (options, in_words), drawn.seed, work)? else {
        return Ok(None);
    };
    if drawn.divide(&inquiry)? {
        inquiry.end_part()?;
        return Ok(None);
    }
    let sample = drawn.sample(&mut inquiry)?;
    let finer = drawn.finer(&mut inquiry, &sample)?;
    let all: Vec<Drivers> = quantities(drawn)
        .into_iter()
        .filter_map(|q| drivers(&sample, q))
        .collect();
    let of_metric: Vec<&Drivers> = all.iter().filter(|d| d.quantity.target == request.metric).collect();
    let (swings, swung) = swing(&mut inquiry, drawn, &sample, &by_turns(&of_metric, SWUNG))?;
    let shares = match request.totals {
        true => Some(total_shares(
            &mut inquiry,
            drawn,
            &sample,
            &by_turns(&of_metric, SINGLE),
        )?),
        false => None,
    };
    let scenario = inquiry.scenario.clone();
    let evidence = Evidence::of(&scenario, work.settings);
    let stem = &scenario.stem;
    let mut tables = vec![
        tables::drivers(stem, &drawn.arms, &sample, &all, &|key| {
            [evidence.grade(key), evidence.source(key)]
        }),
        tables::tornado(stem, (&drawn.arms, drawn.baseline), request.metric, &swings, &swung),
    ];
    if let Some((groups, shares)) = &shares {
        tables.push(tables::totals(stem, &drawn.arms, &sample, groups, shares));
    }
    tables.extend(drawn.tables(&inquiry, &sample));
    let mut repeat = vec![
        ("arms", drawn.arms.join(",")),
        ("baseline", drawn.arms[drawn.baseline].clone()),
        ("metric", request.metric.name()),
        ("worlds", drawn.worlds.to_string()),
        ("grid", drawn.grid.to_string()),
        ("seed", drawn.seed.to_string()),
    ];
    if request.totals {
        repeat.push(("totals", String::new()));
    }
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
        arms: &drawn.arms,
        baseline: drawn.baseline,
        evidence: &evidence,
    };
    let mut said = reply(&asked, &sample, &of_metric, (&swings, &swung));
    if let Some((groups, shares)) = &shares {
        said.tables
            .push(crate::report::drivers::total_table(&asked, &sample, groups, shares));
    }
    let what = (request.metric, &sample, &of_metric[..]);
    let computed = said.computed.clone();
    let figures = |origin: &_, tables: &[_], size| {
        pictures::of_drivers(
            &scenario,
            what,
            (&drawn.arms, &evidence),
            (origin, &computed),
            tables,
            size,
        )
    };
    Ok(Some(inquiry.finish(tables, figures, said, drawn.facts(&finer))?))
}

/// Every metric in every arm, its difference from the baseline, and both on every scale there is.
fn quantities(drawn: &Drawn) -> Vec<Quantity> {
    let mut all = Vec::new();
    for target in Target::all() {
        for arm in 0..drawn.arms.len() {
            let effect = (arm != drawn.baseline).then_some(Some(drawn.baseline));
            for against in [None].into_iter().chain(effect) {
                all.extend(Scale::ALL.map(|scale| Quantity {
                    target,
                    arm,
                    against,
                    scale,
                }));
            }
        }
    }
    all.retain(Quantity::exists);
    all
}

/// The inputs with the largest shares of any of these quantities, by turns, at most so many.
fn by_turns(of: &[&Drivers], most: usize) -> Vec<usize> {
    let orders: Vec<Vec<usize>> = of
        .iter()
        .map(|d| d.resolved().iter().map(|driver| driver.input).collect())
        .collect();
    let longest = orders.iter().map(Vec::len).max().unwrap_or(0);
    let mut chosen: Vec<usize> = Vec::new();
    for place in 0..longest {
        for input in orders.iter().filter_map(|order| order.get(place)) {
            if chosen.len() < most && !chosen.contains(input) {
                chosen.push(*input);
            }
        }
    }
    chosen
}

/// Solves the two ends of inputs in common worlds, as the batch of number 2.
fn swing(
    inquiry: &mut Inquiry,
    drawn: &Drawn,
    sample: &Sample,
    inputs: &[usize],
) -> Result<(Vec<Swing>, SolvedPoints), JobError> {
    let base = drawn.point(inquiry);
    let mut points = vec![base.clone()];
    let mut swings = Vec::new();
    for input in inputs {
        let own = &sample.inputs[*input];
        let ends = if own.happens.is_some() { EVENT } else { ENDS };
        let first = points.len();
        points.extend(ends.map(|end| base.moved(vec![Moved::At(own.dimension, end)])));
        swings.push(Swing {
            key: own.key.clone(),
            values: match own.happens {
                Some(_) => [0.0, 1.0],
                None => ENDS.map(|end| quantile(&inquiry.scenario, &drawn.arms, &own.key, end)),
            },
            points: [first, first + 1],
        });
    }
    let points = Points {
        points,
        design: drawn.design(),
    };
    let batch = Batch {
        number: 2,
        points: &points,
        worlds: SWUNG_WORLDS.min(drawn.worlds),
        settings: rough::settings(drawn.grid),
        step: Step::Ends,
    };
    let solved = inquiry.solve(&batch)?;
    Ok((swings, solved))
}

/// The value of a key at a coordinate, in the last arm that draws it.
fn quantile(scenario: &Scenario, arms: &[String], key: &str, at: f64) -> f64 {
    let of = |arm: &String| match scenario.number(arm, key) {
        Some(Given::Distribution(distribution)) => Some(distribution.quantile(at)),
        _ => None,
    };
    arms.iter().rev().find_map(of).unwrap_or(f64::NAN)
}

/// Groups, and their total shares by quantity.
type Totals = (Vec<Group>, Vec<(Quantity, Vec<Total>)>);

/// Draws groups anew, as the batch of number 3.
fn total_shares(inquiry: &mut Inquiry, drawn: &Drawn, sample: &Sample, single: &[usize]) -> Result<Totals, JobError> {
    let groups = groups(sample, single);
    let base = drawn.point(inquiry);
    let anew = |group: &Group| {
        let again = group
            .inputs
            .iter()
            .map(|input| Moved::Again(sample.inputs[*input].dimension));
        base.moved(again.collect())
    };
    let points = Points {
        points: std::iter::once(base.clone()).chain(groups.iter().map(anew)).collect(),
        design: drawn.design(),
    };
    let batch = Batch {
        number: 3,
        points: &points,
        worlds: TOTAL_WORLDS.min(drawn.worlds),
        settings: rough::settings(drawn.grid),
        step: Step::Anew,
    };
    let solved = inquiry.solve(&batch)?;
    let of = |quantity: Quantity| {
        let shares = totals(sample, &groups, &solved, &quantity);
        (quantity, shares)
    };
    let all = quantities(drawn).into_iter().map(of).collect();
    Ok((groups, all))
}
