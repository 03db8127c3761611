//! The backend of plotters that writes SVG, and the elements that it draws.
//!
//! plotters places elements on an area and hands them to a backend. Both are ours, because its own styles know a colour but not the
//! role by which a page turns it dark. It works in whole units, a hundredth of a pixel here. Lines of one style that follow each
//! other share one `path` element, which halves the size of hatched charts.

use super::lengths::{short, tenth, tenths};
use super::shapes::{HPos, Lettering, Point, VPos};
use super::tone::Tone;
use super::{fallback, font};
use plotters::element::{Drawable, PointCollection};
use plotters_backend::{BackendColor, BackendCoord, DrawingBackend, DrawingErrorKind};
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::fmt::Write;

/// Units of plotters to a pixel.
const UNITS: f64 = 100.0;

/// What was written so far.
#[derive(Default)]
pub(super) struct Written {
    pub out: String,
    /// Characters written so far, in Regular and in Bold.
    pub letters: [BTreeSet<char>; 2],
    /// Attributes and path data of the lines not yet written.
    pending: Option<(String, String)>,
}

/// The backend of plotters: it takes shapes in its units and writes them in pixels.
pub(super) struct Ink<'w> {
    pub written: &'w mut Written,
    pub size: (u32, u32),
}

/// Why drawing cannot fail.
pub(super) const SURE: &str = "writing to a string cannot fail";

/// A shape of a chart, as an element of plotters.
pub(super) struct Shape<'s> {
    pub points: Vec<BackendCoord>,
    pub kind: Kind<'s>,
}

pub(super) enum Kind<'s> {
    Text(Lettering, &'s str),
    Line(Tone, f64),
    Polygon(Tone),
    /// Two corners, and the attributes of what is painted.
    Rectangle(String),
    Disc(f64, Tone),
}

impl<'a> PointCollection<'a, BackendCoord> for &'a Shape<'_> {
    type Point = &'a BackendCoord;
    type IntoIter = &'a [BackendCoord];

    fn point_iter(self) -> &'a [BackendCoord] {
        &self.points
    }
}

impl Drawable<Ink<'_>> for Shape<'_> {
    fn draw<I: Iterator<Item = BackendCoord>>(&self, points: I, ink: &mut Ink, _: (u32, u32)) -> Drawn {
        let points: Vec<Point> = points.map(pixels).collect();
        match (&self.kind, &points[..]) {
            (Kind::Text(lettering, text), [at]) => ink.text(*at, *lettering, text),
            (Kind::Line(color, width), points) => ink.line(points, *color, *width),
            (Kind::Polygon(color), points) => {
                ink.put(format_args!("<path d=\"{}Z\"{}/>\n", path_data(points), color.filled()));
            }
            (Kind::Rectangle(paint), [from, to]) => ink.rectangle(*from, *to, paint),
            (Kind::Disc(radius, color), [(x, y)]) => {
                let [x, y, r] = [*x, *y, *radius].map(tenth);
                ink.put(format_args!(
                    "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\"{}/>\n",
                    color.filled()
                ));
            }
            // `Canvas` makes no others.
            (Kind::Text(..) | Kind::Rectangle(_) | Kind::Disc(..), _) => {}
        }
        Ok(())
    }
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Ink<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        self.flush();
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, color: BackendColor) -> Drawn {
        let (r, g, b) = color.rgb;
        let paint = Tone::fixed(r, g, b).veiled(color.alpha).filled();
        self.rectangle(pixels(at), pixels((at.0 + 1, at.1 + 1)), &paint);
        Ok(())
    }
}

pub(super) fn units((x, y): Point) -> BackendCoord {
    ((x * UNITS).round() as i32, (y * UNITS).round() as i32)
}

fn pixels((x, y): BackendCoord) -> Point {
    (f64::from(x) / UNITS, f64::from(y) / UNITS)
}

