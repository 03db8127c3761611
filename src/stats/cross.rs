//! Moments of two quantities together, mergeable \[chan1979\], \[pebay2008\], and what one whose mean is known says about the
//! other.
//!
//! If the mean of a control c is known to be μ, then mean(x) − β (mean(c) − μ) estimates the mean of x with the variance of
//! what is left of x after a regression on c. β = cov(x, c) / var(c) makes that smallest. It is taken from the same sample,
//! which biases the estimate by an order of 1/n, far below its standard error.

/// Moments of a sample of pairs (x, c).
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct CrossMoments {
    count: u64,
    means: [f64; 2],
    /// Sums of squared deviations.
    squares: [f64; 2],
    /// Sum of products of deviations.
    product: f64,
}

impl CrossMoments {
    /// From plain sums: of x and of c, of their squares, and of their products. Good to about n × 1e-16 × mean², so for
    /// quantities whose means do not dwarf their spreads.
    pub fn of_sums(count: u64, sums: [f64; 2], squares: [f64; 2], product: f64) -> Self {
        if count == 0 {
            return CrossMoments::default();
        }
        let n = count as f64;
        let means = sums.map(|s| s / n);
        let centred = |i: usize| (squares[i] - sums[i] * means[i]).max(0.0);
        CrossMoments {
            count,
            means,
            squares: [centred(0), centred(1)],
            product: product - sums[0] * means[1],
        }
    }

    /// Adds another sample.
    pub fn merge(&mut self, other: &CrossMoments) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = *other;
            return;
        }
        let (a, b) = (self.count as f64, other.count as f64);
        let off: [f64; 2] = std::array::from_fn(|i| other.means[i] - self.means[i]);
        let weight = a * b / (a + b);
        for i in 0..2 {
            self.means[i] += off[i] * (b / (a + b));
            self.squares[i] += other.squares[i] + off[i] * off[i] * weight;
        }
        self.product += other.product + off[0] * off[1] * weight;
        self.count += other.count;
    }

    pub fn count(&self) -> u64 {
        self.count
    }

    /// Means of x and c; `None` of an empty sample.
    pub fn means(&self) -> Option<[f64; 2]> {
        (self.count > 0).then_some(self.means)
    }

    /// Unbiased variances of x and c; `None` of fewer than two pairs.
    pub fn variances(&self) -> Option<[f64; 2]> {
        (self.count > 1).then(|| self.squares.map(|s| s / (self.count - 1) as f64))
    }

    /// Unbiased covariance; `None` of fewer than two pairs.
    pub fn covariance(&self) -> Option<f64> {
        (self.count > 1).then(|| self.product / (self.count - 1) as f64)
    }

    /// β, the slope of x on c; 0 if c does not vary.
    pub fn slope(&self) -> f64 {
        match self.squares[1] > 0.0 {
            true => self.product / self.squares[1],
            false => 0.0,
        }
    }

    /// Mean of x with c as a control whose mean is `expected`, and its standard error, which needs three pairs.
    pub fn controlled(&self, expected: f64) -> (Option<f64>, Option<f64>) {
        let slope = self.slope();
        let value = self.means().map(|[x, c]| x - slope * (c - expected));
        let error = (self.count > 2).then(|| {
            let left = (self.squares[0] - slope * self.product).max(0.0);
            (left / ((self.count - 2) as f64 * self.count as f64)).sqrt()
        });
        (value, error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(f64, f64)]) -> CrossMoments {
        let sum = |f: fn(&(f64, f64)) -> f64| pairs.iter().map(f).sum::<f64>();
        CrossMoments::of_sums(
            pairs.len() as u64,
            [sum(|p| p.0), sum(|p| p.1)],
            [sum(|p| p.0 * p.0), sum(|p| p.1 * p.1)],
            sum(|p| p.0 * p.1),
        )
    }

    fn sample(from: u32, to: u32) -> Vec<(f64, f64)> {
        let wave = |i: u32, k: f64| libm::sin(f64::from(i) * k);
        (from..to)
            .map(|i| (3.0 + 2.0 * wave(i, 0.7) + wave(i, 1.9), wave(i, 0.7)))
            .collect()
    }

    #[test]
    fn merging_equals_summing_and_empty_is_the_identity() {
        let whole = of(&sample(0, 900));
        let mut merged = CrossMoments::default();
        for (from, to) in [(0, 1), (1, 400), (400, 400), (400, 900)] {
            merged.merge(&of(&sample(from, to)));
        }
        assert_eq!(merged.count(), whole.count());
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12 * (1.0 + b.abs()), "{a} and {b}");
        close(merged.covariance().unwrap(), whole.covariance().unwrap());
        for i in 0..2 {
            close(merged.means().unwrap()[i], whole.means().unwrap()[i]);
            close(merged.variances().unwrap()[i], whole.variances().unwrap()[i]);
        }
    }

    #[test]
    fn a_control_takes_out_what_it_explains_and_no_more() {
        // x = 3 + 2 c + something unrelated of variance 1/2.
        let moments = of(&sample(0, 20_000));
        assert!((moments.slope() - 2.0).abs() < 0.01);
        let (value, error) = moments.controlled(0.0);
        assert!((value.unwrap() - 3.0).abs() < 0.01);
        assert!((error.unwrap() * 20_000f64.sqrt() - 0.5f64.sqrt()).abs() < 0.01);
        // A line is explained entirely.
        let line: Vec<(f64, f64)> = (0..10).map(|i| (1.0 - 4.0 * f64::from(i), f64::from(i))).collect();
        let (value, error) = of(&line).controlled(7.0);
        assert!((value.unwrap() + 27.0).abs() < 1e-12 && error.unwrap() < 1e-6);
    }

    #[test]
    fn a_control_that_does_not_vary_changes_nothing() {
        let moments = of(&[(1.0, 0.5), (2.0, 0.5), (6.0, 0.5)]);
        let (value, error) = moments.controlled(0.25);
        assert_eq!((moments.slope(), value), (0.0, Some(3.0)));
        assert!(error.unwrap() > 0.0);
        assert_eq!(CrossMoments::default().controlled(0.0), (None, None));
        assert_eq!(of(&[(1.0, 1.0)]).controlled(1.0), (Some(1.0), None));
    }
}
