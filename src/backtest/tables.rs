//! The back-test as tables.

use super::checks::Check;
use super::coded::Case;
use super::fitting::{AXES, NAMES};
use super::judged::{Forecaster, Rule, given, happened};
use super::predict::{Prediction, Quantity};
use super::scoring::resample::Interval;
use super::trial::Trial;
use crate::analysis::tables::Columns;
use crate::stats::{Estimate, level};
use crate::table::Table;

/// All tables of a back-test, in the order in which they are written.
pub fn all(trial: &Trial, checks: &[Check]) -> Vec<Table> {
    vec![
        cases(trial),
        predictions(trial),
        scores(trial),
        losses(trial),
        discrimination(trial),
        calibration(trial),
        constants(trial),
        left_out(trial),
        recoded(trial),
        demands(checks),
        codes(trial),
    ]
}

/// The cases of a trial with their group.
fn groups(trial: &Trial) -> impl Iterator<Item = (&'static str, &Case, &Prediction)> {
    let library = trial
        .cases
        .iter()
        .zip(&trial.predictions)
        .map(|(case, p)| ("library", case, p));
    library.chain(trial.never.iter().map(|(case, p)| ("never_disarmed", case, p)))
}

/// What happened in words: `breach 0.7, revocation 0.3`.
pub fn in_words(case: &Case, quantity: Quantity) -> String {
    let Some(weights) = happened(case, quantity) else {
        return String::new();
    };
    let classes = quantity.classes();
    let mut found: Vec<(f64, &String)> = weights
        .iter()
        .copied()
        .zip(&classes)
        .filter(|(w, _)| *w > 0.0)
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let word = |(weight, class): &(f64, &String)| match *weight {
        1.0 => (*class).replace('_', " "),
        weight => format!("{} {weight:.1}", class.replace('_', " ")),
    };
    found.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// The likeliest class and its probability.
pub fn likeliest(prediction: &Prediction, quantity: Quantity) -> (String, f64) {
    let classes = quantity.classes();
    let of = prediction.probabilities(quantity);
    let best = (0..classes.len())
        .max_by(|a, b| of[*a].total_cmp(&of[*b]))
        .unwrap_or_default();
    (classes[best].clone(), of[best])
}

/// Probability that was given to what happened.
pub fn given_to_what_happened(case: &Case, prediction: &Prediction, quantity: Quantity) -> Option<f64> {
    given(case, quantity, &prediction.probabilities(quantity))
}

struct OfCase<'t> {
    group: &'static str,
    case: &'t Case,
    prediction: &'t Prediction,
    quantity: Quantity,
}

fn cases(trial: &Trial) -> Table {
    let mut rows = Vec::new();
    for (group, case, prediction) in groups(trial) {
        for quantity in [Quantity::Outcome5, Quantity::Outcome10] {
            rows.push(OfCase {
                group,
                case,
                prediction,
                quantity,
            });
        }
    }
    Columns::over("cases", "Cases, predicted and recorded", &rows)
        .text("case", |row| &row.case.id)
        .text("case_title", |row| &row.case.name)
        .text("group", |row| row.group)
        .text("start", |row| &row.case.codes.start)
        .text("form", |row| {
            if row.case.codes.embedded {
                "embedded"
            } else {
                "political"
            }
        })
        .text("third_party", |row| {
            row.case.codes.third_party.clone().unwrap_or_default()
        })
        .text("quantity", |row| row.quantity.name())
        .text("likeliest", |row| likeliest(row.prediction, row.quantity).0)
        .number("likeliest_probability", |row| {
            Some(likeliest(row.prediction, row.quantity).1)
        })
        .text("happened", |row| in_words(row.case, row.quantity))
        .number("given_to_what_happened", |row| {
            given_to_what_happened(row.case, row.prediction, row.quantity)
        })
        .text("source", |row| row.case.source())
        .table()
}

