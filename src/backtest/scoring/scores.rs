//! Scores of single predictions. All are losses: 0 is best.
//!
//! With p the predicted distribution over K classes and w what happened, as weights that sum to 1:
//!
//! ```text
//! Brier        Σ_k (p_k − w_k)²                                    0 to 2
//! logarithmic  −Σ_k w_k ln max(p_k, FLOOR)                          0 to 13.8, in nats
//! ranked       Σ_{k<K} (P_k − W_k)² / (K − 1)                       0 to 1; P, W are sums over the first k classes
//! ```
//!
//! after \[brier1950\], \[good1952\] and \[epstein1969\]. All are proper \[gneiting-raftery2007\]: whoever believes in a distribution
//! expects the least loss if he predicts it, the Brier and the ranked score always, the logarithmic one as long as no probability is
//! below the floor. Where what happened is spread over classes, the Brier score is lower than the mean over the classes by
//! Σ w (1 − w), and the ranked one by the mean of W (1 − W); both amounts do not depend on the prediction, so that differences
//! between predictions are the same either way.

use crate::numeric::elementary::ln;

/// Least probability in a logarithmic score: a class that was excluded and happens costs −ln 10⁻⁶ = 13.8 and not infinity.
pub const FLOOR: f64 = 1e-6;

/// A logarithmic score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Logarithmic {
    /// In nats.
    pub loss: f64,
    /// Whether something happened whose probability was below [`FLOOR`], so that the loss would have been larger.
    pub floored: bool,
}

/// The Brier score over classes, from 0 to 2: twice that of [`brier_event`] for two classes.
///
/// # Panics
/// If the two are not equally long.
pub fn brier(predicted: &[f64], happened: &[f64]) -> f64 {
    pairs(predicted, happened).map(|(p, w)| (p - w) * (p - w)).sum()
}

/// The logarithmic score over classes, in nats.
///
/// # Panics
/// If the two are not equally long.
pub fn logarithmic(predicted: &[f64], happened: &[f64]) -> Logarithmic {
    let mut score = Logarithmic {
        loss: 0.0,
        floored: false,
    };
    for (p, w) in pairs(predicted, happened).filter(|(_, w)| *w > 0.0) {
        score.loss -= w * ln(p.max(FLOOR));
        score.floored |= p < FLOOR;
    }
    score
}

/// The ranked probability score over classes or bins that are given in their order, from 0 to 1. It does not hold a near miss as bad
/// as one that is far off. Of a single class it is 0.
///
/// # Panics
/// If the two are not equally long.
pub fn ranked(predicted: &[f64], happened: &[f64]) -> f64 {
    let steps = predicted.len().saturating_sub(1);
    let (mut difference, mut sum) = (0.0, 0.0);
    for (p, w) in pairs(predicted, happened).take(steps) {
        difference += p - w;
        sum += difference * difference;
    }
    sum / steps.max(1) as f64
}

/// The Brier score of a probability that an event happens, from 0 to 1; `happened` is 1 if it did, 0 if not, and between them where
/// that is contested.
pub fn brier_event(predicted: f64, happened: f64) -> f64 {
    (predicted - happened) * (predicted - happened)
}

/// The logarithmic score of a probability that an event happens, in nats.
pub fn logarithmic_event(predicted: f64, happened: f64) -> Logarithmic {
    logarithmic(&[predicted, 1.0 - predicted], &[happened, 1.0 - happened])
}

fn pairs<'s>(predicted: &'s [f64], happened: &'s [f64]) -> impl Iterator<Item = (f64, f64)> + 's {
    assert_eq!(
        predicted.len(),
        happened.len(),
        "a probability and a weight for each class"
    );
    predicted.iter().copied().zip(happened.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEAR: f64 = 1e-12;

    #[test]
    fn scores_are_those_worked_out_by_hand() {
        let p = [0.5, 0.3, 0.2];
        let second = [0.0, 1.0, 0.0];
        assert!((brier(&p, &second) - (0.25 + 0.49 + 0.04)).abs() < NEAR);
        assert!((logarithmic(&p, &second).loss - 1.203_972_804_325_936).abs() < NEAR);
        // Sums 0.5 and 0.8 against 0 and 1.
        assert!((ranked(&p, &second) - (0.25 + 0.04) / 2.0).abs() < NEAR);
        let contested = [0.0, 0.6, 0.4];
        assert!((brier(&p, &contested) - (0.25 + 0.09 + 0.04)).abs() < NEAR);
        let loss = 0.6 * 1.203_972_804_325_936 + 0.4 * 1.609_437_912_434_100_3;
        assert!((logarithmic(&p, &contested).loss - loss).abs() < NEAR);
        assert!((ranked(&p, &contested) - (0.25 + 0.04) / 2.0).abs() < NEAR);
        assert!((brier_event(0.3, 1.0) - 0.49).abs() < NEAR);
        assert!((brier(&[0.3, 0.7], &[1.0, 0.0]) - 2.0 * brier_event(0.3, 1.0)).abs() < NEAR);
        assert!((ranked(&[0.3, 0.7], &[1.0, 0.0]) - brier_event(0.3, 1.0)).abs() < NEAR);
        assert_eq!(ranked(&[1.0], &[1.0]), 0.0);
    }

    #[test]
    fn the_worst_predictions_have_the_largest_losses_of_each_range() {
        let (p, w) = ([0.0, 0.0, 1.0], [1.0, 0.0, 0.0]);
        assert_eq!((brier(&p, &w), ranked(&p, &w)), (2.0, 1.0));
        let worst = logarithmic(&p, &w);
        assert!(worst.floored && (worst.loss - 13.815_510_557_964_274).abs() < NEAR);
        assert!(!logarithmic(&p, &p).floored && logarithmic(&p, &p).loss == 0.0);
        assert!(logarithmic_event(0.0, 0.4).floored && !logarithmic_event(0.0, 0.0).floored);
    }

    #[test]
    fn a_near_miss_is_better_than_one_that_is_far_off_in_the_ranked_score_alone() {
        let happened = [1.0, 0.0, 0.0, 0.0];
        let (near, far) = ([0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]);
        assert!(ranked(&near, &happened) < ranked(&far, &happened));
        assert_eq!(brier(&near, &happened), brier(&far, &happened));
    }

    #[test]
    fn who_believes_in_a_distribution_expects_the_least_loss_if_he_predicts_it() {
        type Score = fn(&[f64], &[f64]) -> f64;
        let scores: [Score; 3] = [brier, |p, w| logarithmic(p, w).loss, ranked];
        let truth = [0.55, 0.05, 0.25, 0.15];
        for score in scores {
            let expected = |p: &[f64]| -> f64 {
                let one = |k: usize| -> [f64; 4] { std::array::from_fn(|i| f64::from(u8::from(i == k))) };
                (0..4).map(|k| truth[k] * score(p, &one(k))).sum()
            };
            let least = expected(&truth);
            for (from, to) in [(0, 1), (0, 3), (2, 1), (3, 0), (2, 0), (1, 2)] {
                for moved in [0.001, 0.01, 0.049] {
                    let mut other = truth;
                    other[from] -= moved;
                    other[to] += moved;
                    assert!(expected(&other) > least, "{other:?}");
                }
            }
            let spread = expected(&truth) - score(&truth, &truth);
            let shifted = [0.4, 0.2, 0.3, 0.1];
            let apart = expected(&shifted) - score(&shifted, &truth);
            assert!(
                (spread - apart).abs() < NEAR,
                "what contested codes change does not depend on the prediction"
            );
        }
    }
}
