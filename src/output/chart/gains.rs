//! Gains of players as dots with intervals, each player in its own unit.

use super::axes::Axes;
use super::canvas::{Area, Canvas};
use super::page::Page;
use super::palette::{RULE, arm_style};
use super::records::{Interval, Records, distinct, unsure_note};
use super::rows::{self, Names};
use super::sheet::Sheet;
use super::{ChartError, PanelOf, Spec, font};
use crate::notation;
use crate::table::Table;

/// Gains as dots with intervals, one panel below the other with an axis of its own for each player, and a row for each arm: columns
/// `arm`, `quantity`, `estimate`, `low`, `high`, `level`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gains {
    /// Quantities with the titles of their panels.
    pub panels: Vec<PanelOf>,
    /// Title of the axis.
    pub axis: String,
}

struct Panel<'p> {
    title: &'p str,
    /// Place of the arm among the rows, and its gain.
    dots: Vec<(usize, Interval)>,
}

impl Gains {
    pub(super) fn draw(&self, table: &Table, spec: &Spec) -> Result<String, ChartError> {
        let records = Records::new(table, spec)?;
        let (arms, quantities) = (records.text("arm")?, records.text("quantity")?);
        let rows = records.rows();
        // An arm has the style of its place in the result, the same as in other charts.
        let all = distinct(arms, rows);
        let styles = spec.places(&all);
        let mut panels = Vec::new();
        for panel in &self.panels {
            let mut dots = Vec::new();
            for row in rows.iter().filter(|row| quantities[**row] == panel.name) {
                if let Some(lane) = styles.iter().position(|(arm, _)| *arm == arms[*row]) {
                    dots.extend(records.interval(*row)?.map(|value| (lane, value)));
                }
            }
            if !dots.is_empty() {
                let title = panel.title.as_str();
                panels.push(Panel { title, dots });
            }
        }
        if panels.is_empty() {
            return Err(records.empty("gains"));
        }
        let left_out = (styles.len() < all.len()).then(|| {
            format!(
                "Shown are {} of {} arms; the table has them all.",
                styles.len(),
                all.len()
            )
        });
        let intervals = records.level()?.map(|level| unsure_note(&level, ""));
        let notes: Vec<String> = intervals.into_iter().chain(left_out).collect();
        let page = Page::new(spec, Vec::new(), &notes);
        let sheet = page.sheet;
        let words = styles.iter().map(|(arm, _)| spec.words(&format!("arm.{arm}")));
        let names = Names::new(&sheet, words, if sheet.narrow { 100.0 } else { 0.3 * page.room() }, 2);
        let row = sheet.pitch().max(names.height(&sheet) + 2.0) + 2.0;
        let around = 1.9 * sheet.panel.em + sheet.ticks_below() + 0.9 * sheet.label.em;
        let height = panels.len() as f64 * (around + row * styles.len() as f64) + sheet.title_below();
        let description = format!(
            "Dots with intervals: gains of {} players, for {} arms.",
            panels.len(),
            styles.len()
        );
        let values = panels.iter().flat_map(|panel| &panel.dots).map(|(_, v)| v);
        let decimals = rows::decimals(values, 1.0, 2);
        let figures: Vec<String> = panels.iter().flat_map(|panel| panel.figures(decimals)).collect();
        let figure_room = match sheet.narrow {
            true => 0.0,
            false => rows::widest(&sheet, &figures) + sheet.label.em,
        };
        let styles: Vec<usize> = styles.into_iter().map(|(_, style)| style).collect();
        page.draw(height, &description, |canvas, body| {
            let cell = (body.bottom - body.top - sheet.title_below()) / panels.len() as f64;
            for (i, panel) in panels.iter().enumerate() {
                let top = body.top + cell * i as f64;
                let place = Area {
                    top,
                    bottom: top + cell - 0.9 * sheet.label.em,
                    ..body
                };
                let axis = if i + 1 == panels.len() { self.axis.as_str() } else { "" };
                panel.draw(canvas, &sheet, place, (&names, &styles), (figure_room, decimals), axis);
            }
        })
    }
}

impl Panel<'_> {
    fn figures(&self, decimals: usize) -> Vec<String> {
        let of = |(_, v): &(usize, Interval)| rows::figures(*v, |x| notation::signed(x, decimals));
        self.dots.iter().map(of).collect()
    }

    fn draw(
        &self,
        canvas: &Canvas,
        sheet: &Sheet,
        place: Area,
        (names, styles): (&Names, &[usize]),
        (figure_room, decimals): (f64, usize),
        axis: &str,
    ) {
        let figures = self.figures(decimals);
        let area = Area {
            left: place.left + names.width + 0.8 * sheet.label.em,
            right: place.right - figure_room,
            top: place.top + 1.9 * sheet.panel.em,
            bottom: place.bottom - sheet.ticks_below(),
        };
        let title = font::fitted(self.title, sheet.panel.em, true, place.width());
        canvas.text((place.left, place.top + 0.3 * sheet.panel.em), sheet.panel, &title);
        let range = rows::span(self.dots.iter().map(|(_, v)| v), 1e-6);
        let plot = Axes::new(area, range.clone(), 0.0..1.0);
        let ticks = rows::ticks(sheet, area, range, 1.0, true);
        plot.below(canvas, sheet, &ticks, axis);
        canvas.outline(area, RULE, 0.7);
        rows::zero(canvas, &plot);
        let pitch = (area.bottom - area.top) / styles.len() as f64;
        for ((lane, value), text) in self.dots.iter().zip(&figures) {
            let y = area.top + (*lane as f64 + 0.5) * pitch;
            names.draw(canvas, sheet, *lane, (area.left - 0.8 * sheet.label.em, y));
            let sure = value.is_sure(1.0, decimals);
            rows::dot(canvas, sheet, &plot, y, &arm_style(styles[*lane]), *value, sure);
            if !sheet.narrow {
                canvas.text((place.right, y), sheet.value, text);
            }
        }
    }
}
