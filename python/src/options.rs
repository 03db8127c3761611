//! Options of a comparison, from the keyword arguments of Python: every one is checked, and all that is wrong is told at once.

use std::fmt::Display;
use std::ops::RangeInclusive;

use honest_broker::numeric::grid::GRID_RANGE;
use honest_broker::output::print::{Charts, Kind};
use honest_broker::solve::Start;
use honest_broker::stats::Level;
use honest_broker::study::design::Sampling;
use honest_broker::study::request::{Episodes, Evaluate, Refine, Request};
use serde_json::{Map, Value};

/// Numbers of worlds that can be asked for.
const WORLDS: RangeInclusive<u64> = 2..=4_000_000;
/// Numbers of episodes that can be asked for.
const EPISODES: RangeInclusive<u64> = 1..=1_000_000_000_000;

/// Reads options one by one and remembers what was wrong.
struct Reader<'o> {
    given: &'o Map<String, Value>,
    wrong: Vec<String>,
}

impl Reader<'_> {
    fn whole(&mut self, name: &str, range: RangeInclusive<u64>) -> Option<u64> {
        let value = self.given.get(name).filter(|value| !value.is_null())?;
        let number = value.as_u64().filter(|number| range.contains(number));
        if number.is_none() {
            let (low, high) = range.into_inner();
            self.refuse(name, value, &format!("give a whole number from {low} to {high}"));
        }
        number
    }

    fn number(&mut self, name: &str, suits: impl Fn(f64) -> bool, help: &str) -> Option<f64> {
        let value = self.given.get(name).filter(|value| !value.is_null())?;
        let number = value.as_f64().filter(|number| suits(*number));
        if number.is_none() {
            self.refuse(name, value, help);
        }
        number
    }

    fn word<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<T> {
        let value = self.given.get(name).filter(|value| !value.is_null())?;
        let found = words.iter().find(|(word, _)| value.as_str() == Some(word));
        if found.is_none() {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.refuse(name, value, &format!("give one of {}", words.join(", ")));
        }
        found.map(|(_, meant)| *meant)
    }

    fn refuse(&mut self, name: &str, found: impl Display, help: &str) {
        self.wrong.push(format!("{name}={found}: {help}"));
    }
}

/// The grid, if it is one.
///
/// # Errors
/// What would be right.
pub fn grid(points: usize) -> Result<usize, String> {
    match GRID_RANGE.contains(&points) {
        true => Ok(points),
        false => Err(format!(
            "grid={points}: give a whole number of points from {} to {}",
            GRID_RANGE.start(),
            GRID_RANGE.end()
        )),
    }
}

/// The request that options ask for.
///
/// # Errors
/// All options that are wrong, one in a line.
pub fn request(given: &Map<String, Value>) -> Result<Request, String> {
    let mut reader = Reader {
        given,
        wrong: Vec::new(),
    };
    let usual = Request::default();
    let episodes = match given.get("episodes").and_then(Value::as_str) {
        Some("auto") => Some(Episodes::Auto),
        _ => reader.whole("episodes", EPISODES).map(Episodes::Number),
    };
    let arms = given.get("arms").and_then(Value::as_array);
    let arms = arms.map(|arms| arms.iter().filter_map(|arm| arm.as_str().map(str::to_owned)).collect());
    let points = RangeInclusive::new(*GRID_RANGE.start() as u64, *GRID_RANGE.end() as u64);
    let request = Request {
        arms: arms.unwrap_or_default(),
        baseline: given
            .get("baseline")
            .and_then(Value::as_str)
            .map_or(usual.baseline, str::to_owned),
        seed: reader.whole("seed", 0..=u64::MAX).unwrap_or(usual.seed),
        episodes,
        grid: reader
            .whole("grid", points)
            .map_or(usual.grid, |points| points as usize),
        refine: reader
            .word("refine", &[("some", Refine::Some), ("every", Refine::Every)])
            .unwrap_or(usual.refine),
        selection: reader
            .word(
                "selection",
                &[
                    ("continued", Start::Continued),
                    ("traced", Start::Traced),
                    ("good-news", Start::GoodNews),
                    ("bad-news", Start::BadNews),
                ],
            )
            .unwrap_or(usual.selection),
        worlds: reader.whole("worlds", WORLDS),
        sampling: reader.word("sampling", SAMPLING).unwrap_or(usual.sampling),
        evaluate: reader
            .word(
                "evaluate",
                &[
                    ("exact", Evaluate::Exact),
                    ("play", Evaluate::Play),
                    ("both", Evaluate::Both),
                ],
            )
            .unwrap_or(usual.evaluate),
        precision: reader.number(
            "precision",
            |half_width| half_width > 0.0 && half_width < 0.5,
            "give a half-width between 0 and 0.5, for example 0.005",
        ),
        max_worlds: reader.whole("max_worlds", 16..=*WORLDS.end()),
        threshold: reader
            .number(
                "threshold",
                |share| (0.0..1.0).contains(&share),
                "give a difference from 0 to 1, for example 0.005",
            )
            .unwrap_or(usual.threshold),
        fan: None,
    };
    if request.max_worlds.is_some() && request.precision.is_none() {
        reader
            .wrong
            .push("max_worlds has a meaning with precision alone; give both or neither".to_owned());
    }
    match reader.wrong.is_empty() {
        true => Ok(request),
        false => Err(reader.wrong.join("\n")),
    }
}

/// Kinds of files that this package makes of charts. It is built without what writes PDF, which would make the wheel larger.
const KINDS: [Kind; 2] = [Kind::Svg, Kind::Png];

/// Which files are made of each chart: kinds by their names, in any order.
///
/// # Errors
/// What would be right.
pub fn charts(kinds: &[String]) -> Result<Charts, String> {
    let names = KINDS.map(Kind::name);
    match kinds.iter().find(|kind| !names.contains(&kind.as_str())) {
        Some(wrong) if wrong == Kind::Pdf.name() => Err(
            "charts=pdf: the command that comes with this package draws PDF, honest-broker compare --charts pdf; give True, False, svg or png"
                .to_owned(),
        ),
        Some(wrong) => Err(format!(
            "charts={wrong}: give True, False, or kinds out of {}",
            names.join(", ")
        )),
        None => Ok(Charts {
            kinds: KINDS
                .into_iter()
                .filter(|kind| kinds.iter().any(|wanted| wanted == kind.name()))
                .collect(),
            ..Charts::default()
        }),
    }
}

/// The confidence level of intervals.
///
/// # Errors
/// What would be right.
pub fn level(share: f64) -> Result<Level, String> {
    Level::new(share).map_err(|error| format!("level={share}: {error}"))
}

/// What is rounded up of the numbers of worlds asked for, in words.
///
/// # Errors
/// All options that are wrong, one in a line.
pub fn rounded(given: &Map<String, Value>, uncertain: bool) -> Result<Vec<String>, String> {
    Ok(request(given)?.rounded(uncertain))
}

/// Words for how worlds are chosen.
const SAMPLING: &[(&str, Sampling)] = &[("sobol", Sampling::Sobol), ("monte-carlo", Sampling::MonteCarlo)];

/// How worlds are chosen.
///
/// # Errors
/// What would be right.
pub fn sampling(name: &str) -> Result<Sampling, String> {
    let found = SAMPLING.iter().find(|(word, _)| *word == name);
    found
        .map(|(_, sampling)| *sampling)
        .ok_or_else(|| format!("sampling={name}: give one of sobol, monte-carlo"))
}
