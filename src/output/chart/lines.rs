//! Lines by arm in panels: the distribution of the broker's effect over worlds, and how intervals shrink.

use super::axes::{self, Axes};
use super::canvas::{Canvas, Lettering, Point};
use super::page::{Entry, Page, Sign};
use super::palette::{ArmStyle, INK, RULE, arm_style};
use super::records::{Records, distinct};
use super::stacks::Grid;
use super::{ChartError, Spec, font};
use crate::notation;
use crate::table::Table;
use plotters::style::text_anchor::VPos;
use std::ops::Range;

const PANEL_TITLE: Lettering = Lettering::new(12.5, INK).bold().down(VPos::Top);

/// A line of a panel.
struct Line {
    style: ArmStyle,
    points: Vec<Point>,
    marked: bool,
}

struct Panel {
    title: String,
    lines: Vec<Line>,
}

/// How a chart of panels is labelled.
struct Frame {
    x: Range<f64>,
    y: Range<f64>,
    across: Vec<(f64, String)>,
    up: Vec<(f64, String)>,
    below: &'static str,
    beside: &'static str,
    /// Whether zero on the horizontal axis is a line of its own.
    zero: bool,
}

/// The distribution over worlds of what each arm changes: `effects.csv`, columns `arm`, `metric`, `subset`, `share`,
/// `effect`, `worlds`. One panel for completed processes and one for those in force.
///
/// # Errors
/// If a column is missing or of another kind, or there are no such rows.
pub fn effects(table: &Table, spec: &Spec) -> Result<String, ChartError> {
    let records = Records::new(table, spec)?;
    let (arms, metrics) = (records.text("arm")?, records.text("metric")?);
    let titles = [
        ("completed", "All stages completed"),
        ("in_force", "In force at the end"),
    ];
    // The baseline has no effect on itself but keeps its place, so that an arm looks the same in all charts.
    let mut seen = distinct(records.text("baseline")?, records.rows());
    let baseline = seen.len();
    seen.extend(distinct(arms, records.rows()));
    let (order, left_out) = spec.arm_order(seen);
    let mut panels = Vec::new();
    for (metric, title) in titles {
        let mut lines = Vec::new();
        for (place, arm) in order.iter().enumerate() {
            let mut points = Vec::new();
            for row in records
                .rows()
                .iter()
                .filter(|r| arms[**r] == *arm && metrics[**r] == metric)
            {
                points.push((records.number("effect", *row)?, records.number("share", *row)?));
            }
            if !points.is_empty() {
                lines.push(Line {
                    style: arm_style(place),
                    points,
                    marked: false,
                });
            }
        }
        let title = title.to_owned();
        panels.push(Panel { title, lines });
    }
    let x = span(&panels, 0.0);
    let frame = Frame {
        across: axes::ticks(x.clone(), 6, |v| notation::trimmed(100.0 * v, 1)),
        x,
        y: 0.0..1.0,
        up: axes::ticks(0.0..1.0, 6, notation::percent_trimmed),
        below: "Arm minus baseline (percentage points)",
        beside: "Share of worlds with at most this effect",
        zero: true,
    };
    let subset = distinct(records.text("subset")?, records.rows());
    let among = match subset[..] {
        ["broker_takes_part"] => "Worlds in which the broker takes part; elsewhere it changes nothing.",
        _ => "All worlds.",
    };
    let mut notes = vec![
        among.to_owned(),
        "Each world gives one difference of probabilities; a curve that rises right of the zero line is a broker that helps in \
         those worlds."
            .to_owned(),
    ];
    notes.extend(left_out);
    let shown: Vec<(usize, &str)> = order
        .iter()
        .copied()
        .enumerate()
        .skip(usize::from(baseline > 0))
        .collect();
    let key = key(&shown, spec);
    let page = Page::new("How the effect differs between worlds", spec, key, &notes);
    let description = "Curves: sorted differences between arm and baseline over worlds.";
    draw(&page, description, &frame, &panels)
}

/// How intervals shrink as worlds are added: `precision.csv`, columns `worlds`, `arm`, `metric`, `half_width`. One panel for
/// the widest outcome probability and one for the contrast in completed processes.
///
/// # Errors
/// If a column is missing or of another kind, or there are no such rows.
pub fn convergence(table: &Table, spec: &Spec) -> Result<String, ChartError> {
    let records = Records::new(table, spec)?;
    let (arms, metrics) = (records.text("arm")?, records.text("metric")?);
    let (order, left_out) = spec.arm_order(distinct(arms, records.rows()));
    let mut worlds: Vec<f64> = Vec::new();
    for row in records.rows() {
        let n = records.number("worlds", *row)?;
        if !worlds.contains(&n) {
            worlds.push(n);
        }
    }
    worlds.sort_by(f64::total_cmp);
    let titles = [
        ("widest_outcome", "Widest outcome probability"),
        ("completed", "Contrast in completed processes"),
    ];
    let mut panels = Vec::new();
    let mut shown = Vec::new();
    for (metric, title) in titles {
        let mut lines = Vec::new();
        for (place, arm) in order.iter().enumerate() {
            let mut points = Vec::new();
            for row in records
                .rows()
                .iter()
                .filter(|r| arms[**r] == *arm && metrics[**r] == metric)
            {
                let n = records.number("worlds", *row)?;
                let at = worlds.iter().position(|w| *w == n).unwrap_or(0);
                if let Some(width) = records.optional("half_width", *row)? {
                    points.push((at as f64, width));
                }
            }
            if !points.is_empty() {
                shown.push((place, *arm));
                lines.push(Line {
                    style: arm_style(place),
                    points,
                    marked: true,
                });
            }
        }
        if !lines.is_empty() {
            let title = title.to_owned();
            panels.push(Panel { title, lines });
        }
    }
    shown.sort_unstable();
    shown.dedup();
    let heights = panels
        .iter()
        .flat_map(|p| &p.lines)
        .flat_map(|l| &l.points)
        .map(|p| p.1);
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
        below: "Worlds",
        beside: "Half-width of the interval (points)",
        zero: false,
    };
    let mut notes = vec![
        "Each step doubles the worlds; independent worlds would shrink the interval by a factor of 1.41.".to_owned(),
    ];
    notes.extend(left_out);
    let page = Page::new("How the intervals shrink", spec, key(&shown, spec), &notes);
    draw(
        &page,
        "Lines: half-widths of intervals by number of worlds.",
        &frame,
        &panels,
    )
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
