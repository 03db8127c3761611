//! Where an arm helps, harms, or brings an outcome about, in words.

use super::asking::{Question, accepted, actor, called, short};
use super::phrases::{capitalised, side};
use super::reply::{Reply, Shown};
use super::words::{counted, enumerated, fixed, known, percent, percent_trimmed, points, share_in_prose};
use crate::analysis::discover::{Discovery, Event, Turn};
use crate::analysis::points::At;
use crate::analysis::tables::Values;
use crate::stats::boxes::{Limits, Region};

/// What was asked.
pub struct Asked<'a> {
    /// What all replies need.
    pub question: Question<'a>,
    /// Name of the arm.
    pub arm: &'a str,
    /// Name of the arm that it is compared with.
    pub baseline: &'a str,
    /// Turns limits into values.
    pub values: &'a Values<'a>,
}

/// The reply.
pub fn reply(asked: &Asked, found: &[Discovery], turns: &[Turn]) -> Reply {
    let worlds = asked.values.sample.solved.results.worlds.len();
    let mut answer: Vec<String> = found.iter().map(|of| sentence(asked, of)).collect();
    answer.extend(turns.iter().map(|of| turn(asked, of)));
    let mut notes = vec![
        "Regions were found in three quarters of the worlds; what is said of them is from the last quarter, in which nothing was looked \
         for. At most five numbers are looked at: those that the event depends on beyond noise."
            .to_owned(),
    ];
    let solved = &asked.values.sample.solved;
    notes.extend(
        (0..solved.arms).filter_map(|arm| accepted(asked.question.scenario, asked.arm, solved, At { point: 0, arm })),
    );
    notes.extend(asked.question.exactness());
    Reply {
        answer,
        tables: vec![table(asked, found)],
        notes,
        ..asked.question.reply(
            "discover",
            format!(
                "Where does it help, where does it harm, and where is {} likely?",
                called(asked.question.metric)
            ),
            worlds,
        )
    }
}

fn title(asked: &Asked) -> String {
    asked
        .question
        .scenario
        .display_name(asked.arm)
        .unwrap_or(asked.arm)
        .to_owned()
}

/// What a world must show to be a hit.
fn happening(asked: &Asked, of: &Discovery, least: f64) -> String {
    let name = called(asked.question.metric);
    let size = |x: f64| match asked.question.metric.is_probability() {
        true => format!("{} points", points(x, 2).trim_start_matches('+')),
        false => short(x),
    };
    match (of.event, asked.question.metric.is_probability()) {
        (Event::Helps, _) => format!(
            "{} raises {name} by {} or more",
            actor(asked.question.scenario, asked.arm),
            size(least)
        ),
        (Event::Harms, _) => format!(
            "{} lowers {name} by {} or more",
            actor(asked.question.scenario, asked.arm),
            size(least)
        ),
        (Event::Likely, true) => format!(
            "{name} {} has a probability of {} or more",
            title(asked),
            percent_trimmed(least)
        ),
        (Event::Likely, false) => format!("{name} {} is {} or more", title(asked), short(least)),
    }
}

fn sentence(asked: &Asked, of: &Discovery) -> String {
    let begin = match (of.fifth, &of.region) {
        (false, None) if of.inputs.is_empty() => {
            return format!(
                "{} in {} of the worlds; no uncertain number tells such worlds from others beyond noise.",
                capitalised(&happening(asked, of, of.asked_for)),
                share_in_prose(&of.asked, 1)
            );
        }
        (false, _) => format!(
            "In {} of the worlds, {}.",
            share_in_prose(&of.asked, 0),
            happening(asked, of, of.threshold)
        ),
        (true, _) => format!(
            "{} in {} of the worlds, which is too {} to look for; in the fifth of the worlds where that is largest, {}.",
            capitalised(&happening(asked, of, of.asked_for)),
            share_in_prose(&of.asked, 0),
            if of.asked.value.unwrap_or(0.0) < 0.5 {
                "rare"
            } else {
                "common"
            },
            happening(asked, of, of.threshold)
        ),
    };
    let Some((region, _, test)) = &of.region else {
        return format!("{begin} No uncertain number tells such worlds from others beyond noise.");
    };
    if !of.confirmed() {
        return format!(
            "{begin} No region was confirmed: in the best one found it is so in {} of the test worlds, in all of them in {}.",
            share_in_prose(&test.density, 0),
            percent(test.base, 0)
        );
    }
    format!(
        "{begin} Where {}, it is so in {} of the test worlds (in all of them: {}); {} of such worlds lie there.",
        limits(asked, of, region),
        share_in_prose(&test.density, 0),
        percent(test.base, 0),
        share_in_prose(&test.coverage, 0)
    )
}

