//! What every chart has around its body: title, subtitle, key, notes and the lines that say where the numbers come from.

use super::canvas::{self, Area, Canvas, Head, Lettering};
use super::palette::{ArmStyle, Paint, RULE};
use super::sheet::{Sheet, Sheets};
use super::{ChartError, Spec, font, rows};

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
    /// A mark in time.
    Tick,
    /// A level on an axis of rows, from top to bottom.
    Level,
}

impl Sign {
    fn width(self, sheet: &Sheet) -> f64 {
        let em = sheet.label.em;
        match self {
            Sign::Surface(_) => 1.7 * em,
            Sign::Line(_) => 2.9 * em,
            Sign::Mark(_) => 1.0 * em,
            Sign::Tick | Sign::Level => 0.4 * em,
        }
    }

    fn draw(self, canvas: &Canvas, sheet: &Sheet, left: f64, middle: f64) {
        let right = left + self.width(sheet);
        let center = ((left + right) / 2.0, middle);
        match self {
            Sign::Surface(paint) => {
                let half = 0.5 * sheet.label.em;
                let (top, bottom) = (middle - half, middle + half);
                paint.rectangle(
                    canvas,
                    Area {
                        left,
                        top,
                        right,
                        bottom,
                    },
                );
            }
            Sign::Line(style) => {
                style.path(canvas, &[(left, middle), (right, middle)], sheet.stroke());
                style.mark(canvas, center, sheet.marker(), false);
            }
            Sign::Mark(style) => style.mark(canvas, center, sheet.marker(), false),
            Sign::Tick => {
                let half = 0.35 * sheet.label.em;
                canvas.line(
                    &[(center.0, middle - half), (center.0, middle + half)],
                    RULE,
                    1.6 * sheet.weight,
                );
            }
            Sign::Level => rows::level(
                canvas,
                sheet,
                center.0,
                (middle - 0.75 * sheet.label.em, middle + 0.75 * sheet.label.em),
            ),
        }
    }
}

pub(super) struct Page<'s> {
    spec: &'s Spec,
    pub sheet: Sheet,
    title: Vec<String>,
    subtitle: Vec<String>,
    /// Entries with the place of their left end and their row.
    key: Vec<(Entry, f64, usize)>,
    foot: Vec<String>,
}

impl<'s> Page<'s> {
    /// `notes` come after those of the specification.
    pub(super) fn new(spec: &'s Spec, key: Vec<Entry>, notes: &[String]) -> Self {
        let sheet = spec.size.sheet();
        let room = sheet.width - 2.0 * sheet.margin;
        let lines =
            |lettering: Lettering, text: &str, most| font::wrapped(text, lettering.em, lettering.bold, room, most);
        let most = if sheet.narrow { 5 } else { 3 };
        Page {
            spec,
            sheet,
            title: lines(sheet.title, &spec.title, most),
            subtitle: lines(sheet.subtitle, &spec.subtitle, most),
            key: placed(key, &sheet, room),
            foot: (spec.notes.iter().chain(notes))
                .chain([&spec.caption, &spec.origin])
                .flat_map(|text| lines(sheet.note, text, most + 1))
                .collect(),
        }
    }

    fn subtitle_top(&self) -> f64 {
        0.9 * self.sheet.margin + 2.0 + Sheet::leading(self.sheet.title) * self.title.len() as f64
    }

    fn key_top(&self) -> f64 {
        self.subtitle_top() + Sheet::leading(self.sheet.subtitle) * self.subtitle.len() as f64
    }

    fn key_pitch(&self) -> f64 {
        1.65 * self.sheet.label.em
    }

    fn body_top(&self) -> f64 {
        let rows = self.key.last().map_or(0, |(_, _, row)| row + 1);
        self.key_top() + self.key_pitch() * rows as f64 + 0.8 * self.sheet.label.em
    }

    fn foot_height(&self) -> f64 {
        0.8 * self.sheet.label.em + Sheet::leading(self.sheet.note) * self.foot.len() as f64 + 0.6 * self.sheet.margin
    }

    /// Height that a page of fixed height leaves for the body.
    pub(super) fn leaves(&self) -> Option<f64> {
        Some(self.sheet.height? - self.body_top() - self.foot_height())
    }

    /// Width of the body.
    pub(super) fn room(&self) -> f64 {
        self.sheet.width - 2.0 * self.sheet.margin
    }

    /// Draws the page around a body of the given height, or of a greater one where the size of the page leaves more; `description` is
    /// read out by screen readers.
    pub(super) fn draw(
        &self,
        height: f64,
        description: &str,
        body: impl FnOnce(&Canvas, Area),
    ) -> Result<String, ChartError> {
        let sheet = &self.sheet;
        let around = self.body_top() + self.foot_height();
        let total = sheet.height.unwrap_or(0.0).max(around + height).ceil();
        let area = Area {
            left: sheet.margin,
            top: self.body_top(),
            right: sheet.width - sheet.margin,
            bottom: total - self.foot_height(),
        };
        let title = match self.spec.subtitle.is_empty() {
            true => self.spec.title.clone(),
            false => format!("{}. {}", self.spec.title, self.spec.subtitle),
        };
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
        let left = sheet.margin;
        canvas::svg((sheet.width, total), &head, |canvas| {
            let lines = |top: f64, lettering: Lettering, lines: &[String]| {
                for (i, line) in lines.iter().enumerate() {
                    canvas.text((left, top + Sheet::leading(lettering) * i as f64), lettering, line);
                }
            };
            lines(0.9 * sheet.margin, sheet.title, &self.title);
            lines(self.subtitle_top(), sheet.subtitle, &self.subtitle);
            lines(area.bottom + 0.8 * sheet.label.em, sheet.note, &self.foot);
            for (entry, at, row) in &self.key {
                let middle = self.key_top() + self.key_pitch() * (*row as f64 + 0.5);
                entry.sign.draw(canvas, sheet, left + at, middle);
                let at = left + at + entry.sign.width(sheet) + 0.55 * sheet.label.em;
                canvas.text((at, middle), sheet.label, &entry.label);
            }
            body(canvas, area);
        })
    }
}

/// Puts the entries of a key into rows of `room` pixels.
fn placed(key: Vec<Entry>, sheet: &Sheet, room: f64) -> Vec<(Entry, f64, usize)> {
    let em = sheet.label.em;
    let (mut x, mut row) = (0.0, 0);
    key.into_iter()
        .map(|Entry { sign, label }| {
            let before = sign.width(sheet) + 0.55 * em;
            let label = font::fitted(&label, em, false, room - before);
            let width = before + font::width(&label, em, false);
            if x > 0.0 && x + width > room {
                (x, row) = (0.0, row + 1);
            }
            let left = x;
            x += width + 1.6 * em;
            (Entry { sign, label }, left, row)
        })
        .collect()
}
