//! Numbers as people write them.

/// A value as it was meant, in TOML, and what was wrong with how it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Meant {
    pub toml: String,
    pub why: String,
}

/// Fractions that are one character.
const FRACTIONS: [(char, f64); 15] = [
    ('½', 1.0 / 2.0),
    ('⅓', 1.0 / 3.0),
    ('⅔', 2.0 / 3.0),
    ('¼', 1.0 / 4.0),
    ('¾', 3.0 / 4.0),
    ('⅕', 1.0 / 5.0),
    ('⅖', 2.0 / 5.0),
    ('⅗', 3.0 / 5.0),
    ('⅘', 4.0 / 5.0),
    ('⅙', 1.0 / 6.0),
    ('⅚', 5.0 / 6.0),
    ('⅛', 1.0 / 8.0),
    ('⅜', 3.0 / 8.0),
    ('⅝', 5.0 / 8.0),
    ('⅞', 7.0 / 8.0),
];
/// Numbers that are words.
const WORDS: [(&str, f64); 20] = [
    ("zero", 0.0),
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("half", 0.5),
    ("a half", 0.5),
    ("a quarter", 0.25),
    ("one half", 0.5),
    ("one quarter", 0.25),
    ("a third", 0.333333),
    ("one third", 0.333333),
    ("two thirds", 0.666667),
    ("three quarters", 0.75),
];
/// Signs and words before a number that say how sure it is, or in which currency.
const BEFORE: [&str; 18] = [
    "approximately",
    "approx.",
    "approx",
    "about",
    "circa",
    "ca.",
    "c.",
    "≈",
    "~",
    "≤",
    "≥",
    "<",
    ">",
    "$",
    "€",
    "£",
    "+/-",
    "±",
];
/// Words for a hundredth or a thousandth.
const PARTS: [(&str, f64); 7] = [
    ("%", 100.0),
    ("％", 100.0),
    ("‰", 1000.0),
    ("per cent", 100.0),
    ("percent", 100.0),
    ("pct", 100.0),
    ("per mille", 1000.0),
];

/// The number that a text means, or the distribution of a range; `None` if it means neither or is a number already.
pub fn meant(text: &str) -> Option<Meant> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 60 || is_plain(text) {
        return None;
    }
    range(text).or_else(|| single(text))
}

/// The number or range that a text means, in TOML, also if it is written as it should be.
pub fn read(text: &str) -> Option<String> {
    let text = text.trim();
    let plain = || {
        text.parse::<f64>()
            .ok()
            .filter(|_| is_plain(text))
            .map(|_| text.to_string())
    };
    plain().or_else(|| meant(text).map(|meant| meant.toml))
}

fn found(x: f64, why: impl Into<String>) -> Option<Meant> {
    x.is_finite().then(|| Meant {
        toml: shown(x),
        why: why.into(),
    })
}

/// A number as it is written, without the last bits of binary arithmetic.
fn shown(x: f64) -> String {
    let rounded = (x * 1e12).round() / 1e12;
    let digits = if x.abs() < 1e-3 || x.abs() >= 1e12 { x } else { rounded };
    if digits.abs() >= 1e15 {
        format!("{digits:e}")
    } else {
        digits.to_string()
    }
}

/// Whether TOML reads it as a number.
fn is_plain(text: &str) -> bool {
    toml::de::DeTable::parse(&format!("x = {text}")).is_ok() && text.contains(|c: char| c.is_ascii_digit())
}

fn single(text: &str) -> Option<Meant> {
    if let Some((_, x)) = WORDS.iter().find(|(word, _)| text.eq_ignore_ascii_case(word)) {
        return found(*x, "a number is written in digits");
    }
    if let Some(x) = plain_number(text) {
        let unsigned = text.trim_start_matches(['-', '+']);
        let zero = unsigned.starts_with('0') && unsigned[1..].starts_with(|c: char| c.is_ascii_digit());
        return match zero {
            true => found(x, "a number has no leading zero"),
            false => found(x, "a number is written without quotes"),
        };
    }
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    if let Some(x) = inner.and_then(value) {
        return found(x, "a number stands without brackets");
    }
    let zeros = text.replace(['O', 'o'], "0");
    if zeros != text
        && zeros.contains(|c: char| c.is_ascii_digit() && c != '0')
        && let Some(x) = plain_number(&zeros)
    {
        return found(x, "zero is the digit 0 and not the letter O");
    }
    if let Some(trimmed) = text.strip_suffix([',', ';']).filter(|rest| value(rest).is_some()) {
        return found(value(trimmed)?, "a line ends without a comma or semicolon");
    }
    let latin = latin(text);
    if latin != text {
        let x = value(&latin).or_else(|| single(&latin)?.toml.parse().ok())?;
        return found(
            x,
            "a number is written with the digits and signs of ASCII, such as -0.4",
        );
    }
    for (word, parts) in PARTS {
        let Some(before) = text.strip_suffix(word) else {
            continue;
        };
        if let Some(x) = value(before) {
            let shift = (x / parts * 1e12).round() / 1e12;
            let why = match x < 1.0 && x > 0.0 {
                true => format!("{x} per cent are {shift}; a share of {x} is written without the sign"),
                false => "a percentage is written as a number from 0 to 1".to_string(),
            };
            return found(shift, why);
        }
    }
    if let Some(x) = fraction(text) {
        return found(x, "a fraction is written as a decimal number");
    }
    for sign in BEFORE {
        if let Some(x) = text.strip_prefix(sign).and_then(value) {
            return found(x, format!("a number stands without `{sign}`"));
        }
    }
    if let Some(meant) = separated(text) {
        return Some(meant);
    }
    if let Some(x) = pointed(text) {
        let why = match text.trim_start_matches(['+', '-']) {
            t if t.starts_with('.') => "a number needs a digit before its point",
            t if t.contains(['e', 'E']) => "an exponent needs a number before it and digits after it, as in 1.5e-3",
            t if t.ends_with('.') => "a number needs a digit after its point",
            _ => "a number does not begin with a zero or a plus",
        };
        return found(x, why);
    }
    united(text)
}

