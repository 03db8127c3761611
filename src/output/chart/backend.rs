//! plotters drawing backend that writes SVG.
//!
//! plotters works in whole units; a unit here is a tenth of a pixel, and everything is divided by ten when it is written.
//! Lines of one style that follow each other share one `path` element, which halves the size of hatched charts.

use super::font;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
    FontTransform,
};
use std::convert::Infallible;
use std::fmt::Write;

/// Units of plotters to a pixel.
pub(super) const UNITS: f64 = 10.0;

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

pub(super) struct SvgBackend<'a> {
    out: &'a mut String,
    size: (u32, u32),
    /// Attributes and path data of the lines not yet written.
    pending: Option<(String, String)>,
}

impl<'a> SvgBackend<'a> {
    /// Opens the document; the caller closes it. Sizes are in pixels.
    pub(super) fn open(out: &'a mut String, (width, height): (f64, f64), title: &str, description: &str) -> Self {
        let units = |px: f64| (px * UNITS).round() as u32;
        let size = (units(width), units(height));
        let (w, h) = (px(size.0 as i32), px(size.1 as i32));
        put(
            out,
            format_args!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" \
                 role=\"img\" font-family=\"Inter, Arial, sans-serif\">\n<title>{}</title>\n<desc>{}</desc>\n\
                 <rect width=\"{w}\" height=\"{h}\" fill=\"#ffffff\" shape-rendering=\"crispEdges\"/>\n",
                escaped(title),
                escaped(description)
            ),
        );
        SvgBackend {
            out,
            size,
            pending: None,
        }
    }

    fn flush(&mut self) {
        if let Some((attributes, data)) = self.pending.take() {
            put(
                self.out,
                format_args!("<path d=\"{data}\" fill=\"none\"{attributes}/>\n"),
            );
        }
    }

    fn put(&mut self, text: std::fmt::Arguments) {
        self.flush();
        put(self.out, text);
    }

    fn stroke(&mut self, points: impl IntoIterator<Item = BackendCoord>, attributes: String) {
        let data = path_data(points);
        match &mut self.pending {
            Some((style, before)) if *style == attributes => before.push_str(&data),
            _ => {
                self.flush();
                self.pending = Some((attributes, data));
            }
        }
    }
}

impl DrawingBackend for SvgBackend<'_> {
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

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect(point, (point.0 + 1, point.1 + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.stroke([from, to], stroke_attributes(style));
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        self.stroke(path, stroke_attributes(style));
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, style: &S, fill: bool) -> Drawn {
        let (x, y) = (px(a.0.min(b.0)), px(a.1.min(b.1)));
        let (w, h) = (px((a.0 - b.0).abs()), px((a.1 - b.1).abs()));
        let paint = if fill {
            fill_attributes(style) + " shape-rendering=\"crispEdges\""
        } else {
            format!(" fill=\"none\"{}", stroke_attributes(style))
        };
        self.put(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"{paint}/>\n"
        ));
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, center: BackendCoord, radius: u32, style: &S, fill: bool) -> Drawn {
        let paint = if fill {
            fill_attributes(style)
        } else {
            format!(" fill=\"none\"{}", stroke_attributes(style))
        };
        let (x, y, r) = (px(center.0), px(center.1), px(radius as i32));
        self.put(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\"{paint}/>\n"));
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, vert: I, style: &S) -> Drawn {
        let data = path_data(vert);
        self.put(format_args!("<path d=\"{data}Z\"{}/>\n", fill_attributes(style)));
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, pos: BackendCoord) -> Drawn {
        let size = font::em(style.size()) / UNITS;
        let anchor = style.anchor();
        let align = match anchor.h_pos {
            HPos::Left => "",
            HPos::Center => " text-anchor=\"middle\"",
            HPos::Right => " text-anchor=\"end\"",
        };
        // Written out as a distance, because viewers disagree about `dominant-baseline`.
        let drop = size
            * match anchor.v_pos {
                VPos::Top => font::CAP_HEIGHT,
                VPos::Center => font::CAP_HEIGHT / 2.0,
                VPos::Bottom => 0.0,
            };
        let (x, y) = (f64::from(pos.0) / UNITS, f64::from(pos.1) / UNITS);
        let place = match style.transform() {
            FontTransform::None => format!("x=\"{}\" y=\"{}\"", short(x), short(y + drop)),
            turned => {
                let degrees = match turned {
                    FontTransform::Rotate90 => 90,
                    FontTransform::Rotate180 => 180,
                    _ => -90,
                };
                let (x, y) = (short(x), short(y));
                format!(
                    "y=\"{}\" transform=\"translate({x} {y}) rotate({degrees})\"",
                    short(drop)
                )
            }
        };
        let weight = if matches!(style.style(), FontStyle::Bold) {
            " font-weight=\"700\""
        } else {
            ""
        };
        let (size, fill) = (short(size), hex(style.color()));
        self.put(format_args!(
            "<text {place} font-size=\"{size}\"{weight}{align} fill=\"{fill}\">{}</text>\n",
            escaped(text)
        ));
        Ok(())
    }
}

