//! The back-test: the library of cases against the record.

use std::collections::BTreeMap;

use serde_json::{Map, json};

use super::error::JobError;
use super::folder::{Finished, Job, Opened};
use super::inputs::CODED;
use super::inquiry::{Answered, Work};
use super::page::Files;
use super::pictures;
use super::watch::{Event, Step};
use crate::analysis::tables;
use crate::backtest::checks::{Check, checks};
use crate::backtest::coded::{self, Case, CodedError};
use crate::backtest::trial::{self, Part, Request, Trial, TrialError};
use crate::backtest::{self, tables as of_trial};
use crate::output::print::Kind;
use crate::report::backtest::{Told, page, reply};
use crate::report::manifest;
use crate::report::origin::Origin;
use crate::report::repeat::{self, Repeat};
use crate::report::reply::ANSWER;
use crate::scenario::digits;
use crate::study::request::{level_in_words, record_level};
use crate::table::Table;

/// Name of the page in the folder of results.
pub const PAGE: &str = "backtest.md";

/// Tables of cases, by the name of the file and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Library {
    /// The cases that are scored.
    pub cases: (String, String),
    /// Those that were never disarmed; none if it is empty.
    pub never: (String, String),
    /// Those whose end is not known yet, which are neither scored nor told; none if it is empty.
    pub open: (String, String),
    /// What is common to all.
    pub base: String,
    /// Whether the cases are others than those that come with the program.
    pub own: bool,
}

impl Library {
    /// The library that comes with the program.
    pub fn shipped() -> Self {
        Library {
            cases: ("cases.csv".to_owned(), backtest::CASES.to_owned()),
            never: ("never.csv".to_owned(), backtest::NEVER.to_owned()),
            open: ("open.csv".to_owned(), backtest::OPEN.to_owned()),
            base: backtest::BASE.to_owned(),
            own: false,
        }
    }

    /// Another table of cases, with what is common to all as it is shipped, and no other table.
    pub fn of(file: String, text: String) -> Self {
        Library {
            cases: (file, text),
            never: Default::default(),
            open: Default::default(),
            own: true,
            ..Self::shipped()
        }
    }

    /// The cases of both tables, and those that are open if there are any.
    ///
    /// # Errors
    /// All that is wrong with the tables.
    pub fn every(&self) -> Result<Vec<Case>, TrialError> {
        let (mut cases, never) = self.read()?;
        cases.extend(never);
        cases.extend(of(&self.open)?);
        Ok(cases)
    }

    /// The cases that are scored, and those that were never disarmed.
    ///
    /// # Errors
    /// All that is wrong with the tables.
    pub fn read(&self) -> Result<(Vec<Case>, Vec<Case>), TrialError> {
        Ok((of(&self.cases)?, of(&self.never)?))
    }

    /// Tells libraries apart.
    pub fn fingerprint(&self) -> String {
        digits(&format!("{}\n{}\n{}", self.cases.1, self.never.1, self.base))
    }
}

/// The cases of a table; none if there is no table.
fn of((file, text): &(String, String)) -> Result<Vec<Case>, CodedError> {
    match text.is_empty() {
        true => Ok(Vec::new()),
        false => coded::read(file, text),
    }
}

/// A back-test that was written.
#[derive(Debug)]
pub struct Tested {
    /// The answer, and what was written.
    pub answered: Answered,
    /// Its page for another place, if one was asked for.
    pub elsewhere: Option<Elsewhere>,
}

/// The page for another place than the folder of results.
#[derive(Debug)]
pub struct Elsewhere {
    /// The page.
    pub page: String,
    /// SVG files of its pictures, by name.
    pub pictures: BTreeMap<String, Vec<u8>>,
}

