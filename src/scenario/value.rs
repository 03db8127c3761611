//! One value against the specification of its key.

use serde_json::{Value as Json, json};

use super::domain::Domain;
use super::keys::{FORMAT, Key, Kind, NAME};
use super::month::Month;
use super::printable::is_hidden;
use super::problem::Code;
use super::quantity::Quantity;
use super::range::{Fault, distribution};
use super::source::Reporter;
use super::spelling::number;
use super::suggest::nearest;
use super::table::MEANT;
use super::tree::{Content, Node};

/// A value that suits its key.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Number(Quantity),
    Word(&'static str),
    Text(String),
    Texts(Vec<String>),
}

impl Value {
    pub fn to_json(&self) -> Json {
        match self {
            Value::Number(Quantity::Fixed(x)) if x.fract() == 0.0 && x.abs() < 1e9 => json!(*x as i64),
            Value::Number(quantity) => json!(quantity),
            Value::Word(word) => json!(word),
            Value::Text(text) => json!(text),
            Value::Texts(texts) => json!(texts),
        }
    }
}

/// Reports a value of the wrong type.
pub(super) fn report_type(key: &Key, path: &str, node: &Node, reporter: &mut Reporter<'_>) {
    let message = format!("`{path}` must be {}, not {}", expected(key.kind), node.kind());
    reporter.report(Code::WrongType, Some(&node.place), path, message, example(key.kind));
}

/// Checks `node` as the value of `key` at `path`. What is wrong is reported, and then there is no value.
pub(super) fn read(key: &Key, path: &str, node: &Node, reporter: &mut Reporter<'_>) -> Option<Value> {
    let value = match (key.kind, &node.content) {
        (Kind::Number(domain), Content::Number(x)) => checked(path, *x, domain).map(fixed),
        (Kind::Fixed(domain), Content::Number(x)) => checked(path, *x, domain).map(fixed),
        (Kind::Number(domain), Content::Table(entries)) => {
            distribution(path, entries, domain).map(|d| Value::Number(Quantity::Distribution(d)))
        }
        (Kind::Fixed(domain), Content::Table(_)) => Err(Fault(
            Code::MustBeFixed,
            format!("`{path}` shapes the game and cannot be uncertain"),
            format!("write a plain number, {}", domain.phrase()),
        )),
        (Kind::Word(words), Content::Text(text)) => word(path, text, words),
        (Kind::Text(longest), Content::Text(text)) => text_of(path, text, longest).map(Value::Text),
        (Kind::Texts(longest), Content::List(nodes)) => return texts(path, nodes, longest, reporter),
        (Kind::Number(domain), Content::List(nodes)) => Err(list(path, nodes, domain)),
        (kind, Content::Text(text)) if kind.domain().is_some() && understood(text).is_some() => Err(Fault(
            Code::WrongType,
            format!("`{path}` must be {}, not a text", expected(key.kind)),
            format!("write {} without quotes", understood(text).unwrap_or_default()),
        )),
        (Kind::Texts(_), Content::Text(text)) => Err(Fault(
            Code::WrongType,
            format!("`{path}` must be a list of texts, not a text"),
            format!("write [{}]", serde_json::Value::from(super::source::shorten(text))),
        )),
        (Kind::Month, Content::Text(text)) => month(path, text),
        (Kind::Format, Content::Number(x)) => format_number(*x),
        (kind, _) => Err(Fault(
            Code::WrongType,
            format!("`{path}` must be {}, not {}", expected(kind), node.kind()),
            example(kind),
        )),
    };
    match value {
        Ok(value) => Some(value),
        Err(Fault(code, message, help)) => {
            reporter.report(code, Some(&node.place), path, message, help);
            None
        }
    }
}

/// The number that a text means.
fn understood(text: &str) -> Option<String> {
    number::read(text)
}

fn fixed(x: f64) -> Value {
    Value::Number(Quantity::Fixed(x))
}

fn checked(path: &str, x: f64, domain: Domain) -> Result<f64, Fault> {
    if !x.is_finite() {
        let help = format!("write a number, {}", domain.phrase());
        return Err(Fault(Code::NotFinite, format!("`{path}` is not a finite number"), help));
    }
    let whole = domain != Domain::Count || x.fract() == 0.0;
    if whole && domain.interval().contains(x) {
        // Minus zero would print as -0 and compare equal to zero.
        return Ok(x + 0.0);
    }
    let share = (x * 1e10).round() / 1e12;
    let meant = match domain.is_unit() && x >= 2.0 && domain.interval().contains(share) {
        true => format!("; {x} per cent is {share}"),
        false => String::new(),
    };
    Err(Fault(
        Code::OutOfRange,
        format!("`{path}` is {x}, which is out of range"),
        format!("it must be {}{meant}", domain.phrase()),
    ))
}

/// A list where a number is needed: most likely an interval.
fn list(path: &str, nodes: &[Node], domain: Domain) -> Fault {
    let numbers: Vec<String> = nodes
        .iter()
        .filter_map(|node| match node.content {
            Content::Number(x) => Some(x.to_string()),
            _ => None,
        })
        .collect();
    let help = match (numbers.len(), numbers.len() == nodes.len()) {
        (2, true) if domain == Domain::Real => format!("for a range, write {{ uniform = [{}] }}", numbers.join(", ")),
        (2, true) => {
            let ends = numbers.join(", ");
            format!("for a 90 % interval, write {{ interval90 = [{ends}] }}; for a range, {{ uniform = [{ends}] }}")
        }
        (3, true) => format!(
            "for low, best guess and high, write {{ pert = [{}] }}",
            numbers.join(", ")
        ),
        _ => format!("write one number, {}", domain.phrase()),
    };
    let message = format!("`{path}` must be a number or a distribution, not a list");
    Fault(Code::WrongType, message, help)
}