impl Ink<'_> {
    fn text(&mut self, (x, y): Point, lettering: Lettering, text: &str) {
        let em = lettering.em;
        let align = match lettering.across {
            HPos::Left => "",
            HPos::Center => " text-anchor=\"middle\"",
            HPos::Right => " text-anchor=\"end\"",
        };
        // Written out as a distance, because viewers disagree about `dominant-baseline`.
        let drop = em
            * match lettering.down {
                VPos::Top => font::CAP_HEIGHT,
                VPos::Center => font::CAP_HEIGHT / 2.0,
            };
        let place = match lettering.turned {
            false => format!("x=\"{}\" y=\"{}\"", short(x), short(y + drop)),
            true => format!(
                "y=\"{}\" transform=\"translate({} {}) rotate(-90)\"",
                short(drop),
                short(x),
                short(y)
            ),
        };
        let text = fallback::shown(text);
        self.written.letters[usize::from(lettering.bold)].extend(text.chars());
        let weight = if lettering.bold { " font-weight=\"700\"" } else { "" };
        self.put(format_args!(
            "<text {place} font-size=\"{}\"{weight}{align}{}>{}</text>\n",
            short(em),
            lettering.color.filled(),
            escaped(&text)
        ));
    }

    fn line(&mut self, points: &[Point], color: Tone, width: f64) {
        let attributes = stroke(color, width);
        let data = path_data(points);
        match &mut self.written.pending {
            Some((style, before)) if *style == attributes => before.push_str(&data),
            _ => {
                self.flush();
                self.written.pending = Some((attributes, data));
            }
        }
    }

    fn rectangle(&mut self, from: Point, to: Point, paint: &str) {
        let (x, y) = (from.0.min(to.0), from.1.min(to.1));
        let (w, h) = ((from.0 - to.0).abs(), (from.1 - to.1).abs());
        let [x, y, w, h] = [x, y, w, h].map(tenth);
        self.put(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"{paint}/>\n"
        ));
    }

    fn put(&mut self, text: std::fmt::Arguments) {
        self.flush();
        self.written.put(text);
    }

    fn flush(&mut self) {
        if let Some((attributes, data)) = self.written.pending.take() {
            self.written
                .put(format_args!("<path d=\"{data}\" fill=\"none\"{attributes}/>\n"));
        }
    }
}

impl Written {
    fn put(&mut self, text: std::fmt::Arguments) {
        self.out.write_fmt(text).expect(SURE);
    }
}

pub(super) fn stroke(color: Tone, width: f64) -> String {
    format!(
        "{} stroke-width=\"{}\" stroke-linejoin=\"round\"",
        color.stroked(),
        short(width)
    )
}

/// A path in tenths of pixels, each point after the first by its distance from the one before, which is half as long to write.
fn path_data(points: &[Point]) -> String {
    let mut data = String::new();
    let mut before = (0, 0);
    for (i, (x, y)) in points.iter().enumerate() {
        let at = ((10.0 * x).round() as i64, (10.0 * y).round() as i64);
        let (x, y) = match i {
            0 => at,
            _ => (at.0 - before.0, at.1 - before.1),
        };
        before = at;
        data.push_str(match i {
            0 => "M",
            1 => "l",
            _ if x < 0 => "",
            _ => " ",
        });
        data.push_str(&tenths(x));
        if y >= 0 {
            data.push(' ');
        }
        data.push_str(&tenths(y));
    }
    data
}

/// Text as XML. Control characters are not allowed there in any form and become spaces.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || ('\u{fffe}'..='\u{ffff}').contains(&c) => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_written_by_distances_between_rounded_points() {
        let points = [(0.0, 10.0), (0.26, 9.0), (0.54, 9.04), (-0.5, 9.0)];
        assert_eq!(path_data(&points), "M0 10l.3-1 .2 0-1 0");
    }

    #[test]
    fn text_is_escaped_so_that_any_name_gives_sound_xml() {
        assert_eq!(escaped("a < b & \"c\"\u{7}"), "a &lt; b &amp; &quot;c&quot; ");
    }
}
