//! From a tree to a layer: every key is looked up in the table of keys, and every value is checked against it.

use super::arms::OWN_NAMES;
use super::forms;
use super::keys::{self, Key, Kind};
use super::layer::{Given, Layer};
use super::lookup::by_column;
use super::naming;
use super::problem::Code;
use super::source::{Reporter, shorten};
use super::suggest::nearest;
use super::table::{self, CORRELATIONS, EVIDENCE, EXTENDS, KEYS, SECTIONS};
use super::tree::{Content, Entry, Node, join};
use super::upgrade;
use super::value;
use crate::game::MAX_STAGES;

/// No more stakeholders than this.
pub(super) const MAX_STAKEHOLDERS: usize = 32;

/// Who is speaking.
#[derive(Clone, Copy)]
pub(super) enum Voice<'a> {
    File,
    /// A setting, laid over this stack.
    Setting(&'a Layer),
    /// An arm, laid over this stack.
    Arm(&'a Layer),
}

/// Reads the entries of a whole scenario or of a set of overrides. `arms` is not read here.
pub(super) fn layer(entries: &[Entry], voice: Voice<'_>, reporter: &mut Reporter<'_>) -> Layer {
    let mut reader = Reader {
        voice,
        reporter,
        layer: Layer::default(),
    };
    reader.table(entries, "", "");
    reader.layer
}

struct Reader<'r, 'a> {
    voice: Voice<'r>,
    reporter: &'r mut Reporter<'a>,
    layer: Layer,
}

impl Reader<'_, '_> {
    /// Reads the table at `path`, whose keys are those of `pattern` (the path with `[]` for list positions).
    fn table(&mut self, entries: &[Entry], pattern: &str, path: &str) {
        for entry in entries {
            let path = join(path, &entry.name);
            let inner = join(pattern, &entry.name);
            let list = format!("{inner}[]");
            if entry.name.contains(['.', '[', ']']) {
                // A quoted name with dots is one name in TOML, and no key has such a name.
                self.unknown(entry, pattern, &path);
            } else if let Some(key) = table::key(&inner) {
                self.leaf(key, path, &entry.value);
            } else if let Some(section) = table::section(&inner) {
                self.section(section, path, &entry.value);
            } else if let Some(section) = table::section(&list) {
                // Lists stand at the top of the file only, so their name is their path.
                self.list(section.path.trim_end_matches("[]"), &entry.value);
            } else {
                self.unknown(entry, pattern, &path);
            }
        }
    }

    fn leaf(&mut self, key: &Key, path: String, node: &Node) {
        if let Voice::Arm(_) = self.voice
            && matches!(key.kind, Kind::Text(_) | Kind::Texts(_) | Kind::Month | Kind::Format)
            && !path.starts_with("stakeholders.")
        {
            let message = format!("`{path}` is the same in every arm");
            let help = match (path.contains('.'), &self.reporter.arm) {
                // Written at the end of the file, it belongs to the last table.
                (false, Some(arm)) => format!(
                    "this line belongs to [arms.{arm}], the table above it: write `{path}` at the top of the file, above the \
                     first [table]"
                ),
                _ => {
                    "an arm may replace numbers, choices and stakeholders, and have a `summary` of its own".to_string()
                }
            };
            self.reporter
                .report(Code::NotOverridable, Some(&node.place), &path, message, help);
            return;
        }
        if key.kind.parts().is_empty() {
            let value = value::read(key, &path, node, self.reporter);
            self.layer.given.insert(path, Given::new(value, &node.place));
            return;
        }
        let below = match self.voice {
            Voice::File => None,
            Voice::Setting(below) | Voice::Arm(below) => Some(below),
        };
        forms::read(key, &path, node, below, &mut self.layer, self.reporter);
    }

    fn section(&mut self, section: &keys::Section, path: String, node: &Node) {
        match &node.content {
            Content::Table(entries) => {
                self.layer.sections.insert(path.clone(), node.place.clone());
                self.table(entries, section.path, &path);
            }
            Content::Flag(false) if section.optional => {
                self.layer.removed.insert(path);
            }
            _ => {
                let mut help = format!("write the keys of `{path}` in a table: [{path}]");
                if section.optional {
                    help.push_str(&format!(", or `{path} = false` to do without it"));
                }
                let message = format!("`{path}` must be a table, not {}", node.kind());
                self.reporter
                    .report(Code::WrongType, Some(&node.place), &path, message, help);
                self.layer.spoilt.insert(path);
            }
        }
    }

    fn list(&mut self, name: &'static str, node: &Node) {
        let whole = matches!(self.voice, Voice::File) || name == "stakeholders";
        match (&node.content, self.voice) {
            (Content::List(nodes), _) if whole => self.items(name, nodes, node),
            (Content::Table(entries), Voice::Setting(below) | Voice::Arm(below)) => {
                self.overridden(name, entries, below);
            }
            (Content::List(_), _) => {
                let message = format!("`{name}` cannot be replaced as a whole: every arm has the same roadmap");
                let help = "replace single keys, such as \"stages.2.detection\" = 0.9";
                self.reporter
                    .report(Code::NotOverridable, Some(&node.place), name, message, help);
            }
            _ => {
                let message = format!("`{name}` must be a list of tables, not {}", node.kind());
                let help = format!("begin each of them with [[{name}]] in double brackets");
                self.reporter
                    .report(Code::WrongType, Some(&node.place), name, message, help);
                self.layer.spoilt.insert(name.to_string());
            }
        }
    }

    fn items(&mut self, name: &'static str, nodes: &[Node], list: &Node) {
        let most = if name == "stages" { MAX_STAGES } else { MAX_STAKEHOLDERS };
        if nodes.len() > most {
            let message = format!("there are {} {name}, and at most {most} can be played", nodes.len());
            let help = format!("join some of them, so that at most {most} are left");
            let place = nodes.get(most).map_or(&list.place, |node| &node.place);
            self.reporter
                .report(Code::TooManyEntries, Some(place), name, message, help);
            self.layer.spoilt.insert(name.to_string());
        }
        // Items beyond the limit are not read: a file of a million stages has one problem, not millions.
        let nodes = &nodes[..nodes.len().min(most)];
        let mut ids: Vec<String> = Vec::new();
        for (position, node) in nodes.iter().enumerate() {
            let id = naming::id(name, position + 1, node);
            let path = format!("{name}.{id}");
            if ids.contains(&id) {
                let message = format!("two {name} share the name `{id}`, so that nothing tells their keys apart");
                let help = "give each a name of its own, different in more than signs and spaces";
                self.reporter
                    .report(Code::DuplicateName, Some(&node.place), &path, message, help);
                continue;
            }
            ids.push(id);
            match &node.content {
                Content::Table(entries) => {
                    self.layer.sections.insert(path.clone(), node.place.clone());
                    self.table(entries, &format!("{name}[]"), &path);
                }
                _ => {
                    let message = format!("`{path}` must be a table, not {}", node.kind());
                    let help = format!("begin each of the {name} with [[{name}]]");
                    self.reporter
                        .report(Code::WrongType, Some(&node.place), &path, message, help);
                    self.layer.spoilt.insert(path);
                }
            }
        }
        self.layer.lists.insert(name, ids);
    }

    /// Reads what is laid over single items of a list.
    fn overridden(&mut self, name: &'static str, entries: &[Entry], below: &Layer) {
        let ids = below.ids(name);
        // A list that could not be read has been reported, and nobody knows what it holds.
        if ids.is_empty() && below.is_spoilt(name) {
            return;
        }
        for entry in entries {
            let path = join(name, &entry.name);
            let Some(id) = naming::find(&entry.name, ids) else {
                let (message, help) = naming::absent(name, &entry.name, ids);
                self.reporter
                    .report(Code::StageOutOfRange, Some(&entry.place), &path, message, help);
                continue;
            };
            // The canonical path, also if it was written as `stages.03`.
            let path = format!("{name}.{id}");
            match &entry.value.content {
                Content::Table(inner) => self.table(inner, &format!("{name}[]"), &path),
                _ => {
                    let message = format!("`{path}` must be a table, not {}", entry.value.kind());
                    let help = format!("replace one of its keys, such as \"{path}.{}\"", first_number(name));
                    self.reporter
                        .report(Code::WrongType, Some(&entry.value.place), &path, message, help);
                }
            }
        }
    }

    fn unknown(&mut self, entry: &Entry, pattern: &str, path: &str) {
        if path == CORRELATIONS {
            let message = format!("`{path}` are the same in every arm, and cannot be replaced");
            let help = "they are written in the file, as [[correlations]]; a key that an arm or a setting fixes takes no part in them";
            self.reporter
                .report(Code::NotOverridable, Some(&entry.place), path, message, help);
            return;
        }
        let siblings = children(pattern);
        let message = match pattern {
            "" => format!("there is no key or table `{}`", shorten(&entry.name)),
            _ => format!("`{}` has no key `{}`", keys::parent(path), shorten(&entry.name)),
        };
        let help = if let Some(help) = upgrade::replacement(path) {
            help.to_string()
        } else if path == "arms" {
            "arms are written in the file, as [arms.NAME]".to_string()
        } else if path == "levers" {
            "levers are written in the file, as [levers.\"KEY\"]".to_string()
        } else if path == EVIDENCE {
            "evidence is written in the file, as [evidence.\"KEY\"]; for a value of an arm, write it into a comment beside the value"
                .to_string()
        } else if entry.name == EXTENDS {
            "`extends` is written at the top of the file, above the first [table]".to_string()
        } else if let Some(near) = self.of_arm(entry, pattern) {
            format!("did you mean `{near}`?")
        } else if let Some(right) = in_columns(&entry.name) {
            format!("that is the name of a column: the key is `{right}`")
        } else if let Some(inner) = self.repeated(entry, pattern, path) {
            inner
        } else if let Some((home, near)) = self.elsewhere(entry, pattern, path, &siblings) {
            match near {
                Some(near) => format!("`{}` belongs to {home}; the key here is `{near}`", entry.name),
                None => format!("`{}` belongs to {home}", entry.name),
            }
        } else if let Some(near) = nearest(&entry.name, siblings.iter().copied()) {
            // Whoever meant that key does not miss it.
            self.layer.spoilt.insert(join(keys::parent(path), near));
            match table::section(&format!("{}[]", join(pattern, near))) {
                _ if near == CORRELATIONS => format!("did you mean `{near}`? Begin each of them with [[{near}]]"),
                Some(_) => format!("did you mean `{near}`? Begin each of them with [[{near}]]"),
                None => format!("did you mean `{near}`?"),
            }
        } else if let Some(way) = synonym(&entry.name) {
            format!("did you mean {way}?")
        } else if !entry.name.contains('.') && table::key(&entry.name).is_some() {
            format!(
                "this line belongs to [{}]: `{}` stands at the top of the file, above the first [table]",
                keys::parent(path),
                entry.name
            )
        } else if let Some(key) = KEYS.iter().find(|key| key.path == entry.name) {
            format!(
                "write `{}` without the quotes, or in its table [{}]",
                key.path,
                keys::parent(key.path)
            )
        } else if let Some(tables) = homes(&entry.name) {
            format!("`{}` belongs to {tables}", entry.name)
        } else {
            format!("the keys here are {}", siblings.join(", "))
        };
        self.reporter
            .report(Code::UnknownKey, Some(&entry.place), path, message, help);
    }
}

impl Reader<'_, '_> {
    /// The key of an arm itself that a misspelt one means.
    fn of_arm(&self, entry: &Entry, pattern: &str) -> Option<&'static str> {
        let in_arm = matches!(self.voice, Voice::Arm(_)) && pattern.is_empty();
        nearest(&entry.name, OWN_NAMES.into_iter()).filter(|_| in_arm)
    }

    /// Help for `disarmer.dealer_prior` in the table [disarmer], whose name is then written twice.
    fn repeated(&mut self, entry: &Entry, pattern: &str, path: &str) -> Option<String> {
        let Content::Table(inner) = &entry.value.content else {
            return None;
        };
        let first = pattern
            .split('.')
            .next()
            .filter(|first| !first.is_empty() && *first == entry.name)?;
        let name = inner.first()?.name.clone();
        for entry in inner {
            self.layer.spoilt.insert(join(keys::parent(path), &entry.name));
        }
        Some(format!(
            "the table is [{first}] already: write `{name} = …`, or move the line to the top of the file, above the first [table]"
        ))
    }

    /// The table that a key of exactly this name belongs to, if it is not one of `siblings`; and the key here that was
    /// perhaps meant, which is then not missed.
    fn elsewhere<'s>(
        &mut self,
        entry: &Entry,
        pattern: &str,
        path: &str,
        siblings: &[&'s str],
    ) -> Option<(String, Option<&'s str>)> {
        let home = homes(&entry.name).filter(|_| !pattern.is_empty())?;
        let near = nearest(&entry.name, siblings.iter().copied());
        if let Some(near) = near {
            self.layer.spoilt.insert(join(keys::parent(path), near));
        }
        Some((home, near))
    }
}

