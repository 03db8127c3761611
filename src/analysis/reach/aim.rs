//! What is to be reached.

use super::values::{Values, mean};
use crate::stats::{Estimate, Scale};

/// What is to be reached: a mean over worlds, or a share of the worlds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Aim {
    /// The level of the number, in its unit.
    pub level: f64,
    /// Whether the number is to be at most that, and not at least.
    pub at_most: bool,
    /// The share of worlds in which it is to be; `None` if its mean over worlds is to be.
    pub share: Option<f64>,
    /// Whether the number is a probability.
    pub is_probability: bool,
}

impl Aim {
    /// The mean of the number over worlds.
    pub fn mean(&self, values: &Values) -> Estimate {
        let scale = match self.is_probability {
            true => Scale::ExactProbability,
            false => Scale::Real,
        };
        mean(values.iter().map(|(replicate, x)| (*replicate, *x)), scale)
    }

    /// Share of the worlds in which the number is where it is to be.
    pub fn share_of_worlds(&self, values: &Values) -> Estimate {
        let there = |x: f64| match self.at_most {
            true => x <= self.level,
            false => x >= self.level,
        };
        let rows = values
            .iter()
            .map(|(replicate, x)| (*replicate, f64::from(u8::from(there(*x)))));
        mean(rows, Scale::Probability)
    }

    /// Whether the aim is reached with the whole interval.
    pub fn is_reached(&self, values: &Values) -> bool {
        match (self.share, self.at_most) {
            (Some(share), _) => self.share_of_worlds(values).low.is_some_and(|low| low >= share),
            (None, false) => self.mean(values).low.is_some_and(|low| low >= self.level),
            (None, true) => self.mean(values).high.is_some_and(|high| high <= self.level),
        }
    }

    /// How good the value of a world is, higher being better: the mean of this is what steps are chosen by. Where a share of worlds
    /// is wanted, what a world has beyond the level counts nothing: a step that brings worlds nearer to it counts though none gets there.
    pub fn merit(&self, x: f64) -> f64 {
        let (x, level) = match self.at_most {
            true => (-x, -self.level),
            false => (x, self.level),
        };
        match self.share {
            Some(_) => x.min(level),
            None => x,
        }
    }

    /// A gain in the mean merit that counts for nothing, from where the values are: a thousandth of the way to the aim.
    pub(super) fn negligible(&self, from: &Values) -> f64 {
        let gap = self.mean(from).value.map_or(0.0, |value| (self.level - value).abs());
        1e-3 * gap
    }
}
