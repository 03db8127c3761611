//! Predictions that know little: what a model must beat.
//!
//! Each case is predicted from the other cases alone. Of K classes, each has 1/K of a case in advance, so that nothing is held for impossible
//! because it has not happened yet; of two classes this is the prior of Jeffreys. Cases of which it is not known what happened teach
//! nothing, but are predicted.

use super::logit::{self, Row};
use super::resample::weighted;

/// What happened in a case: a weight for each class, or `None` if that is not known.
pub type Happened = Option<Vec<f64>>;

/// The penalty on a coefficient of a standardised covariate: a normal prior with standard deviation 1, by which the odds for two cases one standard
/// deviation apart probably differ by less than e to one.
pub const RIDGE: f64 = 1.0;

/// Every class as probable as any other.
pub fn uniform(cases: usize, classes: usize) -> Vec<Vec<f64>> {
    vec![vec![1.0 / classes as f64; classes]; cases]
}

/// How often each class happened in the other cases.
pub fn base_rates(happened: &[Happened], classes: usize) -> Vec<Vec<f64>> {
    let one = |case: usize| {
        let all = vec![1.0; happened.len()];
        shares(happened, classes, case, &all)
    };
    (0..happened.len()).map(one).collect()
}

/// How often each class happened in the other cases in which a covariate is the same.
///
/// The covariate is 1 for yes, 0 for no, and between them where that is contested: such a case counts in both groups, each with its weight, and is
/// predicted by the mean of both. Where it is not known, the case counts in none and is predicted by [`base_rates`].
pub fn by_group(happened: &[Happened], classes: usize, yes: &[Option<f64>]) -> Vec<Vec<f64>> {
    let rates = base_rates(happened, classes);
    let weights = |of: &dyn Fn(f64) -> f64| -> Vec<f64> { yes.iter().map(|y| y.map_or(0.0, of)).collect() };
    let (with, without) = (weights(&|y| y), weights(&|y| 1.0 - y));
    let one = |(case, rates): (usize, Vec<f64>)| {
        let Some(yes) = yes[case] else { return rates };
        let with = shares(happened, classes, case, &with);
        let without = shares(happened, classes, case, &without);
        let mixed = with.iter().zip(&without).map(|(a, b)| yes * a + (1.0 - yes) * b);
        mixed.collect()
    };
    rates.into_iter().enumerate().map(one).collect()
}

/// The probability of an event in each case by logistic regression on the other cases: 1 if it happened, 0 if not, between them where
/// that is contested.
///
/// Covariates, a list for each case, are standardised by the mean and the standard deviation of the other cases; one that is not known has their mean. The
/// constant has no penalty, the others [`RIDGE`]. If the event happened in all other cases, or in none, there is no finite constant, and the
/// probability is their share with half a case of each kind in advance.
pub fn logistic_event(happened: &[Option<f64>], covariates: &[Vec<Option<f64>>]) -> Vec<f64> {
    (0..happened.len())
        .map(|case| without(happened, covariates, case))
        .collect()
}

/// Distributions over classes from logistic regression on whether the class is one of those marked in `of_event`, as [`logistic_event`]; the
/// probability of either half is spread over its classes as they happened in the other cases, each with 1/K of a case in advance.
///
/// # Panics
/// If all classes are on the same side.
pub fn logistic_classes(happened: &[Happened], of_event: &[bool], covariates: &[Vec<Option<f64>>]) -> Vec<Vec<f64>> {
    let halves = of_event.contains(&true) && of_event.contains(&false);
    assert!(halves, "the event has some of the classes and not all");
    let in_event = |weights: &Vec<f64>| {
        (weights.iter().zip(of_event))
            .filter(|(_, yes)| **yes)
            .map(|(w, _)| w)
            .sum()
    };
    let events: Vec<Option<f64>> = happened.iter().map(|h| h.as_ref().map(in_event)).collect();
    let spread = |(rates, event): (Vec<f64>, f64)| {
        let half: f64 = in_event(&rates);
        let within = |(rate, yes): (&f64, &bool)| match yes {
            true => event * rate / half,
            false => (1.0 - event) * rate / (1.0 - half),
        };
        rates.iter().zip(of_event).map(within).collect()
    };
    let rates = base_rates(happened, of_event.len());
    let predicted = logistic_event(&events, covariates);
    rates.into_iter().zip(predicted).map(spread).collect()
}

/// Shares of the classes in the cases but one, each with its weight, with 1/K of a case for each class in advance.
fn shares(happened: &[Happened], classes: usize, left_out: usize, weights: &[f64]) -> Vec<f64> {
    let mut counts = vec![1.0 / classes as f64; classes];
    let mut total = 1.0;
    for (case, what) in happened.iter().enumerate().filter(|(case, _)| *case != left_out) {
        for (count, share) in counts.iter_mut().zip(what.iter().flatten()) {
            *count += weights[case] * share;
            total += weights[case] * share;
        }
    }
    counts.iter().map(|count| count / total).collect()
}

