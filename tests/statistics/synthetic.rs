//! A world with ten uncertain numbers whose answers are known in closed form, and the ways to draw it.
//!
//! Probabilities are scaled products of powers of independent uniform numbers u_i, so that a mean is a product of 1/(1 + exponent).

use honest_broker::stats::Scale;
use std::fmt;
use std::sync::LazyLock;

/// Uncertain numbers of a world.
pub const DIMENSIONS: usize = 10;
pub type Point = [f64; DIMENSIONS];

/// SplitMix64: enough for a test, and independent of the streams of the program.
#[derive(Clone)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(mix(seed))
    }

    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// Strictly inside (0, 1).
    pub fn uniform(&mut self) -> f64 {
        ((self.bits() >> 11) as f64 + 0.5) / 9_007_199_254_740_992.0
    }
}

fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// How worlds are drawn: so many independent scramblings of a Sobol sequence, or independently.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sampling {
    Sobol { replicates: u64 },
    MonteCarlo,
}

/// The one place that draws worlds: the replicate and the coordinates of world number `world`.
pub fn draw(sampling: Sampling, seed: u64, world: u64) -> (u64, Point) {
    match sampling {
        Sampling::MonteCarlo => {
            let mut random = Random::new(mix(seed) ^ world);
            (world, std::array::from_fn(|_| random.uniform()))
        }
        Sampling::Sobol { replicates } => {
            let (replicate, index) = (world % replicates, (world / replicates) as u32);
            let point = std::array::from_fn(|dimension| {
                let key = mix(mix(mix(seed) ^ replicate) ^ dimension as u64);
                (f64::from(scramble(sobol(index, dimension), key)) + 0.5) / 4_294_967_296.0
            });
            (replicate, point)
        }
    }
}

/// Degree, coefficients and first numbers of the primitive polynomials after the first dimension, by Joe and Kuo.
const POLYNOMIALS: [(usize, u32, &[u32]); DIMENSIONS - 1] = [
    (1, 0, &[1]),
    (2, 1, &[1, 3]),
    (3, 1, &[1, 3, 1]),
    (3, 2, &[1, 1, 1]),
    (4, 1, &[1, 1, 3, 3]),
    (4, 4, &[1, 3, 5, 13]),
    (5, 2, &[1, 1, 5, 5, 17]),
    (5, 4, &[1, 1, 5, 5, 5]),
    (5, 7, &[1, 1, 7, 11, 19]),
];

/// Only the first 2¹⁶ points are ever asked for.
const BITS: usize = 16;

fn directions(dimension: usize) -> [u32; BITS] {
    let mut numbers: [u32; BITS] = std::array::from_fn(|i| 1 << (31 - i));
    if dimension > 0 {
        let (degree, coefficients, first) = POLYNOMIALS[dimension - 1];
        for i in 0..degree {
            numbers[i] = first[i] << (31 - i);
        }
        for i in degree..BITS {
            numbers[i] = numbers[i - degree] ^ (numbers[i - degree] >> degree);
            for k in (1..degree).filter(|k| coefficients >> (degree - 1 - k) & 1 == 1) {
                numbers[i] ^= numbers[i - k];
            }
        }
    }
    numbers
}

fn sobol(index: u32, dimension: usize) -> u32 {
    static DIRECTIONS: LazyLock<[[u32; BITS]; DIMENSIONS]> = LazyLock::new(|| std::array::from_fn(directions));
    let numbers = &DIRECTIONS[dimension];
    let set = (0..BITS).filter(|i| index >> i & 1 == 1);
    set.fold(0, |x, i| x ^ numbers[i])
}

/// Owen's nested uniform scrambling: each bit is flipped or not depending on the bits before it.
fn scramble(x: u32, key: u64) -> u32 {
    let mut y = 0;
    for bit in (0..32).rev() {
        let before = if bit == 31 { 0 } else { u64::from(x >> (bit + 1)) };
        let flip = mix(key ^ mix(before << 6 | bit)) as u32 & 1;
        y |= ((x >> bit & 1) ^ flip) << bit;
    }
    y
}

