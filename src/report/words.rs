//! Estimates, paragraphs and plain tables as text: with [`notation`](crate::notation) the only formatter of numbers for people.

use unicode_width::UnicodeWidthStr;

pub use crate::notation::{
    UNKNOWN, counted, fixed, percent, percent_trimmed, points, scientific, signed, significant, thousands,
};
use crate::stats::Estimate;
use crate::stats::estimate::LEVEL;

/// Characters of a line of prose on the terminal.
const LINE: usize = 96;
/// Decimals of shares and of differences in percentage points.
const DECIMALS: usize = 2;

/// Confidence level of all intervals: `95 %`.
pub fn level() -> String {
    percent_trimmed(LEVEL)
}

/// A probability with its interval in brackets: `43.50 % [41.20, 45.80]`.
pub fn share(e: &Estimate) -> String {
    let of = |x: Option<f64>| known(x, |x| fixed(100.0 * x, DECIMALS));
    match has_width(e) {
        true => format!("{} % [{}, {}]", of(e.value), of(e.low), of(e.high)),
        false => format!("{} %", of(e.value)),
    }
}

/// A difference in percentage points with its interval in brackets: `−0.16 [−0.33, 0.00]`.
pub fn change(e: &Estimate) -> String {
    scaled(e, |x| points(x, DECIMALS))
}

/// An estimate with its interval in brackets, in its own unit times `scale`: `8.28 [8.10, 8.46]`.
pub fn level_of(e: &Estimate, scale: f64) -> String {
    scaled(e, |x| fixed(scale * x, DECIMALS))
}

/// A difference with its sign and its interval in brackets, in its own unit times `scale`.
pub fn change_of(e: &Estimate, scale: f64) -> String {
    scaled(e, |x| signed(scale * x, DECIMALS))
}

fn scaled(e: &Estimate, of: impl Fn(f64) -> String) -> String {
    let of = |x: Option<f64>| known(x, &of);
    match has_width(e) {
        true => format!("{} [{}, {}]", of(e.value), of(e.low), of(e.high)),
        false => of(e.value),
    }
}

/// A difference inside a sentence: `−0.16 points, 95 % interval −0.33 to 0.00`.
pub fn change_in_prose(e: &Estimate) -> String {
    let of = |x: Option<f64>| known(x, |x| points(x, DECIMALS));
    match has_width(e) {
        true => format!(
            "{} points, {} interval {} to {}",
            of(e.value),
            level(),
            of(e.low),
            of(e.high)
        ),
        false => format!("{} points", of(e.value)),
    }
}

/// The size of a difference whose direction a verb tells: `0.16 points (0.00 to 0.33)`.
pub fn size_in_prose(e: &Estimate) -> String {
    let (low, high) = match e.value {
        Some(value) if value < 0.0 => (e.high.map(|x| -x), e.low.map(|x| -x)),
        _ => (e.low, e.high),
    };
    let of = |x: Option<f64>| known(x, |x| fixed(100.0 * x, DECIMALS));
    let size = of(e.value.map(f64::abs));
    match has_width(e) {
        true => format!("{size} points ({} to {})", of(low), of(high)),
        false => format!("{size} points"),
    }
}

/// A number that may be unknown, written by `of`.
pub fn known(x: Option<f64>, of: impl Fn(f64) -> String) -> String {
    x.map_or(UNKNOWN.to_owned(), of)
}

fn has_width(e: &Estimate) -> bool {
    e.low != e.high
}

/// A paragraph broken at spaces into lines of at most 96 characters.
pub fn paragraph(text: &str) -> String {
    wrap(text, LINE)
}

/// Every line of a text broken where it is too long, with its indent kept and two more spaces where it goes on.
pub fn lines(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let body = line.trim_start();
        let indent = line.len() - body.len();
        let mut first = true;
        for piece in wrap(body, LINE - indent - 2).lines() {
            let margin = if first { indent } else { indent + 2 };
            out.push_str(&format!("{}{piece}\n", " ".repeat(margin)));
            first = false;
        }
        if first {
            out.push('\n');
        }
    }
    out
}

fn wrap(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let n = word.width();
        if length > 0 && length + 1 + n > width {
            out.push('\n');
            length = 0;
        } else if length > 0 {
            out.push(' ');
            length += 1;
        }
        out.push_str(word);
        length += n;
    }
    out.push('\n');
    out
}

/// A text cut to at most `most` characters, the last of them `…` if something is missing.
pub fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}

/// A plain table: a rule under the header, the first column to the left, all others to the right.
pub fn grid<H: AsRef<str>>(header: &[H], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let header: Vec<String> = header.iter().map(|text| text.as_ref().to_owned()).collect();
    let mut all = vec![header];
    all.extend(rows);
    let columns = all.iter().map(Vec::len).max().unwrap_or(0);
    let cell = |row: &[String], column: usize| row.get(column).cloned().unwrap_or_default();
    let widths: Vec<usize> = (0..columns)
        .map(|column| all.iter().map(|row| cell(row, column).width()).max().unwrap_or(0))
        .collect();
    let mut out = String::new();
    for (number, row) in all.iter().enumerate() {
        let mut line = String::from(" ");
        for (column, width) in widths.iter().enumerate() {
            let text = cell(row, column);
            let air = " ".repeat(width - text.width());
            let (before, after) = if column == 0 {
                ("", air.as_str())
            } else {
                (air.as_str(), "")
            };
            line.push_str(&format!(" {before}{text}{after} "));
            if column + 1 < columns {
                line.push(' ');
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
        if number == 0 {
            let rule = widths.iter().map(|width| width + 2).sum::<usize>() + columns;
            out.push_str(&"─".repeat(rule));
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(value: f64, low: f64, high: f64) -> Estimate {
        Estimate {
            value: Some(value),
            low: Some(low),
            high: Some(high),
            ..Estimate::default()
        }
    }

    #[test]
    fn a_change_reads_the_same_in_a_table_and_in_a_sentence() {
        let e = estimate(-0.0016, -0.0033, -0.000_01);
        assert_eq!(change(&e), "−0.16 [−0.33, 0.00]");
        assert_eq!(change_in_prose(&e), "−0.16 points, 95 % interval −0.33 to 0.00");
        assert_eq!(size_in_prose(&e), "0.16 points (0.00 to 0.33)");
    }

    #[test]
    fn exact_values_have_no_brackets_and_unknown_ones_say_so() {
        assert_eq!(share(&estimate(0.435, 0.435, 0.435)), "43.50 %");
        assert_eq!(share(&estimate(0.435, 0.4, 0.5)), "43.50 % [40.00, 50.00]");
        assert_eq!(share(&Estimate::default()), "? %");
    }

    #[test]
    fn tables_have_figures_to_the_right_and_no_trailing_spaces() {
        let rows = vec![
            vec!["war".to_owned(), "1.00 %".to_owned()],
            vec!["settlement".to_owned(), "12.00 %".to_owned()],
        ];
        let expected =
            "  outcome        share\n───────────────────────\n  war           1.00 %\n  settlement   12.00 %\n";
        assert_eq!(grid(&["outcome", "share"], rows), expected);
    }

    #[test]
    fn long_lines_are_broken_at_spaces_and_keep_their_indent() {
        let text = lines(&format!("  {}", "word ".repeat(30)));
        assert!(
            text.lines()
                .all(|line| line.chars().count() <= LINE && line.starts_with("  word") || line.starts_with("    word"))
        );
        assert_eq!(text.split_whitespace().count(), 30);
    }
}
