//! The structural ensemble: the scenario under other assumptions about how it is played, each a variant that is solved in the same worlds.

use std::sync::Arc;

use super::points::{Like, Point};
use crate::scenario::{BROKER, Scenario, Setting};
use crate::solve::Start;

/// How strongly like numbers go together where they are correlated: the correlation of their normal scores.
const TOGETHER: f64 = 0.5;

/// A variant of the scenario.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Name in tables.
    pub name: &'static str,
    /// What is different, in words that continue "with".
    pub what: String,
    /// The point to solve.
    pub point: Point,
    /// Which equilibrium is taken.
    pub start: Start,
}

/// The variants that a scenario has, as it is first, and what could not be made, with the reason.
pub fn ensemble(scenario: &Arc<Scenario>, arms: &[String]) -> (Vec<Variant>, Vec<(&'static str, String)>) {
    let base = Point::of(Arc::clone(scenario), arms);
    let plain = |name, what: &str| Variant {
        name,
        what: what.to_owned(),
        point: base.clone(),
        start: Start::Continued,
    };
    let mut all = vec![plain("as_it_is", "everything as it is")];
    for (name, sharpness, what) in [
        ("blunt", 0.25, "players a quarter as rational"),
        ("sharp", 4.0, "players 4 times as rational"),
        ("sharpest", 16.0, "players 16 times as rational"),
    ] {
        let point = Point {
            sharpness,
            ..base.clone()
        };
        all.push(Variant {
            point,
            ..plain(name, what)
        });
    }
    let mut missing = Vec::new();
    for (name, what, settings) in settings(scenario) {
        match varied(scenario, &settings) {
            Ok(other) => {
                let names: Vec<&str> = arms.iter().map(String::as_str).collect();
                all.push(Variant {
                    point: Point::of(Arc::new(other.of_arms(&names)), arms),
                    ..plain(name, &what)
                });
            }
            Err(why) => missing.push((name, why)),
        }
    }
    for (name, start, what) in [
        (
            "good_news",
            Start::GoodNews,
            "the equilibrium found when good news is believed first",
        ),
        (
            "bad_news",
            Start::BadNews,
            "the equilibrium found when bad news is believed first",
        ),
    ] {
        all.push(Variant {
            start,
            ..plain(name, what)
        });
    }
    let like = like(scenario);
    if !like.is_empty() {
        let point = Point { like, ..base.clone() };
        let what = format!("like numbers correlated at {TOGETHER}: those of all stages, and of both types");
        all.push(Variant {
            point,
            ..plain("correlated", &what)
        });
    }
    (all, missing)
}

/// A variant: its name, what is different, and the settings that make it.
type Made = (&'static str, String, Vec<String>);

/// The variants that are made by settings.
fn settings(scenario: &Scenario) -> Vec<Made> {
    let arm = scenario.default_arm();
    let values = scenario.resolved(&arm.name).unwrap_or_default();
    let number = |key: &str| values.get(key).and_then(serde_json::Value::as_f64);
    let mut made: Vec<Made> = Vec::new();
    let covert = ["disarmer.covert_share.dealer", "disarmer.covert_share.staller"];
    if covert.iter().any(|key| {
        values
            .get(*key)
            .is_some_and(|value| number(key) != Some(0.0) && !value.is_null())
    }) {
        let none = covert.map(|key| format!("{key}=0")).to_vec();
        made.push(("no_covert_programme", "no covert programme".to_owned(), none));
    }
    if number("talks.reviews_per_year") != Some(0.0) {
        let none = vec!["talks.reviews_per_year=0".to_owned()];
        made.push(("no_reviews", "no reviews at which a side may leave".to_owned(), none));
    }
    let (other, what) = match values.get("talks.sequence").and_then(serde_json::Value::as_str) {
        Some("relief_first") => ("disarm_first", "the disarmer moving first"),
        _ => ("relief_first", "the guarantor moving first"),
    };
    made.push(("other_order", what.to_owned(), vec![format!("talks.sequence={other}")]));
    if let Some((years, foresight)) = number("clock.years").zip(number("clock.foresight_years")) {
        let longer = foresight + years;
        let set = vec![format!("clock.foresight_years={longer}")];
        made.push((
            "longer_foresight",
            format!("a foresight of {longer} years in place of {foresight}"),
            set,
        ));
        if foresight > years {
            let set = vec![format!("clock.foresight_years={years}")];
            made.push((
                "shorter_foresight",
                format!("a foresight of {years} years in place of {foresight}"),
                set,
            ));
        }
    }
    if let Some(rounds) = number("clock.rounds_per_year") {
        let half = vec![format!("clock.rounds_per_year={}", 2.0 * rounds)];
        made.push(("half_rounds", "rounds half as long".to_owned(), half));
        if rounds >= 2.0 && (rounds / 2.0).fract() == 0.0 {
            let double = vec![format!("clock.rounds_per_year={}", rounds / 2.0)];
            made.push(("double_rounds", "rounds twice as long".to_owned(), double));
        }
    }
    if scenario.arms.iter().any(|arm| arm.name == BROKER) && number("broker.neutrality_loss_rate") != Some(0.0) {
        let kept = vec!["broker.neutrality_loss_rate=0".to_owned()];
        made.push((
            "lasting_neutrality",
            "a broker that never loses its neutrality".to_owned(),
            kept,
        ));
    }
    if !scenario.stakeholders.is_empty() {
        let none = scenario
            .stakeholders
            .iter()
            .map(|holder| format!("{}.backs=0", holder.key));
        made.push((
            "nobody_backs_it",
            "no stakeholder backing the settlement".to_owned(),
            none.collect(),
        ));
    }
    made
}

fn varied(scenario: &Scenario, settings: &[String]) -> Result<Scenario, String> {
    let settings: Result<Vec<Setting>, _> = settings.iter().map(|text| Setting::parse(text)).collect();
    let settings = settings.map_err(|error| error.to_string())?;
    scenario.with(&settings).map_err(|problems| {
        let first = problems.iter().next().map(|problem| problem.message.clone());
        first.unwrap_or_default()
    })
}

/// Groups of uncertain numbers that are alike: the same key of all stages, of both types, of all elections.
fn like(scenario: &Scenario) -> Vec<Like> {
    let mut groups: Vec<(String, Vec<u64>)> = Vec::new();
    for uncertain in scenario.uncertain() {
        let plain = pattern(&uncertain.key);
        match groups.iter_mut().find(|(name, _)| *name == plain) {
            Some((_, members)) => members.push(uncertain.dimension),
            None => groups.push((plain, vec![uncertain.dimension])),
        }
    }
    let several = groups.into_iter().filter(|(_, members)| members.len() > 1);
    several
        .enumerate()
        .map(|(number, (_, dimensions))| Like {
            number: number as u64,
            dimensions,
            correlation: TOGETHER,
        })
        .collect()
}

/// A key without what tells it from its like.
fn pattern(key: &str) -> String {
    const TYPES: [&str; 4] = ["dealer", "staller", "keeper", "reneger"];
    let parts = key
        .split('.')
        .filter(|part| part.parse::<u32>().is_err() && !TYPES.contains(part));
    parts.collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_alike_that_differ_in_stage_type_or_election() {
        assert_eq!(pattern("stages.3.detection"), "stages.detection");
        assert_eq!(pattern("disarmer.deterrent_value.dealer"), "disarmer.deterrent_value");
        assert_eq!(
            pattern("guarantor.elections.turnover.2"),
            "guarantor.elections.turnover"
        );
        assert_ne!(pattern("stages.1.years"), pattern("clock.years"));
    }
}
