//! `discover`: where an arm helps, harms, or brings an outcome about.

use std::sync::atomic::AtomicBool;

use honest_broker::job::discover::{Request, ask};
use honest_broker::job::sample::Drawn;

use super::asked::{answer, arms, failed, metric};
use super::failure::Failure;
use super::questions::Discover;

pub fn run(options: &Discover, stop: &AtomicBool) -> Result<(), Failure> {
    let metric = metric(&options.metric)?;
    answer(&options.question, "discover", stop, |scenario, work| {
        let asked = [options.arm.clone()];
        let (arms, baseline) = arms(&scenario, &asked, &options.baseline, options.question.input.format)?;
        let request = Request {
            drawn: Drawn {
                arms,
                baseline,
                worlds: options.worlds,
                grid: options.question.grid,
                seed: options.question.writing.seed,
            },
            metric,
            threshold: options.threshold,
            likely: options.likely,
        };
        ask(scenario, &request, work).map_err(failed(&options.question))
    })
}
