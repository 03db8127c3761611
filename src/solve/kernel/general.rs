//! Two or three actions, the first two of which may be mixed by verification.

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
    let mut done = true;
    for part in 0..parts {
        done &= apply_part(simd, part, mover, belief, place, ends, found, now);
    }
    done
}

#[expect(
    clippy::too_many_arguments,
    reason = "the hot part of a kernel: everything in it stands by itself"
)]
#[inline(always)]
fn apply_part<const K: usize, S: Simd>(
    simd: S,
    part: usize,
    mover: &Mover<K>,
    belief: &Lanes,
    place: &Cells<K>,
    ends: &Ends<K>,
    found: &mut Found<K>,
    now: &mut Application<K>,
) -> bool {
    let (zero, one) = (Wide::splat(simd, 0.0), Wide::splat(simd, 1.0));
    let mut value = [[zero; K]; 2];
    let mut slope = [[zero; K]; 2];
    for o in 0..K {
        let inverse = Wide::load(simd, &place.inverse[o], part);
        let fraction = (Wide::load(simd, &found.posteriors[o], part) - Wide::load(simd, &place.low[o], part)) * inverse;
        fraction.store(&mut found.fraction[o], part);
        for kind in 0..2 {
            let low = Wide::load(simd, &ends.value[kind][o], part);
            let rise = Wide::load(simd, &ends.above[kind][o], part) - low;
            value[kind][o] = low + rise * fraction;
            slope[kind][o] = Wide::splat(simd, mover.lambda) * (rise * inverse);
            slope[kind][o].store(&mut now.slope[kind][o], part);
        }
    }
    let [credited, missed] = mover.credited;
    let mut seen = [[zero; K]; 2];
    for kind in 0..2 {
        let policy = choose(simd, mover, kind, &value[kind]);
        seen[kind] = policy;
        seen[kind][0] = policy[0] * Wide::splat(simd, credited) + policy[1] * Wide::splat(simd, missed);
        seen[kind][1] = policy[0] * Wide::splat(simd, 1.0 - credited) + policy[1] * Wide::splat(simd, 1.0 - missed);
        for a in 0..K {
            policy[a].store(&mut found.policy[kind][a], part);
            seen[kind][a].store(&mut found.seen[kind][a], part);
        }
    }
    let belief = Wide::load(simd, belief, part);
    let inner = zero.less(belief).and(belief.less(one));
    let infinite = Wide::splat(simd, f64::INFINITY);
    let mut gap = [zero; K];
    let mut bound = zero;
    let mut sum = zero;
    for o in 0..K {
        let possible = o > 1 || (o == 0 && credited + missed > 0.0) || (o == 1 && credited + missed < 2.0);
        let held = Wide::load(simd, &found.posteriors[o], part);
        let high = belief * seen[1][o];
        let total = high + (one - belief) * seen[0][o];
        // An observation that no action can cause keeps the belief it was given.
        let updated = zero.less(total).select(high / total, held);
        gap[o] = updated - held;
        sum = sum + gap[o];
        bound = bound.max(Wide::splat(simd, 0.1) * gap[o].abs());
        if possible {
            // Where both likelihoods have underflowed their ratio is lost; the scalar solver takes it from logarithms.
            let lost = inner.and(seen[0][o].max(seen[1][o]).less(Wide::splat(simd, SAFE)));
            bound = lost.select(infinite, bound);
        }
        gap[o].store(&mut now.gap[o], part);
        (updated * (one - updated)).store(&mut now.spread[o], part);
    }
    // The change of any probability is at most (λ/2) max_θ max_a Σ_o P(o|a) |u'| |gap|, here with the sum over the mixed
    // observations in full.
    for kind in 0..2 {
        let mut change = [zero; K];
        for o in 0..K {
            change[o] = (slope[kind][o] * gap[o]).abs();
        }
        let mut most = match mover.is_plain() {
            true => change[0].max(change[1]),
            false => change[0] + change[1],
        };
        for o in 2..K {
            most = most.max(change[o]);
        }
        bound = bound.max(Wide::splat(simd, 0.5) * most);
    }
    // What is not a number must not pass for convergence.
    let bound = sum.at_most(infinite).select(bound, infinite);
    bound.store(&mut found.residual, part);
    !Wide::splat(simd, mover.converged()).less(bound).any()
}

