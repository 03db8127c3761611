//! What each instrument of the broker adds: a waterfall of their shares, and a heat map of how they work together.

use super::axes::{self, Axes};
use super::canvas::{Area, Canvas, Lettering};
use super::hatch::Hatch;
use super::page::{Entry, Page, Sign};
use super::palette::{BLACK, BLUE, GRID, INK, ORANGE, Paint, RULE, SKY, VERMILION, WHITE};
use super::records::{Interval, Records, distinct};
use super::{ChartError, Spec, font};
use crate::notation;
use crate::table::Table;
use plotters::style::RGBColor;
use plotters::style::text_anchor::{HPos, VPos};

const LABEL: Lettering = Lettering::new(12.0, INK).across(HPos::Right);
const VALUE: Lettering = Lettering::new(10.5, INK).across(HPos::Right);
const AXIS_ROOM: f64 = 42.0;
/// Room for the column of figures.
const FIGURES: f64 = 138.0;
const PITCH: f64 = 30.0;

const MORE: Paint = Paint::plain(SKY);
const LESS: Paint = Paint::hatched(ORANGE, Hatch::Falling);
const WHOLE: Paint = Paint::plain(RGBColor(110, 110, 110));

/// A row of the waterfall.
struct Step {
    label: String,
    from: f64,
    to: f64,
    paint: Paint,
    /// Whisker and figures.
    value: Interval,
    level: bool,
}

/// Shares of the change by instrument, stacked from the value without any to the value with all: `attribution.csv` of one
/// metric, columns `part`, `instrument`, `other`, `estimate`, `low`, `high`, `level`. `percent` says whether the metric is a
/// probability.
///
/// # Errors
/// If a column is missing or of another kind, or rows are.
pub fn waterfall(table: &Table, spec: &Spec, percent: bool) -> Result<String, ChartError> {
    let records = Records::new(table, spec)?;
    let (parts, instruments) = (records.text("part")?, records.text("instrument")?);
    let rows = |part: &str| -> Vec<usize> { records.rows().iter().copied().filter(|r| parts[*r] == part).collect() };
    let levels = rows("level");
    let [none, all] = levels[..] else {
        return Err(records.empty("the levels without and with all instruments"));
    };
    let mut shares: Vec<(String, Interval)> = Vec::new();
    for row in rows("shapley") {
        let label = spec.words(&format!("instrument.{}", instruments[row]));
        shares.push((label, records.interval(row)?));
    }
    shares.sort_by(|a, b| b.1.estimate.total_cmp(&a.1.estimate));
    let (first, last) = (records.interval(none)?, records.interval(all)?);
    let level = |label: &str, value: Interval| Step {
        label: label.into(),
        from: value.estimate,
        to: value.estimate,
        paint: WHOLE,
        value,
        level: true,
    };
    let mut steps = vec![level("Without a broker", first)];
    let mut at = first.estimate;
    for (label, value) in shares {
        let paint = if value.estimate < 0.0 { LESS } else { MORE };
        let (from, to) = (at, at + value.estimate);
        at = to;
        steps.push(Step {
            label,
            from,
            to,
            paint,
            value,
            level: false,
        });
    }
    steps.push(level("With all instruments", last));
    let key = [("raises it", MORE), ("lowers it", LESS), ("level", WHOLE)].map(|(label, paint)| Entry {
        sign: Sign::Surface(paint),
        label: label.into(),
    });
    let mut notes = vec![
        "Each bar is an instrument’s Shapley value: what it adds on average over all orders in which they could be added. \
         The broker takes part in every world."
            .to_owned(),
    ];
    if let Some(level) = records.level()? {
        notes.push(format!(
            "Lines and brackets: {level} intervals of each bar, or of the level, by itself."
        ));
    }
    let page = Page::new("What each instrument adds", spec, key.into(), &notes);
    let height = PITCH * steps.len() as f64 + AXIS_ROOM;
    let description = format!("Waterfall of {} instruments.", steps.len() - 2);
    page.draw(height, &description, |canvas, body| {
        draw_steps(canvas, body, &steps, percent)
    })
}

