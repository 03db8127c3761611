//! How the tiles of a map are laid out, and what is written in them.

use super::canvas::{Area, Canvas, HPos, VPos};
use super::font;
use super::page::Page;
use super::palette::{INK, Paint, RULE};
use super::records::Interval;
use super::rows::Names;
use super::sheet::Sheet;
use super::tile_colours::Colours;

/// What runs to the right or upwards.
pub(super) struct Side<'s> {
    pub title: &'s str,
    pub words: Vec<String>,
    /// Whether it is made of numbers.
    pub rises: bool,
}

/// Tiles under a title: column, line from the top, value, and whether it is sure.
pub(super) struct Panel<'p> {
    pub title: &'p str,
    pub tiles: Vec<(usize, usize, Interval, bool)>,
}

/// More lines of tiles than this have no intervals in them.
const FEW_LINES: usize = 8;

/// Where things stand.
pub(super) struct Map<'m> {
    sheet: Sheet,
    pub across: Side<'m>,
    pub up: Side<'m>,
    /// What the colours say.
    words: &'m str,
    pub panels: Vec<Panel<'m>>,
    colours: Colours,
    names: Names,
    titles: Vec<Vec<String>>,
    /// Number of panels beside each other, and the width of each.
    columns: usize,
    width: f64,
    /// Room for the upright axis.
    left: f64,
    /// What is written in the tiles.
    written: Written,
    foot: Foot,
    /// Lines that say what the colours mean; none if they stand beside them.
    key: Vec<String>,
}

#[derive(Clone, Copy, PartialEq)]
enum Written {
    Nothing,
    /// With so many decimals.
    Values(usize),
    Intervals(usize),
}

/// Labels below a panel, one of `every` so many.
pub(super) struct Foot {
    lines: Vec<Vec<String>>,
    every: usize,
    turned: bool,
    pub height: f64,
}

