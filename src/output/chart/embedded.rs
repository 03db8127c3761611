//! The embedded fonts: Inter Regular and Bold (SIL Open Font License, see `assets/fonts/OFL.txt`).

use ab_glyph::{Font, FontRef};
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// Family name inside the font files.
pub(in crate::output) const NAME: &str = "Inter";
pub(in crate::output) const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/Inter-Regular.ttf");
pub(in crate::output) const BOLD: &[u8] = include_bytes!("../../../assets/fonts/Inter-Bold.ttf");

/// Characters of `text` that the embedded fonts cannot draw.
pub fn unsupported(text: &str) -> BTreeSet<char> {
    text.chars().filter(|c| !has(*c)).collect()
}

/// Whether the embedded fonts have a character.
pub(super) fn has(c: char) -> bool {
    c.is_whitespace() || c.is_control() || faces().iter().all(|face| face.glyph_id(c).0 != 0)
}

/// Width of a text in em, in Regular or in Bold.
pub(super) fn units(text: &str, bold: bool) -> f64 {
    let Some(face) = faces().get(usize::from(bold)) else {
        return 0.6 * text.chars().count() as f64;
    };
    let em = f64::from(face.units_per_em().unwrap_or(1000.0));
    let widths = text
        .chars()
        .map(|c| f64::from(face.h_advance_unscaled(face.glyph_id(c))));
    widths.sum::<f64>() / em
}

/// Regular and Bold.
fn faces() -> &'static [FontRef<'static>] {
    static FACES: OnceLock<Vec<FontRef<'static>>> = OnceLock::new();
    let parsed = || {
        [REGULAR, BOLD]
            .into_iter()
            .filter_map(|bytes| FontRef::try_from_slice(bytes).ok())
    };
    FACES.get_or_init(|| parsed().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_the_fonts_lack_are_reported() {
        assert!(unsupported("Heading – 10 % · −3 … × → δ ≤ €").is_empty());
        assert_eq!(unsupported("北 a"), BTreeSet::from(['北']));
    }
}
