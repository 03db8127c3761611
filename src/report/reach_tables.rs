//! The tables that are printed of what it would take.

use super::asking::{change_in_words, few, level_in_words, short};
use super::phrases::{FEW, NOTHING, size};
use super::reply::Shown;
use super::words::share;
use crate::analysis::points::Paired;
use crate::analysis::reach::{Reached, Set};
use crate::notation::trimmed;

/// A value of the metric, in per cent if it is a probability.
pub(super) fn value(reached: &Reached, x: f64) -> String {
    match reached.metric.is_probability() {
        true => format!("{} %", trimmed(100.0 * x, 3)),
        false => short(x),
    }
}

/// What each lever does, alone and on top of the rest.
pub(super) fn of_levers(reached: &Reached) -> Shown {
    let found = reached.found;
    let cell = |paired: Option<Paired>| match paired {
        Some(paired) if size(&paired.estimate) < NOTHING && reached.metric.is_probability() => "0".to_owned(),
        Some(paired) => change_in_words(reached.metric, &paired.estimate) + few(&paired),
        None => String::new(),
    };
    let mut order: Vec<usize> = (0..reached.levers.len()).collect();
    let key = |lever: usize| {
        found.effects[lever]
            .on_top
            .map_or(0.0, |paired| paired.estimate.value.unwrap_or(0.0))
    };
    let sign = if reached.aim.at_most { -1.0 } else { 1.0 };
    order.sort_by(|a, b| {
        (found.judged[*b] > 0)
            .cmp(&(found.judged[*a] > 0))
            .then((sign * key(*b)).total_cmp(&(sign * key(*a))))
    });
    let row = |lever: usize| {
        let own = &reached.levers[lever];
        let mark = if found.judged[lever] > 0 { "yes" } else { "" };
        let effect = found.effects[lever];
        vec![
            own.name.clone(),
            own.by.clone(),
            short(own.cost),
            mark.to_owned(),
            cell(Some(effect.alone)),
            cell(effect.on_top),
        ]
    };
    let unit = if reached.metric.is_probability() {
        ", in points"
    } else {
        ""
    };
    Shown {
        title: format!("What each lever does, all the way{unit} (* rests on fewer than {FEW} worlds)"),
        header: ["lever", "by", "cost", "in the set", "alone", "on top of the rest"]
            .map(str::to_owned)
            .to_vec(),
        rows: order.into_iter().map(row).collect(),
    }
}

/// What the steps of the search and the sets cost and give.
pub(super) fn of_frontier(reached: &Reached) -> Shown {
    let found = reached.found;
    let mut rows = Vec::new();
    let mut push = |name: String, set: &Set| {
        let values = &found.values[set];
        rows.push(vec![
            name,
            short(reached.cost(set)),
            level_in_words(reached.metric, &reached.aim.mean(values)),
            share(&reached.aim.share_of_worlds(values)),
        ]);
    };
    push("as it stands".to_owned(), &reached.none());
    for (lever, set) in &found.path {
        push(format!("+ {}", reached.levers[*lever].name), set);
    }
    if let Some(top) = &found.top {
        push("all that do no harm".to_owned(), top);
    }
    for (number, minimal) in found.minimal.iter().enumerate() {
        push(format!("set {}", number + 1), &minimal.set);
    }
    let bound = if reached.aim.at_most { "at most" } else { "at least" };
    Shown {
        title: "What costs how much and gives how much".to_owned(),
        header: vec![
            "step".to_owned(),
            "cost".to_owned(),
            "mean".to_owned(),
            format!("worlds with {bound} {}", value(reached, reached.aim.level)),
        ],
        rows,
    }
}
