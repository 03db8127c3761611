//! Forecasts of open cases, locked: one file with all that was said on a date, so that it can be scored years later and a later
//! edit shows.
//!
//! The last entry of the file, `lock`, is the SHA-256 of the bytes above its line, so that it can be checked without this program:
//! `head -n -2 FILE | sha256sum`. A lock shows an edit of the file and no more: whoever edits it can lock it anew, and only a copy of the
//! lock elsewhere tells the two apart.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::coded::Case;
use super::judged::{Forecaster, Forecasts};
use super::predict::Quantity;
use crate::output::digest;

/// Of the file.
pub const FORMAT: u32 = 1;
/// What stands before the lock in its line.
const LOCK: &str = "  \"lock\": \"";

/// The program that made a forecast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Program {
    /// Name and version.
    pub name: String,
    /// Checksum of what it was built from.
    pub build: String,
}

/// How the cases were solved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct With {
    /// Worlds of every case.
    pub worlds: u64,
    /// Points a side of the belief grid.
    pub grid: usize,
    /// Seed of the worlds.
    pub seed: u64,
    /// Confidence level of the intervals over worlds.
    pub level: f64,
}

/// SHA-256 of what the forecasts were made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MadeFrom {
    /// The table of the cases that base rates and constants are taken from.
    pub library_sha256: String,
    /// What is common to the scenarios of all cases.
    pub base_sha256: String,
}

/// The constants that are most likely in the library: each multiplies what the rules say.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refitted {
    pub rationality: f64,
    pub value: f64,
    pub dealer_odds: f64,
}

/// What one forecaster says of a quantity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    /// As [`Forecaster::name`] has it.
    pub forecaster: String,
    /// By class.
    pub probabilities: Vec<f64>,
    /// Lower ends of the intervals over worlds; empty where nothing was solved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub low: Vec<f64>,
    /// Upper ends.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub high: Vec<f64>,
}

/// What all forecasters say of a quantity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfQuantity {
    /// As [`Quantity::name`] has it.
    pub quantity: String,
    /// As [`Quantity::classes`] has them.
    pub classes: Vec<String>,
    pub forecasters: Vec<Stated>,
}

/// What is said of a case, and what it is said of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfCase {
    pub id: String,
    pub title: String,
    /// Month from which years are counted: `2026-12`.
    pub start: String,
    /// Decision nodes of the game as coded, in all worlds, and how many of them did not converge.
    pub nodes: u64,
    pub unconverged: u64,
    pub codes_sha256: String,
    pub scenario_sha256: String,
    pub forecasts_sha256: String,
    /// Every code but those of what happened, by its variable.
    pub codes: BTreeMap<String, String>,
    /// The whole scenario file that the rules make of the codes.
    pub scenario: String,
    /// The same with the constants refitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario_refitted: Option<String>,
    pub forecasts: Vec<OfQuantity>,
}

/// Forecasts of open cases as they stand in a file, without the lock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locked {
    pub format: u32,
    /// The day for which they were made, as whoever made them says: `2026-11-27`.
    pub date: String,
    pub program: Program,
    pub with: With,
    pub from: MadeFrom,
    /// If a forecaster has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refitted: Option<Refitted>,
    pub cases: Vec<OfCase>,
}

/// Why a file of forecasts cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LockError {
    /// It is something else.
    #[error("this is no file of locked forecasts: {0}")]
    Other(String),
    /// It is not what was locked.
    #[error(
        "the file was edited after it was locked, and is not scored: {}; take the file as it was published",
        .0.join("; ")
    )]
    Edited(Vec<String>),
    /// The record is of other cases.
    #[error("{0}")]
    Cases(String),
}

/// SHA-256 of a text in hexadecimal digits.
pub fn sha256(text: &str) -> String {
    digest::sha256(text.as_bytes())
}

/// The codes of a case but those of what happened.
pub fn codes(case: &Case) -> BTreeMap<String, String> {
    const HAPPENED: [&str; 6] = [
        "outcome_",
        "first_breaker",
        "years_in_force",
        "censored",
        "degree_of_completion",
        "covert_cheating_found",
    ];
    case.values
        .iter()
        .filter(|(variable, _)| !HAPPENED.iter().any(|stem| variable.starts_with(stem)))
        .map(|(variable, coded)| (variable.clone(), coded.value.clone()))
        .collect()
}

/// A value in one line, as its checksum is taken.
pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("numbers are finite and keys are texts")
}

impl Locked {
    /// The file, with its lock.
    pub fn text(&self) -> String {
        let json = serde_json::to_string_pretty(self).expect("numbers are finite and keys are texts");
        let above = format!("{},\n", json.strip_suffix("\n}").unwrap_or(&json));
        format!("{above}{LOCK}{}\"\n}}\n", sha256(&above))
    }

    /// What a forecaster says of a quantity, case by case; `None` if it does not speak of all.
    pub fn said(&self, quantity: Quantity, forecaster: Forecaster) -> Option<Forecasts> {
        let by_case: Option<Vec<Vec<f64>>> = self
            .cases
            .iter()
            .map(|case| Some(case.stated(quantity, forecaster)?.probabilities.clone()))
            .collect();
        Some(Forecasts {
            quantity,
            forecaster,
            by_case: by_case?,
        })
    }
}

impl OfCase {
    /// What a forecaster says of a quantity.
    pub fn stated(&self, quantity: Quantity, forecaster: Forecaster) -> Option<&Stated> {
        let of = self.forecasts.iter().find(|of| of.quantity == quantity.name())?;
        of.forecasters.iter().find(|of| of.forecaster == forecaster.name())
    }
}

