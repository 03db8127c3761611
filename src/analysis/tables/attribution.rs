//! Tables `attribution` and `combinations`: what each instrument of the broker adds, and the means they follow from.

use super::rows::Columns;
use crate::analysis::attribution::{ByCombination, Target};
use crate::analysis::effects::effective;
use crate::analysis::results::{Method, Results};
use crate::game::instruments::Instrument;
use crate::stats::shapley::{Attribution, attribute, pairs};
use crate::stats::{Estimate, Scale};
use crate::table::Table;

struct Part<'n> {
    target: Target,
    method: Method,
    part: &'static str,
    /// The instrument twice, or the two of an interaction; `none` or `all` for a level.
    names: [&'n str; 2],
    estimate: Estimate,
    /// Worlds that a change rests on.
    effective: Option<f64>,
    worlds: u64,
}

/// For each metric: its level without and with all instruments, and by instrument the Shapley share of the change, the effect
/// alone, the effect when removed, and pairwise interactions.
pub fn attribution(scenario: &str, arm: &str, instruments: &[Instrument], results: &Results) -> Table {
    let mut rows = Vec::new();
    for target in Target::all() {
        if let Some((method, values)) = target.values(&results.worlds) {
            rows.extend(parts(target, method, &values, instruments, results));
        }
    }
    Columns::over("attribution", "What each instrument of the broker adds", &rows)
        .text("scenario", |_| scenario)
        .text("arm", |_| arm)
        .text("metric", |row| row.target.name())
        .text("method", |row| row.method.name())
        .text("part", |row| row.part)
        .text("instrument", |row| row.names[0])
        .text("other", |row| row.names[1])
        .estimate(|row| &row.estimate)
        .number("effective_worlds", |row| row.effective)
        .whole("worlds", |row| Some(row.worlds))
        .table()
}

fn parts<'n>(
    target: Target,
    method: Method,
    values: &[ByCombination],
    instruments: &[Instrument],
    results: &Results,
) -> Vec<Part<'n>> {
    let mut rows = Vec::new();
    let (level, change) = scales(target);
    let divided: Vec<Attribution> = values.iter().map(|(_, v)| attribute(v)).collect();
    let mut push = |part: &'static str, names: [&'n str; 2], scale: Scale, of: &dyn Fn(usize) -> f64| {
        let cells = values.iter().enumerate();
        let cells = cells.map(|(w, (replicate, _))| (*replicate, of(w), 1.0)).collect();
        rows.push(Part {
            target,
            method,
            part,
            names,
            estimate: results.estimate(cells, scale),
            effective: (part != "level" && !results.single())
                .then(|| effective((0..values.len()).map(of)))
                .flatten(),
            worlds: values.len() as u64,
        });
    };
    let full = (1 << instruments.len()) - 1;
    let value = |w: usize, set: usize| values[w].1[set];
    push("level", ["none"; 2], level, &|w| value(w, 0));
    push("level", ["all"; 2], level, &|w| value(w, full));
    push("total", ["all"; 2], change, &|w| value(w, full) - value(w, 0));
    for (i, instrument) in instruments.iter().enumerate() {
        let names = [instrument.name(); 2];
        push("shapley", names, change, &|w| divided[w].shapley[i]);
        push("alone", names, change, &|w| divided[w].alone[i]);
        push("removed", names, change, &|w| divided[w].removed[i]);
    }
    for (k, (i, j)) in pairs(instruments.len()).enumerate() {
        let names = [i, j].map(|i| instruments[i].name());
        push("interaction", names, Scale::Real, &|w| divided[w].interactions[k]);
    }
    rows
}

struct Mean {
    target: Target,
    method: Method,
    set: usize,
    estimate: Estimate,
    worlds: u64,
}

/// The mean of every metric under every combination, with a column of 0 and 1 for each instrument.
pub fn combinations(scenario: &str, arm: &str, instruments: &[Instrument], results: &Results) -> Table {
    let mut rows = Vec::new();
    for target in Target::all() {
        let Some((method, values)) = target.values(&results.worlds) else {
            continue;
        };
        for set in 0..1 << instruments.len() {
            let cells = values.iter().map(|(replicate, v)| (*replicate, v[set], 1.0)).collect();
            rows.push(Mean {
                target,
                method,
                set,
                estimate: results.estimate(cells, scales(target).0),
                worlds: values.len() as u64,
            });
        }
    }
    let mut columns = Columns::over("combinations", "Means by combination of instruments", &rows)
        .text("scenario", |_| scenario)
        .text("arm", |_| arm)
        .text("metric", |row| row.target.name())
        .text("method", |row| row.method.name())
        .estimate(|row| &row.estimate)
        .whole("worlds", |row| Some(row.worlds));
    for (bit, instrument) in instruments.iter().enumerate() {
        let member = |row: &Mean| Some(u64::from(row.set & (1 << bit) != 0));
        columns = columns.whole(instrument.name(), member);
    }
    columns.table()
}

/// Scales of a level and of a change. Each world counts once with its mean, exact or played.
fn scales(target: Target) -> (Scale, Scale) {
    match target.is_probability() {
        false => (Scale::Real, Scale::Real),
        true => (Scale::ExactProbability, Scale::ExactDifference),
    }
}
