//! What the sentences of an answer share: the names of those who act, and which differences count.

use crate::analysis::acceptance::direction;
use crate::analysis::estimates;
use crate::analysis::results::{Method, Results};
use crate::game::ending::Ending;
use crate::game::outcome::Outcome;
use crate::scenario::{BROKER, Scenario};
use crate::stats::Estimate;
use crate::study::Study;

pub(super) use crate::analysis::effects::NOTHING;

/// A difference that rests on fewer worlds only seems to be there.
pub(super) const FEW: f64 = 10.0;

/// The method that the sentences quote: the most exact one that is known.
pub(super) fn method(results: &Results) -> Option<Method> {
    results.methods().first().copied()
}

/// Arm minus baseline in the probability of an outcome.
pub(super) fn contrast(results: &Results, arm: usize, outcome: Outcome) -> Estimate {
    let of = |method| estimates::ending_contrast(results, arm, Ending::One(outcome), method);
    method(results).and_then(of).unwrap_or_default()
}

/// Probability of an outcome in an arm.
pub(super) fn level(results: &Results, arm: usize, outcome: Outcome) -> Estimate {
    let of = |method| estimates::ending(results, arm, Ending::One(outcome), method);
    method(results).and_then(of).unwrap_or_default()
}

/// How an arm is called as the subject of a sentence.
pub(super) fn subject(scenario: &Scenario, study: &Study, arm: usize) -> String {
    let own = &study.arms[arm];
    match (own.game.broker.is_some(), own.name.as_str()) {
        (true, BROKER) => broker(scenario),
        (true, name) => format!("{} under {name}", broker(scenario)),
        (false, name) => format!("arm {name}"),
    }
}

/// `Russia as broker`, or `the broker` if it has no name.
pub(super) fn broker(scenario: &Scenario) -> String {
    match scenario.roles.broker.as_str() {
        "broker" => "the broker".to_owned(),
        name => format!("{name} as broker"),
    }
}

/// The name of a side, with an article where the file gives it none.
pub(super) fn side(name: &str, role: &str) -> String {
    match name == role {
        true => format!("the {role}"),
        false => name.to_owned(),
    }
}

/// A text with a capital at its beginning.
pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// Whether a difference is surely there: its interval excludes zero, and it would be seen in print.
pub(super) fn sure(e: &Estimate) -> bool {
    size(e) >= NOTHING && direction(e).is_some()
}

/// How large a difference is, whatever its sign; nothing if it is not known.
pub(super) fn size(e: &Estimate) -> f64 {
    e.value.map_or(0.0, f64::abs)
}
