//! Designs: that scrambled points are what the error estimates take them for.

use honest_broker::study::design::{DIMENSIONS, Design, Sampling};

fn sobol(replicates: usize, seed: u64) -> Design {
    Design {
        sampling: Sampling::Sobol,
        replicates,
        seed,
    }
}

fn monte_carlo(seed: u64) -> Design {
    Design {
        sampling: Sampling::MonteCarlo,
        replicates: 1,
        seed,
    }
}

/// Two dimensions that have no place in the sequence, from here on.
const STREAM: u64 = (1 << 63) + 0x1234_5678;

/// Critical value of chi-squared with 63 degrees of freedom that is exceeded once in a million times.
const CHI_SQUARED_63: f64 = 130.9;
/// Standard normal quantile that is exceeded on either side once in a million times.
const SIX_NINES: f64 = 4.892;

#[test]
fn a_replicate_meets_each_of_equal_intervals_once_in_every_coordinate() {
    let replicates = 3;
    let design = sobol(replicates, 11);
    for dimension in [0, 1, 2, 53, 125, 444, DIMENSIONS as u64 - 1, STREAM, STREAM + 1] {
        for replicate in 0..replicates as u64 {
            for bits in 0..=9 {
                let mut met = vec![false; 1 << bits];
                for point in 0..1u64 << bits {
                    let world = point * replicates as u64 + replicate;
                    assert_eq!(design.replicate(world), replicate);
                    let x = design.coordinates(world, &[dimension])[0];
                    let interval = (x * (1u64 << bits) as f64) as usize;
                    assert!(
                        !std::mem::replace(&mut met[interval], true),
                        "{dimension} {replicate} {bits}"
                    );
                }
            }
        }
    }
}

#[test]
fn the_two_acceptances_are_balanced_together() {
    // The first two coordinates are a (0, 2)-sequence: 2^k points meet each of 2^k equal boxes of any shape once.
    let design = sobol(1, 5);
    for bits in 1..=8u32 {
        for tall in 0..=bits {
            let (wide, mut met) = (bits - tall, vec![false; 1 << bits]);
            for world in 0..1u64 << bits {
                let x = design.coordinates(world, &[0, 1]);
                let (a, b) = (
                    (x[0] * f64::from(1 << wide)) as usize,
                    (x[1] * f64::from(1 << tall)) as usize,
                );
                assert!(!std::mem::replace(&mut met[(a << tall) | b], true), "{bits} {tall}");
            }
        }
    }
}

#[test]
fn coordinates_lie_strictly_inside_the_unit_interval() {
    let dimensions: Vec<u64> = (0..DIMENSIONS as u64).chain([STREAM, u64::MAX]).collect();
    for design in [sobol(16, 1), sobol(1, u64::MAX), monte_carlo(3)] {
        for world in [0, 1, 15, 16, 4095, 1 << 20, 1 << 31] {
            let all = design.coordinates(world, &dimensions);
            assert!(all.iter().all(|x| *x > 0.0 && *x < 1.0));
        }
    }
}

#[test]
fn a_dimension_that_is_added_leaves_the_others_as_they_are() {
    for design in [sobol(8, 4), monte_carlo(4)] {
        for world in 0..40 {
            let few = design.coordinates(world, &[3, 60, 130, STREAM]);
            let more = design.coordinates(world, &[0, 3, 4, 60, 61, 130, 400, STREAM - 1, STREAM]);
            assert_eq!(few, [more[1], more[3], more[5], more[8]]);
        }
    }
}

#[test]
fn single_points_are_uniform_over_scramblings() {
    // False alarm: two in a million for each of ten tests.
    let replicates = 6400;
    for (design, point, dimension) in [
        (sobol(replicates, 1), 0, 0),
        (sobol(replicates, 1), 0, 77),
        (sobol(replicates, 2), 1, 5),
        (sobol(replicates, 2), 13, 444),
        (sobol(replicates, 3), 0, STREAM),
        (sobol(replicates, 3), 13, STREAM),
        (monte_carlo(1), 0, 0),
        (monte_carlo(1), 0, 77),
        (monte_carlo(2), 1, 5),
        (monte_carlo(2), 13, 444),
    ] {
        let mut counts = [0.0; 64];
        for replicate in 0..replicates as u64 {
            let x = design.coordinates(point * replicates as u64 + replicate, &[dimension])[0];
            counts[(x * 64.0) as usize] += 1.0;
        }
        let expected = replicates as f64 / 64.0;
        let statistic: f64 = counts.iter().map(|c| (c - expected) * (c - expected) / expected).sum();
        assert!(
            statistic < CHI_SQUARED_63,
            "{design:?} {point} {dimension}: {statistic}"
        );
    }
}

