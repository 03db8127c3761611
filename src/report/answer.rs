//! The answer of a comparison in three plain sentences: what happens without a broker; what the broker changes, for whom and how
//! surely; and why.

use super::causes;
use super::phrases::{FEW, capitalised, contrast, level, method, side, size, subject, sure};
use super::words::{change_in_brackets, enumerated, known, percent, share_in_prose, size_in_prose};
use crate::analysis::acceptance;
use crate::analysis::comparison::Comparison;
use crate::analysis::effects::{effect, effective_worlds};
use crate::analysis::results::Results;
use crate::game::Acceptance;
use crate::game::ending::Ending;
use crate::game::outcome::Outcome;
use crate::scenario::{BROKER, NO_BROKER, Scenario};
use crate::stats::Estimate;
use crate::study::Study;

/// Probabilities below this are printed as 0.0 %.
const SEEN: f64 = 5e-4;
/// A change in the probability of an outcome that is worth mention, for the number of worlds that have one.
const WORTH_MENTION: f64 = 0.005;
/// The three sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// How negotiations end under the baseline.
    pub without: String,
    /// What the arm with the broker changes, for whom, and how surely; of an arm without one, what it changes. `None` if nothing
    /// is compared with the baseline.
    pub change: Option<String>,
    /// What the numbers of the scenario and the causes of ruptures say about the reason.
    pub why: String,
}

impl Answer {
    /// The answer of a comparison.
    pub fn of(scenario: &Scenario, comparison: &Comparison) -> Self {
        let Comparison { study, results, .. } = comparison;
        let arm = leading(study);
        Answer {
            without: without(study, results),
            change: arm.map(|arm| change(scenario, study, results, arm)),
            why: causes::why(scenario, study, results, arm),
        }
    }

    /// The sentences in their order.
    pub fn sentences(&self) -> impl Iterator<Item = &str> {
        [
            Some(self.without.as_str()),
            self.change.as_deref(),
            Some(self.why.as_str()),
        ]
        .into_iter()
        .flatten()
    }
}

/// The arm that the answer is about: `broker` if it is compared, else the first with a broker, else the first that is not the
/// baseline.
pub fn leading(study: &Study) -> Option<usize> {
    let others = || (0..study.arms.len()).filter(|arm| *arm != study.baseline);
    let named = others().find(|arm| study.arms[*arm].name == BROKER);
    let with_broker = || others().find(|arm| study.arms[*arm].game.broker.is_some());
    named.or_else(with_broker).or_else(|| others().next())
}

fn without(study: &Study, results: &Results) -> String {
    let arm = results.baseline;
    let mut others: Vec<(Outcome, Estimate)> = Outcome::ALL
        .into_iter()
        .filter(|outcome| *outcome != Outcome::Settlement)
        .map(|outcome| (outcome, level(results, arm, outcome)))
        .collect();
    others.sort_by(|a, b| size(&b.1).total_cmp(&size(&a.1)).then(a.0.cmp(&b.0)));
    // What would be printed as 0.0 % is not likely.
    others.retain(|(_, estimate)| size(estimate) >= SEEN);
    let likeliest: Vec<String> = others
        .iter()
        .take(2)
        .map(|(outcome, estimate)| format!("{}, {}", outcome.title(), share_in_prose(estimate, 1)))
        .collect();
    let name = &study.arms[arm].name;
    let place = match (results.has_broker(arm), name.as_str()) {
        (true, name) => format!("Under {name}"),
        (false, NO_BROKER) => "Without a broker".to_owned(),
        (false, name) => format!("Without a broker ({name})"),
    };
    // It is often small.
    let settlement = share_in_prose(&level(results, arm, Outcome::Settlement), 2);
    format!(
        "{place}, {settlement} of negotiations end in a real settlement{}.",
        match &likeliest[..] {
            [] => String::new(),
            [one] => format!("; the likeliest ending is {one}"),
            more => format!("; the likeliest endings are {}", more.join(", and ")),
        }
    )
}

fn change(scenario: &Scenario, study: &Study, results: &Results, arm: usize) -> String {
    let settlement = contrast(results, arm, Outcome::Settlement);
    let subject = capitalised(&subject(scenario, study, arm));
    let verb = |e: &Estimate, outcome: Outcome| {
        let up = e.value.unwrap_or(0.0) > 0.0;
        match (up, rests_on_few(results, arm, outcome)) {
            (true, false) => "raises",
            (false, false) => "lowers",
            (true, true) => "seems to raise",
            (false, true) => "seems to lower",
        }
    };
    let worlds = worlds_with_a_change(results, arm, Outcome::Settlement).map_or(String::new(), |(n, all)| {
        match all < results.drawn() {
            true => format!(", by more than half a point in {n} of the {all} worlds in which every arm was solved"),
            false => format!(", by more than half a point in {n} of {all} worlds"),
        }
    });
    let first = match sure(&settlement) {
        true => format!(
            "{subject} {} the chance of a real settlement by {}{worlds}",
            verb(&settlement, Outcome::Settlement),
            size_in_prose(&settlement)
        ),
        false => {
            let most = most_moved(results, arm).map_or(String::new(), |(outcome, e)| {
                format!(
                    ", and {} that of {} by {}",
                    verb(&e, outcome),
                    outcome.title(),
                    size_in_prose(&e)
                )
            });
            format!(
                "{subject} makes no detectable difference to the chance of a real settlement ({}){most}",
                change_in_brackets(&settlement)
            )
        }
    };
    let [gains, accepted] = [for_whom(scenario, results, arm), accepted(study, results, arm)];
    let more: String = [gains, accepted]
        .into_iter()
        .flatten()
        .map(|part| format!("; {part}"))
        .collect();
    format!("{first}{more}.")
}

