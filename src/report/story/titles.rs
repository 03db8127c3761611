//! What a story is an example of, and how it was chosen, in words.

use super::super::phrases::side;
use crate::analysis::typical::{Typical, Wanted};
use crate::notation::{counted, percent_label, thousands};
use crate::scenario::{BROKER, NO_BROKER, Scenario};
use crate::study::Study;

/// What is looked for, under which arm of a study, and which arm it is paired with.
#[derive(Clone, Copy, Debug)]
pub struct Search<'s> {
    /// The scenario.
    pub scenario: &'s Scenario,
    /// Its arms.
    pub study: &'s Study,
    /// What sort of episode.
    pub wanted: Wanted,
    /// Number of the arm.
    pub arm: usize,
    /// Number of the arm that rescued and spoiled episodes are paired with.
    pub against: usize,
    /// Episodes that are searched.
    pub episodes: u64,
}

impl Search<'_> {
    /// `In force at the end with Russia as broker, and not without a broker`.
    pub fn title(&self) -> String {
        let [under, against] = [self.arm, self.against].map(|arm| self.under(arm));
        match self.wanted {
            Wanted::Ending(outcome) => format!("A typical negotiation {under} that ends in {}", outcome.title()),
            Wanted::Rescued => format!("In force at the end {under}, and not {against}"),
            Wanted::Spoiled => format!("In force at the end {against}, and not {under}"),
        }
    }

    /// How the episode was chosen.
    pub fn chosen(&self, found: Typical) -> String {
        let name = |arm: usize| &self.study.arms[arm].name;
        let (sort, compared) = match self.wanted {
            Wanted::Ending(outcome) => (
                format!("that end in {} under {}", outcome.title(), name(self.arm)),
                "it comes",
            ),
            Wanted::Rescued => (
                format!(
                    "whose process is in force at the end under {} and not under {}",
                    name(self.arm),
                    name(self.against)
                ),
                "both come",
            ),
            Wanted::Spoiled => (
                format!(
                    "whose process is in force at the end under {} and not under {}",
                    name(self.against),
                    name(self.arm)
                ),
                "both come",
            ),
        };
        match found.of {
            1 => format!(
                "Chosen as the only one of {} played episodes {}.",
                thousands(self.episodes),
                sort.replacen("that end", "that ends", 1)
            ),
            n => format!(
                "Chosen as the most typical of the {} among {} played episodes {sort}: {compared} closest to what is usual among \
                 those in rounds played, time in force, stages completed, first rupture and its cause, and the types of both sides.",
                thousands(n),
                thousands(self.episodes)
            ),
        }
    }

    /// That there is none, and what to do; `probability` is that of the outcome, if it is known.
    pub fn none(&self, world: Option<u64>, probability: Option<f64>) -> String {
        let name = |arm: usize| &self.study.arms[arm].name;
        let place = match (world, self.scenario.uncertain().is_empty()) {
            (Some(world), _) => format!(" in world {world}"),
            (None, true) => String::new(),
            (None, false) => " in the central world".to_owned(),
        };
        let searched = format!("of {} searched{place}, none", counted(self.episodes, "episode"));
        let what = match self.wanted {
            Wanted::Ending(outcome) => format!(
                "{searched} ends in {} under {}{}",
                outcome.title(),
                name(self.arm),
                probability.map_or(String::new(), |p| format!(
                    ", where its probability is {}",
                    percent_label(p)
                ))
            ),
            Wanted::Rescued => format!(
                "{searched} has its process in force at the end under {} and not under {}",
                name(self.arm),
                name(self.against)
            ),
            Wanted::Spoiled => format!(
                "{searched} has its process in force at the end under {} and not under {}",
                name(self.against),
                name(self.arm)
            ),
        };
        let world = match self.scenario.uncertain().is_empty() {
            true => "",
            false => "look in another world with --world W, ",
        };
        format!(
            "{what}; search more with --search {}, {world}or ask for another arm with --arm",
            self.episodes.saturating_mul(10)
        )
    }

    /// `with Russia as broker`, `without a broker`, or `under NAME`.
    fn under(&self, arm: usize) -> String {
        let arm = &self.study.arms[arm];
        let broker = match side(&self.scenario.roles.broker, "broker") {
            the if the == "the broker" => the,
            name => format!("{name} as broker"),
        };
        match (arm.game.broker.is_some(), arm.name.as_str()) {
            (true, BROKER) => format!("with {broker}"),
            (true, name) => format!("with {broker} under {name}"),
            (false, NO_BROKER) => "without a broker".to_owned(),
            (false, name) => format!("under {name}"),
        }
    }
}
