//! The slow methods for the few points at which Newton's method does not converge from the solution of the following round.

use super::{Along, Decision, Evaluation, MARGIN, TOLERANCE, closer};
use crate::policy::posterior;

const DAMPED_STEPS: usize = 400;
const CONTINUATION_STEPS: usize = 400;
/// How far a posterior may move in one step of continuation.
pub(super) const LEAP: f64 = 0.2;
/// Good and bad news, and the places of a closer search.
const CORNERS: [f64; 2] = [0.05, 0.95];
const LATTICE: [f64; 9] = [0.005, 0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95, 0.995];

impl<const K: usize, V: Along> Decision<'_, K, V> {
    /// Tries one method after the other until one of them converges; the closest point otherwise, `best` among them.
    pub(super) fn solve_slowly(
        &self,
        belief: f64,
        start: [f64; K],
        mut best: Evaluation<K>,
        steps: &mut usize,
    ) -> Evaluation<K> {
        type Method<'m, const K: usize> = &'m dyn Fn(&mut usize) -> Evaluation<K>;
        let methods: [Method<K>; 6] = [
            &|steps| self.damped(belief, steps),
            &|steps| self.continuation(belief, LEAP, steps),
            &|steps| self.search(&CORNERS, belief, steps),
            &|steps| self.long_damping(belief, start, steps),
            &|steps| self.search(&LATTICE, belief, steps),
            &|steps| match self.along_the_curve(belief, steps) {
                Some(end) => end,
                None => self.evaluate(belief, &start, self.lambda),
            },
        ];
        for method in methods {
            best = closer(best, method(steps));
            if best.residual <= TOLERANCE {
                break;
            }
        }
        best
    }

    /// Damped iteration from uniform play, the damping halved whenever the distance grows.
    fn damped(&self, belief: f64, steps: &mut usize) -> Evaluation<K> {
        let mut at = [belief; K];
        let mut now = self.evaluate(belief, &at, self.lambda);
        let mut weight = 0.5;
        for _ in 0..DAMPED_STEPS {
            if now.residual <= MARGIN * TOLERANCE || weight < 1e-4 {
                break;
            }
            let mut trial = at;
            for o in 0..K {
                trial[o] += weight * now.gap[o];
            }
            let next = self.evaluate(belief, &trial, self.lambda);
            *steps += 1;
            if next.distance < now.distance {
                (at, now) = (trial, next);
                weight = (weight * 1.1).min(1.0);
            } else {
                weight *= 0.5;
            }
        }
        closer(self.newton(belief, at, self.lambda, steps), now)
    }

    /// Follows the fixed point from λ = 0, where play is uniform, up to λ with Newton's method as the corrector, in steps on which
    /// no posterior moves by `leap` or more. Where it does not come to the end, what Newton's method finds from where it stopped.
    pub(super) fn continuation(&self, belief: f64, leap: f64, steps: &mut usize) -> Evaluation<K> {
        let mut reached = 0.0;
        let mut stride = 0.05;
        let mut now = self.newton(belief, [belief; K], 0.0, steps);
        for _ in 0..CONTINUATION_STEPS {
            if reached >= 1.0 || stride < 1e-7 {
                break;
            }
            let target = f64::min(1.0, reached + stride);
            let next = self.newton(belief, now.posteriors, target * self.lambda, steps);
            let jump = (0..K).fold(0.0, |m: f64, o| m.max((next.posteriors[o] - now.posteriors[o]).abs()));
            if next.residual <= TOLERANCE && jump < leap {
                (now, reached) = (next, target);
                stride *= 1.5;
            } else {
                stride *= 0.5;
            }
        }
        if reached >= 1.0 {
            now
        } else {
            self.newton(belief, now.posteriors, self.lambda, steps)
        }
    }

    /// The end of the branch followed along its length through its turning points, if it can be followed to the end.
    pub(super) fn along_the_curve(&self, belief: f64, steps: &mut usize) -> Option<Evaluation<K>> {
        let end = self.follow(belief, steps)?;
        Some(self.newton(belief, end, self.lambda, steps))
    }

    /// Newton's method from every combination of `news` as posteriors, until one of them succeeds.
    fn search(&self, news: &[f64], belief: f64, steps: &mut usize) -> Evaluation<K> {
        let mut best: Option<Evaluation<K>> = None;
        for combination in 0..news.len().pow(K as u32) {
            let mut rest = combination;
            let start = std::array::from_fn(|_| {
                let posterior = news[rest % news.len()];
                rest /= news.len();
                posterior
            });
            let found = self.newton(belief, start, self.lambda, steps);
            let done = found.residual <= TOLERANCE;
            best = Some(match best {
                Some(best) => closer(best, found),
                None => found,
            });
            if done {
                break;
            }
        }
        best.expect("there is a first combination")
    }

    /// Damped iteration of the policies with ever smaller weights, from uniform play and from the posteriors `start`, until one
    /// of them ends at a fixed point. Slow, and the last resort: it does not care where Newton's method sees a kink.
    fn long_damping(&self, belief: f64, start: [f64; K], steps: &mut usize) -> Evaluation<K> {
        const WEIGHTS: [f64; 3] = [0.5, 0.2, 0.05];
        const STEPS: usize = 2000;
        let first = self.evaluate(belief, &start, self.lambda);
        let starts = [[[1.0 / K as f64; K]; 2], first.policy];
        let mut best = first;
        for weight in WEIGHTS {
            for mut policy in starts {
                let mut held = [belief; K];
                for _ in 0..STEPS {
                    held = self.conclude(belief, &policy, held);
                    let now = self.evaluate(belief, &held, self.lambda);
                    *steps += 1;
                    for kind in 0..2 {
                        for a in 0..K {
                            policy[kind][a] += weight * (now.policy[kind][a] - policy[kind][a]);
                        }
                    }
                    best = closer(best, now);
                    if best.residual <= MARGIN * TOLERANCE {
                        return best;
                    }
                }
                best = closer(best, self.newton(belief, held, self.lambda, steps));
                if best.residual <= TOLERANCE {
                    return best;
                }
            }
        }
        best
    }

    /// What the others conclude from each observation under given policies; one that these never cause keeps what was held.
    fn conclude(&self, belief: f64, policy: &[[f64; K]; 2], held: [f64; K]) -> [f64; K] {
        std::array::from_fn(|o| {
            let seen = [0, 1].map(|kind| (0..K).map(|a| policy[kind][a] * self.chance[a][o]).sum::<f64>());
            match seen[0] > 0.0 || seen[1] > 0.0 {
                true => posterior(belief, seen),
                false => held[o],
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::grid::BeliefGrid;

    #[test]
    fn every_slow_method_ends_at_the_fixed_point_that_newtons_method_finds() {
        let grid = BeliefGrid::cosine(5);
        let values = [
            [[0.0, 0.1, 0.4, 0.6, 0.7], [0.2, 0.3, 0.5, 0.8, 1.0]],
            [[0.5, 0.5, 0.4, 0.2, 0.1], [0.1, 0.2, 0.2, 0.3, 0.3]],
            [[0.3, 0.3, 0.3, 0.4, 0.5], [0.6, 0.5, 0.5, 0.4, 0.4]],
        ];
        let decision = Decision {
            grid: &grid,
            chance: [[0.9, 0.1, 0.0], [0.3, 0.7, 0.0], [0.0, 0.0, 1.0]],
            own: [[0.0, 0.3, 0.1], [0.1, 0.0, 0.2]],
            value: std::array::from_fn(|o| [&values[o][0][..], &values[o][1][..]]),
            lambda: 2.0,
        };
        for belief in [0.05, 0.4, 0.9] {
            let mut steps = 0;
            let expected = decision.newton(belief, [belief; 3], decision.lambda, &mut steps);
            assert!(expected.residual <= TOLERANCE);
            for found in [
                decision.damped(belief, &mut steps),
                decision.continuation(belief, LEAP, &mut steps),
                decision
                    .along_the_curve(belief, &mut steps)
                    .expect("it comes to the end"),
                decision.search(&LATTICE, belief, &mut steps),
                decision.long_damping(belief, [0.99, 0.01, 0.5], &mut steps),
            ] {
                assert!(found.residual <= TOLERANCE);
                for o in 0..3 {
                    assert!((found.posteriors[o] - expected.posteriors[o]).abs() < 1e-7);
                }
            }
        }
    }

    /// A decision that turns back on its way and whose ends are far apart: what follows the first action is good for both types if
    /// it shows the high one.
    #[test]
    fn the_branch_is_followed_through_its_turning_points() {
        let grid = BeliefGrid::cosine(11);
        let bend = |x: f64, up: f64| up * x * x * (3.0 - 2.0 * x);
        let values: [[Vec<f64>; 2]; 2] = [
            [0.9, 1.6].map(|up| grid.points().iter().map(|x| bend(*x, up)).collect()),
            [0.3, 0.1].map(|flat| vec![flat; 11]),
        ];
        let mut turned = 0;
        for lambda in [1.0, 3.0, 6.0, 9.0, 15.0, 40.0] {
            let decision = Decision {
                grid: &grid,
                chance: [[1.0, 0.0], [0.0, 1.0]],
                own: [[0.0, 0.1], [0.0, 0.3]],
                value: std::array::from_fn(|o| [&values[o][0][..], &values[o][1][..]]),
                lambda,
            };
            for belief in [0.05, 0.1, 0.2, 0.35, 0.5] {
                let mut steps = 0;
                let end = decision
                    .along_the_curve(belief, &mut steps)
                    .expect("it comes to the end");
                assert!(end.residual <= TOLERANCE, "{lambda} {belief}: {}", end.residual);
                // Steps so small that only a turning point makes a leap: then both agree, or it turned back.
                let upwards = decision.continuation(belief, 0.01, &mut steps);
                let apart = (0..2).map(|o| (end.posteriors[o] - upwards.posteriors[o]).abs());
                turned += usize::from(apart.fold(0.0, f64::max) > 1e-6);
            }
        }
        assert!((1..20).contains(&turned), "{turned} of 30 turn back");
    }
}