fn draw_steps(canvas: &Canvas, body: Area, steps: &[Step], percent: bool) -> Result<(), ChartError> {
    let widest = steps
        .iter()
        .map(|s| font::width(&s.label, LABEL.em, false))
        .fold(0.0, f64::max);
    let area = Area {
        left: body.left + widest + 12.0,
        right: body.right - FIGURES,
        top: body.top,
        bottom: body.bottom - AXIS_ROOM,
    };
    let ends = steps.iter().flat_map(|s| {
        let off = s.to - s.value.estimate;
        [s.from, s.to, s.value.low + off, s.value.high + off]
    });
    let (low, high) = ends.fold((f64::MAX, f64::MIN), |(l, h), x| (l.min(x), h.max(x)));
    let air = (0.06 * (high - low)).max(1e-4);
    let range = low - air..high + air;
    let plot = Axes::new(area, range.clone(), 0.0..1.0);
    let scale = if percent { 100.0 } else { 1.0 };
    let ticks = axes::ticks(range, 7, |v| notation::trimmed(scale * v, 2));
    plot.below(canvas, &ticks, if percent { "Probability (%)" } else { "Mean" })?;
    for (i, step) in steps.iter().enumerate() {
        let top = area.top + i as f64 * PITCH;
        let middle = top + PITCH / 2.0;
        if i > 0 {
            canvas.line(&[(body.left, top), (body.right, top)], GRID, 0.7)?;
        }
        canvas.text((area.left - 12.0, middle), LABEL, &step.label)?;
        let (left, right) = (plot.x(step.from.min(step.to)), plot.x(step.from.max(step.to)));
        let bar = Area {
            left: if step.level { left - 2.5 } else { left },
            right: if step.level { right + 2.5 } else { right.max(left + 0.8) },
            top: middle - 8.0,
            bottom: middle + 8.0,
        };
        step.paint.rectangle(canvas, bar)?;
        let off = step.to - step.value.estimate;
        let (low, high) = (plot.x(step.value.low + off), plot.x(step.value.high + off));
        if high - low > 0.3 {
            for (color, width, cap) in [(WHITE, 3.0, 3.6), (BLACK, 1.2, 3.0)] {
                canvas.line(&[(low, middle), (high, middle)], color, width)?;
                for x in [low, high] {
                    canvas.line(&[(x, middle - cap), (x, middle + cap)], color, width)?;
                }
            }
        }
        if i + 1 < steps.len() {
            let x = plot.x(step.to);
            canvas.line(&[(x, middle + 8.0), (x, middle + PITCH - 8.0)], RULE, 0.8)?;
        }
        canvas.text((body.right, middle), VALUE, &figures(step, scale))?;
    }
    canvas.line(&[(area.left, area.top), (area.left, area.bottom)], INK, 1.0)
}

fn figures(step: &Step, scale: f64) -> String {
    let of = |x: f64| match step.level {
        true => notation::fixed(scale * x, 2),
        false => notation::signed(scale * x, 2),
    };
    let Interval { estimate, low, high } = step.value;
    notation::bracketed(estimate, low, high, of)
}

const CELL: f64 = 64.0;
const CELL_HEIGHT: f64 = 40.0;

