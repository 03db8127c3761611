//! Text for people, laid out for the terminal that it goes to.

use std::io::IsTerminal;

use honest_broker::report::layout::{WIDTH, laid_out};

use honest_broker::scenario::printable;

use super::failure::{Failure, print};

/// Prints text in lines that fit.
pub fn say(text: &str) -> Result<(), Failure> {
    print(&in_lines(text, width()))
}

/// Text in lines of so many columns, without what a terminal would obey.
pub fn in_lines(text: &str, width: usize) -> String {
    // Tabs tell cells apart; everything else that a terminal would obey comes from names of files.
    let lines = text
        .split('\n')
        .map(|line| line.split('\t').map(printable).collect::<Vec<_>>().join("\t"));
    laid_out(&lines.collect::<Vec<_>>().join("\n"), width)
}

/// Columns of the terminal; what `COLUMNS` says if there is none, and 96 if that says nothing.
pub fn width() -> usize {
    let stdout = std::io::stdout();
    let of_terminal = || {
        let (columns, _) = terminal_size::terminal_size_of(&stdout)?;
        Some(usize::from(columns.0))
    };
    let asked = || std::env::var("COLUMNS").ok()?.trim().parse().ok();
    let found = if stdout.is_terminal() { of_terminal() } else { None };
    found.or_else(asked).filter(|columns| *columns > 0).unwrap_or(WIDTH)
}
