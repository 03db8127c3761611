//! The command that continues an interrupted run.

use std::ffi::OsStr;

/// This command with `--resume`, quoted for a POSIX shell.
pub fn continuation() -> String {
    let mut words: Vec<String> = std::env::args_os().map(|word| quoted(&word)).collect();
    if !words.iter().any(|word| word == "--resume") {
        words.push("--resume".into());
    }
    words.join(" ")
}

/// A word as a POSIX shell reads it back.
pub fn quoted(word: &OsStr) -> String {
    honest_broker::report::shell::quoted(&word.to_string_lossy())
}
