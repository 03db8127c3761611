//! The moves of a game as mass walks through them: where it goes after every observation, and what is counted on the way.

use crate::game::Rules;
use crate::game::moves::{Node, NodeId, OneOff, Player, Target};
use crate::game::outcome::Cause;
use crate::game::state::StateId;
use crate::numeric::grid::{BeliefGrid, Place};
use crate::policy::posterior;

/// A place where mass waits: after the moves of a round at a state, or before a decision that others lead to.
pub type Slot = usize;

/// A decision.
#[derive(Clone, Debug)]
pub struct Decision {
    /// 0 the disarmer, 1 the guarantor; `None` for the broker.
    pub side: Option<usize>,
    pub actions: usize,
    /// Probability that the first two actions lead to observation 0 rather than 1.
    pub credited: [f64; 2],
    /// By observation.
    pub next: [Slot; 3],
    /// Whether an observation ruptures a process in force.
    pub ruptures: [bool; 3],
    /// a_j and a_j ρ_j of the stage that the second action feigns.
    pub feint: Option<[f32; 2]>,
    /// Whether somebody is paid for a move or one is a rupture.
    pub told: bool,
}

/// Exposure at a state.
#[derive(Clone, Debug)]
pub struct Exposure {
    /// Probability by the disarmer's type.
    pub chance: [f64; 2],
    /// By the grid's points of the belief about the disarmer: its place after exposure and after none.
    pub lines: Vec<[Place; 2]>,
}

/// What happens to a state after its flows.
#[derive(Clone, Debug)]
pub struct Change {
    pub exposure: Option<Exposure>,
    /// Where what is not exposed goes, with probabilities.
    pub spared: Vec<(StateId, f32)>,
    /// Where what is exposed goes.
    pub exposed: Vec<(StateId, f32)>,
}

/// All of it, for a game and a grid.
#[derive(Clone, Debug)]
pub struct Plan {
    pub decisions: Vec<Decision>,
    pub changes: Vec<Change>,
    /// Of all slots; those of the states come first.
    pub slots: usize,
    /// Decisions that others lead to, in the order in which they are reached, with their slots.
    pub later: Vec<(NodeId, Slot)>,
}

impl Plan {
    pub fn new(rules: &Rules, grid: &BeliefGrid) -> Self {
        let states = rules.space.len();
        let nodes = &rules.moves.nodes;
        let is_led_to = |id: NodeId| {
            let targets = nodes.iter().flat_map(|node| &node.observations);
            targets.into_iter().any(|o| o.next == Target::Node(id))
        };
        let mut later: Vec<(NodeId, Slot)> = (0..nodes.len()).filter(|id| is_led_to(*id)).zip(states..).collect();
        let slots = states + later.len();
        // Every decision comes after those it leads to.
        later.reverse();
        let slot = |target: Target| match target {
            Target::End(state) => state,
            Target::Node(id) => {
                let waits = later.iter().find(|(node, _)| *node == id);
                waits.expect("what is led to has a slot").1
            }
        };
        let changes = (0..states).map(|id| change(rules, grid, id));
        Plan {
            decisions: nodes.iter().map(|node| decision(rules, node, slot)).collect(),
            changes: changes.collect(),
            slots,
            later,
        }
    }
}

fn decision(rules: &Rules, node: &Node, slot: impl Fn(Target) -> Slot) -> Decision {
    let mut next = [0; 3];
    let mut ruptures = [false; 3];
    for (o, observation) in node.observations.iter().enumerate() {
        next[o] = slot(observation.next);
        ruptures[o] = node.choices.iter().any(|choice| {
            let seen = choice.branches.iter().any(|branch| branch.observation == o);
            seen && Cause::of(choice.action, observation.observed).is_some()
        });
    }
    let mut branches = node.choices.iter().flat_map(|choice| &choice.branches);
    let feint = branches.clone().find_map(|branch| match branch.one_off {
        OneOff::Feign { next, .. } => {
            let stage = &rules.game.stages[next];
            let share = stage.deterrent_share;
            Some([share as f32, (share * stage.reversible) as f32])
        }
        _ => None,
    });
    let credited = match node.is_verified() {
        true => [0, 1].map(|a| node.choices[a].branches[0].probability),
        false => [1.0, 0.0],
    };
    Decision {
        side: match node.mover {
            Player::Disarmer => Some(0),
            Player::Guarantor => Some(1),
            Player::Broker => None,
        },
        actions: node.choices.len(),
        credited,
        next,
        ruptures,
        feint,
        told: ruptures.contains(&true) || branches.any(|branch| branch.one_off != OneOff::None),
    }
}

fn change(rules: &Rules, grid: &BeliefGrid, id: StateId) -> Change {
    let chances = &rules.payoffs.states[id].chances;
    let neutral = |state: StateId| {
        let loss = chances.neutrality_loss;
        let neutral = rules.payoffs.states[state].chances.after_neutrality_loss;
        [(state, 1.0 - loss), (neutral, loss)]
    };
    let reached = |ends: &[(StateId, f64)]| {
        let possible = ends.iter().filter(|(_, chance)| *chance > 0.0);
        possible.map(|(state, chance)| (*state, *chance as f32)).collect()
    };
    let exposes = chances.exposure != [0.0; 2];
    // Nothing is rebuilt in the round in which a process breaks.
    let rebuild = if exposes { 0.0 } else { chances.rebuild };
    let [stays, rebuilt] = [id, chances.after_rebuilding].map(neutral);
    let spared = stays.map(|(state, chance)| (state, (1.0 - rebuild) * chance));
    let rebuilt = rebuilt.map(|(state, chance)| (state, rebuild * chance));
    let line = |&dealer: &f64| {
        let after = [chances.exposure, chances.exposure.map(|p| 1.0 - p)];
        after.map(|chance| grid.locate(posterior(dealer, chance).clamp(0.0, 1.0)))
    };
    Change {
        spared: reached(&[spared, rebuilt].concat()),
        exposed: match exposes {
            true => reached(&neutral(chances.after_exposure)),
            false => Vec::new(),
        },
        exposure: exposes.then(|| Exposure {
            chance: chances.exposure,
            lines: grid.points().iter().map(line).collect(),
        }),
    }
}
