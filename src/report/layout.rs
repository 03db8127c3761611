//! Lays text out for a terminal of a given width.
//!
//! Whatever is said is written without a thought of width: a line is a paragraph, whatever its length, and a table is lines with
//! tabs between the cells. Only when it is printed does the width of the terminal matter: paragraphs are broken at spaces, and
//! a table that is too wide continues below itself, each part with the first column.

use unicode_width::UnicodeWidthStr;

/// Columns of a page if nothing is known of the terminal.
pub const WIDTH: usize = 96;
/// In fewer columns nothing can be read; text is laid out for so many then.
const LEAST: usize = 40;
/// Prose in longer lines is hard to follow, on any terminal.
const LONGEST: usize = 110;
/// Spaces between two columns of a table.
const AIR: usize = 3;
/// Least room of a first column.
const SHORT: usize = 14;
/// Second line of a table: a rule, and a tab, as all lines of tables have one.
const RULE: &str = "─\t";

/// A table as lines with tabs; the first row is its header.
pub fn table<H: AsRef<str>>(header: &[H], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let header: Vec<&str> = header.iter().map(AsRef::as_ref).collect();
    let mut text = format!("{}\t\n{RULE}\n", header.join("\t"));
    for row in rows {
        text.push_str(&row.join("\t"));
        text.push_str("\t\n");
    }
    text
}

/// The text in lines of at most `width` columns, as far as words allow. Paragraphs keep their indent, and go on two columns further
/// in if they have one.
pub fn laid_out(text: &str, width: usize) -> String {
    let width = width.max(LEAST);
    let mut out = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if lines.peek() == Some(&RULE) {
            lines.next();
            let mut rows = vec![cells(line)];
            while let Some(row) = lines.next_if(|row| row.contains('\t')) {
                // The header of a table that follows at once.
                if lines.peek() == Some(&RULE) {
                    lines.next();
                    out.push_str(&aligned(&rows, width));
                    out.push('\n');
                    rows.clear();
                }
                rows.push(cells(row));
            }
            out.push_str(&aligned(&rows, width));
            if lines.peek().is_some_and(|line| !line.trim().is_empty()) {
                out.push('\n');
            }
        } else {
            paragraph(&mut out, line, width.min(LONGEST));
        }
    }
    out
}

fn cells(line: &str) -> Vec<&str> {
    line.strip_suffix('\t').unwrap_or(line).split('\t').collect()
}

fn paragraph(out: &mut String, line: &str, width: usize) {
    let body = line.trim_start();
    let indent = line.len() - body.len();
    let (mut used, mut first) = (0, true);
    for word in body.split_whitespace() {
        let n = word.width();
        if used > 0 && used + 1 + n <= width {
            out.push(' ');
            used += 1 + n;
        } else {
            if used > 0 {
                out.push('\n');
            }
            let further = if indent > 0 && !first { 2 } else { 0 };
            out.push_str(&" ".repeat(indent + further));
            used = indent + further + n;
            first = false;
        }
        out.push_str(word);
    }
    out.push('\n');
}

/// A table in as many parts as the width needs: the first column to the left, all others to the right.
fn aligned(rows: &[Vec<&str>], width: usize) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let cell = |row: &[&str], column: usize| row.get(column).copied().unwrap_or_default().to_owned();
    let widths: Vec<usize> = (0..columns)
        .map(|column| rows.iter().map(|row| cell(row, column).width()).max().unwrap_or(0))
        .collect();
    let rest: usize = widths.iter().skip(1).map(|width| AIR + width).sum();
    let room = width.saturating_sub(2 + rest);
    if columns > 1 && room < widths[0] && room >= SHORT {
        return with_long_names(rows, room, &widths, width);
    }
    let widest = widths.iter().skip(1).max().copied().unwrap_or(0);
    if columns > 1 && 2 + widths[0] + AIR + widest > width {
        return one_below_the_other(rows, width);
    }
    let mut out = String::new();
    let mut begin = 1;
    while begin < columns || begin == 1 {
        let mut end = begin;
        let mut taken = 2 + widths.first().copied().unwrap_or(0);
        while end < columns && (end == begin || taken + AIR + widths[end] <= width) {
            taken += AIR + widths[end];
            end += 1;
        }
        if begin > 1 {
            out.push('\n');
        }
        for (number, row) in rows.iter().enumerate() {
            let first = cell(row, 0);
            let mut line = format!("  {first}{}", " ".repeat(widths[0] - first.width()));
            for column in begin..end {
                let text = cell(row, column);
                line.push_str(&" ".repeat(AIR + widths[column] - text.width()));
                line.push_str(&text);
            }
            out.push_str(line.trim_end());
            out.push('\n');
            if number == 0 {
                out.push_str(&"─".repeat((taken + 1).min(width)));
                out.push('\n');
            }
        }
        begin = end.max(2);
        if columns < 2 {
            break;
        }
    }
    out
}

