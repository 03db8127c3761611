//! What is at stake in the exact recursion: flows, one-offs and events (`docs/model.md` sections 3 to 5).

use super::Phase;
use super::fixed_point::Policies;
use super::recursion::{Recursion, State};
use super::values::Values;

/// How the disarmer's actions show, and what they pay at once.
pub(super) struct Actions {
    pub count: usize,
    pub observations: usize,
    /// Chance of each observation given the action.
    pub shows: [[f64; 4]; 4],
    /// Expected one-off of feigning (action 1); the broker's by type of the disarmer.
    pub feigning: Values,
}

impl Recursion<'_> {
    pub(super) fn rounds_per_year(&self) -> f64 {
        f64::from(self.game.clock.rounds_per_year)
    }

    /// Σ a_j over the first `stages` stages.
    pub(super) fn promised(&self, stages: usize) -> f64 {
        self.game.stages[..stages].iter().map(|s| s.deterrent_share).sum()
    }

    pub(super) fn aid(&self, broker: bool) -> f64 {
        let lent = self.game.broker.filter(|_| broker).map_or(0.0, |b| b.instruments.aid);
        lent + self.game.backing.aid
    }

    /// Φ of section 5 for one discount factor.
    pub(super) fn until_foresight(&self, round: usize, discount: f64) -> f64 {
        let n = self.rounds_per_year();
        let left = self.game.clock.foresight - round;
        (0..left).map(|r| discount.powf(r as f64 / n)).sum::<f64>() / n
    }

    /// A one-off that reaches the broker through its alignments, plus `own` of the broker's.
    pub(super) fn one_off(&self, disarmer: [f64; 2], guarantor: f64, own: f64) -> Values {
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
    pub(super) fn steps(&self, s: State, count: usize) -> Actions {
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

    /// Flows of the round at the state reached, then events, then the next round (sections 4 and 5).
    pub(super) fn settle(&mut self, s: State) -> Values {
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
    pub(super) fn next_rounds(&mut self, s: State, next: &mut Values) {
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
                        values = of_successor(values, prior);
                    }
                    next.add(weight, &values);
                }
            }
        }
    }

    /// The flows of one round at a state (sections 3 and 5).
    pub(super) fn flows(&self, s: State) -> Values {
        let game = self.game;
        let tools = game.broker.map(|b| b.instruments);
        let (mut given_up, mut relief) = (0.0, 0.0);
        for stage in &game.stages[..s.stages] {
            let lasting = |rebuilt: bool| if rebuilt { 1.0 - stage.reversible } else { 1.0 };
            let (a, c) = match s.phase {
                Phase::InForce => (1.0, 1.0),
                Phase::RupturedByDisarmer { rebuilt } => (lasting(rebuilt), 1.0 - stage.revocable),
                Phase::RupturedByGuarantor { enforced, rebuilt } => {
                    // What was enforced outlasts the broker's neutrality.
                    let (returned, released) = tools.filter(|_| enforced).map_or((0.0, 0.0), |i| (i.custody, i.escrow));
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

/// After a turnover the guarantor, and the broker's view of it, are those of a type drawn from the successor's prior.
fn of_successor(mut values: Values, prior: f64) -> Values {
    let [reneger, keeper] = values.guarantor;
    values.guarantor = [(1.0 - prior) * reneger + prior * keeper; 2];
    for row in &mut values.broker {
        *row = [(1.0 - prior) * row[0] + prior * row[1]; 2];
    }
    values
}

impl Actions {
    /// Actions that are observed as they are and pay nothing at once.
    pub(super) fn plain(count: usize) -> Actions {
        let shows = std::array::from_fn(|a| std::array::from_fn(|o| if a == o && a < count { 1.0 } else { 0.0 }));
        Actions {
            count,
            observations: count,
            shows,
            feigning: Values::default(),
        }
    }

    /// Chance of each observation by type.
    pub(super) fn seen(&self, policies: &Policies) -> Policies {
        policies.map(|p| std::array::from_fn(|o| (0..self.count).map(|a| p[a] * self.shows[a][o]).sum()))
    }
}
