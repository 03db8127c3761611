//! Whether what was played agrees with what is known exactly.
//!
//! Given its world, an episode ends in outcome o with the exact probability p, so over worlds with M episodes each the count
//! of o has mean Σ M p and variance Σ M p (1 − p), whatever the worlds are. The discrepancy is the count's distance from its
//! mean in these standard errors. Where the variance is below 30 the normal law is too far off: then it is the normal
//! quantile of the mid-p tail probability of a Poisson count, of events or of non-events, whichever are rarer. What is left
//! besides chance is the error of the belief grid.

use statrs::distribution::{ContinuousCDF, Discrete, DiscreteCDF, Normal, Poisson};

use super::results::Results;
use crate::game::outcome::Outcome;
use crate::study::world::{ArmResult, WorldResult};

/// Below this variance a count is treated as Poisson.
const RARE: f64 = 30.0;

/// Played minus exact in standard errors; `None` unless both are there and wanted.
pub fn discrepancy(results: &Results, arm: usize, outcome: Outcome) -> Option<f64> {
    if results.plays_only {
        return None;
    }
    let (mut count, mut episodes, mut mean, mut variance) = (0, 0, 0.0, 0.0);
    for (_, result) in results.of_arm(arm) {
        let played = result.played.as_ref()?;
        let p = result.probabilities()?[outcome].clamp(0.0, 1.0);
        let m = played.episodes as f64;
        count += played.outcomes[outcome];
        episodes += played.episodes;
        mean += m * p;
        variance += m * p * (1.0 - p);
    }
    Some(standardised(count, episodes, mean, variance))
}

/// The largest discrepancy in size, with arm and outcome.
pub fn largest(results: &Results, arms: usize) -> Option<(usize, Outcome, f64)> {
    let all = (0..arms).flat_map(|arm| Outcome::ALL.map(|o| (arm, o)));
    all.filter_map(|(arm, o)| Some((arm, o, discrepancy(results, arm, o)?)))
        .max_by(|a, b| a.2.abs().total_cmp(&b.2.abs()))
}

/// Discrepancies beyond this in a single world are not chance: over ten thousand comparisons, chance alone exceeds it once in
/// two hundred such runs.
pub const FAR: f64 = 5.0;

/// The largest discrepancy of any outcome in one world under one arm, in size.
pub fn within(result: &ArmResult) -> Option<f64> {
    let played = result.played.as_ref()?;
    let probabilities = result.probabilities()?;
    let m = played.episodes as f64;
    let sizes = Outcome::ALL.map(|outcome| {
        let p = probabilities[outcome].clamp(0.0, 1.0);
        let count = played.outcomes[outcome];
        standardised(count, played.episodes, m * p, m * p * (1.0 - p)).abs()
    });
    sizes.into_iter().max_by(f64::total_cmp)
}

/// Worlds, by number, in which an arm's exact and played outcomes are further apart than chance allows, with the largest
/// discrepancy in size.
pub fn far_worlds(results: &Results) -> Vec<(u64, f64)> {
    let all = results
        .worlds
        .iter()
        .filter_map(|world| Some((world.world, within_world(world)?)));
    all.filter(|(_, size)| *size > FAR).collect()
}

/// The largest discrepancy of any outcome under any arm in one world, in size.
pub fn within_world(world: &WorldResult) -> Option<f64> {
    world.arms.iter().filter_map(within).max_by(f64::total_cmp)
}

/// That exact and played outcomes part in some worlds by more than chance allows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parting {
    /// Number of worlds in which they part.
    pub apart: usize,
    /// Number of all worlds.
    pub worlds: usize,
    /// The world in which they part most.
    pub world: u64,
    /// Its largest discrepancy, in standard errors.
    pub size: f64,
    /// The same world solved and played on a finer grid, if that was done.
    pub finer: Option<Finer>,
}

/// A world that was solved and played again on a finer grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finer {
    /// Grid points per axis.
    pub grid: usize,
    /// Largest discrepancy in standard errors.
    pub size: f64,
}

/// Why exact and played outcomes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The error of interpolating between the points of the belief grid.
    GridTooCoarse,
    /// Solver and player do not follow the same rules: a defect of the program.
    RulesDisagree,
}

