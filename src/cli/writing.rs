//! Options of every command that computes worlds and writes a folder of results.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use honest_broker::stats::Level;
use honest_broker::study::share::Share;

use super::chart_files::ChartFiles;
use super::parts::{Parts, Seen};
use super::values::level;
use super::whole::whole;

/// Where results go and what is told meanwhile.
#[derive(Debug, Args)]
pub struct Writing {
    /// Seed of all random numbers
    #[arg(long, default_value_t = 1, value_parser = whole::<u64>(0..=u64::MAX), allow_negative_numbers = true)]
    pub seed: u64,
    /// Confidence level of all intervals, from 0.5 to 0.999
    ///
    /// Whatever is concluded from an interval, such as that a broker raises a probability, follows; so does the width that --precision asks for.
    #[arg(long, value_name = "P", default_value = "0.95", value_parser = level, allow_negative_numbers = true)]
    pub level: Level,
    /// Compute one part of the work: 2/8 is the second of eight; merge puts the parts together
    ///
    /// Each part can be computed on another machine. It goes on where it was if it was interrupted, takes as many threads as Slurm, HyperQueue or
    /// another engine gives it, and writes nothing but its worlds; see docs/clusters.md.
    #[arg(long, value_name = "I/N", allow_negative_numbers = true)]
    pub shard: Option<Share>,
    /// Parts that are put together, whose worlds are not computed again
    #[arg(skip)]
    pub parts: Option<Parts>,
    /// Where the folders of its parts are put down
    #[arg(skip)]
    pub seen: Option<Arc<Seen>>,
    /// Threads to use (default: as many as the machine has); results do not depend on it
    #[arg(long, value_parser = whole::<u16>(1..=1024), allow_negative_numbers = true)]
    pub threads: Option<u16>,
    /// Folder for the results (default: one below results/, named after the scenario; several scenarios get a folder each)
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Replace an earlier result in the same folder
    #[arg(long)]
    pub force: bool,
    /// Continue a run that was interrupted
    #[arg(long)]
    pub resume: bool,
    /// Print nothing but errors
    #[arg(long, short)]
    pub quiet: bool,
    #[command(flatten)]
    pub charts: ChartFiles,
    /// Font (TTF, OTF or TTC) for characters of charts that the built-in one lacks; without it, fonts of the system are tried
    #[arg(long, value_name = "FILE")]
    pub font: Option<PathBuf>,
}
