//! One tree laid over another: what the upper one does not say is taken from the lower one.

use toml::de::DeTable;

use crate::scenario::evidence;
use crate::scenario::forms::is_by_type;
use crate::scenario::keys::Kind;
use crate::scenario::layer::Layer;
use crate::scenario::made::Part;
use crate::scenario::naming;
use crate::scenario::problem::{Code, Problems};
use crate::scenario::read::{self, Voice};
use crate::scenario::source::{Origin, Place, Reporter};
use crate::scenario::table::{self, CORRELATIONS, EVIDENCE, EXTENDS};
use crate::scenario::tree::{Content, Entry, Node, entries, expand, join};
use crate::scenario::value::Value;

/// Tables of a file that are about the scenario, and no keys of the game.
const ABOUT: [&str; 4] = ["arms", "levers", EVIDENCE, CORRELATIONS];

/// Where in a scenario something stands, as far as it matters to what is merged.
#[derive(Clone)]
enum At {
    /// In the tables of the game: the pattern of its path. An arm is such a place, too.
    Game(String),
    Arms,
    Levers,
    Lever,
    Evidence,
    /// Replaced whole.
    Whole,
}

impl At {
    fn below(&self, name: &str) -> At {
        match self {
            At::Game(pattern) if pattern.is_empty() => match name {
                "arms" => At::Arms,
                "levers" => At::Levers,
                EVIDENCE => At::Evidence,
                CORRELATIONS => At::Whole,
                _ => At::Game(name.to_owned()),
            },
            At::Game(pattern) => At::Game(join(pattern, name)),
            At::Arms => At::Game(String::new()),
            At::Levers => At::Lever,
            At::Lever | At::Evidence | At::Whole => At::Whole,
        }
    }

    /// Whether tables that stand there are merged key by key.
    fn is_merged(&self) -> bool {
        match self {
            At::Game(pattern) => table::key(pattern).is_none(),
            At::Arms | At::Levers | At::Lever | At::Evidence => true,
            At::Whole => false,
        }
    }
}

/// The files as one tree, whose places are in them. The last of them is laid out first.
pub(super) fn merged(parts: &[Part]) -> Result<Vec<Entry>, Problems> {
    let mut whole: Vec<Entry> = Vec::new();
    for (at, part) in parts.iter().enumerate().rev() {
        let mut reporter = Reporter::new(&part.shown, &part.text, Vec::new());
        let is_lowest = at + 1 == parts.len();
        let own = tree(part, at, is_lowest, &mut reporter);
        if is_lowest {
            whole = own;
        } else {
            let lower = whole.clone();
            lay(&mut whole, own.clone(), &At::Game(String::new()), &mut reporter);
            carry(&lower, &own, &mut whole);
        }
        if !reporter.problems.is_empty() {
            return Err(reporter.into_problems());
        }
    }
    Ok(whole)
}

/// A file as a tree. The keys of arms are paths, and so are those of a file that extends another.
fn tree(part: &Part, at: usize, is_lowest: bool, reporter: &mut Reporter<'_>) -> Vec<Entry> {
    let (table, _) = DeTable::parse_recoverable(&part.text);
    let all = entries(table.get_ref(), Origin::Part(at), 0);
    let all = all.into_iter().filter(|entry| entry.name != EXTENDS);
    let (mut about, mut game): (Vec<Entry>, Vec<Entry>) = all.partition(|entry| ABOUT.contains(&entry.name.as_str()));
    if !is_lowest {
        game = expand(game, "", reporter);
    }
    for entry in about.iter_mut().filter(|entry| entry.name == "arms") {
        let Content::Table(arms) = &mut entry.value.content else {
            continue;
        };
        for arm in arms {
            if let Content::Table(inner) = &mut arm.value.content {
                *inner = expand(std::mem::take(inner), &join("arms", &arm.name), reporter);
            }
        }
    }
    game.extend(about);
    game
}

fn lay(lower: &mut Vec<Entry>, upper: Vec<Entry>, at: &At, reporter: &mut Reporter<'_>) {
    for entry in upper {
        let inner = at.below(&entry.name);
        let Some(place) = lower.iter().position(|old| old.name == entry.name) else {
            lower.push(entry);
            continue;
        };
        let off = matches!(entry.value.content, Content::Flag(false));
        let list = matches!(at, At::Arms | At::Levers | At::Evidence);
        if off && list && matches!(lower[place].value.content, Content::Table(_)) {
            lower.remove(place);
            continue;
        }
        combine(&mut lower[place], entry, &inner, reporter);
    }
}

