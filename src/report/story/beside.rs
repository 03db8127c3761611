//! Two episodes that were played with the same random numbers, told beside each other: the first event that differs, and what
//! follows from there to both ends.

use serde::{Deserialize, Serialize};

use super::super::phrases::capitalised;
use super::sentences::change;
use super::{Kind, Line, Round, Story};

/// An episode under two arms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Beside {
    /// Title of the scenario, number of the episode, seed, and both arms.
    pub title: String,
    /// What else tells this play from others: settings, and which world it is of how many.
    pub about: Vec<String>,
    /// Number of the round, counted from 1, in which the first event differs; `None` if none does.
    pub parted: Option<usize>,
    /// Where they part, in sentences.
    pub parting: Vec<String>,
    /// What turns the course of either from there on, and its end.
    pub chains: [Chain; 2],
    /// What the comparison shows, and what it does not.
    pub coupling: String,
    /// The whole stories.
    pub stories: [Story; 2],
}

/// How an episode goes on after the two have parted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chain {
    /// Name of the arm.
    pub arm: String,
    /// The arm's title.
    pub arm_title: String,
    /// The first event that differs and all that turn the course afterwards.
    pub steps: Vec<Step>,
    /// How it ends.
    pub end: String,
}

/// An event of a chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// `Round 7, December 2019`.
    pub when: String,
    /// What happens, in a sentence.
    pub text: String,
}

const COUPLING: &str = "Both were played with the same random numbers: the same players, and the same luck wherever both meet it. \
                        That is a coupling and no proof of a cause. It shows one way in which the arms part; with other random numbers \
                        they part elsewhere or not at all. What an arm changes on average, and how surely, only many episodes tell.";

impl Beside {
    /// Puts the story of an arm beside that of the arm that it is told against. Both must be of the same scenario, world, seed and
    /// episode.
    pub fn of(title: String, story: Story, against: Story) -> Self {
        let stories = [story, against];
        let place = first_difference(&stories);
        let chains = [0, 1].map(|which| chain(&stories[which], place));
        let mut parting = Vec::new();
        parting.extend(beliefs(&stories));
        parting.extend(parts(&stories, place));
        Beside {
            title,
            about: stories[0].about.clone(),
            parted: place.map(|place| place.round),
            parting,
            chains,
            coupling: COUPLING.to_owned(),
            stories,
        }
    }

    /// Both stories as text for a terminal: where they part first.
    pub fn text(&self) -> String {
        super::text::beside(self)
    }

    /// The same as Markdown.
    pub fn markdown(&self) -> String {
        super::markdown::beside(self)
    }
}

impl Chain {
    /// `With Russia (broker)`.
    pub(super) fn heading(&self) -> String {
        heading(&self.arm_title, &self.arm)
    }
}

fn heading(title: &str, arm: &str) -> String {
    let title = capitalised(title);
    match title.to_lowercase().replace(' ', "_") == arm.to_lowercase() {
        true => title,
        false => format!("{title} ({arm})"),
    }
}

/// Where two stories differ first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    /// Number of the round.
    round: usize,
    /// Among what happens in it.
    line: usize,
}

/// What happens in a round between the two sides, changes of beliefs left out.
fn events(story: &Story, number: usize) -> Vec<&Line> {
    let round = story.rounds.iter().find(|round| round.number == number);
    let lines = round.into_iter().flat_map(|round| &round.lines);
    lines.filter(|line| line.kind != Kind::Belief && !line.aside).collect()
}

fn first_difference(stories: &[Story; 2]) -> Option<Place> {
    let rounds = stories.iter().map(|story| story.played).max().unwrap_or(0);
    (1..=rounds).find_map(|round| {
        let [here, there] = [0, 1].map(|which| events(&stories[which], round));
        let same = |(a, b): &(&&Line, &&Line)| a.text == b.text;
        let line = here.iter().zip(&there).take_while(same).count();
        (line < here.len().max(there.len())).then_some(Place { round, line })
    })
}

/// What beliefs the talks begin with, if not with the same.
fn beliefs(stories: &[Story; 2]) -> Option<String> {
    let [here, there] = stories.each_ref().map(|story| story.course.first());
    let (here, there) = (here?.beliefs, there?.beliefs);
    let differ: Vec<String> = ["dealer", "keeper"]
        .into_iter()
        .enumerate()
        .filter(|(side, _)| change(here[*side], there[*side]))
        .map(|(side, kind)| format!("Pr({kind}) is {:.2} and {:.2}", here[side], there[side]))
        .collect();
    let arms = stories.each_ref().map(|story| story.arm.as_str());
    (!differ.is_empty()).then(|| {
        format!(
            "They begin with other beliefs, under {} and {}: {}.",
            arms[0],
            arms[1],
            differ.join(", ")
        )
    })
}

/// Up to where they are the same, and what differs first.
fn parts(stories: &[Story; 2], place: Option<Place>) -> Vec<String> {
    let Some(place) = place else {
        return vec!["From the first round to the last the same happens in both.".to_owned()];
    };
    let calendar = stories[0].calendar;
    let before = match place.round {
        1 => "They part in the first round.".to_owned(),
        2 => "In the first round the same happens in both.".to_owned(),
        n => {
            let until = calendar.date(n - 2).map_or(String::new(), |date| format!(" ({date})"));
            format!("Up to round {}{until} the same happens in both.", n - 1)
        }
    };
    let said = stories.each_ref().map(|story| {
        let events = events(story, place.round);
        let what = match (events.get(place.line), events.is_empty(), story.played < place.round) {
            (Some(line), ..) => line.text.clone(),
            (None, _, true) => "It is over already.".to_owned(),
            (None, true, _) => "Nothing happens in that round.".to_owned(),
            (None, false, _) => "Nothing more happens in that round.".to_owned(),
        };
        format!("under {}: {what}", story.arm)
    });
    vec![
        before,
        format!(
            "The first event that differs, in {}: {} {}",
            calendar.heading(place.round).replacen("Round", "round", 1),
            said[0],
            capitalised(&said[1])
        ),
    ]
}

/// The event at the place and all that turn the course from there on.
fn chain(story: &Story, place: Option<Place>) -> Chain {
    let mut steps = Vec::new();
    if let Some(place) = place {
        for round in story.rounds.iter().filter(|round| round.number >= place.round) {
            let first = (round.number == place.round).then_some(place.line);
            let mut at = 0;
            for line in round.lines.iter().filter(|line| line.kind != Kind::Belief) {
                // Those before the first that differs are told under both arms alike.
                if first == Some(at) && !line.aside || first.is_none_or(|first| at > first) && line.turn {
                    steps.push(Step {
                        when: when(round),
                        text: line.text.clone(),
                    });
                }
                at += usize::from(!line.aside);
            }
        }
    }
    Chain {
        arm: story.arm.clone(),
        arm_title: story.arm_title.clone(),
        steps,
        end: story.ending.first().cloned().unwrap_or_default(),
    }
}

fn when(round: &Round) -> String {
    match &round.date {
        Some(date) => format!("Round {}, {date}", round.number),
        None => format!("Round {}", round.number),
    }
}
