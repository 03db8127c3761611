//! A checked scenario as Python holds it.

use std::path::PathBuf;

use honest_broker::report::scenario::describe;
use honest_broker::scenario::{
    Arm, Distribution, Problems, Quantity, Scenario, Setting, Uncertain, UncertainKind, load, parse,
};
use honest_broker::solve::DEFAULT_GRID;
use honest_broker::stats::Level;
use honest_broker::study::design::Design;
use honest_broker::study::request::REPLICATES;
use pyo3::prelude::*;
use serde_json::{Value, json};

use crate::comparing::{self, Place};
use crate::evaluating::{self, Wanted};
use crate::running::Asked;
use crate::tables::{Handed, numbers};
use crate::{failing, options};

/// A checked scenario. It does not change; what changes it makes another.
#[pyclass(frozen, module = "honest_broker._native")]
pub struct NativeScenario {
    scenario: Scenario,
}

#[pymethods]
impl NativeScenario {
    /// Reads a file and applies settings, each `key=value`.
    #[staticmethod]
    fn load(py: Python<'_>, path: PathBuf, settings: Vec<String>) -> PyResult<Self> {
        let settings = parsed(py, &settings)?;
        made(py, py.detach(|| load(&path, &settings)))
    }

    /// Reads a text that need not stand in a file.
    #[staticmethod]
    fn from_text(py: Python<'_>, name: &str, text: &str, settings: Vec<String>) -> PyResult<Self> {
        let settings = parsed(py, &settings)?;
        made(py, py.detach(|| parse(&format!("{name}.toml"), text, &settings)))
    }

    /// The scenario with more settings; each takes the place of an earlier one for the same key.
    fn with_settings(&self, py: Python<'_>, settings: Vec<String>) -> PyResult<Self> {
        let settings = parsed(py, &settings)?;
        made(py, py.detach(|| self.scenario.checked_with(&settings)))
    }

    /// The text as it was read, with all that it extends and without settings.
    #[getter]
    fn text(&self) -> &str {
        &self.scenario.text
    }

    /// What it is, as JSON.
    fn facts(&self) -> String {
        let scenario = &self.scenario;
        let arm = |arm: &Arm| {
            json!({"name": arm.name, "title": arm.display_name, "summary": arm.summary, "from": arm.from,
                "overrides": arm.overrides})
        };
        let settings = scenario
            .settings()
            .iter()
            .map(|setting| format!("{}={}", setting.key(), setting.value()));
        let facts = json!({
            "name": scenario.stem,
            "title": scenario.title(),
            "summary": scenario.summary,
            "sources": scenario.sources,
            "fingerprint": scenario.fingerprint(),
            "arms": scenario.arms.iter().map(arm).collect::<Vec<_>>(),
            "default_arm": scenario.default_arm().name,
            "settings": settings.collect::<Vec<_>>(),
            "warnings": failing::listed(scenario.warnings()),
            "uncertain": scenario.uncertain().iter().map(|own| uncertain(scenario, own)).collect::<Vec<_>>(),
        });
        facts.to_string()
    }

    /// What `check` says of it.
    fn described(&self, py: Python<'_>) -> PyResult<String> {
        let text = describe(&self.scenario, DEFAULT_GRID);
        let text = text.map_err(|found| failing::problems(py, "ScenarioError", &found))?;
        Ok(evaluating::said(&text))
    }

    /// Every key of an arm with the value in effect, as JSON.
    fn resolved(&self, py: Python<'_>, arm: &str) -> PyResult<String> {
        let resolved = self.scenario.resolved(arm);
        let resolved = resolved.map_err(|found| failing::problems(py, "ScenarioError", &found))?;
        Ok(json!(resolved).to_string())
    }

    /// Values of something uncertain at coordinates strictly between 0 and 1, as bytes; `None` if there is nothing of that key.
    fn quantile(&self, py: Python<'_>, key: &str, coordinates: Vec<f64>) -> Option<Py<PyAny>> {
        let own = self.scenario.uncertain().iter().find(|own| own.key == key)?;
        let of: Box<dyn Fn(f64) -> f64> = match (own.kind, drawn_from(&self.scenario, own)?) {
            (UncertainKind::Number, Quantity::Distribution(distribution)) => {
                Box::new(move |u| distribution.quantile(u))
            }
            (UncertainKind::Number, Quantity::Fixed(x)) => Box::new(move |_| x),
            (UncertainKind::Event, Quantity::Fixed(p)) => Box::new(move |u| f64::from(u8::from(u < p))),
            (UncertainKind::Event, Quantity::Distribution(_)) => return None,
        };
        Some(numbers(py, coordinates.into_iter().map(of)))
    }

    /// Coordinates of worlds `0..worlds` of a comparison, row by row as bytes, by what is uncertain.
    fn coordinates(&self, py: Python<'_>, worlds: u64, seed: u64, sampling: &str) -> PyResult<Py<PyAny>> {
        let design = Design {
            sampling: options::sampling(sampling).map_err(|error| failing::usage(py, &error))?,
            replicates: REPLICATES as usize,
            seed,
        };
        let dimensions: Vec<u64> = self.scenario.uncertain().iter().map(|own| own.dimension).collect();
        let rows: Vec<f64> = py.detach(|| {
            let of = |world| self.scenario.correlated(&design.coordinates(world, &dimensions));
            (0..worlds).flat_map(of).collect()
        });
        Ok(numbers(py, rows.into_iter()))
    }