/// Predicts, fits, flips, scores and writes; `None` if the result is there already. `pictures_in` is the folder, relative to a page in another place,
/// in which that looks for its pictures.
///
/// # Errors
/// If a table of cases is wrong, `stop` was raised, or something cannot be written.
pub fn backtest(
    library: &Library,
    request: &Request,
    pictures_in: Option<&str>,
    work: &Work,
) -> Result<Option<Tested>, JobError> {
    let all = library.read()?;
    let hashed = json!({
        "command": "backtest",
        "library": library.fingerprint(),
        "worlds": request.worlds,
        "worlds_fitted": request.few,
        "grid": request.grid,
        "seed": request.seed.to_string(),
    });
    let mut whole = hashed.clone();
    record_level(&mut whole);
    super::compare::record(&work.folder.charts, &mut whole);
    let job = match Job::open(work.folder, None, (&hashed, &whole), work.watch)? {
        Opened::Finished => return Ok(None),
        Opened::Ready(job) => *job,
    };
    let (trial, checks) = computed(library, all, request, work)?;
    let told = Told {
        trial: &trial,
        checks: &checks,
        request,
    };
    let mut said = reply(&told);
    said.again = again(library, request);
    said.repeat = said.again.in_short();
    let origin = Origin::of_library(
        "history",
        library.fingerprint(),
        request.seed,
        &whole,
        format!("worlds {}, grid {}{}", request.worlds, request.grid, level_in_words()),
    );
    let mut written: Vec<Table> = of_trial::all(&trial, &checks);
    written.push(tables::columns(&written));
    let charts = &work.folder.charts;
    let figures = pictures::of_backtest(&written, (&origin, &said.computed), charts.size);
    said.charts = match charts.kinds[..] {
        [] => Vec::new(),
        _ => pictures::sources(&figures),
    };
    let (unconverged, nodes) = trial.unconverged();
    let solutions = json!({ "nodes": nodes, "unconverged": unconverged });
    let mut manifest = manifest::answered(&hashed, job.request(), &[], solutions, Map::new());
    origin.record(&mut manifest);
    said.again.clone().drawing(charts).record(&mut manifest);
    let lettering = pictures::lettering(&figures, &mut manifest);
    let pictured = charts.kinds.contains(&Kind::Svg);
    let mut words = Files::from([
        (PAGE.to_owned(), page(&told, pictured.then_some("")).into_bytes()),
        (ANSWER.to_owned(), format!("{:#}\n", json!(said)).into_bytes()),
    ]);
    if library.own {
        words.insert(CODED.to_owned(), library.cases.1.clone().into_bytes());
    }
    let drawn = match charts.kinds.is_empty() {
        true => Vec::new(),
        false => pictures::draw(&figures, &origin, &charts.kinds),
    };
    let elsewhere = pictures_in.map(|folder| Elsewhere {
        page: page(&told, Some(folder)),
        pictures: pictures::draw(&figures, &origin, &[Kind::Svg])
            .into_iter()
            .filter_map(|(name, files)| Some((format!("{name}.svg"), files.ok()?.pop()?.1)))
            .collect(),
    });
    let written: Finished = job.finish(&written, drawn, words, manifest)?;
    Ok(Some(Tested {
        answered: Answered {
            reply: said,
            origin,
            lettering,
            written,
        },
        elsewhere,
    }))
}

/// The command that holds the same cases against the record again.
fn again(library: &Library, request: &Request) -> Repeat {
    let mut options = vec![
        ("worlds", request.worlds.to_string()),
        ("grid", request.grid.to_string()),
        ("seed", request.seed.to_string()),
    ];
    if library.own {
        options.insert(0, ("cases", CODED.to_owned()));
    }
    repeat::without_scenario("backtest", &options)
}

/// The whole computation, with its steps told to the watch.
fn computed(
    library: &Library,
    all: (Vec<Case>, Vec<Case>),
    request: &Request,
    work: &Work,
) -> Result<(Trial, Vec<Check>), JobError> {
    let step = |part: Part| match part {
        Part::Predicting => Step::Cases,
        Part::Fitting => Step::Fitting,
        Part::Flipping => Step::Flips,
    };
    let current = std::cell::Cell::new(None);
    let watch = |part: Part, total: Option<u64>| {
        let step = step(part);
        match total {
            Some(total) => {
                if let Some(before) = current.replace(Some(step)) {
                    work.watch.notice(Event::End { step: before });
                }
                work.watch.notice(Event::Begin {
                    scenario: "history",
                    step,
                    total,
                });
            }
            None => work.watch.notice(Event::Advance { step, by: 1 }),
        }
    };
    let trial = trial::run(all, &library.base, request, work.stop, &watch)?;
    if let Some(step) = current.get() {
        work.watch.notice(Event::End { step });
    }
    let effort = request.effort(request.worlds);
    let checks = checks(&trial.cases, &trial.predictions, &library.base, &effort, work.stop)?;
    Ok((trial, checks))
}
