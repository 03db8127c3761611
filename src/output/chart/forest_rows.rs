//! How rows of dots and intervals are laid out: panels below or beside each other, names on the left of their rows, or above them
//! where the page is narrow.

use super::axes::Axes;
use super::canvas::{Area, Canvas, HPos, VPos};
use super::page::Page;
use super::palette::{RULE, arm_style, pale};
use super::records::Interval;
use super::rows::{self, Names};
use super::sheet::Sheet;
use super::{Spec, font};
use crate::notation;
use std::ops::Range;

/// Values of the marks of a row, and whether they are sure.
pub(super) type Marks = Vec<Option<(Interval, bool)>>;

pub(super) struct Panel<'p> {
    pub title: &'p str,
    pub rows: Vec<(&'p str, Marks)>,
    /// Number of rows in the table.
    pub all: usize,
    pub level: Option<f64>,
}

/// How numbers are written.
#[derive(Clone, Copy)]
pub(super) struct Figures {
    pub scale: f64,
    pub signed: bool,
    pub decimals: usize,
}

/// What is drawn of the rows and around them.
#[derive(Clone, Copy)]
pub(super) struct Look<'f> {
    /// Number of the marks of a row.
    pub marks: usize,
    /// Whether two marks are the ends of a bar.
    pub bars: bool,
    /// Whether zero is in view and marked.
    pub zero: bool,
    /// Title of the axis.
    pub axis: &'f str,
    pub figures: Figures,
    /// Whether panels stand beside each other, with the names at the first.
    pub beside: bool,
    /// Whether figures are written on the right.
    pub written: bool,
}

/// Where things stand.
pub(super) struct Layout<'f> {
    look: Look<'f>,
    sheet: Sheet,
    panels: Vec<Panel<'f>>,
    /// Names of the rows of each panel, and the lines of its title.
    names: Vec<Names>,
    titles: Vec<Vec<String>>,
    /// Room for names on the left; none where they stand above their rows.
    left: f64,
    /// Room for figures on the right.
    right: f64,
}

impl Panel<'_> {
    pub(super) fn values(&self) -> impl Iterator<Item = &(Interval, bool)> {
        self.rows.iter().flat_map(|(_, marks)| marks.iter().flatten())
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(|(name, _)| *name)
    }

    /// A range that holds all values and what they are held against, with a little air.
    fn range(&self, zero: bool) -> Range<f64> {
        let ends = self.values().flat_map(|(v, _)| [v.low, v.estimate, v.high]);
        let ends = ends.chain(self.level).chain(zero.then_some(0.0));
        let (low, high) = ends.fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v), high.max(v)));
        let air = match high > low {
            true => 0.06 * (high - low),
            false => (0.05 * high.abs()).max(1e-3),
        };
        low - air..high + air
    }
}

impl Figures {
    fn of(self, value: Interval) -> String {
        rows::figures(value, |x| match self.signed {
            true => notation::signed(self.scale * x, self.decimals),
            false => notation::fixed(self.scale * x, self.decimals),
        })
    }
}

impl<'f> Layout<'f> {
    pub(super) fn new(look: Look<'f>, panels: Vec<Panel<'f>>, spec: &Spec, page: &Page) -> Self {
        let Look {
            beside,
            written,
            figures,
            ..
        } = look;
        let (sheet, room) = (page.sheet, page.room());
        let (room_of_names, lines) = match (sheet.narrow, beside) {
            (true, _) => (room - 3.5 * sheet.tick.em, 2),
            (false, true) => (0.32 * room, 3),
            (false, false) => (0.4 * room, 2),
        };
        let names = |panel: &Panel| {
            let words = panel.names().map(|name| spec.words(&format!("row.{name}")));
            Names::new(&sheet, words, room_of_names, lines)
        };
        let names: Vec<Names> = panels.iter().map(names).collect();
        let widest = names.iter().map(|names| names.width).fold(0.0, f64::max);
        let left = if sheet.narrow {
            0.0
        } else {
            widest + 0.8 * sheet.label.em
        };
        let texts: Vec<String> = match written {
            true => panels
                .iter()
                .flat_map(Panel::values)
                .map(|(v, _)| figures.of(*v))
                .collect(),
            false => Vec::new(),
        };
        let mut layout = Layout {
            look,
            sheet,
            names,
            titles: Vec::new(),
            left,
            right: match written {
                true => rows::widest(&sheet, &texts) + sheet.label.em,
                false => 0.0,
            },
            panels,
        };
        let width = if beside { layout.column(room) } else { room };
        let titles = layout.panels.iter();
        layout.titles = titles
            .map(|panel| font::wrapped(panel.title, sheet.panel.em, true, width, if beside { 3 } else { 2 }))
            .collect();
        layout
    }

