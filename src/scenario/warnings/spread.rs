//! Distributions that say nothing, or much less than was meant.

use super::{Warnings, plain};
use crate::scenario::code::Code;
use crate::scenario::domain::Domain;
use crate::scenario::keys::Key;
use crate::scenario::quantity::{Distribution, Quantity};
use crate::scenario::table::KEYS;
use crate::scenario::value::Value;

/// Nine times in ten within this factor is still knowledge.
const WIDEST_FACTOR: f64 = 1e4;
/// A probability that lies as near to both ends as this is anything at all.
const WHOLE: f64 = 0.005;
/// Width of the interval of a weight whose standard deviation is 10.
const WIDEST: f64 = 32.9;

pub(super) fn report(warnings: &mut Warnings<'_, '_>) {
    let drawn: Vec<(&String, Distribution)> = warnings
        .values
        .iter()
        .filter_map(|(path, value)| match value {
            Value::Number(Quantity::Distribution(distribution)) => Some((path, *distribution)),
            _ => None,
        })
        .collect();
    for (path, distribution) in drawn {
        let [low, high] = distribution.interval90();
        let Some(domain) = key_of(path).and_then(|key| key.kind.domain()) else {
            continue;
        };
        let vague = match domain {
            _ if domain.is_unit() => low - domain.interval().low.0 < WHOLE && high > 1.0 - WHOLE,
            Domain::Real => high - low > WIDEST,
            _ => low > 0.0 && high / low > WIDEST_FACTOR,
        };
        if vague {
            let (low, high) = (plain(low), plain(high));
            let message = format!("90 % of `{path}` lie from {low} to {high}: that is to know nothing");
            let help =
                "check the digits of both ends; for what is unknown within limits, write { uniform = [low, high] }";
            warnings.warn(Code::VagueInterval, path, message, help);
        }
    }
}

/// The key that the number at `path` belongs to: its own, or the one above a number by type or election.
fn key_of(path: &str) -> Option<&'static Key> {
    let fits = |key: &&Key| {
        let mut parts = path.split('.');
        let whole = key
            .path
            .split('.')
            .all(|segment| match (segment.strip_suffix("[]"), parts.next()) {
                // A list is followed by the id of the item.
                (Some(list), Some(part)) => part == list && parts.next().is_some(),
                (None, part) => part == Some(segment),
                (Some(_), None) => false,
            });
        whole && parts.count() <= usize::from(!key.kind.parts().is_empty())
    };
    KEYS.iter().find(fits)
}
