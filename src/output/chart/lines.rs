//! Lines by arm in panels: distributions of differences, and widths step by step.

use super::axes::{self, Axes};
use super::canvas::{Canvas, Lettering, Point, VPos};
use super::page::{Entry, Page, Sign};
use super::palette::{ArmStyle, INK, RULE, arm_style};
use super::records::{Records, distinct};
use super::stacks::Grid;
use super::{ChartError, PanelOf, Spec, font};
use crate::notation;
use crate::table::Table;
use std::ops::Range;

const PANEL_TITLE: Lettering = Lettering::new(12.5, INK).bold().down(VPos::Top);

/// A line of a panel.
struct Line {
    /// Place of the arm in the order.
    place: usize,
    style: ArmStyle,
    points: Vec<Point>,
    marked: bool,
}

struct Panel {
    title: String,
    lines: Vec<Line>,
}

/// How a chart of panels is labelled.
struct Frame<'f> {
    x: Range<f64>,
    y: Range<f64>,
    across: Vec<(f64, String)>,
    up: Vec<(f64, String)>,
    below: &'f str,
    beside: &'f str,
    /// Whether zero on the horizontal axis is a line of its own.
    zero: bool,
}

/// Sorted differences from a baseline as curves, in percentage points: columns `arm`, `baseline`, `metric`, `effect`, `share`.
/// One panel for each metric, a curve for each arm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    /// Metrics with the titles of their panels.
    pub panels: Vec<PanelOf>,
    /// Titles of the axes.
    pub below: String,
    pub beside: String,
}

impl Distribution {
    pub(super) fn draw(&self, table: &Table, spec: &Spec) -> Result<String, ChartError> {
        let records = Records::new(table, spec)?;
        let arms = records.text("arm")?;
        // The baseline has no effect on itself but keeps its place, so that an arm looks the same in all charts.
        let mut seen = distinct(records.text("baseline")?, records.rows());
        let baselines = seen.len();
        seen.extend(distinct(arms, records.rows()));
        let (order, left_out) = spec.arm_order(seen);
        let point = |row| Ok(records.optional("effect", row)?.zip(records.optional("share", row)?));
        let panels = panels(&records, &self.panels, &order, false, &point)?;
        let x = span(&panels, 0.0);
        let frame = Frame {
            across: axes::ticks(x.clone(), 6, |v| notation::trimmed(100.0 * v, 1)),
            x,
            y: 0.0..1.0,
            up: axes::ticks(0.0..1.0, 6, notation::percent_trimmed),
            below: &self.below,
            beside: &self.beside,
            zero: true,
        };
        let notes: Vec<String> = left_out.into_iter().collect();
        let shown: Vec<(usize, &str)> = order
            .iter()
            .copied()
            .enumerate()
            .skip(usize::from(baselines > 0))
            .collect();
        let page = Page::new(spec, key(&shown, spec), &notes);
        let description = "Curves: sorted differences between arm and baseline.";
        draw(&page, description, &frame, &panels)
    }
}

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

impl Steps {
    pub(super) fn draw(&self, table: &Table, spec: &Spec) -> Result<String, ChartError> {
        let records = Records::new(table, spec)?;
        let (order, left_out) = spec.arm_order(distinct(records.text("arm")?, records.rows()));
        let mut worlds: Vec<f64> = Vec::new();
        for row in records.rows() {
            let n = records.number("worlds", *row)?;
            if !worlds.contains(&n) {
                worlds.push(n);
            }
        }
        worlds.sort_by(f64::total_cmp);
        let point = |row| {
            let n = records.number("worlds", row)?;
            let at = worlds.iter().position(|w| *w == n).unwrap_or(0);
            Ok(records.optional("half_width", row)?.map(|width| (at as f64, width)))
        };
        let mut panels = panels(&records, &self.panels, &order, true, &point)?;
        panels.retain(|panel| !panel.lines.is_empty());
        let lines = || panels.iter().flat_map(|p| &p.lines);
        let mut shown: Vec<(usize, &str)> = lines().map(|line| (line.place, order[line.place])).collect();
        shown.sort_unstable();
        shown.dedup();
        let heights = lines().flat_map(|l| &l.points).map(|p| p.1);
        let y = 0.0..1.08 * heights.fold(1e-6, f64::max);
        let last = worlds.len().saturating_sub(1) as f64;
        let frame = Frame {
            x: -0.3..last + 0.3,
            across: worlds
                .iter()
                .enumerate()
                .map(|(i, n)| (i as f64, notation::trimmed(*n, 0)))
                .collect(),
            up: axes::ticks(y.clone(), 6, |v| notation::trimmed(100.0 * v, 2)),
            y,
            below: &self.below,
            beside: &self.beside,
            zero: false,
        };
        let notes: Vec<String> = left_out.into_iter().collect();
        let page = Page::new(spec, key(&shown, spec), &notes);
        let description = "Lines: half-widths of intervals by number of worlds.";
        draw(&page, description, &frame, &panels)
    }
}

