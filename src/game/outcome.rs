//! How a negotiation ended (model section 10).

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

impl Outcome {
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

    /// The outcome of a game that did not end in war.
    pub fn classify(stage: usize, stages: usize, phase: Phase, feigned: bool) -> Self {
        match phase {
            Phase::InForce if stage == stages && feigned => Outcome::HollowSettlement,
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

/// Cause of the first rupture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    Reneged,
    DisputedRightly,
    DisputedWrongly,
    Quit,
    Pocketed,
}

impl Cause {
    pub const ALL: [Cause; 5] = [
        Cause::Reneged,
        Cause::DisputedRightly,
        Cause::DisputedWrongly,
        Cause::Quit,
        Cause::Pocketed,
    ];

    /// Name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Cause::Reneged => "reneged",
            Cause::DisputedRightly => "disputed_rightly",
            Cause::DisputedWrongly => "disputed_wrongly",
            Cause::Quit => "quit",
            Cause::Pocketed => "pocketed",
        }
    }
}
