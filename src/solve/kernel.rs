//! The fixed point of [`super::node`] at eight grid points at a time.
//!
//! The same equations and Newton's method, written on lanes so that the compiler can use vector instructions. At every node
//! at most the first two observations are mixed by chance (credited and disputed): the first action leads to observation 0
//! with probability `credited[0]` and else to 1, the second action with `credited[1]`, and every further action leads to
//! the observation of its own number. A lane that has converged is frozen, so a result does not depend on its neighbours. A
//! lane that does not converge within a few steps is left to the scalar solver with its slower, safer methods.

use super::node::{SAFE, TOLERANCE};
use super::values::Row;
use crate::numeric::grid::BeliefGrid;
use crate::numeric::lanes::{LANES, Lanes, exp_nonpositive};

const STEPS: usize = 7;
/// As in the scalar solver: the bound on the residual is met with this margin.
const MARGIN: f64 = 0.01;

/// The constants of a decision in one round.
#[derive(Clone, Copy, Debug)]
pub struct Mover<const K: usize> {
    /// Channel of the mover's low type.
    pub own: usize,
    pub lambda: f64,
    /// Probability that the first two actions lead to observation 0 rather than 1.
    pub credited: [f64; 2],
    /// Expected one-offs of the mover by type and action.
    pub one_off: [[f64; K]; 2],
}

/// Eight points of a line or of several lines.
pub struct Points<'a, const K: usize> {
    pub grid: &'a BeliefGrid,
    /// Continuation values by observation.
    pub after: [&'a [Row]; K],
    /// Distance of grid neighbours in the coordinate that moves.
    pub stride: usize,
    /// Where the line of each lane begins.
    pub base: [usize; LANES],
    /// Prior of each lane.
    pub belief: Lanes,
}

/// What the kernel finds, lane by lane.
#[derive(Clone, Copy, Debug)]
pub struct Found<const K: usize> {
    /// Posteriors after each observation; on entry, where to start.
    pub posteriors: [Lanes; K],
    /// σ by type and action.
    pub policy: [[Lanes; K]; 2],
    /// Probability of each observation by type.
    pub seen: [[Lanes; K]; 2],
    /// Cell and fraction of each posterior on the grid.
    pub cell: [[usize; LANES]; K],
    pub fraction: [Lanes; K],
    pub residual: Lanes,
    pub evaluations: u64,
}

impl<const K: usize> Found<K> {
    pub fn starting_at(posteriors: [Lanes; K]) -> Self {
        Found {
            posteriors,
            policy: [[[0.0; LANES]; K]; 2],
            seen: [[[0.0; LANES]; K]; 2],
            cell: [[0; LANES]; K],
            fraction: [[0.0; LANES]; K],
            residual: [f64::INFINITY; LANES],
            evaluations: 0,
        }
    }
}

/// Solves eight points; lanes with a residual above the tolerance afterwards have not converged.
#[inline(always)]
pub fn solve<const K: usize>(mover: &Mover<K>, points: &Points<K>, found: &mut Found<K>) {
    for step in 0..STEPS {
        let (gap, slope, updated) = evaluate(mover, points, found);
        found.evaluations += 1;
        let done = (0..LANES).all(|l| found.residual[l] <= MARGIN * TOLERANCE);
        if done || step + 1 == STEPS {
            return;
        }
        let newton = newton_step(mover, found, &gap, &slope, &updated);
        for o in 0..K {
            for l in 0..LANES {
                let moved = (found.posteriors[o][l] + newton[o][l]).clamp(0.0, 1.0);
                let frozen = found.residual[l] <= MARGIN * TOLERANCE;
                found.posteriors[o][l] = if frozen { found.posteriors[o][l] } else { moved };
            }
        }
    }
}