/// The panels, with a line for each arm that has points; `point` gives that of a row, if it has one.
fn panels(
    records: &Records,
    wanted: &[PanelOf],
    order: &[&str],
    marked: bool,
    point: &dyn Fn(usize) -> Result<Option<Point>, ChartError>,
) -> Result<Vec<Panel>, ChartError> {
    let (arms, metrics) = (records.text("arm")?, records.text("metric")?);
    let mut panels = Vec::new();
    for PanelOf { name, title } in wanted {
        let mut lines = Vec::new();
        for (place, arm) in order.iter().enumerate() {
            let mut points = Vec::new();
            for row in records
                .rows()
                .iter()
                .filter(|r| arms[**r] == *arm && metrics[**r] == *name)
            {
                points.extend(point(*row)?);
            }
            if !points.is_empty() {
                lines.push(Line {
                    place,
                    style: arm_style(place),
                    points,
                    marked,
                });
            }
        }
        let title = title.clone();
        panels.push(Panel { title, lines });
    }
    Ok(panels)
}

fn key(arms: &[(usize, &str)], spec: &Spec) -> Vec<Entry> {
    let entry = |(place, arm): &(usize, &str)| Entry {
        sign: Sign::Line(arm_style(*place)),
        label: spec.words(&format!("arm.{arm}")),
    };
    arms.iter().map(entry).collect()
}

fn draw(page: &Page, description: &str, frame: &Frame, panels: &[Panel]) -> Result<String, ChartError> {
    let grid = Grid::new(panels.len());
    page.draw(grid.total_height(), description, |canvas, body| {
        for (i, panel) in panels.iter().enumerate() {
            let (area, leftmost) = grid.area(body, i);
            let title = font::fitted(&panel.title, PANEL_TITLE.em, true, area.width());
            canvas.text((area.left, area.top - 20.0), PANEL_TITLE, &title)?;
            let plot = Axes::new(area, frame.x.clone(), frame.y.clone());
            plot.beside(canvas, &frame.up, leftmost)?;
            if leftmost {
                plot.side_title(canvas, body.left + 6.0, frame.beside)?;
            }
            plot.below(canvas, &frame.across, frame.below)?;
            if frame.zero {
                let zero = plot.x(0.0);
                canvas.line(&[(zero, area.top), (zero, area.bottom)], INK, 1.2)?;
            }
            for line in &panel.lines {
                panel_line(canvas, &plot, line)?;
            }
            canvas.outline(area, RULE, 1.0)?;
        }
        Ok(())
    })
}

fn panel_line(canvas: &Canvas, plot: &Axes, line: &Line) -> Result<(), ChartError> {
    let places: Vec<Point> = line.points.iter().map(|(x, y)| plot.at(*x, *y)).collect();
    line.style.path(canvas, &places, 2.0)?;
    let marked: Vec<Point> = match line.marked {
        true => places,
        // Enough to tell the lines apart where dashes are hard to see.
        false => places
            .iter()
            .copied()
            .skip(places.len() / 8)
            .step_by((places.len() / 4).max(1))
            .collect(),
    };
    for place in marked {
        line.style.mark(canvas, place, 4.2, false)?;
    }
    Ok(())
}

/// A range that holds all points across and `zero`, with a little air.
fn span(panels: &[Panel], zero: f64) -> Range<f64> {
    let points = panels.iter().flat_map(|p| &p.lines).flat_map(|l| &l.points);
    let (low, high) = points.fold((zero, zero), |(low, high), (x, _)| (low.min(*x), high.max(*x)));
    let air = (0.05 * (high - low)).max(0.002);
    low - air..high + air
}
