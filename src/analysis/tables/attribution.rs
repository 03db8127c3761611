//! Tables `attribution` and `combinations`: what each instrument of the broker adds, and the means they follow from.

use std::collections::BTreeMap;

use super::rows::Columns;
use crate::analysis::attribution::{Divided, Division, Sets, Target};
use crate::analysis::effects::effective;
use crate::analysis::results::{Method, Over, Results, Solved};
use crate::stats::shapley::pairs;
use crate::stats::{Estimate, Scale};
use crate::table::Table;

struct Part<'n> {
    target: Target,
    part: &'static str,
    /// The instrument twice, or the two of an interaction; `none` or `all` for a level.
    names: [&'n str; 2],
    estimate: Estimate,
    /// Worlds that a change rests on.
    effective: Option<f64>,
    worlds: u64,
}

/// For each metric: its level without and with all instruments, and by instrument the Shapley share of the change, the effect
/// alone, the effect when removed, and, where all sets were solved, pairwise interactions.
pub fn attribution(scenario: &str, arm: &str, division: &Division, results: &Results) -> Table {
    let rows: Vec<Part> = (Target::all().into_iter())
        .flat_map(|target| parts(target, division, results).unwrap_or_default())
        .collect();
    Columns::over("attribution", "What each instrument of the broker adds", &rows)
        .text("scenario", |_| scenario)
        .text("arm", |_| arm)
        .text("metric", |row| row.target.name())
        .text("method", |_| Method::Exact.name())
        .text("sets", |_| division.sets.name())
        .text("part", |row| row.part)
        .text("instrument", |row| row.names[0])
        .text("other", |row| row.names[1])
        .estimate(|row| &row.estimate)
        .number("effective_worlds", |row| row.effective)
        .whole("worlds", |row| Some(row.worlds))
        .table()
}

fn parts<'n>(target: Target, division: &'n Division, results: &Results) -> Option<Vec<Part<'n>>> {
    let solutions = results.solutions(Over::EveryArm);
    let divided: Option<Vec<(Solved, Divided)>> = solutions
        .map(|solved| Some((solved, division.divided(solved.world, target)?)))
        .collect();
    let divided = divided?;
    // Every world once, as the finest of its levels has it.
    let best: BTreeMap<u64, &Divided> = divided.iter().map(|(s, d)| (s.world.world, d)).collect();
    let mut rows = Vec::new();
    let (level, change) = scales(target);
    let mut push = |part, names: [&'n str; 2], scale, of: &dyn Fn(&Divided) -> Option<f64>| {
        // Of an effect alone or when removed, the mean over the worlds in which it is known.
        let numbers = |d: &Divided| of(d).map_or((0.0, 0.0), |x| (x, 1.0));
        let estimate = results.pooled(divided.iter().map(|(solved, d)| (*solved, numbers(d))), scale);
        rows.push(Part {
            target,
            part,
            names,
            effective: (part != "level" && !results.single())
                .then(|| effective(best.values().filter_map(|d| of(d))))
                .flatten(),
            worlds: results.worlds_behind(&estimate),
            // With a single scrambling nobody can tell how far off it is.
            estimate: match results.single() || estimate.low.is_some() {
                true => estimate,
                false => Estimate::default(),
            },
        });
    };
    push("level", ["none"; 2], level, &|d| Some(d.levels[0]));
    push("level", ["all"; 2], level, &|d| Some(d.levels[1]));
    push("total", ["all"; 2], change, &|d| Some(d.levels[1] - d.levels[0]));
    for (i, instrument) in division.instruments.iter().enumerate() {
        let names = [instrument.name(); 2];
        push("shapley", names, change, &|d| Some(d.shapley[i]));
        push("alone", names, change, &|d| d.alone[i]);
        push("removed", names, change, &|d| d.removed[i]);
    }
    if division.sets == Sets::All {
        for (k, (i, j)) in pairs(division.instruments.len()).enumerate() {
            let names = [i, j].map(|i| division.instruments[i].name());
            push("interaction", names, Scale::Real, &|d| d.interactions.get(k).copied());
        }
    }
    Some(rows)
}

struct Mean {
    target: Target,
    set: usize,
    estimate: Estimate,
    worlds: u64,
}

/// The mean of every metric under every combination, with a column of 0 and 1 for each instrument. Only where all sets were solved.
pub fn combinations(scenario: &str, arm: &str, division: &Division, results: &Results) -> Table {
    let mut rows = Vec::new();
    for target in Target::all() {
        for set in 0..division.size() {
            let scale = scales(target).0;
            if let Some(estimate) = results.mean_over(Over::EveryArm, set, scale, |_, arm| target.value(arm)) {
                rows.push(Mean {
                    target,
                    set,
                    worlds: results.worlds_behind(&estimate),
                    estimate,
                });
            }
        }
    }
    let mut columns = Columns::over("combinations", "Means by combination of instruments", &rows)
        .text("scenario", |_| scenario)
        .text("arm", |_| arm)
        .text("metric", |row| row.target.name())
        .text("method", |_| Method::Exact.name())
        .estimate(|row| &row.estimate)
        .whole("worlds", |row| Some(row.worlds));
    for (bit, instrument) in division.instruments.iter().enumerate() {
        let member = |row: &Mean| Some(u64::from(row.set & (1 << bit) != 0));
        columns = columns.whole(instrument.name(), member);
    }
    columns.table()
}

/// Scales of a level and of a change. Each world counts once with its exact mean.
fn scales(target: Target) -> (Scale, Scale) {
    match target.is_probability() {
        false => (Scale::Real, Scale::Real),
        true => (Scale::ExactProbability, Scale::ExactDifference),
    }
}
