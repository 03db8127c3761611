//! What becomes of the scores if contested codes are flipped, one or two at a time.

use std::sync::atomic::AtomicBool;

use super::coded::Case;
use super::codes::Codes;
use super::judged::{Rule, happened};
use super::made::{TrialError, prediction};
use super::predict::{Effort, Prediction, Quantity};
use super::rules::Constants;
use super::scoring::baselines::base_rates;

/// A code of a case that is set otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Flip {
    /// Place of the case.
    pub case: usize,
    /// The variable that is flipped.
    pub variable: &'static str,
    /// What it is then.
    pub to: String,
    /// By [`Rule::ALL`]: what the game then loses at the outcome after ten years more than it did, less what the base rates do; `None`
    /// where that is not known. Below 0 the game gains.
    pub changes: [Option<f64>; 3],
}

/// The largest effects that one flip, or two in different cases, have on the mean difference between game and base rates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    pub rule: Rule,
    /// Flips at a time.
    pub flips: usize,
    /// The best and the worst change of the mean difference.
    pub change: [f64; 2],
}

/// The ways in which the inputs of a case are contested.
fn inputs(codes: &Codes) -> Vec<(&'static str, String, Codes)> {
    let flipped = |change: &dyn Fn(&mut Codes)| {
        let mut other = codes.clone();
        change(&mut other);
        other
    };
    let mut all = vec![
        (
            "initiated",
            words(!codes.initiated),
            flipped(&|c| c.initiated = !c.initiated),
        ),
        (
            "form",
            if codes.embedded { "political" } else { "embedded" }.to_owned(),
            flipped(&|c| c.embedded = !c.embedded),
        ),
    ];
    for factor in [1.0 / 1.5, 1.5] {
        let stake = (codes.stake * factor).min(1.0);
        if stake != codes.stake {
            let to = format!("{stake:.2}");
            all.push(("share_of_deterrent_at_stake", to, flipped(&|c| c.stake = stake)));
        }
        let cost = codes.relief_cost * factor;
        let to = format!("{cost:.2}");
        all.push(("relief_cost_to_guarantor", to, flipped(&|c| c.relief_cost = cost)));
    }
    all
}

fn words(yes: bool) -> String {
    u8::from(yes).to_string()
}

const QUANTITY: Quantity = Quantity::Outcome10;

/// What each flip of an input or of an outcome does. `predictions` are those of the codes as they are, at the same effort.
///
/// # Errors
/// If `stop` was raised, or a scenario is wrong.
pub fn flips(
    cases: &[Case],
    predictions: &[Prediction],
    base: &str,
    effort: &Effort,
    stop: &AtomicBool,
    solved: &dyn Fn(u64),
) -> Result<Vec<Flip>, TrialError> {
    let mut all = Vec::new();
    for (place, case) in cases.iter().enumerate() {
        let known = happened(case, QUANTITY);
        let loss =
            |rule: Rule, prediction: &Prediction| Some(rule.loss(&prediction.probabilities(QUANTITY), known.as_ref()?));
        for (variable, to, codes) in inputs(&case.codes) {
            let other = Case { codes, ..case.clone() };
            let flipped = prediction(&other, base, &Constants::AS_CODED, effort, stop)?;
            let changes = Rule::ALL.map(|rule| Some(loss(rule, &flipped)? - loss(rule, &predictions[place])?));
            all.push(Flip {
                case: place,
                variable,
                to,
                changes,
            });
        }
        solved(1);
        all.extend(outcomes(cases, predictions, place));
    }
    Ok(all)
}

/// Whole weight on each of two codes of an outcome that can be defended.
fn outcomes(cases: &[Case], predictions: &[Prediction], place: usize) -> Vec<Flip> {
    let contested = &cases[place].codes.record.outcomes[1];
    if contested.len() < 2 {
        return Vec::new();
    }
    let against = |cases: &[Case], rule: Rule| {
        let known: Vec<_> = cases.iter().map(|case| happened(case, QUANTITY)).collect();
        let rates = base_rates(&known, QUANTITY.classes().len());
        // The other cases have other base rates then, too.
        let loss = |case: usize| {
            let happened = known[case].as_ref()?;
            let own = rule.loss(&predictions[case].probabilities(QUANTITY), happened);
            Some(own - rule.loss(&rates[case], happened))
        };
        (0..cases.len()).filter_map(loss).sum::<f64>()
    };
    contested
        .iter()
        .map(|(outcome, _)| {
            let mut others = cases.to_vec();
            others[place].codes.record.outcomes[1] = vec![(*outcome, 1.0)];
            Flip {
                case: place,
                variable: "outcome_10y",
                to: outcome.name().to_owned(),
                changes: Rule::ALL.map(|rule| Some(against(&others, rule) - against(cases, rule))),
            }
        })
        .collect()
}

/// How far one and two flips reach.
pub fn reach(cases: &[Case], flips: &[Flip]) -> Vec<Reach> {
    let scored = cases.iter().filter(|case| happened(case, QUANTITY).is_some()).count() as f64;
    let mut all = Vec::new();
    for (column, rule) in Rule::ALL.into_iter().enumerate() {
        // The best and the worst that can be done in each case.
        let of_case = |case: usize| {
            let changes = flips
                .iter()
                .filter(|flip| flip.case == case)
                .filter_map(|flip| flip.changes[column]);
            changes.fold([0.0_f64; 2], |[low, high], change| [low.min(change), high.max(change)])
        };
        let ends: Vec<[f64; 2]> = (0..cases.len()).map(of_case).collect();
        let mut best: Vec<f64> = ends.iter().map(|end| end[0]).collect();
        let mut worst: Vec<f64> = ends.iter().map(|end| end[1]).collect();
        best.sort_by(f64::total_cmp);
        worst.sort_by(|a, b| b.total_cmp(a));
        for flips in [1, 2] {
            let sum = |sorted: &[f64]| sorted.iter().take(flips).sum::<f64>() / scored;
            all.push(Reach {
                rule,
                flips,
                change: [sum(&best), sum(&worst)],
            });
        }
    }
    all
}
