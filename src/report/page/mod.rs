//! One self-contained page from the files of results: opens from the disk, needs no network, reads in light and dark and on paper.
//!
//! Everything on it comes from the files, so that a page can be made again at any time, and its numbers are those of the
//! tables. Templates escape all that is put into them; what is not escaped is our own (charts, scripts, the explorer).

mod answered;
mod chart;
mod grid;
mod packed;
mod part;
mod select;
mod side;
mod source;
mod tables;

pub use source::{PageError, Source};

use askama::Template;

use super::explorer::{self, Shared};
use super::manifest::PROGRAM;
use super::reply::ANSWER;
use super::story::examples::STORIES;
use crate::notation::base64;
use part::Part;
use side::Side;

/// The table of an attribution.
const ATTRIBUTION: &str = "attribution.csv";

const FONTS: [(&str, &[u8]); 2] = [
    ("400", include_bytes!("../../../assets/fonts/Inter-Regular.woff2")),
    ("700", include_bytes!("../../../assets/fonts/Inter-Bold.woff2")),
];

#[derive(Template)]
#[template(path = "page.html", config = "src/report/page/askama.toml")]
struct Page {
    title: String,
    program: &'static str,
    fonts: Vec<(&'static str, String)>,
    style: &'static str,
    script: &'static str,
    explorer: Option<Shared>,
    side: Option<Side>,
    parts: Vec<Part>,
}

/// The page of one result, or of several side by side, in this order.
///
/// # Errors
/// If a file is missing or is not what it should be.
pub fn page(sources: &[Source]) -> Result<String, PageError> {
    let mut parts: Vec<Part> = Vec::new();
    for source in sources {
        let others: Vec<String> = parts.iter().map(|part| part.id.clone()).collect();
        parts.push(Part::of(source, &others, sources.len() > 1)?);
    }
    let page = Page {
        title: match &parts[..] {
            [one] => one.briefing.title.clone(),
            several => format!("{} scenarios side by side", several.len()),
        },
        program: PROGRAM,
        fonts: FONTS.map(|(weight, bytes)| (weight, base64(bytes))).into(),
        style: include_str!("page.css"),
        script: include_str!("page.js"),
        explorer: parts.iter().any(|part| part.explorer.is_some()).then(explorer::shared),
        side: (parts.len() > 1).then(|| Side::of(&parts)),
        parts,
    };
    let text = page.render().map_err(|e| PageError::Template(e.to_string()))?;
    // Templates leave lines of blanks where they decide something.
    let lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty());
    Ok(lines.map(|line| format!("{line}\n")).collect())
}

/// Whether a result has what a page needs.
pub fn has_words(source: &Source) -> bool {
    source.file(super::briefing::BRIEFING).is_some()
}

/// Whether a result divides a change among the broker's instruments and the stakeholders.
pub fn is_attribution(source: &Source) -> bool {
    source.file(ATTRIBUTION).is_some()
}

/// Whether a result answers a question about a scenario.
pub fn is_answer(source: &Source) -> bool {
    source.file(ANSWER).is_some()
}

/// Whether an attribution or an answer is of the scenario that was compared.
pub fn same_scenario(compared: &Source, other: &Source) -> bool {
    let hash = |source: &Source| {
        let hash = &source.manifest["identity"]["scenario_hash"];
        hash.as_str().map(str::to_owned)
    };
    let own = hash(compared);
    own.is_some() && own == hash(other)
}

/// Adds an answer, or the tables and charts of an attribution, to those of the comparison.
pub fn join(compared: &mut Source, attribution: Source) {
    if is_answer(&attribution) {
        compared.answers.push(attribution);
        return;
    }
    let wanted = |name: &String| name == ATTRIBUTION || name.ends_with(".svg");
    compared
        .files
        .extend(attribution.files.into_iter().filter(|(name, _)| wanted(name)));
}

/// Whether a page is made from a file of that name.
pub fn needs(name: &str) -> bool {
    let plain = !name.contains('/');
    let kind = [".csv", ".svg", ".toml"].iter().any(|end| name.ends_with(end));
    plain && (kind || [super::briefing::BRIEFING, STORIES, ANSWER].contains(&name))
}
