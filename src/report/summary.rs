//! One plain sentence on what an arm changed.

use super::words::{change_in_prose, percent, size_in_prose};
use crate::analysis::estimates;
use crate::analysis::results::{Method, Results};
use crate::game::ending::Ending;
use crate::game::outcome::Outcome;
use crate::stats::Estimate;
use crate::study::Study;

/// Exact differences below this are nothing: they would be printed as 0.00 points.
const NOTHING: f64 = 5e-5;

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
    seen && matches!((e.low, e.high), (Some(low), Some(high)) if low > 0.0 || high < 0.0)
}

fn size(e: &Estimate) -> f64 {
    e.value.map_or(0.0, f64::abs)
}
