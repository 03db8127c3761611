//! Who solves which decisions of a round, where several do.

use crate::game::Rules;
use crate::game::moves::{NodeId, Player, Target};
use crate::game::state::StateId;

/// What a part does.
#[derive(Clone, Debug, Default)]
pub struct Share {
    /// Its decisions, those that lead to others after them.
    pub nodes: Vec<NodeId>,
    /// The states that they open.
    pub opens: Vec<StateId>,
    /// The states whose values after the moves of a round it needs.
    pub closes: Vec<StateId>,
}

/// Divides the decisions of a game into shares of about equal work, the largest first, by groups that hang together: because
/// one leads to another, or because they open the same state.
pub fn divide(rules: &Rules, count: usize) -> Vec<Share> {
    let nodes = &rules.moves.nodes;
    let mut group: Vec<usize> = (0..nodes.len()).collect();
    let mut join = |one: NodeId, other: NodeId| {
        let (a, b) = (group[one], group[other]);
        group.iter_mut().filter(|g| **g == a).for_each(|g| *g = b);
    };
    for (id, node) in nodes.iter().enumerate() {
        for observation in &node.observations {
            if let Target::Node(next) = observation.next {
                join(id, next);
            }
        }
    }
    for opening in &rules.moves.openings {
        for pair in opening.occasions.windows(2) {
            join(pair[0].node, pair[1].node);
        }
    }
    // Decisions with more actions cost more; the broker's are simple formulas.
    let cost = |id: NodeId| match (nodes[id].mover, nodes[id].choices.len()) {
        (Player::Broker, _) => 1,
        (_, actions) => 1 + actions * actions,
    };
    let mut groups: Vec<(usize, usize)> = (0..nodes.len())
        .filter(|g| group.contains(g))
        .map(|g| ((0..nodes.len()).filter(|id| group[*id] == g).map(cost).sum(), g))
        .collect();
    groups.sort_by_key(|(cost, g)| (usize::MAX - cost, *g));
    let mut load = vec![0; count.clamp(1, groups.len().max(1))];
    let mut part_of = vec![0; nodes.len()];
    for (cost, g) in groups {
        let part = (0..load.len()).min_by_key(|part| (load[*part], *part)).unwrap_or(0);
        load[part] += cost;
        part_of[g] = part;
    }
    let share = |part: usize| {
        let mut share = Share::default();
        let mut needed = vec![false; rules.space.len()];
        for (id, node) in nodes.iter().enumerate().filter(|(id, _)| part_of[group[*id]] == part) {
            share.nodes.push(id);
            for observation in &node.observations {
                if let Target::End(state) = observation.next {
                    needed[state] = true;
                }
            }
        }
        for (state, opening) in rules.moves.openings.iter().enumerate() {
            if part_of[group[opening.occasions[0].node]] == part {
                share.opens.push(state);
                needed[state] = true;
            }
        }
        share.closes = (0..needed.len()).filter(|state| needed[*state]).collect();
        share
    };
    (0..load.len()).map(share).collect()
}
