//! Stacked areas over time, one panel per arm side by side.

use super::ChartError;
use super::axes::{self, Axes};
use super::calendar::Calendar;
use super::canvas::{Area, Canvas, HPos, Point};
use super::font;
use super::grid::Grid;
use super::hatch::{self, Band, interpolated};
use super::page::{Entry, Page, Sign};
use super::palette::{EDGE, Paint, RULE};
use super::sheet::Sheet;
use crate::notation;

/// A share over time.
pub(super) struct Layer {
    /// Key entry.
    pub label: String,
    /// Written into the area where it is large enough.
    pub short: String,
    pub paint: Paint,
}

pub(super) struct Panel {
    pub title: String,
    pub years: Vec<f64>,
    /// By layer from the bottom to the top, then by year.
    pub shares: Vec<Vec<f64>>,
}

/// The key of the layers, from the bottom to the top.
pub(super) fn key(layers: &[Layer], calendar: &Calendar) -> Vec<Entry> {
    let entry = |layer: &Layer| Entry {
        sign: Sign::Surface(layer.paint),
        label: layer.label.clone(),
    };
    layers.iter().map(entry).chain(calendar.key()).collect()
}

/// Draws the panels on a page; `upright` is the title of the share axis.
pub(super) fn draw(
    page: &Page,
    calendar: &Calendar,
    description: &str,
    upright: &str,
    layers: &[Layer],
    panels: &[Panel],
) -> Result<String, ChartError> {
    let sheet = page.sheet;
    let shares = axes::ticks(0.0..1.0, 6, |v| notation::fixed(100.0 * v, 0));
    let titles: Vec<String> = panels.iter().map(|panel| panel.title.clone()).collect();
    let grid = Grid::new(&sheet, page.room(), &titles, shares.iter().map(|(_, l)| l));
    page.draw(grid.height(), description, |canvas, body| {
        for (i, panel) in panels.iter().enumerate() {
            let place = grid.place(body, i);
            let (first, last) = panel.ends();
            let plot = Axes::new(place.area, first..last, 0.0..1.0);
            let times = calendar.ticks(first..last, place.area.width(), &sheet);
            grid.frame(
                canvas,
                (i, &place),
                &plot,
                (&times, calendar.title()),
                (&shares, upright),
            );
            panel.draw(canvas, &sheet, &plot, layers);
            calendar.draw_marks(canvas, &plot, first..last, &sheet);
        }
    })
}

impl Panel {
    fn ends(&self) -> (f64, f64) {
        let first = self.years.first().copied().unwrap_or(0.0);
        let last = self.years.last().copied().unwrap_or(1.0);
        // A single point in time is drawn as a bar.
        if last > first {
            (first, last)
        } else {
            (first - 0.5, first + 0.5)
        }
    }

    fn draw(&self, canvas: &Canvas, sheet: &Sheet, plot: &Axes, layers: &[Layer]) {
        let years = if self.years.len() > 1 {
            self.years.clone()
        } else {
            let (first, last) = self.ends();
            vec![first, last]
        };
        let xs: Vec<f64> = years.iter().map(|year| plot.x(*year)).collect();
        let mut level = vec![0.0; xs.len()];
        let mut bands = Vec::new();
        for shares in &self.shares {
            let bottom: Vec<f64> = level.iter().map(|share| plot.y(*share)).collect();
            for (i, sum) in level.iter_mut().enumerate() {
                *sum += shares[i.min(shares.len() - 1)];
            }
            let top: Vec<f64> = level.iter().map(|share| plot.y(share.min(1.0))).collect();
            bands.push((top, bottom));
        }
        for ((top, bottom), layer) in bands.iter().zip(layers) {
            band(canvas, &xs, top, bottom, &layer.paint);
        }
        for (top, _) in bands.iter().filter(|(top, bottom)| thickest(top, bottom) > 0.3) {
            let edge: Vec<Point> = xs.iter().copied().zip(top.iter().copied()).collect();
            canvas.line(&edge, EDGE, 0.8);
        }
        for ((top, bottom), layer) in bands.iter().zip(layers) {
            inscribe(canvas, sheet, &xs, top, bottom, layer);
        }
        canvas.outline(plot.area, RULE, 1.0);
    }
}

fn thickest(top: &[f64], bottom: &[f64]) -> f64 {
    top.iter().zip(bottom).map(|(t, b)| b - t).fold(0.0, f64::max)
}

fn band(canvas: &Canvas, xs: &[f64], top: &[f64], bottom: &[f64], paint: &Paint) {
    if thickest(top, bottom) <= 0.0 {
        return;
    }
    let there = xs.iter().copied().zip(top.iter().copied());
    let back = xs.iter().copied().zip(bottom.iter().copied()).rev();
    let around: Vec<Point> = there.chain(back).collect();
    canvas.polygon(&around, paint.fill);
    paint.hatching(canvas, Band { xs, top, bottom });
}

/// Writes the short name of a layer into its area, where it fits with some air; otherwise the key has to do.
fn inscribe(canvas: &Canvas, sheet: &Sheet, xs: &[f64], top: &[f64], bottom: &[f64], layer: &Layer) {
    let em = sheet.tick.em;
    // Free height that a name needs.
    let least = 1.65 * em;
    let half = font::width(&layer.short, em, false) / 2.0 + 0.45 * em;
    let (first, last) = (xs[0], xs[xs.len() - 1]);
    // Some hatching must stay beside the name, or the edge of the panel would look torn.
    let (first, last) = (first + 6.0, last - 6.0);
    let steps = ((last - first - 2.0 * half) / 4.0).floor().max(-1.0);
    // Places with the free height around them.
    let places: Vec<(f64, f64, f64)> = (0..(steps + 1.0) as usize)
        .map(|i| first + half + 4.0 * i as f64)
        .map(|x| {
            let along = (0..=8).map(|i| x - half + 2.0 * half * f64::from(i) / 8.0);
            let (upper, lower) = along.fold((f64::MIN, f64::MAX), |(upper, lower), at| {
                (
                    upper.max(interpolated(xs, top, at)),
                    lower.min(interpolated(xs, bottom, at)),
                )
            });
            (x, upper, lower)
        })
        .collect();
    let roomiest = places.iter().map(|(_, upper, lower)| lower - upper).fold(0.0, f64::max);
    if roomiest < least {
        return;
    }
    // Of the places with room enough, the one nearest to the middle of the panel.
    let enough = roomiest.min(2.0 * least);
    let center = (first + last) / 2.0;
    let best = places
        .into_iter()
        .filter(|(_, upper, lower)| lower - upper >= enough)
        .min_by(|a, b| (a.0 - center).abs().total_cmp(&(b.0 - center).abs()));
    let Some((x, upper, lower)) = best else {
        return;
    };
    let middle = (upper + lower) / 2.0;
    if layer.paint.hatch != hatch::Hatch::None {
        let plate = Area {
            left: x - half,
            right: x + half,
            top: middle - 0.73 * em,
            bottom: middle + 0.73 * em,
        };
        canvas.fill(plate, layer.paint.fill);
    }
    let mut lettering = sheet.tick.across(HPos::Center);
    lettering.color = layer.paint.ink();
    canvas.text((x, middle), lettering, &layer.short);
}