    /// Width of each panel where they stand beside each other in `room` pixels.
    fn column(&self, room: f64) -> f64 {
        let count = self.panels.len() as f64;
        (room - self.left - (2.0 * count - 1.0) * self.side()) / count
    }

    /// Room on both sides of a plot, for half the label of a tick.
    fn side(&self) -> f64 {
        1.5 * self.sheet.tick.em
    }

    /// Height of the marks of a row.
    fn lane(&self) -> f64 {
        match (self.look.bars, self.look.marks) {
            (true, _) | (_, 1) => self.sheet.pitch() + 3.0,
            (false, marks) => 2.4 * self.sheet.marker() * marks as f64 + 3.0,
        }
    }

    /// Least height of a row.
    fn pitch(&self) -> f64 {
        let names = self.names.iter().map(|names| names.height(&self.sheet));
        let names = names.fold(0.0, f64::max);
        match self.sheet.narrow {
            true => names + self.lane(),
            false => self.lane().max(names + 2.0) + 2.0,
        }
    }

    /// Room above the plots of a line of panels for their titles.
    fn above(&self, panels: Range<usize>) -> f64 {
        let lines = self.titles[panels].iter().map(Vec::len).max().unwrap_or(0);
        1.25 * self.sheet.panel.em * lines as f64 + 0.65 * self.sheet.panel.em
    }

    fn below(&self) -> f64 {
        self.sheet.ticks_below() + 0.9 * self.sheet.label.em
    }

    /// Lines of panels, each with its rows and the room around its plots.
    fn bands(&self) -> Vec<(Range<usize>, usize, f64)> {
        let all = self.panels.len();
        let bands = match self.look.beside {
            true => std::iter::once(0..all).collect(),
            false => (0..all).map(|i| i..i + 1).collect::<Vec<_>>(),
        };
        let of = |band: Range<usize>| {
            let around = self.above(band.clone()) + self.below();
            (band.clone(), self.panels[band.start].rows.len(), around)
        };
        bands.into_iter().map(of).collect()
    }

    pub(super) fn height(&self) -> f64 {
        let of = |(_, rows, around): (Range<usize>, usize, f64)| self.pitch() * rows as f64 + around;
        self.bands().into_iter().map(of).sum::<f64>() + self.sheet.title_below()
    }

