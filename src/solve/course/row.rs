//! What is carried at one point: probability mass by pair of types, in single precision.
//!
//! A row is a list of chunks of eight numbers, two groups of four, one number for each pair of types now in office
//! (2 × disarmer + guarantor). For each label, which tells initial types apart that may have been replaced since, there are two
//! chunks: the mass and that part of it in which nothing was feigned; and its means, times the mass, of Σ a_j and of Σ a_j ρ_j
//! over the feigned stages. These are conditional on the label's initial types. The last chunk holds, at the priors, the mass
//! that has not ruptured yet and the mass that has not reached a settlement yet.

use crate::game::Rules;
use crate::policy::Beliefs;

/// Two numbers for each pair of types.
pub type Chunk = [f32; 8];

/// The chunks of `C / 2` labels, then one at the priors.
pub type Row<const C: usize> = [Chunk; C];

pub const NOTHING: Chunk = [0.0; 8];

/// Mass at a point below this is dropped: over all rounds, points and states it stays below 1e-9 of the whole.
pub const NEGLIGIBLE: f32 = 1e-15;

/// Single numbers below this become zero: slow to compute with, and of no account.
const TINY: f32 = 1e-26;

/// Which initial types are told apart, because they may be replaced.
#[derive(Clone, Copy, Debug)]
pub struct Labels {
    disarmer: bool,
    guarantor: bool,
}

impl Labels {
    pub fn of(rules: &Rules) -> Self {
        Labels {
            disarmer: rules.succession > 0.0,
            guarantor: rules.game.guarantor.elections.is_some(),
        }
    }

    pub fn count(self) -> usize {
        (1 + usize::from(self.disarmer)) * (1 + usize::from(self.guarantor))
    }

    /// The label of a pair of initial types.
    pub fn number(self, [disarmer, guarantor]: [usize; 2]) -> usize {
        match (self.disarmer, self.guarantor) {
            (true, true) => 2 * disarmer + guarantor,
            (true, false) => disarmer,
            (false, true) => guarantor,
            (false, false) => 0,
        }
    }

    /// The initial types of a label where `pair` is in office now.
    pub fn initial(self, label: usize, pair: usize) -> [usize; 2] {
        let now = [pair / 2, pair % 2];
        match (self.disarmer, self.guarantor) {
            (true, true) => [label / 2, label % 2],
            (true, false) => [label, now[1]],
            (false, true) => [now[0], label],
            (false, false) => now,
        }
    }

    /// Probability at the priors of the initial types, by label and pair in office.
    pub fn weights(self, [dealer, keeper]: Beliefs) -> [[f64; 4]; 4] {
        let of = |prior: f64, high: usize| if high == 1 { prior } else { 1.0 - prior };
        std::array::from_fn(|label| {
            std::array::from_fn(|pair| match label < self.count() {
                true => {
                    let [d, g] = self.initial(label, pair);
                    of(dealer, d) * of(keeper, g)
                }
                false => 0.0,
            })
        })
    }
}

/// A number for each pair from one for each type of one side: 0 disarmer, 1 guarantor.
#[inline(always)]
pub fn by_pair(side: usize, [low, high]: [f64; 2]) -> [f32; 4] {
    let (low, high) = (low as f32, high as f32);
    match side {
        0 => [low, low, high, high],
        _ => [low, high, low, high],
    }
}

/// The same number for both groups of a chunk.
#[inline(always)]
pub fn twice([a, b, c, d]: [f32; 4]) -> Chunk {
    [a, b, c, d, a, b, c, d]
}

#[inline(always)]
fn product(a: &Chunk, b: &Chunk) -> Chunk {
    std::array::from_fn(|i| a[i] * b[i])
}

/// target += weight × row.
#[inline(always)]
pub fn add<const C: usize>(target: &mut Row<C>, row: &Row<C>, weight: f32) {
    for c in 0..C {
        for i in 0..8 {
            target[c][i] += weight * row[c][i];
        }
    }
}

/// weight × row.
#[inline(always)]
pub fn scaled<const C: usize>(row: &Row<C>, weight: f32) -> Row<C> {
    std::array::from_fn(|c| std::array::from_fn(|i| weight * row[c][i]))
}

