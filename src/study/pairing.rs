//! What pairing and controls save: tables `pairing` and `controls`.

use super::Study;
use super::exact::exact_by_types;
use super::results::{Method, Results, Subset, discordant};
use super::tables::Plain;
use super::world::{ArmResult, Ending, weight};
use crate::game::outcome::Outcome;
use crate::stats::control::relative_error;
use crate::stats::{CrossMoments, Estimate, Scale, paired};
use crate::table::{Cells, Table};

/// Pairs of episodes that differ, whether by chance alone, and what pairing saved.
pub(super) fn pairing(study: &Study, results: &Results) -> Table {
    let mut rows = Plain::default();
    let mut counts: Vec<[Option<i64>; 4]> = Vec::new();
    let baseline = &study.arms[study.baseline].name;
    for (i, arm) in study.arms.iter().enumerate() {
        if i == study.baseline || !results.is_played() {
            continue;
        }
        for ending in Ending::ALL {
            let Some(p) = Sums::of(results, i, ending) else {
                continue;
            };
            let share = |of: fn(&(u64, u64)) -> u64| results.flip_share(i, ending, of);
            let (gained, lost) = (share(|d| d.0), share(|d| d.1));
            let unchanged = 1.0 - (p.gained + p.lost) as f64 / p.pairs.max(1) as f64;
            let [with, without, difference] = p.variances;
            let precision = paired::pairing(with, without, difference, p.pairs);
            rows.push(
                &[&study.scenario, &arm.name, baseline, &ending.metric()],
                &[
                    gained.value,
                    gained.low,
                    gained.high,
                    lost.value,
                    lost.low,
                    lost.high,
                    Some(unchanged),
                    Some(crate::stats::estimate::LEVEL),
                    Some(paired::exact_test(p.gained, p.lost)),
                    precision.correlation,
                ],
            );
            let integer = |n: u64| i64::try_from(n).ok();
            counts.push([
                integer(p.gained),
                integer(p.lost),
                integer(p.pairs),
                precision.saved.map(|s| s.round() as i64),
            ]);
        }
    }
    let numbers = [
        "gained_share",
        "gained_low",
        "gained_high",
        "lost_share",
        "lost_low",
        "lost_high",
        "unchanged_share",
        "level",
        "p_value",
        "correlation",
    ];
    let labels = ["scenario", "arm", "baseline", "metric"];
    let mut table = rows.table("pairing", "Paired episodes", &labels, &numbers);
    for (k, name) in ["gained", "lost", "pairs", "pairs_saved"].into_iter().enumerate() {
        table = table.with(name, "episodes", Cells::Integer(counts.iter().map(|c| c[k]).collect()));
    }
    table
}

/// Sums over worlds for one ending.
#[derive(Default)]
struct Sums {
    gained: u64,
    lost: u64,
    pairs: u64,
    /// Mean variances within worlds of arm, baseline and difference.
    variances: [f64; 3],
}

impl Sums {
    fn of(results: &Results, arm: usize, ending: Ending) -> Option<Self> {
        let mut sum = Sums::default();
        for (_, result) in results.among(arm, Subset::All) {
            let paired = result.pairs.as_ref()?;
            let (gained, lost) = discordant(&paired.flips, ending);
            let with: u64 = ending.sum(&result.played.as_ref()?.outcomes);
            let n = paired.pairs.max(1) as f64;
            let (a, b) = (with as f64 / n, (with + lost - gained) as f64 / n);
            let square = (gained + lost) as f64 / n;
            sum.gained += gained;
            sum.lost += lost;
            sum.pairs += paired.pairs;
            let here = [a * (1.0 - a), b * (1.0 - b), square - (a - b) * (a - b)];
            for (total, variance) in sum.variances.iter_mut().zip(here) {
                *total += n * variance;
            }
        }
        let n = sum.pairs.max(1) as f64;
        sum.variances = sum.variances.map(|v| v / n);
        Some(sum)
    }
}

