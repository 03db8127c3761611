//! Regions of the space of inputs in which something happens oftener than elsewhere.
//!
//! *Patient rule induction* \[friedman-fisher1999\] begins with all worlds and peels off, step by step, the small share of them at one end
//! of one input whose loss raises the density of hits most for the worlds it costs. The worlds that are left lie in a box: every input
//! between two limits. A *split* divides the worlds by one limit of one input so that hits and others part as far as one limit can
//! part them, which is the root of a classification tree \[breiman1984\].
//!
//! A region found in some worlds says something only if others confirm it: the density there is what is reported.

use super::clusters::{Scale, ratio};
use super::estimate::Estimate;

/// Where an input must lie: above the first and below the second, as far as they are given; both may be equal to the limit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Limits {
    /// Least value.
    pub low: Option<f64>,
    /// Largest value.
    pub high: Option<f64>,
}

/// A box: limits of each input.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Region {
    /// By input.
    pub limits: Vec<Limits>,
}

/// Hits inside a region.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// Share of the worlds inside that are hits, with Wilson's interval.
    pub density: Estimate,
    /// Share of the hits that are inside, likewise.
    pub coverage: Estimate,
    /// Share of the worlds that are inside.
    pub mass: f64,
    /// Share of all worlds that are hits.
    pub base: f64,
    /// The same with its interval.
    pub base_rate: Estimate,
}

/// A division of the worlds by one limit of one input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    /// Place of the input.
    pub input: usize,
    /// Worlds whose input is at most this lie below.
    pub at: f64,
}

impl Region {
    /// All of the space.
    pub fn whole(inputs: usize) -> Self {
        Region {
            limits: vec![Limits::default(); inputs],
        }
    }

    /// Whether a world lies inside.
    pub fn contains(&self, world: &[f64]) -> bool {
        self.limits
            .iter()
            .zip(world)
            .all(|(limits, x)| limits.low.is_none_or(|low| *x >= low) && limits.high.is_none_or(|high| *x <= high))
    }

    /// Number of limits that are given.
    pub fn limited(&self) -> usize {
        let of = |limits: &Limits| usize::from(limits.low.is_some()) + usize::from(limits.high.is_some());
        self.limits.iter().map(of).sum()
    }

    /// What is found inside among these worlds.
    pub fn found(&self, worlds: &[Vec<f64>], hits: &[bool]) -> Found {
        let inside: Vec<bool> = worlds.iter().map(|world| self.contains(world)).collect();
        let count = |of: &[bool]| of.iter().filter(|own| **own).count() as f64;
        let n = worlds.len().max(1) as f64;
        Found {
            density: share(hits, &inside),
            coverage: share(&inside, hits),
            mass: count(&inside) / n,
            base: count(hits) / n,
            base_rate: share(hits, &vec![true; hits.len()]),
        }
    }
}

/// Share of the worlds that are `among` which are also `those`, each world an observation of its own.
pub fn share(those: &[bool], among: &[bool]) -> Estimate {
    let number = |yes: bool| f64::from(u8::from(yes));
    let rows = those.iter().zip(among).zip(0..);
    ratio(
        rows.map(|((those, among), world)| (world, number(*those && *among), number(*among))),
        Scale::Probability,
    )
}

