//! What was predicted of many things and what came true: a line of tiles for each.

use super::canvas::{Area, Canvas, HPos};
use super::font;
use super::page::Page;
use super::palette::{BLACK, Paint, RULE, WHITE};
use super::records::{Records, distinct};
use super::rows::Names;
use super::sheet::Sheet;
use super::tile_colours::Colours;
use super::tile_map::{Foot, Side};
use super::{ChartError, Spec, hatch};
use crate::notation;
use crate::table::Table;

/// A line of tiles for each thing and a tile for each class: its shade says how probable the class was, in the column `estimate`, with the number from
/// 5 % on; a heavy frame and a filled corner mark what came true. Both things and classes stand in the order of the table, with the
/// words of `COLUMN.TEXT`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matches {
    /// Columns of the things and of the classes.
    pub row: &'static str,
    pub class: &'static str,
    /// Column of the groups, each of which has a heading above its things; an empty text has none.
    pub group: Option<&'static str>,
    /// Column of the weights of what came true: 1, or less where that is spread over several classes, and empty where it is not known. The corner grows with
    /// it, and below 1 the frame is broken.
    pub weight: &'static str,
    /// What the shades say, and what the mark says.
    pub key: String,
    pub mark: String,
}

/// A probability below this is told by the shade alone.
pub const LEAST_WRITTEN: f64 = 0.05;

/// A frame around something that came true with less weight than this is broken.
const WHOLE: f64 = 0.999;

#[derive(Clone, Copy, Default)]
struct Tile {
    predicted: Option<f64>,
    weight: f64,
}

struct Line<'t> {
    name: &'t str,
    group: &'t str,
    tiles: Vec<Tile>,
    /// Whether it is known what came true.
    known: bool,
}

struct Layout {
    sheet: Sheet,
    names: Names,
    /// Lines of the words of the shades and of the mark.
    key: [Vec<String>; 2],
    /// Whether the words of the shades stand beside their strip.
    beside: bool,
    /// From the left end to the tiles.
    left: f64,
    foot: Foot,
    pitch: f64,
    heading: f64,
    colours: Colours,
}

impl Matches {
    pub(super) fn draw(&self, table: &Table, spec: &Spec) -> Result<String, ChartError> {
        let records = Records::new(table, spec)?;
        let classes = distinct(records.text(self.class)?, records.rows());
        let lines = self.lines(&records, &classes)?;
        let marked = |tile: &Tile| tile.weight > 0.0;
        let tiles = || lines.iter().flat_map(|line| &line.tiles);
        if !tiles().any(|tile| tile.predicted.is_some()) {
            return Err(records.empty("predictions"));
        }
        let broken = tiles().any(|tile| marked(tile) && tile.weight < WHOLE);
        let spread = broken.then_some("Broken frames and smaller corners: one of several ways to see what came true.");
        let known = lines.iter().all(|line| line.known);
        let unknown = (!known).then_some("Lines without a frame: not known.");
        let notes: Vec<&str> = spread.into_iter().chain(unknown).collect();
        let notes: Vec<String> = Some(notes.join(" "))
            .filter(|note| !note.is_empty())
            .into_iter()
            .collect();
        let page = Page::new(spec, Vec::new(), &notes);
        let words = classes
            .iter()
            .map(|class| spec.words(&format!("{}.{class}", self.class)));
        let side = Side {
            title: "",
            words: words.collect(),
            rises: false,
        };
        let layout = self.layout(&page, spec, &lines, &side);
        let headings = (0..lines.len()).filter(|i| begins(&lines, *i)).count() as f64;
        let height = layout.top() + layout.pitch * lines.len() as f64 + layout.heading * headings + layout.below();
        let description = format!(
            "Predictions for {} of {}, with what came true.",
            notation::counted(lines.len() as u64, "line"),
            notation::counted(classes.len() as u64, "tile")
        );
        page.draw(height, &description, |canvas, body| {
            layout.draw_key(canvas, body);
            self.paint(canvas, &layout, (spec, &lines), (body, height));
        })
    }

