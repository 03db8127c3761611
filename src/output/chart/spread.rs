//! How a difference is distributed, and in what share of cases it goes which way.

use super::axes::Axes;
use super::canvas::{Area, Canvas, HPos};
use super::hatch::{Hatch, interpolated};
use super::page::{Entry, Page, Sign};
use super::palette::{ArmStyle, ORANGE, PAPER, Paint, RULE, SKY, arm_style};
use super::records::{Interval, Records, distinct};
use super::rows::{self, Names};
use super::sheet::Sheet;
use super::{ChartError, PanelOf, Spec, font};
use crate::notation;
use crate::table::Table;

const RAISES: Paint = Paint::plain(SKY);
const NEITHER: Paint = Paint::plain(PAPER);
const LOWERS: Paint = Paint::hatched(ORANGE, Hatch::Falling);

/// Sorted differences from a baseline, a panel for each metric and a row for each arm: the middle nine tenths as a line, the
/// middle half as a bar, the median as a marker. Columns `arm`, `baseline`, `metric`, `effect`, `share`, where `share` of the
/// differences are at most `effect`. Beside it, of another table, the shares that go up, down or nowhere: columns `arm`, `metric`,
/// `direction`, `estimate`.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// Metrics with the titles of their panels.
    pub panels: Vec<PanelOf>,
    /// Title of the axis.
    pub axis: String,
    /// The shares of directions.
    pub signs: Table,
    /// Names of the directions down, nowhere and up in that table, with words for the key.
    pub directions: [PanelOf; 3],
}

/// A row of a panel.
struct Row {
    place: usize,
    /// Effects at 5, 25, 50, 75 and 95 % of the cases.
    quantiles: [f64; 5],
    /// Shares down, nowhere and up.
    shares: Option<[f64; 3]>,
}

impl Spread {
    pub(super) fn draw(&self, table: &Table, spec: &Spec) -> Result<String, ChartError> {
        let records = Records::new(table, spec)?;
        let baselines = distinct(records.text("baseline")?, records.rows());
        let mut seen = baselines.clone();
        seen.extend(distinct(records.text("arm")?, records.rows()));
        let (order, left_out) = spec.arm_order(seen);
        let shown: Vec<usize> = (0..order.len()).filter(|i| !baselines.contains(&order[*i])).collect();
        let mut panels = Vec::new();
        for panel in &self.panels {
            let mut rows = Vec::new();
            for place in &shown {
                rows.extend(self.row(&records, spec, (*place, order[*place]), &panel.name)?);
            }
            if !rows.is_empty() {
                panels.push((panel.title.as_str(), rows));
            }
        }
        if panels.is_empty() {
            return Err(records.empty("differences"));
        }
        let paints = [LOWERS, NEITHER, RAISES];
        let key = self.directions.iter().zip(paints).map(|(direction, paint)| Entry {
            sign: Sign::Surface(paint),
            label: direction.title.clone(),
        });
        let page = Page::new(spec, key.collect(), &left_out.into_iter().collect::<Vec<_>>());
        let sheet = page.sheet;
        let words = shown.iter().map(|place| spec.words(&format!("arm.{}", order[*place])));
        let names = Names::new(&sheet, words, if sheet.narrow { 84.0 } else { 0.25 * page.room() }, 3);
        let row = (1.9 * sheet.label.em).max(names.height(&sheet) + 4.0);
        let around = 1.9 * sheet.panel.em + sheet.ticks_below() + 0.9 * sheet.label.em;
        let height = panels.len() as f64 * (around + row * shown.len() as f64) + sheet.title_below();
        let description = "Bars: the middle half of the differences between arm and baseline; lines: the middle nine tenths; and the shares of \
                           differences up and down.";
        let all = || panels.iter().flat_map(|(_, rows)| rows).flat_map(|row| row.quantiles);
        let range = {
            let (low, high) = all().fold((0.0f64, 0.0f64), |(l, h), x| (l.min(x), h.max(x)));
            let air = (0.05 * (high - low)).max(0.002);
            low - air..high + air
        };
        page.draw(height, description, |canvas, body| {
            let cell = (body.bottom - body.top - sheet.title_below()) / panels.len() as f64;
            let share_room = if sheet.narrow { 86.0 } else { 0.3 * body.width() };
            for (i, (title, rows)) in panels.iter().enumerate() {
                let top = body.top + cell * i as f64;
                let title = font::fitted(title, sheet.panel.em, true, body.width());
                canvas.text((body.left, top + 0.3 * sheet.panel.em), sheet.panel, &title);
                let area = Area {
                    left: body.left + names.width + 0.8 * sheet.label.em,
                    right: body.right - share_room - sheet.label.em,
                    top: top + 1.9 * sheet.panel.em,
                    bottom: top + cell - 0.9 * sheet.label.em - sheet.ticks_below(),
                };
                let plot = Axes::new(area, range.clone(), 0.0..1.0);
                let ticks = rows::ticks(&sheet, area, range.clone(), 100.0, true);
                let last = i + 1 == panels.len();
                plot.below(canvas, &sheet, &ticks, if last { &self.axis } else { "" });
                canvas.outline(area, RULE, 0.7);
                rows::zero(canvas, &plot);
                let pitch = (area.bottom - area.top) / shown.len() as f64;
                for row in rows {
                    let lane = shown.iter().position(|p| *p == row.place).unwrap_or(0);
                    let y = area.top + (lane as f64 + 0.5) * pitch;
                    names.draw(canvas, &sheet, lane, (area.left - 0.8 * sheet.label.em, y));
                    spread(canvas, &sheet, &plot, y, &arm_style(row.place), &row.quantiles);
                    if let Some(shares) = row.shares {
                        let half = 0.68 * sheet.label.em;
                        let bar = Area {
                            left: body.right - share_room,
                            right: body.right,
                            top: y - half,
                            bottom: y + half,
                        };
                        stacked(canvas, &sheet, bar, shares, &paints);
                    }
                }
                if last {
                    let under = Area {
                        left: body.right - share_room,
                        right: body.right,
                        ..area
                    };
                    let axes = Axes::new(under, 0.0..1.0, 0.0..1.0);
                    axes.below(
                        canvas,
                        &sheet,
                        &[],
                        if sheet.narrow {
                            "Share (%)"
                        } else {
                            "Share of worlds (%)"
                        },
                    );
                }
            }
        })
    }

