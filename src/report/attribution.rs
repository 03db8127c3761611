//! The attribution of a broker's effect to its instruments, for the terminal.

use super::text::size;
use super::words::{change_of, grid, level_of, paragraph, with_settings};
use crate::analysis::attribution::Target;
use crate::analysis::results::Results;
use crate::analysis::tables;
use crate::game::instruments::Instrument;
use crate::scenario::Scenario;
use crate::stats::Estimate;
use crate::study::Study;
use crate::table::{Cells, Table};

/// For one metric, what each instrument adds, alone and when removed, and what they change together.
pub fn describe(
    scenario: &Scenario,
    study: &Study,
    instruments: &[Instrument],
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
    let table = tables::attribution(&study.scenario, "arm", instruments, results).only("metric", &target.name());
    let scale = if target.is_probability() { 100.0 } else { 1.0 };
    let find = |part: &str, instrument: &str| estimate(&table.only("part", part).only("instrument", instrument));
    let change = |part: &str, instrument: &str| change_of(&find(part, instrument), scale);
    let level = |set: &str| level_of(&find("level", set), scale);
    let rows = instruments.iter().map(|i| {
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