/// A table that would fit if its first column had no more than `room`: what is longer there stands on a line of its own.
fn with_long_names(rows: &[Vec<&str>], room: usize, widths: &[usize], width: usize) -> String {
    let mut out = String::new();
    for (number, row) in rows.iter().enumerate() {
        let first = row.first().copied().unwrap_or_default();
        let beside = match first.width() > room {
            true => {
                out.push_str(&format!("  {first}\n"));
                ""
            }
            false => first,
        };
        let mut line = format!("  {beside}{}", " ".repeat(room - beside.width()));
        for (cell, width) in row.iter().zip(widths).skip(1) {
            line.push_str(&" ".repeat(AIR + width - cell.width()));
            line.push_str(cell);
        }
        out.push_str(line.trim_end());
        out.push('\n');
        if number == 0 {
            out.push_str(&"─".repeat(width));
            out.push('\n');
        }
    }
    out
}

/// A table whose first two columns do not fit beside each other: a paragraph for each row, with the header's words.
fn one_below_the_other(rows: &[Vec<&str>], width: usize) -> String {
    let mut out = String::new();
    let Some((header, rows)) = rows.split_first() else {
        return out;
    };
    for row in rows {
        let named = header.iter().zip(row).skip(1).filter(|(_, cell)| !cell.is_empty());
        let cells: Vec<String> = named.map(|(name, cell)| format!("{name} {cell}")).collect();
        let first = row.first().copied().unwrap_or_default();
        paragraph(&mut out, &format!("  {first}: {}", cells.join("; ")), width);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> String {
        let row = |name: &str, cell: &str| vec![name.to_owned(), cell.to_owned(), cell.to_owned()];
        table(
            &["outcome", "without", "with"],
            [row("war", "1.00 %"), row("settlement", "12.00 %")],
        )
    }

    #[test]
    fn tables_have_figures_to_the_right_and_no_trailing_spaces() {
        let expected = "  outcome      without      with\n─────────────────────────────────\n  war           1.00 %    1.00 %\n  \
                        settlement   12.00 %   12.00 %\n";
        let expected: Vec<&str> = expected.lines().map(str::trim_end).collect();
        let got = laid_out(&sample(), 80);
        let got: Vec<&str> = got.lines().collect();
        assert_eq!(got[0], expected[0]);
        assert_eq!(got[2..], expected[2..]);
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_nothing_is_lost() {
        let row = |n: usize| (0..9).map(|column| format!("cell{n}{column}")).collect::<Vec<_>>();
        let wide = table(&(0..9).map(|n| format!("head{n}")).collect::<Vec<_>>(), (0..3).map(row));
        let text = format!("{}\n  an item {}\n{wide}{wide}", "word ".repeat(60), "more ".repeat(40));
        for width in [40, 60, 80, 96] {
            let out = laid_out(&text, width);
            assert!(out.lines().all(|line| line.width() <= width), "{width}:\n{out}");
            for n in 0..9 {
                assert!(out.matches(&format!("head{n}")).count() >= 2, "{width}: head{n}");
                assert!(out.contains(&format!("cell2{n}")));
            }
            assert_eq!(out.matches("word").count(), 60);
            assert!(
                out.lines()
                    .filter(|line| line.contains("more"))
                    .all(|line| line.starts_with("  "))
            );
        }
    }

    #[test]
    fn a_row_that_is_wider_than_the_terminal_becomes_a_paragraph() {
        let (key, drawn) = ("guarantor.elections.successor_keeper_prior", "interval90 [0.15, 0.68]");
        let text = table(
            &["number", "drawn from", "median"],
            [vec![key.into(), drawn.into(), "0.38".into()]],
        );
        let out = laid_out(&text, 45);
        assert!(out.lines().all(|line| line.width() <= 45), "{out}");
        assert_eq!(
            out.split_whitespace().collect::<Vec<_>>().join(" "),
            format!("{key}: drawn from {drawn}; median 0.38")
        );
        // With room for the other columns, only the long name gets a line of its own.
        let out = laid_out(&text, 60);
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines[2], format!("  {key}"));
        assert!(
            lines[3].starts_with("   ") && lines[3].ends_with("0.38") && lines[3].contains(drawn),
            "{out}"
        );
    }

    #[test]
    fn two_tables_in_a_row_stay_two() {
        let out = laid_out(&(sample() + &sample()), 80);
        assert_eq!(out.matches('─').count(), 2 * 33);
        assert!(out.contains("\n\n  outcome"));
    }
}
