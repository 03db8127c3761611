//! The fixed places of everything that can differ from world to world.
//!
//! Each number that may be a distribution, and each event that is drawn, has a place in the sampling design: a dimension of the
//! low-discrepancy sequence that the table of keys names, or, for stakeholders, a stream told by name. A place depends on nothing but
//! the key. So a scenario that gains an uncertain number or a stakeholder, and a program that gains a key, draw all others as
//! before. `tests/data/places.txt` holds all places that were ever given, so that none is given twice or moved.

use super::keys::{Key, Place};
use super::naming::hash;
use super::table::KEYS;
use super::tree::join;
use crate::game::MAX_STAGES;

/// Probabilities that are drawn, what is added to the key to name what is drawn, and its place.
const EVENTS: [(&str, &str, Place); 1] = [
    // Its event is not below the key but beside it: a stakeholder stands where it stands.
    ("stakeholders[].backs", "stands", Place::ByName),
];

/// Dimensions from here on are streams.
const STREAMS: u64 = 1 << 63;

/// What has a place: a number by its key path, or the event of the probability at that path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// The path of the number.
    pub path: String,
    /// The name of the event, if it is one.
    pub event: Option<String>,
    pub dimension: u64,
}

impl Slot {
    /// The name of what is drawn.
    pub fn key(&self) -> &str {
        self.event.as_deref().unwrap_or(&self.path)
    }
}

/// All places of the keys in `keys`, given the ids of the stakeholders: those of the sequence in their order, then the streams in
/// the order of their names.
pub(super) fn slots(keys: &[Key], stakeholders: &[&str]) -> Vec<Slot> {
    let mut slots: Vec<Slot> = EVENTS
        .iter()
        .flat_map(|(pattern, event, place)| of_pattern(pattern, Some(event), *place, stakeholders))
        .chain(keys.iter().flat_map(|key| of_key(key, stakeholders)))
        .collect();
    let order = |slot: &Slot| (slot.dimension.min(STREAMS), slot.key().to_string());
    slots.sort_by_cached_key(order);
    slots
}

/// The places of one key, in all its forms.
fn of_key(key: &Key, stakeholders: &[&str]) -> Vec<Slot> {
    let Place::Forms { whole, parts } = key.place else {
        return of_pattern(key.path, None, key.place, stakeholders);
    };
    let part = |(i, (name, _)): (u16, (String, _))| of_pattern(&join(key.path, &name), None, Place::At(parts + i), &[]);
    let mut slots = of_pattern(key.path, None, Place::At(whole), &[]);
    slots.extend((0..).zip(key.kind.parts()).flat_map(part));
    slots
}

/// The places of one key or event, one for each item if it stands in a list.
fn of_pattern(pattern: &str, event: Option<&str>, place: Place, stakeholders: &[&str]) -> Vec<Slot> {
    let slot = |path: String, dimension: u64| Slot {
        event: event.map(|name| event_of(pattern, name, &path)),
        path,
        dimension,
    };
    let inside = |id: &str| pattern.replace("[]", &format!(".{id}"));
    match place {
        Place::None | Place::Forms { .. } => Vec::new(),
        Place::At(place) => vec![slot(pattern.to_string(), u64::from(place))],
        Place::Each { first, step } => (0..MAX_STAGES as u64)
            .map(|i| slot(inside(&(i + 1).to_string()), u64::from(first) + u64::from(step) * i))
            .collect(),
        Place::ByName => stakeholders
            .iter()
            .map(|id| {
                let mut slot = slot(inside(id), 0);
                slot.dimension = STREAMS | hash(slot.key());
                slot
            })
            .collect(),
    }
}

/// The name of the event of the probability at `path`.
fn event_of(pattern: &str, name: &str, path: &str) -> String {
    let owner = match pattern.contains("[]") {
        true => path.rsplit_once('.').map_or(path, |(owner, _)| owner),
        false => path,
    };
    format!("{owner}.{name}")
}

/// A key path as a name that Python and R take: `stages_2_detection`.
pub fn column(key: &str) -> String {
    key.replace('.', "_")
}

