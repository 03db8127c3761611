//! Widths step by step, as lines.

use super::axes::{self, Axes};
use super::canvas::Point;
use super::grid::Grid;
use super::page::{Entry, Page, Sign};
use super::palette::{RULE, arm_style};
use super::records::{Records, distinct};
use super::{ChartError, PanelOf, Spec};
use crate::notation;
use crate::table::Table;

/// Widths after each of a few steps, as lines, in percentage points: columns `worlds`, `arm`, `metric`, `half_width`. One panel
/// for each metric, a line for each arm; the steps are the different numbers of worlds, evenly spaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steps {
    /// Metrics with the titles of their panels.
    pub panels: Vec<PanelOf>,
    /// Titles of the axes.
    pub below: String,
    pub beside: String,
}

/// A line of a panel: the place of its arm in the order, and its points.
type Line = (usize, Vec<Point>);

impl Steps {
    pub(super) fn draw(&self, table: &Table, spec: &Spec) -> Result<String, ChartError> {
        let records = Records::new(table, spec)?;
        let (order, left_out) = spec.arm_order(distinct(records.text("arm")?, records.rows()));
        let mut worlds: Vec<f64> = Vec::new();
        for row in records.rows() {
            worlds.push(records.number("worlds", *row)?);
        }
        worlds.sort_by(f64::total_cmp);
        worlds.dedup();
        let panels = self.panels(&records, &order, &worlds)?;
        if panels.is_empty() {
            return Err(records.empty("widths"));
        }
        let lines = || panels.iter().flat_map(|(_, lines)| lines);
        let mut shown: Vec<usize> = lines().map(|(place, _)| *place).collect();
        shown.sort_unstable();
        shown.dedup();
        let heights = lines().flat_map(|(_, points)| points).map(|p| p.1);
        let y = 0.0..1.08 * heights.fold(1e-6, f64::max);
        let last = worlds.len().saturating_sub(1) as f64;
        let key = shown.iter().map(|place| Entry {
            sign: Sign::Line(arm_style(*place)),
            label: spec.words(&format!("arm.{}", order[*place])),
        });
        let page = Page::new(spec, key.collect(), &left_out.into_iter().collect::<Vec<_>>());
        let sheet = page.sheet;
        let up = axes::ticks(y.clone(), 6, |v| notation::trimmed(100.0 * v, 2));
        let across: Vec<(f64, String)> = (worlds.iter().enumerate())
            .map(|(i, n)| (i as f64, notation::trimmed(*n, 0)))
            .collect();
        let titles: Vec<String> = panels.iter().map(|(title, _)| (*title).to_owned()).collect();
        let grid = Grid::new(&sheet, page.room(), &titles, up.iter().map(|(_, l)| l));
        let description = "Lines: half-widths of intervals by number of worlds.";
        page.draw(grid.height(), description, |canvas, body| {
            for (i, (_, lines)) in panels.iter().enumerate() {
                let place = grid.place(body, i);
                let plot = Axes::new(place.area, -0.3..last + 0.3, y.clone());
                grid.frame(canvas, (i, &place), &plot, (&across, &self.below), (&up, &self.beside));
                for (arm, points) in lines {
                    let places: Vec<Point> = points.iter().map(|(x, y)| plot.at(*x, *y)).collect();
                    arm_style(*arm).path(canvas, &places, sheet.stroke());
                    for place in places {
                        arm_style(*arm).mark(canvas, place, sheet.marker(), false);
                    }
                }
                canvas.outline(place.area, RULE, 1.0);
            }
        })
    }

    /// The panels that have lines, with their titles.
    fn panels(&self, records: &Records, order: &[&str], worlds: &[f64]) -> Result<Vec<(&str, Vec<Line>)>, ChartError> {
        let (arms, metrics) = (records.text("arm")?, records.text("metric")?);
        let mut panels = Vec::new();
        for PanelOf { name, title } in &self.panels {
            let mut lines: Vec<Line> = Vec::new();
            for (place, arm) in order.iter().enumerate() {
                let mut points = Vec::new();
                let of_line = |row: &&usize| arms[**row] == *arm && metrics[**row] == *name;
                for row in records.rows().iter().filter(of_line) {
                    let n = records.number("worlds", *row)?;
                    let at = worlds.iter().position(|w| *w == n).unwrap_or(0) as f64;
                    points.extend(records.optional("half_width", *row)?.map(|width| (at, width)));
                }
                if !points.is_empty() {
                    lines.push((place, points));
                }
            }
            if !lines.is_empty() {
                panels.push((title.as_str(), lines));
            }
        }
        Ok(panels)
    }
}
