//! A walk from the empty to the full set of factors: what one random order tells of all attributions.
//!
//! An order of k factors goes through k + 1 sets. What a factor adds to those before it has its Shapley value as expectation
//! \[castro2009\]. Two things make a walk tell more:
//!
//! * neighbours in the order are also taken the other way round. With S the set before the pair i, j this is one more set, S ∪ j, and
//!   v(S ∪ ij) − v(S ∪ i) − v(S ∪ j) + v(S) has the Shapley interaction of the pair \[grabisch-roubens1999\] as expectation: S has
//!   every size equally often, as the index wants it. Pairs are disjoint, from the first or from the second place on, with equal chances;
//! * one factor may be *free*: a set with it costs no more than the same without it. Then both are read everywhere, and the walk stands
//!   for the mean over all places of that factor in the order of the others.
//!
//! Whatever the order, the shares sum to v(full) − v(empty) for each walk by itself.

use super::shapley::{order, pairs};

/// Sets that are gone through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walk {
    /// All factors but the free one.
    order: Vec<usize>,
    /// Its number.
    free: Option<usize>,
    /// Place of the first pair that is also taken the other way round, 0 or 1.
    first: usize,
}

/// What a walk tells. Where it tells nothing there is `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Its estimate of the Shapley values.
    pub shapley: Vec<f64>,
    /// What a factor adds to the empty set.
    pub alone: Vec<Option<f64>>,
    /// What the full set loses without it.
    pub removed: Vec<Option<f64>>,
    /// Estimates of the interactions, by [`pairs`].
    pub interactions: Vec<Option<f64>>,
}

impl Walk {
    /// The walk through so many factors that two numbers in (0, 1) stand for: the first for the order, the second for the pairs.
    pub fn new(numbers: [f64; 2], factors: usize, free: Option<usize>) -> Self {
        let others: Vec<usize> = (0..factors).filter(|factor| Some(*factor) != free).collect();
        Walk {
            order: order(numbers[0], others.len()).into_iter().map(|i| others[i]).collect(),
            free,
            first: usize::from(numbers[1] >= 0.5),
        }
    }

    /// The sets at both ends as bits: the empty one, the full one without the free factor if there is one, and the full one.
    pub fn ends(factors: usize, free: Option<usize>) -> Vec<usize> {
        let full = (1 << factors) - 1;
        let without = free.map(|bit| full & !(1 << bit)).filter(|set| *set != 0);
        [Some(0), without, Some(full)].into_iter().flatten().collect()
    }

    /// The sets between the ends, each once.
    pub fn between(&self) -> Vec<usize> {
        let bit = self.bit();
        let mut sets = Vec::new();
        let mut before = 0;
        for (place, members) in self.blocks() {
            if place > 0 {
                sets.push(before);
            }
            for member in members {
                if members.len() > 1 {
                    sets.push(before | 1 << member);
                }
            }
            before |= members.iter().map(|member| 1 << member).sum::<usize>();
        }
        match self.free {
            None => sets,
            Some(_) => {
                let with: Vec<usize> = sets.iter().map(|set| set | bit).collect();
                [vec![bit], sets, with].concat()
            }
        }
    }

    /// What follows from the values of all its sets.
    pub fn told(&self, v: impl Fn(usize) -> f64) -> Told {
        let (others, bit) = (self.order.len(), self.bit());
        let factors = others + usize::from(self.free.is_some());
        let place_of = |i: usize, j: usize| pairs(factors).position(|pair| pair == (i.min(j), i.max(j)));
        let mut told = Told {
            shapley: vec![0.0; factors],
            alone: vec![None; factors],
            removed: vec![None; factors],
            interactions: vec![None; factors * factors.saturating_sub(1) / 2],
        };
        // The mean over the places of the free factor: it is in the set in `with` of `all` cases.
        let spread = |of: &dyn Fn(usize) -> f64, with: usize, all: usize| match self.free {
            None => of(0),
            Some(_) => (with as f64 * of(bit) + (all - with) as f64 * of(0)) / all as f64,
        };
        let adds = |i: usize, set: usize| v(set | 1 << i) - v(set);
        let mut before = 0;
        // What the free factor adds to `set`, to which others have `place` members; `share` of its orders come by there.
        let free_adds = |told: &mut Told, set: usize, share: f64| {
            if let Some(free) = self.free {
                told.shapley[free] += share * adds(free, set) / (others + 1) as f64;
            }
        };
        free_adds(&mut told, 0, 1.0);
        for (place, members) in self.blocks() {
            let whole = before | members.iter().map(|member| 1 << member).sum::<usize>();
            let share = 1.0 / members.len() as f64;
            for (own, other) in members.iter().zip(members.iter().rev()) {
                // First of its block, and if there is another after that one.
                let mut starts = vec![(place, before)];
                if own != other {
                    starts.push((place + 1, before | 1 << other));
                    free_adds(&mut told, before | 1 << own, share);
                }
                for (place, set) in starts {
                    told.shapley[*own] += share * spread(&|free| adds(*own, set | free), place + 1, others + 1);
                    if let Some(free) = self.free {
                        let both = adds(*own, set | bit) - adds(*own, set);
                        let known = place_of(*own, free).map(|pair| &mut told.interactions[pair]);
                        known.into_iter().for_each(|x| *x = Some(x.unwrap_or(0.0) + share * both));
                    }
                }
                if place == 0 {
                    told.alone[*own] = Some(adds(*own, 0));
                }
                if place + members.len() == others {
                    let full = whole | bit;
                    told.removed[*own] = Some(adds(*own, full & !(1 << own)));
                }
            }
            free_adds(&mut told, whole, 1.0);
            if let [i, j] = *members {
                let both = |free| adds(i, before | 1 << j | free) - adds(i, before | free);
                let known = place_of(i, j).map(|pair| &mut told.interactions[pair]);
                known.into_iter().for_each(|x| *x = Some(spread(&both, place + 1, others)));
            }
            before = whole;
        }
        if let Some(free) = self.free {
            told.alone[free] = Some(adds(free, 0));
            told.removed[free] = Some(adds(free, before));
        }
        told
    }

