//! How a number was found, and how acceptance of the broker enters it.

/// How a number was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// From the solution, without playing.
    Exact,
    /// Counted in episodes, with exact values as controls where these make it more precise ([`controlled`](super::controlled)).
    Controlled,
    /// Counted in episodes.
    Played,
}

impl Method {
    /// Name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Method::Exact => "exact",
            Method::Controlled => "played_with_control",
            Method::Played => "played",
        }
    }
}

/// How far an arm with a broker counts as having it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weighting {
    /// The broker takes part.
    WithBroker,
    /// In each world the broker takes part with the probability that both sides accept it, and else the same arm is without it.
    OverAcceptance,
}

impl Weighting {
    /// Name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Weighting::WithBroker => "with_broker",
            Weighting::OverAcceptance => "over_acceptance",
        }
    }
}
