//! Intervals of telescoping sums over levels cover a known answer as often as they say, and are narrower for the work.

use crate::synthetic::{Data, Point, Quantity, Random, Sampling, draw};
use honest_broker::stats::levels::weight;
use honest_broker::stats::{Clusters, Estimate};

const SOBOL: Sampling = Sampling::Sobol { replicates: 16 };
const QUANTITIES: [Quantity; 5] = [
    Quantity::Probability(0.3),
    Quantity::Probability(0.01),
    Quantity::Probability(0.001),
    Quantity::Difference(0.009),
    Quantity::Difference(0.0009),
];

/// What a level makes of the exact value of a world: the finest has it, the middle one is off by a few per cent, more in some worlds
/// than in others and by 3 % in the mean, and the coarsest knows two thirds of it. A difference is not known to the coarsest at all.
fn seen(quantity: Quantity, level: usize, point: &Point, exact: f64) -> f64 {
    let coarse = exact * (0.98 + 0.1 * (point[8] - 0.5) + 0.1 * point[7] * point[1] * point[1]);
    match (level, quantity) {
        (2, _) => exact,
        (1, _) => coarse,
        (_, Quantity::Difference(_)) => 0.0,
        _ => coarse * (0.5 + 0.3 * point[6]),
    }
}

fn estimate(quantity: Quantity, sizes: &[u64; 3], seed: u64) -> Estimate {
    let mut clusters = Clusters::default();
    for level in 0..3 {
        for world in 0..sizes[level] {
            let (replicate, point) = draw(SOBOL, seed, world);
            let (exact, _) = quantity.row(&point, Data::Exact, &mut Random::new(seed));
            let again = level < 2 && world < sizes[level + 1];
            let weight = weight(sizes, level, again);
            let value = seen(quantity, level, &point, exact);
            clusters.push_sums(replicate, u64::from(level == 0), weight * value, weight);
        }
    }
    clusters.ratio(quantity.scale(Data::Exact))
}

/// Share of repetitions whose interval covers the answer, and the mean half-width.
fn coverage(quantity: Quantity, sizes: &[u64; 3], repetitions: u64) -> (f64, f64) {
    let (mut covered, mut widths) = (0, 0.0);
    for seed in 0..repetitions {
        let estimate = estimate(quantity, sizes, seed);
        let (low, high) = (estimate.low.unwrap(), estimate.high.unwrap());
        covered += u64::from((low..=high).contains(&quantity.answer()));
        widths += 0.5 * (high - low);
    }
    (covered as f64 / repetitions as f64, widths / repetitions as f64)
}

#[test]
fn intervals_over_levels_cover_as_often_as_they_say() {
    // A coverage of 95 % is measured below 92.2 or above 97.8 % in 400 repetitions with a probability of 1 in 100 for each of the
    // fifteen; of one between 94 and 96 % it is measured outside the bounds here in 1 of 200. The seeds are fixed.
    for sizes in [[512, 128, 16], [256, 48, 16], [512, 512, 64]] {
        for quantity in QUANTITIES {
            let (share, _) = coverage(quantity, &sizes, 400);
            assert!((0.91..=0.9875).contains(&share), "{sizes:?} {quantity}: {share:.3}");
        }
    }
}

#[test]
#[ignore = "measures the coverage table of docs/statistics.md"]
fn coverage_over_levels() {
    println!("| levels | quantity | coverage, % | half-width | of as many worlds, all on the finest level |");
    println!("|---|---|---|---|---|");
    for sizes in [[512, 128, 16], [256, 48, 16], [512, 512, 64], [2048, 512, 64]] {
        for quantity in QUANTITIES {
            let (share, width) = coverage(quantity, &sizes, 2000);
            let (_, all) = coverage(quantity, &[sizes[0]; 3], 200);
            let sizes = sizes.map(|n| n.to_string()).join(", ");
            println!(
                "| {sizes} | {quantity} | {:.1} | {width:.2e} | {all:.2e} |",
                100.0 * share
            );
        }
    }
}

#[test]
fn the_finest_level_alone_decides_what_is_estimated() {
    // The levels below are wrong by 3 % and by a third; the mean over many repetitions is right.
    let quantity = Quantity::Probability(0.3);
    let estimates: Vec<f64> = (0..400)
        .map(|seed| estimate(quantity, &[256, 48, 16], seed).value.unwrap())
        .collect();
    let n = estimates.len() as f64;
    let mean = estimates.iter().sum::<f64>() / n;
    let variance = estimates.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
    // Four standard errors: chance fails this once in fifteen thousand times.
    assert!((mean - 0.3).abs() < 4.0 * (variance / n).sqrt(), "{mean}");
    assert!((variance / n).sqrt() < 0.001, "and the test can tell 3 %");
}
