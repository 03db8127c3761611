//! Whether what was given a probability happens as often as that.

use super::logit::{self, Row};
use super::resample::{self, Interval, weighted};
use super::scores::FLOOR;
use crate::numeric::elementary::ln;
use crate::stats::level;
use std::collections::BTreeSet;

/// A probability that was given to something in a case: an event, or one class of several.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    /// Place of the case.
    pub case: usize,
    pub predicted: f64,
    /// 1 if it happened, 0 if not, between them where that is contested.
    pub happened: f64,
}

/// Forecasts with about the same probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// Mean of the probabilities.
    pub predicted: f64,
    /// Share of forecasts that came true.
    pub observed: f64,
    /// Wilson's interval of that share \[wilson1927\], with as many observations as there are cases: forecasts of one case depend on each other.
    pub low: f64,
    pub high: f64,
    pub forecasts: usize,
    /// Cases to which they belong.
    pub cases: usize,
}

/// Most bins of a picture of calibration.
pub const MOST_BINS: usize = 5;

/// The forecasts in up to `bins` bins, at most [`MOST_BINS`], by rising probability and each with as equal a number of forecasts as can be: equal
/// probabilities are never parted.
pub fn bins(forecasts: &[Forecast], bins: usize) -> Vec<Bin> {
    let mut sorted = forecasts.to_vec();
    sorted.sort_by(|a, b| a.predicted.total_cmp(&b.predicted));
    let wanted = bins.clamp(1, MOST_BINS);
    let (mut all, mut begin) = (Vec::new(), 0);
    for bin in 1..=wanted {
        // The nearest whole number to the quantile, and on to where the probability changes.
        let mut end = (sorted.len() * bin + wanted / 2) / wanted;
        end = end.clamp(begin, sorted.len());
        while end > begin && end < sorted.len() && sorted[end].predicted == sorted[end - 1].predicted {
            end += 1;
        }
        if end > begin {
            all.push(of(&sorted[begin..end]));
            begin = end;
        }
    }
    all
}

fn of(forecasts: &[Forecast]) -> Bin {
    let n = forecasts.len() as f64;
    let mean = |f: &dyn Fn(&Forecast) -> f64| forecasts.iter().map(f).sum::<f64>() / n;
    let observed = mean(&|f| f.happened);
    let cases = forecasts.iter().map(|f| f.case).collect::<BTreeSet<_>>().len();
    let (low, high) = wilson(observed, cases as f64);
    Bin {
        predicted: mean(&|f| f.predicted),
        observed,
        low,
        high,
        forecasts: forecasts.len(),
        cases,
    }
}

/// Wilson's score interval of a share of `n` observations, which need not be a whole number of them.
fn wilson(share: f64, n: f64) -> (f64, f64) {
    let z = level().normal();
    let (square, shrunk) = (z * z / n, 1.0 + z * z / n);
    let centre = (share + 0.5 * square) / shrunk;
    let half = (share * (1.0 - share) * square + 0.25 * square * square).sqrt() / shrunk;
    // At the ends of the range the formula is exact but for rounding.
    let low = if share > 0.0 { (centre - half).max(0.0) } else { 0.0 };
    let high = if share < 1.0 { (centre + half).min(1.0) } else { 1.0 };
    (low, high)
}

/// The line through log-odds that would calibrate forecasts: logit(true probability) = intercept + slope × logit(forecast).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recalibration {
    /// 0 if calibrated; below it, what was forecast happens less often than that.
    pub intercept: Interval,
    /// 1 if calibrated; between 0 and 1, forecasts are too bold, above it too timid, and below 0 they point the wrong way.
    pub slope: Interval,
}

/// The penalty on intercept and slope − 1: a normal prior around "calibrated" with standard deviation 2. It keeps both finite where
/// forecasts part what happens from what does not, and moves them towards 0 and 1, the more the fewer cases there are.
pub const PULL: f64 = 0.25;

/// The line that would calibrate the forecasts of so many cases, by logistic regression with the penalty [`PULL`]. Forecasts are taken as at least
/// [`FLOOR`] and at most 1 − [`FLOOR`]. Intervals are from resampling cases, with all their forecasts, by [`resample::interval`]. No value without
/// forecasts.
pub fn recalibration(forecasts: &[Forecast], cases: usize, seed: u64) -> Recalibration {
    let odds: Vec<f64> = forecasts.iter().map(|f| log_odds(f.predicted)).collect();
    let fitted = |drawn: &[f64]| {
        let row = |(f, odds): (&Forecast, &f64)| Row {
            covariates: vec![1.0, *odds],
            offset: *odds,
            happened: f.happened,
            weight: drawn[f.case],
        };
        let rows: Vec<Row> = forecasts
            .iter()
            .zip(&odds)
            .map(row)
            .filter(|row| row.weight > 0.0)
            .collect();
        logit::fit(&rows, &[PULL, PULL]).filter(|_| !rows.is_empty())
    };
    Recalibration {
        intercept: resample::interval(cases, seed, |drawn| fitted(drawn).map(|beta| beta[0])),
        slope: resample::interval(cases, seed, |drawn| fitted(drawn).map(|beta| 1.0 + beta[1])),
    }
}

