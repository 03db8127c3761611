//! On how many levels worlds were solved, and how far the belief grid leaves the numbers from the answer.

use serde_json::{Value, json};

use super::words::{counted, fixed};
use crate::analysis::grid::GridErrors;
use crate::analysis::results::Results;
use crate::study::Study;

/// How many worlds were solved how finely, in a sentence; `None` if all were solved alike.
pub fn describe(results: &Results) -> Option<String> {
    let levels: Vec<_> = results.levels().collect();
    if levels.len() < 2 {
        return None;
    }
    let parts: Vec<String> = levels
        .iter()
        .map(|(level, worlds)| {
            let arms = if level.every_arm {
                "every arm"
            } else {
                "the baseline alone"
            };
            format!("{} with {arms} on {} points a side", worlds.len(), level.grid)
        })
        .collect();
    Some(format!(
        "Levels: {}; each corrects the one before, and intervals cover the error of all.",
        parts.join(", ")
    ))
}

/// How far a perfect belief grid would move the numbers, in a sentence or two; `None` if that is not known.
pub fn grid_error(study: &Study, results: &Results) -> Option<String> {
    let errors = GridErrors::of(results)?;
    let points = |x: f64| fixed(100.0 * x, 3);
    let (arm, outcome, mean) = errors.of_mean;
    let mut text = format!(
        "Belief grid: a perfect one would move no probability by more than {} points (estimated; {}, {})",
        points(mean.value.unwrap_or(0.0).abs()),
        study.arms[arm].name,
        outcome.title()
    );
    text.push_str(&match results.single() {
        true => ".".to_owned(),
        false => format!(
            "; in a world the largest error of an outcome is {} points on average and {} at most.",
            points(errors.in_a_world),
            points(errors.largest)
        ),
    });
    if errors.refined > 0 {
        text.push_str(&format!(
            " {} solved on a finer grid, because the error was too large.",
            were(errors.refined)
        ));
    }
    if errors.jumps > 0 {
        text.push_str(&format!(
            " In {} a finer grid brought no agreement: there may be several equilibria (worlds.csv, jump_outcome).",
            counted(errors.jumps as u64, "world")
        ));
    }
    Some(text)
}

fn were(worlds: usize) -> String {
    match worlds {
        1 => "1 world was".to_owned(),
        n => format!("{n} worlds were"),
    }
}

/// The same for the manifest.
pub fn facts(study: &Study, results: &Results) -> Value {
    GridErrors::of(results).map_or(Value::Null, |errors| {
        let (arm, outcome, mean) = errors.of_mean;
        json!({
            "largest_of_a_mean": {
                "arm": study.arms[arm].name,
                "outcome": outcome.name(),
                "value": mean.value,
                "low": mean.low,
                "high": mean.high,
            },
            "mean_in_a_world": errors.in_a_world,
            "largest_in_a_world": errors.largest,
            "worlds_refined": errors.refined,
            "worlds_with_a_jump": errors.jumps,
        })
    })
}
