//! Brackets that are opened and never closed.

use super::{Slip, entries, new, separator, write};

/// The line on which a bracket or brace is opened that is never closed, or closed by one of the other kind, with the byte of the
/// bracket in it.
pub(in crate::scenario) fn unclosed(text: &str) -> Option<(usize, Slip)> {
    let mut open: Vec<(usize, usize, char)> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if let Some((begun, at, bracket)) = open.last().copied()
            && (begins_anew(line) || line.trim_start().starts_with("[["))
        {
            let opened = text.lines().nth(begun).unwrap_or_default();
            return Some((begun, never_closed(opened, at, bracket)));
        }
        // A header that lacks its bracket is a fault of its own line.
        if line.trim_start().starts_with('[') && separator(line).is_none() {
            open.clear();
            continue;
        }
        for (at, c) in outside_texts(line) {
            match (c, open.last().copied()) {
                ('[' | '{', _) => open.push((number, at, c)),
                (']' | '}', Some((begun, from, bracket))) => {
                    if closing(bracket) != c {
                        return Some((
                            begun,
                            wrongly_closed(line, begun == number, (from, bracket), (at, c), &open),
                        ));
                    }
                    open.pop();
                }
                _ => {}
            }
        }
    }
    None
}

fn closing(bracket: char) -> char {
    if bracket == '[' { ']' } else { '}' }
}

fn never_closed(line: &str, at: usize, bracket: char) -> Slip {
    // A text that is not closed has swallowed the bracket at its end.
    if line.matches('"').count() % 2 == 1
        && let Some((key, value)) = line.split_once('=')
        && let Some(meant) = entries::mended(value.trim())
        && let Some(help) = write(&format!("{} = {}", key.trim(), meant.toml))
    {
        let quote = line.rfind('"').unwrap_or(at);
        return new(
            quote..line.trim_end().len(),
            "this text is not closed by the quote that opens it",
            help,
        );
    }
    let help = format!("add `{}` at the end of the list or table", closing(bracket));
    new(at..at + 1, format!("this `{bracket}` is never closed"), help)
}

/// A bracket that meets the end of another kind: its own end lacks if that end belongs to a bracket around it, and is another sign
/// otherwise.
fn wrongly_closed(
    line: &str,
    same_line: bool,
    (from, bracket): (usize, char),
    (at, end): (usize, char),
    open: &[(usize, usize, char)],
) -> Slip {
    let right = closing(bracket);
    let without = format!("{} {}", line[..at].trim_end(), line[at + 1..].trim_start());
    if let Some(help) = write(&without).filter(|_| same_line) {
        return new(at..at + 1, "there is one bracket too many", help);
    }
    let lacks = open.iter().any(|(_, _, around)| closing(*around) == end);
    let (before, rest) = (line[..at].trim_end(), if lacks { &line[at..] } else { &line[at + 1..] });
    let space = if lacks { " " } else { "" };
    let mended = format!("{before}{right}{space}{rest}");
    let help = write(&mended).filter(|_| same_line).unwrap_or_else(|| match lacks {
        true => format!("add `{right}` before the `{end}`"),
        false => format!("write `{right}` instead of `{end}`"),
    });
    let message = match lacks {
        true => format!("this `{bracket}` is not closed before the `{end}` of what is around it"),
        false => format!("this `{bracket}` is closed by `{end}`"),
    };
    new(from..from + 1, message, help)
}

/// A closing bracket to which no other belongs, in a line that is right without it.
pub(super) fn too_many(line: &str) -> Option<Slip> {
    let mut open = 0usize;
    for (at, c) in outside_texts(line) {
        match c {
            '[' | '{' => open += 1,
            ']' | '}' if open == 0 => {
                let rest = format!("{} {}", line[..at].trim_end(), line[at + 1..].trim_start());
                return Some(new(at..at + 1, "there is one bracket too many", write(&rest)?));
            }
            ']' | '}' => open -= 1,
            _ => {}
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
        let (line, slip) = unclosed("x = 1\ny = { interval90 = [0.2, 0.5 }\nz = 2\n").unwrap();
        assert_eq!((line, slip.span), (1, 19..20));
        assert_eq!(slip.help, "write `y = { interval90 = [0.2, 0.5] }`");
        let (_, slip) = unclosed("y = [0.2, 0.5}\nz = 2\n").unwrap();
        assert_eq!((slip.span, slip.help.as_str()), (4..5, "write `y = [0.2, 0.5]`"));
        assert_eq!(too_many("y = [0.2, 0.5]]").unwrap().help, "write `y = [0.2, 0.5]`");
        assert_eq!(
            too_many("y = { a = 1 } } # c").unwrap().help,
            "write `y = { a = 1 } # c`"
        );
        assert_eq!(too_many("y = { a = [1] }"), None);
        assert_eq!(unclosed("a = [\n 1,\n 2,\n]\n[b]\nc = { d = 1 }\n[[e]]\n"), None);
    }
}