/// A row times a number for each pair.
#[inline(always)]
pub fn by_types<const C: usize>(row: &Row<C>, weight: &Chunk) -> Row<C> {
    std::array::from_fn(|c| product(&row[c], weight))
}

/// A credited stage: the mass times the probability of it by pair, of which `honest` is that with compliance.
#[derive(Clone, Copy, Debug)]
pub struct Credit {
    pub honest: [f32; 4],
    pub feigned: [f32; 4],
    /// a_j and a_j ρ_j.
    pub shares: [f32; 2],
}

impl Credit {
    #[inline(always)]
    pub fn apply<const C: usize>(&self, row: &Row<C>) -> Row<C> {
        let (h, f, [share, rebuilt]) = (self.honest, self.feigned, self.shares);
        let seen: [f32; 4] = std::array::from_fn(|i| h[i] + f[i]);
        let seen_twice = twice(seen);
        let clean: Chunk = std::array::from_fn(|i| if i < 4 { seen[i] } else { h[i - 4] });
        let kept: Chunk = std::array::from_fn(|i| if i < 4 { share * f[i] } else { rebuilt * f[i - 4] });
        let mut moved = by_types(row, &seen_twice);
        for label in 0..C / 2 {
            let mass = twice(std::array::from_fn(|i| row[2 * label][i]));
            moved[2 * label] = product(&row[2 * label], &clean);
            for i in 0..8 {
                moved[2 * label + 1][i] += kept[i] * mass[i];
            }
        }
        moved
    }
}

/// The row with what is too small to count set to zero.
#[inline(always)]
pub fn flushed<const C: usize>(row: &Row<C>) -> Row<C> {
    std::array::from_fn(|c| std::array::from_fn(|i| if row[c][i] > TINY { row[c][i] } else { 0.0 }))
}

/// The whole mass of a row, over the labels.
#[inline(always)]
pub fn mass<const C: usize>(row: &Row<C>) -> f32 {
    let mut sum = [0.0; 4];
    for label in 0..C / 2 {
        for i in 0..4 {
            sum[i] += row[2 * label][i];
        }
    }
    (sum[0] + sum[1]) + (sum[2] + sum[3])
}

/// Mass at the priors by pair in office; `weights` by label and pair.
#[inline(always)]
pub fn at_priors<const C: usize>(row: &Row<C>, weights: &[[f64; 4]; 4]) -> [f64; 4] {
    let mut sum = [0.0; 4];
    for label in 0..C / 2 {
        for i in 0..4 {
            sum[i] += weights[label][i] * f64::from(row[2 * label][i]);
        }
    }
    sum
}

/// Mass at the priors that has not ruptured yet, by pair.
#[inline(always)]
pub fn unbroken<const C: usize>(row: &Row<C>) -> [f32; 4] {
    std::array::from_fn(|i| row[C - 1][i])
}

/// Forgets that it has not ruptured.
#[inline(always)]
pub fn rupture<const C: usize>(row: &mut Row<C>) {
    row[C - 1][..4].fill(0.0);
}

/// Takes out what has not reached a settlement yet.
#[inline(always)]
pub fn settle<const C: usize>(row: &mut Row<C>) -> f64 {
    let [a, b, c, d]: [f64; 4] = std::array::from_fn(|i| f64::from(row[C - 1][4 + i]));
    row[C - 1][4..].fill(0.0);
    (a + b) + (c + d)
}

/// The row after one side's type has been drawn anew, the high one with probability `prior`; 0 disarmer, 1 guarantor.
#[inline(always)]
pub fn fresh<const C: usize>(row: &Row<C>, side: usize, prior: f64) -> Row<C> {
    let (high, low) = (prior as f32, (1.0 - prior) as f32);
    std::array::from_fn(|c| {
        std::array::from_fn(|i| {
            let (group, pair) = (i & 4, i & 3);
            let bit = if side == 0 { 2 } else { 1 };
            let both = row[c][group + (pair & !bit)] + row[c][group + (pair | bit)];
            if pair & bit == 0 { low * both } else { high * both }
        })
    })
}
