//! `help KEY`: what a key of a scenario means.

use clap::CommandFactory;
use honest_broker::report::key::describe;

use super::arguments::Arguments;
use super::failure::{Failure, print};

/// The word after `help`, if it is not the name of a command: those are explained by the parser of the command line.
pub fn asked(arguments: impl Iterator<Item = String>) -> Option<String> {
    let words: Vec<String> = arguments.collect();
    let [help, word] = words.as_slice() else { return None };
    let commands = Arguments::command();
    let is_command = commands.get_subcommands().any(|command| command.get_name() == word) || word == "help";
    (help == "help" && !word.starts_with('-') && !is_command).then(|| word.clone())
}

pub fn run(word: &str) -> Result<(), Failure> {
    let command = Arguments::command();
    let commands: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    match describe(word) {
        Ok(text) => print(&text),
        Err(message) => Err(Failure::Usage(format!(
            "{message}\nThe commands are {}.",
            commands.join(", ")
        ))),
    }
}
