//! Count, mean and sum of squared deviations, mergeable \[chan1979\], \[pebay2008\].

/// Moments of a sample. Merging in a fixed order gives the same bits on every run.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
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

    /// Moments of every column of a table; NaN stands for a value that is missing.
    ///
    /// Two passes over the rows instead of a division per value: the sum, and then the squared deviations from the mean, with
    /// what rounding left of the deviations' own sum taken out. Columns do not look at each other, so several are worked
    /// on at a time, and the order of the rows alone decides about the bits.
    pub fn of_columns<const N: usize>(rows: &[[f64; N]]) -> [Moments; N] {
        let (mut counts, mut sums) = ([0.0; N], [0.0; N]);
        for row in rows {
            for column in 0..N {
                let known = !row[column].is_nan();
                counts[column] += if known { 1.0 } else { 0.0 };
                sums[column] += if known { row[column] } else { 0.0 };
            }
        }
        let means: [f64; N] = std::array::from_fn(|c| if counts[c] > 0.0 { sums[c] / counts[c] } else { 0.0 });
        let (mut offs, mut squares) = ([0.0; N], [0.0; N]);
        for row in rows {
            for column in 0..N {
                let off = row[column] - means[column];
                let off = if off.is_nan() { 0.0 } else { off };
                offs[column] += off;
                squares[column] += off * off;
            }
        }
        std::array::from_fn(|c| {
            if counts[c] == 0.0 {
                return Moments::default();
            }
            let correction = offs[c] / counts[c];
            Moments {
                count: counts[c] as u64,
                mean: means[c] + correction,
                squares: (squares[c] - offs[c] * correction).max(0.0),
            }
        })
    }

    /// Moments of one quantity of every item, in the same two passes.
    pub fn of_column<T>(items: &[T], value: impl Fn(&T) -> f64) -> Moments {
        if items.is_empty() {
            return Moments::default();
        }
        let n = items.len() as f64;
        let mean = items.iter().map(&value).sum::<f64>() / n;
        let (mut offs, mut squares) = (0.0, 0.0);
        for item in items {
            let off = value(item) - mean;
            offs += off;
            squares += off * off;
        }
        let correction = offs / n;
        Moments {
            count: items.len() as u64,
            mean: mean + correction,
            squares: (squares - offs * correction).max(0.0),
        }
    }

    /// From the sum and the sum of squares of `count` small whole numbers, such as the indicators of an event.
    pub fn of_sums(count: u64, sum: f64, squares: f64) -> Moments {
        if count == 0 {
            return Moments::default();
        }
        let mean = sum / count as f64;
        Moments {
            count,
            mean,
            squares: (squares - sum * mean).max(0.0),
        }
    }

    /// Moments of the differences of a sample from itself.
    pub fn of_no_differences(&self) -> Moments {
        Moments {
            count: self.count,
            ..Moments::default()
        }
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
    fn columns_have_the_moments_of_their_known_values() {
        let missing = |i: usize, x: f64| if i.is_multiple_of(3) { f64::NAN } else { x };
        let value = |i: usize| (i as f64 * 0.7).sin() * 5.0 + 1e6;
        let rows: Vec<[f64; 4]> = (0..2_000)
            .map(|i| [value(i), missing(i, value(i)), f64::NAN, f64::from(u8::from(i == 5))])
            .collect();
        let columns = Moments::of_columns(&rows);
        for (c, moments) in columns.iter().enumerate() {
            let mut pushed = Moments::default();
            for row in rows.iter().filter(|row| !row[c].is_nan()) {
                pushed.push(row[c]);
            }
            assert_eq!(moments.count(), pushed.count());
            if let (Some(mean), Some(variance)) = (pushed.mean(), pushed.variance()) {
                assert!((moments.mean().unwrap() / mean - 1.0).abs() < 1e-12, "column {c}");
                assert!(
                    (moments.variance().unwrap() / variance - 1.0).abs() < 1e-9,
                    "column {c}"
                );
            }
        }
        assert_eq!(columns[2], Moments::default());
        assert_eq!(Moments::of_columns::<2>(&[]), [Moments::default(); 2]);
    }

    #[test]
    fn nothing_is_estimated_from_too_few_values() {
        let mut m = Moments::default();
        assert_eq!((m.mean(), m.variance(), m.standard_error()), (None, None, None));
        m.push(2.0);
        assert_eq!((m.mean(), m.variance()), (Some(2.0), None));
    }
}