/// A number with its unit behind it.
fn united(text: &str) -> Option<Meant> {
    let digit = |c: char| c.is_ascii_digit() || ".,-+_".contains(c);
    let end = text.find(|c: char| !digit(c))?;
    let (number, unit) = text.split_at(end);
    let unit = unit.trim_start();
    let word = |c: char| c.is_alphabetic() || "/ .^-²$€£".contains(c) || c.is_ascii_digit();
    let x = value(number)?;
    let starts = unit.starts_with(|c: char| c.is_alphabetic() || "/$€£".contains(c));
    (starts && unit.chars().all(word)).then_some(())?;
    found(
        x,
        format!("a number stands without its unit `{unit}`: every key has a unit of its own"),
    )
}

/// A number that TOML would take, or one with the slips of its point.
fn value(text: &str) -> Option<f64> {
    let text = text.trim();
    plain_number(text)
        .or_else(|| pointed(text))
        .or_else(|| separated(text)?.toml.parse().ok())
}

fn plain_number(text: &str) -> Option<f64> {
    let number = text.strip_prefix('-').unwrap_or(text);
    let digits = number.starts_with(|c: char| c.is_ascii_digit()) && number.ends_with(|c: char| c.is_ascii_digit());
    let allowed = number.chars().all(|c| c.is_ascii_digit() || ".eE+-_".contains(c));
    let plain = number.replace('_', "");
    (digits && allowed)
        .then(|| plain.parse::<f64>().ok())
        .flatten()
        .map(|x| if text.starts_with('-') { -x } else { x })
}

/// `.4`, `4.`, `+.5`, `010`, `1e`, `1.e3`.
fn pointed(text: &str) -> Option<f64> {
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let exponent = match exponent {
        "" | "+" | "-" => "0",
        other => other,
    };
    let digits = mantissa.chars().all(|c| c.is_ascii_digit() || c == '.') && mantissa.matches('.').count() <= 1;
    let some = mantissa.contains(|c: char| c.is_ascii_digit());
    (digits && some).then_some(())?;
    let whole = if mantissa.contains('.') {
        format!("0{mantissa}0")
    } else {
        format!("0{mantissa}")
    };
    format!("{whole}e{exponent}").parse::<f64>().ok().map(|x| sign * x)
}

/// Decimal commas, and thousands that are set apart.
fn separated(text: &str) -> Option<Meant> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    let digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    for (thousands, point) in [(',', '.'), ('.', ','), (' ', '.'), (' ', ','), ('\'', '.'), ('_', '.')] {
        let (whole, decimals) = match unsigned.split_once(point) {
            Some((whole, decimals)) if digits(decimals) => (whole, decimals),
            Some(_) => continue,
            None => (unsigned, "0"),
        };
        let groups: Vec<&str> = whole.split(thousands).collect();
        let [first, rest @ ..] = groups.as_slice() else {
            continue;
        };
        // `1.000` is a number, and `0,400` a share.
        let grouped = !rest.is_empty()
            && digits(first)
            && first.len() <= 3
            && !first.starts_with('0')
            && rest.iter().all(|group| group.len() == 3 && digits(group))
            && !(thousands == '.' && rest.len() == 1 && decimals == "0");
        if grouped {
            let x: f64 = format!("{}.{decimals}", groups.concat()).parse().ok()?;
            let mut meant = found(sign * x, "thousands are not set apart")?;
            if thousands == ',' && rest.len() == 1 && decimals == "0" {
                meant.why = format!(
                    "thousands are not set apart, and a decimal point is a point: {first}.{} is",
                    rest[0]
                );
                meant.why.push_str(" another number");
            }
            return Some(meant);
        }
    }
    let (whole, decimals) = unsigned.split_once(',')?;
    let plain = (whole.is_empty() || digits(whole)) && digits(decimals);
    let x: f64 = plain.then(|| format!("0{whole}.{decimals}").parse().ok())??;
    found(sign * x, "a decimal point is a point, not a comma")
}

