//! Where the values of the decisions of a round stand while the round is solved.
//!
//! A decision's values are needed until the last decision that leads to it, or the state that it opens, has been computed.
//! Most are used at once and never again, so a few slots serve for all decisions, and they stay in the cache.

use crate::game::Rules;
use crate::game::moves::{NodeId, Target};
use crate::game::state::StateId;

/// The slots of a game.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// By decision.
    pub slot: Vec<usize>,
    /// By decision: the states all of whose occasions are solved once it is.
    pub opens: Vec<Vec<StateId>>,
    pub slots: usize,
}

impl Schedule {
    pub fn new(rules: &Rules) -> Self {
        let nodes = &rules.moves.nodes;
        let mut opens = vec![Vec::new(); nodes.len()];
        let mut last_use: Vec<NodeId> = (0..nodes.len()).collect();
        for (id, node) in nodes.iter().enumerate() {
            for observation in &node.observations {
                if let Target::Node(next) = observation.next {
                    last_use[next] = last_use[next].max(id);
                }
            }
        }
        // A state is opened as soon as the last of its occasions is computed; until then the others wait.
        for (state, opening) in rules.moves.openings.iter().enumerate() {
            let occasions = opening.occasions.iter().map(|occasion| occasion.node);
            let last = occasions.clone().max().expect("a round opens with an occasion");
            opens[last].push(state);
            for node in occasions {
                last_use[node] = last_use[node].max(last);
            }
        }
        let mut slot = vec![0; nodes.len()];
        let mut busy_until: Vec<NodeId> = Vec::new();
        for id in 0..nodes.len() {
            let free = busy_until.iter().position(|&until| until < id);
            slot[id] = free.unwrap_or(busy_until.len());
            match free {
                Some(at) => busy_until[at] = last_use[id],
                None => busy_until.push(last_use[id]),
            }
        }
        Schedule {
            slot,
            opens,
            slots: busy_until.len(),
        }
    }
}
