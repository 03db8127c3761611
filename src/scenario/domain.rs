//! The ranges that numbers live in.

/// Costs, values and rates beyond this are slips of the keyboard, and would overflow in the solver.
pub const LARGEST: f64 = 1e9;
/// No more rounds than this are solved.
pub const MOST_ROUNDS: f64 = 20_000.0;

/// The range of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// [0, 1]
    Probability,
    /// [0, 1]
    Share,
    /// [0, 1)
    BelowOne,
    /// (0, 1)
    Prior,
    /// (0, 1]
    Discount,
    /// [0.5, 1]
    Accuracy,
    /// Values, costs and rates.
    NotNegative,
    /// Rates of what must happen sometimes.
    Positive,
    /// Any sign.
    Real,
    /// Rounds a year: a whole number.
    Count,
    /// A positive span of time.
    Years,
}

/// An interval, each end with whether it belongs to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub low: (f64, bool),
    pub high: (f64, bool),
}

impl Interval {
    pub fn contains(&self, x: f64) -> bool {
        let above = if self.low.1 { x >= self.low.0 } else { x > self.low.0 };
        let below = if self.high.1 { x <= self.high.0 } else { x < self.high.0 };
        above && below
    }

    /// Whether every point of `other` lies in this interval.
    pub fn covers(&self, other: &Interval) -> bool {
        let inside =
            |(end, closed): (f64, bool), (bound, bound_closed): (f64, bool)| end != bound || bound_closed || !closed;
        other.low.0 >= self.low.0
            && other.high.0 <= self.high.0
            && inside(other.low, self.low)
            && inside(other.high, self.high)
    }
}

impl Domain {
    /// Where a plain number may lie.
    pub fn interval(self) -> Interval {
        let (low, high) = match self {
            Domain::Probability | Domain::Share => ((0.0, true), (1.0, true)),
            Domain::BelowOne => ((0.0, true), (1.0, false)),
            Domain::Prior => ((0.0, false), (1.0, false)),
            Domain::Discount => ((0.0, false), (1.0, true)),
            Domain::Accuracy => ((0.5, true), (1.0, true)),
            Domain::NotNegative => ((0.0, true), (LARGEST, true)),
            Domain::Positive => ((0.0, false), (LARGEST, true)),
            Domain::Real => ((-LARGEST, true), (LARGEST, true)),
            Domain::Count => ((1.0, true), (366.0, true)),
            Domain::Years => ((0.0, false), (MOST_ROUNDS, true)),
        };
        Interval { low, high }
    }

    /// Where a distribution may have its support: the cap on plain numbers is no bound of the quantity itself.
    pub fn support(self) -> Interval {
        let mut interval = self.interval();
        if interval.high.0 == LARGEST {
            interval.high.0 = f64::INFINITY;
        }
        if interval.low.0 == -LARGEST {
            interval.low.0 = f64::NEG_INFINITY;
        }
        interval
    }

    /// Whether the numbers live between limits of which the upper is 1, so that a logit-normal suits them.
    pub fn is_unit(self) -> bool {
        matches!(
            self,
            Domain::Probability
                | Domain::Share
                | Domain::BelowOne
                | Domain::Prior
                | Domain::Discount
                | Domain::Accuracy
        )
    }

    /// The range in words, after "must be".
    pub fn phrase(self) -> &'static str {
        match self {
            Domain::Probability => "a probability from 0 to 1",
            Domain::Share => "a share from 0 to 1",
            Domain::BelowOne => "at least 0 and less than 1",
            Domain::Prior => "a probability strictly between 0 and 1",
            Domain::Discount => "greater than 0 and at most 1",
            Domain::Accuracy => "from 0.5 (noise) to 1 (certainty)",
            Domain::NotNegative => "not negative and at most 1000000000",
            Domain::Positive => "greater than 0 and at most 1000000000",
            Domain::Real => "from -1000000000 to 1000000000",
            Domain::Count => "a whole number from 1 to 366",
            Domain::Years => "greater than 0 and at most 20000",
        }
    }

    /// The range in symbols, for the reference.
    pub fn symbols(self) -> &'static str {
        match self {
            Domain::Probability | Domain::Share => "[0, 1]",
            Domain::BelowOne => "[0, 1)",
            Domain::Prior => "(0, 1)",
            Domain::Discount => "(0, 1]",
            Domain::Accuracy => "[0.5, 1]",
            Domain::NotNegative => "≥ 0",
            Domain::Positive => "> 0",
            Domain::Real => "any",
            Domain::Count => "1, 2, …, 366",
            Domain::Years => "> 0",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_end_excludes_itself_and_covers_only_open_ends() {
        let prior = Domain::Prior.interval();
        assert!(!prior.contains(0.0) && prior.contains(0.5) && !prior.contains(1.0));
        assert!(!prior.covers(&Domain::Share.interval()));
        assert!(prior.covers(&prior) && Domain::Share.interval().covers(&prior));
        assert!(!Domain::Accuracy.interval().covers(&prior));
    }
}
