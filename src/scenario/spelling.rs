//! What the writer of a line that is not TOML probably meant.
//!
//! The parser says where it stopped; people want to know what to type instead. This module looks at the line as a person would: a
//! header or `key = value`, with one of the usual slips in it. What it does not recognise it leaves to the parser's own words.

use std::ops::Range;

/// A slip: the bytes of the line that are wrong, what is wrong with them, and what to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slip {
    pub span: Range<usize>,
    pub message: String,
    pub help: String,
}

/// The slip in a line, if it is one of the usual ones.
pub(super) fn slip(line: &str) -> Option<Slip> {
    let line = line.trim_end();
    if let Some(quote) = find_curly(line) {
        return Some(quote);
    }
    if line.trim_start().starts_with('[') {
        return header(line);
    }
    let at = separator(line)?;
    let (key, rest) = (line[..at].trim(), &line[at + 1..]);
    let start = at + 1 + (rest.len() - rest.trim_start().len());
    let value = rest.trim();
    if line[at..].starts_with(':') {
        let message = "a key and its value are separated by `=`, not by `:`".to_string();
        return Some(new(
            at..at + 1,
            message,
            format!("write `{key} = {}`", corrected(value)),
        ));
    }
    if value.is_empty() || value.starts_with('#') {
        let message = format!("`{key}` has no value");
        let help = format!("write a value after the `=`, such as `{key} = 0.4`, or remove the line");
        return Some(new(line.len().min(at + 1)..line.len().min(at + 1), message, help));
    }
    if let Some(comment) = value.find("//").filter(|_| !value.starts_with('"')) {
        let message = "a comment begins with `#`, not with `//`".to_string();
        let (before, after) = (value[..comment].trim(), value[comment + 2..].trim());
        let help = format!("write `{key} = {} # {after}`", corrected(before));
        return Some(new(start + comment..start + comment + 2, message, help));
    }
    let (plain, _) = value
        .split_once('#')
        .map_or((value, ""), |(value, comment)| (value.trim(), comment));
    let message = number_slip(plain)?;
    let help = format!("write `{key} = {}`", corrected(plain));
    Some(new(start..start + plain.len(), message, help))
}

/// The line on which a bracket or brace is opened that is never closed, with the byte of the bracket in it.
pub(super) fn unclosed(text: &str) -> Option<(usize, Slip)> {
    let mut open: Option<(usize, usize, char)> = None;
    let mut depth = 0usize;
    for (number, line) in text.lines().enumerate() {
        if let Some((begun, at, bracket)) = open
            && (begins_anew(line) || line.trim_start().starts_with("[["))
        {
            let closing = if bracket == '[' { ']' } else { '}' };
            let message = format!("this `{bracket}` is never closed");
            let help = format!("add `{closing}` at the end of the list or table");
            return Some((begun, new(at..at + 1, message, help)));
        }
        for (at, c) in outside_texts(line) {
            match c {
                '[' | '{' => {
                    if depth == 0 {
                        open = Some((number, at, c));
                    }
                    depth += 1;
                }
                ']' | '}' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        open = None;
                    }
                }
                _ => {}
            }
        }
        // A header that lacks its bracket is a fault of its own line.
        if line.trim_start().starts_with('[') && separator(line).is_none() {
            (open, depth) = (None, 0);
        }
    }
    None
}

fn new(span: Range<usize>, message: String, help: String) -> Slip {
    Slip { span, message, help }
}

/// Quotes of word processors.
fn find_curly(line: &str) -> Option<Slip> {
    let curly = ['“', '”', '„', '‘', '’'];
    let outside = line.split('"').step_by(2).any(|part| part.contains(curly));
    let at = line.find(curly).filter(|_| outside)?;
    if line.find('#').is_some_and(|comment| comment < at) {
        return None;
    }
    let width = line[at..].chars().next().map_or(1, char::len_utf8);
    let straight = line.replace(['“', '”', '„'], "\"").replace(['‘', '’'], "'");
    let message = "texts stand in straight quotes \"…\"".to_string();
    Some(new(at..at + width, message, format!("write `{}`", straight.trim())))
}

fn header(line: &str) -> Option<Slip> {
    let name = line.split('#').next().unwrap_or_default().trim();
    if separator(name).is_some() {
        return None;
    }
    let (opened, closed) = (name.matches('[').count(), name.matches(']').count());
    let inner = name.trim_matches(['[', ']', ' ']);
    if opened == closed || inner.is_empty() {
        return None;
    }
    let start = line.len() - line.trim_start().len();
    let brackets = opened.clamp(1, 2);
    let message = format!("the header `{name}` lacks a bracket");
    let help = format!("write `{}{inner}{}`", "[".repeat(brackets), "]".repeat(brackets));
    Some(new(start..start + name.len(), message, help))
}

/// Where `=` or `:` separates a plain key from its value.
fn separator(line: &str) -> Option<usize> {
    let at = line.find(['=', ':'])?;
    let key = line[..at].trim();
    let plain = |c: char| c.is_alphanumeric() || "_-. []\"'".contains(c);
    (!key.is_empty() && !key.starts_with('[') && key.chars().all(plain)).then_some(at)
}

