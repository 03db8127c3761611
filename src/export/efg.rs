//! A tree as a Gambit extensive-form file.
//!
//! Every information set and outcome is declared in full wherever it appears, labels are unique, chances are
//! decimals that sum to exactly one (read as exact numbers by Gambit; OpenSpiel stops at fractions of large integers), and
//! every terminal node has an outcome of its own: readers differ in what else they accept.

use std::fmt::Write;

use super::tree::{DECIMALS, Node, Tree};

/// The text of a tree.
pub fn write(tree: &Tree) -> String {
    let mut text = format!("EFG 2 R {} {{", quoted(&tree.title));
    for seat in &tree.seats {
        let _ = write!(text, " {}", quoted(&seat.name));
    }
    let _ = writeln!(text, " }}\n{}\n", quoted(&tree.description));
    let mut outcomes = 0;
    for node in &tree.nodes {
        match node {
            Node::Chance(set) => chance(&mut text, tree, *set),
            Node::Decision(set) => decision(&mut text, tree, *set),
            Node::Terminal(payoffs) => {
                outcomes += 1;
                let _ = write!(text, "t \"\" {outcomes} \"end {outcomes}\" {{");
                for &payoff in payoffs {
                    let _ = write!(text, " {}", decimal(payoff));
                }
                text.push_str(" }\n");
            }
        }
    }
    text
}

fn chance(text: &mut String, tree: &Tree, set: usize) {
    let draw = &tree.chances[set];
    let _ = write!(text, "c \"\" {} {} {{", set + 1, quoted(&draw.label));
    for (name, numerator) in &draw.branches {
        let _ = write!(text, " {} 0.{numerator:0DECIMALS$}", quoted(name));
    }
    text.push_str(" } 0\n");
}

fn decision(text: &mut String, tree: &Tree, set: usize) {
    let choice = &tree.decisions[set];
    let label = quoted(&choice.label);
    let _ = write!(text, "p \"\" {} {} {label} {{", choice.seat + 1, choice.number);
    for action in &choice.actions {
        let _ = write!(text, " {}", quoted(action));
    }
    text.push_str(" } 0\n");
}

/// A payoff with twelve decimals, without trailing zeros: exact for a reader, and the same on every machine.
fn decimal(payoff: f64) -> String {
    let digits = format!("{payoff:.DECIMALS$}");
    let short = digits.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".into() } else { short.into() }
}

/// Marks that turn the direction of writing or take no room.
const INVISIBLE: [char; 14] = [
    '\u{200b}', '\u{200c}', '\u{200d}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}',
    '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}',
];

/// A label between quotes, in UTF-8 and with single spaces; what cannot be seen becomes `?`, quotes become apostrophes.
fn quoted(label: &str) -> String {
    let plain: String = label
        .chars()
        .map(|c| match c {
            '"' | '\\' => '\'',
            '–' | '—' => '-',
            c if c.is_whitespace() => ' ',
            c if c.is_control() || INVISIBLE.contains(&c) => '?',
            c => c,
        })
        .collect();
    format!("\"{}\"", plain.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payoffs_are_short_exact_decimals() {
        let cases = [
            (0.0, "0"),
            (-1e-14, "0"),
            (2.5, "2.5"),
            (-100.0, "-100"),
            (1.0 / 3.0, "0.333333333333"),
        ];
        for (payoff, text) in cases {
            assert_eq!(decimal(payoff), text);
        }
    }

    #[test]
    fn labels_have_no_quotes_double_spaces_or_marks_that_cannot_be_seen() {
        assert_eq!(quoted("  a \"b\"  – c\u{a0}é\\ "), "\"a 'b' - c é'\"");
        assert_eq!(quoted("북핵 협상\u{202e} нет\u{7}"), "\"북핵 협상? нет?\"");
    }
}
