//! The glyphs that a text needs, cut out of a TrueType font.
//!
//! A chart carries its letters, so that it looks the same wherever it is opened; the whole font would be twenty times as large as
//! what is drawn. Taken are outlines and widths of the characters, in the order of their codes; `assets/fonts/make.py` sees to it
//! that no glyph is made of others and that there are no layout rules to be cut. Tables and checksums after the OpenType
//! specification 1.9.

use std::collections::{BTreeMap, BTreeSet};

/// Tables that stay as they are. `head`, `hhea` and `maxp` do but for a number or two.
const KEPT: [&[u8; 4]; 6] = [b"OS/2", b"head", b"hhea", b"maxp", b"name", b"post"];

/// A font with the characters of `wanted` that `font` has, and with its sign for a missing one; `None` if `font` is not as the
/// committed ones are.
pub(super) fn subset(font: &[u8], wanted: &BTreeSet<char>) -> Option<Vec<u8>> {
    let tables = tables(font)?;
    let table = |tag: &[u8; 4]| tables.get(tag).copied();
    let face = ab_glyph::FontRef::try_from_slice(font).ok()?;
    let glyph = |c: char| ab_glyph::Font::glyph_id(&face, c).0;
    let codes: Vec<(u16, u16)> = wanted
        .iter()
        .filter_map(|c| Some((u16::try_from(u32::from(*c)).ok()?, glyph(*c))))
        .filter(|(code, glyph)| *glyph != 0 && *code != u16::MAX)
        .collect();
    let old: Vec<u16> = std::iter::once(0)
        .chain(codes.iter().map(|(_, glyph)| *glyph))
        .collect();

    let long = u16_at(table(b"head")?, 50)? == 1;
    let (loca, outlines, metrics) = (table(b"loca")?, table(b"glyf")?, table(b"hmtx")?);
    let place = |i: usize| match long {
        true => u32_at(loca, 4 * i).map(|at| at as usize),
        false => u16_at(loca, 2 * i).map(|at| 2 * usize::from(at)),
    };
    let measured = usize::from(u16_at(table(b"hhea")?, 34)?);
    let (mut new_loca, mut new_glyf, mut new_hmtx) = (Vec::new(), Vec::new(), Vec::new());
    for id in old.iter().map(|id| usize::from(*id)) {
        new_loca.extend((new_glyf.len() as u32).to_be_bytes());
        new_glyf.extend(outlines.get(place(id)?..place(id + 1)?)?);
        new_glyf.resize(new_glyf.len().next_multiple_of(4), 0);
        // Glyphs after the last measured one are as wide as that.
        let (width, bearing) = match id < measured {
            true => (4 * id, 4 * id + 2),
            false => (4 * (measured - 1), 4 * measured + 2 * (id - measured)),
        };
        for at in [width, bearing] {
            new_hmtx.extend(u16_at(metrics, at)?.to_be_bytes());
        }
    }
    new_loca.extend((new_glyf.len() as u32).to_be_bytes());

    let mut new: BTreeMap<[u8; 4], Vec<u8>> = BTreeMap::new();
    for tag in KEPT {
        new.insert(*tag, table(tag)?.to_vec());
    }
    let count = (old.len() as u16).to_be_bytes();
    let mut put = |tag: &[u8; 4], at: usize, bytes: &[u8]| {
        let table = new.get_mut(tag)?;
        table.get_mut(at..at + bytes.len())?.copy_from_slice(bytes);
        Some(())
    };
    put(b"head", 8, &[0; 4])?;
    put(b"head", 50, &1u16.to_be_bytes())?;
    put(b"hhea", 34, &count)?;
    put(b"maxp", 4, &count)?;
    new.insert(*b"cmap", cmap(&codes));
    new.insert(*b"glyf", new_glyf);
    new.insert(*b"hmtx", new_hmtx);
    new.insert(*b"loca", new_loca);
    Some(file(&new))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn tables(font: &[u8]) -> Option<BTreeMap<[u8; 4], &[u8]>> {
    let mut tables = BTreeMap::new();
    for i in 0..usize::from(u16_at(font, 4)?) {
        let record = font.get(12 + 16 * i..28 + 16 * i)?;
        let (at, length) = (u32_at(record, 8)? as usize, u32_at(record, 12)? as usize);
        tables.insert(record[..4].try_into().ok()?, font.get(at..at + length)?);
    }
    Some(tables)
}

/// From codes in rising order to glyphs 1, 2, 3 …: format 4, a segment for each stretch of codes without a gap.
fn cmap(codes: &[(u16, u16)]) -> Vec<u8> {
    // First and last code of a segment, and its first glyph.
    let mut segments: Vec<(u16, u16, u16)> = Vec::new();
    for (i, (code, _)) in codes.iter().enumerate() {
        match segments.last_mut() {
            Some((_, last, _)) if *last + 1 == *code => *last = *code,
            _ => segments.push((*code, *code, i as u16 + 1)),
        }
    }
    let deltas: Vec<u16> = segments
        .iter()
        .map(|(first, _, glyph)| glyph.wrapping_sub(*first))
        .chain([1])
        .collect();
    segments.push((u16::MAX, u16::MAX, 0));
    let count = segments.len() as u16;
    let [range, selector, shift] = search(count, 2);
    let mut words = vec![4, 16 + 8 * count, 0, 2 * count, range, selector, shift];
    words.extend(segments.iter().map(|(_, last, _)| *last));
    words.push(0);
    words.extend(segments.iter().map(|(first, ..)| *first));
    words.extend(deltas);
    words.extend(segments.iter().map(|_| 0));
    // One subtable: platform 3, encoding 1, twelve bytes from here.
    let header = [0, 1, 3, 1, 0, 12];
    header.into_iter().chain(words).flat_map(u16::to_be_bytes).collect()
}

/// What helps to search `count` entries of so many bytes by halves.
fn search(count: u16, size: u16) -> [u16; 3] {
    let selector = count.max(1).ilog2() as u16;
    let range = size << selector;
    [range, selector, size * count - range]
}

/// The font file of these tables.
fn file(tables: &BTreeMap<[u8; 4], Vec<u8>>) -> Vec<u8> {
    let count = tables.len() as u16;
    let mut out = 0x0001_0000u32.to_be_bytes().to_vec();
    out.extend([count].into_iter().chain(search(count, 16)).flat_map(u16::to_be_bytes));
    let mut at = 12 + 16 * tables.len();
    for (tag, table) in tables {
        out.extend(tag);
        for word in [checksum(table), at as u32, table.len() as u32] {
            out.extend(word.to_be_bytes());
        }
        at += table.len().next_multiple_of(4);
    }
    let mut head = 0;
    for (tag, table) in tables {
        if tag == b"head" {
            head = out.len();
        }
        out.extend(table);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    let adjustment = 0xB1B0_AFBAu32.wrapping_sub(checksum(&out));
    out[head + 8..head + 12].copy_from_slice(&adjustment.to_be_bytes());
    out
}

/// The sum of the bytes as big-endian words.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.chunks(4).fold(0, |sum, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::chart::embedded::{BOLD, REGULAR};
    use ab_glyph::{Font, FontRef};

    #[test]
    fn a_subset_has_the_glyphs_asked_for_as_they_were_and_no_others() {
        let wanted: BTreeSet<char> = "Agreement – 95 % · −0.3 … Ελλάδα, Россия".chars().collect();
        for font in [REGULAR, BOLD] {
            let small = subset(font, &wanted).expect("a sound font");
            assert!(small.len() < 16_000, "{} bytes", small.len());
            let (whole, small) = (
                FontRef::try_from_slice(font).expect("the font"),
                FontRef::try_from_slice(&small).expect("a font again"),
            );
            for c in &wanted {
                let (a, b) = (whole.glyph_id(*c), small.glyph_id(*c));
                assert!(b.0 != 0, "{c}");
                assert_eq!(whole.h_advance_unscaled(a), small.h_advance_unscaled(b), "{c}");
                let curves = |face: &FontRef, id| face.outline(id).map(|o| format!("{:?}", o.curves));
                assert_eq!(curves(&whole, a), curves(&small, b), "{c}");
            }
            assert!(['Z', 'ж', 'q'].iter().all(|c| small.glyph_id(*c).0 == 0));
            assert_eq!(small.glyph_count(), wanted.len() + 1);
        }
    }
}
