//! Direct recursion over all histories with exact beliefs: the logit agent quantal-response equilibrium of `docs/model.md`
//! section 9 without a grid. Every evaluation of a node solves its whole future again at the exact posterior, so the cost
//! grows by a factor of about a hundred with each round; foresights of one to three rounds are meant.

use honest_broker::game::{Enforcement, Game, Sequence};

use super::Phase;
use super::fixed_point::{Method, Policies};
use super::stakes::Actions;
use super::values::Values;

/// A public state at the beginning of a round (`docs/model.md` section 3).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct State {
    pub round: usize,
    pub stages: usize,
    pub phase: Phase,
    pub broker: bool,
    pub dealer: f64,
    pub keeper: f64,
}

impl State {
    /// Round 0: nothing done, in force, beliefs at the priors.
    pub fn start(game: &Game) -> State {
        State {
            round: 0,
            stages: 0,
            phase: Phase::InForce,
            broker: game.broker.is_some(),
            dealer: game.disarmer.dealer_prior,
            keeper: game.guarantor.keeper_prior,
        }
    }
}

/// The second move of a round, after one observation of the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reply {
    /// Beliefs at the second move, after the first was observed.
    pub dealer: f64,
    pub keeper: f64,
    /// Policies by type of the second mover; all 0 where there is no second move.
    pub policies: Policies,
    /// Chance that the broker enforces after a renege here, if there can be one with an active broker and k ≥ 1.
    pub enforce: Option<f64>,
}

/// The moves of one occasion. Actions, observations and replies are in the order of the text:
///
/// * a step meeting, disarmer first: comply, feign, hold; observed as credited, disputed, held; the guarantor's reply to
///   credited is honour, renege;
/// * a step meeting, relief first: deliver, hold; the disarmer's reply to a delivery is comply, feign, pocket;
/// * a review, disarmer first: stay, quit, and the guarantor's reply to stay is honour, renege; relief first: honour, renege,
///   and the disarmer's reply to honour is stay, quit;
/// * an opening: return, refuse of the guarantor, then of the disarmer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moves {
    pub values: Values,
    pub policies: Policies,
    /// By observation of the first move.
    pub replies: [Option<Reply>; 3],
}

/// A solved round, with the moves of each occasion that the state admits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Round {
    pub values: Values,
    /// Chance that an active broker mediates.
    pub mediate: Option<f64>,
    pub step: Option<Moves>,
    pub review: Option<Moves>,
    pub opening: Option<Moves>,
}

impl Round {
    /// The occasions in the order in which they are drawn.
    pub fn occasions(&self) -> Vec<Moves> {
        [self.step, self.review, self.opening].into_iter().flatten().collect()
    }
}

/// What follows an observation.
#[derive(Clone, Copy, Default)]
pub(super) struct After {
    pub values: Values,
    pub reply: Option<Reply>,
}

/// The recursion over one game.
pub struct Recursion<'a> {
    pub(super) game: &'a Game,
    pub(super) method: Method,
    /// The largest residual of any node that was solved.
    pub worst_residual: f64,
}

/// Solves the round at a public state, without messages.
pub fn at(game: &Game, state: State) -> Round {
    Recursion::new(game, Method::Accelerated).round(state)
}

impl<'a> Recursion<'a> {
    pub fn new(game: &'a Game, method: Method) -> Self {
        Recursion {
            game,
            method,
            worst_residual: 0.0,
        }
    }

    /// The logit chance of the first of two options of the broker, worth `gain` more than the second.
    fn broker_prefers(&self, gain: f64) -> f64 {
        let precision = self.game.broker.map_or(0.0, |b| b.rationality);
        1.0 / (1.0 + (-precision * gain).exp())
    }

    /// The round at a state (section 4): engagement, occasion, moves, flows, events, and what follows.
    pub fn round(&mut self, s: State) -> Round {
        let n = self.rounds_per_year();
        let (mut step, mut review, mut opening) = (None, None, None);
        if s.phase == Phase::InForce {
            step = (s.stages < self.game.stages.len()).then(|| self.step_meeting(s));
            review = Some(self.review(s));
        } else {
            opening = Some(self.opening(s));
        }
        let apart = self.settle(s);
        let tools = self.game.broker.filter(|_| s.broker).map(|b| b.instruments);
        let expected = |mediated: bool| {
            let tools = tools.filter(|_| mediated);
            let mut values = Values::default();
            let mut left = 1.0;
            let mut occasion = |chance: f64, moves: &Moves| {
                values.add(left * chance, &moves.values);
                left *= 1.0 - chance;
            };
            if let Some(moves) = &step {
                let meetings = self.game.talks.meetings_per_year + tools.map_or(0.0, |i| i.facilitation);
                let years = self.game.stages[s.stages].years + 1.0 / meetings;
                occasion(1.0 - (-1.0 / (years * n)).exp(), moves);
            }
            if let Some(moves) = &review {
                occasion(1.0 - (-self.game.talks.reviews_per_year / n).exp(), moves);
            }
            if let Some(moves) = &opening {
                let rate = self.game.talks.reopening_rate + tools.map_or(0.0, |i| i.reopening_rate);
                occasion(1.0 - (-rate / n).exp(), moves);
            }
            values.add(left, &apart);
            values
        };
        let aside = expected(false);
        let (mut values, mut mediate) = (aside, None);
        if let Some(broker) = self.game.broker.filter(|_| s.broker) {
            let mut mediated = expected(true);
            let gain = mediated.broker_expects(s.dealer, s.keeper) - aside.broker_expects(s.dealer, s.keeper);
            let chance = self.broker_prefers(n * gain - broker.interests.mediation_cost);
            for value in mediated.broker.iter_mut().flatten() {
                *value -= broker.interests.mediation_cost / n;
            }
            values = Values::default();
            values.add(chance, &mediated);
            values.add(1.0 - chance, &aside);
            mediate = Some(chance);
        }
        Round {
            values,
            mediate,
            step,
            review,
            opening,
        }
    }