/// How far the mean forecast is above the share that came true; its interval is from resampling cases.
pub fn in_the_large(forecasts: &[Forecast], cases: usize, seed: u64) -> Interval {
    let excess: Vec<f64> = forecasts.iter().map(|f| f.predicted - f.happened).collect();
    resample::interval(cases, seed, |drawn| {
        let weights: Vec<f64> = forecasts.iter().map(|f| drawn[f.case]).collect();
        weighted(&excess, &weights)
    })
}

fn log_odds(p: f64) -> f64 {
    let p = p.clamp(FLOOR, 1.0 - FLOOR);
    ln(p) - ln(1.0 - p)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forecasts() -> Vec<Forecast> {
        let predicted = [0.05, 0.2, 0.3, 0.3, 0.5, 0.6, 0.8, 0.9, 0.95, 0.7];
        let happened = [0.0, 0.0, 1.0, 0.0, 0.4, 1.0, 1.0, 0.0, 1.0, 1.0];
        let one = |case: usize| Forecast {
            case,
            predicted: predicted[case],
            happened: happened[case],
        };
        (0..10).map(one).collect()
    }

    #[test]
    fn bins_hold_as_many_forecasts_each_and_never_part_equal_ones() {
        let all = bins(&forecasts(), 4);
        assert_eq!(all.iter().map(|bin| bin.forecasts).collect::<Vec<_>>(), [4, 1, 3, 2]);
        assert!((all[0].predicted - 0.2125).abs() < 1e-12 && (all[0].observed - 0.25).abs() < 1e-12);
        assert!(all.windows(2).all(|pair| pair[0].predicted < pair[1].predicted));
        let same = [forecasts()[2]; 7];
        assert_eq!(bins(&same, 5).len(), 1);
        assert_eq!(bins(&same, 5)[0].cases, 1);
        assert_eq!(bins(&forecasts(), 100).len(), 5);
        assert_eq!(bins(&[], 5), []);
    }

    #[test]
    fn the_interval_of_a_bin_is_that_of_scipy() {
        // scipy.stats.binomtest(7, 19).proportion_ci(method="wilson"), version 1.17.1.
        let (low, high) = wilson(7.0 / 19.0, 19.0);
        assert!((low - 0.191_495_127_451_350_8).abs() < 1e-12 && (high - 0.589_604_668_351_969_3).abs() < 1e-12);
        assert_eq!(wilson(0.0, 4.0).0, 0.0);
        assert_eq!(wilson(1.0, 4.0).1, 1.0);
    }

    #[test]
    fn the_line_of_recalibration_is_where_a_general_minimiser_finds_it() {
        // scipy.optimize.minimize (BFGS) of the loss with 0.125 (a² + (b − 1)²), version 1.17.1.
        let found = recalibration(&forecasts(), 10, 1);
        assert!(
            (found.intercept.value.unwrap() - 0.070_701_89).abs() < 1e-6,
            "{found:?}"
        );
        assert!((found.slope.value.unwrap() - 0.678_038_14).abs() < 1e-6, "{found:?}");
        assert!(found.slope.low.unwrap() < 0.678 && found.slope.high.unwrap() > 0.678);
        assert_eq!(recalibration(&[], 0, 1).slope.value, None);
    }

    #[test]
    fn calibrated_forecasts_have_the_line_of_identity_and_bold_ones_a_flatter_one() {
        let of = |bold: f64| -> Vec<Forecast> {
            let one = |case: usize| {
                let odds = (case as f64 - 9.5) / 4.0;
                let p = |scale: f64| 1.0 / (1.0 + (-scale * odds).exp());
                Forecast {
                    case,
                    predicted: p(bold),
                    happened: p(1.0),
                }
            };
            (0..20).map(one).collect()
        };
        let exact = recalibration(&of(1.0), 20, 1);
        assert!((exact.slope.value.unwrap() - 1.0).abs() < 1e-9 && exact.intercept.value.unwrap().abs() < 1e-9);
        let bold = recalibration(&of(2.0), 20, 1).slope.value.unwrap();
        assert!(bold > 0.45 && bold < 0.6, "{bold}: half, and pulled towards 1");
        assert!(in_the_large(&of(1.0), 20, 1).value.unwrap().abs() < 1e-12);
    }
}
