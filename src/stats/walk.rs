//! A walk from the empty to the full set of factors: what one random order tells of all attributions.
//!
//! An order of k factors goes through k + 1 sets. What a factor adds to those before it has its Shapley value as expectation
//! \[castro2009\]. Neighbours in the order can be taken the other way round, too. With S the set before the pair i, j this is one more set,
//! S ∪ j, and v(S ∪ ij) − v(S ∪ i) − v(S ∪ j) + v(S) has the Shapley interaction of the pair \[grabisch-roubens1999\] as expectation: S has
//! every size equally often, as the index wants it. Pairs are disjoint, from the first or from the second place on, with equal chances.
//!
//! Whatever the order, the shares sum to v(full) − v(empty) for each walk by itself.

use super::shapley::{order, pairs};

/// Sets that are gone through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walk {
    order: Vec<usize>,
    /// Place of the first pair that is also taken the other way round, 0 or 1; `None` if none is.
    first: Option<usize>,
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
    /// The walk through so many factors whose order a number in (0, 1) stands for, and where another does for its pairs, with pairs.
    pub fn new(number: f64, factors: usize, pairs: Option<f64>) -> Self {
        Walk {
            order: order(number, factors),
            first: pairs.map(|number| usize::from(number >= 0.5)),
        }
    }

    /// The sets between the empty and the full one as bits, each once.
    pub fn between(&self) -> Vec<usize> {
        let mut sets = Vec::new();
        let mut before = 0;
        for (place, members) in self.blocks() {
            if place > 0 {
                sets.push(before);
            }
            if members.len() > 1 {
                sets.extend(members.iter().map(|member| before | 1 << member));
            }
            before |= bits(members);
        }
        sets
    }

    /// What follows from the values of all its sets, the empty and the full one included.
    pub fn told(&self, v: impl Fn(usize) -> f64) -> Told {
        let factors = self.order.len();
        let mut told = Told {
            shapley: vec![0.0; factors],
            alone: vec![None; factors],
            removed: vec![None; factors],
            interactions: vec![None; factors * factors.saturating_sub(1) / 2],
        };
        let adds = |i: usize, set: usize| v(set | 1 << i) - v(set);
        let full = bits(&self.order);
        let mut before = 0;
        for (place, members) in self.blocks() {
            for (own, other) in members.iter().zip(members.iter().rev()) {
                let first = adds(*own, before);
                told.shapley[*own] = match own == other {
                    true => first,
                    false => 0.5 * (first + adds(*own, before | 1 << other)),
                };
                if place == 0 {
                    told.alone[*own] = Some(first);
                }
                if place + members.len() == factors {
                    told.removed[*own] = Some(adds(*own, full & !(1 << own)));
                }
            }
            if let [i, j] = *members {
                let both = adds(i, before | 1 << j) - adds(i, before);
                let known = pairs(factors).position(|pair| pair == (i.min(j), i.max(j)));
                known.into_iter().for_each(|pair| told.interactions[pair] = Some(both));
            }
            before |= bits(members);
        }
        told
    }

    /// Places and members of what comes next: pairs that are taken both ways, and singles.
    fn blocks(&self) -> impl Iterator<Item = (usize, &[usize])> {
        let singles = self.first.unwrap_or(self.order.len()).min(self.order.len());
        let (single, rest) = self.order.split_at(singles);
        let singles = single.chunks(1).enumerate();
        let pairs = rest.chunks(2).enumerate();
        singles.chain(pairs.map(|(i, pair)| (single.len() + 2 * i, pair)))
    }
}

fn bits(members: &[usize]) -> usize {
    members.iter().map(|member| 1 << member).sum()
}

#[cfg(test)]
mod tests {
    use super::super::shapley::attribute;
    use super::*;

    /// A table without any structure.
    fn rough(k: usize) -> Vec<f64> {
        (0..1 << k).map(|s| libm::sin(f64::from(s) * 12.9898) * 3.0).collect()
    }

    /// All orders, with pairs from the first place on and from the second, or without.
    fn walks(k: usize, pairs: bool) -> Vec<Walk> {
        let orders: usize = (1..=k).product();
        let number = |i: usize| (i as f64 + 0.5) / orders as f64;
        let kinds = if pairs {
            vec![Some(0.25), Some(0.75)]
        } else {
            vec![None]
        };
        let with = |i: usize| kinds.iter().map(move |pairs| Walk::new(number(i), k, *pairs));
        (0..orders).flat_map(with).collect()
    }

    #[test]
    fn the_mean_over_all_walks_is_what_all_sets_say() {
        for k in 2..=6 {
            let v = rough(k);
            let all = attribute(&v);
            for with_pairs in [false, true] {
                let told: Vec<Told> = walks(k, with_pairs)
                    .iter()
                    .map(|walk| walk.told(|set| v[set]))
                    .collect();
                let same = |of: &dyn Fn(&Told) -> Option<f64>, truth: f64, what: &str| {
                    let known: Vec<f64> = told.iter().filter_map(of).collect();
                    let mean = known.iter().sum::<f64>() / known.len() as f64;
                    assert!((mean - truth).abs() < 1e-12, "{what} of {k}: {mean} and {truth}");
                };
                for i in 0..k {
                    same(&|t| Some(t.shapley[i]), all.shapley[i], "shapley");
                    same(&|t| t.alone[i], all.alone[i], "alone");
                    same(&|t| t.removed[i], all.removed[i], "removed");
                }
                for (pair, truth) in all.interactions.iter().enumerate() {
                    match with_pairs {
                        true => same(&|t| t.interactions[pair], *truth, "interaction"),
                        false => assert!(told.iter().all(|t| t.interactions[pair].is_none())),
                    }
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
            for walk in [walks(5, false), walks(5, true)].concat() {
                let told = walk.told(|set| v[set]);
                assert!((told.shapley.iter().sum::<f64>() - (v[31] - v[0])).abs() < 1e-12);
                assert_eq!(told.shapley[null], 0.0);
                let of_null = pairs(5)
                    .zip(&told.interactions)
                    .filter(|((i, j), _)| [*i, *j].contains(&null));
                assert!(of_null.into_iter().all(|(_, x)| x.is_none_or(|x| x == 0.0)));
            }
        }
    }

    #[test]
    fn a_walk_reads_no_set_but_its_own_and_each_of_them_is_there_once() {
        for walk in [walks(5, false), walks(5, true)].concat() {
            let sets = [vec![0, 31], walk.between()].concat();
            let different: std::collections::BTreeSet<usize> = sets.iter().copied().collect();
            assert_eq!(different.len(), sets.len(), "{sets:?}");
            let read = std::cell::RefCell::new(std::collections::BTreeSet::new());
            walk.told(|set| {
                read.borrow_mut().insert(set);
                0.0
            });
            assert_eq!(read.into_inner(), different, "{walk:?}");
        }
        assert_eq!(walks(5, true)[0].between().len(), 6);
        assert_eq!(walks(5, false)[0].between().len(), 4);
    }
}
