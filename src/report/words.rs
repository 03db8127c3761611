//! Estimates, paragraphs and plain tables as text: with [`notation`](crate::notation) the only formatter of numbers for people.

pub use super::layout::table as grid;
pub use crate::notation::{
    UNKNOWN, counted, enumerated, fixed, listed, percent, percent_trimmed, points, scientific, signed, significant,
    thousands,
};
use crate::stats::{self, Estimate};

/// Decimals of shares and of differences in percentage points.
const DECIMALS: usize = 2;

/// Confidence level of all intervals: `95 %`.
pub fn level() -> String {
    percent_trimmed(stats::level().share())
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

/// A probability inside a sentence, with its interval in brackets: `35.3 % (24.8 to 47.5)`.
pub fn share_in_prose(e: &Estimate, decimals: usize) -> String {
    let of = |x: Option<f64>| known(x, |x| fixed(100.0 * x, decimals));
    match has_width(e) {
        true => format!("{} % ({} to {})", of(e.value), of(e.low), of(e.high)),
        false => format!("{} %", of(e.value)),
    }
}

/// A difference inside a sentence, with its sign and interval: `−0.16 points, −0.33 to 0.00`.
pub fn change_in_brackets(e: &Estimate) -> String {
    let of = |x: Option<f64>| known(x, |x| points(x, DECIMALS));
    match has_width(e) {
        true => format!("{} points, {} to {}", of(e.value), of(e.low), of(e.high)),
        false => format!("{} points", of(e.value)),
    }
}

/// A difference in percentage points and half its interval, the wider side of it: `+0.14 ± 0.13`.
pub fn change_in_short(e: &Estimate) -> String {
    let value = known(e.value, |x| points(x, DECIMALS));
    let reach = e
        .value
        .zip(e.low.zip(e.high))
        .map(|(x, (low, high))| (x - low).max(high - x));
    match has_width(e) {
        true => format!("{value} ± {}", known(reach, |x| fixed(100.0 * x, DECIMALS))),
        false => value,
    }
}

/// A number that may be unknown, written by `of`.
pub fn known(x: Option<f64>, of: impl Fn(f64) -> String) -> String {
    x.map_or(UNKNOWN.to_owned(), of)
}

fn has_width(e: &Estimate) -> bool {
    e.low != e.high
}

/// A setting without the option that sets it.
pub fn plain_setting(setting: &str) -> &str {
    setting.strip_prefix("--set ").unwrap_or(setting)
}

/// The settings of the command line without the option that sets them; `None` if there are none.
pub fn settings_in_words(settings: &[String]) -> Option<String> {
    let plain = settings.iter().map(|s| plain_setting(s));
    (!settings.is_empty()).then(|| plain.collect::<Vec<_>>().join("; "))
}

/// The settings as a line under a heading; nothing if there are none.
pub fn with_settings(settings: &[String]) -> String {
    settings_in_words(settings).map_or(String::new(), |words| format!("with {words}\n"))
}

/// A paragraph: one line, to be broken where it is printed ([`layout`](super::layout)).
pub fn paragraph(text: &str) -> String {
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.push('\n');
    line
}

/// Lines of a text as paragraphs, each with its indent.
pub fn lines(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        out.push_str(line.trim_end());
        out.push('\n');
    }
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
}
