//! Arithmetic on as many doubles at a time as the machine has room for.
//!
//! Code that is generic over [`Simd`] is compiled for every vector width, and the widest that the machine has is chosen at
//! run time. Only additions, multiplications, divisions, comparisons and bit operations are used, one lane never looks at
//! another, and nothing is fused, so a result has the same bits at every width.

use std::ops::{Add, Div, Mul, Neg, Sub};

use pulp::Simd;

use super::lanes::{LANES, LN2_HIGH, LN2_LOW, LOWEST, Lanes, ROUNDER};

/// A vector of doubles.
#[derive(Clone, Copy, Debug)]
pub struct Wide<S: Simd> {
    simd: S,
    value: S::f64s,
}

/// A yes or no for each of them.
#[derive(Clone, Copy, Debug)]
pub struct Mask<S: Simd> {
    simd: S,
    value: S::m64s,
}

impl<S: Simd> Wide<S> {
    /// Vectors that make up [`Lanes`].
    pub const PER_LANES: usize = LANES / S::F64_LANES;

    #[inline(always)]
    fn of(simd: S, value: S::f64s) -> Self {
        Wide { simd, value }
    }

    #[inline(always)]
    pub fn splat(simd: S, value: f64) -> Self {
        Self::of(simd, simd.splat_f64s(value))
    }

    /// Vector number `part` of the lanes.
    #[inline(always)]
    pub fn load(simd: S, lanes: &Lanes, part: usize) -> Self {
        Self::of(simd, S::as_simd_f64s(lanes).0[part])
    }

    #[inline(always)]
    pub fn store(self, lanes: &mut Lanes, part: usize) {
        S::as_mut_simd_f64s(lanes).0[part] = self.value;
    }

    /// Vector number `part` of a row, whose length must be a multiple of eight.
    #[inline(always)]
    pub fn read<const N: usize>(simd: S, row: &[f64; N], part: usize) -> Self {
        Self::of(simd, S::as_simd_f64s(row).0[part])
    }

    #[inline(always)]
    pub fn write<const N: usize>(self, row: &mut [f64; N], part: usize) {
        S::as_mut_simd_f64s(row).0[part] = self.value;
    }

    #[inline(always)]
    pub fn abs(self) -> Self {
        Self::of(self.simd, self.simd.abs_f64s(self.value))
    }

    /// The larger of the two; either of them if one is not a number.
    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        Self::of(self.simd, self.simd.max_f64s(self.value, other.value))
    }

    /// The smaller of the two; either of them if one is not a number.
    #[inline(always)]
    pub fn min(self, other: Self) -> Self {
        Self::of(self.simd, self.simd.min_f64s(self.value, other.value))
    }

    /// Whether each is at most the other; no if one is not a number.
    #[inline(always)]
    pub fn at_most(self, other: Self) -> Mask<S> {
        let value = self.simd.less_than_or_equal_f64s(self.value, other.value);
        Mask { simd: self.simd, value }
    }

    /// Whether each is less than the other; no if one is not a number.
    #[inline(always)]
    pub fn less(self, other: Self) -> Mask<S> {
        let value = self.simd.less_than_f64s(self.value, other.value);
        Mask { simd: self.simd, value }
    }

    /// e^x for x ≤ 0, the bits of [`super::lanes::exp_nonpositive`].
    #[inline(always)]
    pub fn exp_nonpositive(self) -> Self {
        let simd = self.simd;
        let x = Self::splat(simd, LOWEST).max(self);
        let rounder = Self::splat(simd, ROUNDER);
        let n = (x * Self::splat(simd, std::f64::consts::LOG2_E) + rounder) - rounder;
        let r = (x - n * Self::splat(simd, LN2_HIGH)) - n * Self::splat(simd, LN2_LOW);
        let r2 = r * r;
        let r4 = r2 * r2;
        let r8 = r4 * r4;
        // Estrin's scheme, as there.
        let first = r.line(1.0, 1.0) + r2 * r.line(0.5, 1.0 / 6.0);
        let second = r.line(1.0 / 24.0, 1.0 / 120.0) + r2 * r.line(1.0 / 720.0, 1.0 / 5_040.0);
        let third = r.line(1.0 / 40_320.0, 1.0 / 362_880.0) + r2 * r.line(1.0 / 3_628_800.0, 1.0 / 39_916_800.0);
        let fourth = r.line(1.0 / 479_001_600.0, 1.0 / 6_227_020_800.0);
        let series = (first + r4 * second) + r8 * (third + r4 * fourth);
        series * n.power_of_two()
    }

    /// a + b x.
    #[inline(always)]
    fn line(self, a: f64, b: f64) -> Self {
        Self::splat(self.simd, a) + self * Self::splat(self.simd, b)
    }

    /// 2^n for whole n from −1022 to 0.
    #[inline(always)]
    fn power_of_two(self) -> Self {
        let simd = self.simd;
        if S::F64_LANES == 1 {
            let n: f64 = pulp::bytemuck::cast(self.value);
            let power = f64::from_bits(((n as i64 + 1023) as u64) << 52);
            return Self::of(simd, pulp::bytemuck::cast(power));
        }
        // A number between 2^20 and 2^21 holds whole units in the lower bits of its upper half.
        let aligned = self + Self::splat(simd, 1_572_864.0 + 1_023.0);
        let words: S::u32s = pulp::bytemuck::cast(aligned.value);
        let power = simd.wrapping_dyn_shl_u32s(words, simd.splat_u32s(20));
        Self::of(simd, pulp::bytemuck::cast(power))
    }
}

