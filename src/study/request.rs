//! What a comparison is asked for: every option that alters results, and nothing about where they go.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::design::{Design, Sampling};
use super::{Arm, Study};
use crate::scenario::{Problems, Scenario};
use crate::solve::Start;
use crate::stats::level;
use crate::stats::sequential::Rule;

/// Independent scramblings of the sequence: enough for an interval with 15 degrees of freedom.
pub const REPLICATES: u64 = 16;
/// Worlds if nothing else is asked for: 16 points under each scrambling.
pub const WORLDS: u64 = 256;
/// Worlds of the first look if a precision is asked for.
const FIRST_LOOK: u64 = 128;
/// Worlds at which the search for a precision gives up.
const MAX_WORLDS: u64 = 8_192;
/// Episodes in each of many worlds, and in the only one.
const EPISODES: [u64; 2] = [500, 100_000];

/// Which worlds are solved how finely.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Refine {
    /// Many worlds on a coarse grid, and a few of them on the grid asked for, which corrects the others
    /// ([`levels`](super::levels)). Where that gains nothing, as [`Refine::Every`].
    #[default]
    Some,
    /// Every world on the grid asked for.
    Every,
}

/// How outcome probabilities are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Evaluate {
    /// From the solution; nothing is played.
    Exact,
    /// From episodes, with exact values as controls.
    Play,
    /// Both ways, compared.
    #[default]
    Both,
}

/// A number of episodes in each world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Episodes {
    /// This many.
    Number(u64),
    /// As many as a pilot suggests.
    Auto,
}

/// Options of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Names of the arms, in any order; empty for all of the scenario.
    pub arms: Vec<String>,
    /// Name of the arm that the others are compared with.
    pub baseline: String,
    pub seed: u64,
    /// In each world under each arm; `None` for 500, or 100,000 if there is only one world.
    pub episodes: Option<Episodes>,
    /// Grid points per axis of the belief grid; of the finest, if there are several.
    pub grid: usize,
    /// Which worlds are solved on it.
    pub refine: Refine,
    /// Which equilibrium is taken where a decision has more than one.
    pub selection: Start,
    /// Worlds, or those of the first look under a precision; rounded up to a multiple of [`REPLICATES`].
    pub worlds: Option<u64>,
    pub sampling: Sampling,
    pub evaluate: Evaluate,
    /// Half-width to which every outcome probability and the contrast in completed processes is to be known.
    pub precision: Option<f64>,
    /// Most worlds under a precision.
    pub max_worlds: Option<u64>,
    /// Difference in a probability below which a broker is said to make none in a world.
    pub threshold: f64,
    /// Worlds of the fan of rationality, rounded up to a multiple of [`REPLICATES`]; `None` for no fan.
    pub fan: Option<u64>,
}

impl Default for Request {
    fn default() -> Self {
        Request {
            arms: Vec::new(),
            baseline: crate::scenario::NO_BROKER.to_owned(),
            seed: 1,
            episodes: None,
            grid: crate::solve::DEFAULT_GRID,
            refine: Refine::Some,
            selection: Start::Continued,
            worlds: None,
            sampling: Sampling::Sobol,
            evaluate: Evaluate::Both,
            precision: None,
            max_worlds: None,
            threshold: 0.005,
            fan: None,
        }
    }
}

/// Why a request contradicts itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    #[error("--evaluate exact plays nothing, so --episodes has no meaning; leave one of them out")]
    PlaysNothing,
    #[error("--worlds {asked} is the first look under --precision and exceeds --max-worlds {most}")]
    FirstLook { asked: u64, most: u64 },
}

/// Numbers of worlds at which results are looked at, in order; the last is the end in any case.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    pub worlds: Vec<u64>,
    /// When to stop before the last.
    pub rule: Option<Rule>,
    /// The number that was asked for, if it was rounded up.
    pub rounded_from: Option<u64>,
}

