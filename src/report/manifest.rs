//! `manifest.json`: everything needed to repeat a result, and nothing that changes from run to run.

use serde_json::{Map, Value, json};

use super::{controls, levels};
use crate::analysis::agreement;
use crate::analysis::attribution::{Division, Factor};
use crate::analysis::comparison::Comparison;
use crate::analysis::pilot::Allocation;
use crate::analysis::results::Results;
use crate::analysis::unconverged::WithoutUnconverged;
use crate::scenario::{Problems, Scenario};
use crate::simulate::CHUNK;
use crate::solve::StartValues;
use crate::solve::TOLERANCE;
use crate::solve::{Certificate, TYPE_NAMES};
use crate::study::Study;
use crate::study::design::Sampling;
use crate::study::request::{Request, fingerprint, record_level, resolved};
use crate::study::run::SolvedArm;

/// Name and version of the program, as result files carry them.
pub const PROGRAM: &str = concat!("honest-broker ", env!("CARGO_PKG_VERSION"));

/// What the program was built from: a checksum of its sources and of the versions of its libraries, in hexadecimal digits.
pub const BUILD: &str = env!("HONEST_BROKER_BUILD");

/// The options of a result with the level of its intervals, if that is not the usual one.
fn with_level(mut options: Value) -> Value {
    record_level(&mut options);
    options
}

fn program() -> Value {
    json!({ "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION"), "build": BUILD })
}

