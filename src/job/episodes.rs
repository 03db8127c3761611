//! Episodes that stand for many, told as stories: the most typical one with an outcome, and those whose process lasts under one of
//! two arms alone.
//!
//! One world is solved, and its first episodes are played again: they are those of `compare` with the same seed and grid, one by
//! one. What is told does not depend on the number of threads.

use std::sync::atomic::AtomicBool;

use super::error::JobError;
use crate::analysis::typical::{Played, Typical, Wanted};
use crate::report::answer::leading;
use crate::report::shell::command;
use crate::report::story::examples::{EpisodeStory, Stories};
use crate::report::story::titles::Search;
use crate::report::story::{Beside, Play, Told, tell};
use crate::report::uncertainty::central;
use crate::report::words::{plain_setting, settings_in_words};
use crate::scenario::Scenario;
use crate::solve::{DEFAULT_GRID, Settings};
use crate::study::Study;
use crate::study::design::{Design, Sampling};
use crate::study::request::REPLICATES;
use crate::study::run::{SolvedArm, solve_arms_with};

/// Episodes that are searched if nothing else is asked for.
pub const SEARCHED: u64 = 2_000;

/// Where a scenario comes from, and which of its worlds is meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The scenario file, as the command that tells a story again names it.
    pub file: String,
    /// Settings of the command line as they were written: `--set key=value`.
    pub settings: Vec<String>,
    /// Number of the world; `None` for the central world, or the only one.
    pub world: Option<u64>,
    /// How worlds are chosen.
    pub sampling: Sampling,
}

/// The arms of a study, solved in one world and ready to be played.
#[derive(Debug)]
pub struct Stage<'s> {
    scenario: &'s Scenario,
    study: &'s Study,
    place: &'s Place,
    arms: Vec<SolvedArm>,
}

/// The episodes that stand for a comparison, among the first `episodes` of a world under the baseline and under the arm that the
/// answer is about.
///
/// # Errors
/// If `stop` was raised, or a world is asked for and there is only one.
pub fn stories(
    scenario: &Scenario,
    study: &Study,
    place: &Place,
    episodes: u64,
    stop: &AtomicBool,
) -> Result<Stories, JobError> {
    let arms = [Some(study.baseline), leading(study)].map(|arm| arm.map(|arm| study.arms[arm].clone()));
    let study = Study {
        arms: arms.into_iter().flatten().collect(),
        baseline: 0,
        ..study.clone()
    };
    let stage = Stage::open(scenario, &study, place, stop)?;
    let played = stage.played(episodes, stop)?;
    let typical = (Wanted::Ending(played.likeliest(0)), 0);
    let pairs = [Wanted::Rescued, Wanted::Spoiled].map(|wanted| (wanted, 1));
    let paired = (study.arms.len() > 1).then_some(pairs);
    let mut all = Stories {
        stories: Vec::new(),
        missing: Vec::new(),
    };
    for (wanted, arm) in std::iter::once(typical).chain(paired.into_iter().flatten()) {
        let search = stage.search(wanted, [arm, 0], episodes);
        match played.most_typical(wanted, [arm, 0]) {
            Some(found) => all.stories.push(stage.tell_found(&search, found)),
            None => all.missing.push(stage.none(&search)),
        }
    }
    Ok(all)
}

impl<'s> Stage<'s> {
    /// Solves the arms of a study in a world.
    ///
    /// # Errors
    /// If `stop` was raised, or a world is asked for and there is only one.
    pub fn open(
        scenario: &'s Scenario,
        study: &'s Study,
        place: &'s Place,
        stop: &AtomicBool,
    ) -> Result<Self, JobError> {
        let settings = Settings {
            course: true,
            ..Settings::grid(study.grid)
        };
        let drawn = place
            .world
            .map(|world| drawn(scenario, study, place, world))
            .transpose()?;
        let arms = solve_arms_with(drawn.as_ref().unwrap_or(study), &settings, stop, &|_| {})?;
        Ok(Stage {
            scenario,
            study,
            place,
            arms,
        })
    }

