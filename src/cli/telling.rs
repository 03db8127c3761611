//! What can be typed after `explain` and `diff`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use honest_broker::game::outcome::Outcome;
use honest_broker::scenario::Setting;
use honest_broker::solve::DEFAULT_GRID;
use honest_broker::stats::Level;

use super::format::Format;
use super::sampling::Sampling;
use super::values::{grid, level, setting};
use super::whole::whole;

/// Forms of a story.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum StoryFormat {
    /// Lines for a terminal
    #[default]
    Text,
    /// Headings and lists, for notes and papers
    Markdown,
    /// A page with a small chart of beliefs and stages
    Html,
    /// For programs; problems with the scenario are JSON, too
    Json,
}

#[derive(Debug, Args)]
pub struct Explain {
    /// Scenario file
    pub file: PathBuf,
    /// Replace a number of the scenario, for example --set broker.instruments.custody=0 (repeatable)
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = setting)]
    pub settings: Vec<Setting>,
    /// Form of the story
    #[arg(long, value_enum, default_value_t)]
    pub format: StoryFormat,
    /// File for the story (default: standard output)
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replace an existing file
    #[arg(long, requires = "out")]
    pub force: bool,
    /// Arm to replay (default: broker if the scenario has one, else no_broker)
    #[arg(long)]
    pub arm: Option<String>,
    /// Number of the episode, counted from 0 (default: 0)
    #[arg(long, conflicts_with = "chosen", value_parser = whole::<u64>(0..=honest_broker::simulate::streams::MAX_EPISODES - 1), allow_negative_numbers = true)]
    pub episode: Option<u64>,
    #[command(flatten)]
    pub chosen: Chosen,
    /// Episodes to search, from number 0 on (default: 2000)
    #[arg(long, value_name = "N", requires = "chosen", value_parser = whole::<u64>(1..=1_000_000), allow_negative_numbers = true)]
    pub search: Option<u64>,
    /// Tell the same episode of this arm beside it, from the first event that differs
    #[arg(long, value_name = "ARM")]
    pub against: Option<String>,
    /// World in which it was played, counted from 0 (default: the central world, if anything is uncertain)
    #[arg(long, value_name = "W", value_parser = whole::<u64>(0..=(1 << 32) - 1), allow_negative_numbers = true)]
    pub world: Option<u64>,
    /// How worlds were chosen
    #[arg(long, value_enum, default_value_t)]
    pub sampling: Sampling,
    /// Seed of all random numbers
    #[arg(long, default_value_t = 1, value_parser = whole::<u64>(0..=u64::MAX), allow_negative_numbers = true)]
    pub seed: u64,
    /// Grid points per axis of the belief grid
    #[arg(long, default_value_t = DEFAULT_GRID, value_parser = grid, allow_negative_numbers = true)]
    pub grid: usize,
}

/// What is told in place of an episode with a number.
#[derive(Debug, Args)]
#[group(id = "chosen", multiple = false)]
pub struct Chosen {
    /// Find the most typical episode that ends so, for example --typical settlement
    #[arg(long, value_name = "OUTCOME", value_parser = outcome)]
    pub typical: Option<Outcome>,
    /// Find an episode that is in force at the end under the arm and not without a broker (or the arm of --against), and tell both
    #[arg(long)]
    pub rescued: bool,
    /// Find an episode that is in force at the end without a broker (or under the arm of --against) and not under the arm, and tell both
    #[arg(long)]
    pub spoiled: bool,
}

fn outcome(argument: &str) -> Result<Outcome, String> {
    let name = argument.replace(['-', ' '], "_").to_lowercase();
    let names = || Outcome::ALL.map(Outcome::name).join(", ");
    let found = Outcome::ALL.into_iter().find(|outcome| outcome.name() == name);
    found.ok_or_else(|| format!("choose one of {}", names()))
}

#[derive(Debug, Args)]
pub struct Diff {
    /// Scenario file, or folder of a result
    pub first: PathBuf,
    /// Another of the same kind
    pub second: PathBuf,
    /// Form of the differences, and of problems with scenario files
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Confidence level of the intervals of differences between results (default: that of both results, or 0.95 if they have two)
    #[arg(long, value_name = "P", value_parser = level, allow_negative_numbers = true)]
    pub level: Option<Level>,
    /// Exit with code 6 if anything differs that alters results
    #[arg(long)]
    pub exit_code: bool,
}