/// The boxes that peeling goes through, from the whole space on, as long as at least `least` of the worlds are inside. Each step peels
/// off about `share` of the worlds inside.
pub fn peel(worlds: &[Vec<f64>], hits: &[bool], share: f64, least: f64) -> Vec<Region> {
    let inputs = worlds.first().map_or(0, Vec::len);
    let mut path = vec![Region::whole(inputs)];
    let mut inside: Vec<usize> = (0..worlds.len()).collect();
    loop {
        let before = density(&inside, hits);
        let mut best: Option<(f64, Region, Vec<usize>)> = None;
        for input in 0..inputs {
            let mut values: Vec<f64> = inside.iter().map(|i| worlds[*i][input]).collect();
            values.sort_by(f64::total_cmp);
            let Some([low, high]) = ends(&values, share) else {
                continue;
            };
            for limits in [low.map(|at| (Some(at), None)), high.map(|at| (None, Some(at)))]
                .into_iter()
                .flatten()
            {
                let mut region = path.last().expect("the path begins with all").clone();
                let own = &mut region.limits[input];
                own.low = limits.0.or(own.low);
                own.high = limits.1.or(own.high);
                let left: Vec<usize> = inside
                    .iter()
                    .copied()
                    .filter(|i| region.contains(&worlds[*i]))
                    .collect();
                if (left.len() as f64) < least * worlds.len() as f64 || left.len() == inside.len() {
                    continue;
                }
                let gain = (density(&left, hits) - before) / (inside.len() - left.len()) as f64;
                if gain > 0.0 && best.as_ref().is_none_or(|(most, ..)| gain > *most) {
                    best = Some((gain, region, left));
                }
            }
        }
        let Some((_, region, left)) = best else {
            return path;
        };
        path.push(region);
        inside = left;
    }
}

/// The limits that peel off about a share of sorted values at either end; an end whose values are all equal to what is left has
/// none. `None` if all are equal.
fn ends(sorted: &[f64], share: f64) -> Option<[Option<f64>; 2]> {
    let (first, last) = (*sorted.first()?, *sorted.last()?);
    if first == last {
        return None;
    }
    let peeled = ((share * sorted.len() as f64).round() as usize).clamp(1, sorted.len() - 1);
    // Of two values, one is peeled off whole.
    let low = sorted
        .iter()
        .copied()
        .find(|x| *x > first)
        .filter(|_| sorted[peeled] == first);
    let low = low.unwrap_or(sorted[peeled]);
    let from_above = sorted[sorted.len() - 1 - peeled];
    let high = sorted
        .iter()
        .rev()
        .copied()
        .find(|x| *x < last)
        .filter(|_| from_above == last);
    let high = high.unwrap_or(from_above);
    Some([(low > first).then_some(low), (high < last).then_some(high)])
}

fn density(inside: &[usize], hits: &[bool]) -> f64 {
    inside.iter().filter(|i| hits[**i]).count() as f64 / inside.len().max(1) as f64
}

/// The box of a path in which hits are surest to be oftener than elsewhere: the one with the largest excess of hits over what the base
/// rate would bring, in its standard errors; then without the limits that are hardly missed.
pub fn choose(path: &[Region], worlds: &[Vec<f64>], hits: &[bool]) -> Option<Region> {
    let score = |region: &Region| {
        let found = region.found(worlds, hits);
        let n = found.mass * worlds.len() as f64;
        let spread = (found.base * (1.0 - found.base) / n.max(1.0)).sqrt();
        (found.density.value.unwrap_or(0.0) - found.base) / spread.max(f64::MIN_POSITIVE)
    };
    let best = path.iter().skip(1).max_by(|a, b| score(a).total_cmp(&score(b)))?;
    let mut region = best.clone();
    let kept = 0.98 * score(best);
    loop {
        let mut simpler: Vec<Region> = Vec::new();
        for input in 0..region.limits.len() {
            let own = region.limits[input];
            let without = [
                own.low.map(|_| Limits { low: None, ..own }),
                own.high.map(|_| Limits { high: None, ..own }),
            ];
            for limits in without.into_iter().flatten() {
                let mut other = region.clone();
                other.limits[input] = limits;
                simpler.push(other);
            }
        }
        let candidate = simpler
            .into_iter()
            .filter(|other| other.limited() > 0 && score(other) >= kept);
        match candidate.max_by(|a, b| score(a).total_cmp(&score(b))) {
            Some(other) => region = other,
            None => return Some(region),
        }
    }
}

