//! Which factor does how much: a fair division of the change between the empty and the full set.
//!
//! A table has the value of every combination of k factors: entry s is that of the set whose members are the bits of s.
//! All attributions are linear in the table: computed in every world, they are rows of a cluster mean with an interval
//! ([`super::ratio`]). Those of one factor have the range of a difference of two values, interactions twice that.
//!
//! Where there are many tables, a few sets of each do for their mean: those that one random [`order`] goes through
//! ([`super::walk`]).
//!
//! References by key: `docs/references.md`.

/// Most factors of a table.
pub const MOST: usize = 12;

/// Attributions of one table of 2ᵏ values.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// Shapley values \[shapley1953\]: the mean over all orders of what each factor adds to those before it. Their sum is
    /// the full set's value minus the empty set's.
    pub shapley: Vec<f64>,
    /// What each adds to the empty set.
    pub alone: Vec<f64>,
    /// What the full set loses without it.
    pub removed: Vec<f64>,
    /// Shapley interaction indices \[grabisch-roubens1999\] of the pairs in the order of [`pairs`]: the mean of
    /// v(S ∪ ij) − v(S ∪ i) − v(S ∪ j) + v(S). Positive: complements. Negative: substitutes.
    pub interactions: Vec<f64>,
}

/// Pairs (i, j) with i < j, by i and then by j.
pub fn pairs(factors: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..factors).flat_map(move |i| (i + 1..factors).map(move |j| (i, j)))
}

/// Attributions of a table. `values` has 2ᵏ entries with k ≤ [`MOST`].
///
/// Weights of a set with s members: 1/(k C(k−1, s)) for one factor outside it, 1/((k−1) C(k−2, s)) for a pair.
pub fn attribute(values: &[f64]) -> Attribution {
    let k = factors(values);
    let full = values.len() - 1;
    let mean = |out: usize, rest: usize, change: &dyn Fn(usize) -> f64| {
        let inside = (0..values.len()).filter(|s| s & out == 0);
        let weigh = |s: usize| change(s) / ((rest + 1) as f64 * choose(rest, s.count_ones() as usize));
        inside.map(weigh).sum::<f64>()
    };
    let adds = |i: usize, s: usize| values[s | 1 << i] - values[s];
    let each = |f: &dyn Fn(usize) -> f64| (0..k).map(f).collect();
    Attribution {
        shapley: each(&|i| mean(1 << i, k - 1, &|s| adds(i, s))),
        alone: each(&|i| adds(i, 0)),
        removed: each(&|i| adds(i, full & !(1 << i))),
        interactions: pairs(k)
            .map(|(i, j)| mean(1 << i | 1 << j, k - 2, &|s| adds(i, s | 1 << j) - adds(i, s)))
            .collect(),
    }
}

/// The order of so many factors that a number in (0, 1) stands for. All orders have equally long pieces of that range, those with the
/// same beginning side by side, so numbers that are spread evenly give every factor the first place equally often.
pub fn order(number: f64, factors: usize) -> Vec<usize> {
    let mut left: Vec<usize> = (0..factors).collect();
    let mut rest = number;
    let mut order = Vec::with_capacity(factors);
    while !left.is_empty() {
        rest *= left.len() as f64;
        let place = (rest as usize).min(left.len() - 1);
        rest -= place as f64;
        order.push(left.remove(place));
    }
    order
}

fn factors(values: &[f64]) -> usize {
    let k = values.len().trailing_zeros() as usize;
    assert!(
        values.len() == 1 << k && k <= MOST,
        "a value for each of 2^k combinations"
    );
    k
}