    fn bit(&self) -> usize {
        self.free.map_or(0, |free| 1 << free)
    }

    /// Places and members of what comes next: pairs, and singles before and after them.
    fn blocks(&self) -> impl Iterator<Item = (usize, &[usize])> {
        let (single, rest) = self.order.split_at(self.first.min(self.order.len()));
        let singles = single.iter().enumerate().map(|(place, _)| (place, &single[place..=place]));
        let pairs = rest.chunks(2).enumerate();
        singles.chain(pairs.map(|(i, pair)| (single.len() + 2 * i, pair)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::shapley::attribute;
    use super::*;

    /// A table without any structure.
    fn rough(k: usize) -> Vec<f64> {
        (0..1 << k).map(|s| libm::sin(f64::from(s) * 12.9898) * 3.0).collect()
    }

    fn walks(k: usize, free: Option<usize>) -> Vec<Walk> {
        let orders: usize = (1..=k - usize::from(free.is_some())).product();
        let number = |i: usize| (i as f64 + 0.5) / orders as f64;
        let both = |i: usize| [0.25, 0.75].map(|pairs| Walk::new([number(i), pairs], k, free));
        (0..orders).flat_map(both).collect()
    }

    #[test]
    fn the_mean_over_all_walks_is_what_all_sets_say() {
        for k in 2..=6 {
            for free in [None, Some(0), Some(k - 1)] {
                let (v, walks) = (rough(k), walks(k, free));
                let all = attribute(&v);
                let told: Vec<Told> = walks.iter().map(|walk| walk.told(|set| v[set])).collect();
                let same = |of: &dyn Fn(&Told) -> Option<f64>, truth: f64, what: &str| {
                    let known: Vec<f64> = told.iter().filter_map(of).collect();
                    let mean = known.iter().sum::<f64>() / known.len() as f64;
                    assert!((mean - truth).abs() < 1e-12, "{what} of {k}, {free:?}: {mean} and {truth}");
                };
                for i in 0..k {
                    same(&|t| Some(t.shapley[i]), all.shapley[i], "shapley");
                    same(&|t| t.alone[i], all.alone[i], "alone");
                    same(&|t| t.removed[i], all.removed[i], "removed");
                }
                for (pair, truth) in all.interactions.iter().enumerate() {
                    same(&|t| t.interactions[pair], *truth, "interaction");
                }
            }
        }
    }

    #[test]
    fn the_shares_of_every_walk_sum_to_the_change_and_a_factor_that_does_nothing_has_none() {
        let rough = rough(4);
        // The fifth factor, or the first, adds nothing to any set.
        for (v, null) in [
            (Vec::from_iter((0..32).map(|s| rough[s & 15])), 4),
            (Vec::from_iter((0..32).map(|s| rough[s >> 1])), 0),
        ] {
            for free in [None, Some(4), Some(0)] {
                for walk in walks(5, free) {
                    let told = walk.told(|set| v[set]);
                    assert!((told.shapley.iter().sum::<f64>() - (v[31] - v[0])).abs() < 1e-12);
                    assert_eq!(told.shapley[null], 0.0);
                    let of_null = pairs(5).zip(&told.interactions).filter(|((i, j), _)| [*i, *j].contains(&null));
                    assert!(of_null.into_iter().all(|(_, x)| x.is_none_or(|x| x == 0.0)));
                }
            }
        }
    }

    #[test]
    fn a_walk_reads_no_set_but_its_own_and_each_of_them_is_there_once() {
        for free in [None, Some(2)] {
            for walk in walks(5, free) {
                let sets = [Walk::ends(5, free), walk.between()].concat();
                let different: std::collections::BTreeSet<usize> = sets.iter().copied().collect();
                assert_eq!(different.len(), sets.len(), "{sets:?}");
                let mut read = std::cell::RefCell::new(std::collections::BTreeSet::new());
                walk.told(|set| {
                    read.borrow_mut().insert(set);
                    0.0
                });
                assert_eq!(*read.get_mut(), different, "{walk:?}");
            }
        }
        assert_eq!(Walk::ends(1, Some(0)), [0, 1]);
    }
}
