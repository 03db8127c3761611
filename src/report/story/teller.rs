//! Collects the events of an episode and puts them into sentences, round by round.

use super::super::phrases::capitalised;
use super::sentences::{self, Message, change};
use super::{Calendar, Kind, Line, Names, Point, Round, Story};
use crate::game::Rules;
use crate::game::moves::{Action, Observed, Player, Position};
use crate::game::state::{Phase, StateId};
use crate::policy::Beliefs;
use crate::scenario::Month;
use crate::simulate::record::{Event, Record};
use crate::solve::Messages;
use crate::study::run::SolvedArm;

/// Collects events.
pub struct Teller<'a> {
    rules: &'a Rules,
    names: &'a Names,
    messages: Option<Messages>,
    story: Story,
    round: usize,
    state: StateId,
    beliefs: Beliefs,
    /// What the broker has said of the guarantor: whether it vouched for it.
    vouched: bool,
    /// What happened in the current round.
    happened: Vec<Line>,
    /// Stage being attempted in the current round, counted from zero.
    attempted: usize,
}

impl<'a> Teller<'a> {
    /// Of an episode of this arm, with nothing told yet.
    pub fn new(arm: &'a SolvedArm, names: &'a Names, start: Option<Month>) -> Self {
        let rules = &arm.rules;
        Teller {
            rules,
            names,
            messages: arm.solution.messages,
            story: Story {
                title: String::new(),
                about: Vec::new(),
                arm: arm.name.clone(),
                arm_title: String::new(),
                names: names.clone(),
                opening: Vec::new(),
                rounds: Vec::new(),
                ending: Vec::new(),
                outcome: String::new(),
                played: 0,
                simulated: rules.game.clock.rounds,
                calendar: Calendar {
                    rounds_per_year: rules.game.clock.rounds_per_year as usize,
                    start: start.map(|start| (start.year, start.month)),
                },
                course: Vec::new(),
            },
            round: 0,
            state: rules.start(),
            beliefs: [0.0; 2],
            vouched: false,
            happened: Vec::new(),
            attempted: 0,
        }
    }

    /// Takes the next event.
    pub fn watch(&mut self, event: Event) {
        match event {
            Event::Start {
                dealer,
                keeper,
                beliefs,
            } => {
                self.beliefs = beliefs;
                self.story.opening = sentences::opening(self.names, dealer, keeper, beliefs);
                self.mark(0, true);
            }
            Event::Message {
                about,
                vouches,
                good_signal,
                honest,
                beliefs,
            } => {
                let message = Message {
                    about,
                    vouches,
                    good_signal,
                    honest,
                };
                self.message(message, beliefs);
            }
            Event::Round { round, state } => {
                self.round = round;
                self.state = state;
                self.attempted = self.rules.space.states()[state].stage;
            }
            Event::Engagement { .. } => {}
            Event::Occasion { first, .. } => self.occasion(first),
            Event::Move {
                mover,
                action,
                observed,
                probability,
                beliefs,
                ..
            } => self.moved((mover, action, observed), probability, beliefs),
            Event::Arrival { state } => self.arrival(state),
            Event::Crisis => self.event("A crisis breaks out and is contained.", false),
            Event::War => {
                self.event("A crisis breaks out and becomes war.", true);
                self.close(false);
            }
            Event::Exposure { beliefs } => {
                let line = format!(
                    "A covert programme of {} comes to light, and the process breaks.",
                    self.names.disarmer
                );
                self.event(&line, true);
                self.believe(beliefs);
            }
            Event::Succession { dealer } => self.succession(dealer),
            Event::Election { turnover, keeper } => self.election(turnover, keeper),
            Event::Rebuilt => {
                let line = format!("{} has rebuilt what it could.", capitalised(&self.names.disarmer));
                self.event(&line, false);
            }
            Event::NeutralityLost => {
                let line = format!(
                    "{} is no longer accepted as a neutral party, for good.",
                    capitalised(&self.names.broker)
                );
                self.happened.push(Line {
                    aside: true,
                    ..line_of(&line, true)
                });
            }
            Event::RoundEnd { beliefs, state, .. } => {
                self.beliefs = beliefs;
                self.state = state;
                self.close(self.rules.space.states()[state].phase.in_force());
            }
        }
    }

    /// The finished story, without title.
    pub fn finish(mut self, record: &Record) -> Story {
        let stages = self.rules.game.stages.len();
        self.story.ending = sentences::ending(self.names, self.story.calendar, record, stages);
        self.story.outcome = record.outcome.name().to_owned();
        self.story.played = record.rounds;
        self.story
    }

    fn event(&mut self, text: &str, turn: bool) {
        self.happened.push(line_of(text, turn));
    }

    fn mark(&mut self, round: usize, in_force: bool) {
        self.story.course.push(Point {
            round,
            beliefs: self.beliefs,
            stages: self.rules.space.states()[self.state].stage,
            in_force,
        });
    }

