//! Forward steps: candidates race, and the one that gains most for its cost is taken.

use super::state::Search;
use super::values::difference;
use super::{ALL, Set, with};
use crate::stats::Estimate;

/// Candidates that are behind the best by more standard errors than this are dropped after the first worlds.
const BEHIND: f64 = 3.0;
/// No more candidates than this are solved in all worlds.
const MOST: usize = 3;

impl<E> Search<'_, E> {
    /// Steps from a set through the levers that are allowed, until the aim is reached or nothing surely gains: the sets, with the lever that
    /// each adds to the one before.
    pub(super) fn forward(&mut self, from: &Set, allowed: &[bool], first: u64) -> Result<Vec<(usize, Set)>, E> {
        let mut candidates: Vec<usize> = (0..from.len())
            .filter(|lever| allowed[*lever] && from[*lever] == 0)
            .collect();
        let mut steps: Vec<(usize, Set)> = Vec::new();
        let mut on = from.clone();
        self.want(std::slice::from_ref(&on), self.limits.worlds)?;
        while !self.is_reached(&on) && !candidates.is_empty() && self.has_work_left() {
            let heat = if steps.is_empty() { first } else { self.limits.heat };
            let Some(lever) = self.race(&on, &mut candidates, heat)? else {
                break;
            };
            on = with(&on, lever, ALL);
            candidates.retain(|other| *other != lever);
            steps.push((lever, on.clone()));
        }
        Ok(steps)
    }

    /// The lever that gains most for its cost on top of a set; `None` if none surely gains. Candidates that surely harm are dropped for good.
    fn race(&mut self, on: &Set, candidates: &mut Vec<usize>, heat: u64) -> Result<Option<usize>, E> {
        let sets: Vec<Set> = candidates.iter().map(|lever| with(on, *lever, ALL)).collect();
        self.want(&sets, heat)?;
        let gain = |search: &Self, lever: usize| search.gain(&with(on, lever, ALL), on);
        let per_cost = |search: &Self, lever: usize| {
            gain(search, lever).estimate.value.unwrap_or(f64::NEG_INFINITY) / search.costs[lever].whole
        };
        let mut order = candidates.clone();
        order.sort_by(|a, b| per_cost(self, *b).total_cmp(&per_cost(self, *a)));
        let Some(best) = order.first().copied() else {
            return Ok(None);
        };
        candidates.retain(|lever| !gain(self, *lever).is_below(0.0));
        let behind = |lever: usize| {
            let lead = self.lead(on, best, lever);
            lead.value > lead.std_error.map(|se| BEHIND * se)
        };
        let survivors: Vec<usize> = order
            .into_iter()
            .filter(|lever| *lever == best || !behind(*lever))
            .take(MOST)
            .collect();
        let sets: Vec<Set> = survivors.iter().map(|lever| with(on, *lever, ALL)).collect();
        self.want(&sets, self.limits.worlds)?;
        let least = self.worth(on);
        let sure = survivors.into_iter().filter(|lever| gain(self, *lever).is_above(least));
        Ok(sure.max_by(|a, b| per_cost(self, *a).total_cmp(&per_cost(self, *b)).then(b.cmp(a))))
    }

    /// How far a lever is ahead of another on top of a set, for their costs.
    fn lead(&self, on: &Set, best: usize, other: usize) -> Estimate {
        let values = |lever: usize| {
            let set = with(on, lever, ALL);
            self.seen(&set).expect("candidates were solved")
        };
        let none = self.seen(on).expect("the set was solved");
        let of = |lever: usize| {
            let rows = std::iter::zip(values(lever), none);
            let cost = self.costs[lever].whole;
            let gain = move |((replicate, x), (_, from)): (&(u64, f64), &(u64, f64))| {
                (*replicate, (self.aim.merit(*x) - self.aim.merit(*from)) / cost)
            };
            rows.map(gain).collect::<Vec<_>>()
        };
        difference(&of(best), &of(other), |x| x).estimate
    }
}
