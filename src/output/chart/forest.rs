//! Numbers of many things as dots with intervals on one axis, in panels: which of them matter, by how much, and which are not sure.

use super::forest_rows::{Figures, Layout, Look, Marks, Panel};
use super::page::{Entry, Page, Sign};
use super::palette::arm_style;
use super::records::{FEW_WORLDS, Records, distinct};
use super::rows;
use super::sheet::Sheet;
use super::{ChartError, PanelOf, Spec};
use crate::notation;
use crate::table::Table;

/// A panel shows this many rows at most.
const MOST_ROWS: usize = 24;

/// Dots with intervals in rows: columns `estimate`, and where given `low`, `high`, `level`, `effective_worlds`. A row stands at the
/// place of its first line in the table; its words are those of `row.NAME`. Panels have an axis each and stand one below the other,
/// or beside each other where they have the same rows and there is room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forest {
    /// Column of the panels, and the panels drawn with their titles.
    pub panel: &'static str,
    pub panels: Vec<PanelOf>,
    /// Column of the rows. A panel shows its first 24 and says so.
    pub row: &'static str,
    /// Column of the marks of a row, and the marks drawn with their words, as many as six.
    pub mark: &'static str,
    pub marks: Vec<PanelOf>,
    /// Column of a number that is the same in all rows of a panel, and its words: a dashed line from top to bottom.
    pub line: Option<(&'static str, String)>,
    /// With two marks: whether the distance between them is drawn as a bar.
    pub bars: bool,
    /// Column of 0 or 1: what has 0 is not resolved, and drawn open and pale. Without it that is what has an interval with zero in it,
    /// if `zero` is true, and what fewer than ten worlds make.
    pub firm: Option<&'static str>,
    /// Whether zero is in view and marked by a line.
    pub zero: bool,
    /// Whether numbers are shown in per cent or percentage points.
    pub percent: bool,
    /// Title of the axis.
    pub axis: String,
}

impl Forest {
    pub(super) fn draw(&self, table: &Table, spec: &Spec) -> Result<String, ChartError> {
        let records = Records::new(table, spec)?;
        let panels = self.read(&records)?;
        if panels.is_empty() {
            return Err(records.empty("rows with an estimate"));
        }
        let values = || panels.iter().flat_map(Panel::values);
        let scale = if self.percent { 100.0 } else { 1.0 };
        let figures = Figures {
            scale,
            signed: self.zero && values().any(|(v, _)| v.estimate < 0.0),
            decimals: rows::decimals(values().map(|(v, _)| v), scale, if self.percent { 1 } else { 2 }),
        };
        let marks = (self.marks.iter().enumerate()).filter(|_| self.marks.len() > 1);
        let marks = marks.map(|(place, mark)| Entry {
            sign: Sign::Mark(arm_style(place)),
            label: mark.title.clone(),
        });
        let line = self
            .line
            .iter()
            .filter(|_| panels.iter().any(|panel| panel.level.is_some()));
        let line = line.map(|(_, words)| Entry {
            sign: Sign::Level,
            label: words.clone(),
        });
        let key = marks.chain(line).collect();
        let count: usize = panels.iter().map(|panel| panel.rows.len()).sum();
        let what = if self.are_bars() { "Bars" } else { "Dots with intervals" };
        let description = format!(
            "{what} in {} of {}.",
            notation::counted(count as u64, "row"),
            notation::counted(panels.len() as u64, "panel")
        );
        // Whether there are figures for brackets to stand in depends on the size alone, and on what is known here.
        let sheet = Page::new(spec, Vec::new(), &[]).sheet;
        let beside = self.fit_beside(&sheet, &panels);
        let written = !sheet.narrow && !beside && self.marks.len() == 1;
        let notes = self.notes(&panels, records.level()?, written);
        let page = Page::new(spec, key, &notes);
        let look = Look {
            marks: self.marks.len(),
            bars: self.are_bars(),
            zero: self.zero,
            axis: &self.axis,
            figures,
            beside,
            written,
        };
        let layout = Layout::new(look, panels, spec, &page);
        page.draw(layout.height(), &description, |canvas, body| layout.draw(canvas, body))
    }

