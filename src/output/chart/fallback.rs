//! What draws a character that the embedded fonts lack: a font that the user names, or one of the system.
//!
//! Fonts of the system are looked for only when such a character occurs, so that all other pictures have the same bytes on every
//! machine. Where no font has the character, a Latin stand-in is written: `[U+BD81]`, or `[U+BD81…]` for several in a row. It is
//! the same in SVG and PNG, because viewers of the SVG may have no better fonts.

use super::embedded::{self, BOLD, NAME, REGULAR};
use crate::output::digest::sha256;
use ab_glyph::{Font, FontRef};
use resvg::usvg::fontdb::{Database, FaceInfo, ID, Source, Stretch, Style};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

/// Who draws a character.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Drawer {
    /// The embedded fonts.
    Embedded,
    /// Another font, by the name of its family.
    Other(String),
    /// Nobody: it has a stand-in.
    Nobody,
}

/// The font that the user names.
static NAMED: OnceLock<Vec<u8>> = OnceLock::new();

/// Takes the font in the bytes of a TTF, OTF or TTC file for characters that the embedded fonts lack, before those of the system.
/// Only the first font given counts.
///
/// # Errors
/// If the bytes are no font.
pub fn use_font(bytes: Vec<u8>) -> Result<(), String> {
    FontRef::try_from_slice_and_index(&bytes, 0).map_err(|e| e.to_string())?;
    NAMED.get_or_init(|| bytes);
    Ok(())
}

/// SHA-256 of the font that the user names, if there is one.
pub fn named_font() -> Option<String> {
    NAMED.get().map(|bytes| sha256(bytes))
}

/// The embedded fonts, and then all others.
pub(in crate::output) fn database() -> &'static Arc<Database> {
    static ALL: OnceLock<Arc<Database>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut fonts = embedded_fonts();
        if let Some(bytes) = NAMED.get() {
            fonts.load_font_source(Source::Binary(Arc::new(bytes.as_slice())));
        }
        fonts.load_system_fonts();
        fonts.set_sans_serif_family(NAME);
        Arc::new(fonts)
    })
}

/// The embedded fonts alone.
pub(in crate::output) fn embedded_fonts() -> Database {
    let mut fonts = Database::new();
    for bytes in [REGULAR, BOLD] {
        fonts.load_font_source(Source::Binary(Arc::new(bytes)));
    }
    fonts.set_sans_serif_family(NAME);
    fonts
}

/// Who draws a character.
pub fn drawer(c: char) -> Drawer {
    static KNOWN: OnceLock<Mutex<BTreeMap<char, Drawer>>> = OnceLock::new();
    if embedded::has(c) {
        return Drawer::Embedded;
    }
    let known = KNOWN.get_or_init(Mutex::default);
    // A thread that died while it looked left the map as it was.
    let mut known = known.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    known.entry(c).or_insert_with(|| found(c)).clone()
}

fn found(c: char) -> Drawer {
    let fonts = database();
    match face(fonts, c, 400, &[]) {
        Some(id) => {
            let families = fonts.face(id).map(|face| face.families.as_slice()).unwrap_or_default();
            Drawer::Other(families.first().map_or_else(String::new, |(name, _)| name.clone()))
        }
        None => Drawer::Nobody,
    }
}

/// The upright face of usual width that has a character and whose weight is nearest, the first of several; others only if there is
/// no such face.
pub(in crate::output) fn face(fonts: &Database, c: char, weight: u16, but: &[ID]) -> Option<ID> {
    let has = |id: ID| fonts.with_face_data(id, |data, index| has_glyph(data, index, c)) == Some(true);
    let plain = |face: &FaceInfo| face.style == Style::Normal && face.stretch == Stretch::Normal;
    fonts
        .faces()
        .filter(|face| !but.contains(&face.id) && has(face.id))
        .min_by_key(|face| (!plain(face), face.weight.0.abs_diff(weight)))
        .map(|face| face.id)
}

fn has_glyph(data: &[u8], index: u32, c: char) -> bool {
    FontRef::try_from_slice_and_index(data, index).is_ok_and(|font| font.glyph_id(c).0 != 0)
}

/// The text as it is drawn: with stand-ins for what nobody draws.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| embedded::has(c) || drawer(c) != Drawer::Nobody) {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut row: Vec<char> = Vec::new();
    let close = |out: &mut String, row: &mut Vec<char>| {
        if let Some(first) = row.first() {
            let more = if row.len() > 1 { "…" } else { "" };
            out.push_str(&format!("[U+{:04X}{more}]", u32::from(*first)));
        }
        row.clear();
    };
    for c in text.chars() {
        match drawer(c) {
            Drawer::Nobody => row.push(c),
            Drawer::Embedded | Drawer::Other(_) => {
                close(&mut out, &mut row);
                out.push(c);
            }
        }
    }
    close(&mut out, &mut row);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_draws_has_a_stand_in_and_all_else_stays() {
        assert_eq!(
            shown("Heading – 10 % · −3 … × → δ ≤ €"),
            "Heading – 10 % · −3 … × → δ ≤ €"
        );
        // Characters that no font has: they are not assigned.
        assert_eq!(shown("a \u{378}b\u{378}\u{379} c"), "a [U+0378]b[U+0378…] c");
        assert_eq!(drawer('\u{378}'), Drawer::Nobody);
        assert_eq!(drawer('a'), Drawer::Embedded);
    }

    #[test]
    fn bytes_that_are_no_font_are_refused() {
        assert!(use_font(b"no font".to_vec()).is_err());
    }
}
