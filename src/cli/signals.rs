//! Ctrl-C and the other wishes that the program should end.
//!
//! A command that keeps finished work is asked to stop, says so at once, and ends at the next opportunity; a second wish ends it
//! on the spot. A command that keeps nothing ends on the spot the first time. Signals that are ignored when the program starts stay
//! ignored: `nohup` ignores the hang-up of the terminal, and shells ignore Ctrl-C for what runs in the background of a script.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Exit code of a program that was interrupted.
const INTERRUPTED: i32 = 130;

/// What an interruption does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// The first raises the flag, the second ends the program.
    Ask,
    /// The first raises the flag, and the program ends at once but for taking away what it began; the second ends it on the spot.
    Tidy,
    /// The first ends the program.
    End,
}

/// Raises `stop` at the first interruption and ends the program at the second, or ends it at the first.
pub fn listen(manner: Manner, stop: &Arc<AtomicBool>) {
    let raised = Arc::clone(stop);
    let interrupted = move || {
        let again = raised.swap(true, Ordering::Relaxed);
        let message = match manner {
            Manner::Ask if again => "interrupted: ended at once; what had been finished is kept",
            Manner::Ask => {
                "stopping: the work in hand is given up, finished worlds are kept; press Ctrl-C again to end at once"
            }
            Manner::Tidy if again => "interrupted: ended at once; a temporary folder may be left",
            Manner::Tidy => "stopping: what was begun is taken away",
            Manner::End => "interrupted: nothing was written",
        };
        // The terminal may be gone.
        let _ = writeln!(std::io::stderr(), "\n{message}");
        if again || manner == Manner::End {
            std::process::exit(INTERRUPTED);
        }
    };
    if let Err(error) = handle(interrupted) {
        let _ = writeln!(std::io::stderr(), "warning: Ctrl-C will not be handled: {error}");
    }
}

/// Calls `interrupted` for every signal that asks the program to end.
#[cfg(unix)]
fn handle(mut interrupted: impl FnMut() + Send + 'static) -> std::io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    let ignored = ignored();
    let heeded = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| match ignored {
        Some(mask) => mask >> (signal - 1) & 1 == 0,
        // Where it cannot be known, a hang-up does what it always does, which is nothing under `nohup`.
        None => *signal != SIGHUP,
    });
    let mut signals = Signals::new(heeded)?;
    let listening = std::thread::Builder::new().name("signals".into());
    listening.spawn(move || signals.forever().for_each(|_| interrupted()))?;
    Ok(())
}

/// Signals that were ignored when the program started, the first as the lowest bit; `None` if the system does not tell.
#[cfg(unix)]
fn ignored() -> Option<u64> {
    mask(&std::fs::read_to_string("/proc/self/status").ok()?)
}

/// The mask of ignored signals in what Linux tells about a process.
#[cfg(unix)]
fn mask(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
    u64::from_str_radix(line.trim(), 16).ok()
}

#[cfg(not(unix))]
fn handle(interrupted: impl FnMut() + Send + 'static) -> Result<(), ctrlc::Error> {
    ctrlc::set_handler(interrupted)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_mask_of_ignored_signals_is_read_from_its_line() {
        let status = "Name:\thonest-broker\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000001001\nSigCgt:\t0\n";
        assert_eq!(mask(status), Some(0x1001));
        assert_eq!(mask("Name:\tx\n"), None);
    }
}
