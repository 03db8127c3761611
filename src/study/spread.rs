//! Where the spread of results comes from: tables `variance` and `sign`.
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

use super::Study;
use super::controlled;
use super::exact::{exact_by_types, exact_contrast};
use super::results::{Method, Results, Subset, discordant};
use super::tables::{Plain, Rows};
use super::world::{Ending, WorldResult, weight};
use crate::stats::components::{self, Components};
use crate::stats::{Estimate, Moments, Scale};
use crate::table::{Cells, Table};

/// Variance of the outcome of an episode, and of the paired difference of two, by where it comes from.
pub(super) fn variance(study: &Study, results: &Results) -> Table {
    let mut rows = Plain::default();
    let baseline = &study.arms[study.baseline].name;
    for (i, arm) in study.arms.iter().enumerate() {
        for ending in Ending::ALL {
            let mut push = |quantity: &str, compared: &str, components: Option<Components>| {
                let Some(c) = components else { return };
                let shares = c.shares().map_or([None; 3], |shares| shares.map(Some));
                rows.push(
                    &[&study.scenario, &arm.name, compared, &ending.metric(), quantity],
                    &[
                        c.parameters,
                        c.types,
                        c.chance,
                        c.total(),
                        shares[0],
                        shares[1],
                        shares[2],
                    ],
                );
            };
            push("probability", &arm.name, of_probability(results, i, ending));
            if i != study.baseline {
                push("difference", baseline, of_difference(results, i, ending));
            }
        }
    }
    rows.table(
        "variance",
        "Variance of an episode's outcome by source",
        &["scenario", "arm", "against", "metric", "quantity"],
        &[
            "parameters",
            "types",
            "chance",
            "total",
            "share_parameters",
            "share_types",
            "share_chance",
        ],
    )
}

/// By world, the variance of the outcome of an episode.
fn of_probability(results: &Results, arm: usize, ending: Ending) -> Option<Components> {
    let (mut exact, mut played) = (components::Exact::default(), components::Played::default());
    let mut known = true;
    for (_, result) in results.among(arm, Subset::All) {
        match exact_by_types(result, ending) {
            Some(p) => exact.push_probabilities(&weights(result.priors), p.as_flattened()),
            None => known = false,
        }
        if let Some(counts) = result.played.as_ref().map(|p| &p.by_types) {
            let cells = counts.as_flattened().iter().map(|by_outcome| {
                let events = ending.sum(by_outcome) as f64;
                Moments::of_sums(by_outcome.iter().sum(), events, events)
            });
            played.push(&cells.collect::<Vec<_>>());
        }
    }
    match known {
        true => Some(exact.components()),
        false if results.is_played() => Some(played.components()),
        false => None,
    }
}

/// By world, the variance of the difference between the outcomes of a pair; chance is known from play only.
fn of_difference(results: &Results, arm: usize, ending: Ending) -> Option<Components> {
    let mut exact = components::Exact::default();
    for (world, result) in results.among(arm, Subset::All) {
        let with = exact_by_types(result, ending)?;
        let without = exact_by_types(&world.arms[results.baseline], ending)?;
        let pairs = with.as_flattened().iter().zip(without.as_flattened());
        let difference: Vec<f64> = pairs.map(|(a, b)| a - b).collect();
        let weights = weights(result.priors);
        let expected: f64 = weights.iter().zip(&difference).map(|(w, d)| w * d * d).sum();
        let chance = result.pairs.as_ref().map(|pairs| {
            let (gained, lost) = discordant(&pairs.flips, ending);
            (gained + lost) as f64 / pairs.pairs.max(1) as f64 - expected
        });
        exact.push(&weights, &difference, chance);
    }
    Some(exact.components())
}

/// Probabilities of the pairs of true types, in the order of [`super::world::ByTypes`].
fn weights(priors: [f64; 2]) -> [f64; 4] {
    std::array::from_fn(|k| weight(priors, k / 2, k % 2))
}

