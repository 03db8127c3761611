//! What an attribution divides a change among, as it can be typed.

use clap::ValueEnum;
use honest_broker::job::attribute;

/// What a change is divided among.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Factors {
    /// The instruments of the broker
    Broker,
    /// The stakeholders
    Stakeholders,
    /// Both, as far as there are any
    #[default]
    All,
}

impl From<Factors> for attribute::Factors {
    fn from(factors: Factors) -> Self {
        match factors {
            Factors::Broker => Self::Broker,
            Factors::Stakeholders => Self::Stakeholders,
            Factors::All => Self::All,
        }
    }
}
