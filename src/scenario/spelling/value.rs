//! Values with a slip: comments behind them, texts without quotes, tables in another notation.

use super::entries;
use super::number::{self, Meant};
use super::{COMMENTS, Slip, is_toml, new, write};
use crate::scenario::keys::{Key, Kind};
use crate::scenario::month::Month;
use crate::scenario::quantity::FAMILIES;
use crate::scenario::table::KEYS;

/// Words for a value that is not there.
const NOTHING: [&str; 8] = ["null", "none", "nil", "na", "n/a", "nan", "tbd", "?"];

/// The slip in the value of a key that begins at byte `begin` of its line.
pub(super) fn slip(key: &str, value: &str, begin: usize) -> Option<Slip> {
    if let Some(slip) = comment(key, value, begin) {
        return Some(slip);
    }
    let plain = without_comment(value);
    if is_toml(&format!("x = {plain}")) {
        return None;
    }
    let span = begin..begin + plain.len();
    if let Some(second) = second_key(plain) {
        let at = begin + second;
        let help = format!("write `{}` on a line of its own", plain[second..].trim());
        return Some(new(at..begin + plain.len(), "two keys stand on one line", help));
    }
    if NOTHING.contains(&plain.to_lowercase().as_str()) {
        let message = format!("`{plain}` is not a value");
        return Some(new(
            span,
            message,
            "leave the line out: the reference says what holds then",
        ));
    }
    if ["yes", "on"].iter().any(|flag| plain.eq_ignore_ascii_case(flag)) {
        let message = format!("`{plain}` is not a value");
        let help = match holds(key, |kind| kind.domain().is_some()) {
            true => format!("write a number such as `{key} = 1`"),
            false => format!("write a number such as `{key} = 1`, or a text in quotes, `{key} = \"{plain}\"`"),
        };
        return Some(new(span, message, help));
    }
    let dashed = plain.replace('/', "-");
    if holds(key, |kind| kind == Kind::Month) && dashed.parse::<Month>().is_ok() {
        let help = write(&format!("{key} = \"{dashed}\""))?;
        return Some(new(span, "a month stands in quotes", help));
    }
    let found = match holds(key, |kind| matches!(kind, Kind::Text(_))) {
        true => quoted(plain)
            .filter(|meant| meant.toml.starts_with(['"', '\'']))
            .or_else(|| mended(plain)),
        false => mended(plain),
    };
    // A text is no remedy where a number is needed.
    let number = holds(key, |kind| kind.domain().is_some());
    if number && found.as_ref().is_some_and(|meant| !is_number(&meant.toml)) {
        let message = format!("`{plain}` is not a number");
        return Some(new(span, message, format!("write a number, such as `{key} = 0.4`")));
    }
    let Some(mended) = found else {
        return no_number(key, plain, span);
    };
    let help = write(&format!("{key} = {}", mended.toml))?;
    Some(new(span, mended.why, help))
}

/// Whether every key of that name, in whichever table, is of a kind.
fn holds(key: &str, is: impl Fn(Kind) -> bool) -> bool {
    let name = key.trim_matches(['"', '\'']).rsplit('.').next().unwrap_or(key).trim();
    let of_name = |key: &&Key| key.path.rsplit('.').next() == Some(name);
    let mut keys = KEYS.iter().filter(of_name).peekable();
    keys.peek().is_some() && keys.all(|key| is(key.kind))
}

/// Whether TOML that was proposed can be the value of a number: no text, and neither true nor false.
fn is_number(toml: &str) -> bool {
    !toml.starts_with(['"', '\'', 't', 'f'])
}

/// What begins like a number and is none.
fn no_number(key: &str, plain: &str, span: std::ops::Range<usize>) -> Option<Slip> {
    let digits = plain
        .trim_start_matches(['+', '-', '.'])
        .starts_with(|c: char| c.is_ascii_digit());
    let several: Vec<&str> = plain.split_whitespace().collect();
    let help = match several.as_slice() {
        [low, high] if low.parse::<f64>().is_ok() && high.parse::<f64>().is_ok() => {
            format!("write one number, or `{key} = {{ interval90 = [{low}, {high}] }}` for an interval")
        }
        _ => format!("write one number, such as `{key} = 0.4`"),
    };
    digits.then(|| new(span, format!("`{plain}` is not a number"), help))
}

/// What a value means that TOML does not read.
pub(in crate::scenario) fn mended(text: &str) -> Option<Meant> {
    let found = number::meant(text)
        .or_else(|| called(text))
        .or_else(|| entries::mended(text))
        .or_else(|| quoted(text))?;
    is_toml(&format!("x = {}", found.toml)).then_some(found)
}

