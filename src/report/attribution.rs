//! The attribution of a broker's effect to its instruments, for the terminal.

use super::text::size;
use super::words::{change_of, counted, grid, level_of, paragraph, with_settings};
use crate::analysis::attribution::{Division, Sets, Target};
use crate::analysis::results::Results;
use crate::analysis::tables;
use crate::scenario::Scenario;
use crate::stats::Estimate;
use crate::study::Study;
use crate::table::{Cells, Table};

/// For one metric, what each instrument adds, alone and when removed, and what they change together.
pub fn describe(
    scenario: &Scenario,
    study: &Study,
    division: &Division,
    target: Target,
    results: &Results,
    settings: &[String],
) -> String {
    let mut text = format!(
        "{}\n{}{}, seed {}, grid {}; the broker takes part in every world\n\n",
        scenario.title(),
        with_settings(settings),
        size(study, results),
        study.seed,
        study.grid
    );
    text.push_str(&paragraph(&solved(division, results)));
    text.push('\n');
    let table = tables::attribution(&study.scenario, "arm", division, results).only("metric", &target.name());
    let scale = if target.is_probability() { 100.0 } else { 1.0 };
    let find = |part: &str, instrument: &str| estimate(&table.only("part", part).only("instrument", instrument));
    let change = |part: &str, instrument: &str| change_of(&find(part, instrument), scale);
    let level = |set: &str| level_of(&find("level", set), scale);
    let rows = division.instruments.iter().map(|i| {
        let name = i.name();
        let parts = ["shapley", "alone", "removed"].map(|part| change(part, name));
        [vec![name.to_owned()], parts.to_vec()].concat()
    });
    let header = ["instrument", "Shapley share", "alone", "when removed"];
    text.push_str(&grid(&header, rows));
    let unit = if target.is_probability() { " (points)" } else { "" };
    text.push_str(&paragraph(&format!(
        "Together they change {}{unit} by {}, from {} to {}.",
        target.name(),
        change("total", "all"),
        level("none"),
        level("all")
    )));
    text.push('\n');
    text
}

/// What was solved in each world, and on which grids.
fn solved(division: &Division, results: &Results) -> String {
    let mut text = format!("Solved: {}", division.sets.in_words());
    let levels: Vec<String> = results
        .levels()
        .map(|(level, worlds)| format!("{} on grid {}", counted(worlds.len() as u64, "world"), level.grid))
        .collect();
    if let [coarse, fine] = &levels[..] {
        text.push_str(&format!("; {coarse}, corrected by {fine}"));
    }
    if division.sets == Sets::Order {
        text.push_str(
            ". An effect alone or when removed is from the worlds in which the instrument came first or last",
        );
    }
    text + "."
}

/// The estimate in a table's only row.
fn estimate(row: &Table) -> Estimate {
    let of = |column: &str| match row.column(column) {
        Some(Cells::Number(cells)) => cells.first().copied().flatten(),
        _ => None,
    };
    Estimate {
        value: of("estimate"),
        low: of("low"),
        high: of("high"),
        ..Estimate::default()
    }
}
