//! Files of format 1: one problem that lists each key to change, with the value that keeps its meaning.
//!
//! Format 1 had one clock: a round's meeting failed with probability φ, and every meeting was both a chance of a step and a chance to
//! leave. With n rounds a year, meetings at a rate m fail to happen in a round with probability exp(−m/n), so m = −n ln φ keeps how often
//! the sides meet, and reviews at the same rate keep how often they can leave. Mediation saved a share s of the failed meetings: the
//! chance of none, φ (1 − s), is that of −n ln(1 − s) further meetings a year. An advance was enjoyed for one round, 1/n years.

use std::collections::BTreeMap;

use super::domain::Domain;
use super::keys::FORMAT;
use super::problem::Code;
use super::quantity::Distribution;
use super::source::Reporter;
use super::tree::{Content, Entry, Node, join};
use crate::numeric::elementary::ln;

/// The key that format 2 does without.
const RETIRED: &str = "talks.meeting_failure";
const FACILITATION: &str = "broker.instruments.facilitation";
/// Of a probability of 0 or 1, whose logarithm is none, this much is left.
const MARGIN: f64 = 0.001;

/// What to write instead of a key that format 2 does without.
pub(super) fn replacement(path: &str) -> Option<&'static str> {
    let help = "format 2 counts meetings: write `talks.meetings_per_year` = −(rounds a year) × ln(meeting_failure)";
    (path == RETIRED).then_some(help)
}

/// Reports what a file of format 1 has to change; whether it is one.
pub(super) fn report(own: &[Entry], arms: &[Entry], reporter: &mut Reporter<'_>) -> bool {
    let (file, of_arms) = (
        Nodes::of(own),
        arms.iter().map(Nodes::of_arms).next().unwrap_or_default(),
    );
    let format = file.0.get("format").copied();
    let is_first = matches!(format.map(|node| &node.content), Some(Content::Number(1.0)));
    let retired = file.0.get(RETIRED).copied();
    let retired = retired.or_else(|| of_arms.iter().find_map(|(_, nodes)| nodes.0.get(RETIRED).copied()));
    if !is_first && retired.is_none() {
        return false;
    }
    // A file that says it has format 2 means by its other keys what format 2 means.
    let whole = is_first || format.is_none();
    let mut changes = Vec::new();
    if whole {
        let old = if format.is_some() { "format = 1" } else { "" };
        changes.push(change(old, &format!("format = {FORMAT}")));
    }
    let clock = Clock {
        per_year: file.number("clock.rounds_per_year"),
    };
    if whole {
        new_keys(&file, &of_arms, &clock, &mut changes);
    }
    meetings(&file, "", whole, &clock, &mut changes);
    for (name, nodes) in &of_arms {
        meetings(nodes, &format!("arms.{name}: "), whole, &clock, &mut changes);
    }
    let place = format.filter(|_| is_first).or(retired).map(|node| node.place.clone());
    let key = if is_first { "format" } else { RETIRED };
    let message = match whole {
        true => format!("the file has format 1, and this version reads format {FORMAT}"),
        false => format!("`{RETIRED}` belongs to format 1, and the file has format {FORMAT}"),
    };
    let mut help = String::from("change these keys; each new value keeps the meaning of the old one:");
    for change in &changes {
        help.push_str("\n  ");
        help.push_str(change);
    }
    if whole && file.0.keys().any(|path| path.starts_with("broker.acceptance")) {
        help.push_str(
            "\n`broker.acceptance` keeps its numbers: they are now weights, and every world plays the broker",
        );
    }
    reporter.report(Code::UnsupportedFormat, place.as_ref(), key, message, help);
    true
}

/// `old → new`, or `add new` where nothing was written.
fn change(old: &str, new: &str) -> String {
    match old.is_empty() {
        true => format!("add `{new}`"),
        false => format!("`{old}` → `{new}`"),
    }
}

/// Keys that had a default in format 1 and must be given in format 2, and one whose default is another.
fn new_keys(file: &Nodes<'_>, arms: &[(&str, Nodes<'_>)], clock: &Clock, changes: &mut Vec<String>) {
    let is_given = |path: &str| file.0.contains_key(path);
    if !is_given("clock.foresight_years") {
        let years = file
            .number("clock.years")
            .map_or("(as `clock.years`)".to_string(), short);
        changes.push(change("", &format!("clock.foresight_years = {years}")));
    }
    if !is_given("disarmer.rebuild_years") {
        changes.push(change("", "disarmer.rebuild_years = 0"));
    }
    if !is_given("talks.sequence") {
        changes.push(change("", "talks.sequence = \"disarm_first\""));
    }
    if !is_given(RETIRED) {
        // Every round's meeting took place; now one is missed in a thousand.
        let rate = clock.rate(|n| short(-n * ln(MARGIN)), "7 × rounds a year");
        changes.push(change("", &format!("talks.meetings_per_year = {rate}")));
        changes.push(change("", &format!("talks.reviews_per_year = {rate}")));
    }
    let relief_first = |nodes: &Nodes<'_>| {
        let sequence = nodes.0.get("talks.sequence").map(|node| &node.content);
        matches!(sequence, Some(Content::Text(word)) if word == "relief_first")
    };
    if relief_first(file) || arms.iter().any(|(_, nodes)| relief_first(nodes)) {
        let years = clock.rate(|n| short(1.0 / n), "1 / rounds a year");
        changes.push(change("", &format!("talks.advance_years = {years}")));
    }
}

