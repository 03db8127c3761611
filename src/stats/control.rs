//! Rare events without waiting for them, and what that is worth.
//!
//! Let h be the sum over the rounds of an episode of the probability, given all that happened before the round's chance is
//! drawn, that the event ends the game in that round: its compensator. Then 1{event} − h has mean zero, because it is a
//! martingale stopped at the end of the episode. So mean(h) estimates the probability too ([`hazard`]), and 1{event} − h is a
//! control variate of known mean 0 for every other quantity \[lavenberg-welch1981\], \[glasserman2003\].
//!
//! References by key: `docs/references.md`.

use super::estimate::Estimate;
use super::moments::Moments;

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
