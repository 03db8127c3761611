//! What costs how much and gives how much: points with intervals and names in place, and a line to be reached.

use super::axes::{self, Axes};
use super::canvas::{Area, Canvas, HPos, Point, VPos};
use super::grid::Grid;
use super::hatch;
use super::labels::{around, free};
use super::page::{Entry, Page, Sign};
use super::palette::{INK, RULE, arm_style};
use super::records::{Interval, Records};
use super::sheet::Sheet;
use super::{ChartError, PanelOf, Spec};
use crate::notation;
use crate::table::Table;

/// Points with intervals in the columns `low` and `high`, of several curves, one of which is joined by a line and may have names at its
/// points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frontier {
    /// Column of the curves, and the curves drawn with their words.
    pub curve: &'static str,
    pub curves: Vec<PanelOf>,
    /// The curve whose points are joined, in the order of the table.
    pub joined: &'static str,
    /// Column of the names that stand at its points; an empty one is not written.
    pub name: &'static str,
    /// Columns of what runs to the right and of what runs upwards.
    pub across: &'static str,
    pub up: &'static str,
    /// Column of what is to be reached, drawn as a line across; it may be empty.
    pub aim: &'static str,
    /// Whether what runs upwards is shown in per cent.
    pub percent: bool,
    /// Titles of the axes.
    pub below: String,
    pub beside: String,
}

/// An aim that is more than so many times as high as all that is drawn is told and not drawn.
const FAR: f64 = 3.0;

struct Dot {
    /// Place of its curve.
    curve: usize,
    name: String,
    across: f64,
    value: Interval,
}

impl Frontier {
    pub(super) fn draw(&self, table: &Table, spec: &Spec) -> Result<String, ChartError> {
        let records = Records::new(table, spec)?;
        let (dots, aim) = self.dots(&records, spec)?;
        if dots.is_empty() {
            return Err(records.empty("points"));
        }
        let (low, high) = (dots.iter()).fold((0.0_f64, 0.0_f64), |(l, h), dot| {
            (l.min(dot.value.low), h.max(dot.value.high))
        });
        // An aim that is far away would press everything else to the ground.
        let is_near = |aim: &f64| *aim <= FAR * high;
        let (drawn, beyond) = (aim.filter(is_near), aim.filter(|aim| !is_near(aim)));
        let (low, high) = (low.min(drawn.unwrap_or(0.0)), high.max(drawn.unwrap_or(0.0)));
        let air = (0.06 * (high - low)).max(1e-6);
        let y = if low < 0.0 { low - air } else { 0.0 }..high + air;
        let last = dots.iter().map(|dot| dot.across).fold(1e-6, f64::max);
        let x = -0.05 * last..1.12 * last;
        let shown = |place: &usize| dots.iter().any(|dot| dot.curve == *place);
        let key = (0..self.curves.len()).filter(shown).map(|place| Entry {
            sign: match self.curves[place].name == self.joined {
                true => Sign::Line(arm_style(place)),
                false => Sign::Mark(arm_style(place)),
            },
            label: self.curves[place].title.clone(),
        });
        let wide = dots.iter().any(|dot| dot.value.high > dot.value.low);
        let bars = records
            .level()?
            .filter(|_| wide)
            .map(|level| format!("Bars: {level} intervals."));
        let scaled = |v: f64| match self.percent {
            true => notation::trimmed(100.0 * v, 2),
            false => notation::trimmed(v, 2),
        };
        let unit = if self.percent { " %" } else { "" };
        let said = match (drawn, beyond) {
            (Some(aim), _) => Some(format!("Dashes: the aim, {}{unit}.", scaled(aim))),
            (None, Some(aim)) => Some(format!("The aim, {}{unit}, lies above what is drawn.", scaled(aim))),
            (None, None) => None,
        };
        let notes: Vec<String> = bars.into_iter().chain(said).collect();
        let page = Page::new(spec, key.collect(), &notes);
        let sheet = page.sheet;
        let up = axes::ticks(y.clone(), 6, scaled);
        let grid = Grid::new(&sheet, page.room(), &[String::new()], up.iter().map(|(_, l)| l));
        let description = format!("Points with intervals: {} sets by what they cost.", dots.len());
        page.draw(grid.height().max(0.55 * page.room()), &description, |canvas, body| {
            let place = grid.place(body, 0);
            let plot = Axes::new(place.area, x.clone(), y.clone());
            let most = ((place.area.width() / (3.4 * sheet.tick.em)) as usize).max(2);
            let across = axes::ticks(0.0..last, most, |v| notation::trimmed(v, 2));
            grid.frame(canvas, (0, &place), &plot, (&across, &self.below), (&up, &self.beside));
            if let Some(aim) = drawn {
                let ends = [(place.area.left, plot.y(aim)), (place.area.right, plot.y(aim))];
                for dash in hatch::dashed(&ends, &[7.0, 4.0]) {
                    canvas.line(&dash, INK, 1.2 * sheet.weight);
                }
            }
            self.paint(canvas, &sheet, &plot, &dots);
            canvas.outline(place.area, RULE, 1.0);
        })
    }

