//! The table `[levers]` of a file.
//!
//! The far end of a lever is read as an arm that replaces its keys: so a misspelt key, a number out of range, or shares that no longer sum to 1
//! are found as everywhere, with file, line and key.

use super::{Course, Lever, Move};
use crate::scenario::Scenario;
use crate::scenario::complete::Values;
use crate::scenario::keys::{Key, Kind, NAME, Presence, row};
use crate::scenario::layer::Layer;
use crate::scenario::lookup::meaning;
use crate::scenario::problem::Code;
use crate::scenario::quantity::Quantity;
use crate::scenario::read::{self, Voice};
use crate::scenario::source::{Place, Reporter, shorten};
use crate::scenario::suggest::nearest;
use crate::scenario::tree::{Content, Entry, Node, expand};
use crate::scenario::value::{self, Value};

/// A scenario has no more levers of its own than this.
const MOST: usize = 100;
/// Names of the keys of a lever.
const OWN: [&str; 4] = ["to", "by", "cost", "summary"];
const BY: Key = row(
    "by",
    Kind::Text(NAME),
    Presence::Optional("nobody is named"),
    "",
    "who decides",
);
const SUMMARY: Key = row(
    "summary",
    Kind::Text(200),
    Presence::Optional("the meaning of the key"),
    "",
    "what it does",
);
const LARGEST_COST: f64 = 1e9;

/// A lever as the file declares it.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::scenario) struct Declared {
    name: String,
    summary: Option<String>,
    by: String,
    cost: f64,
    /// Key path → value at the far end.
    to: Vec<(String, Value)>,
}

/// One that is being read.
pub(in crate::scenario) struct Draft {
    pub declared: Declared,
    /// The scenario with the lever at its far end.
    pub stack: Layer,
    /// By key of [`Declared::to`].
    places: Vec<Place>,
}

/// Reads the levers of a file, over the scenario as it stands.
pub(in crate::scenario) fn read(levers: &[Entry], base: &Layer, reporter: &mut Reporter<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for entry in levers {
        let Content::Table(entries) = &entry.value.content else {
            let message = format!("`levers` must be a table, not {}", entry.value.kind());
            let help = "begin each lever with [levers.\"KEY\"]";
            reporter.report(Code::WrongType, Some(&entry.value.place), "levers", message, help);
            continue;
        };
        if let Some(first) = entries.get(MOST) {
            let message = format!(
                "there are {} levers, and at most {MOST} are searched through",
                entries.len()
            );
            let help = "leave out those that matter least";
            reporter.report(Code::TooManyEntries, Some(&first.place), "levers", message, help);
        }
        drafts.extend(
            entries
                .iter()
                .take(MOST)
                .filter_map(|entry| draft(entry, base, reporter)),
        );
    }
    drafts
}

