//! Tables `attribution` and `combinations`: what each instrument and each stakeholder adds, and the means they follow from.

use std::collections::BTreeMap;

use super::rows::Columns;
use crate::analysis::attribution::{Divided, Division, Factor, Known, Sets};
use crate::analysis::effects::effective;
use crate::analysis::results::{Method, Over, Results};
use crate::analysis::target::Target;
use crate::stats::shapley::pairs;
use crate::stats::{Estimate, Scale};
use crate::table::Table;

/// What a row is about.
#[derive(Clone, Copy)]
struct Name<'n> {
    kind: &'static str,
    name: &'n str,
}

struct Part<'n> {
    target: Target,
    part: &'static str,
    /// The factor twice, or the two of an interaction; `none` or `all` for a level.
    names: [Name<'n>; 2],
    estimate: Estimate,
    /// Worlds that a change rests on.
    effective: Option<f64>,
    worlds: u64,
}

/// For each metric: its level without and with all factors, by group and by factor the Shapley share of the change, and by factor the
/// effect alone, the effect when removed, and, if it was asked for, the interactions with each other one.
pub fn attribution(scenario: &str, arm: &str, division: &Division, results: &Results) -> Table {
    let targets = Target::all();
    let rows: Vec<Part> = (targets.into_iter())
        .flat_map(|target| parts(target, division, results).unwrap_or_default())
        .collect();
    Columns::over("attribution", "What each instrument and each stakeholder adds", &rows)
        .text("scenario", |_| scenario)
        .text("arm", |_| arm)
        .text("metric", |row| row.target.name())
        .text("method", |_| Method::Exact.name())
        .text("sets", |_| division.sets.name())
        .text("part", |row| row.part)
        .text("kind", |row| row.names[0].kind)
        .text("factor", |row| row.names[0].name)
        .text("other_kind", |row| row.names[1].kind)
        .text("other", |row| row.names[1].name)
        .estimate(|row| &row.estimate)
        .number("effective_worlds", |row| row.effective)
        .whole("worlds", |row| Some(row.worlds))
        .table()
}

fn parts<'n>(target: Target, division: &'n Division, results: &Results) -> Option<Vec<Part<'n>>> {
    let divided = division.divided(results, target)?;
    // Every world once, as the finest of its levels has it.
    let best: BTreeMap<u64, &Divided> = divided.iter().map(|(s, d)| (s.world.world, d)).collect();
    let mut rows = Vec::new();
    let (level, change) = scales(target);
    let mut push = |part, names: [Name<'n>; 2], scale, of: &dyn Fn(&Divided) -> Known| {
        // Of what is known in some worlds, the mean over these.
        let numbers = |d: &Divided| of(d).map_or((0.0, 0.0), |(x, counts)| (x * counts, counts));
        let estimate = results.pooled(divided.iter().map(|(solved, d)| (*solved, numbers(d))), scale);
        let known = best.values().filter_map(|d| of(d));
        rows.push(Part {
            target,
            part,
            names,
            effective: (part != "level" && !results.single())
                .then(|| effective(known.clone().map(|(x, counts)| x * counts)))
                .flatten(),
            worlds: if results.single() { 1 } else { known.count() as u64 },
            // With a single scrambling nobody can tell how far off it is.
            estimate: match results.single() || estimate.low.is_some() {
                true => estimate,
                false => Estimate::default(),
            },
        });
    };
    let whole = |name| [Name { kind: "set", name }; 2];
    let always = |x| Some((x, 1.0));
    push("level", whole("none"), level, &|d| always(d.levels[0]));
    push("level", whole("all"), level, &|d| always(d.levels[1]));
    push("total", whole("all"), change, &|d| always(d.levels[1] - d.levels[0]));
    for group in division.groups() {
        let of_group = |d: &Divided| {
            let shares = division.factors.iter().zip(&d.shapley);
            shares.filter(|(f, _)| f.group() == group).map(|(_, share)| share).sum()
        };
        push("group", whole(group), change, &|d| always(of_group(d)));
        // Without the other group, and in addition to it.
        let own = usize::from(group != division.groups()[0]);
        push("alone", whole(group), change, &|d| always(d.groups?[own] - d.levels[0]));
        push("removed", whole(group), change, &|d| {
            always(d.levels[1] - d.groups?[1 - own])
        });
    }
    if let [first, second] = division.groups()[..] {
        let names = [first, second].map(|name| Name { kind: "set", name });
        push("interaction", names, Scale::Real, &|d| {
            let [first, second] = d.groups?;
            always(d.levels[1] - first - second + d.levels[0])
        });
    }
    let name = |factor: &'n Factor| Name {
        kind: factor.kind(),
        name: factor.name(),
    };
    for (i, factor) in division.factors.iter().enumerate() {
        let names = [name(factor); 2];
        push("shapley", names, change, &|d| always(d.shapley[i]));
        push("alone", names, change, &|d| d.alone[i]);
        push("removed", names, change, &|d| d.removed[i]);
    }
    let asked = division.pairs || division.sets == Sets::All;
    for (k, (i, j)) in pairs(division.count()).enumerate().filter(|_| asked) {
        let names = [i, j].map(|i| name(&division.factors[i]));
        push("interaction", names, Scale::Real, &|d| d.interactions[k]);
    }
    Some(rows)
}

struct Mean {
    target: Target,
    set: usize,
    estimate: Estimate,
    worlds: u64,
}

/// The mean of every metric under every combination, with a column of 0 and 1 for each factor. Only where all sets were solved.
pub fn combinations(scenario: &str, arm: &str, division: &Division, results: &Results) -> Table {
    debug_assert!(division.sets == Sets::All, "other sets differ from world to world");
    let mut rows = Vec::new();
    for target in Target::all() {
        for set in 0..1 << division.count() {
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
    let mut columns = Columns::over("combinations", "Means by combination of factors", &rows)
        .text("scenario", |_| scenario)
        .text("arm", |_| arm)
        .text("metric", |row| row.target.name())
        .text("method", |_| Method::Exact.name())
        .estimate(|row| &row.estimate)
        .whole("worlds", |row| Some(row.worlds));
    for (bit, factor) in division.factors.iter().enumerate() {
        let member = |row: &Mean| row.set & (1 << bit) != 0;
        columns = match factor {
            Factor::Instrument(instrument) => columns.whole(instrument.name(), |row| Some(u64::from(member(row)))),
            Factor::Stakeholder(name) => {
                let meaning = format!("1 if {name} is there and stands as it was drawn, 0 if it is not there");
                let column = format!("stakeholder_{name}");
                columns.flagged(&column, meaning, member)
            }
        };
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
