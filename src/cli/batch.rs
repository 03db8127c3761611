//! What can be typed after `batch`, which hands the parts of a command to an engine.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::whole::whole;

/// What runs the parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    /// An array of Slurm, and a job that puts the parts together once all are done
    Slurm,
    /// A job of HyperQueue, submitted by its package for Python
    Hyperqueue,
    /// Processes on this machine
    Local,
}

#[derive(Debug, Args)]
pub struct Batch {
    /// What runs the parts
    #[arg(long, value_enum)]
    pub engine: Engine,
    /// Parts that the work is divided into
    #[arg(long, value_name = "N", value_parser = whole::<u64>(1..=1_000_000), allow_negative_numbers = true)]
    pub shards: u64,
    /// Processors of each part
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = whole::<u16>(1..=1024), allow_negative_numbers = true)]
    pub cpus: u16,
    /// Further option of sbatch, such as --time=01:00:00 or --partition=short (repeatable; only with Slurm)
    #[arg(long, value_name = "OPTION", allow_hyphen_values = true)]
    pub sbatch: Vec<String>,
    /// Folder for scripts and what parts print (default: beside the result, NAME.batch)
    #[arg(long, value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
    /// Write the scripts, and start nothing
    #[arg(long)]
    pub write_only: bool,
    /// The command to divide, with its options: compare scenarios/singapore-2018.toml --worlds 4096
    #[arg(
        required = true,
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "COMMAND"
    )]
    pub command: Vec<String>,
}