/// The key whose column in tables of results has this name: `guarantor_keeper_prior`, `stages_2_detection`.
fn in_columns(name: &str) -> Option<String> {
    let key = by_column(name).filter(|key| key.path.contains('.') && !name.contains('.'))?;
    let item = name.split('_').find(|part| part.parse::<usize>().is_ok());
    Some(key.path.replace("[]", &format!(".{}", item.unwrap_or("1"))))
}

/// Words of other programs for what is called otherwise here.
fn synonym(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "title" | "scenario" | "label" => "`name`",
        "description" | "comment" | "notes" | "note" => "`summary`, or a comment that begins with `#`",
        "version" => "`format`",
        "variants" | "treatments" | "cases" => "`arms`, with a table [arms.NAME] for each",
        "discount" | "discounting" | "discount_rate" | "delta" => {
            "`discount_factor`, the weight of a payoff a year later"
        }
        "lambda" | "precision" => "`rationality`",
        "mediator" | "third_party" => "`broker`",
        "time" | "horizon" | "calendar" => "`clock`",
        _ => return None,
    })
}

/// Names of the keys and tables that may stand in the table of `pattern`.
pub(super) fn children(pattern: &str) -> Vec<&'static str> {
    let keys = KEYS.iter().map(|key| key.path);
    let tables = SECTIONS.iter().map(|section| section.path.trim_end_matches("[]"));
    let mut names: Vec<&str> = keys
        .chain(tables)
        .filter(|path| !path.is_empty() && keys::parent(path) == pattern)
        .map(|path| path.rsplit('.').next().unwrap_or(path))
        .collect();
    if pattern.is_empty() {
        names.extend(["arms", CORRELATIONS, EVIDENCE, EXTENDS, "levers"]);
    }
    names
}

/// The tables that have a key of that name.
fn homes(name: &str) -> Option<String> {
    let tables: Vec<String> = KEYS
        .iter()
        .filter(|key| !keys::parent(key.path).is_empty() && key.path.rsplit('.').next() == Some(name))
        .map(|key| match keys::parent(key.path).strip_suffix("[]") {
            Some(list) => format!("[[{list}]]"),
            None => format!("[{}]", keys::parent(key.path)),
        })
        .collect();
    (!tables.is_empty()).then(|| tables.join(" or "))
}

/// A number of an item of a list, to name an example.
pub(super) fn first_number(list: &str) -> &'static str {
    if list == "stages" { "detection" } else { "backs" }
}
