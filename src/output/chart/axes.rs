//! A plotting area with linear axes.

use super::canvas::{Area, Canvas, HPos, Point, VPos};
use super::palette::GRID;
use super::sheet::Sheet;
use std::ops::Range;

pub(super) struct Axes {
    across: Range<f64>,
    up: Range<f64>,
    pub area: Area,
}

impl Axes {
    /// `y` runs upwards unless it is given from high to low.
    pub(super) fn new(area: Area, x: Range<f64>, y: Range<f64>) -> Self {
        Axes { across: x, up: y, area }
    }

    /// The place of a pair of values in pixels.
    pub(super) fn at(&self, x: f64, y: f64) -> Point {
        let share = |v: f64, range: &Range<f64>| (v - range.start) / (range.end - range.start);
        let Area {
            left,
            top,
            right,
            bottom,
        } = self.area;
        (
            left + share(x, &self.across) * (right - left),
            bottom - share(y, &self.up) * (bottom - top),
        )
    }

    pub(super) fn x(&self, x: f64) -> f64 {
        self.at(x, 0.0).0
    }

    pub(super) fn y(&self, y: f64) -> f64 {
        self.at(0.0, y).1
    }

    /// Vertical grid lines with labels below, and the title of the axis if there is one.
    pub(super) fn below(&self, canvas: &Canvas, sheet: &Sheet, ticks: &[(f64, String)], title: &str) {
        let Area {
            left,
            top,
            right,
            bottom,
        } = self.area;
        let tick = sheet.tick.across(HPos::Center).down(VPos::Top);
        for (value, _) in ticks {
            let x = self.x(*value);
            canvas.line(&[(x, top), (x, bottom)], GRID, 0.7);
        }
        for (value, label) in ticks {
            canvas.text((self.x(*value), bottom + 6.0), tick, label);
        }
        if !title.is_empty() {
            let place = ((left + right) / 2.0, bottom + sheet.ticks_below() + 0.3 * tick.em);
            canvas.text(place, tick, title);
        }
    }

    /// Horizontal grid lines, with labels on the left if wanted.
    pub(super) fn beside(&self, canvas: &Canvas, sheet: &Sheet, ticks: &[(f64, String)], labelled: bool) {
        let Area { left, right, .. } = self.area;
        for (value, _) in ticks {
            let y = self.y(*value);
            canvas.line(&[(left, y), (right, y)], GRID, 0.7);
        }
        for (value, label) in ticks.iter().filter(|_| labelled) {
            canvas.text((left - 5.0, self.y(*value)), sheet.tick.across(HPos::Right), label);
        }
    }
}

/// Round values in a range, at most `most` of them, with their labels: multiples of 1, 2 or 5 times a power of ten.
pub(super) fn ticks(range: Range<f64>, most: usize, label: impl Fn(f64) -> String) -> Vec<(f64, String)> {
    let (low, high) = (range.start.min(range.end), range.start.max(range.end));
    let slack = 1e-9 * (high - low);
    let between = |step: f64| ((low - slack) / step).ceil()..=((high + slack) / step).floor();
    let count = |step: f64| between(step).end() - between(step).start() + 1.0;
    let exponent = ((high - low) / most.max(1) as f64).log10().floor() as i32;
    let steps = (exponent..exponent + 3).flat_map(|e| [1.0, 2.0, 5.0].map(|m| (m, e)));
    let of = |(m, e): (f64, i32)| m * 10f64.powi(e);
    let Some((m, e)) = steps.into_iter().find(|step| count(of(*step)) <= most as f64) else {
        return Vec::new();
    };
    let (first, last) = (*between(of((m, e))).start() as i64, *between(of((m, e))).end() as i64);
    // Divided by a power of ten where it can be, so that 3 times 0.1 is 0.3.
    let value = |n: i64| match e < 0 {
        true => n as f64 * m / 10f64.powi(-e),
        false => n as f64 * of((m, e)),
    };
    (first..=last).map(value).map(|v| (v, label(v))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notation;

    #[test]
    fn ticks_are_round_and_include_the_ends_of_a_round_range() {
        let values: Vec<f64> = ticks(0.0..1.0, 6, notation::percent_trimmed)
            .into_iter()
            .map(|(v, _)| v)
            .collect();
        assert_eq!(values, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]);
        let values = |range, most| {
            ticks(range, most, |v| notation::trimmed(v, 3))
                .into_iter()
                .map(|(_, l)| l)
        };
        assert!(values(-0.3..0.31, 7).eq(["−0.3", "−0.2", "−0.1", "0", "0.1", "0.2", "0.3"]));
        assert!(values(0.0..15.0, 5).eq(["0", "5", "10", "15"]));
    }
}