fn draft(entry: &Entry, base: &Layer, reporter: &mut Reporter<'_>) -> Option<Draft> {
    let name = &entry.name;
    let path = format!("levers.{}", shorten(name));
    let plain = |c: char| c.is_alphanumeric() || "_.-[]".contains(c);
    if !name.starts_with(char::is_alphabetic) || name.chars().count() > NAME || !name.chars().all(plain) {
        let message = format!("`{}` cannot be the name of a lever", shorten(name));
        let help = "name it by its key in quotes, [levers.\"broker.instruments.custody\"], or by a word such as [levers.inspection]";
        reporter.report(Code::BadText, Some(&entry.place), &path, message, help);
        return None;
    }
    let Content::Table(entries) = &entry.value.content else {
        let message = format!("`{path}` must be a table, not {}", entry.value.kind());
        let help = format!(
            "begin it with [levers.\"{}\"] and write `to = ` and the far end below",
            shorten(name)
        );
        reporter.report(Code::WrongType, Some(&entry.value.place), &path, message, help);
        return None;
    };
    let own = |key: &str| entries.iter().find(|entry| entry.name == key);
    for other in entries.iter().filter(|entry| !OWN.contains(&entry.name.as_str())) {
        let message = format!("`{path}` has no key `{}`", shorten(&other.name));
        let help = match nearest(&other.name, OWN.into_iter()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if own("to").is_none() => {
                format!(
                    "write the whole key in quotes: [levers.\"{}\"]",
                    shorten(&unquoted(name, other))
                )
            }
            None => format!("the keys of a lever are {}", OWN.join(", ")),
        };
        reporter.report(
            Code::UnknownKey,
            Some(&other.place),
            &format!("{path}.{}", other.name),
            message,
            help,
        );
    }
    let mut text = |key: &Key| match value::read(key, &format!("{path}.{}", key.path), &own(key.path)?.value, reporter)
    {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    };
    let (by, summary) = (text(&BY).unwrap_or_default(), text(&SUMMARY));
    let cost = own("cost").map_or(Some(1.0), |entry| cost(entry, &path, reporter));
    let Some(to) = own("to") else {
        let is_nested = entries
            .iter()
            .any(|entry| matches!(entry.value.content, Content::Table(_)));
        if !is_nested {
            let message = format!("`{path}` lacks `to`, the far end to which it can be moved");
            let help = "add `to = ` and a number in the unit of the key, or a word where the key has words";
            reporter.report(
                Code::MissingKey,
                Some(&entry.place),
                &format!("{path}.to"),
                message,
                help,
            );
        }
        return None;
    };
    let overrides = match &to.value.content {
        Content::Table(several) => several.clone(),
        _ => vec![Entry {
            name: name.clone(),
            place: entry.place.clone(),
            value: to.value.clone(),
        }],
    };
    let before = reporter.problems.len();
    for entry in &overrides {
        fixed(&entry.name, &entry.value, reporter);
    }
    if reporter.problems.len() > before {
        return None;
    }
    let expanded = expand(overrides, "", reporter);
    let layer = read::layer(&expanded, Voice::Arm(base), reporter);
    if reporter.problems.len() > before {
        return None;
    }
    let given = layer
        .given
        .iter()
        .filter_map(|(path, given)| Some((path, given.value.clone()?, given.place.clone())));
    let (to, places) = given.map(|(path, value, place)| ((path.clone(), value), place)).unzip();
    Some(Draft {
        declared: Declared {
            name: name.clone(),
            summary,
            by,
            cost: cost?,
            to,
        },
        stack: base.under(&layer),
        places,
    })
}

fn cost(entry: &Entry, path: &str, reporter: &mut Reporter<'_>) -> Option<f64> {
    match entry.value.content {
        Content::Number(x) if x > 0.0 && x <= LARGEST_COST => Some(x),
        Content::Number(x) => {
            let message = format!("`{path}.cost` is {x}, which is out of range");
            let help = "it must be greater than 0, in any unit that is the same for all levers";
            reporter.report(
                Code::OutOfRange,
                Some(&entry.value.place),
                &format!("{path}.cost"),
                message,
                help,
            );
            None
        }
        _ => {
            let message = format!("`{path}.cost` must be a number, not {}", entry.value.kind());
            let help = "write what it costs to move the lever all the way, such as 2.5";
            reporter.report(
                Code::WrongType,
                Some(&entry.value.place),
                &format!("{path}.cost"),
                message,
                help,
            );
            None
        }
    }
}

/// The key path of a lever whose header has no quotes, so that its parts are tables in each other.
fn unquoted(name: &str, below: &Entry) -> String {
    match &below.value.content {
        Content::Table(entries) if !entries.iter().any(|entry| OWN.contains(&entry.name.as_str())) => {
            let rest = entries.first().map(|inner| unquoted(&below.name, inner));
            format!("{name}.{}", rest.unwrap_or_else(|| below.name.clone()))
        }
        _ => format!("{name}.{}", below.name),
    }
}

/// Reports a far end that is no single number or word.
fn fixed(key: &str, node: &Node, reporter: &mut Reporter<'_>) {
    if let Content::Number(_) | Content::Text(_) = node.content {
        return;
    }
    let message = format!(
        "the far end of `{}` must be one number or word, not {}",
        shorten(key),
        node.kind()
    );
    let help = "write one number; where several keys move together, write `to = { \"KEY\" = 0.9, \"OTHER\" = 0.1 }`";
    reporter.report(Code::MustBeFixed, Some(&node.place), key, message, help);
}

