//! Control variates: a companion of the quantity whose mean is known takes out the luck that the two share.
//!
//! With x the quantity and c its companion of known mean μ \[lavenberg-welch1981\], \[glasserman2003\],
//!
//! ```text
//! β = Cov(x, c)/Var(c),    adjusted mean = x̄ − β (c̄ − μ),    Var(adjusted) = (1 − ρ²) Var(x)
//! ```
//!
//! **Rare events.** Let h be the sum over the rounds of an episode of the probability, given all that happened before the
//! round's chance is drawn, that the event ends that round: its compensator. Then 1{event} − h has mean zero, by the optional
//! stopping of a martingale. So mean(h) estimates the probability too, without waiting for the event ([`hazard`]), and
//! 1{event} − h is a control of known mean 0 for every other quantity.
//!
//! References by key: `docs/references.md`.

use super::estimate::{Estimate, student};
use super::moments::Moments;

/// Second moments of a pair, mergeable as those of [`Moments`] \[pebay2008\].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Joint {
    count: u64,
    means: [f64; 2],
    /// Sums of squared deviations of x and of c.
    squares: [f64; 2],
    /// Sum of products of deviations.
    product: f64,
}

impl Joint {
    /// Adds the quantity and its companion in one episode.
    #[inline]
    pub fn push(&mut self, quantity: f64, companion: f64) {
        self.count += 1;
        let n = self.count as f64;
        let off = [quantity - self.means[0], companion - self.means[1]];
        self.means[0] += off[0] / n;
        self.means[1] += off[1] / n;
        let rest = [quantity - self.means[0], companion - self.means[1]];
        self.squares[0] += off[0] * rest[0];
        self.squares[1] += off[1] * rest[1];
        self.product += off[0] * rest[1];
    }

    /// From sums over `count` episodes of x, c, x², c² and x c. Loses digits where means are large against deviations.
    pub fn of_sums(count: u64, sums: [f64; 2], squares: [f64; 2], product: f64) -> Self {
        if count == 0 {
            return Joint::default();
        }
        let n = count as f64;
        let means = sums.map(|s| s / n);
        Joint {
            count,
            means,
            squares: [0, 1].map(|i| (squares[i] - sums[i] * means[i]).max(0.0)),
            product: product - sums[0] * means[1],
        }
    }

    /// Adds another sample.
    pub fn merge(&mut self, other: &Joint) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = *other;
            return;
        }
        let (a, b) = (self.count as f64, other.count as f64);
        let off = [other.means[0] - self.means[0], other.means[1] - self.means[1]];
        let weight = a * b / (a + b);
        for i in 0..2 {
            self.means[i] += off[i] * (b / (a + b));
            self.squares[i] += other.squares[i] + off[i] * off[i] * weight;
        }
        self.product += other.product + off[0] * off[1] * weight;
        self.count += other.count;
    }

    /// Adds the deviations of another sample from its own means: for a coefficient within worlds, whatever their means.
    pub fn merge_within(&mut self, other: &Joint) {
        let mut centred = *other;
        centred.means = self.means;
        if self.count == 0 {
            centred.means = other.means;
        }
        self.merge(&centred);
    }

    pub fn count(&self) -> u64 {
        self.count
    }

    /// Means of the quantity and of its companion; `None` of an empty sample.
    pub fn means(&self) -> Option<[f64; 2]> {
        (self.count > 0).then_some(self.means)
    }

    /// Correlation; `None` if one does not vary.
    pub fn correlation(&self) -> Option<f64> {
        let scale = (self.squares[0] * self.squares[1]).sqrt();
        (scale > 0.0).then(|| (self.product / scale).clamp(-1.0, 1.0))
    }

    /// β, the coefficient with the smallest variance; 0 if the companion does not vary.
    pub fn coefficient(&self) -> f64 {
        if self.squares[1] > 0.0 {
            self.product / self.squares[1]
        } else {
            0.0
        }
    }

    /// The adjusted mean of independent episodes, the mean of the companion being `known`. Its interval is Student's with
    /// n − 2 degrees of freedom, that of a regression at `known`; it ignores the estimated coefficient's bias, of order 1/n.
    pub fn adjusted(&self, known: f64) -> Controlled {
        let beta = self.coefficient();
        let n = self.count as f64;
        let off = if self.count > 0 { self.means[1] - known } else { 0.0 };
        let value = (self.count > 0).then(|| self.means[0] - beta * off);
        let residual = (self.squares[0] - beta * self.product).max(0.0);
        let leverage = if self.squares[1] > 0.0 {
            off * off / self.squares[1]
        } else {
            0.0
        };
        let std_error = (self.count > 2).then(|| (residual / (n - 2.0) * (1.0 / n + leverage)).sqrt());
        let reach = std_error.map(|se| se * student(self.count - 2));
        let plain = (self.squares[0] / (n - 1.0) / n).sqrt();
        let factor = std_error.filter(|se| *se > 0.0).map(|se| plain * plain / (se * se));
        Controlled {
            coefficient: beta,
            estimate: Estimate {
                value,
                std_error,
                low: value.zip(reach).map(|(v, r)| v - r),
                high: value.zip(reach).map(|(v, r)| v + r),
                observations: self.count,
            },
            factor,
            equivalent: factor.map(|f| f * n),
        }
    }
}

