//! What is carried at one point: probability mass by pair of types, in single precision.
//!
//! A row is a list of chunks of eight numbers: two groups of four, one number for each pair of types now in office
//! (2 × disarmer + guarantor). Two chunks hold the mass and that part of it in which nothing was feigned, and the means, times the
//! mass, of Σ a_j and of Σ a_j ρ_j over the feigned stages. The last chunk holds, at the priors, the mass that has not ruptured yet
//! and that which has not reached a settlement yet.
//!
//! If outcomes are wanted given the initial types, which may have been replaced since, there are the two chunks for each pair of
//! initial types, conditional on it: [`BY_TYPES`] chunks in all. Otherwise there they are once, at the priors: [`AT_PRIORS`].

use crate::policy::Beliefs;

/// Two numbers for each pair in office.
pub type Chunk = [f32; 8];

/// Chunks of a row that tells initial types apart.
pub const BY_TYPES: usize = 9;
/// Chunks of a row that does not.
pub const AT_PRIORS: usize = 3;

#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
pub struct Row<const C: usize>([Chunk; C]);

/// Mass at a point below this is dropped: over all rounds, points and states it stays below 1e-7 of the whole.
pub const NEGLIGIBLE: f32 = 1e-13;

/// Single numbers below this become zero: slow to compute with, and of no account.
const TINY: f32 = 1e-26;

/// Whether rows of so many chunks tell initial types apart.
pub const fn tells_types(chunks: usize) -> bool {
    chunks == BY_TYPES
}

/// Probability of each pair of types at the priors.
pub fn prior_weights([dealer, keeper]: Beliefs) -> [f64; 4] {
    let of = |prior: f64, high: usize| if high == 1 { prior } else { 1.0 - prior };
    std::array::from_fn(|pair| of(dealer, pair / 2) * of(keeper, pair % 2))
}

/// A number for each pair from one for each type of one side, 0 the disarmer or 1 the guarantor, twice.
#[inline(always)]
pub fn by_type(side: usize, [low, high]: [f64; 2]) -> Chunk {
    let (low, high) = (low as f32, high as f32);
    match side {
        0 => [low, low, high, high, low, low, high, high],
        _ => [low, high, low, high, low, high, low, high],
    }
}

#[inline(always)]
pub fn times(a: &Chunk, factor: f32) -> Chunk {
    a.map(|x| x * factor)
}

/// How a row moves to another place: its numbers times these, by pair in office.
#[derive(Clone, Copy, Debug)]
pub struct Weights {
    pairs: Chunk,
    /// Of what has not ruptured and of what has not settled yet.
    open: Chunk,
    /// If a stage is credited: the weights of the mass and of what is clean, and what is added to the feigned sums for the mass.
    credit: Option<[Chunk; 2]>,
}

impl Weights {
    /// A weight by pair; `ruptures` takes away what has not ruptured yet.
    #[inline(always)]
    pub fn of(pairs: Chunk, ruptures: bool) -> Self {
        let mut open = pairs;
        if ruptures {
            open[..4].fill(0.0);
        }
        Weights {
            pairs,
            open,
            credit: None,
        }
    }

    /// The same weight for everything.
    #[inline(always)]
    pub fn all(weight: f32) -> Self {
        Self::of([weight; 8], false)
    }

    /// A stage is credited, with these weights if it is honest and if it is feigned; `shares` are its a_j and a_j ρ_j.
    #[inline(always)]
    pub fn credit(honest: &Chunk, feigned: &Chunk, shares: [f32; 2]) -> Self {
        let pairs = std::array::from_fn(|i| honest[i] + feigned[i]);
        let clean = std::array::from_fn(|i| if i < 4 { pairs[i] } else { honest[i] });
        let kept = std::array::from_fn(|i| shares[i / 4] * feigned[i]);
        Weights {
            credit: Some([clean, kept]),
            ..Self::of(pairs, false)
        }
    }

    #[inline(always)]
    pub fn times(&self, factor: f32) -> Self {
        Weights {
            pairs: times(&self.pairs, factor),
            open: times(&self.open, factor),
            credit: self.credit.map(|chunks| chunks.map(|chunk| times(&chunk, factor))),
        }
    }
}

impl<const C: usize> Row<C> {
    pub const NOTHING: Self = Row([[0.0; 8]; C]);

    /// Adds mass of sides of given initial types, whose probability at the priors is `prior`.
    pub fn begin(&mut self, pair: usize, mass: f64, prior: f64) {
        let (label, conditional) = match tells_types(C) {
            true => (pair, mass),
            false => (0, prior * mass),
        };
        for group in [0, 4] {
            self.0[2 * label][group + pair] += conditional as f32;
            self.0[C - 1][group + pair] += (prior * mass) as f32;
        }
    }

