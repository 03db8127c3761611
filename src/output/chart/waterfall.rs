//! Parts of a change, stacked from one level to another.

use super::axes::{self, Axes};
use super::canvas::{Area, Canvas, HPos, Lettering};
use super::hatch::Hatch;
use super::page::{Entry, Page, Sign};
use super::palette::{BLACK, GRID, INK, ORANGE, Paint, RULE, SKY, WHITE, pale};
use super::records::{Interval, Records};
use super::tone::Tone;
use super::{ChartError, Spec, font};
use crate::notation;
use crate::table::Table;

const LABEL: Lettering = Lettering::new(12.0, INK).across(HPos::Right);
const VALUE: Lettering = Lettering::new(10.5, INK).across(HPos::Right);
const AXIS_ROOM: f64 = 42.0;
/// Room for the column of figures.
const FIGURES: f64 = 138.0;
const PITCH: f64 = 30.0;

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
        let height = PITCH * steps.len() as f64 + AXIS_ROOM;
        let description = format!("Waterfall of {} parts.", steps.len() - 2);
        page.draw(height, &description, |canvas, body| {
            draw_steps(canvas, body, &steps, self.percent)
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
    let Interval {
        estimate, low, high, ..
    } = step.value;
    notation::bracketed(estimate, low, high, of)
}
