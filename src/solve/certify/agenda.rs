//! In which order the states and decisions of a round are evaluated, and where their values stand meanwhile.
//!
//! The order is that of the stages, from the last to the first, and in each stage first with and then without an active
//! broker: what belongs together is used soon after it has been computed, so a few slots that stay in the cache serve for
//! all, and the values at the start of the round can take the place of those of the next one.

use crate::game::Rules;
use crate::game::moves::{NodeId, Target};
use crate::game::state::StateId;

/// A step of the evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Values of a state after the moves of the round.
    Close(StateId),
    Decide(NodeId),
    /// Values of a state at the start of the round.
    Open(StateId),
}

/// The steps of a round.
#[derive(Clone, Debug)]
pub struct Agenda {
    /// With the word whether a broker is active.
    pub tasks: Vec<(Task, bool)>,
    /// Slots of the values after the moves, by state, and at the decisions.
    pub closing: Vec<usize>,
    pub node: Vec<usize>,
    /// Slots without and with an active broker.
    pub slots: [usize; 2],
}

impl Agenda {
    pub fn new(rules: &Rules) -> Self {
        let (states, nodes, openings) = (rules.space.states(), &rules.moves.nodes, &rules.moves.openings);
        let mut tasks = Vec::new();
        for stage in (0..=rules.game.stages.len()).rev() {
            for active in [true, false] {
                let here = |state: StateId| states[state].stage == stage && states[state].broker_active == active;
                let those = || (0..states.len()).filter(|state| here(*state));
                tasks.extend(those().map(|state| (Task::Close(state), active)));
                for (id, _) in nodes.iter().enumerate().filter(|(_, n)| here(n.position.state())) {
                    tasks.push((Task::Decide(id), active));
                    // A round opens once all its occasions are known.
                    let last = |state: &StateId| openings[*state].occasions.iter().map(|o| o.node).max() == Some(id);
                    let opened = those().filter(last);
                    tasks.extend(opened.map(|state| (Task::Open(state), active)));
                }
            }
        }
        let mut agenda = Agenda {
            tasks,
            closing: vec![0; states.len()],
            node: vec![0; nodes.len()],
            slots: [0; 2],
        };
        agenda.distribute(rules);
        agenda
    }

    /// Gives every value a slot until its last use.
    fn distribute(&mut self, rules: &Rules) {
        let nodes = &rules.moves.nodes;
        let (mut closing, mut node) = (vec![0; self.closing.len()], vec![0; nodes.len()]);
        for (time, (task, _)) in self.tasks.iter().enumerate() {
            match *task {
                Task::Close(_) => {}
                Task::Decide(id) => {
                    for observation in &nodes[id].observations {
                        match observation.next {
                            Target::Node(next) => node[next] = time,
                            Target::End(state) => closing[state] = time,
                        }
                    }
                }
                Task::Open(state) => {
                    for occasion in &rules.moves.openings[state].occasions {
                        node[occasion.node] = time;
                    }
                    closing[state] = time;
                }
            }
        }
        let mut busy_until: [Vec<usize>; 2] = [Vec::new(), Vec::new()];
        for (time, (task, active)) in self.tasks.iter().enumerate() {
            let (slot, until) = match *task {
                Task::Close(state) => (&mut self.closing[state], closing[state]),
                Task::Decide(id) => (&mut self.node[id], node[id]),
                Task::Open(_) => continue,
            };
            let busy = &mut busy_until[usize::from(*active)];
            // What a task reads must not be where it writes.
            *slot = busy.iter().position(|&until| until < time).unwrap_or(busy.len());
            match busy.get_mut(*slot) {
                Some(at) => *at = until,
                None => busy.push(until),
            }
        }
        self.slots = busy_until.map(|busy| busy.len());
    }
}
