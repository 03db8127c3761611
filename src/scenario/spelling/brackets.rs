//! Brackets that are opened and never closed.

use super::{Slip, new, separator};

/// The line on which a bracket or brace is opened that is never closed, with the byte of the bracket in it.
pub(in crate::scenario) fn unclosed(text: &str) -> Option<(usize, Slip)> {
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
pub(super) fn outside_texts(line: &str) -> Vec<(usize, char)> {
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
    fn a_bracket_that_is_never_closed_is_found_where_it_opens() {
        let text = "a = [1, 2]\nsources = [\n  \"x\",\n  \"y [\",\n\n[clock]\nyears = 3\n";
        let (line, slip) = unclosed(text).unwrap();
        assert_eq!((line, slip.span), (1, 10..11));
        let (line, slip) = unclosed("p = { dealer = 1, staller = 2\nq = 3\n").unwrap();
        assert_eq!((line, slip.span), (0, 4..5));
        assert_eq!(unclosed("a = [\n 1,\n 2,\n]\n[b]\nc = { d = 1 }\n[[e]]\n"), None);
    }
}
