//! Where the worlds of a study lie: coordinates in (0, 1) by world and dimension.
//!
//! A design consists of R *replicates*, independent scramblings of one low-discrepancy sequence. World w is point ⌊w / R⌋ of
//! replicate w mod R, so the worlds computed so far are balanced over the replicates wherever a run stops, and the spread of
//! the R means tells the error of their mean without any assumption on the integrand \[owen1998\].
//!
//! Along one dimension a replicate is the van der Corput sequence, the first coordinate of the sequence of \[sobol1967\], after
//! two randomisations of its own:
//!
//! * *Nested uniform scrambling* \[owen1995\]. Bit b of the coordinate is flipped or not by a random bit that belongs to the b − 1
//!   bits before it. Every coordinate is then uniform on (0, 1), and among the first 2^k points each of 2^k equal intervals
//!   still holds exactly one.
//! * *A random order.* The points 2^k, …, 2^(k+1) − 1 are permuted among themselves, for each k, which leaves that property
//!   alone. The permutation is the swap-or-not shuffle \[hoang2012\], which needs no memory and gives any element by itself.
//!
//! Dimensions are randomised independently of each other, by keys that depend on seed, replicate and dimension alone. So the
//! design is a Latin hypercube \[mckay1979\] that can be extended without end, and a dimension that is added leaves all others as they
//! were. Multi-dimensional direction numbers are left out on purpose. A scenario has sixty dimensions and more, a replicate some
//! dozens of points, and at that size most pairs of coordinates of a Sobol sequence share their leading digits or have opposite
//! ones, which makes the error of those interactions many times that of Monte Carlo, while independent orders never make it worse
//! than a few per cent; sums of one-dimensional terms are integrated equally well by both. `docs/statistics.md` has the
//! measurement.

use crate::simulate::streams::{design_keys, design_word, uniform};

/// How worlds are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sampling {
    /// Independent scramblings of a low-discrepancy sequence.
    Sobol,
    /// Independent draws: every world is its own replicate.
    MonteCarlo,
}

/// The worlds of a study.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Design {
    pub sampling: Sampling,
    /// Number of scramblings, at least 1; without meaning for Monte Carlo.
    pub replicates: usize,
    pub seed: u64,
}

impl Design {
    /// The replicate that a world belongs to: worlds of different replicates are independent.
    pub fn replicate(&self, world: u64) -> u64 {
        match self.sampling {
            Sampling::Sobol => world % self.replicates.max(1) as u64,
            Sampling::MonteCarlo => world,
        }
    }

    /// The coordinates of a world along the given dimensions, each strictly inside (0, 1). At most 2^32 worlds a replicate.
    pub fn coordinates(&self, world: u64, dimensions: &[usize]) -> Vec<f64> {
        let replicate = self.replicate(world);
        let word = |dimension: usize| match self.sampling {
            Sampling::MonteCarlo => design_word(self.seed, replicate, dimension as u64),
            Sampling::Sobol => {
                let [order, scrambling] = design_keys(self.seed, replicate, dimension as u64);
                let point = (world / self.replicates.max(1) as u64) as u32;
                scrambled(reordered(point, order).reverse_bits(), scrambling)
            }
        };
        dimensions.iter().map(|&dimension| uniform(word(dimension))).collect()
    }
}

/// Flips each bit by a random bit that belongs to the bits above it: a random element of the group of nested permutations.
fn scrambled(word: u32, key: u64) -> u32 {
    let mut flips = 0;
    for level in 0..u32::BITS {
        // The vertex of the binary tree that the bits above lead to: 1, then 2 and 3, then 4 to 7, …
        let vertex = (1u64 << level) | (u64::from(word) >> (u32::BITS - level));
        flips = (flips << 1) | (mixed(key, vertex) >> 63) as u32;
    }
    word ^ flips
}

/// Permutes the numbers between a power of two and the next among themselves.
fn reordered(point: u32, key: u64) -> u32 {
    let Some(bits) = point.checked_ilog2().filter(|bits| *bits > 0) else {
        return point;
    };
    let mask = (1u32 << bits) - 1;
    let mut place = point & mask;
    // Swap or not: each round pairs all places by an exclusive or, and swaps the pairs whose coin says so.
    for round in 0..8 + 4 * u64::from(bits) {
        let octave = (u64::from(bits) << 8 | round) << 32;
        // Bit 63 keeps what names a round from what names a pair.
        let partner = place ^ (mixed(key, octave | 1 << 63) as u32 & mask);
        let pair = u64::from(place.max(partner));
        if mixed(key, octave | pair) >> 63 == 1 {
            place = partner;
        }
    }
    (mask + 1) | place
}

/// Number `index` of the sequence of SplitMix64 \[steele2014\] that starts at `key`.
fn mixed(key: u64, index: u64) -> u64 {
    let mut z = key.wrapping_add(index.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sobol(replicates: usize, seed: u64) -> Design {
        Design {
            sampling: Sampling::Sobol,
            replicates,
            seed,
        }
    }

    #[test]
    fn every_prefix_of_a_power_of_two_points_is_permuted_within_itself() {
        for key in [1, 77, u64::MAX] {
            let mut seen: Vec<u32> = (0..256).map(|point| reordered(point, key)).collect();
            for bits in 0..=8 {
                let prefix = &mut seen[..1 << bits];
                prefix.sort_unstable();
                assert!(prefix.iter().copied().eq(0..1 << bits), "{key} {bits}");
            }
        }
        assert_eq!(reordered(u32::MAX, 3) >> 31, 1);
    }

    #[test]
    fn scrambling_keeps_common_leading_bits_and_nothing_else() {
        let (a, b) = (0x1234_5678_u32, 0x1234_0678_u32);
        let common = (a ^ b).leading_zeros();
        for key in 0..50 {
            assert_eq!((scrambled(a, key) ^ scrambled(b, key)).leading_zeros(), common);
        }
    }

    #[test]
    fn worlds_are_dealt_to_replicates_in_turn() {
        let design = sobol(5, 1);
        assert!((0..20).all(|world| design.replicate(world) == world % 5));
        let plain = Design {
            sampling: Sampling::MonteCarlo,
            ..design
        };
        assert_eq!(plain.replicate(17), 17);
    }
}
