//! How a number was found, and over which worlds.

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

/// Which worlds count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subset {
    /// Every world.
    All,
    /// Those in which a broker takes part in the arm.
    BrokerTakesPart,
}

impl Subset {
    /// Name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Subset::All => "all",
            Subset::BrokerTakesPart => "broker_takes_part",
        }
    }
}
