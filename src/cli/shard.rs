//! Parts of a command, and what the engine that runs them says of its threads.

use std::num::NonZero;
use std::path::PathBuf;
use std::sync::PoisonError;

use honest_broker::job::Target;
use honest_broker::job::shard::{Part, Sharing, shards_of};

use super::writing::Writing;

/// Where a job on one of some scenarios writes, and with whom it shares its work. `design` is one that the command has read.
pub fn target(folder: PathBuf, options: &Writing, together: &[String], design: Option<&(String, String)>) -> Target {
    if let Some(seen) = &options.seen {
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.push(shards_of(&folder));
    }
    let sharing = match (&options.parts, options.shard) {
        (Some(parts), _) => Sharing::Merged(parts.merged.clone()),
        (None, Some(share)) => Sharing::Part(Part {
            share,
            command: words(),
            together: together.to_vec(),
            design: design.cloned(),
            // Where parts would write is only asked by who starts them.
            rehearsed: options.seen.is_some(),
        }),
        (None, None) => Sharing::Whole,
    };
    Target {
        folder,
        force: options.force,
        resume: options.resume,
        charts: options.charts.wanted(),
        sharing,
    }
}

/// The words of the command line, without the name of the program.
fn words() -> Vec<String> {
    let words = std::env::args_os().skip(1);
    words.map(|word| word.to_string_lossy().into_owned()).collect()
}

/// Variables in which engines tell a task its number of processors.
const NUMBERS: [&str; 4] = ["SLURM_CPUS_PER_TASK", "NSLOTS", "NCPUS", "LSB_MAX_NUM_PROCESSORS"];
/// Variable in which HyperQueue tells a task which processors it has, separated by commas.
const LIST: &str = "HQ_CPUS";

/// Threads to use: as many as asked for, or for a part as many as its engine gives it, and no more than the machine has; `None` for as
/// many as the machine has.
pub fn threads(options: &Writing) -> Option<u16> {
    let variable = |name: &str| std::env::var(name).ok();
    let given = || {
        let numbers = NUMBERS.iter().find_map(|name| variable(name)?.trim().parse().ok());
        numbers.or_else(|| variable(LIST).and_then(|list| counted(&list)))
    };
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    options
        .threads
        .or_else(|| options.shard.and_then(|_| usable(given()?, processors)))
}

/// What an engine gives, as far as the machine has it; `None` if it gives nothing.
fn usable(given: u16, processors: usize) -> Option<u16> {
    let processors = u16::try_from(processors).unwrap_or(u16::MAX);
    Some(given.min(processors)).filter(|threads| *threads > 0)
}

/// Processors in a list such as `0,2,4-7`.
fn counted(list: &str) -> Option<u16> {
    let count = |part: &str| -> Option<u16> {
        match part.split_once('-') {
            Some((first, last)) => last
                .trim()
                .parse::<u16>()
                .ok()?
                .checked_sub(first.trim().parse().ok()?)?
                .checked_add(1),
            None => part.trim().parse::<u16>().ok().map(|_| 1),
        }
    };
    list.split(',').map(count).sum()
}

#[cfg(test)]
mod tests {
    use super::{counted, usable};

    #[test]
    fn no_more_threads_than_the_machine_has_processors_come_from_an_engine() {
        assert_eq!(usable(2, 4), Some(2));
        assert_eq!(usable(10_000, 4), Some(4));
        assert_eq!(usable(10_000, 100_000), Some(10_000));
        assert_eq!(usable(0, 4), None);
    }

    #[test]
    fn lists_of_processors_are_counted() {
        assert_eq!(counted("0,1"), Some(2));
        assert_eq!(counted("3"), Some(1));
        assert_eq!(counted("0,2,4-7"), Some(6));
        assert_eq!(counted("a"), None);
        assert_eq!(counted("7-4"), None);
    }
}
