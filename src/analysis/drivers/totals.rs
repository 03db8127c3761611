//! Total shares of groups of inputs, from worlds in which a group is drawn anew.

use super::{Quantity, Sample};
use crate::analysis::points::{At, SolvedPoints};
use crate::stats::Estimate;
use crate::stats::indices::total;
use crate::study::world::WorldResult;

/// Inputs whose total share is asked for together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Name in tables: a table of the scenario file, or a key.
    pub name: String,
    /// Places of its inputs.
    pub inputs: Vec<usize>,
}

/// The total share of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Total {
    /// Place of the group.
    pub group: usize,
    /// Share of the variance in which it takes part, alone or with others, in [0, 1].
    pub share: Estimate,
}

/// The tables of the scenario file as groups, and single inputs beside them.
pub fn groups(sample: &Sample, single: &[usize]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (place, input) in sample.inputs.iter().enumerate() {
        let name = table_of(&input.key);
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.inputs.push(place),
            None => groups.push(Group {
                name,
                inputs: vec![place],
            }),
        }
    }
    let alone = |place: &usize| Group {
        name: sample.inputs[*place].key.clone(),
        inputs: vec![*place],
    };
    let singles: Vec<Group> = single.iter().map(alone).collect();
    let new = |single: &Group| !groups.iter().any(|group| group.inputs == single.inputs);
    let singles: Vec<Group> = singles.into_iter().filter(new).collect();
    groups.extend(singles);
    groups
}

/// The table that a key stands in: `broker.instruments`, `stages`, `guarantor.elections`.
fn table_of(key: &str) -> String {
    let parts: Vec<&str> = key.split('.').collect();
    match parts[..] {
        [list @ ("stages" | "stakeholders"), ..] => list.to_owned(),
        ["broker", table, _, ..] => format!("broker.{table}"),
        [table, ..] => table.to_owned(),
        [] => String::new(),
    }
}

/// The total share of every group. The first point of `solved` is the worlds as they are, and point 1 + g draws group g anew.
pub fn totals(sample: &Sample, groups: &[Group], solved: &SolvedPoints, quantity: &Quantity) -> Vec<Total> {
    let value = |world: &WorldResult, point: usize| {
        quantity.of_arms(|arm| solved.value(world, At { point, arm }, quantity.target))
    };
    debug_assert_eq!(sample.solved.arms, solved.arms);
    let of = |group: usize| {
        let pairs = solved
            .results
            .worlds
            .iter()
            .map(|w| Some((value(w, 0)?, value(w, 1 + group)?)));
        let pairs: Option<Vec<(f64, f64)>> = pairs.collect();
        Some(Total {
            group,
            share: total(&pairs?),
        })
    };
    (0..groups.len()).filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stand_in_their_tables() {
        for (key, table) in [
            ("broker.instruments.aid", "broker.instruments"),
            ("broker.rationality", "broker"),
            ("stages.2.detection", "stages"),
            ("guarantor.elections.turnover.1", "guarantor"),
            ("disarmer.exposure", "disarmer"),
        ] {
            assert_eq!(table_of(key), table);
        }
    }
}
