//! How much of the variance of a quantity goes back to one uncertain number, or to several \[sobol1993\].
//!
//! With inputs drawn independently in each world, the *first-order index* of an input is the share of the variance of the quantity that
//! its conditional mean given this input has, and the *total index* the share that is left if all other inputs are known.
//!
//! **First order, from any independent worlds.** The conditional mean is approximated by a cubic in the input's normal score
//! z = Φ⁻¹(u), with the Hermite polynomials z, z² − 1 and z³ − 3z as columns of a regression; for an event by the means of its
//! two groups. The index is the adjusted R²,
//!
//! ```text
//! S = 1 − (1 − R²)(n − 1)/(n − p − 1)
//! ```
//!
//! which is the whole first-order index where the conditional mean is a cubic and less where it bends more often. Its standard error is
//! that of the infinitesimal jackknife: a world with residual e and deviation d from the mean has the influence
//! \[(1 − R²) d² − e²\]/Var.
//!
//! **Totals, from pairs of worlds.** If `b` is a world in which some inputs of world `a` are drawn anew, the share of the variance in which
//! these inputs take part is the mean of (a − b)²/2 divided by the variance \[jansen1999\]. Inputs that cannot matter have exactly 0.

use super::estimate::Estimate;
use super::level::level;
use crate::numeric::elementary::{ln, logistic};

/// Columns shorter than this part of what they were before others were taken out of them say nothing new.
const COLLINEAR: f64 = 1e-9;
/// Variances below this part of the square of the largest value are rounding.
const ROUNDING: f64 = 1e-24;

/// The columns that the conditional mean given a normal score is made of.
pub fn cubic(scores: &[f64]) -> [Vec<f64>; 3] {
    let of = |column: fn(f64) -> f64| scores.iter().map(|z| column(*z)).collect();
    [of(|z| z), of(|z| z * z - 1.0), of(|z| z * (z * z - 3.0))]
}

/// A regression with a constant.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Number of columns that say something besides the others.
    columns: usize,
    /// Deviations of the values from their mean, and what the columns leave of them.
    deviations: Vec<f64>,
    residuals: Vec<f64>,
}

impl Fit {
    /// Regresses values on columns, each as long as they are.
    pub fn new(columns: &[Vec<f64>], values: &[f64]) -> Self {
        let centred = |column: &[f64]| -> Vec<f64> {
            let mean = column.iter().sum::<f64>() / column.len().max(1) as f64;
            column.iter().map(|x| x - mean).collect()
        };
        let deviations = deviations(values);
        let mut residuals = deviations.clone();
        let mut kept: Vec<Vec<f64>> = Vec::new();
        for column in columns {
            let mut column = centred(column);
            let before = product(&column, &column);
            for other in &kept {
                take_out(&mut column, other);
            }
            let length = product(&column, &column).sqrt();
            if length * length > COLLINEAR * before {
                column.iter_mut().for_each(|x| *x /= length);
                take_out(&mut residuals, &column);
                kept.push(column);
            }
        }
        Fit {
            columns: kept.len(),
            deviations,
            residuals,
        }
    }

    /// Share of the variance that the columns explain, adjusted for their number, with its interval; nothing if the values do not vary or
    /// are too few.
    pub fn explained(&self) -> Estimate {
        let n = self.deviations.len() as f64;
        let freedom = n - self.columns as f64 - 1.0;
        let variance = product(&self.deviations, &self.deviations) / n;
        if freedom < 1.0 || variance == 0.0 {
            return Estimate::default();
        }
        let left = product(&self.residuals, &self.residuals) / n / variance;
        let influence = |(d, e): (&f64, &f64)| (left * d * d - e * e) / variance;
        let influences = self.deviations.iter().zip(&self.residuals).map(influence);
        let std_error = influences.map(|x| x * x).sum::<f64>().sqrt() / n;
        share(
            1.0 - left * (n - 1.0) / freedom,
            std_error,
            self.deviations.len() as u64,
        )
    }
}

/// The share of the variance of `values` that a cubic in the normal scores explains.
pub fn first_order(scores: &[f64], values: &[f64]) -> Estimate {
    Fit::new(&cubic(scores), values).explained()
}