struct OfClass<'t> {
    of: OfCase<'t>,
    class: String,
    estimate: Estimate,
    base_rate: Option<f64>,
    refitted: Option<f64>,
    happened: Option<f64>,
}

fn predictions(trial: &Trial) -> Table {
    let mut rows = Vec::new();
    for (number, (group, case, prediction)) in groups(trial).enumerate() {
        for quantity in Quantity::ALL {
            let other = |forecaster| {
                let of = trial.forecasts(quantity, forecaster)?;
                of.by_case.get(number)
            };
            let (base, refitted) = (other(Forecaster::BaseRates), other(Forecaster::Refitted));
            let known = happened(case, quantity);
            let estimates = prediction.estimates(quantity);
            for (place, (class, estimate)) in quantity.classes().into_iter().zip(estimates).enumerate() {
                rows.push(OfClass {
                    of: OfCase {
                        group,
                        case,
                        prediction,
                        quantity,
                    },
                    class,
                    estimate,
                    base_rate: base.map(|p| p[place]),
                    refitted: refitted.map(|p| p[place]),
                    happened: known.as_ref().map(|w| w[place]),
                });
            }
        }
    }
    Columns::over("predictions", "What the game says of each case", &rows)
        .text("case", |row| &row.of.case.id)
        .text("case_title", |row| &row.of.case.name)
        .text("group", |row| row.of.group)
        .text("quantity", |row| row.of.quantity.name())
        .text("class", |row| &row.class)
        .estimate(|row| &row.estimate)
        .number("refitted", |row| row.refitted)
        .number("base_rate", |row| row.base_rate)
        .number("happened", |row| row.happened)
        .table()
}

/// Appends a resampled interval.
fn resampled<'r, R>(columns: Columns<'r, R>, of: impl Fn(&'r R) -> &'r Interval) -> Columns<'r, R> {
    columns
        .number("estimate", |row| of(row).value)
        .number("low", |row| of(row).low)
        .number("high", |row| of(row).high)
        .number("level", |_| Some(level().share()))
        .whole("cases", |row| Some(of(row).cases as u64))
}

fn scores(trial: &Trial) -> Table {
    let rows: Vec<_> = trial
        .scores
        .iter()
        .flat_map(|score| {
            [
                (score, "mean", &score.mean),
                (score, "less_base_rates", &score.less_base_rates),
            ]
        })
        .collect();
    let columns = Columns::over("scores", "What forecasters lose", &rows)
        .text("quantity", |(score, _, _)| score.quantity.name())
        .text("forecaster", |(score, _, _)| score.forecaster.name())
        .text("rule", |(score, _, _)| score.rule.name())
        .text("part", |(_, part, _)| *part);
    resampled(columns, |(_, _, interval)| interval).table()
}

fn losses(trial: &Trial) -> Table {
    let mut rows = Vec::new();
    for score in &trial.scores {
        rows.extend(
            trial
                .cases
                .iter()
                .zip(&score.losses)
                .map(|(case, loss)| (score, case, *loss)),
        );
    }
    Columns::over("losses", "What forecasters lose, case by case", &rows)
        .text("case", |(_, case, _)| &case.id)
        .text("quantity", |(score, _, _)| score.quantity.name())
        .text("forecaster", |(score, _, _)| score.forecaster.name())
        .text("rule", |(score, _, _)| score.rule.name())
        .number("loss", |(_, _, loss)| *loss)
        .table()
}

fn discrimination(trial: &Trial) -> Table {
    let columns = Columns::over("discrimination", "Whether cases are told apart", &trial.discrimination)
        .text("forecaster", |row| row.forecaster.name())
        .text("event", |row| row.event);
    resampled(columns, |row| &row.concordance).table()
}

