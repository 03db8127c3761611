//! The variants of a scenario that are compared.
//!
//! Two arms exist without being written: `no_broker`, the scenario without its broker, and `broker`, the scenario as it
//! stands, if it has one. An arm in the file replaces keys of the scenario as it stands.

use super::keys::{Key, Kind, Presence, row};
use super::problem::Code;
use super::source::{Place, Reporter, shorten};
use super::tree::{Content, Entry, expand};
use super::value::{self, Value};

/// The scenario as it stands.
pub const BROKER: &str = "broker";
/// The scenario without its broker.
pub const NO_BROKER: &str = "no_broker";

/// An arm's own key; all others are keys of the scenario.
const SUMMARY: Key = row(
    "arms[].summary",
    Kind::Text(2000),
    Presence::Optional("none"),
    "",
    "what the arm is",
);

/// The words of an arm before they are checked against the keys.
pub(super) struct Draft {
    pub name: String,
    pub summary: Option<String>,
    pub entries: Vec<Entry>,
}

/// Reads the `arms` table.
pub(super) fn drafts(arms: &Entry, reporter: &mut Reporter<'_>) -> Vec<Draft> {
    let Content::Table(entries) = &arms.value.content else {
        let message = format!("`arms` must be a table, not {}", arms.value.kind());
        let help = "begin each arm with [arms.NAME]";
        reporter.report(Code::WrongType, Some(&arms.value.place), "arms", message, help);
        return Vec::new();
    };
    entries.iter().filter_map(|entry| draft(entry, reporter)).collect()
}

fn draft(entry: &Entry, reporter: &mut Reporter<'_>) -> Option<Draft> {
    let path = format!("arms.{}", shorten(&entry.name));
    if !check_name(&entry.name, &entry.place, &path, reporter) {
        return None;
    }
    let Content::Table(entries) = &entry.value.content else {
        let message = format!("`{path}` must be a table of replaced keys, not {}", entry.value.kind());
        let help = format!("begin it with [{path}] and write lines such as \"broker.instruments.custody\" = 0.0");
        reporter.report(Code::WrongType, Some(&entry.value.place), &path, message, help);
        return None;
    };
    reporter.arm = Some(entry.name.clone());
    let (summaries, rest): (Vec<Entry>, Vec<Entry>) = entries.iter().cloned().partition(|e| e.name == "summary");
    let summary = summaries.first().and_then(|e| {
        let path = format!("{path}.summary");
        match value::read(&SUMMARY, &path, &e.value, reporter) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    });
    let entries = expand(rest, "", reporter);
    reporter.arm = None;
    Some(Draft {
        name: entry.name.clone(),
        summary,
        entries,
    })
}

fn check_name(name: &str, place: &Place, path: &str, reporter: &mut Reporter<'_>) -> bool {
    if name == BROKER || name == NO_BROKER {
        let message = format!("the arm `{name}` exists without being written and cannot be redefined");
        let help = "choose another name for this arm";
        reporter.report(Code::ReservedArm, Some(place), path, message, help);
        return false;
    }
    let snake_case = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.len() <= 40
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !snake_case {
        let message = format!("`{}` cannot be the name of an arm", shorten(name));
        let help = "use lower-case letters, digits and underscores, a letter first, at most 40, such as `custody_only`";
        reporter.report(Code::BadArmName, Some(place), path, message, help);
    }
    snake_case
}
