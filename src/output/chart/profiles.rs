//! Lines over a number, in panels, with intervals: for whatever has few points.

use super::axes::{self, Axes};
use super::canvas::Canvas;
use super::grid::Grid;
use super::page::{Entry, Page, Sign};
use super::palette::{INK, RULE, arm_style};
use super::records::{Interval, Records};
use super::sheet::Sheet;
use super::{ChartError, PanelOf, Spec};
use crate::notation;
use crate::table::Table;

/// Lines with more points than this have a few markers, and ribbons for their intervals.
const MANY: usize = 24;

/// Lines over a number, one panel for each name in one column and a line for each name in another, with intervals in the columns
/// `low` and `high` where given. At most six lines have a style of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profiles {
    /// Column of the panels, and the panels drawn with their titles.
    pub panel: &'static str,
    pub panels: Vec<PanelOf>,
    /// Column of the lines, and the lines drawn with their words.
    pub line: &'static str,
    pub lines: Vec<PanelOf>,
    /// Columns of what runs to the right and of what runs upwards.
    pub across: &'static str,
    pub up: &'static str,
    /// Whether the numbers that run to the right stand at even distances, in rising order.
    pub even: bool,
    /// Whether they are years from the beginning, which are written as those of the calendar where it has a date.
    pub time: bool,
    /// Whether what runs upwards is shown in per cent.
    pub percent: bool,
    /// Titles of the axes; that of time has its own.
    pub below: String,
    pub beside: String,
}

/// Places to the right with intervals.
type Course = Vec<(f64, Interval)>;

struct Panel<'c> {
    title: &'c str,
    /// Place of the line in the order, and its course.
    lines: Vec<(usize, Course)>,
}

impl Profiles {
    pub(super) fn draw(&self, table: &Table, spec: &Spec) -> Result<String, ChartError> {
        let records = Records::new(table, spec)?;
        let mut steps: Vec<f64> = Vec::new();
        for row in records.rows() {
            steps.push(records.number(self.across, *row)?);
        }
        steps.sort_by(f64::total_cmp);
        steps.dedup();
        let panels = self.courses(&records, &steps)?;
        let points = || panels.iter().flat_map(|p| &p.lines).flat_map(|(_, course)| course);
        if points().next().is_none() {
            return Err(records.empty("lines"));
        }
        let (low, high) = points().fold((0.0_f64, 0.0_f64), |(l, h), (_, i)| (l.min(i.low), h.max(i.high)));
        let air = (0.06 * (high - low)).max(1e-3);
        let y = if low < 0.0 { low - air } else { 0.0 }..high + air;
        let (first, last) = match self.even {
            true => (0.0, steps.len() as f64 - 1.0),
            false => (steps[0], steps[steps.len() - 1]),
        };
        let few = self.even || steps.len() <= MANY;
        let side = match (few, last > first) {
            (_, false) => 0.5,
            (true, true) => 0.06 * (last - first),
            (false, true) => 0.0,
        };
        let x = first - side..last + side;
        let shown = (self.lines.iter().enumerate())
            .filter(|(place, _)| panels.iter().flat_map(|p| &p.lines).any(|(of, _)| of == place))
            .map(|(place, line)| Entry {
                sign: Sign::Line(arm_style(place)),
                label: line.title.clone(),
            });
        let wide = points().any(|(_, i)| i.high > i.low);
        let level = records.level()?.filter(|_| wide);
        let notes: Vec<String> = level
            .map(|level| match few {
                true => format!("Bars: {level} intervals."),
                false => format!("Ribbons: {level} intervals."),
            })
            .into_iter()
            .collect();
        let marks = spec.calendar.key().filter(|_| self.time);
        let page = Page::new(spec, shown.chain(marks).collect(), &notes);
        let sheet = page.sheet;
        let scaled = |v: f64| match self.percent {
            true => notation::trimmed(100.0 * v, 1),
            false => notation::trimmed(v, 2),
        };
        let up = axes::ticks(y.clone(), 6, scaled);
        let titles: Vec<String> = panels.iter().map(|panel| panel.title.to_owned()).collect();
        let grid = Grid::new(&sheet, page.room(), &titles, up.iter().map(|(_, l)| l));
        let description = format!("Lines: {} panels of {} lines.", panels.len(), self.lines.len());
        page.draw(grid.height(), &description, |canvas, body| {
            for (i, panel) in panels.iter().enumerate() {
                let place = grid.place(body, i);
                let plot = Axes::new(place.area, x.clone(), y.clone());
                let room = place.area.width();
                let across = match (self.time, few && steps.len() <= MANY) {
                    (true, _) => spec.calendar.ticks(first..last, room, &sheet),
                    (false, true) => (steps.iter().enumerate())
                        .map(|(i, v)| (if self.even { i as f64 } else { *v }, notation::trimmed(*v, 2)))
                        .collect(),
                    (false, false) => axes::ticks(first..last, ((room / (3.4 * sheet.tick.em)) as usize).max(2), |v| {
                        notation::trimmed(v, 2)
                    }),
                };
                let below = if self.time { spec.calendar.title() } else { &self.below };
                grid.frame(canvas, (i, &place), &plot, (&across, below), (&up, &self.beside));
                if y.start < 0.0 {
                    let zero = plot.y(0.0);
                    canvas.line(&[(place.area.left, zero), (place.area.right, zero)], INK, 1.2);
                }
                for (line, course) in &panel.lines {
                    draw(canvas, &sheet, &plot, *line, course, few);
                }
                if self.time {
                    spec.calendar.draw_marks(canvas, &plot, first..last, &sheet);
                }
                canvas.outline(place.area, RULE, 1.0);
            }
        })
    }

