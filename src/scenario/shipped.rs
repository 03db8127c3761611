//! The scenarios that come with the program, built in, so that help and templates need no checkout.

use super::annotations::{Annotation, annotations};

macro_rules! shipped {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../scenarios/", $path, ".toml")))),*]
    };
}

/// Path below `scenarios/` without its ending, and text; the calibrated ones first.
pub const SHIPPED: &[(&str, &str)] = shipped![
    "best-broker",
    "hanoi-grand-bargain",
    "relief-first",
    "singapore-2018",
    "six-parties-2026",
    "textbook/asymmetry",
    "textbook/biased-broker",
    "textbook/crisis-game",
    "textbook/custody-and-trust",
    "textbook/guarantee-threshold",
    "textbook/guaranteed-settlement",
    "textbook/hostage",
    "textbook/informed-broker",
    "textbook/instalments",
    "textbook/leader-survival",
    "textbook/preventive-action",
    "textbook/reputation",
    "textbook/revocable-promise",
    "textbook/undeclared-work",
    "textbook/uniform-play",
];

/// A value in a shipped scenario, as it is written, with the comment beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Path of the scenario below `scenarios/`, without its ending.
    pub scenario: &'static str,
    /// Key path, with the number of the stage.
    pub key: String,
    pub value: String,
    /// Empty if there is none.
    pub comment: String,
}

/// Every value that the calibrated scenarios give to paths that `wanted` accepts; those of the textbook only if the others give none.
pub fn examples(wanted: impl Fn(&str) -> bool) -> Vec<Example> {
    let textbook = |path: &str| path.starts_with("textbook/");
    let of = |in_textbook: bool| -> Vec<Example> {
        let files = SHIPPED.iter().filter(|(path, _)| textbook(path) == in_textbook);
        files.flat_map(|(path, text)| in_file(path, text, &wanted)).collect()
    };
    let calibrated = of(false);
    if calibrated.is_empty() { of(true) } else { calibrated }
}

/// The text of a shipped scenario: by its path, or by its name if only one has it.
pub fn text(name: &str) -> Option<&'static str> {
    let plain = name.trim_start_matches("scenarios/").trim_end_matches(".toml");
    let same = |path: &str| path == plain || path.rsplit('/').next() == Some(plain);
    SHIPPED.iter().find(|(path, _)| same(path)).map(|(_, text)| *text)
}

fn in_file(path: &'static str, text: &'static str, wanted: &impl Fn(&str) -> bool) -> Vec<Example> {
    let own = annotations(text).into_iter();
    let own = own.filter(|annotation| annotation.arm.is_none() && wanted(&annotation.key));
    own.map(
        |Annotation {
             key, value, comment, ..
         }| Example {
            scenario: path,
            key,
            value,
            comment,
        },
    )
    .collect()
}
