//! Shapes in pixels, drawn by plotters.

use super::backend::{SvgBackend, UNITS};
use super::embedded::NAME;
use super::{ChartError, fallback, font};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Pixels from the left and from the top.
pub(super) type Point = (f64, f64);

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Area {
    pub(super) fn width(&self) -> f64 {
        self.right - self.left
    }
}

/// How a text is set.
#[derive(Clone, Copy)]
pub(super) struct Lettering {
    pub em: f64,
    pub bold: bool,
    pub color: RGBColor,
    pub across: HPos,
    pub down: VPos,
    /// Read from the bottom up.
    pub turned: bool,
}

impl Lettering {
    /// Regular, left-aligned, on the middle of the line.
    pub(super) const fn new(em: f64, color: RGBColor) -> Self {
        Lettering {
            em,
            bold: false,
            color,
            across: HPos::Left,
            down: VPos::Center,
            turned: false,
        }
    }

    pub(super) const fn bold(self) -> Self {
        Lettering { bold: true, ..self }
    }

    pub(super) const fn across(self, across: HPos) -> Self {
        Lettering { across, ..self }
    }

    pub(super) const fn down(self, down: VPos) -> Self {
        Lettering { down, ..self }
    }

    pub(super) const fn turned(self) -> Self {
        Lettering { turned: true, ..self }
    }
}

pub(super) struct Canvas<'a> {
    area: DrawingArea<SvgBackend<'a>, Shift>,
}

type Drawn = Result<(), ChartError>;

/// Makes an SVG document of `size` pixels; `title` and `description` are for screen readers.
pub(super) fn svg(
    size: Point,
    title: &str,
    description: &str,
    paint: impl FnOnce(&Canvas) -> Drawn,
) -> Result<String, ChartError> {
    font::register()?;
    let mut out = String::new();
    {
        let backend = SvgBackend::open(&mut out, size, title, description);
        let canvas = Canvas {
            area: backend.into_drawing_area(),
        };
        paint(&canvas)?;
        canvas.area.present().map_err(drawing)?;
    }
    out.push_str("</svg>\n");
    Ok(out)
}

impl Canvas<'_> {
    pub(super) fn text(&self, (x, y): Point, lettering: Lettering, text: &str) -> Drawn {
        let style = if lettering.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        let desc = FontDesc::new(FontFamily::Name(NAME), font::size(lettering.em * UNITS), style);
        let desc = if lettering.turned {
            desc.transform(FontTransform::Rotate270)
        } else {
            desc
        };
        let style = TextStyle::from(desc)
            .color(&lettering.color)
            .pos(Pos::new(lettering.across, lettering.down));
        let text = fallback::shown(text);
        self.area.draw_text(&text, &style, units((x, y))).map_err(drawing)
    }

    pub(super) fn line(&self, points: &[Point], color: RGBColor, width: f64) -> Drawn {
        let stroke = color.stroke_width((width * UNITS).round() as u32);
        let path: Vec<_> = points.iter().copied().map(units).collect();
        self.area.draw(&PathElement::new(path, stroke)).map_err(drawing)
    }

    pub(super) fn polygon(&self, points: &[Point], color: RGBAColor) -> Drawn {
        let path: Vec<_> = points.iter().copied().map(units).collect();
        self.area.draw(&Polygon::new(path, color.filled())).map_err(drawing)
    }

    pub(super) fn fill(&self, area: Area, color: RGBColor) -> Drawn {
        self.rectangle(area, color.filled())
    }

    pub(super) fn outline(&self, area: Area, color: RGBColor, width: f64) -> Drawn {
        self.rectangle(area, color.stroke_width((width * UNITS).round() as u32))
    }

    fn rectangle(&self, area: Area, style: ShapeStyle) -> Drawn {
        let corners = [units((area.left, area.top)), units((area.right, area.bottom))];
        self.area.draw(&Rectangle::new(corners, style)).map_err(drawing)
    }

    pub(super) fn disc(&self, center: Point, radius: f64, color: RGBColor) -> Drawn {
        let radius = (radius * UNITS).round() as i32;
        self.area
            .draw(&Circle::new(units(center), radius, color.filled()))
            .map_err(drawing)
    }
}

fn units((x, y): Point) -> (i32, i32) {
    ((x * UNITS).round() as i32, (y * UNITS).round() as i32)
}

fn drawing(error: impl std::fmt::Display) -> ChartError {
    ChartError::Drawing(error.to_string())
}
