//! SVG to PDF for print: lines stay lines, and letters stay letters of embedded fonts.
//!
//! The same SVG gives the same bytes, as no clock takes part.

use krilla::geom::Size;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::{Document, SerializeSettings};
use krilla_svg::{SurfaceExt, SvgSettings};

use super::picture::{PictureError, options};
use resvg::usvg;

/// Points to a CSS pixel.
const POINTS: f32 = 72.0 / 96.0;

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The drawing cannot be read.
    #[error(transparent)]
    Drawing(#[from] PictureError),
    /// The document cannot be written.
    #[error("the document cannot be written: {0}")]
    Pdf(String),
}

/// A document of one page as large as the drawing. Of the facts, `Title` and `Software` become those of the document, the others its
/// keywords.
///
/// # Errors
/// If the SVG cannot be read, has no size, or has a font that cannot be embedded.
pub fn pdf(svg: &str, facts: &[(&str, &str)]) -> Result<Vec<u8>, DocumentError> {
    let tree = usvg::Tree::from_str(svg, &options(svg)).map_err(PictureError::from)?;
    let (width, height) = (tree.size().width() * POINTS, tree.size().height() * POINTS);
    let failed = |what: &str| DocumentError::Pdf(what.to_owned());
    let size = Size::from_wh(width, height).ok_or_else(|| failed("it has no size"))?;
    let page = PageSettings::from_wh(width, height).ok_or_else(|| failed("it has no size"))?;
    let mut document = Document::new_with(SerializeSettings::default());
    document.set_metadata(metadata(facts));
    let mut page = document.start_page_with(page);
    let mut surface = page.surface();
    let drawn = surface.draw_svg(&tree, size, SvgSettings::default());
    surface.finish();
    page.finish();
    drawn.ok_or_else(|| failed("it cannot be drawn"))?;
    document.finish().map_err(|error| failed(&format!("{error:?}")))
}

fn metadata(facts: &[(&str, &str)]) -> Metadata {
    let mut metadata = Metadata::new().language("en".to_owned());
    let mut keywords = Vec::new();
    for (keyword, text) in facts {
        metadata = match *keyword {
            "Title" => metadata.title((*text).to_owned()),
            "Software" => metadata.creator((*text).to_owned()),
            _ => {
                keywords.push(format!("{keyword}: {text}"));
                metadata
            }
        };
    }
    metadata.keywords(keywords)
}