    /// Solves the world of every row under arms.
    #[pyo3(signature = (keys, rows, *, coordinates, arms, grid, rough, threads, told))]
    #[expect(clippy::too_many_arguments, reason = "keyword arguments of Python")]
    fn evaluate(
        &self,
        py: Python<'_>,
        keys: Vec<String>,
        rows: Vec<Vec<String>>,
        coordinates: bool,
        arms: Vec<String>,
        grid: usize,
        rough: bool,
        threads: Option<u16>,
        told: Option<Py<PyAny>>,
    ) -> PyResult<Vec<Handed>> {
        let wanted = Wanted {
            keys,
            rows,
            coordinates,
            arms,
            grid,
            rough,
        };
        let level = Level::USUAL;
        evaluating::evaluate(py, &self.scenario, wanted, &Asked { threads, told, level })
    }

    /// Solves arms in the central world: tables of outcomes, values and policies, and what `solve` says.
    #[pyo3(signature = (arms, *, grid, rounds, threads, told))]
    fn solve(
        &self,
        py: Python<'_>,
        arms: Vec<String>,
        grid: usize,
        rounds: usize,
        threads: Option<u16>,
        told: Option<Py<PyAny>>,
    ) -> PyResult<evaluating::Solved> {
        let level = Level::USUAL;
        evaluating::solve(
            py,
            &self.scenario,
            &arms,
            (grid, rounds),
            &Asked { threads, told, level },
        )
    }

    /// What a comparison with these options, a JSON object, will compute otherwise than asked, in sentences.
    fn notes(&self, py: Python<'_>, options: &str) -> PyResult<Vec<String>> {
        comparing::notes(py, &self.scenario, options)
    }

    /// Compares arms and writes a folder of results. `options` is a JSON object, `charts` are kinds of files. Whether anything was computed.
    #[pyo3(signature = (out, options, *, level, charts, force, resume, threads, told))]
    #[expect(clippy::too_many_arguments, reason = "keyword arguments of Python")]
    fn compare(
        &self,
        py: Python<'_>,
        out: PathBuf,
        options: &str,
        level: f64,
        charts: Vec<String>,
        force: bool,
        resume: bool,
        threads: Option<u16>,
        told: Option<Py<PyAny>>,
    ) -> PyResult<bool> {
        let level = options::level(level).map_err(|error| failing::usage(py, &error))?;
        let place = Place {
            out,
            charts: options::charts(&charts).map_err(|error| failing::usage(py, &error))?,
            force,
            resume,
        };
        comparing::compare(py, &self.scenario, options, place, &Asked { threads, told, level })
    }
}

fn parsed(py: Python<'_>, settings: &[String]) -> PyResult<Vec<Setting>> {
    let parsed: Vec<_> = settings.iter().map(|setting| Setting::parse(setting)).collect();
    let wrong: Vec<String> = parsed
        .iter()
        .filter_map(|one| Some(one.as_ref().err()?.to_string()))
        .collect();
    match wrong.is_empty() {
        true => Ok(parsed.into_iter().flatten().collect()),
        false => Err(failing::usage(py, &wrong.join("\n"))),
    }
}

fn made(py: Python<'_>, scenario: Result<Scenario, Problems>) -> PyResult<NativeScenario> {
    match scenario {
        Ok(scenario) => Ok(NativeScenario { scenario }),
        Err(found) => Err(failing::problems(py, "ScenarioError", &found)),
    }
}

/// What something uncertain is drawn from: the distribution of a number, or the probability of an event. That of the scenario as it stands,
/// or if it is certain there, of the first arm that draws it.
fn drawn_from(scenario: &Scenario, own: &Uncertain) -> Option<Quantity> {
    let arms = std::iter::once(scenario.default_arm()).chain(&scenario.arms);
    let given: Vec<Quantity> = arms.filter_map(|arm| scenario.number(&arm.name, own.path())).collect();
    let is_drawn = |quantity: &&Quantity| match (own.kind, quantity) {
        (UncertainKind::Number, Quantity::Distribution(_)) => true,
        (UncertainKind::Event, Quantity::Fixed(p)) => *p > 0.0 && *p < 1.0,
        _ => false,
    };
    given.iter().find(is_drawn).or(given.first()).copied()
}

fn uncertain(scenario: &Scenario, own: &Uncertain) -> Value {
    let parameters = scenario.parameters();
    let parameter = parameters.iter().find(|parameter| parameter.key == own.key);
    let finite = |x: f64| x.is_finite().then_some(x);
    let (text, numbers) = match drawn_from(scenario, own) {
        Some(Quantity::Distribution(distribution)) => (distribution.to_string(), Some(distribution)),
        Some(Quantity::Fixed(p)) => (format!("probability {p}"), None),
        None => (String::new(), None),
    };
    let at = |u: f64| numbers.map(|distribution: Distribution| distribution.quantile(u));
    let support = numbers.map(|distribution| distribution.support());
    let is_event = own.kind == UncertainKind::Event;
    json!({
        "key": own.key,
        "column": own.column,
        "kind": if is_event { "event" } else { "number" },
        "unit": parameter.map_or("", |parameter| parameter.unit),
        "meaning": parameter.map_or("", |parameter| parameter.meaning),
        "distribution": text,
        "low": if is_event { Some(0.0) } else { support.and_then(|s| finite(s.low.0)) },
        "p05": at(0.05),
        "median": at(0.5),
        "p95": at(0.95),
        "high": if is_event { Some(1.0) } else { support.and_then(|s| finite(s.high.0)) },
    })
}
