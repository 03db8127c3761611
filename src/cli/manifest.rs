//! `manifest.json`: everything needed to repeat a result, and nothing that changes from run to run.

use honest_broker::analysis::agreement;
use honest_broker::analysis::pilot::Allocation;
use honest_broker::analysis::results::Results;
use honest_broker::analysis::unconverged::WithoutUnconverged;
use honest_broker::scenario::Scenario;
use honest_broker::simulate::CHUNK;
use honest_broker::solve::StartValues;
use honest_broker::solve::certify::{Certificate, TYPE_NAMES};
use honest_broker::solve::node::TOLERANCE;
use honest_broker::study::Study;
use honest_broker::study::run::SolvedArm;
use serde_json::{Map, Value, json};

use super::arguments::Compare;
use super::chunks::fingerprint;
use super::compare::Outcome;
use super::failure::Failure;
use super::sampling::{Episodes, REPLICATES};

/// What chunks of worlds depend on: the resolved scenario and every option that alters a world.
pub fn request(scenario: &Scenario, study: &Study, options: &Compare) -> Result<Value, Failure> {
    Ok(json!({
        "scenario": resolved(scenario, study, options)?,
        "seed": study.seed.to_string(),
        "sampling": options.worlds.sampling.name(),
        "replicates": REPLICATES,
        "evaluate": options.worlds.evaluate.name(),
        // A pilot's answer depends on the rest of the request only.
        "episodes": match options.episodes {
            Some(Episodes::Auto) => json!("auto"),
            _ => json!(study.episodes),
        },
        "grid": study.grid,
        "selection": format!("{:?}", options.selection),
        "arms": study.arms.iter().map(|a| &a.name).collect::<Vec<_>>(),
        "baseline": study.arms[study.baseline].name,
    }))
}

/// All values in effect by arm.
fn resolved(scenario: &Scenario, study: &Study, options: &Compare) -> Result<Value, Failure> {
    let mut resolved = Map::new();
    for arm in &study.arms {
        let values = scenario
            .resolved(&arm.name)
            .map_err(|p| Failure::Scenario(p, options.input.format))?;
        resolved.insert(arm.name.clone(), json!(values));
    }
    Ok(Value::Object(resolved))
}

pub fn compose(
    scenario: &Scenario,
    outcome: &Outcome,
    options: &Compare,
    request: &str,
) -> Result<Map<String, Value>, Failure> {
    let (study, results) = (&outcome.study, &outcome.results);
    let resolved = resolved(scenario, study, options)?;
    let hash = fingerprint(&resolved);
    let settings: Vec<&str> = options.input.settings.iter().map(|s| s.as_written()).collect();
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
        (
            "program",
            json!({ "name": "honest-broker", "version": env!("CARGO_PKG_VERSION") }),
        ),
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
            json!({
                // As text: JavaScript and R hold integers exactly only up to 2^53.
                "seed": study.seed.to_string(),
                "worlds": results.worlds.len(),
                "episodes_per_arm": study.episodes,
                "evaluate": options.worlds.evaluate.name(),
                "precision": options.worlds.precision,
                "threshold": options.worlds.threshold,
                "grid": study.grid,
                "selection": format!("{:?}", options.selection),
                "arms": study.arms.iter().map(|a| &a.name).collect::<Vec<_>>(),
                "baseline": study.arms[study.baseline].name,
                "set": settings,
                "request_sha256": request,
            }),
        ),
        ("design", design(results, options)),
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
        ("agreement", agreement(study, results)),
        ("controls", super::controls::facts(study, results)),
        ("solutions", Value::Object(solutions)),
        ("without_unconverged_worlds", sensitivity(study, results)),
    ];
    Ok(entries
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect())
}

/// How the worlds were chosen; nothing if there is only one.
fn design(results: &Results, options: &Compare) -> Value {
    if results.single() {
        return Value::Null;
    }
    let replicates = results.worlds.iter().map(|w| w.replicate).max().map_or(1, |r| r + 1);
    json!({
        "sampling": options.worlds.sampling.name(),
        "replicates": replicates,
        "points_per_replicate": results.worlds.len() as u64 / replicates,
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
fn agreement(study: &Study, results: &Results) -> Value {
    agreement::largest(results, study.arms.len()).map_or(Value::Null, |(arm, outcome, z)| {
        json!({
            "largest_discrepancy_in_standard_errors": z,
            "arm": study.arms[arm].name,
            "outcome": outcome.name(),
            "worlds_apart": agreement::far_worlds(results).into_iter().map(|(world, _)| world).collect::<Vec<u64>>(),
        })
    })
}

/// How well an arm was solved over all worlds.
fn solutions(results: &Results, arm: usize) -> Value {
    let worlds = || results.worlds.iter().map(|w| &w.arms[arm]);
    json!({
        "nodes": worlds().map(|a| a.nodes).sum::<u64>(),
        "unconverged": worlds().map(|a| a.unconverged).sum::<u64>(),
        "unconverged_share": worlds().map(|a| a.unconverged).sum::<u64>() as f64
            / worlds().map(|a| a.nodes).sum::<u64>().max(1) as f64,
        "worlds": worlds().count(),
        "worlds_with_unconverged_nodes": worlds().filter(|a| a.unconverged > 0).count(),
        "largest_residual": worlds().map(|a| a.largest_residual).fold(0.0, f64::max),
        "tolerance": TOLERANCE,
        "worlds_with_broker": worlds().filter(|a| a.takes_part).count(),
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
