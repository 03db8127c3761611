//! Intervals of Shapley values from one random order in each world cover a known answer as often as they say.

use crate::synthetic::{Sampling, draw};
use honest_broker::stats::shapley::{chain, order};
use honest_broker::stats::{Clusters, Estimate, Scale};
use honest_broker::study::design::{self, Design, ORDER};

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

fn estimates(worlds: u64, seed: u64) -> Vec<Estimate> {
    let design = Design {
        sampling: design::Sampling::Sobol,
        replicates: 16,
        seed,
    };
    let mut clusters = vec![Clusters::default(); 4];
    for world in 0..worlds {
        let (replicate, point) = draw(Sampling::Sobol { replicates: 16 }, seed, world);
        let order = order(design.coordinates(world, &[ORDER])[0], 4);
        let value = |set: usize| {
            let members = (0..4).filter(|i| set & (1 << i) != 0);
            let sum: f64 = members.map(|i| WORTH[i] * point[i]).sum();
            sum * sum
        };
        let chain = chain(&order);
        for (place, instrument) in order.into_iter().enumerate() {
            let added = value(chain[place + 1]) - value(chain[place]);
            clusters[instrument].push(replicate, added, 1.0);
        }
    }
    clusters.iter().map(|clusters| clusters.ratio(Scale::Real)).collect()
}

#[test]
fn intervals_over_orders_cover_as_often_as_they_say() {
    // A coverage between 94 and 96 % is measured outside these bounds in fewer than 1 of 200 such tests. The seeds are fixed.
    for worlds in [64, 256] {
        let mut covered = [0_u32; 4];
        for seed in 0..1000 {
            for (i, estimate) in estimates(worlds, seed).iter().enumerate() {
                let range = estimate.low.unwrap()..=estimate.high.unwrap();
                covered[i] += u32::from(range.contains(&answers()[i]));
            }
        }
        for (i, covered) in covered.into_iter().enumerate() {
            let share = f64::from(covered) / 1000.0;
            assert!(
                (0.915..=0.98).contains(&share),
                "{worlds} worlds, instrument {i}: {share:.3}"
            );
        }
    }
}