    fn row(
        &self,
        records: &Records,
        spec: &Spec,
        (place, arm): (usize, &str),
        metric: &str,
    ) -> Result<Option<Row>, ChartError> {
        let (arms, metrics) = (records.text("arm")?, records.text("metric")?);
        let mut points: Vec<(f64, f64)> = Vec::new();
        for row in records.rows() {
            if arms[*row] == arm && metrics[*row] == metric {
                points.extend(records.optional("share", *row)?.zip(records.optional("effect", *row)?));
            }
        }
        if points.is_empty() {
            return Ok(None);
        }
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (shares, effects): (Vec<f64>, Vec<f64>) = points.into_iter().unzip();
        let quantiles = [0.05, 0.25, 0.5, 0.75, 0.95].map(|share| interpolated(&shares, &effects, share));
        let signs = Records::new(&self.signs, spec)?;
        let (arms, metrics, directions) = (signs.text("arm")?, signs.text("metric")?, signs.text("direction")?);
        let mut found = [None; 3];
        for row in signs.rows() {
            let direction = self.directions.iter().position(|d| d.name == directions[*row]);
            if let (true, true, Some(direction)) = (arms[*row] == arm, metrics[*row] == metric, direction) {
                found[direction] = signs.interval(*row)?.map(|Interval { estimate, .. }| estimate);
            }
        }
        let shares = match found {
            [Some(down), Some(nowhere), Some(up)] => Some([down, nowhere, up]),
            _ => None,
        };
        Ok(Some(Row {
            place,
            quantiles,
            shares,
        }))
    }
}

/// Nine tenths as a line, half as a thick one, and the median as a marker.
fn spread(canvas: &Canvas, sheet: &Sheet, plot: &Axes, y: f64, style: &ArmStyle, q: &[f64; 5]) {
    let x = q.map(|v| plot.x(v));
    canvas.line(&[(x[0], y), (x[4], y)], style.line, 1.2 * sheet.weight);
    let half = 2.6 * sheet.weight;
    let middle = Area {
        left: x[1],
        right: x[3],
        top: y - half,
        bottom: y + half,
    };
    canvas.fill(middle, style.line);
    style.mark(canvas, (x[2], y), 1.15 * sheet.marker(), false);
}

/// Shares of a whole beside each other, with their figures where they fit.
fn stacked(canvas: &Canvas, sheet: &Sheet, area: Area, shares: [f64; 3], paints: &[Paint; 3]) {
    let total: f64 = shares.iter().sum();
    let mut left = area.left;
    for (share, paint) in shares.into_iter().zip(paints) {
        let right = left + area.width() * share / total.max(1e-9);
        let part = Area { left, right, ..area };
        left = right;
        if part.width() < 0.5 {
            continue;
        }
        paint.rectangle(canvas, part);
        let text = notation::fixed(100.0 * share, 0);
        let room = font::width(&text, sheet.value.em, false) + 4.0;
        if part.width() >= room {
            let center = ((part.left + part.right) / 2.0, (part.top + part.bottom) / 2.0);
            let half = room / 2.0;
            if paint.hatch != Hatch::None {
                let plate = Area {
                    left: center.0 - half,
                    right: center.0 + half,
                    top: part.top + 1.0,
                    bottom: part.bottom - 1.0,
                };
                canvas.fill(plate, paint.fill);
            }
            let mut lettering = sheet.value.across(HPos::Center);
            lettering.color = paint.ink();
            canvas.text(center, lettering, &text);
        }
    }
}
