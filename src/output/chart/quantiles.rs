//! Quantiles of a sample against those of a distribution it should have.

use super::axes::{self, Axes};
use super::grid::Grid;
use super::page::Page;
use super::palette::{INK, RULE, arm_style};
use super::{ChartError, Spec};
use crate::notation;
use crate::table::{Cells, Table};

/// A dot for each row of the columns `expected` and `obtained`, and the diagonal on which the dots should lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantiles;

impl Quantiles {
    pub(super) fn draw(&self, table: &Table, spec: &Spec) -> Result<String, ChartError> {
        let numbers = |name: &'static str| match table.column(name) {
            Some(Cells::Number(cells)) => Ok(cells.iter().flatten().copied().collect::<Vec<f64>>()),
            _ => Err(ChartError::Column {
                table: table.slug.to_owned(),
                column: name,
            }),
        };
        let (expected, obtained) = (numbers("expected")?, numbers("obtained")?);
        let most = expected.iter().chain(&obtained).fold(1.0_f64, |m, x| m.max(x.abs()));
        let limit = most.ceil();
        let page = Page::new(spec, Vec::new(), &[]);
        let sheet = page.sheet;
        let ticks = axes::ticks(-limit..limit, 7, |v| notation::trimmed(v, 1));
        let grid = Grid::new(&sheet, page.room(), &[String::new()], ticks.iter().map(|(_, l)| l));
        let description = format!("Dots: {} quantiles, obtained against expected.", expected.len());
        page.draw(grid.height(), &description, |canvas, body| {
            let place = grid.place(body, 0);
            let plot = Axes::new(place.area, -limit..limit, -limit..limit);
            grid.frame(canvas, (0, &place), &plot, (&ticks, "Expected"), (&ticks, "Obtained"));
            let style = arm_style(0);
            canvas.line(&[plot.at(-limit, -limit), plot.at(limit, limit)], INK, 1.0);
            for (x, y) in expected.iter().zip(&obtained) {
                style.mark(canvas, plot.at(*x, *y), 0.57 * sheet.marker(), false);
            }
            canvas.outline(place.area, RULE, 1.0);
        })
    }
}
