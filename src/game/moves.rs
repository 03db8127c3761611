//! The moves of one round as a graph of decision nodes (model section 4, steps 2 and 3).
//!
//! Each node has one mover, its actions, and for every action the chances of what the others observe. What happens next
//! depends on the observation alone, because nothing else is public. The solver backs values up through this graph and the
//! simulator walks down it, so the rules stand here once.

use super::parameters::{Enforcement, Game, Sequence, Stage};
use super::state::{Phase, State, StateId, StateSpace};

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
        let mut builder = Builder {
            game,
            space,
            nodes: Vec::new(),
            openings: vec![None; space.len()],
        };
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

struct Builder<'a> {
    game: &'a Game,
    space: &'a StateSpace,
    nodes: Vec<Node>,
    openings: Vec<Option<Opening>>,
}

impl Builder<'_> {
    fn state(&self, stage: usize, phase: Phase, broker_active: bool) -> StateId {
        self.space.id(State {
            stage,
            phase,
            broker_active,
        })
    }

    fn push(
        &mut self,
        position: Position,
        mover: Player,
        choices: Vec<Choice>,
        observations: Vec<Observation>,
    ) -> NodeId {
        self.nodes.push(Node {
            position,
            mover,
            choices,
            observations,
        });
        self.nodes.len() - 1
    }

    fn in_force(&mut self, active: bool) {
        let last = self.game.stages.len();
        match self.game.talks.sequence {
            Sequence::DisarmFirst => {
                let answers: Vec<NodeId> = (0..=last).map(|stage| self.guarantor_answers(stage, active)).collect();
                for stage in 0..=last {
                    let node = self.disarmer_opens(stage, active, &answers);
                    self.open_in_force(stage, active, node);
                }
            }
            Sequence::ReliefFirst => {
                for stage in 0..=last {
                    let node = self.guarantor_opens(stage, active);
                    self.open_in_force(stage, active, node);
                }
            }
        }
    }

    fn open_in_force(&mut self, stage: usize, active: bool, node: NodeId) {
        let failure = self.game.talks.meeting_failure;
        let saved = match (&self.game.broker, active) {
            (Some(broker), true) => broker.instruments.facilitation,
            _ => 0.0,
        };
        let id = self.state(stage, Phase::InForce, active);
        let meeting = [1.0 - failure, 1.0 - failure * (1.0 - saved)];
        self.openings[id] = Some(Opening {
            node,
            meeting,
            mediation: active,
        });
    }

    /// Honour or renege, with the enforcement decision behind a renege.
    fn guarantor_answers(&mut self, stage: usize, active: bool) -> NodeId {
        let here = self.state(stage, Phase::InForce, active);
        let (reneged, one_off) = self.after_renege(stage, active);
        let observations = vec![
            observation(Observed::Honoured, Target::End(here)),
            observation(Observed::Reneged, reneged),
        ];
        let choices = vec![
            certain(Action::Honour, 0, OneOff::None),
            certain(Action::Renege, 1, one_off),
        ];
        self.push(
            Position::GuarantorAnswers(here),
            Player::Guarantor,
            choices,
            observations,
        )
    }

    /// What follows a renege, and the guarantor's one-off: an active broker enforces (by rule or by choice) once there is
    /// something to enforce.
    fn after_renege(&mut self, stage: usize, active: bool) -> (Target, OneOff) {
        let ruptured = |enforced| Phase::RupturedByGuarantor {
            enforced,
            rebuilt: false,
        };
        let left = self.state(stage, ruptured(false), active);
        let renege = OneOff::Renege { stages: stage };
        let enforcement = match (&self.game.broker, active && stage > 0) {
            (Some(broker), true) => broker.instruments.enforcement,
            _ => return (Target::End(left), renege),
        };
        let enforced = self.state(stage, ruptured(true), active);
        if enforcement == Enforcement::Automatic {
            return (Target::End(enforced), OneOff::RenegeEnforced { stages: stage });
        }
        let here = self.state(stage, Phase::InForce, active);
        let observations = vec![
            observation(Observed::Enforced, Target::End(enforced)),
            observation(Observed::Acquiesced, Target::End(left)),
        ];
        let choices = vec![
            certain(Action::Enforce, 0, OneOff::Enforce { stages: stage }),
            certain(Action::Acquiesce, 1, OneOff::None),
        ];
        let node = self.push(Position::BrokerEnforces(here), Player::Broker, choices, observations);
        (Target::Node(node), renege)
    }

    fn disarmer_opens(&mut self, stage: usize, active: bool, answers: &[NodeId]) -> NodeId {
        let here = self.state(stage, Phase::InForce, active);
        let broken = Target::End(self.state(stage, Phase::RupturedByDisarmer { rebuilt: false }, active));
        let held = observation(Observed::Held, Target::Node(answers[stage]));
        let quit = observation(Observed::Quit, broken);
        let position = Position::DisarmerOpens(here);
        let Some(next) = self.game.stages.get(stage) else {
            let choices = vec![
                certain(Action::Hold, 0, OneOff::None),
                certain(Action::Quit, 1, OneOff::None),
            ];
            return self.push(position, Player::Disarmer, choices, vec![held, quit]);
        };
        let (detection, false_alarm) = verification(self.game, next, active);
        let observations = vec![
            observation(Observed::Credited, Target::Node(answers[stage + 1])),
            observation(Observed::Disputed, broken),
            held,
            quit,
        ];
        let choices = vec![
            verified(Action::Comply, 1.0 - false_alarm, OneOff::None, OneOff::None),
            verified(
                Action::Feign,
                1.0 - detection,
                OneOff::Feign { next: stage },
                OneOff::None,
            ),
            certain(Action::Hold, 2, OneOff::None),
            certain(Action::Quit, 3, OneOff::None),
        ];
        self.push(position, Player::Disarmer, choices, observations)
    }

    fn guarantor_opens(&mut self, stage: usize, active: bool) -> NodeId {
        let here = self.state(stage, Phase::InForce, active);
        let broken = Target::End(self.state(stage, Phase::RupturedByDisarmer { rebuilt: false }, active));
        let after_hold = self.push(
            Position::DisarmerAnswersHold(here),
            Player::Disarmer,
            vec![
                certain(Action::Hold, 0, OneOff::None),
                certain(Action::Quit, 1, OneOff::None),
            ],
            vec![
                observation(Observed::Held, Target::End(here)),
                observation(Observed::Quit, broken),
            ],
        );
        let (reneged, one_off) = self.after_renege(stage, active);
        let position = Position::GuarantorOpens(here);
        let Some(next) = self.game.stages.get(stage) else {
            let observations = vec![
                observation(Observed::Honoured, Target::Node(after_hold)),
                observation(Observed::Reneged, reneged),
            ];
            let choices = vec![
                certain(Action::Honour, 0, OneOff::None),
                certain(Action::Renege, 1, one_off),
            ];
            return self.push(position, Player::Guarantor, choices, observations);
        };
        let (detection, false_alarm) = verification(self.game, next, active);
        let lost = OneOff::LostDelivery {
            next: stage,
            broker_active: active,
        };
        let credited = Target::End(self.state(stage + 1, Phase::InForce, active));
        let after_delivery = self.push(
            Position::DisarmerAnswersDelivery(here),
            Player::Disarmer,
            vec![
                verified(Action::Comply, 1.0 - false_alarm, OneOff::None, lost),
                verified(Action::Feign, 1.0 - detection, OneOff::Feign { next: stage }, lost),
                certain(Action::Pocket, 2, lost),
            ],
            vec![
                observation(Observed::Credited, credited),
                observation(Observed::Disputed, broken),
                observation(Observed::Pocketed, broken),
            ],
        );
        let observations = vec![
            observation(Observed::Delivered, Target::Node(after_delivery)),
            observation(Observed::Held, Target::Node(after_hold)),
            observation(Observed::Reneged, reneged),
        ];
        let choices = vec![
            certain(Action::Deliver, 0, OneOff::None),
            certain(Action::Hold, 1, OneOff::None),
            certain(Action::Renege, 2, one_off),
        ];
        self.push(position, Player::Guarantor, choices, observations)
    }

    /// An opening to return: both must want it.
    fn ruptured(&mut self, id: StateId) {
        let state = self.space.states()[id];
        let in_force = self.state(state.stage, Phase::InForce, state.broker_active);
        let choices = || {
            vec![
                certain(Action::Return, 0, OneOff::None),
                certain(Action::Refuse, 1, OneOff::None),
            ]
        };
        let refused = observation(Observed::Refused, Target::End(id));
        let disarmer = self.push(
            Position::DisarmerReturns(id),
            Player::Disarmer,
            choices(),
            vec![observation(Observed::Returned, Target::End(in_force)), refused],
        );
        let node = self.push(
            Position::GuarantorReturns(id),
            Player::Guarantor,
            choices(),
            vec![observation(Observed::Returned, Target::Node(disarmer)), refused],
        );
        let rounds = f64::from(self.game.clock.rounds_per_year);
        let rate = self.game.talks.reopening_rate;
        let extra = match (&self.game.broker, state.broker_active) {
            (Some(broker), true) => broker.instruments.reopening_rate,
            _ => 0.0,
        };
        let opening = |rate: f64| crate::numeric::elementary::occurrence(rate / rounds);
        let meeting = [opening(rate), opening(rate + extra)];
        self.openings[id] = Some(Opening {
            node,
            meeting,
            mediation: state.broker_active,
        });
    }
}

fn observation(observed: Observed, next: Target) -> Observation {
    Observation { observed, next }
}

fn certain(action: Action, observation: usize, one_off: OneOff) -> Choice {
    Choice {
        action,
        branches: vec![Branch {
            observation,
            probability: 1.0,
            one_off,
        }],
    }
}

/// An action that is credited (observation 0) with the given probability and disputed (observation 1) otherwise.
fn verified(action: Action, credited: f64, if_credited: OneOff, if_disputed: OneOff) -> Choice {
    let branch = |observation, probability, one_off| Branch {
        observation,
        probability,
        one_off,
    };
    Choice {
        action,
        branches: vec![branch(0, credited, if_credited), branch(1, 1.0 - credited, if_disputed)],
    }
}