/// `1/3`, `½`, `2½`.
fn fraction(text: &str) -> Option<f64> {
    let rounded = |x: f64| (x * 1e6).round() / 1e6;
    if let Some((above, below)) = text.split_once('/') {
        let (above, below) = (value(above)?, value(below)?);
        return (below != 0.0).then(|| rounded(above / below));
    }
    let last = text.chars().last()?;
    let (_, part) = FRACTIONS.iter().find(|(c, _)| *c == last)?;
    let whole = text[..text.len() - last.len_utf8()].trim();
    let whole = if whole.is_empty() { 0.0 } else { value(whole)? };
    Some(rounded(whole + part))
}

/// Digits and signs of other scripts and of typographers in ASCII.
fn latin(text: &str) -> String {
    let plain = |c: char| match c {
        '−' | '–' | '—' | '‐' | '‑' | '－' => '-',
        '·' | '٫' | '．' | '。' => '.',
        '，' => ',',
        '＋' => '+',
        '\u{a0}' | '\u{2009}' | '\u{202f}' | '\u{3000}' => ' ',
        _ => {
            let zero = ['０', '٠', '۰', '०', '𝟎', '𝟘', '𝟢', '𝟶'];
            let digit = zero
                .iter()
                .find_map(|zero| (c as u32).checked_sub(*zero as u32).filter(|d| *d < 10));
            digit.and_then(|d| char::from_digit(d, 10)).unwrap_or(c)
        }
    };
    text.chars().map(plain).collect()
}

/// `0.2-0.5`, `0.2..0.5`, `0.2 to 0.5`, `(0.2, 0.5)`, `0.4 ± 0.1`: an interval.
fn range(text: &str) -> Option<Meant> {
    ends(text).map(|[low, high]| Meant {
        toml: format!("{{ interval90 = [{low}, {high}] }}"),
        why: "a range is written as a distribution".to_string(),
    })
}

/// The ends of a range, as TOML writes them.
pub fn ends(text: &str) -> Option<[String; 2]> {
    let interval = |low: f64, high: f64| (low < high).then(|| [shown(low), shown(high)]);
    for mark in ["±", "+/-", "+-"] {
        if let Some((middle, width)) = text.split_once(mark)
            && let (Some(middle), Some(width)) = (value(middle), value(width))
        {
            return interval(middle - width, middle + width);
        }
    }
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    if let Some((low, high)) = inner.and_then(|inner| inner.split_once(',')) {
        return interval(value(low)?, value(high)?);
    }
    for mark in ["...", "..", "…", " to ", " - ", "–", "—", "-"] {
        if let Some((low, high)) = text.split_once(mark)
            && let (Some(low), Some(high)) = (value(low), value(high))
        {
            return interval(low, high);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[rustfmt::skip]
    fn numbers_are_understood_as_people_write_them() {
        let cases = [
            ("0,4", "0.4"), ("40%", "0.4"), ("7.5 %", "0.075"), (".4", "0.4"), ("4.", "4"), ("-.5", "-0.5"),
            ("+.5", "0.5"), ("010", "10"), ("1e", "1"), ("1e-", "1"), ("1.e3", "1000"), ("０.４", "0.4"), ("1 000", "1000"), ("1,000", "1000"),
            ("1,000.5", "1000.5"), ("1.000,5", "1000.5"), ("1'000", "1000"), ("0,400", "0.4"), ("0.4f", "0.4"),
            ("½", "0.5"), ("2½", "2.5"), ("1/3", "0.333333"), ("5 years", "5"), ("0.4/year", "0.4"), ("40 per cent", "0.4"), ("12,5%", "0.125"),
            ("−0.4", "-0.4"), ("0·4", "0.4"), ("~0.4", "0.4"), ("about 0.4", "0.4"), ("$4", "4"), ("0.4,", "0.4"), ("0.4;", "0.4"), ("٤", "4"),
            ("0.2-0.5", "{ interval90 = [0.2, 0.5] }"), ("0.2..0.5", "{ interval90 = [0.2, 0.5] }"),
            ("0.2 to 0.5", "{ interval90 = [0.2, 0.5] }"), ("(0.2, 0.5)", "{ interval90 = [0.2, 0.5] }"), ("0.4±0.1", "{ interval90 = [0.3, 0.5] }"),
        ];
        for (text, toml) in cases {
            assert_eq!(meant(text).map(|meant| meant.toml).as_deref(), Some(toml), "{text}");
        }
        for text in ["0.4", "-3", "1e5", "1_000", "high", "", "[0.2, 0.5]", "0.4.1", "1-2-3"] {
            assert_eq!(meant(text), None, "{text}");
        }
    }
}
