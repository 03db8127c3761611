//! What tells one scenario from another: every number with its column, and a fingerprint of all that alters results.

use super::Scenario;
use super::complete::flat;
use super::naming::hash;
use super::quantity::Quantity;
use super::registry::{column, slots};
use super::table::KEYS;
use super::value::Value;

/// A number of the scenario as it stands, with its column in tables of worlds.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Key path: `stages.2.detection`.
    pub key: String,
    /// Its key with underscores for dots.
    pub column: String,
    pub unit: &'static str,
    /// What the key means, in the words of the key reference.
    pub meaning: &'static str,
    pub value: ParameterValue,
}

/// Where the value of a parameter in a world comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ParameterValue {
    /// The same in every world.
    Fixed(f64),
    /// Drawn: the position in [`Scenario::uncertain`], and so in [`super::World::drawn`].
    Drawn(usize),
}

impl Scenario {
    /// Every number of the scenario as it stands that may be uncertain, whether it is or not, and every event that is drawn. The list depends
    /// on which keys the scenario has, not on which of them are uncertain: so tables of variants have the same columns.
    pub fn parameters(&self) -> Vec<Parameter> {
        let values = &self.default_arm().values;
        let stakeholders = values.ids("stakeholders", "backs");
        let parameter = |slot: super::registry::Slot| {
            let key = slot.key().to_string();
            let drawn = self.uncertain().iter().position(|uncertain| uncertain.key == key);
            let value = match (drawn, slot.event.is_some(), values.number(&slot.path)) {
                // Drawn by an arm, and by the scenario as it stands not.
                (_, false, Some(Quantity::Fixed(x))) => ParameterValue::Fixed(x),
                (Some(position), _, Some(_)) => ParameterValue::Drawn(position),
                // A stakeholder whose stand is certain.
                (None, true, Some(Quantity::Fixed(backs))) => ParameterValue::Fixed(backs),
                _ => return None,
            };
            let (unit, meaning) = match slot.event {
                Some(_) => ("", "1 if it happens in the world, 0 if not"),
                None => described(&slot.path),
            };
            Some(Parameter {
                column: column(&key),
                key,
                unit,
                meaning,
                value,
            })
        };
        slots(KEYS, &stakeholders).into_iter().filter_map(parameter).collect()
    }

    /// Twelve hexadecimal digits that change with anything that alters results: every value of every arm, what is drawn
    /// together, and nothing else. Comments,
    /// sources, summaries and names to display do not count. Some of a scenario's arms have the fingerprint of the whole.
    pub fn fingerprint(&self) -> String {
        if let Some(whole) = &self.part_of {
            return whole.clone();
        }
        let mut text = String::new();
        for arm in &self.arms {
            text.push_str(&arm.name);
            let words: Vec<&String> = arm
                .values
                .iter()
                .filter(|(_, value)| matches!(value, Value::Text(_) | Value::Texts(_)))
                .map(|(path, _)| path)
                .collect();
            for (path, value) in flat(&arm.values) {
                if !words.contains(&&path) && path != "format" {
                    text.push_str(&format!("\n{path}={value}"));
                }
            }
            text.push('\n');
        }
        for (path, rank) in self.flat_correlations() {
            text.push_str(&format!("{path}={rank}\n"));
        }
        digits(&text)
    }
}

/// Twelve hexadecimal digits of the hash of a text. The first is a, b, c or e, so that no program takes them for a number or, as
/// `dec` and `feb`, for a date.
pub fn digits(text: &str) -> String {
    let hash = hash(text);
    let first = ['a', 'b', 'c', 'e'][(hash & 3) as usize];
    format!("{first}{:011x}", (hash >> 2) & 0xfff_ffff_ffff)
}

/// Unit and meaning of the key of a number.
fn described(path: &str) -> (&'static str, &'static str) {
    let parts: Vec<&str> = path.split('.').collect();
    let pattern = match parts[..] {
        [list @ ("stages" | "stakeholders"), _, ..] => format!("{list}[].{}", parts[2..].join(".")),
        _ => path.to_string(),
    };
    // A number may stand below its key, by type or by election.
    let above = pattern.rsplit_once('.').map_or("", |(above, _)| above);
    let found = KEYS.iter().find(|key| key.path == pattern);
    let found = found.or_else(|| KEYS.iter().find(|key| key.path == above));
    found.map_or(("", ""), |key| (key.unit, key.meaning))
}
