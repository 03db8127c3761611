//! Where in a distribution a world lies.

use std::collections::BTreeMap;

use super::quantity::Distribution;

/// How what is uncertain is settled.
pub(super) enum Outlook<'a> {
    Central,
    /// Coordinates by key.
    Drawn(&'a BTreeMap<&'a str, f64>),
}

impl Outlook<'_> {
    /// The value of a distribution.
    pub fn value(&self, path: &str, distribution: &Distribution) -> f64 {
        match self {
            Outlook::Central => distribution.median(),
            Outlook::Drawn(coordinates) => distribution.quantile(coordinates.get(path).copied().unwrap_or(0.5)),
        }
    }

    /// Whether something happens that does so with this probability. An event without a coordinate is certain or impossible.
    pub fn happens(&self, event: &str, probability: f64) -> bool {
        match self {
            Outlook::Central => probability >= 0.5,
            Outlook::Drawn(coordinates) => coordinates.get(event).copied().unwrap_or(0.5) < probability,
        }
    }
}
