//! `help KEY [FILE]`: what a key of a scenario means, and what a file gives it.

use std::path::Path;

use clap::CommandFactory;
use honest_broker::report::evidence::of_key;
use honest_broker::report::key::describe;
use honest_broker::scenario::{load, printable};

use super::arguments::Arguments;
use super::failure::{Failure, print};
use super::format::Format;
use super::screen::say;

/// What was asked of `help`.
pub struct Asked {
    word: String,
    /// A scenario whose values are asked for.
    file: Option<String>,
}

/// The word after `help`, if it is not the name of a command: those are explained by the parser of the command line.
pub fn asked(arguments: impl Iterator<Item = String>) -> Option<Asked> {
    let words: Vec<String> = arguments.collect();
    let (help, word, file) = match words.as_slice() {
        [help, word] => (help, word, None),
        [help, word, file] => (help, word, Some(file.clone())),
        _ => return None,
    };
    let commands = Arguments::command();
    let is_command = commands.get_subcommands().any(|command| command.get_name() == word) || word == "help";
    (help == "help" && !word.starts_with('-') && !is_command).then(|| Asked {
        word: word.clone(),
        file,
    })
}

pub fn run(Asked { word, file }: &Asked) -> Result<(), Failure> {
    let command = Arguments::command();
    let commands: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    match describe(word) {
        Ok(text) => {
            let own = file.as_deref().map_or(Ok(String::new()), |file| values(word, file))?;
            print(&text)?;
            say(&own)
        }
        Err(message) => Err(Failure::Usage(format!(
            "{message}\nThe commands are {}.",
            commands.join(", ")
        ))),
    }
}

/// What a scenario gives to a key, and what that rests on.
fn values(word: &str, file: &str) -> Result<String, Failure> {
    let scenario = load(Path::new(file), &[]).map_err(|problems| Failure::Scenario(problems, Format::Text))?;
    let own = match of_key(&scenario, word) {
        own if own.is_empty() => "  nothing: what is said above of a key that is left out holds\n".to_owned(),
        own => own,
    };
    Ok(format!("\nIn {}\n{own}", printable(file)))
}