fn put(out: &mut String, text: std::fmt::Arguments) {
    out.write_fmt(text).expect("writing to a string cannot fail");
}

/// Units as pixels.
fn px(units: i32) -> String {
    short(f64::from(units) / UNITS)
}

/// At most two decimals, and none that are zero.
fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn path_data(points: impl IntoIterator<Item = BackendCoord>) -> String {
    let mut data = String::new();
    for (i, (x, y)) in points.into_iter().enumerate() {
        let command = if i == 0 { 'M' } else { 'L' };
        put(&mut data, format_args!("{command}{} {}", px(x), px(y)));
    }
    data
}

fn hex(BackendColor { rgb: (r, g, b), .. }: BackendColor) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

fn opacity(name: &str, color: BackendColor) -> String {
    if color.alpha < 1.0 {
        format!(" {name}=\"{}\"", short(color.alpha))
    } else {
        String::new()
    }
}

fn fill_attributes<S: BackendStyle>(style: &S) -> String {
    let color = style.color();
    format!(" fill=\"{}\"{}", hex(color), opacity("fill-opacity", color))
}

fn stroke_attributes<S: BackendStyle>(style: &S) -> String {
    let color = style.color();
    let width = px(style.stroke_width() as i32);
    format!(
        " stroke=\"{}\"{} stroke-width=\"{width}\" stroke-linejoin=\"round\"",
        hex(color),
        opacity("stroke-opacity", color)
    )
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
    fn lengths_have_two_decimals_at_most_and_no_negative_zero() {
        for (value, text) in [(12.0, "12"), (0.5, "0.5"), (1.005, "1"), (-0.001, "0"), (100.0, "100")] {
            assert_eq!(short(value), text);
        }
    }

    #[test]
    fn text_is_escaped_so_that_any_name_gives_sound_xml() {
        assert_eq!(escaped("a < b & \"c\"\u{7}"), "a &lt; b &amp; &quot;c&quot; ");
    }

    #[test]
    fn lines_of_one_style_share_an_element_and_keep_their_order_among_other_shapes() {
        let mut out = String::new();
        let mut backend = SvgBackend::open(&mut out, (10.0, 10.0), "T", "D");
        let ink = BackendColor {
            alpha: 1.0,
            rgb: (0, 0, 0),
        };
        let drawn = backend
            .draw_line((0, 0), (10, 10), &ink)
            .and_then(|()| backend.draw_line((20, 0), (30, 15), &ink))
            .and_then(|()| backend.draw_rect((0, 0), (10, 10), &ink, true))
            .and_then(|()| backend.present());
        assert!(drawn.is_ok());
        let lines: Vec<&str> = out.lines().skip(4).collect();
        assert!(lines[0].starts_with("<path d=\"M0 0L1 1M2 0L3 1.5\""), "{out}");
        assert!(lines[1].starts_with("<rect"), "{out}");
    }
}
