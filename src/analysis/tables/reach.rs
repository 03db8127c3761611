//! Tables `levers`, `sets` and `frontier`: what it would take to reach an aim.

use super::rows::Columns;
use crate::analysis::points::Paired;
use crate::analysis::reach::{ALL, Reached, Set, Values, members, share};
use crate::scenario::{Course, Lever, Move};
use crate::stats::Estimate;
use crate::table::Table;

/// What separates names in a cell.
const BETWEEN: &str = "; ";

struct OfLever<'r> {
    lever: &'r Lever,
    in_set: bool,
    part: &'static str,
    paired: Paired,
}

/// What each lever does, alone and on top of a set.
pub fn levers(reached: &Reached) -> Table {
    let mut rows = Vec::new();
    for (place, (lever, effect)) in std::iter::zip(reached.levers, &reached.found.effects).enumerate() {
        let of = |(part, paired): (&'static str, Option<Paired>)| {
            Some(OfLever {
                lever,
                in_set: reached.found.judged[place] > 0,
                part,
                paired: paired?,
            })
        };
        let parts = [("alone", Some(effect.alone)), ("on_top", effect.on_top)];
        rows.extend(parts.into_iter().filter_map(of));
    }
    let keys = |row: &OfLever| {
        let keys: Vec<&str> = row.lever.moves.iter().map(|m| m.key.as_str()).collect();
        keys.join(BETWEEN)
    };
    let metric = reached.metric.name();
    Columns::over("levers", "Levers", &rows)
        .text("scenario", |_| reached.scenario.stem.as_str())
        .text("arm", |_| reached.arm)
        .text("metric", |_| metric.as_str())
        .text("lever", |row| row.lever.name.as_str())
        .text("by", |row| row.lever.by.as_str())
        .number("cost", |row| Some(row.lever.cost))
        .text("keys", keys)
        .whole("in_set", |row| Some(u64::from(row.in_set)))
        .text("part", |row| row.part)
        .estimate(|row| &row.paired.estimate)
        .number("effective_worlds", |row| row.paired.effective)
        .whole("worlds", |row| Some(row.paired.estimate.observations))
        .table()
}

struct OfSet<'r> {
    number: usize,
    reached: &'static str,
    cost: f64,
    lever: &'r Lever,
    level: u8,
    moved: &'r Move,
}

/// Which levers are moved how far.
pub fn sets(reached: &Reached) -> Table {
    let far: Set = vec![ALL; reached.levers.len()];
    let mut sets: Vec<(&Set, &'static str)> = vec![(&far, "not_tried")];
    sets.extend(reached.found.minimal.iter().map(|minimal| (&minimal.set, "yes")));
    if reached.found.minimal.is_empty() {
        let enough = is_reached(reached, &reached.found.judged);
        sets.push((&reached.found.judged, if enough { "yes" } else { "no" }));
    }
    let mut rows = Vec::new();
    for (number, (set, enough)) in sets.into_iter().enumerate() {
        for place in members(set) {
            let lever = &reached.levers[place];
            let row = |moved| OfSet {
                number,
                reached: enough,
                cost: reached.cost(set),
                lever,
                level: set[place],
                moved,
            };
            rows.extend(lever.moves.iter().map(row));
        }
    }
    let numbers = |row: &OfSet| match &row.moved.course {
        Course::Number { from, .. } => Some((*from, row.moved.at(share(row.level)).parse().ok()?)),
        Course::Word { .. } => None,
    };
    let words = |row: &OfSet| match &row.moved.course {
        Course::Word { from, .. } => (from.clone(), row.moved.at(share(row.level))),
        Course::Number { .. } => (String::new(), String::new()),
    };
    Columns::over("sets", "Sets of levers", &rows)
        .text("scenario", |_| reached.scenario.stem.as_str())
        .text("arm", |_| reached.arm)
        .whole("set", |row| Some(row.number as u64))
        .text("reached", |row| row.reached)
        .number("set_cost", |row| Some(row.cost))
        .text("lever", |row| row.lever.name.as_str())
        .text("by", |row| row.lever.by.as_str())
        .number("share", |row| Some(share(row.level)))
        .text("key", |row| row.moved.key.as_str())
        .number("from", |row| Some(numbers(row)?.0))
        .number("value", |row| Some(numbers(row)?.1))
        .text("from_word", |row| words(row).0)
        .text("value_word", |row| words(row).1)
        .table()
}

fn is_reached(reached: &Reached, set: &Set) -> bool {
    let values = reached.found.values.get(set);
    values.is_some_and(|values| reached.aim.is_reached(values))
}

struct OnFrontier {
    curve: &'static str,
    number: usize,
    lever: String,
    levers: Vec<String>,
    cost: f64,
    quantity: &'static str,
    aim: Option<f64>,
    estimate: Estimate,
    worlds: usize,
    grid: usize,
}

/// What costs how much and gives how much: the forward steps, the sets, and what was solved again.
pub fn frontier(reached: &Reached) -> Table {
    let mut rows = Vec::new();
    let [coarse, fine] = reached.grids;
    let found = reached.found;
    let mut push = |(curve, number): (&'static str, usize), lever: Option<usize>, set: &Set, values: &Values, grid| {
        let aim = reached.aim;
        let (of_mean, of_share) = match aim.share {
            Some(share) => (None, Some(share)),
            None => (Some(aim.level), None),
        };
        let quantities = [
            ("mean", of_mean, aim.mean(values)),
            ("share_of_worlds", of_share, aim.share_of_worlds(values)),
        ];
        rows.extend(quantities.map(|(quantity, aim, estimate)| OnFrontier {
            curve,
            number,
            lever: lever.map_or(String::new(), |lever| reached.levers[lever].name.clone()),
            levers: reached.names(set),
            cost: reached.cost(set),
            quantity,
            aim,
            estimate,
            worlds: values.len(),
            grid,
        }));
    };
    let none = reached.none();
    push(("path", 0), None, &none, &found.values[&none], coarse);
    for (step, (lever, set)) in found.path.iter().enumerate() {
        push(("path", step + 1), Some(*lever), set, &found.values[set], coarse);
    }
    if let Some(top) = &found.top {
        push(("top", 0), None, top, &found.values[top], coarse);
    }
    for (number, minimal) in found.minimal.iter().enumerate() {
        push(
            ("set", number + 1),
            None,
            &minimal.set,
            &found.values[&minimal.set],
            coarse,
        );
    }
    for (number, confirmed) in reached.confirmed.iter().enumerate() {
        push(("confirmed", number), None, &confirmed.set, &confirmed.fine, fine);
    }
    let metric = reached.metric.name();
    Columns::over("frontier", "What costs how much and gives how much", &rows)
        .text("scenario", |_| reached.scenario.stem.as_str())
        .text("arm", |_| reached.arm)
        .text("metric", |_| metric.as_str())
        .text("curve", |row| row.curve)
        .whole("number", |row| Some(row.number as u64))
        .text("lever", |row| row.lever.as_str())
        .text("levers", |row| row.levers.join(BETWEEN))
        .number("cost", |row| Some(row.cost))
        .text("quantity", |row| row.quantity)
        .number("aim", |row| row.aim)
        .estimate(|row| &row.estimate)
        .whole("worlds", |row| Some(row.worlds as u64))
        .whole("grid_points", |row| Some(row.grid as u64))
        .table()
}