/// σ of one type: logit choice between the qualities of its actions.
#[inline(always)]
fn choose<const K: usize, S: Simd>(simd: S, mover: &Mover<K>, kind: usize, value: &[Wide<S>; K]) -> [Wide<S>; K] {
    let mut policy = [Wide::splat(simd, 0.0); K];
    for a in 0..K {
        let continuation = match a < 2 {
            true => {
                Wide::splat(simd, mover.credited[a]) * value[0] + Wide::splat(simd, 1.0 - mover.credited[a]) * value[1]
            }
            false => value[a],
        };
        policy[a] = Wide::splat(simd, mover.lambda) * (Wide::splat(simd, mover.one_off[kind][a]) + continuation);
    }
    let mut largest = policy[0];
    for score in &policy[1..] {
        largest = largest.max(*score);
    }
    let mut total = Wide::splat(simd, 0.0);
    for a in 0..K {
        policy[a] = (policy[a] - largest).exp_nonpositive();
        total = total + policy[a];
    }
    let share = Wide::splat(simd, 1.0) / total;
    for a in 0..K {
        policy[a] = policy[a] * share;
    }
    policy
}

/// Newton's step for the lanes that have not converged: δ with (I − T') δ = gap, where
/// T'(o, o') = m (1 − m) [R_1(o, o') − R_0(o, o')],  R_θ = λ u'_θ(o') (M_θ(o, o') / L_θ(o) − L_θ(o')),
/// M_θ(o, o') = Σ_a σ_θ(a) P(o|a) P(o'|a).
#[inline(always)]
pub(super) fn newton<const K: usize, S: Simd>(
    simd: S,
    parts: usize,
    mover: &Mover<K>,
    found: &mut Found<K>,
    now: &Application<K>,
) {
    for part in 0..parts {
        newton_part(simd, part, mover, found, now);
    }
}

#[inline(always)]
fn newton_part<const K: usize, S: Simd>(
    simd: S,
    part: usize,
    mover: &Mover<K>,
    found: &mut Found<K>,
    now: &Application<K>,
) {
    let (zero, one) = (Wide::splat(simd, 0.0), Wide::splat(simd, 1.0));
    let mixed = !mover.is_plain();
    let caused = [mover.credited, mover.credited.map(|p| 1.0 - p)];
    let mut matrix = [[zero; K]; K];
    for kind in 0..2 {
        let policy = [
            Wide::load(simd, &found.policy[kind][0], part),
            Wide::load(simd, &found.policy[kind][1], part),
        ];
        for o in 0..K {
            let spread = Wide::load(simd, &now.spread[o], part);
            let weight = if kind == 1 { -spread } else { spread };
            // M(o, o') / L(o): for an observation that only one action causes it is 1 on the diagonal and 0 elsewhere.
            let mut relative = [zero; 2];
            if o < 2 && mixed {
                let (to, from) = (caused[o], caused[1 - o]);
                let seen = Wide::load(simd, &found.seen[kind][o], part);
                let inverse = zero.less(seen).select(one / seen, zero);
                let same = policy[0] * Wide::splat(simd, to[0] * to[0]) + policy[1] * Wide::splat(simd, to[1] * to[1]);
                let cross =
                    policy[0] * Wide::splat(simd, to[0] * from[0]) + policy[1] * Wide::splat(simd, to[1] * from[1]);
                relative[o] = same * inverse;
                relative[1 - o] = cross * inverse;
            }
            for column in 0..K {
                let joint = match column {
                    0 | 1 if o < 2 && mixed => relative[column],
                    _ if o == column => one,
                    _ => zero,
                };
                let pull = Wide::load(simd, &now.slope[kind][column], part)
                    * (joint - Wide::load(simd, &found.seen[kind][column], part));
                matrix[o][column] = matrix[o][column] + weight * pull;
            }
        }
    }
    let mut x = [zero; K];
    for o in 0..K {
        matrix[o][o] = matrix[o][o] + one;
        x[o] = Wide::load(simd, &now.gap[o], part);
    }
    let step = eliminate(simd, matrix, x);
    let frozen = Wide::load(simd, &found.residual, part).at_most(Wide::splat(simd, mover.converged()));
    for o in 0..K {
        let held = Wide::load(simd, &found.posteriors[o], part);
        let moved = (held + step[o]).max(zero).min(one);
        frozen.select(held, moved).store(&mut found.posteriors[o], part);
    }
}

/// Gaussian elimination without pivoting; where it breaks down the lane is left to the scalar solver.
#[inline(always)]
fn eliminate<const K: usize, S: Simd>(simd: S, mut matrix: [[Wide<S>; K]; K], mut x: [Wide<S>; K]) -> [Wide<S>; K] {
    let one = Wide::splat(simd, 1.0);
    let mut inverse = [one; K];
    for column in 0..K {
        inverse[column] = one / matrix[column][column];
        for row in column + 1..K {
            let factor = matrix[row][column] * inverse[column];
            for k in column + 1..K {
                matrix[row][k] = matrix[row][k] - factor * matrix[column][k];
            }
            x[row] = x[row] - factor * x[column];
        }
    }
    for row in (0..K).rev() {
        for k in row + 1..K {
            x[row] = x[row] - matrix[row][k] * x[k];
        }
        x[row] = x[row] * inverse[row];
    }
    x
}
