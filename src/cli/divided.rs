//! The commands that can be divided into parts.

use super::arguments::Command;
use super::writing::Writing;

/// Where a command that can be divided says how it writes; `None` of another.
pub fn writing(command: &mut Command) -> Option<&mut Writing> {
    Some(match command {
        Command::Compare(options) => &mut options.run.writing,
        Command::Attribute(options) => &mut options.run.writing,
        Command::Sweep(options) => &mut options.question.writing,
        Command::Drivers(options) => &mut options.question.writing,
        Command::Discover(options) => &mut options.question.writing,
        Command::Robust(options) => &mut options.question.writing,
        Command::Target(options) => &mut options.question.writing,
        _ => return None,
    })
}