/// Lays an entry over one of the same name.
fn combine(lower: &mut Entry, upper: Entry, at: &At, reporter: &mut Reporter<'_>) {
    let kind = match at {
        At::Game(pattern) => table::key(pattern).map(|key| key.kind),
        _ => None,
    };
    match (&mut lower.value.content, &upper.value.content) {
        (Content::Table(old), Content::Table(new)) if at.is_merged() => {
            lay(old, new.clone(), at, reporter);
            // What is missing has to be added to the upper file.
            lower.value.place = upper.value.place;
            lower.place = upper.place;
        }
        (Content::List(nodes), Content::Table(new)) => {
            let At::Game(pattern) = at else {
                *lower = upper;
                return;
            };
            match table::section(&format!("{pattern}[]")) {
                Some(_) => items(pattern, nodes, new, reporter),
                None => *lower = upper,
            }
        }
        (_, Content::Table(new)) => {
            let rest = match kind {
                Some(Kind::ByType(_, types)) if is_by_type(new, types) => other_types(lower, new, types),
                _ => Vec::new(),
            };
            *lower = upper;
            if let Content::Table(entries) = &mut lower.value.content {
                entries.extend(rest);
            }
        }
        _ => *lower = upper,
    }
}

/// The types of a key by type that `upper` leaves as they are.
fn other_types(lower: &Entry, upper: &[Entry], types: &[&str; 2]) -> Vec<Entry> {
    let absent = types
        .iter()
        .filter(|name| !upper.iter().any(|entry| entry.name == **name));
    let of = |name: &&str| match &lower.value.content {
        Content::Table(old) if is_by_type(old, types) => old.iter().find(|entry| entry.name == *name).cloned(),
        Content::Table(_) | Content::Number(_) => Some(Entry {
            name: (*name).to_owned(),
            ..lower.clone()
        }),
        _ => None,
    };
    absent.filter_map(of).collect()
}

/// Lays keys over single items of a list of tables.
fn items(list: &str, nodes: &mut [Node], upper: &[Entry], reporter: &mut Reporter<'_>) {
    let ids: Vec<String> = (nodes.iter().enumerate())
        .map(|(position, node)| naming::id(list, position + 1, node))
        .collect();
    for entry in upper {
        let path = join(list, &entry.name);
        let Some(position) = naming::find(&entry.name, &ids).and_then(|id| ids.iter().position(|own| own == id)) else {
            let (message, help) = naming::absent(list, &entry.name, &ids);
            reporter.report(Code::StageOutOfRange, Some(&entry.place), &path, message, help);
            continue;
        };
        match (&mut nodes[position].content, &entry.value.content) {
            (Content::Table(old), Content::Table(new)) => {
                lay(old, new.clone(), &At::Game(format!("{list}[]")), reporter);
            }
            _ => {
                let message = format!("`{path}` must be a table, not {}", entry.value.kind());
                let help = format!(
                    "replace one of its keys, such as \"{path}.{}\"",
                    read::first_number(list)
                );
                reporter.report(Code::WrongType, Some(&entry.value.place), &path, message, help);
            }
        }
    }
}

/// Evidence of the lower file holds for its own values only: where `upper` gives some of those that an entry covers, the entry is
/// written out for each of the others.
fn carry(lower: &[Entry], upper: &[Entry], whole: &mut [Entry]) {
    let table = |entries: &[Entry]| -> Vec<Entry> {
        let found = entries.iter().find(|entry| entry.name == EVIDENCE);
        match found.map(|entry| &entry.value.content) {
            Some(Content::Table(inner)) => inner.clone(),
            _ => Vec::new(),
        }
    };
    let (old, own) = (table(lower), table(upper));
    let [before, after] = [lower, &*whole].map(values);
    let names: Vec<String> = old.iter().chain(&own).map(|entry| entry.name.clone()).collect();
    let Some(entry) = whole.iter_mut().find(|entry| entry.name == EVIDENCE) else {
        return;
    };
    let Content::Table(kept) = &mut entry.value.content else {
        return;
    };
    for entry in old {
        let is_own = own.iter().any(|other| other.name == entry.name);
        let covered: Vec<&Place> = evidence::covered(&entry.name, &before)
            .map(|(_, place)| place)
            .collect();
        // Of one number for both types that is now written out by type, the part that is left has its place.
        let left = || after.given.iter().filter(|(_, given)| covered.contains(&&given.place));
        let is_whole =
            left().count() == covered.len() && evidence::covered(&entry.name, &after).count() == covered.len();
        if is_own || is_whole {
            continue;
        }
        kept.retain(|other| other.name != entry.name);
        let is_number = |value: &Option<Value>| !matches!(value, Some(Value::Text(_) | Value::Texts(_)));
        for (path, _) in left().filter(|(_, given)| is_number(&given.value)) {
            // Another entry may be nearer to the key, and then this one says nothing of it.
            if evidence::deepest(&names, path, &after) == Some(&entry.name) {
                kept.push(Entry {
                    name: path.clone(),
                    ..entry.clone()
                });
            }
        }
    }
}

/// What the tables of the game give, with places. What is wrong with it is told when all of it is read.
fn values(entries: &[Entry]) -> Layer {
    let game: Vec<Entry> = (entries.iter())
        .filter(|entry| !ABOUT.contains(&entry.name.as_str()))
        .cloned()
        .collect();
    read::layer(&game, Voice::File, &mut Reporter::new("", "", Vec::new()))
}
