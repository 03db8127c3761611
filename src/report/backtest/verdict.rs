//! What a back-test shows, in sentences that its numbers choose.

use super::{Told, bracketed};
use crate::backtest::fitting::{AXES, NAMES};
use crate::backtest::flips::Reach;
use crate::backtest::judged::{Forecaster, Rule, latest};
use crate::backtest::predict::Quantity;
use crate::backtest::scoring::resample::Interval;
use crate::backtest::tables::given_to_what_happened;
use crate::report::words::fixed;

/// Which way a difference from the base rates goes, as far as its interval tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    Better,
    Worse,
    NotTold,
}

impl Against {
    /// What an interval of a difference in losses says.
    pub fn of(interval: &Interval) -> Self {
        match (interval.low, interval.high) {
            (_, Some(high)) if high < 0.0 => Against::Better,
            (Some(low), _) if low > 0.0 => Against::Worse,
            _ => Against::NotTold,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Against::Better => "beats",
            Against::Worse => "loses to",
            Against::NotTold => "is not told apart from",
        }
    }
}

/// How a forecaster does against the base rates by a rule.
pub fn against<'t>(
    told: &Told<'t>,
    quantity: Quantity,
    forecaster: Forecaster,
    rule: Rule,
) -> Option<(Against, &'t Interval)> {
    let score = told.trial.score(quantity, forecaster, rule)?;
    Some((Against::of(&score.less_base_rates), &score.less_base_rates))
}

/// The verdict: the game as it is, and with its constants fitted, against the base rates.
pub fn sentences(told: &Told) -> Vec<String> {
    let mut all = Vec::new();
    for forecaster in [Forecaster::Model, Forecaster::Refitted] {
        let who = match forecaster {
            Forecaster::Model => "Fitted to nothing, the game",
            _ => "With three constants fitted to the other cases, it",
        };
        let parts: Vec<String> = [Quantity::Outcome5, Quantity::Outcome10]
            .into_iter()
            .filter_map(|quantity| {
                let (way, interval) = against(told, quantity, forecaster, Rule::Brier)?;
                Some(format!(
                    "{} the base rates on the {} (Brier loss less theirs: {})",
                    way.words(),
                    quantity.title(),
                    bracketed(interval, 2)
                ))
            })
            .collect();
        all.push(format!("{who} {}.", parts.join(", and ")));
    }
    let other = [Forecaster::Embedded, Forecaster::Logistic]
        .into_iter()
        .filter_map(|forecaster| {
            let (way, interval) = against(told, Quantity::Outcome10, forecaster, Rule::Brier)?;
            (way == Against::Better).then(|| format!("{} ({})", forecaster.title(), bracketed(interval, 2)))
        });
    let other: Vec<String> = other.collect();
    if !other.is_empty() {
        all.push(format!(
            "What does beat them after ten years knows nothing of the game: {}.",
            other.join(" and ")
        ));
    }
    if let Some(worst) = failing(told).first() {
        let case = &told.trial.cases[worst.0];
        all.push(format!(
            "It is furthest off in {}, where it gave what happened a probability of {}.",
            case.name,
            fixed(worst.1, 2)
        ));
    }
    all
}

/// Cases in which the game gave less to what happened after ten years (five where ten have not passed) than every class alike would, with that
/// probability, the worst first.
pub fn failing(told: &Told) -> Vec<(usize, f64, Quantity)> {
    let trial = told.trial;
    let mut all: Vec<(usize, f64, Quantity)> = (trial.cases.iter().zip(&trial.predictions).enumerate())
        .filter_map(|(place, (case, prediction))| {
            let (quantity, _) = latest(case)?;
            let given = given_to_what_happened(case, prediction, quantity)?;
            (given < 1.0 / 8.0).then_some((place, given, quantity))
        })
        .collect();
    all.sort_by(|a, b| a.1.total_cmp(&b.1));
    all
}

/// What the fit says of a constant, in a sentence.
pub fn constant(told: &Told, place: usize) -> String {
    let fitted = &told.trial.fitted;
    let what = match NAMES[place] {
        "rationality" => "The rationality of both sides is",
        "value" => "The value of the deterrent is",
        _ => "The odds that the first leader is a dealer are",
    };
    let at = fitted.factor(place);
    let ends = |end: Option<f64>, open: &str| end.map_or(open.to_owned(), |x| fixed(x, 2));
    let [low, high] = fitted.interval(place);
    let edge = match fitted.at_the_edge(place) {
        true => format!(
            "; that is an end of what was looked at ({} to {}), so it may lie beyond",
            AXES[place][0],
            AXES[place][AXES[place].len() - 1]
        ),
        false => String::new(),
    };
    format!(
        "{what} most likely {} times what the rules say, with an interval from {} to {}{edge}.",
        fixed(at, 2),
        ends(low, "below all that was looked at"),
        ends(high, "above all that was looked at"),
    )
}

/// Whether flips of codes change which way the difference from the base rates goes, in a sentence.
pub fn reach(told: &Told, reach: &Reach) -> Option<String> {
    let (_, interval) = against(told, Quantity::Outcome10, Forecaster::Model, reach.rule)?;
    let value = interval.value?;
    let [best, worst] = reach.change.map(|change| value + change);
    let turns = (best < 0.0) != (value < 0.0) || (worst < 0.0) != (value < 0.0);
    let flips = if reach.flips == 1 { "One flip" } else { "Two flips" };
    Some(format!(
        "{flips} can move the difference in the {} loss from {} to between {} and {}{}.",
        reach.rule.name(),
        fixed(value, 2),
        fixed(best, 2),
        fixed(worst, 2),
        if turns { ", so that its sign hangs on them" } else { "" }
    ))
}

/// What must be known before the verdict is trusted.
pub fn notes(told: &Told) -> Vec<String> {
    let mut notes = vec![
        "One coder coded all cases, and knew how they ended: docs/coding.md.".to_owned(),
        "The cases are signed bargains; docs/backtest.md has a second table of those that were never disarmed."
            .to_owned(),
    ];
    let (open, nodes) = told.trial.unconverged();
    if open > 0 {
        notes.push(format!("{open} of {nodes} nodes of the solutions did not converge."));
    }
    notes
}
