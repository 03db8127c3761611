//! Count, mean and sum of squared deviations, mergeable \[chan1979\], \[pebay2008\].

/// Moments of a sample. Merging in a fixed order gives the same bits on every run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    count: u64,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// Adds one value.
    #[inline]
    pub fn push(&mut self, value: f64) {
        self.count += 1;
        let off = value - self.mean;
        self.mean += off / self.count as f64;
        self.squares += off * (value - self.mean);
    }

    /// Adds another sample.
    pub fn merge(&mut self, other: &Moments) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = *other;
            return;
        }
        let (a, b) = (self.count as f64, other.count as f64);
        let off = other.mean - self.mean;
        self.mean += off * (b / (a + b));
        self.squares += other.squares + off * off * (a * b / (a + b));
        self.count += other.count;
    }

    pub fn count(&self) -> u64 {
        self.count
    }

    /// Mean; `None` of an empty sample.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then_some(self.mean)
    }

    /// Unbiased variance; `None` of fewer than two values.
    pub fn variance(&self) -> Option<f64> {
        (self.count > 1).then(|| self.squares / (self.count - 1) as f64)
    }

    /// Sum of the values and sum of their squares.
    pub fn sums(&self) -> (f64, f64) {
        let n = self.count as f64;
        (n * self.mean, self.squares + n * self.mean * self.mean)
    }

    /// Standard error of the mean of independent values.
    pub fn standard_error(&self) -> Option<f64> {
        self.variance().map(|v| (v / self.count as f64).sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merging_equals_pushing_and_empty_is_the_identity() {
        let values: Vec<f64> = (0..1000).map(|i| libm::sin(f64::from(i)) * 3.0 + 1e3).collect();
        let mut whole = Moments::default();
        let mut parts = [Moments::default(); 3];
        for (i, v) in values.iter().enumerate() {
            whole.push(*v);
            parts[(i / 400).min(2)].push(*v);
        }
        let mut merged = Moments::default();
        for p in &parts {
            merged.merge(p);
        }
        merged.merge(&Moments::default());
        assert_eq!(merged.count(), whole.count());
        assert!((merged.mean().unwrap() - whole.mean().unwrap()).abs() < 1e-12);
        assert!((merged.variance().unwrap() - whole.variance().unwrap()).abs() < 1e-10);
    }

    #[test]
    fn nothing_is_estimated_from_too_few_values() {
        let mut m = Moments::default();
        assert_eq!((m.mean(), m.variance(), m.standard_error()), (None, None, None));
        m.push(2.0);
        assert_eq!((m.mean(), m.variance()), (Some(2.0), None));
    }
}
