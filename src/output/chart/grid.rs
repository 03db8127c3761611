//! Panels side by side and below each other, with their titles and axes.

use super::axes::Axes;
use super::canvas::{Area, Canvas, HPos};
use super::font;
use super::sheet::Sheet;

/// Places of panels.
pub(super) struct Grid {
    sheet: Sheet,
    titles: Vec<Vec<String>>,
    columns: usize,
    /// Room for the labels of the upright axis and its title.
    left: f64,
    gap: f64,
    /// Width of a panel.
    width: f64,
}

/// The place of a panel.
pub(super) struct Place {
    pub area: Area,
    /// Whether it has nothing to the left of it, or nothing below.
    pub leftmost: bool,
    pub lowest: bool,
    /// Middle of the title of the upright axis.
    pub side: f64,
}

impl Grid {
    /// For panels with these titles in `room` pixels; `labels` are those of the upright axis.
    pub(super) fn new<'l>(
        sheet: &Sheet,
        room: f64,
        titles: &[String],
        labels: impl IntoIterator<Item = &'l String>,
    ) -> Self {
        let widest = labels
            .into_iter()
            .map(|l| font::width(l, sheet.tick.em, false))
            .fold(0.0, f64::max);
        let left = 1.5 * sheet.tick.em + widest + 8.0;
        let gap = 1.6 * sheet.tick.em;
        let least = if sheet.narrow { 110.0 } else { 170.0 * sheet.weight };
        let most = (((room - left + gap) / (least + gap)).floor() as usize).clamp(1, 3);
        let rows = titles.len().max(1).div_ceil(most);
        let columns = titles.len().max(1).div_ceil(rows);
        let width = (room - left - gap * (columns - 1) as f64) / columns as f64;
        let wrap = |title: &String| match title.is_empty() {
            true => Vec::new(),
            false => font::wrapped(title, sheet.panel.em, true, width, 2),
        };
        Grid {
            sheet: *sheet,
            titles: titles.iter().map(wrap).collect(),
            columns,
            left,
            gap,
            width,
        }
    }

    fn rows(&self) -> usize {
        self.titles.len().max(1).div_ceil(self.columns)
    }

    /// Height of the body that the panels need.
    pub(super) fn height(&self) -> f64 {
        let (least, most) = if self.sheet.narrow {
            (100.0, 150.0)
        } else {
            (130.0, 210.0)
        };
        self.of_panels((0.72 * self.width).clamp(least, most * self.sheet.weight.max(1.0)))
    }

    /// Height of the body with panels that are as high as they are wide, up to a height that fits a page.
    pub(super) fn square(&self) -> f64 {
        self.of_panels(self.width.min(300.0 * self.sheet.weight.max(1.0)))
    }

    fn of_panels(&self, height: f64) -> f64 {
        // A page of fixed height sets the height of the panels.
        let panel = if self.sheet.height.is_some() { 120.0 } else { height };
        self.rows() as f64 * (panel + self.around()) + self.sheet.title_below()
    }

    /// Room of a row around its panels.
    fn around(&self) -> f64 {
        self.title_room() + self.sheet.ticks_below() + 0.7 * self.sheet.tick.em
    }

    fn title_room(&self) -> f64 {
        let lines = self.titles.iter().map(Vec::len).max().unwrap_or(0);
        lines as f64 * 1.25 * self.sheet.panel.em + 7.0 * self.sheet.weight
    }

    pub(super) fn place(&self, body: Area, i: usize) -> Place {
        let rows = self.rows() as f64;
        let cell = (body.bottom - body.top - self.sheet.title_below()) / rows;
        let (row, column) = (i / self.columns, i % self.columns);
        let left = body.left + self.left + column as f64 * (self.width + self.gap);
        let top = body.top + row as f64 * cell + self.title_room();
        Place {
            area: Area {
                left,
                top,
                right: left + self.width,
                bottom: top + cell - self.around(),
            },
            leftmost: column == 0,
            lowest: i + self.columns >= self.titles.len(),
            side: body.left + 0.5 * self.sheet.tick.em,
        }
    }

    /// Writes the title of a panel, and its axes with the grid.
    pub(super) fn frame(
        &self,
        canvas: &Canvas,
        (i, place): (usize, &Place),
        plot: &Axes,
        across: (&[(f64, String)], &str),
        up: (&[(f64, String)], &str),
    ) {
        let sheet = &self.sheet;
        let area = place.area;
        for (line, text) in self.titles[i].iter().enumerate() {
            // At the bottom of the room, close to the panel.
            let below = self.titles[i].len() - line;
            let top = area.top - 7.0 * sheet.weight - below as f64 * 1.25 * sheet.panel.em;
            canvas.text((area.left, top), sheet.panel, text);
        }
        plot.beside(canvas, sheet, up.0, place.leftmost);
        if place.leftmost {
            let middle = (area.top + area.bottom) / 2.0;
            let room = area.bottom - area.top + self.title_room();
            let title = font::fitted(up.1, sheet.tick.em, false, room);
            canvas.text((place.side, middle), sheet.tick.across(HPos::Center).turned(), &title);
        }
        plot.below(canvas, sheet, across.0, if place.lowest { across.1 } else { "" });
    }
}
