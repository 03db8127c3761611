//! Keys that may be given in more than one form: as one number, or in parts that are numbers themselves.
//!
//! By type: `relief_cost = 0.5` or `relief_cost = { keeper = 0.3, reneger = 0.8 }`. By election: `turnover = 0.5` or
//! `turnover = [0.31, 0.86]`. Acceptance: `disarmer = 0.9` or `disarmer = { cost = 0.1 }`. A layer holds what was written: the
//! number at the path of the key, or the parts below it (`guarantor.relief_cost.keeper`, `guarantor.elections.turnover.2`,
//! `broker.acceptance.disarmer.cost`). An override of one part leaves the others as they were.

use super::domain::Domain;
use super::keys::{Key, Kind, MOST_ELECTIONS};
use super::layer::{Given, Layer};
use super::problem::Code;
use super::quantity::FAMILIES;
use super::source::{Reporter, shorten};
use super::suggest::nearest;
use super::tree::{Content, Entry, Node, join};
use super::value;

/// Reads the value of `key` at `path` into `layer`; `below` is the stack under an override, and `None` for the file itself.
pub(super) fn read(
    key: &Key,
    path: &str,
    node: &Node,
    below: Option<&Layer>,
    layer: &mut Layer,
    reporter: &mut Reporter<'_>,
) {
    let mut reader = Reader {
        key,
        path,
        layer,
        reporter,
    };
    match (key.kind, &node.content) {
        (Kind::ByType(domain, types), Content::Table(entries)) if is_by_type(entries, types) => {
            reader.by_type(domain, types, entries, node, below.is_some());
        }
        (Kind::ByElection(domain), Content::List(nodes)) => reader.by_election(domain, nodes, node),
        (Kind::ByElection(domain), Content::Table(entries)) if entries.iter().all(is_counted) => {
            reader.elections(domain, entries, below);
        }
        (Kind::Acceptance, Content::Table(entries)) if is_cost(entries) => {
            reader.number(Domain::NotNegative, &join(path, "cost"), &entries[0].value);
            reader.layer.replaced.insert(path.to_string());
        }
        (Kind::Acceptance, Content::Table(entries)) if means_cost(entries) => {
            let entry = &entries[0];
            let message = format!("`{path}` has no key `{}`", shorten(&entry.name));
            let help = "did you mean `cost`?";
            let at = join(path, &entry.name);
            reader
                .reporter
                .report(Code::UnknownKey, Some(&entry.place), &at, message, help);
            reader.layer.replaced.insert(path.to_string());
        }
        (_, Content::Number(_) | Content::Table(_)) => {
            if let Some(domain) = key.kind.domain() {
                reader.number(domain, path, node);
            }
            reader.layer.replaced.insert(path.to_string());
        }
        _ => {
            value::report_type(key, path, node, reporter);
            layer.given.insert(path.to_string(), Given::new(None, &node.place));
        }
    }
}

struct Reader<'r, 'a> {
    key: &'r Key,
    path: &'r str,
    layer: &'r mut Layer,
    reporter: &'r mut Reporter<'a>,
}

impl Reader<'_, '_> {
    fn number(&mut self, domain: Domain, path: &str, node: &Node) {
        let key = Key {
            kind: Kind::Number(domain),
            ..*self.key
        };
        let value = value::read(&key, path, node, self.reporter);
        self.layer
            .given
            .insert(path.to_string(), Given::new(value, &node.place));
    }

    fn by_type(&mut self, domain: Domain, types: &[&str; 2], entries: &[Entry], node: &Node, overrides: bool) {
        for entry in entries {
            let path = join(self.path, &entry.name);
            if types.contains(&entry.name.as_str()) {
                self.number(domain, &path, &entry.value);
                continue;
            }
            let message = format!("`{}` has no type `{}`", self.path, shorten(&entry.name));
            let help = match nearest(&entry.name, types.iter().copied()) {
                Some(near) => {
                    // Whoever meant that type does not miss it.
                    self.layer
                        .given
                        .insert(join(self.path, near), Given::new(None, &entry.place));
                    format!("did you mean `{near}`?")
                }
                None => format!("the types are {} and {}", types[0], types[1]),
            };
            self.reporter
                .report(Code::UnknownKey, Some(&entry.place), &path, message, help);
        }
        let missing = |layer: &Layer| {
            let absent = |name: &&&str| !layer.given.contains_key(&join(self.path, name));
            types.iter().find(absent).copied()
        };
        match missing(self.layer) {
            None => {
                self.layer.replaced.insert(self.path.to_string());
            }
            Some(_) if overrides => {}
            Some(name) => {
                let path = join(self.path, name);
                let message = format!("`{path}` is missing: a table by type needs both types");
                let help = format!("add `{name} = …`, or write one number for both types");
                self.reporter
                    .report(Code::MissingKey, Some(&node.place), &path, message, help);
                self.layer.given.insert(path, Given::new(None, &node.place));
            }
        }
    }

    fn by_election(&mut self, domain: Domain, nodes: &[Node], list: &Node) {
        self.layer.replaced.insert(self.path.to_string());
        if nodes.is_empty() || nodes.len() > MOST_ELECTIONS {
            let message = format!("`{}` is a list of {} entries", self.path, nodes.len());
            let help =
                format!("write one number, or 1 to {MOST_ELECTIONS}; the last one holds for all later elections");
            self.reporter
                .report(Code::TooManyEntries, Some(&list.place), self.path, message, help);
            self.layer
                .given
                .insert(self.path.to_string(), Given::new(None, &list.place));
            return;
        }
        for (position, node) in nodes.iter().enumerate() {
            self.number(domain, &join(self.path, &(position + 1).to_string()), node);
        }
    }

    /// Overrides of single entries of a list.
    fn elections(&mut self, domain: Domain, entries: &[Entry], below: Option<&Layer>) {
        let given = |position: usize| {
            let path = join(self.path, &position.to_string());
            below.is_some_and(|below| below.given.contains_key(&path))
        };
        let length = (1..).take_while(|position| given(*position)).count();
        for entry in entries {
            let path = join(self.path, &entry.name);
            match entry.name.parse::<usize>() {
                Ok(position) if (1..=length).contains(&position) => {
                    self.number(domain, &join(self.path, &position.to_string()), &entry.value);
                }
                _ => {
                    let message = format!("there is no `{}`: the list has {length} entries", shorten(&path));
                    let help = format!("write the whole list: `{} = [0.3, 0.8]`", self.path);
                    self.reporter
                        .report(Code::StageOutOfRange, Some(&entry.place), &path, message, help);
                }
            }
        }
    }
}

/// Whether a table is meant to hold a number for each type, and not to be a distribution.
pub(super) fn is_by_type(entries: &[Entry], types: &[&str; 2]) -> bool {
    let family = |entry: &Entry| nearest(&entry.name, FAMILIES.iter().map(|(family, _)| *family)).is_some();
    let kind = |entry: &Entry| nearest(&entry.name, types.iter().copied()).is_some();
    entries.iter().any(kind) || (entries.len() > 1 && !entries.iter().any(family))
}

fn is_counted(entry: &Entry) -> bool {
    entry.name.parse::<usize>().is_ok()
}

fn means_cost(entries: &[Entry]) -> bool {
    matches!(entries, [entry] if nearest(&entry.name, std::iter::once("cost")).is_some())
}

fn is_cost(entries: &[Entry]) -> bool {
    matches!(entries, [entry] if entry.name == "cost")
}
