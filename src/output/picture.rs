//! SVG to PNG for print.
//!
//! The same SVG gives the same bytes on every machine, as no clock and no font of the system takes part; but for text that the
//! embedded fonts lack, which other fonts draw (`chart::fallback`).

use super::chart::{embedded, fallback};
use resvg::{tiny_skia, usvg};
use std::sync::{Arc, OnceLock};

/// CSS pixels are 96 to the inch; 3.125 dots for each of them make 300 dots to the inch.
pub const DOTS_PER_PIXEL: f32 = 3.125;

/// Dots per metre at that size, as the pHYs chunk wants them: 300 / 0.0254.
const DOTS_PER_METRE: u32 = 11_811;

/// Why no picture was made.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error("the drawing cannot be read: {0}")]
    Svg(#[from] usvg::Error),
    #[error("the drawing of {0} by {1} dots is too large")]
    Size(u32, u32),
    #[error("the picture cannot be written: {0}")]
    Png(#[from] png::EncodingError),
}

/// Renders `svg` at 300 dots per inch. `metadata` becomes text chunks: keyword (Latin letters, at most 79) and text.
///
/// # Errors
/// If the SVG cannot be read, has no size, or a keyword is not allowed in a PNG.
pub fn png(svg: &str, metadata: &[(&str, &str)]) -> Result<Vec<u8>, PictureError> {
    let tree = usvg::Tree::from_str(svg, &options(svg))?;
    let [width, height] = [tree.size().width(), tree.size().height()].map(|px| (px * DOTS_PER_PIXEL).ceil() as u32);
    let mut pixels = tiny_skia::Pixmap::new(width, height).ok_or(PictureError::Size(width, height))?;
    pixels.fill(tiny_skia::Color::WHITE);
    let scale = tiny_skia::Transform::from_scale(DOTS_PER_PIXEL, DOTS_PER_PIXEL);
    resvg::render(&tree, scale, &mut pixels.as_mut());
    encode(&pixels, metadata)
}

/// How many characters of the text of `svg` are drawn, and how many it has besides that no font can draw.
///
/// # Errors
/// If the SVG cannot be read.
pub fn glyphs(svg: &str) -> Result<(usize, usize), PictureError> {
    fn count(group: &usvg::Group, drawn: &mut usize, lost: &mut usize) {
        for node in group.children() {
            match node {
                usvg::Node::Group(inner) => count(inner, drawn, lost),
                usvg::Node::Text(text) => {
                    let wanted: usize = text.chunks().iter().map(|c| c.text().chars().count()).sum();
                    let glyphs = text.layouted().iter().flat_map(|span| &span.positioned_glyphs);
                    let found: usize = glyphs.filter(|g| g.id.0 != 0).map(|g| g.text.chars().count()).sum();
                    *drawn += found;
                    *lost += wanted.saturating_sub(found);
                }
                _ => {}
            }
        }
    }
    let tree = usvg::Tree::from_str(svg, &options(svg))?;
    let (mut drawn, mut lost) = (0, 0);
    count(tree.root(), &mut drawn, &mut lost);
    Ok((drawn, lost))
}

/// The embedded fonts, and others only if they lack something.
pub(super) fn options(svg: &str) -> usvg::Options<'static> {
    // Read once: all pictures have the same fonts.
    static EMBEDDED: OnceLock<Arc<usvg::fontdb::Database>> = OnceLock::new();
    let fonts = match embedded::unsupported(svg).is_empty() {
        true => EMBEDDED.get_or_init(|| Arc::new(fallback::embedded_fonts())),
        false => fallback::database(),
    };
    usvg::Options {
        font_family: embedded::NAME.to_owned(),
        fontdb: Arc::clone(fonts),
        font_resolver: usvg::FontResolver {
            select_fallback: Box::new(|c, used, fonts| {
                let weight = used
                    .first()
                    .and_then(|id| fonts.face(*id))
                    .map_or(400, |face| face.weight.0);
                fallback::face(fonts, c, weight, used)
            }),
            ..usvg::FontResolver::default()
        },
        ..usvg::Options::default()
    }
}

fn encode(pixels: &tiny_skia::Pixmap, metadata: &[(&str, &str)]) -> Result<Vec<u8>, PictureError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    // Charts are flat areas and repeated hatching: as they are they compress as well as after any filter, and the lightest
    // real compression takes a fifth of the time of the usual one for files that are one and a half times as large.
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_deflate_compression(png::DeflateCompression::Level(1));
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: DOTS_PER_METRE,
        yppu: DOTS_PER_METRE,
        unit: png::Unit::Meter,
    }));
    for (keyword, text) in metadata {
        if text.is_ascii() {
            encoder.add_text_chunk((*keyword).to_owned(), (*text).to_owned())?;
        } else {
            encoder.add_itxt_chunk((*keyword).to_owned(), (*text).to_owned())?;
        }
    }
    // Every dot is opaque on the white ground, so that dropping the alpha channel loses nothing.
    let rgb: Vec<u8> = pixels
        .data()
        .chunks_exact(4)
        .flat_map(|dot| [dot[0], dot[1], dot[2]])
        .collect();
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&rgb)?;
    writer.finish()?;
    Ok(bytes)
}