fn meant(toml: String, why: &str) -> Option<Meant> {
    is_toml(&format!("x = {toml}")).then(|| Meant {
        toml,
        why: why.to_string(),
    })
}

/// A value without the comment behind it, also if a quote that nothing closes stands before the comment.
fn without_comment(value: &str) -> &str {
    let mut quote = None;
    for (at, c) in value.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(open) if c == '#' && value[..at].ends_with(' ') && !value[at..].contains(open) => {
                return value[..at].trim();
            }
            None if c == '#' => return value[..at].trim(),
            None if c == '"' || c == '\'' => quote = Some(c),
            _ => {}
        }
    }
    value
}

/// A comment in the manner of another language behind a value.
fn comment(key: &str, value: &str, begin: usize) -> Option<Slip> {
    let outside = super::brackets::outside_texts(value);
    let marks = COMMENTS
        .iter()
        .filter(|mark| !["%", "!", "'"].contains(*mark))
        .chain(&["("]);
    for mark in marks {
        let Some((at, _)) = outside.iter().find(|(at, _)| *at > 0 && value[*at..].starts_with(mark)) else {
            continue;
        };
        let before = value[..*at].trim();
        let right = match is_toml(&format!("x = {before}")) {
            true => before.to_string(),
            false => number::meant(before)?.toml,
        };
        let note = value[at + mark.len()..].trim();
        let note = note
            .trim_end_matches("*/")
            .trim_end_matches("-->")
            .trim_start_matches('#')
            .trim();
        let note = if *mark == "(" { note.trim_end_matches(')') } else { note };
        if note.is_empty() || before.is_empty() {
            continue;
        }
        let help = write(&format!("{key} = {right} # {note}"))?;
        let message = format!("a comment begins with `#`, not with `{mark}`");
        return Some(new(begin + at..begin + at + mark.len(), message, help));
    }
    None
}

/// Where a second `key = value` begins behind a value.
fn second_key(text: &str) -> Option<usize> {
    if text.contains(['{', '"', '\'']) {
        return None;
    }
    let equals = text.find('=')?;
    let before = text[..equals].trim_end();
    let at = before.rfind([' ', ',', ';'])? + 1;
    let name = &before[at..];
    let word = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
    word.then_some(at)
}

/// `uniform(0.2, 0.5)`, `uniform [0.2, 0.5]`, `uniform: 0.2, 0.5`.
fn called(text: &str) -> Option<Meant> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
    let (name, rest) = text.split_at(end);
    let family = FAMILIES.iter().map(|(family, _)| *family);
    let family = crate::scenario::suggest::nearest(name, family)?;
    let numbers = entries::numbers(rest.trim().trim_matches([':', '=', ' ']))?;
    meant(
        format!("{{ {family} = [{numbers}] }}"),
        "a distribution is written as a table with one key",
    )
}

/// Texts without quotes, or with one that is not closed.
fn quoted(text: &str) -> Option<Meant> {
    let open = text.chars().next()?;
    if open == '"' || open == '\'' {
        let inner = text.trim_matches(['"', '\'']);
        if let Some(number) = number::meant(inner) {
            return meant(number.toml, "a number stands without quotes");
        }
        if inner.parse::<f64>().is_ok() {
            return meant(inner.to_string(), "a number stands without quotes");
        }
        if inner.contains('\\') && !inner.contains('\'') {
            return meant(
                format!("'{inner}'"),
                "a backslash has a meaning of its own in double quotes",
            );
        }
        if inner.contains('"') && !inner.contains('\'') {
            return meant(
                format!("'{inner}'"),
                "a text that holds double quotes stands in single ones",
            );
        }
        return meant(
            format!("\"{inner}\""),
            "this text is not closed by the quote that opens it",
        );
    }
    let sentence = |c: char| c.is_alphanumeric() || " _-.,()'’&/:".contains(c);
    let word = open.is_alphabetic() && text.chars().all(sentence);
    let flag = ["true", "false"].iter().find(|flag| text.eq_ignore_ascii_case(flag));
    if let Some(flag) = flag {
        return meant((*flag).to_string(), "true and false are written in small letters");
    }
    if ["no", "off"].iter().any(|flag| text.eq_ignore_ascii_case(flag)) {
        return meant("false".to_string(), "no is written as false");
    }
    word.then(|| meant(format!("\"{text}\""), "a text stands in quotes"))?
}
