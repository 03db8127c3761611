//! `drivers`: which uncertain numbers drive outcomes, payoffs and the broker's effect.

use std::sync::atomic::AtomicBool;

use honest_broker::job::drivers::{Request, ask};
use honest_broker::job::sample::Drawn;

use super::asked::{answer, arms, failed, metric};
use super::failure::Failure;
use super::questions::Drivers;

pub fn run(options: &Drivers, stop: &AtomicBool) -> Result<(), Failure> {
    let metric = metric(&options.metric)?;
    answer(&options.question, "drivers", stop, |scenario, work| {
        let (arms, baseline) = arms(
            &scenario,
            &options.arms,
            &options.baseline,
            options.question.input.format,
        )?;
        let request = Request {
            drawn: Drawn {
                arms,
                baseline,
                worlds: options.worlds,
                grid: options.question.grid,
                seed: options.question.writing.seed,
            },
            metric,
            totals: options.totals,
        };
        ask(scenario, &request, work).map_err(failed(&options.question))
    })
}
