//! The scenario of a case as text: as it stands in the library, where it extends the common base, and whole.

use std::fmt::Write;

use toml::{Table, Value};

use super::coded::Case;
use super::lines::{Line, quoted};
use super::rules::{Constants, lines};

/// Keys that stand in their own tables, in the order of a file.
const TABLES: [&str; 12] = [
    "clock",
    "disarmer",
    "guarantor",
    "guarantor.elections",
    "talks",
    "verification",
    "crises",
    "stages",
    "broker",
    "broker.instruments",
    "broker.information",
    "broker.interests",
];

/// The file of a case in the library, which extends `base.toml` beside it.
pub fn extending(case: &Case) -> String {
    let lines = lines(&case.codes, &Constants::AS_CODED);
    let mut text = String::from("#:schema ../scenario.schema.json\n");
    text.push_str(&heading(case));
    let _ = write!(
        text,
        "extends = \"base.toml\"\nname = {}\nsummary = {}\nsources = [{}]\n",
        quoted(&case.name),
        quoted(&summary(case)),
        quoted(case.source()),
    );
    text.push_str(&tables(&lines));
    text.push_str("\n[evidence]\n");
    for line in lines
        .iter()
        .filter(|line| !line.rule.is_empty() && !line.key.ends_with(".name"))
    {
        text.push_str(&evidence(case, line));
    }
    text
}

/// The whole scenario of a case under constants, from the text of the base.
///
/// # Errors
/// If the base is no TOML.
pub fn whole(case: &Case, base: &str, constants: &Constants) -> Result<String, toml::de::Error> {
    let mut common: Table = base.parse()?;
    common.remove("evidence");
    let mut all = Vec::new();
    flatten("", &common, &mut all);
    let own = lines(&case.codes, constants);
    all.retain(|(key, _)| key != "format" && own.iter().all(|line| line.key != *key));
    let common = all.into_iter().map(|(key, value)| Line {
        key,
        value,
        rule: "",
        variables: Vec::new(),
        grade: "",
    });
    let mut whole: Vec<Line> = common.collect();
    whole.extend(own);
    Ok(format!("format = 2\nname = {}\n{}", quoted(&case.name), tables(&whole)))
}

/// Paths and values of all keys of a table; a distribution is a value.
fn flatten(path: &str, table: &Table, into: &mut Vec<(String, String)>) {
    for (name, value) in table {
        let key = if path.is_empty() {
            name.clone()
        } else {
            format!("{path}.{name}")
        };
        match value {
            Value::Table(inner) if !inner.values().all(Value::is_array) => flatten(&key, inner, into),
            value => into.push((key, value.to_string())),
        }
    }
}

fn heading(case: &Case) -> String {
    let record = &case.codes.record;
    let mut text = format!(
        "# {}. Made from cases.csv by the rules of docs/coding.md; not to be edited.\n# The record: {}\n",
        case.name,
        case.source()
    );
    for (years, happened) in super::YEARS.into_iter().zip(&record.outcomes) {
        let words: Vec<String> = happened
            .iter()
            .map(|(outcome, weight)| match *weight {
                1.0 => outcome.title().to_owned(),
                weight => format!("{} ({weight})", outcome.title()),
            })
            .collect();
        let words = if words.is_empty() {
            "not known".to_owned()
        } else {
            words.join(" or ")
        };
        let _ = writeln!(text, "# What was there after {years} years: {words}");
    }
    text
}

fn summary(case: &Case) -> String {
    let codes = &case.codes;
    let third = match &codes.third_party {
        Some(name) => format!("; third party: {name}"),
        None => String::new(),
    };
    format!(
        "{} gives up, {} pays, from {}{third}.",
        codes.disarmer, codes.guarantor, codes.start
    )
}

/// Tables with their keys.
fn tables(lines: &[Line]) -> String {
    let mut text = String::new();
    for table in TABLES {
        if table == "stages" {
            text.push_str(&stages(lines));
            continue;
        }
        let deeper = |key: &str| {
            TABLES
                .iter()
                .any(|other| *other != table && other.len() > table.len() && starts(key, other))
        };
        let mine: Vec<(&str, &Line)> = lines
            .iter()
            .filter(|line| starts(&line.key, table) && !deeper(&line.key))
            .map(|line| (&line.key[table.len() + 1..], line))
            .collect();
        if !mine.is_empty() {
            let _ = writeln!(text, "\n[{table}]");
        }
        for (key, line) in mine {
            let _ = writeln!(text, "{key} = {}", line.value);
        }
    }
    text
}

fn starts(key: &str, table: &str) -> bool {
    key.strip_prefix(table).is_some_and(|rest| rest.starts_with('.'))
}

fn stages(lines: &[Line]) -> String {
    let mut text = String::new();
    let mut last = "";
    for line in lines {
        let Some((number, key)) = line.key.strip_prefix("stages.").and_then(|rest| rest.split_once('.')) else {
            continue;
        };
        if number != last {
            text.push_str("\n[[stages]]\n");
            last = number;
        }
        let _ = writeln!(text, "{key} = {}", line.value);
    }
    text
}

/// What a key rests on: the rule, and the coded values that enter it with their grades.
fn evidence(case: &Case, line: &Line) -> String {
    let mut grades = vec![line.grade];
    let mut entering = Vec::new();
    for variable in &line.variables {
        if let Some(coded) = case.coded(variable) {
            entering.push(format!("{variable} = {} ({})", coded.value, coded.grade));
            // A derived number is as well known as what it is derived from.
            if ["J", "M"].contains(&coded.grade.as_str()) && !grades.contains(&coded.grade.as_str()) {
                grades.push(&coded.grade);
            }
        }
    }
    let from = match entering.is_empty() {
        true => String::new(),
        false => format!(" from {}", entering.join(", ")),
    };
    let note = format!("rule {}{from}", line.rule);
    format!(
        "{} = {{ grade = {}, source = {}, note = {} }}\n",
        quoted(&line.key),
        quoted(&grades.join(", ")),
        quoted(&format!("{}; docs/coding.md", case.source())),
        quoted(&note),
    )
}