/// Every dimension of the sequence that a key or event holds, one `name place` a line, in the order of the places.
pub fn place_reference() -> String {
    let lines = slots(KEYS, &[])
        .into_iter()
        .map(|slot| format!("{} {}\n", slot.key(), slot.dimension));
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::super::keys::{Kind, Presence, row};
    use super::*;
    use crate::scenario::domain::Domain;
    use crate::scenario::{Scenario, parse, worlds};
    use std::collections::BTreeSet;

    const COMPLETE: &str = include_str!("../../tests/data/complete.toml");
    /// Numbers of dimensions of the sequence.
    const DIMENSIONS: u64 = 512;

    #[test]
    fn every_place_has_a_name_and_a_column_of_its_own() {
        let slots = slots(KEYS, &["China", "South_Korea", "3"]);
        let names: BTreeSet<String> = slots.iter().map(|slot| column(slot.key())).collect();
        let dimensions: BTreeSet<u64> = slots.iter().map(|slot| slot.dimension).collect();
        assert_eq!((names.len(), dimensions.len()), (slots.len(), slots.len()));
        for name in names {
            assert!(name.starts_with(|c: char| c.is_ascii_lowercase()));
            assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'), "{name}");
        }
        assert!(
            dimensions
                .iter()
                .all(|dimension| *dimension < DIMENSIONS || *dimension >= STREAMS)
        );
    }

    #[test]
    fn every_number_that_may_be_uncertain_has_a_place_of_the_kind_its_table_needs() {
        for key in KEYS {
            let suits = match (key.kind, key.path.split_once("[]")) {
                (Kind::Number(_), None) => matches!(key.place, Place::At(_)),
                (Kind::Number(_), Some(("stages", _))) => matches!(key.place, Place::Each { .. }),
                (Kind::Number(_), Some(_)) => key.place == Place::ByName,
                (Kind::ByType(..) | Kind::ByElection(_) | Kind::Acceptance, _) => {
                    matches!(key.place, Place::Forms { .. })
                }
                (Kind::Fixed(_) | Kind::Word(_) | Kind::Text(_) | Kind::Texts(_) | Kind::Month | Kind::Format, _) => {
                    key.place == Place::None
                }
            };
            assert!(suits, "{} has {:?}", key.path, key.place);
        }
    }

    /// Names and dimensions of what a scenario draws.
    fn drawn(keys: &[Key], scenario: &Scenario) -> Vec<(String, u64)> {
        let uncertain = worlds::uncertain(keys, &scenario.arms);
        uncertain.into_iter().map(|u| (u.key, u.dimension)).collect()
    }

    #[test]
    fn a_key_that_is_added_at_its_default_moves_no_other() {
        let text = format!(
            "{}[[stakeholders]]\nname = \"China\"\nbacks = {{ uniform = [0.2, 0.8] }}\n[arms.vague]\n{}",
            COMPLETE.replace("tension = 0.15", "tension = { uniform = [0.1, 0.2] }"),
            "\"stages.3.detection\" = { uniform = [0.1, 0.2] }\n",
        );
        let scenario = parse("trial.toml", &text, &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let free = slots(KEYS, &[]).last().map_or(0, |slot| slot.dimension as u16 + 1);
        let trial = row(
            "broker.instruments.side_payment",
            Kind::Number(Domain::NotNegative),
            Presence::Default(0.0),
            "payoff/year",
            "flow from the broker to the guarantor",
        );
        // In the middle of the table, where it belongs.
        let mut keys = KEYS.to_vec();
        keys.insert(KEYS.len() / 2, trial.at(free));
        let before = drawn(KEYS, &scenario);
        assert_eq!(drawn(&keys, &scenario), before);
        let expected = [
            "guarantor.tension",
            "stages.3.detection",
            "stakeholders.China.backs",
            "stakeholders.China.stands",
        ];
        for name in expected {
            assert!(before.iter().any(|(key, _)| key == name), "{name} in {before:?}");
        }
    }
}