/// Reports levers on keys that have no value to be moved from. `values` are those of the scenario as it stands.
pub(in crate::scenario) fn rootless(drafts: &[Draft], values: &Values, reporter: &mut Reporter<'_>) {
    for draft in drafts {
        for ((path, _), place) in draft.declared.to.iter().zip(&draft.places) {
            if course(path, &Value::Number(Quantity::Fixed(0.0)), values).is_none() && values.text(path).is_none() {
                let message = format!("`{path}` has no single value in the scenario from which a lever could move it");
                let help = "give the key a value first; where it has one for each type, name that of the type";
                reporter.report(Code::Contradiction, Some(place), path, message, help);
            }
        }
    }
}

/// Warns of levers whose far end is where their keys are.
pub(in crate::scenario) fn idle(drafts: &[Draft], values: &Values, reporter: &mut Reporter<'_>) {
    for draft in drafts {
        let moves = |(path, to): &(String, Value)| match course(path, to, values) {
            Some(Course::Number { from, to }) => from != to,
            Some(Course::Word { from, to }) => from != to,
            None => false,
        };
        if let (false, Some(place)) = (draft.declared.to.iter().any(moves), draft.places.first()) {
            let name = &draft.declared.name;
            let message = format!("the lever `{name}` moves nothing: its far end is where the scenario is");
            let help = "write another far end, or leave the lever out";
            reporter.warn(Code::IdleLever, Some(place), &format!("levers.{name}"), message, help);
        }
    }
}

/// From where a key is moved to where; `None` if it has no value of the same sort.
fn course(path: &str, to: &Value, values: &Values) -> Option<Course> {
    match to {
        Value::Number(to) => Some(Course::Number {
            from: values.number(path)?.central(),
            to: to.central(),
        }),
        Value::Word(to) => Some(Course::Word {
            from: values.text(path)?.to_owned(),
            to: (*to).to_owned(),
        }),
        Value::Text(_) | Value::Texts(_) => None,
    }
}

/// The levers that the file declares, from where an arm is.
pub(super) fn levers(scenario: &Scenario, arm: &str) -> Vec<Lever> {
    let Ok(arm) = scenario.arm(arm) else {
        return Vec::new();
    };
    let of = |declared: &Declared| {
        let moves = declared.to.iter().filter_map(|(key, to)| {
            let course = course(key, to, &arm.values)?;
            Some(Move {
                key: key.clone(),
                course,
            })
        });
        Lever {
            name: declared.name.clone(),
            words: declared.words(),
            by: declared.by.clone(),
            cost: declared.cost,
            moves: moves.collect(),
        }
    };
    scenario.levers.iter().map(of).collect()
}

impl Declared {
    /// Its name.
    pub(in crate::scenario) fn name(&self) -> &str {
        &self.name
    }

    /// What it does: its summary, or what its only key means.
    fn words(&self) -> String {
        match (&self.summary, &self.to[..]) {
            (Some(summary), _) => summary.clone(),
            (None, [(only, _)]) => {
                meaning(only).map_or_else(|| self.name.clone(), |(meaning, _)| meaning.replace('`', ""))
            }
            (None, _) => self.name.replace('_', " "),
        }
    }

    /// As a file has it, in one line.
    pub(in crate::scenario) fn written(&self) -> String {
        let value = |value: &Value| match value {
            Value::Number(quantity) => quantity.central().to_string(),
            Value::Word(word) => (*word).to_owned(),
            Value::Text(_) | Value::Texts(_) => String::new(),
        };
        let to = match &self.to[..] {
            [(key, to)] if *key == self.name => value(to),
            several => {
                let all: Vec<String> = several
                    .iter()
                    .map(|(key, to)| format!("{key} = {}", value(to)))
                    .collect();
                format!("{{ {} }}", all.join(", "))
            }
        };
        let by = if self.by.is_empty() {
            String::new()
        } else {
            format!(", by {}", self.by)
        };
        format!("to {to}{by}, cost {}", self.cost)
    }
}
