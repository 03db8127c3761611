//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use honest_broker::solve::DEFAULT_GRID;
use honest_broker::stats::Level;
use honest_broker::study::request::Episodes;

use super::backtest::Backtest;
use super::batch::Batch;
use super::export::Export;
use super::factors::Factors;
use super::forecast::Forecast;
use super::input::Input;
use super::merge::Merge;
use super::package::Package;
use super::questions::{Discover, Drivers, Robust, Sweep, Target};
use super::sampling::{Sampling, Worlds, episodes};
use super::score::Score;
use super::telling::{Diff, Explain};
use super::values::{grid, level};
use super::verify::Verify;
use super::whole::whole;
use super::writing::Writing;

/// Would an honest broker make a disarmament deal last?
///
/// Solves a negotiation described in a scenario file for how strategic players with private types would play it, plays it
/// many times with and without a broker, and writes tables and charts.
#[derive(Debug, Parser)]
#[command(name = "honest-broker", version, long_version = LONG_VERSION, propagate_version = true, after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "Examples:
  honest-broker compare                                  all scenarios under scenarios/, every arm
  honest-broker compare scenarios/singapore-2018.toml --set guarantor.keeper_prior=0.5
  honest-broker attribute scenarios/singapore-2018.toml  which instrument does how much?
  honest-broker report results                           one page about all results
  honest-broker new my.toml                              a scenario to begin with
  honest-broker check scenarios                          are the files right, and what do they mean?
  honest-broker help disarmer.exposure                   what does a key mean, and where does it enter?
  honest-broker explain scenarios/singapore-2018.toml --rescued
  honest-broker diff results/singapore-2018 results/other

Exit codes: 0 done, 1 could not read or write (or a claim of validate failed, or verify found a difference), 2 usage, 3 scenario invalid, 4 not converged under --strict, 5 precision missed under --strict, 6 different under diff --exit-code, 130 interrupted.";

