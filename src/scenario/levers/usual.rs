//! The levers of a scenario that declares none: what it has of the broker's instruments, verification, timing and terms of the deal. The page
//! `docs/targets.md` has the same table.

use super::{Course, Lever, Move};
use crate::game::{Enforcement, Sequence};
use crate::scenario::Scenario;

/// A usual lever.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usual {
    /// Its name.
    pub name: &'static str,
    /// What moving it does, in words.
    pub words: &'static str,
    /// Who decides.
    pub by: By,
    /// The keys that it moves; `[]` stands for every stage, and a key that has a number for each type is moved for both.
    pub keys: &'static [(&'static str, Far)],
}

/// Who decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Broker,
    Disarmer,
    Guarantor,
    Both,
}

/// A far end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Far {
    /// This number, if the key is lower.
    Up(f64),
    /// This number, if the key is higher.
    Down(f64),
    /// So many times the key.
    Times(f64),
    /// So many times the key, and at least this number; only where somebody can hide something.
    Hidden(f64, f64),
    /// So many times the median of another key, if the key is lower.
    Of(f64, &'static str),
    /// This word.
    Word(&'static str),
    /// The other of two words.
    Other,
    /// Every stage after the first gives half of its share to the stage before it.
    Earlier,
}

use Far::{Down, Earlier, Hidden, Of, Other, Times, Up, Word};

/// All of them, in the order of tables.
#[rustfmt::skip]
pub const USUAL: &[Usual] = &[
    usual("facilitation", "the broker arranges extra meetings", By::Broker, &[("broker.instruments.facilitation", Up(2.0))]),
    usual("reopening", "the broker brings parties back that have left", By::Broker, &[("broker.instruments.reopening_rate", Up(1.0))]),
    usual("monitoring", "the broker's monitors find feints and clear false alarms", By::Broker, &[("broker.instruments.monitoring", Up(0.9))]),
    usual("exposure", "the broker looks for a covert programme", By::Broker, &[("broker.instruments.exposure_rate", Hidden(1.0, 2.0))]),
    usual("custody", "the broker holds what is dismantled", By::Broker, &[("broker.instruments.custody", Up(1.0))]),
    usual("escrow", "the broker holds the revocable relief", By::Broker, &[("broker.instruments.escrow", Up(1.0))]),
    usual("guarantee", "the broker makes reneging as dear again as it is to a keeper", By::Broker, &[("broker.instruments.guarantee", Of(1.0, "guarantor.renege_cost"))]),
    usual("aid", "the broker pays a quarter of the value of relief on top", By::Broker, &[("broker.instruments.aid", Of(0.25, "disarmer.relief_value"))]),
    usual("enforcement", "the broker always enforces", By::Broker, &[("broker.instruments.enforcement", Word(Enforcement::Automatic.word()))]),
    usual("neutrality", "the broker stays acceptable", By::Broker, &[("broker.neutrality_loss_rate", Down(0.0))]),
    usual("information", "the broker knows the types and says what it knows", By::Broker, &[
        ("broker.information.disarmer_accuracy", Up(0.95)), ("broker.information.guarantor_accuracy", Up(0.95)), ("broker.information.honesty", Up(1.0)),
    ]),
    usual("inspection", "inspectors look for a covert programme", By::Both, &[("verification.exposure_rate", Hidden(3.0, 2.0))]),
    usual("detection", "every feigned stage is found out and no honest one disputed", By::Both, &[("stages[].detection", Up(0.99)), ("stages[].false_alarm", Down(0.0))]),
    usual("sequence", "the other side moves first", By::Both, &[("talks.sequence", Other)]),
    usual("meetings", "the parties meet twice as often", By::Both, &[("talks.meetings_per_year", Times(2.0))]),
    usual("earlier_relief", "half of each relief comes a stage earlier", By::Guarantor, &[("stages[].relief_share", Earlier), ("stages[].cost_share", Earlier)]),
    usual("larger_package", "half as much relief again, at half as much cost again", By::Guarantor, &[("disarmer.relief_value", Times(1.5)), ("guarantor.relief_cost", Times(1.5))]),
    usual("statute", "relief becomes law and cannot be taken back", By::Guarantor, &[("stages[].revocable", Down(0.0))]),
    usual("irreversible", "nothing that is dismantled can be rebuilt", By::Disarmer, &[("stages[].reversible", Down(0.0))]),
];

const fn usual(name: &'static str, words: &'static str, by: By, keys: &'static [(&'static str, Far)]) -> Usual {
    Usual { name, words, by, keys }
}

/// Differences below this move nothing.
const SMALL: f64 = 1e-9;

