//! What pairing gives: an exact test, and the precision gained.
//!
//! References by key: `docs/references.md`.

use std::f64::consts::{LN_2, PI};

/// McNemar's exact test \[mcnemar1947\]: two-sided p-value of `gained` and `lost` discordant pairs.
///
/// Null hypothesis: a discordant pair is as likely to be gained as lost. It follows from *in every world the arm makes no
/// difference to the event*, whatever the worlds are and however they are drawn, since given that a pair is discordant its sign
/// is then a fair coin. Hence the number gained has the binomial law with n = gained + lost and 1/2, and
///
/// ```text
/// p = min(1, 2 P(X ≤ min(gained, lost)))
/// ```
///
/// The sum runs downwards from its largest term until the rest is below rounding, at most some 10 √n terms.
pub fn exact_test(gained: u64, lost: u64) -> f64 {
    (2.0 * lower_tail(gained, lost)).min(1.0)
}

/// P(X ≤ k) for the smaller number k of X, binomial with 1/2.
fn lower_tail(gained: u64, lost: u64) -> f64 {
    let (k, n) = (gained.min(lost), gained + lost);
    let mut term = fair_probability(k, n);
    let mut tail = term;
    for i in (1..=k).rev() {
        term *= i as f64 / (n - i + 1) as f64;
        tail += term;
        // What follows is smaller than a geometric series with this ratio.
        let ratio = (i - 1) as f64 / (n - i + 2) as f64;
        if term * ratio <= 1e-17 * tail * (1.0 - ratio) {
            break;
        }
    }
    tail
}

/// C(n, k) / 2ⁿ by Loader's saddle-point form \[loader2000\], without loss of digits for large n.
fn fair_probability(k: u64, n: u64) -> f64 {
    let (x, y, n) = (k as f64, (n - k) as f64, n as f64);
    if k == 0 {
        return libm::exp(-n * LN_2);
    }
    let exponent =
        stirling_error(n) - stirling_error(x) - stirling_error(y) - deviance(x, 0.5 * n) - deviance(y, 0.5 * n);
    (n / (2.0 * PI * x * y)).sqrt() * libm::exp(exponent)
}

/// ln n! − ln(√(2πn) (n/e)ⁿ).
fn stirling_error(n: f64) -> f64 {
    if n < 16.0 {
        return libm::lgamma(n + 1.0) - (n + 0.5) * libm::log(n) + n - 0.5 * libm::log(2.0 * PI);
    }
    let n2 = n * n;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 / n2) / n2) / n2) / n2) / n
}

/// x ln(x/m) + m − x, by a series where x is close to m.
fn deviance(x: f64, m: f64) -> f64 {
    if (x - m).abs() >= 0.1 * (x + m) {
        return x * libm::log(x / m) + m - x;
    }
    // With v = (x − m)/(x + m): ln(x/m) = 2 (v + v³/3 + v⁵/5 + …).
    let v = (x - m) / (x + m);
    let mut sum = (x - m) * v;
    let mut power = 2.0 * x * v;
    for odd in (3..).step_by(2) {
        power *= v * v;
        let next = sum + power / f64::from(odd);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// Precision gained by pairing two arms.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pairing {
    /// Correlation of the two; `None` if one does not vary.
    pub correlation: Option<f64>,
    /// How many more episodes unpaired arms would need for the same standard error, each; negative if pairing does harm,
    /// `None` if the differences do not vary.
    pub saved: Option<f64>,
}

/// From the variances of both arms and of their differences, over `pairs` pairs:
///
/// ```text
/// correlation = (Var a + Var b − Var(a − b)) / (2 √(Var a Var b))
/// saved       = pairs × ((Var a + Var b) / Var(a − b) − 1)
/// ```
pub fn pairing(first: f64, second: f64, difference: f64, pairs: u64) -> Pairing {
    let unpaired = first + second;
    let scale = (first * second).sqrt();
    Pairing {
        correlation: (scale > 0.0).then(|| ((unpaired - difference) / (2.0 * scale)).clamp(-1.0, 1.0)),
        saved: (difference > 0.0).then(|| pairs as f64 * (unpaired / difference - 1.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_numbers_of_pairs_agree_with_sums_of_whole_numbers() {
        for n in 0..=40u64 {
            let mut row = vec![1u64];
            for _ in 0..n {
                let next = (0..=row.len()).map(|i| row.get(i).unwrap_or(&0) + if i > 0 { row[i - 1] } else { 0 });
                row = next.collect();
            }
            let all = (1u64 << n) as f64;
            for lost in 0..=n {
                let k = lost.min(n - lost) as usize;
                let tail = row[..=k].iter().sum::<u64>() as f64 / all;
                assert!((exact_test(n - lost, lost) / (2.0 * tail).min(1.0) - 1.0).abs() < 1e-13);
            }
        }
    }

    #[test]
    fn the_test_is_symmetric_and_certain_of_nothing_without_discordant_pairs() {
        assert_eq!((exact_test(0, 0), exact_test(7, 7)), (1.0, 1.0));
        assert_eq!(exact_test(3, 12), exact_test(12, 3));
        // 10 of 10: 2/2¹⁰.
        assert!((exact_test(10, 0) - 2.0 / 1024.0).abs() < 1e-17);
    }

    #[test]
    fn huge_numbers_of_pairs_agree_with_the_normal_law() {
        for (n, z) in [
            (1_000_000u64, 1.0),
            (1_000_000_000, 0.5),
            (1_000_000_000, 3.0),
            (4_000_000_000, 6.0),
        ] {
            let lost = (0.5 * n as f64 - 0.5 * z * (n as f64).sqrt()).round() as u64;
            // P(X ≤ lost) with the continuity correction; its relative error is of the order of z⁴/n.
            let score = (n as f64 - 2.0 * lost as f64 - 1.0) / (n as f64).sqrt();
            let normal = libm::erfc(score / 2f64.sqrt());
            let exact = exact_test(n - lost, lost);
            assert!((exact / normal - 1.0).abs() < 1e-5, "{n}: {exact} {normal}");
        }
        assert_eq!(exact_test(1_000_000_000, 0), 0.0);
        assert_eq!(exact_test(500_000_000, 500_000_000), 1.0);
    }

    #[test]
    fn pairing_saves_what_the_correlation_says() {
        let p = pairing(0.2, 0.2, 0.1, 1000);
        assert!((p.correlation.unwrap() - 0.75).abs() < 1e-12);
        assert!((p.saved.unwrap() - 3000.0).abs() < 1e-9, "1/(1 − ρ) = 4 times as many");
        assert_eq!(pairing(0.2, 0.0, 0.2, 10).correlation, None);
        assert_eq!(pairing(0.2, 0.2, 0.0, 10).saved, None);
    }
}
