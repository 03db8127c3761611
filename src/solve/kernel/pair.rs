//! Two actions, each seen for what it is: two posteriors and one exponential for each type.
//!
//! With e = exp(−|g|), g = λ (Q(0) − Q(1)), the two actions have the odds a : b = 1 : e or e : 1, and t = a + b = 1 + e.
//! Then σ(0) = a / t, and Bayes' rule after the first action is μ a₁ t₀ / (μ a₁ t₀ + (1 − μ) a₀ t₁), the index being the
//! type; after the second action the same with b. All of it needs one division: of 1 by the product of the two t and the two
//! denominators.

use pulp::Simd;

use super::super::node::SAFE;
use super::{Application, Cells, Ends, Found, Mover};
use crate::numeric::lanes::Lanes;
use crate::numeric::wide::Wide;

#[expect(
    clippy::too_many_arguments,
    reason = "the hot part of a kernel: everything in it stands by itself"
)]
/// One application of the map at the posteriors that `found` holds, on the first `parts` vectors; whether it leaves all lanes where they are.
#[inline(always)]
pub(super) fn apply<const K: usize, S: Simd>(
    simd: S,
    parts: usize,
    mover: &Mover<K>,
    belief: &Lanes,
    place: &Cells<K>,
    ends: &Ends<K>,
    found: &mut Found<K>,
    now: &mut Application<K>,
) -> bool {
    let (zero, one) = (Wide::splat(simd, 0.0), Wide::splat(simd, 1.0));
    let half = Wide::splat(simd, 0.5);
    let infinite = Wide::splat(simd, f64::INFINITY);
    let safe = Wide::splat(simd, SAFE);
    let lambda = Wide::splat(simd, mover.lambda);
    let mut all = true;
    for part in 0..parts {
        let belief = Wide::load(simd, belief, part);
        let held = load(simd, &found.posteriors, part);
        let inverse_width = load(simd, &place.inverse, part);
        let low_end = load(simd, &place.low, part);
        let fraction = [
            (held[0] - low_end[0]) * inverse_width[0],
            (held[1] - low_end[1]) * inverse_width[1],
        ];
        let value = [load(simd, &ends.value[0], part), load(simd, &ends.value[1], part)];
        let above = [load(simd, &ends.above[0], part), load(simd, &ends.above[1], part)];
        let rise = [
            [above[0][0] - value[0][0], above[0][1] - value[0][1]],
            [above[1][0] - value[1][0], above[1][1] - value[1][1]],
        ];
        let [(a0, b0, t0), (a1, b1, t1)] = [
            odds(simd, mover, 0, &value[0], &rise[0], &fraction),
            odds(simd, mover, 1, &value[1], &rise[1], &fraction),
        ];
        let (high, low) = (belief * t0, (one - belief) * t1);
        let (high_a, high_b) = (high * a1, high * b1);
        let (sum_a, sum_b) = (high_a + low * a0, high_b + low * b0);
        let (ts, sums) = (t0 * t1, sum_a * sum_b);
        let inverse = one / (ts * sums);
        let (per_sums, per_ts) = (inverse * ts, inverse * sums);
        let updated = [high_a * (per_sums * sum_b), high_b * (per_sums * sum_a)];
        let (per_t0, per_t1) = (per_ts * t1, per_ts * t0);
        let gap = [updated[0] - held[0], updated[1] - held[1]];
        let mut bound = Wide::splat(simd, 0.1) * gap[0].abs().max(gap[1].abs());
        for kind in 0..2 {
            let slope = [
                lambda * (rise[kind][0] * inverse_width[0]),
                lambda * (rise[kind][1] * inverse_width[1]),
            ];
            let change = (slope[0] * gap[0]).abs().max((slope[1] * gap[1]).abs());
            bound = bound.max(half * change);
            slope[0].store(&mut now.slope[kind][0], part);
            slope[1].store(&mut now.slope[kind][1], part);
        }
        // Where both types are almost certain of the same action, the ratio of the likelihoods of the other is lost, and the
        // scalar solver takes it from logarithms. What is not a number must not pass for convergence either.
        let inner = zero.less(belief).and(belief.less(one));
        let lost = inner.and(a0.max(a1).less(safe).or(b0.max(b1).less(safe)));
        // A product of denominators that has underflowed has lost its digits.
        let lost = lost.or(sums.less(safe));
        let known = (gap[0] + gap[1]).at_most(infinite);
        let bound = lost.select(infinite, known.select(bound, infinite));
        all &= !Wide::splat(simd, mover.converged()).less(bound).any();
        bound.store(&mut found.residual, part);
        (a0 * per_t0).store(&mut found.policy[0][0], part);
        (b0 * per_t0).store(&mut found.policy[0][1], part);
        (a1 * per_t1).store(&mut found.policy[1][0], part);
        (b1 * per_t1).store(&mut found.policy[1][1], part);
        for o in 0..2 {
            fraction[o].store(&mut found.fraction[o], part);
            gap[o].store(&mut now.gap[o], part);
            (updated[o] * (one - updated[o])).store(&mut now.spread[o], part);
        }
    }
    all
}

