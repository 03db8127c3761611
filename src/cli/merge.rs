//! What can be typed after `merge`, which puts together the parts of a command that was divided by `--shard`.

use std::path::PathBuf;

use clap::Args;

use super::whole::whole;

#[derive(Debug, Args)]
pub struct Merge {
    /// Folders of parts: NAME.shards with all parts of a result, single parts in it, or a folder with several NAME.shards
    #[arg(required = true, value_name = "FOLDERS")]
    pub folders: Vec<PathBuf>,
    /// Folder for the results (default: where the command would have written them without --shard)
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Replace an earlier result in the same folder
    #[arg(long)]
    pub force: bool,
    /// Report what is there, without parts that are missing, unfinished or damaged; only of compare
    ///
    /// Intervals are those of the worlds that are there. The result says on its first page what it is without.
    #[arg(long)]
    pub partial: bool,
    /// Font for characters of charts that the built-in one lacks (default: the file that the command of the parts names)
    #[arg(long, value_name = "FILE")]
    pub font: Option<PathBuf>,
    /// Threads to use (default: as many as the machine has); results do not depend on it
    #[arg(long, value_parser = whole::<u16>(1..=1024), allow_negative_numbers = true)]
    pub threads: Option<u16>,
    /// Print nothing but errors
    #[arg(long, short)]
    pub quiet: bool,
}