/// The same of an event that happens in some worlds.
pub fn first_order_of_event(happens: &[bool], values: &[f64]) -> Estimate {
    let column = happens.iter().map(|happens| f64::from(u8::from(*happens))).collect();
    Fit::new(&[column], values).explained()
}

/// What the mean of the values rises by if the normal score rises by one, from their regression on it; its standard error
/// does not take the residuals to be alike.
pub fn slope(scores: &[f64], values: &[f64]) -> Estimate {
    let n = scores.len() as f64;
    if scores.len() < 3 {
        return Estimate::default();
    }
    let [x, y] = [scores, values].map(|of| of.iter().sum::<f64>() / n);
    let squares: f64 = scores.iter().map(|z| (z - x) * (z - x)).sum();
    if squares == 0.0 {
        return Estimate::default();
    }
    let pairs = || scores.iter().zip(values).map(|(z, v)| (z - x, v - y));
    let slope = pairs().map(|(z, v)| z * v).sum::<f64>() / squares;
    let left = pairs().map(|(z, v)| {
        let residual = z * (v - slope * z);
        residual * residual
    });
    let std_error = (n / (n - 2.0) * left.sum::<f64>()).sqrt() / squares;
    Estimate {
        value: Some(slope),
        std_error: Some(std_error),
        low: Some(slope - level().normal() * std_error),
        high: Some(slope + level().normal() * std_error),
        observations: scores.len() as u64,
    }
}

/// The total index of inputs: `pairs` are the values of a world, and of the same world with these inputs drawn anew. Nothing if the
/// values do not vary.
///
/// Its standard error is that of the jackknife, which leaves out one pair at a time. The interval is Student's on the logarithm of the index's odds, as
/// the index of few pairs is skewed; an index of 1 or more, which chance can bring, has a plain one.
pub fn total(pairs: &[(f64, f64)]) -> Estimate {
    let n = pairs.len() as f64;
    let mean = pairs.iter().map(|(a, b)| a + b).sum::<f64>() / (2.0 * n);
    // Sums of (a − b)²/2, of a + b and of a² + b², about the mean.
    let part = |(a, b): &(f64, f64)| {
        let (a, b) = (a - mean, b - mean);
        [0.5 * (a - b) * (a - b), a + b, a * a + b * b]
    };
    let sums = pairs
        .iter()
        .map(part)
        .fold([0.0; 3], |sums, own| [0, 1, 2].map(|i| sums[i] + own[i]));
    let index = |[apart, sum, squares]: [f64; 3], n: f64| apart / (0.5 * (squares - sum * sum / (2.0 * n)));
    let largest = pairs
        .iter()
        .fold(0.0_f64, |most, (a, b)| most.max(a.abs()).max(b.abs()));
    if pairs.len() < 3 || sums[2] <= ROUNDING * n * largest * largest {
        return Estimate::default();
    }
    let value = index(sums, n);
    let without = |pair: &(f64, f64)| {
        let own = part(pair);
        index([0, 1, 2].map(|i| sums[i] - own[i]), n - 1.0)
    };
    let left: Vec<f64> = pairs.iter().map(without).collect();
    if left.iter().any(|index| !index.is_finite()) {
        // A single pair makes the whole variance: how far off the index is cannot be told.
        return Estimate {
            value: Some(value.clamp(0.0, 1.0)),
            observations: pairs.len() as u64,
            ..Estimate::default()
        };
    }
    let middle = left.iter().sum::<f64>() / n;
    let squares: f64 = left.iter().map(|x| (x - middle) * (x - middle)).sum();
    let std_error = ((n - 1.0) / n * squares).sqrt();
    let reach = level().student(pairs.len() as u64 - 1) * std_error;
    let (low, high) = match value > 0.0 && value < 1.0 {
        true => {
            let (odds, reach) = (ln(value / (1.0 - value)), reach / (value * (1.0 - value)));
            (logistic(odds - reach), logistic(odds + reach))
        }
        false => ((value - reach).clamp(0.0, 1.0), (value + reach).clamp(0.0, 1.0)),
    };
    Estimate {
        value: Some(value.clamp(0.0, 1.0)),
        std_error: Some(std_error),
        low: Some(low),
        high: Some(high),
        observations: pairs.len() as u64,
    }
}

