//! Elementary functions that give the same bits on every machine.
//!
//! The functions of the platform's C library differ between systems in the last bit, and a logit fixed point amplifies such
//! differences. Everything here goes through the pure-Rust `libm` crate instead, which uses only IEEE 754 additions,
//! multiplications and divisions.

/// e^x.
#[inline]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// Natural logarithm.
#[inline]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// x^y.
#[inline]
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// Sine of an angle in radians.
#[inline]
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// 1 − e^(−x) for x ≥ 0: the probability that an event of rate x occurs within one unit of time.
#[inline]
pub fn occurrence(x: f64) -> f64 {
    -libm::expm1(-x)
}

/// The logistic function 1 / (1 + e^(−x)), without overflow.
#[inline]
pub fn logistic(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + exp(-x))
    } else {
        let e = exp(x);
        e / (1.0 + e)
    }
}

/// Logit choice: writes probabilities proportional to exp(values) over the first `n` entries of `values` in place.
/// The largest value is subtracted first, so that no finite input overflows.
#[inline]
pub fn softmax(values: &mut [f64]) {
    let largest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut total = 0.0;
    for v in values.iter_mut() {
        *v = exp(*v - largest);
        total += *v;
    }
    for v in values.iter_mut() {
        *v /= total;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn softmax_of_equal_values_is_uniform_and_survives_huge_ones() {
        let mut v = [1e300, 1e300, 1e300, 1e300];
        softmax(&mut v);
        assert_eq!(v, [0.25; 4]);
        let mut w = [0.0, -1e300];
        softmax(&mut w);
        assert_eq!(w, [1.0, 0.0]);
    }

    #[test]
    fn logistic_is_symmetric_and_saturates_without_overflow() {
        for x in [0.0, 0.3, 5.0, 40.0, 1e6] {
            assert!((logistic(x) + logistic(-x) - 1.0).abs() < 1e-15);
        }
        assert_eq!(logistic(-1e6), 0.0);
        assert_eq!(logistic(1e6), 1.0);
    }

    #[test]
    fn an_infinite_rate_occurs_for_certain_and_a_small_one_keeps_its_digits() {
        assert_eq!(occurrence(f64::INFINITY), 1.0);
        assert_eq!(occurrence(0.0), 0.0);
        assert!((occurrence(1e-20) - 1e-20).abs() < 1e-36);
    }
}
