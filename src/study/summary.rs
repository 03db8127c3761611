//! One plain sentence on what an arm changed.

use super::Study;
use super::results::{Method, Results, Subset};
use super::world::Ending;
use crate::game::outcome::Outcome;
use crate::stats::Estimate;
use crate::stats::estimate::LEVEL;

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
        results
            .ending_contrast(arm, ending, method, Subset::All)
            .unwrap_or_default()
    };
    let settlement = contrast(Outcome::Settlement);
    let rate = |index: usize| {
        let estimate = results.ending(index, Ending::One(Outcome::Settlement), method);
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
            percent(rate(study.baseline)),
            percent(rate(arm)),
            points(&settlement)
        )
    } else {
        format!(
            "Against {baseline}, {name} makes no detectable difference to the chance of a real settlement ({} and {}, {})",
            percent(rate(study.baseline)),
            percent(rate(arm)),
            points(&settlement)
        )
    };
    let rest: Vec<String> = moved
        .iter()
        .take(2)
        .map(|(o, e)| {
            let verb = if e.value.unwrap_or(0.0) > 0.0 { "more" } else { "less" };
            format!("{} is {verb} likely by {}", o.title(), points_absolute(e))
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

fn percent(p: f64) -> String {
    format!("{:.2} %", 100.0 * p)
}

/// A difference in percentage points with its interval, if it has a width.
fn points(e: &Estimate) -> String {
    let of = |x: Option<f64>| x.map_or("?".to_owned(), |v| format!("{:+.2}", 100.0 * v).replace('-', "−"));
    if e.low == e.high {
        return format!("{} points", of(e.value));
    }
    format!(
        "{} points, {:.0} % interval {} to {}",
        of(e.value),
        100.0 * LEVEL,
        of(e.low),
        of(e.high)
    )
}

fn points_absolute(e: &Estimate) -> String {
    let (low, high) = match e.value {
        Some(v) if v < 0.0 => (e.high.map(|x| -x), e.low.map(|x| -x)),
        _ => (e.low, e.high),
    };
    let of = |x: Option<f64>| x.map_or("?".to_owned(), |v| format!("{:.2}", 100.0 * v));
    if low == high {
        return format!("{} points", of(e.value.map(f64::abs)));
    }
    format!("{} points ({} to {})", of(e.value.map(f64::abs)), of(low), of(high))
}
