//! A stack of layers with its defaults: every key that applies has a value, or a problem says why not.

use std::collections::BTreeMap;

use super::keys::{self, FORMAT, Key, Kind, Presence};
use super::layer::Layer;
use super::problem::Code;
use super::quantity::Quantity;
use super::source::{Place, Reporter};
use super::table::{KEYS, SECTIONS};
use super::tree::join;
use super::value::Value;

/// Key path → value in effect, defaults included. Keys of absent optional tables are absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Values(BTreeMap<String, Value>);

impl Values {
    pub fn get(&self, path: &str) -> Option<&Value> {
        self.0.get(path)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.0.iter()
    }

    /// The number at `path`, certain or not.
    pub fn number(&self, path: &str) -> Option<Quantity> {
        match self.0.get(path) {
            Some(Value::Number(quantity)) => Some(*quantity),
            _ => None,
        }
    }

    /// Replaces a number by one that is certain.
    pub fn set(&mut self, path: &str, x: f64) {
        self.0.insert(path.to_string(), Value::Number(Quantity::Fixed(x)));
    }

    /// Takes out every value whose path begins so.
    pub fn remove_all(&mut self, beginning: &str) {
        self.0.retain(|path, _| !path.starts_with(beginning));
    }

    /// The number at `path`, if it is there and certain.
    pub fn fixed(&self, path: &str) -> Option<f64> {
        match self.0.get(path) {
            Some(Value::Number(Quantity::Fixed(x))) => Some(*x),
            _ => None,
        }
    }

    /// The ids of the items of `list` that have a value at `key`, in alphabetical order.
    pub fn ids(&self, list: &str, key: &str) -> Vec<&str> {
        let inside = |path: &'_ String| -> Option<_> {
            let (id, rest) = path.strip_prefix(list)?.strip_prefix('.')?.split_once('.')?;
            (rest == key).then_some(id.len())
        };
        self.0
            .keys()
            .filter_map(|path| inside(path).map(|length| &path[list.len() + 1..list.len() + 1 + length]))
            .collect()
    }

    /// A number by type at `path`, certain: of the second type and of the first, as games hold them.
    pub fn by_type(&self, path: &str, [first, second]: [&str; 2]) -> Option<[f64; 2]> {
        let of = |name: &str| self.fixed(&join(path, name)).or_else(|| self.fixed(path));
        Some([of(second)?, of(first)?])
    }

    /// The certain numbers of a list at `path`, or the only one.
    pub fn series(&self, path: &str) -> Option<Vec<f64>> {
        let listed: Vec<f64> = (1..)
            .map_while(|position: usize| self.fixed(&join(path, &position.to_string())))
            .collect();
        match listed.is_empty() {
            true => Some(vec![self.fixed(path)?]),
            false => Some(listed),
        }
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        match self.0.get(path) {
            Some(Value::Text(text)) => Some(text),
            Some(Value::Word(word)) => Some(word),
            _ => None,
        }
    }
}

/// Adds the defaults and reports what is missing.
pub(super) fn complete(layer: &Layer, reporter: &mut Reporter<'_>) -> Values {
    let mut values = Values::default();
    // What is wholly absent is reported once, under its topmost absent table.
    let mut missing: BTreeMap<String, Vec<&Key>> = BTreeMap::new();
    for key in KEYS {
        for path in places_of(key.path, layer) {
            if !applies(key.path, &path, layer) {
                continue;
            }
            if given(key, &path, layer, &mut values) {
                continue;
            }
            match default(key) {
                Some(value) => {
                    values.0.insert(path, value);
                }
                None if key.presence == Presence::Required && !layer.is_spoilt(&path) => {
                    missing.entry(topmost_absent(&path, layer)).or_default().push(key);
                }
                None => {}
            }
        }
    }
    for (path, keys) in &missing {
        report_missing(path, keys, layer, reporter);
    }
    if layer.ids("stages").is_empty() && !layer.is_spoilt("stages") {
        let required = KEYS.iter().filter(|key| key.presence == Presence::Required);
        let names: Vec<&str> = required.filter_map(|key| key.path.strip_prefix("stages[].")).collect();
        let help = format!("add at least one [[stages]] table with {}", names.join(", "));
        let message = "the roadmap has no stages".to_string();
        reporter.report(Code::NoStages, None, "stages", message, help);
    }
    values
}

/// The key paths that a pattern stands for, given the items of the lists.
pub(super) fn places_of(pattern: &str, layer: &Layer) -> Vec<String> {
    match pattern.split_once("[]") {
        Some((list, rest)) => layer.ids(list).iter().map(|id| format!("{list}.{id}{rest}")).collect(),
        None => vec![pattern.to_string()],
    }
}

/// Whether all optional tables above `path` are there. Pattern and path have the same optional tables, position by position.
fn applies(pattern: &str, path: &str, layer: &Layer) -> bool {
    SECTIONS
        .iter()
        .filter(|section| section.optional && pattern.starts_with(&format!("{}.", section.path)))
        .all(|section| layer.has(&concrete(section.path, pattern, path)))
}

/// `section`, a pattern above `pattern`, with the list item of `path`.
fn concrete(section: &str, pattern: &str, path: &str) -> String {
    let below = pattern.len() - section.len();
    path[..path.len() - below].to_string()
}

