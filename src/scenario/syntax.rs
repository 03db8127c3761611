//! What the TOML parser has to say, as problems.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::de::Error;

use super::problem::Code;
use super::source::{Place, Reporter, shorten};
use super::spelling;

/// After so many faults of its text, a file is not looked at further.
const MOST: usize = 50;
/// The parser's words for a key that is given twice.
const DUPLICATE: &str = "duplicate key";
/// Lists of tables, which need double brackets.
const LISTS: [&str; 2] = ["stages", "stakeholders"];

/// What cannot be relied on in a text with syntax errors.
pub(super) struct Doubt {
    /// Where in the text what was read is guesswork: byte ranges.
    pub ranges: Vec<Range<usize>>,
    /// Names of lists that were written as tables.
    pub lists: Vec<String>,
}

/// Reports every syntax error with its place.
pub(super) fn report(errors: &[Error], text: &str, reporter: &mut Reporter<'_>) -> Doubt {
    let lines = Lines::new(text);
    let mut doubtful = broken_tables(errors, text, &lines);
    let mut known = None;
    let mut last_line = None;
    if let Some((line, slip)) = spelling::unclosed(text).filter(|_| !errors.is_empty()) {
        // What the parser says from there on is about a list that goes on for ever.
        let start = lines.0[line];
        let place = Place::in_file(start + slip.span.start..start + slip.span.end);
        reporter.report(Code::NotToml, Some(&place), "", slip.message, slip.help);
        known = Some(start);
        doubtful.push(start..text.len());
    }
    let mut lists = Vec::new();
    for (count, error) in errors.iter().enumerate() {
        let span = error.span().unwrap_or(0..0);
        if known.is_some_and(|start| span.start >= start) {
            continue;
        }
        if count >= MOST {
            reporter.unseen += errors.len() - count;
            break;
        }
        let place = Place::in_file(span.clone());
        let line = lines.of(span.start);
        if error.message() == DUPLICATE {
            let name = reporter.found(&place);
            let path = path_at(text, span.start, &name);
            let is_list = list_header(&path).is_some();
            if !is_list && doubtful.iter().any(|range| range.contains(&span.start)) {
                continue;
            }
            duplicate(&path, &place, &mut lists, reporter);
            continue;
        }
        // After the first error on a line the parser guesses; what it says then confuses more than it helps.
        if last_line.replace(line) == Some(line) {
            continue;
        }
        let start = lines.0[line];
        match spelling::slip(text[start..].lines().next().unwrap_or_default()) {
            Some(slip) => {
                let place = Place::in_file(start + slip.span.start..start + slip.span.end);
                reporter.report(Code::NotToml, Some(&place), "", slip.message, slip.help);
            }
            None => {
                let message = format!("this is not TOML: {}", error.message());
                let help = "write lines such as `key = 1.5`, `key = \"text\"`, or a table header such as `[clock]`";
                reporter.report(Code::NotToml, Some(&place), "", message, help);
            }
        }
    }
    Doubt {
        ranges: doubtful,
        lists,
    }
}

/// The list of tables that a header means, also in the singular or with a number behind it.
fn list(name: &str) -> Option<&'static str> {
    let plain = name.trim().to_lowercase();
    let plain = plain.split('.').next().unwrap_or_default();
    let same = |list: &&&str| plain == **list || plain == list.trim_end_matches('s');
    LISTS.iter().find(same).copied()
}

/// What stands below headers that cannot be read, down to the next header: it seems to belong to another table.
fn broken_tables(errors: &[Error], text: &str, lines: &Lines) -> Vec<Range<usize>> {
    let header = |line: usize| {
        let start = lines.0[line];
        let line = text[start..].lines().next().unwrap_or_default();
        line.trim_start_matches([' ', '\t']).starts_with('[') || spelling::header_name(line).is_some()
    };
    let is_list = |at: usize| {
        let line = text[lines.0[lines.of(at)]..].lines().next().unwrap_or_default();
        spelling::header_name(line).is_some_and(|name| list(&name).is_some())
    };
    let places = errors
        .iter()
        .filter_map(|error| Some((error.message(), error.span()?.start)))
        .filter(|(message, at)| *message != DUPLICATE || is_list(*at))
        .map(|(_, at)| lines.of(at));
    let broken: BTreeSet<usize> = places.filter(|line| header(*line)).take(MOST).collect();
    let below = broken.into_iter().map(|line| {
        let next = (line + 1..lines.0.len()).find(|line| header(*line));
        lines.0[line]..next.map_or(text.len() + 1, |line| lines.0[line])
    });
    below.collect()
}

/// Reports a key or header that is given twice; of a list that is written in single brackets, once.
fn duplicate(path: &str, place: &Place, lists: &mut Vec<String>, reporter: &mut Reporter<'_>) {
    let known = list_header(path);
    if known.is_some() && lists.iter().any(|other| list(other) == known) {
        return;
    }
    let message = format!("`{}` is given twice", shorten(path));
    let help = match known {
        Some(list) => format!("begin each of them with [[{list}]] in double brackets: {list} are a list"),
        None => "keep one of the two; every key and every [table] may be written once".to_string(),
    };
    if known.is_some() {
        lists.push(path.to_string());
    }
    reporter.report(Code::DuplicateKey, Some(place), path, message, help);
}

/// The list that a whole path means: `stages`, `stage` or `stages.2`, but no key of it.
fn list_header(path: &str) -> Option<&'static str> {
    let below = path
        .split_once('.')
        .is_none_or(|(_, rest)| rest.parse::<usize>().is_ok());
    list(path).filter(|_| below)
}

/// Where the lines of a text begin.
struct Lines(Vec<usize>);

impl Lines {
    fn new(text: &str) -> Self {
        let starts = text.match_indices('\n').map(|(at, _)| at + 1);
        Lines(std::iter::once(0).chain(starts).collect())
    }

    /// The line, counted from 0, that holds the byte at `at`.
    fn of(&self, at: usize) -> usize {
        self.0.partition_point(|start| *start <= at) - 1
    }
}

/// The key path of a key that stands at `at`: the parser does not tell, so the table header above it is looked up.
fn path_at(text: &str, at: usize, name: &str) -> String {
    let above = text.get(..at).unwrap_or_default();
    let line = above.rsplit('\n').next().unwrap_or_default();
    if line.trim_start().starts_with('[') {
        return text.lines().nth(above.matches('\n').count()).map_or_else(
            || name.to_string(),
            |line| {
                line.split('#')
                    .next()
                    .unwrap_or_default()
                    .trim()
                    .trim_matches(['[', ']'])
                    .to_string()
            },
        );
    }
    let headers = above.lines().map(str::trim).filter(|line| line.starts_with('['));
    let mut table = String::new();
    let mut position = 0;
    for header in headers {
        let inner = header
            .split(['#', ']'])
            .next()
            .unwrap_or_default()
            .trim_start_matches('[')
            .trim();
        if header.starts_with("[[") {
            position = if table.starts_with(inner) { position + 1 } else { 1 };
            table = format!("{inner}.{position}");
        } else {
            table = inner.to_string();
        }
    }
    super::tree::join(&table, name)
}
