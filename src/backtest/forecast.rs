//! What is locked, made: open cases solved by the rules as they are, and what they are to be held against.

use std::sync::atomic::AtomicBool;

use super::coded::Case;
use super::codes::Record;
use super::fitting::{self, AXES};
use super::judged::{self, Forecaster};
use super::locked::{
    FORMAT, Locked, MadeFrom, OfCase, OfQuantity, Program, Refitted, Stated, With, codes, json, sha256,
};
use super::made::{TrialError, prediction, text};
use super::predict::{Prediction, Quantity};
use super::rules::Constants;
use super::trial::{FEW, GRID, Request};
use crate::stats::level;

/// What forecasts are made from.
#[derive(Clone, Copy, Debug)]
pub struct Making<'a> {
    /// The day.
    pub date: &'a str,
    /// Cases to forecast.
    pub open: &'a [Case],
    /// Cases whose end is known, with the text of their table.
    pub library: (&'a [Case], &'a str),
    /// What is common to all.
    pub base: &'a str,
    /// Worlds, points a side of the belief grid, and seed.
    pub worlds: u64,
    pub grid: usize,
    pub seed: u64,
    /// Whether a second forecaster has its constants fitted to the library.
    pub refit: bool,
}

/// Predicts the open cases by the rules as they are. `solved` is told of every case at every point that is done.
///
/// # Errors
/// If `stop` was raised, or a scenario is wrong.
pub fn forecasts(
    making: &Making,
    program: Program,
    stop: &AtomicBool,
    solved: &dyn Fn(u64),
) -> Result<Locked, TrialError> {
    let (library, table) = making.library;
    let request = Request {
        worlds: making.worlds,
        few: FEW,
        grid: making.grid,
        seed: making.seed,
    };
    let constants = match making.refit {
        true => {
            let few = Request { grid: GRID, ..request };
            let fitted = fitting::fit(library, making.base, &few.effort(FEW), stop, solved)?;
            Some(fitted.most_likely)
        }
        false => None,
    };
    let effort = request.effort(making.worlds);
    let of = |case: &Case, constants: &Constants| {
        let said = prediction(case, making.base, constants, &effort, stop)?;
        solved(1);
        Ok::<_, TrialError>(said)
    };
    let text = |case: &Case, constants: &Constants| text(case, making.base, constants);
    let mut cases = Vec::new();
    for case in making.open {
        let mut unknown = case.clone();
        unknown.codes.record = Record::default();
        let mut known = library.to_vec();
        known.push(unknown);
        let model = of(case, &Constants::AS_CODED)?;
        let refitted = constants.map(|constants| of(case, &constants)).transpose()?;
        let forecasts: Vec<OfQuantity> = Quantity::ALL
            .into_iter()
            .map(|quantity| {
                let mut forecasters = vec![solved_to(&model, quantity, Forecaster::Model)];
                forecasters.extend(refitted.as_ref().map(|p| solved_to(p, quantity, Forecaster::Refitted)));
                forecasters.extend(judged::baselines_of(&known, quantity).into_iter().map(|of| Stated {
                    forecaster: of.forecaster.name().to_owned(),
                    probabilities: of.by_case[library.len()].clone(),
                    low: Vec::new(),
                    high: Vec::new(),
                }));
                OfQuantity {
                    quantity: quantity.name().to_owned(),
                    classes: quantity.classes(),
                    forecasters,
                }
            })
            .collect();
        let (unconverged, nodes) = model.unconverged();
        let codes = codes(case);
        let scenario = text(case, &Constants::AS_CODED)?;
        cases.push(OfCase {
            id: case.id.clone(),
            title: case.name.clone(),
            start: case.codes.start.clone(),
            nodes,
            unconverged,
            codes_sha256: sha256(&json(&codes)),
            scenario_sha256: sha256(&scenario),
            forecasts_sha256: sha256(&json(&forecasts)),
            codes,
            scenario,
            scenario_refitted: constants.map(|constants| text(case, &constants)).transpose()?,
            forecasts,
        });
    }
    Ok(Locked {
        format: FORMAT,
        date: making.date.to_owned(),
        program,
        with: With {
            worlds: making.worlds,
            grid: making.grid,
            seed: making.seed,
            level: level().share(),
        },
        from: MadeFrom {
            library_sha256: sha256(table),
            base_sha256: sha256(making.base),
        },
        refitted: constants.map(|of| Refitted {
            rationality: of.rationality,
            value: of.value,
            dealer_odds: of.dealer_odds,
        }),
        cases,
    })
}

fn solved_to(prediction: &Prediction, quantity: Quantity, forecaster: Forecaster) -> Stated {
    let probabilities = prediction.probabilities(quantity);
    let estimates = prediction.estimates(quantity);
    // The two means differ by rounding; an interval holds what it is of.
    let ends = |of: &dyn Fn(usize) -> f64| (0..probabilities.len()).map(of).collect::<Vec<f64>>();
    let low = ends(&|class| estimates[class].low.unwrap_or(0.0).min(probabilities[class]));
    let high = ends(&|class| estimates[class].high.unwrap_or(1.0).max(probabilities[class]));
    Stated {
        forecaster: forecaster.name().to_owned(),
        probabilities,
        low,
        high,
    }
}

impl Making<'_> {
    /// How often `solved` is told.
    pub fn steps(&self) -> u64 {
        let points = (AXES[0].len() * AXES[1].len() * self.library.0.len()) as u64;
        let open = self.open.len() as u64;
        if self.refit { points + 2 * open } else { open }
    }
}