    fn lines<'t>(&self, records: &Records<'t>, classes: &[&str]) -> Result<Vec<Line<'t>>, ChartError> {
        let (names, class) = (records.text(self.row)?, records.text(self.class)?);
        let groups = self.group.map(|group| records.text(group)).transpose()?;
        let mut lines: Vec<Line> = Vec::new();
        let mut seen = Vec::new();
        for row in records.rows() {
            let (name, group) = (names[*row].as_str(), groups.map_or("", |groups| groups[*row].as_str()));
            let line = lines.iter().position(|line| line.name == name).unwrap_or_else(|| {
                lines.push(Line {
                    name,
                    group,
                    tiles: vec![Tile::default(); classes.len()],
                    known: false,
                });
                lines.len() - 1
            });
            if lines[line].group != group {
                return Err(records.inconsistent(format!("{} {name} belongs to two groups", self.row)));
            }
            let place = classes.iter().position(|one| *one == class[*row]).unwrap_or(0);
            if seen.contains(&(line, place)) {
                let what = format!(
                    "more than one row for {} {name} and {} {}",
                    self.row, self.class, class[*row]
                );
                return Err(records.inconsistent(what));
            }
            seen.push((line, place));
            let predicted = records.optional("estimate", *row)?;
            let weight = records.optional(self.weight, *row)?;
            if predicted
                .iter()
                .chain(&weight)
                .any(|x| !(-1e-9..=1.0 + 1e-9).contains(x))
            {
                let what = format!(
                    "{} {name} has a probability or a weight that is not between 0 and 1",
                    self.row
                );
                return Err(records.inconsistent(what));
            }
            lines[line].known |= weight.is_some();
            lines[line].tiles[place] = Tile {
                predicted,
                weight: weight.unwrap_or_default(),
            };
        }
        // Together what belongs together, groups in the order of their first line.
        let order: Vec<&str> = lines.iter().map(|line| line.group).collect();
        lines.sort_by_key(|line| order.iter().position(|group| *group == line.group));
        Ok(lines)
    }

    fn layout(&self, page: &Page, spec: &Spec, lines: &[Line], side: &Side) -> Layout {
        let (sheet, room) = (page.sheet, page.room());
        let colours = Colours {
            signed: false,
            low: 0.0,
            high: 1.0,
            scale: 100.0,
            decimals: 0,
        };
        let most = if sheet.narrow { 0.32 } else { 0.34 } * room;
        let words = lines
            .iter()
            .map(|line| spec.words(&format!("{}.{}", self.row, line.name)));
        let names = Names::new(&sheet, words, most, if sheet.narrow { 3 } else { 2 });
        let left = names.width + 0.8 * sheet.label.em;
        let em = sheet.label.em;
        let wrapped = |words: &str, before: f64| font::wrapped(words, em, false, room - before - em, 3);
        let strip = colours.strip(&sheet);
        // Beside the strip if they fit into one line, below it otherwise.
        let beside = font::width(&self.key, em, false) <= room - strip - em;
        let key = match beside {
            true => wrapped(&self.key, strip),
            false => wrapped(&self.key, 0.0),
        };
        Layout {
            sheet,
            foot: Foot::new(&sheet, side, (room - left) / side.words.len() as f64),
            pitch: (1.75 * sheet.value.em).max(names.height(&sheet) + 0.35 * em),
            heading: 2.1 * sheet.panel.em,
            key: [key, wrapped(&self.mark, 2.4 * em)],
            beside,
            names,
            left,
            colours,
        }
    }

    fn paint(&self, canvas: &Canvas, layout: &Layout, (spec, lines): (&Spec, &[Line]), (body, height): (Area, f64)) {
        let sheet = &layout.sheet;
        // A page of fixed height may have more room.
        let spare = (body.bottom - body.top - height).max(0.0) / lines.len() as f64;
        let pitch = layout.pitch + spare;
        let left = body.left + layout.left;
        let mut top = body.top + layout.top();
        for (i, line) in lines.iter().enumerate() {
            if begins(lines, i) {
                let group = self.group.unwrap_or_default();
                let words = spec.words(&format!("{group}.{}", line.group));
                let text = font::fitted(&words, sheet.panel.em, true, body.width());
                canvas.text((body.left, top + 0.8 * sheet.panel.em), sheet.panel, &text);
                top += layout.heading;
            }
            let middle = top + pitch / 2.0;
            layout
                .names
                .draw(canvas, sheet, i, (left - 0.8 * sheet.label.em, middle));
            let step = (body.right - left) / line.tiles.len() as f64;
            let hair = 0.9 * sheet.weight;
            let area = |column: usize| Area {
                left: left + step * column as f64 + hair,
                right: left + step * (column + 1) as f64 - hair,
                top: top + hair,
                bottom: top + pitch - hair,
            };
            for (column, tile) in line.tiles.iter().enumerate() {
                if let Some(p) = tile.predicted {
                    layout.colours.fill(canvas, sheet, area(column), p, true);
                }
                canvas.outline(area(column), RULE, 0.5);
            }
            for (column, tile) in line.tiles.iter().enumerate() {
                if tile.weight > 0.0 {
                    frame(canvas, sheet, area(column), tile.weight);
                }
                let Some(p) = tile.predicted.filter(|p| *p >= LEAST_WRITTEN) else {
                    continue;
                };
                let mut figure = sheet.value.across(HPos::Center);
                figure.color = Paint::plain(layout.colours.tone(p)).ink();
                let middle = ((area(column).left + area(column).right) / 2.0, middle);
                canvas.text(middle, figure, &layout.colours.text(p, 0));
            }
            top += pitch;
        }
        let bottom = Area {
            left,
            top,
            right: body.right,
            bottom: top,
        };
        layout.foot.draw(canvas, sheet, bottom);
    }
}

