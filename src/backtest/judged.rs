//! Forecasts of several forecasters, and what they lose against the record.

use super::coded::Case;
use super::predict::{Prediction, Quantity, SHARE_BINS, YEAR_BINS, bin, completed, in_force};
use super::scoring::baselines::{self, Happened};
use super::scoring::calibration::{self, Bin, Forecast, Recalibration};
use super::scoring::discrimination::{Followed, concordance, survival_concordance};
use super::scoring::resample::{self, Interval};
use super::scoring::scores;
use crate::game::outcome::Outcome;

/// Who forecasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Forecaster {
    /// The game with the codes as they are, fitted to nothing.
    Model,
    /// The game with the free constants fitted to the other cases.
    Refitted,
    /// How often each class happened in the other cases.
    BaseRates,
    Uniform,
    /// How often each class happened in the other cases of the same form.
    Embedded,
    /// A small logistic regression on the other cases.
    Logistic,
}

impl Forecaster {
    /// All of them, in the order of the tables.
    pub const ALL: [Forecaster; 6] = [
        Forecaster::Model,
        Forecaster::Refitted,
        Forecaster::BaseRates,
        Forecaster::Uniform,
        Forecaster::Embedded,
        Forecaster::Logistic,
    ];

    /// Name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Forecaster::Model => "model",
            Forecaster::Refitted => "model_refitted",
            Forecaster::BaseRates => "base_rates",
            Forecaster::Uniform => "uniform",
            Forecaster::Embedded => "embedded_or_not",
            Forecaster::Logistic => "logistic",
        }
    }

    /// Name in prose.
    pub fn title(self) -> &'static str {
        match self {
            Forecaster::Model => "the game, fitted to nothing",
            Forecaster::Refitted => "the game, three constants fitted to the other cases",
            Forecaster::BaseRates => "base rates of the other cases",
            Forecaster::Uniform => "every class alike",
            Forecaster::Embedded => "embedded or not, alone",
            Forecaster::Logistic => "small regression",
        }
    }
}

/// A scoring rule; all are losses, so that less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    Brier,
    Logarithmic,
    Ranked,
}

impl Rule {
    /// All of them, in the order of the tables.
    pub const ALL: [Rule; 3] = [Rule::Brier, Rule::Logarithmic, Rule::Ranked];

    /// Name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Rule::Brier => "brier",
            Rule::Logarithmic => "logarithmic",
            Rule::Ranked => "ranked",
        }
    }

    /// What a distribution loses against what happened.
    pub fn loss(self, predicted: &[f64], happened: &[f64]) -> f64 {
        match self {
            Rule::Brier => scores::brier(predicted, happened),
            Rule::Logarithmic => scores::logarithmic(predicted, happened).loss,
            Rule::Ranked => scores::ranked(predicted, happened),
        }
    }

    /// Whether it is defined for a quantity.
    pub fn serves(self, quantity: Quantity) -> bool {
        self != Rule::Ranked || quantity.ranked()
    }
}

/// The forecasts of one forecaster of one quantity, by case.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecasts {
    pub quantity: Quantity,
    pub forecaster: Forecaster,
    pub by_case: Vec<Vec<f64>>,
}

/// What a forecaster loses by a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    pub quantity: Quantity,
    pub forecaster: Forecaster,
    pub rule: Rule,
    /// By case; `None` where it is not known what happened.
    pub losses: Vec<Option<f64>>,
    /// Mean over the cases that are known.
    pub mean: Interval,
    /// The same less that of the base rates, case by case.
    pub less_base_rates: Interval,
}

/// Seed of the resampling of cases.
pub const SEED: u64 = 15;

/// What happened, by the classes of a quantity.
pub fn happened(case: &Case, quantity: Quantity) -> Happened {
    let record = &case.codes.record;
    let mut weights = vec![0.0; quantity.classes().len()];
    let classes: Vec<(usize, f64)> = match quantity {
        Quantity::Outcome5 | Quantity::Outcome10 => {
            let date = usize::from(quantity == Quantity::Outcome10);
            let place = |outcome: Outcome| Outcome::ALL.iter().position(|o| *o == outcome).unwrap_or_default();
            record.outcomes[date]
                .iter()
                .map(|(outcome, w)| (place(*outcome), *w))
                .collect()
        }
        Quantity::FirstBreaker => record.first_breaker.iter().map(|(b, w)| (*b as usize, *w)).collect(),
        Quantity::YearsInForce => record
            .years_in_force
            .map(|y| (bin(&YEAR_BINS, y), 1.0))
            .into_iter()
            .collect(),
        Quantity::Completion => record
            .completion
            .map(|s| (bin(&SHARE_BINS, s), 1.0))
            .into_iter()
            .collect(),
    };
    if classes.is_empty() {
        return None;
    }
    for (class, weight) in classes {
        weights[class] += weight;
    }
    Some(weights)
}

