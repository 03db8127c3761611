//! Builds the graph of a round from the rules of model section 4.

use super::{
    Action, Branch, Choice, Node, NodeId, Observation, Observed, OneOff, Opening, Player, Position, Target,
    verification,
};
use crate::game::parameters::{Enforcement, Game, Sequence};
use crate::game::state::{Phase, State, StateId, StateSpace};

/// Collects the nodes of a round, children before parents.
pub(super) struct Builder<'a> {
    game: &'a Game,
    space: &'a StateSpace,
    pub nodes: Vec<Node>,
    pub openings: Vec<Option<Opening>>,
}

impl<'a> Builder<'a> {
    pub fn new(game: &'a Game, space: &'a StateSpace) -> Self {
        Builder {
            game,
            space,
            nodes: Vec::new(),
            openings: vec![None; space.len()],
        }
    }

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

    pub fn in_force(&mut self, active: bool) {
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
    pub fn ruptured(&mut self, id: StateId) {
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
