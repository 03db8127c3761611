//! The keys whose distribution a reader may move, and where every world lies in them.
//!
//! A world has one coordinate for each key, uniform on (0, 1); z is its normal score. To move a key by d and to narrow it to the
//! part s is to give z the distribution N(d, s²) instead of N(0, 1), so that the key's quantile at z becomes that at d + s z. For
//! `interval90`, `lognormal` and `normal` this is again a distribution of the same form.
//!
//! Left out are the shares of the stages, which are scaled to sum to 1, so that moving one moves the others; keys that only an arm
//! draws; the keys `backs` of stakeholders, whose only effect is whether the stakeholder backs the settlement: that event is moved
//! itself, by its probability; and what is drawn together with something else, whose density is no product: the page says so.

use serde_json::{Value, json};
use statrs::distribution::{ContinuousCDF, Normal};
use std::collections::BTreeMap;

use super::encoding::thousandths;
use super::group;
use super::solved::Solved;
use crate::game::outcome::Outcome;
use crate::notation::base64;
use crate::scenario::{Distribution, Parameter, Quantity, Scenario, Uncertain, UncertainKind};
use crate::study::design::Design;

/// Normal scores at which quantiles are given: so many on each side of the median, this far apart.
const SIDE: i32 = 14;
const STEP: f64 = 0.25;
/// Shares of the stages, which sum to 1.
const TIED: [&str; 4] = ["deterrent_share", "threat_share", "relief_share", "cost_share"];
/// Points at which the mean of a distribution is taken, by the midpoint rule over its quantiles.
const MIDPOINTS: u32 = 1000;

fn normal() -> Normal {
    Normal::standard()
}

/// The keys and events that can be moved, the most telling first, with the place of every world.
pub(super) fn beliefs(
    scenario: &Scenario,
    arms: &[String],
    baseline: usize,
    solved: &Solved,
    (design, worlds): &(Design, Vec<u64>),
) -> Value {
    let parameters = scenario.parameters();
    let base = scenario.default_arm().name.clone();
    let responses = responses(solved, baseline);
    let mut keys: Vec<(f64, Value, Vec<f64>)> = Vec::new();
    let mut events: Vec<(f64, Value, Vec<u8>)> = Vec::new();
    // What happens in a world is known from its draw alone.
    let drawn: Vec<Vec<Option<f64>>> = {
        let dimensions: Vec<u64> = scenario.uncertain().iter().map(|u| u.dimension).collect();
        let world = |world: &u64| scenario.world(&design.coordinates(*world, &dimensions)).drawn;
        worlds.iter().map(world).collect()
    };
    let mut together: Vec<&str> = Vec::new();
    for (place, uncertain) in scenario.uncertain().iter().enumerate() {
        if scenario
            .correlations()
            .iter()
            .any(|c| [&c.first, &c.second].contains(&&uncertain.key))
        {
            together.push(&uncertain.key);
            continue;
        }
        let Some(parameter) = parameters.iter().find(|parameter| parameter.key == uncertain.key) else {
            continue;
        };
        let draws = || drawn.iter().map(|world| world[place]);
        match uncertain.kind {
            UncertainKind::Number => {
                let Some(Quantity::Distribution(distribution)) = scenario.number(&base, &uncertain.key) else {
                    continue;
                };
                if is_tied(&uncertain.key) || is_stand(scenario, &uncertain.key) {
                    continue;
                }
                let scores: Vec<f64> = worlds
                    .iter()
                    .map(|world| normal().inverse_cdf(design.coordinates(*world, &[uncertain.dimension])[0]))
                    .collect();
                let [drawn_by, own] = users(scenario, arms, &uncertain.key, distribution);
                let mut value = named(scenario, parameter);
                value["quantiles"] = json!(quantiles(&distribution));
                value["form"] = json!(form(&distribution));
                value["drawn_by"] = json!(drawn_by);
                value["own"] = json!(own);
                // Whether the broker would be accepted is a weight, and changes nothing of what happens with it.
                let rank = match uncertain.key.starts_with("broker.acceptance.") {
                    true => 0.0,
                    false => telling(&responses, worlds, &scores),
                };
                keys.push((rank, value, scores));
            }
            UncertainKind::Event => {
                let happens: Vec<u8> = draws().map(|x| u8::from(x == Some(1.0))).collect();
                let Some((probability, same)) = probability(scenario, arms, uncertain, &base) else {
                    continue;
                };
                if !same || draws().any(|x| x.is_none()) {
                    continue;
                }
                let mut value = named(scenario, parameter);
                value["probability"] = json!(probability);
                let scores: Vec<f64> = happens.iter().map(|x| f64::from(*x)).collect();
                events.push((telling(&responses, worlds, &scores), value, happens));
            }
        }
    }
    keys.sort_by(|a, b| b.0.total_cmp(&a.0));
    events.sort_by(|a, b| b.0.total_cmp(&a.0));
    let scores = thousandths(keys.iter().flat_map(|key| key.2.iter().copied()));
    let happens: Vec<u8> = events.iter().flat_map(|event| event.2.iter().copied()).collect();
    json!({
        "worlds": worlds,
        "step": STEP,
        "keys": keys.into_iter().map(|key| key.1).collect::<Vec<_>>(),
        "scores": scores,
        "events": events.into_iter().map(|event| event.1).collect::<Vec<_>>(),
        "happens": base64(&happens),
        "together": together,
    })
}

