//! The fixed places of everything that can differ from world to world.
//!
//! Each number that may be a distribution, and each event that is drawn, has a place among all that any scenario could have. First
//! come the two acceptances of the broker, because everything that a broker changes is multiplied by them and the first
//! dimensions of a low-discrepancy sequence are the best; then the keys outside lists in the order of the table of keys; then
//! those of the stages and of the stakeholders, each with its event first. The place depends on the name alone. So a
//! scenario that gains an uncertain number draws all others as before.

use super::keys::{KEYS, Kind};
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
    let mut slots = Vec::new();
    add(&mut slots, None, |pattern| pattern.to_string());
    for (list, most) in LISTS {
        for position in 1..=most {
            add(&mut slots, Some(list), |pattern| {
                pattern.replace("[]", &format!(".{position}"))
            });
        }
    }
    slots
}

/// The events, then the numbers, of the keys outside lists or of one item of a list.
fn add(slots: &mut Vec<Slot>, list: Option<&str>, path_of: impl Fn(&str) -> String) {
    let here = |pattern: &str| pattern.split_once("[]").map(|(list, _)| list) == list;
    for (pattern, name) in EVENTS.iter().filter(|(pattern, _)| here(pattern)) {
        let path = path_of(pattern);
        let event = Some(event_of(pattern, name, &path));
        slots.push(Slot { path, event });
    }
    for key in KEYS
        .iter()
        .filter(|key| matches!(key.kind, Kind::Number(_)) && here(key.path))
    {
        let path = path_of(key.path);
        slots.push(Slot { path, event: None });
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
        assert_eq!(place("broker.acceptance.disarmer.accepts"), Some(0));
        assert_eq!(place("disarmer.dealer_prior"), Some(2));
        assert_eq!(place("stages.1.deterrent_share"), Some(53));
        assert_eq!(place("stages.12.false_alarm"), Some(124));
        assert_eq!(place("stakeholders.1.stands"), Some(125));
        assert_eq!(place("stakeholders.32.when_opposed.calm"), Some(444));
        assert_eq!(slots().len(), 445);
    }
}
