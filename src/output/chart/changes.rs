//! Levels of a baseline, and what each arm changes about them.

use super::axes::Axes;
use super::canvas::{Area, Canvas, HPos};
use super::page::{Entry, Page, Sign};
use super::palette::arm_style;
use super::records::{Interval, Records, distinct, unsure_note};
use super::rows::{self, Names};
use super::sheet::Sheet;
use super::{ChartError, Spec, font};
use crate::notation;
use crate::table::Table;

/// The probability of each thing under a baseline as a bar, and beside it the difference of each arm as a dot, both with
/// intervals. Drawn from a table of differences with the columns `arm`, `baseline`, `estimate`, and where given `low`, `high`,
/// `level`; without rows, as where there is nothing to compare, from the levels alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Changes {
    /// Column of the differences whose texts name the things.
    pub column: &'static str,
    /// Levels: the same columns without `baseline`, and the things in the column `of`.
    pub levels: Table,
    pub of: &'static str,
    /// Name of a thing in the differences, after its name in the levels: `outcome.` and the name.
    pub prefix: &'static str,
    /// The arm whose levels are shown.
    pub baseline: String,
}

impl Changes {
    pub(super) fn draw(&self, table: &Table, spec: &Spec) -> Result<String, ChartError> {
        let levels = Records::new(&self.levels, spec)?;
        let (arms, names) = (levels.text("arm")?, levels.text(self.of)?);
        let of_baseline: Vec<usize> = levels
            .rows()
            .iter()
            .copied()
            .filter(|row| arms[*row] == self.baseline)
            .collect();
        let things = distinct(names, &of_baseline);
        let mut bars = Vec::new();
        for row in &of_baseline {
            if let Some(thing) = things.iter().position(|t| *t == names[*row]) {
                bars.extend(levels.interval(*row)?.map(|value| (thing, value)));
            }
        }
        if bars.is_empty() {
            return Err(levels.empty(&format!("levels of {}", self.baseline)));
        }
        let mut notes: Vec<String> = Vec::new();
        let (mut lanes, mut dots, mut base) = (Vec::new(), Vec::new(), 0);
        let level = levels.level()?;
        if table.rows() > 0 {
            let records = Records::new(table, spec)?;
            let (arms, names, rows) = (records.text("arm")?, records.text(self.column)?, records.rows());
            // The baseline takes its place in the order, so that an arm looks the same in all charts.
            let mut seen = vec![self.baseline.as_str()];
            seen.extend(distinct(arms, rows).into_iter().filter(|a| *a != self.baseline));
            let (order, left_out) = spec.arm_order(seen);
            base = order.iter().position(|a| *a == self.baseline).unwrap_or(0);
            lanes = (0..order.len()).filter(|i| *i != base).collect();
            for row in rows {
                let thing = things.iter().position(|t| names[*row] == format!("{}{t}", self.prefix));
                let arm = order.iter().position(|a| *a == arms[*row]);
                if let (Some(thing), Some(arm)) = (thing, arm) {
                    dots.extend(records.interval(*row)?.map(|value| (thing, arm, value)));
                }
            }
            notes.extend(records.level()?.map(|level| unsure_note(&level, "")));
            notes.extend(left_out);
            return self.finish(
                spec,
                &things,
                bars,
                Others {
                    base,
                    lanes,
                    dots,
                    order,
                },
                notes,
            );
        }
        notes.extend(level.map(|level| format!("Whiskers: {level} intervals.")));
        let order = Vec::new();
        self.finish(
            spec,
            &things,
            bars,
            Others {
                base,
                lanes,
                dots,
                order,
            },
            notes,
        )
    }