/// Number of worlds that the variance of values rests on, (Σ d²)² / Σ d⁴ over the deviations from their mean: all of them
/// if these are equal in size, one if a single world makes the whole variance. `None` where nothing varies.
pub fn effective_of_variance(values: &[f64]) -> Option<f64> {
    let [squares, fourths] = deviations(values).iter().fold([0.0; 2], |[two, four]: [f64; 2], x| {
        let d = x * x;
        [two + d, four + d * d]
    });
    (fourths > 0.0).then(|| squares * squares / fourths)
}

/// What values differ by from their mean; nothing if that is rounding alone.
fn deviations(values: &[f64]) -> Vec<f64> {
    let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
    let largest = |of: &[f64]| of.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
    let found: Vec<f64> = values.iter().map(|x| x - mean).collect();
    match largest(&found) <= ROUNDING.sqrt() * largest(values) {
        true => vec![0.0; values.len()],
        false => found,
    }
}

/// A share of a variance with a normal interval, both kept in [0, 1].
fn share(value: f64, std_error: f64, observations: u64) -> Estimate {
    let inside = |x: f64| x.clamp(0.0, 1.0);
    Estimate {
        value: Some(inside(value)),
        std_error: Some(std_error),
        low: Some(inside(value - level().normal() * std_error)),
        high: Some(inside(value + level().normal() * std_error)),
        observations,
    }
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Takes the part along a direction of length one out of a vector, twice, so that rounding leaves nothing of it.
fn take_out(vector: &mut [f64], direction: &[f64]) {
    for _ in 0..2 {
        let along = product(vector, direction);
        vector.iter_mut().zip(direction).for_each(|(x, d)| *x -= along * d);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::quantile::normal;

    #[test]
    fn a_quantity_that_is_a_cubic_of_the_score_is_explained_whole() {
        let scores: Vec<f64> = (1..200).map(|i| normal(f64::from(i) / 200.0)).collect();
        let values: Vec<f64> = scores.iter().map(|z| 2.0 + z - 0.5 * z * z + 0.1 * z * z * z).collect();
        assert!((first_order(&scores, &values).value.unwrap() - 1.0).abs() < 1e-12);
        assert!((slope(&[0.0, 1.0, 2.0], &[1.0, 3.0, 5.0]).value.unwrap() - 2.0).abs() < 1e-12);
    }

    #[test]
    fn what_does_not_vary_has_no_index() {
        let scores = [-1.0, 0.0, 0.5, 1.0, 2.0, 3.0];
        assert_eq!(first_order(&scores, &[0.1; 6]), Estimate::default());
        assert_eq!(total(&[(0.1, 0.1); 6]), Estimate::default());
        assert_eq!(effective_of_variance(&[0.1; 6]), None);
        let lone = [(0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (1.0, 0.5)];
        let e = total(&lone);
        assert!(e.value.is_some() && e.std_error.is_none() && e.low.is_none());
    }

    #[test]
    fn a_number_that_is_not_drawn_anew_in_effect_has_no_total_and_one_that_is_all_has_one() {
        let same: Vec<(f64, f64)> = (0..10).map(|i| (f64::from(i), f64::from(i))).collect();
        let e = total(&same);
        assert_eq!((e.value, e.low, e.high), (Some(0.0), Some(0.0), Some(0.0)));
        // a and b uncorrelated: (a − b)²/2 has the variance as its mean.
        let crossed = [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)];
        assert!((total(&crossed).value.unwrap() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn an_event_explains_the_variance_between_its_groups() {
        let happens: Vec<bool> = (0..100).map(|i| i % 2 == 0).collect();
        let values: Vec<f64> = (0..100).map(|i| f64::from(i % 2) + 0.01 * f64::from(i % 3)).collect();
        assert!(first_order_of_event(&happens, &values).value.unwrap() > 0.99);
        assert_eq!(effective_of_variance(&[1.0, -1.0, 1.0, -1.0]), Some(4.0));
    }
}
