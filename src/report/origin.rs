//! Where a table or picture comes from, so that it can be told from that of any other run.

use serde_json::{Map, Value, json};

use super::manifest::PROGRAM;
use super::words::{settings_in_words, shortened};
use crate::analysis::tables::Identity;
use crate::output::digest::sha256;
use crate::scenario::{Scenario, digits};
use crate::table::Table;

/// Characters of the settings under the title of a chart; the line below it has them in full.
const SETTINGS: usize = 60;

/// The run behind a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Stem of the scenario file.
    scenario: String,
    /// Options that alter results, in words.
    options: String,
    seed: u64,
    identity: Identity,
    /// Names and checksums of the files that the scenario was made of; empty if it extends none.
    made_of: Vec<[String; 2]>,
}

impl Origin {
    /// The run of a scenario with these settings as they were written. `options` are all that alter results as data, from which
    /// the run's hash is made, and `in_words` those for people.
    pub fn new(scenario: &Scenario, settings: &[String], seed: u64, options: &Value, in_words: String) -> Self {
        let settings = settings_in_words(settings).unwrap_or_else(|| "none".to_owned());
        let mut options = options.clone();
        // In place of all values with their names, of which only the numbers alter results.
        options["scenario"] = json!(scenario.fingerprint());
        options["program"] = json!(PROGRAM);
        Origin {
            scenario: scenario.stem.clone(),
            options: in_words,
            seed,
            identity: Identity {
                scenario_hash: scenario.fingerprint(),
                settings,
                run_hash: digits(&options.to_string()),
            },
            made_of: (scenario.made_of().iter())
                .map(|part| [part.name.clone(), sha256(part.text.as_bytes())])
                .collect(),
        }
    }

    /// A run over a library of cases that has this hash.
    pub fn of_library(name: &str, hash: String, seed: u64, options: &Value, in_words: String) -> Self {
        let mut options = options.clone();
        options["program"] = json!(PROGRAM);
        Origin {
            scenario: name.to_owned(),
            options: in_words,
            seed,
            identity: Identity {
                scenario_hash: hash,
                settings: "none".to_owned(),
                run_hash: digits(&options.to_string()),
            },
            made_of: Vec::new(),
        }
    }

    /// The table with what tells its run from others, and with the titles of the arms.
    pub fn finish(&self, table: Table, scenario: &Scenario) -> Table {
        self.identity
            .finish(table, |arm| scenario.display_name(arm).map(str::to_owned))
    }

    /// A line for the foot of a picture.
    pub fn line(&self) -> String {
        let settings = match self.identity.settings.as_str() {
            "none" => "no settings".to_owned(),
            settings => format!("with {settings}"),
        };
        format!(
            "{} · scenario {} · run {} · {} · {settings}",
            self.scenario, self.identity.scenario_hash, self.identity.run_hash, self.options
        )
    }

    /// The title of the scenario with the settings, if there are any, so that a variant is not taken for the scenario as it is.
    pub fn subtitle(&self, title: &str) -> String {
        match self.identity.settings.as_str() {
            "none" => title.to_owned(),
            settings => format!("{title}, with {}", shortened(settings, SETTINGS)),
        }
    }

    /// The hashes and settings.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The hashes and settings for programs.
    pub fn json(&self) -> Value {
        let Identity {
            scenario_hash,
            settings,
            run_hash,
        } = &self.identity;
        json!({ "scenario_hash": scenario_hash, "settings": settings, "run_hash": run_hash })
    }

    /// Keywords and texts for the metadata of a picture.
    pub fn facts(&self) -> [(&'static str, String); 6] {
        [
            ("Scenario", self.scenario.clone()),
            ("Scenario hash", self.identity.scenario_hash.clone()),
            ("Settings", self.identity.settings.clone()),
            ("Options", self.options.clone()),
            ("Run hash", self.identity.run_hash.clone()),
            ("Seed", self.seed.to_string()),
        ]
    }

    /// The entry `identity` of the manifest, and `made_of` with the files of a scenario that extends another.
    pub fn record(&self, manifest: &mut Map<String, Value>) {
        manifest.insert("identity".to_owned(), self.json());
        if !self.made_of.is_empty() {
            let files = self
                .made_of
                .iter()
                .map(|[name, sha256]| json!({ "name": name, "sha256": sha256 }));
            manifest.insert("made_of".to_owned(), files.collect());
        }
    }
}
