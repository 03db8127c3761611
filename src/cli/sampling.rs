//! How many worlds, which, and what is done in each.

use clap::{Args, ValueEnum};
use honest_broker::study::design;
use honest_broker::study::request::{self, Episodes};

use super::whole::whole;

/// How worlds are chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Sampling {
    /// Low-discrepancy points, scrambled independently 16 times
    #[default]
    Sobol,
    /// Independent draws
    MonteCarlo,
}

/// What is done in a world.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Evaluate {
    /// Outcome probabilities from the solution; nothing is played
    Exact,
    /// Episodes, with exact values as controls
    Play,
    /// Both, compared
    #[default]
    Both,
}

/// Which worlds are solved on the grid asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Refine {
    /// A few, which correct the many that are solved on a coarser grid
    #[default]
    Some,
    /// Every one
    Every,
}

/// Options about worlds.
#[derive(Debug, Args)]
pub struct Worlds {
    /// Worlds to draw if anything in the scenario is uncertain, a multiple of 16 (default: 256)
    #[arg(long, value_name = "N", value_parser = whole::<u64>(2..=4_000_000), allow_negative_numbers = true)]
    pub worlds: Option<u64>,
    /// Which worlds are solved on the belief grid asked for
    ///
    /// Solving many worlds on a coarse grid and a few of them on a fine one gives the mean of the fine grid with an interval of the same
    /// width for a fraction of the work; the interval covers the error of both. See docs/statistics.md, "Levels of grids".
    #[arg(long, value_enum, default_value_t)]
    pub refine: Refine,
    /// How outcome probabilities are found
    #[arg(long, value_enum, default_value_t)]
    pub evaluate: Evaluate,
    /// Add worlds until every outcome probability and the contrast in completed processes is known to plus or minus this
    #[arg(long, value_name = "H", value_parser = half_width, allow_negative_numbers = true)]
    pub precision: Option<f64>,
    /// Most worlds for --precision (default: 8192)
    #[arg(long, value_name = "N", requires = "precision", value_parser = whole::<u64>(16..=4_000_000), allow_negative_numbers = true)]
    pub max_worlds: Option<u64>,
    /// Difference in a probability below which the broker is said to make none in a world
    #[arg(long, value_name = "D", default_value_t = 0.005, value_parser = share, allow_negative_numbers = true)]
    pub threshold: f64,
}

impl From<Sampling> for design::Sampling {
    fn from(sampling: Sampling) -> Self {
        match sampling {
            Sampling::Sobol => Self::Sobol,
            Sampling::MonteCarlo => Self::MonteCarlo,
        }
    }
}

impl From<Refine> for request::Refine {
    fn from(refine: Refine) -> Self {
        match refine {
            Refine::Some => Self::Some,
            Refine::Every => Self::Every,
        }
    }
}

impl From<Evaluate> for request::Evaluate {
    fn from(evaluate: Evaluate) -> Self {
        match evaluate {
            Evaluate::Exact => Self::Exact,
            Evaluate::Play => Self::Play,
            Evaluate::Both => Self::Both,
        }
    }
}

/// Reads a number of episodes.
pub fn episodes(argument: &str) -> Result<Episodes, String> {
    if argument == "auto" {
        return Ok(Episodes::Auto);
    }
    let number = argument.parse().ok().filter(|n| (1..=1_000_000_000_000).contains(n));
    let wrong = || "give a whole number from 1 to 1000000000000, or auto".to_owned();
    number.map(Episodes::Number).ok_or_else(wrong)
}

fn half_width(argument: &str) -> Result<f64, String> {
    let number = argument.parse().ok().filter(|h: &f64| *h > 0.0 && *h < 0.5);
    number.ok_or_else(|| "give a half-width between 0 and 0.5, for example 0.005".to_owned())
}

fn share(argument: &str) -> Result<f64, String> {
    let number = argument.parse().ok().filter(|d: &f64| (0.0..1.0).contains(d));
    number.ok_or_else(|| "give a difference from 0 to 1, for example 0.005".to_owned())
}