/// A probability of a world: `scale` × Π u_i^exponent_i.
#[derive(Clone, Copy, Debug)]
pub struct Product {
    pub scale: f64,
    pub exponents: [f64; DIMENSIONS],
}

impl Product {
    /// Scaled so that its mean is `mean`.
    pub fn with_mean(mean: f64, exponents: [f64; DIMENSIONS]) -> Self {
        let plain = Product { scale: 1.0, exponents };
        let scale = mean / plain.mean();
        assert!(scale <= 1.0, "a probability does not exceed 1");
        Product { scale, exponents }
    }

    pub fn mean(&self) -> f64 {
        self.exponents.iter().fold(self.scale, |m, a| m / (1.0 + a))
    }

    pub fn at(&self, u: &Point) -> f64 {
        let logs: f64 = u.iter().zip(&self.exponents).map(|(u, a)| a * u.ln()).sum();
        self.scale * logs.exp()
    }

    /// The product with u_i raised by one more power: its mean over the same worlds is E(p u_i^power).
    pub fn times(&self, dimension: usize, power: f64) -> Self {
        let mut more = *self;
        more.exponents[dimension] += power;
        more
    }
}

/// A few numbers matter much, some little, and three not at all.
const EVEN: [f64; DIMENSIONS] = [0.9, 0.25, 0.12, 0.08, 0.04, 0.02, 0.02, 0.0, 0.0, 0.0];
/// A coefficient of variation between worlds of 1.4.
const SKEWED: [f64; DIMENSIONS] = [2.0, 1.0, 0.5, 0.2, 0.1, 0.1, 0.05, 0.0, 0.0, 0.0];
/// A coefficient of variation of 4: four fifths of the mean come from a tenth of the worlds.
const CONCENTRATED: [f64; DIMENSIONS] = [12.0, 3.0, 0.2, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
/// Another arm: higher than the one before in some worlds, lower in others.
const OTHER: [f64; DIMENSIONS] = [1.8, 0.3, 0.8, 0.2, 0.1, 0.1, 0.3, 0.0, 0.0, 0.0];

/// What a world yields: exact values, or so many played episodes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Data {
    Exact,
    Played(u32),
}

/// What is estimated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Quantity {
    /// Mean of a probability with this mean; above ½ its complement is the product.
    Probability(f64),
    /// Mean of a probability that is sizeable in few worlds only.
    Concentrated(f64),
    /// Difference of this size between two arms; the first arm has 10/3 of it as its mean. In play, half of the pairs have
    /// the same luck.
    Difference(f64),
    /// Mean year of an event over the episodes that have it.
    Ratio,
    /// Mean of a probability over the worlds in which something else is the case.
    Subset,
}

fn count(episodes: u32, p: f64, random: &mut Random) -> f64 {
    f64::from((0..episodes).map(|_| u32::from(random.uniform() < p)).sum::<u32>())
}

impl Quantity {
    fn product(self) -> Product {
        match self {
            Quantity::Probability(p) if p < 0.1 => Product::with_mean(p, SKEWED),
            Quantity::Probability(p) if p > 0.5 => Product::with_mean(1.0 - p, SKEWED),
            Quantity::Probability(p) => Product::with_mean(p, EVEN),
            Quantity::Concentrated(p) => Product::with_mean(p, CONCENTRATED),
            Quantity::Difference(d) => Product::with_mean(d / 0.3, SKEWED),
            Quantity::Ratio | Quantity::Subset => Product::with_mean(0.3, EVEN),
        }
    }

