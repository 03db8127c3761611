//! What a result assumes: every number of the scenario with what it rests on, as its author wrote it down.

use serde::{Deserialize, Serialize};

use super::words::{plain_setting, significant};
use crate::scenario::{Annotation, Quantity, Scenario, annotations, meaning};

/// A value of the scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assumption {
    /// The arm that gives the value; `None` for the scenario as it stands.
    pub arm: Option<String>,
    /// Key path, with the number of the stage.
    pub key: String,
    /// What the key means.
    pub meaning: String,
    /// Empty for a pure number.
    pub unit: String,
    /// The value as it is written in the file, or in an option that replaces it.
    pub value: String,
    /// Median and 90 % interval of what is drawn.
    pub drawn: Option<[String; 3]>,
    /// Whether an option of the command line gave the value.
    pub set: bool,
    /// What it rests on: the comment beside the value.
    pub basis: String,
    /// Marks of the evidence at the end of the comment, such as `D, J`; empty if there are none.
    pub grade: String,
}

/// Every number and choice of the scenario and its arms, in the order of the file; values that an option replaced come with the
/// option.
pub fn of(scenario: &Scenario, settings: &[String]) -> Vec<Assumption> {
    let of_study = |arm: &Option<String>| {
        let own = |name: &String| scenario.arms.iter().any(|arm| arm.name == *name);
        arm.as_ref().is_none_or(own)
    };
    let written = annotations(&scenario.text);
    let told = written.into_iter().filter(|annotation| of_study(&annotation.arm));
    told.filter_map(|annotation| one(scenario, settings, annotation))
        .collect()
}

fn one(scenario: &Scenario, settings: &[String], annotation: Annotation) -> Option<Assumption> {
    let Annotation {
        arm,
        key,
        value,
        comment,
    } = annotation;
    let (meaning, unit) = meaning(&key)?;
    let option = match &arm {
        None => settings.iter().rev().find_map(|setting| value_of(setting, &key)),
        Some(_) => None,
    };
    let set = option.is_some();
    let of_arm = arm.as_deref().unwrap_or(&scenario.default_arm().name);
    let (basis, grade) = match set {
        true => ("set by an option of the command line".to_owned(), String::new()),
        false => graded(&comment),
    };
    Some(Assumption {
        drawn: scenario.number(of_arm, &key).and_then(|quantity| drawn(&quantity)),
        arm,
        meaning: meaning.replace(['`', '*'], ""),
        unit: unit.to_owned(),
        value: option.unwrap_or(value),
        set,
        basis,
        grade,
        key,
    })
}

/// What `--set KEY=VALUE` gives to a key.
fn value_of(setting: &str, key: &str) -> Option<String> {
    let plain = plain_setting(setting);
    let (name, value) = plain.split_once('=')?;
    (name.trim() == key).then(|| value.trim().to_owned())
}

fn drawn(quantity: &Quantity) -> Option<[String; 3]> {
    let Quantity::Distribution(distribution) = quantity else {
        return None;
    };
    let [low, high] = distribution.interval90();
    Some([distribution.median(), low, high].map(significant))
}

/// A comment without the marks of its evidence, and the marks.
fn graded(comment: &str) -> (String, String) {
    let marks = |text: &str| {
        let mark = |m: &str| matches!(m.trim(), "C" | "M" | "D" | "J");
        !text.trim().is_empty() && text.split(',').all(mark)
    };
    match comment.rsplit_once(';') {
        Some((basis, grade)) if marks(grade) => (basis.trim().to_owned(), grade.trim().to_owned()),
        _ => (comment.to_owned(), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_of_the_evidence_are_taken_off_the_end_of_a_comment() {
        let of = |comment: &str| graded(comment);
        assert_eq!(of("median 0.3; D, J"), ("median 0.3".to_owned(), "D, J".to_owned()));
        assert_eq!(of("a; b; C"), ("a; b".to_owned(), "C".to_owned()));
        for plain in ["nothing", "one; two", ""] {
            assert_eq!(of(plain), (plain.to_owned(), String::new()));
        }
    }
}
