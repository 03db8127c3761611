//! Intervals of Shapley values from one random order, in each world or in some, cover a known answer as often as they say.

use crate::synthetic::{Sampling, draw};
use honest_broker::stats::sampled::{Unit, chances, parts};
use honest_broker::stats::walk::Walk;
use honest_broker::stats::{Clusters, Estimate, Scale};
use honest_broker::study::design::{self, Design, ORDER, PAIRS, WALKED};

/// What the members of a set are worth together: the square of the sum of what they are worth alone, as far as they are there. Between two
/// there is what the product of both adds, half of which goes to each.
const WORTH: [f64; 4] = [1.0, 0.6, 0.3, -0.4];

/// Means over worlds of the Shapley values.
fn answers() -> [f64; 4] {
    // Uniform numbers have mean 1/2 and mean square 1/3.
    std::array::from_fn(|i| {
        let others: f64 = (0..4).filter(|j| *j != i).map(|j| WORTH[j]).sum();
        WORTH[i] * (WORTH[i] / 3.0 + others / 4.0)
    })
}

/// The intervals of the Shapley values, with orders in every world or in some, and with pairs or without.
fn estimates(worlds: u64, seed: u64, share: Option<f64>, pairs: bool) -> Vec<Estimate> {
    let design = Design {
        sampling: design::Sampling::Sobol,
        replicates: 16,
        seed,
    };
    let drawn: Vec<(u64, Vec<f64>)> = (0..worlds)
        .map(|world| draw(Sampling::Sobol { replicates: 16 }, seed, world))
        .map(|(replicate, point)| (replicate, point.to_vec()))
        .collect();
    let value = |world: u64, set: usize| {
        let members = (0..4).filter(|i| set & (1 << i) != 0);
        let sum: f64 = members.map(|i| WORTH[i] * drawn[world as usize].1[i]).sum();
        sum * sum
    };
    let wholes: Vec<f64> = (0..worlds).map(|world| value(world, 15)).collect();
    let chances = share.map_or(vec![1.0; wholes.len()], |share| chances(&wholes, share, 0.1));
    let unit = |world: u64| {
        let numbers = design.coordinates(world, &[ORDER, PAIRS, WALKED]);
        let walk = || Walk::new(numbers[0], 4, pairs.then_some(numbers[1]));
        let chance = chances[world as usize];
        Unit {
            group: drawn[world as usize].0,
            whole: wholes[world as usize],
            parts: (numbers[2] < chance).then(|| (chance, walk().told(|set| value(world, set)).shapley)),
            regressed: true,
        }
    };
    let units: Vec<Unit> = (0..worlds).map(unit).collect();
    let mut clusters = vec![Clusters::default(); 4];
    for (unit, shares) in units.iter().zip(parts(&units, 4)) {
        for (clusters, share) in clusters.iter_mut().zip(shares) {
            clusters.push(unit.group, share, 1.0);
        }
    }
    clusters.iter().map(|clusters| clusters.ratio(Scale::Real)).collect()
}

#[test]
fn intervals_over_orders_cover_as_often_as_they_say() {
    // A coverage between 94 and 96 % is measured outside these bounds in fewer than 1 of 200 such tests. The seeds are fixed.
    for (worlds, share, pairs) in [
        (64, None, false),
        (256, None, true),
        (256, Some(0.3), false),
        (512, Some(0.25), true),
    ] {
        let mut covered = [0_u32; 4];
        for seed in 0..1000 {
            for (i, estimate) in estimates(worlds, seed, share, pairs).iter().enumerate() {
                let range = estimate.low.unwrap()..=estimate.high.unwrap();
                covered[i] += u32::from(range.contains(&answers()[i]));
            }
        }
        for (i, covered) in covered.into_iter().enumerate() {
            let share_covered = f64::from(covered) / 1000.0;
            assert!(
                (0.915..=0.98).contains(&share_covered),
                "{worlds} worlds, orders in {share:?}, factor {i}: {share_covered:.3}"
            );
        }
    }
}
