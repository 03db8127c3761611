//! Episodes that stand for many, as they are kept beside the tables of a comparison.

use serde::{Deserialize, Serialize};

use super::Told;

/// Name of the file that holds the episodes of a comparison.
pub const STORIES: &str = "stories.json";

/// An episode as a story.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpisodeStory {
    /// What it is an example of: `A process that lasts with Russia as broker and not without a broker`.
    pub title: String,
    /// How it was chosen, in a sentence.
    pub chosen: String,
    /// Name of the arm.
    pub arm: String,
    /// Name of the arm that it is told against.
    pub against: Option<String>,
    /// Number of the world; `None` for the central world, or the only one.
    pub world: Option<u64>,
    /// Number of the episode.
    pub episode: u64,
    /// The story, or two beside each other.
    pub told: Told,
    /// The command that tells it again.
    pub command: String,
}

/// The episodes that stand for a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stories {
    /// The most typical one with the baseline's likeliest outcome, then one that the leading arm rescues and one that it spoils, as
    /// far as there are any.
    pub stories: Vec<EpisodeStory>,
    /// What was looked for and not found, each in a sentence.
    pub missing: Vec<String>,
}
