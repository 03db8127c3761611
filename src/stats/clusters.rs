//! Means and ratios over worlds. Worlds are clusters: whatever is played in one world shares its numbers.
//!
//! Each world contributes a numerator and a denominator: the sum of a quantity over the episodes that have it, and their
//! number; or an exact mean and 1. The estimate is the ratio of the sums, p = Σ num / Σ den \[cochran1977\].
//!
//! **Variance.** With a randomised low-discrepancy sequence the worlds of one scrambling depend on each other, and only whole
//! scramblings (*replicates*) are independent \[owen1997\]. So the linearised residuals are summed by replicate,
//! e_r = Σ_{worlds of r} (num − p den), and over the R replicates that have a denominator
//!
//! ```text
//! Var(p) = R/(R − 1) × Σ e_r² / (Σ den)²
//! ```
//!
//! In plain Monte Carlo each world is a replicate, and this is the ordinary cluster-robust variance of a ratio. Quantiles are
//! Student's with R − 1 degrees of freedom, which is the reliable choice for replicated randomised sequences
//! \[lecuyer2023\].
//!
//! **Intervals.** See [`Scale`]. References by key: `docs/references.md`; measured coverage: `docs/statistics.md`.

use super::estimate::Estimate;
use super::level::{Level, level};
use statrs::distribution::{ChiSquared, ContinuousCDF};
use std::collections::BTreeMap;

/// Residuals smaller than this part of the numerators are rounding.
const ROUNDING: f64 = 1e-13;

/// What values the ratio can take, hence what its interval is. All but `Real` stay inside their range.
///
/// | kind | interval |
/// |---|---|
/// | `Real` | Student's |
/// | `Probability` | Wilson's score interval with p(1 − p)/Var(p) effective trials and Student's quantile; Poisson limit below four effective events |
/// | `Difference` | Student's with one pair more in either direction, as \[bonett-price2012\] |
/// | `ExactProbability` | the score interval alone |
/// | `ExactDifference` | Student's, cut to the range |
///
/// The exact kinds are for numbers known in each world without playing. If these do not vary, nothing is uncertain and the
/// interval is a point. Shares of played episodes that do not vary, such as an event that never happened, say less: see
/// [`Clusters::ratio`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Any number: Student's interval.
    Real,
    /// A probability in \[0, 1\]: numerators count events, denominators episodes.
    Probability,
    /// A difference of two probabilities, in \[−1, 1\]: numerators are events gained minus events lost, denominators pairs.
    Difference,
    /// A probability whose numerators are exact.
    ExactProbability,
    /// A difference of probabilities whose numerators are exact.
    ExactDifference,
}

/// Sums by replicate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clusters {
    /// Replicate → sums of numerators and denominators. Only replicates with a denominator.
    replicates: BTreeMap<u64, [f64; 2]>,
    worlds: u64,
}

impl Clusters {
    /// Adds a world. One that is missing (denominator zero, or anything not a number) changes nothing.
    pub fn push(&mut self, replicate: u64, numerator: f64, denominator: f64) {
        if denominator == 0.0 || !numerator.is_finite() || !denominator.is_finite() {
            return;
        }
        let sums = self.replicates.entry(replicate).or_default();
        sums[0] += numerator;
        sums[1] += denominator;
        self.worlds += 1;
    }

    /// Adds the sums of several worlds of a replicate.
    pub fn push_sums(&mut self, replicate: u64, worlds: u64, numerator: f64, denominator: f64) {
        let before = self.worlds;
        self.push(replicate, numerator, denominator);
        if self.worlds > before {
            self.worlds = before + worlds;
        }
    }

    /// Worlds that contributed.
    pub fn worlds(&self) -> u64 {
        self.worlds
    }

    /// Replicates that contributed.
    pub fn replicates(&self) -> u64 {
        self.replicates.len() as u64
    }

