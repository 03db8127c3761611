//! What the writer of a line that is not TOML probably meant.
//!
//! The parser says where it stopped; people want to know what to type instead. This module looks at the line as a person would: a
//! comment, a header or `key = value`, with one of the usual slips in it. What it proposes is TOML: a proposal that the parser would
//! refuse again is not made. What it does not recognise it leaves to the parser's own words.

mod brackets;
mod entries;
pub(super) mod number;
mod value;

use std::ops::Range;

use toml::de::DeTable;

pub(in crate::scenario) use brackets::unclosed;
pub(in crate::scenario) use value::mended;

/// A slip: the bytes of the line that are wrong, what is wrong with them, and what to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slip {
    pub span: Range<usize>,
    pub message: String,
    pub help: String,
}

/// What stands between a key and its value elsewhere, longest first.
const SEPARATORS: [&str; 7] = ["==", ":=", "=>", "->", "<-", ":", "="];
/// What begins a comment elsewhere.
const COMMENTS: [&str; 8] = ["//", "/*", "<!--", "--", ";", "%", "!", "'"];
/// Quotes of word processors and other languages, each with what stands in its place.
const QUOTES: [(char, &str); 12] = [
    ('“', "\""),
    ('”', "\""),
    ('„', "\""),
    ('«', "\""),
    ('»', "\""),
    ('‹', "\""),
    ('›', "\""),
    ('＂', "\""),
    ('`', "\""),
    ('‘', "'"),
    ('’', "'"),
    ('‚', "'"),
];

/// The slip in a line, if it is one of the usual ones.
pub(super) fn slip(line: &str) -> Option<Slip> {
    let line = line.trim_end();
    let start = line.len() - line.trim_start().len();
    if line.len() > 2000 || line[start..].is_empty() || line[start..].starts_with('#') {
        return None;
    }
    let found = comment_line(line, start)
        .or_else(|| quotes(line))
        .or_else(|| header(line, start))
        .or_else(|| assignment(line, start))?;
    Some(found)
}