    /// Whether two marks of a row are the ends of a bar.
    fn are_bars(&self) -> bool {
        self.bars && self.marks.len() == 2
    }

    fn read<'f>(&'f self, records: &Records<'f>) -> Result<Vec<Panel<'f>>, ChartError> {
        let [of_panel, of_row, of_mark] = [self.panel, self.row, self.mark].map(|column| records.text(column));
        let (of_panel, of_row, of_mark) = (of_panel?, of_row?, of_mark?);
        let mut panels = Vec::new();
        for PanelOf { name, title } in &self.panels {
            let mark = |row: usize| self.marks.iter().position(|mark| mark.name == of_mark[row]);
            let mine = records.rows().iter().copied();
            let mine: Vec<usize> = mine.filter(|r| of_panel[*r] == *name && mark(*r).is_some()).collect();
            let names = distinct(of_row, &mine);
            let all = names.len();
            let names = names.into_iter().take(MOST_ROWS);
            let mut rows: Vec<(&str, Marks)> = names.map(|name| (name, vec![None; self.marks.len()])).collect();
            let mut level = None;
            for row in mine {
                let place = rows.iter().position(|(name, _)| *name == of_row[row]);
                if let Some((column, _)) = &self.line {
                    let here = records.optional(column, row)?;
                    if level.is_some() && here.is_some() && level != here {
                        let what = format!("{column} is not the same in all rows of {} {name}", self.panel);
                        return Err(records.inconsistent(what));
                    }
                    level = level.or(here);
                }
                if let (Some(place), Some(mark), Some(value)) = (place, mark(row), records.interval(row)?) {
                    let sure = match self.firm {
                        Some(column) => records.number(column, row)? != 0.0,
                        None if self.zero => value.is_sure(if self.percent { 100.0 } else { 1.0 }, 2),
                        None => !value.few_worlds,
                    };
                    if rows[place].1[mark].replace((value, sure)).is_some() {
                        let what = format!(
                            "more than one estimate of {} {} for {} {name}",
                            of_mark[row], of_row[row], self.panel
                        );
                        return Err(records.inconsistent(what));
                    }
                }
            }
            if rows.iter().any(|(_, marks)| marks.iter().any(Option::is_some)) {
                panels.push(Panel {
                    title,
                    rows,
                    all,
                    level,
                });
            }
        }
        Ok(panels)
    }

    /// Whether panels have the same rows, so that one column of names will do, and enough room beside each other.
    fn fit_beside(&self, sheet: &Sheet, panels: &[Panel]) -> bool {
        let same = |panel: &Panel| panel.names().eq(panels[0].names());
        !sheet.narrow && (2..=3).contains(&panels.len()) && panels.iter().all(same)
    }

    fn notes(&self, panels: &[Panel], level: Option<String>, written: bool) -> Vec<String> {
        let values = || panels.iter().flat_map(Panel::values);
        let level = level.filter(|_| values().any(|(v, _)| v.high > v.low));
        let lines = if written { "Lines and brackets" } else { "Lines" };
        let mut reading: Vec<String> = level
            .map(|level| format!("{lines}: {level} intervals."))
            .into_iter()
            .collect();
        let few = values().any(|(v, _)| v.few_worlds);
        let open = match (self.firm, self.zero, few) {
            (Some(_), ..) => "not resolved".to_owned(),
            (None, true, true) => format!("includes zero, or is made by fewer than {FEW_WORLDS} worlds"),
            (None, true, false) => "includes zero".to_owned(),
            (None, false, _) => format!("is made by fewer than {FEW_WORLDS} worlds"),
        };
        if values().any(|(_, sure)| !sure) {
            reading.push(format!("Open and pale: {open}."));
        }
        let mut notes: Vec<String> = (!reading.is_empty()).then(|| reading.join(" ")).into_iter().collect();
        let all = panels.iter().map(|panel| panel.all).max().unwrap_or(0);
        if all > MOST_ROWS {
            notes.push(format!(
                "Shown are the first {MOST_ROWS} of up to {all} rows; the table has them all."
            ));
        }
        notes
    }
}