    /// self += weights × row.
    #[inline(always)]
    pub fn add(&mut self, row: &Row<C>, weights: &Weights) {
        let Weights { pairs, open, credit } = weights;
        for label in 0..C / 2 {
            let [own, feigned] = [2 * label, 2 * label + 1];
            match credit {
                None => {
                    for i in 0..8 {
                        self.0[own][i] += pairs[i] * row.0[own][i];
                        self.0[feigned][i] += pairs[i] * row.0[feigned][i];
                    }
                }
                Some([clean, kept]) => {
                    let mass: Chunk = std::array::from_fn(|i| row.0[own][i % 4]);
                    for i in 0..8 {
                        self.0[own][i] += clean[i] * row.0[own][i];
                        self.0[feigned][i] += pairs[i] * row.0[feigned][i] + kept[i] * mass[i];
                    }
                }
            }
        }
        for i in 0..8 {
            self.0[C - 1][i] += open[i] * row.0[C - 1][i];
        }
    }

    /// Multiplies everything.
    #[inline(always)]
    pub fn scale(&mut self, factor: f32) {
        for chunk in &mut self.0 {
            for x in chunk {
                *x *= factor;
            }
        }
    }

    /// Sets to zero what is too small to count.
    #[inline(always)]
    pub fn flush(&mut self) {
        for chunk in &mut self.0 {
            for x in chunk {
                *x = if *x > TINY { *x } else { 0.0 };
            }
        }
    }

    /// The whole mass, over the initial types.
    #[inline(always)]
    pub fn mass(&self) -> f32 {
        let [a, b, c, d]: [f32; 4] = std::array::from_fn(|i| match tells_types(C) {
            true => (self.0[0][i] + self.0[2][i]) + (self.0[4 % C][i] + self.0[6 % C][i]),
            false => self.0[0][i],
        });
        (a + b) + (c + d)
    }

    /// Mass at the priors by pair in office; `priors` are the probabilities of the pairs.
    #[inline(always)]
    pub fn at_priors(&self, priors: &[f32; 4]) -> [f32; 4] {
        if !tells_types(C) {
            return std::array::from_fn(|i| self.0[0][i]);
        }
        let mut sum = [0.0; 4];
        for label in 0..C / 2 {
            for i in 0..4 {
                sum[i] += priors[label] * self.0[2 * label][i];
            }
        }
        sum
    }

    /// Mass at the priors that has not ruptured yet, by pair in office.
    #[inline(always)]
    pub fn unbroken(&self) -> [f32; 4] {
        std::array::from_fn(|i| self.0[C - 1][i])
    }

    /// Takes out what has not reached a settlement yet.
    #[inline(always)]
    pub fn settle(&mut self) -> f64 {
        let [a, b, c, d]: [f64; 4] = std::array::from_fn(|i| f64::from(self.0[C - 1][4 + i]));
        self.0[C - 1][4..].fill(0.0);
        (a + b) + (c + d)
    }

    /// The row after one side's type has been drawn anew, the high one with probability `prior`; 0 disarmer, 1 guarantor.
    #[inline(always)]
    pub fn fresh(&self, side: usize, prior: f64) -> Self {
        let weight = by_type(side, [1.0 - prior, prior]);
        let other = if side == 0 { 2 } else { 1 };
        let mut row = Self::NOTHING;
        for (to, from) in row.0.iter_mut().zip(&self.0) {
            for i in 0..8 {
                to[i] = weight[i] * (from[i] + from[i ^ other]);
            }
        }
        row
    }
}

/// The rows at all points of a state together, in double precision.
#[derive(Clone, Debug)]
pub struct Total<const C: usize>([[f64; 8]; C]);

/// What is known where a pair is in office: given the initial types, or of all at the priors.
#[derive(Clone, Copy, Debug)]
pub struct Share {
    /// The initial types and their probability; `None` and 1 for all.
    pub initial: Option<usize>,
    pub prior: f64,
    pub pair: usize,
    pub mass: f64,
    pub clean: f64,
    pub feigned: f64,
    pub feigned_reversible: f64,
}

impl<const C: usize> Total<C> {
    pub fn new() -> Self {
        Total([[0.0; 8]; C])
    }

    #[inline(always)]
    pub fn add(&mut self, row: &Row<C>) {
        for chunk in 0..C {
            for i in 0..8 {
                self.0[chunk][i] += f64::from(row.0[chunk][i]);
            }
        }
    }

    /// By initial types and pair in office; `priors` are the probabilities of the pairs.
    pub fn shares(&self, priors: &[f64; 4]) -> impl Iterator<Item = Share> {
        (0..C / 2 * 4).map(|number| {
            let (label, pair) = (number / 4, number % 4);
            let of = |chunk: usize, group: usize| self.0[2 * label + chunk][group + pair];
            Share {
                initial: tells_types(C).then_some(label),
                prior: if tells_types(C) { priors[label] } else { 1.0 },
                pair,
                mass: of(0, 0),
                clean: of(0, 4),
                feigned: of(1, 0),
                feigned_reversible: of(1, 4),
            }
        })
    }

    /// Mass at the priors that has not ruptured yet, by the disarmer's type.
    pub fn unbroken(&self) -> [f64; 2] {
        let [a, b, c, d, ..] = self.0[C - 1];
        [a + b, c + d]
    }
}