/// 1 / (1 + e^−x), lane by lane; never overflows.
#[inline(always)]
pub fn logistic<S: Simd>(simd: S, x: Lanes) -> Lanes {
    let (zero, one) = (Wide::splat(simd, 0.0), Wide::splat(simd, 1.0));
    let mut y = [0.0; LANES];
    for part in 0..Wide::<S>::PER_LANES {
        let x = Wide::load(simd, &x, part);
        let odds = (-x.abs()).exp_nonpositive();
        let likelier = one / (one + odds);
        zero.at_most(x).select(likelier, odds * likelier).store(&mut y, part);
    }
    y
}

impl<S: Simd> Mask<S> {
    #[inline(always)]
    pub fn select(self, yes: Wide<S>, no: Wide<S>) -> Wide<S> {
        Wide::of(self.simd, self.simd.select_f64s(self.value, yes.value, no.value))
    }

    #[inline(always)]
    pub fn and(self, other: Self) -> Self {
        let value = self.simd.and_m64s(self.value, other.value);
        Mask { value, ..self }
    }

    #[inline(always)]
    pub fn or(self, other: Self) -> Self {
        let value = self.simd.or_m64s(self.value, other.value);
        Mask { value, ..self }
    }

    /// Whether any is yes.
    #[inline(always)]
    pub fn any(self) -> bool {
        self.simd.first_true_m64s(self.value) < S::F64_LANES
    }
}

impl<S: Simd> Add for Wide<S> {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self::of(self.simd, self.simd.add_f64s(self.value, other.value))
    }
}

impl<S: Simd> Sub for Wide<S> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self::of(self.simd, self.simd.sub_f64s(self.value, other.value))
    }
}

impl<S: Simd> Mul for Wide<S> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self::of(self.simd, self.simd.mul_f64s(self.value, other.value))
    }
}

impl<S: Simd> Div for Wide<S> {
    type Output = Self;
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        Self::of(self.simd, self.simd.div_f64s(self.value, other.value))
    }
}

impl<S: Simd> Neg for Wide<S> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self::of(self.simd, self.simd.neg_f64s(self.value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Widths are compared by running the same work at each.
    struct Exponentials<'a>(&'a [Lanes]);

    impl pulp::WithSimd for Exponentials<'_> {
        type Output = Vec<Lanes>;

        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) -> Vec<Lanes> {
            let exp = |x: &Lanes| {
                let mut y = [0.0; LANES];
                for part in 0..Wide::<S>::PER_LANES {
                    Wide::load(simd, x, part).exp_nonpositive().store(&mut y, part);
                }
                y
            };
            self.0.iter().map(exp).collect()
        }
    }

    #[test]
    fn every_width_gives_the_bits_of_the_plain_exponential() {
        let x = |i: usize| -> Lanes { std::array::from_fn(|l| -708.5 * ((8 * i + l) as f64 / 16_000.0).powi(4)) };
        let xs: Vec<Lanes> = (0..2_000).map(x).collect();
        let plain: Vec<Lanes> = xs.iter().map(|x| x.map(super::super::lanes::exp_nonpositive)).collect();
        for arch in super::super::lanes::widths() {
            assert_eq!(arch.dispatch(Exponentials(&xs)), plain);
        }
    }
}