/// The outcome at ten years, or at five where ten have not passed, with what happened; `None` if neither is known.
pub fn latest(case: &Case) -> Option<(Quantity, Vec<f64>)> {
    [Quantity::Outcome10, Quantity::Outcome5]
        .into_iter()
        .find_map(|quantity| Some((quantity, happened(case, quantity)?)))
}

/// Probability that a distribution gives to what happened, by its weights; `None` if that is not known.
pub fn given(case: &Case, quantity: Quantity, probabilities: &[f64]) -> Option<f64> {
    let weights = happened(case, quantity)?;
    Some(probabilities.iter().zip(weights).map(|(p, w)| p * w).sum())
}

/// Covariates of the small regression: the form, who began, and how much is verified.
fn covariates(case: &Case) -> Vec<Option<f64>> {
    let codes = &case.codes;
    vec![
        Some(f64::from(u8::from(codes.embedded))),
        Some(f64::from(u8::from(codes.initiated))),
        Some(codes.verification as f64 / 4.0),
    ]
}

/// The forecasts of those who know nothing of the game, of a quantity.
pub fn baselines_of(cases: &[Case], quantity: Quantity) -> Vec<Forecasts> {
    let known: Vec<Happened> = cases.iter().map(|case| happened(case, quantity)).collect();
    let classes = quantity.classes().len();
    let form: Vec<Option<f64>> = cases
        .iter()
        .map(|c| Some(f64::from(u8::from(c.codes.embedded))))
        .collect();
    let rows: Vec<Vec<Option<f64>>> = cases.iter().map(covariates).collect();
    [
        (Forecaster::BaseRates, baselines::base_rates(&known, classes)),
        (Forecaster::Uniform, baselines::uniform(cases.len(), classes)),
        (Forecaster::Embedded, baselines::by_group(&known, classes, &form)),
        (
            Forecaster::Logistic,
            baselines::logistic_classes(&known, &quantity.good(), &rows),
        ),
    ]
    .into_iter()
    .map(|(forecaster, by_case)| Forecasts {
        quantity,
        forecaster,
        by_case,
    })
    .collect()
}

/// Scores of all forecasts by all rules that serve them.
pub fn scores(cases: &[Case], forecasts: &[Forecasts]) -> Vec<Score> {
    let losses = |of: &Forecasts, rule: Rule| -> Vec<Option<f64>> {
        let loss = |(case, predicted): (&Case, &Vec<f64>)| Some(rule.loss(predicted, &happened(case, of.quantity)?));
        cases.iter().zip(&of.by_case).map(loss).collect()
    };
    let known = |losses: &[Option<f64>]| losses.iter().flatten().copied().collect::<Vec<f64>>();
    let mut all = Vec::new();
    for of in forecasts {
        let base = forecasts
            .iter()
            .find(|other| other.quantity == of.quantity && other.forecaster == Forecaster::BaseRates);
        for rule in Rule::ALL.into_iter().filter(|rule| rule.serves(of.quantity)) {
            let own = losses(of, rule);
            let against = base.map(|base| known(&losses(base, rule)));
            let less = against.map_or(Interval::default(), |base| {
                resample::difference(&known(&own), &base, SEED)
            });
            all.push(Score {
                quantity: of.quantity,
                forecaster: of.forecaster,
                rule,
                mean: resample::mean(&known(&own), SEED),
                less_base_rates: less,
                losses: own,
            });
        }
    }
    all
}

/// The score of a forecaster.
pub fn score(scores: &[Score], quantity: Quantity, forecaster: Forecaster, rule: Rule) -> Option<&Score> {
    let wanted = |score: &&Score| (score.quantity, score.forecaster, score.rule) == (quantity, forecaster, rule);
    scores.iter().find(wanted)
}

