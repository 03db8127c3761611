//! How many worlds, which, and what is done in each.

use clap::{Args, ValueEnum};
use honest_broker::stats::sequential::Rule;
use honest_broker::study::design;

use super::failure::Failure;

/// Independent scramblings of the sequence: enough for an interval with 15 degrees of freedom.
pub const REPLICATES: u64 = 16;
/// Worlds if nothing else is asked for: 32 points under each scrambling.
pub const WORLDS: u64 = 512;
/// Worlds of the first look under `--precision`.
const FIRST_LOOK: u64 = 128;
/// Worlds at which `--precision` gives up.
const MAX_WORLDS: u64 = 8_192;
/// Episodes in each of many worlds, and in the only one.
const EPISODES: [u64; 2] = [500, 100_000];

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

/// A number of episodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Episodes {
    Number(u64),
    /// As a pilot suggests.
    Auto,
}

/// Options about worlds.
#[derive(Debug, Args)]
pub struct Worlds {
    /// Worlds to draw if anything in the scenario is uncertain, a multiple of 16 (default: 512)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=4_000_000))]
    pub worlds: Option<u64>,
    /// How worlds are chosen
    #[arg(long, value_enum, default_value_t)]
    pub sampling: Sampling,
    /// How outcome probabilities are found
    #[arg(long, value_enum, default_value_t)]
    pub evaluate: Evaluate,
    /// Add worlds until every outcome probability and the contrast in completed processes is known to plus or minus this
    #[arg(long, value_name = "H", value_parser = half_width)]
    pub precision: Option<f64>,
    /// Most worlds for --precision (default: 8192)
    #[arg(long, value_name = "N", requires = "precision", value_parser = clap::value_parser!(u64).range(16..=4_000_000))]
    pub max_worlds: Option<u64>,
    /// Difference in a probability below which the broker is said to make none in a world
    #[arg(long, value_name = "D", default_value_t = 0.005, value_parser = share)]
    pub threshold: f64,
    /// Continue a run that was interrupted
    #[arg(long)]
    pub resume: bool,
}

/// Number of worlds at each look, in the order of the looks.
#[derive(Clone, Debug, PartialEq)]
pub struct Looks {
    pub worlds: Vec<u64>,
    /// When to stop before the last.
    pub rule: Option<Rule>,
    /// What to tell the user about the numbers.
    pub note: Option<String>,
}

impl Worlds {
    /// When to look at the results; the last look is the end in any case.
    pub fn looks(&self) -> Result<Looks, Failure> {
        let asked = self.worlds.unwrap_or(match self.precision {
            Some(_) => FIRST_LOOK,
            None => WORLDS,
        });
        let first = multiple(asked);
        let note =
            (first != asked).then(|| format!("{asked} worlds were rounded up to {first}, a multiple of {REPLICATES}"));
        let Some(half_width) = self.precision else {
            return Ok(Looks {
                worlds: vec![first],
                rule: None,
                note,
            });
        };
        let most = multiple(self.max_worlds.unwrap_or(MAX_WORLDS.max(first)));
        if first > most {
            return Err(Failure::Usage(format!(
                "--worlds {asked} is the first look under --precision and exceeds --max-worlds {most}"
            )));
        }
        let rule = Rule {
            half_width,
            replicates: REPLICATES,
            least: first,
            most,
        };
        Ok(Looks {
            worlds: rule.looks().collect(),
            rule: Some(rule),
            note: None,
        })
    }
}

impl Sampling {
    /// The design of the worlds.
    pub fn design(self, seed: u64) -> design::Design {
        design::Design {
            sampling: match self {
                Sampling::Sobol => design::Sampling::Sobol,
                Sampling::MonteCarlo => design::Sampling::MonteCarlo,
            },
            replicates: REPLICATES as usize,
            seed,
        }
    }

    /// Name in prose and in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Sampling::Sobol => "sobol",
            Sampling::MonteCarlo => "monte-carlo",
        }
    }
}

impl Evaluate {
    pub fn plays(self) -> bool {
        self != Evaluate::Exact
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

/// The next multiple of the number of replicates.
pub fn multiple(worlds: u64) -> u64 {
    worlds.div_ceil(REPLICATES) * REPLICATES
}

/// Episodes in a world, unless a pilot is to say.
pub fn default_episodes(uncertain: bool) -> u64 {
    EPISODES[usize::from(!uncertain)]
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
