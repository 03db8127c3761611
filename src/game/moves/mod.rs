//! The moves of one round as a graph of decision nodes (model section 4, steps 2 and 3).
//!
//! Each node has one mover, its actions, and for every action the chances of what the others observe. What happens next
//! depends on the observation alone, because nothing else is public. The solver backs values up through this graph and the
//! simulator walks down it, so the rules stand here once.

mod build;

use super::parameters::{Game, Stage};
use super::state::{StateId, StateSpace};
use build::Builder;

/// Who decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Player {
    Disarmer,
    Guarantor,
    Broker,
}

/// What a player does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    Comply,
    Feign,
    Hold,
    Quit,
    Pocket,
    Deliver,
    Honour,
    Renege,
    Return,
    Refuse,
    Enforce,
    Acquiesce,
}

/// What the others see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Observed {
    Credited,
    Disputed,
    Pocketed,
    Delivered,
    Held,
    Quit,
    Honoured,
    Reneged,
    Returned,
    Refused,
    Enforced,
    Acquiesced,
}

/// Index of a node in [`Moves::nodes`].
pub type NodeId = usize;

/// Where play goes after an observation: to another decision of the same round, or to the state at which the flows of the
/// round are paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Node(NodeId),
    End(StateId),
}

/// The public situation in which a decision is taken; it names the node in reports and exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// `disarm_first`: the disarmer moves at this state in force.
    DisarmerOpens(StateId),
    /// `disarm_first`: the guarantor honours or reneges, with the stage just credited already counted.
    GuarantorAnswers(StateId),
    /// `relief_first`: the guarantor moves at this state in force.
    GuarantorOpens(StateId),
    /// `relief_first`: the disarmer has been paid in advance for the next stage.
    DisarmerAnswersDelivery(StateId),
    /// `relief_first`: the guarantor held, or honoured after the last stage.
    DisarmerAnswersHold(StateId),
    /// Ruptured, with an opening: whether the guarantor returns.
    GuarantorReturns(StateId),
    /// Ruptured, and the guarantor is willing: whether the disarmer returns.
    DisarmerReturns(StateId),
    /// The guarantor has reneged at this state in force.
    BrokerEnforces(StateId),
}

/// A one-off payoff at the moment of a move (model section 5); stages are counted after crediting, `next` is an index into
/// `Game::stages`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OneOff {
    None,
    /// The guarantor reneges on `stages` completed stages.
    Renege {
        stages: usize,
    },
    /// The broker enforces after a renege on `stages` stages.
    Enforce {
        stages: usize,
    },
    /// Renege and automatic enforcement in one.
    RenegeEnforced {
        stages: usize,
    },
    /// A feigned stage is credited.
    Feign {
        next: usize,
    },
    /// Relief delivered in advance is pocketed or its return disputed.
    LostDelivery {
        next: usize,
        broker_active: bool,
    },
}

/// One chance outcome of an action.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Branch {
    /// Index into the node's observations.
    pub observation: usize,
    pub probability: f64,
    pub one_off: OneOff,
}

/// An action with its chances, which sum to one.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub action: Action,
    pub branches: Vec<Branch>,
}

/// An observation and what follows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation {
    pub observed: Observed,
    pub next: Target,
}

/// A decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub position: Position,
    pub mover: Player,
    pub choices: Vec<Choice>,
    pub observations: Vec<Observation>,
}

/// How a round opens at a state: the chance that the parties meet (in force) or that an opening appears (ruptured), if the
/// broker stands aside and if it mediates, and the first decision then.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Opening {
    pub node: NodeId,
    /// `[stands aside, mediates]`; equal without an active broker.
    pub meeting: [f64; 2],
    /// Whether an active broker decides about mediating here.
    pub mediation: bool,
}

/// The graph of a round. Nodes are ordered so that every node comes after those it leads to; the first
/// `without_broker` of them are those of the game without a broker.
#[derive(Clone, Debug, PartialEq)]
pub struct Moves {
    pub nodes: Vec<Node>,
    /// One per state.
    pub openings: Vec<Opening>,
    pub without_broker: usize,
}

/// Detection and false alarm of a stage under the broker's monitoring (model section 6); monitoring is at work while the
/// broker is active, whether or not it mediates.
pub fn verification(game: &Game, stage: &Stage, broker_active: bool) -> (f64, f64) {
    let monitoring = match (&game.broker, broker_active) {
        (Some(broker), true) => broker.instruments.monitoring,
        _ => 0.0,
    };
    (
        1.0 - (1.0 - stage.detection) * (1.0 - monitoring),
        stage.false_alarm * (1.0 - monitoring),
    )
}

impl Moves {
    pub fn new(game: &Game, space: &StateSpace) -> Self {
        let mut builder = Builder::new(game, space);
        let blocks = if game.broker.is_some() {
            &[false, true][..]
        } else {
            &[false]
        };
        let mut without_broker = 0;
        for &active in blocks {
            builder.in_force(active);
            for id in 0..space.len() {
                let state = space.states()[id];
                if state.broker_active == active && !state.phase.in_force() && (active || !state.phase.enforced()) {
                    builder.ruptured(id);
                }
            }
            if !active {
                without_broker = builder.nodes.len();
            }
        }
        for id in 0..space.len() {
            let state = space.states()[id];
            if !state.broker_active && state.phase.enforced() {
                builder.ruptured(id);
            }
        }
        let openings = builder
            .openings
            .iter()
            .map(|o| o.expect("every state has an opening"))
            .collect();
        Moves {
            nodes: builder.nodes,
            openings,
            without_broker,
        }
    }
}
