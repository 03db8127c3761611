//! The fixed places of everything that can differ from world to world.
//!
//! Each number that may be a distribution, and each event that is drawn, has a place among all that any scenario could have:
//! the keys outside lists in the order of the table of keys, then those of the stages, then those of the stakeholders, an
//! event right after its probability. The place depends on the name of the key alone. So a scenario that gains an uncertain
//! number draws all others as before.

use super::keys::{KEYS, Key, Kind};
use super::read::MAX_STAKEHOLDERS;
use crate::game::MAX_STAGES;

/// Probabilities that are drawn, and what is added to the key to name what is drawn.
pub(super) const EVENTS: [(&str, &str); 3] = [
    ("broker.acceptance.disarmer", "accepts"),
    ("broker.acceptance.guarantor", "accepts"),
    // Its event is not below the key but beside it: a stakeholder stands where it stands.
    ("stakeholders[].backs", "stands"),
];

const LISTS: [(&str, usize); 2] = [("stages", MAX_STAGES), ("stakeholders", MAX_STAKEHOLDERS)];

/// What has a place: a number by its key path, or the event of the probability at that path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// The path of the number.
    pub path: String,
    /// The name of the event, if it is one.
    pub event: Option<String>,
}

/// All places in their order.
pub(super) fn slots() -> Vec<Slot> {
    let numbers = |list: Option<&'static str>| {
        KEYS.iter()
            .filter(move |key| matches!(key.kind, Kind::Number(_)) && list_of(key) == list)
    };
    let mut slots = Vec::new();
    for key in numbers(None) {
        push(&mut slots, key, key.path.to_string());
    }
    for (list, most) in LISTS {
        for position in 1..=most {
            for key in numbers(Some(list)) {
                push(&mut slots, key, key.path.replace("[]", &format!(".{position}")));
            }
        }
    }
    slots
}

fn list_of(key: &Key) -> Option<&'static str> {
    key.path.split_once("[]").map(|(list, _)| list)
}

fn push(slots: &mut Vec<Slot>, key: &Key, path: String) {
    slots.push(Slot {
        path: path.clone(),
        event: None,
    });
    if let Some((pattern, name)) = EVENTS.iter().find(|(pattern, _)| *pattern == key.path) {
        let event = Some(event_of(pattern, name, &path));
        slots.push(Slot { path, event });
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
pub(super) fn column(key: &str) -> String {
    key.replace('.', "_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_place_has_a_name_and_a_column_of_its_own() {
        let slots = slots();
        let names: BTreeSet<String> = slots
            .iter()
            .map(|slot| column(slot.event.as_ref().unwrap_or(&slot.path)))
            .collect();
        assert_eq!(names.len(), slots.len());
        for name in names {
            assert!(name.starts_with(|c: char| c.is_ascii_lowercase()));
            assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'), "{name}");
        }
    }

    #[test]
    fn places_do_not_move() {
        let place = |name: &str| {
            slots()
                .iter()
                .position(|slot| slot.event.as_deref().unwrap_or(&slot.path) == name)
        };
        assert_eq!(place("disarmer.dealer_prior"), Some(0));
        assert_eq!(place("broker.acceptance.disarmer.accepts"), Some(32));
        assert_eq!(place("stages.1.deterrent_share"), Some(53));
        assert_eq!(place("stages.12.false_alarm"), Some(124));
        assert_eq!(place("stakeholders.1.stands"), Some(126));
        assert_eq!(place("stakeholders.32.when_opposed.calm"), Some(444));
        assert_eq!(slots().len(), 445);
    }
}
