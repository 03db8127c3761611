//! In what two results differ: settings, scenarios, conclusions and numbers.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::apart::Worlds;
use super::verdict::{Pairing, Verdict};
use super::{Figure, words};
use crate::game::outcome::Outcome;
use crate::output::records::Records;
use crate::scenario::{Between, Variant};
use crate::stats::{Clusters, Estimate, Level};

/// Ways in which outcome probabilities were found, the better first.
const METHODS: [&str; 3] = ["exact", "played_with_control", "played"];

/// A result that is compared: its manifest and three of its tables.
#[derive(Clone, Debug)]
pub struct Side {
    /// The folder as it was named.
    pub folder: String,
    /// Its manifest.
    pub manifest: Value,
    /// Its table of outcomes.
    pub outcomes: Records,
    /// Its table of contrasts.
    pub contrasts: Records,
    /// Its table of worlds.
    pub worlds: Records,
}

/// An outcome under an arm, or what an arm changes about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Name of the arm.
    pub arm: String,
    /// Name of the outcome.
    pub outcome: String,
    /// In the first result and in the second.
    pub figures: [Figure; 2],
    /// Second minus first.
    pub difference: Figure,
    /// Of a contrast: what each result says of it.
    pub verdicts: Option<[Verdict; 2]>,
}

/// An option with both values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// Its name in the manifest.
    pub name: String,
    /// In the first result and in the second.
    pub values: [Value; 2],
}

/// Two results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// The folders as they were named.
    pub folders: [String; 2],
    /// Hashes of the scenarios.
    pub scenario_hashes: [String; 2],
    /// Hashes of the runs: equal if program, scenario and options are the same.
    pub run_hashes: [String; 2],
    /// Options and versions that differ.
    pub settings: Vec<Setting>,
    /// What differs in the scenarios.
    pub scenario: Between,
    /// How the differences were estimated.
    pub estimated: Pairing,
    /// Confidence level of the intervals of the differences.
    pub level: f64,
    /// Confidence levels of the two results' own intervals, on which conclusions rest.
    pub own_levels: [f64; 2],
    /// By which method the outcomes were found.
    pub method: Option<String>,
    /// Outcome probabilities of the arms that both have.
    pub outcomes: Vec<Row>,
    /// Differences from the baseline, if both have the same.
    pub contrasts: Vec<Row>,
}

impl Results {
    /// Compares two results of comparisons, with intervals of `level` for the differences; by default of the level that both results have, or
    /// the usual one if they have two.
    pub fn of(sides: &[Side; 2], level: Option<Level>) -> Self {
        let own_levels = sides.each_ref().map(|side| own_level(&side.manifest));
        let level = level.unwrap_or(match own_levels {
            [first, second] if first == second => first,
            _ => Level::USUAL,
        });
        let text = |path: [&str; 2]| sides.each_ref().map(|side| words(&side.manifest[path[0]][path[1]]));
        let variants = sides.each_ref().map(|side| {
            let none = Map::new();
            Variant::of_manifest(side.manifest["scenario"]["resolved"].as_object().unwrap_or(&none))
        });
        let method = METHODS.into_iter().find(|method| {
            sides
                .iter()
                .all(|side| side.outcomes.find(&[("method", method)]).is_some())
        });
        let estimated = estimated(sides, method);
        let baselines = text(["options", "baseline"]);
        let worlds = match &estimated {
            Pairing::Paired(_) => [0, 1].map(|i| Worlds::read(&sides[i].worlds, &baselines[i])),
            Pairing::Independent(_) => [None, None],
        };
        let by = By {
            sides,
            method: method.unwrap_or_default(),
            worlds: worlds.each_ref().map(Option::as_ref),
            freedom: sides.iter().map(freedom).min().unwrap_or(1),
            level,
        };
        Results {
            folders: sides.each_ref().map(|side| side.folder.clone()),
            scenario_hashes: text(["identity", "scenario_hash"]),
            run_hashes: text(["identity", "run_hash"]),
            settings: settings(sides),
            scenario: Between::of(&variants[0], &variants[1]),
            estimated,
            level: level.share(),
            own_levels: own_levels.map(Level::share),
            method: method.map(str::to_owned),
            outcomes: by.outcomes(),
            contrasts: match baselines[0] == baselines[1] {
                true => by.contrasts(),
                false => Vec::new(),
            },
        }
    }