    pub fn answer(self) -> f64 {
        let product = self.product();
        match self {
            Quantity::Probability(p) | Quantity::Concentrated(p) => p,
            Quantity::Difference(d) => d,
            // The year is 2 + 10 u_0.
            Quantity::Ratio => 2.0 + 10.0 * product.times(0, 1.0).mean() / product.mean(),
            // The other thing is the case if u_9 < √u_1.
            Quantity::Subset => product.times(1, 0.5).mean() / (2.0 / 3.0),
        }
    }

    pub fn scale(self, data: Data) -> Scale {
        match (self, data) {
            (Quantity::Ratio, _) => Scale::Real,
            (Quantity::Difference(_), Data::Exact) => Scale::ExactDifference,
            (Quantity::Difference(_), Data::Played(_)) => Scale::Difference,
            (_, Data::Exact) => Scale::ExactProbability,
            (_, Data::Played(_)) => Scale::Probability,
        }
    }

    /// Numerator and denominator of a world.
    pub fn row(self, u: &Point, data: Data, random: &mut Random) -> (f64, f64) {
        let p = self.product().at(u);
        let share = |p: f64, random: &mut Random| match data {
            Data::Exact => (p, 1.0),
            Data::Played(m) => (count(m, p, random), f64::from(m)),
        };
        match self {
            Quantity::Probability(mean) => share(if mean > 0.5 { 1.0 - p } else { p }, random),
            Quantity::Concentrated(_) => share(p, random),
            Quantity::Subset if u[9] < u[1].sqrt() => share(p, random),
            Quantity::Subset => (0.0, 0.0),
            Quantity::Difference(d) => {
                let q = Product::with_mean(1.3 * d / 0.3, OTHER).at(u);
                match data {
                    Data::Exact => (q - p, 1.0),
                    Data::Played(m) => (differences(p, q, m, random), f64::from(m)),
                }
            }
            Quantity::Ratio => {
                let year = 2.0 + 10.0 * u[0];
                match data {
                    Data::Exact => (p * year, p),
                    Data::Played(m) => {
                        let events = count(m, p, random);
                        let years = (0..events as u32).map(|_| 2.0 * year * random.uniform());
                        (years.sum(), events)
                    }
                }
            }
        }
    }

    /// Expected number of events, non-events or discordant pairs, whichever is least; infinite of exact values.
    pub fn events(self, worlds: u64, data: Data) -> f64 {
        let Data::Played(m) = data else {
            return f64::INFINITY;
        };
        let share = match self {
            Quantity::Probability(p) | Quantity::Concentrated(p) => p.min(1.0 - p),
            // Pairs without common luck nearly all differ if either has the event; those with it, by about the difference.
            Quantity::Difference(d) => 0.5 * (2.3 / 0.3 + 1.0) * d,
            Quantity::Ratio | Quantity::Subset => 0.2,
        };
        share * worlds as f64 * f64::from(m)
    }
}

/// Events gained minus events lost in `episodes` pairs.
fn differences(p: f64, q: f64, episodes: u32, random: &mut Random) -> f64 {
    let pair = |episode: u32, random: &mut Random| {
        let first = random.uniform();
        let second = if episode.is_multiple_of(2) {
            first
        } else {
            random.uniform()
        };
        f64::from(u8::from(second < q)) - f64::from(u8::from(first < p))
    };
    (0..episodes).map(|episode| pair(episode, random)).sum()
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Quantity::Probability(p) => write!(f, "probability {p}"),
            Quantity::Concentrated(p) => write!(f, "probability {p}, in few worlds"),
            Quantity::Difference(d) => write!(f, "difference {d}"),
            Quantity::Ratio => write!(f, "mean year, conditional"),
            Quantity::Subset => write!(f, "probability 0.31 in a subset"),
        }
    }
}

impl fmt::Display for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Data::Exact => write!(f, "exact"),
            Data::Played(m) => write!(f, "played, {m}"),
        }
    }
}

impl fmt::Display for Sampling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Sampling::Sobol { replicates } => write!(f, "Sobol, R = {replicates}"),
            Sampling::MonteCarlo => write!(f, "Monte Carlo"),
        }
    }
}
