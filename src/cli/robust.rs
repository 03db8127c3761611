//! `robust`: whether conclusions survive other assumptions about how the game is played.

use std::sync::atomic::AtomicBool;

use honest_broker::job::robust::{Request, ask};

use super::asked::{answer, arms, failed, metric};
use super::failure::Failure;
use super::questions::Robust;

pub fn run(options: &Robust, stop: &AtomicBool) -> Result<(), Failure> {
    let metric = metric(&options.metric)?;
    answer(&options.question, "robust", stop, |scenario, work| {
        let asked = [options.arm.clone()];
        let (arms, baseline) = arms(&scenario, &asked, &options.baseline, options.question.input.format)?;
        let request = Request {
            arms,
            baseline,
            metric,
            worlds: options.worlds,
            grid: options.question.grid,
            seed: options.question.writing.seed,
        };
        ask(scenario, &request, work).map_err(failed(&options.question))
    })
}
