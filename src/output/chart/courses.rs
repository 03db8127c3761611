//! Means over time as lines, by arm.

use super::axes::{self, Axes};
use super::canvas::{Canvas, HPos, Point};
use super::grid::Grid;
use super::page::{Entry, Page, Sign};
use super::palette::{ArmStyle, RULE, arm_style};
use super::records::Interval;
use super::sheet::Sheet;
use super::timelines::Timeline;
use super::{ChartError, PanelOf, Spec};
use crate::notation;
use crate::table::Table;

/// Means over time, one panel for each quantity and a line for each arm, with intervals as ribbons where given: long form with
/// columns `arm`, `year`, `quantity`, `estimate`, and where given `low`, `high`, `level`. A quantity that hardly moves, in no arm,
/// has no panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Courses {
    /// Quantities with the titles of their panels.
    pub panels: Vec<PanelOf>,
    /// Title of the upright axis, which runs from 0 to 1.
    pub axis: String,
}

/// A quantity that moves by less than this from the lowest to the highest point of a line is flat.
const FLAT: f64 = 0.02;

/// Intervals are drawn for at most so many arms.
const MOST_RIBBONS: usize = 3;

impl Courses {
    pub(super) fn draw(&self, table: &Table, spec: &Spec) -> Result<String, ChartError> {
        let timeline = Timeline::new(table, spec)?;
        let panels = self.panels(&timeline)?;
        if panels.is_empty() {
            let names: Vec<&str> = self.panels.iter().map(|p| p.name.as_str()).collect();
            return Err(timeline
                .records
                .empty(&format!("anything that moves in {}", names.join(" or "))));
        }
        let key = timeline.arms.iter().enumerate().map(|(i, arm)| Entry {
            sign: Sign::Line(arm_style(i)),
            label: spec.words(&format!("arm.{arm}")),
        });
        // Those of many arms would cover each other.
        let ribboned = timeline.arms.len() <= MOST_RIBBONS;
        let ribbons = timeline
            .records
            .level()?
            .filter(|_| ribboned)
            .map(|level| format!("Ribbons: {level} intervals of the mean."));
        let notes: Vec<String> = ribbons.into_iter().chain(timeline.note.clone()).collect();
        let page = Page::new(spec, key.chain(spec.calendar.key()).collect(), &notes);
        let sheet = page.sheet;
        let up = axes::ticks(0.0..1.0, 6, |v| notation::trimmed(v, 1));
        let titles: Vec<String> = panels.iter().map(|panel| panel.title.clone()).collect();
        let grid = Grid::new(&sheet, page.room(), &titles, up.iter().map(|(_, l)| l));
        let description = format!("Lines: means over the years, for {} arms.", timeline.arms.len());
        page.draw(grid.height(), &description, |canvas, body| {
            for (i, panel) in panels.iter().enumerate() {
                let place = grid.place(body, i);
                let (first, last) = panel.ends();
                let plot = Axes::new(place.area, first..last, 0.0..1.0);
                let times = spec.calendar.ticks(first..last, place.area.width(), &sheet);
                grid.frame(
                    canvas,
                    (i, &place),
                    &plot,
                    (&times, spec.calendar.title()),
                    (&up, &self.axis),
                );
                panel.draw(canvas, &sheet, &plot, ribboned);
                spec.calendar.draw_marks(canvas, &plot, first..last, &sheet);
                canvas.outline(place.area, RULE, 1.0);
            }
        })
    }

    fn panels(&self, timeline: &Timeline) -> Result<Vec<Panel>, ChartError> {
        let mut panels = Vec::new();
        for PanelOf { name, title } in &self.panels {
            let (mut lines, mut years, mut moves) = (Vec::new(), Vec::new(), false);
            for (i, arm) in timeline.arms.iter().enumerate() {
                let course = timeline.course(arm, name).iter();
                years.extend(course.clone().map(|(year, _)| *year));
                let points: Result<Vec<_>, ChartError> = course
                    .map(|(year, row)| Ok((*year, timeline.records.interval(*row)?)))
                    .collect();
                let points = points?;
                let values = points.iter().filter_map(|(_, v)| v.map(|v| v.estimate));
                let (low, high) = values.fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(v), h.max(v)));
                moves |= high - low >= FLAT;
                lines.extend(unbroken(points).into_iter().map(|line| (i, line)));
            }
            if moves {
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

    fn draw(&self, canvas: &Canvas, sheet: &Sheet, plot: &Axes, ribboned: bool) {
        if self.lines.is_empty() {
            let (left, right) = (plot.area.left, plot.area.right);
            let middle = ((left + right) / 2.0, (plot.area.top + plot.area.bottom) / 2.0);
            return canvas.text(middle, sheet.tick.across(HPos::Center), "Nothing to average");
        }
        for (arm, line) in self.lines.iter().filter(|_| ribboned) {
            let high = line.iter().map(|(year, v)| plot.at(*year, v.high));
            let low = line.iter().rev().map(|(year, v)| plot.at(*year, v.low));
            let ribbon: Vec<Point> = high.chain(low).collect();
            if line.iter().any(|(_, v)| v.high > v.low) {
                canvas.polygon(&ribbon, arm_style(*arm).line.veiled(0.18));
            }
        }
        for (arm, line) in &self.lines {
            let points: Vec<Point> = line.iter().map(|(year, v)| plot.at(*year, v.estimate)).collect();
            let style = arm_style(*arm);
            style.path(canvas, &points, sheet.stroke());
            marks(canvas, sheet, &style, &points, *arm, self.lines.len());
        }
    }
}

/// A few markers along a line, at other places for each arm, so that they do not cover each other where lines meet.
fn marks(canvas: &Canvas, sheet: &Sheet, style: &ArmStyle, points: &[Point], arm: usize, arms: usize) {
    let every = (points.len() / 5).max(1);
    let offset = (2 * arm + 1) * every / (2 * arms.max(1));
    for point in points.iter().skip(offset).step_by(every) {
        style.mark(canvas, *point, sheet.marker(), false);
    }
}