/// Version with the build: two programs of one build give the same bytes.
const LONG_VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\nbuild ", env!("HONEST_BROKER_BUILD"));

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Solve and play every arm of every scenario; write tables and charts
    ///
    /// Every arm plays the same episodes with the same luck, so differences between arms are paired. Results of
    /// scenario FILE.toml go to results/FILE/ and are never overwritten without --force.
    Compare(Compare),
    /// Divide a change among the broker's instruments and the stakeholders
    ///
    /// Adds the broker's instruments and the stakeholders one after the other, in a random order, the broker accepted in every world, and
    /// gives the Shapley share of each in the change, its effect alone and its effect when removed, and what the broker and the
    /// stakeholders add together beyond what they add apart; --pairs says it of every two. A stakeholder that is left out neither backs the settlement nor works against it. Results go to results/FILE-attribution/.
    ///
    /// None and all of them are solved in each world, an order of them in three of ten. With --combinations every combination is solved in
    /// each world. Time doubles with every factor then: seven of them are 128 combinations.
    Attribute(Attribute),
    /// Solve a scenario at many points, all in the same worlds
    ///
    /// Points are the values of one key, all combinations of the values of several, or the rows of a table that another program
    /// wrote. Differences between points are paired world by world. Results go to results/FILE-sweep/; see docs/questions.md.
    Sweep(Sweep),
    /// Find which uncertain numbers drive outcomes, payoffs and the broker's effect
    ///
    /// Shares of the variance between worlds, with a noise floor from numbers that cannot matter; the strongest at the two ends of their
    /// distributions; which of them are known badly. Results go to results/FILE-drivers/; see docs/questions.md.
    Drivers(Drivers),
    /// Find where an arm helps, where it harms, and where an outcome is likely
    ///
    /// Regions of the uncertain numbers, found in some worlds and confirmed in others; and where the sign of what the arm changes turns,
    /// and for whom. Results go to results/FILE-discover/; see docs/questions.md.
    Discover(Discover),
    /// Find whether conclusions survive other assumptions about how the game is played
    ///
    /// Sharp and blunt players, no covert programme, no reviews, either order of moves, other equilibria, longer and shorter foresight,
    /// rounds of another length, correlated draws: each in the same worlds. Results go to results/FILE-robust/; see docs/questions.md.
    Robust(Robust),
    /// Find what it would take for an outcome to become likely
    ///
    /// Searches through the levers of the scenario, which are what someone can decide: what of them, moved how far and at what cost, brings
    /// the outcome to the aim. All in the same worlds; what is found is confirmed in fresh ones on a fine grid. Results go to
    /// results/FILE-target/; see docs/targets.md.
    Target(Target),
    /// Hold the library of historical cases against what became of them
    ///
    /// Solves a scenario for each case of a coded table, scores what the game says against the record and against base rates, fits the free
    /// constants without each case in turn, and flips contested codes. Results go to results/backtest/; see docs/backtest.md.
    Backtest(Backtest),
    /// Put together the parts of a command that was divided by --shard
    ///
    /// The result is the very one, byte for byte, that the command would have written without --shard. Parts can be copied together from
    /// machines that share no files; the scenario files are not needed. What is missing, unfinished, doubled, damaged or foreign is named. See
    /// docs/clusters.md.
    Merge(Merge),
    /// Divide a command among the processors of a cluster or of this machine
    ///
    /// Writes what Slurm or HyperQueue needs and submits it: the parts, and what puts them together once all are done. See
    /// docs/clusters.md.
    Batch(Batch),
    /// Write down what the game says of cases whose end nobody knows, so that a later edit shows
    ///
    /// One file with the forecasts, those of base rates beside them, the scenarios, and a checksum of it all; see docs/forecasts.md.
    Forecast(Forecast),
    /// Verify a file of locked forecasts, and score it against what has happened since
    ///
    /// Without --record the lock is verified and the file is told. Solves nothing; see docs/forecasts.md.
    Score(Score),
    /// Check scenario files and say what they mean
    Check(Check),
    /// Write a scenario file to begin with
    ///
    /// Every key is in it with its meaning, unit, range and default; it can be played as it is. `honest-broker help KEY` says more about
    /// a key.
    New(New),
    /// Print the JSON Schema of scenario files, for editors
    ///
    /// See docs/scenarios.md, "In an editor".
    Schema,
    /// Replay one episode as a readable story, or find one that stands for many
    ///
    /// Episode K of a world is here the one that `compare` plays there with the same scenario, seed, grid and settings, in every detail.
    /// --typical, --rescued and --spoiled search the first episodes for one that is worth telling, --against tells what the same luck
    /// brings under another arm; see docs/briefing.md.
    Explain(Explain),
    /// Make one page to read, send and print from finished results
    ///
    /// `compare` writes the page of its results already; this makes one of any results, side by side, or with an attribution in it.
    /// The page holds all it shows, and asks no network for anything.
    Report(Report),
    /// Say in what two scenario files differ, or two folders of results
    ///
    /// Of two scenarios: every key that differs, with what it means. Of two results: options, scenarios, conclusions that changed, and
    /// the difference of every outcome with its interval, paired where both rest on the same worlds; see docs/briefing.md.
    Diff(Diff),
    /// Make results again and say whether every file comes out the same
    ///
    /// Looks whether the files of a result are as they were written, runs the command in its manifest in a temporary folder, and compares
    /// all files, byte for byte. Exit code 1 if a file was edited, is missing or differs; see docs/replication.md.
    Verify(Verify),
    /// Pack results with all that is needed to make them again, to hand in with a paper
    ///
    /// Copies results with their scenarios and writes README, codebook, checksums, the script reproduce.sh, CITATION.cff and an RO-Crate.
    /// A result that was edited, or does not say how it is made again, is refused; see docs/replication.md.
    Package(Package),
    /// Solve the arms and show values, first moves and convergence
    Solve(Solve),
    /// Write a short game for other game theory programs
    ///
    /// The whole tree of the first rounds, with information sets, for Gambit and OpenSpiel. See docs/interop.md.
    Export(Export),
    /// Check the solver against published results
    ///
    /// Solves the textbook scenarios that are built into the program and compares them with closed forms.
    Validate(Validate),
    /// Print a completion script for a shell
    Completions {
        /// Shell to complete for
        shell: clap_complete::Shell,
    },
}

