//! Sentences about each arm of a comparison: what it changes, who gains by its broker, and whether the two sides would accept it.

use super::phrases::{NOTHING, size};
use super::words::{change_in_prose, known, percent, share, signed, size_in_prose};
use crate::analysis::results::{Method, Results};
use crate::analysis::{acceptance, estimates};
use crate::game::Acceptance;
use crate::game::ending::Ending;
use crate::game::outcome::{Cause, Outcome};
use crate::scenario::RoleNames;
use crate::stats::Estimate;
use crate::study::Study;

/// Decimals of gains.
const DECIMALS: usize = 3;

/// How often inspectors break the process off by mistake under the baseline, if it was played.
pub fn mistaken_disputes(results: &Results) -> Option<String> {
    let mistaken = estimates::first_rupture(results, results.baseline, Cause::DisputedWrongly);
    mistaken.map(|mistaken| {
        format!(
            "In {} an honest stage was disputed by mistake before anything else broke; unless both sides return, that is counted \
             under breach, though the disarmer kept its word.",
            share(&mistaken)
        )
    })
}

/// For whom the broker of an arm is worth it, with each player's gain; `None` for an arm without a broker.
pub fn gains(roles: &RoleNames, results: &Results, arm: usize) -> Option<String> {
    let names = [&roles.disarmer, &roles.guarantor, &roles.broker];
    let mut by_direction: [Vec<String>; 3] = Default::default();
    for (player, name) in names.into_iter().enumerate() {
        let gain = acceptance::gain(results, arm, player)?;
        let worlds = acceptance::share_gaining(results, arm, player).and_then(|e| e.value);
        let worlds = worlds.map_or(String::new(), |share| {
            format!(", a gain in {} of worlds", percent(share, 0))
        });
        let place = match acceptance::direction(&gain) {
            Some(true) => 0,
            Some(false) => 1,
            None => 2,
        };
        by_direction[place].push(format!("{name} ({}{worlds})", gain_in_brackets(&gain)));
    }
    let openings = [
        "it is worth it for",
        "it makes worse off",
        "it makes no clear difference to",
    ];
    let parts: Vec<String> = std::iter::zip(openings, by_direction)
        .filter(|(_, players)| !players.is_empty())
        .map(|(opening, players)| format!("{opening} {}", players.join(", ")))
        .collect();
    Some(format!(
        "Against the same arm without its broker, {}; each in its own unit, not to be compared.",
        parts.join("; ")
    ))
}

/// How far the two sides would accept the broker of an arm, and the chance of a settlement weighted by that; `None` for an arm
/// without a broker.
pub fn accepted(roles: &RoleNames, study: &Study, results: &Results, arm: usize) -> Option<String> {
    let both = acceptance::accepted(results, arm)?;
    let terms = study.arms[arm].game.broker.as_ref()?.acceptance;
    let names = [&roles.disarmer, &roles.guarantor];
    let side = |(side, name): (usize, &&String)| {
        let how = match terms[side] {
            Acceptance::Probability(_) => "as given",
            Acceptance::Cost(_) => "by its own choice",
        };
        let value = acceptance::accepted_by(results, arm, side)?.value;
        Some(format!("{name} {}, {how}", known(value, |p| percent(p, 1))))
    };
    let sides: Option<Vec<String>> = names.iter().enumerate().map(side).collect();
    let settlement = acceptance::ending(results, arm, Ending::One(Outcome::Settlement));
    let weighted = settlement.map_or(String::new(), |estimate| {
        format!(
            " Weighted by that, a real settlement comes about in {}.",
            share(&estimate)
        )
    });
    Some(format!(
        "Both would accept it with probability {} ({}).{weighted}",
        share(&both),
        sides?.join("; ")
    ))
}

/// `+0.086 [+0.050, +0.120]`; without brackets where it is known exactly.
fn gain_in_brackets(e: &Estimate) -> String {
    let of = |x: Option<f64>| known(x, |x| signed(x, DECIMALS));
    match e.low == e.high {
        true => of(e.value),
        false => format!("{} [{}, {}]", of(e.value), of(e.low), of(e.high)),
    }
}

/// What arm number `arm` changed against the baseline: the settlement first, then the outcomes that moved most. Only
/// differences whose interval excludes zero are called changes.
pub fn sentence(study: &Study, results: &Results, arm: usize) -> String {
    let Some(method) = results.methods().first().copied() else {
        return String::new();
    };
    let contrast = |o: Outcome| {
        let ending = Ending::One(o);
        estimates::ending_contrast(results, arm, ending, method).unwrap_or_default()
    };
    let settlement = contrast(Outcome::Settlement);
    let rate = |index: usize| {
        let estimate = estimates::ending(results, index, Ending::One(Outcome::Settlement), method);
        estimate.and_then(|e| e.value).unwrap_or(0.0)
    };
    let mut moved: Vec<(Outcome, Estimate)> = Outcome::ALL
        .into_iter()
        .filter(|o| *o != Outcome::Settlement)
        .map(|o| (o, contrast(o)))
        .filter(|(_, e)| is_change(e, method))
        .collect();
    moved.sort_by(|a, b| size(&b.1).total_cmp(&size(&a.1)).then(a.0.cmp(&b.0)));
    let name = &study.arms[arm].name;
    let baseline = &study.arms[study.baseline].name;
    let first = if is_change(&settlement, method) {
        format!(
            "Against {baseline}, {name} changes the chance of a real settlement from {} to {} ({})",
            percent(rate(study.baseline), 2),
            percent(rate(arm), 2),
            change_in_prose(&settlement)
        )
    } else {
        format!(
            "Against {baseline}, {name} makes no detectable difference to the chance of a real settlement ({} and {}, {})",
            percent(rate(study.baseline), 2),
            percent(rate(arm), 2),
            change_in_prose(&settlement)
        )
    };
    let rest: Vec<String> = moved
        .iter()
        .take(2)
        .map(|(o, e)| {
            let verb = if e.value.unwrap_or(0.0) > 0.0 { "more" } else { "less" };
            format!("{} is {verb} likely by {}", o.title(), size_in_prose(e))
        })
        .collect();
    match rest.is_empty() {
        true => format!("{first}, nor to any other outcome."),
        false => format!("{first}; what moves most: {}.", rest.join(", ")),
    }
}

/// Whether the interval excludes zero; of an exact difference, whether it would be seen at all.
fn is_change(e: &Estimate, method: Method) -> bool {
    let seen = method != Method::Exact || size(e) >= NOTHING;
    seen && acceptance::direction(e).is_some()
}