impl Request {
    /// The study of a scenario: the arms asked for, in the order of the scenario, with the baseline among them.
    ///
    /// # Errors
    /// If the scenario lacks an arm.
    pub fn study(&self, scenario: &Scenario) -> Result<Study, Problems> {
        for name in self.arms.iter().chain([&self.baseline]) {
            scenario.arm(name)?;
        }
        let wanted = |name: &String| self.arms.is_empty() || *name == self.baseline || self.arms.contains(name);
        let mut arms = Vec::new();
        for arm in scenario.arms.iter().filter(|arm| wanted(&arm.name)) {
            arms.push(Arm {
                name: arm.name.clone(),
                game: scenario.game(&arm.name)?,
            });
        }
        let episodes = match (self.evaluate.plays(), self.episodes) {
            (false, _) => 0,
            (true, Some(Episodes::Number(n))) => n,
            (true, Some(Episodes::Auto) | None) => EPISODES[usize::from(scenario.uncertain().is_empty())],
        };
        Ok(Study {
            scenario: scenario.stem.clone(),
            baseline: arms.iter().position(|arm| arm.name == self.baseline).unwrap_or(0),
            arms,
            seed: self.seed,
            episodes,
            grid: self.grid,
        })
    }

    /// When to look at the results; once, after the only world, if nothing is `uncertain`.
    ///
    /// # Errors
    /// If the request contradicts itself.
    pub fn schedule(&self, uncertain: bool) -> Result<Schedule, RequestError> {
        if self.episodes.is_some() && !self.evaluate.plays() {
            return Err(RequestError::PlaysNothing);
        }
        let once = |worlds: u64, rounded_from| Schedule {
            worlds: vec![worlds],
            rule: None,
            rounded_from,
        };
        if !uncertain {
            return Ok(once(1, None));
        }
        let asked = self.worlds.unwrap_or(match self.precision {
            Some(_) => FIRST_LOOK.min(self.max_worlds.map_or(FIRST_LOOK, multiple)),
            None => WORLDS,
        });
        let first = multiple(asked);
        let Some(half_width) = self.precision else {
            return Ok(once(first, (first != asked).then_some(asked)));
        };
        let most = multiple(self.max_worlds.unwrap_or(MAX_WORLDS.max(first)));
        if first > most {
            return Err(RequestError::FirstLook { asked, most });
        }
        let rule = Rule {
            half_width,
            replicates: REPLICATES,
            least: first,
            most,
        };
        Ok(Schedule {
            worlds: rule.looks().collect(),
            rule: Some(rule),
            rounded_from: None,
        })
    }

    /// What is rounded up of the numbers of worlds asked for, in words.
    pub fn rounded(&self, uncertain: bool) -> Vec<String> {
        let asked = [
            ("", self.worlds),
            ("the fan's ", self.fan),
            ("at most ", self.max_worlds),
        ];
        let asked = asked.into_iter().filter_map(|(of, number)| Some((of, number?)));
        let changed = asked.filter(|(_, number)| uncertain && multiple(*number) != *number);
        changed
            .map(|(of, number)| {
                let computed = multiple(number);
                format!("{of}{number} worlds are rounded up to {computed}, a multiple of {REPLICATES}")
            })
            .collect()
    }

    /// How worlds are chosen.
    pub fn design(&self) -> Design {
        Design {
            sampling: self.sampling,
            replicates: REPLICATES as usize,
            seed: self.seed,
        }
    }

    /// What worlds depend on: the resolved scenario and every option that alters a world.
    ///
    /// # Errors
    /// If the scenario lacks an arm of the study.
    pub fn of_worlds(&self, scenario: &Scenario, study: &Study) -> Result<Value, Problems> {
        Ok(json!({
            "scenario": resolved(scenario, study)?,
            "seed": study.seed.to_string(),
            "sampling": self.sampling.name(),
            "replicates": REPLICATES,
            "evaluate": self.evaluate.name(),
            // A pilot's answer depends on the rest of the request only.
            "episodes": match self.episodes {
                Some(Episodes::Auto) => json!("auto"),
                Some(Episodes::Number(_)) | None => json!(study.episodes),
            },
            "grid": study.grid,
            "refine": self.refine.name(),
            "selection": format!("{:?}", self.selection),
            "arms": study.arms.iter().map(|a| &a.name).collect::<Vec<_>>(),
            "baseline": study.arms[study.baseline].name,
        }))
    }