    fn message(&mut self, message: Message, beliefs: Beliefs) {
        let information = self.rules.game.broker.as_ref().and_then(|b| b.information);
        if let (Some(messages), Some(information)) = (&self.messages, information) {
            let (stage, side) = match message.about {
                Player::Disarmer => (&messages.on_disarmer[usize::from(self.vouched)], 0),
                Player::Guarantor | Player::Broker => (&messages.on_guarantor, 1),
            };
            let belief = [self.beliefs[side], beliefs[side]];
            let text = sentences::message(self.names, message, &information, stage, belief);
            self.story.opening.push(text);
        }
        self.vouched = message.vouches;
        self.beliefs = beliefs;
        // The beliefs with which the talks begin take the place of those before.
        self.story.course.clear();
        self.mark(0, true);
    }

    fn moved(&mut self, (mover, action, observed): (Player, Action, Observed), probability: f64, beliefs: Beliefs) {
        let text = sentences::of_move(self.names, mover, action, observed, self.attempted);
        self.happened.push(Line {
            kind: Kind::Move,
            text,
            probability: Some(probability),
            turn: matches!(
                action,
                Action::Comply | Action::Feign | Action::Renege | Action::Quit | Action::Pocket | Action::Enforce
            ),
            aside: action == Action::Acquiesce,
        });
        self.believe(beliefs);
    }

    /// Tells how beliefs have changed with the line before, if it would be seen.
    fn believe(&mut self, beliefs: Beliefs) {
        for (side, kind) in ["dealer", "keeper"].into_iter().enumerate() {
            let (before, after) = (self.beliefs[side], beliefs[side]);
            if change(before, after) {
                self.happened.push(Line {
                    kind: Kind::Belief,
                    ..line_of(&format!("Pr({kind}) {before:.2} → {after:.2}"), false)
                });
            }
        }
        self.beliefs = beliefs;
    }

    fn occasion(&mut self, first: Position) {
        let line = match first {
            Position::DisarmerReviews(_) | Position::GuarantorReviews(_) => "The agreement comes under review.",
            Position::GuarantorReturns(_) => "An opening to return appears.",
            Position::DisarmerSteps(_) | Position::GuarantorSteps(_) => "The parties meet about the next step.",
            // These only answer.
            Position::GuarantorAnswers(_)
            | Position::DisarmerAnswersDelivery(_)
            | Position::DisarmerReturns(_)
            | Position::BrokerEnforces(_) => return,
        };
        self.event(line, false);
    }

    fn succession(&mut self, dealer: bool) {
        let kind = if dealer { "a dealer" } else { "a staller" };
        let prior = self.rules.game.disarmer.succession.dealer_prior;
        let line = format!(
            "A new leader takes over in {} (in truth {kind}; the others can only assume Pr(dealer) = {prior:.2}).",
            self.names.disarmer
        );
        self.event(&line, true);
    }

    fn election(&mut self, turnover: bool, keeper: bool) {
        let line = if turnover {
            let kind = if keeper { "a keeper" } else { "a reneger" };
            let elections = self.rules.game.guarantor.elections.as_ref();
            let prior = elections.map_or(0.0, |e| e.successor_keeper_prior);
            format!(
                "Election in {}: a new administration takes over (in truth {kind}; the others can only assume \
                 Pr(keeper) = {prior:.2}).",
                self.names.guarantor
            )
        } else {
            format!("Election in {}: the administration stays.", self.names.guarantor)
        };
        self.event(&line, turnover);
    }

    fn arrival(&mut self, state: StateId) {
        let states = self.rules.space.states();
        let (before, after) = (states[self.state], states[state]);
        // What the round ends with if it ends in war.
        self.state = state;
        let stages = self.rules.game.stages.len();
        let line = match (before.phase.in_force(), after.phase) {
            (false, Phase::InForce) => "The process is in force again.".to_owned(),
            (true, Phase::InForce) if after.stage == stages && before.stage < after.stage => {
                "All stages are now complete: a settlement is in force.".to_owned()
            }
            (true, Phase::RupturedByGuarantor { .. } | Phase::RupturedByDisarmer { .. }) => {
                format!(
                    "The process is ruptured with {} of {stages} stages completed.",
                    after.stage
                )
            }
            _ => return,
        };
        self.event(&line, true);
    }

    fn close(&mut self, in_force: bool) {
        let calendar = self.story.calendar;
        self.mark(self.round + 1, in_force);
        if !self.happened.is_empty() {
            self.story.rounds.push(Round {
                number: self.round + 1,
                when: calendar.year(self.round),
                date: calendar.date(self.round),
                lines: std::mem::take(&mut self.happened),
            });
        }
    }
}

/// A line about something that nobody chose.
fn line_of(text: &str, turn: bool) -> Line {
    Line {
        kind: Kind::Event,
        text: text.to_owned(),
        probability: None,
        turn,
        aside: false,
    }
}
