//! One result as the page shows it.

use std::collections::BTreeMap;

use super::chart::Chart;
use super::grid::Grid;
use super::packed::packed;
use super::source::{PageError, Source};
use super::tables;
use crate::output::records::Records;
use crate::report::briefing::Briefing;
use crate::report::overview::Line;

/// Tables that a page can hand out; the tables of worlds are too large, and stand beside the page.
const HANDED_OUT: [&str; 21] = [
    "outcomes",
    "contrasts",
    "acceptance",
    "metrics",
    "flips",
    "pairing",
    "sign",
    "variance",
    "effects",
    "precision",
    "controls",
    "timeline",
    "arms",
    "ledger",
    "contradictions",
    "asymmetry",
    "exposure",
    "fan",
    "noise",
    "attribution",
    "combinations",
];

/// Which table a chart is drawn from.
const BEHIND: [(&str, &str); 12] = [
    ("outcomes", "outcomes"),
    ("contrasts", "contrasts"),
    ("gains", "acceptance"),
    ("effects", "effects"),
    ("convergence", "precision"),
    ("phases", "timeline"),
    ("first_ruptures", "timeline"),
    ("ledger", "ledger"),
    ("asymmetry", "asymmetry"),
    ("fan", "fan"),
    ("beliefs", "timeline"),
    ("waterfall", "attribution"),
];

/// One result.
pub(super) struct Part {
    /// What ids begin with: the stem of the scenario, or with a number if several have it.
    pub id: String,
    pub briefing: Briefing,
    /// By name.
    pub charts: BTreeMap<String, Chart>,
    /// Names and packed contents of tables, as JSON that is safe in a script.
    pub files: String,
    pub scenario: String,
    pub outcomes: Grid,
    pub levels: Grid,
    pub gains: Grid,
    pub ledger: Grid,
    pub causes: Grid,
    pub exposure: Grid,
    pub contradictions: Grid,
    pub sign: Grid,
    pub variance: Grid,
    pub arms: Grid,
    pub attribution: Grid,
    pub assumptions: Grid,
    pub grades: String,
    pub line: Line,
}

impl Part {
    /// The view of a result.
    pub fn of(source: &Source) -> Result<Self, PageError> {
        let briefing = Part::briefing_of(source)?;
        let table = |slug: &str| source.table(slug);
        let (outcomes, contrasts, acceptance) = (table("outcomes")?, table("contrasts")?, table("acceptance")?);
        let line = Line::of(
            &briefing.stem,
            &briefing.players,
            &[outcomes.clone(), contrasts.clone(), acceptance.clone()],
        );
        let view = tables::View::new(&briefing, &outcomes, &contrasts);
        let mut charts = BTreeMap::new();
        for name in source.files.keys().filter_map(|name| name.strip_suffix(".svg")) {
            let text = source.text(&format!("{name}.svg"))?.unwrap_or_default();
            charts.extend(Chart::of(text).map(|chart| (name.to_owned(), chart)));
        }
        Ok(Part {
            id: plain(&briefing.stem),
            outcomes: view.outcomes(),
            levels: view.levels(),
            gains: view.gains(&acceptance),
            ledger: view.ledger(&table("ledger")?),
            causes: view.causes(&table("timeline")?),
            exposure: view.exposure(&table("exposure")?),
            contradictions: view.contradictions(&table("contradictions")?),
            sign: view.sign(&table("sign")?),
            variance: view.variance(&table("variance")?),
            arms: view.arms(&table("arms")?),
            attribution: view.attribution(&table("attribution")?),
            assumptions: tables::assumptions(&briefing),
            grades: tables::grades(&briefing),
            files: files(source),
            scenario: in_script(&serde_json::json!({
                "name": format!("{}.toml", briefing.stem),
                "text": source.text(&format!("{}.toml", briefing.stem))?.unwrap_or_default(),
            })),
            charts,
            line,
            briefing,
        })
    }

    /// A chart by name.
    pub fn chart(&self, name: &str) -> Option<&Chart> {
        self.charts.get(name)
    }

    /// The table that a chart is drawn from; empty for one that is not known.
    pub fn behind(&self, chart: &str) -> &'static str {
        BEHIND
            .iter()
            .find(|(name, _)| *name == chart)
            .map_or("", |(_, table)| *table)
    }

    /// How an arm is called.
    pub fn arm(&self, name: &str) -> String {
        let own = self.briefing.arms.iter().find(|arm| arm.name == name);
        own.map_or(name, |arm| arm.title.as_str()).to_owned()
    }
}

/// Parts with ids of their own.
pub(super) fn told_apart(mut parts: Vec<Part>) -> Vec<Part> {
    for place in 1..parts.len() {
        let before: Vec<String> = parts[..place].iter().map(|part| part.id.clone()).collect();
        let own = parts[place].id.clone();
        let mut number = 2;
        while before.contains(&parts[place].id) {
            parts[place].id = format!("{own}-{number}");
            number += 1;
        }
    }
    parts
}

/// A name that can stand in an id.
fn plain(name: &str) -> String {
    let letters = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
    format!("s-{}", letters.collect::<String>())
}

/// JSON that cannot end the script it stands in.
pub(super) fn in_script(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

fn files(source: &Source) -> String {
    let all = HANDED_OUT.into_iter().filter_map(|slug| {
        let name = format!("{slug}.csv");
        let bytes = source.file(&name)?;
        Some((name, serde_json::Value::String(packed(bytes)?)))
    });
    in_script(&serde_json::Value::Object(all.collect()))
}

/// The rows of records that have these cells.
pub(super) fn rows<'r>(
    records: &'r Records,
    cells: &'r [(&'r str, &'r str)],
) -> impl Iterator<Item = &'r Vec<String>> + 'r {
    let same = move |row: &&Vec<String>| cells.iter().all(|(column, text)| records.cell(row, column) == *text);
    records.rows.iter().filter(same)
}
