//! In what two scenarios differ, or two variants of one: from the values in effect, wherever they were read.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::arms::BROKER;
use super::compare::{Difference, of_flat};
use super::complete::flat;
use super::keys::{Key, Kind};
use super::lookup::by_path;
use super::quantity::Distribution;
use super::table::{CORRELATIONS, SECTIONS};
use super::{Arm, Scenario};

/// The values in effect of every arm, by name of the arm and key path.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Variant {
    arms: Vec<(String, BTreeMap<String, Json>)>,
    /// The levers that a file declares, by name, each in one line. They alter no result of an arm.
    levers: BTreeMap<String, String>,
}

/// In what two variants differ.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Between {
    /// Keys that alter results, in the scenario as it stands.
    pub keys: Vec<Change>,
    /// Names, summaries and the date of the beginning: they are shown and alter nothing.
    pub labels: Vec<Change>,
    /// Names of the arms that only the first has, and those that only the second has.
    pub arms: [Vec<String>; 2],
    /// Arms that differ in more than the scenario as it stands does.
    pub in_arms: Vec<InArm>,
    /// Sources that only the first names, and those that only the second names.
    pub sources: [Vec<String>; 2],
}

/// What differs in an arm that both have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InArm {
    /// Name of the arm.
    pub arm: String,
    /// The keys.
    pub keys: Vec<Change>,
}

/// A key that has two values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Key path, or that of a table or stage that only one of the two has.
    pub key: String,
    /// What it means, in the words of the key reference.
    pub meaning: String,
    /// Its unit; empty if it has none.
    pub unit: String,
    /// In the first and in the second; `None` where it is not there.
    pub values: [Option<Given>; 2],
}

/// What a key is given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Given {
    /// As a scenario file has it: `0.3`, `{ interval90 = [0.2, 0.4] }`, `relief_first`.
    pub written: String,
    /// Of a number that is drawn, its median.
    pub median: Option<f64>,
    /// What it rests on: the comment beside it, if there is a file and it has one; else empty.
    pub basis: String,
}

impl Variant {
    /// That of a scenario.
    pub fn of(scenario: &Scenario) -> Self {
        let values = |arm: &Arm| {
            let together = scenario.flat_correlations();
            (
                arm.name.clone(),
                flat(&arm.values).into_iter().chain(together).collect(),
            )
        };
        Variant {
            arms: scenario.arms.iter().map(values).collect(),
            levers: (scenario.levers.iter())
                .map(|lever| (lever.name().to_owned(), lever.written()))
                .collect(),
        }
    }

    /// That of a manifest, whose entry `scenario.resolved` has the values by arm.
    pub fn of_manifest(resolved: &Map<String, Json>) -> Self {
        let of_arm = |(arm, values): (&String, &Json)| {
            let values = values.as_object().cloned().unwrap_or_default();
            (arm.clone(), values.into_iter().collect())
        };
        Variant {
            arms: resolved.iter().map(of_arm).collect(),
            levers: BTreeMap::new(),
        }
    }

    /// The arm that stands for the scenario as it stands.
    fn as_it_stands(&self) -> Option<&(String, BTreeMap<String, Json>)> {
        let broker = self.arms.iter().find(|(name, _)| name == BROKER);
        broker.or_else(|| self.arms.first())
    }

    fn arm(&self, name: &str) -> Option<&BTreeMap<String, Json>> {
        let found = self.arms.iter().find(|(own, _)| own == name)?;
        Some(&found.1)
    }

    fn sources(&self) -> Vec<String> {
        let values = self.as_it_stands().and_then(|(_, values)| values.get("sources"));
        let listed = values.and_then(Json::as_array).into_iter().flatten();
        listed.filter_map(|source| Some(source.as_str()?.to_owned())).collect()
    }
}

impl Between {
    /// In what the second variant differs from the first.
    pub fn of(first: &Variant, second: &Variant) -> Self {
        let base = match (first.as_it_stands(), second.as_it_stands()) {
            (Some((_, first)), Some((_, second))) => changes(first, second),
            _ => Vec::new(),
        };
        let names = |variant: &Variant| variant.arms.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        let only = |one: &[String], other: &[String]| one.iter().filter(|x| !other.contains(x)).cloned().collect();
        let both = |a: Vec<String>, b: Vec<String>| [only(&a, &b), only(&b, &a)];
        let in_arms = first.arms.iter().filter_map(|(arm, values)| {
            let mut keys = changes(values, second.arm(arm)?);
            keys.retain(|change| !change.is_label() && !base.contains(change));
            (!keys.is_empty()).then(|| InArm { arm: arm.clone(), keys })
        });
        let in_arms = in_arms.collect();
        let (mut labels, keys): (Vec<Change>, Vec<Change>) = base.into_iter().partition(Change::is_label);
        labels.extend(levers([&first.levers, &second.levers]));
        Between {
            keys,
            labels,
            arms: both(names(first), names(second)),
            in_arms,
            sources: both(first.sources(), second.sources()),
        }
    }

    /// Whether nothing differs that alters results.
    pub fn alters_nothing(&self) -> bool {
        self.keys.is_empty() && self.in_arms.is_empty() && self.arms.iter().all(Vec::is_empty)
    }

