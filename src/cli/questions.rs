//! What can be typed after the commands that ask a question about one scenario.

use std::path::PathBuf;

use clap::Args;
use honest_broker::job::rough;

use super::input::Input;
use super::sampling::Sampling;
use super::values::grid;
use super::whole::whole;
use super::writing::Writing;

/// What all of them share.
#[derive(Debug, Args)]
pub struct Question {
    /// Scenario file
    pub file: PathBuf,
    #[command(flatten)]
    pub input: Input,
    /// Grid points per axis of the belief grid; what a finer one changes is measured in some worlds
    #[arg(long, default_value_t = rough::GRID, value_parser = grid, allow_negative_numbers = true)]
    pub grid: usize,
    #[command(flatten)]
    pub writing: Writing,
}

#[derive(Debug, Args)]
pub struct Sweep {
    #[command(flatten)]
    pub question: Question,
    /// Key with its values, separated by commas or as a range of so many values: disarmer.exposure=0..1/5 (repeatable; several keys
    /// make a grid). The first value is the one that others are compared with
    #[arg(long, value_name = "KEY=VALUES", required_unless_present = "design", conflicts_with = "design", value_parser = super::sweep::varied)]
    pub vary: Vec<(String, Vec<String>)>,
    /// CSV table of points: a column for each key, a row for each point
    #[arg(long, value_name = "FILE")]
    pub design: Option<PathBuf>,
    /// Take the entries of the design for coordinates from 0 to 1 in the distributions of their keys
    #[arg(long, requires = "design")]
    pub coordinates: bool,
    /// Arms to solve, separated by commas (default: no_broker and broker, as far as the scenario has them)
    #[arg(long, value_delimiter = ',', value_name = "A,B")]
    pub arms: Vec<String>,
    /// Arm that the others are compared with
    #[arg(long, default_value = "no_broker", value_name = "ARM")]
    pub baseline: String,
    /// What the chart and the sentences are about, such as settlement, in_force or payoff_disarmer; the table has all
    #[arg(long, default_value = "settlement", value_name = "NAME")]
    pub metric: String,
    /// Worlds to solve at every point if anything is uncertain, a multiple of 16
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = whole::<u64>(2..=4_000_000), allow_negative_numbers = true)]
    pub worlds: u64,
    /// How worlds are chosen
    #[arg(long, value_enum, default_value_t)]
    pub sampling: Sampling,
}

#[derive(Debug, Args)]
pub struct Drivers {
    #[command(flatten)]
    pub question: Question,
    /// What the sentences and charts are about, such as settlement, in_force or payoff_disarmer; the table has all
    #[arg(long, default_value = "settlement", value_name = "NAME")]
    pub metric: String,
    /// Draw groups of numbers anew in some worlds, for the shares that they have together with others
    #[arg(long)]
    pub totals: bool,
    /// Arms to solve, separated by commas (default: no_broker and broker, as far as the scenario has them)
    #[arg(long, value_delimiter = ',', value_name = "A,B")]
    pub arms: Vec<String>,
    /// Arm that the others are compared with
    #[arg(long, default_value = "no_broker", value_name = "ARM")]
    pub baseline: String,
    /// Worlds to draw, independently of each other, a multiple of 16
    #[arg(long, value_name = "N", default_value_t = honest_broker::job::drivers::WORLDS, value_parser = whole::<u64>(16..=4_000_000), allow_negative_numbers = true)]
    pub worlds: u64,
}

#[derive(Debug, Args)]
pub struct Discover {
    #[command(flatten)]
    pub question: Question,
    /// What is looked at, such as settlement, in_force or payoff_disarmer
    #[arg(long, default_value = "settlement", value_name = "NAME")]
    pub metric: String,
    /// By how much the arm must change the metric in a world to help or harm there
    #[arg(long, default_value_t = 0.005, value_name = "D", value_parser = positive, allow_negative_numbers = true)]
    pub threshold: f64,
    /// How large the metric must be in a world under the arm to be likely there
    #[arg(long, default_value_t = 0.5, value_name = "P", value_parser = positive, allow_negative_numbers = true)]
    pub likely: f64,
    /// Arm that is looked at
    #[arg(long, default_value = honest_broker::scenario::BROKER, value_name = "ARM")]
    pub arm: String,
    /// Arm that it is compared with
    #[arg(long, default_value = "no_broker", value_name = "ARM")]
    pub baseline: String,
    /// Worlds to draw, independently of each other, a multiple of 16
    #[arg(long, value_name = "N", default_value_t = honest_broker::job::drivers::WORLDS, value_parser = whole::<u64>(64..=4_000_000), allow_negative_numbers = true)]
    pub worlds: u64,
}

fn positive(argument: &str) -> Result<f64, String> {
    let number = argument.parse().ok().filter(|x: &f64| *x > 0.0 && x.is_finite());
    number.ok_or_else(|| "give a number above 0, for example 0.005".to_owned())
}

#[derive(Debug, Args)]
pub struct Robust {
    #[command(flatten)]
    pub question: Question,
    /// What the first conclusion is about, such as settlement, in_force or payoff_disarmer
    #[arg(long, default_value = "settlement", value_name = "NAME")]
    pub metric: String,
    /// Arm whose effect is looked at
    #[arg(long, default_value = honest_broker::scenario::BROKER, value_name = "ARM")]
    pub arm: String,
    /// Arm that it is compared with
    #[arg(long, default_value = "no_broker", value_name = "ARM")]
    pub baseline: String,
    /// Worlds to solve under every variant if anything is uncertain, a multiple of 16
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = whole::<u64>(2..=4_000_000), allow_negative_numbers = true)]
    pub worlds: u64,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("aim").required(true).args(["at_least", "at_most"]))]
pub struct Target {
    #[command(flatten)]
    pub question: Question,
    /// What is to be reached, such as settlement, in_force, outcome.war or payoff_disarmer
    #[arg(long, default_value = "settlement", value_name = "NAME")]
    pub outcome: String,
    /// The level that it is to have at least: a probability such as 0.5, or a number in the unit of a payoff
    #[arg(long, value_name = "LEVEL", allow_negative_numbers = true)]
    pub at_least: Option<f64>,
    /// The level that it is to have at most, for harms such as war
    #[arg(long, value_name = "LEVEL", allow_negative_numbers = true)]
    pub at_most: Option<f64>,
    /// Ask for the level in this share of the worlds, and not in the mean over worlds
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true)]
    pub share_of_worlds: Option<f64>,
    /// Arm whose levers are moved (default: broker if the scenario has one, else no_broker)
    #[arg(long, value_name = "ARM")]
    pub arm: Option<String>,
    /// Worlds in which sets of levers are judged if anything is uncertain, a multiple of 16
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = whole::<u64>(2..=4_000_000), allow_negative_numbers = true)]
    pub worlds: u64,
    /// Fresh worlds in which what was found is solved again, a multiple of 16
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = whole::<u64>(2..=4_000_000), allow_negative_numbers = true)]
    pub fresh_worlds: u64,
}
