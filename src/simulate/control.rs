//! The foreseeable part of wars as a control variate.
//!
//! c = 1{war} − Σ h, where h is the probability of war in each round that was played. Given the past, a round adds to c with
//! mean 0, so c has mean 0 whatever the policies (1{war} − Σ h is a martingale that stops with the game). Outcomes go along
//! with it: an episode that ends in war is no settlement. Regressing an outcome on c takes that luck out of its estimate.
//! For war itself, 1{war} − c = Σ h is an estimate without the luck of the draws that decide about war.

use super::episode::Record;
use crate::game::outcome::{ByOutcome, Outcome};
use crate::stats::CrossMoments;

/// Sums of the control.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct WarControl {
    /// Of x c by outcome, x being 1 if an episode ends so, or a difference of two such.
    products: ByOutcome<f64>,
    /// Of c.
    sum: f64,
    /// Of c².
    squares: f64,
}

fn control(record: &Record) -> f64 {
    f64::from(u8::from(record.outcome == Outcome::War)) - record.war_hazard
}

impl WarControl {
    /// Adds an episode.
    #[inline]
    pub fn add(&mut self, record: &Record) {
        let c = control(record);
        self.products[record.outcome] += c;
        self.sum += c;
        self.squares += c * c;
    }

    /// Adds the difference of an arm's episode from the baseline's.
    #[inline]
    pub fn add_difference(&mut self, baseline: &Record, arm: &Record) {
        let c = control(arm) - control(baseline);
        if arm.outcome != baseline.outcome {
            self.products[arm.outcome] += c;
            self.products[baseline.outcome] -= c;
        }
        self.sum += c;
        self.squares += c * c;
    }

    pub fn merge(&mut self, other: &WarControl) {
        for (a, b) in self.products.0.iter_mut().zip(&other.products.0) {
            *a += b;
        }
        self.sum += other.sum;
        self.squares += other.squares;
    }

    /// Moments of an outcome's x with c, given the sums of x and of x².
    pub fn moments(&self, count: u64, outcome: Outcome, sum: f64, squares: f64) -> CrossMoments {
        CrossMoments::of_sums(count, [sum, self.sum], [squares, self.squares], self.products[outcome])
    }
}