/// Which equilibrium is taken where a decision has more than one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Selection {
    /// The one continued from the following round (fast)
    #[default]
    Continued,
    /// The end of the branch traced from lambda = 0 (slow)
    Traced,
    /// The one found when the first observation is taken for proof of the high type
    GoodNews,
    /// The one found when it is taken for proof of the low type
    BadNews,
}

impl Command {
    /// The confidence level of everything that it computes; `None` for the usual one.
    pub fn level(&self) -> Option<Level> {
        match self {
            Command::Compare(options) => Some(options.run.writing.level),
            Command::Attribute(options) => Some(options.run.writing.level),
            Command::Sweep(options) => Some(options.question.writing.level),
            Command::Drivers(options) => Some(options.question.writing.level),
            Command::Discover(options) => Some(options.question.writing.level),
            Command::Robust(options) => Some(options.question.writing.level),
            Command::Target(options) => Some(options.question.writing.level),
            Command::Backtest(options) => Some(options.writing.level),
            Command::Score(options) => Some(options.level),
            Command::Solve(options) => Some(options.level),
            _ => None,
        }
    }
}

impl From<Selection> for honest_broker::solve::Start {
    fn from(selection: Selection) -> Self {
        match selection {
            Selection::Continued => Self::Continued,
            Selection::Traced => Self::Traced,
            Selection::GoodNews => Self::GoodNews,
            Selection::BadNews => Self::BadNews,
        }
    }
}

/// How worlds are chosen and solved by the commands that go through them once, and what all runs share.
#[derive(Debug, Args)]
pub struct RunOptions {
    /// How worlds are chosen
    #[arg(long, value_enum, default_value_t)]
    pub sampling: Sampling,
    /// Grid points per axis of the belief grid: more are slower and more exact
    #[arg(long, default_value_t = DEFAULT_GRID, value_parser = grid, allow_negative_numbers = true)]
    pub grid: usize,
    #[command(flatten)]
    pub writing: Writing,
}

#[derive(Debug, Args)]
pub struct Compare {
    /// Scenario files, or folders with scenario files directly in them
    #[arg(default_value = "scenarios", value_name = "PATHS")]
    pub paths: Vec<PathBuf>,
    /// Take the scenario files in folders below, too
    #[arg(long)]
    pub recursive: bool,
    #[command(flatten)]
    pub input: Input,
    #[command(flatten)]
    pub worlds: Worlds,
    /// Negotiations to play under each arm in each world: a number, or auto (default: 500, or 100000 if there is only one world)
    #[arg(long, value_name = "N", value_parser = episodes)]
    pub episodes: Option<Episodes>,
    /// Arms to compare, separated by commas (default: all of the scenario)
    #[arg(long, value_delimiter = ',', value_name = "A,B")]
    pub arms: Vec<String>,
    /// Arm that the others are compared with
    #[arg(long, default_value = "no_broker", value_name = "ARM")]
    pub baseline: String,
    /// Which equilibrium to take where a decision has more than one; `solve --certify` says whether that happens
    #[arg(long, value_enum, default_value_t)]
    pub selection: Selection,
    #[command(flatten)]
    pub run: RunOptions,
    /// Solve some worlds with all players a quarter, 4 and 16 times as rational, too: what vanishes is noise, not strategy
    #[arg(long)]
    pub fan: bool,
    /// Worlds for --fan, a multiple of 16
    #[arg(long, value_name = "N", requires = "fan", default_value_t = 64, value_parser = whole::<u64>(2..=4_000_000), allow_negative_numbers = true)]
    pub fan_worlds: u64,
    /// Exit with code 4 if any node of a solution has not converged, or else with code 5 if --precision was missed
    #[arg(long)]
    pub strict: bool,
    /// Print all that is known of every arm, and everything that a statistician asks
    #[arg(long, short)]
    pub verbose: bool,
    /// Leave out scenarios that are invalid or fail, compare the others, and name them at the end
    #[arg(long)]
    pub keep_going: bool,
}

