//! Gains of players as dots with intervals, each player in its own unit.

use super::axes::{self, Axes};
use super::canvas::{Area, Canvas, HPos, Lettering, VPos};
use super::page::{Entry, Page, Sign};
use super::palette::{INK, RULE, arm_style, pale};
use super::records::{Interval, Records, distinct, unsure_note};
use super::{ChartError, PanelOf, Spec};
use crate::notation;
use crate::table::Table;

const TITLE: Lettering = Lettering::new(12.5, INK).bold().down(VPos::Top);
const VALUE: Lettering = Lettering::new(10.5, INK).across(HPos::Right);
const TITLE_ROOM: f64 = 26.0;
const AXIS_ROOM: f64 = 44.0;
/// Room for the column of figures.
const FIGURES: f64 = 176.0;
const PITCH: f64 = 17.0;
/// Decimals of the figures.
const DECIMALS: usize = 3;

/// Gains as dots with intervals, one panel below the other with an axis of its own for each player: columns `arm`, `quantity`,
/// `estimate`, `low`, `high`, `level`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gains {
    /// Quantities with the titles of their panels.
    pub panels: Vec<PanelOf>,
    /// Title of each axis.
    pub axis: String,
}

impl Gains {
    pub(super) fn draw(&self, table: &Table, spec: &Spec) -> Result<String, ChartError> {
        let records = Records::new(table, spec)?;
        let (arms, quantities) = (records.text("arm")?, records.text("quantity")?);
        let rows = records.rows();
        // An arm has the style of its place in the result, the same as in other charts.
        let styles = spec.places(&distinct(arms, rows));
        let mut panels = Vec::new();
        for panel in &self.panels {
            let mut dots = Vec::new();
            for row in rows.iter().filter(|row| quantities[**row] == panel.name) {
                if let Some((_, style)) = styles.iter().find(|(arm, _)| *arm == arms[*row]) {
                    dots.extend(records.interval(*row)?.map(|value| (*style, value)));
                }
            }
            if !dots.is_empty() {
                panels.push((panel.title.as_str(), dots));
            }
        }
        if panels.is_empty() {
            return Err(records.empty("gains"));
        }
        let key = styles.iter().map(|(arm, style)| Entry {
            sign: Sign::Mark(arm_style(*style)),
            label: spec.words(&format!("arm.{arm}")),
        });
        let notes: Vec<String> = records
            .level()?
            .map(|level| unsure_note(&level, ""))
            .into_iter()
            .collect();
        let page = Page::new(spec, key.collect(), &notes);
        let height = |dots: &[(usize, Interval)]| TITLE_ROOM + PITCH * dots.len() as f64 + AXIS_ROOM;
        let total = panels.iter().map(|(_, dots)| height(dots)).sum();
        let description = format!(
            "Dots with intervals: gains of {} players, for {} arms.",
            panels.len(),
            styles.len()
        );
        page.draw(total, &description, |canvas, body| {
            let mut top = body.top;
            for (title, dots) in &panels {
                let area = Area {
                    left: body.left + 8.0,
                    right: body.right - FIGURES,
                    top: top + TITLE_ROOM,
                    bottom: top + height(dots) - AXIS_ROOM,
                };
                canvas.text((area.left, top + 4.0), TITLE, title)?;
                self.panel(canvas, area, body.right, dots)?;
                top += height(dots);
            }
            Ok(())
        })
    }

    fn panel(&self, canvas: &Canvas, area: Area, right: f64, dots: &[(usize, Interval)]) -> Result<(), ChartError> {
        let (low, high) = dots.iter().fold((0.0f64, 0.0f64), |(low, high), (_, v)| {
            (low.min(v.low).min(v.estimate), high.max(v.high).max(v.estimate))
        });
        let air = (0.06 * (high - low)).max(1e-6);
        let range = low - air..high + air;
        let plot = Axes::new(area, range.clone(), 0.0..1.0);
        let ticks = axes::ticks(range, 7, |v| notation::trimmed_signed(v, 6));
        plot.below(canvas, &ticks, &self.axis)?;
        canvas.outline(area, RULE, 0.7)?;
        let zero = plot.x(0.0);
        canvas.line(&[(zero, area.top), (zero, area.bottom)], INK, 1.2)?;
        for (lane, (style, value)) in dots.iter().enumerate() {
            let y = area.top + (lane as f64 + 0.5) * PITCH;
            let (style, sure) = (arm_style(*style), value.is_sure(1.0, DECIMALS));
            let line = if sure { style.line } else { pale(style.line) };
            canvas.line(&[(plot.x(value.low), y), (plot.x(value.high), y)], line, 1.8)?;
            for x in [value.low, value.high] {
                canvas.line(&[(plot.x(x), y - 3.5), (plot.x(x), y + 3.5)], line, 1.4)?;
            }
            style.mark(canvas, (plot.x(value.estimate), y), 4.6, !sure)?;
            let figures = notation::bracketed(value.estimate, value.low, value.high, |x| notation::signed(x, DECIMALS));
            canvas.text((right, y), VALUE, &figures)?;
        }
        Ok(())
    }
}
