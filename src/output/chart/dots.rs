//! Differences from a baseline as dots with intervals.

use super::axes::{self, Axes};
use super::canvas::{Area, Canvas, HPos, Lettering};
use super::page::{Entry, Page, Sign};
use super::palette::{GRID, INK, arm_style, pale};
use super::records::{Interval, Records, distinct, unsure_note};
use super::{ChartError, Spec, font};
use crate::notation;
use crate::table::Table;

const LABEL: Lettering = Lettering::new(12.0, INK).across(HPos::Right);
const VALUE: Lettering = Lettering::new(10.5, INK).across(HPos::Right);
const AXIS_ROOM: f64 = 40.0;
/// Room for the column of figures.
const FIGURES: f64 = 132.0;
const PITCH: f64 = 15.0;

/// Differences from a baseline as dots with intervals, in percentage points: columns `arm`, `baseline`, `estimate`, and where
/// given `low`, `high`, `level`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dots {
    /// Column whose texts stand beside the dots, with words under its name.
    pub column: &'static str,
    /// Title of the axis.
    pub axis: String,
}

impl Dots {
    pub(super) fn draw(&self, table: &Table, spec: &Spec) -> Result<String, ChartError> {
        let records = Records::new(table, spec)?;
        let (arms, names) = (records.text("arm")?, records.text(self.column)?);
        let rows = records.rows();
        let baselines = distinct(records.text("baseline")?, rows);
        let [baseline] = baselines[..] else {
            return Err(records.empty("differences from one baseline"));
        };
        // The baseline takes its place in the order, so that an arm looks the same as in the other charts.
        let mut order = vec![baseline];
        order.extend(distinct(arms, rows).into_iter().filter(|a| *a != baseline));
        let (order, left_out) = spec.arm_order(order);
        let shown = distinct(names, rows);
        let mut dots = Vec::new();
        for row in rows {
            let place = |order: &[&str], name: &str| order.iter().position(|n| *n == name);
            if let (Some(name), Some(arm)) = (place(&shown, &names[*row]), place(&order, &arms[*row])) {
                dots.extend(records.interval(*row)?.map(|value| (name, arm, value)));
            }
        }
        let others: Vec<usize> = (0..order.len()).filter(|i| order[*i] != baseline).collect();
        let words = |name: &&str| spec.words(&format!("{}.{name}", self.column));
        let layout = Layout {
            labels: shown
                .iter()
                .map(|m| font::fitted(&words(m), LABEL.em, false, 190.0))
                .collect(),
            axis: &self.axis,
            lanes: others.clone(),
            dots,
        };
        let key = others.iter().map(|i| Entry {
            sign: Sign::Mark(arm_style(*i)),
            label: spec.words(&format!("arm.{}", order[*i])),
        });
        let mut notes = Vec::new();
        if let Some(level) = records.level()? {
            notes.push(unsure_note(&level, " of the paired difference"));
        }
        notes.extend(left_out);
        let page = Page::new(spec, key.collect(), &notes);
        let description = format!(
            "Dots with intervals: {} differences from the baseline {}, for {} arms.",
            shown.len(),
            spec.words(&format!("arm.{baseline}")),
            others.len()
        );
        page.draw(layout.height(), &description, |canvas, body| layout.draw(canvas, body))
    }
}

struct Layout<'a> {
    axis: &'a str,
    labels: Vec<String>,
    /// Arms from top to bottom in a row.
    lanes: Vec<usize>,
    /// Place of the label, arm and difference.
    dots: Vec<(usize, usize, Interval)>,
}

impl Layout<'_> {
    fn group(&self) -> f64 {
        PITCH * self.lanes.len() as f64 + if self.lanes.len() > 1 { 11.0 } else { 15.0 }
    }

    fn height(&self) -> f64 {
        self.group() * self.labels.len() as f64 + AXIS_ROOM
    }

    fn draw(&self, canvas: &Canvas, body: Area) -> Result<(), ChartError> {
        let widest = self
            .labels
            .iter()
            .map(|l| font::width(l, LABEL.em, false))
            .fold(0.0, f64::max);
        let area = Area {
            left: body.left + widest + 14.0,
            right: body.right - FIGURES,
            top: body.top,
            bottom: body.bottom - AXIS_ROOM,
        };
        let range = span(self.dots.iter().map(|(_, _, v)| v));
        let plot = Axes::new(area, range.clone(), 0.0..1.0);
        let ticks = axes::ticks(range, 7, |v| notation::trimmed_signed(100.0 * v, 2));
        plot.below(canvas, &ticks, self.axis)?;
        for (i, label) in self.labels.iter().enumerate() {
            let top = area.top + i as f64 * self.group();
            if i > 0 {
                canvas.line(&[(body.left, top), (body.right, top)], GRID, 0.7)?;
            }
            canvas.text((area.left - 14.0, top + self.group() / 2.0), LABEL, label)?;
        }
        let zero = plot.x(0.0);
        canvas.line(&[(zero, area.top), (zero, area.bottom)], INK, 1.2)?;
        let pad = (self.group() - PITCH * self.lanes.len() as f64) / 2.0;
        let digits = digits(self.dots.iter().map(|(_, _, v)| v));
        for (name, arm, value) in &self.dots {
            let lane = self.lanes.iter().position(|l| l == arm).unwrap_or(0);
            let y = area.top + *name as f64 * self.group() + pad + (lane as f64 + 0.5) * PITCH;
            dot(canvas, &plot, y, *arm, *value, digits)?;
            canvas.text((body.right, y), VALUE, &figures(*value, digits))?;
        }
        Ok(())
    }
}

fn dot(canvas: &Canvas, plot: &Axes, y: f64, arm: usize, value: Interval, digits: usize) -> Result<(), ChartError> {
    let (style, sure) = (arm_style(arm), value.is_sure(100.0, digits));
    let line = if sure { style.line } else { pale(style.line) };
    let (low, high) = (plot.x(value.low), plot.x(value.high));
    canvas.line(&[(low, y), (high, y)], line, 1.8)?;
    for x in [low, high] {
        canvas.line(&[(x, y - 3.5), (x, y + 3.5)], line, 1.4)?;
    }
    style.mark(canvas, (plot.x(value.estimate), y), 4.6, !sure)
}

/// Decimals of all figures: one, or two where the smallest effects would be rounded to nothing.
fn digits<'v>(values: impl Iterator<Item = &'v Interval>) -> usize {
    let sizes = values.map(|v| v.low.abs().max(v.high.abs())).filter(|size| *size > 0.0);
    if sizes.fold(f64::MAX, f64::min) < 0.02 { 2 } else { 1 }
}

/// `+3.1 [+1.0, +5.2]`.
fn figures(value: Interval, digits: usize) -> String {
    let points = |difference: f64| notation::points(difference, digits);
    notation::bracketed(value.estimate, value.low, value.high, points)
}

/// A range that holds all intervals and zero, with a little air.
fn span<'v>(values: impl Iterator<Item = &'v Interval>) -> std::ops::Range<f64> {
    let (low, high) = values.fold((0.0f64, 0.0f64), |(low, high), v| {
        (low.min(v.low).min(v.estimate), high.max(v.high).max(v.estimate))
    });
    let air = (0.06 * (high - low)).max(0.005);
    low - air..high + air
}