#[test]
fn replicates_and_dimensions_are_uncorrelated() {
    // Correlation of n independent pairs: nearly normal with standard deviation 1/√n. False alarm: 1e-6 for each of six tests.
    let replicates = 10_000;
    let design = sobol(replicates, 9);
    let series = |point: u64, dimension: u64, shift: u64| -> Vec<f64> {
        (0..replicates as u64)
            .map(|r| {
                let replicate = (r + shift) % replicates as u64;
                design.coordinates(point * replicates as u64 + replicate, &[dimension])[0]
            })
            .collect()
    };
    let base = series(6, 10, 0);
    for (name, other) in [
        ("next replicate", series(6, 10, 1)),
        ("next dimension", series(6, 11, 0)),
        ("same place in the first coordinate", series(6, 0, 0)),
        ("other replicate and dimension", series(6, 40, 17)),
        ("a stream", series(6, STREAM, 0)),
    ] {
        let mean: f64 = base
            .iter()
            .zip(&other)
            .map(|(a, b)| 12.0 * (a - 0.5) * (b - 0.5))
            .sum::<f64>();
        let z = mean / (replicates as f64).sqrt();
        assert!(z.abs() < SIX_NINES, "{name}: {z}");
    }
}

#[test]
fn streams_go_through_their_points_in_orders_of_their_own() {
    // Two coordinates in the same order, each scrambled, share their intervals: the mean over a replicate of the product of their
    // signs is then 1 or −1. In orders of their own it has mean 0 and, as pairs of points move together, variance 2/n.
    let design = sobol(64, 6);
    let sign = |x: f64| if x < 0.5 { -1.0 } else { 1.0 };
    for other in [0, 7, STREAM + 1, STREAM + 2] {
        let products: Vec<f64> = (0..64)
            .map(|replicate| {
                let pairs = (0..32).map(|point| design.coordinates(64 * point + replicate, &[other, STREAM]));
                pairs.map(|x| sign(x[0]) * sign(x[1])).sum::<f64>() / 32.0
            })
            .collect();
        let square = products.iter().map(|p| p * p).sum::<f64>() / 64.0;
        assert!((square * 16.0 - 1.0).abs() < 0.8, "{other}: {square}");
    }
}

/// A sum of sixty skewed terms of equal variance, with mean 0 and variance 1.
fn sum_of_skewed_terms(x: &[f64]) -> f64 {
    x.iter().map(|u| -1.0 - libm::log1p(-u)).sum::<f64>() / (x.len() as f64).sqrt()
}

#[test]
fn the_spread_of_the_replicates_tells_the_error_of_their_mean_which_is_far_below_that_of_independent_worlds() {
    let dimensions: Vec<u64> = (0..60).map(|d| 2 * d).collect();
    let (replicates, points) = (16u64, 32u64);
    let (mut squares, mut variances) = (0.0, 0.0);
    let seeds = 60;
    for seed in 0..seeds {
        let design = sobol(replicates as usize, 1000 + seed);
        let means: Vec<f64> = (0..replicates)
            .map(|replicate| {
                let sum: f64 = (0..points)
                    .map(|point| sum_of_skewed_terms(&design.coordinates(point * replicates + replicate, &dimensions)))
                    .sum();
                sum / points as f64
            })
            .collect();
        let mean = means.iter().sum::<f64>() / replicates as f64;
        let spread: f64 = means.iter().map(|m| (m - mean) * (m - mean)).sum();
        squares += mean * mean / seeds as f64;
        variances += spread / ((replicates - 1) * replicates) as f64 / seeds as f64;
    }
    // 60 squares of normal errors: their mean has a relative standard deviation of √(2/60) = 0.18.
    assert!((squares / variances - 1.0).abs() < 0.9, "{squares} {variances}");
    let independent = 1.0 / (replicates * points) as f64;
    assert!(variances < independent / 20.0, "{variances} against {independent}");
}

#[test]
fn coordinates_keep_their_values() {
    // From an independent implementation of ChaCha8, the recurrence for m_k and the scrambling.
    let design = sobol(16, 1);
    assert_eq!(
        design.coordinates(0, &[0, 1, 125]),
        [0.683759200735949, 0.6724394214106724, 0.31710712576750666]
    );
    assert_eq!(
        design.coordinates(999, &[0, 1, 125]),
        [0.6788502003764734, 0.41107053158339113, 0.2262609036406502]
    );
    assert_eq!(
        monte_carlo(1).coordinates(7, &[0, 1, 125]),
        [0.8942271290579811, 0.280554789933376, 0.25741555204149336]
    );
}