fn without(happened: &[Option<f64>], covariates: &[Vec<Option<f64>>], left_out: usize) -> f64 {
    let known = |case: &usize| *case != left_out && happened[*case].is_some();
    let others: Vec<usize> = (0..happened.len()).filter(known).collect();
    let event: f64 = others.iter().filter_map(|case| happened[*case]).sum();
    let total = others.len() as f64;
    let share = (event + 0.5) / (total + 1.0);
    if event <= 0.0 || event >= total {
        return share;
    }
    let columns = covariates[left_out].len();
    let scales: Vec<(f64, f64)> = (0..columns).map(|c| scale(covariates, &others, c)).collect();
    let row = |case: usize| -> Vec<f64> {
        let standard = |(c, (mean, spread)): (usize, &(f64, f64))| match covariates[case][c] {
            Some(x) if *spread > 0.0 => (x - mean) / spread,
            _ => 0.0,
        };
        let others = scales.iter().enumerate().map(standard);
        std::iter::once(1.0).chain(others).collect()
    };
    let rows: Vec<Row> = others
        .iter()
        .map(|case| Row {
            covariates: row(*case),
            offset: 0.0,
            happened: happened[*case].unwrap_or_default(),
            weight: 1.0,
        })
        .collect();
    let mut penalties = vec![RIDGE; columns + 1];
    penalties[0] = 0.0;
    let beta = logit::fit(&rows, &penalties);
    beta.map_or(share, |beta| logit::probability(&row(left_out), 0.0, &beta))
}