/// Whether few worlds make a difference.
pub(super) fn rests_on_few(results: &Results, arm: usize, outcome: Outcome) -> bool {
    let of = |method| effective_worlds(results, arm, results.baseline, Ending::One(outcome), method);
    method(results).and_then(of).is_some_and(|worlds| worlds < FEW)
}

/// In how many of how many worlds an arm changes the probability of an outcome by more than half a point.
fn worlds_with_a_change(results: &Results, arm: usize, outcome: Outcome) -> Option<(usize, usize)> {
    if results.single() {
        return None;
    }
    let method = method(results)?;
    let effects: Option<Vec<f64>> = (results.looked_at(method).into_iter())
        .map(|world| effect(world, arm, results.baseline, Ending::One(outcome), method))
        .collect();
    let effects = effects?;
    Some((
        effects.iter().filter(|x| x.abs() > WORTH_MENTION).count(),
        effects.len(),
    ))
}

/// The outcome besides a settlement that an arm moves most, among those that it surely moves.
fn most_moved(results: &Results, arm: usize) -> Option<(Outcome, Estimate)> {
    let others = Outcome::ALL
        .into_iter()
        .filter(|outcome| *outcome != Outcome::Settlement);
    let moved = others.map(|outcome| (outcome, contrast(results, arm, outcome)));
    moved
        .filter(|(_, e)| sure(e))
        .max_by(|a, b| size(&a.1).total_cmp(&size(&b.1)))
}

/// Who gains and who loses by the broker of an arm; `None` for an arm without one.
pub(super) fn for_whom(scenario: &Scenario, results: &Results, arm: usize) -> Option<String> {
    let roles = &scenario.roles;
    let names = [
        side(&roles.disarmer, "disarmer"),
        side(&roles.guarantor, "guarantor"),
        side(&roles.broker, "broker"),
    ];
    let mut by_direction: [Vec<String>; 5] = Default::default();
    for (player, name) in names.into_iter().enumerate() {
        let gain = acceptance::gain(results, arm, player)?;
        let few = acceptance::effective_worlds(results, arm, player).is_some_and(|worlds| worlds < FEW);
        by_direction[match (acceptance::direction(&gain), few) {
            (Some(true), false) => 0,
            (Some(true), true) => 1,
            (Some(false), false) => 2,
            (Some(false), true) => 3,
            (None, _) => 4,
        }]
        .push(name);
    }
    let [gain, perhaps_gain, lose, perhaps_lose, unclear] = by_direction;
    let verb = |names: &[String], one: &str, more: &str| match names {
        [] => None,
        [name] => Some(format!("{name} {one}")),
        _ => Some(format!("{} {more}", enumerated(names))),
    };
    let parts: Vec<String> = [
        verb(&gain, "gains by it", "gain by it"),
        verb(&perhaps_gain, "seems to gain by it", "seem to gain by it"),
        verb(&lose, "loses by it", "lose by it"),
        verb(&perhaps_lose, "seems to lose by it", "seem to lose by it"),
        verb(
            &unclear,
            "neither clearly gains nor loses",
            "neither clearly gain nor lose",
        ),
    ]
    .into_iter()
    .flatten()
    .collect();
    Some(parts.join(", "))
}

fn accepted(study: &Study, results: &Results, arm: usize) -> Option<String> {
    let terms = study.arms[arm].game.broker.as_ref()?.acceptance;
    // A certainty that the file gives, or leaves at its default, is no result.
    if terms
        .iter()
        .all(|term| matches!(term, Acceptance::Probability(p) if *p == 1.0))
    {
        return None;
    }
    let both = acceptance::accepted(results, arm)?;
    let weighted = acceptance::ending_contrast(results, arm, Ending::One(Outcome::Settlement));
    let weighted = weighted.map_or(String::new(), |change| {
        format!(", and weighted by that the change is {}", change_in_brackets(&change))
    });
    Some(format!(
        "both sides would accept it with probability {}{weighted}",
        share_in_prose(&both, 1)
    ))
}

/// What the arms that the answer is not about do to the chance of a real settlement, in a sentence; `None` if there are none.
pub fn other_arms(study: &Study, results: &Results) -> Option<String> {
    let leading = leading(study)?;
    let others = (0..study.arms.len()).filter(|arm| *arm != study.baseline && *arm != leading);
    let all: Vec<(usize, Estimate)> = others
        .map(|arm| (arm, contrast(results, arm, Outcome::Settlement)))
        .collect();
    let largest = all.iter().max_by(|a, b| size(&a.1).total_cmp(&size(&b.1)))?;
    let own = level(results, largest.0, Outcome::Settlement).value;
    let name = &study.arms[largest.0].name;
    let change = format!(
        "{}, to {}",
        change_in_brackets(&largest.1),
        known(own, |x| percent(x, 2))
    );
    let verb = match rests_on_few(results, largest.0, Outcome::Settlement) {
        true => "seems to change",
        false => "changes",
    };
    Some(match (all.len(), sure(&largest.1)) {
        (1, false) => format!("The other arm, {name}, does not detectably change that."),
        (n, false) => format!("None of the other {n} arms detectably changes that."),
        (1, true) => format!("The other arm, {name}, {verb} the chance of a real settlement by {change}."),
        (n, true) => format!("Of the other {n} arms, {name} {verb} the chance of a real settlement most: {change}."),
    })
}
