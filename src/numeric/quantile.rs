//! Quantile functions (inverse distribution functions) with the same bits on every machine, and the normal distribution function itself.
//!
//! * The normal quantile is Wichura's algorithm AS 241 \[wichura1988\], accurate to about 1e-16.
//! * The beta quantile solves I_x(a, b) = u for y = logit(x) by Newton's method inside a bracket that shrinks in every step, so it
//!   always ends. In y both ends of the unit interval are equally far away, and x and 1 − x keep their digits. I_x(a, b) is the
//!   continued fraction of the incomplete beta function \[olver2010\] (8.17.22), summed by the modified Lentz method on the side on
//!   which it converges fast.

use super::elementary::{exp, ln};

/// The standard normal quantile of 0.95: a central 90 % interval reaches so many standard deviations to either side.
pub const NORMAL_95: f64 = 1.644_853_626_951_472_2;

/// The standard normal quantile at `u` in (0, 1).
pub fn normal(u: f64) -> f64 {
    let q = u - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * polynomial(&CENTRE_ABOVE, r) / polynomial(&CENTRE_BELOW, r);
    }
    let tail = if q < 0.0 { u } else { 1.0 - u };
    let r = (-ln(tail)).sqrt();
    let z = if r <= 5.0 {
        polynomial(&MIDDLE_ABOVE, r - 1.6) / polynomial(&MIDDLE_BELOW, r - 1.6)
    } else {
        polynomial(&FAR_ABOVE, r - 5.0) / polynomial(&FAR_BELOW, r - 5.0)
    };
    if q < 0.0 { -z } else { z }
}

