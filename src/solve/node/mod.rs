//! The logit fixed point at one decision and one belief (model section 9).
//!
//! The mover's policies and what the others conclude from its moves depend on each other. The unknowns are the
//! posteriors m_o that the others hold after each observation o: given them, the value of every action is known,
//!
//!   Q_θ(a) = r_θ(a) + Σ_o P(o|a) u_θ(o, m_o),   σ_θ(a) ∝ exp(λ Q_θ(a)),   L_θ(o) = Σ_a σ_θ(a) P(o|a),
//!
//! and Bayes' rule gives back posteriors, T(m)_o = μ L_1(o) / (μ L_1(o) + (1 − μ) L_0(o)). There are at most three
//! observations, whatever the number of types and actions, and u is piecewise linear on the grid, so the Jacobian of T is
//! cheap and Newton's method on T(m) − m converges in two or three steps from the solution of the following round. Where it
//! does not, damped iteration from uniform play takes over, then continuation in λ from 0, which follows the principal branch
//! \[turocy2005\] until it turns back, then Newton's method from many places, then long damping in the policies, and at last
//! the branch followed through its turning points (`arc`). A point where all of them fail is reported with its residual.

mod arc;
mod slow;

use crate::numeric::elementary::{exp, ln, softmax};
use crate::numeric::grid::BeliefGrid;
use crate::policy::posterior;

/// Largest accepted fixed-point residual: the change of any action probability under one more application of the map.
pub const TOLERANCE: f64 = 1e-9;
/// The bound on the residual is met with this margin, because a posterior may sit at a kink of u.
const MARGIN: f64 = 0.01;
/// Likelihoods that are both below this may have underflowed; their ratio means nothing.
pub(super) const SAFE: f64 = 1e-280;
/// Newton steps before the slower methods take over; two or three suffice at almost every node.
const NEWTON_STEPS: usize = 12;

/// Values along a grid line.
pub trait Along {
    /// The values at both ends of a cell.
    fn ends(&self, cell: usize) -> (f64, f64);
}

impl Along for &[f64] {
    #[inline]
    fn ends(&self, cell: usize) -> (f64, f64) {
        (self[cell], self[cell + 1])
    }
}

/// A decision with K actions and K observations, at one grid line.
pub struct Decision<'a, const K: usize, V = &'a [f64]> {
    pub grid: &'a BeliefGrid,
    /// P(o|a) as `[action][observation]`.
    pub chance: [[f64; K]; K],
    /// r_θ(a): expected one-offs of the mover by type and action.
    pub own: [[f64; K]; 2],
    /// u_θ(o, ·) along the line, by observation and type.
    pub value: [[V; 2]; K],
    pub lambda: f64,
}

/// The solution at a point.
#[derive(Clone, Copy, Debug)]
pub struct Point<const K: usize> {
    /// σ by type and action.
    pub policy: [[f64; K]; 2],
    /// Posterior after each observation.
    pub posteriors: [f64; K],
    /// L: probability of each observation by type.
    pub seen: [[f64; K]; 2],
    /// Q by type and action.
    pub quality: [[f64; K]; 2],
    /// Bound on the fixed-point residual, at most one.
    pub residual: f64,
    pub iterations: usize,
}

/// One application of the map, with what Newton's method needs.
struct Evaluation<const K: usize> {
    policy: [[f64; K]; 2],
    quality: [[f64; K]; 2],
    seen: [[f64; K]; 2],
    posteriors: [f64; K],
    slope: [[f64; K]; 2],
    gap: [f64; K],
    distance: f64,
    residual: f64,
}

impl<const K: usize> Evaluation<K> {
    fn into_point(self, iterations: usize) -> Point<K> {
        Point {
            policy: self.policy,
            posteriors: self.posteriors,
            seen: self.seen,
            quality: self.quality,
            // No probability can change by more than one, whatever the bound says.
            residual: self.residual.min(1.0),
            iterations,
        }
    }
}

