//! What a result assumes: every number of the scenario with what it rests on, as its author wrote it down.

use serde::{Deserialize, Serialize};

use super::words::{plain_setting, significant};
use crate::scenario::{Annotation, Grounds, Quantity, Scenario, annotations, meaning};

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
    /// What it rests on: the note of its evidence in the file, or else the comment beside the value.
    pub basis: String,
    /// Where that is written, as the evidence in the file has it; empty if it does not say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Marks of the evidence, such as `D, J`: as the file states it, or else at the end of the comment; empty if there are none.
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
        grounds,
    } = annotation;
    let (meaning, unit) = meaning(&key)?;
    let option = match &arm {
        None => settings.iter().rev().find_map(|setting| value_of(setting, &key)),
        Some(_) => None,
    };
    let set = option.is_some();
    let of_arm = arm.as_deref().unwrap_or(&scenario.default_arm().name);
    let Grounds { source, grade, note } = match set {
        true => Grounds {
            note: "set by an option of the command line".to_owned(),
            ..Grounds::default()
        },
        false => rests_on(&comment, grounds),
    };
    Some(Assumption {
        drawn: scenario.number(of_arm, &key).and_then(|quantity| drawn(&quantity)),
        arm,
        meaning: meaning.replace(['`', '*'], ""),
        unit: unit.to_owned(),
        value: option.unwrap_or(value),
        set,
        basis: note,
        source,
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

/// What a value rests on: what the file states of it stands above the comment beside it.
pub(super) fn rests_on(comment: &str, stated: Option<Grounds>) -> Grounds {
    let (note, grade) = graded(comment);
    let stated = stated.unwrap_or_default();
    let or = |stated: String, beside: String| if stated.is_empty() { beside } else { stated };
    Grounds {
        source: stated.source,
        grade: or(stated.grade, grade),
        note: or(stated.note, note),
    }
}

/// The same in one line: the comment as it stands, or what the file states.
pub(super) fn in_words(comment: &str, stated: Option<Grounds>) -> String {
    if stated.is_none() {
        return comment.to_owned();
    }
    let Grounds { source, grade, note } = rests_on(comment, stated);
    let said = [note, source, grade];
    said.into_iter()
        .filter(|words| !words.is_empty())
        .collect::<Vec<_>>()
        .join("; ")
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