/// How pairs of instruments work together: interaction indices of `attribution.csv`, in the cells below the diagonal.
///
/// # Errors
/// If a column is missing or of another kind, or there are fewer than two instruments.
pub fn interactions(table: &Table, spec: &Spec, percent: bool) -> Result<String, ChartError> {
    let records = Records::new(table, spec)?;
    let (parts, first, second) = (
        records.text("part")?,
        records.text("instrument")?,
        records.text("other")?,
    );
    let rows: Vec<usize> = records
        .rows()
        .iter()
        .copied()
        .filter(|r| parts[*r] == "interaction")
        .collect();
    let alone: Vec<usize> = records
        .rows()
        .iter()
        .copied()
        .filter(|r| parts[*r] == "shapley")
        .collect();
    let names = distinct(first, &alone);
    if rows.is_empty() {
        return Err(records.empty("interactions of two instruments or more"));
    }
    let scale = if percent { 100.0 } else { 1.0 };
    let mut cells = Vec::new();
    for row in rows {
        let place = |name: &str| names.iter().position(|n| *n == name).unwrap_or(0);
        cells.push((place(&first[row]), place(&second[row]), records.interval(row)?));
    }
    let words: Vec<String> = names.iter().map(|n| spec.words(&format!("instrument.{n}"))).collect();
    let unit = if percent { " In percentage points." } else { "" };
    let mut notes = vec![format!(
        "Positive: the two are complements, together worth more than apart. Negative (marked corner): substitutes.{unit}"
    )];
    if let Some(level) = records.level()? {
        notes.push(format!(
            "Second line: {level} interval. Bold: the interval excludes zero."
        ));
    }
    let key = [
        ("complements", Paint::plain(SKY)),
        ("substitutes", Paint::hatched(ORANGE, Hatch::Falling)),
    ];
    let key = key.map(|(label, paint)| Entry {
        sign: Sign::Surface(paint),
        label: label.into(),
    });
    let page = Page::new("How instruments work together", spec, key.into(), &notes);
    let height = CELL_HEIGHT * (names.len() - 1) as f64 + 30.0;
    let description = format!("Heat map of interactions between {} instruments.", names.len());
    page.draw(height, &description, |canvas, body| {
        let largest = cells.iter().map(|(_, _, v)| v.estimate.abs()).fold(1e-300, f64::max);
        let widest = words
            .iter()
            .map(|w| font::width(w, LABEL.em, false))
            .fold(0.0, f64::max);
        let left = body.left + widest + 12.0;
        let width = CELL.max((body.right - left) / (names.len() - 1) as f64).min(104.0);
        for (row, word) in words.iter().enumerate().skip(1) {
            let middle = body.top + (row as f64 - 0.5) * CELL_HEIGHT;
            canvas.text((left - 12.0, middle), LABEL, word)?;
        }
        for (column, word) in words.iter().enumerate().take(names.len() - 1) {
            let x = left + (column as f64 + 0.5) * width;
            let y = body.top + (names.len() - 1) as f64 * CELL_HEIGHT + 8.0;
            let under = Lettering::new(12.0, INK).across(HPos::Center).down(VPos::Top);
            canvas.text((x, y), under, &font::fitted(word, 12.0, false, width - 4.0))?;
        }
        for (i, j, value) in &cells {
            let (column, row) = (*i.min(j), *i.max(j));
            let area = Area {
                left: left + column as f64 * width + 1.0,
                right: left + (column + 1) as f64 * width - 1.0,
                top: body.top + (row - 1) as f64 * CELL_HEIGHT + 1.0,
                bottom: body.top + row as f64 * CELL_HEIGHT - 1.0,
            };
            cell(canvas, area, *value, value.estimate / largest, scale)?;
        }
        Ok(())
    })
}

/// A cell: the fuller its colour, the stronger the interaction; a negative one has a marked corner.
fn cell(canvas: &Canvas, area: Area, value: Interval, strength: f64, scale: f64) -> Result<(), ChartError> {
    let (full, mark) = if strength < 0.0 {
        (ORANGE, VERMILION)
    } else {
        (SKY, BLUE)
    };
    let mix = |white: u8, color: u8| (f64::from(white) + strength.abs() * (f64::from(color) - f64::from(white))) as u8;
    let fill = RGBColor(mix(255, full.0), mix(255, full.1), mix(255, full.2));
    canvas.fill(area, fill)?;
    if notation::signed(scale * value.estimate, 2).starts_with(notation::MINUS) {
        let corner = [
            (area.left, area.top),
            (area.left + 11.0, area.top),
            (area.left, area.top + 11.0),
        ];
        canvas.polygon(&corner, mark.into())?;
    }
    canvas.outline(area, RULE, 0.6)?;
    let sure = value.low > 0.0 || value.high < 0.0;
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
