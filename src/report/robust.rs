//! Whether conclusions survive the structural ensemble, in words.

use super::asking::{Question, accepted, actor, called, change_in_words, few, few_note, points_of};
use super::phrases::{capitalised, side, sure};
use super::reply::{Reply, Shown};
use super::words::{change_of, enumerated};
use crate::analysis::acceptance::direction;
use crate::analysis::points::{At, Paired, SolvedPoints};
use crate::analysis::robust::{Conclusion, Fate, Tested};
use crate::analysis::target::Target;
use crate::game::ending::Ending;
use crate::scenario::Scenario;
use crate::study::ensemble::Variant;

/// Variants that a sentence names.
const NAMED: usize = 4;

/// What was asked.
pub struct Asked<'a> {
    /// What all replies need.
    pub question: Question<'a>,
    /// Name of the arm.
    pub arm: &'a str,
    /// Name of the arm that it is compared with.
    pub baseline: &'a str,
}

/// The reply. `missing` variants could not be made
pub fn reply(
    asked: &Asked,
    (solved, arm): (&SolvedPoints, usize),
    variants: &[Variant],
    missing: &[(&'static str, String)],
    all: &[(Conclusion, Vec<Tested>)],
) -> Reply {
    let answer = all
        .iter()
        .map(|(conclusion, tested)| sentence(asked, variants, *conclusion, tested))
        .collect();
    let mut notes = vec![
        "A variant is solved in the same worlds as the scenario as it is. A conclusion holds where its sign is surely the same, shrinks where less \
         than a quarter of it is left, reverses where the sign is surely the other; else it is not told from nothing."
            .to_owned(),
        few_note(),
    ];
    notes.extend(accepted(
        asked.question.scenario,
        asked.arm,
        solved,
        At { point: 0, arm },
    ));
    for (name, why) in missing {
        notes.push(format!("The variant {name} could not be made: {why}."));
    }
    notes.extend(asked.question.exactness());
    Reply {
        answer,
        tables: [false, true]
            .map(|gains| table(asked, variants, all, gains))
            .into_iter()
            .filter(|table| table.header.len() > 1)
            .collect(),
        notes,
        ..asked.question.reply(
            "robust",
            "Do the conclusions survive other assumptions about how the game is played?".to_owned(),
            solved.results.worlds.len(),
        )
    }
}

/// What is concluded, as the subject of a sentence.
pub(super) fn subject(scenario: &Scenario, arm: &str, conclusion: Conclusion) -> String {
    let roles = &scenario.roles;
    match conclusion {
        Conclusion::Effect(target) => format!("what {} changes about {}", actor(scenario, arm), called(target)),
        Conclusion::Gain(0) => format!("what {} gains by the broker", side(&roles.disarmer, "disarmer")),
        Conclusion::Gain(1) => format!("what {} gains by the broker", side(&roles.guarantor, "guarantor")),
        Conclusion::Gain(_) => format!("what {} itself gains", side(&roles.broker, "broker")),
    }
}

fn size(conclusion: Conclusion, paired: &Paired) -> String {
    match conclusion {
        Conclusion::Effect(target) => {
            format!("{}{}", change_in_words(target, &paired.estimate), points_of(target))
        }
        Conclusion::Gain(_) => change_of(&paired.estimate, 1.0),
    }
}

fn sentence(asked: &Asked, variants: &[Variant], conclusion: Conclusion, tested: &[Tested]) -> String {
    let subject = subject(asked.question.scenario, asked.arm, conclusion);
    let base = size(conclusion, &tested[0].there);
    let others = &tested[1..];
    let Some(_) = tested[0].fate else {
        let sure: Vec<String> = others
            .iter()
            .filter(|own| sure(&own.there.estimate))
            .map(|own| format!("{} ({})", variants[own.variant].what, size(conclusion, &own.there)))
            .collect();
        let but = match sure.is_empty() {
            true => ", nor is it in any variant".to_owned(),
            false => format!("; it is told apart with {}", some_of(&sure)),
        };
        return format!("As things stand, {subject} is not told from nothing ({base}){but}.");
    };
    let with = |fate: Fate| -> Vec<String> {
        let own = others.iter().filter(|own| own.fate == Some(fate));
        own.map(|own| format!("{} ({})", variants[own.variant].what, size(conclusion, &own.there)))
            .collect()
    };
    let holds = with(Fate::Holds).len();
    let mut parts = vec![match holds == others.len() {
        true => format!("{subject} is {base}, and holds in all {holds} variants"),
        false => format!("{subject} is {base}, and holds in {holds} of {} variants", others.len()),
    }];
    for (fate, verb) in [
        (Fate::Reverses, "reverses"),
        (Fate::Shrinks, "shrinks to less than a quarter"),
        (Fate::Unsure, "is not told from nothing"),
    ] {
        let own = with(fate);
        if !own.is_empty() {
            parts.push(format!("it {verb} with {}", some_of(&own)));
        }
    }
    let hangs = hangs_on(variants, others, conclusion);
    capitalised(&format!("{}.{hangs}", parts.join("; ")))
}

/// The first of many, and how many more there are.
fn some_of(all: &[String]) -> String {
    match all.len() > NAMED {
        false => enumerated(all),
        true => format!("{} and {} more", all[..NAMED - 1].join(", "), all.len() - NAMED + 1),
    }
}

/// Which variant changes the conclusion most, surely.
fn hangs_on(variants: &[Variant], others: &[Tested], conclusion: Conclusion) -> String {
    let sure = others.iter().filter(|own| direction(&own.change.estimate).is_some());
    let size_of = |own: &&Tested| own.change.estimate.value.map_or(0.0, f64::abs);
    match sure.max_by(|a, b| size_of(a).total_cmp(&size_of(b))) {
        None => " In no variant is its size surely another.".to_owned(),
        Some(own) => format!(
            " The largest sure difference: with {} it differs by {}.",
            variants[own.variant].what,
            size(conclusion, &own.change)
        ),
    }
}

/// Short names of the variants, with what changes about outcomes, or with what players gain.
fn table(asked: &Asked, variants: &[Variant], all: &[(Conclusion, Vec<Tested>)], gains: bool) -> Shown {
    let own: Vec<&(Conclusion, Vec<Tested>)> = (all.iter())
        .filter(|(conclusion, _)| matches!(conclusion, Conclusion::Gain(_)) == gains)
        .collect();
    let roles = &asked.question.scenario.roles;
    let short = |conclusion: &Conclusion| match conclusion {
        Conclusion::Effect(Target::Ending(Ending::InForce)) => "in force".to_owned(),
        Conclusion::Effect(target) => called(*target),
        Conclusion::Gain(0) => roles.disarmer.clone(),
        Conclusion::Gain(1) => roles.guarantor.clone(),
        Conclusion::Gain(_) => roles.broker.clone(),
    };
    let mut header = vec!["variant".to_owned()];
    header.extend(own.iter().map(|(conclusion, _)| short(conclusion)));
    let row = |(place, variant): (usize, &Variant)| {
        let mut row = vec![variant.name.replace('_', " ")];
        row.extend(own.iter().map(|(conclusion, tested)| {
            let there = &tested[place].there.estimate;
            match conclusion {
                Conclusion::Effect(target) => change_in_words(*target, there) + few(&tested[place].there),
                Conclusion::Gain(_) => change_of(there, 1.0) + few(&tested[place].there),
            }
        }));
        row
    };
    Shown {
        title: match gains {
            false => format!("What {} changes, by variant", actor(asked.question.scenario, asked.arm)),
            true => "What each gains by the broker, by variant".to_owned(),
        },
        header,
        rows: variants.iter().enumerate().map(row).collect(),
    }
}
