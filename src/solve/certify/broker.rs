//! A choice of the broker between two courses, under given policies.
//!
//! The broker has no type and no belief to move. Both courses lead to mixtures of the same continuations, so that what the
//! first is worth more than the second is a combination of what separates those, plus what is paid at once.

use pulp::Simd;

use super::channel::{CHANNELS, Row};
use super::findings::Worst;
use super::strip::{ACTIVE, OF_BROKER, Strip};
use crate::numeric::lanes::LANES;
use crate::numeric::wide::{Wide, logistic};

/// Two courses that lead to the same N continuations, or else to the rest.
pub struct Courses<const N: usize> {
    /// By what a gain is multiplied before the logit choice.
    pub precision: f64,
    /// Probability of each continuation under the second course, and how much more likely the first course makes it.
    aside: [f64; N],
    ahead: [f64; N],
    /// Paid at once under the second course, and how much more under the first.
    paid: Strip<ACTIVE>,
    extra: Strip<ACTIVE>,
    /// 1 at the broker's B; 1/2 at its U.
    best: Strip<ACTIVE>,
    even: Strip<ACTIVE>,
}

impl<const N: usize> Courses<N> {
    /// Between courses that lead to the continuations with the given probabilities and pay the given amounts.
    pub fn new(precision: f64, chances: [[f64; N]; 2], paid: [Row; 2]) -> Self {
        let mut extra = [0.0; CHANNELS];
        for c in 0..CHANNELS {
            extra[c] = paid[0][c] - paid[1][c];
        }
        let (mut best, mut even) = (Strip::NOTHING, Strip::NOTHING);
        for pair in 0..4 {
            best.0[OF_BROKER + pair] = 1.0;
            even.0[OF_BROKER + 4 + pair] = 0.5;
        }
        Courses {
            precision,
            aside: chances[1],
            ahead: std::array::from_fn(|i| chances[0][i] - chances[1][i]),
            paid: Strip::of(&paid[1]),
            extra: Strip::of(&extra),
            best,
            even,
        }
    }

    /// Evaluates up to sixteen points, given the probabilities of the first course and of each pair of types.
    #[expect(
        clippy::too_many_arguments,
        reason = "a kernel of the sweep: everything in it stands by itself"
    )]
    #[inline(always)]
    pub fn evaluate<S: Simd>(
        &self,
        simd: S,
        given: &Strip<LANES>,
        pairs: &[[f64; 4]],
        continuations: [&[Strip<ACTIVE>]; N],
        rest: &[Strip<ACTIVE>],
        target: &mut [Strip<ACTIVE>],
        worst: &mut Worst,
    ) {
        let mut gain = Strip::<LANES>::NOTHING;
        let mut best = [0.0; LANES];
        let lanes = target.len().min(LANES);
        for (lane, weights) in pairs[..lanes].iter().enumerate() {
            let (mut following, mut deviating) = (0.0, 0.0);
            for (pair, weight) in weights.iter().enumerate() {
                let (v, b) = (4 + pair, OF_BROKER + pair);
                following += weight * self.more(v, continuations.map(|values| &values[lane]), &rest[lane]);
                deviating += weight * self.more(b, continuations.map(|values| &values[lane]), &rest[lane]);
            }
            gain.0[lane] = following;
            best[lane] = if deviating >= 0.0 { 1.0 } else { 0.0 };
        }
        let repeated = gain.0[lanes - 1];
        gain.0[lanes..].fill(repeated);
        self.judge(simd, given, &gain, worst);
        for (lane, row) in target.iter_mut().enumerate() {
            for part in 0..ACTIVE / S::F64_LANES {
                let rest = Wide::read(simd, &rest[lane].0, part);
                let mut fixed = rest + Wide::read(simd, &self.paid.0, part);
                let mut more = Wide::read(simd, &self.extra.0, part);
                for i in 0..N {
                    let apart = Wide::read(simd, &continuations[i][lane].0, part) - rest;
                    fixed = fixed + Wide::splat(simd, self.aside[i]) * apart;
                    more = more + Wide::splat(simd, self.ahead[i]) * apart;
                }
                let chosen = if part * S::F64_LANES < OF_BROKER {
                    Wide::splat(simd, given.0[lane])
                } else {
                    Wide::splat(simd, best[lane]) * Wide::read(simd, &self.best.0, part)
                        + Wide::read(simd, &self.even.0, part)
                };
                (fixed + chosen * more).write(&mut row.0, part);
            }
        }
    }

    /// What the first course is worth more than the second, by one number of a strip.
    #[inline(always)]
    fn more(&self, at: usize, continuations: [&Strip<ACTIVE>; N], rest: &Strip<ACTIVE>) -> f64 {
        let apart = |i: usize| continuations[i].0[at] - rest.0[at];
        (0..N).fold(self.extra.0[at], |sum, i| sum + self.ahead[i] * apart(i))
    }

    #[inline(always)]
    fn judge<S: Simd>(&self, simd: S, given: &Strip<LANES>, gain: &Strip<LANES>, worst: &mut Worst) {
        let (zero, precision) = (Wide::splat(simd, 0.0), Wide::splat(simd, self.precision));
        let mut score = [0.0; LANES];
        for part in 0..Wide::<S>::PER_LANES {
            (precision * Wide::load(simd, &gain.0, part)).store(&mut score, part);
        }
        let response = logistic(simd, score);
        for part in 0..Wide::<S>::PER_LANES {
            let (given, gain) = (Wide::load(simd, &given.0, part), Wide::load(simd, &gain.0, part));
            let residual = (Wide::load(simd, &response, part) - given).abs();
            let lost = zero.max(gain) - given * gain;
            let (most, largest) = (&mut worst.residual.0, &mut worst.gains[0].0);
            residual.max(Wide::load(simd, most, part)).store(most, part);
            lost.max(Wide::load(simd, largest, part)).store(largest, part);
        }
    }
}
