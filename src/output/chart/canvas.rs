//! Shapes in pixels, drawn by plotters.
//!
//! Nothing refers to an id but the root to its title and description, whose ids begin with the name of the chart, so that any number of
//! charts can stand in one page.

use super::ChartError;
use super::backend::{Ink, Kind, SURE, Shape, Written, escaped, stroke, units};
use super::embedded::{BOLD, NAME, REGULAR};
use super::lengths::{PIXELS, short};
pub(super) use super::shapes::{Area, HPos, Lettering, Point, VPos};
use super::subset::subset;
use super::tone::{PAPER, Tone};
use crate::notation::base64;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use std::collections::BTreeSet;

/// What is written at the head of a drawing.
pub(super) struct Head<'h> {
    /// Name of the chart, for ids: letters, figures, `_` and `-`.
    pub name: &'h str,
    /// Read out by screen readers.
    pub title: &'h str,
    pub description: &'h str,
}

pub(super) struct Canvas<'w> {
    area: DrawingArea<Ink<'w>, Shift>,
}

/// Makes an SVG document of `size` pixels, which are 96 to the inch.
///
/// # Errors
/// If the letters cannot be cut out of the embedded fonts.
pub(super) fn svg(size: Point, head: &Head, paint: impl FnOnce(&Canvas)) -> Result<String, ChartError> {
    let mut written = Written::default();
    {
        let (width, height) = units(size);
        let ink = Ink {
            written: &mut written,
            size: (width.unsigned_abs(), height.unsigned_abs()),
        };
        let canvas = Canvas {
            area: ink.into_drawing_area(),
        };
        paint(&canvas);
        canvas.area.present().expect(SURE);
    }
    let Written { out, letters, .. } = written;
    let (w, h) = (short(size.0), short(size.1));
    let (width, height) = (short(size.0 / PIXELS), short(size.1 / PIXELS));
    let Head {
        name,
        title,
        description,
    } = head;
    let (title, description) = (escaped(title), escaped(description));
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}mm\" height=\"{height}mm\" viewBox=\"0 0 {w} {h}\" role=\"img\" \
         aria-labelledby=\"{name}-title {name}-desc\" font-family=\"Inter, Arial, sans-serif\">\n\
         <title id=\"{name}-title\">{title}</title>\n<desc id=\"{name}-desc\">{description}</desc>\n{}\n\
         <rect width=\"{w}\" height=\"{h}\"{} shape-rendering=\"crispEdges\"/>\n{out}</svg>\n",
        fonts(&letters)?,
        PAPER.filled()
    ))
}

/// The letters of a drawing as fonts of its own, in one element that begins with `<style>@font-face` and stands directly after the
/// description: pages that have the fonts take it out.
fn fonts(letters: &[BTreeSet<char>; 2]) -> Result<String, ChartError> {
    let mut style = "<style>".to_owned();
    for ((font, weight), letters) in [(REGULAR, 400), (BOLD, 700)].into_iter().zip(letters) {
        // Nothing is bold in a drawing without a title.
        if letters.is_empty() && weight > 400 {
            continue;
        }
        let subset = subset(font, letters).ok_or(ChartError::Font)?;
        style.push_str(&format!(
            "@font-face{{font-family:{NAME};font-weight:{weight};src:url(data:font/ttf;base64,{})}}",
            base64(&subset)
        ));
    }
    Ok(style + "</style>")
}

impl Canvas<'_> {
    fn draw(&self, points: &[Point], kind: Kind) {
        let points = points.iter().copied().map(units).collect();
        self.area.draw(&Shape { points, kind }).expect(SURE);
    }

    pub(super) fn text(&self, at: Point, lettering: Lettering, text: &str) {
        self.draw(&[at], Kind::Text(lettering, text));
    }

    pub(super) fn line(&self, points: &[Point], color: Tone, width: f64) {
        self.draw(points, Kind::Line(color, width));
    }

    pub(super) fn polygon(&self, points: &[Point], color: Tone) {
        self.draw(points, Kind::Polygon(color));
    }

    pub(super) fn fill(&self, area: Area, color: Tone) {
        self.rectangle(area, format!("{} shape-rendering=\"crispEdges\"", color.filled()));
    }

    pub(super) fn outline(&self, area: Area, color: Tone, width: f64) {
        self.rectangle(area, format!(" fill=\"none\"{}", stroke(color, width)));
    }

    fn rectangle(&self, area: Area, paint: String) {
        let corners = [(area.left, area.top), (area.right, area.bottom)];
        self.draw(&corners, Kind::Rectangle(paint));
    }

    pub(super) fn disc(&self, center: Point, radius: f64, color: Tone) {
        self.draw(&[center], Kind::Disc(radius, color));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_one_style_share_an_element_and_keep_their_order_among_other_shapes() {
        let head = Head {
            name: "n",
            title: "T",
            description: "D",
        };
        let ink = Tone::fixed(0, 0, 0);
        let area = Area {
            left: 0.0,
            top: 0.0,
            right: 1.0,
            bottom: 1.0,
        };
        let drawn = svg((10.0, 10.0), &head, |canvas| {
            canvas.line(&[(0.0, 0.0), (1.0, 1.0)], ink, 1.0);
            canvas.line(&[(2.0, 0.0), (3.0, 1.5)], ink, 1.0);
            canvas.fill(area, ink);
        });
        let out = drawn.expect("a drawing");
        let lines: Vec<&str> = out.lines().skip(5).collect();
        assert!(lines[0].starts_with("<path d=\"M0 0l1 1M2 0l1 1.5\""), "{out}");
        assert!(lines[1].starts_with("<rect"), "{out}");
    }
}
