//! The command that continues an interrupted run.

use honest_broker::report::shell::quoted;

/// This command with `--resume`, quoted for a POSIX shell.
pub fn continuation() -> String {
    let mut words: Vec<String> = std::env::args_os()
        .map(|word| quoted(&word.to_string_lossy()))
        .collect();
    if !words.iter().any(|word| word == "--resume") {
        words.push("--resume".into());
    }
    words.join(" ")
}