    fn courses(&self, records: &Records, steps: &[f64]) -> Result<Vec<Panel<'_>>, ChartError> {
        let (of_panel, of_line) = (records.text(self.panel)?, records.text(self.line)?);
        let mut panels = Vec::new();
        for PanelOf { name, title } in &self.panels {
            let mut lines = Vec::new();
            for (place, line) in self.lines.iter().enumerate() {
                let mut course = Course::new();
                let rows = records
                    .rows()
                    .iter()
                    .filter(|r| of_panel[**r] == *name && of_line[**r] == line.name);
                for row in rows {
                    let at = records.number(self.across, *row)?;
                    let at = match self.even {
                        true => steps.iter().position(|s| *s == at).unwrap_or(0) as f64,
                        false => at,
                    };
                    course.extend(records.interval_of(self.up, *row)?.map(|value| (at, value)));
                }
                if !course.is_empty() {
                    lines.push((place, course));
                }
            }
            if !lines.is_empty() {
                panels.push(Panel { title, lines });
            }
        }
        Ok(panels)
    }
}

fn draw(canvas: &Canvas, sheet: &Sheet, plot: &Axes, place: usize, course: &Course, few: bool) {
    let style = arm_style(place);
    let at = |of: fn(&Interval) -> f64| course.iter().map(move |(x, i)| plot.at(*x, of(i)));
    let wide = course.iter().any(|(_, i)| i.high > i.low);
    if wide && !few {
        let ribbon: Vec<_> = at(|i| i.high).chain(at(|i| i.low).rev()).collect();
        canvas.polygon(&ribbon, style.line.veiled(0.18));
    }
    let points: Vec<_> = at(|i| i.estimate).collect();
    style.path(canvas, &points, sheet.stroke());
    if few {
        for (low, high) in at(|i| i.low).zip(at(|i| i.high)) {
            canvas.line(&[low, high], style.line, 1.2 * sheet.weight);
        }
    }
    let every = if few { 1 } else { (points.len() / 5).max(1) };
    for point in points.iter().skip(every / 2).step_by(every) {
        style.mark(canvas, *point, sheet.marker(), false);
    }
}