/// A finer grid must bring a discrepancy at least down to this part of its size. Halving the distance of the points quarters the
/// error of a smooth function and halves that of one with a kink.
pub const SHRINKS: f64 = 0.7;
/// Grid errors are large in the few worlds whose beliefs lie badly; in more than this share of the worlds they are no
/// explanation, unless a finer grid removes them.
pub const MANY: f64 = 0.5;

impl Parting {
    /// Where exact and played outcomes part, if they do.
    pub fn of(results: &Results) -> Option<Self> {
        let far = far_worlds(results);
        let (world, size) = far.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1))?;
        Some(Parting {
            apart: far.len(),
            worlds: results.worlds.len(),
            world,
            size,
            finer: None,
        })
    }

    /// What explains it: the grid, if a finer one makes the worst world agree, or makes it part less and only few worlds part
    /// at all; otherwise the rules.
    pub fn reason(&self) -> Reason {
        let many = self.worlds > 1 && self.apart as f64 > MANY * self.worlds as f64;
        let (agrees, shrinks) = match self.finer {
            Some(finer) => (finer.size <= FAR, finer.size <= SHRINKS * self.size),
            None => (false, true),
        };
        match agrees || shrinks && !many {
            true => Reason::GridTooCoarse,
            false => Reason::RulesDisagree,
        }
    }
}

impl Reason {
    /// Name in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Reason::GridTooCoarse => "grid_too_coarse",
            Reason::RulesDisagree => "rules_disagree",
        }
    }
}

fn standardised(count: u64, episodes: u64, mean: f64, variance: f64) -> f64 {
    if variance >= RARE {
        return (count as f64 - mean) / variance.sqrt();
    }
    let total = episodes as f64;
    match 2.0 * mean > total {
        true => -rare(episodes - count, total - mean),
        false => rare(count, mean),
    }
}

/// Signed normal quantile of the mid-p tail of a Poisson count.
fn rare(count: u64, mean: f64) -> f64 {
    let Ok(law) = Poisson::new(mean) else {
        // A mean of zero: any count at all is impossible.
        return if count == 0 { 0.0 } else { f64::MAX.sqrt() };
    };
    let half = 0.5 * law.pmf(count);
    let (above, below) = (law.sf(count) + half, law.cdf(count) - half);
    let tail = above.min(below).max(f64::MIN_POSITIVE);
    let quantile = Normal::standard().inverse_cdf(tail);
    if above < below { -quantile } else { quantile }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_discrepancy_that_a_finer_grid_shrinks_is_the_grids_and_one_that_stays_is_not() {
        let parting = |apart, finer: Option<f64>| Parting {
            apart,
            worlds: 100,
            world: 7,
            size: 20.0,
            finer: finer.map(|size| Finer { grid: 9, size }),
        };
        assert_eq!(parting(3, Some(9.0)).reason(), Reason::GridTooCoarse);
        assert_eq!(parting(3, Some(19.0)).reason(), Reason::RulesDisagree);
        assert_eq!(parting(90, Some(9.0)).reason(), Reason::RulesDisagree);
        assert_eq!(parting(90, Some(2.0)).reason(), Reason::GridTooCoarse);
        assert_eq!(parting(90, None).reason(), Reason::RulesDisagree);
        let single = Parting {
            worlds: 1,
            ..parting(1, Some(9.0))
        };
        assert_eq!(single.reason(), Reason::GridTooCoarse);
    }

    #[test]
    fn a_usual_count_is_measured_in_standard_deviations_and_a_rare_one_by_its_tail() {
        assert!((standardised(520, 1000, 500.0, 250.0) - 20.0 / 250f64.sqrt()).abs() < 1e-12);
        // No event where 3 were expected: P(0) = 0.0498, half of it 0.0249, the normal quantile of which is −1.962.
        assert!((standardised(0, 100_000, 3.0, 3.0) + 1.962).abs() < 2e-3);
        // The same seen from the other side.
        assert!((standardised(100_000, 100_000, 99_997.0, 3.0) - 1.962).abs() < 2e-3);
        assert_eq!(standardised(0, 10, 0.0, 0.0), 0.0);
        assert!(standardised(1, 10, 0.0, 0.0) > 100.0);
    }
}
