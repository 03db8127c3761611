//! Locked forecasts against what has happened since.

use super::coded::Case;
use super::judged::{self, Forecaster, Rule, Score, happened};
use super::locked::{LockError, Locked, codes};
use super::predict::Quantity;
use super::tables::in_words;
use crate::analysis::tables::Columns;
use crate::table::Table;

/// Locked forecasts with the record of their cases, in the order of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Settled {
    /// The cases with what is known of them.
    pub cases: Vec<Case>,
    /// By quantity, forecaster and rule.
    pub scores: Vec<Score>,
    /// Codes that are no longer those that were forecast from: case, variable, what was locked, what stands there now.
    pub changed: Vec<[String; 4]>,
}

/// Scores locked forecasts. A process that is still in force is open, however long it has been.
///
/// # Errors
/// If the record has other cases than the file.
pub fn settle(locked: &Locked, record: &[Case]) -> Result<Settled, LockError> {
    let mut cases = Vec::new();
    let mut changed = Vec::new();
    for forecast in &locked.cases {
        let Some(case) = record.iter().find(|case| case.id == forecast.id) else {
            return Err(LockError::Cases(format!(
                "the record has no case `{}`, which was forecast; give it its rows, with empty outcomes if it is still open",
                forecast.id
            )));
        };
        let now = codes(case);
        let variables = forecast
            .codes
            .keys()
            .chain(now.keys().filter(|v| !forecast.codes.contains_key(*v)));
        for variable in variables {
            let [before, after] = [&forecast.codes, &now].map(|of| of.get(variable).cloned().unwrap_or_default());
            if before != after {
                changed.push([case.id.clone(), variable.clone(), before, after]);
            }
        }
        cases.push(case.clone());
    }
    if let Some(case) = record
        .iter()
        .find(|case| locked.cases.iter().all(|of| of.id != case.id))
    {
        return Err(LockError::Cases(format!(
            "the record has a case `{}`, which was not forecast; take its rows out",
            case.id
        )));
    }
    let mut forecasts = Vec::new();
    for quantity in Quantity::ALL {
        forecasts.extend(Forecaster::ALL.into_iter().filter_map(|of| locked.said(quantity, of)));
    }
    Ok(Settled {
        scores: judged::scores(&cases, &forecasts),
        cases,
        changed,
    })
}

impl Settled {
    /// The score of a forecaster.
    pub fn score(&self, quantity: Quantity, forecaster: Forecaster, rule: Rule) -> Option<&Score> {
        judged::score(&self.scores, quantity, forecaster, rule)
    }

    /// Cases of which a quantity is known.
    pub fn known(&self, quantity: Quantity) -> usize {
        let known = |case: &&Case| happened(case, quantity).is_some();
        self.cases.iter().filter(known).count()
    }
}

/// Probability that a forecaster gave to what happened; `None` if that is not known.
pub fn given(locked: &Locked, case: &Case, quantity: Quantity, forecaster: Forecaster) -> Option<f64> {
    let of = locked.cases.iter().find(|of| of.id == case.id)?;
    judged::given(case, quantity, &of.stated(quantity, forecaster)?.probabilities)
}

/// What every forecaster lost in every case, and what it had given to what happened.
pub fn table(locked: &Locked, settled: &Settled) -> Table {
    let mut rows = Vec::new();
    for score in &settled.scores {
        for (case, loss) in settled.cases.iter().zip(&score.losses) {
            let given = given(locked, case, score.quantity, score.forecaster);
            rows.push((score, case, *loss, given));
        }
    }
    Columns::over("forecast_scores", "Locked forecasts against the record", &rows)
        .text("case", |(_, case, _, _)| &case.id)
        .text("case_title", |(_, case, _, _)| &case.name)
        .text("quantity", |(score, _, _, _)| score.quantity.name())
        .text("forecaster", |(score, _, _, _)| score.forecaster.name())
        .text("rule", |(score, _, _, _)| score.rule.name())
        .text("happened", |(score, case, _, _)| in_words(case, score.quantity))
        .number("given_to_what_happened", |(_, _, _, given)| *given)
        .number("loss", |(_, _, loss, _)| *loss)
        .table()
}