/// What a difference means for a reader.
const EFFECTS: [&str; 3] = ["helps", "hurts", "no_difference"];

/// Share of worlds in which the arm helps, hurts or changes less than `threshold`, by ending.
pub(super) fn sign(study: &Study, results: &Results, threshold: f64) -> Table {
    let mut rows = Rows::default();
    let baseline = &study.arms[study.baseline].name;
    let Some(method) = results.methods().first().copied() else {
        return Table::new("sign", "");
    };
    for (i, arm) in study.arms.iter().enumerate() {
        if i == study.baseline {
            continue;
        }
        for subset in results.subsets(i) {
            for ending in Ending::ALL {
                let worlds: Vec<&WorldResult> = results.among(i, subset).map(|(world, _)| world).collect();
                let effects: Option<Vec<(u64, usize)>> = worlds
                    .iter()
                    .map(|world| {
                        let difference = effect(world, i, study.baseline, ending, method)?;
                        Some((world.replicate, reading(difference, threshold, ending)))
                    })
                    .collect();
                let Some(effects) = effects else { continue };
                for (kind, name) in EFFECTS.into_iter().enumerate() {
                    let shares = effects.iter().map(|(r, k)| (*r, f64::from(u8::from(*k == kind)), 1.0));
                    let estimate = match results.single() {
                        true => Estimate {
                            value: shares.clone().next().map(|s| s.1),
                            observations: 1,
                            ..Estimate::default()
                        },
                        false => results.estimate(shares.collect(), Scale::Probability),
                    };
                    let metric = ending.metric();
                    let labels = [
                        study.scenario.as_str(),
                        &arm.name,
                        baseline,
                        &metric,
                        method.name(),
                        subset.name(),
                        name,
                    ];
                    rows.push(&labels, estimate, effects.len() as u64, 0);
                }
            }
        }
    }
    let labels = ["scenario", "arm", "baseline", "metric", "method", "subset", "effect"];
    let title = "Share of worlds in which the arm helps, hurts or makes no difference";
    let mut table = rows.table("sign", title, &labels, "none");
    table.columns.pop();
    let cells = Cells::Number(vec![Some(threshold); table.rows()]);
    table.with("threshold", "", cells)
}

/// Arm minus baseline in one world.
pub(super) fn effect(world: &WorldResult, arm: usize, baseline: usize, ending: Ending, method: Method) -> Option<f64> {
    match method {
        Method::Exact => exact_contrast(world, arm, baseline, ending),
        Method::Controlled => controlled::effect(world, arm, baseline, ending),
        Method::Played => {
            let pairs = world.arms[arm].pairs.as_ref()?;
            let (gained, lost) = discordant(&pairs.flips, ending);
            Some((gained as f64 - lost as f64) / pairs.pairs.max(1) as f64)
        }
    }
}

fn reading(difference: f64, threshold: f64, ending: Ending) -> usize {
    match (difference.abs() > threshold, (difference > 0.0) != ending.is_failure()) {
        (false, _) => 2,
        (true, true) => 0,
        (true, false) => 1,
    }
}

/// Number of worlds that a difference in effect rests on, (Σ|x|)² / Σx² over the differences x of the worlds: all of them if
/// they are equal in size, one if a single world makes the whole difference. `None` for one world and where nothing differs.
pub fn effective_worlds(
    results: &Results,
    arm: usize,
    baseline: usize,
    ending: Ending,
    method: Method,
    subset: Subset,
) -> Option<f64> {
    if results.single() {
        return None;
    }
    let all = results.among(arm, subset);
    let effects = all.filter_map(|(world, _)| effect(world, arm, baseline, ending, method));
    let [sum, squares] = effects.fold([0.0; 2], |[sum, squares]: [f64; 2], x| [sum + x.abs(), squares + x * x]);
    (squares > 0.0).then(|| sum * sum / squares)
}
