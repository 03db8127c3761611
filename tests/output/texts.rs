//! Texts of tables, whatever they are, are read back as texts.

use honest_broker::output::csv;
use honest_broker::table::{Cells, Table};
use proptest::prelude::*;

/// What pandas 3 takes for a missing value, as its documentation lists it, and what R does.
const MISSING: [&str; 19] = [
    "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA",
    "NULL", "NaN", "None", "n/a", "nan", "null",
];
const TRUTH: [&str; 8] = ["TRUE", "True", "true", "T", "FALSE", "False", "false", "F"];

/// Pieces of which hostile names are made.
const PIECES: [&str; 44] = [
    "=", "+", "-", "@", "'", "\"", ",", ";", ".", "/", ":", " ", "%", "$", "€", "(", ")", "0", "1", "2018", "12", "e",
    "E", "x", "d", "jan", "Jun", "May", "T", "Z", "NA", "nan", "null", "None", "inf", "true", "F", "#", "<NA>", "\t",
    "\n", "북", "\u{202e}", "\u{ff1d}",
];

fn written(texts: &[String]) -> Vec<String> {
    let table = Table::new("t", "T").with("name", "", Cells::Text(texts.to_vec()));
    let bytes = csv::bytes(&table).expect("a sound table");
    let mut reader = ::csv::Reader::from_reader(bytes.as_slice());
    reader
        .records()
        .map(|record| record.expect("sound CSV")[0].to_owned())
        .collect()
}

/// Nothing that a reader could take for anything but this text.
fn assert_plain(cell: &str) {
    assert!(!MISSING.contains(&cell) && !TRUTH.contains(&cell), "{cell:?}");
    assert!(
        cell.parse::<f64>().is_err() && cell.trim().parse::<f64>().is_err(),
        "{cell:?}"
    );
    assert!(
        !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']),
        "{cell:?}"
    );
    assert!(
        !cell.contains(|c: char| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c)),
        "{cell:?}"
    );
    // With a digit first, it has a word that is in no date and no number, or the apostrophe says what it is.
    let digits = |c: char| c.is_ascii_digit() || " .,:/-+%".contains(c);
    assert!(
        !cell.contains(|c: char| c.is_ascii_digit()) || !cell.chars().all(digits),
        "{cell:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn any_text_is_read_back_as_a_text_and_an_apostrophe_less_gives_it_back(
        pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 1..6),
        other in any::<String>(),
    ) {
        for text in [pieces.concat(), other] {
            let cell = written(std::slice::from_ref(&text)).remove(0);
            if text.is_empty() {
                prop_assert_eq!(cell, "");
                continue;
            }
            assert_plain(&cell);
            let seen = !text.contains(|c: char| {
                c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
            });
            if seen {
                let back = cell.strip_prefix('\'').unwrap_or(&cell);
                prop_assert_eq!(back, text.as_str());
            }
        }
    }
}

#[test]
fn words_that_programs_take_for_values_are_never_written_bare() {
    let texts: Vec<String> = MISSING
        .iter()
        .chain(&TRUTH)
        .filter(|w| !w.is_empty())
        .map(|w| (*w).to_owned())
        .collect();
    for (text, cell) in texts.iter().zip(written(&texts)) {
        assert_eq!(cell, format!("'{text}"));
    }
}
