//! Charts of rows: a name on the left, an interval on an axis, figures on the right.

use super::axes::{self, Axes};
use super::canvas::{Area, Canvas, HPos};
use super::font;
use super::hatch;
use super::palette::{ArmStyle, BLACK, GRID, INK, PAPER, Paint, WHITE, pale};
use super::records::Interval;
use super::sheet::Sheet;
use crate::notation;
use std::ops::Range;

/// An interval with its marker, at a height; what is not sure is open and pale.
pub(super) fn dot(canvas: &Canvas, sheet: &Sheet, plot: &Axes, y: f64, style: &ArmStyle, value: Interval, sure: bool) {
    let line = if sure { style.line } else { pale(style.line) };
    let (low, high) = (plot.x(value.low), plot.x(value.high));
    let cap = 3.2 * sheet.weight;
    if high - low > 0.3 {
        canvas.line(&[(low, y), (high, y)], line, sheet.stroke());
        for x in [low, high] {
            canvas.line(&[(x, y - cap), (x, y + cap)], line, sheet.stroke());
        }
    }
    style.mark(canvas, (plot.x(value.estimate), y), sheet.marker(), !sure);
}

/// A bar from one place to another, with its interval as a whisker that can be seen on any surface.
pub(super) fn bar(canvas: &Canvas, sheet: &Sheet, area: Area, paint: &Paint, whisker: (f64, f64)) {
    paint.rectangle(canvas, area);
    let middle = (area.top + area.bottom) / 2.0;
    let (low, high) = whisker;
    if high - low > 0.3 {
        let rim = 1.0 * sheet.weight;
        for (color, width, cap) in [(WHITE, 3.0, 3.6), (BLACK, 1.1, 3.0)] {
            let (width, cap) = (width * rim, cap * rim);
            canvas.line(&[(low, middle), (high, middle)], color, width);
            for x in [low, high] {
                canvas.line(&[(x, middle - cap), (x, middle + cap)], color, width);
            }
        }
    }
}

/// Names of rows, in lines that fit.
pub(super) struct Names {
    lines: Vec<Vec<String>>,
    /// Width of the widest line.
    pub width: f64,
}

impl Names {
    /// In at most `room` pixels and `most` lines.
    pub(super) fn new(sheet: &Sheet, names: impl IntoIterator<Item = String>, room: f64, most: usize) -> Self {
        let lines: Vec<Vec<String>> = names
            .into_iter()
            .map(|name| font::wrapped(&name, sheet.label.em, false, room, most))
            .collect();
        let width = lines.iter().flatten().map(|l| font::width(l, sheet.label.em, false));
        let width = width.fold(0.0, f64::max);
        Names { lines, width }
    }

    /// Height of the highest name.
    pub(super) fn height(&self, sheet: &Sheet) -> f64 {
        self.lines.iter().map(Vec::len).max().unwrap_or(1) as f64 * 1.2 * sheet.label.em
    }

    /// Writes a name, right-aligned at `right` and centred at `middle`.
    pub(super) fn draw(&self, canvas: &Canvas, sheet: &Sheet, i: usize, (right, middle): (f64, f64)) {
        let pitch = 1.2 * sheet.label.em;
        let top = middle - pitch * (self.lines[i].len() as f64 - 1.0) / 2.0;
        for (line, text) in self.lines[i].iter().enumerate() {
            let at = (right, top + pitch * line as f64);
            canvas.text(at, sheet.label.across(HPos::Right), text);
        }
    }

    /// Writes a name above its row, with its last line on `bottom` and its left end at `left`, on a ground that covers the grid.
    pub(super) fn above(&self, canvas: &Canvas, sheet: &Sheet, i: usize, (left, bottom): (f64, f64)) {
        let pitch = 1.2 * sheet.label.em;
        for (line, text) in self.lines[i].iter().rev().enumerate() {
            let middle = bottom - pitch * (line as f64 + 0.4);
            let ground = Area {
                left,
                top: middle - 0.5 * pitch,
                right: left + font::width(text, sheet.label.em, false) + 2.0,
                bottom: middle + 0.5 * pitch,
            };
            canvas.fill(ground, PAPER);
            canvas.text((left, middle), sheet.label, text);
        }
    }
}

