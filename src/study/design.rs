//! Where the worlds of a study lie: coordinates in (0, 1) by world and dimension.
//!
//! A design consists of R *replicates*, independent scramblings of one low-discrepancy sequence. World w is point ⌊w / R⌋ of
//! replicate w mod R, so the worlds computed so far are balanced over the replicates wherever a run stops, and the spread of
//! the R means tells the error of their mean without any assumption on the integrand \[owen1998\].
//!
//! A replicate is a Sobol sequence (module `sobol`) after *nested uniform scrambling* \[owen1995\]: digit b of a coordinate is flipped
//! or not by a random bit that belongs to the b − 1 digits before it. Every coordinate of every point is then uniform on (0, 1), so
//! that means are unbiased, and the sequence keeps its equidistribution: among the first 2^k points each of 2^k equal intervals
//! holds exactly one. The bits are those of a hash of the digits before and of a key of 64 bits for each seed, replicate and
//! dimension, which makes all dimensions and replicates independent and leaves a dimension as it is when others are added.
//! Hashes of a whole word \[laine-karras2011\] are faster and less random; here a world is solved for each point, so that
//! speed does not matter.
//!
//! *Why not independent orders?* A scenario has sixty uncertain numbers and more, and a replicate some dozens of points. At that size
//! many pairs of Sobol coordinates share their leading digits, and the error of such a pair's interaction is several times that of
//! Monte Carlo. Giving each dimension an order of its own (a Latin hypercube) never does that, but gains nothing on any interaction
//! either. Measured on sums, products and probabilities in sixty dimensions, Sobol points are as good on sums and better
//! where a few important numbers interact, as acceptance does with everything a broker changes, provided those have the
//! first dimensions, whose pairs are the best. `docs/statistics.md` has the figures.
//!
//! Dimensions from [`DIMENSIONS`] on are *streams*: numbers without a place in the sequence, told apart by 63 bits of a hash of a
//! name. Each takes the first coordinate of the sequence in an order of its own (points are shuffled within blocks of 2^k, by nested
//! scrambling of their index). So a stream is stratified like any dimension, and against all others it is
//! like an independent sample; nobody has to know which other streams there are.

use super::sobol;
use crate::simulate::streams::{design_key, design_word, uniform};

pub use super::sobol::DIMENSIONS;

/// How worlds are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sampling {
    /// Independent scramblings of a low-discrepancy sequence.
    Sobol,
    /// Independent draws: every world is its own replicate.
    MonteCarlo,
}

impl Sampling {
    /// Name in prose and in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Sampling::Sobol => "sobol",
            Sampling::MonteCarlo => "monte-carlo",
        }
    }
}

/// The worlds of a study.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Design {
    pub sampling: Sampling,
    /// Number of scramblings, at least 1; without meaning for Monte Carlo.
    pub replicates: usize,
    pub seed: u64,
}

/// The streams of an attribution: the order of the factors, which neighbours in it are also taken the other way round, and whether it
/// is solved in a world at all. Those of numbers and events of a scenario are at least 2^63.
pub const ORDER: u64 = 1 << 62;
pub const PAIRS: u64 = ORDER + 1;
pub const WALKED: u64 = ORDER + 2;

/// Tells the seed of a second, independent design from the first.
const AGAIN: u64 = 0x9d5f_3c1b_7a26_e845;

/// Worlds of a chunk under plain Monte Carlo sampling, where every world is a replicate.
const PLAIN_CHUNK: u64 = 16;

impl Design {
    /// Worlds that are computed and kept together: one point of the sequence under every scrambling.
    pub fn chunk(&self) -> u64 {
        match self.sampling {
            Sampling::Sobol => self.replicates as u64,
            Sampling::MonteCarlo => PLAIN_CHUNK,
        }
    }

    /// The replicate that a world belongs to: worlds of different replicates are independent.
    pub fn replicate(&self, world: u64) -> u64 {
        match self.sampling {
            Sampling::Sobol => world % self.replicates.max(1) as u64,
            Sampling::MonteCarlo => world,
        }
    }

    /// A design of the same kind whose worlds are independent of this one's.
    pub fn again(&self) -> Design {
        Design {
            seed: self.seed ^ AGAIN,
            ..*self
        }
    }

    /// The coordinates of a world along the given dimensions, each strictly inside (0, 1). A replicate has at most 2^32 worlds.
    /// Dimensions below [`DIMENSIONS`] are those of the sequence, all others are streams.
    pub fn coordinates(&self, world: u64, dimensions: &[u64]) -> Vec<f64> {
        let replicate = self.replicate(world);
        let word = |dimension: u64| match self.sampling {
            Sampling::MonteCarlo => design_word(self.seed, replicate, dimension),
            Sampling::Sobol => {
                let point = (world / self.replicates.max(1) as u64) as u32;
                let key = design_key(self.seed, replicate, dimension);
                match usize::try_from(dimension) {
                    Ok(place) if place < DIMENSIONS => scrambled(sobol::word(point, place), key),
                    // Scrambling digits uses the numbers of the key from 1 on.
                    _ => scrambled(sobol::word(scrambled(point, mixed(key, 0)), 0), key),
                }
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
