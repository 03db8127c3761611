//! What pairing saves: table `pairing`.

use super::Study;
use super::results::{Results, Subset, discordant};
use super::tables::Plain;
use super::world::Ending;
use crate::stats::paired;
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
