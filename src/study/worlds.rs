//! The worlds themselves: tables `worlds` and `effects`.

use super::Study;
use super::agreement::within;
use super::results::{Results, Subset};
use super::spread::effect;
use super::world::Ending;
use crate::game::outcome::Outcome;
use crate::table::{Cells, Table};

/// One row for each world and arm, with `columns` for what is uncertain: what was drawn, what came of it, and how well it was solved.
pub fn worlds(study: &Study, columns: &[String], results: &Results) -> Table {
    let rows = || {
        results
            .worlds
            .iter()
            .flat_map(|w| w.arms.iter().enumerate().map(move |(i, arm)| (w, i, arm)))
    };
    let replicates = results.worlds.iter().map(|w| w.replicate).max().map_or(1, |r| r + 1);
    let whole = |n: u64| i64::try_from(n).ok();
    let mut table = Table::new("worlds", "Worlds")
        .with(
            "scenario",
            "",
            Cells::Text(rows().map(|_| study.scenario.clone()).collect()),
        )
        .with(
            "arm",
            "",
            Cells::Text(rows().map(|(_, i, _)| study.arms[i].name.clone()).collect()),
        )
        .with(
            "world",
            "",
            Cells::Integer(rows().map(|(w, ..)| whole(w.world)).collect()),
        )
        .with(
            "replicate",
            "",
            Cells::Integer(rows().map(|(w, ..)| whole(w.replicate)).collect()),
        )
        .with(
            "point",
            "",
            Cells::Integer(rows().map(|(w, ..)| whole(w.world / replicates)).collect()),
        )
        .with(
            "takes_part",
            "",
            Cells::Integer(rows().map(|(_, _, arm)| Some(i64::from(arm.takes_part))).collect()),
        );
    for (k, column) in columns.iter().enumerate() {
        let cells = rows().map(|(w, ..)| w.drawn[k]).collect();
        table = table.with(column.clone(), "", Cells::Number(cells));
    }
    for outcome in Outcome::ALL {
        let cells = rows().map(|(_, _, arm)| arm.probabilities().map(|p| p[outcome as usize]));
        table = table.with(format!("p_{}", outcome.name()), "", Cells::Number(cells.collect()));
    }
    for outcome in Outcome::ALL {
        let cells = rows().map(|(_, _, arm)| {
            let played = arm.played.as_ref()?;
            Some(played.outcomes[outcome as usize] as f64 / played.episodes as f64)
        });
        table = table.with(format!("played_{}", outcome.name()), "", Cells::Number(cells.collect()));
    }
    table
        .with(
            "episodes",
            "episodes",
            Cells::Integer(
                rows()
                    .map(|(.., a)| whole(a.played.as_ref().map_or(0, |p| p.episodes)))
                    .collect(),
            ),
        )
        .with(
            "discrepancy",
            "standard errors",
            Cells::Number(rows().map(|(.., a)| within(a)).collect()),
        )
        .with(
            "nodes",
            "nodes",
            Cells::Integer(rows().map(|(.., a)| whole(a.nodes)).collect()),
        )
        .with(
            "unconverged",
            "nodes",
            Cells::Integer(rows().map(|(.., a)| whole(a.unconverged)).collect()),
        )
        .with(
            "largest_residual",
            "",
            Cells::Number(rows().map(|(.., a)| Some(a.largest_residual)).collect()),
        )
}

/// Shares at which the distribution of effects is given, in hundredths.
const STEP: usize = 2;

/// The distribution over worlds of what an arm changes: sorted effects at even shares of the worlds, among those in which
/// the broker takes part if these are others than all.
pub(super) fn effects(study: &Study, results: &Results) -> Table {
    let mut labels: [Vec<String>; 5] = Default::default();
    let (mut shares, mut values, mut counts) = (Vec::new(), Vec::new(), Vec::new());
    let method = results.methods().first().copied();
    for (i, arm) in study.arms.iter().enumerate() {
        let (Some(method), false, false) = (method, i == study.baseline, results.single()) else {
            continue;
        };
        let subset = results.subsets(i).last().copied().unwrap_or(Subset::All);
        for ending in Ending::ALL {
            let mut sorted: Vec<f64> = results
                .among(i, subset)
                .filter_map(|(world, _)| effect(world, i, study.baseline, ending, method))
                .collect();
            sorted.sort_by(f64::total_cmp);
            for share in (0..=100).step_by(STEP) {
                let row = [
                    study.scenario.clone(),
                    arm.name.clone(),
                    study.arms[study.baseline].name.clone(),
                    ending.metric(),
                    subset.name().to_owned(),
                ];
                for (column, label) in labels.iter_mut().zip(row) {
                    column.push(label);
                }
                let share = share as f64 / 100.0;
                shares.push(Some(share));
                let place = (share * (sorted.len().max(1) - 1) as f64).round() as usize;
                values.push(sorted.get(place).copied());
                counts.push(i64::try_from(sorted.len()).ok());
            }
        }
    }
    let mut table = Table::new("effects", "Arm minus baseline by world, sorted");
    let names = ["scenario", "arm", "baseline", "metric", "subset"];
    for (name, cells) in names.into_iter().zip(labels) {
        table = table.with(name, "", Cells::Text(cells));
    }
    table
        .with("share", "", Cells::Number(shares))
        .with("effect", "", Cells::Number(values))
        .with("worlds", "worlds", Cells::Integer(counts))
}
