//! `target`: what it would take.

use std::sync::atomic::AtomicBool;

use honest_broker::analysis::reach::Aim;
use honest_broker::job::reach::{Request, reach};

use super::asked::{answer, failed, metric};
use super::failure::Failure;
use super::questions::Target;

pub fn run(options: &Target, stop: &AtomicBool) -> Result<(), Failure> {
    let metric = metric(&options.outcome)?;
    let aim = aim(options, metric.is_probability())?;
    let format = options.question.input.format;
    answer(&options.question, "target", stop, |scenario, work| {
        let arm = match &options.arm {
            Some(name) => scenario
                .arm(name)
                .map_err(|problems| Failure::Scenario(problems, format))?,
            None => scenario.default_arm(),
        };
        let request = Request {
            arm: arm.name.clone(),
            metric,
            aim,
            worlds: options.worlds,
            fresh: options.fresh_worlds,
            grid: options.question.grid,
            seed: options.question.writing.seed,
        };
        reach(scenario, &request, work).map_err(failed(&options.question))
    })
}

fn aim(options: &Target, is_probability: bool) -> Result<Aim, Failure> {
    let (option, level, at_most) = match (options.at_least, options.at_most) {
        (Some(level), _) => ("--at-least", level, false),
        (None, Some(level)) => ("--at-most", level, true),
        (None, None) => return Err(Failure::Usage("give --at-least or --at-most a level".to_owned())),
    };
    let of_share = |x: f64| (0.0..=1.0).contains(&x);
    if !level.is_finite() || is_probability && !of_share(level) {
        return Err(Failure::Usage(format!(
            "{option} {level} is no level of {}; give a {}",
            options.outcome,
            if is_probability {
                "probability from 0 to 1, such as 0.5"
            } else {
                "number in its unit"
            }
        )));
    }
    if let Some(share) = options.share_of_worlds.filter(|share| !of_share(*share)) {
        return Err(Failure::Usage(format!(
            "--share-of-worlds {share} is no share; give a number from 0 to 1, such as 0.8"
        )));
    }
    Ok(Aim {
        level,
        at_most,
        share: options.share_of_worlds,
        is_probability,
    })
}
