//! Table `pairing`: pairs of episodes that differ, and what pairing saved.
//!
//! There is no p-value: a test of any effect in any world would be read beside the interval of the mean effect, as an answer to the
//! same question (`docs/statistics.md`).

use super::compared;
use super::rows::Columns;
use crate::analysis::played::{discordant, flip_shares};
use crate::analysis::results::Results;
use crate::game::ending::Ending;
use crate::stats::paired::pairing as precision;
use crate::stats::{Estimate, level};
use crate::study::Study;
use crate::table::Table;

struct Row {
    arm: usize,
    ending: Ending,
    gained: Estimate,
    lost: Estimate,
    sums: Sums,
    correlation: Option<f64>,
    saved: Option<f64>,
}

/// One row for each arm and ending.
pub(super) fn pairing(study: &Study, results: &Results) -> Table {
    let mut rows = Vec::new();
    for arm in compared(study).filter(|_| results.is_played()) {
        for ending in Ending::ALL {
            let Some(sums) = Sums::of(results, arm, ending) else {
                continue;
            };
            let [gained, lost] = flip_shares(results, arm, ending);
            let [with, without, difference] = sums.variances;
            let precision = precision(with, without, difference, sums.pairs);
            rows.push(Row {
                arm,
                ending,
                gained,
                lost,
                sums,
                correlation: precision.correlation,
                saved: precision.saved,
            });
        }
    }
    Columns::over("pairing", "Paired episodes", &rows)
        .text("scenario", |_| &study.scenario)
        .text("arm", |row| &study.arms[row.arm].name)
        .text("baseline", |_| &study.arms[study.baseline].name)
        .text("metric", |row| row.ending.metric())
        .number("gained_share", |row| row.gained.value)
        .number("gained_low", |row| row.gained.low)
        .number("gained_high", |row| row.gained.high)
        .number("lost_share", |row| row.lost.value)
        .number("lost_low", |row| row.lost.low)
        .number("lost_high", |row| row.lost.high)
        .number("unchanged_share", |row| Some(row.sums.unchanged()))
        .number("level", |_| Some(level().share()))
        .number("correlation", |row| row.correlation)
        .whole("gained", |row| Some(row.sums.gained))
        .whole("lost", |row| Some(row.sums.lost))
        .whole("pairs", |row| Some(row.sums.pairs))
        .signed("pairs_saved", |row| row.saved.map(|s| s.round() as i64))
        .table()
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
        for (_, result) in results.of_arm(arm) {
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

    /// Share of the pairs that end alike.
    fn unchanged(&self) -> f64 {
        1.0 - (self.gained + self.lost) as f64 / self.pairs.max(1) as f64
    }
}