/// Whether forecasts tell cases apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Discrimination {
    pub forecaster: Forecaster,
    /// What is told apart: `completed_10y`, `in_force_10y` or `years_in_force`.
    pub event: &'static str,
    /// 0.5 is chance, 1 is best.
    pub concordance: Interval,
}

/// Sum of the probabilities of the outcomes that an event is made of.
fn event(weights: &[f64], of: fn(Outcome) -> bool) -> f64 {
    let pairs = Outcome::ALL.into_iter().zip(weights);
    pairs.filter(|(outcome, _)| of(*outcome)).map(|(_, p)| p).sum()
}

/// Whether an outcome belongs to an event.
pub type Event = fn(Outcome) -> bool;

/// The events at ten years that are told apart.
pub const EVENTS: [(&str, Event); 2] = [("completed_10y", completed), ("in_force_10y", in_force)];

/// Discrimination of all forecasters that differ between cases.
pub fn discrimination(cases: &[Case], forecasts: &[Forecasts]) -> Vec<Discrimination> {
    let mut all = Vec::new();
    for of in forecasts.iter().filter(|of| of.forecaster != Forecaster::Uniform) {
        if of.quantity == Quantity::Outcome10 {
            for (name, good) in EVENTS {
                let pairs: Vec<(f64, f64)> = cases
                    .iter()
                    .zip(&of.by_case)
                    .filter_map(|(case, p)| Some((event(p, good), event(&happened(case, of.quantity)?, good))))
                    .collect();
                let (predicted, observed): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
                all.push(Discrimination {
                    forecaster: of.forecaster,
                    event: name,
                    concordance: concordance(&predicted, &observed, SEED),
                });
            }
        }
        if of.quantity == Quantity::YearsInForce {
            // Middles of the bins; ten years and more count alike.
            const MIDDLES: [f64; 5] = [0.5, 1.5, 3.5, 7.5, 10.0];
            let years = |p: &Vec<f64>| p.iter().zip(MIDDLES).map(|(p, y)| p * y).sum::<f64>();
            let predicted: Vec<f64> = of.by_case.iter().map(years).collect();
            let followed: Vec<Followed> = cases
                .iter()
                .enumerate()
                .filter_map(|(place, case)| {
                    let lasted = case.codes.record.years_in_force?;
                    let last = super::YEARS[1];
                    Some(Followed {
                        case: place,
                        weight: 1.0,
                        years: lasted.min(last),
                        ended: lasted <= last && !case.codes.record.censored,
                    })
                })
                .collect();
            all.push(Discrimination {
                forecaster: of.forecaster,
                event: "years_in_force",
                concordance: survival_concordance(&predicted, &followed, SEED),
            });
        }
    }
    all
}

/// How the probabilities of a forecaster compare with how often things happened: all outcomes at ten years, case by case.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    pub forecaster: Forecaster,
    pub bins: Vec<Bin>,
    pub line: Recalibration,
}

/// Calibration of the forecasters of the outcome at ten years.
pub fn calibration(cases: &[Case], forecasts: &[Forecasts]) -> Vec<Calibration> {
    let of_date = forecasts.iter().filter(|of| of.quantity == Quantity::Outcome10);
    let three = [Forecaster::Model, Forecaster::Refitted, Forecaster::BaseRates];
    of_date
        .filter(|of| three.contains(&of.forecaster))
        .map(|of| {
            let mut rows = Vec::new();
            for (case, (coded, predicted)) in cases.iter().zip(&of.by_case).enumerate() {
                let Some(happened) = happened(coded, of.quantity) else {
                    continue;
                };
                rows.extend(predicted.iter().zip(happened).map(|(predicted, happened)| Forecast {
                    case,
                    predicted: *predicted,
                    happened,
                }));
            }
            Calibration {
                forecaster: of.forecaster,
                bins: calibration::bins(&rows, calibration::MOST_BINS),
                line: calibration::recalibration(&rows, cases.len(), SEED),
            }
        })
        .collect()
}

/// The forecasts of the game of a quantity.
pub fn of_game(predictions: &[&Prediction], quantity: Quantity, forecaster: Forecaster) -> Forecasts {
    Forecasts {
        quantity,
        forecaster,
        by_case: predictions
            .iter()
            .map(|prediction| prediction.probabilities(quantity))
            .collect(),
    }
}
