//! In which keys arms differ, and which arms are the same.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::Scenario;
use super::complete::{Values, flat};
use super::keys::Kind;
use super::problem::Problems;
use super::table::{KEYS, SECTIONS};
use super::tree::join;

/// One key in which an arm differs from another.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Key path, or the path of an optional table that one of the two arms lacks.
    pub key: String,
    /// The value in the baseline: `null` if it has none there, and for a table whether it is there.
    pub baseline: Json,
    /// The value in the arm, likewise.
    pub arm: Json,
}

impl Scenario {
    /// The name of an arm to display; `None` if there is no such arm.
    pub fn display_name(&self, arm: &str) -> Option<&str> {
        let found = self.arms.iter().find(|a| a.name == arm)?;
        Some(&found.display_name)
    }

    /// What an arm is, in a sentence of the file; `None` if there is no such arm or it has no summary.
    pub fn arm_summary(&self, arm: &str) -> Option<&str> {
        self.arms.iter().find(|a| a.name == arm)?.summary.as_deref()
    }

    /// The keys in which `arm` differs from `baseline`, in alphabetical order. A table that only one of them has is one difference.
    ///
    /// # Errors
    /// If there is no arm of either name.
    pub fn differences(&self, arm: &str, baseline: &str) -> Result<Vec<Difference>, Problems> {
        Ok(differences(&self.arm(arm)?.values, &self.arm(baseline)?.values))
    }

    /// Whether nothing but warnings differs.
    pub(super) fn is_same_game(&self, other: &Scenario) -> bool {
        // Settings and warnings are about it, and no part of it.
        let same_else = |scenario: &Scenario| Scenario {
            warnings: self.warnings.clone(),
            settings: self.settings.clone(),
            ..scenario.clone()
        };
        *self == same_else(other)
    }

    /// Groups of arms that are the same game in every world, each with at least two names in the order of the arms.
    pub fn equal_arms(&self) -> Vec<Vec<&str>> {
        let mut groups: Vec<(BTreeMap<String, Json>, Vec<&str>)> = Vec::new();
        for arm in &self.arms {
            let values = typed(&arm.values);
            match groups.iter_mut().find(|(first, _)| *first == values) {
                Some((_, names)) => names.push(&arm.name),
                None => groups.push((values, vec![&arm.name])),
            }
        }
        let names = groups.into_iter().map(|(_, names)| names);
        names.filter(|names| names.len() > 1).collect()
    }
}

/// The values in effect, with every number that is the same for both types written twice.
fn typed(values: &Values) -> BTreeMap<String, Json> {
    let mut values = flat(values);
    for key in KEYS {
        if let Kind::ByType(_, types) = key.kind {
            spell_out(&mut values, key.path, types);
        }
    }
    values
}

/// Replaces one number at `path` by one for each type. One distribution for both types is one draw and stays.
fn spell_out(values: &mut BTreeMap<String, Json>, path: &str, types: &[&str; 2]) {
    if values.get(path).is_some_and(Json::is_number)
        && let Some(whole) = values.remove(path)
    {
        for name in types {
            values.entry(join(path, name)).or_insert_with(|| whole.clone());
        }
    }
}

fn differences(arm: &Values, baseline: &Values) -> Vec<Difference> {
    of_flat(flat(arm), flat(baseline))
}

/// The same of values in effect by key path.
pub(super) fn of_flat(mut ours: BTreeMap<String, Json>, mut theirs: BTreeMap<String, Json>) -> Vec<Difference> {
    align(&mut ours, &theirs);
    align(&mut theirs, &ours);
    let keys: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    let mut differences: Vec<Difference> = Vec::new();
    for key in keys {
        let (mine, other) = (ours.get(key), theirs.get(key));
        if mine == other {
            continue;
        }
        let table = table_of_one(key, &ours, &theirs);
        if differences.iter().any(|known| table.as_ref() == Some(&known.key)) {
            continue;
        }
        differences.push(match table {
            Some(table) => Difference {
                arm: json!(has(&ours, &table)),
                baseline: json!(has(&theirs, &table)),
                key: table,
            },
            None => Difference {
                key: key.clone(),
                arm: mine.cloned().unwrap_or(Json::Null),
                baseline: other.cloned().unwrap_or(Json::Null),
            },
        });
    }
    differences
}

/// Writes numbers by type in the form in which `other` has them.
fn align(values: &mut BTreeMap<String, Json>, other: &BTreeMap<String, Json>) {
    for key in KEYS {
        if let Kind::ByType(_, types) = key.kind
            && (has(values, key.path) || has(other, key.path))
        {
            spell_out(values, key.path, types);
        }
    }
}

/// The topmost table or list item above `key` that only one of the two has.
fn table_of_one(key: &str, ours: &BTreeMap<String, Json>, theirs: &BTreeMap<String, Json>) -> Option<String> {
    let names: Vec<&str> = key.split('.').collect();
    let tables = (1..names.len()).map(|depth| names[..depth].join("."));
    let optional = |path: &str| {
        let section = |section: &&super::keys::Section| section.path == path && section.optional;
        SECTIONS.iter().any(|s| section(&s)) || path.strip_prefix("stakeholders.").is_some_and(|id| !id.contains('.'))
    };
    let mut tables = tables.filter(|path| optional(path));
    tables.find(|path| has(ours, path) != has(theirs, path))
}

fn has(values: &BTreeMap<String, Json>, table: &str) -> bool {
    let below = format!("{table}.");
    values.keys().any(|path| path.starts_with(&below))
}
