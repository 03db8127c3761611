//! How the arms of a comparison differ, in sentences.

use serde_json::Value;

use crate::scenario::{Difference, Problems, Scenario};
use crate::study::Study;

/// Keys that are named; of the others their number is said.
const NAMED: usize = 4;

/// A sentence for each arm on the keys in which it differs from the baseline, and one for each group of arms that are the same
/// game in every world.
///
/// # Errors
/// If the scenario lacks an arm of the study.
pub fn sentences(scenario: &Scenario, study: &Study) -> Result<Vec<String>, Problems> {
    let baseline = &study.arms[study.baseline].name;
    let mut sentences = Vec::new();
    for arm in study.arms.iter().filter(|arm| arm.name != *baseline) {
        let differences = scenario.differences(&arm.name, baseline)?;
        sentences.push(differs(&arm.name, baseline, &differences));
    }
    let compared = |name: &&str| study.arms.iter().any(|arm| arm.name == *name);
    for group in scenario.equal_arms() {
        let names: Vec<&str> = group.into_iter().filter(compared).collect();
        if let [first, rest @ ..] = &names[..]
            && !rest.is_empty()
        {
            sentences.push(format!(
                "Arms {first} and {} are the same game in every world: their results are equal, and that is no finding.",
                rest.join(", ")
            ));
        }
    }
    Ok(sentences)
}

fn differs(arm: &str, baseline: &str, differences: &[Difference]) -> String {
    let named: Vec<String> = differences.iter().take(NAMED).map(difference).collect();
    let more = match differences.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more (arms.csv)"),
    };
    match named.is_empty() {
        true => format!("Arm {arm} differs from {baseline} in nothing."),
        false => format!("Arm {arm} differs from {baseline} in {}{more}.", named.join(", ")),
    }
}

/// `broker.instruments.custody (0 instead of 0.4)`, or `broker (only there)`.
fn difference(d: &Difference) -> String {
    match (&d.arm, &d.baseline) {
        (Value::Bool(true), Value::Bool(false)) | (_, Value::Null) => format!("{} (only there)", d.key),
        (Value::Bool(false), Value::Bool(true)) | (Value::Null, _) => format!("{} (not there)", d.key),
        (arm, baseline) => format!("{} ({arm} instead of {baseline})", d.key),
    }
}