#[derive(Debug, Args)]
pub struct Attribute {
    /// Scenario file
    pub file: PathBuf,
    #[command(flatten)]
    pub input: Input,
    /// Arm that is taken apart
    #[arg(long, default_value = honest_broker::scenario::BROKER)]
    pub arm: String,
    /// What the change is divided among
    #[arg(long, value_enum, default_value_t)]
    pub factors: Factors,
    /// Metric of the charts and the summary; the tables have all
    #[arg(long, default_value = "completed", value_name = "NAME")]
    pub metric: String,
    /// Solve every combination of the factors in every world, and not those of one order in some
    #[arg(long)]
    pub combinations: bool,
    /// Solve neighbours in an order the other way round, too: how pairs work together, for half as much again
    #[arg(long)]
    pub pairs: bool,
    /// Worlds to draw if anything in the scenario is uncertain, a multiple of 16 (default: 256, or 32 with --combinations)
    #[arg(long, value_name = "N", value_parser = whole::<u64>(2..=4_000_000), allow_negative_numbers = true)]
    pub worlds: Option<u64>,
    #[command(flatten)]
    pub run: RunOptions,
}

#[derive(Debug, Args)]
pub struct Check {
    /// Scenario files, or folders with scenario files directly in them
    #[arg(required = true, value_name = "PATHS")]
    pub paths: Vec<PathBuf>,
    /// Take the scenario files in folders below, too
    #[arg(long)]
    pub recursive: bool,
    #[command(flatten)]
    pub input: Input,
    /// Grid points per axis of the belief grid, for the size of the game
    #[arg(long, default_value_t = DEFAULT_GRID, value_parser = grid, allow_negative_numbers = true)]
    pub grid: usize,
    /// List every value with what it rests on: its grade, source and note, from [evidence] or the comment beside it
    #[arg(long)]
    pub evidence: bool,
    /// Take warnings for errors: exit with code 3 if there is any
    #[arg(long)]
    pub strict: bool,
}

#[derive(Debug, Args)]
pub struct New {
    /// File to write
    pub file: PathBuf,
    /// Copy this scenario instead: a shipped one by its name, such as singapore-2018, or a file
    #[arg(long, value_name = "CASE")]
    pub from: Option<String>,
    /// Replace an existing file
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct Report {
    /// Folders of results, or folders with such folders directly in them
    #[arg(default_value = "results", value_name = "PATHS")]
    pub paths: Vec<PathBuf>,
    /// File for the page
    #[arg(long, value_name = "FILE", default_value = "report.html")]
    pub out: PathBuf,
    /// Replace an existing file
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct Validate {
    /// Write the table as a Markdown page
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Solve {
    /// Scenario file
    pub file: PathBuf,
    #[command(flatten)]
    pub input: Input,
    /// Arms to solve, separated by commas (default: all of the scenario)
    #[arg(long, value_delimiter = ',', value_name = "A,B")]
    pub arms: Vec<String>,
    /// Grid points per axis of the belief grid
    #[arg(long, default_value_t = DEFAULT_GRID, value_parser = grid, allow_negative_numbers = true)]
    pub grid: usize,
    /// Which equilibrium to take where a decision has more than one; `solve --certify` says whether that happens
    #[arg(long, value_enum, default_value_t)]
    pub selection: Selection,
    /// Certify the solution: deviation gains, rationality, further equilibria, error of grid and foresight
    #[arg(long)]
    pub certify: bool,
    /// Episodes for measuring the error of grid and foresight under --certify
    #[arg(long, default_value_t = 100_000, value_parser = whole::<u64>(1..=1_000_000_000), allow_negative_numbers = true)]
    pub episodes: u64,
    /// Confidence level of the intervals under --certify, from 0.5 to 0.999
    #[arg(long, value_name = "P", requires = "certify", default_value = "0.95", value_parser = level, allow_negative_numbers = true)]
    pub level: Level,
    /// Exit with code 4 if any node has not converged
    #[arg(long)]
    pub strict: bool,
    /// Folder for tables of the policies and values to full precision (default: none are written)
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Rounds of the table of policies; their number of public histories grows fast
    #[arg(long, default_value_t = 1, requires = "out", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub rounds: u16,
    /// Replace an earlier result in the same folder
    #[arg(long)]
    pub force: bool,
}
