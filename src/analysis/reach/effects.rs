//! What each lever does alone, and on top of a set.

use super::state::Search;
use super::values::difference;
use super::{ALL, Set, with};
use crate::analysis::points::Paired;

/// What a lever does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// At its far end, with all others where they are: the change in the number.
    pub alone: Paired,
    /// With the set that the levers are judged by: what the set would lack without it, or, if it is not in the set, what it would add.
    pub on_top: Option<Paired>,
}

impl<E> Search<'_, E> {
    /// The effects of all levers. What was not solved is left out.
    pub(super) fn effects(&self, judged: &Set) -> Vec<Effect> {
        let base = vec![0; judged.len()];
        let change = |of: &Set, from: &Set| Some(difference(self.seen(of)?, self.seen(from)?, |x| x));
        let of = |lever: usize| {
            let on_top = match judged[lever] {
                0 => change(&with(judged, lever, ALL), judged),
                _ => change(judged, &with(judged, lever, 0)),
            };
            Effect {
                alone: change(&with(&base, lever, ALL), &base).expect("every lever was tried alone"),
                on_top,
            }
        };
        (0..judged.len()).map(of).collect()
    }
}
