//! The variants of a scenario that are compared, and what each is made from.
//!
//! Two arms exist without being written: `no_broker`, the scenario without its broker, and `broker`, the scenario as it
//! stands, if it has one. An arm in the file replaces keys of its parent: the arm named by `from`, or the scenario as it stands.

use std::collections::BTreeMap;

use super::keys::{Key, Kind, Presence, row};
use super::layer::Layer;
use super::problem::Code;
use super::read::{self, Voice};
use super::source::{Place, Reporter, shorten};
use super::suggest::nearest;
use super::table;
use super::tree::{Content, Entry, expand};
use super::value::{self, Value};

/// The scenario as it stands.
pub const BROKER: &str = "broker";
/// The scenario without its broker.
pub const NO_BROKER: &str = "no_broker";
/// A scenario has no more arms of its own than this.
pub(super) const MAX_ARMS: usize = 200;

/// The names of the keys of an arm itself.
pub(super) const OWN_NAMES: [&str; 3] = ["title", "summary", "from"];
/// The keys of an arm itself; all others are keys of the scenario.
const OWN: [Key; 3] = [
    own(OWN_NAMES[0], 80, "name to display"),
    own(OWN_NAMES[1], 2000, "what the arm is"),
    own(OWN_NAMES[2], 40, "the arm it is made from"),
];

const fn own(name: &'static str, longest: usize, meaning: &'static str) -> Key {
    row(name, Kind::Text(longest), Presence::Optional("none"), "", meaning)
}

/// The words of an arm before they are checked against the keys.
pub(super) struct Draft {
    pub name: String,
    pub place: Place,
    pub title: Option<String>,
    pub summary: Option<String>,
    from: Option<(String, Place)>,
    entries: Vec<Entry>,
}

/// An arm whose overrides have been read.
pub(super) struct Written {
    pub draft: Draft,
    /// The arm it is made from.
    pub parent: String,
    /// What it replaces.
    pub overrides: Layer,
    /// Its parent with what it replaces laid over it.
    pub stack: Layer,
}

