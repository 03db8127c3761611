//! The table `[evidence]` of a file: what its values rest on.
//!
//! It alters no result. An entry names a key, or a table or stage and so all that is below it; of several that cover a value the deepest
//! holds.

use super::keys::{Key, Kind, Presence, parent, row};
use super::layer::Layer;
use super::naming;
use super::near::near;
use super::problem::Code;
use super::source::{Place, Reporter, shorten};
use super::suggest::nearest;
use super::table::{self, EVIDENCE};
use super::tree::{Content, Entry, join};
use super::value::{self, Value};

/// What it is.
pub(super) const ABOUT_EVIDENCE: &str =
    "What values rest on: one table [evidence.\"KEY\"] for each key, stage or table";
/// The marks of a grade, with what they mean.
pub(super) const MARKS: [(&str, &str); 4] = [
    ("C", "confirmed in a source"),
    ("M", "from memory"),
    ("D", "derived by a stated rule"),
    ("J", "judgement"),
];
/// The keys of each of its tables.
pub(super) const OF_EVIDENCE: [Key; 3] = [
    own(
        "source",
        "where it is written: author, title, year, or the place in a document",
    ),
    own(
        "grade",
        "marks C (confirmed in a source), M (from memory), D (derived by a stated rule), J (judgement), such as \"D, J\"",
    ),
    own("note", "how the value follows from the source, or why it is thought so"),
];

const fn own(name: &'static str, meaning: &'static str) -> Key {
    row(name, Kind::Text(2000), Presence::Optional("none"), "", meaning)
}

/// What a value rests on, as `[evidence]` says it; what it does not say is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grounds {
    pub source: String,
    /// Marks such as `D, J`.
    pub grade: String,
    pub note: String,
}

/// An entry of the table.
pub(super) struct Stated {
    /// As it is written.
    name: String,
    place: Place,
    /// The parts of its path; `*` stands for every item of a list.
    steps: Vec<String>,
    grounds: Grounds,
    /// Whether the file gives nothing that it covers.
    is_idle: bool,
}

/// Reads the table over what the file gives.
pub(super) fn read(tables: &[Entry], layer: &Layer, reporter: &mut Reporter<'_>) -> Vec<Stated> {
    let mut stated: Vec<Stated> = Vec::new();
    for table in tables {
        let Content::Table(entries) = &table.value.content else {
            let message = format!("`{EVIDENCE}` must be a table, not {}", table.value.kind());
            let help = "begin the evidence of each key with [evidence.\"KEY\"]";
            reporter.report(Code::WrongType, Some(&table.value.place), EVIDENCE, message, help);
            continue;
        };
        for entry in entries {
            let Some(one) = one(entry, layer, reporter) else {
                continue;
            };
            if stated.iter().any(|other| other.steps == one.steps) {
                let path = path_of(entry);
                let message = format!("`{path}` is given twice, under two names of one key");
                reporter.report(
                    Code::DuplicateKey,
                    Some(&entry.place),
                    &path,
                    message,
                    "keep one of the two",
                );
                continue;
            }
            stated.push(one);
        }
    }
    stated
}

fn path_of(entry: &Entry) -> String {
    format!("{EVIDENCE}.{}", shorten(&entry.name))
}