    /// The ratio of the sums, with worlds as its observations.
    ///
    /// With fewer than two replicates it has neither a standard error nor an interval. With played episodes of which all or
    /// none have the event, the replicates do not vary and say nothing about the variance. The interval is then that of as
    /// many independent trials as there are worlds: the number that holds however much the worlds differ, since an event
    /// never seen may be confined to a few worlds and certain there. For a difference likewise.
    ///
    /// Numerators may be adjusted by a control variate. If that takes a probability out of its range, its interval is
    /// Student's, cut to the range, and need not contain it.
    pub fn ratio(&self, scale: Scale) -> Estimate {
        let total = self
            .replicates
            .values()
            .fold([0.0; 2], |t, s| [t[0] + s[0], t[1] + s[1]]);
        if total[1] == 0.0 {
            return Estimate::default();
        }
        let value = total[0] / total[1];
        let only = Estimate {
            value: Some(value),
            observations: self.worlds,
            ..Estimate::default()
        };
        let replicates = self.replicates() as f64;
        if self.replicates() < 2 {
            return only;
        }
        let residuals = self.replicates.values().map(|s| s[0] - value * s[1]);
        let size: f64 = self.replicates.values().map(|s| s[0].abs()).sum();
        let squares: f64 = residuals.map(|e| e * e).sum();
        let varies = squares.sqrt() > ROUNDING * size;
        let std_error = if varies {
            (replicates / (replicates - 1.0) * squares).sqrt() / total[1].abs()
        } else {
            0.0
        };
        let (t, z) = (level().student(self.replicates() - 1), level().normal());
        let reach = t * std_error;
        let trials = value * (1.0 - value) / (std_error * std_error);
        let (low, high) = match scale {
            Scale::Real => (value - reach, value + reach),
            Scale::Probability | Scale::ExactProbability if varies && trials <= 0.0 => {
                ((value - reach).clamp(0.0, 1.0), (value + reach).clamp(0.0, 1.0))
            }
            Scale::Probability if !varies => trials_of_few(value, self.worlds),
            Scale::Difference if !varies => pairs_of_few(value, self.worlds),
            Scale::Probability => {
                let (low, high) = score(value, trials, t);
                let least = |p: f64| few_at_least(p, trials * (z / t) * (z / t));
                (low.min(least(value)), high.max(1.0 - least(1.0 - value)))
            }
            Scale::ExactProbability if varies => score(value, trials, t),
            Scale::ExactProbability => (value, value),
            Scale::Difference => {
                let n = total[1];
                let reach = t * (n * n * std_error * std_error + 2.0).sqrt() / (n + 2.0);
                within(-1.0, value, value * n / (n + 2.0), reach)
            }
            Scale::ExactDifference => within(-1.0, value, value, reach),
        };
        Estimate {
            std_error: Some(std_error),
            low: Some(low),
            high: Some(high),
            ..only
        }
    }

    /// This ratio minus another that rests on the same replicates, with an interval that knows it: what a replicate adds to both
    /// cancels. With d_r the difference of the two linearised residuals, each divided by its own sum of denominators,
    ///
    /// ```text
    /// Var(p − q) = R/(R − 1) × Σ d_r²
    /// ```
    ///
    /// The interval is Student's at `level`, cut to \[−1, 1\]. A replicate that only one of them has adds its own residual.
    pub fn minus(&self, other: &Clusters, level: Level) -> Estimate {
        let shares = [self, other].map(|clusters| {
            let sums = clusters.replicates.values();
            let [over, under] = sums.fold([0.0; 2], |t, s| [t[0] + s[0], t[1] + s[1]]);
            (over / under, under)
        });
        let [(first, _), (second, _)] = shares;
        if !first.is_finite() || !second.is_finite() {
            return Estimate::default();
        }
        let mut residuals: BTreeMap<u64, f64> = BTreeMap::new();
        for (clusters, (ratio, under), sign) in [(self, shares[0], 1.0), (other, shares[1], -1.0)] {
            for (replicate, sums) in &clusters.replicates {
                *residuals.entry(*replicate).or_default() += sign * (sums[0] - ratio * sums[1]) / under;
            }
        }
        let value = first - second;
        let only = Estimate {
            value: Some(value),
            observations: self.worlds.min(other.worlds),
            ..Estimate::default()
        };
        let replicates = residuals.len();
        if replicates < 2 {
            return only;
        }
        let squares: f64 = residuals.values().map(|d| d * d).sum();
        let varies = squares.sqrt() > ROUNDING * first.abs().max(second.abs());
        let variance = replicates as f64 / (replicates as f64 - 1.0) * squares;
        let std_error = if varies { variance.sqrt() } else { 0.0 };
        let (low, high) = within(-1.0, value, value, level.student(replicates as u64 - 1) * std_error);
        Estimate {
            std_error: Some(std_error),
            low: Some(low),
            high: Some(high),
            ..only
        }
    }
}

/// [`Clusters::ratio`] of rows (replicate, numerator, denominator), one for each world.
pub fn ratio(rows: impl IntoIterator<Item = (u64, f64, f64)>, scale: Scale) -> Estimate {
    let mut clusters = Clusters::default();
    for (replicate, numerator, denominator) in rows {
        clusters.push(replicate, numerator, denominator);
    }
    clusters.ratio(scale)
}

/// Wilson's score interval \[wilson1927\] with `n` effective trials and quantile `t`, in the manner of \[korn-graubard1998\]:
/// the p with |p − value| ≤ t √(p (1 − p) / n).
fn score(value: f64, n: f64, t: f64) -> (f64, f64) {
    let t2 = t * t / n;
    let centre = (value + 0.5 * t2) / (1.0 + t2);
    let reach = (t2 * value * (1.0 - value) + 0.25 * t2 * t2).sqrt() / (1.0 + t2);
    within(0.0, value, centre, reach)
}

