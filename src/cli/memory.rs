//! Whether the machine has the memory that a run will need, asked before the work.

use std::num::NonZero;
use std::thread::available_parallelism;

use honest_broker::report::size::bytes_of_world;
use honest_broker::report::words::{fixed, paragraph};
use honest_broker::scenario::{Problems, Scenario};

/// What a run will need of a machine.
#[derive(Clone, Copy, Debug)]
pub struct Needs {
    /// Bytes of a world while it is solved.
    world: u64,
    /// Worlds that are solved at a time.
    at_a_time: u64,
}

impl Needs {
    /// Of a scenario on `grid` points per axis, with as many `threads` as asked for.
    ///
    /// # Errors
    /// If an arm has no game.
    pub fn of(scenario: &Scenario, grid: usize, threads: Option<u16>) -> Result<Self, Problems> {
        let threads = threads.map_or_else(|| available_parallelism().map_or(1, NonZero::get) as u64, u64::from);
        let worlds = if scenario.uncertain().is_empty() { 1 } else { threads };
        Ok(Needs {
            world: bytes_of_world(scenario, grid)?,
            at_a_time: worlds,
        })
    }

    /// A warning with a remedy if the machine has less, in words.
    pub fn warning(&self, stem: &str, available: Option<u64>) -> Option<String> {
        let available = available?;
        let needed = self.world.saturating_mul(self.at_a_time);
        if needed <= available {
            return None;
        }
        let megabytes = |bytes: u64| fixed(bytes as f64 / 1e6, 0);
        let fit = available / self.world.max(1);
        let remedy = match fit {
            0 => "not even one world fits: use a coarser --grid, or fewer rounds of foresight".to_owned(),
            1 => "use --threads 1, or a coarser --grid".to_owned(),
            fit => format!("use --threads {fit} or fewer, or a coarser --grid"),
        };
        Some(paragraph(&format!(
            "warning: `{stem}` will need about {} MB of memory ({} MB for each of {} worlds at a time), and {} MB are free: {remedy}.",
            megabytes(needed),
            megabytes(self.world),
            self.at_a_time,
            megabytes(available)
        )))
    }
}

/// Bytes that can be used without swapping; `None` if the system does not tell.
pub fn available() -> Option<u64> {
    available_in(&std::fs::read_to_string("/proc/meminfo").ok()?)
}

/// The same from what Linux tells about its memory.
fn available_in(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_memory_is_read_from_its_line() {
        let told = "MemTotal:       16314912 kB\nMemAvailable:    1000000 kB\nSwapFree: 0 kB\n";
        assert_eq!(available_in(told), Some(1_024_000_000));
        assert_eq!(available_in("MemTotal: 1 kB\n"), None);
    }

    #[test]
    fn the_warning_comes_where_memory_is_short_and_names_what_fits() {
        let needs = Needs {
            world: 100_000_000,
            at_a_time: 8,
        };
        let warned = |available: u64| {
            needs
                .warning("korea", Some(available))
                .map(|text| text.replace('\n', " "))
        };
        assert_eq!(warned(800_000_000), None);
        assert!(
            warned(350_000_000).unwrap().contains("800 MB") && warned(350_000_000).unwrap().contains("--threads 3")
        );
        assert!(warned(100_000_000).unwrap().contains("--threads 1,"));
        assert!(warned(50_000_000).unwrap().contains("not even one world"));
        assert_eq!(needs.warning("korea", None), None, "nobody knows");
    }
}
