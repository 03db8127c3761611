//! Direct recursion over all histories with exact beliefs: the logit agent quantal-response equilibrium of `docs/model.md`
//! section 9 without a grid. Every evaluation of a node solves its whole future again at the exact posterior, so the cost
//! grows by a factor of about a hundred with each round; foresights of one to three rounds are meant.

use honest_broker::game::{Enforcement, Game, Sequence};

use super::Phase;
use super::fixed_point::{self, Method, Policies};
use super::stakes::Actions;
use super::values::{Side, Values, blend, posterior};

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

/// The moves of a round in which the parties meet. Actions, observations and replies are in the order of the text:
///
/// * in force, disarmer first: comply, feign, hold, quit, or hold, quit at k = N; replies after credited, disputed, held,
///   quit, or held, quit; the guarantor's reply is honour, renege;
/// * in force, relief first: deliver, hold, renege, or honour, renege at k = N; the disarmer's reply is comply, feign, pocket
///   after a delivery, else hold, quit;
/// * ruptured: return, refuse of the guarantor, then of the disarmer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moves {
    pub values: Values,
    pub policies: Policies,
    pub replies: [Option<Reply>; 4],
}

/// A solved round.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Round {
    pub values: Values,
    /// Chance that an active broker mediates.
    pub mediate: Option<f64>,
    pub moves: Moves,
}

/// What follows an observation.
#[derive(Clone, Copy, Default)]
struct After {
    values: Values,
    reply: Option<Reply>,
}

/// The recursion over one game.
pub struct Recursion<'a> {
    pub(super) game: &'a Game,
    method: Method,
    /// The largest residual of any node that was solved.
    pub worst_residual: f64,
}