    /// Tells an episode of an arm, beside that of another if one is named. `about` are lines to stand under the title.
    pub fn tell(&self, arm: usize, against: Option<usize>, episode: u64, about: &[String]) -> Told {
        let play = Play {
            seed: self.study.seed,
            world: self.place.world.unwrap_or(0),
            episode,
        };
        let mut lines: Vec<String> = Vec::new();
        lines.extend(settings_in_words(&self.place.settings).map(|words| format!("with {words}")));
        lines.extend(match self.place.world {
            Some(world) if against.is_none() && self.arms[arm].rules.game.broker.is_none() => {
                Some(format!("World {world}, in which no broker takes part."))
            }
            Some(world) => Some(format!("World {world}.")),
            None => central(self.scenario),
        });
        lines.extend(about.iter().cloned());
        let lines: Vec<String> = lines.into_iter().map(|line| line.trim_end().to_owned()).collect();
        let told = |arm: usize| tell(self.scenario, &self.arms[arm], play, &lines).0;
        match against {
            None => Told::Alone(Box::new(told(arm))),
            Some(against) => {
                let title = format!(
                    "{}, arm {} beside {}, episode {episode}, seed {}",
                    self.scenario.title(),
                    self.arms[arm].name,
                    self.arms[against].name,
                    play.seed
                );
                Told::Beside(Box::new(Beside::of(title, told(arm), told(against))))
            }
        }
    }

    /// The most typical episode of a sort among the first `episodes` under an arm, paired with those of another.
    ///
    /// # Errors
    /// If there is none, or `stop` was raised.
    pub fn find(
        &self,
        wanted: Wanted,
        arms: [usize; 2],
        episodes: u64,
        stop: &AtomicBool,
    ) -> Result<EpisodeStory, JobError> {
        let search = self.search(wanted, arms, episodes);
        let played = self.played(episodes, stop)?;
        match played.most_typical(wanted, arms) {
            Some(found) => Ok(self.tell_found(&search, found)),
            None => Err(JobError::NoEpisode(self.none(&search))),
        }
    }

    fn played(&self, episodes: u64, stop: &AtomicBool) -> Result<Played, JobError> {
        let luck = (self.study.seed, self.place.world.unwrap_or(0));
        Ok(Played::of(&self.arms, luck, episodes, stop)?)
    }

    fn search(&self, wanted: Wanted, [arm, against]: [usize; 2], episodes: u64) -> Search<'_> {
        Search {
            scenario: self.scenario,
            study: self.study,
            wanted,
            arm,
            against,
            episodes,
        }
    }

    fn none(&self, search: &Search) -> String {
        let course = self.arms[search.arm].solution.course.as_ref();
        let probability = match search.wanted {
            Wanted::Ending(outcome) => course.map(|course| course.outcomes[outcome]),
            Wanted::Rescued | Wanted::Spoiled => None,
        };
        search.none(self.place.world, probability)
    }

    fn tell_found(&self, search: &Search, found: Typical) -> EpisodeStory {
        let against = match search.wanted {
            Wanted::Ending(_) if search.arm == search.against => None,
            _ => Some(search.against),
        };
        let name = |arm: usize| self.arms[arm].name.clone();
        EpisodeStory {
            title: search.title(),
            chosen: search.chosen(found),
            arm: name(search.arm),
            against: against.map(name),
            world: self.place.world,
            episode: found.episode,
            told: self.tell(search.arm, against, found.episode, &[]),
            command: self.command(search.arm, against, found.episode),
        }
    }

    /// The command that tells an episode again.
    fn command(&self, arm: usize, against: Option<usize>, episode: u64) -> String {
        let mut words: Vec<String> = ["honest-broker", "explain", &self.place.file]
            .map(str::to_owned)
            .to_vec();
        let mut option = |name: &str, value: &str| words.extend([format!("--{name}"), value.to_owned()]);
        for setting in &self.place.settings {
            option("set", plain_setting(setting));
        }
        option("arm", &self.arms[arm].name);
        if let Some(against) = against {
            option("against", &self.arms[against].name);
        }
        option("episode", &episode.to_string());
        if let Some(world) = self.place.world {
            option("world", &world.to_string());
            if self.place.sampling != Sampling::Sobol {
                option("sampling", self.place.sampling.name());
            }
        }
        if self.study.seed != 1 {
            option("seed", &self.study.seed.to_string());
        }
        if self.study.grid != DEFAULT_GRID {
            option("grid", &self.study.grid.to_string());
        }
        command(words.iter().map(String::as_str))
    }
}

/// The study with the games of a world.
fn drawn(scenario: &Scenario, study: &Study, place: &Place, world: u64) -> Result<Study, JobError> {
    let uncertain = scenario.uncertain();
    if uncertain.is_empty() {
        return Err(JobError::OneWorld);
    }
    let dimensions: Vec<u64> = uncertain.iter().map(|u| u.dimension).collect();
    let design = Design {
        sampling: place.sampling,
        replicates: REPLICATES as usize,
        seed: study.seed,
    };
    let drawn = scenario.world(&design.coordinates(world, &dimensions));
    let mut study = study.clone();
    for (own, game) in scenario.arms.iter().zip(drawn.games) {
        if let Some(arm) = study.arms.iter_mut().find(|arm| arm.name == own.name) {
            arm.game = game;
        }
    }
    Ok(study)
}
