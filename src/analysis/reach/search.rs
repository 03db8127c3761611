//! The search as a whole.

use std::collections::BTreeMap;

use super::aim::Aim;
use super::effects::Effect;
use super::state::{Ask, Limits, Search};
use super::values::Values;
use super::{ALL, Cost, Set, members, with};

/// A set that reaches the aim and of which nothing can be left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Minimal {
    /// Its levers all the way.
    pub whole: Set,
    /// At the smallest levels that still reach the aim; as `whole` if they were not looked for.
    pub set: Set,
    /// Whether smallest levels were looked for.
    pub is_smallest: bool,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Forward steps: the lever that each adds, and the set with it.
    pub path: Vec<(usize, Set)>,
    /// All levers that do no harm at once, where forward steps ended short.
    pub top: Option<Set>,
    /// Minimal sets, the first found first; empty if the aim was not reached.
    pub minimal: Vec<Minimal>,
    /// The set that the levers are judged by: the first minimal set all the way, or else the best that was found.
    pub judged: Set,
    /// Levers of which one is needed: without all of them the aim was not reached again. Empty if other sets were found as often as they
    /// were looked for.
    pub needed: Vec<usize>,
    /// Whether something was not begun because [`Limits::most`] was reached.
    pub cut_short: bool,
    /// What each lever does.
    pub effects: Vec<Effect>,
    /// Values of all sets that were solved, each in as many worlds as it was.
    pub values: BTreeMap<Set, Values>,
}

impl<E> Search<'_, E> {
    /// Everything that is allowed and does no sure harm alone or on top of a set, in all worlds.
    fn top(&mut self, on: &Set, allowed: &[bool]) -> Result<Set, E> {
        let none: Set = vec![0; on.len()];
        let open: Vec<usize> = (0..on.len())
            .filter(|lever| allowed[*lever] && on[*lever] == 0)
            .collect();
        let sets: Vec<Set> = open.iter().map(|lever| with(on, *lever, ALL)).collect();
        self.want(&sets, self.limits.heat)?;
        let mut top = on.clone();
        for lever in open {
            let harms = |from: &Set| {
                let gain = self.gain(&with(from, lever, ALL), from);
                gain.is_below(0.0)
            };
            if !harms(on) && !harms(&none) {
                top[lever] = ALL;
            }
        }
        self.want(std::slice::from_ref(&top), self.limits.worlds)?;
        Ok(top)
    }

    /// Forward steps and, where they end short, the top.
    fn climb(&mut self, allowed: &[bool], first: u64) -> Result<Climb, E> {
        let none = vec![0; allowed.len()];
        let path = self.forward(&none, allowed, first)?;
        let end = path.last().map_or(none, |(_, set)| set.clone());
        if self.is_reached(&end) {
            return Ok(Climb { path, top: None, end });
        }
        let top = self.top(&end, allowed)?;
        let is_better = self.is_reached(&top) || self.gain(&top, &end).is_above(self.worth(&end));
        Ok(Climb {
            path,
            end: match (is_better, self.is_reached(&top)) {
                (false, _) => end.clone(),
                (true, true) => top.clone(),
                (true, false) => self.pruned(&top)?,
            },
            top: (top != end).then_some(top),
        })
    }

    /// A set without the levers that it hardly misses, if it does not miss them together either.
    fn pruned(&mut self, top: &Set) -> Result<Set, E> {
        let own = members(top);
        let without: Vec<Set> = own.iter().map(|lever| with(top, *lever, 0)).collect();
        self.want(&without, self.limits.heat)?;
        let mut pruned = top.clone();
        for lever in own {
            if !self.gain(top, &with(top, lever, 0)).is_above(self.least) {
                pruned[lever] = 0;
            }
        }
        self.want(std::slice::from_ref(&pruned), self.limits.worlds)?;
        let misses = self.gain(top, &pruned).is_above(self.worth(top));
        Ok(if misses { top.clone() } else { pruned })
    }
}

/// How far steps lead.
struct Climb {
    path: Vec<(usize, Set)>,
    top: Option<Set>,
    /// The best of both.
    end: Set,
}

/// Searches. `ask` gives the values of sets in a range of worlds, by set; it must give the same for the same set and world.
///
/// # Errors
/// Those of `ask`.
pub fn search<E>(costs: &[Cost], aim: Aim, limits: Limits, ask: Ask<'_, E>) -> Result<Found, E> {
    let mut search = Search {
        costs,
        aim,
        limits,
        least: 0.0,
        ask,
        seen: BTreeMap::new(),
        work: 0,
    };
    let none: Set = vec![0; costs.len()];
    search.want(std::slice::from_ref(&none), limits.worlds)?;
    search.least = aim.negligible(&search.seen[&none]);
    let alone: Vec<Set> = (0..costs.len()).map(|lever| with(&none, lever, ALL)).collect();
    search.want(&alone, limits.alone)?;
    let mut allowed = vec![true; costs.len()];
    let first = search.climb(&allowed, limits.alone)?;
    let mut minimal: Vec<Minimal> = Vec::new();
    let mut needed = Vec::new();
    let mut judged = first.end.clone();
    if search.is_reached(&first.end) && !members(&first.end).is_empty() {
        let mut end = first.end.clone();
        loop {
            let whole = search.minimal(&end)?;
            let most = search.needed_most(&whole)?;
            let (set, is_smallest) = search.smallest(&whole, minimal.is_empty())?;
            minimal.push(Minimal {
                whole,
                set,
                is_smallest,
            });
            let Some(most) = most.filter(|_| minimal.len() < SETS && search.has_work_left()) else {
                break;
            };
            allowed[most] = false;
            end = search.climb(&allowed, limits.alone)?.end;
            if !search.is_reached(&end) {
                let tried: Vec<usize> = (0..costs.len()).filter(|lever| !allowed[*lever]).collect();
                needed = if search.has_work_left() { tried } else { Vec::new() };
                break;
            }
        }
        judged = minimal[0].whole.clone();
    }
    let (inside, outside): (Vec<usize>, Vec<usize>) = (0..costs.len()).partition(|lever| judged[*lever] > 0);
    let less: Vec<Set> = inside.into_iter().map(|lever| with(&judged, lever, 0)).collect();
    let more: Vec<Set> = outside.into_iter().map(|lever| with(&judged, lever, ALL)).collect();
    search.want(&less, limits.alone)?;
    search.want(&more, limits.heat)?;
    let effects = search.effects(&judged);
    Ok(Found {
        path: first.path,
        top: first.top,
        minimal,
        judged,
        needed,
        cut_short: !search.has_work_left(),
        effects,
        values: search.seen,
    })
}

/// No more minimal sets than this are looked for.
const SETS: usize = 3;