    fn finish(
        &self,
        spec: &Spec,
        things: &[&str],
        bars: Vec<(usize, Interval)>,
        mut others: Others,
        mut notes: Vec<String>,
    ) -> Result<String, ChartError> {
        let (plain, mut of_all) = (notes.len(), None);
        let (page, height) = loop {
            let key = others.lanes.iter().map(|arm| Entry {
                sign: Sign::Mark(arm_style(*arm)),
                label: spec.words(&format!("arm.{}", others.order[*arm])),
            });
            let page = Page::new(spec, key.collect(), &notes);
            let height = Layout::new(self, spec, &page, things, &bars, &others).height();
            // A slide has the height that it has: of many arms the first are shown.
            if page.leaves().is_none_or(|room| height <= room) || others.lanes.len() < 2 {
                break (page, height);
            }
            let all = *of_all.get_or_insert(others.lanes.len());
            others.lanes.pop();
            others.dots.retain(|(_, arm, _)| others.lanes.contains(arm));
            notes.truncate(plain);
            notes.push(format!(
                "Shown are {} of {all} arms; the table has them all.",
                others.lanes.len()
            ));
        };
        let layout = Layout::new(self, spec, &page, things, &bars, &others);
        let description = match others.lanes.len() {
            0 => format!("Bars: {} probabilities with intervals.", things.len()),
            arms => format!(
                "Bars: {} probabilities under the baseline; dots with intervals: the difference that each of {arms} other arms makes.",
                things.len()
            ),
        };
        page.draw(height, &description, |canvas, body| layout.draw(canvas, body))
    }
}

/// The arms besides the baseline.
struct Others<'t> {
    /// Place of the baseline in the order.
    base: usize,
    /// Places of the others.
    lanes: Vec<usize>,
    /// Thing, arm and difference.
    dots: Vec<(usize, usize, Interval)>,
    order: Vec<&'t str>,
}

struct Layout<'a> {
    names: Names,
    /// Words for the baseline, and the lines that they need.
    head: String,
    head_lines: usize,
    rows: usize,
    bars: &'a [(usize, Interval)],
    others: &'a Others<'a>,
    sheet: Sheet,
}

impl<'a> Layout<'a> {
    fn new(
        chart: &Changes,
        spec: &Spec,
        page: &Page,
        things: &[&str],
        bars: &'a [(usize, Interval)],
        others: &'a Others<'a>,
    ) -> Self {
        let sheet = page.sheet;
        let words = things.iter().map(|thing| spec.words(&format!("{}.{thing}", chart.of)));
        let names = Names::new(&sheet, words, if sheet.narrow { 92.0 } else { 0.24 * page.room() }, 2);
        let head = spec.words(&format!("arm.{}", chart.baseline));
        let room = if sheet.narrow { names.width } else { 0.2 * page.room() };
        let width = font::width(&head, sheet.panel.em, true);
        Layout {
            names,
            head_lines: if width <= room { 1 } else { 2 },
            head,
            rows: things.len(),
            bars,
            others,
            sheet,
        }
    }

    fn lanes(&self) -> usize {
        self.others.lanes.len().max(1)
    }

    fn height(&self) -> f64 {
        let sheet = &self.sheet;
        let row = (self.lanes() as f64 * sheet.pitch() + 0.5 * sheet.label.em).max(self.names.height(sheet) + 4.0);
        self.rows as f64 * row + self.head_room() + sheet.ticks_below() + sheet.title_below()
    }

    fn head_room(&self) -> f64 {
        self.head_lines as f64 * 1.25 * self.sheet.panel.em + 0.4 * self.sheet.panel.em
    }

