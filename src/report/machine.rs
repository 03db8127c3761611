//! The answer of a comparison for programs: what [`text`](super::text) prints, as JSON. A number that is not known is `null`.

use serde_json::{Map, Value, json};

use super::answer::{Answer, other_arms};
use super::findings::Finding;
use crate::analysis::comparison::Comparison;
use crate::analysis::estimates;
use crate::game::ending::Ending;
use crate::game::outcome::Outcome;
use crate::scenario::Scenario;
use crate::stats::{self, Estimate};

/// Object with `scenario`, `title`, `worlds`, `episodes`, `seed` (as text), `grid`, `level` of intervals, `baseline`, `answer` (the three sentences), `other_arms`,
/// `outcomes` (by arm: probability of each outcome, and its difference from the baseline), `findings`, and `warnings` of the
/// scenario.
pub fn comparison(scenario: &Scenario, comparison: &Comparison, findings: &[Finding]) -> Value {
    let Comparison { study, results, .. } = comparison;
    let answer = Answer::of(scenario, comparison);
    let method = results.methods().first().copied();
    let mut outcomes = Map::new();
    for (arm, own) in study.arms.iter().enumerate() {
        let rows = Outcome::ALL.into_iter().map(|outcome| {
            let ending = Ending::One(outcome);
            let level = method.and_then(|method| estimates::ending(results, arm, ending, method));
            let change = method.and_then(|method| estimates::ending_contrast(results, arm, ending, method));
            let change = change.filter(|_| arm != study.baseline);
            let row = json!({ "probability": estimate(level), "difference": estimate(change) });
            (outcome.name().to_owned(), row)
        });
        outcomes.insert(own.name.clone(), Value::Object(rows.collect()));
    }
    let findings = findings
        .iter()
        .map(|finding| json!({ "finding": finding.name(), "sentence": finding.sentence(study) }));
    json!({
        "scenario": scenario.stem,
        "title": scenario.title(),
        "worlds": results.drawn(),
        "episodes": study.episodes,
        "seed": study.seed.to_string(),
        "grid": study.grid,
        "level": stats::level().share(),
        "method": method.map(|method| method.name()),
        "baseline": study.arms[study.baseline].name,
        "answer": { "without": answer.without, "change": answer.change, "why": answer.why },
        "other_arms": other_arms(study, results),
        "outcomes": outcomes,
        "findings": findings.collect::<Vec<_>>(),
        "warnings": scenario.warnings().to_json()["problems"],
    })
}

fn estimate(of: Option<Estimate>) -> Value {
    of.map_or(
        Value::Null,
        |e| json!({ "value": e.value, "low": e.low, "high": e.high }),
    )
}