/// The split after which hits and others are parted most by the Gini index, with at least `least` of the worlds on either side;
/// `None` if no limit parts them.
pub fn split(worlds: &[Vec<f64>], hits: &[bool], least: f64) -> Option<Split> {
    let n = worlds.len();
    let all = hits.iter().filter(|hit| **hit).count() as f64;
    let gini = |hits: f64, n: f64| 2.0 * hits * (1.0 - hits / n);
    let whole = gini(all, n.max(1) as f64);
    let mut best: Option<(f64, Split)> = None;
    for input in 0..worlds.first().map_or(0, Vec::len) {
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|a, b| worlds[*a][input].total_cmp(&worlds[*b][input]).then(a.cmp(b)));
        let mut below = 0.0;
        for place in 0..n.saturating_sub(1) {
            below += f64::from(u8::from(hits[order[place]]));
            let [at, next] = [order[place], order[place + 1]].map(|i| worlds[i][input]);
            let count = (place + 1) as f64;
            if at == next || count < least * n as f64 || n as f64 - count < least * n as f64 {
                continue;
            }
            let gain = whole - gini(below, count) - gini(all - below, n as f64 - count);
            if gain > 1e-12 && best.as_ref().is_none_or(|(most, _)| gain > *most) {
                best = Some((
                    gain,
                    Split {
                        input,
                        at: 0.5 * (at + next),
                    },
                ));
            }
        }
    }
    best.map(|(_, split)| split)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Points of a lattice in the unit square; hits where the first is above 0.6 and the second below 0.3.
    fn corner() -> (Vec<Vec<f64>>, Vec<bool>) {
        let points: Vec<Vec<f64>> = (0..2500)
            .map(|i| {
                vec![
                    (f64::from(i % 50) + 0.5) / 50.0,
                    (f64::from(i / 50) + 0.5) / 50.0,
                    f64::from(i * 7919 % 2500) / 2500.0,
                ]
            })
            .collect();
        let hits = points.iter().map(|p| p[0] > 0.6 && p[1] < 0.3).collect();
        (points, hits)
    }

    #[test]
    fn a_corner_full_of_hits_is_found_and_nothing_else_is_limited() {
        let (points, hits) = corner();
        let path = peel(&points, &hits, 0.05, 0.05);
        let region = choose(&path, &points, &hits).unwrap();
        let [first, second, third] = &region.limits[..] else {
            panic!("three inputs")
        };
        assert!(
            (first.low.unwrap() - 0.6).abs() < 0.05 && first.high.is_none(),
            "{region:?}"
        );
        assert!((second.high.unwrap() - 0.3).abs() < 0.05 && second.low.is_none());
        assert_eq!(*third, Limits::default());
        let found = region.found(&points, &hits);
        assert!(found.density.value.unwrap() > 0.9 && found.coverage.value.unwrap() > 0.9);
        assert!((found.base - 0.12).abs() < 1e-12);
    }

    #[test]
    fn an_event_is_peeled_off_whole_and_hits_at_random_are_hardly_confirmed() {
        let points: Vec<Vec<f64>> = (0..200).map(|i| vec![f64::from(i % 4 / 3)]).collect();
        let hits: Vec<bool> = points.iter().map(|p| p[0] == 1.0).collect();
        let path = peel(&points, &hits, 0.05, 0.05);
        assert_eq!(
            path[1].limits[0],
            Limits {
                low: Some(1.0),
                high: None
            }
        );
        assert_eq!(path.len(), 2);
    }

    #[test]
    fn a_split_is_where_the_hits_begin_and_there_is_none_without_hits() {
        let points: Vec<Vec<f64>> = (0..100).map(|i| vec![f64::from(i % 10), f64::from(i)]).collect();
        let hits: Vec<bool> = (0..100).map(|i| i >= 40).collect();
        let found = split(&points, &hits, 0.05).unwrap();
        assert_eq!((found.input, found.at), (1, 39.5));
        assert_eq!(split(&points, &[false; 100], 0.05), None);
    }
}