fn one(entry: &Entry, layer: &Layer, reporter: &mut Reporter<'_>) -> Option<Stated> {
    let path = path_of(entry);
    let Content::Table(entries) = &entry.value.content else {
        let message = format!("`{path}` must be a table, not {}", entry.value.kind());
        let help = format!(
            "begin it with [{EVIDENCE}.\"{}\"] and write source, grade or note below",
            shorten(&entry.name)
        );
        reporter.report(Code::WrongType, Some(&entry.value.place), &path, message, help);
        return None;
    };
    let before = reporter.problems.len() + reporter.unseen;
    let steps = steps(&entry.name, layer);
    // Without quotes, the parts of a key are tables in each other: that is said below.
    let is_own = |entry: &Entry| OF_EVIDENCE.iter().any(|key| key.path == entry.name);
    let nested = entries
        .iter()
        .find(|entry| !is_own(entry) && matches!(entry.value.content, Content::Table(_)));
    if !is_known(&steps) && nested.is_none() {
        unknown(entry, &path, reporter);
        return None;
    }
    for other in entries.iter().filter(|other| !is_own(other)) {
        let message = format!("`{path}` has no key `{}`", shorten(&other.name));
        let help = match nearest(&other.name, OF_EVIDENCE.iter().map(|key| key.path)) {
            Some(near) => format!("did you mean `{near}`?"),
            None if nested.is_some() => format!(
                "write the whole key in quotes, as in [{EVIDENCE}.\"{}\"]",
                shorten(&join(&entry.name, &unquoted(other)))
            ),
            None => "the keys here are source, grade and note".to_owned(),
        };
        let at = join(&path, &other.name);
        reporter.report(Code::UnknownKey, Some(&other.place), &at, message, help);
    }
    let mut text = |key: &Key| {
        let own = entries.iter().find(|entry| entry.name == key.path)?;
        match value::read(key, &join(&path, key.path), &own.value, reporter)? {
            Value::Text(text) => Some((text, &own.value.place)),
            _ => None,
        }
    };
    let [source, grade, note] = OF_EVIDENCE.each_ref().map(&mut text);
    if let Some((grade, place)) = &grade
        && marks(grade).is_none()
    {
        let at = join(&path, "grade");
        let message = format!("`{at}` is no grade of evidence");
        let words = MARKS.map(|(mark, meaning)| format!("{mark} ({meaning})"));
        let help = format!(
            "write one of {}, or several with commas, such as \"D, J\"",
            words.join(", ")
        );
        reporter.report(Code::BadEvidence, Some(place), &at, message, help);
    }
    if reporter.problems.len() + reporter.unseen > before {
        return None;
    }
    if source.is_none() && grade.is_none() && note.is_none() {
        let message = format!("`{path}` says nothing");
        let help = "write at least one of source, grade and note, or leave the table out";
        reporter.report(Code::BadEvidence, Some(&entry.place), &path, message, help);
        return None;
    }
    let spoilt = layer.is_spoilt(&steps.join(".")) || steps.first().is_some_and(|first| layer.is_spoilt(first));
    Some(Stated {
        is_idle: !spoilt && !layer.given.keys().any(|path| covers(&steps, path)),
        name: entry.name.clone(),
        place: entry.place.clone(),
        steps,
        grounds: Grounds {
            source: source.map_or_else(String::new, |(text, _)| text),
            grade: grade.and_then(|(text, _)| marks(&text)).unwrap_or_default(),
            note: note.map_or_else(String::new, |(text, _)| text),
        },
    })
}

/// Warns of evidence for what has no value.
pub(super) fn idle(stated: &[Stated], reporter: &mut Reporter<'_>) {
    for Stated { name, place, .. } in stated.iter().filter(|one| one.is_idle) {
        let message = format!("there is evidence for `{}`, and no value of it", shorten(name));
        let help = match parent(name) {
            "" => "give the key a value, or leave its evidence out".to_owned(),
            above => format!("give the key a value, or leave its evidence out; `{above}` covers all that is below it"),
        };
        let path = format!("{EVIDENCE}.{}", shorten(name));
        reporter.warn(Code::IdleEvidence, Some(place), &path, message, help);
    }
}

fn unknown(entry: &Entry, path: &str, reporter: &mut Reporter<'_>) {
    let message = format!(
        "there is no key or table `{}` to give evidence for",
        shorten(&entry.name)
    );
    let help = match near(&entry.name)[..] {
        [] => "name a key as the key reference has it, stages by their number: [evidence.\"stages.2.detection\"]"
            .to_owned(),
        [only] => format!("did you mean `{only}`?"),
        [first, second, ..] => format!("did you mean `{first}` or `{second}`?"),
    };
    reporter.report(Code::UnknownKey, Some(&entry.place), path, message, help);
}

