//! What controls save and how precise the rarest outcome is, in two lines and in the manifest.

use honest_broker::analysis::controlled;
use honest_broker::analysis::estimates;
use honest_broker::analysis::results::{Method, Results};
use honest_broker::game::ending::Ending;
use honest_broker::game::outcome::Outcome;
use honest_broker::report::words::{fixed, known, paragraph, percent, significant, thousands};
use honest_broker::stats::Estimate;
use honest_broker::stats::control::{equivalent_trials, relative_error};
use honest_broker::study::Study;
use serde_json::{Map, Value, json};

const WAR: Ending = Ending::One(Outcome::War);

/// For the terminal.
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

/// How precisely war is known in the arm in which it is rarest.
fn rare(study: &Study, results: &Results) -> String {
    let of = |arm: usize, method: Method| match method {
        Method::Exact if results.methods().contains(&Method::Exact) => {
            estimates::ending(results, arm, WAR, Method::Exact)
        }
        Method::Exact => None,
        _ => controlled::probability(results, arm, WAR),
    };
    let best = |arm: usize| of(arm, Method::Exact).or_else(|| of(arm, Method::Controlled));
    let arms = (0..study.arms.len()).filter_map(|arm| Some((arm, best(arm)?.value?)));
    let Some((arm, _)) = arms.filter(|(_, p)| *p > 0.0).min_by(|a, b| a.1.total_cmp(&b.1)) else {
        return String::new();
    };
    let ways = [(Method::Exact, "exact"), (Method::Controlled, "played, by its hazard,")];
    let parts: Vec<String> = ways
        .iter()
        .filter_map(|(method, name)| Some(format!("{name} {}", worth(&of(arm, *method)?))))
        .collect();
    let plain = match results.single() {
        true => "",
        false => " Plain episodes are counted with a world of their own for each.",
    };
    let name = &study.arms[arm].name;
    let within = match controlled::reduction_within(results, arm, Outcome::War).filter(|_| !results.single()) {
        Some(factor) => {
            let worth = thousands((factor * results.episodes(arm) as f64).round() as u64);
            format!(" In the same worlds, its hazard is worth {worth} episodes in which wars are counted.")
        }
        None => String::new(),
    };
    paragraph(&format!("War, rarest in {name}: {}.{within}{plain}", parts.join("; ")))
}

fn worth(e: &Estimate) -> String {
    let value = known(e.value, |p| percent(p, 3));
    match (relative_error(e), equivalent_trials(e)) {
        (Some(relative), Some(trials)) => format!(
            "{value}, relative error {} %, worth {} plain episodes",
            significant(100.0 * relative),
            thousands(trials.round() as u64)
        ),
        _ => value,
    }
}
