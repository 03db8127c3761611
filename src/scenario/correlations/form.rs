//! The form of `[[correlations]]`: tables with a list of keys and a rank correlation.

use crate::scenario::problem::Code;
use crate::scenario::source::{Place, Reporter, shorten};
use crate::scenario::suggest::nearest;
use crate::scenario::table::{CORRELATIONS, MOST_CORRELATED, OF_CORRELATIONS};
use crate::scenario::tree::{Content, Entry, Node};

/// A table of the file before its keys are looked up.
pub(in crate::scenario) struct Draft {
    /// `correlations.2`.
    pub path: String,
    /// Of the keys.
    pub place: Place,
    pub keys: Vec<(String, Place)>,
    pub rank: f64,
    pub rank_place: Place,
}

/// Reads the list; what is wrong with its form is reported.
pub(in crate::scenario) fn drafts(list: &Entry, reporter: &mut Reporter<'_>) -> Vec<Draft> {
    let Content::List(nodes) = &list.value.content else {
        let message = format!("`{CORRELATIONS}` must be a list of tables, not {}", list.value.kind());
        let help = "begin each of them with [[correlations]] in double brackets";
        reporter.report(Code::WrongType, Some(&list.value.place), CORRELATIONS, message, help);
        return Vec::new();
    };
    if let Some(first) = nodes.get(MOST_CORRELATED) {
        let message = format!(
            "there are {} correlations, and at most {MOST_CORRELATED} are read",
            nodes.len()
        );
        let help = "put keys that have the same rank correlation with each other into one table";
        reporter.report(Code::TooManyEntries, Some(&first.place), CORRELATIONS, message, help);
    }
    let few = nodes.iter().take(MOST_CORRELATED).enumerate();
    few.filter_map(|(at, node)| draft(&format!("{CORRELATIONS}.{}", at + 1), node, reporter))
        .collect()
}

fn draft(path: &str, node: &Node, reporter: &mut Reporter<'_>) -> Option<Draft> {
    let Content::Table(entries) = &node.content else {
        let message = format!("`{path}` must be a table, not {}", node.kind());
        let help = "begin each of the correlations with [[correlations]]";
        reporter.report(Code::WrongType, Some(&node.place), path, message, help);
        return None;
    };
    for entry in entries
        .iter()
        .filter(|entry| OF_CORRELATIONS.iter().all(|(name, _)| *name != entry.name))
    {
        let help = match meant(&entry.name) {
            Some(name) => format!("did you mean `{name}`?"),
            None => "the keys here are keys, rank".to_string(),
        };
        let message = format!("`{path}` has no key `{}`", shorten(&entry.name));
        let at = format!("{path}.{}", shorten(&entry.name));
        reporter.report(Code::UnknownKey, Some(&entry.place), &at, message, help);
    }
    let mut given = |name: &str, form: &str| {
        let found = entries
            .iter()
            .find(|entry| entry.name == name)
            .map(|entry| &entry.value);
        let misspelt = || entries.iter().any(|entry| meant(&entry.name) == Some(name));
        if found.is_none() && !misspelt() {
            let meaning = OF_CORRELATIONS
                .iter()
                .find(|(key, _)| *key == name)
                .map_or("", |(_, meaning)| meaning);
            let message = format!("`{path}.{name}` is missing: {meaning}");
            let help = format!("add `{name} = {form}` to this [[correlations]]");
            reporter.report(
                Code::MissingKey,
                Some(&node.place),
                &format!("{path}.{name}"),
                message,
                help,
            );
        }
        found
    };
    let keys = given("keys", "[\"…\", \"…\"]");
    let rank = given("rank", "…");
    let (keys, rank) = (
        keys.map(|node| (node, texts(path, node, reporter))),
        rank.map(|node| (node, number(path, node, reporter))),
    );
    let ((keys_node, keys), (rank_node, rank)) = (keys?, rank?);
    Some(Draft {
        path: path.to_string(),
        place: keys_node.place.clone(),
        keys: keys?,
        rank: rank?,
        rank_place: rank_node.place.clone(),
    })
}

/// The key that is meant by a word that is none.
fn meant(word: &str) -> Option<&'static str> {
    match word.to_lowercase().as_str() {
        "keys" | "rank" => None,
        "rho" | "r" | "correlation" | "coefficient" | "spearman" | "rank_correlation" | "value" => Some("rank"),
        "key" | "pair" | "between" | "names" | "of" => Some("keys"),
        other => nearest(other, OF_CORRELATIONS.iter().map(|(name, _)| *name)),
    }
}

fn texts(path: &str, node: &Node, reporter: &mut Reporter<'_>) -> Option<Vec<(String, Place)>> {
    let path = format!("{path}.keys");
    let help = "write them as [\"disarmer.rationality\", \"guarantor.rationality\"]";
    let Content::List(nodes) = &node.content else {
        let message = format!("`{path}` must be a list of keys in quotes, not {}", node.kind());
        reporter.report(Code::WrongType, Some(&node.place), &path, message, help);
        return None;
    };
    if let Some(first) = nodes.get(MOST_CORRELATED) {
        let message = format!(
            "`{path}` names {} keys, and at most {MOST_CORRELATED} are read",
            nodes.len()
        );
        let help = "name the key of all stages as stages[].detection";
        reporter.report(Code::TooManyEntries, Some(&first.place), &path, message, help);
        return None;
    }
    let mut keys = Vec::new();
    for node in nodes {
        match &node.content {
            Content::Text(text) => keys.push((text.trim().to_string(), node.place.clone())),
            _ => {
                let message = format!("`{path}` must name keys in quotes, not {}", node.kind());
                reporter.report(Code::WrongType, Some(&node.place), &path, message, help);
            }
        }
    }
    (keys.len() == nodes.len()).then_some(keys)
}

fn number(path: &str, node: &Node, reporter: &mut Reporter<'_>) -> Option<f64> {
    let path = format!("{path}.rank");
    let help = "write a number above -1 and below 1: 0.5 if both tend to be high together, -0.5 if one is high where the other is low";
    let (code, message) = match &node.content {
        Content::Number(rank) if rank.abs() < 1.0 => return Some(*rank),
        Content::Number(rank) if !rank.is_finite() => (Code::NotFinite, format!("`{path}` is not a finite number")),
        Content::Number(rank) => {
            let message = format!("`{path}` must be above -1 and below 1, and {rank} is not");
            (Code::OutOfRange, message)
        }
        _ => (
            Code::WrongType,
            format!("`{path}` must be a number, not {}", node.kind()),
        ),
    };
    let help = match &node.content {
        Content::Number(rank) if rank.abs() == 1.0 => {
            "two keys that say the same are one uncertain number: let it be nearly so, such as 0.99, or make one of them a fixed number"
                .to_string()
        }
        Content::Number(rank) if rank.is_finite() && (1.0..100.0).contains(&rank.abs()) => {
            format!("{help}; per cent are hundredths: {rank} % are {}", rank / 100.0)
        }
        Content::Text(text) if text.trim().parse::<f64>().is_ok() => format!("{help}, without quotes"),
        _ => help.to_string(),
    };
    reporter.report(code, Some(&node.place), &path, message, help);
    None
}
