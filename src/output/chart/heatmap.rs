//! A number for each pair of things, in the cells below a diagonal.

use super::canvas::{Area, Canvas, HPos, Lettering, VPos};
use super::hatch::Hatch;
use super::page::{Entry, Page, Sign};
use super::palette::{BLUE, INK, ORANGE, Paint, RULE, SKY, VERMILION, pale};
use super::records::{Interval, Records, distinct};
use super::tone::Tone;
use super::{ChartError, Spec, font};
use crate::notation;
use crate::table::Table;

const LABEL: Lettering = Lettering::new(12.0, INK).across(HPos::Right);
const CELL: f64 = 64.0;
const CELL_HEIGHT: f64 = 40.0;

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
        let height = CELL_HEIGHT * (names.len() - 1) as f64 + 30.0;
        let description = format!("Heat map of pairs of {} things.", names.len());
        page.draw(height, &description, |canvas, body| layout.draw(canvas, body))
    }
}

struct Layout {
    words: Vec<String>,
    /// The two things, and their number.
    cells: Vec<(usize, usize, Interval)>,
    scale: f64,
}

impl Layout {
    fn draw(&self, canvas: &Canvas, body: Area) -> Result<(), ChartError> {
        let largest = self
            .cells
            .iter()
            .map(|(_, _, v)| v.estimate.abs())
            .fold(1e-300, f64::max);
        let widths = self.words.iter().map(|w| font::width(w, LABEL.em, false));
        let left = body.left + widths.fold(0.0, f64::max) + 12.0;
        let count = self.words.len() - 1;
        let width = CELL.max((body.right - left) / count as f64).min(104.0);
        for (row, word) in self.words.iter().enumerate().skip(1) {
            let middle = body.top + (row as f64 - 0.5) * CELL_HEIGHT;
            canvas.text((left - 12.0, middle), LABEL, word)?;
        }
        for (column, word) in self.words.iter().enumerate().take(count) {
            let x = left + (column as f64 + 0.5) * width;
            let y = body.top + count as f64 * CELL_HEIGHT + 8.0;
            let under = Lettering::new(12.0, INK).across(HPos::Center).down(VPos::Top);
            canvas.text((x, y), under, &font::fitted(word, 12.0, false, width - 4.0))?;
        }
        for (i, j, value) in &self.cells {
            let (column, row) = (*i.min(j), *i.max(j));
            let area = Area {
                left: left + column as f64 * width + 1.0,
                right: left + (column + 1) as f64 * width - 1.0,
                top: body.top + (row - 1) as f64 * CELL_HEIGHT + 1.0,
                bottom: body.top + row as f64 * CELL_HEIGHT - 1.0,
            };
            cell(canvas, area, *value, value.estimate / largest, self.scale)?;
        }
        Ok(())
    }
}

/// A cell: the fuller its colour, the stronger the interaction; a negative one has a marked corner.
fn cell(canvas: &Canvas, area: Area, value: Interval, strength: f64, scale: f64) -> Result<(), ChartError> {
    let (full, mark) = if strength < 0.0 {
        (ORANGE, VERMILION)
    } else {
        (SKY, BLUE)
    };
    let mix = |white: u8, color: u8| (f64::from(white) + strength.abs() * (f64::from(color) - f64::from(white))) as u8;
    let fill = Tone::fixed(mix(255, full.rgb.0), mix(255, full.rgb.1), mix(255, full.rgb.2));
    let sure = value.is_sure(scale, 2);
    let fill = if sure { fill } else { pale(fill) };
    canvas.fill(area, fill)?;
    if notation::signed(scale * value.estimate, 2).starts_with(notation::MINUS) {
        let corner = [
            (area.left, area.top),
            (area.left + 11.0, area.top),
            (area.left, area.top + 11.0),
        ];
        canvas.polygon(&corner, mark)?;
    }
    canvas.outline(area, RULE, 0.6)?;
    let (middle, x) = ((area.top + area.bottom) / 2.0, (area.left + area.right) / 2.0);
    let figure = Lettering::new(12.0, INK).across(HPos::Center);
    let figure = if sure { figure.bold() } else { figure };
    if value.low == value.high {
        return canvas.text((x, middle), figure, &notation::signed(scale * value.estimate, 2));
    }
    canvas.text((x, middle - 7.0), figure, &notation::signed(scale * value.estimate, 2))?;
    let small = Lettering::new(9.5, INK).across(HPos::Center);
    let interval = format!(
        "{} to {}",
        notation::signed(scale * value.low, 2),
        notation::signed(scale * value.high, 2)
    );
    canvas.text((x, middle + 8.0), small, &interval)
}
