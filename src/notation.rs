//! How numbers are written for people, in charts, on the terminal and in reports.
//!
//! One dialect: a minus is `−` (U+2212), a number that rounds to zero has no sign, shares are written `12.34 %` with a space,
//! and thousands are grouped by commas. Files for programs (CSV, JSON) have their own rules in `output`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The minus sign.
pub const MINUS: char = '\u{2212}';

/// What is written for a number that is not known.
pub const UNKNOWN: &str = "?";

/// From this size on, numbers are written with three digits and a power of ten: `1.20e6`.
const LARGE: f64 = 1e6;
/// Below this size, numbers with three significant digits are written so too: `1.2e−7`.
const SMALL: f64 = 1e-5;

/// With exactly so many decimals: `−3.10`, `0.00`; large numbers as powers of ten.
pub fn fixed(x: f64, decimals: usize) -> String {
    let text = match x.abs() {
        x if x.is_nan() => return UNKNOWN.to_owned(),
        x if x.is_infinite() => "∞".to_owned(),
        x if x >= LARGE => format!("{x:.2e}"),
        x => format!("{x:.decimals$}"),
    };
    let zero = !text.contains(|c: char| c.is_ascii_digit() && c != '0') && text != "∞";
    match x < 0.0 && !zero {
        true => format!("{MINUS}{text}"),
        false => text,
    }
}

/// A change, with exactly so many decimals and its sign: `+3.10`, `−0.16`; `0.00` if it rounds to zero.
pub fn signed(x: f64, decimals: usize) -> String {
    let text = fixed(x, decimals);
    let positive = x > 0.0 && text.contains(|c: char| c.is_ascii_digit() && c != '0' || c == '∞');
    match positive {
        true => format!("+{text}"),
        false => text,
    }
}

/// With at most so many decimals and none that are idle, for the ticks of an axis: `−12.5`, `20`.
pub fn trimmed(x: f64, decimals: usize) -> String {
    let text = fixed(x, decimals);
    let (number, power) = text.find('e').map_or((text.as_str(), ""), |e| text.split_at(e));
    let number = match number.contains('.') {
        true => number.trim_end_matches('0').trim_end_matches('.'),
        false => number,
    };
    format!("{number}{power}")
}

/// A change with at most so many decimals and its sign, for the ticks of an axis: `+2.5`, `0`.
pub fn trimmed_signed(x: f64, decimals: usize) -> String {
    let text = trimmed(x, decimals);
    match x > 0.0 && text != "0" {
        true => format!("+{text}"),
        false => text,
    }
}

/// With three significant digits, for numbers of any size: `0.0123`, `45.6`, `789`.
pub fn significant(x: f64) -> String {
    if x == 0.0 || !x.is_finite() || x.abs() >= LARGE {
        return trimmed(x, 0);
    }
    if x.abs() < SMALL {
        let text = format!("{x:.2e}");
        let (number, power) = text.split_at(text.find('e').unwrap_or(text.len()));
        let number = number.trim_end_matches('0').trim_end_matches('.');
        return format!("{number}{power}").replace('-', &MINUS.to_string());
    }
    let digits = 2 - x.abs().log10().floor() as i32;
    trimmed(x, digits.max(0) as usize)
}

/// A power of ten with one decimal, for residuals: `2.7e−10`.
pub fn scientific(x: f64) -> String {
    format!("{x:.1e}").replace('-', &MINUS.to_string())
}

/// A whole number in groups of three digits: `100,000`.
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share in per cent with exactly so many decimals: `43.50 %`.
pub fn percent(share: f64, decimals: usize) -> String {
    format!("{} %", fixed(hundredfold(share), decimals))
}

/// A share in per cent for the tick of an axis or a level of confidence, with at most one decimal: `95 %`, `97.5 %`.
pub fn percent_trimmed(share: f64) -> String {
    format!("{} %", trimmed(hundredfold(share), 1))
}

/// A share as the label of a value, with one decimal, and without claiming that a rare case never occurs: `<0.1 %`.
pub fn percent_label(share: f64) -> String {
    match share {
        0.0 => "0 %".to_owned(),
        s if s < 0.0005 => "<0.1 %".to_owned(),
        s if s < 1.0 && s > 0.9995 => ">99.9 %".to_owned(),
        s => percent(s, 1),
    }
}

/// A difference of two shares in percentage points, with its sign: `−3.10`.
pub fn points(difference: f64, decimals: usize) -> String {
    signed(hundredfold(difference), decimals)
}

/// A hundred times a number; the largest there is where that is too large, so that no finite number is written as `∞`.
fn hundredfold(x: f64) -> f64 {
    match x.is_finite() {
        true => (100.0 * x).clamp(-f64::MAX, f64::MAX),
        false => x,
    }
}

/// A number of things by name: `1 world`, `1,200 worlds`.
pub fn counted(n: u64, what: &str) -> String {
    match n {
        1 => format!("1 {what}"),
        n => format!("{} {what}s", thousands(n)),
    }
}

/// A value followed by its interval in brackets, each written by `of`: `+3.1 [+1.0, +5.2]`; the value alone if the interval
/// has no width.
pub fn bracketed(value: f64, low: f64, high: f64, of: impl Fn(f64) -> String) -> String {
    match low == high {
        true => of(value),
        false => format!("{} [{}, {}]", of(value), of(low), of(high)),
    }
}