/// One application of the map: fills `found` and returns T(m) − m, the slopes of the mover's values, and T(m).
#[inline(always)]
fn evaluate<const K: usize>(
    mover: &Mover<K>,
    points: &Points<K>,
    found: &mut Found<K>,
) -> ([Lanes; K], [[Lanes; K]; 2], [Lanes; K]) {
    let mut value = [[[0.0; LANES]; K]; 2];
    let mut slope = [[[0.0; LANES]; K]; 2];
    for o in 0..K {
        let mut inverse = [0.0; LANES];
        for l in 0..LANES {
            let place = points.grid.locate(found.posteriors[o][l]);
            found.cell[o][l] = place.cell;
            found.fraction[o][l] = place.fraction;
            inverse[l] = points.grid.inverse_width(place.cell);
            let at = points.base[l] + place.cell * points.stride;
            let (low, high) = (&points.after[o][at], &points.after[o][at + points.stride]);
            for kind in 0..2 {
                value[kind][o][l] = low[mover.own + kind];
                slope[kind][o][l] = high[mover.own + kind] - low[mover.own + kind];
            }
        }
        for kind in 0..2 {
            for l in 0..LANES {
                value[kind][o][l] += slope[kind][o][l] * found.fraction[o][l];
                slope[kind][o][l] *= inverse[l];
            }
        }
    }
    for kind in 0..2 {
        found.policy[kind] = choose(mover, kind, &value[kind]);
        found.seen[kind] = observe(mover, &found.policy[kind]);
    }
    let mut gap = [[0.0; LANES]; K];
    let mut updated = [[0.0; LANES]; K];
    let mut lost = [false; LANES];
    let [c, e] = mover.credited;
    for o in 0..K {
        let possible = o > 1 || (o == 0 && c + e > 0.0) || (o == 1 && c + e < 2.0);
        for l in 0..LANES {
            // Where both likelihoods have underflowed their ratio is lost; the scalar solver takes it from logarithms.
            let seen = larger(found.seen[0][o][l], found.seen[1][o][l]);
            lost[l] |= possible && seen < SAFE && points.belief[l] > 0.0 && points.belief[l] < 1.0;
            let high = points.belief[l] * found.seen[1][o][l];
            let total = high + (1.0 - points.belief[l]) * found.seen[0][o][l];
            // An observation that no action can cause keeps the belief it was given.
            updated[o][l] = if total > 0.0 {
                high / total
            } else {
                found.posteriors[o][l]
            };
            gap[o][l] = updated[o][l] - found.posteriors[o][l];
        }
    }
    found.residual = residual(mover, &slope, &gap);
    for l in 0..LANES {
        found.residual[l] = if lost[l] { f64::INFINITY } else { found.residual[l] };
    }
    (gap, slope, updated)
}

/// σ of one type: logit choice between the qualities of its actions.
#[inline(always)]
fn choose<const K: usize>(mover: &Mover<K>, kind: usize, value: &[Lanes; K]) -> [Lanes; K] {
    let mut policy = [[0.0; LANES]; K];
    let mut largest = [f64::NEG_INFINITY; LANES];
    for a in 0..K {
        for l in 0..LANES {
            let continuation = if a < 2 {
                mover.credited[a] * value[0][l] + (1.0 - mover.credited[a]) * value[1][l]
            } else {
                value[a][l]
            };
            policy[a][l] = mover.lambda * (mover.one_off[kind][a] + continuation);
            largest[l] = if policy[a][l] > largest[l] {
                policy[a][l]
            } else {
                largest[l]
            };
        }
    }
    if K == 2 {
        // One exponential serves both actions.
        for l in 0..LANES {
            let gain = policy[0][l] - policy[1][l];
            let odds = exp_nonpositive(-gain.abs());
            let likelier = 1.0 / (1.0 + odds);
            let other = odds * likelier;
            policy[0][l] = if gain >= 0.0 { likelier } else { other };
            policy[1][l] = if gain >= 0.0 { other } else { likelier };
        }
        return policy;
    }
    let mut total = [0.0; LANES];
    for a in 0..K {
        for l in 0..LANES {
            policy[a][l] = exp_nonpositive(policy[a][l] - largest[l]);
            total[l] += policy[a][l];
        }
    }
    for l in 0..LANES {
        total[l] = 1.0 / total[l];
    }
    for a in 0..K {
        for l in 0..LANES {
            policy[a][l] *= total[l];
        }
    }
    policy
}

/// L of one type: probabilities of the observations.
#[inline(always)]
fn observe<const K: usize>(mover: &Mover<K>, policy: &[Lanes; K]) -> [Lanes; K] {
    let mut seen = *policy;
    let [c, e] = mover.credited;
    for l in 0..LANES {
        seen[0][l] = policy[0][l] * c + policy[1][l] * e;
        seen[1][l] = policy[0][l] * (1.0 - c) + policy[1][l] * (1.0 - e);
    }
    seen
}

/// Bound on the change of any probability: (λ/2) max_θ max_a Σ_o P(o|a) |u'| |gap|, here with the sum over the mixed
/// observations in full; and a tenth of the largest gap.
#[inline(always)]
fn residual<const K: usize>(mover: &Mover<K>, slope: &[[Lanes; K]; 2], gap: &[Lanes; K]) -> Lanes {
    let mut bound = [0.0; LANES];
    for l in 0..LANES {
        for kind in 0..2 {
            let change = |o: usize| (slope[kind][o][l] * gap[o][l]).abs();
            let mixed = if mover.credited[0] == 1.0 && mover.credited[1] == 0.0 {
                larger(change(0), change(1))
            } else {
                change(0) + change(1)
            };
            let mut most = mixed;
            for o in 2..K {
                most = larger(most, change(o));
            }
            bound[l] = larger(bound[l], 0.5 * mover.lambda * most);
        }
        for o in 0..K {
            bound[l] = larger(bound[l], 0.1 * gap[o][l].abs());
        }
    }
    bound
}

