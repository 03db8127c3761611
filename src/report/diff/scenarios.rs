//! In what two scenario files differ.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::assumptions::in_words;
use super::{differ, keys, only};
use crate::scenario::{Between, Change, Scenario, Variant, annotations};

/// Two scenario files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scenarios {
    /// The files as they were named.
    pub files: [String; 2],
    /// Their hashes: equal if nothing differs that alters results.
    pub hashes: [String; 2],
    /// Whether the files are the same byte for byte.
    pub same_bytes: bool,
    /// What differs.
    pub between: Between,
    /// Keys that have the same value in both and rest on other evidence.
    pub evidence: Vec<Evidence>,
}

/// A key with other evidence for the same value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Key path.
    pub key: String,
    /// What the first file and the second say of it, in its evidence or the comment beside it; empty where they say nothing.
    pub comments: [String; 2],
}

/// What the evidence in a scenario file or the comment beside a value says of it, by arm and key; `None` for the scenario as it stands.
struct Comments(BTreeMap<(Option<String>, String), String>);

impl Comments {
    fn of(scenario: &Scenario) -> Self {
        let all = annotations(&scenario.text).into_iter();
        Comments(all.map(|a| ((a.arm, a.key), in_words(&a.comment, a.grounds))).collect())
    }

    /// That of an arm, else that of the scenario as it stands.
    fn beside(&self, arm: Option<&str>, key: &str) -> Option<&String> {
        let of = |arm: Option<&str>| self.0.get(&(arm.map(str::to_owned), key.to_owned()));
        of(arm).or_else(|| of(None))
    }
}

impl Scenarios {
    /// Compares two scenarios that were read from files.
    pub fn of(files: [String; 2], same_bytes: bool, [first, second]: [&Scenario; 2]) -> Self {
        let mut between = Between::of(&Variant::of(first), &Variant::of(second));
        let comments = [first, second].map(Comments::of);
        let add = |arm: Option<&str>, changes: &mut Vec<Change>| {
            for change in changes {
                for (given, comments) in change.values.iter_mut().zip(&comments) {
                    if let (Some(given), Some(comment)) = (given, comments.beside(arm, &change.key)) {
                        given.basis.clone_from(comment);
                    }
                }
            }
        };
        add(None, &mut between.keys);
        for arm in &mut between.in_arms {
            add(Some(&arm.arm), &mut arm.keys);
        }
        Scenarios {
            files,
            hashes: [first.fingerprint(), second.fingerprint()],
            same_bytes,
            evidence: evidence(&between, &comments),
            between,
        }
    }

    pub(super) fn text(&self) -> String {
        let between = &self.between;
        let mut text = format!("{} → {}\n\n", self.files[0], self.files[1]);
        let [first, second] = &self.hashes;
        text.push_str(&match (first == second, self.same_bytes, between.is_empty()) {
            (true, true, _) => format!("The files are the same byte for byte. Scenario hash {first}.\n"),
            (true, false, true) => format!(
                "Nothing differs that alters results, and no name or text: only comments, the order of keys or values that \
                 are the default anyway. Both have the scenario hash {first}.\n"
            ),
            (true, false, false) => {
                format!("Nothing differs that alters results: only what is listed here, and perhaps comments. Both have the scenario hash {first}.\n")
            }
            (false, ..) => format!(
                "{} in the scenario as it stands. Scenario hash {first} → {second}.\n",
                differ(between.keys.len(), "key")
            ),
        });
        text.push_str(&sections(between));
        if !self.evidence.is_empty() {
            text.push_str("\nOther evidence for the same value:\n");
        }
        for Evidence { key, comments } in &self.evidence {
            let [first, second] = comments.each_ref().map(|comment| match comment.as_str() {
                "" => "none",
                comment => comment,
            });
            text.push_str(&format!("  {key}\n    {first}\n    → {second}\n"));
        }
        text
    }
}

/// Keys of the scenario as it stands that both files give, with the same value and other comments.
fn evidence(between: &Between, [first, second]: &[Comments; 2]) -> Vec<Evidence> {
    let changed = |key: &String| {
        let all = between.keys.iter().chain(&between.labels);
        all.into_iter().any(|change| change.key == *key)
    };
    let of_base = first.0.iter().filter(|((arm, key), _)| arm.is_none() && !changed(key));
    let other = |((arm, key), comment): (&(Option<String>, String), &String)| {
        let there = second.0.get(&(arm.clone(), key.clone()))?;
        (there != comment).then(|| Evidence {
            key: key.clone(),
            comments: [comment.clone(), there.clone()],
        })
    };
    of_base.filter_map(other).collect()
}

/// All that differs, with a heading for each sort.
pub(super) fn sections(between: &Between) -> String {
    let mut text = String::new();
    if !between.keys.is_empty() {
        text.push_str("\nKeys, in the scenario as it stands:\n");
        text.push_str(&keys(&between.keys));
    }
    only(&mut text, "Arms", &between.arms);
    for arm in &between.in_arms {
        text.push_str(&format!("\nBesides, in the arm {}:\n", arm.arm));
        text.push_str(&keys(&arm.keys));
    }
    if !between.labels.is_empty() {
        text.push_str("\nNames and texts, which alter nothing:\n");
        text.push_str(&keys(&between.labels));
    }
    only(&mut text, "Sources named", &between.sources);
    text
}
