//! Estimates with intervals. Nothing is shown to a person without one.
//!
//! * A proportion gets the Wilson score interval \[wilson1927\]; with fewer than 30 events (or non-events) the Poisson limits
//!   of Garwood \[garwood1936\] instead, which are exact for rare events.
//! * A mean gets Student's interval.
//! * A difference of paired proportions gets the adjusted Wald interval of Bonett and Price \[bonett-price2012\], which does not
//!   collapse to a point when no pair differs.
//!
//! References by key: `docs/references.md`.

use super::level::{Level, level};
use super::moments::Moments;
use statrs::distribution::{ChiSquared, ContinuousCDF, StudentsT};

/// Fewer events or non-events than this are rare.
const RARE: u64 = 30;

/// A value with its uncertainty. Missing parts are `None`, never zero.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    pub value: Option<f64>,
    pub std_error: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Number of observations behind it: episodes or pairs within one world, worlds over several.
    pub observations: u64,
}

impl Estimate {
    /// Probability of an event seen `events` times in `trials` independent trials.
    pub fn proportion(events: u64, trials: u64) -> Self {
        if trials == 0 {
            return Estimate::default();
        }
        let n = trials as f64;
        let p = events as f64 / n;
        let (low, high) = if events.min(trials - events) < RARE {
            rare(events, trials)
        } else {
            wilson(p, n)
        };
        Estimate {
            value: Some(p),
            std_error: Some((p * (1.0 - p) / n).sqrt()),
            low: Some(low),
            high: Some(high),
            observations: trials,
        }
    }

    /// Mean of independent values.
    pub fn mean(moments: &Moments) -> Self {
        let std_error = moments.standard_error();
        let reach = std_error.map(|se| se * level().student(moments.count().saturating_sub(1)));
        let mean = moments.mean();
        Estimate {
            value: mean,
            std_error,
            low: mean.zip(reach).map(|(m, r)| m - r),
            high: mean.zip(reach).map(|(m, r)| m + r),
            observations: moments.count(),
        }
    }

    /// A value with a known standard error and a normal interval.
    pub fn normal(value: Option<f64>, std_error: Option<f64>, observations: u64) -> Self {
        let reach = std_error.map(|se| se * level().normal());
        Estimate {
            value,
            std_error,
            low: value.zip(reach).map(|(m, r)| m - r),
            high: value.zip(reach).map(|(m, r)| m + r),
            observations,
        }
    }

    /// Whether it is told from zero although it is one of `count` that are looked at for those that are: an interval at the level
    /// 1 − (1 − [`level`])/`count`, by Bonferroni's inequality, Student's with `freedom` degrees of freedom, leaves zero out.
    pub fn stands_out_among(&self, count: usize, freedom: u64) -> bool {
        let share = 1.0 - 0.5 * (1.0 - level().share()) / count.max(1) as f64;
        let law = StudentsT::new(0.0, 1.0, freedom.max(1) as f64);
        let reach = |se: f64| law.as_ref().map_or(f64::INFINITY, |law| se * law.inverse_cdf(share));
        let (value, reach) = (self.value, self.std_error.map(reach));
        value.zip(reach).is_some_and(|(value, reach)| value.abs() > reach)
    }

    /// This minus another that is independent of it: standard errors add as squares, and the interval is Student's at `level`
    /// with `freedom` degrees of freedom. Without a standard error of both it has no interval.
    pub fn minus(&self, other: &Estimate, freedom: u64, level: Level) -> Self {
        let value = self.value.zip(other.value).map(|(a, b)| a - b);
        let std_error = self.std_error.zip(other.std_error).map(|(a, b)| (a * a + b * b).sqrt());
        let reach = std_error.map(|se| se * level.student(freedom));
        Estimate {
            value,
            std_error,
            low: value.zip(reach).map(|(x, r)| x - r),
            high: value.zip(reach).map(|(x, r)| x + r),
            observations: self.observations.min(other.observations),
        }
    }

    /// Mean of paired differences of an event (−1, 0 or 1 each).
    pub fn event_difference(moments: &Moments) -> Self {
        let (sum, squares) = moments.sums();
        let gained = (0.5 * (squares + sum)).round().max(0.0) as u64;
        let lost = (0.5 * (squares - sum)).round().max(0.0) as u64;
        Self::paired_difference(gained, lost, moments.count())
    }

    /// Probability of an event from the moments of its indicator.
    pub fn event(moments: &Moments) -> Self {
        Self::proportion(moments.sums().0.round().max(0.0) as u64, moments.count())
    }