/// The limits of a region in words.
fn limits(asked: &Asked, of: &Discovery, region: &Region) -> String {
    let all = region.limits.iter().zip(&of.inputs);
    let words: Vec<String> = all
        .filter_map(|(limits, input)| limit(asked, *limits, *input))
        .collect();
    enumerated(&words)
}

fn limit(asked: &Asked, limits: Limits, input: usize) -> Option<String> {
    let sample = asked.values.sample;
    let key = &sample.inputs[input].key;
    if sample.inputs[input].happens.is_some() {
        return match (limits.low, limits.high) {
            (Some(_), _) => Some(format!("{key} holds")),
            (None, Some(_)) => Some(format!("{key} does not hold")),
            (None, None) => None,
        };
    }
    let value = |score: f64| known(asked.values.at(input, score), short);
    match (limits.low, limits.high) {
        (Some(low), Some(high)) => Some(format!("{key} is between {} and {}", value(low), value(high))),
        (Some(low), None) => Some(format!("{key} is above {}", value(low))),
        (None, Some(high)) => Some(format!("{key} is below {}", value(high))),
        (None, None) => None,
    }
}

/// Whether and where a sign turns, in a sentence.
fn turn(asked: &Asked, of: &Turn) -> String {
    let roles = &asked.question.scenario.roles;
    let what = match of.of {
        "effect" => format!(
            "What {} changes about {}",
            actor(asked.question.scenario, asked.arm),
            called(asked.question.metric)
        ),
        "disarmer" => format!("What {} gains by the broker", side(&roles.disarmer, "disarmer")),
        "guarantor" => format!("What {} gains by the broker", side(&roles.guarantor, "guarantor")),
        _ => format!("What {} itself gains", side(&roles.broker, "broker")),
    };
    let all = format!(
        "{what} is positive in {} of the worlds",
        share_in_prose(&of.positive, 0)
    );
    let Some((input, at, [below, above])) = &of.split else {
        return format!("{all}; no single number parts positive from negative.");
    };
    let sample = asked.values.sample;
    let own = &sample.inputs[*input];
    let sides = match own.happens {
        Some(_) => [format!("where {} does not hold", own.key), "where it does".to_owned()],
        None => [
            format!("with {} below {}", own.key, known(asked.values.at(*input, *at), short)),
            "above that".to_owned(),
        ],
    };
    let shares = [below, above].map(|e| share_in_prose(e, 0));
    let told = format!("in {} {}, in {} {}", shares[0], sides[0], shares[1], sides[1]);
    match (of.flips(), of.differs()) {
        (true, _) => format!("{all}. Its sign flips: {told}."),
        (false, true) => format!("{all}. Its sign does not flip at any single limit, but hangs most on one: {told}."),
        (false, false) => format!("{all}. No single limit surely parts its signs; the best one: {told}."),
    }
}

fn table(asked: &Asked, found: &[Discovery]) -> Shown {
    let row = |of: &Discovery| {
        let [density, coverage, base, mass] = match &of.region {
            None => ["none".to_owned(), String::new(), String::new(), String::new()],
            Some((_, _, test)) => [
                share_in_prose(&test.density, 0),
                share_in_prose(&test.coverage, 0),
                percent(test.base, 0),
                percent(test.mass, 0),
            ],
        };
        let name = format!("{} {}", capitalised(of.event.name()), short_threshold(asked, of));
        let confirmed = if of.confirmed() { "yes" } else { "no" };
        vec![name, base, density, coverage, mass, confirmed.to_owned()]
    };
    let header = [
        "event",
        "base rate",
        "density",
        "coverage",
        "share of worlds",
        "confirmed",
    ];
    let worlds = asked.values.sample.solved.results.worlds.len() / 4;
    Shown {
        title: format!("Regions in the test ({})", counted(worlds as u64, "world")),
        header: header.map(str::to_owned).to_vec(),
        rows: found.iter().map(row).collect(),
    }
}

fn short_threshold(asked: &Asked, of: &Discovery) -> String {
    match (of.event, asked.question.metric.is_probability()) {
        (Event::Likely, true) => format!("(≥ {})", percent_trimmed(of.threshold)),
        (_, true) => format!("(≥ {} points)", fixed(100.0 * of.threshold, 2)),
        (_, false) => format!("(≥ {})", short(of.threshold)),
    }
}