/// Everything about an attribution. `request` is what its worlds depend on, `of_request` the fingerprint of the whole request, and
/// `settings` are those of the command line as they were written.
pub fn attribution(
    request: &Value,
    of_request: &str,
    metric: &str,
    settings: &[String],
    division: &Division,
    results: &Results,
) -> Map<String, Value> {
    let arms = || results.levels().flat_map(|(_, worlds)| worlds).flat_map(|w| &w.arms);
    let names = |group: &str| -> Vec<&str> {
        let own = division.factors.iter().filter(|factor| factor.group() == group);
        own.map(Factor::name).collect()
    };
    let chances = match division.chances.is_empty() {
        true => Value::Null,
        false => json!(division.chances),
    };
    let entries = [
        ("program", program()),
        ("request", request.clone()),
        (
            "options",
            with_level(json!({
                "metric": metric,
                "worlds": results.drawn(),
                "set": settings,
                "request_sha256": of_request,
            })),
        ),
        ("instruments", json!(names("broker"))),
        ("stakeholders", json!(names("stakeholders"))),
        ("sets", json!(division.sets.in_words())),
        ("design", design(results, division.design.sampling)),
        ("chances", chances),
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

/// Everything about the answer to a question. `request` is what its worlds depend on, `of_request` the fingerprint of the whole request,
/// `settings` are those of the command line as they were written, and `facts` entries of the question's own.
pub fn answered(
    request: &Value,
    of_request: &str,
    settings: &[String],
    solutions: Value,
    facts: Map<String, Value>,
) -> Map<String, Value> {
    let entries = [
        ("program", program()),
        ("request", request.clone()),
        ("options", json!({ "set": settings, "request_sha256": of_request })),
        ("solutions", solutions),
    ];
    let own = entries.into_iter().map(|(key, value)| (key.to_owned(), value));
    own.chain(facts).collect()
}

/// Everything about a solution. `request` is what it depends on, `of_request` its fingerprint, and `settings` are those of the
/// command line as they were written; the table of policies has the first `rounds` rounds.
pub fn solved(
    request: &Value,
    of_request: &str,
    settings: &[String],
    rounds: usize,
    arms: &[SolvedArm],
) -> Map<String, Value> {
    let solutions: Map<String, Value> = arms.iter().map(|arm| (arm.name.clone(), solution(arm))).collect();
    let entries = [
        ("program", program()),
        ("request", request.clone()),
        (
            "options",
            json!({ "set": settings, "rounds": rounds, "request_sha256": of_request }),
        ),
        ("solutions", json!(solutions)),
    ];
    entries.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()
}

/// Everything about a comparison. `settings` are those of the command line as they were written, `fingerprint` is that of the
/// whole request.
///
/// # Errors
/// If the scenario lacks an arm of the study.
pub fn comparison(
    scenario: &Scenario,
    outcome: &Comparison,
    request: &Request,
    settings: &[String],
    of_request: &str,
) -> Result<Map<String, Value>, Problems> {
    let (study, results) = (&outcome.study, &outcome.results);
    let resolved = resolved(scenario, study)?;
    let hash = fingerprint(&resolved);
    let solutions: Map<String, Value> = match results.single() {
        true => outcome
            .arms
            .iter()
            .map(|arm| (arm.name.clone(), solution(arm)))
            .collect(),
        false => (0..study.arms.len())
            .map(|i| (study.arms[i].name.clone(), solutions(results, i)))
            .collect(),
    };
    let uncertain: Vec<&str> = scenario.uncertain().iter().map(|u| u.key.as_str()).collect();
    let entries = [
        ("program", program()),
        (
            "scenario",
            json!({
                "stem": scenario.stem,
                "name": scenario.name,
                "summary": scenario.summary,
                "sources": scenario.sources,
                "resolved": resolved,
                "resolved_sha256": hash,
                "uncertain": uncertain,
            }),
        ),
        (
            "options",
            with_level(json!({
                // As text: JavaScript and R hold integers exactly only up to 2^53.
                "seed": study.seed.to_string(),
                "worlds": results.drawn(),
                "episodes_per_arm": study.episodes,
                "evaluate": request.evaluate.name(),
                "precision": request.precision,
                "threshold": request.threshold,
                "grid": study.grid,
                "refine": request.refine.name(),
                "selection": format!("{:?}", request.selection),
                "arms": study.arms.iter().map(|a| &a.name).collect::<Vec<_>>(),
                "baseline": study.arms[study.baseline].name,
                "set": settings,
                "request_sha256": of_request,
            })),
        ),
        ("design", design(results, request.sampling)),
        ("grid_error", levels::facts(study, results)),
        ("precision", precision(outcome, request)),
        ("pilot", outcome.allocation.as_ref().map_or(Value::Null, pilot)),
        (
            "generator",
            json!({
                "name": "ChaCha8",
                "key": "seed, world and the text honest-broker/v1",
                "stream": "8 x episode + purpose",
                "chunk": CHUNK,
            }),
        ),
        ("agreement", agreement(outcome)),
        ("controls", controls::facts(study, results)),
        ("solutions", Value::Object(solutions)),
        ("without_unconverged_worlds", sensitivity(study, results)),
    ];
    Ok(entries
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect())
}

/// The half-width asked for and the widest that was reached; nothing if none was asked for.
fn precision(outcome: &Comparison, request: &Request) -> Value {
    request.precision.map_or(Value::Null, |wanted| {
        let reached = outcome.looks.last().and_then(|look| look.widest());
        json!({
            "wanted": wanted,
            "reached": reached,
            "reached_it": reached.is_some_and(|widest| widest <= wanted),
        })
    })
}

/// How the worlds were chosen; nothing if there is only one.
fn design(results: &Results, sampling: Sampling) -> Value {
    if results.single() {
        return Value::Null;
    }
    let replicates = results.replicates();
    let of_levels = results.levels().map(|(level, worlds)| {
        json!({
            "grid": level.grid,
            "arms": if level.every_arm { "every" } else { "baseline" },
            "worlds": worlds.len(),
        })
    });
    json!({
        "sampling": sampling.name(),
        "replicates": replicates,
        "points_per_replicate": results.drawn() as u64 / replicates,
        "levels": of_levels.collect::<Vec<_>>(),
    })
}

/// Why as many episodes were played in a world.
fn pilot(allocation: &Allocation) -> Value {
    json!({
        "worlds": allocation.worlds,
        "variance_between_worlds": allocation.between,
        "variance_within_worlds": allocation.within,
        "episodes_that_cost_a_world": allocation.cost,
        "episodes": allocation.episodes,
    })
}

/// How far outcome probabilities move if the worlds in which something did not converge are left out; nothing if there are none.
fn sensitivity(study: &Study, results: &Results) -> Value {
    WithoutUnconverged::of(results).map_or(Value::Null, |s| {
        json!({
            "worlds_left_out": s.left_out,
            "largest_change": s.largest.map(|(arm, outcome, change)| json!({
                "arm": study.arms[arm].name,
                "outcome": outcome.name(),
                "change": change,
            })),
        })
    })
}

/// The largest distance of what was played from what is exact, if both are there.
fn agreement(comparison: &Comparison) -> Value {
    let Comparison { study, results, .. } = comparison;
    agreement::largest(results, study.arms.len()).map_or(Value::Null, |(arm, outcome, z)| {
        json!({
            "largest_discrepancy_in_standard_errors": z,
            "arm": study.arms[arm].name,
            "outcome": outcome.name(),
            "worlds_apart": agreement::far_worlds(results).into_iter().map(|(world, _)| world).collect::<Vec<u64>>(),
            "reason": comparison.parting.map(|parting| parting.reason().name()),
        })
    })
}

/// How well an arm was solved over all worlds.
fn solutions(results: &Results, arm: usize) -> Value {
    let worlds = || results.solved(arm);
    json!({
        "nodes": worlds().map(|a| a.nodes).sum::<u64>(),
        "unconverged": worlds().map(|a| a.unconverged).sum::<u64>(),
        "unconverged_share": worlds().map(|a| a.unconverged).sum::<u64>() as f64
            / worlds().map(|a| a.nodes).sum::<u64>().max(1) as f64,
        "worlds": worlds().count(),
        "worlds_with_unconverged_nodes": worlds().filter(|a| a.unconverged > 0).count(),
        "largest_residual": worlds().map(|a| a.largest_residual).fold(0.0, f64::max),
        "tolerance": TOLERANCE,
    })
}

fn solution(arm: &SolvedArm) -> Value {
    let convergence = &arm.solution.convergence;
    let mut value = json!({
        "nodes": convergence.nodes,
        "unconverged": convergence.unconverged,
        "largest_residual": convergence.largest_residual,
        "tolerance": TOLERANCE,
        "values_at_priors": values(&arm.solution.values),
        "values_over_messages": values(&arm.solution.values_over_messages),
    });
    if let Some(certificate) = &arm.solution.certificate {
        value["certificate"] = certified(certificate, arm.rules.game.broker.is_some());
    }
    value
}

/// Deviation gains are what a full best response would add at the priors, in the player's own payoff units.
fn certified(certificate: &Certificate, with_broker: bool) -> Value {
    let count = if with_broker { 5 } else { 4 };
    let types = TYPE_NAMES.iter().zip(&certificate.types).take(count).map(|(name, c)| {
        let facts = json!({
            "deviation_gain": c.deviation_gain,
            "deviation_gain_share_of_stakes": c.share_of_stakes,
            "rationality_gauge": c.gauge,
            "largest_one_deviation_gain": c.one_deviation_gain,
        });
        ((*name).to_owned(), facts)
    });
    json!({ "residual": certificate.residual, "types": Value::Object(types.collect()) })
}

fn values(values: &StartValues) -> Value {
    json!({
        "disarmer": { "staller": values.disarmer[0], "dealer": values.disarmer[1] },
        "guarantor": { "reneger": values.guarantor[0], "keeper": values.guarantor[1] },
        "broker": values.broker,
    })
}
