//! Several results side by side.

use super::chart::Chart;
use super::grid::{Cell, Column, Grid};
use super::part::Part;
use crate::notation::{fixed, points};
use crate::output::print::Size;
use crate::report::overview::{Interval, Line, RECORDED, levels};
use crate::report::overview_drawn::settlement;

/// What stands before the sections of several results.
pub(super) struct Side {
    pub answers: Grid,
    /// What the broker changes in each, as a chart; `None` if nothing can be drawn.
    pub chart: Option<Chart>,
}

impl Side {
    /// The results in one table.
    pub fn of(parts: &[Part]) -> Self {
        let share = |x: f64| fixed(100.0 * x, 2);
        let change = |x: f64| points(x, 2);
        let library = parts.iter().any(|part| part.line.recorded.is_some());
        let rows = parts.iter().map(|part| {
            let line = &part.line;
            let names = |names: &[String]| {
                if names.is_empty() {
                    "–".to_owned()
                } else {
                    names.join(", ")
                }
            };
            let likeliest = line.likeliest.as_ref().map_or_else(Cell::default, |(outcome, p)| Cell {
                text: outcome.replace('_', " "),
                note: format!("{} %", share(*p)),
                ..Cell::default()
            });
            let mut changed = of(line.change.as_ref(), &change);
            changed.unsure = line.change.is_some_and(|i| i.low <= 0.0 && i.high >= 0.0);
            let mut row = vec![
                Cell::text(&part.briefing.title),
                likeliest,
                of(line.settlement.as_ref(), &share),
                Cell::text(part.arm(&line.arm)),
                changed,
                Cell::text(names(&line.gain_and_lose[0])),
                Cell::text(names(&line.gain_and_lose[1])),
                of(line.accepted.as_ref(), &share),
            ];
            if library {
                let (words, given) = line.recorded.clone().unwrap_or_else(|| ("–".to_owned(), None));
                row.push(Cell::text(words));
                row.push(given.map_or_else(Cell::default, |p| Cell::text(share(p))));
            }
            row
        });
        let mut columns = vec![
            Column::text("scenario"),
            Column::text("likeliest ending"),
            Column::number("settlement, %"),
            Column::text("arm"),
            Column::number("changes that, points"),
            Column::text("gains"),
            Column::text("loses"),
            Column::number("both accept, %"),
        ];
        if library {
            columns.extend([Column::text("on record"), Column::number("given to it, %")]);
        }
        let recorded = if library { format!(" {RECORDED}") } else { String::new() };
        Side {
            chart: drawn(parts),
            answers: Grid {
                name: "side-by-side".to_owned(),
                caption: format!(
                    "How negotiations end under the baseline, what the arm changes, and who gains or loses by its broker as far \
                     as the {} intervals tell. Probabilities in per cent, changes in points.{recorded}",
                    levels(&lines(parts))
                ),
                columns,
                rows: rows.collect(),
            },
        }
    }
}

fn lines(parts: &[Part]) -> Vec<Line> {
    parts.iter().map(|part| part.line.clone()).collect()
}

fn drawn(parts: &[Part]) -> Option<Chart> {
    let lines = lines(parts);
    let runs: Vec<String> = parts.iter().map(|part| part.briefing.run_hash.clone()).collect();
    let figure = settlement(&lines, &runs, Size::default());
    Chart::of(&figure.svg().ok()?)
}

fn of(interval: Option<&Interval>, shown: &dyn Fn(f64) -> String) -> Cell {
    let Some(Interval { value, low, high, .. }) = interval else {
        return Cell::default();
    };
    Cell::interval(&value.to_string(), Some((*low, *high)), shown)
}
