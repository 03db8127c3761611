//! Direct recursion over all histories with exact beliefs: the logit agent quantal-response equilibrium of `docs/model.md`
//! section 9 without a grid. Every evaluation of a node solves its whole future again at the exact posterior, so the cost
//! grows by a factor of about a hundred with each round; foresights of one to three rounds are meant.

use honest_broker::game::{Enforcement, Game, Sequence};

use super::Phase;
use super::fixed_point::{self, Method, Policies};
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

/// How the disarmer's actions show, and what they pay at once.
struct Actions {
    count: usize,
    observations: usize,
    /// Chance of each observation given the action.
    shows: [[f64; 4]; 4],
    /// Expected one-off of feigning (action 1); the broker's by type of the disarmer.
    feigning: Values,
}

/// The recursion over one game.
pub struct Recursion<'a> {
    game: &'a Game,
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

    pub(super) fn game(&self) -> &'a Game {
        self.game
    }

    fn rounds_per_year(&self) -> f64 {
        f64::from(self.game.clock.rounds_per_year)
    }

    /// Σ a_j over the first `stages` stages.
    fn promised(&self, stages: usize) -> f64 {
        self.game.stages[..stages].iter().map(|s| s.deterrent_share).sum()
    }

    fn aid(&self, broker: bool) -> f64 {
        let lent = self.game.broker.filter(|_| broker).map_or(0.0, |b| b.instruments.aid);
        lent + self.game.backing.aid
    }

    /// Φ of section 5 for one discount factor.
    fn until_foresight(&self, round: usize, discount: f64) -> f64 {
        let n = self.rounds_per_year();
        let left = self.game.clock.foresight - round;
        (0..left).map(|r| discount.powf(r as f64 / n)).sum::<f64>() / n
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

    /// A one-off that reaches the broker through its alignments, plus `own` of the broker's.
    fn one_off(&self, disarmer: [f64; 2], guarantor: f64, own: f64) -> Values {
        let (to_d, to_g) = self.game.broker.map_or((0.0, 0.0), |b| {
            (b.interests.alignment_disarmer, b.interests.alignment_guarantor)
        });
        Values {
            disarmer,
            guarantor: [guarantor; 2],
            broker: disarmer.map(|d| [own + to_d * d + to_g * guarantor; 2]),
        }
    }

    /// Comply, feign and what else there is at stage k + 1: with four actions credited, disputed, held, quit are observed,
    /// with three credited, disputed, pocketed.
    fn steps(&self, s: State, count: usize) -> Actions {
        let stage = &self.game.stages[s.stages];
        let watched = self
            .game
            .broker
            .filter(|_| s.broker)
            .map_or(0.0, |b| b.instruments.monitoring);
        let caught = 1.0 - (1.0 - stage.detection) * (1.0 - watched);
        let alarm = stage.false_alarm * (1.0 - watched);
        let (d, g) = (&self.game.disarmer, &self.game.guarantor);
        let (own, lost) = (
            self.until_foresight(s.round, d.discount_factor),
            self.until_foresight(s.round, g.discount_factor),
        );
        let share = stage.deterrent_share;
        let to_broker = self.game.broker.map_or(0.0, |b| {
            -b.interests.nonproliferation * share * self.until_foresight(s.round, b.discount_factor)
        });
        let kept = d.deterrent_value.map(|v| v * share * own);
        let mut actions = Actions::plain(count);
        actions.shows[0] = [1.0 - alarm, alarm, 0.0, 0.0];
        actions.shows[1] = [1.0 - caught, caught, 0.0, 0.0];
        let paid = self.one_off(kept, -g.threat_reduction * share * lost, to_broker);
        actions.feigning.add(1.0 - caught, &paid);
        actions
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
        for i in 0..2 {
            let believed = if i == 1 { s.dealer } else { 1.0 - s.dealer };
            let (feigns, paid) = (policies[i][1], &actions.feigning);
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

    /// Flows of the round at the state reached, then events, then the next round (sections 4 and 5).
    fn settle(&mut self, s: State) -> Values {
        let n = self.rounds_per_year();
        let game = self.game;
        let crises = if s.phase == Phase::InForce {
            game.crises.rate_in_force
        } else {
            game.crises.rate_ruptured
        };
        let war = (1.0 - (-crises / n).exp()) * game.crises.escalation;
        let mut next = Values::default();
        if s.round + 1 < game.clock.foresight {
            self.next_rounds(s, &mut next);
        }
        let mut values = self.flows(s);
        let step = |discount: f64, cost: f64, next: f64| discount.powf(1.0 / n) * ((1.0 - war) * next - war * cost);
        let (d, g) = (&game.disarmer, &game.guarantor);
        for i in 0..2 {
            values.disarmer[i] += step(d.discount_factor, d.war_cost, next.disarmer[i]);
            values.guarantor[i] += step(g.discount_factor, g.war_cost, next.guarantor[i]);
            if let Some(b) = &game.broker {
                for j in 0..2 {
                    values.broker[i][j] += step(b.discount_factor, b.interests.war_cost, next.broker[i][j]);
                }
            }
        }
        values
    }

    /// Expected values of the next round over election, rebuilding and loss of neutrality, given that there is no war.
    fn next_rounds(&mut self, s: State, next: &mut Values) {
        let n = self.rounds_per_year();
        let game = self.game;
        let (turnover, prior) = game.guarantor.elections.map_or((0.0, s.keeper), |e| {
            let date = s.round + 1 == e.first
                || (e.every > 0 && s.round + 1 > e.first && (s.round + 1 - e.first).is_multiple_of(e.every));
            (if date { e.turnover } else { 0.0 }, e.successor_keeper_prior)
        });
        let years = game.disarmer.rebuild_years;
        let finished = if years > 0.0 {
            1.0 - (-1.0 / (years * n)).exp()
        } else {
            1.0
        };
        let (rebuild, built) = match s.phase {
            Phase::RupturedByGuarantor {
                enforced,
                rebuilt: false,
            } => (
                finished,
                Phase::RupturedByGuarantor {
                    enforced,
                    rebuilt: true,
                },
            ),
            Phase::RupturedByDisarmer { rebuilt: false } => (finished, Phase::RupturedByDisarmer { rebuilt: true }),
            other => (0.0, other),
        };
        let loss = game
            .broker
            .filter(|_| s.broker)
            .map_or(0.0, |b| 1.0 - (-b.neutrality_loss_rate / n).exp());
        for (p_phase, phase) in [(1.0 - rebuild, s.phase), (rebuild, built)] {
            for (p_broker, broker) in [(1.0 - loss, s.broker), (loss, false)] {
                for (p_type, successor) in [(1.0 - turnover, false), (turnover, true)] {
                    let weight = p_phase * p_broker * p_type;
                    if weight == 0.0 {
                        continue;
                    }
                    let keeper = if successor { prior } else { s.keeper };
                    let round = s.round + 1;
                    let mut values = self
                        .round(State {
                            round,
                            phase,
                            broker,
                            keeper,
                            ..s
                        })
                        .values;
                    if successor {
                        let drawn = |v: [f64; 2]| [(1.0 - prior) * v[0] + prior * v[1]; 2];
                        values.guarantor = drawn(values.guarantor);
                        values.broker = values.broker.map(drawn);
                    }
                    next.add(weight, &values);
                }
            }
        }
    }

    /// The flows of one round at a state (sections 3 and 5).
    fn flows(&self, s: State) -> Values {
        let game = self.game;
        let tools = game.broker.map(|b| b.instruments);
        let (mut given_up, mut relief) = (0.0, 0.0);
        for stage in &game.stages[..s.stages] {
            let lasting = |rebuilt: bool| if rebuilt { 1.0 - stage.reversible } else { 1.0 };
            let (a, c) = match s.phase {
                Phase::InForce => (1.0, 1.0),
                Phase::RupturedByDisarmer { rebuilt } => (lasting(rebuilt), 1.0 - stage.revocable),
                Phase::RupturedByGuarantor { enforced, rebuilt } => {
                    let returned = tools.filter(|_| enforced).map_or(0.0, |i| i.custody);
                    let released = tools.filter(|_| enforced && s.broker).map_or(0.0, |i| i.escrow);
                    (
                        (1.0 - returned) * lasting(rebuilt),
                        1.0 - stage.revocable * (1.0 - released),
                    )
                }
            };
            given_up += stage.deterrent_share * a;
            relief += stage.relief_share * c;
        }
        let (d, g) = (&game.disarmer, &game.guarantor);
        let force = s.phase == Phase::InForce;
        let (to_d, to_g) = if force {
            (d.prestige + self.aid(s.broker) * relief, -g.talks_cost)
        } else {
            (-d.pressure - d.exposure * given_up, -g.tension)
        };
        let disarmer = d
            .deterrent_value
            .map(|v| v * (1.0 - given_up) + d.relief_value * relief + to_d);
        let guarantor = g.threat_reduction * given_up - g.relief_cost * relief + to_g;
        let own = game.broker.map_or(0.0, |b| {
            let revenue = if force && s.broker {
                b.interests.project_revenue * relief
            } else {
                0.0
            };
            b.interests.nonproliferation * given_up + revenue
        });
        let n = self.rounds_per_year();
        self.one_off(disarmer.map(|v| v / n), guarantor / n, own / n)
    }
}

impl Actions {
    /// Actions that are observed as they are and pay nothing at once.
    fn plain(count: usize) -> Actions {
        let shows = std::array::from_fn(|a| std::array::from_fn(|o| if a == o && a < count { 1.0 } else { 0.0 }));
        Actions {
            count,
            observations: count,
            shows,
            feigning: Values::default(),
        }
    }

    /// Chance of each observation by type.
    fn seen(&self, policies: &Policies) -> Policies {
        policies.map(|p| std::array::from_fn(|o| (0..self.count).map(|a| p[a] * self.shows[a][o]).sum()))
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
