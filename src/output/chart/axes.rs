//! A plotting area with linear axes.

use super::ChartError;
use super::backend::UNITS;
use super::canvas::{Area, Canvas, Lettering, Point};
use super::palette::{GRID, SOFT};
use plotters::coord::CoordTranslate;
use plotters::coord::ranged1d::{BoldPoints, Ranged};
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::Cartesian2d;
use plotters::style::text_anchor::{HPos, VPos};
use std::ops::Range;

/// Letters of tick labels and axis titles.
pub(super) const TICK: Lettering = Lettering::new(11.0, SOFT);

pub(super) struct Axes {
    coord: Cartesian2d<RangedCoordf64, RangedCoordf64>,
    pub area: Area,
}

impl Axes {
    /// `y` runs upwards unless it is given from high to low.
    pub(super) fn new(area: Area, x: Range<f64>, y: Range<f64>) -> Self {
        let units = |px: f64| (px * UNITS).round() as i32;
        let across = units(area.left)..units(area.right);
        let up = units(area.bottom)..units(area.top);
        Axes {
            coord: Cartesian2d::new(x, y, (across, up)),
            area,
        }
    }

    /// The place of a pair of values in pixels.
    pub(super) fn at(&self, x: f64, y: f64) -> Point {
        let (x, y) = self.coord.translate(&(x, y));
        (f64::from(x) / UNITS, f64::from(y) / UNITS)
    }

    pub(super) fn x(&self, x: f64) -> f64 {
        self.at(x, 0.0).0
    }

    pub(super) fn y(&self, y: f64) -> f64 {
        self.at(0.0, y).1
    }

    /// Vertical grid lines with labels below.
    pub(super) fn below(&self, canvas: &Canvas, ticks: &[(f64, String)], title: &str) -> Result<(), ChartError> {
        let Area {
            left,
            top,
            right,
            bottom,
        } = self.area;
        for (value, _) in ticks {
            let x = self.x(*value);
            canvas.line(&[(x, top), (x, bottom)], GRID, 0.7)?;
        }
        for (value, label) in ticks {
            let place = (self.x(*value), bottom + 8.0);
            canvas.text(place, TICK.across(HPos::Center).down(VPos::Top), label)?;
        }
        let place = ((left + right) / 2.0, bottom + 25.0);
        canvas.text(place, TICK.across(HPos::Center).down(VPos::Top), title)
    }

    /// Horizontal grid lines, with labels on the left if wanted.
    pub(super) fn beside(&self, canvas: &Canvas, ticks: &[(f64, String)], labelled: bool) -> Result<(), ChartError> {
        let Area { left, right, .. } = self.area;
        for (value, _) in ticks {
            let y = self.y(*value);
            canvas.line(&[(left, y), (right, y)], GRID, 0.7)?;
        }
        for (value, label) in ticks.iter().filter(|_| labelled) {
            canvas.text((left - 7.0, self.y(*value)), TICK.across(HPos::Right), label)?;
        }
        Ok(())
    }

    /// Title of the upright axis, read from the bottom up, centred at `x`.
    pub(super) fn side_title(&self, canvas: &Canvas, x: f64, title: &str) -> Result<(), ChartError> {
        let middle = (self.area.top + self.area.bottom) / 2.0;
        canvas.text((x, middle), TICK.across(HPos::Center).turned(), title)
    }
}

/// Round values in a range, at most `most` of them, with their labels.
pub(super) fn ticks(range: Range<f64>, most: usize, label: impl Fn(f64) -> String) -> Vec<(f64, String)> {
    let slack = 1e-9 * (range.end - range.start);
    let points = RangedCoordf64::from(range.start - slack..range.end + slack).key_points(BoldPoints(most));
    points
        .into_iter()
        .map(|v| if v.abs() < slack { 0.0 } else { v })
        .map(|v| (v, label(v)))
        .collect()
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
        assert_eq!(values.first(), Some(&0.0));
        assert!(values.last().is_some_and(|v| (v - 1.0).abs() < 1e-9), "{values:?}");
    }
}
