//! From a set that reaches the aim to one of which nothing can be left out, and to the smallest levels.

use super::state::Search;
use super::{ALL, Set, members, with};

impl<E> Search<'_, E> {
    /// A set of which no lever can be moved back without missing the aim, where more never harms. The first to go are those that are missed least
    /// for what they cost; they go several at a time as long as that does.
    pub(super) fn minimal(&mut self, from: &Set) -> Result<Set, E> {
        let mut set = from.clone();
        let mut order = members(&set);
        let without: Vec<Set> = order.iter().map(|lever| with(&set, *lever, 0)).collect();
        self.want(&without, self.limits.heat)?;
        let missed = |search: &Self, lever: usize| {
            let loss = search.gain(from, &with(from, lever, 0)).estimate.value.unwrap_or(0.0);
            loss / search.costs[lever].whole
        };
        order.sort_by(|a, b| missed(self, *a).total_cmp(&missed(self, *b)));
        let (mut place, mut together) = (0, 1);
        while place < order.len() {
            let some = &order[place..order.len().min(place + together)];
            let fewer = some.iter().fold(set.clone(), |set, lever| with(&set, *lever, 0));
            self.want(std::slice::from_ref(&fewer), self.limits.worlds)?;
            match (self.is_reached(&fewer), some.len()) {
                (true, count) => {
                    set = fewer;
                    place += count;
                    together *= 2;
                }
                (false, 1) => {
                    place += 1;
                    together = 1;
                }
                (false, count) => together = count / 2,
            }
        }
        Ok(set)
    }

    /// The lever that a set misses most, whatever it costs.
    pub(super) fn needed_most(&mut self, set: &Set) -> Result<Option<usize>, E> {
        let own = members(set);
        let without: Vec<Set> = own.iter().map(|lever| with(set, *lever, 0)).collect();
        self.want(&without, self.limits.heat)?;
        let loss = |lever: &usize| self.gain(set, &with(set, *lever, 0)).estimate.value.unwrap_or(0.0);
        Ok(own
            .into_iter()
            .max_by(|a, b| loss(a).total_cmp(&loss(b)).then(b.cmp(a))))
    }

    /// The set with each lever at the smallest level that still reaches the aim, one after the other, dear ones first.
    /// Also whether there was work left for all of them, or it was to be done `anyway`.
    pub(super) fn smallest(&mut self, from: &Set, anyway: bool) -> Result<(Set, bool), E> {
        let mut set = from.clone();
        let mut order = members(&set);
        order.retain(|lever| self.costs[*lever].divisible);
        order.sort_by(|a, b| self.costs[*b].whole.total_cmp(&self.costs[*a].whole));
        for lever in order {
            if !anyway && !self.has_work_left() {
                return Ok((set, false));
            }
            // Level 0 was tried: without the lever the aim is missed.
            let (mut short, mut enough) = (0, ALL);
            while enough - short > 1 {
                let middle = (enough + short) / 2;
                let tried = with(&set, lever, middle);
                self.want(std::slice::from_ref(&tried), self.limits.worlds)?;
                match self.is_reached(&tried) {
                    true => enough = middle,
                    false => short = middle,
                }
            }
            set[lever] = enough;
        }
        Ok((set, true))
    }
}