fn number_slip(value: &str) -> Option<String> {
    let all = |text: &str, also: &str| {
        !text.is_empty()
            && text.chars().all(|c| c.is_ascii_digit() || also.contains(c))
            && text.contains(|c: char| c.is_ascii_digit())
    };
    let unsigned = value.strip_prefix(['+', '-']).unwrap_or(value);
    if let Some(number) = unsigned.strip_suffix('%') {
        return all(number.trim(), ".,").then(|| "a percentage is written as a number from 0 to 1".to_string());
    }
    if !all(unsigned, ".,") {
        return None;
    }
    if unsigned.contains(',') {
        return Some("a decimal point is a point, not a comma".to_string());
    }
    if unsigned.starts_with('.') {
        return Some("a number needs a digit before its point".to_string());
    }
    if unsigned.ends_with('.') {
        return Some("a number needs a digit after its point".to_string());
    }
    let leading = unsigned.len() > 1 && unsigned.starts_with('0') && !unsigned.starts_with("0.");
    leading.then(|| "a number does not begin with a zero".to_string())
}

/// A value with its slips mended.
fn corrected(value: &str) -> String {
    if number_slip(value).is_none() {
        return value.to_string();
    }
    let sign = if value.starts_with('-') { "-" } else { "" };
    let unsigned = value.trim_start_matches(['+', '-']);
    let digits = unsigned.trim_end_matches('%').trim().replace(',', ".");
    let Ok(number) = format!("0{digits}").trim_end_matches('.').parse::<f64>() else {
        return value.to_string();
    };
    let number = if unsigned.ends_with('%') {
        number / 100.0
    } else {
        number
    };
    format!("{sign}{}", (number * 1e12).round() / 1e12)
}

/// Whether a line begins a key or a header.
fn begins_anew(line: &str) -> bool {
    let line = line.trim();
    if let Some(name) = line.strip_prefix('[') {
        let inner = name.trim_start_matches('[').split(']').next().unwrap_or_default();
        return name.contains(']')
            && !inner.is_empty()
            && inner.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c))
            && inner.contains(|c: char| c.is_alphabetic());
    }
    let is_key = |at: usize| {
        line[..at]
            .trim()
            .chars()
            .all(|c| c.is_alphanumeric() || "_-.".contains(c))
    };
    separator(line).is_some_and(|at| line[at..].starts_with('=') && is_key(at))
}

/// The characters of a line that stand neither in a text nor in a comment.
fn outside_texts(line: &str) -> Vec<(usize, char)> {
    let mut quote = None;
    let mut outside = Vec::new();
    let mut escaped = false;
    for (at, c) in line.char_indices() {
        match quote {
            Some('"') if c == '\\' && !escaped => escaped = true,
            Some(open) => {
                if c == open && !escaped {
                    quote = None;
                }
                escaped = false;
            }
            None if c == '#' => break,
            None if c == '"' || c == '\'' => quote = Some(c),
            None => outside.push((at, c)),
        }
    }
    outside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_slips_are_told_what_to_write() {
        let cases = [
            ("dealer_prior = 0,4", "0,4", "write `dealer_prior = 0.4`"),
            ("dealer_prior = 40%", "40%", "write `dealer_prior = 0.4`"),
            (
                "dealer_prior = 7.5 % # a guess",
                "7.5 %",
                "write `dealer_prior = 0.075`",
            ),
            ("dealer_prior = .4", ".4", "write `dealer_prior = 0.4`"),
            ("dealer_prior = 4.", "4.", "write `dealer_prior = 4`"),
            ("dealer_prior = -.5", "-.5", "write `dealer_prior = -0.5`"),
            ("years = 010", "010", "write `years = 10`"),
            ("dealer_prior = 0.4 // note", "//", "write `dealer_prior = 0.4 # note`"),
            ("dealer_prior: 0.4", ":", "write `dealer_prior = 0.4`"),
            ("dealer_prior: 40%", ":", "write `dealer_prior = 0.4`"),
            ("name = “Korea”", "“", "write `name = \"Korea\"`"),
            ("[talks", "[talks", "write `[talks]`"),
            ("[[stages]", "[[stages]", "write `[[stages]]`"),
        ];
        for (line, wrong, help) in cases {
            let slip = slip(line).unwrap_or_else(|| panic!("{line} has a slip"));
            assert_eq!((&line[slip.span.clone()], slip.help.as_str()), (wrong, help), "{line}");
        }
        assert!(slip("dealer_prior =").unwrap().message.contains("has no value"));
        for line in [
            "dealer_prior = 0.4",
            "name = \"a // b\"",
            "[talks]",
            "",
            "# it’s fine",
            "x = [1, 2]",
        ] {
            assert_eq!(slip(line), None, "{line}");
        }
    }

    #[test]
    fn a_bracket_that_is_never_closed_is_found_where_it_opens() {
        let text = "a = [1, 2]\nsources = [\n  \"x\",\n  \"y [\",\n\n[clock]\nyears = 3\n";
        let (line, slip) = unclosed(text).unwrap();
        assert_eq!((line, slip.span), (1, 10..11));
        let (line, slip) = unclosed("p = { dealer = 1, staller = 2\nq = 3\n").unwrap();
        assert_eq!((line, slip.span), (0, 4..5));
        assert_eq!(unclosed("a = [\n 1,\n 2,\n]\n[b]\nc = { d = 1 }\n[[e]]\n"), None);
    }
}
