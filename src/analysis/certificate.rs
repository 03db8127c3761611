//! How good a solution is: its certificate, other equilibria, and what the grid and the foresight cost in accuracy.
//!
//! Errors are measured where they matter, in the outcome probabilities: the same episodes are played under the solution in
//! question and under a better or another one, so the difference is paired and its interval is narrow.

use std::sync::atomic::AtomicBool;

use super::played::{outcome, outcome_contrast};
use crate::game::outcome::ByOutcome;
use crate::solve::{Settings, Start};
use crate::stats::Estimate;
use crate::study::run::{SolvedArm, play_arms, solve_arms_with};
use crate::study::{Arm, Stopped, Study};

/// Differences in the outcome probabilities against the solution that is certified.
#[derive(Clone, Debug, PartialEq)]
pub struct Shift {
    /// What was changed, in words.
    pub change: String,
    /// Changed minus certified in the probability of each outcome, over the same episodes.
    pub differences: ByOutcome<Estimate>,
}

/// The certificate of one arm.
#[derive(Clone, Debug)]
pub struct ArmReport {
    /// The arm with its certified solution.
    pub arm: SolvedArm,
    /// Probability of each outcome under the solution that is certified.
    pub outcomes: ByOutcome<Estimate>,
    /// What other grids, foresights and selections would change.
    pub shifts: Vec<Shift>,
}

/// Rounds between those in which further equilibria are looked for.
const PROBE_EVERY: usize = 8;

/// Certifies one arm of a study: solves it with a certificate and a search for further equilibria; again with the grid
/// doubled; again with half as much foresight more; and, if further equilibria exist, with the two extreme selections.
///
/// # Errors
/// If `stop` was raised.
pub fn certify(study: &Study, index: usize, start: Start, stop: &AtomicBool) -> Result<ArmReport, Stopped> {
    let arm = &study.arms[index];
    let base = Settings {
        certify: true,
        probe_every: PROBE_EVERY,
        start,
        ..Settings::grid(study.grid)
    };
    let plain = Settings {
        start,
        ..Settings::grid(study.grid)
    };
    let solved = solve_one(study, arm, &base, "certified", stop)?;
    let fine = (2 * study.grid - 1).min(*crate::numeric::grid::GRID_RANGE.end());
    let mut longer = arm.clone();
    longer.game.clock.foresight += longer.game.clock.foresight.div_ceil(2);
    let mut variants = vec![
        (
            format!("grid of {fine} points a side"),
            solve_one(
                study,
                arm,
                &Settings {
                    start,
                    ..Settings::grid(fine)
                },
                "grid",
                stop,
            )?,
        ),
        (
            format!("{} rounds of foresight", longer.game.clock.foresight),
            solve_one(study, &longer, &plain, "foresight", stop)?,
        ),
    ];
    if solved.solution.multiplicity.several > 0 {
        for (start, name) in [
            (Start::GoodNews, "selection from good news"),
            (Start::BadNews, "selection from bad news"),
        ] {
            let settings = Settings { start, ..plain };
            variants.push((name.to_owned(), solve_one(study, arm, &settings, "selection", stop)?));
        }
    }
    let mut arms = vec![solved];
    let (changes, others): (Vec<String>, Vec<SolvedArm>) = variants.into_iter().unzip();
    arms.extend(others);
    let batch = play_arms(
        &Study {
            baseline: 0,
            ..study.clone()
        },
        &arms,
        stop,
        &|_| {},
    )?;
    let shifts = changes.into_iter().enumerate().map(|(i, change)| Shift {
        change,
        differences: ByOutcome::from_fn(|o| outcome_contrast(&batch.pairs[i + 1], o)),
    });
    let shifts = shifts.collect();
    let outcomes = ByOutcome::from_fn(|o| outcome(&batch.tallies[0], o));
    Ok(ArmReport {
        arm: arms.swap_remove(0),
        outcomes,
        shifts,
    })
}

fn solve_one(
    study: &Study,
    arm: &Arm,
    settings: &Settings,
    name: &str,
    stop: &AtomicBool,
) -> Result<SolvedArm, Stopped> {
    let arm = Arm {
        name: name.to_owned(),
        game: arm.game.clone(),
    };
    let single = Study {
        arms: vec![arm],
        baseline: 0,
        ..study.clone()
    };
    Ok(solve_arms_with(&single, settings, stop, &|_| {})?.swap_remove(0))
}