fn new(span: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Slip {
    Slip {
        span,
        message: message.into(),
        help: help.into(),
    }
}

/// Whether a line is TOML.
fn is_toml(line: &str) -> bool {
    DeTable::parse(line).is_ok()
}

/// Advice to write a line, if it is TOML.
fn write(line: &str) -> Option<String> {
    is_toml(line).then(|| format!("write `{}`", line.trim()))
}

/// A whole line that is a comment elsewhere.
fn comment_line(line: &str, start: usize) -> Option<Slip> {
    let text = &line[start..];
    let mark = COMMENTS.iter().find(|mark| text.starts_with(**mark))?;
    // `'key' = 1` is TOML.
    if *mark == "'" && text[1..].contains('\'') {
        return None;
    }
    let rest = text[mark.len()..].trim_end_matches("*/").trim_end_matches("-->").trim();
    let message = format!("a comment begins with `#`, not with `{mark}`");
    Some(new(start..start + mark.len(), message, format!("write `# {rest}`")))
}

/// Quotes of word processors and other languages.
fn quotes(line: &str) -> Option<Slip> {
    let odd = |c: char| QUOTES.iter().any(|(quote, _)| *quote == c);
    let at = brackets::outside_texts(line).into_iter().find(|(_, c)| odd(*c))?.0;
    let width = line[at..].chars().next().map_or(1, char::len_utf8);
    let message = "texts stand in straight quotes \"…\"";
    let straight: String = line
        .chars()
        .map(|c| match QUOTES.iter().find(|(quote, _)| *quote == c) {
            Some((_, plain)) => (*plain).to_string(),
            None => c.to_string(),
        })
        .collect();
    // A number needs no quotes of either kind.
    if let Some((key, value)) = straight.split_once('=')
        && let Some(number) = number::read(value.trim().trim_matches(['"', '\'']))
    {
        let help = write(&format!("{} = {number}", key.trim()))?;
        return Some(new(at..at + width, "a number stands without quotes", help));
    }
    let help = write(&straight).unwrap_or_else(|| "write them with the key beside Enter, as \"text\"".to_string());
    Some(new(at..at + width, message, help))
}

/// A header whose brackets are wrong.
fn header(line: &str, start: usize) -> Option<Slip> {
    let inner = header_name(line)?;
    let text = &line[start..];
    let double = ["stages", "stakeholders"].contains(&inner.as_str());
    let right = if double {
        format!("[[{inner}]]")
    } else {
        format!("[{inner}]")
    };
    let (rest, after) = match text.rfind([']', ')', '}', '>']) {
        Some(end) => (&text[..=end], text[end + 1..].trim()),
        None => (text, ""),
    };
    if let Some(mark) = COMMENTS.iter().find(|mark| after.starts_with(**mark)) {
        let at = start + line[start..].rfind(mark)?;
        let message = format!("a comment begins with `#`, not with `{mark}`");
        let help = format!("write `{right} # {}`", after[mark.len()..].trim());
        return Some(new(at..at + mark.len(), message, help));
    }
    if is_toml(rest) {
        return None;
    }
    let message = match rest.contains(['(', '{', '<']) {
        true => format!("a header stands in square brackets, not as `{rest}`"),
        false => format!("the header `{rest}` lacks a bracket"),
    };
    Some(new(start..start + rest.len(), message, write(&right)?))
}

/// The name in a line that is meant as a header, whatever its brackets.
pub(super) fn header_name(line: &str) -> Option<String> {
    let text = line.split('#').next().unwrap_or_default().trim();
    let opens = text.starts_with(['[', '(', '{', '<']);
    let closes = text.ends_with([']', ')', '}', '>']);
    if !(opens || closes) || separator(text).is_some() {
        return None;
    }
    let inner = text.trim_start_matches(['[', '(', '{', '<', ' ']);
    let inner = inner.split([']', ')', '}', '>']).next().unwrap_or_default().trim();
    let word = |c: char| c.is_alphanumeric() || "_-.\"' ".contains(c);
    let named = inner.starts_with(char::is_alphabetic) && inner.chars().all(word);
    (named && !inner.contains(' ')).then(|| inner.to_string())
}

/// Where what separates a plain key from its value begins.
fn separator(line: &str) -> Option<usize> {
    let at = SEPARATORS.iter().filter_map(|mark| line.find(mark)).min()?;
    let key = line[..at].trim();
    let plain = |c: char| c.is_alphanumeric() || "_-. []\"'*".contains(c);
    (!key.is_empty() && !key.starts_with('[') && key.chars().all(plain)).then_some(at)
}

/// How long what separates a key from its value is, at the beginning of a text.
fn separator_at(text: &str) -> usize {
    SEPARATORS
        .iter()
        .find(|mark| text.starts_with(**mark))
        .map_or(1, |mark| mark.len())
}

/// A line `key = value` with a slip in one of its three parts.
fn assignment(line: &str, start: usize) -> Option<Slip> {
    let Some(at) = separator(line) else {
        return without_separator(line, start);
    };
    let mark = SEPARATORS.iter().find(|mark| line[at..].starts_with(**mark))?;
    let (key, rest) = (line[..at].trim(), &line[at + mark.len()..]);
    let begin = at + mark.len() + (rest.len() - rest.trim_start().len());
    let value = rest.trim();
    let plain = corrected(value);
    if *mark != "=" {
        if *mark == ":" && value.is_empty() {
            let help = format!("write `[{key}]` if it is the header of a table, or `{key} = …`");
            return Some(new(at..at + 1, "a table begins with its name in square brackets", help));
        }
        let message = format!("a key and its value are separated by `=`, not by `{mark}`");
        return Some(new(at..at + mark.len(), message, write(&format!("{key} = {plain}"))?));
    }
    if let Some(stripped) = value.strip_prefix(['=', ':']) {
        let help = write(&format!("{key} = {}", corrected(stripped.trim())))?;
        return Some(new(begin..begin + 1, "there is one `=` too many", help));
    }
    if value.is_empty() || value.starts_with('#') {
        let message = format!("`{key}` has no value");
        let help = format!("write a value after the `=`, such as `{key} = 0.4`, or remove the line");
        return Some(new(at + 1..at + 1, message, help));
    }
    if let Some(slip) = key_of_words(line, start, key, &plain) {
        return Some(slip);
    }
    brackets::too_many(line).or_else(|| value::slip(key, value, begin))
}

/// A key with spaces or words before it.
fn key_of_words(line: &str, start: usize, key: &str, value: &str) -> Option<Slip> {
    let quoted = key.starts_with(['"', '\'']);
    let bullet = key.starts_with(['*', '-']);
    if quoted || !(bullet || key.contains(' ')) || key.contains(" .") || key.contains(". ") {
        return None;
    }
    let words: Vec<&str> = key.trim_start_matches(['*', '-', ' ']).split_whitespace().collect();
    let name = match words.as_slice() {
        ["let" | "set" | "var" | "const" | "float" | "double", rest @ ..] => rest.join("_"),
        all => all.join("_"),
    };
    let message = format!("`{key}` cannot be a key: it is one word");
    let end = start + line[start..].find(['=', ':']).unwrap_or(key.len());
    let end = start + line[start..end].trim_end().len();
    Some(new(start..end, message, write(&format!("{name} = {value}"))?))
}

/// A key without `=`, with or without a value.
fn without_separator(line: &str, start: usize) -> Option<Slip> {
    let text = line[start..].split('#').next().unwrap_or_default().trim();
    let (key, value) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let word = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    if !key.starts_with(|c: char| c.is_ascii_alphabetic()) || !key.chars().all(word) {
        return None;
    }
    let at = start + key.len();
    if value.is_empty() {
        let message = format!("`{key}` has no value");
        let help = format!("write `{key} = 0.4`, or `[{key}]` if it is the header of a table");
        return Some(new(start..at, message, help));
    }
    let help = write(&format!("{key} = {}", corrected(value.trim())))?;
    let gap = line[at..].len() - line[at..].trim_start().len();
    Some(new(
        at + gap..at + gap,
        "there is no `=` between the key and its value",
        help,
    ))
}

/// A value with its slips mended, as far as they are known.
fn corrected(text: &str) -> String {
    if is_toml(&format!("x = {text}")) {
        return text.to_string();
    }
    value::mended(text).map_or_else(|| text.to_string(), |mended| mended.toml)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_right_has_no_slip_and_what_is_proposed_is_toml() {
        for line in [
            "dealer_prior = 0.4",
            "name = \"a // b\"",
            "name = \"it’s “fine”\"",
            "[talks]",
            "[[stages]] # note",
            "",
            "# it’s fine",
            "x = [1, 2]",
            "x = { uniform = [0.2, 0.5] } # note",
        ] {
            assert_eq!(slip(line), None, "{line}");
        }
    }
}
