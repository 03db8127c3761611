//! Stacked areas over time, one panel per arm side by side.

use super::axes::{self, Axes};
use super::canvas::{Area, Canvas, HPos, Lettering, Point, VPos};
use super::hatch::{self, Band, interpolated};
use super::page::{Entry, Page, Sign};
use super::palette::{EDGE, INK, Paint, RULE};
use super::{ChartError, font};
use crate::notation;

const PANEL_TITLE: Lettering = Lettering::new(12.5, INK).bold().down(VPos::Top);
const INSIDE_EM: f64 = 11.0;
/// Free height that a name inside an area needs.
const LEAST_ROOM: f64 = 18.0;
const AXIS_LEFT: f64 = 54.0;
const AXIS_BELOW: f64 = 44.0;
const GAP: f64 = 22.0;

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
pub(super) fn key(layers: &[Layer]) -> Vec<Entry> {
    let entry = |layer: &Layer| Entry {
        sign: Sign::Surface(layer.paint),
        label: layer.label.clone(),
    };
    layers.iter().map(entry).collect()
}

/// Draws the panels on a page; `upright` is the title of the share axis.
pub(super) fn draw(
    page: &Page,
    description: &str,
    upright: &str,
    layers: &[Layer],
    panels: &[Panel],
) -> Result<String, ChartError> {
    let grid = Grid::new(panels.len());
    page.draw(grid.total_height(), description, |canvas, body| {
        for (i, panel) in panels.iter().enumerate() {
            let (area, leftmost) = grid.area(body, i);
            let plot = panel.axes(area);
            let room = area.width();
            let title = font::fitted(&panel.title, PANEL_TITLE.em, true, room);
            canvas.text((area.left, area.top - 20.0), PANEL_TITLE, &title)?;
            let shares = axes::ticks(0.0..1.0, 6, notation::percent_trimmed);
            plot.beside(canvas, &shares, leftmost)?;
            if leftmost {
                plot.side_title(canvas, body.left + 6.0, upright)?;
            }
            let (first, last) = panel.ends();
            let most = (room / 34.0) as usize;
            plot.below(
                canvas,
                &axes::ticks(first..last, most.max(2), |v| notation::trimmed(v, 2)),
                "Years",
            )?;
            panel.draw(canvas, &plot, layers)?;
        }
        Ok(())
    })
}

/// Places of panels.
pub(super) struct Grid {
    panels: usize,
    columns: usize,
    height: f64,
}

impl Grid {
    pub(super) fn new(panels: usize) -> Self {
        let columns = match panels {
            0..=3 => panels.max(1),
            4 => 2,
            _ => 3,
        };
        let height = match columns {
            1 => 300.0,
            2 => 240.0,
            _ => 210.0,
        };
        Grid {
            panels,
            columns,
            height,
        }
    }

    pub(super) fn total_height(&self) -> f64 {
        self.panels.div_ceil(self.columns) as f64 * self.cell_height() - 4.0
    }

    fn cell_height(&self) -> f64 {
        22.0 + self.height + AXIS_BELOW
    }

    /// Plotting area of panel `i`, and whether it is the first of its row.
    pub(super) fn area(&self, body: Area, i: usize) -> (Area, bool) {
        let (row, column) = (i / self.columns, i % self.columns);
        let count = self.columns as f64;
        let width = (body.width() - AXIS_LEFT - GAP * (count - 1.0)) / count;
        let left = body.left + AXIS_LEFT + column as f64 * (width + GAP);
        let top = body.top + row as f64 * self.cell_height() + 22.0;
        let area = Area {
            left,
            top,
            right: left + width,
            bottom: top + self.height,
        };
        (area, column == 0)
    }
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

    fn axes(&self, area: Area) -> Axes {
        let (first, last) = self.ends();
        Axes::new(area, first..last, 0.0..1.0)
    }

    fn draw(&self, canvas: &Canvas, plot: &Axes, layers: &[Layer]) -> Result<(), ChartError> {
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
            band(canvas, &xs, top, bottom, &layer.paint)?;
        }
        for (top, _) in bands.iter().filter(|(top, bottom)| thickest(top, bottom) > 0.3) {
            let edge: Vec<Point> = xs.iter().copied().zip(top.iter().copied()).collect();
            canvas.line(&edge, EDGE, 0.8)?;
        }
        for ((top, bottom), layer) in bands.iter().zip(layers) {
            inscribe(canvas, &xs, top, bottom, layer)?;
        }
        canvas.outline(plot.area, RULE, 1.0)
    }
}

fn thickest(top: &[f64], bottom: &[f64]) -> f64 {
    top.iter().zip(bottom).map(|(t, b)| b - t).fold(0.0, f64::max)
}

fn band(canvas: &Canvas, xs: &[f64], top: &[f64], bottom: &[f64], paint: &Paint) -> Result<(), ChartError> {
    if thickest(top, bottom) <= 0.0 {
        return Ok(());
    }
    let there = xs.iter().copied().zip(top.iter().copied());
    let back = xs.iter().copied().zip(bottom.iter().copied()).rev();
    let around: Vec<Point> = there.chain(back).collect();
    canvas.polygon(&around, paint.fill)?;
    paint.hatching(canvas, Band { xs, top, bottom })
}

/// Writes the short name of a layer into its area, where it fits with some air; otherwise the key has to do.
fn inscribe(canvas: &Canvas, xs: &[f64], top: &[f64], bottom: &[f64], layer: &Layer) -> Result<(), ChartError> {
    let half = font::width(&layer.short, INSIDE_EM, false) / 2.0 + 5.0;
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
    if roomiest < LEAST_ROOM {
        return Ok(());
    }
    // Of the places with room enough, the one nearest to the middle of the panel.
    let enough = roomiest.min(2.0 * LEAST_ROOM);
    let center = (first + last) / 2.0;
    let best = places
        .into_iter()
        .filter(|(_, upper, lower)| lower - upper >= enough)
        .min_by(|a, b| (a.0 - center).abs().total_cmp(&(b.0 - center).abs()));
    let Some((x, upper, lower)) = best else {
        return Ok(());
    };
    let middle = (upper + lower) / 2.0;
    if layer.paint.hatch != hatch::Hatch::None {
        let plate = Area {
            left: x - half,
            right: x + half,
            top: middle - 8.0,
            bottom: middle + 8.0,
        };
        canvas.fill(plate, layer.paint.fill)?;
    }
    let lettering = Lettering::new(INSIDE_EM, layer.paint.ink()).across(HPos::Center);
    canvas.text((x, middle), lettering, &layer.short)
}