    /// Contrasts of which the two say different things.
    pub fn changed(&self) -> impl Iterator<Item = &Row> {
        let differ = |row: &&Row| row.verdicts.is_some_and(|[first, second]| first != second);
        self.contrasts.iter().filter(differ)
    }
}

/// How differences are estimated.
struct By<'s> {
    sides: &'s [Side; 2],
    method: &'s str,
    /// Where they are paired.
    worlds: [Option<&'s Worlds>; 2],
    /// Degrees of freedom where they are not.
    freedom: u64,
    /// Of the intervals of the differences.
    level: Level,
}

impl By<'_> {
    fn outcomes(&self) -> Vec<Row> {
        let first = arms(&self.sides[0].outcomes);
        let both = first
            .into_iter()
            .filter(|arm| arms(&self.sides[1].outcomes).contains(arm));
        let mut rows = Vec::new();
        for arm in both {
            for outcome in Outcome::ALL {
                let found = self.sides.each_ref().map(|side| {
                    let cells = [
                        ("arm", arm.as_str()),
                        ("outcome", outcome.name()),
                        self.by(),
                        WITH_BROKER,
                    ];
                    side.outcomes.find(&cells).map(|row| figure(&side.outcomes, row))
                });
                let clusters = self
                    .worlds
                    .map(|worlds| worlds.and_then(|worlds| worlds.level(&arm, outcome)));
                rows.extend(self.row(&arm, outcome, found, clusters, None));
            }
        }
        rows
    }

    fn contrasts(&self) -> Vec<Row> {
        let first = arms(&self.sides[0].contrasts);
        let both = first
            .into_iter()
            .filter(|arm| arms(&self.sides[1].contrasts).contains(arm));
        let mut rows = Vec::new();
        for arm in both {
            for outcome in Outcome::ALL {
                let metric = format!("outcome.{}", outcome.name());
                let cells = [
                    ("arm", arm.as_str()),
                    ("metric", metric.as_str()),
                    self.by(),
                    WITH_BROKER,
                ];
                let lines = self.sides.each_ref().map(|side| side.contrasts.find(&cells));
                let found = [0, 1].map(|i| lines[i].map(|line| figure(&self.sides[i].contrasts, line)));
                let verdicts = [0, 1].map(|i| {
                    let worlds = lines[i].and_then(|line| number(&self.sides[i].contrasts, line, "effective_worlds"));
                    found[i].as_ref().map(|figure| Verdict::of(figure, worlds))
                });
                let verdicts = verdicts[0].zip(verdicts[1]).map(|(first, second)| [first, second]);
                let clusters = self
                    .worlds
                    .map(|worlds| worlds.and_then(|worlds| worlds.contrast(&arm, outcome)));
                rows.extend(self.row(&arm, outcome, found, clusters, verdicts));
            }
        }
        rows
    }

    fn row(
        &self,
        arm: &str,
        outcome: Outcome,
        found: [Option<Figure>; 2],
        clusters: [Option<Clusters>; 2],
        verdicts: Option<[Verdict; 2]>,
    ) -> Option<Row> {
        let [Some(first), Some(second)] = found else {
            return None;
        };
        let difference: Estimate = match clusters {
            [Some(one), Some(other)] => other.minus(&one, self.level),
            _ => second.estimate().minus(&first.estimate(), self.freedom, self.level),
        };
        Some(Row {
            arm: arm.to_owned(),
            outcome: outcome.name().to_owned(),
            figures: [first, second],
            difference: difference.into(),
            verdicts,
        })
    }

    fn by(&self) -> (&'static str, &str) {
        ("method", self.method)
    }
}