    /// Difference of two proportions from paired trials: `gained` pairs in which only the second had the event, `lost` in
    /// which only the first had it.
    pub fn paired_difference(gained: u64, lost: u64, pairs: u64) -> Self {
        if pairs == 0 {
            return Estimate::default();
        }
        let n = pairs as f64;
        let (up, down) = (gained as f64 / n, lost as f64 / n);
        let difference = up - down;
        let (a, b) = ((gained as f64 + 1.0) / (n + 2.0), (lost as f64 + 1.0) / (n + 2.0));
        let reach = level().normal() * ((a + b - (a - b) * (a - b)) / (n + 2.0)).sqrt();
        Estimate {
            value: Some(difference),
            std_error: Some(((up + down - difference * difference) / n).sqrt()),
            low: Some(f64::max(-1.0, f64::min(difference, a - b - reach))),
            high: Some(f64::min(1.0, f64::max(difference, a - b + reach))),
            observations: pairs,
        }
    }

    /// Half the width of the interval.
    pub fn half_width(&self) -> Option<f64> {
        self.low.zip(self.high).map(|(low, high)| 0.5 * (high - low))
    }
}

fn wilson(p: f64, n: f64) -> (f64, f64) {
    let z = level().normal();
    let z2 = z * z;
    let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let reach = z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    ((centre - reach).max(0.0), (centre + reach).min(1.0))
}

/// Garwood's limits for few events, mirrored for few non-events.
fn rare(events: u64, trials: u64) -> (f64, f64) {
    let few = events.min(trials - events);
    let n = trials as f64;
    let tail = 0.5 * (1.0 - level().share());
    let chi = |freedom: u64, q: f64| ChiSquared::new(freedom as f64).map_or(0.0, |d| 0.5 * d.inverse_cdf(q));
    let low = if few == 0 { 0.0 } else { chi(2 * few, tail) / n };
    let high = (chi(2 * few + 2, 1.0 - tail) / n).min(1.0);
    if few == events {
        (low, high)
    } else {
        (1.0 - high, 1.0 - low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_errors_of_independent_numbers_add_as_squares() {
        let of = |value, se| Estimate {
            value: Some(value),
            std_error: Some(se),
            ..Estimate::default()
        };
        let difference = of(0.5, 0.03).minus(&of(0.2, 0.04), 15, Level::USUAL);
        assert!((difference.std_error.unwrap() - 0.05).abs() < 1e-15);
        // t(0.975; 15) = 2.131450.
        assert!((difference.high.unwrap() - (0.3 + 2.131_450 * 0.05)).abs() < 1e-6);
        assert_eq!(
            of(0.5, 0.03).minus(&Estimate::default(), 15, Level::USUAL),
            Estimate::default()
        );
    }

    #[test]
    fn wilson_agrees_with_its_published_value() {
        // Newcombe 1998, table I: 81 of 263, Wilson score without continuity correction: 0.2553 to 0.3662.
        let e = Estimate::proportion(81, 263);
        assert!((e.low.unwrap() - 0.2553).abs() < 5e-5 && (e.high.unwrap() - 0.3662).abs() < 5e-5);
    }

    #[test]
    fn rare_events_get_poisson_limits_and_stay_in_range() {
        // Garwood's table: 3 events have the limits 0.618672 and 8.767273.
        let e = Estimate::proportion(3, 1_000_000);
        assert!((e.low.unwrap() * 1e6 - 0.618_672).abs() < 1e-5 && (e.high.unwrap() * 1e6 - 8.767_273).abs() < 1e-5);
        let none = Estimate::proportion(0, 5);
        assert_eq!((none.low, none.value), (Some(0.0), Some(0.0)));
        assert!(none.high.unwrap() > 0.4 && none.high.unwrap() <= 1.0);
        let all = Estimate::proportion(1000, 1000);
        assert_eq!(all.high, Some(1.0));
        assert!(all.low.unwrap() < 1.0);
    }

    #[test]
    fn a_paired_difference_without_discordant_pairs_still_has_width() {
        let e = Estimate::paired_difference(0, 0, 1000);
        assert_eq!(e.value, Some(0.0));
        assert!(e.low.unwrap() < 0.0 && e.high.unwrap() > 0.0);
    }

    #[test]
    fn what_stands_out_among_many_is_further_from_zero_than_what_stands_out_alone() {
        // Student's quantiles for 15 degrees of freedom: 2.131 at 0.975, 3.733 at 1 − 0.025/25.
        let at = |value: f64| Estimate {
            value: Some(value),
            std_error: Some(1.0),
            ..Estimate::default()
        };
        assert!(at(2.14).stands_out_among(1, 15) && !at(-2.12).stands_out_among(1, 15));
        assert!(at(-3.74).stands_out_among(25, 15) && !at(3.72).stands_out_among(25, 15));
        assert!(!Estimate::default().stands_out_among(1, 15));
    }

    #[test]
    fn the_interval_of_a_mean_uses_students_quantile() {
        let mut m = Moments::default();
        for v in [1.0, 2.0, 3.0] {
            m.push(v);
        }
        let e = Estimate::mean(&m);
        // t(0.975, 2) = 4.302653, standard error 1/sqrt(3).
        assert!((e.high.unwrap() - 2.0 - 4.302_653 / 3f64.sqrt()).abs() < 1e-5);
    }
}
