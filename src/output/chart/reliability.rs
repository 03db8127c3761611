//! How often what was given a probability came true.

use super::axes::{self, Axes};
use super::canvas::{Canvas, HPos, VPos};
use super::grid::Grid;
use super::hatch;
use super::labels::{around, free};
use super::page::{Entry, Page, Sign};
use super::palette::{INK, RULE, arm_style};
use super::records::{Interval, Records};
use super::sheet::Sheet;
use super::{ChartError, PanelOf, Spec, font};
use crate::notation;
use crate::table::Table;
use std::ops::Range;

/// Bins of predictions as dots with intervals: what was predicted runs to the right, the share that came true, in the columns `estimate`,
/// `low` and `high`, upwards. On the diagonal both are the same. Beside each dot stands how many cases it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reliability {
    /// Column of the panels, and the panels drawn with their titles.
    pub panel: &'static str,
    pub panels: Vec<PanelOf>,
    /// Column of whose predictions they are, and those drawn with their words: up to three can be told apart.
    pub of: &'static str,
    pub series: Vec<PanelOf>,
    /// Column of the mean prediction of a bin.
    pub predicted: &'static str,
    /// Column of the number of cases in it.
    pub cases: &'static str,
    /// Titles of the axes.
    pub below: String,
    pub beside: String,
}

/// More series than this in one panel would cover each other.
pub const MOST_SERIES: usize = 3;

/// Zero and one are not on the frame.
const RANGE: Range<f64> = -0.04..1.04;

struct Dot {
    panel: usize,
    series: usize,
    predicted: f64,
    value: Interval,
    cases: String,
}

impl Reliability {
    pub(super) fn draw(&self, table: &Table, spec: &Spec) -> Result<String, ChartError> {
        let records = Records::new(table, spec)?;
        let dots = self.dots(&records)?;
        let shown = |panel: &usize| dots.iter().any(|dot| dot.panel == *panel);
        let panels: Vec<usize> = (0..self.panels.len()).filter(shown).collect();
        if panels.is_empty() {
            return Err(records.empty("bins with a share"));
        }
        let seen: Vec<usize> = (0..self.series.len())
            .filter(|series| dots.iter().any(|dot| dot.series == *series))
            .collect();
        let key = seen.iter().filter(|_| seen.len() > 1).map(|series| Entry {
            sign: Sign::Mark(arm_style(*series)),
            label: self.series[*series].title.clone(),
        });
        let wide = dots.iter().any(|dot| dot.value.high > dot.value.low);
        let level = records.level()?.filter(|_| wide);
        let bars = level.map_or_else(String::new, |level| format!("Bars: {level} intervals. "));
        let note = format!("Dashes: as often as predicted. {bars}Numbers: cases.");
        let page = Page::new(spec, key.collect(), &[note]);
        let sheet = page.sheet;
        let titles: Vec<String> = panels.iter().map(|panel| self.panels[*panel].title.clone()).collect();
        let percent = |v: f64| notation::trimmed(100.0 * v, 0);
        let up = axes::ticks(0.0..1.0, 6, percent);
        let grid = Grid::new(&sheet, page.room(), &titles, up.iter().map(|(_, label)| label));
        let description = format!(
            "Shares that came true against predictions, in {}.",
            notation::counted(panels.len() as u64, "panel")
        );
        page.draw(grid.square(), &description, |canvas, body| {
            for (i, panel) in panels.iter().enumerate() {
                let mut place = grid.place(body, i);
                // Equal lengths stand for equal probabilities.
                place.area.right = place
                    .area
                    .right
                    .min(place.area.left + place.area.bottom - place.area.top);
                let plot = Axes::new(place.area, RANGE, RANGE);
                let most = ((place.area.width() / (2.6 * sheet.tick.em)) as usize).clamp(2, 6);
                let across = axes::ticks(0.0..1.0, most, percent);
                let below = font::fitted(&self.below, sheet.tick.em, false, place.area.width());
                grid.frame(canvas, (i, &place), &plot, (&across, &below), (&up, &self.beside));
                for dash in hatch::dashed(&[plot.at(0.0, 0.0), plot.at(1.0, 1.0)], &[6.0, 4.0]) {
                    canvas.line(&dash, INK, sheet.weight);
                }
                let mine: Vec<&Dot> = dots.iter().filter(|dot| dot.panel == *panel).collect();
                paint(canvas, &sheet, &plot, &mine);
                canvas.outline(place.area, RULE, 1.0);
            }
        })
    }

    fn dots(&self, records: &Records) -> Result<Vec<Dot>, ChartError> {
        if self.series.len() > MOST_SERIES {
            return Err(records.inconsistent(format!("more than {MOST_SERIES} series to be told apart")));
        }
        let (panels, series) = (records.text(self.panel)?, records.text(self.of)?);
        let place = |of: &[PanelOf], name: &str| of.iter().position(|one| one.name == name);
        let mut dots = Vec::new();
        for row in records.rows() {
            let (Some(panel), Some(series)) = (place(&self.panels, &panels[*row]), place(&self.series, &series[*row]))
            else {
                continue;
            };
            let Some(value) = records.interval(*row)? else {
                continue;
            };
            let predicted = records.number(self.predicted, *row)?;
            if [predicted, value.estimate].iter().any(|p| !(0.0..=1.0).contains(p)) {
                let what = format!("row {row} has a prediction or a share that is not between 0 and 1");
                return Err(records.inconsistent(what));
            }
            dots.push(Dot {
                panel,
                series,
                predicted,
                value,
                cases: notation::fixed(records.number(self.cases, *row)?, 0),
            });
        }
        Ok(dots)
    }
}

fn paint(canvas: &Canvas, sheet: &Sheet, plot: &Axes, dots: &[&Dot]) {
    let at = |dot: &Dot| plot.at(dot.predicted, dot.value.estimate);
    let ends = |dot: &Dot| [dot.value.high, dot.value.low].map(|end| plot.y(end.clamp(0.0, 1.0)));
    let mut taken = Vec::new();
    for dot in dots {
        let (x, y) = at(dot);
        let [top, bottom] = ends(dot);
        let style = arm_style(dot.series);
        let cap = 3.0 * sheet.weight;
        canvas.line(&[(x, top), (x, bottom)], style.line, sheet.stroke());
        for end in [top, bottom].into_iter().filter(|_| bottom - top > 0.3) {
            canvas.line(&[(x - cap, end), (x + cap, end)], style.line, sheet.stroke());
        }
        style.mark(canvas, (x, y), sheet.marker(), false);
        taken.push(around((x, (top + bottom) / 2.0), cap, (bottom - top) / 2.0));
        taken.push(around((x, y), sheet.marker(), sheet.marker()));
    }
    for dot in dots {
        let (place, area) = free(sheet, plot, (at(dot), ends(dot)), &dot.cases, &taken);
        canvas.text(place, sheet.tick.across(HPos::Left).down(VPos::Center), &dot.cases);
        taken.push(area);
    }
}