/// The first two of several lanes.
#[inline(always)]
fn load<const K: usize, S: Simd>(simd: S, lanes: &[Lanes; K], part: usize) -> [Wide<S>; 2] {
    [Wide::load(simd, &lanes[0], part), Wide::load(simd, &lanes[1], part)]
}

/// a, b and t of a type.
#[inline(always)]
fn odds<const K: usize, S: Simd>(
    simd: S,
    mover: &Mover<K>,
    kind: usize,
    value: &[Wide<S>; 2],
    rise: &[Wide<S>; 2],
    fraction: &[Wide<S>; 2],
) -> (Wide<S>, Wide<S>, Wide<S>) {
    let one = Wide::splat(simd, 1.0);
    let ahead = Wide::splat(simd, mover.one_off[kind][0] - mover.one_off[kind][1]);
    let (first, second) = (value[0] + rise[0] * fraction[0], value[1] + rise[1] * fraction[1]);
    let gain = Wide::splat(simd, mover.lambda) * (ahead + (first - second));
    let e = (-gain.abs()).exp_nonpositive();
    let likelier = Wide::splat(simd, 0.0).at_most(gain);
    (likelier.select(one, e), likelier.select(e, one), one + e)
}

/// Newton's step for the lanes that have not converged: δ with (I − T') δ = gap, where
/// T'(o, o) = m_o (1 − m_o) [σ₁(ō) λu'₁(o) − σ₀(ō) λu'₀(o)], T'(o, ō) = −m_o (1 − m_o) [σ₁(ō) λu'₁(ō) − σ₀(ō) λu'₀(ō)],
/// ō being the other observation.
#[inline(always)]
pub(super) fn newton<const K: usize, S: Simd>(
    simd: S,
    parts: usize,
    mover: &Mover<K>,
    found: &mut Found<K>,
    now: &Application<K>,
) {
    let (zero, one) = (Wide::splat(simd, 0.0), Wide::splat(simd, 1.0));
    for part in 0..parts {
        let (low, high) = (load(simd, &found.policy[0], part), load(simd, &found.policy[1], part));
        let slope = [load(simd, &now.slope[0], part), load(simd, &now.slope[1], part)];
        let spread = load(simd, &now.spread, part);
        let gap = load(simd, &now.gap, part);
        let a = one - spread[0] * (high[1] * slope[1][0] - low[1] * slope[0][0]);
        let b = spread[0] * (high[1] * slope[1][1] - low[1] * slope[0][1]);
        let c = spread[1] * (high[0] * slope[1][0] - low[0] * slope[0][0]);
        let d = one - spread[1] * (high[0] * slope[1][1] - low[0] * slope[0][1]);
        let inverse = one / (a * d - b * c);
        let step = [(gap[0] * d - b * gap[1]) * inverse, (a * gap[1] - c * gap[0]) * inverse];
        let frozen = Wide::load(simd, &found.residual, part).at_most(Wide::splat(simd, mover.converged()));
        for o in 0..2 {
            let held = Wide::load(simd, &found.posteriors[o], part);
            let moved = (held + step[o]).max(zero).min(one);
            frozen.select(held, moved).store(&mut found.posteriors[o], part);
        }
    }
}
