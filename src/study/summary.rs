//! One plain sentence on what an arm changed.

use super::Study;
use super::tables::outcome_contrast;
use crate::game::outcome::Outcome;
use crate::simulate::Batch;
use crate::stats::Estimate;
use crate::stats::estimate::LEVEL;

/// What arm number `arm` changed against the baseline: the settlement first, then the outcomes that moved most. Only
/// differences whose interval excludes zero are called changes.
pub fn sentence(study: &Study, batch: &Batch, arm: usize) -> String {
    let pairs = &batch.pairs[arm];
    let contrast = |o: Outcome| outcome_contrast(pairs, o);
    let settlement = contrast(Outcome::Settlement);
    let rate = |index: usize| {
        let tally = &batch.tallies[index];
        tally.outcomes[Outcome::Settlement as usize] as f64 / tally.episodes.max(1) as f64
    };
    let mut moved: Vec<(Outcome, Estimate)> = Outcome::ALL
        .into_iter()
        .filter(|o| *o != Outcome::Settlement)
        .map(|o| (o, contrast(o)))
        .filter(|(_, e)| is_change(e))
        .collect();
    moved.sort_by(|a, b| size(&b.1).total_cmp(&size(&a.1)).then(a.0.cmp(&b.0)));
    let name = &study.arms[arm].name;
    let baseline = &study.arms[study.baseline].name;
    let first = if is_change(&settlement) {
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

/// Whether the interval excludes zero.
pub fn is_change(e: &Estimate) -> bool {
    matches!((e.low, e.high), (Some(low), Some(high)) if low > 0.0 || high < 0.0)
}

fn size(e: &Estimate) -> f64 {
    e.value.map_or(0.0, f64::abs)
}

fn percent(p: f64) -> String {
    format!("{:.2} %", 100.0 * p)
}

/// A difference in percentage points with its interval.
fn points(e: &Estimate) -> String {
    let of = |x: Option<f64>| x.map_or("?".to_owned(), |v| format!("{:+.2}", 100.0 * v).replace('-', "−"));
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
    format!("{} points ({} to {})", of(e.value.map(f64::abs)), of(low), of(high))
}