/// Reads the `arms` table.
pub(super) fn drafts(arms: &Entry, reporter: &mut Reporter<'_>) -> Vec<Draft> {
    let Content::Table(entries) = &arms.value.content else {
        let message = format!("`arms` must be a table, not {}", arms.value.kind());
        let help = "begin each arm with [arms.NAME]";
        reporter.report(Code::WrongType, Some(&arms.value.place), "arms", message, help);
        return Vec::new();
    };
    if let Some(first) = entries.get(MAX_ARMS) {
        let message = format!(
            "there are {} arms, and at most {MAX_ARMS} can be compared",
            entries.len()
        );
        let help = "put some of them into a file of their own";
        reporter.report(Code::TooManyArms, Some(&first.place), "arms", message, help);
    }
    let few = entries.iter().take(MAX_ARMS);
    few.filter_map(|entry| draft(entry, reporter)).collect()
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
    let mut text = |key: &Key| {
        let given = entries.iter().find(|entry| entry.name == key.path)?;
        match value::read(key, &format!("{path}.{}", key.path), &given.value, reporter) {
            Some(Value::Text(text)) => Some((text, given.value.place.clone())),
            _ => None,
        }
    };
    let [title, summary, from] = OWN.each_ref().map(&mut text);
    let is_own = |entry: &&Entry| OWN.iter().any(|key| key.path == entry.name);
    let rest = entries.iter().filter(|entry| !is_own(entry)).cloned().collect();
    let entries = expand(rest, "", reporter);
    reporter.arm = None;
    Some(Draft {
        name: entry.name.clone(),
        place: entry.place.clone(),
        title: title.map(|(text, _)| text),
        summary: summary.map(|(text, _)| text),
        from,
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
        return false;
    }
    // Programs that read tables take these for a value that is not there.
    let missing = ["null", "nan", "na", "none", "true", "false", "inf"].contains(&name);
    if missing {
        let message =
            format!("an arm cannot be called `{name}`: programs that read the tables take the word for a value");
        let help = "add a word, such as `none_at_all`";
        reporter.report(Code::BadArmName, Some(place), path, message, help);
    }
    !missing
}

/// Lays the arms over what they are made from, in the order of the file. An arm whose parent is wrong, which is reported, is read as
/// if it had named none, so that its other faults are found as well.
pub(super) fn written(drafts: Vec<Draft>, base: &Layer, reporter: &mut Reporter<'_>) -> Vec<Written> {
    let mut stacks = BTreeMap::from([(NO_BROKER.to_string(), base.without(BROKER))]);
    let mut standing = NO_BROKER;
    if base.has(BROKER) {
        standing = BROKER;
        stacks.insert(BROKER.to_string(), base.clone());
    }
    let mut parents = parents(&drafts, standing, reporter);
    cut_circles(&drafts, &mut parents, standing, reporter);
    let mut waiting: Vec<(usize, Draft)> = drafts.into_iter().enumerate().collect();
    let mut written: Vec<(usize, Written)> = Vec::new();
    while !waiting.is_empty() {
        let (ready, later): (Vec<_>, Vec<_>) = waiting
            .into_iter()
            .partition(|(position, _)| stacks.contains_key(&parents[*position]));
        waiting = later;
        for (position, mut draft) in ready {
            let parent = parents[position].clone();
            let below = &stacks[&parent];
            reporter.arm = Some(draft.name.clone());
            if base.has(BROKER) && !below.has(BROKER) {
                without_broker(&mut draft, &parent, reporter);
            }
            let overrides = read::layer(&draft.entries, Voice::Arm(below), reporter);
            let stack = below.under(&overrides);
            stacks.insert(draft.name.clone(), stack.clone());
            written.push((
                position,
                Written {
                    draft,
                    parent,
                    overrides,
                    stack,
                },
            ));
        }
    }
    reporter.arm = None;
    written.sort_by_key(|(position, _)| *position);
    written.into_iter().map(|(_, arm)| arm).collect()
}

/// Reports keys of a broker in an arm that is made from one without a broker, and takes them out. An arm may bring a whole
/// broker of its own.
fn without_broker(draft: &mut Draft, parent: &str, reporter: &mut Reporter<'_>) {
    let required = |name: &str| {
        let path = format!("{BROKER}.{name}");
        table::key(&path).is_some_and(|key| key.presence == Presence::Required)
    };
    let partial = |entry: &Entry| match &entry.value.content {
        Content::Table(inner) => entry.name == BROKER && !inner.iter().any(|inner| required(&inner.name)),
        _ => false,
    };
    let Some(at) = draft.entries.iter().position(partial) else {
        return;
    };
    let entry = draft.entries.remove(at);
    let message = format!("`{parent}` has no broker whose keys could be replaced");
    let help = match parent {
        NO_BROKER => "write `from = \"broker\"`, or leave `from` out".to_string(),
        _ => format!("make the arm from `broker`, or from another arm than `{parent}`"),
    };
    reporter.report(Code::Contradiction, Some(&entry.place), BROKER, message, help);
}

/// The parent of each draft; what is no arm is reported and replaced by `standing`.
fn parents(drafts: &[Draft], standing: &str, reporter: &mut Reporter<'_>) -> Vec<String> {
    let own = drafts.iter().map(|draft| draft.name.as_str());
    let known: Vec<&str> = own.chain([NO_BROKER, standing]).collect();
    let parent = |draft: &Draft| {
        let Some((from, place)) = &draft.from else {
            return standing.to_string();
        };
        if known.contains(&from.as_str()) {
            return from.clone();
        }
        let path = format!("arms.{}.from", draft.name);
        let message = match from == BROKER {
            true => "there is no arm `broker`: the scenario has no [broker]".to_string(),
            false => format!("there is no arm `{}` to make this one from", shorten(from)),
        };
        let help = match nearest(from, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the arms are {}", known.join(", ")),
        };
        reporter.report(Code::UnknownArm, Some(place), &path, message, help);
        standing.to_string()
    };
    drafts.iter().map(parent).collect()
}

/// Reports arms that are made from each other in a circle, and makes the first of each circle from `standing`.
fn cut_circles(drafts: &[Draft], parents: &mut [String], standing: &str, reporter: &mut Reporter<'_>) {
    let at: BTreeMap<&str, usize> = drafts.iter().enumerate().map(|(i, d)| (d.name.as_str(), i)).collect();
    for (position, draft) in drafts.iter().enumerate() {
        let mut line = vec![draft.name.as_str()];
        let mut next = position;
        while let Some(above) = at.get(parents[next].as_str()).filter(|_| line.len() <= drafts.len()) {
            line.push(&drafts[*above].name);
            if *above == position {
                let path = format!("arms.{}.from", draft.name);
                let message = format!("arms are made from each other in a circle: {}", line.join(" from "));
                let help = "make one of them from `no_broker` or `broker`, or leave out its `from`";
                let place = draft.from.as_ref().map(|(_, place)| place);
                reporter.report(Code::CircularArms, place, &path, message, help);
                parents[position] = standing.to_string();
                break;
            }
            next = *above;
        }
    }
}
