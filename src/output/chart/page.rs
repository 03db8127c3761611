//! What every chart has around its body: title, scenario, key, notes and the line that says where the numbers come from.

use super::canvas::{self, Area, Canvas, Head, Lettering, VPos};
use super::palette::{ArmStyle, INK, Paint, SOFT};
use super::{ChartError, Spec, font};

/// Width of every chart in pixels.
pub(super) const WIDTH: f64 = 760.0;
/// Left and right margin.
pub(super) const MARGIN: f64 = 24.0;

const TITLE: Lettering = Lettering::new(18.0, INK).bold().down(VPos::Top);
const SUBTITLE: Lettering = Lettering::new(13.0, SOFT).down(VPos::Top);
const KEY: Lettering = Lettering::new(12.0, INK);
const NOTE: Lettering = Lettering::new(10.5, SOFT).down(VPos::Top);

/// An entry of the key.
pub(super) struct Entry {
    pub sign: Sign,
    pub label: String,
}

#[derive(Clone, Copy)]
pub(super) enum Sign {
    Surface(Paint),
    Line(ArmStyle),
    Mark(ArmStyle),
}

impl Sign {
    fn width(self) -> f64 {
        match self {
            Sign::Surface(_) => 20.0,
            Sign::Line(_) => 36.0,
            Sign::Mark(_) => 12.0,
        }
    }

    fn draw(self, canvas: &Canvas, left: f64, middle: f64) -> Result<(), ChartError> {
        let right = left + self.width();
        match self {
            Sign::Surface(paint) => {
                let (top, bottom) = (middle - 6.5, middle + 6.5);
                paint.rectangle(
                    canvas,
                    Area {
                        left,
                        top,
                        right,
                        bottom,
                    },
                )
            }
            Sign::Line(style) => {
                style.path(canvas, &[(left, middle), (right, middle)], 2.0)?;
                style.mark(canvas, ((left + right) / 2.0, middle), 4.2, false)
            }
            Sign::Mark(style) => style.mark(canvas, ((left + right) / 2.0, middle), 5.0, false),
        }
    }
}

pub(super) struct Page<'s> {
    spec: &'s Spec,
    subtitle: Vec<String>,
    /// Entries with the place of their left end and their row.
    key: Vec<(Entry, f64, usize)>,
    foot: Vec<String>,
}

impl<'s> Page<'s> {
    /// `notes` come after those of the specification.
    pub(super) fn new(spec: &'s Spec, key: Vec<Entry>, notes: &[String]) -> Self {
        let room = WIDTH - 2.0 * MARGIN;
        let lines = |text: &str, most| font::wrapped(text, NOTE.em, false, room, most);
        Page {
            spec,
            subtitle: font::wrapped(&spec.subtitle, SUBTITLE.em, false, room, 2),
            key: placed(key, room),
            foot: spec
                .notes
                .iter()
                .chain(notes)
                .flat_map(|n| lines(n, 2))
                .chain(lines(&spec.caption, 2))
                .chain(lines(&spec.origin, 3))
                .collect(),
        }
    }

    fn key_top(&self) -> f64 {
        45.0 + 18.0 * self.subtitle.len() as f64
    }

    fn body_top(&self) -> f64 {
        let rows = self.key.last().map_or(0, |(_, _, row)| row + 1);
        self.key_top() + 21.0 * rows as f64 + if rows > 0 { 14.0 } else { 6.0 }
    }

    /// Draws the page around a body of the given height; `description` is read out by screen readers.
    pub(super) fn draw(
        &self,
        height: f64,
        description: &str,
        body: impl FnOnce(&Canvas, Area) -> Result<(), ChartError>,
    ) -> Result<String, ChartError> {
        let area = Area {
            left: MARGIN,
            top: self.body_top(),
            right: WIDTH - MARGIN,
            bottom: self.body_top() + height,
        };
        let total = area.bottom + 14.0 + 15.0 * self.foot.len() as f64 + 10.0;
        let title = format!("{} – {}", self.spec.title, self.spec.subtitle);
        let parts = [description, &self.spec.caption, &self.spec.origin];
        let description = parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        let head = Head {
            name: match self.spec.name.as_str() {
                "" => "chart",
                name => name,
            },
            title: &title,
            description: &description,
        };
        canvas::svg((WIDTH, total.ceil()), &head, |canvas| {
            canvas.text((MARGIN, 20.0), TITLE, &self.spec.title)?;
            for (i, line) in self.subtitle.iter().enumerate() {
                canvas.text((MARGIN, 44.0 + 18.0 * i as f64), SUBTITLE, line)?;
            }
            for (entry, left, row) in &self.key {
                let middle = self.key_top() + 21.0 * *row as f64 + 12.0;
                entry.sign.draw(canvas, MARGIN + left, middle)?;
                let left = MARGIN + left + entry.sign.width() + 7.0;
                canvas.text((left, middle), KEY, &entry.label)?;
            }
            body(canvas, area)?;
            for (i, line) in self.foot.iter().enumerate() {
                canvas.text((MARGIN, area.bottom + 16.0 + 15.0 * i as f64), NOTE, line)?;
            }
            Ok(())
        })
    }
}

/// Puts the entries of a key into rows of `room` pixels.
fn placed(key: Vec<Entry>, room: f64) -> Vec<(Entry, f64, usize)> {
    let (mut x, mut row) = (0.0, 0);
    key.into_iter()
        .map(|Entry { sign, label }| {
            let label = font::fitted(&label, KEY.em, false, room / 2.0 - 60.0);
            let width = sign.width() + 7.0 + font::width(&label, KEY.em, false);
            if x > 0.0 && x + width > room {
                (x, row) = (0.0, row + 1);
            }
            let left = x;
            x += width + 22.0;
            (Entry { sign, label }, left, row)
        })
        .collect()
}
