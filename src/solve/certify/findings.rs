//! The largest residual and the largest gains from one deviation.

use super::strip::Strip;
use crate::numeric::lanes::LANES;

/// At one decision, by lane.
#[derive(Clone, Copy, Debug)]
pub struct Worst {
    pub residual: Strip<LANES>,
    /// By type of the mover.
    pub gains: [Strip<LANES>; 2],
}

impl Worst {
    pub const NOTHING: Self = Worst {
        residual: Strip::NOTHING,
        gains: [Strip::NOTHING; 2],
    };
}

/// At all decisions of a game.
#[derive(Clone, Copy, Debug, Default)]
pub struct Findings {
    pub residual: f64,
    /// Of the sides' types and the broker.
    pub gains: [f64; 5],
}

impl Findings {
    /// Adds what was found at a decision. The first type of the mover is number `first`; the broker has but one.
    pub fn add(&mut self, worst: &Worst, first: usize) {
        let largest = |lanes: &Strip<LANES>, from: f64| lanes.0.iter().copied().fold(from, f64::max);
        self.residual = largest(&worst.residual, self.residual);
        for (gain, lanes) in self.gains[first..].iter_mut().zip(&worst.gains) {
            *gain = largest(lanes, *gain);
        }
    }

    /// What was found in two parts of a game.
    pub fn or(mut self, other: &Findings) -> Self {
        self.residual = self.residual.max(other.residual);
        for (gain, other) in self.gains.iter_mut().zip(&other.gains) {
            *gain = gain.max(*other);
        }
        self
    }
}
