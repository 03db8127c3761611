//! Played probabilities with controls.
//!
//! Two things of known mean go along with how an episode ends. The exact probability given the true types that were drawn has
//! the exact probability as its mean, right or wrong as the grid may have it, so that subtracting the deviation leaves no
//! bias. And war less the hazard that was lived through has mean 0; it is taken out with the slope that suits the ending (1
//! for war itself, which leaves the mean hazard).

use super::exact;
use super::played::{self, discordant};
use super::results::Results;
use crate::game::ending::Ending;
use crate::game::outcome::{ByOutcome, Outcome};
use crate::stats::control::hazard;
use crate::stats::{CrossMoments, Estimate, Scale};
use crate::study::world::{ArmResult, WorldResult, weight};

const WAR: Ending = Ending::One(Outcome::War);

/// An estimate with controls, and what they do within worlds.
#[derive(Clone, Copy, Debug)]
struct Adjusted {
    estimate: Estimate,
    /// Mean variance within worlds of an episode's event, or of a pair's difference, and of what the controls leave of it.
    variances: [f64; 2],
}

/// Probability of an ending in an arm, played, with its controls.
pub fn probability(results: &Results, arm: usize, ending: Ending) -> Option<Estimate> {
    Some(of_arm(results, arm, ending)?.estimate)
}

/// Probability of an ending in an arm, played: with controls where these help, plain elsewhere.
pub fn better_probability(results: &Results, arm: usize, ending: Ending) -> Option<Estimate> {
    let plain = played::ending(results, arm, ending)?;
    Some(of_arm(results, arm, ending)?.or(plain, ending))
}

/// Arm minus baseline in the probability of an ending, played, with controls where these help.
pub fn better_difference(results: &Results, arm: usize, ending: Ending) -> Option<Estimate> {
    let plain = played::ending_contrast(results, arm, ending)?;
    Some(of_difference(results, arm, ending)?.or(plain, ending))
}

impl Adjusted {
    /// Controls have mean 0 in every world, so that within worlds alone they can help. That is judged by variances within
    /// worlds, which are known well; picking the smaller of two standard errors would favour those that came out small by
    /// chance. War that was lived through always tells more than war that was counted, not least if there was none.
    fn or(self, plain: Estimate, ending: Ending) -> Estimate {
        match self.reduction() {
            _ if ending == WAR => self.estimate,
            Some(reduction) if reduction > 1.0 => self.estimate,
            _ => plain,
        }
    }

    fn reduction(self) -> Option<f64> {
        let [plain, left] = self.variances;
        (plain > 0.0 && left > 0.0).then(|| plain / left)
    }
}

fn of_arm(results: &Results, arm: usize, ending: Ending) -> Option<Adjusted> {
    let all = || results.of_arm(arm);
    let slope = slope(all().map(|(_, r)| Some(&r.played.as_ref()?.controls)), ending)?;
    let (mut rows, mut variances) = (Vec::new(), [0.0; 2]);
    for (world, result) in all() {
        let played = result.played.as_ref()?;
        let m = played.episodes as f64;
        let events = ending.sum(&played.outcomes) as f64;
        let control = slope * control_sum(&played.controls) + types_control(result, ending);
        rows.push((world.replicate, events - control, m));
        let of_event = (events - events * events / m) / (m - 1.0).max(1.0);
        let left = match ending {
            WAR => played.hazard.variance().unwrap_or(0.0),
            _ => left(of_event, slope, &played.controls, ending) - of_types(result, None, ending),
        };
        variances = [variances[0] + m * of_event, variances[1] + m * left];
    }
    if let (WAR, true, Some((_, result))) = (ending, results.single(), all().next()) {
        let estimate = hazard(&result.played.as_ref()?.hazard);
        return Some(Adjusted { estimate, variances });
    }
    let scale = match ending {
        WAR => Scale::ExactProbability,
        _ => Scale::Probability,
    };
    Some(finish(results, rows, variances, scale))
}

fn of_difference(results: &Results, arm: usize, ending: Ending) -> Option<Adjusted> {
    let among = || results.of_arm(arm);
    let slope = slope(among().map(|(_, r)| Some(&r.pairs.as_ref()?.controls)), ending)?;
    let (mut rows, mut variances) = (Vec::new(), [0.0; 2]);
    for (world, result) in among() {
        let pairs = result.pairs.as_ref()?;
        let m = pairs.pairs as f64;
        let (gained, lost) = discordant(&pairs.flips, ending);
        let (gained, lost) = (gained as f64, lost as f64);
        let baseline = &world.arms[results.baseline];
        let types = types_control(result, ending) - types_control(baseline, ending);
        let control = slope * control_sum(&pairs.controls) + types;
        rows.push((world.replicate, gained - lost - control, m));
        let of_event = (gained + lost - (gained - lost) * (gained - lost) / m) / (m - 1.0).max(1.0);
        let left = left(of_event, slope, &pairs.controls, ending) - of_types(result, Some(baseline), ending);
        variances = [variances[0] + m * of_event, variances[1] + m * left];
    }
    let scale = match ending {
        WAR => Scale::ExactDifference,
        _ => Scale::Difference,
    };
    Some(finish(results, rows, variances, scale))
}