/// Mean and standard deviation (with n) of a covariate in the cases in which it is known.
fn scale(covariates: &[Vec<Option<f64>>], cases: &[usize], column: usize) -> (f64, f64) {
    let values: Vec<f64> = cases.iter().filter_map(|case| covariates[*case][column]).collect();
    let ones = vec![1.0; values.len()];
    let Some(mean) = weighted(&values, &ones) else {
        return (0.0, 0.0);
    };
    let squares: Vec<f64> = values.iter().map(|x| (x - mean) * (x - mean)).collect();
    // The same values up to rounding have no spread.
    let variance = weighted(&squares, &ones).unwrap_or_default();
    let spread = if variance > 1e-24 * mean * mean {
        variance.sqrt()
    } else {
        0.0
    };
    (mean, spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEAR: f64 = 1e-12;

    fn class(k: usize) -> Happened {
        Some((0..4).map(|i| f64::from(u8::from(i == k))).collect())
    }

    fn near(found: &[f64], expected: &[f64]) {
        let same = found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| (a - b).abs() < NEAR);
        assert!(same, "{found:?} and not {expected:?}");
    }

    #[test]
    fn base_rates_are_those_of_the_other_cases_with_a_quarter_case_for_each_of_four_classes() {
        let happened = [class(0), class(0), None, class(2), Some(vec![0.0, 0.6, 0.4, 0.0])];
        let rates = base_rates(&happened, 4);
        near(&rates[0], &[1.25 / 4.0, 0.85 / 4.0, 1.65 / 4.0, 0.25 / 4.0]);
        near(&rates[2], &[2.25 / 5.0, 0.85 / 5.0, 1.65 / 5.0, 0.25 / 5.0]);
        near(&rates[4], &[2.25 / 4.0, 0.25 / 4.0, 1.25 / 4.0, 0.25 / 4.0]);
        near(&uniform(2, 4)[1], &[0.25; 4]);
        // Two classes: half a case each, the prior of Jeffreys. A case alone has nothing to learn from.
        near(&base_rates(&[Some(vec![1.0, 0.0])], 2)[0], &[0.5, 0.5]);
    }

    #[test]
    fn a_case_does_not_see_itself() {
        let before = [class(0), class(0), class(1), class(3)];
        let mut after = before.clone();
        after[1] = class(2);
        let yes = [Some(1.0), Some(1.0), Some(0.0), Some(0.0)];
        let covariates: Vec<Vec<Option<f64>>> = [0.3, 1.0, 0.2, 2.0].map(|x| vec![Some(x)]).into();
        let event = [true, true, false, false];
        assert_eq!(base_rates(&before, 4)[1], base_rates(&after, 4)[1]);
        assert_eq!(by_group(&before, 4, &yes)[1], by_group(&after, 4, &yes)[1]);
        let of = |happened: &[Happened]| logistic_classes(happened, &event, &covariates);
        assert_eq!(of(&before)[1], of(&after)[1]);
        assert_ne!(of(&before)[0], of(&after)[0]);
    }

    #[test]
    fn groups_have_rates_of_their_own_and_a_contested_case_belongs_to_both() {
        let happened = [class(0), class(0), class(1), class(3)];
        let rates = by_group(&happened, 4, &[Some(1.0), Some(1.0), Some(0.0), Some(0.0)]);
        near(&rates[0], &[1.25 / 2.0, 0.25 / 2.0, 0.25 / 2.0, 0.25 / 2.0]);
        near(&rates[2], &[0.25 / 2.0, 0.25 / 2.0, 0.25 / 2.0, 1.25 / 2.0]);
        let rates = by_group(&happened, 4, &[Some(1.0), Some(0.7), Some(0.0), None]);
        near(&rates[0], &[0.95 / 1.7, 0.25 / 1.7, 0.25 / 1.7, 0.25 / 1.7]);
        // With yes: the first; without: the third.
        let (with, without) = ([1.25 / 2.0, 0.25 / 2.0], [0.25 / 2.0, 1.25 / 2.0]);
        let mixed = |k: usize| 0.7 * with[k] + 0.3 * without[k];
        near(&rates[1], &[mixed(0), mixed(1), 0.125, 0.125]);
        assert_eq!(rates[3], base_rates(&happened, 4)[3]);
    }

    const COVARIATES: [[f64; 3]; 10] = [
        [0.2, 1.0, 3.0],
        [1.4, 0.0, 1.5],
        [0.7, 1.0, 2.2],
        [2.1, 1.0, 0.4],
        [1.1, 0.0, 2.9],
        [0.3, 0.0, 1.1],
        [1.9, 1.0, 1.8],
        [0.9, 0.0, 0.2],
        [2.6, 1.0, 2.4],
        [0.1, 0.0, 0.9],
    ];
    const EVENT: [f64; 10] = [0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0];

    fn known() -> (Vec<Option<f64>>, Vec<Vec<Option<f64>>>) {
        let covariates = COVARIATES.map(|row| row.map(Some).to_vec());
        (EVENT.map(Some).to_vec(), covariates.to_vec())
    }

    #[test]
    fn regression_without_a_case_gives_what_scikit_learn_gives() {
        // scikit-learn 1.9.1, for each case i with k = all but i, m and s the mean and standard deviation of x[k] by columns:
        // LogisticRegression(C=1.0, tol=1e-12, max_iter=10000).fit((x[k] - m) / s, y[k]).predict_proba(((x[i] - m) / s)[None])[0, 1]
        let expected = [
            0.087_789_52,
            0.488_094_2,
            0.402_666_03,
            0.935_379_305,
            0.389_778_938,
            0.347_893_957,
            0.707_754_407,
            0.502_819_828,
            0.878_689_246,
            0.311_113_968,
        ];
        let (happened, covariates) = known();
        let found = logistic_event(&happened, &covariates);
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 2e-6, "{found} {expected}");
        }
    }

    #[test]
    fn regression_spreads_each_half_over_its_classes_as_they_happened_elsewhere() {
        let happened: Vec<Happened> = [0, 2, 0, 3, 1, 0, 2, 2, 3, 1].map(class).into();
        let event = [false, false, true, true];
        let (_, covariates) = known();
        let classes = logistic_classes(&happened, &event, &covariates);
        let expected = logistic_event(&EVENT.map(Some), &covariates);
        for (row, p) in classes.iter().zip(expected) {
            assert!((row.iter().sum::<f64>() - 1.0).abs() < NEAR && (row[2] + row[3] - p).abs() < NEAR);
        }
        // Of the others the first has 2 and 2 in its half.
        assert!((classes[0][0] - classes[0][1]).abs() < NEAR);
        assert!((classes[0][2] / classes[0][3] - 3.25 / 2.25).abs() < NEAR);
    }

    #[test]
    fn what_is_not_known_of_a_case_is_as_in_the_mean_and_an_event_without_exception_has_no_regression() {
        let (mut happened, mut covariates) = known();
        covariates[0] = vec![None; 3];
        let means: Vec<f64> = (0..3)
            .map(|c| (1..10).map(|i| COVARIATES[i][c]).sum::<f64>() / 9.0)
            .collect();
        let blank = logistic_event(&happened, &covariates)[0];
        covariates[0] = means.into_iter().map(Some).collect();
        assert!((logistic_event(&happened, &covariates)[0] - blank).abs() < 1e-9);
        happened = vec![Some(1.0), Some(1.0), Some(1.0), None];
        near(
            &logistic_event(&happened, &covariates[..4]),
            &[2.5 / 3.0, 2.5 / 3.0, 2.5 / 3.0, 3.5 / 4.0],
        );
        // A covariate that is the same everywhere explains nothing.
        let (happened, _) = known();
        let same = vec![vec![Some(0.1)]; 10];
        near(&logistic_event(&happened, &same)[..1], &[5.0 / 9.0]);
    }
}