fn named(scenario: &Scenario, parameter: &Parameter) -> Value {
    json!({
        "key": parameter.key,
        "group": group(scenario, &parameter.key),
        "meaning": parameter.meaning,
        "unit": parameter.unit,
    })
}

fn is_tied(key: &str) -> bool {
    let name = key.strip_prefix("stages.").and_then(|rest| rest.split_once('.'));
    name.is_some_and(|(_, name)| TIED.contains(&name))
}

/// Whether a key is the probability of an event that is moved itself.
fn is_stand(scenario: &Scenario, key: &str) -> bool {
    let event = key
        .strip_suffix(".backs")
        .map(|stakeholder| format!("{stakeholder}.stands"));
    event.is_some_and(|event| scenario.uncertain().iter().any(|other| other.key == event))
}

/// Places of the arms that draw a key as the scenario as it stands does, and of those that draw it from a distribution of their own.
fn users(scenario: &Scenario, arms: &[String], key: &str, distribution: Distribution) -> [Vec<usize>; 2] {
    let mut found = [Vec::new(), Vec::new()];
    for (place, arm) in arms.iter().enumerate() {
        if let Some(Quantity::Distribution(other)) = scenario.number(arm, key) {
            found[usize::from(other != distribution)].push(place);
        }
    }
    found
}

/// Probability of an event over all worlds, and whether it is the same in every arm.
fn probability(scenario: &Scenario, arms: &[String], event: &Uncertain, base: &str) -> Option<(f64, bool)> {
    let key = format!("{}.backs", event.key.strip_suffix(".stands")?);
    let quantity = scenario.number(base, &key)?;
    let same = arms.iter().all(|arm| scenario.number(arm, &key) == Some(quantity));
    let probability = match quantity {
        Quantity::Fixed(probability) => probability,
        Quantity::Distribution(distribution) => {
            let middle = |k: u32| distribution.quantile((f64::from(k) + 0.5) / f64::from(MIDPOINTS));
            (0..MIDPOINTS).map(middle).sum::<f64>() / f64::from(MIDPOINTS)
        }
    };
    Some((probability, same))
}

/// Quantiles at equal steps of the normal score, to six digits.
fn quantiles(distribution: &Distribution) -> Vec<f64> {
    let at = |k: i32| distribution.quantile(normal().cdf(f64::from(k) * STEP));
    let digits = |x: f64| format!("{x:.5e}").parse().unwrap_or(x);
    (-SIDE..=SIDE).map(|k| digits(at(k))).collect()
}

/// How a moved distribution is written in a file: exactly where the form stays the same, else as the nearest one there is.
fn form(distribution: &Distribution) -> &'static str {
    match distribution {
        Distribution::Normal { .. } => "normal",
        Distribution::Lognormal { .. }
        | Distribution::LognormalInterval { .. }
        | Distribution::LogitNormalInterval { .. } => "interval90",
        Distribution::Uniform { .. }
        | Distribution::Triangular { .. }
        | Distribution::Pert { .. }
        | Distribution::Beta { .. } => "near",
    }
}

/// What the run found by world: probabilities of the outcomes in the baseline, and their change in each arm.
fn responses(solved: &Solved, baseline: usize) -> Vec<BTreeMap<u64, [f64; Outcome::COUNT]>> {
    let base: BTreeMap<u64, _> = solved.first(baseline).into_iter().collect();
    let mut responses: Vec<_> = (0..solved.arms())
        .filter(|arm| *arm != baseline)
        .map(|arm| {
            let change = |(world, p): (u64, [f64; Outcome::COUNT])| {
                let before = base.get(&world)?;
                Some((world, std::array::from_fn(|o| p[o] - before[o])))
            };
            solved.first(arm).into_iter().filter_map(change).collect()
        })
        .collect();
    responses.push(base);
    responses
}

/// The largest share of the variance of a response, over all outcomes, that is linear in the scores.
fn telling(responses: &[BTreeMap<u64, [f64; Outcome::COUNT]>], worlds: &[u64], scores: &[f64]) -> f64 {
    let share = |response: &BTreeMap<u64, [f64; Outcome::COUNT]>| {
        let pairs: Vec<(f64, &[f64; Outcome::COUNT])> = worlds
            .iter()
            .zip(scores)
            .filter_map(|(world, score)| Some((*score, response.get(world)?)))
            .collect();
        let count = pairs.len() as f64;
        let mean_score = pairs.iter().map(|pair| pair.0).sum::<f64>() / count;
        let spread: f64 = pairs
            .iter()
            .map(|pair| (pair.0 - mean_score) * (pair.0 - mean_score))
            .sum();
        let mut explained = 0.0;
        let mut all = 0.0;
        for outcome in 0..Outcome::COUNT {
            let mean = pairs.iter().map(|pair| pair.1[outcome]).sum::<f64>() / count;
            let of = |pair: &(f64, &[f64; Outcome::COUNT])| pair.1[outcome] - mean;
            let together: f64 = pairs.iter().map(|pair| (pair.0 - mean_score) * of(pair)).sum();
            explained += together * together;
            all += pairs.iter().map(|pair| of(pair) * of(pair)).sum::<f64>();
        }
        match spread * all > 0.0 {
            true => explained / (spread * all),
            false => 0.0,
        }
    };
    responses.iter().map(share).fold(0.0, f64::max)
}
