//! Whether predictions tell cases apart that ended differently, whatever their level.

use super::resample::{self, Interval};

/// The concordance of probabilities with an event, also called the area under the curve of hits over false alarms: how often, of a case in which it
/// happened and one in which it did not, the first had the higher probability; an equal one counts half. 0.5 is chance, 1 is best.
///
/// `happened` is 1 if it happened, 0 if not, and between them where that is contested: a pair counts y (1 − y') each way round, never a case
/// with itself. The interval is from [`resample::interval`]. No value if the event happened in all cases or in none.
///
/// # Panics
/// If the two are not equally long.
pub fn concordance(predicted: &[f64], happened: &[f64], seed: u64) -> Interval {
    assert_eq!(predicted.len(), happened.len(), "a probability for each case");
    resample::interval(predicted.len(), seed, |drawn| {
        let (mut right, mut all) = (0.0, 0.0);
        for (i, first) in predicted.iter().enumerate().filter(|(i, _)| drawn[*i] > 0.0) {
            for (j, second) in predicted.iter().enumerate().filter(|(j, _)| *j != i) {
                let pair = drawn[i] * drawn[j] * happened[i] * (1.0 - happened[j]);
                all += pair;
                right += pair * ahead(*first, *second);
            }
        }
        (all > 0.0).then(|| right / all)
    })
}

/// How long something lasted in a case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Followed {
    /// Place of the case.
    pub case: usize,
    /// How much this way of coding the case counts; those of a case sum to 1.
    pub weight: f64,
    /// Years that it lasted, or in which it was seen to last.
    pub years: f64,
    /// Whether it ended then; if not, it lasted longer, nobody knows how long.
    pub ended: bool,
}

/// Harrell's concordance \[harrell1996\]: how often, of two cases of which it is known which lasted longer, the one that did was predicted to
/// last longer; an equal prediction counts half. 0.5 is chance, 1 is best.
///
/// It is known of two cases if the shorter one ended; of two equally long ones, if exactly one of them ended, which is then the shorter. `predicted` has
/// years for each case, or anything that is larger for what lasts longer. The interval is from [`resample::interval`].
///
/// # Panics
/// If a case that was followed has no prediction.
pub fn survival_concordance(predicted: &[f64], followed: &[Followed], seed: u64) -> Interval {
    resample::interval(predicted.len(), seed, |drawn| {
        let (mut right, mut all) = (0.0, 0.0);
        for short in followed.iter().filter(|f| f.ended && drawn[f.case] > 0.0) {
            let longer = |f: &&Followed| f.years > short.years || (f.years == short.years && !f.ended);
            for long in followed.iter().filter(longer).filter(|f| f.case != short.case) {
                let pair = drawn[short.case] * drawn[long.case] * short.weight * long.weight;
                all += pair;
                right += pair * ahead(predicted[long.case], predicted[short.case]);
            }
        }
        (all > 0.0).then(|| right / all)
    })
}

/// 1 if the first is larger, 0 if the second is, and a half if they are equal.
fn ahead(first: f64, second: f64) -> f64 {
    match first.partial_cmp(&second) {
        Some(std::cmp::Ordering::Greater) => 1.0,
        Some(std::cmp::Ordering::Less) => 0.0,
        _ => 0.5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn concordance_with_ties_is_that_of_scikit_learn() {
        let predicted = [0.1, 0.4, 0.35, 0.8, 0.4, 0.2, 0.4, 0.65, 0.9, 0.2];
        let happened = [0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0];
        // sklearn.metrics.roc_auc_score(happened, predicted), version 1.9.1.
        let found = concordance(&predicted, &happened, 1);
        assert!((found.value.unwrap() - 0.96).abs() < 1e-12);
        let (low, high) = (found.low.unwrap(), found.high.unwrap());
        assert!(low > 0.5 && low < 0.96 && (0.96..=1.0).contains(&high), "{found:?}");
        assert_eq!(concordance(&predicted, &[1.0; 10], 1).value, None);
    }

    #[test]
    fn a_contested_case_counts_in_pairs_of_both_kinds_and_not_with_itself() {
        // 1 ahead of 0: 0.6 × 1. The contested one as an event behind the first event is no pair, but as none is: 1 × 0.4.
        let found = concordance(&[0.9, 0.5, 0.7], &[1.0, 0.6, 0.0], 1).value.unwrap();
        assert!((found - (1.0 + 0.4) / (1.0 + 0.4 + 0.6)).abs() < 1e-12);
    }

    fn follow(years: [f64; 10], ended: [bool; 10]) -> Vec<Followed> {
        let one = |case: usize| Followed {
            case,
            weight: 1.0,
            years: years[case],
            ended: ended[case],
        };
        (0..10).map(one).collect()
    }

    const YEARS: [f64; 10] = [2.0, 5.0, 5.0, 8.0, 10.0, 3.0, 7.0, 10.0, 1.0, 6.0];
    const ENDED: [bool; 10] = [true, true, false, true, false, false, true, false, true, true];
    const PREDICTED: [f64; 10] = [3.0, 4.0, 6.0, 7.0, 9.0, 5.0, 5.0, 6.0, 2.0, 7.0];

    #[test]
    fn concordance_of_years_is_that_of_lifelines() {
        // lifelines.utils.concordance_index(years, predicted, ended), version 0.30.3.
        let found = survival_concordance(&PREDICTED, &follow(YEARS, ENDED), 1);
        assert!((found.value.unwrap() - 0.890_625).abs() < 1e-12, "{found:?}");
        assert!(found.low.unwrap() < 0.890_625 && found.high.unwrap() > 0.890_625);
        assert_eq!(
            survival_concordance(&PREDICTED, &follow(YEARS, [false; 10]), 1).value,
            None
        );
    }

    #[test]
    fn a_case_that_is_coded_in_two_ways_counts_with_the_weight_of_each() {
        let mut followed = follow(YEARS, ENDED);
        let whole = survival_concordance(&PREDICTED, &followed, 1);
        followed[3].weight = 0.6;
        followed.push(Followed {
            weight: 0.4,
            ..followed[3]
        });
        let parts = survival_concordance(&PREDICTED, &followed, 1);
        assert!((whole.value.unwrap() - parts.value.unwrap()).abs() < 1e-12);
    }
}