/// Bytes as text: base 64 with padding (RFC 4648).
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Words with commas and an `and`: `a, b and c`.
pub fn enumerated(words: &[impl std::fmt::Display]) -> String {
    let words: Vec<String> = words.iter().map(ToString::to_string).collect();
    match &words[..] {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        _ => words.concat(),
    }
}

/// Rising numbers as one would say them, `1 to 3, 5 and 8`.
pub fn listed(numbers: &[u64]) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let told: Vec<String> = (runs.into_iter())
        .map(|(first, last)| match last - first {
            0 => first.to_string(),
            1 => format!("{first}, {last}"),
            _ => format!("{first} to {last}"),
        })
        .collect();
    match &told[..] {
        [head @ .., last] if !head.is_empty() => format!("{} and {last}", head.join(", ")),
        all => all.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rounds_to_zero_has_no_sign() {
        for x in [0.0, -0.0, -0.001, 0.001] {
            assert_eq!([fixed(x, 2), signed(x, 2)], ["0.00", "0.00"]);
            assert_eq!([trimmed(x, 2), trimmed_signed(x, 2)], ["0", "0"]);
        }
        assert_eq!(points(-0.00004, 2), "0.00");
        assert_eq!(percent(-1e-9, 1), "0.0 %");
    }

    #[test]
    fn numbers_are_listed_as_one_would_say_them() {
        assert_eq!(listed(&[3]), "3");
        assert_eq!(listed(&[3, 4]), "3, 4");
        assert_eq!(listed(&[1, 2, 3, 5, 8, 9]), "1 to 3, 5 and 8, 9");
    }

    #[test]
    fn there_is_one_minus_sign() {
        assert_eq!(fixed(-3.1, 2), "−3.10");
        assert_eq!(signed(-3.1, 1), "−3.1");
        assert_eq!(trimmed(-12.50, 2), "−12.5");
        assert_eq!(scientific(2.74e-10), "2.7e−10");
        assert_eq!(significant(-0.012_34), "−0.0123");
        assert_eq!(bracketed(-0.5, -1.0, 0.25, |x| fixed(x, 2)), "−0.50 [−1.00, 0.25]");
    }

    #[test]
    fn ticks_have_no_idle_decimals_and_columns_have_all() {
        assert_eq!(trimmed(20.0, 0), "20");
        assert_eq!(trimmed_signed(2.50, 2), "+2.5");
        assert_eq!(percent_trimmed(0.95), "95 %");
        assert_eq!(percent(0.435, 2), "43.50 %");
        assert_eq!(points(0.031, 1), "+3.1");
    }

    #[test]
    fn three_digits_are_significant() {
        let cases = [
            (0.0, "0"),
            (1.0, "1"),
            (0.012_345, "0.0123"),
            (45.67, "45.7"),
            (1234.5, "1234"),
        ];
        for (x, text) in cases {
            assert_eq!(significant(x), text);
        }
    }

    #[test]
    fn rare_is_not_shown_as_never_nor_common_as_always() {
        assert_eq!(
            [0.0, 0.0001, 0.4, 0.99999, 1.0].map(percent_label),
            ["0 %", "<0.1 %", "40.0 %", ">99.9 %", "100.0 %"]
        );
    }

    #[test]
    fn no_number_of_any_size_is_longer_than_a_few_digits_or_has_a_naked_sign() {
        // Every power of ten that a number can have, and both signs.
        for power in -320..309 {
            for digits in [1.0, 1.5, 9.994, 9.9999] {
                let x: f64 = format!("{digits}e{power}").parse().unwrap();
                // The last are larger than the largest number.
                for x in [x, -x].into_iter().filter(|x| x.is_finite()) {
                    let written = [
                        fixed(x, 2),
                        signed(x, 2),
                        trimmed(x, 2),
                        trimmed_signed(x, 2),
                        significant(x),
                        points(x, 1),
                    ];
                    for text in written {
                        let zero = !text.contains(|c: char| c.is_ascii_digit() && c != '0');
                        assert!(!zero || !text.starts_with([MINUS, '+']), "{x:e}: {text}");
                        assert!(!text.contains('-'), "{x:e}: {text}");
                        assert!(text.chars().count() <= 12, "{x:e}: {text}");
                    }
                }
            }
        }
        assert_eq!(
            [fixed(1e300, 2), trimmed(-2e10, 0), signed(1.5e6, 1)],
            ["1.00e300", "−2e10", "+1.50e6"]
        );
        assert_eq!([fixed(f64::NAN, 2), fixed(f64::NEG_INFINITY, 2)], ["?", "−∞"]);
    }

    #[test]
    fn things_are_counted_in_words() {
        assert_eq!(
            [0, 1, 1200].map(|n| counted(n, "world")),
            ["0 worlds", "1 world", "1,200 worlds"]
        );
    }

    #[test]
    fn whole_numbers_are_grouped() {
        assert_eq!(
            [7, 999, 1000, 225_198_512].map(thousands),
            ["7", "999", "1,000", "225,198,512"]
        );
    }

    #[test]
    fn base_64_is_that_of_the_standard() {
        let examples = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (bytes, text) in examples {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
