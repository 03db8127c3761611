//! Shapes in pixels, written as SVG.
//!
//! Lines of one style that follow each other share one `path` element, which halves the size of hatched charts. Nothing refers to
//! an id but the root to its title and description, whose ids begin with the name of the chart, so that any number of charts can
//! stand in one page.

use super::embedded::{BOLD, NAME, REGULAR};
use super::lengths::{PIXELS, short, tenth, tenths};
use super::subset::{base64, subset};
use super::tone::{PAPER, Tone};
use super::{ChartError, fallback, font};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Write;

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

/// Which end of a text its place is, across.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HPos {
    Left,
    Center,
    Right,
}

/// Where the place of a text is, upwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum VPos {
    /// At the top of its capitals.
    Top,
    /// At half their height.
    Center,
}

/// How a text is set.
#[derive(Clone, Copy)]
pub(super) struct Lettering {
    pub em: f64,
    pub bold: bool,
    pub color: Tone,
    pub across: HPos,
    pub down: VPos,
    /// Read from the bottom up.
    pub turned: bool,
}

impl Lettering {
    /// Regular, left-aligned, on the middle of the line.
    pub(super) const fn new(em: f64, color: Tone) -> Self {
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

/// What is written at the head of a drawing.
pub(super) struct Head<'h> {
    /// Name of the chart, for ids: letters, figures, `_` and `-`.
    pub name: &'h str,
    /// Read out by screen readers.
    pub title: &'h str,
    pub description: &'h str,
}

#[derive(Default)]
struct Ink {
    out: String,
    /// Characters written so far, in Regular and in Bold.
    letters: [BTreeSet<char>; 2],
    /// Attributes and path data of the lines not yet written.
    pending: Option<(String, String)>,
}

pub(super) struct Canvas {
    ink: RefCell<Ink>,
}

/// Makes an SVG document of `size` pixels, which are 96 to the inch.
///
/// # Errors
/// If the letters cannot be cut out of the embedded fonts.
pub(super) fn svg(size: Point, head: &Head, paint: impl FnOnce(&Canvas)) -> Result<String, ChartError> {
    let canvas = Canvas {
        ink: RefCell::default(),
    };
    paint(&canvas);
    canvas.flush();
    let Ink { out, letters, .. } = canvas.ink.into_inner();
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

impl Canvas {
    pub(super) fn text(&self, (x, y): Point, lettering: Lettering, text: &str) {
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
        self.ink.borrow_mut().letters[usize::from(lettering.bold)].extend(text.chars());
        let weight = if lettering.bold { " font-weight=\"700\"" } else { "" };
        self.put(format_args!(
            "<text {place} font-size=\"{}\"{weight}{align}{}>{}</text>\n",
            short(em),
            lettering.color.filled(),
            escaped(&text)
        ));
    }

    pub(super) fn line(&self, points: &[Point], color: Tone, width: f64) {
        let attributes = stroke(color, width);
        let data = path_data(points);
        let mut ink = self.ink.borrow_mut();
        match &mut ink.pending {
            Some((style, before)) if *style == attributes => before.push_str(&data),
            _ => {
                ink.flush();
                ink.pending = Some((attributes, data));
            }
        }
    }

    pub(super) fn polygon(&self, points: &[Point], color: Tone) {
        self.put(format_args!("<path d=\"{}Z\"{}/>\n", path_data(points), color.filled()));
    }

    pub(super) fn fill(&self, area: Area, color: Tone) {
        self.rectangle(area, &format!("{} shape-rendering=\"crispEdges\"", color.filled()));
    }

    pub(super) fn outline(&self, area: Area, color: Tone, width: f64) {
        self.rectangle(area, &format!(" fill=\"none\"{}", stroke(color, width)));
    }

    fn rectangle(&self, area: Area, paint: &str) {
        let (x, y) = (area.left.min(area.right), area.top.min(area.bottom));
        let (w, h) = ((area.right - area.left).abs(), (area.bottom - area.top).abs());
        let [x, y, w, h] = [x, y, w, h].map(tenth);
        self.put(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"{paint}/>\n"
        ));
    }

    pub(super) fn disc(&self, (x, y): Point, radius: f64, color: Tone) {
        let [x, y, r] = [x, y, radius].map(tenth);
        self.put(format_args!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\"{}/>\n",
            color.filled()
        ));
    }

    fn put(&self, text: std::fmt::Arguments) {
        let mut ink = self.ink.borrow_mut();
        ink.flush();
        ink.put(text);
    }

    fn flush(&self) {
        self.ink.borrow_mut().flush();
    }
}

impl Ink {
    fn put(&mut self, text: std::fmt::Arguments) {
        self.out.write_fmt(text).expect("writing to a string cannot fail");
    }

    fn flush(&mut self) {
        if let Some((attributes, data)) = self.pending.take() {
            self.put(format_args!("<path d=\"{data}\" fill=\"none\"{attributes}/>\n"));
        }
    }
}

fn stroke(color: Tone, width: f64) -> String {
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
fn escaped(text: &str) -> String {
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