/// The rows in which the broker takes part.
const WITH_BROKER: (&str, &str) = ("weighting", "with_broker");

fn figure(records: &Records, row: &[String]) -> Figure {
    let of = |column: &str| number(records, row, column);
    Figure {
        value: of("estimate"),
        std_error: of("std_error"),
        low: of("low"),
        high: of("high"),
    }
}

fn number(records: &Records, row: &[String], column: &str) -> Option<f64> {
    records.cell(row, column).parse().ok()
}

/// Names of the arms of a table, in its order.
fn arms(records: &Records) -> Vec<String> {
    let mut arms: Vec<String> = Vec::new();
    for row in &records.rows {
        let arm = records.cell(row, "arm");
        if !arms.iter().any(|known| known == arm) {
            arms.push(arm.to_owned());
        }
    }
    arms
}

/// Level of a result's intervals; its manifest names what is not the usual one.
fn own_level(manifest: &Value) -> Level {
    let share = manifest["options"]["level"].as_f64();
    share.and_then(|share| Level::new(share).ok()).unwrap_or(Level::USUAL)
}

/// Degrees of freedom of a result's intervals.
fn freedom(side: &Side) -> u64 {
    let design = &side.manifest["design"];
    match design["sampling"].as_str() {
        Some("sobol") => design["replicates"].as_u64().unwrap_or(2).saturating_sub(1).max(1),
        // Many worlds, or episodes.
        _ => u64::MAX,
    }
}

/// Whether two results rest on the same worlds.
fn estimated(sides: &[Side; 2], method: Option<&str>) -> Pairing {
    let of = |path: [&str; 2]| sides.each_ref().map(|side| &side.manifest[path[0]][path[1]]);
    let same = |path: [&str; 2]| of(path)[0] == of(path)[1];
    let independent = |why: &str| Pairing::Independent(why.to_owned());
    let single = sides.iter().any(|side| {
        side.manifest["scenario"]["uncertain"]
            .as_array()
            .is_none_or(Vec::is_empty)
    });
    match method {
        _ if single => independent("one of them has a single world"),
        Some("exact") if !same(["options", "seed"]) => independent("their seeds differ"),
        Some("exact") if !same(["design", "sampling"]) || !same(["design", "replicates"]) => {
            independent("their worlds were chosen in other ways")
        }
        Some("exact") if !same(["scenario", "uncertain"]) => independent("other keys are drawn"),
        Some("exact") => match of(["design", "replicates"])[0].as_u64() {
            Some(replicates) if replicates > 1 => Pairing::Paired(replicates),
            _ => independent("they have too few replicates"),
        },
        _ => independent("their outcomes are not known exactly in each world"),
    }
}

/// Options and versions that differ.
fn settings(sides: &[Side; 2]) -> Vec<Setting> {
    let mut settings = Vec::new();
    for (entry, left_out) in [
        ("options", &["request_sha256"][..]),
        ("program", &["name"]),
        ("design", &["levels"]),
    ] {
        let objects = sides.each_ref().map(|side| side.manifest[entry].as_object());
        let mut names: Vec<&String> = objects.iter().flatten().flat_map(|object| object.keys()).collect();
        names.sort();
        names.dedup();
        for name in names.into_iter().filter(|name| !left_out.contains(&name.as_str())) {
            let mut values = sides.each_ref().map(|side| side.manifest[entry][name].clone());
            if (entry, name.as_str()) == ("options", "level") {
                values = sides.each_ref().map(|side| json!(own_level(&side.manifest).share()));
            }
            if values[0] != values[1] {
                settings.push(Setting {
                    name: name.clone(),
                    values,
                });
            }
        }
    }
    settings
}