fn word(path: &str, text: &str, words: &'static [&'static str]) -> Result<Value, Fault> {
    if let Some(word) = words.iter().find(|word| **word == text) {
        return Ok(Value::Word(word));
    }
    let mut help = format!("write {}", choices(words));
    if let Some(near) = nearest(text, words.iter().copied()) {
        help = format!("did you mean \"{near}\"? {help}");
    }
    let message = format!("\"{}\" is not a choice for `{path}`", super::source::shorten(text));
    Err(Fault(Code::UnknownWord, message, help))
}

fn choices(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    quoted.join(" or ")
}

fn text_of(path: &str, text: &str, longest: usize) -> Result<String, Fault> {
    let text = text.trim();
    let reason = if text.is_empty() {
        "is empty".to_string()
    } else if text.chars().count() > longest {
        format!("is longer than {longest} characters")
    } else if text
        .chars()
        .any(|c| c.is_control() && (longest <= NAME || !"\n\r\t".contains(c)))
    {
        "holds control characters or line breaks".to_string()
    } else if text.chars().any(|c| is_hidden(c) && !c.is_control()) {
        "holds invisible marks, of writing direction for instance".to_string()
    } else {
        return Ok(text.to_string());
    };
    let help = format!("write a text of 1 to {longest} characters, or leave the key out");
    Err(Fault(Code::BadText, format!("`{path}` {reason}"), help))
}

fn texts(path: &str, nodes: &[Node], longest: usize, reporter: &mut Reporter<'_>) -> Option<Value> {
    let before = reporter.problems.len();
    let mut texts = Vec::new();
    for node in nodes {
        let text = match &node.content {
            Content::Text(text) => text_of(path, text, longest),
            _ => Err(Fault(
                Code::WrongType,
                format!("`{path}` must be a list of texts, but holds {}", node.kind()),
                example(Kind::Texts(longest)),
            )),
        };
        match text {
            Ok(text) if path == MEANT && !is_warning(&text) => {
                let codes = || Code::REASONS.iter().map(|(code, _)| code.name());
                let help = match nearest(&text, codes()) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => format!("the warnings are {}", Vec::from_iter(codes()).join(", ")),
                };
                let message = format!("there is no warning `{}`", super::source::shorten(&text));
                reporter.report(Code::UnknownWord, Some(&node.place), path, message, help);
            }
            Ok(text) => texts.push(text),
            Err(Fault(code, message, help)) => reporter.report(code, Some(&node.place), path, message, help),
        }
    }
    (reporter.problems.len() == before).then_some(Value::Texts(texts))
}

fn is_warning(text: &str) -> bool {
    Code::REASONS.iter().any(|(code, _)| code.name() == text)
}

fn month(path: &str, text: &str) -> Result<Value, Fault> {
    if let Ok(month) = text.parse::<Month>() {
        return Ok(Value::Text(month.to_string()));
    }
    let message = format!("`{path}` is \"{}\", which is not a month", super::source::shorten(text));
    Err(Fault(Code::BadText, message, example(Kind::Month)))
}

fn format_number(x: f64) -> Result<Value, Fault> {
    if x == f64::from(FORMAT) {
        return Ok(fixed(x));
    }
    Err(Fault(
        Code::UnsupportedFormat,
        format!("the file has format {x}, and this version reads format {FORMAT}"),
        format!("write `format = {FORMAT}`, or use a version of the program that knows this format"),
    ))
}

fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::Number(_) => "a number or a distribution",
        Kind::ByType(..) => "a number, a distribution or a table with one for each type",
        Kind::ByElection(_) => "a number, a distribution or a list of them by election",
        Kind::Acceptance => "a probability or { cost = … }",
        Kind::Fixed(_) | Kind::Format => "a number",
        Kind::Word(_) => "one of its words",
        Kind::Text(_) => "a text",
        Kind::Month => "a month in quotes",
        Kind::Texts(_) => "a list of texts",
    }
}

fn example(kind: Kind) -> String {
    match kind {
        Kind::Number(domain) => format!("write a number without quotes, {}", domain.phrase()),
        Kind::Fixed(domain) => format!("write a number without quotes, {}", domain.phrase()),
        Kind::ByType(domain, [first, second]) => format!(
            "write a number without quotes, {}, or {{ {first} = …, {second} = … }}",
            domain.phrase()
        ),
        Kind::ByElection(domain) => format!(
            "write a number without quotes, {}, or a list such as [0.3, 0.8]",
            domain.phrase()
        ),
        Kind::Acceptance => "write a probability from 0 to 1, or { cost = 0.1 } to let the side decide".to_string(),
        Kind::Word(words) => format!("write {}", choices(words)),
        Kind::Text(_) => "write a text in quotes, such as \"Korea 2018\"".to_string(),
        Kind::Texts(_) => "write a list such as [\"first source\", \"second source\"]".to_string(),
        Kind::Month => "write year and month in quotes, such as \"2018-06\"".to_string(),
        Kind::Format => format!("write `format = {FORMAT}`"),
    }
}
