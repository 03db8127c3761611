//! Parts of a change, stacked from one level to another.

use super::axes::Axes;
use super::canvas::{Area, Canvas};
use super::hatch::Hatch;
use super::page::{Entry, Page, Sign};
use super::palette::{ORANGE, Paint, RULE, SKY, pale};
use super::records::{Interval, Records};
use super::rows::{self, Names};
use super::sheet::Sheet;
use super::tone::Tone;
use super::{ChartError, Spec};
use crate::notation;
use crate::table::Table;

const MORE: Paint = Paint::plain(SKY);
const LESS: Paint = Paint::hatched(ORANGE, Hatch::Falling);
const WHOLE: Paint = Paint::plain(Tone::fixed(110, 110, 110));

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

/// Parts of a change, stacked from the level before to the level after, the largest first: rows with `level` in the column
/// `part` (before, then after) and rows with the name of a part in it; columns `estimate`, `low`, `high`, `level`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waterfall {
    /// Text in the column `part` of the rows to stack.
    pub part: &'static str,
    /// Column that names what a row is about; its texts have words under its name.
    pub column: &'static str,
    /// Words for the levels before and after.
    pub before: String,
    pub after: String,
    /// Whether the numbers are probabilities, which are drawn in per cent.
    pub percent: bool,
}

impl Waterfall {
    pub(super) fn draw(&self, table: &Table, spec: &Spec) -> Result<String, ChartError> {
        let records = Records::new(table, spec)?;
        let steps = self.steps(&records, spec)?;
        let key = [("raises it", MORE), ("lowers it", LESS), ("level", WHOLE)].map(|(label, paint)| Entry {
            sign: Sign::Surface(paint),
            label: label.into(),
        });
        let notes = records
            .level()?
            .map(|level| format!("Lines and brackets: {level} intervals of each bar, or of the level, by itself. Pale: the interval includes zero, or few worlds make it."));
        let notes: Vec<String> = notes.into_iter().collect();
        let page = Page::new(spec, key.into(), &notes);
        let sheet = page.sheet;
        let words = steps.iter().map(|step| step.label.clone());
        let names = Names::new(&sheet, words, if sheet.narrow { 92.0 } else { 0.28 * page.room() }, 2);
        let row = (2.3 * sheet.label.em).max(names.height(&sheet) + 4.0);
        let height = row * steps.len() as f64 + sheet.ticks_below() + sheet.title_below();
        let description = format!("Waterfall of {} parts.", steps.len() - 2);
        page.draw(height, &description, |canvas, body| {
            draw_steps(canvas, &sheet, body, &names, &steps, self.percent);
        })
    }

    fn steps(&self, records: &Records, spec: &Spec) -> Result<Vec<Step>, ChartError> {
        let (parts, names) = (records.text("part")?, records.text(self.column)?);
        let rows =
            |part: &str| -> Vec<usize> { records.rows().iter().copied().filter(|r| parts[*r] == part).collect() };
        let levels = rows("level");
        let [before, after] = levels[..] else {
            return Err(records.empty("the levels before and after"));
        };
        let mut shares: Vec<(String, Interval)> = Vec::new();
        for row in rows(self.part) {
            let label = spec.words(&format!("{}.{}", self.column, names[row]));
            shares.extend(records.interval(row)?.map(|value| (label, value)));
        }
        shares.sort_by(|a, b| b.1.estimate.total_cmp(&a.1.estimate));
        let (Some(first), Some(last)) = (records.interval(before)?, records.interval(after)?) else {
            return Err(records.empty("the levels before and after"));
        };
        let level = |label: &str, value: Interval| Step {
            label: label.into(),
            from: value.estimate,
            to: value.estimate,
            paint: WHOLE,
            value,
            level: true,
        };
        let mut steps = vec![level(&self.before, first)];
        let mut at = first.estimate;
        for (label, value) in shares {
            let paint = if value.estimate < 0.0 { LESS } else { MORE };
            let scale = if self.percent { 100.0 } else { 1.0 };
            let paint = match value.is_sure(scale, 2) {
                true => paint,
                false => Paint {
                    fill: pale(paint.fill),
                    ..paint
                },
            };
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
        steps.push(level(&self.after, last));
        Ok(steps)
    }
}

fn draw_steps(canvas: &Canvas, sheet: &Sheet, body: Area, names: &Names, steps: &[Step], percent: bool) {
    let scale = if percent { 100.0 } else { 1.0 };
    let texts: Vec<String> = steps.iter().map(|step| figures(step, scale)).collect();
    let figure_room = match sheet.narrow {
        true => 0.0,
        false => rows::widest(sheet, &texts) + sheet.label.em,
    };
    let area = Area {
        left: body.left + names.width + 0.8 * sheet.label.em,
        right: body.right - figure_room,
        top: body.top,
        bottom: body.bottom - sheet.ticks_below() - sheet.title_below(),
    };
    let ends = steps.iter().flat_map(|s| {
        let off = s.to - s.value.estimate;
        [s.from, s.to, s.value.low + off, s.value.high + off]
    });
    let (low, high) = ends.fold((f64::MAX, f64::MIN), |(l, h), x| (l.min(x), h.max(x)));
    let air = (0.06 * (high - low)).max(1e-4);
    let range = low - air..high + air;
    let plot = Axes::new(area, range.clone(), 0.0..1.0);
    let ticks = rows::ticks(sheet, area, range, scale, false);
    plot.below(canvas, sheet, &ticks, if percent { "Probability (%)" } else { "Mean" });
    rows::between(canvas, area, (body.left, body.right), steps.len());
    let pitch = (area.bottom - area.top) / steps.len() as f64;
    let half = 0.7 * sheet.label.em;
    for (i, step) in steps.iter().enumerate() {
        let middle = area.top + (i as f64 + 0.5) * pitch;
        names.draw(canvas, sheet, i, (area.left - 0.8 * sheet.label.em, middle));
        let (left, right) = (plot.x(step.from.min(step.to)), plot.x(step.from.max(step.to)));
        let bar = Area {
            left: if step.level { left - 2.5 } else { left },
            right: if step.level { right + 2.5 } else { right.max(left + 0.8) },
            top: middle - half,
            bottom: middle + half,
        };
        let off = step.to - step.value.estimate;
        let whisker = (plot.x(step.value.low + off), plot.x(step.value.high + off));
        rows::bar(canvas, sheet, bar, &step.paint, whisker);
        if i + 1 < steps.len() {
            let x = plot.x(step.to);
            canvas.line(&[(x, middle + half), (x, middle + pitch - half)], RULE, 0.8);
        }
        if !sheet.narrow {
            canvas.text((body.right, middle), sheet.value, &texts[i]);
        }
    }
}

fn figures(step: &Step, scale: f64) -> String {
    let of = |x: f64| match step.level {
        true => notation::fixed(scale * x, 2),
        false => notation::signed(scale * x, 2),
    };
    let Interval {
        estimate, low, high, ..
    } = step.value;
    notation::bracketed(estimate, low, high, of)
}