/// Whether a line is the first of a group with a name.
fn begins(lines: &[Line], i: usize) -> bool {
    !lines[i].group.is_empty() && (i == 0 || lines[i - 1].group != lines[i].group)
}

/// A heavy frame inside a tile, broken unless the weight is whole, and in a corner a triangle that grows with the weight. Both are black with a white rim,
/// so that they are seen on any shade.
fn frame(canvas: &Canvas, sheet: &Sheet, area: Area, weight: f64) {
    let (thick, rim) = (2.4 * sheet.weight, 0.9 * sheet.weight);
    let inset = |by: f64| Area {
        left: area.left + by,
        right: area.right - by,
        top: area.top + by,
        bottom: area.bottom - by,
    };
    let around = inset(thick / 2.0);
    canvas.outline(inset(thick + rim / 2.0), WHITE, rim);
    if weight >= WHOLE {
        canvas.outline(around, BLACK, thick);
    } else {
        canvas.outline(around, WHITE, thick);
        let corners = [
            (around.left, around.top),
            (around.right, around.top),
            (around.right, around.bottom),
            (around.left, around.bottom),
            (around.left, around.top),
        ];
        let dash = 4.0 * sheet.weight;
        for dash in hatch::dashed(&corners, &[dash, 0.6 * dash]) {
            canvas.line(&dash, BLACK, thick);
        }
    }
    // By its area.
    let side = 0.72 * (area.bottom - area.top).min(area.width()) * weight.min(1.0).sqrt();
    let triangle = |reach: f64| {
        [
            (area.right, area.top),
            (area.right - reach, area.top),
            (area.right, area.top + reach),
        ]
    };
    canvas.polygon(&triangle(side + 1.4 * rim), WHITE);
    canvas.polygon(&triangle(side), BLACK);
}

impl Layout {
    fn line(&self) -> f64 {
        1.5 * self.sheet.label.em
    }

    /// Room for the key.
    fn top(&self) -> f64 {
        let shades = if self.beside { 1 } else { self.key[0].len() + 1 };
        self.line() * (shades + self.key[1].len()) as f64 + 0.8 * self.sheet.label.em
    }

    /// Room for the names of the classes.
    fn below(&self) -> f64 {
        self.foot.height + 10.0
    }

    fn draw_key(&self, canvas: &Canvas, body: Area) {
        let (sheet, em) = (&self.sheet, self.sheet.label.em);
        let middle = |line: usize| body.top + self.line() * (line as f64 + 0.5);
        let mut line = 0;
        let strip = self.colours.strip(sheet);
        if self.beside {
            canvas.text((body.left + strip + em, middle(0)), sheet.label, &self.key[0][0]);
        } else {
            for text in &self.key[0] {
                canvas.text((body.left, middle(line)), sheet.label, text);
                line += 1;
            }
        }
        self.colours.draw_strip(canvas, sheet, (body.left, middle(line)));
        line += 1;
        let sample = Area {
            left: body.left,
            right: body.left + 1.9 * em,
            top: middle(line) - 0.6 * em,
            bottom: middle(line) + 0.6 * em,
        };
        self.colours.fill(canvas, sheet, sample, 0.3, true);
        frame(canvas, sheet, sample, 1.0);
        for text in &self.key[1] {
            canvas.text((body.left + 2.4 * em, middle(line)), sheet.label, text);
            line += 1;
        }
    }
}