/// Thin lines between rows of equal height.
pub(super) fn between(canvas: &Canvas, area: Area, (left, right): (f64, f64), rows: usize) {
    let pitch = (area.bottom - area.top) / rows.max(1) as f64;
    for row in 1..rows {
        let y = area.top + row as f64 * pitch;
        canvas.line(&[(left, y), (right, y)], GRID, 0.7);
    }
}

/// The line at zero.
pub(super) fn zero(canvas: &Canvas, plot: &Axes) {
    let (x, area) = (plot.x(0.0), plot.area);
    canvas.line(&[(x, area.top), (x, area.bottom)], INK, 1.2);
}

/// A level that numbers are held against: a dashed line at `x` from top to bottom.
pub(super) fn level(canvas: &Canvas, sheet: &Sheet, x: f64, (top, bottom): (f64, f64)) {
    let lengths = [4.0, 2.5].map(|pixels| pixels * sheet.weight);
    for dash in hatch::dashed(&[(x, top), (x, bottom)], &lengths) {
        canvas.line(&dash, INK, 1.3 * sheet.weight);
    }
}

/// A range that holds all intervals and zero, with a little air, which is at least `least`.
pub(super) fn span<'v>(values: impl Iterator<Item = &'v Interval>, least: f64) -> Range<f64> {
    let (low, high) = values.fold((0.0f64, 0.0f64), |(low, high), v| {
        (low.min(v.low).min(v.estimate), high.max(v.high).max(v.estimate))
    });
    let air = (0.06 * (high - low)).max(least);
    low - air..high + air
}

/// Decimals of a column of figures: `few`, or one more where the smallest would be rounded to nothing or nearly so.
pub(super) fn decimals<'v>(values: impl Iterator<Item = &'v Interval>, scale: f64, few: usize) -> usize {
    let sizes = values.map(|v| scale * v.estimate.abs()).filter(|size| *size > 0.0);
    let unit = 0.1f64.powi(few as i32);
    if sizes.fold(f64::MAX, f64::min) < 10.0 * unit {
        few + 1
    } else {
        few
    }
}

/// `+3.1 [+1.0, +5.2]`.
pub(super) fn figures(value: Interval, of: impl Fn(f64) -> String) -> String {
    notation::bracketed(value.estimate, value.low, value.high, of)
}

/// Width of the widest of some figures.
pub(super) fn widest<'t>(sheet: &Sheet, texts: impl IntoIterator<Item = &'t String>) -> f64 {
    let widths = texts.into_iter().map(|t| font::width(t, sheet.value.em, false));
    widths.fold(0.0, f64::max)
}

/// Ticks that fit below a plot, of the values times `scale`, with a sign if wanted and with the same decimals everywhere.
pub(super) fn ticks(sheet: &Sheet, area: Area, range: Range<f64>, scale: f64, signed: bool) -> Vec<(f64, String)> {
    // Four figures with a sign and a space, or two.
    let room = if signed { 3.6 } else { 2.6 };
    let most = (area.width() / (room * sheet.tick.em)).floor().clamp(2.0, 9.0) as usize;
    let ticks = axes::ticks(range, most, |v| notation::trimmed(scale * v, 6));
    let places = |label: &String| label.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let decimals = ticks.iter().map(|(_, label)| places(label)).max().unwrap_or(0);
    let label = |v: f64| match signed && v != 0.0 {
        true => notation::signed(scale * v, decimals),
        false => notation::fixed(scale * v, decimals),
    };
    ticks.into_iter().map(|(v, _)| (v, label(v))).collect()
}