/// Reads a file and verifies its lock, which is returned with it.
///
/// # Errors
/// If it is something else, or was edited.
pub fn read(text: &str) -> Result<(Locked, String), LockError> {
    let text = text.replace("\r\n", "\n");
    let other = |what: &str| LockError::Other(what.to_owned());
    let place = text
        .rfind(LOCK)
        .ok_or_else(|| other("it has no entry `lock` at its end"))?;
    let (above, line) = text.split_at(place);
    let lock = line[LOCK.len()..]
        .trim_end()
        .strip_suffix("\"\n}")
        .filter(|lock| lock.len() == 64 && lock.bytes().all(|b| b.is_ascii_hexdigit()))
        .ok_or_else(|| other("its last entry must be `lock` with 64 hexadecimal digits"))?;
    let json = format!("{}\n}}", above.strip_suffix(",\n").unwrap_or(above));
    let fits = sha256(above) == lock;
    let locked: Locked = match serde_json::from_str(&json) {
        Ok(locked) => locked,
        Err(error) if fits => return Err(LockError::Other(error.to_string())),
        Err(error) => {
            return Err(LockError::Edited(vec![format!(
                "it is no longer whole ({error}), and the lock does not fit"
            )]));
        }
    };
    let wrong = unfit(&locked);
    match (fits, wrong.is_empty()) {
        (true, true) => {}
        (_, false) => return Err(LockError::Edited(wrong)),
        (false, true) => {
            return Err(LockError::Edited(vec![
                "codes, scenarios as coded and forecasts are what they were, something else is not".to_owned(),
            ]));
        }
    }
    if locked.format != FORMAT {
        return Err(LockError::Other(format!(
            "its format is {}, and this program knows {FORMAT}",
            locked.format
        )));
    }
    for case in &locked.cases {
        for of in &case.forecasts {
            let known = Quantity::ALL
                .into_iter()
                .find(|quantity| quantity.name() == of.quantity)
                .is_some_and(|quantity| quantity.classes() == of.classes);
            let whole = of.forecasters.iter().all(|f| f.probabilities.len() == of.classes.len());
            if !(known && whole) {
                let what = format!(
                    "{}, {}: the classes are not those of this program",
                    case.id, of.quantity
                );
                return Err(LockError::Other(what));
            }
        }
    }
    Ok((locked, lock.to_owned()))
}

/// Parts that do not fit their own checksum.
fn unfit(locked: &Locked) -> Vec<String> {
    let mut wrong = Vec::new();
    for case in &locked.cases {
        let parts = [
            ("codes", &case.codes_sha256, json(&case.codes)),
            ("scenario", &case.scenario_sha256, case.scenario.clone()),
            ("forecasts", &case.forecasts_sha256, json(&case.forecasts)),
        ];
        for (name, sum, text) in parts {
            if sha256(&text) != *sum {
                wrong.push(format!(
                    "the {name} of `{}` changed, and {name}_sha256 does not fit",
                    case.id
                ));
            }
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locked() -> Locked {
        let forecasts = vec![OfQuantity {
            quantity: Quantity::FirstBreaker.name().to_owned(),
            classes: Quantity::FirstBreaker.classes(),
            forecasters: vec![Stated {
                forecaster: Forecaster::Uniform.name().to_owned(),
                probabilities: vec![0.25; 4],
                low: Vec::new(),
                high: Vec::new(),
            }],
        }];
        let codes = BTreeMap::from([("form".to_owned(), "political".to_owned())]);
        let case = OfCase {
            id: "a2026".to_owned(),
            title: "A 2026".to_owned(),
            start: "2026-12".to_owned(),
            nodes: 0,
            unconverged: 0,
            codes_sha256: sha256(&json(&codes)),
            scenario_sha256: sha256("format = 2\n"),
            forecasts_sha256: sha256(&json(&forecasts)),
            codes,
            scenario: "format = 2\n".to_owned(),
            scenario_refitted: None,
            forecasts,
        };
        Locked {
            format: FORMAT,
            date: "2026-11-27".to_owned(),
            program: Program {
                name: "honest-broker".to_owned(),
                build: "0".to_owned(),
            },
            with: With {
                worlds: 8,
                grid: 3,
                seed: 1,
                level: 0.95,
            },
            from: MadeFrom {
                library_sha256: sha256(""),
                base_sha256: sha256(""),
            },
            refitted: None,
            cases: vec![case],
        }
    }

    #[test]
    fn the_checksum_is_the_usual_one() {
        let of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256("abc"), of_abc);
    }

    #[test]
    fn what_is_locked_is_read_again_whatever_its_ends_of_lines() {
        let text = locked().text();
        assert_eq!(read(&text).unwrap().0, locked());
        assert!(text.ends_with("\"\n}\n"));
        assert_eq!(read(&text.replace('\n', "\r\n")).unwrap().0, locked());
    }

    #[test]
    fn every_edit_of_a_character_is_refused() {
        let text = locked().text();
        let places: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
        for place in places {
            let mut bytes = text.clone().into_bytes();
            bytes[place] = if bytes[place] == b'7' { b'8' } else { b'7' };
            let edited = String::from_utf8(bytes).unwrap();
            // Spaces after the end are nobody's.
            if edited.trim_end() != text.trim_end() {
                assert!(read(&edited).is_err(), "{edited}");
            }
        }
    }

    #[test]
    fn an_edit_is_named_even_if_the_file_is_locked_anew() {
        let mut edited = locked();
        edited.cases[0].forecasts[0].forecasters[0].probabilities[0] = 0.5;
        let error = read(&edited.text()).unwrap_err();
        assert!(error.to_string().contains("the forecasts of `a2026`"), "{error}");
        let mut edited = locked();
        edited.format = 2;
        let error = read(&edited.text()).unwrap_err();
        assert!(error.to_string().contains("its format is 2"), "{error}");
    }
}