impl<const K: usize, V: Along> Decision<'_, K, V> {
    /// Solves the point with prior `belief`, starting from the posteriors `start`.
    pub fn solve(&self, belief: f64, start: [f64; K]) -> Point<K> {
        let mut steps = 0;
        let mut best = self.newton(belief, start, self.lambda, &mut steps);
        if best.residual > TOLERANCE {
            best = self.solve_slowly(belief, start, best, &mut steps);
        }
        self.as_the_policies_say(belief, best).into_point(steps)
    }

    /// The end of the branch traced from λ = 0 \[turocy2005\] along its length, through its turning points. Where it cannot be
    /// followed to the end, the closest point that raising λ alone leads to.
    pub fn traced(&self, belief: f64) -> Point<K> {
        let mut steps = 0;
        let found = match self.along_the_curve(belief, &mut steps) {
            Some(end) if end.residual <= TOLERANCE => end,
            Some(end) => closer(end, self.continuation(belief, slow::LEAP, &mut steps)),
            None => self.continuation(belief, slow::LEAP, &mut steps),
        };
        found.into_point(steps)
    }

    fn evaluate(&self, belief: f64, posteriors: &[f64; K], lambda: f64) -> Evaluation<K> {
        let mut value = [[0.0; K]; 2];
        let mut slope = [[0.0; K]; 2];
        for o in 0..K {
            let place = self.grid.locate(posteriors[o]);
            let inverse = self.grid.inverse_width(place.cell);
            for kind in 0..2 {
                let (low, high) = self.value[o][kind].ends(place.cell);
                let rise = high - low;
                value[kind][o] = low + rise * place.fraction;
                slope[kind][o] = rise * inverse;
            }
        }
        let mut quality = self.own;
        let mut policy = [[0.0; K]; 2];
        let mut seen = [[0.0; K]; 2];
        for kind in 0..2 {
            for a in 0..K {
                for o in 0..K {
                    quality[kind][a] += self.chance[a][o] * value[kind][o];
                }
                policy[kind][a] = lambda * quality[kind][a];
            }
            softmax(&mut policy[kind]);
            for a in 0..K {
                for o in 0..K {
                    seen[kind][o] += policy[kind][a] * self.chance[a][o];
                }
            }
        }
        let mut updated = [0.0; K];
        let mut gap = [0.0; K];
        for o in 0..K {
            updated[o] = self.update(belief, posteriors[o], o, &seen, &quality, lambda);
            gap[o] = updated[o] - posteriors[o];
        }
        let residual = self.residual_bound(&slope, &gap, lambda);
        let distance = gap.iter().fold(0.0, |m: f64, g| m.max(g.abs()));
        Evaluation {
            policy,
            quality,
            seen,
            posteriors: updated,
            slope,
            gap,
            distance,
            residual,
        }
    }

    /// The residual as whoever has nothing but the policies finds it. Where an observation is so unlikely that its probabilities
    /// underflow, the solver knows the belief after it from logarithms, and nobody else does: Bayes' rule leaves the prior. If
    /// that belief would make the observation likely, the policies are no equilibrium, whatever the solver knows.
    fn as_the_policies_say(&self, belief: f64, mut found: Evaluation<K>) -> Evaluation<K> {
        let possible = |o: usize| (0..K).any(|a| self.chance[a][o] > 0.0);
        let lost = |o: usize| possible(o) && found.seen[0][o] <= SAFE && found.seen[1][o] <= SAFE;
        if belief <= 0.0 || belief >= 1.0 || !(0..K).any(lost) {
            return found;
        }
        let said: [f64; K] = std::array::from_fn(|o| posterior(belief, [found.seen[0][o], found.seen[1][o]]));
        let response = self.evaluate(belief, &said, self.lambda);
        for (own, other) in found.policy.as_flattened().iter().zip(response.policy.as_flattened()) {
            found.residual = found.residual.max((own - other).abs());
        }
        found
    }

    /// Bayes' rule after observation `o`. When both likelihoods have underflowed, their ratio is taken from logarithms; an
    /// observation that no action can cause keeps the belief it was given.
    fn update(
        &self,
        belief: f64,
        held: f64,
        o: usize,
        seen: &[[f64; K]; 2],
        quality: &[[f64; K]; 2],
        lambda: f64,
    ) -> f64 {
        if seen[0][o] > SAFE || seen[1][o] > SAFE || belief <= 0.0 || belief >= 1.0 {
            return posterior(belief, [seen[0][o], seen[1][o]]);
        }
        if (0..K).all(|a| self.chance[a][o] == 0.0) {
            return held;
        }
        let log_likelihood = |kind: usize| {
            let mut terms = [f64::NEG_INFINITY; K];
            let top = quality[kind]
                .iter()
                .map(|q| lambda * q)
                .fold(f64::NEG_INFINITY, f64::max);
            let total: f64 = quality[kind].iter().map(|q| exp(lambda * q - top)).sum();
            for a in 0..K {
                if self.chance[a][o] > 0.0 {
                    terms[a] = lambda * quality[kind][a] - top - ln(total) + ln(self.chance[a][o]);
                }
            }
            let largest = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            largest + ln(terms.iter().map(|t| exp(t - largest)).sum())
        };
        let odds = ln(belief / (1.0 - belief)) + log_likelihood(1) - log_likelihood(0);
        crate::numeric::elementary::logistic(odds)
    }

    /// |Δσ_θ(a)| ≤ (λ/2) max_a Σ_o P(o|a) |u'_θ(o)| |gap_o|.
    fn residual_bound(&self, slope: &[[f64; K]; 2], gap: &[f64; K], lambda: f64) -> f64 {
        let mut largest = 0.0_f64;
        for kind in 0..2 {
            for a in 0..K {
                let change: f64 = (0..K)
                    .map(|o| self.chance[a][o] * (slope[kind][o] * gap[o]).abs())
                    .sum();
                largest = largest.max(change);
            }
        }
        // The posteriors are a result as well: they must not be looser than the policies.
        (0.5 * lambda * largest).max(gap.iter().fold(0.0_f64, |m, g| m.max(g.abs())) * 0.1)
    }

    /// Newton's method on T(m) − m with halved steps where the distance does not shrink.
    fn newton(&self, belief: f64, start: [f64; K], lambda: f64, steps: &mut usize) -> Evaluation<K> {
        let mut at = start;
        let mut now = self.evaluate(belief, &at, lambda);
        *steps += 1;
        for _ in 0..NEWTON_STEPS {
            if now.residual <= MARGIN * TOLERANCE {
                break;
            }
            let step = self.newton_step(&now, lambda);
            let mut scale = 1.0;
            loop {
                let mut trial = at;
                for o in 0..K {
                    trial[o] = (at[o] + scale * step[o]).clamp(0.0, 1.0);
                }
                let next = self.evaluate(belief, &trial, lambda);
                *steps += 1;
                if next.distance < now.distance || next.residual <= MARGIN * TOLERANCE {
                    at = trial;
                    now = next;
                    break;
                }
                scale *= 0.5;
                if scale < 0.1 {
                    return now;
                }
            }
        }
        now
    }

    /// δ with (I − T') δ = gap.
    fn newton_step(&self, now: &Evaluation<K>, lambda: f64) -> [f64; K] {
        let mut matrix = [[0.0; K]; K];
        for column in 0..K {
            let mut shift = [[0.0; K]; 2];
            for kind in 0..2 {
                let slope = now.slope[kind][column];
                let mean: f64 = (0..K)
                    .map(|a| now.policy[kind][a] * self.chance[a][column])
                    .sum::<f64>()
                    * slope;
                for a in 0..K {
                    let change = lambda * now.policy[kind][a] * (self.chance[a][column] * slope - mean);
                    for o in 0..K {
                        shift[kind][o] += change * self.chance[a][o];
                    }
                }
            }
            for o in 0..K {
                let m = now.posteriors[o];
                let relative = |kind: usize| {
                    if now.seen[kind][o] > 0.0 {
                        shift[kind][o] / now.seen[kind][o]
                    } else {
                        0.0
                    }
                };
                matrix[o][column] = -m * (1.0 - m) * (relative(1) - relative(0));
            }
            matrix[column][column] += 1.0;
        }
        solve_linear(matrix, now.gap)
    }
}

fn closer<const K: usize>(a: Evaluation<K>, b: Evaluation<K>) -> Evaluation<K> {
    if b.residual < a.residual { b } else { a }
}

/// Gaussian elimination with partial pivoting; a singular matrix gives the right-hand side (a plain fixed-point step).
fn solve_linear<const K: usize>(mut matrix: [[f64; K]; K], right: [f64; K]) -> [f64; K] {
    let mut x = right;
    for column in 0..K {
        let mut pivot = column;
        for row in column + 1..K {
            if matrix[row][column].abs() > matrix[pivot][column].abs() {
                pivot = row;
            }
        }
        if matrix[pivot][column].abs() < 1e-12 {
            return right;
        }
        matrix.swap(column, pivot);
        x.swap(column, pivot);
        for row in column + 1..K {
            let factor = matrix[row][column] / matrix[column][column];
            for k in column..K {
                matrix[row][k] -= factor * matrix[column][k];
            }
            x[row] -= factor * x[column];
        }
    }
    for row in (0..K).rev() {
        for k in row + 1..K {
            x[row] -= matrix[row][k] * x[k];
        }
        x[row] /= matrix[row][row];
    }
    x
}