fn choose(n: usize, k: usize) -> f64 {
    (0..k).fold(1.0, |c, i| c * (n - i) as f64 / (i + 1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: &[f64], b: &[f64]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-12)
    }

    /// A table without any structure.
    fn rough(k: usize) -> Vec<f64> {
        (0..1 << k).map(|s| libm::sin(f64::from(s) * 12.9898) * 3.0).collect()
    }

    #[test]
    fn the_glove_game_has_its_known_values() {
        // Player 0 has a left glove, 1 and 2 a right one each: a pair is worth 1. Shapley values 2/3, 1/6, 1/6.
        let v: Vec<f64> = (0..8u32).map(|s| f64::from(u8::from(s & 1 == 1 && s > 1))).collect();
        let a = attribute(&v);
        assert!(near(&a.shapley, &[2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]));
        assert!(near(&a.alone, &[0.0; 3]) && near(&a.removed, &[1.0, 0.0, 0.0]));
        // Left and right are complements, the two right ones substitutes: averages over the third player of 1, 0 and 0, −1.
        assert!(near(&a.interactions, &[0.5, 0.5, -0.5]));
    }

    #[test]
    fn the_airport_game_divides_costs_by_runway() {
        // [littlechild-owen1973]: every user pays an equal share of each piece of the runway that it needs.
        let need = [1.0, 2.0, 4.0, 9.0];
        let v: Vec<f64> = (0..16usize)
            .map(|s| (0..4).filter(|i| s >> i & 1 == 1).map(|i| need[i]).fold(0.0, f64::max))
            .collect();
        let (a, b, c, d) = (1.0 / 4.0, 1.0 / 3.0, 2.0 / 2.0, 5.0);
        assert!(near(&attribute(&v).shapley, &[a, a + b, a + b + c, a + b + c + d]));
    }

    #[test]
    fn shapley_values_obey_their_axioms() {
        for k in 1..=6 {
            let v = rough(k);
            let a = attribute(&v);
            let efficient: f64 = a.shapley.iter().sum();
            assert!((efficient - (v[v.len() - 1] - v[0])).abs() < 1e-12);
            let w: Vec<f64> = (0..v.len()).map(|s| f64::from(s.count_ones()).sqrt()).collect();
            let both: Vec<f64> = v.iter().zip(&w).map(|(v, w)| 2.0 * v - 3.0 * w).collect();
            let linear: Vec<f64> = a
                .shapley
                .iter()
                .zip(attribute(&w).shapley)
                .map(|(v, w)| 2.0 * v - 3.0 * w)
                .collect();
            assert!(near(&attribute(&both).shapley, &linear));
            let symmetric = attribute(&w);
            assert!(near(&symmetric.shapley, &vec![symmetric.shapley[0]; k]));
        }
        // A dummy adds the same to every set: that is its value, and it interacts with nobody.
        let v = rough(3);
        let with_dummy: Vec<f64> = (0..16).map(|s| v[s & 7] + if s > 7 { 0.25 } else { 0.0 }).collect();
        let a = attribute(&with_dummy);
        assert!((a.shapley[3] - 0.25).abs() < 1e-12 && near(&a.shapley[..3], &attribute(&v).shapley));
        assert!(
            pairs(4)
                .zip(&a.interactions)
                .all(|((_, j), x)| j < 3 || x.abs() < 1e-12)
        );
    }

    #[test]
    fn every_order_stands_for_as_many_numbers_and_their_mean_is_the_shapley_value() {
        let k = 5;
        let number_of_orders = 120;
        let v = rough(k);
        let mut seen = std::collections::BTreeSet::new();
        let mut sums = vec![0.0; k];
        for i in 0..number_of_orders {
            let order = order((f64::from(i) + 0.5) / f64::from(number_of_orders), k);
            let mut before = 0;
            for factor in &order {
                let after = before | 1 << factor;
                sums[*factor] += v[after] - v[before];
                before = after;
            }
            seen.insert(order);
        }
        assert_eq!(seen.len(), 120);
        let means: Vec<f64> = sums.iter().map(|sum| sum / f64::from(number_of_orders)).collect();
        assert!(near(&means, &attribute(&v).shapley));
        for edge in [f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0] {
            let mut all = order(edge, 7);
            all.sort_unstable();
            assert!(all.into_iter().eq(0..7));
        }
    }

    #[test]
    fn few_factors_have_obvious_attributions() {
        assert_eq!(attribute(&[2.0]).shapley, [0.0; 0]);
        let one = attribute(&[1.0, 4.0]);
        assert_eq!(
            (one.shapley, one.alone, one.removed, one.interactions),
            (vec![3.0], vec![3.0], vec![3.0], vec![])
        );
        let two = attribute(&[0.0, 1.0, 2.0, 7.0]);
        assert_eq!((two.shapley, two.interactions), (vec![3.0, 4.0], vec![4.0]));
    }
}
