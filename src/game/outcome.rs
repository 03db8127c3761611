//! How a negotiation ended (model section 10).

use std::ops::{Index, IndexMut};

use super::moves::{Action, Observed};
use super::state::Phase;

/// Outcome at the end of the simulated time, in the order of all tables and charts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Settlement,
    HollowSettlement,
    InterimDeal,
    SymbolicTalks,
    Revocation,
    Deadlock,
    Breach,
    War,
}

/// The largest covert share with which a completed process still counts as a settlement.
pub const MOST_COVERT_OF_A_SETTLEMENT: f64 = 0.05;

impl Outcome {
    /// Number of outcomes.
    pub const COUNT: usize = Self::ALL.len();

    /// All outcomes, in the order of tables and charts.
    pub const ALL: [Outcome; 8] = [
        Outcome::Settlement,
        Outcome::HollowSettlement,
        Outcome::InterimDeal,
        Outcome::SymbolicTalks,
        Outcome::Revocation,
        Outcome::Deadlock,
        Outcome::Breach,
        Outcome::War,
    ];

    /// The outcome of a game that did not end in war: `stage` of `stages` completed, in `phase`; `hollow` if any stage was
    /// feigned or the sitting leader's covert share exceeds [`MOST_COVERT_OF_A_SETTLEMENT`].
    pub fn classify(stage: usize, stages: usize, phase: Phase, hollow: bool) -> Self {
        match phase {
            Phase::InForce if stage == stages && hollow => Outcome::HollowSettlement,
            Phase::InForce if stage == stages => Outcome::Settlement,
            Phase::InForce if stage > 0 => Outcome::InterimDeal,
            Phase::InForce => Outcome::SymbolicTalks,
            Phase::RupturedByGuarantor { .. } if stage > 0 => Outcome::Revocation,
            Phase::RupturedByGuarantor { .. } => Outcome::Deadlock,
            Phase::RupturedByDisarmer { .. } => Outcome::Breach,
        }
    }

    /// Name in prose.
    pub fn title(self) -> &'static str {
        match self {
            Outcome::Settlement => "settlement",
            Outcome::HollowSettlement => "hollow settlement",
            Outcome::InterimDeal => "interim deal",
            Outcome::SymbolicTalks => "symbolic talks",
            Outcome::Revocation => "revocation",
            Outcome::Deadlock => "deadlock",
            Outcome::Breach => "breach",
            Outcome::War => "war",
        }
    }

    /// Name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Settlement => "settlement",
            Outcome::HollowSettlement => "hollow_settlement",
            Outcome::InterimDeal => "interim_deal",
            Outcome::SymbolicTalks => "symbolic_talks",
            Outcome::Revocation => "revocation",
            Outcome::Deadlock => "deadlock",
            Outcome::Breach => "breach",
            Outcome::War => "war",
        }
    }
}

/// One thing for each outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct ByOutcome<T>(pub [T; Outcome::COUNT]);

impl<T> ByOutcome<T> {
    /// Fills each place from its outcome.
    pub fn from_fn(mut of: impl FnMut(Outcome) -> T) -> Self {
        ByOutcome(std::array::from_fn(|o| of(Outcome::ALL[o])))
    }

    /// Applies `f` to each thing.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> ByOutcome<U> {
        ByOutcome(self.0.map(f))
    }

    /// Each outcome with its thing, in the order of [`Outcome::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Outcome, &T)> {
        Outcome::ALL.into_iter().zip(&self.0)
    }

    /// Each outcome with its thing, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (Outcome, &mut T)> {
        Outcome::ALL.into_iter().zip(&mut self.0)
    }
}

impl<T> Index<Outcome> for ByOutcome<T> {
    type Output = T;

    #[inline(always)]
    fn index(&self, outcome: Outcome) -> &T {
        &self.0[outcome as usize]
    }
}

impl<T> IndexMut<Outcome> for ByOutcome<T> {
    #[inline(always)]
    fn index_mut(&mut self, outcome: Outcome) -> &mut T {
        &mut self.0[outcome as usize]
    }
}

/// Cause of the first rupture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    Reneged,
    DisputedRightly,
    DisputedWrongly,
    Quit,
    Pocketed,
    Exposed,
}

impl Cause {
    /// Number of causes.
    pub const COUNT: usize = Self::ALL.len();

    /// All causes, in the order of tables and charts.
    pub const ALL: [Cause; 6] = [
        Cause::Reneged,
        Cause::DisputedRightly,
        Cause::DisputedWrongly,
        Cause::Quit,
        Cause::Pocketed,
        Cause::Exposed,
    ];

    /// The cause of the rupture that a move is, if it is one.
    pub fn of(action: Action, observed: Observed) -> Option<Self> {
        match (action, observed) {
            (Action::Renege, _) => Some(Cause::Reneged),
            (Action::Feign, Observed::Disputed) => Some(Cause::DisputedRightly),
            (_, Observed::Disputed) => Some(Cause::DisputedWrongly),
            (Action::Quit, _) => Some(Cause::Quit),
            (Action::Pocket, _) => Some(Cause::Pocketed),
            _ => None,
        }
    }

    /// Name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Cause::Reneged => "reneged",
            Cause::DisputedRightly => "disputed_rightly",
            Cause::DisputedWrongly => "disputed_wrongly",
            Cause::Quit => "quit",
            Cause::Pocketed => "pocketed",
            Cause::Exposed => "exposed",
        }
    }
}