/// The failure of meetings and what mediation saves of it, in the file or in one arm.
fn meetings(nodes: &Nodes<'_>, label: &str, whole: bool, clock: &Clock, changes: &mut Vec<String>) {
    if let Some(node) = nodes.0.get(RETIRED) {
        let (old, new) = clock.converted(node, "−n ln(meeting_failure), n rounds a year", |failure, n| {
            -n * ln(failure.clamp(MARGIN, 1.0 - MARGIN))
        });
        let old = format!("{label}{RETIRED} = {old}");
        changes.push(change(&old, &format!("talks.meetings_per_year = {new}")));
        if !nodes.0.contains_key("talks.reviews_per_year") {
            changes.push(change("", &format!("{label}talks.reviews_per_year = {new}")));
        }
    }
    if let Some(node) = nodes.0.get(FACILITATION).filter(|_| whole)
        && !matches!(node.content, Content::Number(0.0))
    {
        let (old, new) = clock.converted(node, "−n ln(1 − facilitation), n rounds a year", |saved, n| {
            -n * ln(1.0 - saved.clamp(0.0, 1.0 - MARGIN))
        });
        changes.push(change(
            &format!("{label}{FACILITATION} = {old}"),
            &format!("{FACILITATION} = {new}"),
        ));
    }
}

struct Clock {
    per_year: Option<f64>,
}

impl Clock {
    /// What depends on the rounds a year, or its formula if they are not known.
    fn rate(&self, of: impl Fn(f64) -> String, formula: &str) -> String {
        let known = self.per_year.filter(|n| *n > 0.0 && n.is_finite());
        known.map_or_else(|| format!("({formula})"), of)
    }

    /// A share as it is written, and what it becomes under `map`, a monotone function of it and of the rounds a year. A distribution
    /// becomes that with the same central 90 %.
    fn converted(&self, node: &Node, formula: &str, map: impl Fn(f64, f64) -> f64) -> (String, String) {
        match &node.content {
            Content::Number(x) => (short(*x), self.rate(|n| short(map(*x, n) + 0.0), formula)),
            Content::Table(entries) => match share(entries) {
                Some(distribution) => {
                    let (family, parameters) = distribution.parts();
                    let parameters: Vec<String> = parameters.iter().map(f64::to_string).collect();
                    let interval = |n: f64| {
                        let mut ends = distribution.interval90().map(|end| map(end, n));
                        ends.sort_by(f64::total_cmp);
                        format!("{{ interval90 = [{}, {}] }}", short(ends[0]), short(ends[1]))
                    };
                    let old = format!("{{ {family} = [{}] }}", parameters.join(", "));
                    (old, self.rate(interval, formula))
                }
                None => ("…".to_string(), "…".to_string()),
            },
            _ => ("…".to_string(), "…".to_string()),
        }
    }
}

/// The distribution of a share, if it is one.
fn share(entries: &[Entry]) -> Option<Distribution> {
    let [entry] = entries else { return None };
    let Content::List(nodes) = &entry.value.content else {
        return None;
    };
    let number = |node: &Node| match node.content {
        Content::Number(x) if x.is_finite() => Some(x),
        _ => None,
    };
    let parameters: Vec<f64> = nodes.iter().map(number).collect::<Option<_>>()?;
    Distribution::new(&entry.name, &parameters, Domain::Share).ok()
}

/// Three significant digits.
fn short(x: f64) -> String {
    if x == 0.0 || !x.is_finite() {
        return "0".to_string();
    }
    let digits = (2 - x.abs().log10().floor() as i32).clamp(0, 12) as usize;
    let text = format!("{x:.digits$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_string(),
        false => text,
    }
}

/// Every value by its key path, in whatever form the path was written.
#[derive(Default)]
struct Nodes<'e>(BTreeMap<String, &'e Node>);

impl<'e> Nodes<'e> {
    fn of(entries: &'e [Entry]) -> Self {
        let mut nodes = Nodes::default();
        nodes.add(entries, "");
        nodes
    }

    /// The arms by name.
    fn of_arms(arms: &'e Entry) -> Vec<(&'e str, Self)> {
        let Content::Table(entries) = &arms.value.content else {
            return Vec::new();
        };
        let arm = |entry: &'e Entry| match &entry.value.content {
            Content::Table(inner) => Some((entry.name.as_str(), Nodes::of(inner))),
            _ => None,
        };
        entries.iter().filter_map(arm).collect()
    }

    fn add(&mut self, entries: &'e [Entry], path: &str) {
        for entry in entries {
            let path = join(path, &entry.name);
            if let Content::Table(inner) = &entry.value.content {
                self.add(inner, &path);
            }
            self.0.entry(path).or_insert(&entry.value);
        }
    }

    fn number(&self, path: &str) -> Option<f64> {
        match self.0.get(path)?.content {
            Content::Number(x) => Some(x),
            _ => None,
        }
    }
}
