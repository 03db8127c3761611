//! `manifest.json`: everything needed to repeat a result, and nothing that changes from run to run.

use honest_broker::scenario::Scenario;
use honest_broker::simulate::CHUNK;
use honest_broker::solve::StartValues;
use honest_broker::solve::certify::{Certificate, TYPE_NAMES};
use honest_broker::solve::node::TOLERANCE;
use honest_broker::study::Study;
use honest_broker::study::run::SolvedArm;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::arguments::Compare;
use super::failure::Failure;

pub fn compose(
    scenario: &Scenario,
    study: &Study,
    arms: &[SolvedArm],
    options: &Compare,
) -> Result<Map<String, Value>, Failure> {
    let mut resolved = Map::new();
    for arm in &study.arms {
        let values = scenario
            .resolved(&arm.name)
            .map_err(|p| Failure::Scenario(p, options.input.format))?;
        resolved.insert(arm.name.clone(), json!(values));
    }
    let resolved = Value::Object(resolved);
    let hash = Sha256::digest(resolved.to_string().as_bytes());
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let settings: Vec<&str> = options.input.settings.iter().map(|s| s.as_written()).collect();
    let solutions: Map<String, Value> = arms.iter().map(|arm| (arm.name.clone(), solution(arm))).collect();
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
            }),
        ),
        (
            "options",
            json!({
                // As text: JavaScript and R hold integers exactly only up to 2^53.
                "seed": study.seed.to_string(),
                "episodes_per_arm": study.episodes,
                "grid": study.grid,
                "selection": format!("{:?}", options.selection),
                "arms": study.arms.iter().map(|a| &a.name).collect::<Vec<_>>(),
                "baseline": study.arms[study.baseline].name,
                "set": settings,
            }),
        ),
        (
            "generator",
            json!({
                "name": "ChaCha8",
                "key": "seed, world and the text honest-broker/v1",
                "stream": "8 x episode + purpose",
                "chunk": CHUNK,
            }),
        ),
        ("solutions", Value::Object(solutions)),
    ];
    Ok(entries
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect())
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