    fn dots(&self, records: &Records, spec: &Spec) -> Result<(Vec<Dot>, Option<f64>), ChartError> {
        let (curves, names) = (records.text(self.curve)?, records.text(self.name)?);
        let (mut dots, mut aim) = (Vec::new(), None);
        for row in records.rows() {
            aim = aim.or(records.optional(self.aim, *row)?);
            let Some(curve) = self.curves.iter().position(|curve| curve.name == curves[*row]) else {
                continue;
            };
            let Some(value) = records.interval_of(self.up, *row)? else {
                continue;
            };
            let name = match names[*row].as_str() {
                "" => String::new(),
                name => spec.words(&format!("{}.{name}", self.name)),
            };
            let across = records.number(self.across, *row)?;
            dots.push(Dot {
                curve,
                name,
                across,
                value,
            });
        }
        Ok((dots, aim))
    }

    fn paint(&self, canvas: &Canvas, sheet: &Sheet, plot: &Axes, dots: &[Dot]) {
        let at = |dot: &Dot| plot.at(dot.across, dot.value.estimate);
        let joined = |dot: &&Dot| self.curves[dot.curve].name == self.joined;
        let line: Vec<Point> = dots.iter().filter(joined).map(at).collect();
        if let Some(first) = dots.iter().find(joined) {
            arm_style(first.curve).path(canvas, &line, sheet.stroke());
        }
        let mut taken: Vec<Area> = Vec::new();
        // Pieces of the line, so that names stay off it.
        for ends in line.windows(2) {
            let between = |share: f64| {
                let at = |a: f64, b: f64| a + share * (b - a);
                (at(ends[0].0, ends[1].0), at(ends[0].1, ends[1].1))
            };
            taken.extend((0..=16).map(|part| around(between(f64::from(part) / 16.0), 1.0, 1.0)));
        }
        for dot in dots {
            let style = arm_style(dot.curve);
            let (x, y) = at(dot);
            let bar = [plot.at(dot.across, dot.value.low), plot.at(dot.across, dot.value.high)];
            canvas.line(&bar, style.line, 1.2 * sheet.weight);
            style.mark(canvas, (x, y), sheet.marker(), false);
            taken.push(around(
                (x, (bar[0].1 + bar[1].1) / 2.0),
                3.0,
                (bar[0].1 - bar[1].1).abs() / 2.0,
            ));
            taken.push(around((x, y), sheet.marker(), sheet.marker()));
        }
        for dot in dots.iter().filter(|dot| !dot.name.is_empty()) {
            let ends = [dot.value.high, dot.value.low].map(|end| plot.at(dot.across, end).1);
            let (place, area) = free(sheet, plot, (at(dot), ends), &dot.name, &taken);
            canvas.text(place, sheet.tick.across(HPos::Left).down(VPos::Center), &dot.name);
            taken.push(area);
        }
    }
}