/// Takes over what was given for a key, in whichever form; whether anything was.
fn given(key: &Key, path: &str, layer: &Layer, values: &mut Values) -> bool {
    let parts = key.kind.parts();
    let below: Vec<String> = parts.iter().map(|(name, _)| join(path, name)).collect();
    let paths: Vec<&str> = std::iter::once(path).chain(below.iter().map(String::as_str)).collect();
    let mut found = 0;
    for path in &paths {
        if let Some(given) = layer.given.get(*path) {
            found += 1;
            if let Some(value) = &given.value {
                values.0.insert(path.to_string(), value.clone());
            }
        }
    }
    // An arm may give a value to one type of a key that is left out otherwise.
    if let (Kind::ByType(..), Some(value)) = (key.kind, default(key))
        && found == 1
        && !layer.given.contains_key(path)
    {
        values.0.insert(path.to_string(), value);
    }
    found > 0
}

fn default(key: &Key) -> Option<Value> {
    match key.presence {
        Presence::Default(x) => Some(Value::Number(Quantity::Fixed(x))),
        Presence::DefaultWord(word) => Some(match key.kind {
            Kind::Word(_) => Value::Word(word),
            _ => Value::Text(word.to_string()),
        }),
        // What is the same as another key is so draw by draw.
        Presence::SameAs(_) | Presence::Required | Presence::Optional(_) => None,
    }
}

fn topmost_absent(path: &str, layer: &Layer) -> String {
    let mut topmost = path;
    let mut table = keys::parent(path);
    while !table.is_empty() {
        // `stages` itself is no table; its items are.
        if !layer.has(table) && table != "stages" && table != "stakeholders" {
            topmost = table;
        }
        table = keys::parent(table);
    }
    topmost.to_string()
}

fn report_missing(path: &str, keys: &[&Key], layer: &Layer, reporter: &mut Reporter<'_>) {
    let [key] = keys else {
        return report_missing_table(path, keys, layer, reporter);
    };
    let name = path.rsplit('.').next().unwrap_or(path);
    let unit = if key.unit.is_empty() {
        String::new()
    } else {
        format!(" [{}]", key.unit)
    };
    let value = match key.kind {
        Kind::Format => format!("{FORMAT}"),
        Kind::ByType(_, [first, second]) => format!("…` or `{name} = {{ {first} = …, {second} = … }}"),
        _ => "…".to_string(),
    };
    let range = key
        .kind
        .domain()
        .map_or_else(String::new, |domain| format!(", {},", domain.phrase()));
    let message = format!("`{path}` is missing: {}{unit}", key.meaning);
    let mut help = format!("add `{name} = {value}`{range} to {}", table_name(keys::parent(path)));
    if key.kind == Kind::Format {
        help.push_str("; for a file of format 1, add `format = 1` to be told what to change in it");
    }
    reporter.report(
        Code::MissingKey,
        nearest_table(path, layer).as_ref(),
        path,
        message,
        help,
    );
}

fn report_missing_table(path: &str, keys: &[&Key], layer: &Layer, reporter: &mut Reporter<'_>) {
    // The keys share `path` as far as their patterns go: what follows it are the names to write.
    let depth = path.split('.').count();
    let names: Vec<String> = keys
        .iter()
        .map(|key| key.path.split('.').skip(depth).collect::<Vec<_>>().join("."))
        .collect();
    let message = format!("the table `{path}` is missing");
    let help = format!("add the table [{path}] with {}", names.join(", "));
    reporter.report(
        Code::MissingKey,
        nearest_table(path, layer).as_ref(),
        path,
        message,
        help,
    );
}

fn table_name(path: &str) -> String {
    match path.split_once('.') {
        None if path.is_empty() => "the top of the file".to_string(),
        Some((list @ ("stages" | "stakeholders"), id)) if !id.contains('.') => match id.parse::<usize>() {
            Ok(position) => format!("[[{list}]] number {position}"),
            Err(_) => format!("the [[{list}]] table of {id}"),
        },
        _ => format!("[{path}]"),
    }
}

/// Where the nearest table above `path` begins, to say where to add it.
fn nearest_table(path: &str, layer: &Layer) -> Option<Place> {
    let mut table = keys::parent(path);
    while !table.is_empty() {
        if let Some(place) = layer.sections.get(table) {
            return Some(place.clone());
        }
        table = keys::parent(table);
    }
    None
}

/// The values as a flat map for a manifest.
pub(super) fn flat(values: &Values) -> BTreeMap<String, serde_json::Value> {
    values
        .iter()
        .map(|(path, value)| (path.clone(), value.to_json()))
        .chain(inherited(values))
        .collect()
}

/// What keys that were left out have from the keys beside them.
fn inherited(values: &Values) -> Vec<(String, serde_json::Value)> {
    let mut inherited = Vec::new();
    for key in KEYS {
        let (Presence::SameAs(other), Some((list, name))) = (key.presence, key.path.split_once("[].")) else {
            continue;
        };
        for id in values.ids(list, other) {
            let path = format!("{list}.{id}.{name}");
            if let (None, Some(value)) = (values.get(&path), values.get(&keys::sibling(&path, other))) {
                inherited.push((path, value.to_json()));
            }
        }
    }
    inherited
}

/// The paths of one share over all stages.
pub(super) fn share_paths(share: &str, layer: &Layer) -> Vec<String> {
    places_of(&join("stages[]", share), layer)
}
