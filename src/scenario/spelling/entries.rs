//! Lists and tables with slips inside: their entries are mended one by one.

use super::brackets::outside_texts;
use super::number::{self, Meant};
use super::{is_toml, separator_at};
use crate::scenario::quantity::FAMILIES;

/// Deeper values than this are nothing that a scenario holds.
const DEEPEST: usize = 4;

/// A table or list as it was meant.
pub(super) fn mended(text: &str) -> Option<Meant> {
    let toml = match text.chars().next()? {
        '{' => table(text, 0)?,
        '[' | '(' => list(text, 0)?,
        _ => return None,
    };
    let why = match text.starts_with('{') {
        true if text.contains(':') => "in a table, a key and its value are separated by `=`",
        true => "a table is written as { key = value, key = value }, and the numbers of a distribution as [low, high]",
        false => "a list stands in square brackets, with commas between its entries",
    };
    Some(Meant {
        toml,
        why: why.to_string(),
    })
}

/// The numbers of a distribution, with or without brackets: numbers all, or the two ends of a range.
pub(super) fn numbers(text: &str) -> Option<String> {
    let inner = text.trim().trim_matches(['(', ')', '[', ']', '{', '}', ' ']);
    if let Some(ends) = number::ends(inner) {
        return Some(ends.join(", "));
    }
    let separated = inner.contains([',', ';']);
    let parts: Vec<&str> = match separated {
        true => inner
            .split([',', ';'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect(),
        false => inner.split_whitespace().collect(),
    };
    let numbers: Option<Vec<String>> = parts.iter().map(|part| single(part)).collect();
    numbers
        .filter(|numbers| !numbers.is_empty())
        .map(|numbers| numbers.join(", "))
}

/// One number; a range is none.
fn single(text: &str) -> Option<String> {
    let text = text.trim_matches(['"', '\'']);
    number::read(text).filter(|number| !number.starts_with('{'))
}

fn value(text: &str, depth: usize) -> Option<String> {
    let text = text.trim();
    if depth > DEEPEST {
        return None;
    }
    if is_toml(&format!("x = {text}")) {
        return Some(text.to_string());
    }
    match text.chars().next()? {
        '{' => table(text, depth + 1),
        '[' | '(' => list(text, depth + 1),
        '"' | '\'' => text_of(text),
        _ => number::meant(text).map(|meant| meant.toml),
    }
}

/// A text whose quote is not closed.
fn text_of(text: &str) -> Option<String> {
    let inner = text.trim_matches(['"', '\'']);
    let plain = !inner.contains(['"', '\\']) && !inner.is_empty();
    plain.then(|| format!("\"{inner}\""))
}

fn table(text: &str, depth: usize) -> Option<String> {
    let inner = inside(text, '{', '}');
    let keys = keys(inner);
    let mut entries = Vec::new();
    for (position, (name, _, from)) in keys.iter().enumerate() {
        let to = keys.get(position + 1).map_or(inner.len(), |next| next.1);
        let written = inner.get(*from..to)?.trim().trim_end_matches([',', ';']).trim();
        let family = FAMILIES.iter().any(|(family, _)| family == name);
        let right = match family {
            true => format!("[{}]", numbers(written)?),
            false => value(written, depth)?,
        };
        entries.push(format!("{name} = {right}"));
    }
    (!entries.is_empty()).then(|| format!("{{ {} }}", entries.join(", ")))
}

fn list(text: &str, depth: usize) -> Option<String> {
    let (open, close) = if text.starts_with('(') { ('(', ')') } else { ('[', ']') };
    let inner = inside(text, open, close);
    let mut entries = Vec::new();
    for part in pieces(inner) {
        match value(part, depth) {
            Some(entry) => entries.push(entry),
            None => entries.extend(apart(part)?),
        }
    }
    (!entries.is_empty()).then(|| format!("[{}]", entries.join(", ")))
}

/// Entries without commas between them: texts in quotes, or numbers.
fn apart(text: &str) -> Option<Vec<String>> {
    if let Some(quote) = text.chars().next().filter(|c| ['"', '\''].contains(c)) {
        let parts: Vec<&str> = text.split(quote).collect();
        let between = parts.iter().step_by(2).all(|part| part.trim().is_empty());
        let texts = parts
            .iter()
            .skip(1)
            .step_by(2)
            .map(|part| format!("{quote}{part}{quote}"));
        return (between && parts.len() % 2 == 1).then(|| texts.collect());
    }
    text.split_whitespace().map(single).collect()
}

/// What stands between the brackets, of which the second may lack.
fn inside(text: &str, open: char, close: char) -> &str {
    let inner = text.strip_prefix(open).unwrap_or(text).trim();
    inner.strip_suffix(close).unwrap_or(inner).trim()
}

/// The parts between commas and semicolons that stand neither in a text nor in an inner bracket.
fn pieces(text: &str) -> Vec<&str> {
    let (mut parts, mut from, mut depth) = (Vec::new(), 0, 0usize);
    for (at, c) in outside_texts(text) {
        match c {
            '[' | '{' | '(' => depth += 1,
            ']' | '}' | ')' => depth = depth.saturating_sub(1),
            ',' | ';' if depth == 0 => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
        .into_iter()
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

/// The keys of a table: name, where it begins, and where its value begins. A single key may lack what separates it from its value.
fn keys(text: &str) -> Vec<(&str, usize, usize)> {
    let word = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let (mut keys, mut depth, mut after) = (Vec::new(), 0usize, 0);
    for (at, c) in outside_texts(text) {
        match c {
            '[' | '{' | '(' => depth += 1,
            ']' | '}' | ')' => depth = depth.saturating_sub(1),
            '=' | ':' if depth == 0 && at >= after => {
                let before = text[..at].trim_end();
                let strange = before.char_indices().rev().find(|(_, c)| !word(*c));
                let begin = strange.map_or(0, |(end, c)| end + c.len_utf8());
                let begin = text[begin..]
                    .find(|c: char| c.is_ascii_alphabetic())
                    .map_or(begin, |skip| begin + skip);
                after = at + separator_at(&text[at..]);
                if begin < before.len() && text.is_char_boundary(begin) {
                    keys.push((&text[begin..before.len()], begin, after));
                }
            }
            _ => {}
        }
    }
    if keys.is_empty()
        && let Some(end) = text.find(|c| !word(c)).filter(|end| *end > 0)
        && FAMILIES.iter().any(|(family, _)| *family == &text[..end])
    {
        keys.push((&text[..end], 0, end));
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[rustfmt::skip]
    fn entries_are_mended_one_by_one_and_what_is_proposed_is_toml() {
        for (wrong, right) in [
            ("{ dealer = 0.6 staller = 1.3 }", "{ dealer = 0.6, staller = 1.3 }"), ("{ dealer = 0,6, staller = 1,3 }", "{ dealer = 0.6, staller = 1.3 }"),
            ("{ dealer = 60%, staller = 1.3 }", "{ dealer = 0.6, staller = 1.3 }"), ("{ dealer: .6; staller: 1.3 }", "{ dealer = 0.6, staller = 1.3 }"),
            ("{ uniform [0.1, 3] }", "{ uniform = [0.1, 3] }"), ("{ uniform = 0.1 - 3 }", "{ uniform = [0.1, 3] }"), ("{ uniform = [.1, 3] }", "{ uniform = [0.1, 3] }"),
            ("{ interval90 = [0.2–0.5] }", "{ interval90 = [0.2, 0.5] }"), ("{ interval90 = [20%, 50%] }", "{ interval90 = [0.2, 0.5] }"), ("{ interval90 = 0.2, 0.5 }", "{ interval90 = [0.2, 0.5] }"),
            ("{ keeper = { uniform = (0.1, 3) }, reneger = 2 }", "{ keeper = { uniform = [0.1, 3] }, reneger = 2 }"),
            ("[0.3 0.8]", "[0.3, 0.8]"), ("[30%, 0.8]", "[0.3, 0.8]"), ("[\"a\" \"b\"]", "[\"a\", \"b\"]"), ("(0.3, 0.8)", "[0.3, 0.8]"),
        ] {
            let found = mended(wrong).unwrap_or_else(|| panic!("{wrong}"));
            assert_eq!(found.toml, right, "{wrong}");
            assert!(is_toml(&format!("x = {right}")), "{right}");
        }
        for nonsense in ["{ }", "{ ; }", "[", "{ dealer = ? }", "[a b]", "{ uniform = [low, high] }"] {
            assert_eq!(mended(nonsense), None, "{nonsense}");
        }
    }
}
