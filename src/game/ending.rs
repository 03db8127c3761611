//! Outcomes taken together: the events whose probabilities are compared.

use super::outcome::{ByOutcome, Outcome};

/// A way for a negotiation to end, or several taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// A single outcome.
    One(Outcome),
    /// Settlement or hollow settlement.
    Completed,
    /// Not revocation, deadlock, breach or war.
    InForce,
}

impl Ending {
    /// Every outcome by itself, then the groups, in the order of tables.
    pub const ALL: [Ending; 10] = [
        Ending::One(Outcome::Settlement),
        Ending::One(Outcome::HollowSettlement),
        Ending::One(Outcome::InterimDeal),
        Ending::One(Outcome::SymbolicTalks),
        Ending::One(Outcome::Revocation),
        Ending::One(Outcome::Deadlock),
        Ending::One(Outcome::Breach),
        Ending::One(Outcome::War),
        Ending::Completed,
        Ending::InForce,
    ];

    /// Name among metrics in tables.
    pub fn metric(self) -> String {
        match self {
            Ending::One(outcome) => format!("outcome.{}", outcome.name()),
            Ending::Completed => "completed".into(),
            Ending::InForce => "in_force".into(),
        }
    }

    /// Whether an outcome belongs to it.
    pub fn contains(self, outcome: Outcome) -> bool {
        match self {
            Ending::One(one) => one == outcome,
            Ending::Completed => is_completed(outcome),
            Ending::InForce => !is_failure(outcome),
        }
    }

    /// The sum over the outcomes that belong to it.
    pub fn sum<T: Copy + std::iter::Sum>(self, by_outcome: &ByOutcome<T>) -> T {
        by_outcome
            .iter()
            .filter(|(o, _)| self.contains(*o))
            .map(|(_, x)| *x)
            .sum()
    }
}

/// Whether all stages were completed when a process ended so.
fn is_completed(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Settlement | Outcome::HollowSettlement => true,
        Outcome::InterimDeal | Outcome::SymbolicTalks => false,
        Outcome::Revocation | Outcome::Deadlock | Outcome::Breach | Outcome::War => false,
    }
}

/// Whether a process that ends so has broken down.
fn is_failure(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Settlement | Outcome::HollowSettlement | Outcome::InterimDeal | Outcome::SymbolicTalks => false,
        Outcome::Revocation | Outcome::Deadlock | Outcome::Breach | Outcome::War => true,
    }
}
