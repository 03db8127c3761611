//! The number in each world, and what differs between two sets world by world.

use crate::analysis::effects::effective;
use crate::analysis::points::Paired;
use crate::analysis::results::certain;
use crate::stats::{Estimate, Scale, ratio};

/// By world: the replicate that it belongs to, and the number.
pub type Values = Vec<(u64, f64)>;

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
    Paired {
        effective: match rows.len() {
            1 => None,
            _ => effective(rows.iter().map(|(_, x)| *x)),
        },
        estimate: mean(rows.into_iter(), Scale::Real),
    }
}