/// The usual levers of an arm, as far as it has their keys and they are not at their far ends.
pub(super) fn levers(scenario: &Scenario, arm: &str) -> Vec<Lever> {
    let of = |usual: &Usual| {
        let moves: Vec<Move> = usual
            .keys
            .iter()
            .flat_map(|(key, far)| moves(scenario, arm, key, *far))
            .collect();
        (!moves.is_empty()).then(|| Lever {
            name: usual.name.to_owned(),
            words: usual.words.to_owned(),
            by: by(scenario, usual.by),
            cost: 1.0,
            moves,
        })
    };
    USUAL.iter().filter_map(of).collect()
}

fn by(scenario: &Scenario, by: By) -> String {
    let roles = &scenario.roles;
    match by {
        By::Broker => roles.broker.clone(),
        By::Disarmer => roles.disarmer.clone(),
        By::Guarantor => roles.guarantor.clone(),
        By::Both => format!("{} and {}", roles.disarmer, roles.guarantor),
    }
}

/// What a lever does to the keys of a pattern.
fn moves(scenario: &Scenario, arm: &str, pattern: &str, far: Far) -> Vec<Move> {
    if let Word(_) | Other = far {
        return word(scenario, arm, pattern, far).into_iter().collect();
    }
    if let Earlier = far {
        return earlier(scenario, arm, pattern);
    }
    let number = |key: &str| Some(scenario.number(arm, key)?.central());
    let of_number = |key: &String| {
        let from = number(key)?;
        let to = match far {
            Up(to) if to > from => to,
            Down(to) if to < from => to,
            Times(times) => times * from,
            Hidden(times, least) if hides(scenario, arm) => f64::max(times * from, least),
            Of(times, key) => {
                let other = numbers(scenario, arm, key).first().and_then(|key| number(key))?;
                (times * other).max(from)
            }
            _ => return None,
        };
        ((to - from).abs() > SMALL).then(|| Move {
            key: key.clone(),
            course: Course::Number { from, to },
        })
    };
    numbers(scenario, arm, pattern).iter().filter_map(of_number).collect()
}

/// The paths of a pattern at which the arm has a number.
fn numbers(scenario: &Scenario, arm: &str, pattern: &str) -> Vec<String> {
    let paths: Vec<String> = match pattern.split_once("[]") {
        Some((list, rest)) => (1..=scenario.stage_names.len())
            .map(|stage| format!("{list}.{stage}{rest}"))
            .collect(),
        None => vec![pattern.to_owned()],
    };
    let of = |path: &String| {
        let below = ["dealer", "staller", "keeper", "reneger"].map(|part| format!("{path}.{part}"));
        let all = [vec![path.clone()], below.to_vec()].concat();
        all.into_iter()
            .filter(|path| scenario.number(arm, path).is_some())
            .collect::<Vec<_>>()
    };
    paths.iter().flat_map(of).collect()
}

/// Whether the disarmer may hold something back that can be found out.
fn hides(scenario: &Scenario, arm: &str) -> bool {
    let covert = numbers(scenario, arm, "disarmer.covert_share");
    let number = |key: &String| scenario.number(arm, key).is_some_and(|number| number.central() > 0.0);
    covert.iter().any(number)
}

fn word(scenario: &Scenario, arm: &str, key: &str, far: Far) -> Option<Move> {
    let from = scenario.arm(arm).ok()?.values.text(key)?.to_owned();
    let to = match far {
        Word(to) => to.to_owned(),
        _ => (*Sequence::WORDS.iter().find(|word| **word != from)?).to_owned(),
    };
    (from != to).then(|| Move {
        key: key.to_owned(),
        course: Course::Word { from, to },
    })
}

/// Shares of the stages as they enter the game in the central world, each moved half-way to the stage before.
fn earlier(scenario: &Scenario, arm: &str, pattern: &str) -> Vec<Move> {
    let keys = numbers(scenario, arm, pattern);
    let medians: Vec<f64> = keys
        .iter()
        .filter_map(|key| Some(scenario.number(arm, key)?.central()))
        .collect();
    let sum: f64 = medians.iter().sum();
    if keys.len() < 2 || sum <= 0.0 {
        return Vec::new();
    }
    let share = |place: usize| medians.get(place).map_or(0.0, |median| median / sum);
    let of = |(place, key): (usize, &String)| {
        let kept = if place == 0 { 1.0 } else { 0.5 };
        Move {
            key: key.clone(),
            course: Course::Number {
                from: share(place),
                to: kept * share(place) + 0.5 * share(place + 1),
            },
        }
    };
    keys.iter().enumerate().map(of).collect()
}
