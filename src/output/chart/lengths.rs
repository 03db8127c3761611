//! How lengths are written.

/// CSS pixels in a millimetre.
pub(super) const PIXELS: f64 = 96.0 / 25.4;

/// At most two decimals, and none that are zero.
pub(super) fn short(value: f64) -> String {
    trimmed(format!("{value:.2}"))
}

/// At most one decimal.
pub(super) fn tenth(value: f64) -> String {
    trimmed(format!("{value:.1}"))
}

fn trimmed(text: String) -> String {
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A number of tenths, without a zero before the point.
pub(super) fn tenths(n: i64) -> String {
    let (sign, whole, part) = (if n < 0 { "-" } else { "" }, n.abs() / 10, n.abs() % 10);
    match (whole, part) {
        (whole, 0) => format!("{sign}{whole}"),
        (0, part) => format!("{sign}.{part}"),
        (whole, part) => format!("{sign}{whole}.{part}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_two_decimals_at_most_and_no_negative_zero() {
        for (value, text) in [(12.0, "12"), (0.5, "0.5"), (1.004, "1"), (-0.001, "0"), (100.0, "100")] {
            assert_eq!(short(value), text);
        }
    }
}
