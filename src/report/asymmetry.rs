//! When each side has staked most, in a sentence.

use super::words::{fixed, percent, significant};
use crate::analysis::asymmetry::{Greatest, greatest};
use crate::analysis::results::Results;
use crate::scenario::Scenario;
use crate::study::Study;

/// A sentence for each arm on the month in which each side has staked most; none if nothing was played.
pub fn sentences(scenario: &Scenario, study: &Study, results: &Results) -> Vec<String> {
    let arms = study.arms.iter().enumerate();
    arms.filter_map(|(i, arm)| sentence(scenario, &arm.name, &greatest(results, i)))
        .collect()
}

fn sentence(scenario: &Scenario, arm: &str, greatest: &[Greatest]) -> Option<String> {
    let [disarmer, guarantor] = greatest else {
        return None;
    };
    let roles = &scenario.roles;
    let stake = |g: &Greatest| {
        let share = g.stake.value.map(|x| percent(x, 1));
        let interval = match (g.stake.low, g.stake.high) {
            (Some(low), Some(high)) if low < high => {
                format!(" ({} to {})", fixed(100.0 * low, 1), fixed(100.0 * high, 1))
            }
            _ => String::new(),
        };
        Some(share? + &interval)
    };
    Some(format!(
        "Under {arm}, {} is most exposed in month {}, with {} of its deterrent given up for good on average; {} could take \
         back most in month {}, {} of the relief package.",
        roles.disarmer,
        significant(disarmer.month),
        stake(disarmer)?,
        roles.guarantor,
        significant(guarantor.month),
        stake(guarantor)?
    ))
}
