//! A choice of the broker between two courses, under given policies.
//!
//! The broker has no type and no belief to move. Both courses lead to mixtures of the same two continuations, so that what the first
//! is worth more than the second is a multiple of what separates those, plus what is paid at once.

use pulp::Simd;

use super::super::values::{CHANNELS, Row};
use super::findings::Worst;
use super::strip::{ACTIVE, OF_BROKER, Strip};
use crate::numeric::lanes::LANES;
use crate::numeric::wide::{Wide, logistic};

/// Two courses.
pub struct Courses {
    pub lambda: f64,
    /// Probability of the first continuation under the second course, and how much more likely the first course makes it.
    aside: f64,
    ahead: f64,
    /// Paid at once under the second course, and how much more under the first.
    paid: Strip<ACTIVE>,
    extra: Strip<ACTIVE>,
    /// 1 at the broker's B; 1/2 at its U.
    best: Strip<ACTIVE>,
    even: Strip<ACTIVE>,
}

impl Courses {
    /// Between courses that lead to the first continuation with the given probabilities and pay the given amounts.
    pub fn new(lambda: f64, first: [f64; 2], paid: [Row; 2]) -> Self {
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
            lambda,
            aside: first[1],
            ahead: first[0] - first[1],
            paid: Strip::of(&paid[1]),
            extra: Strip::of(&extra),
            best,
            even,
        }
    }

    /// Evaluates up to sixteen points, given the probabilities of the first course and of each pair of types.
    #[inline(always)]
    pub fn evaluate<S: Simd>(
        &self,
        simd: S,
        given: &Strip<LANES>,
        pairs: &[[f64; 4]],
        continuations: [&[Strip<ACTIVE>]; 2],
        target: &mut [Strip<ACTIVE>],
        worst: &mut Worst,
    ) {
        let [first, second] = continuations;
        let mut gain = Strip::<LANES>::NOTHING;
        let mut best = [0.0; LANES];
        for (lane, ((x, y), weights)) in first.iter().zip(second).zip(pairs).take(LANES).enumerate() {
            let (mut following, mut deviating) = (0.0, 0.0);
            for pair in 0..4 {
                let (v, b) = (4 + pair, OF_BROKER + pair);
                following += weights[pair] * (self.ahead * (x.0[v] - y.0[v]) + self.extra.0[v]);
                deviating += weights[pair] * (self.ahead * (x.0[b] - y.0[b]) + self.extra.0[b]);
            }
            gain.0[lane] = following;
            best[lane] = if deviating >= 0.0 { 1.0 } else { 0.0 };
        }
        let last = first.len().clamp(1, LANES) - 1;
        let repeated = gain.0[last];
        gain.0[last..].fill(repeated);
        self.judge(simd, given, &gain, worst);
        let (aside, ahead) = (Wide::splat(simd, self.aside), Wide::splat(simd, self.ahead));
        for (lane, ((x, y), row)) in first.iter().zip(second).zip(target).take(LANES).enumerate() {
            for part in 0..ACTIVE / S::F64_LANES {
                let (x, y) = (Wide::read(simd, &x.0, part), Wide::read(simd, &y.0, part));
                let apart = x - y;
                let fixed = y + aside * apart + Wide::read(simd, &self.paid.0, part);
                let more = ahead * apart + Wide::read(simd, &self.extra.0, part);
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

    #[inline(always)]
    fn judge<S: Simd>(&self, simd: S, given: &Strip<LANES>, gain: &Strip<LANES>, worst: &mut Worst) {
        let (zero, lambda) = (Wide::splat(simd, 0.0), Wide::splat(simd, self.lambda));
        let mut score = [0.0; LANES];
        for part in 0..Wide::<S>::PER_LANES {
            (lambda * Wide::load(simd, &gain.0, part)).store(&mut score, part);
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
