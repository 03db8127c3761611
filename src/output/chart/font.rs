//! Sizes and widths of letters, and text that has to fit.

use super::embedded::{has, units};
use super::fallback;

/// Height of capitals and figures, in em.
pub(super) const CAP_HEIGHT: f64 = 0.727;

/// Width in pixels of `text`, as it is shown, in letters of `em` pixels.
pub(super) fn width(text: &str, em: f64, bold: bool) -> f64 {
    let text = fallback::shown(text);
    // Letters of other fonts are at most as wide as they are high, Chinese ones exactly so.
    let (own, other): (String, String) = text.chars().partition(|c| has(*c));
    // A font that draws some of the letters may draw all of the text, and be wider.
    let own = units(&own, bold) * if other.is_empty() { 1.0 } else { 1.15 };
    (own + other.chars().count() as f64) * em
}

/// `text` cut so that it fits into `room` pixels, with an ellipsis where something is missing.
pub(super) fn fitted(text: &str, em: f64, bold: bool, room: f64) -> String {
    if width(text, em, bold) <= room {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let cut = |n: usize| format!("{}…", letters[..n].iter().collect::<String>().trim_end());
    let keep = (0..letters.len()).rev().find(|n| width(&cut(*n), em, bold) <= room);
    cut(keep.unwrap_or(0))
}

/// `text` in lines of at most `room` pixels, broken at spaces, though not before a per cent sign, and within words that are wider
/// than a line after their points and underscores; what does not fit into `most` lines is cut.
pub(super) fn wrapped(text: &str, em: f64, bold: bool, room: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let text = text.replace(" %", "\u{a0}%");
    let space = |c: char| c.is_whitespace() && c != '\u{a0}';
    let words = text.split(space).filter(|word| !word.is_empty());
    // A path such as `house.kitchen.width_of_the_door` has no spaces.
    let parts = words.flat_map(|word| {
        let within: &[char] = if width(word, em, bold) > room { &['.', '_'] } else { &[] };
        word.split_inclusive(within)
            .enumerate()
            .map(|(i, part)| (if i == 0 { " " } else { "" }, part))
    });
    let mut parts = parts.peekable();
    while parts.peek().is_some() {
        let mut line = String::new();
        let last = lines.len() + 1 == most;
        while let Some((before, part)) = parts.peek() {
            let before = if line.is_empty() { "" } else { before };
            let longer = format!("{line}{before}{part}");
            if !last && !line.is_empty() && width(&longer, em, bold) > room {
                break;
            }
            line = longer;
            parts.next();
        }
        lines.push(fitted(&line, em, bold, room));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_is_too_wide_is_cut_with_an_ellipsis_and_still_fits() {
        let long = "Comprehensive denuclearisation with escrowed relief";
        let short = fitted(long, 12.0, false, 120.0);
        assert!(short.ends_with('…') && width(&short, 12.0, false) <= 120.0, "{short}");
        assert_eq!(fitted("Short", 12.0, false, 120.0), "Short");
    }

    #[test]
    fn lines_break_at_spaces_and_the_last_one_is_cut() {
        let lines = wrapped("one two three four five six seven eight nine ten", 12.0, false, 80.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|l| width(l, 12.0, false) <= 80.0), "{lines:?}");
        assert!(lines[1].ends_with('…'));
    }

    #[test]
    fn a_path_that_is_wider_than_a_line_breaks_after_its_points_and_no_letter_is_lost() {
        let path = "house.kitchen.width_of_the_narrow_door";
        let lines = wrapped(path, 12.0, false, 130.0, 4);
        assert!(lines.len() > 1 && lines.concat() == path, "{lines:?}");
        assert!(lines.iter().all(|l| width(l, 12.0, false) <= 130.0), "{lines:?}");
        assert_eq!(wrapped(path, 12.0, false, 600.0, 4), [path]);
    }
}