    /// Whether nothing differs at all, as far as values and texts tell.
    pub fn is_empty(&self) -> bool {
        self.alters_nothing() && self.labels.is_empty() && self.sources.iter().all(Vec::is_empty)
    }
}

impl Change {
    fn is_label(&self) -> bool {
        let kind = by_path(&self.key).map(|key| key.kind);
        matches!(kind, Some(Kind::Text(_) | Kind::Texts(_) | Kind::Month | Kind::Format))
    }
}

/// Levers that differ.
fn levers(both: [&BTreeMap<String, String>; 2]) -> Vec<Change> {
    let names: BTreeSet<&String> = both.iter().flat_map(|levers| levers.keys()).collect();
    let differing = names
        .into_iter()
        .filter(|name| both[0].get(*name) != both[1].get(*name));
    let change = |name: &String| Change {
        key: format!("levers.{name}"),
        meaning: "what can be decided".to_owned(),
        unit: String::new(),
        values: both.map(|levers| {
            Some(Given {
                written: levers.get(name)?.clone(),
                median: None,
                basis: String::new(),
            })
        }),
    };
    differing.map(change).collect()
}

fn changes(first: &BTreeMap<String, Json>, second: &BTreeMap<String, Json>) -> Vec<Change> {
    let stages = [first, second].map(stages);
    let mut changes: Vec<Change> = stages[0]
        .symmetric_difference(&stages[1])
        .map(|stage| Change {
            key: stage.clone(),
            meaning: "an item of the roadmap".to_owned(),
            unit: String::new(),
            values: stages.each_ref().map(|stages| stages.contains(stage).then(there)),
        })
        .collect();
    let whole: BTreeSet<String> = changes.iter().map(|change| format!("{}.", change.key)).collect();
    for Difference { key, baseline, arm } in of_flat(second.clone(), first.clone()) {
        if key != "sources" && !whole.iter().any(|stage| key.starts_with(stage)) {
            changes.push(change(key, [baseline, arm]));
        }
    }
    changes
}

/// Paths of the stages.
fn stages(values: &BTreeMap<String, Json>) -> BTreeSet<String> {
    let number = |path: &String| Some(path.strip_prefix("stages.")?.split_once('.')?.0.to_owned());
    values
        .keys()
        .filter_map(number)
        .map(|number| format!("stages.{number}"))
        .collect()
}

fn there() -> Given {
    Given {
        written: "is there".to_owned(),
        median: None,
        basis: String::new(),
    }
}

fn change(path: String, values: [Json; 2]) -> Change {
    let key = by_path(&path);
    let (meaning, unit) = match key {
        Some(Key {
            kind: Kind::Acceptance, ..
        }) if path.ends_with(".cost") => (
            "cost of accepting this broker, at which the side decides for itself",
            "payoff",
        ),
        Some(key) => (key.meaning, key.unit),
        None if path.starts_with(CORRELATIONS) => (
            "rank correlation of two uncertain keys; without it they are independent",
            "",
        ),
        None => (of_table(&path), ""),
    };
    Change {
        meaning: meaning.replace('`', ""),
        unit: unit.to_owned(),
        values: values.map(|value| given(key, &path, &value)),
        key: path,
    }
}

/// What a table means, if the path is that of one.
fn of_table(path: &str) -> &'static str {
    let section = SECTIONS.iter().find(|section| section.path == path);
    let of_list = || path.strip_prefix("stakeholders.").map(|_| "stakeholders[]");
    let listed = || SECTIONS.iter().find(|section| Some(section.path) == of_list());
    section.or_else(listed).map_or("", |section| section.meaning)
}

fn given(key: Option<&Key>, path: &str, value: &Json) -> Option<Given> {
    match value {
        Json::Null | Json::Bool(false) => None,
        Json::Bool(true) => Some(there()),
        Json::Object(table) => Some(Given {
            written: format!(
                "{{ {} }}",
                table
                    .iter()
                    .map(|(name, value)| format!("{name} = {}", spelt(value)))
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
            median: key.and_then(|key| median(key, path, table)),
            basis: String::new(),
        }),
        plain => Some(Given {
            written: spelt(plain),
            median: None,
            basis: String::new(),
        }),
    }
}

fn median(key: &Key, path: &str, table: &Map<String, Json>) -> Option<f64> {
    let (family, parameters) = table.iter().next()?;
    let parameters: Option<Vec<f64>> = parameters.as_array()?.iter().map(Json::as_f64).collect();
    let part = path.rsplit('.').next().unwrap_or(path);
    let parts = key.kind.parts();
    // The cost of acceptance has another range than its probability.
    let of_part = parts.iter().find(|(name, _)| name == part).map(|(_, domain)| *domain);
    let domain = of_part.or_else(|| key.kind.domain())?;
    let distribution = Distribution::new(family, &parameters?, domain).ok()?;
    Some(distribution.median())
}

/// A value as a scenario file has it; words without quotes.
fn spelt(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Array(all) => format!("[{}]", all.iter().map(spelt).collect::<Vec<_>>().join(", ")),
        Json::Number(number) => number.as_f64().map_or(number.to_string(), |x| x.to_string()),
        other => other.to_string(),
    }
}
