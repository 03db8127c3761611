//! The explorer in the page of a report: where a reader moves what he disputes and sees what becomes of the answer.
//!
//! *Beliefs*: the worlds of the run are weighted anew by the ratio of the new to the old density of the keys that he moves. *Policies*: the
//! solver, as WebAssembly in a worker of the browser, solves again what he sets. This module says what a page needs of a result, as JSON;
//! the scripts beside it do the rest, in the browser. How estimates are made is in `docs/statistics.md`.
//!
//! A page has one [`Section`] for each scenario, with an `id` of its own, and the texts of [`shared`] once:
//!
//! ```text
//! <style>STYLE</style>
//! … HTML … <script type="application/json" id="ID-data">DATA</script> …
//! <script type="text/plain" id="explorer-solver">WASM_BASE64</script>
//! <script>SCRIPT</script>
//! ```

mod encoding;
mod keys;
mod levers;
mod solved;

use serde_json::{Value, json};

use super::causes::breaks;
use super::words::{percent_trimmed, plain_setting};
use crate::game::ending::Ending;
use crate::game::outcome::{ByOutcome, Cause, Outcome};
use crate::notation::base64;
use crate::output::records::Records;
use crate::scenario::{Scenario, Setting, digits, parse};
use crate::simulate::metric::Metric;
use crate::stats::Level;
use solved::Solved;

/// What there is in the folder of a comparison.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The text of the scenario file.
    pub scenario: &'a str,
    /// The name of that file, as commands are to name it.
    pub file: &'a str,
    /// All entries of the manifest.
    pub manifest: &'a Value,
    /// The table `worlds`.
    pub worlds: &'a Records,
}

/// The explorer of one scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Of the element that the script fills; made of letters, digits, `-` and `_`.
    pub id: String,
    /// The element, with what is said where scripts do not run.
    pub html: String,
    /// The result as JSON without `<`, which can stand in a script element.
    pub data: String,
}

/// What all explorers of a page have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// JavaScript.
    pub script: &'static str,
    /// CSS. Neutral colours are the page's variables `--paper`, `--ink`, `--soft`, `--rule`, `--grid` and `--accent`.
    pub style: &'static str,
    /// The solver, compressed by gzip.
    pub wasm_base64: String,
}

/// The solver as `src/explorer/build.sh` has built it.
const SOLVER: &[u8] = include_bytes!("../../explorer/solver.wasm.gz");

/// What it was built from, and its SHA-256.
const SOLVER_NAME: &str = include_str!("../../explorer/solver.txt");

/// The explorer of a result; `None` if nothing in its table of worlds can be told: the scenario is another than that of the run, or outcomes
/// were counted in play alone.
pub fn section(input: &Input<'_>) -> Option<Section> {
    let options = &input.manifest["options"];
    let words = |value: &Value| -> Vec<String> {
        let words = value.as_array().into_iter().flatten();
        words.filter_map(|word| Some(word.as_str()?.to_owned())).collect()
    };
    let written = words(&options["set"]);
    let settings: Vec<&str> = written.iter().map(|set| plain_setting(set)).collect();
    let parsed: Result<Vec<Setting>, _> = settings.iter().map(|setting| Setting::parse(setting)).collect();
    let whole = parse(input.file, input.scenario, &parsed.ok()?).ok()?;
    let hash = input
        .worlds
        .rows
        .first()
        .map(|row| input.worlds.cell(row, "scenario_hash"))?;
    if hash != whole.fingerprint() {
        return None;
    }
    let names = words(&options["arms"]);
    let scenario = whole.of_arms(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let solved = Solved::read(input.worlds, &names)?;
    let baseline = names
        .iter()
        .position(|name| Some(name.as_str()) == options["baseline"].as_str())?;
    let design = &input.manifest["design"];
    let drawn = solved.drawn_worlds(
        options["seed"].as_str()?,
        design["sampling"].as_str().unwrap_or("sobol"),
    )?;
    let arms: Vec<Value> = names
        .iter()
        .filter_map(|name| {
            let arm = scenario.arm(name).ok()?;
            let with_broker = scenario.number(name, "broker.rationality").is_some();
            Some(json!({ "name": name, "title": arm.display_name, "broker": with_broker }))
        })
        .collect();
    let replicates = solved.replicates();
    let level = match options["level"].as_f64() {
        Some(share) => Level::new(share).ok()?,
        None => Level::USUAL,
    };
    let data = json!({
        "file": input.file,
        "title": scenario.title(),
        "roles": [scenario.roles.disarmer, scenario.roles.guarantor, scenario.roles.broker],
        "arms": arms,
        "baseline": baseline,
        "settings": settings,
        "seed": options["seed"],
        "sampling": design["sampling"],
        "grid": options["grid"],
        "refine": options["refine"],
        "replicates": replicates,
        "student": student(level, replicates),
        "level": percent_trimmed(level.share()),
        "normal": level.normal(),
        "outcomes": Outcome::ALL.map(|outcome| json!({ "name": outcome.name(), "title": outcome.title() })),
        "endings": Ending::ALL.map(|ending| json!({ "title": title(ending), "of": places(ending) })),
        "causes": causes(&scenario),
        "levels": solved.levels(),
        "beliefs": keys::beliefs(&scenario, &names, baseline, &solved, &drawn),
        "levers": levers::levers(&whole)?,
        "text": input.scenario,
        "solver": SOLVER_NAME.trim(),
    });
    let id = format!("explorer-{}", plain(&scenario.stem));
    Some(Section {
        html: format!(
            "<div class=\"explorer\" id=\"{id}\"><noscript><p>The explorer needs a browser that runs scripts. \
             Nothing leaves the page.</p></noscript></div>"
        ),
        id,
        data: data.to_string().replace('<', "\\u003c"),
    })
}

/// What all explorers of a page have in common.
pub fn shared() -> Shared {
    Shared {
        script: concat!(
            "(() => {\n\"use strict\";\n",
            include_str!("reweight.js"),
            include_str!("arms.js"),
            include_str!("solver.js"),
            include_str!("page.js"),
            include_str!("beliefs.js"),
            include_str!("policies.js"),
            include_str!("start.js"),
            "})();\n"
        ),
        style: include_str!("explorer.css"),
        wasm_base64: base64(SOLVER),
    }
}

fn title(ending: Ending) -> &'static str {
    match ending {
        Ending::One(outcome) => outcome.title(),
        Ending::Completed => "completed, real or hollow",
        Ending::InForce => "still in force",
    }
}

