//! Parts of a whole that is known of every unit, while its parts are known of units that were chosen by chance.
//!
//! Unit w has the whole x_w, which the parts y_wi sum to. The parts are looked at with a [chance](chances) p_w that may depend on all
//! wholes, and are expensive. With c_w = 1 if they were looked at and 0 if not,
//!
//! ```text
//! z_wi = β_i x_w + c_w/p_w × (y_wi − β_i x_w),     Σ β_i = 1
//! ```
//!
//! has, given all y, the mean y_wi whatever β_i is, as long as it does not depend on c_w \[horvitz-thompson1952\]; and the z_wi sum to x_w
//! unit by unit. The variance that chance adds, Σ (1/p_w − 1)(y_wi − β_i x_w)², is least for the β_i of a regression through the origin
//! with those weights, which sum to 1 because the y_wi sum to x_w. To keep the mean, the units of a group get the β_i of all other groups.

use std::collections::BTreeMap;

/// A unit whose whole is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// Units of different groups are independent.
    pub group: u64,
    /// What all parts sum to.
    pub whole: f64,
    /// The chance with which the parts were looked at, above 0 and at most 1, and the parts, if they were.
    pub parts: Option<(f64, Vec<f64>)>,
    /// Whether it takes part in the regression.
    pub regressed: bool,
}

/// Chances in proportion to sizes as far as they are between `least` and 1, with mean `share`. Sizes are not negative; where all are 0, all
/// chances are equal.
///
/// # Panics
/// If `least` is above `share`, or `share` above 1.
pub fn chances(sizes: &[f64], share: f64, least: f64) -> Vec<f64> {
    assert!(
        0.0 < least && least <= share && share <= 1.0,
        "a mean lies between the ends"
    );
    let largest = sizes.iter().copied().fold(0.0, f64::max);
    let smallest = sizes
        .iter()
        .copied()
        .filter(|size| *size > 0.0)
        .fold(f64::MAX, f64::min);
    let at = |scale: f64| sizes.iter().map(move |size| (scale * size).clamp(least, 1.0));
    let mean = |scale: f64| at(scale).sum::<f64>() / sizes.len() as f64;
    // From where all are least to where all are 1, if none is 0.
    let (mut low, mut high) = (least / largest, 1.0 / smallest);
    if !(low.is_finite() && high.is_finite()) || mean(high) < share {
        return vec![share; sizes.len()];
    }
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        match mean(middle) < share {
            true => low = middle,
            false => high = middle,
        }
    }
    at(high).collect()
}

/// Estimates z of so many parts, by unit.
pub fn parts(units: &[Unit], count: usize) -> Vec<Vec<f64>> {
    // Weighted sums of x y_i by group.
    let mut groups: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
    for unit in units.iter().filter(|unit| unit.regressed) {
        if let Some((chance, parts)) = &unit.parts {
            let weight = (1.0 / chance - 1.0) / chance * unit.whole;
            let sums = groups.entry(unit.group).or_insert_with(|| vec![0.0; count]);
            sums.iter_mut().zip(parts).for_each(|(sum, y)| *sum += weight * y);
        }
    }
    // Not the difference from the sum of all: rounding would leave a part of nothing.
    let slopes = |group: u64| -> Vec<f64> {
        let mut sums = vec![0.0; count];
        for (_, own) in groups.iter().filter(|(other, _)| **other != group) {
            sums.iter_mut().zip(own).for_each(|(sum, x)| *sum += x);
        }
        let all: f64 = sums.iter().sum();
        match all > 0.0 {
            true => sums.into_iter().map(|sum| sum / all).collect(),
            false => vec![1.0 / count as f64; count],
        }
    };
    let mut known: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
    let estimated = |unit: &Unit| match &unit.parts {
        Some((chance, parts)) if *chance >= 1.0 => parts.clone(),
        seen => {
            let slopes = known.entry(unit.group).or_insert_with(|| slopes(unit.group));
            let rest = |i: usize, slope: f64| match seen {
                Some((chance, parts)) => (parts[i] - slope * unit.whole) / chance,
                None => 0.0,
            };
            let z = slopes.iter().enumerate();
            z.map(|(i, slope)| slope * unit.whole + rest(i, *slope)).collect()
        }
    };
    units.iter().map(estimated).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_follow_sizes_between_their_ends_and_have_the_mean_that_is_wanted() {
        let sizes: Vec<f64> = (0..100).map(|i| f64::from(i * i)).collect();
        let all = chances(&sizes, 0.25, 0.1);
        let mean = all.iter().sum::<f64>() / 100.0;
        assert!((mean - 0.25).abs() < 1e-9, "{mean}");
        assert!(all.iter().all(|p| (0.1..=1.0).contains(p)) && all[0] == 0.1);
        let between: Vec<usize> = (0..100).filter(|i| all[*i] > 0.1 && all[*i] < 1.0).collect();
        let scale = all[between[0]] / sizes[between[0]];
        assert!(between.len() > 20 && between.iter().all(|i| (all[*i] - scale * sizes[*i]).abs() < 1e-12));
        for same in [vec![0.0; 4], vec![2.0; 4], Vec::new()] {
            assert!(
                chances(&same, 0.25, 0.1).iter().all(|p| (p - 0.25).abs() < 1e-9),
                "{same:?}"
            );
        }
    }

    #[test]
    fn estimates_sum_to_every_whole_and_have_the_parts_as_their_mean() {
        // Two units of two groups: all sixteen ways in which chance can fall, each with its probability.
        let (parts_of, chances) = ([[1.0, 2.0], [3.0, -1.0], [0.5, 0.0], [4.0, 4.0]], [0.5, 0.2, 0.7, 1.0]);
        let mut means = [[0.0; 2]; 4];
        for seen in 0..16_u32 {
            let mut probability = 1.0;
            let unit = |w: usize| Unit {
                group: w as u64 % 2,
                whole: parts_of[w].iter().sum(),
                parts: (seen >> w & 1 == 1).then(|| (chances[w], parts_of[w].to_vec())),
                regressed: true,
            };
            for (w, p) in chances.into_iter().enumerate() {
                probability *= if seen >> w & 1 == 1 { p } else { 1.0 - p };
            }
            let units: Vec<Unit> = (0..4).map(unit).collect();
            for (w, z) in parts(&units, 2).into_iter().enumerate() {
                assert!((z[0] + z[1] - units[w].whole).abs() < 1e-12);
                (0..2).for_each(|i| means[w][i] += probability * z[i]);
            }
        }
        for (mean, truth) in means.iter().zip(&parts_of) {
            assert!((mean[0] - truth[0]).abs() < 1e-12 && (mean[1] - truth[1]).abs() < 1e-12);
        }
    }

    #[test]
    fn a_part_that_is_nothing_is_estimated_as_nothing() {
        let unit = |w: u64| Unit {
            group: w % 4,
            whole: 0.1 + w as f64,
            parts: w.is_multiple_of(3).then(|| (0.3, vec![0.1 + w as f64, 0.0])),
            regressed: true,
        };
        let units: Vec<Unit> = (0..40).map(unit).collect();
        assert!(parts(&units, 2).iter().all(|z| z[1] == 0.0));
    }
}
