//! A number over two others, or over two lists of names, as a map of coloured tiles.

use super::page::Page;
use super::records::{FEW_WORLDS, Interval, Records, distinct};
use super::rows;
use super::tile_colours::Colours;
use super::tile_map::{Map, Panel, Side};
use super::{ChartError, PanelOf, Spec};
use crate::notation;
use crate::table::Table;

/// Tiles of which the colour says how large a number is, with the number in them where it fits: columns `estimate`, and where given
/// `low`, `high`, `level`, `effective_worlds`. Numbers that run to the right or upwards stand at even distances in rising order,
/// texts in the order of the table from the left and from the top, with the words of `COLUMN.TEXT`. A pair that the table lacks is a
/// gap. All panels have the same colours and axes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiles {
    /// Column of the panels, and the panels drawn with their titles.
    pub panel: &'static str,
    pub panels: Vec<PanelOf>,
    /// Columns of what runs to the right and of what runs upwards.
    pub across: &'static str,
    pub up: &'static str,
    /// Whether the numbers are differences: they have a colour on each side of zero, and those with an interval that holds zero are
    /// framed and not filled. Fewer than ten worlds have the same effect on any number.
    pub signed: bool,
    /// Whether numbers are shown in per cent or percentage points.
    pub percent: bool,
    /// What the colours say, with the unit.
    pub key: String,
    /// Titles of the axes.
    pub below: String,
    pub beside: String,
}

impl Tiles {
    pub(super) fn draw(&self, table: &Table, spec: &Spec) -> Result<String, ChartError> {
        let records = Records::new(table, spec)?;
        let of_panel = records.text(self.panel)?;
        let shown = |row: &usize| self.panels.iter().position(|panel| panel.name == of_panel[*row]);
        let mine: Vec<usize> = records.rows().iter().copied().filter(|r| shown(r).is_some()).collect();
        let (across, columns) = side(&records, &mine, spec, (self.across, &self.below))?;
        let (up, levels) = side(&records, &mine, spec, (self.up, &self.beside))?;
        let all = self.panels.iter().map(|panel| Panel {
            title: &panel.title,
            tiles: Vec::new(),
        });
        let mut panels: Vec<Panel> = all.collect();
        for ((row, column), level) in mine.iter().zip(columns).zip(levels) {
            let (Some(place), Some(value)) = (shown(row), records.interval(*row)?) else {
                continue;
            };
            // Numbers rise, texts are read from the top.
            let line = if up.rises { up.words.len() - 1 - level } else { level };
            if panels[place]
                .tiles
                .iter()
                .any(|tile| (tile.0, tile.1) == (column, line))
            {
                let what = format!(
                    "more than one estimate for {} {} and {} {}, {} {}",
                    self.across, across.words[column], self.up, up.words[level], self.panel, self.panels[place].name
                );
                return Err(records.inconsistent(what));
            }
            let sure = match self.signed {
                true => value.is_sure(if self.percent { 100.0 } else { 1.0 }, 2),
                false => !value.few_worlds,
            };
            panels[place].tiles.push((column, line, value, sure));
        }
        panels.retain(|panel| !panel.tiles.is_empty());
        if panels.is_empty() {
            return Err(records.empty("tiles with an estimate"));
        }
        let page = Page::new(spec, Vec::new(), &[]);
        let colours = self.colours(&panels);
        let map = Map::new((across, up), panels, (colours, &self.key), &page);
        let page = Page::new(spec, Vec::new(), &self.notes(&map, records.level()?));
        let description = format!(
            "Map of {} by {} tiles, in {}.",
            map.across.words.len(),
            map.up.words.len(),
            notation::counted(map.panels.len() as u64, "panel")
        );
        page.draw(map.height(), &description, |canvas, body| map.draw(canvas, body))
    }

    fn colours(&self, panels: &[Panel]) -> Colours {
        let values = || {
            panels
                .iter()
                .flat_map(|panel| &panel.tiles)
                .map(|(_, _, value, _)| value)
        };
        let (low, high) = values().fold((f64::MAX, f64::MIN), |(low, high), v| {
            (low.min(v.estimate), high.max(v.estimate))
        });
        let reach = low.abs().max(high.abs()).max(1e-300);
        let scale = if self.percent { 100.0 } else { 1.0 };
        let (low, high) = if self.signed { (-reach, reach) } else { (low, high) };
        // As many decimals as tell the tiles apart.
        let decimals = match scale * (high - low) {
            _ if self.percent => 1,
            reach if reach >= 50.0 => 0,
            reach if reach >= 5.0 => 1,
            _ => rows::decimals(values(), scale, 2).min(3),
        };
        Colours {
            signed: self.signed,
            low,
            high,
            scale,
            decimals,
        }
    }

    fn notes(&self, map: &Map, level: Option<String>) -> Vec<String> {
        let mut notes = Vec::new();
        let tiles = || map.panels.iter().flat_map(|panel| &panel.tiles);
        if let (true, Some(level)) = (map.shows_intervals(), &level) {
            notes.push(format!("Second line: {level} interval."));
        }
        let zero = |value: &Interval| self.signed && !value.few_worlds;
        let zero = tiles().any(|(_, _, value, sure)| !sure && zero(value));
        let few = tiles().any(|(_, _, value, _)| value.few_worlds);
        let level = level.map_or_else(String::new, |level| format!("{level} "));
        let zero = zero.then(|| format!("the {level}interval includes zero"));
        let few = few.then(|| format!("fewer than {FEW_WORLDS} worlds make it"));
        let why: Vec<String> = zero.into_iter().chain(few).collect();
        if !why.is_empty() {
            notes.push(format!("Framed and not filled: {}.", why.join(", or ")));
        }
        if !map.shows_values() {
            notes.push("Tiles are too small for numbers, which are in the table.".to_owned());
        }
        // One after the other where they are read together.
        match notes.is_empty() {
            true => notes,
            false => vec![notes.join(" ")],
        }
    }
}

/// What runs along one side, and the place of each of the rows on it.
fn side<'s>(
    records: &Records,
    rows: &[usize],
    spec: &Spec,
    (column, title): (&'static str, &'s str),
) -> Result<(Side<'s>, Vec<usize>), ChartError> {
    if let Ok(cells) = records.text(column) {
        let names = distinct(cells, rows);
        let place = |row: &usize| names.iter().position(|name| *name == cells[*row]).unwrap_or(0);
        let places = rows.iter().map(place).collect();
        let words = names.iter().map(|name| spec.words(&format!("{column}.{name}")));
        let words = words.collect();
        return Ok((
            Side {
                title,
                words,
                rises: false,
            },
            places,
        ));
    }
    let mut numbers = Vec::new();
    for row in rows {
        numbers.push(records.number(column, *row)?);
    }
    let mut steps = numbers.clone();
    steps.sort_by(f64::total_cmp);
    steps.dedup();
    let place = |number: &f64| steps.iter().position(|step| step == number).unwrap_or(0);
    let places = numbers.iter().map(place).collect();
    let words = steps.iter().map(|step| notation::significant(*step)).collect();
    Ok((
        Side {
            title,
            words,
            rises: true,
        },
        places,
    ))
}
