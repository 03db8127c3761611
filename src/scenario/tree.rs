//! TOML as a tree that owns its text and remembers where everything stood.
//!
//! The file, the overrides of an arm and a setting from the command line all become the same tree, so one reader checks
//! them all. In overrides, dotted keys in quotes are taken apart here: `"stages[3].detection"` and `"stages.3.detection"`
//! both become `stages` → `3` → `detection`.

use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use super::problem::Code;
use super::source::{Origin, Place, Reporter};

/// Dotted keys with more parts than this are not taken apart; no key is that deep.
const DEEPEST_KEY: usize = 8;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub place: Place,
    pub content: Content,
}

#[derive(Clone, Debug)]
pub(super) enum Content {
    /// Integers and floats alike; NaN and infinities included. What cannot be represented is an infinity.
    Number(f64),
    Text(String),
    Flag(bool),
    Moment,
    List(Vec<Node>),
    /// In the order of the text.
    Table(Vec<Entry>),
}

/// A key with its value.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub name: String,
    pub place: Place,
    pub value: Node,
}

impl Node {
    /// Takes over a parsed value whose spans begin at `offset` of the text they are reported in.
    pub fn from_toml(value: &Spanned<DeValue<'_>>, origin: Origin, offset: usize) -> Self {
        let content = match value.get_ref() {
            DeValue::String(text) => Content::Text(text.to_string()),
            DeValue::Integer(integer) => Content::Number(integer_value(integer)),
            DeValue::Float(float) => Content::Number(float.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(flag) => Content::Flag(*flag),
            DeValue::Datetime(_) => Content::Moment,
            DeValue::Array(items) => {
                Content::List(items.iter().map(|item| Node::from_toml(item, origin, offset)).collect())
            }
            DeValue::Table(table) => Content::Table(entries(table, origin, offset)),
        };
        Node {
            place: shifted(origin, value.span(), offset),
            content,
        }
    }

    /// What kind of value it is, with its article.
    pub fn kind(&self) -> &'static str {
        match self.content {
            Content::Number(_) => "a number",
            Content::Text(_) => "a text",
            Content::Flag(_) => "true or false",
            Content::Moment => "a date or time",
            Content::List(_) => "a list",
            Content::Table(_) => "a table",
        }
    }
}

/// The entries of a table in the order of the text.
pub(super) fn entries(table: &DeTable<'_>, origin: Origin, offset: usize) -> Vec<Entry> {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            name: key.get_ref().to_string(),
            place: shifted(origin, key.span(), offset),
            value: Node::from_toml(value, origin, offset),
        })
        .collect();
    entries.sort_by_key(|entry| entry.place.span.start);
    entries
}

fn shifted(origin: Origin, span: std::ops::Range<usize>, offset: usize) -> Place {
    Place {
        origin,
        span: span.start + offset..span.end + offset,
    }
}

fn integer_value(integer: &DeInteger<'_>) -> f64 {
    match integer.radix() {
        10 => integer.as_str().parse().unwrap_or(f64::NAN),
        radix => u128::from_str_radix(integer.as_str(), radix).map_or(f64::INFINITY, |value| value as f64),
    }
}

/// Takes the dotted keys of overrides apart. `path` is the key path of the table, for problems.
pub(super) fn expand(entries: Vec<Entry>, path: &str, reporter: &mut Reporter<'_>) -> Vec<Entry> {
    let mut expanded = Vec::new();
    for entry in entries {
        let mut parts = parts(&entry.name);
        let innermost = parts.pop().unwrap_or_default();
        let mut value = entry.value;
        if let Content::Table(inner) = value.content {
            value.content = Content::Table(expand(inner, &join(path, &entry.name), reporter));
        }
        let mut whole = Entry {
            name: innermost,
            place: entry.place.clone(),
            value,
        };
        for name in parts.into_iter().rev() {
            let place = entry.place.clone();
            let value = Node {
                place: place.clone(),
                content: Content::Table(vec![whole]),
            };
            whole = Entry { name, place, value };
        }
        insert(&mut expanded, whole, path, reporter);
    }
    expanded
}

fn parts(name: &str) -> Vec<String> {
    let dotted = name.replace('[', ".").replace(']', "");
    let parts: Vec<String> = dotted.split('.').map(|part| part.trim().to_string()).collect();
    if parts.len() > DEEPEST_KEY || parts.iter().any(String::is_empty) {
        return vec![name.to_string()];
    }
    parts
}

fn insert(entries: &mut Vec<Entry>, new: Entry, path: &str, reporter: &mut Reporter<'_>) {
    let path = join(path, &new.name);
    let Some(old) = entries.iter_mut().find(|entry| entry.name == new.name) else {
        entries.push(new);
        return;
    };
    match (&mut old.value.content, new.value.content) {
        (Content::Table(old), Content::Table(new)) => {
            for entry in new {
                insert(old, entry, &path, reporter);
            }
        }
        (Content::Table(_), Content::Flag(false)) | (Content::Flag(false), Content::Table(_)) => {
            let message = format!("`{path}` is switched off and used in the same arm");
            let help = format!("remove either `{path} = false` or the keys below `{path}`");
            reporter.report(Code::Contradiction, Some(&new.place), &path, message, help);
        }
        _ => {
            let message = format!("`{path}` is given twice");
            reporter.report(
                Code::DuplicateKey,
                Some(&new.place),
                &path,
                message,
                "keep one of the two",
            );
        }
    }
}

/// `parent.name`, or `name` at the top.
pub(super) fn join(parent: &str, name: &str) -> String {
    if parent.is_empty() {
        name.to_string()
    } else {
        format!("{parent}.{name}")
    }
}
