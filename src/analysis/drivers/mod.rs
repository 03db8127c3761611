//! Which uncertain numbers drive a quantity: first-order and total shares of its variance, slopes, and the noise floor that a share
//! must rise above.
//!
//! The worlds must be drawn independently of each other (Monte Carlo): in a low-discrepancy design pairs of numbers go together,
//! and a number that cannot matter seems to.

mod sample;
mod totals;

pub use sample::{Input, PLACEBOS, Sample};
pub use totals::{Group, Total, groups, totals};

use super::acceptance::direction;
use super::points::At;
use super::target::Target;
use crate::numeric::elementary::ln;
use crate::stats::Estimate;
use crate::stats::indices::{effective_of_variance, slope};
use crate::study::world::WorldResult;

/// Probabilities are kept this far from 0 and 1 before their odds are taken: what is rarer is as good as impossible, and differences such as
/// that of 1e-11 and 1e-8 must not decide what drives a quantity.
const LEAST_ODDS: f64 = 1e-6;
/// A variance that rests on fewer worlds says nothing about what drives it.
const FEWEST: f64 = 20.0;

/// What is driven.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantity {
    /// The metric.
    pub target: Target,
    /// Place of the arm.
    pub arm: usize,
    /// Place of the arm that it is compared with; `None` for the level of the metric.
    pub against: Option<usize>,
    /// On which scale.
    pub scale: Scale,
}

/// The scale on which a quantity varies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scale {
    /// Logarithm of the odds of a probability: all worlds count, also those in which it is small.
    Odds,
    /// The number itself, whose mean is reported: worlds in which it is large count most.
    Average,
}

/// What one input does to a quantity.
#[derive(Clone, Debug, PartialEq)]
pub struct Driver {
    /// Place of the input.
    pub input: usize,
    /// First-order share of the variance, in [0, 1].
    pub share: Estimate,
    /// What the mean of the number itself rises by if the input rises by one standard deviation of its normal score, or if the event
    /// happens.
    pub slope: Estimate,
    /// Whether the quantity itself rises with the input, if that is sure.
    pub rises: Option<bool>,
    /// Whether the share rises above the noise floor and its interval above zero.
    pub resolved: bool,
    /// Whether the input cannot matter.
    pub placebo: bool,
}

/// What drives a quantity.
#[derive(Clone, Debug, PartialEq)]
pub struct Drivers {
    /// What is driven.
    pub quantity: Quantity,
    /// The largest share of an input that cannot matter.
    pub floor: f64,
    /// Number of such inputs.
    pub placebos: usize,
    /// Worlds that the variance rests on.
    pub effective: Option<f64>,
    /// By [`Sample::inputs`].
    pub drivers: Vec<Driver>,
}

impl Scale {
    /// Both.
    pub const ALL: [Scale; 2] = [Scale::Odds, Scale::Average];

    /// Name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Scale::Odds => "odds",
            Scale::Average => "average",
        }
    }
}

/// Logarithm of the odds.
pub fn log_odds(p: f64) -> f64 {
    let p = p.clamp(LEAST_ODDS, 1.0 - LEAST_ODDS);
    ln(p / (1.0 - p))
}

impl Quantity {
    /// Whether there is such a quantity: only probabilities have odds.
    pub fn exists(&self) -> bool {
        self.scale == Scale::Average || self.target.is_probability()
    }

    /// Its value in a world; `None` if it is not known.
    pub fn value(&self, sample: &Sample, world: &WorldResult) -> Option<f64> {
        self.of_arms(|arm| sample.solved.value(world, At { point: 0, arm }, self.target))
    }

    /// Its value from that of the metric in each arm.
    fn of_arms(&self, metric: impl Fn(usize) -> Option<f64>) -> Option<f64> {
        let of = |arm: usize| {
            let value = metric(arm)?;
            Some(match self.scale {
                Scale::Odds => log_odds(value),
                Scale::Average => value,
            })
        };
        match self.against {
            None => of(self.arm),
            Some(other) => Some(of(self.arm)? - of(other)?),
        }
    }

    /// The same as the number itself.
    fn plain(&self) -> Quantity {
        Quantity {
            scale: Scale::Average,
            ..*self
        }
    }
}

/// What drives a quantity; `None` if it is not known in every world or does not vary.
pub fn drivers(sample: &Sample, quantity: Quantity) -> Option<Drivers> {
    let values = sample.values(&quantity)?;
    let plain = match quantity.scale {
        Scale::Average => values.clone(),
        Scale::Odds => sample.values(&quantity.plain())?,
    };
    let effective = effective_of_variance(&values);
    let placebo = |input: usize| sample.cannot_matter(input, &quantity);
    let shares: Vec<Estimate> = sample.inputs.iter().map(|input| input.share(&values)).collect();
    shares.first()?.value?;
    let own = (0..shares.len()).filter(|i| placebo(*i)).map(|i| shares[i]);
    let added = sample
        .placebos
        .iter()
        .map(|scores| crate::stats::indices::first_order(scores, &values));
    let noise: Vec<f64> = own.chain(added).filter_map(|share| share.value).collect();
    let floor = noise.iter().copied().fold(0.0, f64::max);
    let enough = effective.is_some_and(|worlds| worlds >= FEWEST);
    let driver = |(input, share): (usize, Estimate)| {
        let above = share.value.is_some_and(|value| value > floor) && share.low.is_some_and(|low| low > 0.0);
        Driver {
            input,
            share,
            rises: direction(&slope(&sample.inputs[input].line(), &values)),
            slope: slope(&sample.inputs[input].line(), &plain),
            placebo: placebo(input),
            resolved: above && enough && !placebo(input),
        }
    };
    Some(Drivers {
        quantity,
        floor,
        placebos: noise.len(),
        effective,
        drivers: shares.into_iter().enumerate().map(driver).collect(),
    })
}

/// The inputs with a resolved share of any of these quantities, the largest first, at most so many.
pub fn strongest(of: &[&Drivers], most: usize) -> Vec<usize> {
    let inputs = of.first().map_or(0, |of| of.drivers.len());
    let best = |input: usize| {
        let own = of.iter().map(|of| &of.drivers[input]).filter(|driver| driver.resolved);
        own.filter_map(|driver| driver.share.value).fold(0.0, f64::max)
    };
    let mut found: Vec<(f64, usize)> = (0..inputs).map(|input| (best(input), input)).collect();
    found.retain(|(best, _)| *best > 0.0);
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.into_iter().take(most).map(|(_, input)| input).collect()
}

impl Drivers {
    /// The inputs that are resolved, the strongest first.
    pub fn resolved(&self) -> Vec<&Driver> {
        let mut resolved: Vec<&Driver> = self.drivers.iter().filter(|driver| driver.resolved).collect();
        resolved.sort_by(|a, b| {
            b.share
                .value
                .partial_cmp(&a.share.value)
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        resolved
    }

    /// Whether too few worlds make the variance for anything to be said.
    pub fn rests_on_few(&self) -> bool {
        self.effective.is_none_or(|worlds| worlds < FEWEST)
    }
}
