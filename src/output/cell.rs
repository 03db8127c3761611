//! Texts in cells of a table: read back as the same text by whatever reads it.
//!
//! Programs guess what a cell is. A spreadsheet takes `=1+1` for a formula and `2018-06` for a date, pandas and R take `NA` for
//! nothing and `12e3` for a number. A text that one of them would take for something else gets an apostrophe in front, the sign by
//! which one tells a spreadsheet that what follows is text; so does a text that begins with an apostrophe, so that taking one away
//! gives back any text. Names that need this are rare: scenarios and arms cannot have most of them. A missing text stays empty.
//!
//! Control characters, and those that turn the direction of writing, are written as `\n`, `\t` or `\u{202e}`: a cell is one line.

use std::borrow::Cow;

/// Words that some program takes for a missing value, a truth value or a number, in lower case.
const VALUES: [&str; 25] = [
    "na", "n/a", "n.a.", "nan", "null", "nil", "<na>", "#na", "#n/a", "#n/a n/a", "#null!", "1.#ind", "1.#qnan", "inf",
    "infinity", "nat", "true", "false", "t", "f", "#value!", "#ref!", "#div/0!", "#num!", "#name?",
];

/// Names of months and days, with which a date may begin, in lower case.
const DATES: [&str; 31] = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
];

/// Other words that may stand after digits in a number, a date, a time or an amount, in lower case.
const AFTER_DIGITS: [&str; 15] = [
    "am", "pm", "a", "p", "t", "z", "utc", "gmt", "e", "d", "l", "st", "nd", "rd", "th",
];

/// The text as a cell holds it.
pub(super) fn text(text: &str) -> Cow<'_, str> {
    let turned =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let line = match text.contains(|c: char| c.is_control() || turned(c)) {
        false => Cow::Borrowed(text),
        true => Cow::Owned(text.chars().fold(String::new(), |mut line, c| {
            match (c.is_control(), turned(c)) {
                (true, _) => line.extend(c.escape_default()),
                (_, true) => line.extend(c.escape_unicode()),
                _ => line.push(c),
            }
            line
        })),
    };
    match is_mistaken(&line) {
        true => Cow::Owned(format!("'{line}")),
        false => line,
    }
}

/// Whether some program takes the text for something else.
fn is_mistaken(text: &str) -> bool {
    let plain = text.trim();
    let Some(first) = plain.chars().next() else {
        // Blanks alone are lost by programs that trim cells.
        return !text.is_empty();
    };
    let opens = |c: char| "=+-@'＝＋－＠−".contains(c);
    if opens(first) || text != plain || VALUES.contains(&plain.to_lowercase().as_str()) || plain == "None" {
        return true;
    }
    looks_numeric(plain)
}

/// Whether it is a number, a date, a time or an amount of money, in any usual spelling, or in hexadecimal digits.
fn looks_numeric(text: &str) -> bool {
    let lower = text.to_lowercase();
    if !lower.contains(|c: char| c.is_numeric()) {
        return false;
    }
    let hexadecimal = lower
        .strip_prefix("0x")
        .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_hexdigit() || ".p-+".contains(c)));
    // A list is no number, however many it holds, and nor is what begins with an escaped character.
    if lower.starts_with(['[', '{', '"', '\\']) {
        return false;
    }
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .collect();
    let dates = |word: &&str| DATES.contains(word) || word.chars().all(|c| "年月日년월일".contains(c));
    let begins = !lower.starts_with(char::is_alphabetic) || words.first().is_some_and(dates);
    hexadecimal || begins && words.iter().all(|word| dates(word) || AFTER_DIGITS.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_program_would_take_for_something_else_gets_an_apostrophe() {
        for mistaken in [
            "NA",
            "na",
            "N/A",
            "null",
            "NULL",
            "NaN",
            "None",
            "TRUE",
            "False",
            "T",
            "inf",
            "-inf",
            "#N/A",
            "=1+1",
            "+1",
            "-x",
            "@sum",
            "'quoted",
            "2018",
            "2018-06",
            "12.06.2018",
            "1/2",
            "10:30",
            "40 %",
            "$5",
            "1,000",
            "1 000",
            "(5)",
            "1e5",
            "1E+05",
            ".5",
            "5.",
            "0x1F",
            "1d3",
            "Jun 2018",
            "12 June",
            "June 12, 2018",
            "MAY18",
            "2018-06-12T10:00:00Z",
            "1st",
            "２０１８",
            " 5",
            " =1",
            " lead",
            "trail ",
            " ",
            "10 pm",
            "1L",
        ] {
            assert_eq!(text(mistaken), format!("'{mistaken}"), "{mistaken}");
        }
    }

    #[test]
    fn names_and_sentences_stay_as_they_are() {
        for plain in [
            "",
            "none",
            "korea",
            "korea-2018",
            "2018 summit",
            "patron",
            "no_patron",
            "guarantee_2",
            "stage.1",
            "may",
            "result.first",
            "With the patron",
            "side.prior=0.3",
            "side.prior=0.3; crises.escalation=1",
            "{\"uniform\":[0,1]}",
            "[0.1,0.2]",
            "\"relief_first\"",
            "북핵 협상",
            "c0ffee123456",
            "e12345678901",
            "a1",
            "e2",
            "p10",
            "t1",
            "a12345678901",
            "nation",
            "3 stages",
            "Côte d’Ivoire",
        ] {
            assert_eq!(text(plain), plain);
        }
    }

    #[test]
    fn a_cell_is_one_line_without_signs_that_cannot_be_seen() {
        assert_eq!(text("two\nlines\tand a bell\u{7}"), "two\\nlines\\tand a bell\\u{7}");
        assert_eq!(text("\u{202e}evil"), "\\u{202e}evil");
        assert_eq!(text("\t=1"), "\\t=1");
    }
}