fn calibration(trial: &Trial) -> Table {
    let rows: Vec<_> = trial
        .calibration
        .iter()
        .flat_map(|of| of.bins.iter().map(move |bin| (of.forecaster, bin)))
        .collect();
    Columns::over("calibration", "How often what was forecast came true", &rows)
        .text("forecaster", |(forecaster, _)| forecaster.name())
        .number("predicted", |(_, bin)| Some(bin.predicted))
        .number("estimate", |(_, bin)| Some(bin.observed))
        .number("low", |(_, bin)| Some(bin.low))
        .number("high", |(_, bin)| Some(bin.high))
        .number("level", |_| Some(level().share()))
        .whole("forecasts", |(_, bin)| Some(bin.forecasts as u64))
        .whole("cases", |(_, bin)| Some(bin.cases as u64))
        .table()
}

fn constants(trial: &Trial) -> Table {
    let fitted = &trial.fitted;
    let places: Vec<usize> = (0..NAMES.len()).collect();
    Columns::over("constants", "The free constants", &places)
        .text("constant", |place| NAMES[*place])
        .number("estimate", |place| Some(fitted.factor(*place)))
        .number("low", |place| fitted.interval(*place)[0])
        .number("high", |place| fitted.interval(*place)[1])
        .number("level", |_| Some(level().share()))
        .number("least_looked_at", |place| AXES[*place].first().copied())
        .number("largest_looked_at", |place| AXES[*place].last().copied())
        .whole("at_the_edge", |place| Some(u64::from(fitted.at_the_edge(*place))))
        .table()
}

fn left_out(trial: &Trial) -> Table {
    let rows: Vec<_> = trial.cases.iter().zip(&trial.fitted.without).collect();
    Columns::over("left_out", "The constants without each case", &rows)
        .text("case", |(case, _)| &case.id)
        .number("rationality", |(_, at)| Some(at[0]))
        .number("value", |(_, at)| Some(at[1]))
        .number("dealer_odds", |(_, at)| Some(at[2]))
        .table()
}

fn recoded(trial: &Trial) -> Table {
    let mut rows = Vec::new();
    for flip in &trial.flips {
        for (column, rule) in Rule::ALL.into_iter().enumerate() {
            rows.push((flip, rule, flip.changes[column]));
        }
    }
    Columns::over("recoded", "What flips of contested codes change", &rows)
        .text("case", |(flip, _, _)| &trial.cases[flip.case].id)
        .text("variable", |(flip, _, _)| flip.variable)
        .number("to_number", |(flip, _, _)| flip.to.parse().ok())
        .text("to_words", |(flip, _, _)| words(&flip.to))
        .text("rule", |(_, rule, _)| rule.name())
        .number("change", |(_, _, change)| *change)
        .table()
}

fn demands(checks: &[Check]) -> Table {
    Columns::over("demands", "What the record demands", checks)
        .text("case", |check| check.case)
        .text("demand", |check| check.demand)
        .number("from", |check| check.found.map(|_| check.range[0]))
        .number("to", |check| check.found.map(|_| check.range[1]))
        .number("found", |check| check.found)
        .text("status", |check| check.status().name())
        .table()
}

/// A text that is no number; else nothing, as a column of texts has no numbers.
fn words(text: &str) -> &str {
    if text.parse::<f64>().is_ok() { "" } else { text }
}

fn codes(trial: &Trial) -> Table {
    let mut rows = Vec::new();
    for (_, case, _) in groups(trial) {
        rows.extend(case.values.iter().map(|(variable, coded)| (case, variable, coded)));
    }
    Columns::over("codes", "What every case is coded from", &rows)
        .text("case", |(case, _, _)| &case.id)
        .text("variable", |(_, variable, _)| variable.as_str())
        .number("number", |(_, _, coded)| coded.value.parse().ok())
        .text("words", |(_, _, coded)| words(&coded.value))
        .text("grade", |(_, _, coded)| &coded.grade)
        .text("rule", |(_, _, coded)| &coded.rule)
        .text("source", |(_, _, coded)| &coded.source)
        .table()
}