    fn step_meeting(&mut self, s: State) -> Moves {
        let credited = State {
            stages: s.stages + 1,
            ..s
        };
        let crediting = move |s: State| State {
            dealer: s.dealer,
            keeper: s.keeper,
            ..credited
        };
        match self.game.talks.sequence {
            Sequence::DisarmFirst => {
                let actions = self.steps(s);
                self.disarmer_moves(s, &actions, &mut |me, observed, s| match observed {
                    0 => me.honour_or_renege(crediting(s)),
                    1 => After::plain(me.ruptured_by_disarmer(s)),
                    _ => After::plain(me.settle(s)),
                })
            }
            Sequence::ReliefFirst => self.guarantor_moves(s, 2, &mut |me, action, s| {
                if action == 1 {
                    return After::plain(me.settle(s));
                }
                let actions = me.steps(s);
                let moves = me.disarmer_moves(s, &actions, &mut |me, observed, s| {
                    if observed == 0 {
                        return After::plain(me.settle(crediting(s)));
                    }
                    let mut values = me.ruptured_by_disarmer(s);
                    values.add(1.0, &me.lost_advance(s));
                    After::plain(values)
                });
                moves.as_reply(s, None)
            }),
        }
    }

    fn review(&mut self, s: State) -> Moves {
        match self.game.talks.sequence {
            Sequence::DisarmFirst => {
                self.disarmer_moves(s, &Actions::plain(2), &mut |me, observed, s| match observed {
                    0 => me.honour_or_renege(s),
                    _ => After::plain(me.ruptured_by_disarmer(s)),
                })
            }
            Sequence::ReliefFirst => self.guarantor_moves(s, 2, &mut |me, action, s| {
                if action == 1 {
                    return me.reneged(s);
                }
                let moves = me.disarmer_moves(s, &Actions::plain(2), &mut |me, observed, s| {
                    After::plain(match observed {
                        0 => me.settle(s),
                        _ => me.ruptured_by_disarmer(s),
                    })
                });
                moves.as_reply(s, None)
            }),
        }
    }

    /// Ruptured, with an opening.
    fn opening(&mut self, s: State) -> Moves {
        self.guarantor_moves(s, 2, &mut |me, action, s| {
            if action == 1 {
                return After::plain(me.settle(s));
            }
            let moves = me.disarmer_moves(s, &Actions::plain(2), &mut |me, observed, s| {
                let phase = if observed == 0 { Phase::InForce } else { s.phase };
                After::plain(me.settle(State { phase, ..s }))
            });
            moves.as_reply(s, None)
        })
    }

    /// The guarantor's answer to a credited stage, or to a disarmer that stayed at a review.
    fn honour_or_renege(&mut self, s: State) -> After {
        let moves = self.guarantor_moves(s, 2, &mut |me, action, s| {
            if action == 0 {
                After::plain(me.settle(s))
            } else {
                me.reneged(s)
            }
        });
        let enforce = moves.replies[1].and_then(|r| r.enforce);
        moves.as_reply(s, enforce)
    }

    fn ruptured_by_disarmer(&mut self, s: State) -> Values {
        let phase = Phase::RupturedByDisarmer { rebuilt: false };
        self.settle(State { phase, ..s })
    }

    /// After a renege, with the guarantor's audience costs and the broker's choice to enforce (sections 4 to 6).
    fn reneged(&mut self, s: State) -> After {
        let done = self.promised(s.stages);
        let to = |enforced| {
            let rebuilt = false;
            let phase = Phase::RupturedByGuarantor { enforced, rebuilt };
            State { phase, ..s }
        };
        let (mut values, enforce) = match self.game.broker.filter(|_| s.broker && s.stages > 0) {
            None => (self.settle(to(false)), None),
            Some(broker) => {
                let acquiesced = self.settle(to(false));
                let mut enforced = self.settle(to(true));
                let gain = (broker.interests.credibility_stake - broker.interests.enforcement_cost) * done;
                enforced.broker.iter_mut().flatten().for_each(|v| *v += gain);
                enforced
                    .guarantor
                    .iter_mut()
                    .for_each(|v| *v -= broker.instruments.guarantee * done);
                let chance = match broker.instruments.enforcement {
                    Enforcement::Automatic => 1.0,
                    Enforcement::Discretionary => self.broker_prefers(
                        enforced.broker_expects(s.dealer, s.keeper) - acquiesced.broker_expects(s.dealer, s.keeper),
                    ),
                };
                let mut values = Values::default();
                values.add(chance, &enforced);
                values.add(1.0 - chance, &acquiesced);
                (values, Some(chance))
            }
        };
        for (value, cost) in values.guarantor.iter_mut().zip(self.game.guarantor.renege_cost) {
            *value -= (cost + self.game.backing.guarantee) * done;
        }
        let reply = Reply {
            dealer: s.dealer,
            keeper: s.keeper,
            policies: [[0.0; 3]; 2],
            enforce,
        };
        After {
            values,
            reply: enforce.map(|_| reply),
        }
    }
}

impl After {
    fn plain(values: Values) -> After {
        After { values, reply: None }
    }
}

impl Moves {
    fn as_reply(&self, s: State, enforce: Option<f64>) -> After {
        After {
            values: self.values,
            reply: Some(Reply {
                dealer: s.dealer,
                keeper: s.keeper,
                policies: self.policies,
                enforce,
            }),
        }
    }
}
