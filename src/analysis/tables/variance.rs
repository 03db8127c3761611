//! Table `variance`: where the spread of an episode's outcome comes from.
//!
//! An episode's outcome varies for three reasons: the numbers of its world, the true types, and chance. With p(w, t) the
//! exact probability of an outcome given world and types, the variance of its indicator is the sum of
//!
//! ```text
//! parameters   Var_w E_t p      types   E_w Var_t p      chance   E_w E_t p (1 − p)
//! ```
//!
//! and for the paired difference of arm and baseline likewise, with Δp in place of p and the rest of its variance in play as
//! chance. Without exact probabilities they are estimated from play ([`components::Played`]).

use super::rows::Columns;
use crate::analysis::exact;
use crate::analysis::played::discordant;
use crate::analysis::results::{Method, Results};
use crate::game::ending::Ending;
use crate::stats::Moments;
use crate::stats::components::{self, Components};
use crate::study::Study;
use crate::study::world::weight;
use crate::table::Table;

struct Row {
    arm: usize,
    against: usize,
    ending: Ending,
    quantity: &'static str,
    components: Components,
}

/// One row for each arm, ending and quantity: the outcome of an episode, and the paired difference of two.
pub(super) fn variance(study: &Study, results: &Results) -> Table {
    let mut rows = Vec::new();
    for arm in 0..study.arms.len() {
        for ending in Ending::ALL {
            let mut push = |quantity: &'static str, against: usize, components: Option<Components>| {
                rows.extend(components.map(|components| Row {
                    arm,
                    against,
                    ending,
                    quantity,
                    components,
                }));
            };
            push("probability", arm, of_probability(results, arm, ending));
            if arm != study.baseline {
                push("difference", study.baseline, of_difference(results, arm, ending));
            }
        }
    }
    let share = |row: &Row, source: usize| row.components.shares().map(|shares| shares[source]);
    Columns::over("variance", "Variance of an episode's outcome by source", &rows)
        .text("scenario", |_| &study.scenario)
        .text("arm", |row| &study.arms[row.arm].name)
        .text("against", |row| &study.arms[row.against].name)
        .text("metric", |row| row.ending.metric())
        .text("quantity", |row| row.quantity)
        .number("parameters", |row| row.components.parameters)
        .number("types", |row| row.components.types)
        .number("chance", |row| row.components.chance)
        .number("total", |row| row.components.total())
        .number("share_parameters", |row| share(row, 0))
        .number("share_types", |row| share(row, 1))
        .number("share_chance", |row| share(row, 2))
        .table()
}

/// By world, the variance of the outcome of an episode; what types and chance add is known where the outcomes given the types are.
fn of_probability(results: &Results, arm: usize, ending: Ending) -> Option<Components> {
    let (mut known, mut counted) = (components::Exact::default(), components::Played::default());
    let mut all_known = true;
    for world in results.looked_at(Method::Exact) {
        let result = world.arm(arm);
        let mean = result.probabilities().map(|p| ending.sum(&p));
        match (exact::by_types(result, ending), mean) {
            (Some(p), _) => known.push_probabilities(&weights(result.priors), p.as_flattened()),
            (None, Some(mean)) => known.push_mean(mean),
            (None, None) => all_known = false,
        }
    }
    for (_, result) in results.of_arm(arm) {
        if let Some(counts) = result.played.as_ref().map(|p| &p.by_types) {
            let cells = counts.as_flattened().iter().map(|by_outcome| {
                let events = ending.sum(by_outcome) as f64;
                Moments::of_sums(by_outcome.0.iter().sum(), events, events)
            });
            counted.push(&cells.collect::<Vec<_>>());
        }
    }
    match all_known {
        true => Some(known.components()),
        false if results.is_played() => Some(counted.components()),
        false => None,
    }
}

/// By world, the variance of the difference between the outcomes of a pair; chance is known from play only, in the worlds that were
/// played.
fn of_difference(results: &Results, arm: usize, ending: Ending) -> Option<Components> {
    let mut known = components::Exact::default();
    for world in results.looked_at(Method::Exact) {
        let result = world.arm(arm);
        let baseline = world.arm(results.baseline);
        let both = [result, baseline].map(|result| exact::by_types(result, ending));
        let [Some(with), Some(without)] = both else {
            known.push_mean(exact::contrast(world, arm, results.baseline, ending)?);
            continue;
        };
        let pairs = with.as_flattened().iter().zip(without.as_flattened());
        let difference: Vec<f64> = pairs.map(|(a, b)| a - b).collect();
        let weights = weights(result.priors);
        let expected: f64 = weights.iter().zip(&difference).map(|(w, d)| w * d * d).sum();
        let chance = result.pairs.as_ref().map(|pairs| {
            let (gained, lost) = discordant(&pairs.flips, ending);
            (gained + lost) as f64 / pairs.pairs.max(1) as f64 - expected
        });
        known.push(&weights, &difference, chance);
    }
    Some(known.components())
}

/// Probabilities of the pairs of true types, in the order of [`ByTypes`](crate::study::world::ByTypes).
fn weights(priors: [f64; 2]) -> [f64; 4] {
    std::array::from_fn(|k| weight(priors, k / 2, k % 2))
}