/// What a control variate achieves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Controlled {
    pub coefficient: f64,
    pub estimate: Estimate,
    /// Variance without the control over variance with it; `None` if nothing is left of the variance.
    pub factor: Option<f64>,
    /// Number of plain episodes with the same standard error.
    pub equivalent: Option<f64>,
}

/// Probability of a rare event from the moments of its hazard summed over an episode.
pub fn hazard(moments: &Moments) -> Estimate {
    let mut estimate = Estimate::mean(moments);
    estimate.low = estimate.low.map(|l| l.max(0.0));
    estimate.high = estimate.high.map(|h| h.min(1.0));
    estimate
}

/// Standard error over value; `None` of zero.
pub fn relative_error(estimate: &Estimate) -> Option<f64> {
    let (value, error) = (estimate.value?, estimate.std_error?);
    (value != 0.0).then(|| error / value.abs())
}

/// Number of plain independent trials whose share would have the standard error of this probability: p(1 − p)/SE². `None` if
/// the error is zero or unknown.
pub fn equivalent_trials(estimate: &Estimate) -> Option<f64> {
    let (p, error) = (estimate.value?, estimate.std_error?);
    (error > 0.0).then(|| (p * (1.0 - p)).max(0.0) / (error * error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<(f64, f64)> {
        let noise = |i: u32, k: f64| libm::sin(f64::from(i * i) * k);
        (0..500)
            .map(|i| (noise(i, 1.3) + 2.0 * noise(i, 0.7) + 100.0, noise(i, 0.7) + 7.0))
            .collect()
    }

    fn joint(values: &[(f64, f64)]) -> Joint {
        let mut joint = Joint::default();
        values.iter().for_each(|(x, c)| joint.push(*x, *c));
        joint
    }

    #[test]
    fn joint_moments_merge_and_agree_with_sums() {
        let values = sample();
        let whole = joint(&values);
        let mut merged = Joint::default();
        for part in values.chunks(77) {
            merged.merge(&joint(part));
        }
        let sum = |f: &dyn Fn(f64, f64) -> f64| values.iter().map(|(x, c)| f(*x, *c)).sum::<f64>();
        let sums = [sum(&|x, _| x), sum(&|_, c| c)];
        let of_sums = Joint::of_sums(500, sums, [sum(&|x, _| x * x), sum(&|_, c| c * c)], sum(&|x, c| x * c));
        for other in [merged, of_sums] {
            assert_eq!(other.count(), 500);
            assert!((other.coefficient() - whole.coefficient()).abs() < 1e-8);
            assert!((other.correlation().unwrap() - whole.correlation().unwrap()).abs() < 1e-9);
            assert!((other.means().unwrap()[0] - whole.means().unwrap()[0]).abs() < 1e-11);
        }
    }

    #[test]
    fn the_adjusted_mean_is_the_regression_at_the_known_mean() {
        let j = joint(&sample());
        let c = j.adjusted(7.0);
        let rho2 = j.correlation().unwrap() * j.correlation().unwrap();
        assert!((c.coefficient - 2.0).abs() < 0.2);
        // Up to the leverage and the lost degree of freedom.
        assert!((c.factor.unwrap() * (1.0 - rho2) - 1.0).abs() < 0.01);
        assert!((c.equivalent.unwrap() / 500.0 - c.factor.unwrap()).abs() < 1e-9);
        assert!(c.estimate.low < c.estimate.value && c.estimate.observations == 500);
        let exact: Vec<(f64, f64)> = (0..10).map(|i| (3.0 * f64::from(i) + 1.0, f64::from(i))).collect();
        assert!((joint(&exact).adjusted(4.0).estimate.value.unwrap() - 13.0).abs() < 1e-12);
    }

    #[test]
    fn a_companion_that_does_not_vary_changes_nothing() {
        let j = joint(&[(1.0, 5.0), (2.0, 5.0), (6.0, 5.0)]);
        let c = j.adjusted(5.0);
        assert_eq!((c.coefficient, c.estimate.value), (0.0, Some(3.0)));
        assert_eq!(Joint::default().adjusted(0.0).estimate, Estimate::default());
    }

    #[test]
    fn the_coefficient_within_worlds_ignores_their_means() {
        let world = |shift: f64| joint(&[(0.0 + shift, 0.0), (2.0 + shift, 1.0), (4.0 + shift, 2.0)]);
        let mut within = Joint::default();
        within.merge_within(&world(0.0));
        within.merge_within(&world(50.0));
        assert!((within.coefficient() - 2.0).abs() < 1e-12 && within.count() == 6);
    }

    #[test]
    fn a_hazard_is_worth_many_plain_episodes() {
        let mut m = Moments::default();
        (0..1000).for_each(|i| m.push(0.01 + 0.001 * libm::sin(f64::from(i))));
        let e = hazard(&m);
        let variance = m.variance().unwrap();
        let p = e.value.unwrap();
        assert!((equivalent_trials(&e).unwrap() / (1000.0 * p * (1.0 - p) / variance) - 1.0).abs() < 1e-9);
        assert!((relative_error(&e).unwrap() - (variance / 1000.0).sqrt() / p).abs() < 1e-12);
        assert_eq!(relative_error(&Estimate::default()), None);
    }
}