/// The key below a header without quotes.
fn unquoted(entry: &Entry) -> String {
    match &entry.value.content {
        Content::Table(inner) => match inner.first() {
            Some(first) if matches!(first.value.content, Content::Table(_)) => join(&entry.name, &unquoted(first)),
            _ => entry.name.clone(),
        },
        _ => entry.name.clone(),
    }
}

/// Marks in one form; `None` if a word among them is no mark.
pub(super) fn marks(text: &str) -> Option<String> {
    let marks: Vec<&str> = text.split(',').map(str::trim).collect();
    let known = |mark: &&str| MARKS.iter().any(|(own, _)| own == mark);
    marks.iter().all(known).then(|| marks.join(", "))
}

/// The parts of a path as the layer has them: `stages[2].detection` is `stages`, `2`, `detection`. `[]` stands for every item.
fn steps(written: &str, layer: &Layer) -> Vec<String> {
    let dotted = written.replace("[]", ".*").replace('[', ".").replace(']', "");
    let mut steps: Vec<String> = dotted.split('.').map(|step| step.trim().to_owned()).collect();
    if let [list @ ("stages" | "stakeholders"), item, ..] = &steps.iter().map(String::as_str).collect::<Vec<_>>()[..]
        && let Some(id) = naming::find(item, layer.ids(list))
    {
        steps[1] = id.clone();
    }
    steps
}

/// Whether a key, part of a key, table or list has that path, in whichever scenario.
fn is_known(steps: &[String]) -> bool {
    let pattern = match steps {
        [list] => {
            return table::section(list).is_some() && !list.is_empty()
                || table::section(&format!("{list}[]")).is_some()
                || table::key(list).is_some();
        }
        [list, _, rest @ ..] if table::section(&format!("{list}[]")).is_some() => join_all(&format!("{list}[]"), rest),
        steps => steps.join("."),
    };
    let part = || {
        let key = table::key(parent(&pattern))?;
        let name = pattern.rsplit('.').next()?;
        key.kind.parts().iter().any(|(part, _)| part == name).then_some(())
    };
    table::key(&pattern).is_some() || table::section(&pattern).is_some() || part().is_some()
}

fn join_all(list: &str, rest: &[String]) -> String {
    rest.iter().fold(list.to_owned(), |path, step| join(&path, step))
}

fn covers(steps: &[String], path: &str) -> bool {
    let mut own = path.split('.');
    steps
        .iter()
        .all(|step| own.next().is_some_and(|part| step == "*" || step == part))
}

/// What an entry of that name covers of what a layer gives, with places.
pub(super) fn covered<'l>(name: &str, layer: &'l Layer) -> impl Iterator<Item = (&'l String, &'l Place)> {
    let steps = steps(name, layer);
    let given = layer.given.iter().map(|(path, given)| (path, &given.place));
    given.filter(move |(path, _)| covers(&steps, path))
}

/// The name of the deepest entry that covers a path.
pub(super) fn deepest<'n>(names: &'n [String], path: &str, layer: &Layer) -> Option<&'n String> {
    let covering = names.iter().map(|name| (steps(name, layer), name));
    let covering = covering.filter(|(steps, _)| covers(steps, path));
    covering.max_by_key(|(steps, _)| depth(steps)).map(|(_, name)| name)
}

/// By which of two entries that cover a key holds: the one that goes further down, and of one for all stages and one for one of them that of
/// the one.
fn depth(steps: &[String]) -> (usize, usize) {
    (steps.len(), steps.iter().filter(|step| *step != "*").count())
}

/// What is stated of a key by the deepest entry that covers it.
pub(super) fn of<'s>(stated: &'s [Stated], path: &str) -> Option<&'s Grounds> {
    let covering = stated.iter().filter(|one| covers(&one.steps, path));
    covering.max_by_key(|one| depth(&one.steps)).map(|one| &one.grounds)
}
