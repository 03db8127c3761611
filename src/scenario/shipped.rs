//! The scenarios that come with the program, built in, so that help and templates need no checkout.

use toml::de::DeTable;

use super::read::{self, Voice};
use super::source::{Origin, Reporter};
use super::tree::entries;

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
    let (table, _) = DeTable::parse_recoverable(text);
    let mut reporter = Reporter::new(path, text, Vec::new());
    let mut own = entries(table.get_ref(), Origin::File, 0);
    own.retain(|entry| entry.name != "arms");
    let layer = read::layer(&own, Voice::File, &mut reporter);
    let mut found: Vec<(usize, Example)> = Vec::new();
    for (key, given) in layer.given.iter().filter(|(key, _)| wanted(key)) {
        let span = given.place.span.clone();
        let example = Example {
            scenario: path,
            key: key.clone(),
            value: text[span.clone()].split_whitespace().collect::<Vec<_>>().join(" "),
            comment: comment(text, span.end),
        };
        found.push((span.start, example));
    }
    // In the order of the file, whose entries of a list stand in the order of time.
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, example)| example).collect()
}

/// The comment behind a value that ends at `end`, or the one on the lines above it.
fn comment(text: &str, end: usize) -> String {
    let line = text[end..].lines().next().unwrap_or_default();
    if let Some((_, beside)) = line.split_once('#') {
        return beside.trim().to_string();
    }
    let above: Vec<&str> = text[..end]
        .lines()
        .rev()
        .skip(1)
        .take_while(|line| line.starts_with('#'))
        .collect();
    let words = above.iter().rev().map(|line| line.trim_start_matches('#').trim());
    words.collect::<Vec<_>>().join(" ")
}