/// The larger of two numbers; a NaN wins, so that it cannot pass for convergence.
#[inline(always)]
fn larger(a: f64, b: f64) -> f64 {
    if a > b || a.is_nan() { a } else { b }
}

/// δ with (I − T') δ = gap, where
/// T'(o, o') = m (1 − m) [R_1(o, o') − R_0(o, o')],  R_θ = λ u'_θ(o') (M_θ(o, o') / L_θ(o) − L_θ(o')),
/// M_θ(o, o') = Σ_a σ_θ(a) P(o|a) P(o'|a).
#[inline(always)]
fn newton_step<const K: usize>(
    mover: &Mover<K>,
    found: &Found<K>,
    gap: &[Lanes; K],
    slope: &[[Lanes; K]; 2],
    updated: &[Lanes; K],
) -> [Lanes; K] {
    let [c, e] = mover.credited;
    let certain = c == 1.0 && e == 0.0;
    let mut matrix = [[[0.0; LANES]; K]; K];
    for kind in 0..2 {
        let sign = if kind == 1 { -1.0 } else { 1.0 };
        let (policy, seen) = (&found.policy[kind], &found.seen[kind]);
        for o in 0..K {
            let mut weight = [0.0; LANES];
            for l in 0..LANES {
                let m = updated[o][l];
                weight[l] = sign * mover.lambda * m * (1.0 - m);
            }
            // M(o, o') / L(o): for an observation that only one action causes it is 1 on the diagonal and 0 elsewhere.
            let mut relative = [[0.0; LANES]; 2];
            if o < 2 && !certain {
                for l in 0..LANES {
                    let (to, from) = if o == 0 {
                        ([c, e], [1.0 - c, 1.0 - e])
                    } else {
                        ([1.0 - c, 1.0 - e], [c, e])
                    };
                    let inverse = if seen[o][l] > 0.0 { 1.0 / seen[o][l] } else { 0.0 };
                    let same = policy[0][l] * to[0] * to[0] + policy[1][l] * to[1] * to[1];
                    let cross = policy[0][l] * to[0] * from[0] + policy[1][l] * to[1] * from[1];
                    relative[o][l] = same * inverse;
                    relative[1 - o][l] = cross * inverse;
                }
            }
            for column in 0..K {
                for l in 0..LANES {
                    let joint = match column {
                        0 | 1 if o < 2 && !certain => relative[column][l],
                        _ if o == column => 1.0,
                        _ => 0.0,
                    };
                    matrix[o][column][l] += weight[l] * slope[kind][column][l] * (joint - seen[column][l]);
                }
            }
        }
    }
    for o in 0..K {
        for l in 0..LANES {
            matrix[o][o][l] += 1.0;
        }
    }
    if K == 2 {
        return cramer(&matrix, gap);
    }
    eliminate(matrix, *gap)
}

/// The solution of two equations, with one division.
#[inline(always)]
fn cramer<const K: usize>(matrix: &[[Lanes; K]; K], gap: &[Lanes; K]) -> [Lanes; K] {
    let mut x = [[0.0; LANES]; K];
    for l in 0..LANES {
        let [a, b, c, d] = [matrix[0][0][l], matrix[0][1][l], matrix[1][0][l], matrix[1][1][l]];
        let inverse = 1.0 / (a * d - b * c);
        x[0][l] = (gap[0][l] * d - b * gap[1][l]) * inverse;
        x[1][l] = (a * gap[1][l] - c * gap[0][l]) * inverse;
    }
    x
}

/// Gaussian elimination without pivoting; where it breaks down the lane is left to the scalar solver.
#[inline(always)]
fn eliminate<const K: usize>(mut matrix: [[Lanes; K]; K], mut x: [Lanes; K]) -> [Lanes; K] {
    for column in 0..K {
        let mut inverse = [0.0; LANES];
        for l in 0..LANES {
            inverse[l] = 1.0 / matrix[column][column][l];
        }
        for row in column + 1..K {
            for l in 0..LANES {
                let factor = matrix[row][column][l] * inverse[l];
                for k in column + 1..K {
                    matrix[row][k][l] -= factor * matrix[column][k][l];
                }
                x[row][l] -= factor * x[column][l];
            }
        }
    }
    for row in (0..K).rev() {
        for l in 0..LANES {
            let mut rest = x[row][l];
            for k in row + 1..K {
                rest -= matrix[row][k][l] * x[k][l];
            }
            x[row][l] = rest / matrix[row][row][l];
        }
    }
    x
}
