//! When a run has enough worlds.
//!
//! The rule looks at the estimates after R n worlds with n doubling, so that every replicate holds a power of two of points
//! at each look, where a digital sequence is balanced, and so that looks are few. It stops at the first look at which no
//! watched interval is wider than wanted. Stopping on an estimated width favours runs whose variance came out small; how
//! much that costs is measured in `docs/statistics.md`.

use std::iter::{once, successors};

/// A run that stops when it is precise enough.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Largest half-width wanted, in the unit of the watched estimates.
    pub half_width: f64,
    /// Worlds per look are multiples of this.
    pub replicates: u64,
    /// Fewest worlds.
    pub least: u64,
    /// Most worlds.
    pub most: u64,
}

/// What to do at a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Continue until there are so many worlds, then look again.
    Continue(u64),
    /// Precise enough.
    Reached,
    /// As many worlds as allowed, and not precise enough.
    Exhausted,
}

impl Rule {
    /// Numbers of worlds at which to look: R n from the first that is at least `least`, doubling n, and last `most`.
    pub fn looks(&self) -> impl Iterator<Item = u64> {
        let (replicates, least, most) = (self.replicates.max(1), self.least, self.most);
        let doubling = successors(Some(replicates), |worlds| worlds.checked_mul(2));
        let before = doubling.take_while(move |w| *w < most).filter(move |w| *w >= least);
        before.chain(once(most))
    }

    /// The decision with `worlds` worlds done, the widest of the watched intervals having half-width `widest`; `None` if one
    /// of them has no interval yet.
    pub fn decide(&self, worlds: u64, widest: Option<f64>) -> Next {
        if worlds >= self.least.min(self.most) && widest.is_some_and(|w| w <= self.half_width) {
            return Next::Reached;
        }
        match self.looks().find(|look| *look > worlds) {
            Some(look) => Next::Continue(look),
            None => Next::Exhausted,
        }
    }
}

/// The widest half-width of the watched estimates; `None` if one has no interval, or none is watched.
pub fn widest(half_widths: impl IntoIterator<Item = Option<f64>>) -> Option<f64> {
    half_widths.into_iter().try_fold(None, |most: Option<f64>, next| {
        let next = next?;
        Some(Some(most.map_or(next, |m| m.max(next))))
    })?
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rule = Rule {
        half_width: 0.005,
        replicates: 16,
        least: 100,
        most: 1000,
    };

    #[test]
    fn looks_double_the_points_of_every_replicate() {
        assert_eq!(RULE.looks().collect::<Vec<_>>(), [128, 256, 512, 1000]);
        let at = |least, most| Rule { least, most, ..RULE }.looks().collect::<Vec<_>>();
        assert_eq!(at(0, 64), [16, 32, 64]);
        assert_eq!(at(500, 100), [100]);
        assert_eq!(at(1, 10), [10]);
        assert_eq!(Rule { replicates: 0, ..RULE }.looks().last(), Some(1000));
    }

    #[test]
    fn a_run_stops_when_it_is_precise_or_at_its_limit() {
        assert_eq!(RULE.decide(0, None), Next::Continue(128));
        assert_eq!(RULE.decide(128, Some(0.0051)), Next::Continue(256));
        assert_eq!(RULE.decide(128, Some(0.005)), Next::Reached);
        assert_eq!(RULE.decide(64, Some(0.001)), Next::Continue(128));
        assert_eq!(RULE.decide(300, Some(0.1)), Next::Continue(512));
        assert_eq!(RULE.decide(1000, Some(0.1)), Next::Exhausted);
        assert_eq!(RULE.decide(1000, None), Next::Exhausted);
        assert_eq!(RULE.decide(1000, Some(0.0)), Next::Reached);
    }

    #[test]
    fn the_widest_interval_is_unknown_if_one_is() {
        assert_eq!(widest([Some(0.1), Some(0.3), Some(0.2)]), Some(0.3));
        assert_eq!(widest([Some(0.1), None]), None);
        assert_eq!(widest([]), None);
    }
}