/// The causes of a first rupture, with the places of their metrics.
fn causes(scenario: &Scenario) -> Vec<Value> {
    let [disarmer, guarantor] = [&scenario.roles.disarmer, &scenario.roles.guarantor];
    let told = |cause: &Cause| {
        json!({
            "title": breaks(*cause, disarmer, guarantor),
            "metric": Metric::FirstRupture(*cause).place(),
        })
    };
    Cause::ALL.iter().map(told).collect()
}

/// Places of an ending's outcomes among all.
fn places(ending: Ending) -> Vec<usize> {
    let is_in = |outcome: Outcome| ending.sum(&ByOutcome::from_fn(|other| f64::from(u8::from(other == outcome)))) > 0.0;
    (0..Outcome::COUNT)
        .filter(|place| is_in(Outcome::ALL[*place]))
        .collect()
}

/// Student's quantile for the interval of a mean over so many replicates; `None` with fewer than two.
fn student(level: Level, replicates: u64) -> Option<f64> {
    let freedom = replicates.checked_sub(1).filter(|freedom| *freedom > 0)?;
    Some(level.student(freedom))
}

/// A name as a part of an `id`: the same for the same name, and different for different ones.
fn plain(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    match name.chars().all(is_plain) {
        true => name.to_owned(),
        false => {
            let kept: String = name.chars().filter(|c| is_plain(*c)).collect();
            format!("{kept}-{}", digits(name))
        }
    }
}

/// A key's group and what it is called there, in the words of the scenario.
fn group(scenario: &Scenario, key: &str) -> String {
    let parts: Vec<&str> = key.split('.').collect();
    match parts[..] {
        ["disarmer", ..] => scenario.roles.disarmer.clone(),
        ["guarantor", ..] => scenario.roles.guarantor.clone(),
        ["broker", ..] => scenario.roles.broker.clone(),
        ["stages", number, ..] => {
            let place = number.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
            let stage = place.and_then(|place| scenario.stage_names.get(place));
            stage.map_or(format!("Step {number}"), |stage| {
                format!("Step {number}: {}", stage.name)
            })
        }
        ["stakeholders", id, ..] => {
            let path = format!("stakeholders.{id}");
            let named = scenario.stakeholders.iter().find(|other| other.key == path);
            named.map_or_else(|| id.to_owned(), |named| named.name.clone())
        }
        ["talks", ..] => "Talks".to_owned(),
        ["verification", ..] => "Verification".to_owned(),
        ["crises", ..] => "Crises".to_owned(),
        _ => "Other".to_owned(),
    }
}