/// The round at a public state, without messages.
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

    /// Solves one node and remembers its residual.
    pub(super) fn node<C>(
        &mut self,
        precision: f64,
        actions: usize,
        mut evaluate: impl FnMut(&mut Self, &Policies) -> (Policies, C),
    ) -> (Policies, C) {
        let solved = fixed_point::solve(self.method, precision, actions, |p| evaluate(self, p));
        self.worst_residual = self.worst_residual.max(solved.residual);
        (solved.policies, solved.payload)
    }

    /// The logit chance of the first of two options of the broker.
    fn broker_prefers(&self, gain: f64) -> f64 {
        let precision = self.game.broker.map_or(0.0, |b| b.rationality);
        1.0 / (1.0 + (-precision * gain).exp())
    }

    /// One round (section 4); zero beyond foresight.
    pub fn round(&mut self, s: State) -> Round {
        let n = self.rounds_per_year();
        let talks = &self.game.talks;
        let moves = match (s.phase, talks.sequence) {
            (Phase::InForce, Sequence::DisarmFirst) => self.disarmer_opens(s),
            (Phase::InForce, Sequence::ReliefFirst) => self.guarantor_opens(s),
            _ => self.return_or_refuse(s),
        };
        let apart = self.settle(s);
        let chance = |saved: f64, extra: f64| match s.phase {
            Phase::InForce => 1.0 - talks.meeting_failure * (1.0 - saved),
            _ => 1.0 - (-(talks.reopening_rate + extra) / n).exp(),
        };
        let expected = |p: f64| {
            let mut values = Values::default();
            values.add(p, &moves.values);
            values.add(1.0 - p, &apart);
            values
        };
        let aside = expected(chance(0.0, 0.0));
        let Some(broker) = self.game.broker.filter(|_| s.broker) else {
            return Round {
                values: aside,
                mediate: None,
                moves,
            };
        };
        let tools = &broker.instruments;
        let mut mediated = expected(chance(tools.facilitation, tools.reopening_rate));
        for value in mediated.broker.iter_mut().flatten() {
            *value -= broker.interests.mediation_cost / n;
        }
        let gain = mediated.broker_expects(s.dealer, s.keeper) - aside.broker_expects(s.dealer, s.keeper);
        let mediate = self.broker_prefers(gain);
        let mut values = Values::default();
        values.add(mediate, &mediated);
        values.add(1.0 - mediate, &aside);
        Round {
            values,
            mediate: Some(mediate),
            moves,
        }
    }

    /// In force, `disarm_first`.
    fn disarmer_opens(&mut self, s: State) -> Moves {
        let (actions, last) = match self.game.stages.get(s.stages) {
            Some(_) => (self.steps(s, 4), false),
            None => (Actions::plain(2), true),
        };
        self.disarmer_moves(s, &actions, &mut |me, observed, s| match (last, observed) {
            (false, 0) => me.honour_or_renege(State {
                stages: s.stages + 1,
                ..s
            }),
            (false, 2) | (true, 0) => me.honour_or_renege(s),
            _ => me.ruptured_by_disarmer(s),
        })
    }

    /// In force, `relief_first`.
    fn guarantor_opens(&mut self, s: State) -> Moves {
        let next = self.game.stages.get(s.stages).copied();
        let count = if next.is_some() { 3 } else { 2 };
        self.guarantor_moves(s, count, &mut |me, action, s| match (next, action) {
            (Some(stage), 0) => {
                let n = me.rounds_per_year();
                let gain = (me.game.disarmer.relief_value + me.aid(s.broker)) * stage.relief_share / n;
                let cost = me.game.guarantor.relief_cost * stage.relief_share / n;
                let actions = me.steps(s, 3);
                let moves = me.disarmer_moves(s, &actions, &mut |me, observed, s| {
                    if observed == 0 {
                        let credited = State {
                            stages: s.stages + 1,
                            ..s
                        };
                        return After::plain(me.settle(credited));
                    }
                    let mut after = me.ruptured_by_disarmer(s);
                    after.values.add(1.0, &me.one_off([gain; 2], -cost, 0.0));
                    after
                });
                moves.as_reply(s, None)
            }
            (Some(_), 1) | (None, 0) => {
                let moves = me.disarmer_moves(s, &Actions::plain(2), &mut |me, observed, s| {
                    if observed == 0 {
                        After::plain(me.settle(s))
                    } else {
                        me.ruptured_by_disarmer(s)
                    }
                });
                moves.as_reply(s, None)
            }
            _ => me.reneged(s),
        })
    }

    /// Ruptured, with an opening.
    fn return_or_refuse(&mut self, s: State) -> Moves {
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

    /// The guarantor's answer to a credited or held stage.
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

    fn ruptured_by_disarmer(&mut self, s: State) -> After {
        let phase = Phase::RupturedByDisarmer { rebuilt: false };
        After::plain(self.settle(State { phase, ..s }))
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
            policies: [[0.0; 4]; 2],
            enforce,
        };
        After {
            values,
            reply: enforce.map(|_| reply),
        }
    }

    fn disarmer_moves(
        &mut self,
        s: State,
        actions: &Actions,
        then: &mut dyn FnMut(&mut Self, usize, State) -> After,
    ) -> Moves {
        let precision = self.game.disarmer.rationality;
        let (policies, (chance, after)) = self.node(precision, actions.count, |me, policies| {
            let chance = actions.seen(policies);
            let mut after = [After::default(); 4];
            for (o, slot) in after[..actions.observations].iter_mut().enumerate() {
                let dealer = posterior(s.dealer, [chance[0][o], chance[1][o]]);
                *slot = then(me, o, State { dealer, ..s });
            }
            let mut payoffs = [[0.0; 4]; 2];
            for (i, row) in payoffs.iter_mut().enumerate() {
                for (a, q) in row[..actions.count].iter_mut().enumerate() {
                    *q = (0..4).map(|o| actions.shows[a][o] * after[o].values.disarmer[i]).sum();
                }
                row[1] += actions.feigning.disarmer[i];
            }
            (payoffs, (chance, after))
        });
        let mut values = blend(Side::Disarmer, s.dealer, &chance, &after.map(|a| a.values));
        for (i, policy) in policies.iter().enumerate() {
            let believed = if i == 1 { s.dealer } else { 1.0 - s.dealer };
            let (feigns, paid) = (policy[1], &actions.feigning);
            values.disarmer[i] += feigns * paid.disarmer[i];
            for j in 0..2 {
                values.guarantor[j] += believed * feigns * paid.guarantor[j];
                values.broker[i][j] += feigns * paid.broker[i][j];
            }
        }
        let replies = after.map(|a| a.reply);
        Moves {
            values,
            policies,
            replies,
        }
    }

    fn guarantor_moves(
        &mut self,
        s: State,
        count: usize,
        then: &mut dyn FnMut(&mut Self, usize, State) -> After,
    ) -> Moves {
        let precision = self.game.guarantor.rationality;
        let (policies, after) = self.node(precision, count, |me, policies| {
            let mut after = [After::default(); 4];
            let mut payoffs = [[0.0; 4]; 2];
            for (a, slot) in after[..count].iter_mut().enumerate() {
                let keeper = posterior(s.keeper, [policies[0][a], policies[1][a]]);
                *slot = then(me, a, State { keeper, ..s });
                (0..2).for_each(|j| payoffs[j][a] = slot.values.guarantor[j]);
            }
            (payoffs, after)
        });
        Moves {
            values: blend(Side::Guarantor, s.keeper, &policies, &after.map(|a| a.values)),
            policies,
            replies: after.map(|a| a.reply),
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
