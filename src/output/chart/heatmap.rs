//! A number for each pair of things, in the cells below a diagonal.

use super::canvas::{Area, Canvas, HPos, VPos};
use super::hatch::Hatch;
use super::page::{Entry, Page, Sign};
use super::palette::{BLACK, BLUE, ORANGE, Paint, RULE, SKY, VERMILION};
use super::records::{Interval, Records, distinct};
use super::rows::Names;
use super::sheet::Sheet;
use super::tone::Tone;
use super::{ChartError, Spec, font};
use crate::notation;
use crate::table::Table;

/// A signed number for each pair of things, in the cells below a diagonal: rows with the name of a part in the column `part`;
/// columns `estimate`, `low`, `high`, `level`. The fuller the colour, the larger the number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeatMap {
    /// Text in the column `part` of the rows to draw.
    pub part: &'static str,
    /// Columns that name the two things of a pair; their texts have words under the name of the first.
    pub columns: [&'static str; 2],
    /// Words for positive and for negative numbers.
    pub positive: String,
    pub negative: String,
    /// Whether the numbers are differences of probabilities, which are drawn in percentage points.
    pub percent: bool,
}

impl HeatMap {
    pub(super) fn draw(&self, table: &Table, spec: &Spec) -> Result<String, ChartError> {
        let records = Records::new(table, spec)?;
        let parts = records.text("part")?;
        let [first, second] = [records.text(self.columns[0])?, records.text(self.columns[1])?];
        let rows = records.rows().iter().copied();
        let rows: Vec<usize> = rows.filter(|r| parts[*r] == self.part).collect();
        if rows.is_empty() {
            return Err(records.empty("pairs of two things or more"));
        }
        let mut names = distinct(first, &rows);
        names.extend(
            distinct(second, &rows)
                .into_iter()
                .filter(|n| !distinct(first, &rows).contains(n)),
        );
        let mut cells = Vec::new();
        for row in rows {
            let place = |name: &str| names.iter().position(|n| *n == name).unwrap_or(0);
            let value = records.interval(row)?;
            cells.extend(value.map(|value| (place(&first[row]), place(&second[row]), value)));
        }
        let words = names.iter().map(|n| spec.words(&format!("{}.{n}", self.columns[0])));
        let layout = Layout {
            words: words.collect(),
            cells,
            scale: if self.percent { 100.0 } else { 1.0 },
        };
        let notes = records
            .level()?
            .map(|level| format!("Second line: {level} interval. Bold: it excludes zero, and more than a few worlds make it. Pale: not so."));
        let notes: Vec<String> = notes.into_iter().collect();
        let key = [
            (&self.positive, Paint::plain(SKY)),
            (&self.negative, Paint::hatched(ORANGE, Hatch::Falling)),
        ];
        let key = key.map(|(label, paint)| Entry {
            sign: Sign::Surface(paint),
            label: label.clone(),
        });
        let page = Page::new(spec, key.into(), &notes);
        let sheet = page.sheet;
        let height = cell_height(&sheet) * (names.len() - 1) as f64 + 3.2 * sheet.label.em;
        let description = format!("Heat map of pairs of {} things.", names.len());
        page.draw(height, &description, |canvas, body| layout.draw(canvas, &sheet, body))
    }
}

struct Layout {
    words: Vec<String>,
    /// The two things, and their number.
    cells: Vec<(usize, usize, Interval)>,
    scale: f64,
}

/// Least height of a cell.
fn cell_height(sheet: &Sheet) -> f64 {
    3.4 * sheet.label.em
}

impl Layout {
    fn draw(&self, canvas: &Canvas, sheet: &Sheet, body: Area) {
        let largest = self
            .cells
            .iter()
            .map(|(_, _, v)| v.estimate.abs())
            .fold(1e-300, f64::max);
        let names = Names::new(
            sheet,
            self.words.iter().cloned(),
            if sheet.narrow { 80.0 } else { 0.25 * body.width() },
            2,
        );
        let left = body.left + names.width + 0.8 * sheet.label.em;
        let count = self.words.len() - 1;
        let width = (body.right - left) / count as f64;
        let height = (body.bottom - body.top - 3.2 * sheet.label.em) / count as f64;
        for row in 1..self.words.len() {
            let middle = body.top + (row as f64 - 0.5) * height;
            names.draw(canvas, sheet, row, (left - 0.8 * sheet.label.em, middle));
        }
        let under = sheet.label.across(HPos::Center).down(VPos::Top);
        for (column, word) in self.words.iter().enumerate().take(count) {
            let x = left + (column as f64 + 0.5) * width;
            let y = body.top + count as f64 * height + 6.0;
            for (i, line) in font::wrapped(word, under.em, false, width - 4.0, 2).iter().enumerate() {
                canvas.text((x, y + 1.2 * under.em * i as f64), under, line);
            }
        }
        for (i, j, value) in &self.cells {
            let (column, row) = (*i.min(j), *i.max(j));
            let area = Area {
                left: left + column as f64 * width + 1.0,
                right: left + (column + 1) as f64 * width - 1.0,
                top: body.top + (row - 1) as f64 * height + 1.0,
                bottom: body.top + row as f64 * height - 1.0,
            };
            cell(canvas, sheet, area, *value, value.estimate / largest, self.scale);
        }
    }
}

/// A cell: the fuller its colour, the stronger the interaction; a negative one has a marked corner.
fn cell(canvas: &Canvas, sheet: &Sheet, area: Area, value: Interval, strength: f64, scale: f64) {
    let (full, mark) = if strength < 0.0 {
        (ORANGE, VERMILION)
    } else {
        (SKY, BLUE)
    };
    let sure = value.is_sure(scale, 2);
    let strength = strength.abs() * if sure { 1.0 } else { 0.5 };
    let mix = |color: u8| (255.0 + strength * (f64::from(color) - 255.0)) as u8;
    // On a colour of its own and not on the paper, so that letters are read on it in a dark page, too.
    canvas.fill(area, Tone::fixed(mix(full.rgb.0), mix(full.rgb.1), mix(full.rgb.2)));
    if notation::signed(scale * value.estimate, 2).starts_with(notation::MINUS) {
        let corner = [
            (area.left, area.top),
            (area.left + 11.0, area.top),
            (area.left, area.top + 11.0),
        ];
        canvas.polygon(&corner, mark);
    }
    canvas.outline(area, RULE, 0.6);
    let (middle, x) = ((area.top + area.bottom) / 2.0, (area.left + area.right) / 2.0);
    let mut figure = sheet.value.across(HPos::Center);
    figure.color = BLACK;
    let interval = format!(
        "{} to {}",
        notation::signed(scale * value.low, 2),
        notation::signed(scale * value.high, 2)
    );
    let small = figure;
    figure.bold = sure;
    let estimate = notation::signed(scale * value.estimate, 2);
    // Where the interval does not fit, the table has it.
    if value.low == value.high || font::width(&interval, small.em, false) > area.width() - 4.0 {
        return canvas.text((x, middle), figure, &estimate);
    }
    canvas.text((x, middle - 0.65 * figure.em), figure, &estimate);
    canvas.text((x, middle + 0.75 * figure.em), small, &interval);
}
