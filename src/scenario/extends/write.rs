//! A merged tree as text: values and comments as they were written, in one form of tables.

use crate::scenario::comment::Comment;
use crate::scenario::made::{Part, Piece};
use crate::scenario::printable::printable;
use crate::scenario::source::{Origin, Place};
use crate::scenario::table::{self, EVIDENCE};
use crate::scenario::tree::{Content, Entry, Node, join};

/// The text of a tree, and where its stretches come from.
pub(super) fn write(tree: &[Entry], parts: &[Part]) -> (String, Vec<Piece>) {
    let mut writer = Writer {
        parts,
        text: String::new(),
        pieces: Vec::new(),
    };
    writer.beginning();
    writer.table(&[], tree);
    (writer.text, writer.pieces)
}

struct Writer<'p> {
    parts: &'p [Part],
    text: String,
    pieces: Vec<Piece>,
}

/// Names of tables in each other, with the places of the names.
type Path<'e> = Vec<(&'e str, &'e Place)>;

impl<'p> Writer<'p> {
    /// What the text was made of, and the comment at the beginning of the scenario's own file.
    fn beginning(&mut self) {
        let names: Vec<String> = self.parts.iter().map(|part| printable(&part.name)).collect();
        self.text.push_str(&format!(
            "# Made from {}: each value is that of the first of them that gives it. None of them is needed any more.\n",
            names.join(", ")
        ));
        let own = self.parts.first().map_or("", |part| part.text.as_str());
        let own = own.trim_start_matches('\u{feff}').lines();
        for line in own.take_while(|line| line.starts_with('#')) {
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
        self.text.push('\n');
    }

    /// The lines of a table, then the tables in it with their headers.
    fn table(&mut self, path: &[(&str, &Place)], entries: &[Entry]) {
        let at: Vec<&str> = path.iter().map(|(name, _)| *name).collect();
        let (tables, lines): (Vec<&Entry>, Vec<&Entry>) = entries.iter().partition(|entry| self.has_header(&at, entry));
        for entry in lines {
            self.line(&mut Vec::new(), entry);
        }
        for entry in tables {
            let path: Path = path
                .iter()
                .copied()
                .chain([(entry.name.as_str(), &entry.place)])
                .collect();
            match &entry.value.content {
                Content::Table(inner) => {
                    let at: Vec<&str> = path.iter().map(|(name, _)| *name).collect();
                    let only_tables = !inner.is_empty() && inner.iter().all(|entry| self.has_header(&at, entry));
                    if !only_tables {
                        self.header("[", &path, "]", &entry.value.place);
                    }
                    self.table(&path, inner);
                }
                Content::List(nodes) => {
                    for node in nodes {
                        self.header("[[", &path, "]]", &node.place);
                        if let Content::Table(inner) = &node.content {
                            self.table(&path, inner);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn header(&mut self, open: &str, path: &[(&str, &Place)], close: &str, place: &Place) {
        if !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
        self.token(open, place);
        for (i, (name, place)) in path.iter().enumerate() {
            if i > 0 {
                self.text.push('.');
            }
            self.token(&quoted(name), place);
        }
        self.text.push_str(close);
        self.text.push('\n');
    }

    /// An entry on a line of its own, or on one for each value below it.
    fn line<'e>(&mut self, above: &mut Path<'e>, entry: &'e Entry) {
        above.push((&entry.name, &entry.place));
        match &entry.value.content {
            Content::Table(inner) if !inner.is_empty() && !self.is_whole(&entry.value) => {
                for entry in inner {
                    self.line(above, entry);
                }
            }
            _ => self.value(above, &entry.value),
        }
        above.pop();
    }

    fn value(&mut self, path: &[(&str, &Place)], node: &Node) {
        let comment = match self.part(&node.place) {
            Some((_, part)) => Comment::beside(&part.text, node.place.span.end),
            None => Comment::None,
        };
        if let Comment::Above(lines) = &comment {
            for line in lines.iter().rev() {
                self.text.push_str(line.trim_end());
                self.text.push('\n');
            }
        }
        for (i, (name, place)) in path.iter().enumerate() {
            if i > 0 {
                self.text.push('.');
            }
            self.token(&quoted(name), place);
        }
        self.text.push_str(" = ");
        match &node.content {
            // Without braces in its file, it is a header or part of a dotted key.
            Content::Table(inner) if inner.is_empty() => self.token("{}", &node.place),
            _ => self.copy(&node.place),
        }
        if let Comment::Behind(words) = comment {
            self.text.push_str("  # ");
            self.text.push_str(words);
        }
        self.text.push('\n');
    }

    /// Whether an entry of the table at `at` is written with a header of its own.
    fn has_header(&self, at: &[&str], entry: &Entry) -> bool {
        match &entry.value.content {
            Content::List(nodes) => self.is_list_of_tables(nodes),
            Content::Table(_) if holds_lists(&entry.value, &|nodes| self.is_list_of_tables(nodes)) => true,
            Content::Table(_) => match at {
                [] => is_section(&[], &entry.name) || !self.is_whole(&entry.value),
                ["arms" | "levers" | EVIDENCE] => true,
                ["arms" | "levers" | EVIDENCE, ..] => false,
                at => is_section(at, &entry.name),
            },
            _ => false,
        }
    }

    /// Whether a list is written as tables in double brackets. One in single brackets is so, too, if keys were laid over its items.
    fn is_list_of_tables(&self, nodes: &[Node]) -> bool {
        let is_table = |node: &Node| matches!(node.content, Content::Table(_));
        let in_braces = |node: &Node| self.is_whole(node);
        !nodes.is_empty() && nodes.iter().all(is_table) && !nodes.iter().all(in_braces)
    }

    /// Whether a table was written in braces and holds what it held there.
    fn is_whole(&self, node: &Node) -> bool {
        let Content::Table(inner) = &node.content else {
            return true;
        };
        let begins = |part: &Part| part.text[node.place.span.clone()].starts_with('{');
        self.part(&node.place).is_some_and(|(_, part)| begins(part))
            && inner.iter().all(|entry| is_inside(entry, &node.place))
    }

    fn part(&self, place: &Place) -> Option<(usize, &'p Part)> {
        match place.origin {
            Origin::Part(at) => Some((at, self.parts.get(at)?)),
            Origin::File | Origin::Setting(_) => None,
        }
    }

    /// Words that stand for what stands at a place.
    fn token(&mut self, words: &str, place: &Place) {
        self.piece(words.to_owned(), place, false);
    }

    /// What stands at a place.
    fn copy(&mut self, place: &Place) {
        let words = self
            .part(place)
            .map(|(_, part)| part.text[place.span.clone()].to_owned());
        self.piece(words.unwrap_or_default(), place, true);
    }

    fn piece(&mut self, words: String, place: &Place, verbatim: bool) {
        let start = self.text.len();
        self.text.push_str(&words);
        if let Some((part, _)) = self.part(place) {
            self.pieces.push(Piece {
                made: start..self.text.len(),
                part,
                source: place.span.clone(),
                verbatim,
            });
        }
    }
}

/// Whether a table of the game stands there.
fn is_section(at: &[&str], name: &str) -> bool {
    let pattern = match at {
        [list @ ("stages" | "stakeholders"), rest @ ..] => join(&format!("{list}[]"), &rest.join(".")),
        at => at.join("."),
    };
    table::section(&join(pattern.trim_end_matches('.'), name)).is_some()
}

fn is_inside(entry: &Entry, place: &Place) -> bool {
    let inside = |inner: &Place| {
        inner.origin == place.origin && place.span.start <= inner.span.start && inner.span.end <= place.span.end
    };
    let below = match &entry.value.content {
        Content::Table(inner) => inner.iter().all(|entry| is_inside(entry, place)),
        _ => true,
    };
    inside(&entry.place) && inside(&entry.value.place) && below
}

/// Whether a table holds, at any depth, a list that needs headers.
fn holds_lists(node: &Node, is_list: &dyn Fn(&[Node]) -> bool) -> bool {
    match &node.content {
        Content::Table(inner) => inner.iter().any(|entry| holds_lists(&entry.value, is_list)),
        Content::List(nodes) => is_list(nodes),
        _ => false,
    }
}

/// A key as TOML has it.
fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    match !name.is_empty() && name.chars().all(plain) {
        true => name.to_owned(),
        // The escapes of JSON are those of TOML, but for one character that JSON leaves as it is.
        false => serde_json::Value::from(name).to_string().replace('\u{7f}', "\\u007f"),
    }
}
