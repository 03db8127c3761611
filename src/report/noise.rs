//! How much of what happens is noise, in sentences.

use super::words::{fixed, percent, percent_trimmed, thousands};
use crate::analysis::fan::{Fan, Noise};

/// Outcomes rarer than this are not told.
const RARE: f64 = 0.01;
/// Outcomes of an arm that are told.
const TOLD: usize = 2;
/// A share of noise from which on an outcome is called noise, and one up to which it is called strategy.
const MOSTLY: f64 = 0.5;

/// A sentence for each arm on which of its outcomes are noise, and one on what did not converge with the sharpest players.
pub fn sentences(fan: &Fan) -> Vec<String> {
    let mut sentences: Vec<String> = (0..fan.arms.len()).map(|arm| of_arm(fan, arm)).collect();
    let [open, all] = fan.unconverged_when_sharp();
    if open > 0 {
        sentences.push(format!(
            "With the sharpest players {} of {} nodes did not converge; their probabilities enter these shares as they are.",
            thousands(open),
            thousands(all)
        ));
    }
    sentences
}

fn of_arm(fan: &Fan, arm: usize) -> String {
    let name = &fan.arms[arm];
    let mut told: Vec<Noise> = fan.noise(arm);
    told.retain(|noise| noise.probabilities[0] >= RARE && noise.share.value.is_some());
    let lost = |noise: &Noise| noise.probabilities[0] * noise.share.value.unwrap_or(0.0);
    told.sort_by(|a, b| lost(b).total_cmp(&lost(a)));
    let parts: Vec<String> = told.iter().filter(|n| lost(n) >= RARE).take(TOLD).map(part).collect();
    match parts.is_empty() {
        true => format!(
            "Under {name}, no outcome loses much when players are sixteen times as rational: strategy, not noise."
        ),
        false => format!(
            "Under {name}, when players are sixteen times as rational, {}.",
            parts.join("; ")
        ),
    }
}

/// `of the 15.0 % that end in revocation, 80 % (71 to 88) vanish: noise, not strategy`.
fn part(noise: &Noise) -> String {
    let share = noise.share.value.unwrap_or(0.0);
    let verdict = match share >= MOSTLY {
        true => "noise rather than strategy",
        false => "strategy rather than noise",
    };
    let whole = |x: f64| fixed(100.0 * x, 0);
    let interval = match (noise.share.low, noise.share.high) {
        (Some(low), Some(high)) if low < high => format!(" ({} to {})", whole(low), whole(high)),
        _ => String::new(),
    };
    format!(
        "of the {} that end in {}, {} vanish{interval}: {verdict}",
        percent(noise.probabilities[0], 1),
        noise.outcome.title(),
        percent_trimmed((100.0 * share).round() / 100.0)
    )
}