    fn draw(&self, canvas: &Canvas, body: Area) {
        let sheet = &self.sheet;
        let alone = self.others.lanes.is_empty();
        let gap = 1.4 * sheet.label.em;
        let left = body.left + self.names.width + 0.8 * sheet.label.em;
        let digits = rows::decimals(self.bars.iter().map(|(_, v)| v), 100.0, 1);
        let shares: Vec<String> = (self.bars.iter())
            .map(|(_, v)| notation::fixed(100.0 * v.estimate, digits))
            .collect();
        let share_room = rows::widest(sheet, &shares);
        let digits = rows::decimals(self.others.dots.iter().map(|(_, _, v)| v), 100.0, 1);
        let points = |v: f64| notation::points(v, digits);
        let figures: Vec<String> = (self.others.dots.iter())
            .map(|(_, _, v)| rows::figures(*v, points))
            .collect();
        let figure_room = match sheet.narrow || alone {
            true => 0.0,
            false => rows::widest(sheet, &figures) + 0.8 * gap,
        };
        let rest = body.right - left - share_room - figure_room;
        let (top, bottom) = (
            body.top + self.head_room(),
            body.bottom - sheet.ticks_below() - sheet.title_below(),
        );
        // A narrow page has figures only for the levels, and no bars.
        let bar_room = match (alone, sheet.narrow) {
            (true, _) => rest - gap,
            (false, true) => 0.0,
            (false, false) => 0.32 * rest,
        };
        let levels = Area {
            left,
            right: left + bar_room,
            top,
            bottom,
        };
        let share_right = levels.right + share_room + if bar_room > 0.0 { 0.5 * gap } else { 0.0 };
        let plot = Area {
            left: share_right + gap,
            right: body.right - figure_room,
            top,
            bottom,
        };
        let row = (bottom - top) / self.rows as f64;
        rows::between(canvas, levels, (body.left, body.right), self.rows);
        for i in 0..self.rows {
            let middle = top + (i as f64 + 0.5) * row;
            self.names.draw(canvas, sheet, i, (left - 0.8 * sheet.label.em, middle));
        }
        match bar_room > 0.0 {
            true => self.heading(canvas, body.top, (left, share_right), &self.head, false),
            false => {
                let head = format!("{}, %", self.head);
                self.heading(canvas, body.top, (body.left, share_right), &head, true);
            }
        }
        if bar_room > 0.0 {
            let highest = self
                .bars
                .iter()
                .map(|(_, v)| v.high.max(v.estimate))
                .fold(0.01, f64::max);
            let axes = Axes::new(levels, 0.0..1.04 * highest, 0.0..1.0);
            let ticks = rows::ticks(sheet, levels, 0.0..highest, 100.0, false);
            axes.below(canvas, sheet, &ticks, "Probability (%)");
            for (thing, value) in self.bars {
                let middle = top + (*thing as f64 + 0.5) * row;
                let half = 0.5 * sheet.label.em;
                let area = Area {
                    left: levels.left,
                    right: axes.x(value.estimate).max(levels.left + 0.8),
                    top: middle - half,
                    bottom: middle + half,
                };
                let whisker = (axes.x(value.low.max(0.0)), axes.x(value.high));
                rows::bar(canvas, sheet, area, &arm_style(self.others.base).paint, whisker);
            }
            rows::zero(canvas, &axes);
        }
        for ((thing, _), share) in self.bars.iter().zip(&shares) {
            canvas.text((share_right, top + (*thing as f64 + 0.5) * row), sheet.value, share);
        }
        if alone {
            return;
        }
        let heading = if sheet.narrow { "Change" } else { "Change against it" };
        self.heading(canvas, body.top, (plot.left, plot.right), heading, false);
        let range = rows::span(self.others.dots.iter().map(|(_, _, v)| v), 0.002);
        let axes = Axes::new(plot, range.clone(), 0.0..1.0);
        let ticks = rows::ticks(sheet, plot, range, 100.0, true);
        axes.below(canvas, sheet, &ticks, "Percentage points");
        rows::zero(canvas, &axes);
        let lane = sheet.pitch().min(row / (self.lanes() as f64 + 0.3));
        for ((thing, arm, value), text) in self.others.dots.iter().zip(&figures) {
            let place = self.others.lanes.iter().position(|l| l == arm).unwrap_or(0) as f64;
            let middle = top + (*thing as f64 + 0.5) * row;
            let y = middle + (place - (self.lanes() as f64 - 1.0) / 2.0) * lane;
            let sure = value.is_sure(100.0, digits);
            rows::dot(canvas, sheet, &axes, y, &arm_style(*arm), *value, sure);
            if figure_room > 0.0 {
                canvas.text((body.right, y), sheet.value, text);
            }
        }
    }

    /// A heading above a part of the rows, at the bottom of the room for it.
    fn heading(&self, canvas: &Canvas, top: f64, (left, right): (f64, f64), text: &str, at_right: bool) {
        let panel = self.sheet.panel;
        let lines = font::wrapped(text, panel.em, true, right - left, self.head_lines);
        for (i, line) in lines.iter().enumerate() {
            let y = top + (self.head_lines - lines.len() + i) as f64 * 1.25 * panel.em;
            match at_right {
                true => canvas.text((right, y), panel.across(HPos::Right), line),
                false => canvas.text((left, y), panel, line),
            }
        }
    }
}
