//! Means over time as lines, by arm.

use super::axes::{self, Axes};
use super::canvas::{Canvas, HPos, Lettering, Point, VPos};
use super::page::{Entry, Page, Sign};
use super::palette::{ArmStyle, INK, RULE, arm_style};
use super::records::Interval;
use super::stacks::Grid;
use super::timelines::Timeline;
use super::{ChartError, PanelOf, Spec, font};
use crate::notation;
use crate::table::Table;

const PANEL_TITLE: Lettering = Lettering::new(12.5, INK).bold().down(VPos::Top);

/// Means over time, one panel for each quantity and a line for each arm, with intervals as ribbons where given: long form with
/// columns `arm`, `year`, `quantity`, `estimate`, and where given `low`, `high`, `level`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Courses {
    /// Quantities with the titles of their panels.
    pub panels: Vec<PanelOf>,
    /// Title of the upright axis, which runs from 0 to 1.
    pub axis: String,
}

impl Courses {
    pub(super) fn draw(&self, table: &Table, spec: &Spec) -> Result<String, ChartError> {
        let timeline = Timeline::new(table, spec)?;
        let panels = self.panels(&timeline)?;
        if panels.is_empty() {
            let names: Vec<&str> = self.panels.iter().map(|p| p.name.as_str()).collect();
            return Err(timeline.records.empty(&names.join(" or ")));
        }
        let key = timeline.arms.iter().enumerate().map(|(i, arm)| Entry {
            sign: Sign::Line(arm_style(i)),
            label: spec.words(&format!("arm.{arm}")),
        });
        let ribbons = timeline
            .records
            .level()?
            .map(|level| format!("Ribbons: {level} intervals of the mean."));
        let notes: Vec<String> = ribbons.into_iter().chain(timeline.note.clone()).collect();
        let page = Page::new(spec, key.collect(), &notes);
        let grid = Grid::new(panels.len());
        let description = format!("Lines: means over the years, for {} arms.", timeline.arms.len());
        page.draw(grid.total_height(), &description, |canvas, body| {
            for (i, panel) in panels.iter().enumerate() {
                let (area, leftmost) = grid.area(body, i);
                let (first, last) = panel.ends();
                let plot = Axes::new(area, first..last, 0.0..1.0);
                let title = font::fitted(&panel.title, PANEL_TITLE.em, true, area.width());
                canvas.text((area.left, area.top - 20.0), PANEL_TITLE, &title)?;
                let up = axes::ticks(0.0..1.0, 6, |v| notation::trimmed(v, 1));
                plot.beside(canvas, &up, leftmost)?;
                if leftmost {
                    plot.side_title(canvas, body.left + 6.0, &self.axis)?;
                }
                let most = (area.width() / 34.0) as usize;
                let years = axes::ticks(first..last, most.max(2), |v| notation::trimmed(v, 2));
                plot.below(canvas, &years, "Years")?;
                panel.draw(canvas, &plot)?;
                canvas.outline(area, RULE, 1.0)?;
            }
            Ok(())
        })
    }

    fn panels(&self, timeline: &Timeline) -> Result<Vec<Panel>, ChartError> {
        let mut panels = Vec::new();
        for PanelOf { name, title } in &self.panels {
            let (mut lines, mut years) = (Vec::new(), Vec::new());
            for (i, arm) in timeline.arms.iter().enumerate() {
                let course = timeline.course(arm, name).iter();
                years.extend(course.clone().map(|(year, _)| *year));
                let points: Result<Vec<_>, ChartError> = course
                    .map(|(year, row)| Ok((*year, timeline.records.interval(*row)?)))
                    .collect();
                lines.extend(unbroken(points?).into_iter().map(|line| (i, line)));
            }
            if !years.is_empty() {
                let title = title.clone();
                panels.push(Panel { title, years, lines });
            }
        }
        Ok(panels)
    }
}

/// The stretches of a course that have values. Where nothing is left to average, as after the last episode has ended, the line has a
/// gap.
fn unbroken(points: Vec<(f64, Option<Interval>)>) -> Vec<Vec<(f64, Interval)>> {
    let mut lines: Vec<Vec<(f64, Interval)>> = vec![Vec::new()];
    for (year, value) in points {
        match (value, lines.last_mut()) {
            (Some(value), Some(line)) => line.push((year, value)),
            _ => lines.push(Vec::new()),
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

struct Panel {
    title: String,
    /// Of all rows, with values or not.
    years: Vec<f64>,
    /// Arm, and a stretch of its means by year.
    lines: Vec<(usize, Vec<(f64, Interval)>)>,
}

impl Panel {
    fn ends(&self) -> (f64, f64) {
        let years = self.years.iter().copied();
        let (first, last) = years.fold((f64::MAX, f64::MIN), |(f, l), year| (f.min(year), l.max(year)));
        if last > first {
            (first, last)
        } else {
            (first - 0.5, first + 0.5)
        }
    }

    fn draw(&self, canvas: &Canvas, plot: &Axes) -> Result<(), ChartError> {
        if self.lines.is_empty() {
            let (left, right) = (plot.area.left, plot.area.right);
            let middle = ((left + right) / 2.0, (plot.area.top + plot.area.bottom) / 2.0);
            return canvas.text(middle, axes::TICK.across(HPos::Center), "Nothing to average");
        }
        for (arm, line) in &self.lines {
            let high = line.iter().map(|(year, v)| plot.at(*year, v.high));
            let low = line.iter().rev().map(|(year, v)| plot.at(*year, v.low));
            let ribbon: Vec<Point> = high.chain(low).collect();
            if line.iter().any(|(_, v)| v.high > v.low) {
                canvas.polygon(&ribbon, arm_style(*arm).line.veiled(0.18))?;
            }
        }
        for (arm, line) in &self.lines {
            let points: Vec<Point> = line.iter().map(|(year, v)| plot.at(*year, v.estimate)).collect();
            let style = arm_style(*arm);
            style.path(canvas, &points, 2.0)?;
            marks(canvas, &style, &points, *arm, self.lines.len())?;
        }
        Ok(())
    }
}

/// A few markers along a line, at other places for each arm, so that they do not cover each other where lines meet.
fn marks(canvas: &Canvas, style: &ArmStyle, points: &[Point], arm: usize, arms: usize) -> Result<(), ChartError> {
    let every = (points.len() / 5).max(1);
    let offset = (2 * arm + 1) * every / (2 * arms.max(1));
    for point in points.iter().skip(offset).step_by(every) {
        style.mark(canvas, *point, 4.2, false)?;
    }
    Ok(())
}