    /// What the rows of a result depend on: as [`of_result`](Request::of_result), without the arms where a row is the same in any
    /// company.
    pub fn of_rows(&self, of_worlds: &Value, schedule: &Schedule) -> Value {
        let mut rows = self.of_result(of_worlds, schedule);
        // Worlds are shared out among levels by what all arms need.
        let most = schedule.worlds.last().copied().unwrap_or_default();
        let levels = !self.levels(2, most).is_one();
        let company_matters = levels || self.precision.is_some() || self.episodes == Some(Episodes::Auto);
        if let (false, Some(rows)) = (company_matters, rows.as_object_mut()) {
            rows.remove("arms");
        }
        rows
    }

    /// The options that alter results, for people.
    pub fn in_words(&self) -> String {
        format!(
            "baseline {}, grid {}{}, selection {}, sampling {}, evaluate {}{}",
            self.baseline,
            self.grid,
            match self.refine {
                Refine::Some => "",
                Refine::Every => " in every world",
            },
            format!("{:?}", self.selection).to_lowercase(),
            self.sampling.name(),
            self.evaluate.name(),
            level_in_words()
        )
    }

    /// What the whole result depends on, from what its worlds depend on.
    pub fn of_result(&self, of_worlds: &Value, schedule: &Schedule) -> Value {
        let mut whole = of_worlds.clone();
        whole["looks"] = json!(schedule.worlds);
        whole["precision"] = json!(self.precision);
        whole["threshold"] = json!(self.threshold);
        if let Some(worlds) = self.fan {
            whole["fan_worlds"] = json!(multiple(worlds));
        }
        record_level(&mut whole);
        whole
    }
}

/// Says in what a result depends on which level its intervals have, if not the usual one.
pub fn record_level(whole: &mut Value) {
    if let Some(share) = level().unusual() {
        whole["level"] = json!(share);
    }
}

/// The same for people: `, level 0.9`, or nothing.
pub fn level_in_words() -> String {
    level()
        .unusual()
        .map_or(String::new(), |share| format!(", level {share}"))
}

impl Refine {
    /// Name in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Refine::Some => "some",
            Refine::Every => "every",
        }
    }
}

impl Evaluate {
    /// Whether episodes are played.
    pub fn plays(self) -> bool {
        match self {
            Evaluate::Exact => false,
            Evaluate::Play | Evaluate::Both => true,
        }
    }

    /// Name in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Evaluate::Exact => "exact",
            Evaluate::Play => "play",
            Evaluate::Both => "both",
        }
    }
}

/// All values in effect, by arm of a study.
///
/// # Errors
/// If the scenario lacks an arm of the study.
pub fn resolved(scenario: &Scenario, study: &Study) -> Result<Value, Problems> {
    let mut resolved = Map::new();
    for arm in &study.arms {
        resolved.insert(arm.name.clone(), json!(scenario.resolved(&arm.name)?));
    }
    Ok(Value::Object(resolved))
}

/// SHA-256 of a request, written as JSON with sorted keys, in lower-case hexadecimal digits.
pub fn fingerprint(request: &Value) -> String {
    let digest = Sha256::digest(request.to_string().as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The next multiple of the number of replicates.
pub fn multiple(worlds: u64) -> u64 {
    worlds.div_ceil(REPLICATES) * REPLICATES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worlds_are_rounded_up_to_whole_points_and_it_is_said() {
        let asked = |worlds| Request {
            worlds: Some(worlds),
            ..Request::default()
        };
        let schedule = asked(20).schedule(true).unwrap();
        assert_eq!((schedule.worlds, schedule.rounded_from), (vec![32], Some(20)));
        assert_eq!(asked(32).schedule(true).unwrap().rounded_from, None);
        assert_eq!(asked(20).schedule(false).unwrap().worlds, [1]);
        assert_eq!(
            asked(100).rounded(true),
            ["100 worlds are rounded up to 112, a multiple of 16"]
        );
        assert!(asked(100).rounded(false).is_empty() && asked(112).rounded(true).is_empty());
    }

    #[test]
    fn a_request_that_contradicts_itself_is_refused() {
        let nothing = Request {
            evaluate: Evaluate::Exact,
            episodes: Some(Episodes::Number(5)),
            ..Request::default()
        };
        assert_eq!(nothing.schedule(true), Err(RequestError::PlaysNothing));
        let small = Request {
            precision: Some(0.01),
            worlds: Some(128),
            max_worlds: Some(64),
            ..Request::default()
        };
        assert_eq!(
            small.schedule(true),
            Err(RequestError::FirstLook { asked: 128, most: 64 })
        );
    }
}
