//! The embedded fonts: Inter Regular and Bold (SIL Open Font License, see `assets/fonts/OFL.txt`).

use ab_glyph::{Font, FontRef};
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// Family name inside the font files.
pub(in crate::output) const NAME: &str = "Inter";
pub(in crate::output) const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/Inter-Regular.otf");
pub(in crate::output) const BOLD: &[u8] = include_bytes!("../../../assets/fonts/Inter-Bold.otf");

/// Characters of `text` that the embedded fonts cannot draw.
pub fn unsupported(text: &str) -> BTreeSet<char> {
    text.chars().filter(|c| !has(*c)).collect()
}

/// Whether the embedded fonts have a character.
pub(super) fn has(c: char) -> bool {
    static FACES: OnceLock<Vec<FontRef<'static>>> = OnceLock::new();
    let parsed = || {
        [REGULAR, BOLD]
            .into_iter()
            .filter_map(|bytes| FontRef::try_from_slice(bytes).ok())
    };
    let faces = FACES.get_or_init(|| parsed().collect());
    c.is_whitespace() || c.is_control() || faces.iter().all(|face| face.glyph_id(c).0 != 0)
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