/// The probability that a standard normal variable lies below `z`: the inverse of [`normal`].
pub fn below(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The logit of the quantile at `u` in (0, 1) of the beta distribution with parameters `a`, `b` > 0.
pub fn beta_logit(u: f64, a: f64, b: f64) -> f64 {
    // The smaller tail keeps its digits.
    if u > 0.5 {
        return -beta_logit_below(1.0 - u, b, a);
    }
    beta_logit_below(u, a, b)
}

/// Beyond these logits x or 1 − x is no longer a positive number.
const FARTHEST_LOGIT: f64 = 740.0;
/// Newton needs less than ten steps; bisection alone would need about sixty.
const MOST_STEPS: usize = 200;

fn beta_logit_below(u: f64, a: f64, b: f64) -> f64 {
    let beta = IncompleteBeta::new(a, b);
    let (mut low, mut high) = (-FARTHEST_LOGIT, FARTHEST_LOGIT);
    // The left tail is x^a / (a B(a, b)): a start that is good where the target is far out.
    let mut y = ((ln(u) + ln(a) + beta.ln_beta) / a).min(ln(a / b)).clamp(low, high);
    for _ in 0..MOST_STEPS {
        let (below, density) = beta.at(y);
        let miss = below - u;
        if miss == 0.0 {
            break;
        }
        if miss > 0.0 {
            high = y;
        } else {
            low = y;
        }
        // Newton on ln I − ln u: the tail is a straight line there.
        let newton = y - (ln(below) - ln(u)) * below / density;
        let next = if newton > low && newton < high {
            newton
        } else {
            0.5 * (low + high)
        };
        let settled = (next - y).abs() <= 1e-15 * y.abs().max(1.0);
        y = next;
        if settled {
            break;
        }
    }
    y
}

/// x and 1 − x of a logit, each with all its digits.
fn halves(y: f64) -> (f64, f64) {
    let e = exp(-y.abs());
    let (large, small) = (1.0 / (1.0 + e), e / (1.0 + e));
    if y < 0.0 { (small, large) } else { (large, small) }
}

/// I_x(a, b) as a function of logit(x).
struct IncompleteBeta {
    a: f64,
    b: f64,
    /// ln B(a, b)
    ln_beta: f64,
}

impl IncompleteBeta {
    fn new(a: f64, b: f64) -> Self {
        let ln_beta = libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
        IncompleteBeta { a, b, ln_beta }
    }

    /// I_x(a, b) and its derivative by the logit, x^a (1 − x)^b / B(a, b).
    fn at(&self, y: f64) -> (f64, f64) {
        let (x, rest) = halves(y);
        let density = exp(self.a * ln(x) + self.b * ln(rest) - self.ln_beta);
        let below = if x < (self.a + 1.0) / (self.a + self.b + 2.0) {
            density * continued_fraction(self.a, self.b, x) / self.a
        } else {
            1.0 - density * continued_fraction(self.b, self.a, rest) / self.b
        };
        (below, density)
    }
}

/// The terms needed grow with the square root of the larger parameter.
const MOST_TERMS: usize = 20_000;

fn continued_fraction(a: f64, b: f64, x: f64) -> f64 {
    let away = |t: f64| if t.abs() < 1e-300 { 1e-300 } else { t };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for term in 1..MOST_TERMS {
        let m = term as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        value *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        let change = d * c;
        value *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    value
}

fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

// The coefficients of AS 241, numerators and denominators, constant term first.
const CENTRE_ABOVE: [f64; 8] = [
    3.387_132_872_796_366_5,
    1.331_416_678_917_843_8e2,
    1.971_590_950_306_551_3e3,
    1.373_169_376_550_946e4,
    4.592_195_393_154_987e4,
    6.726_577_092_700_87e4,
    3.343_057_558_358_813e4,
    2.509_080_928_730_122_7e3,
];
const CENTRE_BELOW: [f64; 8] = [
    1.0,
    4.231_333_070_160_091e1,
    6.871_870_074_920_579e2,
    5.394_196_021_424_751e3,
    2.121_379_430_158_659_7e4,
    3.930_789_580_009_271e4,
    2.872_908_573_572_194_3e4,
    5.226_495_278_852_854e3,
];
const MIDDLE_ABOVE: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    2.417_807_251_774_506e-1,
    2.272_384_498_926_918_4e-2,
    7.745_450_142_783_414e-4,
];
const MIDDLE_BELOW: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    6.897_673_349_851e-1,
    1.481_039_764_274_800_8e-1,
    1.519_866_656_361_645_7e-2,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
const FAR_ABOVE: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    2.965_605_718_285_048_7e-1,
    2.653_218_952_657_612_4e-2,
    1.242_660_947_388_078_4e-3,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const FAR_BELOW: [f64; 8] = [
    1.0,
    5.998_322_065_558_88e-1,
    1.369_298_809_227_358e-1,
    1.487_536_129_085_061_5e-2,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::elementary::logistic;
    use statrs::distribution::{Beta, ContinuousCDF, Normal};

    const POINTS: [f64; 13] = [
        1e-9,
        1e-6,
        1e-3,
        0.01,
        0.05,
        0.25,
        0.5,
        0.6,
        0.9,
        0.99,
        0.999,
        1.0 - 1e-6,
        1.0 - 1e-9,
    ];

    #[test]
    fn the_normal_distribution_has_its_published_values_and_inverts_the_quantile() {
        // Abramowitz and Stegun, table 26.1.
        assert_eq!(below(0.0), 0.5);
        assert!((below(1.0) - 0.841_344_746_068_543).abs() < 1e-15);
        assert!((below(-3.0) / 0.001_349_898_031_630_095 - 1.0).abs() < 1e-14);
        for u in POINTS {
            assert!((below(normal(u)) / u - 1.0).abs() < 1e-14, "{u}");
        }
    }

    #[test]
    fn the_normal_quantile_has_its_published_values_and_inverts_the_distribution() {
        // Wichura's own checks: 0.25, 0.001 and 1e-20.
        assert!((normal(0.25) + 0.674_489_750_196_081_7).abs() < 1e-15);
        assert!((normal(0.001) + 3.090_232_306_167_813_5).abs() < 1e-14);
        assert!((normal(1e-20) + 9.262_340_089_798_408).abs() < 1e-13);
        assert!((normal(0.95) - NORMAL_95).abs() < 1e-15);
        assert_eq!(normal(0.5), 0.0);
        let standard = Normal::new(0.0, 1.0).unwrap();
        for u in POINTS {
            let back = standard.cdf(normal(u));
            assert!((back / u - 1.0).abs() < 1e-8 || (back - u).abs() < 1e-10, "{u}: {back}");
        }
    }

    #[test]
    fn beta_quantiles_agree_with_the_closed_forms() {
        for u in POINTS {
            for shape in [0.05, 0.5, 1.0, 3.0, 40.0, 1e5] {
                // x^a and 1 − (1 − x)^b.
                let x = logistic(beta_logit(u, shape, 1.0));
                let expected = libm::pow(u, 1.0 / shape);
                assert!((x - expected).abs() <= 1e-12 * expected, "{u} {shape}: {x} {expected}");
                let x = logistic(-beta_logit(u, 1.0, shape));
                let expected = libm::pow(1.0 - u, 1.0 / shape);
                assert!((x - expected).abs() <= 1e-12 * expected, "{u} {shape}: {x} {expected}");
            }
            // The arcsine law, and 3x² − 2x³.
            let x = logistic(beta_logit(u, 0.5, 0.5));
            let sine = libm::sin(0.5 * std::f64::consts::PI * u);
            assert!((x - sine * sine).abs() <= 1e-12 * x, "{u}: {x}");
            let x = logistic(beta_logit(u, 2.0, 2.0));
            assert!((x * x * (3.0 - 2.0 * x) - u).abs() <= 1e-12 * u, "{u}: {x}");
        }
    }

    #[test]
    fn beta_quantiles_end_and_invert_for_all_shapes() {
        for a in [1e-3, 0.3, 1.0, 2.5, 5.0, 80.0, 3e3, 1e6] {
            for b in [1e-3, 0.3, 1.0, 2.5, 5.0, 80.0, 3e3, 1e6] {
                let mut last = f64::NEG_INFINITY;
                for u in POINTS {
                    let y = beta_logit(u, a, b);
                    assert!(y >= last, "{a} {b} {u}: {y} after {last}");
                    last = y;
                    let (below, _) = IncompleteBeta::new(a, b).at(y);
                    let slack = 1e-8 * u.min(1.0 - u) + 1e-9;
                    assert!(
                        (below - u).abs() <= slack || y.abs() > 700.0,
                        "{a} {b} {u}: {below} at {y}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_incomplete_beta_function_agrees_with_another_implementation() {
        for (a, b) in [(2.0, 3.0), (0.7, 4.0), (5.0, 5.0), (1.5, 3.5), (20.0, 7.0)] {
            let other = Beta::new(a, b).unwrap();
            for x in [0.001, 0.1, 0.3, 0.5, 0.77, 0.99] {
                let (below, _) = IncompleteBeta::new(a, b).at(ln(x / (1.0 - x)));
                assert!((below - other.cdf(x)).abs() < 1e-12, "{a} {b} {x}");
            }
        }
    }
}
