//! Characters that would act on a terminal or make a text look other than it is.

/// Whether a character is none that can be shown: a control character, a line separator, or an invisible mark of direction or width.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A text in which hidden characters are replaced by one that shows that there was one.
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if is_hidden(c) { '\u{fffd}' } else { c })
        .collect()
}

/// The stem as tables can hold it: a word that programs take for a number, a truth value or a missing value, and one that a
/// spreadsheet takes for a formula or a date, gets a word before it; control characters become `_`.
pub(super) fn plain_stem(stem: &str) -> String {
    const VALUES: [&str; 10] = ["na", "n_a", "nan", "null", "none", "inf", "true", "false", "t", "f"];
    let plain: String = stem.chars().map(|c| if is_hidden(c) { '_' } else { c }).collect();
    let value = VALUES.contains(&plain.to_lowercase().as_str()) || plain.parse::<f64>().is_ok();
    let formula = plain.starts_with(['=', '+', '-', '@', '#', '<']);
    match value || formula || !plain.contains(char::is_alphabetic) {
        true => format!("scenario {plain}"),
        false => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_replaced_and_what_people_write_is_not() {
        for hostile in [
            "a\u{1b}[31m",
            "a\nb",
            "a\u{202e}b",
            "a\u{2066}b",
            "a\u{200b}b",
            "a\u{7}",
            "a\u{85}b",
            "a\u{2028}b",
        ] {
            let shown = printable(hostile);
            assert!(!shown.chars().any(is_hidden) && shown.contains('\u{fffd}'), "{shown:?}");
        }
        for plain in ["Côte d’Ivoire", "조선", "مذاکرات", "a b", "🙂"] {
            assert_eq!(printable(plain), plain);
        }
    }
}