/// What the controls save: exact values given the types, and the probability of war that was lived through.
pub(super) fn controls(study: &Study, results: &Results) -> Table {
    let mut rows = Plain::default();
    for (i, arm) in study.arms.iter().enumerate() {
        for outcome in Outcome::ALL {
            let plain = results.ending(i, Ending::One(outcome), Method::Played);
            let Some((plain, controlled)) = plain.zip(controlled(results, i, outcome)) else {
                continue;
            };
            let ratio = |a: &Estimate, b: &Estimate| {
                let (a, b) = (a.std_error?, b.std_error?);
                (b > 0.0).then(|| (a / b) * (a / b))
            };
            let reduction = ratio(&plain, &controlled);
            rows.push(
                &[&study.scenario, &arm.name, outcome.name()],
                &[
                    plain.value,
                    plain.std_error,
                    controlled.value,
                    controlled.std_error,
                    controlled.low,
                    controlled.high,
                    Some(crate::stats::estimate::LEVEL),
                    reduction,
                    relative_error(&controlled),
                    reduction.map(|r| r * results.episodes(i) as f64),
                ],
            );
        }
    }
    rows.table(
        "controls",
        "Played probabilities with control variates",
        &["scenario", "arm", "outcome"],
        &[
            "plain",
            "plain_std_error",
            "controlled",
            "controlled_std_error",
            "low",
            "high",
            "level",
            "variance_reduction",
            "relative_error",
            "equivalent_episodes",
        ],
    )
}

/// The played probability with its controls. The exact value given the types drawn has a known mean over types, right or
/// wrong as it may be, so that subtracting its deviation leaves no bias; then war less its hazard, with the slope that suits
/// the outcome (1 for war itself, which leaves the mean hazard).
fn controlled(results: &Results, arm: usize, outcome: Outcome) -> Option<Estimate> {
    let o = outcome as usize;
    let mut pooled = CrossMoments::default();
    for (_, result) in results.among(arm, Subset::All) {
        pooled.merge(&result.played.as_ref()?.controls[o]);
    }
    let slope = if outcome == Outcome::War { 1.0 } else { pooled.slope() };
    let mut rows = Vec::new();
    let mut variance = 0.0;
    for (world, result) in results.among(arm, Subset::All) {
        let played = result.played.as_ref()?;
        let m = played.episodes as f64;
        let war = played.outcomes[Outcome::War as usize] as f64 - m * played.hazard.mean()?;
        let types = match outcome {
            Outcome::War => 0.0,
            _ => types_control(result, outcome).unwrap_or(0.0),
        };
        rows.push((world.replicate, played.outcomes[o] as f64 - types - slope * war, m));
        variance += within(result, outcome);
    }
    if results.single() {
        let (_, sum, m) = rows[0];
        let error = (variance / m).sqrt();
        return Some(Estimate::normal(Some(sum / m), Some(error), m as u64));
    }
    Some(results.estimate(rows, Scale::Probability))
}

/// Σ over episodes of the exact probability given the types drawn, minus its expectation.
fn types_control(result: &ArmResult, outcome: Outcome) -> Option<f64> {
    let exact = exact_by_types(result, Ending::One(outcome))?;
    let played = result.played.as_ref()?;
    let mut sum = 0.0;
    for d in 0..2 {
        for g in 0..2 {
            let drawn: u64 = played.by_types[d][g].iter().sum();
            let expected = weight(result.priors, d, g) * played.episodes as f64;
            sum += (drawn as f64 - expected) * exact[d][g];
        }
    }
    Some(sum)
}

/// Variance of an episode's controlled indicator in a single world.
fn within(result: &ArmResult, outcome: Outcome) -> f64 {
    let Some(played) = &result.played else { return 0.0 };
    if outcome == Outcome::War {
        return played.hazard.variance().unwrap_or(0.0);
    }
    let (_, error) = played.controls[outcome as usize].controlled(0.0);
    let left = error.map_or(0.0, |e| e * e * played.episodes as f64);
    let explained = exact_by_types(result, Ending::One(outcome)).map_or(0.0, |p| {
        let mut moments = [0.0; 2];
        for (d, row) in p.iter().enumerate() {
            for (g, p) in row.iter().enumerate() {
                let weight = weight(result.priors, d, g);
                moments = [moments[0] + weight * p, moments[1] + weight * p * p];
            }
        }
        moments[1] - moments[0] * moments[0]
    });
    (left - explained).max(0.0)
}
