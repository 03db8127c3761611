//! How well the numbers of a scenario are known, from the marks at the end of their comments.

use std::collections::BTreeMap;

use super::assumptions::{self, Assumption};
use crate::scenario::Scenario;

/// What every key rests on.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    by_key: BTreeMap<String, Assumption>,
}

impl Evidence {
    /// That of a scenario under settings.
    pub fn of(scenario: &Scenario, settings: &[String]) -> Self {
        let mut by_key: BTreeMap<String, Assumption> = BTreeMap::new();
        for assumption in assumptions::of(scenario, settings) {
            // The scenario as it stands comes before its arms.
            by_key.entry(assumption.key.clone()).or_insert(assumption);
        }
        Evidence { by_key }
    }

    fn find(&self, key: &str) -> Option<&Assumption> {
        let of_event = || {
            // Whether a stakeholder backs the settlement rests on how often it does.
            let name = key.strip_suffix(".stands")?;
            self.by_key.get(&format!("{name}.backs"))
        };
        self.by_key.get(key).or_else(of_event)
    }

    /// The marks of a key's evidence, such as `D, J`; empty if there are none.
    pub fn grade(&self, key: &str) -> String {
        self.find(key).map_or_else(String::new, |own| own.grade.clone())
    }

    /// What the key means; empty if nobody knows.
    pub fn meaning(&self, key: &str) -> String {
        self.find(key).map_or_else(String::new, |own| own.meaning.clone())
    }

    /// Whether a key rests on judgement, at least in part, or on nothing that is marked.
    pub fn is_judgement(&self, key: &str) -> bool {
        let grade = self.grade(key);
        grade.is_empty() || grade.contains('J')
    }

    /// The grade in words for a table.
    pub fn in_words(&self, key: &str) -> String {
        match self.grade(key) {
            grade if grade.is_empty() => "none given".to_owned(),
            grade => grade,
        }
    }
}
