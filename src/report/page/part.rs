//! One result as the page shows it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::answered::Answered;
use super::chart::Chart;
use super::grid::Grid;
use super::packed::{LARGEST, LIGHT, packed};
use super::source::{PageError, Source};
use super::tables;
use crate::report::briefing::{BRIEFING, Briefing};
use crate::report::explorer::{self, Input, Section};
use crate::report::overview::Line;
use crate::report::story::examples::{EpisodeStory, STORIES, Stories};

/// Tables that a page does not hand out: those of worlds are too large, and the columns are explained in the documentation.
const KEPT_BESIDE: [&str; 4] = ["draws.csv", "worlds.csv", "types.csv", "columns.csv"];

/// One result.
pub(super) struct Part {
    /// What ids begin with: the stem of the scenario, or with a number if several have it.
    pub id: String,
    pub briefing: Briefing,
    /// By name.
    pub charts: BTreeMap<String, Chart>,
    /// Names and packed contents of tables, as JSON that is safe in a script.
    pub files: String,
    /// Name and text of the scenario file, the same way.
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
    pub answers: Vec<Answered>,
    pub assumptions: Grid,
    pub grades: String,
    pub stories: Vec<Example>,
    /// What was looked for and not found.
    pub not_found: Vec<String>,
    pub explorer: Option<Section>,
    pub line: Line,
}

/// An episode told as a story.
pub(super) struct Example {
    pub title: String,
    pub chosen: String,
    pub command: String,
    /// The story, with all its texts escaped.
    pub html: String,
    /// In place of it: the same packed.
    pub packed: Option<String>,
}

impl Example {
    fn of(story: &EpisodeStory, several: bool) -> Self {
        let html = story.told.html(4);
        Example {
            title: story.title.clone(),
            chosen: story.chosen.clone(),
            command: story.command.clone(),
            packed: several.then(|| packed(html.as_bytes(), LARGEST)).flatten(),
            html,
        }
    }
}

impl Part {
    /// The view of a result, with an id that none of the `others` has. On a page of `several` it is lighter: charts and stories are
    /// packed, and tables that are large stand beside the page alone.
    pub fn of(source: &Source, others: &[String], several: bool) -> Result<Self, PageError> {
        let briefing: Briefing = source.json(BRIEFING)?;
        let told: Stories = source.json(STORIES)?;
        let file = format!("{}.toml", briefing.stem);
        let text = source.text(&file)?.unwrap_or_default();
        let table = |slug: &str| source.table(slug);
        let (outcomes, contrasts, acceptance) = (table("outcomes")?, table("contrasts")?, table("acceptance")?);
        let line = Line::of(
            &briefing.stem,
            &briefing.players,
            &[outcomes.clone(), contrasts.clone(), acceptance.clone()],
        );
        let explorer = explorer::section(&Input {
            scenario: text,
            file: &file,
            manifest: &source.manifest,
            worlds: &table("worlds")?,
        });
        let view = tables::View::new(&briefing, &outcomes, &contrasts);
        let id = told_apart(plain(&briefing.stem), others);
        let (answers, drawn) = Answered::all(source)?;
        let shown = |chart: Chart| if several { chart.packed() } else { chart };
        let of_answers = |(name, chart): (String, Chart)| (name.clone(), shown(chart.named(&format!("{id}-{name}"))));
        let mut charts: BTreeMap<String, Chart> = drawn.into_iter().map(of_answers).collect();
        for name in source.files.keys().filter_map(|name| name.strip_suffix(".svg")) {
            let text = source.text(&format!("{name}.svg"))?.unwrap_or_default();
            let chart = Chart::of(text).map(|chart| chart.named(&id));
            charts.extend(chart.map(|chart| (name.to_owned(), shown(chart))));
        }
        Ok(Part {
            id: id.clone(),
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
            answers,
            attribution: view.attribution(&table("attribution")?),
            assumptions: tables::assumptions(&briefing),
            grades: tables::grades(&briefing),
            files: files(source, if several { LIGHT } else { LARGEST }),
            scenario: in_script(&serde_json::json!({
                "file": file,
                "text": text,
            })),
            stories: told.stories.iter().map(|story| Example::of(story, several)).collect(),
            not_found: told.missing,
            explorer: explorer.map(|mut section| {
                let own = format!("explorer-{id}");
                section.html = section.html.replacen(&section.id, &own, 1);
                section.id = own;
                section
            }),
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
    pub fn behind(&self, chart: &str) -> &str {
        let own = self.briefing.charts.iter().find(|own| own.name == chart);
        own.map_or("", |own| own.table.as_str())
    }

    /// How an arm is called.
    pub fn arm(&self, name: &str) -> String {
        let own = self.briefing.arms.iter().find(|arm| arm.name == name);
        own.map_or(name, |arm| arm.title.as_str()).to_owned()
    }
}

/// The name of a place that no other has, with a number if need be.
fn told_apart(name: String, others: &[String]) -> String {
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    names.find(|name| !others.contains(name)).unwrap_or(name)
}

/// A name that can stand in an id.
fn plain(name: &str) -> String {
    let letters = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
    format!("s-{}", letters.collect::<String>())
}

/// JSON that cannot end the script it stands in.
pub(super) fn in_script(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

/// The tables that a page can hand out, as far as they have at most so many bytes when packed.
fn files(source: &Source, most: usize) -> String {
    let tables =
        (source.files.iter()).filter(|(name, _)| name.ends_with(".csv") && !KEPT_BESIDE.contains(&name.as_str()));
    let all = tables.filter_map(|(name, bytes)| Some((name.clone(), Value::String(packed(bytes, most)?))));
    in_script(&Value::Object(all.collect()))
}
