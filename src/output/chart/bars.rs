//! Probabilities as bars, in groups, by arm.

use super::axes::{self, Axes};
use super::canvas::{Area, Canvas, HPos, Lettering};
use super::page::{Entry, Page, Sign};
use super::palette::{BLACK, INK, WHITE, arm_style};
use super::records::{Interval, Records, distinct};
use super::{ChartError, Spec, font};
use crate::notation;
use crate::table::Table;

const LABEL: Lettering = Lettering::new(12.0, INK).across(HPos::Right);
const VALUE: Lettering = Lettering::new(10.5, INK);
/// Room for a value label beyond the end of the axis.
const VALUE_ROOM: f64 = 48.0;
const AXIS_ROOM: f64 = 40.0;

/// Bars of probabilities by arm: columns `arm`, `estimate`, and where given `low`, `high`, `level`. Whiskers span `low` to
/// `high`; arms and groups come in the order of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bars {
    /// Column that groups the bars; its texts have words under its name.
    pub column: &'static str,
    /// Title of the axis.
    pub axis: String,
}

impl Bars {
    pub(super) fn draw(&self, table: &Table, spec: &Spec) -> Result<String, ChartError> {
        let records = Records::new(table, spec)?;
        let (arms, names) = (records.text("arm")?, records.text(self.column)?);
        let (arm_order, left_out) = spec.arm_order(distinct(arms, records.rows()));
        let groups = distinct(names, records.rows());
        let mut bars = Vec::new();
        for row in records.rows() {
            let place = |order: &[&str], name: &str| order.iter().position(|n| *n == name);
            if let (Some(group), Some(arm)) = (place(&groups, &names[*row]), place(&arm_order, &arms[*row])) {
                bars.extend(records.interval(*row)?.map(|value| (group, arm, value)));
            }
        }
        let key = arm_order.iter().enumerate().map(|(i, arm)| Entry {
            sign: Sign::Surface(arm_style(i).paint),
            label: spec.words(&format!("arm.{arm}")),
        });
        let whiskers = records.level()?.map(|level| format!("Whiskers: {level} intervals."));
        let notes: Vec<String> = whiskers.into_iter().chain(left_out).collect();
        let page = Page::new(spec, key.collect(), &notes);
        let words = |name: &&str| spec.words(&format!("{}.{name}", self.column));
        let layout = Layout {
            labels: groups
                .iter()
                .map(|n| font::fitted(&words(n), LABEL.em, false, 190.0))
                .collect(),
            axis: &self.axis,
            arms: arm_order.len(),
            bars,
        };
        let description = format!("Bars: {} probabilities under {} arms.", groups.len(), arm_order.len());
        page.draw(layout.height(), &description, |canvas, body| layout.draw(canvas, body))
    }
}

struct Layout<'a> {
    axis: &'a str,
    labels: Vec<String>,
    arms: usize,
    /// Group, arm and probability.
    bars: Vec<(usize, usize, Interval)>,
}

impl Layout<'_> {
    /// Height of one bar with the space to the next.
    fn pitch(&self) -> f64 {
        match self.arms {
            1 => 24.0,
            2 => 16.0,
            3 => 14.0,
            _ => 12.5,
        }
    }

    fn group(&self) -> f64 {
        self.pitch() * self.arms as f64 + 10.0
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
            left: body.left + widest + 10.0,
            right: body.right - VALUE_ROOM,
            top: body.top,
            bottom: body.bottom - AXIS_ROOM,
        };
        let highest = self
            .bars
            .iter()
            .map(|(_, _, v)| v.high.max(v.estimate))
            .fold(0.0, f64::max);
        let end = axis_end(highest);
        let plot = Axes::new(area, 0.0..end, 0.0..1.0);
        let ticks = axes::ticks(0.0..end, 6, notation::percent_trimmed);
        plot.below(canvas, &ticks, self.axis)?;
        for (i, label) in self.labels.iter().enumerate() {
            let middle = area.top + (i as f64 + 0.5) * self.group();
            canvas.text((area.left - 10.0, middle), LABEL, label)?;
        }
        for (group, arm, value) in &self.bars {
            let top = area.top + *group as f64 * self.group() + 5.0 + *arm as f64 * self.pitch();
            self.bar(canvas, &plot, top, *arm, *value)?;
        }
        canvas.line(&[(area.left, area.top), (area.left, area.bottom)], INK, 1.0)
    }

    fn bar(&self, canvas: &Canvas, plot: &Axes, top: f64, arm: usize, value: Interval) -> Result<(), ChartError> {
        let (left, right) = (plot.area.left, plot.x(value.estimate));
        let bottom = top + self.pitch() - 2.0;
        let middle = (top + bottom) / 2.0;
        if right - left >= 0.5 {
            arm_style(arm).paint.rectangle(
                canvas,
                Area {
                    left,
                    top,
                    right,
                    bottom,
                },
            )?;
        }
        let (low, high) = (plot.x(value.low.max(0.0)), plot.x(value.high));
        if high - low > 0.3 {
            // A white rim keeps the whisker visible on dark bars.
            for (color, width, cap) in [(WHITE, 3.2, 3.6), (BLACK, 1.2, 3.0)] {
                canvas.line(&[(low, middle), (high, middle)], color, width)?;
                for x in [low, high] {
                    canvas.line(&[(x, middle - cap), (x, middle + cap)], color, width)?;
                }
            }
        }
        let place = (right.max(high) + 6.0, middle);
        canvas.text(place, VALUE, &notation::percent_label(value.estimate))
    }
}

/// A round end of the axis at or above `highest`.
fn axis_end(highest: f64) -> f64 {
    let steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0];
    steps.into_iter().find(|end| highest <= *end).unwrap_or(highest)
}
