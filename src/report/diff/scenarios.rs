//! In what two scenario files differ.

use serde::{Deserialize, Serialize};

use super::{differ, keys, only};
use crate::scenario::{Between, Scenario, Variant};

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
}

impl Scenarios {
    /// Compares two scenarios that were read from files.
    pub fn of(files: [String; 2], same_bytes: bool, [first, second]: [&Scenario; 2]) -> Self {
        Scenarios {
            files,
            hashes: [first.fingerprint(), second.fingerprint()],
            same_bytes,
            between: Between::of(&Variant::of(first), &Variant::of(second)),
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
        text
    }
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
