//! In what two scenarios differ, or two results: as data, as text and as JSON.

mod apart;
mod results;
mod scenarios;
mod text;
mod verdict;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::notation::{counted, significant};
use crate::report::words::plain_setting;
use crate::scenario::Change;
use crate::stats::Estimate;

pub use results::{Results, Row, Setting, Side};
pub use scenarios::Scenarios;
pub use verdict::{Pairing, Verdict};

/// What was compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Diff {
    /// Two scenario files.
    Scenarios(Box<Scenarios>),
    /// Two folders of results.
    Results(Box<Results>),
}

/// An estimate with its interval; what is not known is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The estimate.
    pub value: Option<f64>,
    /// Its standard error.
    pub std_error: Option<f64>,
    /// Lower end of its interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

impl Diff {
    /// Whether anything differs that alters results: the hash of the scenarios, or that of the runs.
    pub fn differs(&self) -> bool {
        match self {
            Diff::Scenarios(scenarios) => scenarios.hashes[0] != scenarios.hashes[1],
            Diff::Results(results) => results.run_hashes[0] != results.run_hashes[1],
        }
    }

    /// For people: paragraphs and tables, to be laid out where they are printed.
    pub fn text(&self) -> String {
        match self {
            Diff::Scenarios(scenarios) => scenarios.text(),
            Diff::Results(results) => results.text(),
        }
    }

    /// For programs.
    pub fn json(&self) -> Value {
        let mut value = serde_json::json!(self);
        value["differs"] = Value::Bool(self.differs());
        value
    }
}

impl From<Estimate> for Figure {
    fn from(estimate: Estimate) -> Self {
        Figure {
            value: estimate.value,
            std_error: estimate.std_error,
            low: estimate.low,
            high: estimate.high,
        }
    }
}

impl Figure {
    /// As the formatters of numbers take it.
    fn estimate(&self) -> Estimate {
        Estimate {
            value: self.value,
            std_error: self.std_error,
            low: self.low,
            high: self.high,
            observations: 0,
        }
    }
}

/// Keys with both values: what each is and means, then the two.
fn keys(changes: &[Change]) -> String {
    let mut text = String::new();
    for change in changes {
        let unit = match change.unit.as_str() {
            "" => String::new(),
            unit => format!(" [{unit}]"),
        };
        let meaning = match change.meaning.as_str() {
            "" => String::new(),
            meaning => format!(": {meaning}"),
        };
        text.push_str(&format!("  {}{unit}{meaning}\n", change.key));
        let [first, second] = change.values.each_ref().map(|given| match given {
            None => "not there".to_owned(),
            Some(given) => match given.median {
                Some(median) => format!("{} (median {})", given.written, significant(median)),
                None => given.written.clone(),
            },
        });
        let basis = change.values.each_ref().map(|given| match given {
            Some(given) if !given.basis.is_empty() => format!(": {}", given.basis),
            _ => String::new(),
        });
        text.push_str(&match basis.iter().all(String::is_empty) {
            true => format!("    {first} → {second}\n"),
            false => format!("    {first}{}\n    → {second}{}\n", basis[0], basis[1]),
        });
    }
    text
}

/// `3 keys differ`, `1 key differs`.
fn differ(n: usize, what: &str) -> String {
    let verb = if n == 1 { "differs" } else { "differ" };
    format!("{} {verb}", counted(n as u64, what))
}

/// Texts of which only one of the two has each, as lines.
fn only(text: &mut String, what: &str, [first, second]: &[Vec<String>; 2]) {
    for (place, list) in [("first", first), ("second", second)] {
        if !list.is_empty() {
            text.push_str(&format!("\n{what} only in the {place}:\n"));
            list.iter().for_each(|one| text.push_str(&format!("  {one}\n")));
        }
    }
}

/// A value of a manifest in words.
fn words(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => plain_setting(text).to_owned(),
        Value::Array(all) if all.is_empty() => "none".to_owned(),
        Value::Array(all) => all.iter().map(words).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}
