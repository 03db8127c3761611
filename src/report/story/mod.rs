//! One episode as a readable story: who did what, what the others concluded, why it ended as it did.
//!
//! [`tell`] plays the episode and writes a [`Story`]: sentences in their order, round by round, with the kind of each, and the
//! course of beliefs and stages. It is data: it can be kept as JSON and read back, and is printed as text ([`text()`]), as Markdown
//! ([`markdown()`]) or as HTML ([`html`]). [`Beside`] tells two episodes that were played with the same random numbers, and
//! [`Told`] is either.

mod beside;
mod drawing;
mod escape;
pub mod examples;
pub mod html;
mod markdown;
mod names;
mod sentences;
mod teller;
mod text;
pub mod titles;
mod told;

use serde::{Deserialize, Serialize};

use crate::scenario::Scenario;
use crate::simulate::record::Record;
use crate::study::run::{SolvedArm, replay_in};

pub use beside::{Beside, Chain, Step};
pub use markdown::markdown;
pub use names::Names;
pub use text::text;
pub use told::Told;

use teller::Teller;

/// An episode from the beginning to the end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// Title of the scenario, arm, number of the episode, seed.
    pub title: String,
    /// What else tells this play from others: settings, and which world it is of how many.
    pub about: Vec<String>,
    /// Name of the arm.
    pub arm: String,
    /// The arm's title.
    pub arm_title: String,
    /// What the roles and stages are called.
    pub names: Names,
    /// Who the players truly are, what each believes of the other, and what a broker says before the talks.
    pub opening: Vec<String>,
    /// The rounds in which something happened, in order.
    pub rounds: Vec<Round>,
    /// How it ended, what happened on the way, what the players have of it.
    pub ending: Vec<String>,
    /// Name of the outcome, as in tables.
    pub outcome: String,
    /// Rounds that were played.
    pub played: usize,
    /// Rounds that a whole episode has.
    pub simulated: usize,
    /// What rounds are called.
    pub calendar: Calendar,
    /// Where things stood before the first round, after the broker's messages if there were any, and after each round.
    pub course: Vec<Point>,
}

/// A round in which something happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Round {
    /// Counted from 1.
    pub number: usize,
    /// `year 1, 2 of 4`.
    pub when: String,
    /// The month in which it begins, if the scenario says when the time begins: `September 2018`.
    pub date: Option<String>,
    /// What happened, in order.
    pub lines: Vec<Line>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// What sort of thing.
    pub kind: Kind,
    /// It in words: a sentence, or of a change of beliefs `Pr(dealer) 0.30 → 0.34`.
    pub text: String,
    /// Of a move: the probability with which the player's type chooses it.
    pub probability: Option<f64>,
    /// Whether it turns the course of the process: it starts, breaks or completes it, or brings new people to power.
    pub turn: bool,
    /// Whether it concerns the broker alone and moves nothing between the two sides: that it lets something pass, or is no longer
    /// taken for neutral.
    pub aside: bool,
}

/// A sort of thing that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Nobody chose it, or it follows from what was chosen.
    Event,
    /// A player chose it.
    Move,
    /// What the others think of a side after the line before.
    Belief,
}

/// Where things stand between rounds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Rounds gone by.
    pub round: usize,
    /// Pr(dealer) and Pr(keeper) as everybody sees them.
    pub beliefs: [f64; 2],
    /// Stages completed.
    pub stages: usize,
    /// Whether the process is in force; if not, it is ruptured, or there is war.
    pub in_force: bool,
}

/// What rounds are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// Rounds in a year.
    pub rounds_per_year: usize,
    /// Year and month (1 to 12) in which round 0 begins, if the scenario has them.
    pub start: Option<(u16, u8)>,
}

/// Which play of an arm is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Play {
    /// Seed of all random numbers.
    pub seed: u64,
    /// The world whose random numbers are used; 0 for the central one.
    pub world: u64,
    /// Number of the episode.
    pub episode: u64,
}

/// Plays an episode of a solved arm and tells it. `about` are lines to stand under the title.
pub fn tell(scenario: &Scenario, arm: &SolvedArm, play: Play, about: &[String]) -> (Story, Record) {
    let names = Names::of(scenario);
    let mut teller = Teller::new(arm, &names, scenario.start);
    let record = replay_in(play.world, arm, play.seed, play.episode, &mut |event| {
        teller.watch(event);
    });
    let mut story = teller.finish(&record);
    let Play { seed, episode, .. } = play;
    story.title = format!("{}, arm {}, episode {episode}, seed {seed}", scenario.title(), arm.name);
    story.about = about.to_vec();
    story.arm_title = scenario.display_name(&arm.name).unwrap_or(&arm.name).to_owned();
    (story, record)
}

impl Calendar {
    /// `year 1, 2 of 4` for a round counted from 0.
    pub fn year(&self, round: usize) -> String {
        let n = self.rounds_per_year.max(1);
        format!("year {}, {} of {n}", round / n + 1, round % n + 1)
    }

    /// The month in which a round begins, counted from 0, or in which the one before it ended: `September 2018`.
    pub fn date(&self, round: usize) -> Option<String> {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let (year, month) = self.start?;
        let start = crate::scenario::Month { year, month };
        let then = start.after(round as f64 / self.rounds_per_year.max(1) as f64);
        let name = MONTHS.get(usize::from(then.month).checked_sub(1)?)?;
        Some(format!("{name} {}", then.year))
    }

    /// What a round is called, counted from 1: `Round 2 (September 2018; year 1, 2 of 4)`.
    fn heading(&self, number: usize) -> String {
        let round = number.saturating_sub(1);
        let date = self.date(round).map_or(String::new(), |date| format!("{date}; "));
        format!("Round {number} ({date}{})", self.year(round))
    }
}

/// What a story is made of, in the order in which it is told.
enum Part<'s> {
    /// A round in which something happened.
    Round(&'s Round),
    /// So many rounds from this number on, in which nothing did.
    Quiet(usize, usize),
}

impl Story {
    /// The rounds, with the quiet ones between them.
    fn parts(&self) -> Vec<Part<'_>> {
        let mut parts = Vec::new();
        let mut next = 1;
        for round in &self.rounds {
            if round.number > next {
                parts.push(Part::Quiet(next, round.number - next));
            }
            parts.push(Part::Round(round));
            next = round.number + 1;
        }
        if self.played >= next {
            parts.push(Part::Quiet(next, self.played + 1 - next));
        }
        parts
    }

    /// What quiet rounds are called, and what is said of them.
    fn quiet(&self, first: usize, count: usize) -> (String, &'static str) {
        let heading = self.calendar.heading(first);
        match count {
            1 => (heading, "Nothing happens: no meeting, no opening, no crisis."),
            n => (
                format!("{heading} and the {} after", sentences::rounds(n - 1)),
                "Nothing happens.",
            ),
        }
    }
}

impl Round {
    /// What it is called: `Round 2 (September 2018; year 1, 2 of 4)`.
    fn heading(&self) -> String {
        let date = self.date.as_ref().map_or(String::new(), |date| format!("{date}; "));
        format!("Round {} ({date}{})", self.number, self.when)
    }
}

impl Line {
    /// The sentence with the probability of a move behind it.
    fn sentence(&self) -> String {
        match self.probability {
            Some(p) => format!(
                "{} (chosen with probability {p:.2}).",
                self.text.strip_suffix('.').unwrap_or(&self.text)
            ),
            None => self.text.clone(),
        }
    }
}
