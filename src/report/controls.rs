//! What controls save and how precise the rarest outcome is, in two lines and in the manifest.

use super::words::{fixed, known, paragraph, percent, thousands};
use crate::analysis::controlled;
use crate::analysis::estimates;
use crate::analysis::results::{Method, Results};
use crate::game::ending::Ending;
use crate::game::outcome::Outcome;
use crate::stats::Estimate;
use crate::stats::control::equivalent_trials;
use crate::study::Study;
use serde_json::{Map, Value, json};

const WAR: Ending = Ending::One(Outcome::War);

/// What controls save, if they are used, and how precisely the rarest outcome is known.
pub fn describe(study: &Study, results: &Results) -> String {
    let mut text = String::new();
    if results.plays_only {
        text.push_str(&saved(study, results));
    }
    text.push_str(&rare(study, results));
    text
}

/// Variance reductions by arm and outcome, where they are known.
pub fn facts(study: &Study, results: &Results) -> Value {
    if !results.is_played() {
        return Value::Null;
    }
    let of_arm = |arm: usize| -> Map<String, Value> {
        let facts = Outcome::ALL.map(|o| {
            let [all, within] = [controlled::reduction, controlled::reduction_within].map(|of| of(results, arm, o));
            let name = o.name().to_owned();
            (name, json!({ "of_estimate": all, "within_worlds": within }))
        });
        facts.into_iter().collect()
    };
    let arms = study.arms.iter().enumerate();
    let all: Map<String, Value> = arms.map(|(i, arm)| (arm.name.clone(), json!(of_arm(i)))).collect();
    json!({ "variance_reduction": all })
}

/// How much the controls reduce the variance of what was played: within worlds, and of the estimates.
fn saved(study: &Study, results: &Results) -> String {
    type Reduction = fn(&Results, usize, Outcome) -> Option<f64>;
    let spread = |of: Reduction| -> Option<String> {
        let cells = (0..study.arms.len()).flat_map(|arm| Outcome::ALL.map(|o| (arm, o)));
        let mut all: Vec<(f64, usize, Outcome)> = cells.filter_map(|(a, o)| Some((of(results, a, o)?, a, o))).collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (least, most) = (all.first()?, all.last()?);
        Some(format!(
            "{} in the median, {} to {} ({}, {})",
            fixed(all[all.len() / 2].0, 2),
            fixed(least.0, 2),
            fixed(most.0, 2),
            study.arms[most.1].name,
            most.2.title()
        ))
    };
    let Some(of_estimates) = spread(controlled::reduction) else {
        return String::new();
    };
    let within = match spread(controlled::reduction_within).filter(|_| !results.single()) {
        Some(within) => format!("; within worlds by {within}"),
        None => String::new(),
    };
    paragraph(&format!(
        "Controls divide the variance of played outcome probabilities by {of_estimates}{within}. They are used where they \
             help."
    ))
}

/// How precisely war is known in the arm in which it is rarest, and what that would cost in episodes.
fn rare(study: &Study, results: &Results) -> String {
    let of = |arm: usize, method: Method| match method {
        Method::Exact if results.methods().contains(&Method::Exact) => estimates::ending(results, arm, WAR, method),
        Method::Exact => None,
        Method::Controlled | Method::Played => controlled::probability(results, arm, WAR),
    };
    let best = |arm: usize| of(arm, Method::Exact).or_else(|| of(arm, Method::Controlled));
    let arms = (0..study.arms.len()).filter_map(|arm| Some((arm, best(arm)?.value?)));
    let Some((arm, _)) = arms.filter(|(_, p)| *p > 0.0).min_by(|a, b| a.1.total_cmp(&b.1)) else {
        return String::new();
    };
    let ways = [(Method::Exact, "exact"), (Method::Controlled, "played")];
    let parts: Vec<String> = ways
        .iter()
        .filter_map(|(method, name)| Some(worth(&of(arm, *method)?, name)))
        .collect();
    let within = match controlled::reduction_within(results, arm, Outcome::War).filter(|_| !results.single()) {
        Some(factor) => format!(
            " In the same worlds, counting wars would take {} episodes to know as much as their hazard tells.",
            thousands((factor * results.episodes(arm) as f64).round() as u64)
        ),
        None => String::new(),
    };
    let sentence = format!(
        "War is rarest in {}, where its probability is {}.{within}",
        study.arms[arm].name,
        parts.join(", and ")
    );
    paragraph(&sentence)
}

fn worth(e: &Estimate, how: &str) -> String {
    let value = known(e.value, |p| percent(p, 3));
    match (e.std_error, equivalent_trials(e)) {
        (Some(error), Some(trials)) if error > 0.0 => format!(
            "{value} ± {} ({how}; as precise as {} independent episodes)",
            fixed(100.0 * error, 3),
            thousands(trials.round() as u64)
        ),
        _ => format!("{value} ({how})"),
    }
}
