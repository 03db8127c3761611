//! The moves of one round as a graph of decision nodes (model section 4, steps 2 and 3).
//!
//! Each [`Node`] has one mover, its actions, and for every action the chances of what the others observe. What happens next
//! depends on the observation alone, because nothing else is public. The solver backs values up through this graph and the
//! simulator walks down it, so the rules stand here once. The contract that a node keeps is in [`Node::new`].

mod build;
mod node;
mod words;

pub use node::{Branch, Choice, MAX_ACTIONS, Node, Observation, Refused};

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
    Stay,
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

impl Action {
    /// How the action shows to the others; `None` for those that verification decides about.
    pub fn shows_as(self) -> Option<Observed> {
        match self {
            Action::Comply | Action::Feign => None,
            Action::Hold => Some(Observed::Held),
            Action::Stay => Some(Observed::Stayed),
            Action::Quit => Some(Observed::Quit),
            Action::Pocket => Some(Observed::Pocketed),
            Action::Deliver => Some(Observed::Delivered),
            Action::Honour => Some(Observed::Honoured),
            Action::Renege => Some(Observed::Reneged),
            Action::Return => Some(Observed::Returned),
            Action::Refuse => Some(Observed::Refused),
            Action::Enforce => Some(Observed::Enforced),
            Action::Acquiesce => Some(Observed::Acquiesced),
        }
    }
}

/// What the others see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Observed {
    Credited,
    Disputed,
    Pocketed,
    Delivered,
    Held,
    Stayed,
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
    /// `disarm_first`, a step meeting at this state in force: comply, feign or hold.
    DisarmerSteps(StateId),
    /// `disarm_first`: honour or renege, after a stage was credited (which the state counts already) or after the disarmer
    /// stayed at a review. The situation is the same, and so is the decision.
    GuarantorAnswers(StateId),
    /// `relief_first`, a step meeting at this state in force: deliver or hold.
    GuarantorSteps(StateId),
    /// `relief_first`: the disarmer has been paid in advance for the next stage: comply, feign or pocket.
    DisarmerAnswersDelivery(StateId),
    /// `relief_first`, a review at this state in force: honour or renege.
    GuarantorReviews(StateId),
    /// A review at this state in force: stay or quit. In `relief_first` the guarantor has honoured.
    DisarmerReviews(StateId),
    /// Ruptured, with an opening: whether the guarantor returns.
    GuarantorReturns(StateId),
    /// Ruptured, and the guarantor is willing: whether the disarmer returns.
    DisarmerReturns(StateId),
    /// The guarantor has reneged at this state in force.
    BrokerEnforces(StateId),
}

impl Position {
    /// The public state at which the decision is taken.
    pub fn state(self) -> StateId {
        match self {
            Position::DisarmerSteps(id)
            | Position::GuarantorAnswers(id)
            | Position::GuarantorSteps(id)
            | Position::DisarmerAnswersDelivery(id)
            | Position::GuarantorReviews(id)
            | Position::DisarmerReviews(id)
            | Position::GuarantorReturns(id)
            | Position::DisarmerReturns(id)
            | Position::BrokerEnforces(id) => id,
        }
    }
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
    /// A feigned stage is credited; an active broker's custody lessens what it keeps back.
    Feign {
        next: usize,
        broker_active: bool,
    },
    /// An advance is pocketed, or the step in return disputed.
    LostDelivery {
        next: usize,
        broker_active: bool,
    },
}

/// An occasion for moves, and the decision that comes first then.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Occasion {
    pub node: NodeId,
    /// Probability of the occasion in a round, given that none before it has come: `[broker stands aside, broker mediates]`,
    /// equal without an active broker.
    pub chance: [f64; 2],
}

/// How a round opens at a state: its occasions in order, of which at most one takes place. In force they are a step meeting
/// (while stages are left) and a review; while ruptured, an opening to return.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// One or two.
    pub occasions: Vec<Occasion>,
    /// Whether an active broker decides about mediating here.
    pub mediation: bool,
}

impl Opening {
    /// Probabilities that the first occasion of a round has come, and that the first or the second has; `mediated` tells
    /// whether the broker mediates.
    pub fn come_by(&self, mediated: bool) -> [f64; 2] {
        let chance = |which: usize| {
            self.occasions
                .get(which)
                .map_or(0.0, |o| o.chance[usize::from(mediated)])
        };
        [chance(0), chance(0) + (1.0 - chance(0)) * chance(1)]
    }
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
            .into_iter()
            .map(|o| o.expect("every state has an opening"))
            .collect();
        Moves {
            nodes: builder.nodes,
            openings,
            without_broker,
        }
    }
}
