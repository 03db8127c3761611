//! What a value counts in a mean over several levels of approximation.
//!
//! With levels 0, 1, …, L, whose samples of sizes N_0 ≥ N_1 ≥ … ≥ N_L are each among those of the level before, the telescoping sum
//!
//! ```text
//! mean over N_0 of y_0 + mean over N_1 of (y_1 − y_0) + … + mean over N_L of (y_L − y_{L−1})
//! ```
//!
//! estimates the mean of y_L \[giles2008\]. Sorted by values it is Σ w y / N_0 with the weights given here.

/// N_0 times what a value of level `level` counts: N_0/N_l, less N_0/N_{l+1} if the same was also computed on the next level
/// (`again`). With one level every value counts 1.
pub fn weight(sizes: &[u64], level: usize, again: bool) -> f64 {
    let share = |level: usize| sizes[0] as f64 / sizes[level] as f64;
    share(level) - if again { share(level + 1) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_add_up_to_the_telescoping_sum() {
        let sizes = [8, 4, 2];
        let value = |level: usize, i: u64| (level as f64 + 1.0) * (i as f64 + 0.5).sqrt();
        let mut sum = 0.0;
        for level in 0..3 {
            for i in 0..sizes[level] {
                let again = level < 2 && i < sizes[level + 1];
                sum += weight(&sizes, level, again) * value(level, i);
            }
        }
        let mean = |level: usize, of: &dyn Fn(u64) -> f64| (0..sizes[level]).map(of).sum::<f64>() / sizes[level] as f64;
        let telescoped = mean(0, &|i| value(0, i))
            + mean(1, &|i| value(1, i) - value(0, i))
            + mean(2, &|i| value(2, i) - value(1, i));
        assert!((sum / 8.0 - telescoped).abs() < 1e-12);
        assert_eq!(weight(&[5], 0, false), 1.0);
    }
}