    pub(super) fn draw(&self, canvas: &Canvas, body: Area) {
        let bands = self.bands();
        let around: f64 = bands.iter().map(|(_, _, around)| around).sum();
        let rows: usize = bands.iter().map(|(_, rows, _)| rows).sum();
        let pitch = (body.bottom - body.top - self.sheet.title_below() - around) / rows as f64;
        let width = if self.look.beside {
            self.column(body.width())
        } else {
            0.0
        };
        let mut top = body.top;
        let mut last = Area {
            left: body.left + self.left.max(self.side()),
            ..body
        };
        for (band, rows, around) in &bands {
            let above = self.above(band.clone());
            for i in band.clone() {
                let place = (i - band.start) as f64 * (width + 2.0 * self.side());
                let left = body.left + self.left.max(self.side()) + place;
                let right = match self.look.beside {
                    true => left + width,
                    false => body.right - self.right.max(self.side()),
                };
                let area = Area {
                    left,
                    top: top + above,
                    right,
                    bottom: top + above + pitch * *rows as f64,
                };
                let titles = if self.look.beside { left } else { body.left };
                for (line, text) in self.titles[i].iter().enumerate() {
                    let down = 0.3 * self.sheet.panel.em + 1.25 * self.sheet.panel.em * line as f64;
                    canvas.text((titles, top + down), self.sheet.panel, text);
                }
                self.panel(canvas, i, area, (body.right, pitch));
                last = Area {
                    left: if self.look.beside { last.left } else { left },
                    ..area
                };
            }
            top += around + pitch * *rows as f64;
        }
        // Once, in the middle below all panels that stand side by side.
        let tick = self.sheet.tick.across(HPos::Center).down(VPos::Top);
        let title = font::fitted(self.look.axis, tick.em, false, last.width() + 2.0 * self.side());
        let down = last.bottom + self.sheet.ticks_below() + 0.3 * tick.em;
        canvas.text(((last.left + last.right) / 2.0, down), tick, &title);
    }

    fn panel(&self, canvas: &Canvas, i: usize, area: Area, (right, pitch): (f64, f64)) {
        let (sheet, panel) = (&self.sheet, &self.panels[i]);
        let range = panel.range(self.look.zero);
        let plot = Axes::new(area, range.clone(), 0.0..1.0);
        let ticks = rows::ticks(sheet, area, range, self.look.figures.scale, self.look.figures.signed);
        rows::between(canvas, area, (area.left, area.right), panel.rows.len());
        plot.below(canvas, sheet, &ticks, "");
        canvas.outline(area, RULE, 0.7);
        if self.look.zero {
            rows::zero(canvas, &plot);
        }
        if let Some(level) = panel.level {
            rows::level(canvas, sheet, plot.x(level), (area.top, area.bottom));
        }
        for (row, (_, marks)) in panel.rows.iter().enumerate() {
            let top = area.top + pitch * row as f64;
            let (mut middle, mut lane) = (top + pitch / 2.0, pitch);
            if sheet.narrow {
                lane = self.lane().max(pitch - self.names[i].height(sheet));
                middle = top + pitch - lane / 2.0;
                self.names[i].above(canvas, sheet, row, (area.left + 3.0, middle - lane / 2.0));
            } else if i == 0 || !self.look.beside {
                self.names[i].draw(canvas, sheet, row, (area.left - 0.8 * sheet.label.em, middle));
            }
            self.marks(canvas, &plot, (middle, lane.min(1.3 * self.lane())), marks);
            if let (true, [Some((value, _))]) = (self.right > 0.0, marks.as_slice()) {
                canvas.text((right, middle), sheet.value, &self.look.figures.of(*value));
            }
        }
    }

    /// The marks of a row in a lane around `middle`.
    fn marks(&self, canvas: &Canvas, plot: &Axes, (middle, lane): (f64, f64), marks: &Marks) {
        let bars = self.look.bars;
        if let (true, [Some((one, sure)), Some((other, also))]) = (bars, marks.as_slice()) {
            let (left, right) = (plot.x(one.estimate), plot.x(other.estimate));
            let bar = Area {
                left: left.min(right),
                top: middle - 0.3 * lane,
                right: left.max(right),
                bottom: middle + 0.3 * lane,
            };
            if *sure && *also {
                canvas.fill(bar, RULE.veiled(0.35));
            }
            canvas.outline(bar, if *sure && *also { RULE } else { pale(RULE) }, 0.7);
        }
        let step = if bars { 0.0 } else { lane / marks.len() as f64 };
        for (place, mark) in marks.iter().enumerate() {
            let y = middle + step * (place as f64 - (marks.len() as f64 - 1.0) / 2.0);
            if let Some((value, sure)) = mark {
                rows::dot(canvas, &self.sheet, plot, y, &arm_style(place), *value, *sure);
            }
        }
    }
}
