//! The forms in which problems with scenario files are printed.

use clap::ValueEnum;

/// How problems with scenario files are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people, with the line underlined
    #[default]
    Text,
    /// For editors and batch logs
    Json,
}
