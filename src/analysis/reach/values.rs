//! The number in each world, and what differs between two sets world by world.

use crate::analysis::effects::effective;
use crate::analysis::results::certain;
use crate::stats::{Estimate, Scale, ratio};

/// By world: the replicate that it belongs to, and the number.
pub type Values = Vec<(u64, f64)>;

/// A difference between two sets in the worlds that both were solved in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paired {
    /// The mean difference.
    pub estimate: Estimate,
    /// Worlds that it rests on; `None` for one world and where nothing differs.
    pub effective: Option<f64>,
    /// Worlds that both were solved in.
    pub worlds: u64,
}

impl Paired {
    /// Whether it is surely above something.
    pub(super) fn is_above(&self, least: f64) -> bool {
        self.estimate.low.is_some_and(|low| low > 0.0) && self.estimate.value.is_some_and(|value| value > least)
    }

    /// Whether it is surely below the negative of something.
    pub(super) fn is_below(&self, least: f64) -> bool {
        self.estimate.high.is_some_and(|high| high < 0.0) && self.estimate.value.is_some_and(|value| value < -least)
    }
}

/// The mean over worlds. One world has no sampling error.
pub(super) fn mean(rows: impl Iterator<Item = (u64, f64)>, scale: Scale) -> Estimate {
    let rows: Vec<(u64, f64)> = rows.collect();
    match rows[..] {
        [(_, only)] => certain(only),
        _ => ratio(rows.into_iter().map(|(replicate, x)| (replicate, x, 1.0)), scale),
    }
}

/// The mean of `of` of the first minus that of the second, over the worlds that both have.
pub fn difference(first: &Values, second: &Values, of: impl Fn(f64) -> f64) -> Paired {
    let pairs = || std::iter::zip(first, second);
    let rows: Vec<(u64, f64)> = pairs()
        .map(|((replicate, a), (_, b))| (*replicate, of(*a) - of(*b)))
        .collect();
    let worlds = rows.len() as u64;
    Paired {
        effective: match worlds {
            1 => None,
            _ => effective(rows.iter().map(|(_, x)| *x)),
        },
        worlds,
        estimate: mean(rows.into_iter(), Scale::Real),
    }
}