/// Arm minus baseline in one world, with the types drawn as control, and hazards for war.
pub fn effect(world: &WorldResult, arm: usize, baseline: usize, ending: Ending) -> Option<f64> {
    let [with, without] = [&world.arms[arm], &world.arms[baseline]];
    let pairs = with.pairs.as_ref()?;
    let (gained, lost) = discordant(&pairs.flips, ending);
    let control = if ending == WAR {
        control_sum(&pairs.controls)
    } else {
        0.0
    };
    let types = types_control(with, ending) - types_control(without, ending);
    Some((gained as f64 - lost as f64 - types - control) / pairs.pairs.max(1) as f64)
}

/// Variance of the plain estimate over that of the one with controls.
pub fn reduction(results: &Results, arm: usize, outcome: Outcome) -> Option<f64> {
    let plain = played::ending(results, arm, Ending::One(outcome))?.std_error?;
    let controlled = probability(results, arm, Ending::One(outcome))?.std_error?;
    (controlled > 0.0 && plain > 0.0).then(|| (plain / controlled) * (plain / controlled))
}

/// Variance reduction within worlds, where alone controls can help: mean variance of an episode's event over that of what the
/// controls leave of it.
pub fn reduction_within(results: &Results, arm: usize, outcome: Outcome) -> Option<f64> {
    of_arm(results, arm, Ending::One(outcome))?.reduction()
}

/// The slope on war less its hazard, pooled over worlds.
fn slope<'a>(controls: impl Iterator<Item = Option<&'a Vec<CrossMoments>>>, ending: Ending) -> Option<f64> {
    let mut pooled = ByOutcome::<CrossMoments>::default();
    for of_world in controls {
        for ((_, sum), moments) in pooled.iter_mut().zip(of_world?) {
            sum.merge(moments);
        }
    }
    // All outcomes have the same control, so slopes add up.
    Some(match ending {
        WAR => 1.0,
        _ => ending.sum(&pooled.map(|moments| moments.slope())),
    })
}

/// Σ over episodes of war less its hazard.
fn control_sum(controls: &[CrossMoments]) -> f64 {
    let first = controls.first();
    first.map_or(0.0, |c| c.means().map_or(0.0, |[_, mean]| mean * c.count() as f64))
}

/// Σ over episodes of the exact probability given the types drawn, minus its expectation.
fn types_control(result: &ArmResult, ending: Ending) -> f64 {
    let (Some(exact), Some(played), false) = (exact::by_types(result, ending), &result.played, ending == WAR) else {
        return 0.0;
    };
    let mut sum = 0.0;
    for d in 0..2 {
        for g in 0..2 {
            let drawn: u64 = played.by_types[d][g].0.iter().sum();
            let expected = weight(result.priors, d, g) * played.episodes as f64;
            sum += (drawn as f64 - expected) * exact[d][g];
        }
    }
    sum
}

/// Variance of an episode after the regression on war less its hazard.
fn left(of_event: f64, slope: f64, controls: &[CrossMoments], ending: Ending) -> f64 {
    let of_control = controls.first().and_then(CrossMoments::variances).map_or(0.0, |v| v[1]);
    let parts = controls.iter().map(|c| c.covariance().unwrap_or(0.0));
    let together: f64 = Outcome::ALL
        .into_iter()
        .zip(parts)
        .filter(|(o, _)| ending.contains(*o))
        .map(|(_, c)| c)
        .sum();
    of_event - 2.0 * slope * together + slope * slope * of_control
}

/// Variance of the exact value given the types, in an arm or of its difference from the baseline; 0 where the types are not used.
fn of_types(result: &ArmResult, baseline: Option<&ArmResult>, ending: Ending) -> f64 {
    let (Some(mut values), false) = (exact::by_types(result, ending), ending == WAR) else {
        return 0.0;
    };
    if let Some(baseline) = baseline {
        // Under other priors the same episode may have other types; then nothing is claimed.
        let (Some(without), true) = (exact::by_types(baseline, ending), baseline.priors == result.priors) else {
            return 0.0;
        };
        for (value, base) in values.as_flattened_mut().iter_mut().zip(without.as_flattened()) {
            *value -= base;
        }
    }
    let mut moments = [0.0; 2];
    for (k, value) in values.as_flattened().iter().enumerate() {
        let weight = weight(result.priors, k / 2, k % 2);
        moments = [moments[0] + weight * value, moments[1] + weight * value * value];
    }
    moments[1] - moments[0] * moments[0]
}

/// The estimate; in a single world from the variance of its episodes, which are normal in their mean.
fn finish(results: &Results, rows: Vec<(u64, f64, f64)>, variances: [f64; 2], scale: Scale) -> Adjusted {
    let estimate = match rows[..] {
        [(_, sum, m)] if results.single() => {
            let error = (variances[1].max(0.0) / (m * m)).sqrt();
            let mut estimate = Estimate::normal(Some(sum / m), Some(error), m as u64);
            let least = match scale {
                Scale::Probability | Scale::ExactProbability => 0.0,
                _ => -1.0,
            };
            estimate.low = estimate.low.map(|low| low.clamp(least, 1.0));
            estimate.high = estimate.high.map(|high| high.clamp(least, 1.0));
            estimate
        }
        _ => results.estimate(rows, scale),
    };
    Adjusted { estimate, variances }
}