impl<'m> Map<'m> {
    pub(super) fn new(
        (across, up): (Side<'m>, Side<'m>),
        panels: Vec<Panel<'m>>,
        (colours, words): (Colours, &'m str),
        page: &Page,
    ) -> Self {
        let (sheet, room) = (page.sheet, page.room());
        let most = if sheet.narrow { 84.0 } else { 0.25 * room };
        let names = Names::new(&sheet, up.words.iter().cloned(), most, 2);
        let left = 1.5 * sheet.tick.em + names.width + 0.8 * sheet.label.em;
        let gap = 1.6 * sheet.tick.em;
        let width = |columns: usize| (room - left - gap * (columns - 1) as f64) / columns as f64;
        let fits = |columns: usize| {
            written(
                &sheet,
                &panels,
                &colours,
                width(columns) / across.words.len() as f64,
                false,
            )
        };
        let least = if sheet.narrow { 110.0 } else { 170.0 * sheet.weight };
        // As many panels beside each other as leave room for numbers, or else as can be made out.
        let counts = || (1..=panels.len().min(3)).rev();
        let columns = counts()
            .find(|n| width(*n) >= least && fits(*n) != Written::Nothing)
            .or_else(|| counts().find(|n| width(*n) >= least))
            .unwrap_or(1);
        // No row of panels is much shorter than the others.
        let columns = panels.len().div_ceil(panels.len().div_ceil(columns));
        let width = width(columns);
        let tile = width / across.words.len() as f64;
        let written = written(&sheet, &panels, &colours, tile, up.words.len() <= FEW_LINES);
        let title = |panel: &Panel| font::wrapped(panel.title, sheet.panel.em, true, width, 2);
        let foot = Foot::new(&sheet, &across, tile);
        let strip = colours.strip(&sheet) + sheet.label.em + font::width(words, sheet.label.em, false);
        Map {
            sheet,
            words,
            titles: panels.iter().map(title).collect(),
            across,
            up,
            panels,
            names,
            columns,
            width,
            left,
            written,
            foot,
            key: match strip <= room {
                true => Vec::new(),
                false => font::wrapped(words, sheet.label.em, false, room, 3),
            },
            colours,
        }
    }

    pub(super) fn shows_values(&self) -> bool {
        self.written != Written::Nothing
    }

    pub(super) fn shows_intervals(&self) -> bool {
        matches!(self.written, Written::Intervals(_))
    }

    /// Room for the key of the colours.
    fn top(&self) -> f64 {
        1.35 * self.sheet.label.em * (self.key.len() + 1) as f64 + 0.7 * self.sheet.label.em
    }

    fn rows(&self) -> usize {
        self.panels.len().div_ceil(self.columns)
    }

    /// Room above a row of panels, and below it.
    fn above(&self) -> f64 {
        let lines = self.titles.iter().map(Vec::len).max().unwrap_or(0);
        1.25 * self.sheet.panel.em * lines as f64 + 0.4 * self.sheet.panel.em
    }

    fn below(&self) -> f64 {
        6.0 + self.foot.height + self.sheet.label.em
    }

    pub(super) fn height(&self) -> f64 {
        let lines = if self.shows_intervals() { 3.0 } else { 1.7 };
        let least = (lines * self.sheet.value.em).max(self.names.height(&self.sheet) + 2.0);
        let most = least.max(3.6 * self.sheet.value.em);
        let tile = (0.6 * self.width / self.across.words.len() as f64).clamp(least, most);
        let row = self.above() + tile * self.up.words.len() as f64 + self.below();
        self.top() + row * self.rows() as f64 + self.sheet.title_below()
    }

    pub(super) fn draw(&self, canvas: &Canvas, body: Area) {
        let sheet = &self.sheet;
        self.draw_key(canvas, body);
        let top = body.top + self.top();
        let cell = (body.bottom - top - sheet.title_below()) / self.rows() as f64;
        let gap = 1.6 * sheet.tick.em;
        for (i, panel) in self.panels.iter().enumerate() {
            let (row, column) = (i / self.columns, i % self.columns);
            let left = body.left + self.left + column as f64 * (self.width + gap);
            let top = top + cell * row as f64;
            let area = Area {
                left,
                top: top + self.above(),
                right: left + self.width,
                bottom: top + cell - self.below(),
            };
            for (line, text) in self.titles[i].iter().enumerate() {
                canvas.text((left, top + 1.25 * sheet.panel.em * line as f64), sheet.panel, text);
            }
            let tile = (area.bottom - area.top) / self.up.words.len() as f64;
            if column == 0 {
                for line in 0..self.up.words.len() {
                    let name = if self.up.rises {
                        self.up.words.len() - 1 - line
                    } else {
                        line
                    };
                    let middle = area.top + (line as f64 + 0.5) * tile;
                    self.names
                        .draw(canvas, sheet, name, (left - 0.8 * sheet.label.em, middle));
                }
                let beside = sheet.tick.across(HPos::Center).turned();
                let text = font::fitted(self.up.title, beside.em, false, area.bottom - area.top + self.above());
                canvas.text(
                    (body.left + 0.5 * beside.em, (area.top + area.bottom) / 2.0),
                    beside,
                    &text,
                );
            }
            self.foot.draw(canvas, sheet, area);
            let step = self.width / self.across.words.len() as f64;
            // A hair between tiles, and lines around them, unless they are hardly wider.
            let (hair, lines) = if step.min(tile) < 9.0 { (0.0, 0.0) } else { (1.0, 0.6) };
            let place = |column: usize, line: usize| Area {
                left: area.left + column as f64 * step + hair,
                right: area.left + (column + 1) as f64 * step - hair,
                top: area.top + line as f64 * tile + hair,
                bottom: area.top + (line + 1) as f64 * tile - hair,
            };
            for (column, line, value, sure) in &panel.tiles {
                let place = place(*column, *line);
                self.colours.fill(canvas, sheet, place, value.estimate, *sure);
            }
            // One after the other, these make one path of the drawing.
            for (column, line, ..) in panel.tiles.iter().filter(|_| lines > 0.0) {
                let Area {
                    left,
                    top,
                    right,
                    bottom,
                } = place(*column, *line);
                let around = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
                canvas.line(&around, RULE, lines);
            }
            for (column, line, value, sure) in &panel.tiles {
                self.write(canvas, place(*column, *line), *value, *sure);
            }
            canvas.outline(area, RULE, 1.0);
        }
        let below = sheet.tick.across(HPos::Center).down(VPos::Top);
        let (left, right) = (body.left + self.left, body.right);
        let text = font::fitted(self.across.title, below.em, false, right - left);
        let at = ((left + right) / 2.0, body.bottom - sheet.title_below());
        canvas.text(at, below, &text);
    }

    /// The number of a tile, and its interval below.
    fn write(&self, canvas: &Canvas, area: Area, value: Interval, sure: bool) {
        let (middle, x) = ((area.top + area.bottom) / 2.0, (area.left + area.right) / 2.0);
        let mut figure = self.sheet.value.across(HPos::Center);
        figure.color = match sure {
            true => Paint::plain(self.colours.tone(value.estimate)).ink(),
            false => INK,
        };
        match self.written {
            Written::Intervals(decimals) if value.low < value.high => {
                let estimate = self.colours.text(value.estimate, decimals);
                let interval = interval(&self.colours, value, decimals);
                canvas.text((x, middle - 0.65 * figure.em), figure, &estimate);
                canvas.text((x, middle + 0.75 * figure.em), figure, &interval);
            }
            Written::Values(decimals) | Written::Intervals(decimals) => {
                canvas.text((x, middle), figure, &self.colours.text(value.estimate, decimals));
            }
            Written::Nothing => {}
        }
    }

    /// What the colours say, with words beside or above them.
    fn draw_key(&self, canvas: &Canvas, body: Area) {
        let sheet = &self.sheet;
        let pitch = 1.35 * sheet.label.em;
        for (line, text) in self.key.iter().enumerate() {
            canvas.text((body.left, body.top + pitch * (line as f64 + 0.5)), sheet.label, text);
        }
        let middle = body.top + pitch * (self.key.len() as f64 + 0.5);
        self.colours.draw_strip(canvas, sheet, (body.left, middle));
        if self.key.is_empty() {
            let right = body.left + self.colours.strip(sheet) + sheet.label.em;
            canvas.text((right, middle), sheet.label, self.words);
        }
    }
}

fn interval(colours: &Colours, value: Interval, decimals: usize) -> String {
    let ends = [value.low, value.high].map(|x| colours.text(x, decimals));
    ends.join(" to ")
}

/// What fits into tiles of this width: the same in all of them.
fn written(sheet: &Sheet, panels: &[Panel], colours: &Colours, width: f64, intervals: bool) -> Written {
    let tiles = || {
        panels
            .iter()
            .flat_map(|panel| &panel.tiles)
            .map(|(_, _, value, _)| *value)
    };
    let fits = |text: String| font::width(&text, sheet.value.em, false) <= width - 5.0;
    let most = colours.decimals;
    let wide = tiles().any(|value| value.low < value.high);
    let interval = |decimals: usize| tiles().all(|value| fits(interval(colours, value, decimals)));
    let value = |decimals: usize| tiles().all(|value| fits(colours.text(value.estimate, decimals)));
    let fewer = most.saturating_sub(1);
    match (intervals && wide, value(most)) {
        (true, true) if interval(most) => Written::Intervals(most),
        (_, true) => Written::Values(most),
        (_, false) if value(fewer) => Written::Values(fewer),
        _ => Written::Nothing,
    }
}

impl Foot {
    /// Labels below tiles of a width: in lines if they fit so, or else numbers with gaps between them and texts read upwards.
    pub(super) fn new(sheet: &Sheet, across: &Side, tile: f64) -> Self {
        let em = sheet.label.em;
        let width = |text: &String| font::width(text, em, false);
        let widest = across.words.iter().map(width).fold(0.0, f64::max);
        let every = |room: f64| (room / tile).ceil().max(1.0) as usize;
        if across.rises {
            return Foot {
                lines: across.words.iter().map(|text| vec![text.clone()]).collect(),
                every: every(widest + 0.6 * em),
                turned: false,
                height: em,
            };
        }
        let lines: Vec<Vec<String>> = (across.words.iter())
            .map(|text| font::wrapped(text, em, false, tile - 4.0, 3))
            .collect();
        if lines.iter().flatten().all(|line| !line.ends_with('…')) {
            let most = lines.iter().map(Vec::len).max().unwrap_or(1) as f64;
            return Foot {
                lines,
                every: 1,
                turned: false,
                height: 1.2 * em * most,
            };
        }
        let beside = ((tile / (1.2 * em)) as usize).clamp(1, 3);
        let wrapped = across
            .words
            .iter()
            .map(|text| font::wrapped(text, em, false, 10.0 * em, beside));
        let lines: Vec<Vec<String>> = wrapped.collect();
        Foot {
            height: lines.iter().flatten().map(width).fold(0.0, f64::max),
            lines,
            every: every(1.2 * em),
            turned: true,
        }
    }

    pub(super) fn draw(&self, canvas: &Canvas, sheet: &Sheet, area: Area) {
        let step = area.width() / self.lines.len() as f64;
        let mut label = sheet.label.across(HPos::Center).down(VPos::Top);
        if self.turned {
            label = sheet.label.across(HPos::Right).turned();
        }
        for (column, lines) in self.lines.iter().enumerate().step_by(self.every) {
            let x = area.left + (column as f64 + 0.5) * step;
            for (line, text) in lines.iter().enumerate() {
                let pitch = 1.2 * label.em;
                let at = match self.turned {
                    true => (
                        x + pitch * (line as f64 - 0.5 * (lines.len() - 1) as f64),
                        area.bottom + 6.0,
                    ),
                    false => (x, area.bottom + 6.0 + pitch * line as f64),
                };
                canvas.text(at, label, text);
            }
        }
    }
}