/// `centre` ± `reach`, cut to \[`least`, 1\] and widened where needed to contain `value`.
fn within(least: f64, value: f64, centre: f64, reach: f64) -> (f64, f64) {
    (
        (centre - reach).max(least).min(value),
        (centre + reach).min(1.0).max(value),
    )
}

/// The score interval's lower limit is too high after fewer than four events; Brown, Cai and DasGupta replace it by the
/// one-sided limit of a Poisson count \[brown2001\], here with the effective number of events. 1 for more.
fn few_at_least(p: f64, n: f64) -> f64 {
    let events = p * n;
    if events >= 4.0 {
        return 1.0;
    }
    ChiSquared::new(2.0 * events).map_or(0.0, |law| 0.5 * law.inverse_cdf(1.0 - level().share()) / n)
}

/// Interval of a share of which nothing but the mean is known, from as many independent trials as worlds.
fn trials_of_few(value: f64, worlds: u64) -> (f64, f64) {
    let n = worlds as f64;
    let e = Estimate::proportion((value.clamp(0.0, 1.0) * n).round() as u64, worlds);
    (
        e.low.map_or(value, |l| l.min(value)),
        e.high.map_or(value, |h| h.max(value)),
    )
}

/// The same for a difference.
fn pairs_of_few(value: f64, worlds: u64) -> (f64, f64) {
    let n = worlds as f64;
    let part = |x: f64| (x.clamp(0.0, 1.0) * n).round() as u64;
    let e = Estimate::paired_difference(part(value), part(-value), worlds);
    (
        e.low.map_or(value, |l| l.min(value)),
        e.high.map_or(value, |h| h.max(value)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: Option<f64>, b: f64) -> bool {
        a.is_some_and(|a| (a - b).abs() < 1e-9)
    }

    #[test]
    fn the_variance_of_a_plain_mean_is_that_of_the_worlds() {
        let values = [1.0, 4.0, 2.0, 9.0];
        let e = ratio(values.iter().zip(0..).map(|(&x, w)| (w, x, 1.0)), Scale::Real);
        // Mean 4, variance 38/3, standard error √(38/12); t(0.975; 3) = 3.182446305.
        let se = (38f64 / 12.0).sqrt();
        assert!(near(e.value, 4.0) && near(e.std_error, se) && e.observations == 4);
        assert!((e.half_width().unwrap() - 3.182_446_305 * se).abs() < 1e-6);
    }

    #[test]
    fn worlds_of_one_replicate_are_one_observation() {
        // Replicate means 1 and 3: the four worlds carry no more than these two.
        let rows = [(0, 0.0, 1.0), (1, 3.0, 1.0), (0, 2.0, 1.0), (1, 3.0, 1.0)];
        let e = ratio(rows, Scale::Real);
        assert!(near(e.value, 2.0) && near(e.std_error, 1.0) && e.observations == 4);
    }

    #[test]
    fn a_ratio_weighs_worlds_by_their_denominators() {
        let rows = [(0, 2.0, 4.0), (1, 9.0, 10.0), (2, 1.0, 6.0)];
        let e = ratio(rows, Scale::Probability);
        // p = 12/20; residuals -0.4, 3, -2.6; their squares sum to 15.92.
        assert!(near(e.value, 0.6) && near(e.std_error, (1.5 * 15.92f64).sqrt() / 20.0));
        assert!(e.low.unwrap() > 0.0 && e.high.unwrap() < 1.0);
    }

    #[test]
    fn a_difference_of_exact_numbers_needs_no_more_than_its_worlds() {
        let rows = (0..8).map(|w| (w, if w % 2 == 0 { 0.01 } else { 0.03 }, 1.0));
        let e = ratio(rows, Scale::ExactDifference);
        assert!(near(e.value, 0.02) && e.low.unwrap() > 0.0 && e.high.unwrap() < 0.04);
        let edge = ratio([(0, 1.0, 1.0), (1, 0.8, 1.0)], Scale::ExactDifference);
        assert_eq!(edge.high, Some(1.0));
    }

    #[test]
    fn missing_worlds_change_nothing_and_one_replicate_has_no_interval() {
        let rows = [(0, 1.0, 2.0), (1, 0.0, 0.0), (2, f64::NAN, 1.0), (3, 1.0, 4.0)];
        let e = ratio(rows, Scale::Probability);
        assert_eq!(e, ratio([(0, 1.0, 2.0), (3, 1.0, 4.0)], Scale::Probability));
        assert_eq!(e.observations, 2);
        let one = ratio([(0, 1.0, 2.0), (0, 3.0, 2.0)], Scale::Real);
        assert_eq!(
            (one.value, one.std_error, one.low, one.high),
            (Some(1.0), None, None, None)
        );
        assert_eq!(ratio([(0, 0.0, 0.0)], Scale::Real), Estimate::default());
    }

    #[test]
    fn an_event_never_played_has_an_upper_limit_and_an_impossible_one_none() {
        let none = |scale| ratio((0..128).map(|w| (w % 16, 0.0, 500.0)), scale);
        let played = none(Scale::Probability);
        assert_eq!((played.value, played.low), (Some(0.0), Some(0.0)));
        assert!(
            (played.high.unwrap() * 128.0 - 3.688_879).abs() < 1e-5,
            "Garwood's limit for no event"
        );
        assert_eq!(none(Scale::ExactProbability).high, Some(0.0));
        let always = ratio((0..128).map(|w| (w % 16, 500.0, 500.0)), Scale::Probability);
        assert_eq!(always.high, Some(1.0));
        assert!((1.0 - always.low.unwrap() - played.high.unwrap()).abs() < 1e-12);
        let same = none(Scale::Difference);
        assert!(same.low.unwrap() < 0.0 && (same.high.unwrap() + same.low.unwrap()).abs() < 1e-15);
        assert_eq!(none(Scale::ExactDifference).half_width(), Some(0.0));
    }

    #[test]
    fn exact_numbers_that_do_not_vary_have_a_point_for_an_interval() {
        let e = ratio((0..100).map(|w| (w % 7, 0.1, 1.0)), Scale::ExactProbability);
        assert!(near(e.value, 0.1) && e.std_error == Some(0.0) && e.half_width() == Some(0.0));
    }

    #[test]
    fn a_probability_adjusted_out_of_its_range_has_an_interval_inside() {
        let e = ratio([(0, -0.3, 10.0), (1, 0.1, 10.0), (2, -0.1, 10.0)], Scale::Probability);
        assert!(near(e.value, -0.01) && e.low == Some(0.0) && e.high.unwrap() > 0.0 && e.high.unwrap() < 0.1);
    }

    fn clusters(rows: &[(u64, f64, f64)]) -> Clusters {
        let mut clusters = Clusters::default();
        rows.iter()
            .for_each(|(r, over, under)| clusters.push(*r, *over, *under));
        clusters
    }

    #[test]
    fn what_two_ratios_share_cancels_in_their_difference() {
        let rows: Vec<(u64, f64, f64)> = (0..32_u32)
            .map(|w| (u64::from(w % 8), f64::from(w * w % 7) / 10.0, 1.0))
            .collect();
        let shifted: Vec<(u64, f64, f64)> = rows.iter().map(|(r, x, n)| (*r, x + 0.05, *n)).collect();
        let same = clusters(&shifted).minus(&clusters(&rows), Level::USUAL);
        assert!(near(same.value, 0.05) && same.std_error == Some(0.0) && same.low == same.value);
        // The variance is that of the differences world by world.
        let halved: Vec<(u64, f64, f64)> = rows.iter().map(|(r, x, n)| (*r, 0.5 * x, *n)).collect();
        let paired = clusters(&rows).minus(&clusters(&halved), Level::USUAL);
        let differences = ratio(rows.iter().map(|(r, x, n)| (*r, 0.5 * x, *n)), Scale::ExactDifference);
        assert!(
            near(paired.value, differences.value.unwrap()) && near(paired.std_error, differences.std_error.unwrap())
        );
        assert!(near(paired.low, differences.low.unwrap()) && near(paired.high, differences.high.unwrap()));
        // Replicates of their own are independent: variances add.
        let elsewhere: Vec<(u64, f64, f64)> = rows.iter().map(|(r, x, n)| (r + 100, *x, *n)).collect();
        let apart = clusters(&rows)
            .minus(&clusters(&elsewhere), Level::USUAL)
            .std_error
            .unwrap();
        let alone = clusters(&rows).ratio(Scale::Real).std_error.unwrap();
        // Sixteen replicates in place of eight change R/(R − 1).
        assert!((apart * apart - 2.0 * alone * alone * (16.0 / 15.0) / (8.0 / 7.0)).abs() < 1e-12);
        assert_eq!(
            clusters(&rows).minus(&Clusters::default(), Level::USUAL),
            Estimate::default()
        );
    }

    #[test]
    fn many_degrees_of_freedom_give_the_normal_quantile() {
        let e = ratio((0..100_000).map(|w| (w, (w % 2) as f64, 1.0)), Scale::Real);
        assert!((e.half_width().unwrap() / e.std_error.unwrap() - 1.959_964).abs() < 1e-6);
    }
}
