//! Builds the graph of a round from the rules of model section 4.

use super::{
    Action, Choice, Node, NodeId, Observation, Observed, Occasion, OneOff, Opening, Player, Position, Target,
    verification,
};
use crate::game::parameters::{Broker, Enforcement, Game, Sequence};
use crate::game::state::{Phase, State, StateId, StateSpace};
use crate::numeric::elementary::occurrence;

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

    fn in_force_at(&self, stage: usize, active: bool) -> StateId {
        self.state(stage, Phase::InForce, active)
    }

    fn broken_at(&self, stage: usize, active: bool) -> Target {
        Target::End(self.state(stage, Phase::RupturedByDisarmer { rebuilt: false }, active))
    }

    /// The broker, if it is active.
    fn broker(&self, active: bool) -> Option<&'a Broker> {
        self.game.broker.as_ref().filter(|_| active)
    }

    fn push(
        &mut self,
        position: Position,
        mover: Player,
        choices: Vec<Choice>,
        observations: Vec<Observation>,
    ) -> NodeId {
        let node = Node::new(position, mover, choices, observations).expect("the rules keep the contract of the moves");
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    /// All decisions in force.
    pub fn in_force(&mut self, active: bool) {
        let last = self.game.stages.len();
        match self.game.talks.sequence {
            Sequence::DisarmFirst => {
                let answers: Vec<NodeId> = (0..=last).map(|stage| self.guarantor_answers(stage, active)).collect();
                for stage in 0..=last {
                    let step = (stage < last).then(|| self.disarmer_steps(stage, active, answers[stage + 1]));
                    let review = self.disarmer_reviews(stage, active, Target::Node(answers[stage]));
                    self.open_in_force(stage, active, step, review);
                }
            }
            Sequence::ReliefFirst => {
                for stage in 0..=last {
                    let step = (stage < last).then(|| self.guarantor_steps(stage, active));
                    let review = self.guarantor_reviews(stage, active);
                    self.open_in_force(stage, active, step, review);
                }
            }
        }
    }

    /// A step meeting if stages are left, else a review (model section 4, step 2).
    fn open_in_force(&mut self, stage: usize, active: bool, step: Option<NodeId>, review: NodeId) {
        let rounds = f64::from(self.game.clock.rounds_per_year);
        let talks = &self.game.talks;
        let facilitation = self.broker(active).map_or(0.0, |b| b.instruments.facilitation);
        let mut occasions = Vec::new();
        if let Some(node) = step {
            let work = self.game.stages[stage].years;
            let chance = [0.0, facilitation].map(|extra| {
                let rate = 1.0 / (work + 1.0 / (talks.meetings_per_year + extra));
                occurrence(rate / rounds)
            });
            occasions.push(Occasion { node, chance });
        }
        occasions.push(Occasion {
            node: review,
            chance: [occurrence(talks.reviews_per_year / rounds); 2],
        });
        let id = self.in_force_at(stage, active);
        self.openings[id] = Some(Opening {
            occasions,
            mediation: active,
        });
    }

    /// Honour or renege, with the enforcement decision behind a renege.
    fn guarantor_answers(&mut self, stage: usize, active: bool) -> NodeId {
        let here = self.in_force_at(stage, active);
        self.honour_or_renege(Position::GuarantorAnswers(here), stage, active, Target::End(here))
    }

    fn honour_or_renege(&mut self, position: Position, stage: usize, active: bool, if_honoured: Target) -> NodeId {
        let (reneged, one_off) = self.after_renege(stage, active);
        let observations = vec![
            observation(Observed::Honoured, if_honoured),
            observation(Observed::Reneged, reneged),
        ];
        let choices = vec![
            Choice::plain(Action::Honour, 0, OneOff::None),
            Choice::plain(Action::Renege, 1, one_off),
        ];
        self.push(position, Player::Guarantor, choices, observations)
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
        let Some(broker) = self.broker(active).filter(|_| stage > 0) else {
            return (Target::End(left), renege);
        };
        let enforced = self.state(stage, ruptured(true), active);
        match broker.instruments.enforcement {
            Enforcement::Automatic => (Target::End(enforced), OneOff::RenegeEnforced { stages: stage }),
            Enforcement::Discretionary => {
                let here = self.in_force_at(stage, active);
                let observations = vec![
                    observation(Observed::Enforced, Target::End(enforced)),
                    observation(Observed::Acquiesced, Target::End(left)),
                ];
                let choices = vec![
                    Choice::plain(Action::Enforce, 0, OneOff::Enforce { stages: stage }),
                    Choice::plain(Action::Acquiesce, 1, OneOff::None),
                ];
                let node = self.push(Position::BrokerEnforces(here), Player::Broker, choices, observations);
                (Target::Node(node), renege)
            }
        }
    }

    /// Comply, feign, and a third action, with what becomes of a dispute and of the third; `lost` is paid in both.
    fn verified_step(
        &mut self,
        position: Position,
        (stage, active): (usize, bool),
        credited: Target,
        (third, after_third): (Action, Target),
        lost: OneOff,
    ) -> NodeId {
        let (detection, false_alarm) = verification(self.game, &self.game.stages[stage], active);
        let feint = OneOff::Feign {
            next: stage,
            broker_active: active,
        };
        let seen = third.shows_as().expect("the third action is seen for what it is");
        let observations = vec![
            observation(Observed::Credited, credited),
            observation(Observed::Disputed, self.broken_at(stage, active)),
            observation(seen, after_third),
        ];
        let choices = vec![
            Choice::verified(Action::Comply, 1.0 - false_alarm, OneOff::None, lost),
            Choice::verified(Action::Feign, 1.0 - detection, feint, lost),
            Choice::plain(third, 2, lost),
        ];
        self.push(position, Player::Disarmer, choices, observations)
    }

    fn disarmer_steps(&mut self, stage: usize, active: bool, answer: NodeId) -> NodeId {
        let here = self.in_force_at(stage, active);
        let held = (Action::Hold, Target::End(here));
        let position = Position::DisarmerSteps(here);
        self.verified_step(position, (stage, active), Target::Node(answer), held, OneOff::None)
    }

    fn disarmer_reviews(&mut self, stage: usize, active: bool, if_stayed: Target) -> NodeId {
        let here = self.in_force_at(stage, active);
        let observations = vec![
            observation(Observed::Stayed, if_stayed),
            observation(Observed::Quit, self.broken_at(stage, active)),
        ];
        let choices = vec![
            Choice::plain(Action::Stay, 0, OneOff::None),
            Choice::plain(Action::Quit, 1, OneOff::None),
        ];
        self.push(Position::DisarmerReviews(here), Player::Disarmer, choices, observations)
    }

    fn guarantor_steps(&mut self, stage: usize, active: bool) -> NodeId {
        let here = self.in_force_at(stage, active);
        let lost = OneOff::LostDelivery {
            next: stage,
            broker_active: active,
        };
        let credited = Target::End(self.in_force_at(stage + 1, active));
        let pocketed = (Action::Pocket, self.broken_at(stage, active));
        let position = Position::DisarmerAnswersDelivery(here);
        let delivered = self.verified_step(position, (stage, active), credited, pocketed, lost);
        let observations = vec![
            observation(Observed::Delivered, Target::Node(delivered)),
            observation(Observed::Held, Target::End(here)),
        ];
        let choices = vec![
            Choice::plain(Action::Deliver, 0, OneOff::None),
            Choice::plain(Action::Hold, 1, OneOff::None),
        ];
        self.push(Position::GuarantorSteps(here), Player::Guarantor, choices, observations)
    }

    fn guarantor_reviews(&mut self, stage: usize, active: bool) -> NodeId {
        let here = self.in_force_at(stage, active);
        let answer = self.disarmer_reviews(stage, active, Target::End(here));
        self.honour_or_renege(Position::GuarantorReviews(here), stage, active, Target::Node(answer))
    }

    /// An opening to return: both must want it.
    pub fn ruptured(&mut self, id: StateId) {
        let state = self.space.states()[id];
        let in_force = self.in_force_at(state.stage, state.broker_active);
        let choices = || {
            vec![
                Choice::plain(Action::Return, 0, OneOff::None),
                Choice::plain(Action::Refuse, 1, OneOff::None),
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
        let extra = self
            .broker(state.broker_active)
            .map_or(0.0, |b| b.instruments.reopening_rate);
        let chance = [rate, rate + extra].map(|rate| occurrence(rate / rounds));
        self.openings[id] = Some(Opening {
            occasions: vec![Occasion { node, chance }],
            mediation: state.broker_active,
        });
    }
}

fn observation(observed: Observed, next: Target) -> Observation {
    Observation { observed, next }
}
